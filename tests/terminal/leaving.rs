//! Every way out, and the way to the shell and back.

use std::time::Duration;

use crate::pty::{Pty, Signal};
use crate::stage::{KEYWRIGHT, Stage, TOKEN, settled};

#[test]
fn every_way_out_restores_the_terminal() {
    type Way = fn(&mut Pty);
    let ways: [(&str, Way, u32); 5] = [
        ("q", |pty| pty.keys("q"), 0),
        ("Ctrl-C", |pty| pty.keys("<C-c>"), 0),
        ("TERM", |pty| pty.signal(Signal::TERM), 143),
        ("HUP", |pty| pty.signal(Signal::HUP), 129),
        ("INT", |pty| pty.signal(Signal::INT), 130),
    ];
    let stage = Stage::new();
    for (name, leave, code) in ways {
        let mut pty = stage.start(&[]);
        settled(&pty);
        assert!(pty.modes().are_raw(), "{name}");
        leave(&mut pty);
        assert_eq!(pty.wait_exit().exit_code(), code, "{name}");
        assert!(pty.is_restored(), "{name}");
        assert_eq!(pty.screen_text(), "", "{name}");
    }
}

/// A build without debug assertions has no way in for this.
#[cfg(debug_assertions)]
#[test]
fn a_panic_gives_the_terminal_back_and_is_told() {
    let stage = Stage::new();
    for place in ["loop", "task"] {
        let env = [("KEYWRIGHT_TOKEN", TOKEN), ("KEYWRIGHT_TEST_PANIC", place), ("RUST_BACKTRACE", "0")];
        let pty = stage.start_with(&[], &env);
        assert_eq!(pty.wait_exit().exit_code(), 101, "{place}");
        assert!(pty.is_restored(), "{place}");
        let left = pty.screen_text();
        assert!(left.contains("a panic that a test asked for"), "{place}: {left}");
    }
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    pty.hang_up();
    assert_eq!(pty.wait_exit().exit_code(), 129);
}

#[test]
fn signals_end_it_also_while_it_waits_for_the_server() {
    let stage = Stage::new();
    // Accepts, and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let pty = stage.run(&["--server", &url], &[("KEYWRIGHT_TOKEN", TOKEN)]);
    pty.wait_text("Projects");
    pty.signal(Signal::TERM);
    assert_eq!(pty.wait_exit().exit_code(), 143);
    assert!(pty.is_restored());
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let stage = Stage::new();
    let command = format!(
        "set -m; '{KEYWRIGHT}' --server {}; echo STOPPED; read x; fg >/dev/null; echo ENDED $?",
        stage.gateway.url()
    );
    let home = stage.home().to_str().unwrap();
    let env = [("HOME", home), ("XDG_CONFIG_HOME", home), ("KEYWRIGHT_TOKEN", TOKEN)];
    let mut pty = Pty::spawn("/bin/bash", &["-c", &command], &env, 80, 24);
    settled(&pty);
    pty.wait_quiet(Duration::from_millis(300));
    let before = pty.screen_text();
    pty.keys("<C-z>");
    pty.wait_text("STOPPED");
    pty.wait_for("the shell's screen", |screen| !screen.alternate_screen() && !screen.hide_cursor());
    pty.keys("<Enter>");
    pty.wait_for("the same screen as before", |screen| {
        screen.alternate_screen() && screen.contents() == before
    });
    assert!(pty.modes().are_raw());
    pty.keys("q");
    pty.wait_text("ENDED 0");
}

#[test]
fn without_a_shell_ctrl_z_says_so() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    pty.keys("<C-z>");
    pty.wait_text("there is no shell to return to");
    pty.keys("j");
    pty.wait_gone("there is no shell");
}

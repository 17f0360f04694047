//! The pseudo-terminal harness against small programs, and keywright's terminal layer in it: this test's own
//! executable is the program then, told by an environment variable to play one of the parts below.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "support/pty.rs"]
mod pty;

use std::time::Duration;

use keywright::app::key::Key;
use keywright::runtime::terminal::{self, Event, Events, Guard, Input, Output, Painter};
use pty::{Pty, Signal};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

const PART: &str = "KEYWRIGHT_TEST_PART";

#[test]
fn a_shell_shows_what_it_echoes_and_its_exit_code_comes_back() {
    let mut pty = Pty::spawn("/bin/sh", &["-c", "read line; echo \"[$line]\"; exit 3"], &[], 40, 5);
    pty.keys("hello<Enter>");
    pty.wait_text("[hello]");
    assert_eq!(pty.wait_exit().exit_code(), 3);
    assert!(pty.raw().ends_with(b"[hello]\r\n"));
}

#[test]
fn sizes_reach_the_program() {
    let mut pty = Pty::spawn(
        "/bin/sh",
        &["-c", "trap 'stty size' WINCH; stty size; while :; do read x; done"],
        &[],
        40,
        5,
    );
    pty.wait_text("5 40");
    pty.resize(60, 9);
    // The shell runs its trap once its read has ended.
    pty.keys("<Enter>");
    pty.wait_text("9 60");
    pty.signal(Signal::TERM);
    assert!(!pty.wait_exit().success());
}

#[test]
fn modes_and_the_other_screen_are_seen() {
    let script = "read x; modes=$(stty -g); stty raw -echo; printf '\\033[?1049h\\033[?2004h\\033[?25lready'; head -c 1 >/dev/null; \
                  stty $modes; printf '\\033[?2004l\\033[?25h\\033[?1049lback'";
    let mut pty = Pty::spawn("/bin/sh", &["-c", script], &[], 40, 5);
    assert!(!pty.modes().are_raw());
    pty.keys("<Enter>");
    pty.wait_text("ready");
    assert!(pty.modes().are_raw());
    assert!(!pty.is_restored());
    let mark = pty.mark();
    pty.keys("x");
    pty.wait_exit();
    assert!(pty.is_restored());
    assert!(!pty.modes().are_raw());
    assert!(pty.bytes_since(mark).ends_with(b"back"));
    assert!(pty.screen_text().contains("back"));
}

#[test]
fn cat_is_quiet_and_hangs_up() {
    let mut pty = Pty::spawn("/bin/cat", &[], &[], 40, 5);
    pty.paste("abc");
    pty.wait_text("abc");
    pty.wait_quiet(Duration::from_millis(100));
    let mark = pty.mark();
    pty.wait_quiet(Duration::from_millis(100));
    assert_eq!(pty.bytes_since(mark), b"");
    pty.hang_up();
    // By the signal, or by the end of its input: the kernel wakes the reader before it sends the signal.
    assert!(!pty.wait_exit().success());
}

/// Starts this executable in a pseudo-terminal, to play a part.
fn play(part: &str) -> Pty {
    let me = std::env::current_exe().unwrap();
    let args = ["--exact", "a_part", "--ignored", "--nocapture"];
    Pty::spawn(me, &args, &[(PART, part), ("RUST_BACKTRACE", "0")], 80, 24)
}

/// As `play`, under a shell with job control, which waits for Enter before it continues the stopped job.
fn play_in_shell(part: &str) -> Pty {
    let me = std::env::current_exe().unwrap();
    let command = format!(
        "set -m; {PART}={part} '{}' --exact a_part --ignored --nocapture
         for i in 1 2; do echo STOPPED $i; read x; fg >/dev/null; done; echo ENDED",
        me.display()
    );
    let env = [("RUST_BACKTRACE", "0")];
    Pty::spawn("/bin/bash", &["-c", &command], &env, 80, 24)
}

fn is_taken(pty: &Pty) -> bool {
    pty.screen(|screen| screen.alternate_screen() && screen.bracketed_paste() && screen.hide_cursor())
}

#[test]
fn every_way_out_gives_the_terminal_back() {
    type Way = fn(&mut Pty);
    let ways: [(&str, Way); 6] = [
        ("quit", |pty| pty.keys("q")),
        ("error", |pty| pty.keys("e")),
        ("panic", |pty| pty.keys("p")),
        ("TERM", |pty| pty.signal(Signal::TERM)),
        ("HUP", |pty| pty.signal(Signal::HUP)),
        ("INT", |pty| pty.signal(Signal::INT)),
    ];
    for (name, leave) in ways {
        let mut pty = play("events");
        pty.wait_text("ready");
        assert!(pty.modes().are_raw(), "{name}");
        assert!(is_taken(&pty));
        leave(&mut pty);
        let status = pty.wait_exit();
        assert!(pty.is_restored(), "{name}");
        let text = pty.screen_text();
        match name {
            "panic" => assert!(text.contains("panicked at") && text.contains("as asked"), "{text}"),
            "TERM" => assert_eq!(status.exit_code(), 143),
            "HUP" => assert_eq!(status.exit_code(), 129),
            "INT" => assert_eq!(status.exit_code(), 130),
            _ => assert_eq!(status.exit_code(), 0, "{text}"),
        }
    }
}

#[test]
fn keys_pastes_and_sizes_arrive() {
    let mut pty = play("events");
    pty.wait_text("ready");
    pty.keys("<Up>");
    pty.wait_text("key ↑");
    pty.keys("<Esc>");
    pty.wait_text("key Esc");
    pty.keys("<M-x>");
    pty.wait_text("key Alt-x");
    pty.paste("one\rtwo");
    pty.wait_text("paste \"one\\ntwo\"");
    pty.send("\x1b[200~half");
    pty.keys("<C-c>");
    pty.wait_quiet(Duration::from_millis(100));
    pty.send("\x1b[201~");
    pty.wait_text("paste \"half\\u{3}\"");
    pty.resize(50, 10);
    pty.wait_text("size 50x10");
}

#[test]
fn nothing_is_asked_and_idle_is_silent() {
    let mut pty = play("events");
    pty.wait_text("ready");
    pty.keys("x");
    pty.wait_text("key x");
    pty.wait_quiet(Duration::from_millis(200));
    let mark = pty.mark();
    #[cfg(target_os = "linux")]
    let wakeups = pty.wakeups();
    pty.wait_quiet(Duration::from_millis(500));
    assert_eq!(pty.bytes_since(mark), b"");
    #[cfg(target_os = "linux")]
    assert_eq!(pty.wakeups(), wakeups);
    let raw = String::from_utf8(pty.raw()).unwrap();
    for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b]1", "\x1bP", "$p"] {
        assert!(!raw.contains(question), "{question:?}");
    }
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    let mut pty = play("ignore-hup");
    pty.wait_text("ready");
    pty.hang_up();
    assert_eq!(pty.wait_exit().exit_code(), 9);
}

#[test]
fn suspended_the_terminal_is_the_shells_and_continued_it_is_ours_again() {
    // The key, and a signal from outside, which the program is made to send itself.
    for stop in ["<C-z>", "t"] {
        let mut pty = play_in_shell("events");
        pty.wait_text("ready");
        // Twice: nothing of the first stop is left over.
        for (stopped, width) in [("STOPPED 1", 44), ("STOPPED 2", 55)] {
            pty.keys(stop);
            pty.wait_text(stopped);
            assert!(pty.is_restored());
            assert!(!pty.modes().are_raw());
            pty.resize(width, 11);
            pty.keys("<Enter>");
            pty.wait_text(&format!("size {width}x11"));
            pty.wait_text("continued");
            assert!(pty.modes().are_raw());
            assert!(is_taken(&pty));
        }
        pty.keys("q");
        pty.wait_text("ENDED");
        pty.wait_exit();
        assert!(pty.is_restored());
    }
}

#[test]
fn without_a_shell_there_is_no_suspending() {
    let mut pty = play("events");
    pty.wait_text("ready");
    pty.keys("<C-z>");
    pty.wait_text("there is no shell to return to");
    assert!(pty.modes().are_raw());
    pty.keys("j");
    pty.wait_text("key j");
}

#[test]
fn without_a_terminal_there_is_one_line() {
    let me = std::env::current_exe().unwrap();
    let output = std::process::Command::new(me)
        .args(["--exact", "a_part", "--ignored", "--nocapture"])
        .env(PART, "events")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.starts_with("standard output is not a terminal") && text.lines().count() == 1, "{text}");
    assert!(!output.stdout.contains(&0x1b));
}

/// Not a test: what runs in the pseudo-terminal. Says what it is told, in the last rows of the screen.
#[test]
#[ignore = "a part in the tests above"]
fn a_part() {
    let Ok(part) = std::env::var(PART) else {
        return;
    };
    if let Err(reason) = terminal::check() {
        eprintln!("{reason}");
        std::process::exit(2);
    }
    let code = tokio::runtime::Runtime::new().unwrap().block_on(act(&part));
    if code != 0 {
        std::process::exit(code);
    }
}

async fn act(part: &str) -> i32 {
    let mut events = Events::listen().unwrap();
    let mut guard = Guard::enter().unwrap();
    let mut painter = Painter::new(Output::open().unwrap());
    let mut size = terminal::size();
    let mut lines = vec!["ready".to_owned()];
    loop {
        if guard.is_active() {
            // A terminal that is gone is told of as an event.
            let _ = painter.paint(draw(&lines, size), None, None);
        }
        let line = match events.next().await {
            Event::Hangup => return 9,
            Event::Terminate(terminal::Signal::Hangup) if part == "ignore-hup" => continue,
            Event::Terminate(signal) => return signal.exit_code().into(),
            Event::Resize { width, height } => {
                size = terminal::Size { width, height };
                format!("size {width}x{height}")
            }
            Event::Suspend => suspend(&mut guard),
            Event::Continue => {
                // The kernel sends SIGCONT with a hangup, too.
                if guard.resume().is_err() {
                    return 9;
                }
                painter.invalidate();
                "continued".to_owned()
            }
            Event::Input(Input::Paste(text)) => format!("paste {:?}", text.as_str()),
            Event::Input(Input::Key(key)) if key == Key::ctrl('z') => suspend(&mut guard),
            Event::Input(Input::Key(key)) => match key.printable() {
                Some('q') => return 0,
                Some('e') => {
                    // As main does it: the error is told once the guard is gone.
                    drop(guard);
                    eprintln!("told after");
                    return 0;
                }
                Some('p') => panic!("as asked"),
                Some('t') => {
                    rustix::process::kill_process(rustix::process::getpid(), Signal::TSTP).unwrap();
                    "told".to_owned()
                }
                _ => format!("key {key}"),
            },
        };
        lines.push(line);
    }
}

fn suspend(guard: &mut Guard) -> String {
    match guard.suspend() {
        Ok(()) => "suspended".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// The last lines, as many as fit.
fn draw(lines: &[String], size: terminal::Size) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    for (y, line) in (0..size.height).rev().zip(lines.iter().rev()) {
        buffer.set_string(0, y, line, Style::new());
    }
    buffer
}

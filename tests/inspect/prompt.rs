//! A person is asked for the password, at a terminal.

use crate::pty::{Pty, Signal};
use crate::{KEYWRIGHT, PASSWORD, corpus};

fn start(args: &[&str]) -> Pty {
    let env: Vec<(&str, &str)> = keywright::cli::names::ALL.iter().map(|name| (name.variable, "")).collect();
    Pty::spawn(KEYWRIGHT, &[&["inspect"], args].concat(), &env, 80, 24)
}

/// Nothing of the password was ever shown, and the terminal is as it was.
#[track_caller]
fn ended(pty: &Pty, code: u32) {
    assert_eq!(pty.wait_exit().exit_code(), code, "{}", pty.screen_text());
    let written = pty.raw();
    assert!(!written.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));
    assert!(pty.is_restored());
}

#[test]
fn it_is_asked_for_and_not_shown() {
    let file = corpus("jks/server.jks");
    let mut pty = start(&[&file]);
    pty.wait_text("(nothing: open it without):");
    assert!(pty.modes().are_raw());
    pty.keys("changeix<BS>t<Enter>");
    pty.wait_text("Verdict: sound");
    ended(&pty, 0);
}

#[test]
fn what_is_pasted_is_taken_to_the_lines_end_and_the_rest_is_nobodys() {
    let mut pty = start(&[&corpus("jks/server.jks")]);
    pty.wait_text("(nothing: open it without):");
    pty.send(format!("{PASSWORD}\rrm -rf /\r"));
    pty.wait_text("Verdict: sound");
    ended(&pty, 0);
    assert!(!pty.screen_text().contains("rm -rf"), "{}", pty.screen_text());
}

#[test]
fn a_wrong_one_is_told() {
    let mut pty = start(&[&corpus("pkcs12/openssl.p12")]);
    pty.wait_text("Password of");
    pty.keys("wrong<Enter>");
    pty.wait_text("Verdict: can't be read");
    ended(&pty, 4);
}

#[test]
fn enter_alone_opens_it_without() {
    let mut pty = start(&[&corpus("jks/server.jks")]);
    pty.wait_text("Password of");
    pty.keys("<Enter>");
    pty.wait_text("Verdict: 2 warnings");
    ended(&pty, 1);
}

#[test]
fn the_old_file_is_asked_about_when_no_password_fits() {
    let (new, old) = (corpus("pkcs12/openssl-legacy-password-empty.p12"), corpus("pair/old.p12"));
    let mut pty = start(&[&new, "--against", &old]);
    pty.wait_text("(nothing: open it without):");
    pty.keys("<Enter>");
    pty.wait_text("(nothing: don't compare):");
    pty.keys("changeit<Enter>");
    pty.wait_text("Verdict:");
    pty.wait_exit();
    assert!(!pty.screen_text().contains("not-compared"), "{}", pty.screen_text());
    assert!(pty.is_restored());
}

#[test]
fn a_text_file_asks_for_no_password() {
    let pty = start(&[&corpus("other/text.txt")]);
    pty.wait_text("Verdict: can't be read");
    ended(&pty, 4);
    assert!(!pty.screen_text().contains("Password"), "{}", pty.screen_text());
}

#[test]
fn ctrl_c_and_signals_give_the_terminal_back() {
    let file = corpus("jks/server.jks");
    let mut pty = start(&[&file]);
    pty.wait_text("Password of");
    pty.keys("half<C-c>");
    ended(&pty, 130);
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let pty = start(&[&file]);
        pty.wait_text("Password of");
        pty.signal(signal);
        ended(&pty, code);
    }
}

#[test]
fn arrows_and_terminal_replies_are_no_part_of_it() {
    let mut pty = start(&[&corpus("jks/server.jks")]);
    pty.wait_text("Password of");
    pty.send("change\x1b[A\x1b[>0;276;0c");
    pty.keys("it<Enter>");
    pty.wait_text("Verdict: sound");
    ended(&pty, 0);
}

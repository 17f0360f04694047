//! What is pasted goes into the field that has the keyboard, and a line break in it submits nothing.

use crate::main_job::{CONFIRM, EDIT, READ, the_put, walk};
use crate::stage::{NEW_FILE, Stage, TOKEN, caught_up, press, settled};

#[test]
fn a_pasted_line_break_submits_nothing_anywhere() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    // A filter; what the second line holds are no keys.
    pty.keys("/");
    pty.paste("bill\nq\n");
    caught_up(&mut pty);
    pty.wait_text("bill");
    pty.keys("<Esc>");
    pty.wait_text("partner-mtls");
    pty.wait_text("Portal");

    walk(&mut pty, &EDIT[..2]);
    pty.paste(&format!("{NEW_FILE}\n"));
    pty.wait_text("3.4 KiB  PKCS12, locked");
    pty.keys("<Tab>");
    pty.paste("changeit\n");
    pty.wait_text("•••••••• ");
    pty.wait_text("opens with the password");
    press(&mut pty, "<C-s>", "1 change");
    press(&mut pty, "<C-s>", "partner-mtls-sig, partner-mtls-enc");
    press(&mut pty, "<Home><Down><Enter>", "updateScope=SAME_PROJECT");
    pty.paste("production\n\n\r\r");
    caught_up(&mut pty);
    pty.wait_text("to go on:");
    assert!(!pty.screen_text().contains("everything at stake is confirmed"));
    assert_eq!(stage.puts(), []);
    // Only the key does it.
    press(&mut pty, "<Enter>", "everything at stake is confirmed");
    pty.paste("\n\n\n");
    caught_up(&mut pty);
    assert_eq!(stage.puts(), []);
    walk(&mut pty, &[READ]);
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    assert_eq!(the_put(&stage).status, Some(200));
}

#[test]
fn where_nothing_takes_text_a_paste_is_no_keys() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    // On the button that sends.
    pty.paste("\r");
    pty.wait_text("nothing here takes pasted text");
    caught_up(&mut pty);
    assert_eq!(stage.puts(), []);
}

#[test]
fn no_rest_of_a_paste_reaches_the_shell() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    // Quits in the midst of a paste that never ends.
    pty.send("\x1b[200~echo pasted\r");
    pty.signal(crate::pty::Signal::TERM);
    assert_eq!(pty.wait_exit().exit_code(), 143);
    assert!(!pty.screen_text().contains("pasted"));
}

/// The end comes in the midst of a paste, and the rest of it after that.
#[cfg(target_os = "linux")]
#[test]
fn what_of_a_paste_arrives_after_the_end_does_not_reach_the_shell_either() {
    let stage = Stage::new();
    let command = format!(
        "'{}' --server {}; IFS= read -r -t 0.5 rest; printf 'REST[%s] ' \"$rest\"; IFS= read -r after; echo \"AFTER[$after]\"",
        crate::stage::KEYWRIGHT,
        stage.gateway.url()
    );
    let home = stage.home().to_str().unwrap();
    let env = [("HOME", home), ("XDG_CONFIG_HOME", home), ("KEYWRIGHT_TOKEN", TOKEN)];
    let mut pty = crate::pty::Pty::spawn("/bin/bash", &["-c", &command], &env, 80, 24);
    settled(&pty);
    // In one piece: what is seen of the key shows that the paste has begun.
    pty.send("?\x1b[200~echo one\recho t");
    pty.wait_text("Esc close");
    let shell = pty.pid().as_raw_nonzero();
    let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
    let keywright = rustix::process::Pid::from_raw(children.trim().parse().unwrap()).unwrap();
    rustix::process::kill_process(keywright, crate::pty::Signal::TERM).unwrap();
    // Late, but not so late that the link would count as quiet.
    pty.wait_quiet(std::time::Duration::from_millis(80));
    pty.send("wo\recho three\r\x1b[201~");
    pty.wait_text("REST[]");
    pty.send("typed\r");
    pty.wait_text("AFTER[typed]");
}

#[test]
fn a_token_is_pasted_with_its_line_break() {
    let stage = Stage::new();
    let mut pty = stage.start_with(&[], &[]);
    pty.wait_text("Not shown; kept in memory only");
    pty.paste(&format!("{TOKEN}\n"));
    pty.wait_text("••••");
    assert!(stage.gateway.requests().iter().all(|request| !request.authorised));
    pty.keys("<Enter>");
    settled(&pty);
}

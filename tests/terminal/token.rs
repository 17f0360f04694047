//! The token: asked for, refused, replaced; and nowhere to be seen.

use std::os::unix::fs::PermissionsExt;

use crate::main_job::{CONFIRM, EDIT, walk};
use crate::stage::{Stage, TOKEN, holds, press, settled};

/// Another token, good after the first one has expired.
const SECOND: &str = "planted-second-token-55d1";

/// A file, and its password: no other text has it.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/submit/other-password.p12");
const TYPED: &str = "another-one";

#[test]
fn a_refused_token_is_asked_for_and_reading_goes_on() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    press(&mut pty, "l", "sepa-qwac");
    stage.gateway.expire_token(SECOND.into());
    stage.gateway.remove("Payments", "sepa-qwac");
    press(&mut pty, "r", "The server refused the token.");
    press(&mut pty, "wrong", "•••••");
    // The prompt goes, and comes again once the server has refused that one, too.
    let asks_again = |text: &str| {
        text.contains("The server refused the token.") && !text.contains('•') && !text.contains("trying it")
    };
    pty.keys("<Enter>");
    pty.wait_for("an empty prompt", |screen| asks_again(&screen.contents()));
    pty.keys(SECOND);
    pty.wait_text("•••••••••");
    pty.keys("<Enter>");
    pty.wait_gone("Another token");
    // What r was to read is read by now.
    pty.wait_gone("sepa-qwac");
    press(&mut pty, "<Enter>", "Environments 3");
}

#[test]
fn a_token_that_expires_before_the_update_costs_no_edit() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    stage.gateway.expire_token(SECOND.into());
    press(&mut pty, "<Tab><Enter>", "The server refused the token.");
    assert_eq!(stage.puts(), []);
    pty.keys(SECOND);
    press(&mut pty, "<Enter>", "partner-mtls-sig, partner-mtls-enc");
    // Everything is confirmed anew.
    assert!(pty.screen_text().contains("choose above what happens to the JWKs"));
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    let statuses: Vec<_> = stage.puts().iter().map(|put| put.status).collect();
    assert_eq!(statuses, [Some(200)]);
}

#[test]
fn neither_token_nor_password_is_written_anywhere() {
    let stage = Stage::new();
    let log = stage.home().join("log");
    let mut pty = stage.start(&["--log-file", log.to_str().unwrap()]);
    settled(&pty);
    walk(&mut pty, &EDIT[..2]);
    press(&mut pty, FILE, "PKCS12, locked");
    press(&mut pty, &format!("<Tab>{TYPED}"), "opens with the password");
    walk(&mut pty, &EDIT[4..]);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    stage.gateway.expire_token(SECOND.into());
    press(&mut pty, "<Esc>", "Environments 3");
    press(&mut pty, "r", "The server refused the token.");
    press(&mut pty, SECOND, "•••••••••");
    pty.keys("<Enter>");
    pty.wait_gone("Another token");
    press(&mut pty, "J", "\"keyStoreEnvironmentList\"");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);

    assert!(stage.gateway.requests().iter().any(|put| holds(&put.body, TYPED)));
    let mode = std::fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let log = std::fs::read_to_string(&log).unwrap();
    let file = std::fs::read(FILE).unwrap();
    let content = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &file[..60]);
    for secret in [TOKEN, SECOND, TYPED, &content] {
        assert!(!holds(&pty.raw(), secret), "{secret} on the screen");
        assert!(!log.contains(secret), "{secret} in the log");
        for request in stage.gateway.requests() {
            assert!(!request.path.contains(secret) && !request.query.contains(secret), "{request:?}");
        }
    }
    for expected in [
        "started version=",
        "read_only=false",
        "method=GET path=\"/apiops/projects/\" status=200",
        "method=PUT path=\"/apiops/projects/Payments/keystores/partner-mtls/\" status=200",
        "status=401",
        "not read",
        "ended",
    ] {
        assert!(log.contains(expected), "{expected:?} is not in the log:\n{log}");
    }
}

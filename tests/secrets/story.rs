//! The main job from the token prompt to the last word, at a gateway whose front repeats in its answers whatever it
//! was sent; and the ways in which the program may end in the middle.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::front::{Do, Front, Seen, http};
use crate::pty::{Pty, Signal};
use crate::scan::{Secret, assert_absent, assert_absent_below, assert_absent_on_screen};
use crate::stage::{Stage, TOKEN, press, settled};

/// Given after the first has expired.
const SECOND: &str = "second-planted-token-88b0aa";

/// Of `planted.p12`.
const PASSWORD: &str = "planted\"pass\\90e4";

const SIZE: (u16, u16) = (80, 24);

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/secrets").join(name)
}

fn secrets() -> Vec<Secret> {
    vec![
        Secret::word("the token", TOKEN),
        Secret::word("the second token", SECOND),
        Secret::word("the password", PASSWORD),
        Secret::content("the file", &std::fs::read(beside("planted.p12")).unwrap()),
        Secret::content("its key", &std::fs::read(beside("planted.key")).unwrap()),
    ]
}

/// All that a careless server may say of a request: each part of it, in many a form.
fn repeated(seen: &Seen) -> String {
    let body = String::from_utf8_lossy(&seen.body);
    let token = seen.token();
    let hex: String = token.bytes().map(|byte| format!("{byte:02x}")).collect();
    let encoded = STANDARD.encode(format!("user:{token}"));
    let object: serde_json::Value = serde_json::from_slice(&seen.body).unwrap_or_default();
    let entry = &object["keyStoreEnvironmentList"][0];
    let (password, file) = (entry["password"].as_str(), entry["file"].as_str());
    let piece = file.map(|file| &file[..60]);
    format!("BAD REQUEST {token} {hex} {encoded} password={password:?} file={piece:?} body={body}")
}

fn refuses(seen: &Seen) -> Vec<u8> {
    let words = repeated(seen);
    let body = json!({"error": "validation_failed", "error_description": words,
        "validation_errors": [{"field": "password", "message": words}]});
    http("400 Bad Request", "application/json", &body.to_string())
}

fn refuses_the_token(seen: &Seen) -> Vec<u8> {
    let body = json!({"error": "unauthorized", "error_description": repeated(seen)});
    http("401 Unauthorized", "application/json", &body.to_string())
}

fn says_done(seen: &Seen) -> Vec<u8> {
    let words = repeated(seen);
    let result = json!({"success": false, "message": words, "detailList": [
        {"envName": "production", "podName": words, "success": false, "detail": words}]});
    let body = json!({"status": "SUCCESS", "resultMessage": words, "deploymentResult": result});
    http("200 OK", "application/json", &body.to_string())
}

/// The program, its terminal, and a home with a directory for everything that a program may write.
struct Story {
    stage: Stage,
    front: Front,
}

impl Story {
    fn new() -> Self {
        let stage = Stage::new();
        let front = Front::start(&stage.gateway.url());
        for directory in ["tmp", "state", "cache", "data", "run"] {
            std::fs::create_dir(stage.home().join(directory)).unwrap();
        }
        Self { stage, front }
    }

    fn start(&self, env: &[(&str, &str)]) -> Pty {
        let home = self.stage.home().to_str().unwrap();
        let place = |name: &str| format!("{home}/{name}");
        let (tmp, state, cache) = (place("tmp"), place("state"), place("cache"));
        let (data, run, log) = (place("data"), place("run"), place("log"));
        let mut all = vec![
            ("TMPDIR", tmp.as_str()),
            ("XDG_STATE_HOME", &state),
            ("XDG_CACHE_HOME", &cache),
            ("XDG_DATA_HOME", &data),
            ("XDG_RUNTIME_DIR", &run),
            // Whoever wants to know all, gets no secret either.
            ("RUST_LOG", "trace"),
            ("RUST_BACKTRACE", "full"),
        ];
        all.extend(env);
        self.stage.run(&["--server", &self.front.url(), "--log-file", &log], &all)
    }

    /// Up to the button: the new file with its password for production, the cascade, what is at stake.
    fn edit(&self, pty: &mut Pty) {
        press(pty, "l<Enter>", "Environments 3");
        press(pty, "<Enter>", "stored: 2.9 KiB");
        pty.keys(beside("planted.p12").to_str().unwrap());
        pty.wait_text("PKCS12, locked");
        press(pty, &format!("<Tab>{PASSWORD}"), "opens with the password");
        press(pty, "<C-s>", "1 change");
        press(pty, "<C-s>", "partner-mtls-sig, partner-mtls-enc");
        self.confirm(pty);
    }

    fn confirm(&self, pty: &mut Pty) {
        press(pty, "<Home><Down><Enter>", "updateScope=SAME_PROJECT");
        press(pty, "production<Enter>", "everything at stake is confirmed");
        press(pty, "<Up><Space><Tab>", "[x] ");
    }

    /// Nothing that was written shows any secret; the log is among it.
    #[track_caller]
    fn assert_nothing_is_seen(&self, pty: &Pty) {
        let secrets = secrets();
        assert_absent_on_screen(&secrets, &pty.raw(), SIZE);
        // The version before is kept on purpose, and what edits began from: a file whose first lines are those of any
        // other. Neither tokens nor passwords are in it.
        for kept in ["backups", "drafts"] {
            let kept = self.stage.home().join("state/keywright").join(kept);
            if kept.exists() {
                assert_absent_below(&secrets[..3], &kept);
                std::fs::remove_dir_all(&kept).unwrap();
            }
        }
        assert!(assert_absent_below(&secrets, self.stage.home()) >= 1);
        let log = std::fs::read_to_string(self.stage.home().join("log")).unwrap();
        assert!(log.contains("method=PUT") || log.contains("sending"), "{log}");
        for request in self.front.seen() {
            // Where others may log it: not in the address.
            let line = request.head.lines().next().unwrap().to_owned();
            assert_absent(&secrets, "a request's line", line.as_bytes());
        }
    }
}

#[test]
fn nothing_that_is_written_shows_a_secret() {
    let story = Story::new();
    let mut pty = story.start(&[]);
    // The token is typed; the first is refused, in words that repeat it.
    pty.wait_text("token");
    story.front.on("GET", Do::Echo(refuses_the_token));
    press(&mut pty, SECOND, "•••••••••");
    pty.keys("<Enter>");
    pty.wait_text("BAD REQUEST");
    story.front.on("GET", Do::Pass);
    press(&mut pty, TOKEN, "•••••••••");
    pty.keys("<Enter>");
    settled(&pty);

    // Refused, in words that repeat everything.
    story.front.on("PUT", Do::Echo(refuses));
    story.edit(&mut pty);
    press(&mut pty, "<Tab><Enter>", "refused by the server");
    pty.wait_text("BAD REQUEST");
    pty.keys("<PgDn><PgDn>");

    // Cut off in the middle; read back by a server that repeats.
    story.front.on("PUT", Do::Reset);
    story.front.on("GET", Do::Pass);
    press(&mut pty, "R", "partner-mtls-sig, partner-mtls-enc");
    story.confirm(&mut pty);
    press(&mut pty, "<Tab><Enter>", "outcome is unknown");
    story.front.on("GET", Do::Echo(refuses_the_token));
    pty.wait_text("The server refused the token.");
    story.front.on("GET", Do::Pass);
    story.stage.gateway.expire_token(SECOND.into());
    press(&mut pty, SECOND, "•••••••••");
    pty.keys("<Enter>");
    pty.wait_text("outcome is unknown");
    pty.keys("<Esc>");
    pty.wait_text("Environments 3");
    pty.keys("<C-c>");
    pty.wait_text("Leave while the update is under way?");
    pty.keys("y");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert_eq!(story.front.puts(), 2);
    story.assert_nothing_is_seen(&pty);
}

#[test]
fn an_answer_that_repeats_everything_shows_no_secret() {
    let story = Story::new();
    story.front.on("PUT", Do::Echo(says_done));
    let mut pty = story.start(&[("KEYWRIGHT_TOKEN", TOKEN)]);
    settled(&pty);
    story.edit(&mut pty);
    press(&mut pty, "<Tab><Enter>", "BAD REQUEST [token]");
    pty.wait_text("as before");
    for _ in 0..4 {
        pty.keys("<PgDn>");
        crate::stage::caught_up(&mut pty);
    }
    press(&mut pty, "<Esc>", "Environments 3");
    press(&mut pty, "J", "\"keyStoreEnvironmentList\"");
    pty.keys("<C-c>");
    pty.wait_text("Quit");
    pty.keys("y");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    story.assert_nothing_is_seen(&pty);
}

/// A build without debug assertions has no way in for this.
#[cfg(debug_assertions)]
#[test]
fn a_panic_in_the_middle_of_an_update_shows_no_secret() {
    let story = Story::new();
    story.front.on("PUT", Do::Silence);
    let mut pty = story.start(&[("KEYWRIGHT_TOKEN", TOKEN), ("KEYWRIGHT_TEST_PANIC", "sent")]);
    settled(&pty);
    story.edit(&mut pty);
    press(&mut pty, "<Tab><Enter>", "a panic that a test asked for");
    assert_eq!(pty.wait_exit().exit_code(), 101);
    assert!(pty.screen_text().contains("its outcome is unknown"), "{}", pty.screen_text());
    story.assert_nothing_is_seen(&pty);
}

#[test]
fn ended_in_the_middle_of_an_update_it_shows_no_secret() {
    for signal in [Signal::TERM, Signal::HUP] {
        let story = Story::new();
        story.front.on("PUT", Do::Silence);
        let mut pty = story.start(&[("KEYWRIGHT_TOKEN", TOKEN)]);
        settled(&pty);
        story.edit(&mut pty);
        press(&mut pty, "<Tab><Enter>", "waiting for the gateways");
        pty.signal(signal);
        pty.wait_text("is finished first");
        pty.signal(Signal::INT);
        pty.wait_exit();
        story.assert_nothing_is_seen(&pty);
    }
}

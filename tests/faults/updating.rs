//! The update: what the operator sees of each fault, whether the gateway got it, and what it holds then.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::ending::state_dir;
use crate::front::{Do, http};
use crate::pty::Pty;
use crate::stage::{NEW_FILE, Stage, goes_on, press, settled};
use crate::{Scene, json};

/// From the first screen to the button that sends: another file and password for production.
pub const STEPS: [(&str, &str); 9] = [
    ("l<Enter>", "Environments 3"),
    ("<Enter>", "stored: 2.9 KiB"),
    (NEW_FILE, "3.4 KiB  PKCS12, locked"),
    ("<Tab>changeit", "✓ 3.4 KiB  PKCS12, opens with the password"),
    ("<C-s>", "1 change"),
    ("<C-s>", "partner-mtls-sig, partner-mtls-enc"),
    ("<Home><Down><Enter>", "updateScope=SAME_PROJECT"),
    ("production<Enter>", "everything at stake is confirmed"),
    ("<Up><Space><Tab>", "[x] 1 warning read"),
];

/// While it isn't known whether it is stored, the screen says so.
const UNKNOWN: &str = "the outcome is unknown; what is stored is read back";

/// Read back, it was found.
const FOUND: &str = "OUTCOME UNKNOWN: it is stored, but no gateway's word came";

/// How long the journal's last line may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A line of the journal in a word.
fn word(line: &Value) -> String {
    match line["outcome"].as_str() {
        Some(outcome) => format!("{outcome}, {}", line["read_back"]["result"].as_str().unwrap_or_default()),
        None => line["kind"].as_str().unwrap_or_default().to_owned(),
    }
}

/// An update that was sent, or was to be.
pub struct Outcome {
    pub scene: Scene,
    pub pty: Pty,
    before: Value,
}

fn stored(scene: &Scene) -> Value {
    scene.stage.gateway.stored("Payments", "partner-mtls").unwrap()
}

/// Goes up to the button, with these options beside a state directory of its own.
#[track_caller]
pub fn ready(options: impl FnOnce(&Stage) -> Vec<String>) -> Outcome {
    let scene = Scene::new();
    let before = stored(&scene);
    let state = state_dir(&scene.stage).display().to_string();
    let options = options(&scene.stage);
    let mut all = vec!["--state-dir", &state];
    all.extend(options.iter().map(String::as_str));
    let mut pty = scene.start(&all);
    settled(&pty);
    for (keys, expected) in STEPS {
        press(&mut pty, keys, expected);
    }
    Outcome { scene, pty, before }
}

/// Sends an update that meets the fault.
#[track_caller]
fn meets(act: Do, options: &[&str]) -> Outcome {
    let mut outcome = ready(|_| options.iter().map(|option| (*option).to_owned()).collect());
    outcome.scene.front.on("PUT", act);
    outcome.pty.keys("<Tab><Enter>");
    outcome
}

impl Outcome {
    /// Waits until the gateway holds what was sent: nobody tells.
    #[track_caller]
    pub fn wait_stored(&self) {
        let begun = std::time::Instant::now();
        while stored(&self.scene) == self.before {
            assert!(begun.elapsed() < std::time::Duration::from_secs(30), "never stored");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// The screen says so, nothing is sent again by itself, and the program goes on.
    #[track_caller]
    fn sees(mut self, headline: &str) -> Self {
        self.pty.wait_text(headline);
        assert!(!self.pty.screen_text().contains("deployed everywhere, verified"));
        assert!(goes_on(&mut self.pty, ""));
        assert!(self.scene.front.puts() <= 1);
        self
    }

    /// The journal's last update has these lines: `intent`, and the outcome's word, with what was read back.
    #[track_caller]
    fn journals(mut self, wanted: &[&str]) -> Self {
        let path = state_dir(&self.scene.stage).join("journal.jsonl");
        let began = Instant::now();
        loop {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let words: Vec<String> =
                text.lines().map(|line| word(&serde_json::from_str(line).unwrap())).collect();
            if words == wanted {
                return self;
            }
            assert!(began.elapsed() < PATIENCE && words.len() < wanted.len(), "{words:?}");
            assert!(goes_on(&mut self.pty, ""));
        }
    }

    /// The gateway never heard of it, and holds what it held.
    #[track_caller]
    fn never_reached_the_server(self) -> Self {
        assert_eq!(self.scene.stage.puts(), []);
        assert_eq!(stored(&self.scene), self.before);
        self
    }

    /// The gateway got it, once, and holds it.
    #[track_caller]
    fn reached_the_server(self) -> Self {
        assert_eq!(self.scene.stage.puts().len(), 1);
        assert_ne!(stored(&self.scene), self.before);
        self
    }
}

#[test]
fn nobody_listens_when_it_is_to_be_sent() {
    let mut outcome = ready(|_| Vec::new());
    // The keystore is read again, and then the connection for the update is refused.
    outcome.scene.front.on("GET", Do::PassThenClose);
    outcome.pty.keys("<Tab><Enter>");
    let outcome = outcome.sees("nothing was sent").never_reached_the_server();
    let mut outcome = outcome.journals(&["intent", "not-sent, never"]);
    assert_eq!(outcome.scene.front.puts(), 0);
    assert!(outcome.pty.screen_text().contains("can't be reached"), "{}", outcome.pty.screen_text());
    // The edits are where they were.
    press(&mut outcome.pty, "<Esc>", "1 change");
}

#[test]
fn the_connection_breaks_while_it_is_sent() {
    for act in [Do::ResetIn(0), Do::ResetIn(1_000), Do::Reset] {
        let outcome = meets(act, &[]).sees(UNKNOWN).never_reached_the_server().journals(&["intent"]);
        assert!(outcome.pty.screen_text().contains("The connection broke"), "{}", outcome.pty.screen_text());
    }
}

#[test]
fn the_connection_breaks_once_it_is_stored() {
    for most in [0, 20, 120] {
        let outcome = meets(Do::PassThenReset(most), &[]).sees(FOUND).reached_the_server();
        outcome.journals(&["intent", "unknown, equal"]);
    }
}

#[test]
fn no_answer_in_time() {
    let hasty = ["--update-timeout", "500ms"];
    let outcome = meets(Do::Silence, &hasty).sees(UNKNOWN).never_reached_the_server();
    assert!(outcome.pty.screen_text().contains("No answer within 500 ms"));
    let outcome = meets(Do::PassThenSilence, &hasty).sees(FOUND).reached_the_server();
    outcome.journals(&["intent", "unknown, equal"]);
}

#[test]
fn an_answer_that_makes_no_sense() {
    for answer in [
        json("200 OK", r#"{"success":true,"deploymentRes"#),
        json("200 OK", "true"),
        http("200 OK", "text/html", "<html><title>Sign in</title>"),
        http("502 Bad Gateway", "text/html", "<html><title>502 Bad Gateway</title>"),
        json("503 Service Unavailable", ""),
        json("500 Internal Server Error", r#"{"error":"internal_error"}"#),
        http("303 See Other", "text/plain", ""),
    ] {
        meets(Do::Answer(answer.clone()), &[]).sees(UNKNOWN).never_reached_the_server();
        let outcome = meets(Do::PassThenAnswer(answer), &[]).sees(FOUND).reached_the_server();
        outcome.journals(&["intent", "unknown, equal"]);
    }
}

#[test]
fn a_gibibyte_for_an_answer() {
    let endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    let outcome = meets(Do::Flood(endless, 1 << 30), &[]).sees(UNKNOWN).never_reached_the_server();
    assert!(outcome.pty.screen_text().contains("larger than 64.0 MiB"));
}

#[test]
fn a_no() {
    for (answer, words) in [
        (json("403 Forbidden", r#"{"error_description":"no role"}"#), "no role"),
        (
            json("409 Conflict", r#"{"error_description":"Keystore name is already in use!"}"#),
            "already in use",
        ),
        (json("429 Too Many Requests", r#"{"retry_after":7}"#), "7 s of rest"),
        (json("429 Too Many Requests", ""), "Too many requests"),
        (http("403 Forbidden", "text/html", "<html><title>WAF</title>"), "WAF"),
        (http("302 Found", "text/plain", ""), "sends elsewhere"),
        (json("200 OK", r#"{"status":"FAILURE","resultMessage":"not this time"}"#), "not this time"),
    ] {
        let outcome = meets(Do::Answer(answer), &[]).sees("refused by the server").never_reached_the_server();
        outcome.pty.wait_text(words);
        outcome.journals(&["intent", "refused, never"]);
    }
}

#[test]
fn a_byte_at_a_time() {
    let outcome = meets(Do::PassThenDribble, &[]);
    outcome.pty.wait_text("stored, deployed everywhere, verified");
    let outcome = outcome.reached_the_server().journals(&["intent", "done, equal"]);
    assert_eq!(outcome.scene.front.puts(), 1);
}

#[test]
fn a_token_that_is_refused_loses_no_edit() {
    let answer = json("401 Unauthorized", r#"{"error_description":"Token was expired!"}"#);
    let outcome = meets(Do::Answer(answer), &[]);
    outcome.pty.wait_text("Token was expired!");
    let mut outcome = outcome.never_reached_the_server();
    outcome.scene.front.on("PUT", Do::Pass);
    outcome.pty.keys(crate::TOKEN);
    outcome.pty.wait_text("•••••••••");
    press(&mut outcome.pty, "<Enter>", "partner-mtls-sig, partner-mtls-enc");
    for (keys, expected) in &STEPS[6..] {
        press(&mut outcome.pty, keys, expected);
    }
    outcome.pty.keys("<Tab><Enter>");
    outcome.pty.wait_text("stored, deployed everywhere, verified");
    outcome.reached_the_server().journals(&["intent", "refused, never", "intent", "done, equal"]);
}

//! The program is ended while an update is under way: the update is finished first, and what came of it is in the
//! journal. Nobody sends anything again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::front::{Do, Gate};
use crate::pty::{Pty, Signal};
use crate::stage::{KEYWRIGHT, Stage, press};
use crate::updating::{Outcome, ready};

/// Where a stage's programs keep things.
pub fn state_dir(stage: &Stage) -> PathBuf {
    stage.home().join("state")
}

/// What `keywright history --output json` says of the newest update, and its exit code.
#[track_caller]
pub fn newest(stage: &Stage) -> (Value, Option<i32>) {
    let output = Command::new(KEYWRIGHT)
        .args(["history", "--output", "json"])
        .env("KEYWRIGHT_STATE_DIR", state_dir(stage))
        .env("HOME", stage.home())
        .env("XDG_CONFIG_HOME", stage.home())
        .output()
        .unwrap();
    let mut all: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (all["updates"].get_mut(0).map(Value::take).unwrap_or_default(), output.status.code())
}

/// Waits until the log holds a text: what a program without a terminal does isn't seen anywhere else.
#[track_caller]
fn wait_logged(log: &Path, text: &str) {
    let begun = Instant::now();
    while !std::fs::read_to_string(log).is_ok_and(|log| log.contains(text)) {
        assert!(begun.elapsed() < Duration::from_secs(30), "waited for {text:?} in the log");
        std::thread::sleep(Duration::from_millis(5));
    }
}

struct Held {
    outcome: Outcome,
    gate: Gate,
    log: PathBuf,
}

/// An update has been sent, and the gateway holds its answer back.
#[track_caller]
fn held(options: &[&str]) -> Held {
    let gate = Gate::default();
    let mut outcome = ready(|stage| {
        let log = stage.home().join("log").display().to_string();
        let mut all = vec!["--log-file".to_owned(), log];
        all.extend(options.iter().map(|option| (*option).to_owned()));
        all
    });
    outcome.scene.front.on("PUT", Do::PassThenHold(gate.clone()));
    press(&mut outcome.pty, "<Tab><Enter>", "waiting for the gateways");
    let log = outcome.scene.stage.home().join("log");
    Held { outcome, gate, log }
}

impl Held {
    /// The gateway answers, the program ends with this code, and all of it is in the journal.
    #[track_caller]
    fn ends_well(self, code: u32) -> Outcome {
        self.gate.open();
        assert_eq!(self.outcome.pty.wait_exit().exit_code(), code);
        let stage = &self.outcome.scene.stage;
        let (update, end) = newest(stage);
        assert_eq!((update["state"].as_str(), end), (Some("done"), Some(0)), "{update}");
        assert_eq!(update["outcome"]["rows"].as_array().unwrap().len(), 5, "{update}");
        assert_eq!(update["outcome"]["read_back"]["result"], "equal");
        assert_eq!(self.outcome.scene.front.puts(), 1);
        self.outcome
    }
}

#[test]
fn a_terminal_that_goes_away_lets_the_update_be_finished() {
    let mut held = held(&[]);
    held.outcome.pty.hang_up();
    wait_logged(&held.log, "is finished before the end");
    let outcome = held.ends_well(129);
    // From then on nothing was asked but what is stored.
    let seen = outcome.scene.front.seen();
    let put = seen.iter().position(|seen| seen.method() == "PUT").unwrap();
    let after: Vec<&str> = seen[put + 1..].iter().map(|seen| seen.path()).collect();
    assert_eq!(after, ["/apiops/projects/Payments/keystores/partner-mtls/"]);
}

#[test]
fn told_to_end_it_finishes_the_update_and_says_what_came_of_it() {
    for signal in [Signal::TERM, Signal::HUP] {
        let held = held(&[]);
        held.outcome.pty.signal(signal);
        held.outcome.pty.wait_text("the update of partner-mtls in Payments is finished first");
        assert!(held.outcome.pty.is_restored());
        // A session that is closed may send both: that is once.
        held.outcome.pty.signal(Signal::HUP);
        let outcome = held.ends_well(if signal == Signal::TERM { 143 } else { 129 });
        let left = outcome.pty.screen_text();
        assert!(left.contains("partner-mtls: stored, deployed everywhere, verified"), "{left}");
    }
}

#[test]
fn told_a_second_time_it_ends_at_once_and_the_outcome_is_unknown() {
    for second in [Signal::TERM, Signal::INT] {
        let held = held(&[]);
        held.outcome.pty.signal(Signal::TERM);
        held.outcome.pty.wait_text("is finished first");
        held.outcome.pty.signal(second);
        assert_eq!(held.outcome.pty.wait_exit().exit_code(), 143);
        let left = held.outcome.pty.screen_text();
        assert!(left.contains("its outcome is unknown; keywright shows it first"), "{left}");
        let (update, end) = newest(&held.outcome.scene.stage);
        assert_eq!((update["state"].as_str(), end), (Some("unknown"), Some(6)), "{update}");
        assert_eq!(update["outcome"], Value::Null);
        held.gate.open();
    }
}

/// An update has been sent, and nobody will ever answer it.
#[track_caller]
fn never_answered(options: &[&str]) -> Outcome {
    let mut outcome = ready(|_| options.iter().map(|option| (*option).to_owned()).collect());
    outcome.scene.front.on("PUT", Do::Silence);
    outcome.pty.keys("<Tab><Enter>");
    outcome.pty.wait_for("that it was sent", |screen| {
        let text = screen.contents();
        text.contains("waiting for the gateways") || text.contains("outcome is unknown")
    });
    outcome
}

/// The next start shows it before anything else.
#[track_caller]
fn is_shown_first(outcome: &Outcome) {
    let state = state_dir(&outcome.scene.stage).display().to_string();
    let next = outcome.scene.start(&["--state-dir", &state]);
    next.wait_text("1 update whose outcome is unknown");
    next.wait_text("Payments ▸ partner-mtls");
    assert_eq!(outcome.scene.front.puts(), 1);
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_without_end() {
    type End = fn(&mut Pty);
    let ends: [(End, u32); 3] =
        [(Pty::hang_up, 129), (|pty| pty.signal(Signal::HUP), 129), (|pty| pty.signal(Signal::TERM), 143)];
    for (end, code) in ends {
        let times = ["--update-timeout", "1s", "--read-back-timeout", "1s", "--read-timeout", "500ms"];
        let mut outcome = never_answered(&times);
        outcome.scene.front.on("GET", Do::Silence);
        end(&mut outcome.pty);
        assert_eq!(outcome.pty.wait_exit().exit_code(), code);
        let (update, end) = newest(&outcome.scene.stage);
        assert_eq!((update["state"].as_str(), end), (Some("unknown"), Some(6)), "{update}");
        assert_eq!(update["outcome"]["outcome"], "unknown", "{update}");
        assert_eq!(update["outcome"]["read_back"]["result"], "unreadable", "{update}");
        outcome.scene.front.on("GET", Do::Pass);
        is_shown_first(&outcome);
    }
}

#[test]
fn an_answer_that_never_comes_is_read_back_before_the_end() {
    let mut outcome = never_answered(&["--update-timeout", "1s", "--read-back-timeout", "2s"]);
    outcome.pty.hang_up();
    assert_eq!(outcome.pty.wait_exit().exit_code(), 129);
    let (update, end) = newest(&outcome.scene.stage);
    assert_eq!((update["state"].as_str(), end), (Some("unknown"), Some(6)), "{update}");
    assert_eq!(update["outcome"]["outcome"], "unknown", "{update}");
    assert_eq!(update["outcome"]["read_back"]["result"], "as-before", "{update}");
    assert_eq!(outcome.scene.front.puts(), 1);
}

#[test]
fn what_is_read_back_without_end_is_left_once_its_time_is_up() {
    let times = ["--update-timeout", "2s", "--read-back-timeout", "1s"];
    let rest = ["--connect-timeout", "1s", "--read-timeout", "1s"];
    let outcome = never_answered(&[times, rest].concat());
    // The head at once, and always more before the time for it is over.
    outcome.scene.front.on("GET", Do::PassInPieces(100, Duration::from_millis(300)));
    outcome.pty.signal(Signal::TERM);
    outcome.pty.wait_text("is finished first, within 5 s");
    assert_eq!(outcome.pty.wait_exit().exit_code(), 143);
    let left = outcome.pty.screen_text();
    assert!(left.contains("its outcome is unknown; keywright shows it first"), "{left}");
    let (update, end) = newest(&outcome.scene.stage);
    assert_eq!((update["state"].as_str(), end), (Some("unknown"), Some(6)), "{update}");
    assert_eq!(update["outcome"], Value::Null);
    outcome.scene.front.on("GET", Do::Pass);
    is_shown_first(&outcome);
}

#[test]
fn what_has_not_been_checked_is_not_sent() {
    let gate = Gate::default();
    let mut outcome = ready(|_| Vec::new());
    let stored = "GET /apiops/projects/Payments/keystores/partner-mtls/";
    outcome.scene.front.on(stored, Do::HoldThenPass(gate.clone()));
    press(&mut outcome.pty, "<Tab><Enter>", "Deploying partner-mtls");
    outcome.pty.signal(Signal::TERM);
    assert_eq!(outcome.pty.wait_exit().exit_code(), 143);
    let left = outcome.pty.screen_text();
    assert!(left.contains("partner-mtls: nothing was sent"), "{left}");
    gate.open();
    assert_eq!(outcome.scene.front.puts(), 0);
    assert_eq!(newest(&outcome.scene.stage).0, Value::Null);
}

#[test]
fn a_token_that_expires_after_the_hangup_leaves_what_is_known() {
    let held = held(&[]);
    held.outcome.pty.signal(Signal::HUP);
    held.outcome.pty.wait_text("is finished first");
    let refused = crate::json("401 Unauthorized", r#"{"error_description":"Token was expired!"}"#);
    held.outcome.scene.front.on("GET", Do::Answer(refused));
    held.gate.open();
    assert_eq!(held.outcome.pty.wait_exit().exit_code(), 129);
    let (update, _) = newest(&held.outcome.scene.stage);
    assert_eq!(update["state"], "stored", "{update}");
    assert_eq!(update["outcome"]["rows"].as_array().unwrap().len(), 5, "{update}");
    assert_eq!(update["outcome"]["read_back"]["result"], "unreadable");
}

#[test]
fn whoever_leaves_finds_the_update_in_the_journal() {
    let mut held = held(&[]);
    press(&mut held.outcome.pty, "<C-c>", "Leave while the update is under way?");
    held.outcome.pty.wait_text("What has been sent goes on at the gateway");
    held.outcome.pty.keys("y");
    assert_eq!(held.outcome.pty.wait_exit().exit_code(), 0);
    let left = held.outcome.pty.screen_text();
    assert!(left.contains("its outcome is unknown; keywright shows it first"), "{left}");
    assert_eq!(newest(&held.outcome.scene.stage).0["state"], "unknown");
    held.gate.open();
}

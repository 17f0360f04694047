//! The program is killed in the middle of an update, as by a crash or the machine's end: at the next start the
//! update is shown first, a look tells what came of it, and then it is known.

use crate::ending::{newest, state_dir};
use crate::front::{Do, Gate};
use crate::pty::{Pty, Signal};
use crate::stage::{press, settled};
use crate::updating::{Outcome, STEPS, ready};

/// An update that the gateway got and answers as the front is told, its keywright killed while it waited.
#[track_caller]
fn killed(act: Do) -> Outcome {
    let mut outcome = ready(|_| Vec::new());
    outcome.scene.front.on("PUT", act);
    press(&mut outcome.pty, "<Tab><Enter>", "waiting for the gateways");
    outcome.pty.signal(Signal::KILL);
    outcome.pty.wait_exit();
    outcome
}

fn again(outcome: &Outcome, options: &[&str]) -> Pty {
    let state = state_dir(&outcome.scene.stage).display().to_string();
    let mut all = vec!["--state-dir", &state];
    all.extend(options);
    outcome.scene.start(&all)
}

/// An hour passes, as far as the journal tells: the time of what is in it is another.
fn set_back(outcome: &Outcome) {
    let path = state_dir(&outcome.scene.stage).join("journal.jsonl");
    let lines = std::fs::read_to_string(&path).unwrap();
    let earlier = lines.lines().map(|line| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        let at: jiff::Timestamp = line["time"].as_str().unwrap().parse().unwrap();
        line["time"] = (at - jiff::SignedDuration::from_hours(1)).to_string().into();
        line.to_string() + "\n"
    });
    std::fs::write(&path, earlier.collect::<String>()).unwrap();
}

/// Starts again, looks, and sees what came of it; then it isn't shown any more.
#[track_caller]
fn is_found(outcome: &Outcome, options: &[&str], said: &str, state: &str) {
    assert_eq!(newest(&outcome.scene.stage).0["state"], "unknown");
    let mut second = again(outcome, options);
    second.wait_text("1 update whose outcome is unknown");
    second.wait_text("Payments ▸ partner-mtls");
    press(&mut second, "<Enter>", said);
    second.keys("<C-c>");
    second.wait_exit();
    if state == "not-applied" {
        // So soon after it was sent that settles nothing.
        let (update, code) = newest(&outcome.scene.stage);
        assert_eq!((update["state"].as_str(), code), (Some("unknown"), Some(6)), "{update}");
        set_back(outcome);
        let mut second = again(outcome, options);
        second.wait_text("! not applied yet");
        press(&mut second, "<Enter>", "Not applied: what is stored is as it was");
        second.keys("<C-c>");
        second.wait_exit();
    }
    let (update, code) = newest(&outcome.scene.stage);
    assert_eq!((update["state"].as_str(), code), (Some(state), Some(0)), "{update}");
    let third = again(outcome, options);
    settled(&third);
    assert!(!third.screen_text().contains("outcome is unknown"), "{}", third.screen_text());
    assert_eq!(outcome.scene.front.puts(), 1);
}

#[test]
fn killed_once_it_was_stored_it_is_found_applied() {
    let outcome = killed(Do::PassThenHold(Gate::default()));
    outcome.wait_stored();
    is_found(&outcome, &[], "Applied: what is stored is as it should be", "applied");
}

#[test]
fn killed_before_it_was_stored_it_is_found_not_applied() {
    let outcome = killed(Do::HoldThenPass(Gate::default()));
    is_found(&outcome, &["--read-only"], "Not applied so far: what is stored is as it was", "not-applied");
}

#[test]
fn left_for_later_it_is_shown_again() {
    let outcome = killed(Do::PassThenHold(Gate::default()));
    for _ in 0..2 {
        let mut pty = again(&outcome, &[]);
        pty.wait_text("1 update whose outcome is unknown");
        press(&mut pty, "<Esc>", "stays unknown, and is shown again at the next start");
        pty.keys("q");
        assert_eq!(pty.wait_exit().exit_code(), 0);
    }
    assert_eq!(newest(&outcome.scene.stage).0["resolved"].as_array().unwrap().len(), 0);
}

#[test]
fn what_is_being_sent_elsewhere_is_not_unknown() {
    let mut outcome = ready(|_| Vec::new());
    let gate = Gate::default();
    outcome.scene.front.on("PUT", Do::PassThenHold(gate.clone()));
    press(&mut outcome.pty, "<Tab><Enter>", "waiting for the gateways");
    let other = again(&outcome, &[]);
    settled(&other);
    assert!(!other.screen_text().contains("unknown"), "{}", other.screen_text());
    gate.open();
    outcome.pty.wait_text("stored, deployed everywhere, verified");
}

/// An update that the gateway stored, of which no answer came, and that couldn't be read back while there was time.
#[track_caller]
fn cut_off() -> Outcome {
    let times = ["--update-timeout", "1s", "--read-back-timeout", "1s"];
    let mut outcome = ready(|_| times.map(str::to_owned).to_vec());
    outcome.scene.front.on("PUT", Do::PassThenSilence);
    press(&mut outcome.pty, "<Tab><Enter>", "waiting for the gateways");
    outcome.scene.front.on("GET", Do::Reset);
    outcome.pty.wait_text("OUTCOME UNKNOWN");
    outcome.pty.wait_text("o outcome");
    outcome.scene.front.on("GET", Do::Pass);
    outcome
}

#[test]
fn one_that_became_unknown_in_this_session_is_looked_at_from_its_own_screen() {
    let mut outcome = cut_off();
    press(&mut outcome.pty, "o", "1 update whose outcome is unknown");
    press(&mut outcome.pty, "<Enter>", "Applied: what is stored is as it should be");
    // The screen below knows it, too.
    press(&mut outcome.pty, "<Enter>", "OUTCOME UNKNOWN: it is stored, but no gateway's word came");
    let (update, code) = newest(&outcome.scene.stage);
    assert_eq!((update["state"].as_str(), code), (Some("applied"), Some(0)), "{update}");
}

#[test]
fn one_that_became_unknown_in_this_session_is_looked_at_from_the_history() {
    let mut outcome = cut_off();
    press(&mut outcome.pty, "H", "OUTCOME UNKNOWN");
    press(&mut outcome.pty, "o", "1 update whose outcome is unknown");
    press(&mut outcome.pty, "<Enter>", "Applied: what is stored is as it should be");
    press(&mut outcome.pty, "<Enter>", "✓ applied");
    press(&mut outcome.pty, "o", "there is no update whose outcome is unknown");
}

#[test]
fn submitted_again_it_is_told_from_somebody_elses_change() {
    let mut outcome = cut_off();
    press(&mut outcome.pty, "R", "partner-mtls-sig, partner-mtls-enc");
    for (keys, expected) in &STEPS[6..] {
        press(&mut outcome.pty, keys, expected);
    }
    press(&mut outcome.pty, "<Tab><Enter>", "your update before was applied; nothing more was sent");
    let screen = outcome.pty.screen_text();
    assert!(!screen.contains("Somebody changed"), "{screen}");
    assert_eq!(outcome.scene.front.puts(), 1);
    press(&mut outcome.pty, "o", "1 update whose outcome is unknown");
    press(&mut outcome.pty, "<Enter>", "Applied: what is stored is as it should be");
}

//! The program is killed in the middle of an update, as by a crash or the machine's end: at the next start the
//! update is shown first, a look tells what came of it, and then it is known.

use crate::ending::{newest, state_dir};
use crate::front::{Do, Gate};
use crate::pty::{Pty, Signal};
use crate::stage::{press, settled};
use crate::updating::{Outcome, ready};

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
    is_found(&outcome, &["--read-only"], "Not applied: what is stored is as it was", "not-applied");
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

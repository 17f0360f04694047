//! Somebody else changes the keystore while it is edited.

use keywright::app::{
    keymap::Context,
    submission::{Phase, Stop},
};
use serde_json::{Value, json};

use crate::journey::Journey;

/// Confirmed with another description, while somebody else gave it theirs: nothing was sent.
fn contested() -> Journey {
    let mut journey = Journey::submitting();
    let stored = journey.server.stored_mut("partner-mtls");
    stored["description"] = "theirs".into();
    stored["owner"] = "somebody".into();
    journey.settle();
    assert_eq!(journey.put_count, 0);
    assert!(matches!(journey.submission().phase, Phase::Stopped(Stop::Changed { .. })));
    journey
}

fn sent(journey: &Journey) -> Value {
    serde_json::from_slice(journey.puts[0].1.body()).unwrap()
}

#[test]
fn what_both_changed_is_chosen_and_confirmed_anew() {
    let mut journey = contested();
    journey.go("m");
    assert_eq!(journey.context(), Context::Merge);
    // Not before everything is chosen.
    journey.go("<C-s>");
    assert_eq!(journey.context(), Context::Merge);
    assert!(journey.notice().contains("1 place is still to be chosen"), "{}", journey.notice());
    journey.go("m<Enter>");
    assert_eq!(journey.context(), Context::Submit);
    assert_eq!(journey.submit().cascade, None, "the cascade is chosen anew");
    journey.confirm(&["production"]);
    journey.settle();
    assert_eq!((journey.put_count, journey.confirmations), (1, 2));
    let sent = sent(&journey);
    assert_eq!((&sent["description"], &sent["owner"]), (&json!("changed"), &json!("somebody")));
}

#[test]
fn theirs_everywhere_leaves_nothing_to_send() {
    let mut journey = contested();
    journey.go("mT<Enter>");
    assert_ne!(journey.context(), Context::Submit);
    assert!(journey.notice().contains("nothing is left to submit"), "{}", journey.notice());
    journey.go("<Esc>");
    assert!(!journey.form().draft.is_changed());
    assert_eq!(journey.form().draft.description(), "theirs");
    assert!(!journey.model.has_changes());
}

#[test]
fn leaving_the_choice_loses_nothing() {
    let mut journey = contested();
    journey.go("mm<Esc>");
    assert_eq!(journey.context(), Context::Deployment);
    assert_eq!(journey.form().draft.description(), "changed");
    // What wasn't taken over was not chosen.
    journey.go("m<C-s>");
    assert!(journey.notice().contains("still to be chosen"), "{}", journey.notice());
}

#[test]
fn a_place_that_one_side_changed_can_not_be_chosen() {
    let mut journey = contested();
    journey.go("mGm");
    assert!(journey.notice().contains("only one side"), "{}", journey.notice());
}

#[test]
fn a_third_change_meanwhile_is_found_again() {
    let mut journey = contested();
    journey.go("mm<Enter>");
    journey.server.stored_mut("partner-mtls")["description"] = "a third".into();
    journey.confirm(&["production"]);
    journey.settle();
    assert_eq!(journey.put_count, 0);
    journey.go("m");
    assert_eq!(journey.context(), Context::Merge);
}

#[test]
fn where_nobody_changed_it_there_is_nothing_to_merge() {
    let mut journey = Journey::sent();
    journey.go("<Esc>D");
    journey.keys("m");
    assert_ne!(journey.context(), Context::Merge);
}

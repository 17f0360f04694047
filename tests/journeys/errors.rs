//! Every error at every step: the edits survive, and the state says what is so.

use keywright::api::client::NotUpdated;
use keywright::app::{
    dialog::Dialog,
    effect::Read,
    keymap::Context,
    model::Tone,
    submission::{Phase, Stop},
};
use keywright::domain::deployment::Verified;

use crate::{
    answers::{deployed, every_error, plain_errors},
    journey::{Journey, session},
};

fn partner() -> Read {
    Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() }
}

/// The edit is there, unlocked, and leaving would ask.
fn edits_survive(journey: &Journey) {
    assert_eq!(journey.form().draft.description(), "changed");
    assert!(journey.model.has_changes(), "quitting must ask");
    assert!(!journey.model.is_submitting());
}

#[test]
fn projects_that_cannot_be_read_are_a_message_and_r_tries_again() {
    for error in plain_errors() {
        let mut journey = Journey::begin(session());
        journey.server.fail(Read::Projects, &error);
        journey.settle();
        let Some(Dialog::Problem(problem)) = journey.model.dialog() else {
            panic!("no message for {error:?}")
        };
        assert_eq!(problem.words.as_deref(), error.words());
        assert!(!problem.meaning.is_empty() && !problem.next_step.is_empty());
        journey.server.mend();
        journey.go("<Enter>r");
        assert_eq!(journey.model.catalog.project_names().count(), 3);
        assert!(journey.model.catalog.projects.error().is_none());
    }
}

#[test]
fn a_message_does_not_take_letters_that_are_being_typed() {
    let mut journey = Journey::begin(session());
    journey.keys("?");
    journey.server.fail(Read::Projects, &crate::answers::cut_off());
    journey.settle();
    journey.keys("q");
    assert_eq!(journey.context(), Context::Help, "the letter went where it was meant to go");
    journey.keys("<Esc>");
    assert_eq!(journey.context(), Context::Problem);
}

#[test]
fn keystores_that_cannot_be_read_say_so_in_their_column_and_r_tries_again() {
    for error in plain_errors() {
        let mut journey = Journey::begin(session());
        let read = Read::Keystores { project: "Payments".into() };
        journey.server.fail(read, &error);
        journey.settle();
        journey.go("j<Enter>");
        let data = journey.model.catalog.project("Payments").unwrap();
        assert_eq!(data.keystores.error(), Some(&error));
        assert!(journey.model.dialogs.is_empty());
        journey.server.mend();
        journey.go("r");
        assert_eq!(journey.model.catalog.keystores("Payments").len(), 3, "{error:?}");
    }
}

#[test]
fn keystores_that_failed_are_read_again_by_going_into_them() {
    let mut journey = Journey::begin(session());
    journey.server.fail(Read::Keystores { project: "Payments".into() }, &crate::answers::cut_off());
    journey.settle();
    journey.go("j");
    journey.server.mend();
    journey.go("<Enter>");
    assert_eq!(journey.model.catalog.keystores("Payments").len(), 3);
}

#[test]
fn what_was_read_before_stays_when_a_refresh_fails() {
    for error in plain_errors() {
        let mut journey = Journey::browsing();
        journey.server.fail(Read::Keystores { project: "Payments".into() }, &error);
        journey.go("r");
        let data = journey.model.catalog.project("Payments").unwrap();
        assert_eq!(data.keystores.error(), Some(&error));
        assert_eq!(journey.model.catalog.keystores("Payments").len(), 3);
    }
}

#[test]
fn a_form_that_cannot_be_read_anew_says_so_and_can_be_edited() {
    for error in plain_errors() {
        let mut journey = Journey::browsing();
        journey.server.fail(partner(), &error);
        journey.go("j<Enter>");
        assert_eq!(journey.form().error.as_ref(), Some(&error));
        journey.describe("changed");
        edits_survive(&journey);
        journey.server.mend();
        journey.go("r");
        assert_eq!(journey.form().error, None);
        edits_survive(&journey);
    }
}

#[test]
fn when_the_check_fails_nothing_is_sent() {
    for error in plain_errors() {
        let mut journey = Journey::submitting();
        journey.server.fail(partner(), &error);
        journey.settle();
        assert_eq!(journey.put_count, 0);
        assert!(
            matches!(&journey.submission().phase, Phase::Stopped(Stop::NotChecked(why)) if *why == error)
        );
        let (tone, headline) = journey.headline();
        assert!(tone == Tone::Bad && headline.contains("nothing was sent"), "{headline}");
        edits_survive(&journey);
        assert!(journey.submission().standing().is_none(), "nothing was sent, so nothing stands");
    }
}

#[test]
fn when_the_update_is_not_sent_or_refused_the_edits_survive() {
    for error in plain_errors() {
        for (answer, words) in [
            (NotUpdated::NotSent(error.clone()), "nothing was sent"),
            (NotUpdated::Refused(error.clone()), "refused by the server"),
        ] {
            let mut journey = Journey::sent();
            journey.not_stored(Err(answer));
            assert_eq!(journey.asked(), [], "nothing to look for");
            let (tone, headline) = journey.headline();
            assert!(tone == Tone::Bad && headline.contains(words), "{headline}");
            edits_survive(&journey);
            journey.settle();
            assert_eq!(journey.put_count, 1, "never repeated by itself");
        }
    }
}

#[test]
fn when_the_outcome_is_unknown_it_is_looked_for_and_never_sent_again() {
    for error in every_error() {
        let mut journey = Journey::sent();
        journey.not_stored(Err(NotUpdated::Unknown(error)));
        assert_eq!(journey.asked(), [partner()]);
        assert!(journey.model.is_submitting());
        let (tone, headline) = journey.headline();
        assert!(tone == Tone::Warning && headline.contains("unknown"), "{headline}");
        journey.settle();
        for _ in 0..20 {
            journey.pass(std::time::Duration::from_secs(5));
            journey.settle();
        }
        assert!(matches!(journey.submission().verified, Some(Verified::NotApplied)));
        assert_eq!(journey.put_count, 1);
        edits_survive(&journey);
    }
}

#[test]
fn when_it_cannot_be_read_back_it_is_no_success_and_the_edits_survive() {
    for error in plain_errors() {
        let mut journey = Journey::sent();
        journey.server.fail(partner(), &error);
        journey.stored(deployed(&["production", "staging", "sandbox"]));
        journey.settle();
        assert!(matches!(journey.submission().verified, Some(Verified::Unreadable(_))), "{error:?}");
        assert_ne!(journey.headline().0, Tone::Good);
        edits_survive(&journey);
    }
}

#[test]
fn a_keystore_that_somebody_changed_is_not_overwritten() {
    let mut journey = Journey::submitting();
    journey.server.stored_mut("partner-mtls")["version"] = 2.into();
    journey.settle();
    assert_eq!(journey.put_count, 0);
    let Phase::Stopped(Stop::Changed { differences, .. }) = &journey.submission().phase else {
        panic!("{:?}", journey.submission().phase)
    };
    assert_eq!(differences.iter().map(|difference| difference.place()).collect::<Vec<_>>(), ["version"]);
    assert!(journey.headline().1.contains("nothing was sent"));
    assert_eq!(journey.context(), Context::Deployment, "the difference is on the screen");
    edits_survive(&journey);
    // Theirs and mine don't touch: confirmed again, both are sent.
    journey.go("R");
    journey.confirm(&["production"]);
    journey.settle();
    assert_eq!((journey.put_count, journey.confirmations), (1, 2));
    let sent: serde_json::Value = serde_json::from_slice(journey.puts[0].1.body()).unwrap();
    assert_eq!((&sent["version"], &sent["description"]), (&2.into(), &"changed".into()));
}

#[test]
fn an_environment_that_somebody_added_is_not_removed() {
    let mut journey = Journey::submitting();
    let list = journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"].as_array_mut().unwrap();
    list.push(serde_json::json!({"environmentName": "dr-site", "type": "JKS"}));
    journey.settle();
    assert_eq!(journey.put_count, 0);
    assert!(matches!(journey.submission().phase, Phase::Stopped(Stop::Changed { .. })));
}

#[test]
fn the_same_content_in_another_order_is_no_change() {
    let mut journey = Journey::submitting();
    let list = journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"].as_array_mut().unwrap();
    list.reverse();
    journey.settle();
    assert_eq!(journey.put_count, 1);
}

#[test]
fn a_keystore_that_is_gone_is_not_made_anew() {
    let mut journey = Journey::submitting();
    journey.server.stored_mut("partner-mtls")["name"] = "other".into();
    journey.settle();
    assert_eq!(journey.put_count, 0);
    assert!(matches!(journey.submission().phase, Phase::Stopped(Stop::NotChecked(_))));
    edits_survive(&journey);
}

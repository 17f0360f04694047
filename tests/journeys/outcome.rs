//! What came of an update: stored, deployed, verified, never blurred.

use std::time::Duration;

use keywright::api::client::NotUpdated;
use keywright::app::{effect::Read, model::Tone, submission::Phase};
use keywright::domain::deployment::{Answer, Outcome, Report, Stored, Verified, Word};

use crate::{
    answers::{answer, cut_off, deployed, row},
    journey::Journey,
};

const ALL: [&str; 3] = ["production", "staging", "sandbox"];
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// What the headline says when this was answered and the keystore was stored.
fn headline_of(answer: Answer) -> (Tone, String) {
    let mut journey = Journey::sent();
    journey.stored(answer);
    journey.settle();
    assert!(!journey.model.is_submitting());
    journey.headline()
}

#[test]
fn only_stored_deployed_and_verified_together_are_good() {
    assert_eq!(headline_of(deployed(&ALL)).0, Tone::Good);
}

#[test]
fn a_200_that_is_no_success_is_never_shown_as_one() {
    let mut failed_pod = deployed(&ALL);
    failed_pod.report.rows.push(row("production", Outcome::Failed));
    let mut silent_pod = deployed(&ALL);
    silent_pod.report.rows.push(row("staging", Outcome::Unknown));
    let mut failed_overall = deployed(&ALL);
    failed_overall.report.overall = Word::No;
    for (what, answer, words) in [
        ("a failed pod under an overall success", failed_pod, "NOT DEPLOYED"),
        ("a silent pod", silent_pod, "NOT DEPLOYED"),
        ("an overall failure over rows that succeeded", failed_overall, "NOT DEPLOYED"),
        ("an environment that isn't mentioned", deployed(&["production"]), "NOT DEPLOYED"),
        ("a failure without rows", answer(Word::No, vec![]), "NOT DEPLOYED"),
        ("by the server's word only", answer(Word::Yes, vec![]), "NO GATEWAY"),
        (
            "no result at all",
            Answer { stored: Word::Yes, message: None, report: Report::absent() },
            "NOTHING WAS SAID",
        ),
    ] {
        let (tone, headline) = headline_of(answer);
        assert_ne!(tone, Tone::Good, "{what}");
        assert!(headline.contains(words), "{what}: {headline}");
    }
}

#[test]
fn a_failure_under_200_never_says_stored() {
    for rows in [vec![], deployed(&ALL).report.rows] {
        for overall in [Word::Yes, Word::No, Word::Unsaid] {
            let answer = Answer {
                stored: Word::No,
                message: None,
                report: Report { overall, message: None, rows: rows.clone() },
            };
            let mut journey = Journey::sent();
            journey.not_stored(Ok(answer.clone()));
            journey.settle();
            let (tone, headline) = journey.headline();
            assert_eq!(tone, Tone::Bad);
            assert!(headline.contains("NOT APPLIED") && !headline.contains("said stored"), "{headline}");
            assert_eq!(journey.form().draft.description(), "changed", "the edits survive");

            let (tone, headline) = headline_of(answer);
            assert_eq!(tone, Tone::Bad);
            assert!(!headline.contains(": stored"), "{headline}");
        }
    }
}

#[test]
fn stored_but_unsaid_is_told_from_no_word_of_the_gateways() {
    let mut unsaid = deployed(&ALL);
    unsaid.stored = Word::Unsaid;
    let (tone, headline) = headline_of(unsaid);
    assert_ne!(tone, Tone::Good);
    assert!(!headline.contains("no gateway"), "the gateways did say: {headline}");
}

#[test]
fn what_is_said_to_be_stored_but_is_not_is_bad() {
    let mut journey = Journey::sent();
    journey.not_stored(Ok(deployed(&ALL)));
    journey.settle();
    assert!(matches!(journey.submission().verified, Some(Verified::NotApplied)));
    let (tone, headline) = journey.headline();
    assert!(tone == Tone::Bad && headline.contains("NOT APPLIED"), "{headline}");
    assert_eq!(journey.form().draft.description(), "changed");
    assert!(journey.model.has_changes());
}

#[test]
fn what_is_stored_otherwise_is_bad_and_the_edits_lie_on_what_is_stored() {
    let mut journey = Journey::sent();
    let (ticket, update) = journey.puts.remove(0);
    journey.server.apply(&update);
    journey.server.stored_mut("partner-mtls")["description"] = "mangled".into();
    journey.reply(ticket, keywright::app::message::Reply::Updated(Ok(deployed(&ALL))));
    journey.settle();
    assert!(matches!(journey.submission().verified, Some(Verified::Differs(_))));
    let (tone, headline) = journey.headline();
    assert!(tone == Tone::Bad && headline.contains("DIFFERS"), "{headline}");
    let draft = &journey.form().draft;
    assert_eq!((draft.base().description(), draft.description()), ("mangled", "changed"));
}

#[test]
fn an_unknown_outcome_is_looked_for_every_five_seconds_for_a_minute_and_only_then_called_not_applied() {
    let mut journey = Journey::sent();
    journey.not_stored(Err(NotUpdated::Unknown(cut_off())));
    journey.settle();
    for look in 1..=12 {
        assert!(journey.model.is_submitting(), "given up after {look} looks");
        assert!(matches!(journey.submission().phase, Phase::Resting { .. }));
        assert_eq!(journey.headline().0, Tone::Warning);
        assert!(!journey.headline().1.to_lowercase().contains("not applied"));
        assert_eq!(journey.resting(), [5]);
        journey.pass(LOOK_AGAIN);
        journey.settle();
    }
    assert!(!journey.model.is_submitting());
    assert!(journey.resting().is_empty());
    assert!(matches!(journey.submission().verified, Some(Verified::NotApplied)));
    let (tone, headline) = journey.headline();
    assert!(tone == Tone::Bad && headline.contains("as before so far"), "{headline}");
    assert_eq!(journey.put_count, 1);
}

#[test]
fn an_unknown_outcome_that_turns_out_to_be_stored_ends_the_looking_but_is_no_success() {
    let mut journey = Journey::sent();
    journey.not_stored(Err(NotUpdated::Unknown(cut_off())));
    journey.settle();
    journey.pass(LOOK_AGAIN);
    journey.settle();
    // The deployment was still running; now it is stored.
    journey.server.stored_mut("partner-mtls")["description"] = "changed".into();
    journey.pass(LOOK_AGAIN);
    journey.settle();
    assert!(matches!(journey.submission().verified, Some(Verified::Equal { .. })));
    assert!(!journey.model.is_submitting() && journey.resting().is_empty());
    let (tone, headline) = journey.headline();
    assert!(tone != Tone::Good && headline.contains("UNKNOWN"), "{headline}");
    assert_eq!(journey.submission().standing().unwrap().stored, Stored::Unknown);
    assert!(!journey.form().draft.is_changed());
}

#[test]
fn looks_that_fail_do_not_end_the_looking_early() {
    let mut journey = Journey::sent();
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    journey.server.fail(read, &cut_off());
    journey.stored_without_a_word(cut_off());
    for _ in 0..6 {
        journey.settle();
        assert!(journey.model.is_submitting());
        journey.pass(LOOK_AGAIN);
    }
    journey.server.mend();
    journey.settle();
    assert!(matches!(journey.submission().verified, Some(Verified::Equal { .. })));
}

/// partner-mtls renamed, sent.
fn renamed() -> Journey {
    let mut journey = Journey::editing();
    journey.keys("<Tab><Enter><C-u>renamed<Enter>");
    journey.go("<C-s>");
    journey.confirm(&["production"]);
    journey.settle();
    assert_eq!(journey.puts.len(), 1);
    journey
}

#[test]
fn a_rename_of_unknown_outcome_is_looked_for_under_both_names() {
    let mut journey = renamed();
    journey.not_stored(Err(NotUpdated::Unknown(cut_off())));
    assert!(matches!(journey.asked().as_slice(), [Read::Keystore { keystore, .. }] if keystore == "renamed"));
    journey.answer_next();
    assert!(
        matches!(journey.asked().as_slice(), [Read::Keystore { keystore, .. }] if keystore == "partner-mtls")
    );
    journey.settle();
    // Later it is there, under its new name.
    let name = &mut journey.server.stored_mut("partner-mtls")["name"];
    *name = "renamed".into();
    journey.pass(LOOK_AGAIN);
    journey.settle();
    assert!(matches!(journey.submission().verified, Some(Verified::Equal { .. })));
    assert_eq!(journey.form().draft.base().name(), "renamed");
    assert!(!journey.form().draft.is_changed());
}

#[test]
fn a_rename_that_was_not_applied_keeps_the_old_name_and_the_edit() {
    let mut journey = renamed();
    journey.not_stored(Err(NotUpdated::Unknown(cut_off())));
    journey.settle();
    for _ in 0..12 {
        journey.pass(LOOK_AGAIN);
        journey.settle();
    }
    assert!(matches!(journey.submission().verified, Some(Verified::NotApplied)));
    let draft = &journey.form().draft;
    assert_eq!((draft.base().name(), draft.name()), ("partner-mtls", "renamed"));
    assert_eq!(journey.browse().keystore.as_deref(), Some("partner-mtls"));
}

/// The name was free when the list was read; by the time of the update it is somebody else's.
#[test]
fn a_rename_onto_another_keystores_name_touches_neither() {
    let mut journey = renamed();
    let theirs =
        serde_json::json!({"name": "renamed", "description": "theirs", "keyStoreEnvironmentList": []});
    journey.server.add(theirs.clone());
    journey.not_stored(Err(NotUpdated::Unknown(cut_off())));
    journey.settle();
    for _ in 0..12 {
        journey.pass(LOOK_AGAIN);
        journey.settle();
    }
    assert!(matches!(journey.submission().verified, Some(Verified::NotApplied)));
    let draft = &journey.form().draft;
    assert_eq!((draft.base().name(), draft.name()), ("partner-mtls", "renamed"));
    let names: Vec<_> =
        journey.model.catalog.keystores("Payments").iter().map(|keystore| keystore.name()).collect();
    assert_eq!(names, ["acquirer", "partner-mtls", "sepa-qwac"]);
}

#[test]
fn a_name_that_another_keystore_has_is_refused_in_the_form() {
    let mut journey = Journey::editing();
    journey.go("<Tab><Enter><C-u>acquirer<Enter><C-s>");
    assert!(journey.notice().contains("acquirer is the name of another keystore"), "{}", journey.notice());
    assert!(journey.model.dialogs.is_empty());
}

#[test]
fn a_password_alone_of_unknown_outcome_is_not_said_to_be_stored() {
    let mut journey = Journey::editing();
    journey.go("<Enter><Tab>changeit<C-s>");
    // Tab on the empty path leads to the password.
    assert_eq!(journey.marks(), "~production staging sandbox");
    journey.go("<C-s>");
    journey.confirm(&["production"]);
    journey.settle();
    journey.not_stored(Err(NotUpdated::Unknown(cut_off())));
    for _ in 0..14 {
        journey.settle();
        journey.pass(LOOK_AGAIN);
    }
    let (tone, headline) = journey.headline();
    assert_ne!(tone, Tone::Good);
    assert!(!headline.contains("it is stored"), "passwords can't be read back: {headline}");
    assert!(journey.form().draft.is_changed(), "the password is still there to be sent again");
}

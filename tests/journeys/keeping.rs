//! The version before an update, and its intent, are kept before anything is sent; where they can't be, somebody
//! decides. What came of the update is written down once.

use keywright::api::client::NotUpdated;
use keywright::app::{
    effect::{Effect, Read},
    keeping::{Keep, Kept},
    keymap::Context,
    message::Reply,
    model::Tone,
    submission::{Phase, Stop},
};
use keywright::domain::journal::{Id, VersionBefore};

use crate::{
    answers::{cut_off, deployed, token_refused},
    journey::Journey,
};

const FULL: &str = "backups: No space left on device";
const ALL: [&str; 3] = ["production", "staging", "sandbox"];

fn refused() -> NotUpdated {
    NotUpdated::Refused(token_refused())
}

/// Confirmed, and read again: what is to be kept before it is sent.
fn keeping(mut journey: Journey) -> Journey {
    while !matches!(journey.outstanding.first(), Some(Effect::Keep(..)) | None) {
        journey.answer_next();
    }
    assert!(matches!(journey.submission().phase, Phase::Keeping { .. }), "{:?}", journey.submission().phase);
    journey
}

fn keep(journey: &Journey) -> &Keep {
    match journey.outstanding.as_slice() {
        [Effect::Keep(_, keep)] => keep,
        other => panic!("not about to keep but {other:?}"),
    }
}

/// Nothing could be kept.
fn not_kept() -> Journey {
    let mut journey = keeping(Journey::submitting());
    journey.server.kept = Err(FULL.into());
    journey.settle();
    journey
}

/// The endings that were written down.
fn concluded(journey: &Journey) -> Vec<&str> {
    let lines = journey.log.iter().filter(|line| line.starts_with("Conclude"));
    lines.map(|line| line.split_once("ending: ").unwrap().1.split(',').next().unwrap()).collect()
}

#[test]
fn nothing_is_sent_before_the_version_before_is_kept() {
    let mut journey = keeping(Journey::submitting());
    let before = keep(&journey);
    assert!(!before.anyway);
    assert_eq!(before.before.name(), "partner-mtls");
    // What is kept is what was just read, not what the edit shows.
    assert_eq!(before.before.description(), "mTLS identity");
    assert_eq!((journey.put_count, journey.context()), (0, Context::Deploying));
    assert!(!journey.submission().has_been_sent());
    journey.settle();
    assert_eq!(journey.put_count, 1);
    assert!(journey.submission().has_been_sent());
}

#[test]
fn an_answer_for_another_update_sends_nothing() {
    let mut journey = keeping(Journey::submitting());
    let stale = journey.model.ticket();
    journey.reply(stale, Reply::Kept(Ok(Kept::default())));
    assert_eq!(journey.put_count, 0);
    assert!(matches!(journey.submission().phase, Phase::Keeping { .. }));
}

#[test]
fn what_can_not_be_kept_is_not_sent_and_the_edits_stay() {
    let mut journey = not_kept();
    assert_eq!(journey.put_count, 0);
    assert!(matches!(&journey.submission().phase, Phase::Stopped(Stop::NotKept(why)) if why == FULL));
    assert_eq!(journey.headline().0, Tone::Bad);
    assert!(journey.headline().1.contains("nothing was sent"));
    // Nothing was written down that would have to be concluded.
    assert_eq!(concluded(&journey), [""; 0]);
    journey.keys("<Esc>");
    assert_eq!(journey.form().draft.description(), "changed");
}

#[test]
fn reviewed_again_it_is_kept_again_or_not_sent() {
    let mut journey = not_kept();
    journey.go("R");
    assert!(!journey.submit().anyway);
    journey.confirm(&["production"]);
    let journey = keeping(journey);
    assert!(!keep(&journey).anyway);
}

#[test]
fn w_goes_on_without_and_everything_is_confirmed_anew() {
    let mut journey = not_kept();
    journey.go("W");
    assert!(journey.submit().anyway);
    assert_eq!((journey.put_count, journey.submit().cascade), (0, None));
    journey.confirm(&["production"]);
    let mut journey = keeping(journey);
    assert!(keep(&journey).anyway);
    let failed = VersionBefore::Failed { why: FULL.into() };
    journey.server.kept =
        Ok(Kept { intent: Some(Id("i-1".into())), backup: Some(failed.clone()), unwritten: None });
    journey.settle();
    assert_eq!((journey.put_count, &journey.submission().before), (1, &Some(failed)));
    journey.stored(deployed(&ALL));
    journey.settle();
    assert_eq!(concluded(&journey), ["Done"]);
}

#[test]
fn w_that_is_cancelled_leaves_nothing_behind() {
    let mut journey = not_kept();
    journey.go("W<Esc><C-s>");
    assert!(!journey.submit().anyway);
}

#[test]
fn w_does_nothing_where_nothing_stands_in_the_way() {
    let mut journey = Journey::sent();
    journey.not_stored(Err(refused()));
    journey.settle();
    journey.keys("<Esc>W");
    assert_eq!(journey.context(), Context::Deployment);
    assert_eq!(journey.notice(), "nothing stands in the way of keeping the version before");
}

#[test]
fn what_is_learned_while_it_is_kept_stops_it() {
    let mut journey = keeping(Journey::submitting());
    journey.server.kept = Ok(Kept { intent: Some(Id("i-1".into())), backup: None, unwritten: None });
    journey.model.session.generation = None;
    journey.settle();
    assert_eq!(journey.put_count, 0);
    assert!(matches!(journey.submission().phase, Phase::Stopped(Stop::NotAllowed(_))));
    assert_eq!(concluded(&journey), ["NotSent"]);
}

/// Sent, with an intent in the journal.
fn sent() -> Journey {
    let mut journey = keeping(Journey::submitting());
    let off = VersionBefore::Off { why: "--no-backup was given".into() };
    journey.server.kept = Ok(Kept { intent: Some(Id("i-1".into())), backup: Some(off), unwritten: None });
    journey.settle();
    assert_eq!(concluded(&journey), [""; 0]);
    journey
}

#[test]
fn what_came_of_it_is_written_down_once() {
    let mut journey = sent();
    journey.stored(deployed(&ALL));
    journey.settle();
    journey.go("<Esc>DR<Esc>D<Esc>");
    assert_eq!(concluded(&journey), ["Done"]);

    let mut journey = sent();
    journey.not_stored(Err(refused()));
    journey.settle();
    assert_eq!(concluded(&journey), ["Refused"]);
}

#[test]
fn what_was_answered_is_written_down_though_it_is_never_read_back() {
    // The token is over when it is read back; nobody gives another one.
    for keys in ["<Esc>", "<C-c>y"] {
        let mut journey = sent();
        let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
        journey.server.fail(read, &token_refused());
        journey.stored(deployed(&ALL));
        journey.settle();
        assert_eq!(concluded(&journey), [""; 0], "another token may come");
        journey.keys(keys);
        journey.settle();
        assert_eq!(concluded(&journey), ["Stored"], "{keys}");
    }
}

#[test]
fn an_unknown_outcome_is_written_down_once_it_is_given_up() {
    let mut journey = sent();
    journey.not_stored(Err(NotUpdated::Unknown(cut_off())));
    journey.settle();
    assert_eq!(concluded(&journey), [""; 0]);
    for _ in 0..13 {
        journey.pass(std::time::Duration::from_secs(5));
        journey.settle();
    }
    assert_eq!(concluded(&journey), ["Unknown"]);
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    assert!(journey.server.answered.iter().filter(|answered| **answered == read).count() > 10);
}

#[test]
fn a_journal_that_can_not_be_written_afterwards_is_said() {
    let mut journey = sent();
    journey.stored(deployed(&ALL));
    journey.settle();
    let ticket = journey.model.ticket();
    journey.reply(ticket, Reply::Concluded(Err(FULL.into())));
    assert!(journey.notice().contains("isn't in the journal") && journey.notice().contains(FULL));
}

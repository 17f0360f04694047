//! The journal on the screen: whose updates, searched, opened, copied, read again.

use std::time::Duration;

use keywright::app::{
    effect::Effect,
    keymap::Context,
    local::Ask,
    message::Reply,
    remote::Ticket,
    screen::{Screen, history::HistoryScreen},
};
use keywright::domain::journal::{Ending, Id, Outcome, Unread};

use crate::{
    answers::deployed,
    journey::{Journey, local::SENDING},
};

/// Payments' keystores, and a journal with an update of each of these, the newest first.
fn with_updates(keystores: &[&str]) -> Journey {
    // The record of a real update, for each.
    let mut sent = Journey::submitting();
    sent.server.keeps = true;
    sent.settle();
    let one = &sent.server.local.journal.as_ref().unwrap().records[0];
    let records = keystores.iter().enumerate().map(|(at, name)| {
        let mut record = one.clone();
        record.intent.id = Id(format!("id-{at}"));
        record.intent.plan.place.keystore = (*name).to_owned();
        let (when, took) = (record.intent.at, Duration::from_secs(1));
        record.outcome = Some(Outcome::stopped(when, took, Ending::Refused, format!("words of number-{at}")));
        record
    });
    let mut journey = Journey::browsing();
    journey.server.local.journal.as_mut().unwrap().records = records.collect();
    journey
}

#[track_caller]
fn history(journey: &Journey) -> &HistoryScreen {
    match journey.model.screen() {
        Some(Screen::History(history)) => history,
        other => panic!("no history but {other:?}"),
    }
}

fn shown(journey: &Journey) -> String {
    let ids = history(journey).rows(0).map(|update| update.record.intent.id.0.as_str());
    ids.collect::<Vec<_>>().join(" ")
}

const TWO: [&str; 4] = ["partner-mtls", "sepa-qwac", "partner-mtls", "acquirer"];

#[test]
fn it_begins_with_the_keystore_in_sight_and_a_widens_it() {
    let mut journey = with_updates(&TWO);
    // The cursor is on the first keystore.
    journey.go("jH");
    assert_eq!(shown(&journey), "id-0 id-2");
    journey.go("a");
    assert_eq!(shown(&journey), "id-0 id-1 id-2 id-3");
    // The cursor stays on its update.
    journey.go("jja");
    assert_eq!((shown(&journey).as_str(), history(&journey).cursor()), ("id-0 id-2", 1));
    journey.go("<Esc>");
    assert_eq!(journey.context(), Context::Browse);
    // From the form too; from the projects, all.
    journey.go("<Enter>H");
    assert_eq!(shown(&journey), "id-0 id-2");
    journey.go("<Esc><Esc>hH");
    assert_eq!(shown(&journey), "id-0 id-1 id-2 id-3");
    journey.go("a");
    assert!(journey.notice().contains("all updates are shown already"), "{}", journey.notice());
}

#[test]
fn updates_of_other_gateways_are_shown_among_all_only() {
    let mut journey = with_updates(&TWO);
    let records = &mut journey.server.local.journal.as_mut().unwrap().records;
    records[0].intent.plan.place.gateway = "https://other/apiops/".into();
    journey.go("jH");
    assert_eq!(shown(&journey), "id-2");
    journey.go("a");
    assert_eq!(shown(&journey), "id-0 id-1 id-2 id-3");
}

#[test]
fn every_word_of_the_search_has_to_occur() {
    let mut journey = with_updates(&TWO);
    journey.go("jHa/");
    assert_eq!(journey.context(), Context::Filter);
    for (words, expected) in [
        ("sepa", "id-1"),
        ("PARTNER refused", "id-0 id-2"),
        ("partner number-2", "id-2"),
        ("ops jump-1 payments", "id-0 id-1 id-2 id-3"),
        ("id-3", "id-3"),
        ("127.0.0.1", "id-0 id-1 id-2 id-3"),
        ("nobody", ""),
    ] {
        journey.go("<C-u>");
        journey.paste(words);
        assert_eq!(shown(&journey), expected, "{words}");
    }
    // Esc drops the search first, then leaves.
    journey.go("<C-u>sepa<Enter>");
    assert_eq!((journey.context(), shown(&journey).as_str()), (Context::History, "id-1"));
    journey.go("<Esc>");
    assert_eq!(shown(&journey), "id-0 id-1 id-2 id-3");
    journey.go("q");
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn an_update_is_opened_copied_and_left() {
    let mut journey = with_updates(&TWO);
    journey.go("jHy");
    assert!(journey.log.iter().any(|effect| effect == "Copy(\"id-0\")"), "{:?}", journey.log);
    journey.go("<Enter>");
    assert_eq!(journey.context(), Context::Record);
    let facts: Vec<String> = history(&journey)
        .facts(journey.model.now)
        .iter()
        .map(|fact| format!("{} {}", fact.label, fact.words))
        .collect();
    let facts = facts.join("\n");
    for expected in [
        "outcome refused",
        "time 2026-11-23 06:00:00 +03:00",
        "who ops@jump-1",
        "keystore Payments ▸ partner-mtls",
        "changes ~ description",
        "cascade JWKs left",
        "deploys to production, staging, sandbox",
        "answer words of number-0",
        "/home/op/.local/state/keywright/backups/update-0.json",
        "id id-0",
    ] {
        assert!(facts.contains(expected), "{expected} in {facts}");
    }
    journey.go("y");
    let copied = journey.log.last().unwrap();
    assert!(copied.starts_with("Copy(") && copied.contains("words of number-0"), "{copied}");
    // On to the next one of the list, and no further.
    journey.go("<Tab><Tab>");
    assert_eq!(history(&journey).selected().unwrap().record.intent.id.0, "id-2");
    journey.go("<S-Tab>jG<Esc>");
    assert_eq!((journey.context(), history(&journey).cursor()), (Context::History, 0));
}

#[test]
fn r_reads_it_again_and_the_cursor_stays_on_its_update() {
    let mut journey = with_updates(&TWO);
    journey.go("jHj");
    assert_eq!(history(&journey).selected().unwrap().record.intent.id.0, "id-2");
    let records = &mut journey.server.local.journal.as_mut().unwrap().records;
    let mut newer = records[0].clone();
    newer.intent.id = Id("id-new".into());
    records.insert(0, newer);
    journey.go("<Enter>r");
    assert_eq!(shown(&journey), "id-new id-0 id-2");
    assert_eq!(history(&journey).selected().unwrap().record.intent.id.0, "id-2");
    assert_eq!(journey.context(), Context::Record);
    // What was looked at is gone: back to the list.
    journey.server.local.journal.as_mut().unwrap().records.truncate(1);
    journey.go("r");
    assert_eq!((journey.context(), shown(&journey).as_str()), (Context::History, "id-new"));
}

#[test]
fn what_cannot_be_read_is_said_and_what_was_read_stays() {
    let mut journey = with_updates(&TWO);
    journey.server.local.journal.as_mut().unwrap().unread = Unread { torn: true, ..Unread::default() };
    journey.go("jH");
    assert!(history(&journey).journal.as_ref().unwrap().unread.torn);
    let journal =
        std::mem::replace(&mut journey.server.local.journal, Err("the journal can't be read: why".into()));
    journey.go("r");
    assert_eq!(history(&journey).error.as_deref(), Some("the journal can't be read: why"));
    assert_eq!(shown(&journey), "id-0 id-2");
    journey.server.local.journal = journal;
    journey.go("r");
    assert_eq!(history(&journey).error, None);
}

#[test]
fn an_answer_that_comes_after_it_was_left_changes_nothing() {
    let mut journey = with_updates(&TWO);
    journey.keys("H");
    assert!(journey.model.is_busy());
    let asked = |effect: &Effect| matches!(effect, Effect::Local(_, Ask::Journal));
    assert!(journey.outstanding.iter().any(asked));
    journey.keys("<Esc>");
    assert!(!journey.outstanding.iter().any(asked), "it is cancelled");
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn an_outcome_that_is_written_down_meanwhile_is_shown() {
    let mut journey = Journey::submitting();
    journey.server.keeps = true;
    journey.settle();
    journey.go("H");
    let outcome = |journey: &Journey| history(journey).selected().unwrap().outcome();
    assert_eq!(outcome(&journey), "OUTCOME UNKNOWN");
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.settle();
    journey.reply(Ticket(u64::MAX), Reply::Concluded(Ok(())));
    journey.settle();
    assert_eq!(outcome(&journey), "done");
}

#[test]
fn what_another_keywright_is_sending_is_not_rolled_back() {
    let mut journey = with_updates(&TWO);
    let record = &mut journey.server.local.journal.as_mut().unwrap().records[0];
    (record.outcome, record.intent.pid) = (None, SENDING);
    journey.go("jH");
    assert_eq!(history(&journey).selected().unwrap().outcome(), "under way");
    journey.keys("B");
    assert!(journey.notice().contains("being sent just now"), "{}", journey.notice());
    assert!(journey.outstanding.is_empty() && journey.model.rolling_back.is_none());
}

#[test]
fn the_cursor_rests_before_a_page_is_drawn_whole() {
    let mut journey = with_updates(&TWO);
    journey.go("jHa");
    journey.keys("j");
    assert!(journey.model.is_moving());
    journey.settle();
    assert!(!journey.model.is_moving());
    journey.keys("kk");
    journey.keys("/");
    assert!(!journey.model.is_moving(), "what is typed is drawn at once");
}

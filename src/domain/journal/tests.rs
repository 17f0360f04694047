use std::sync::Arc;
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::{
    cascade::JwkCascade,
    deployment::{self, Answer, Deployed, Report, Stored, Verified, Word},
    document::Difference,
    draft::{Draft, Edits},
    file::{Content, FileDigest, NewFile},
    keystore::{Keystore, TypeField},
    secret::Secret,
};

const JKS: &[u8] = b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0";
const PASSWORD: &str = "hunter2-of-the-test";

fn jks(last: u8) -> Vec<u8> {
    [JKS, &[last]].concat()
}

/// `production` and `staging`, each with a file, a type and an alias.
fn stored() -> Value {
    json!({
        "name": "partner-mtls", "description": "before", "id": 7,
        "keyStoreEnvironmentList": [
            {"environmentName": "production", "type": "JKS", "alias": "a", "file": STANDARD.encode(jks(1)), "password": "shown"},
            {"environmentName": "staging", "type": "JKS", "alias": "a", "file": STANDARD.encode(jks(2))},
        ]
    })
}

fn keystore(value: Value) -> Keystore {
    Keystore::from_value(value).unwrap()
}

fn draft() -> Draft {
    Draft::new(Arc::new(keystore(stored())), TypeField::Type)
}

fn file(last: u8) -> Option<NewFile> {
    Some(NewFile::new("/new.jks".into(), Content::new(jks(last))))
}

fn with_file(last: u8) -> Edits {
    Edits { file: file(last), ..Edits::default() }
}

fn plan(draft: &Draft) -> Plan {
    let update = draft.confirm("Payments", JwkCascade::ThisProject).unwrap();
    let off = VersionBefore::Off { why: "said so".into() };
    let serial = |file: &FileDigest, alias: Option<&str>| {
        (*file == FileDigest::of(&jks(9)) && alias == Some("a")).then(|| "7F:02".to_owned())
    };
    Plan::new("https://gw/apiops/", draft, &update, off, &serial)
}

/// What the server would store: what is expected, passwords aside.
fn applied(draft: &Draft) -> Value {
    let update = draft.confirm("Payments", JwkCascade::Leave).unwrap();
    Value::Object(update.expectation().object().clone())
}

#[test]
fn a_plan_names_what_changes_with_digests_and_no_secret() {
    let mut draft = draft();
    let password = Some(Secret::new(PASSWORD.into()));
    draft.edit(0, Edits { password, ..with_file(9) });
    draft.remove(1);
    draft.add("dr-site", Edits { alias: Some("b".into()), ..with_file(3) });
    draft.set_description("after");
    let plan = plan(&draft);
    let [production, staging, dr_site] = plan.changes.as_slice() else { panic!("{plan:?}") };
    assert_eq!(production.before.as_ref().unwrap().file, Some(FileDigest::of(&jks(1))));
    let after = production.after.as_ref().unwrap();
    assert_eq!(after.file, Some(FileDigest::of(&jks(9))));
    assert_eq!((after.serial.as_deref(), after.alias.as_deref()), (Some("7F:02"), Some("a")));
    assert!(production.password && !staging.password && !dr_site.password);
    assert_eq!((staging.environment.as_str(), &staging.after), ("staging", &None));
    assert_eq!((dr_site.environment.as_str(), &dr_site.before), ("dr-site", &None));
    assert_eq!(dr_site.after.as_ref().unwrap().store_type.as_deref(), Some("JKS"));
    assert_eq!(plan.environments, ["production", "dr-site"]);
    assert_eq!((plan.new_name.as_deref(), plan.place.keystore.as_str()), (None, "partner-mtls"));
    assert!(plan.description.is_some());
    assert!(!format!("{plan:?}").contains(PASSWORD) && !format!("{plan:?}").contains("shown"));
}

#[test]
fn what_is_untouched_is_no_change() {
    let mut draft = draft();
    draft.edit(1, with_file(9));
    let changes = plan(&draft).changes;
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].environment, "staging");
    assert_eq!(changes[0].before.as_ref().unwrap().file, Some(FileDigest::of(&jks(2))));
}

#[test]
fn a_look_tells_applied_from_not_applied() {
    let mut draft = draft();
    draft.edit(0, with_file(9));
    let plan = plan(&draft);
    assert_eq!(plan.compare(Some(&keystore(applied(&draft)))), Found::Applied);
    assert_eq!(plan.compare(Some(&keystore(stored()))), Found::NotApplied);
    assert!(matches!(plan.compare(None), Found::Neither(lines) if lines[0].contains("no keystore")));
}

/// As a server shows it that tells nothing of an entry but its environment and its file.
fn hidden(mut value: Value) -> Value {
    for entry in value["keyStoreEnvironmentList"].as_array_mut().unwrap() {
        entry.as_object_mut().unwrap().retain(|key, _| key == "environmentName" || key == "file");
    }
    value
}

#[test]
fn a_server_that_shows_less_than_it_was_sent_is_understood() {
    let mut draft = Draft::new(Arc::new(keystore(hidden(stored()))), TypeField::Type);
    draft.edit(0, Edits { alias: Some("b".into()), ..with_file(9) });
    draft.add("dr-site", Edits { alias: Some("b".into()), ..with_file(3) });
    let plan = plan(&draft);
    assert_eq!(plan.compare(Some(&keystore(hidden(applied(&draft))))), Found::Applied);
    assert_eq!(plan.compare(Some(&keystore(hidden(stored())))), Found::NotApplied);
}

#[test]
fn an_alias_that_was_taken_away_is_told_by_its_absence() {
    let mut draft = draft();
    draft.edit(0, Edits { alias: Some(String::new()), ..Edits::default() });
    let plan = plan(&draft);
    let touched = |mut value: Value| {
        value["unknown"] = json!(1);
        keystore(value)
    };
    assert_eq!(plan.compare(Some(&touched(applied(&draft)))), Found::Applied);
    assert_eq!(plan.compare(Some(&touched(stored()))), Found::NotApplied);
}

#[test]
fn what_others_changed_since_elsewhere_does_not_hide_what_became_of_it() {
    let mut draft = draft();
    draft.edit(0, with_file(9));
    let plan = plan(&draft);
    let elsewhere = |mut value: Value| {
        value["keyStoreEnvironmentList"][1]["file"] = json!(STANDARD.encode(jks(8)));
        value["description"] = json!("by somebody else");
        keystore(value)
    };
    assert_eq!(plan.compare(Some(&elsewhere(applied(&draft)))), Found::Applied);
    assert_eq!(plan.compare(Some(&elsewhere(stored()))), Found::NotApplied);
}

#[test]
fn neither_says_what_is_stored() {
    let mut draft = draft();
    draft.edit(0, with_file(9));
    draft.edit(1, with_file(9));
    let plan = plan(&draft);
    let mut value = stored();
    value["keyStoreEnvironmentList"][0]["file"] = json!(STANDARD.encode(jks(5)));
    value["keyStoreEnvironmentList"][1]["file"] = json!(STANDARD.encode(jks(9)));
    let short = FileDigest::of(&jks(5)).short();
    let expected = [format!("production: file {short}, alias a, JKS"), "staging: as sent".into()];
    assert_eq!(plan.compare(Some(&keystore(value))), Found::Neither(expected.into()));
    let gone = json!({"name": "partner-mtls"});
    let lines = ["production: not in the keystore".to_owned(), "staging: not in the keystore".into()];
    assert_eq!(plan.compare(Some(&keystore(gone))), Found::Neither(lines.into()));
}

#[test]
fn a_password_alone_leaves_no_trace() {
    let mut draft = draft();
    draft.edit(0, Edits { password: Some(Secret::new(PASSWORD.into())), ..Edits::default() });
    let plan = plan(&draft);
    for value in [stored(), applied(&draft)] {
        assert_eq!(plan.compare(Some(&keystore(value))), Found::Untold);
    }
}

#[test]
fn an_environment_that_is_there_twice_is_found_by_either_entry() {
    let twice = |first: u8, second: u8| {
        let entry = |last| json!({"environmentName": "p", "type": "JKS", "file": STANDARD.encode(jks(last))});
        keystore(
            json!({"name": "k", "other": first, "keyStoreEnvironmentList": [entry(first), entry(second)]}),
        )
    };
    let mut draft = Draft::new(Arc::new(twice(1, 2)), TypeField::Type);
    draft.edit(1, with_file(9));
    let plan = plan(&draft);
    assert_eq!(plan.changes.len(), 1);
    // The other field differs, so that the digest of the whole doesn't tell.
    assert_eq!(plan.compare(Some(&twice(7, 9))), Found::Applied);
    assert_eq!(plan.compare(Some(&twice(7, 2))), Found::NotApplied);
}

/// Edits at random: name, description, and per entry a file, an alias, a removal, an addition.
fn edited() -> impl Strategy<Value = Draft> {
    let edits = (any::<Option<u8>>(), proptest::option::of("[abc]?"), any::<bool>(), any::<bool>());
    (any::<bool>(), any::<bool>(), proptest::collection::vec(edits, 2), any::<Option<u8>>()).prop_map(
        |(rename, describe, entries, added)| {
            let mut draft = draft();
            if rename {
                draft.set_name("renamed");
            }
            if describe {
                draft.set_description("after");
            }
            for (index, (last, alias, remove, password)) in entries.into_iter().enumerate() {
                let password = password.then(|| Secret::new(PASSWORD.into()));
                draft.edit(index, Edits { file: last.and_then(file), alias, password, store_type: None });
                if remove {
                    draft.remove(index);
                }
            }
            if let Some(last) = added {
                draft.add("dr-site", with_file(last));
            }
            draft
        },
    )
}

proptest! {
    #[test]
    fn every_update_is_told_from_its_absence(draft in edited()) {
        let plan = plan(&draft);
        let (before, after) = (keystore(stored()), keystore(applied(&draft)));
        if plan.before == plan.after {
            prop_assert_eq!(plan.compare(Some(&before)), Found::Untold);
        } else {
            prop_assert_eq!(plan.compare(Some(&before)), Found::NotApplied);
            prop_assert_eq!(plan.compare(Some(&after)), Found::Applied);
        }
    }

    #[test]
    fn every_update_is_told_though_something_unknown_changed_too(draft in edited()) {
        let plan = plan(&draft);
        let touched = |mut value: Value| { value["unknown"] = json!(1); keystore(value) };
        let (before, after) = (touched(stored()), touched(applied(&draft)));
        // A file or alias that is the same as before is no trace, nor is a password.
        let found = plan.compare(Some(&before));
        prop_assert!(matches!(found, Found::NotApplied | Found::Untold), "{found:?}");
        prop_assert_eq!(plan.compare(Some(&after)), if found == Found::Untold { found } else { Found::Applied });
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn record(outcome: Option<Outcome>, looks: Vec<Found>) -> Record {
    let mut draft = draft();
    draft.edit(0, with_file(9));
    let who = Who { user: "ops".into(), host: "jump-1".into(), ..Who::default() };
    let looks = looks.into_iter().map(|found| Look { at: at(900), who: who.clone(), found });
    let intent = Intent { id: Id("1".into()), at: at(0), who: who.clone(), pid: 1, plan: plan(&draft) };
    Record { intent, outcome, looks: looks.collect(), replaced: false }
}

fn unknown(read_back: ReadBack) -> Outcome {
    let stopped = Outcome::stopped(at(1), Duration::ZERO, Ending::Unknown, "reset".into());
    Outcome { read_back, ..stopped }
}

#[test]
fn an_update_is_unknown_until_something_tells() {
    assert!(record(None, vec![]).is_unknown());
    assert!(record(None, vec![Found::Untold]).is_unknown());
    assert!(record(Some(unknown(ReadBack::Never)), vec![]).is_unknown());
    assert!(record(Some(unknown(ReadBack::Unreadable("down".into()))), vec![]).is_unknown());
    let read_back = record(Some(unknown(ReadBack::AsBefore)), vec![]);
    assert_eq!(read_back.standing(), Standing::SoFar(Found::NotApplied), "a second after it was sent");
    assert!(read_back.is_unknown() && read_back.may_have_applied());
    let later = record(Some(unknown(ReadBack::AsBefore)), vec![Found::Applied]);
    assert_eq!(later.standing(), Standing::Found(Found::Applied));
    let later = record(None, vec![Found::NotApplied, Found::Untold]);
    assert_eq!(later.standing(), Standing::Found(Found::NotApplied));
    let ended = Outcome::stopped(at(1), Duration::ZERO, Ending::Refused, "no".into());
    assert_eq!(record(Some(ended), vec![Found::Applied]).standing(), Standing::Ended(&Ending::Refused));
    let looked = record(Some(unknown(ReadBack::Never)), vec![Found::Applied]);
    assert_eq!(looked.standing(), Standing::Found(Found::Applied));
}

#[test]
fn what_was_not_applied_is_final_only_when_it_cannot_be_applied_any_more() {
    let neither = Found::Neither(vec!["p: as sent".into()]);
    for (second, is_final) in [(-5, false), (0, false), (599, false), (600, true), (90_000, true)] {
        assert_eq!(Found::NotApplied.is_final(at(0), at(second)), is_final, "{second}");
        assert_eq!(neither.is_final(at(0), at(second)), is_final, "{second}");
        assert!(Found::Applied.is_final(at(0), at(second)));
        assert!(!Found::Untold.is_final(at(0), at(second)));
    }
}

#[test]
fn passwords_of_unknown_outcome_are_replaced_by_those_that_are_done() {
    let password = |entry: usize| {
        let mut draft = draft();
        draft.edit(entry, Edits { password: Some(Secret::new("s".into())), ..Edits::default() });
        plan(&draft)
    };
    let of = |plan: Plan, outcome: Option<Outcome>, looks: Vec<Found>| {
        let mut record = record(outcome, looks);
        record.intent.plan = plan;
        record
    };
    let done = || Some(Outcome::stopped(at(1), Duration::ZERO, Ending::Done, String::new()));
    let untold = || of(password(0), None, vec![Found::Untold]);
    let is_replaced = |later: Record, record: Record| {
        let mut history = History { records: vec![later, record], ..History::default() };
        history.find_replaced();
        let record = &history.records[1];
        assert_eq!(record.standing() == Standing::Replaced, !record.is_unknown());
        record.replaced
    };
    assert!(is_replaced(of(password(0), done(), vec![]), untold()));
    // Another environment's, one that isn't done, one that nobody looked at, another keystore.
    assert!(!is_replaced(of(password(1), done(), vec![]), untold()));
    assert!(!is_replaced(of(password(0), Some(unknown(ReadBack::Never)), vec![]), untold()));
    assert!(!is_replaced(of(password(0), done(), vec![]), of(password(0), None, vec![])));
    let mut elsewhere = of(password(0), done(), vec![]);
    elsewhere.intent.plan.place.keystore = "other".into();
    assert!(!is_replaced(elsewhere, untold()));
}

#[test]
fn the_ending_weighs_stored_deployed_and_verified() {
    let equal = || Some(Verified::Equal { unreadable: vec![] });
    let differs = || Some(Verified::Differs(vec![]));
    let before = || Some(Verified::NotApplied);
    let everywhere = Deployed::Everywhere;
    for (stored, deployed, verified, expected) in [
        (Stored::Said, everywhere.clone(), equal(), Ending::Done),
        (Stored::Said, Deployed::ByServersWord, equal(), Ending::Stored),
        (Stored::Said, Deployed::Failed, equal(), Ending::Stored),
        (Stored::Said, everywhere.clone(), None, Ending::Stored),
        (Stored::Said, everywhere.clone(), differs(), Ending::Differs),
        (Stored::Said, everywhere.clone(), before(), Ending::NotApplied),
        (Stored::Unknown, everywhere.clone(), equal(), Ending::Stored),
        (Stored::Unknown, Deployed::Unsaid, equal(), Ending::Unknown),
        (Stored::Unknown, Deployed::Unsaid, before(), Ending::Unknown),
        (Stored::Unknown, Deployed::Unsaid, differs(), Ending::Unknown),
        (Stored::Refused, Deployed::Unsaid, before(), Ending::Refused),
        (Stored::Refused, Deployed::Unsaid, None, Ending::Refused),
        (Stored::Refused, Deployed::Unsaid, equal(), Ending::Stored),
        (Stored::Refused, Deployed::Unsaid, differs(), Ending::Differs),
    ] {
        let standing = deployment::Standing { stored, deployed, verified };
        let ending = Ending::of(&standing);
        assert_eq!(ending, expected, "{standing:?}");
        assert_eq!(Ending::parse(ending.word()), ending);
    }
    assert_eq!(Ending::parse("postponed"), Ending::Other("postponed".into()));
}

#[test]
fn an_outcome_has_the_rows_and_the_places_but_no_values() {
    let difference = Difference {
        place: vec!["production".into(), "alias".into()],
        before: Some("told-value".into()),
        after: None,
    };
    let report = Report { overall: Word::Yes, message: Some("all well".into()), rows: Vec::new() };
    let answer = Answer { stored: Word::Yes, message: None, report };
    let standing = deployment::Standing {
        stored: Stored::Said,
        deployed: Deployed::ByServersWord,
        verified: Some(Verified::Differs(vec![difference])),
    };
    let outcome = Outcome::sent(at(3), Duration::from_millis(3_200), Some(&answer), &standing);
    assert_eq!(outcome.read_back, ReadBack::Differs(vec!["production ▸ alias".into()]));
    assert_eq!(outcome.message.as_deref(), Some("all well"));
    assert!(!format!("{outcome:?}").contains("told-value"));
}

#[test]
fn what_is_not_shown_is_said() {
    assert!(!Unread::default().is_incomplete() && Unread::default().says().is_empty());
    let unread = Unread { torn: true, damaged: 1, newer: 2, strays: 1, skipped: 0 };
    let says = unread.says();
    assert_eq!(says.len(), 4);
    assert!(says[1].starts_with("1 line of") && says[2].starts_with("2 lines of"), "{says:?}");
    assert!(unread.is_incomplete());
    // Of a large journal the oldest isn't read, nor what it began.
    let large = Unread { strays: 3, skipped: 2048, ..Unread::default() };
    assert!(!large.is_incomplete());
    assert_eq!(large.says(), ["the oldest 2.0 KiB of the journal aren't shown"]);
}

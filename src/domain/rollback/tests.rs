use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::*;
use crate::domain::{
    cascade::JwkCascade,
    draft::{Change, Problem},
    file::{Content, StoreType},
    journal::{Plan, VersionBefore},
    secret::Secret,
};

const P12: &[u8] = b"\x30\x82\x0A\x00\x02\x01\x03\x30";

fn jks(last: u8) -> String {
    STANDARD.encode([b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0".as_slice(), &[last]].concat())
}

fn at() -> Timestamp {
    "2026-11-23T18:05:00Z".parse().unwrap()
}

fn read(value: Value) -> Arc<Keystore> {
    Arc::new(Keystore::from_value(value).unwrap())
}

/// As it was: three environments.
fn then() -> Value {
    json!({"id": "7", "name": "partner", "description": "before", "version": 3,
    "keyStoreEnvironmentList": [
        {"environmentName": "production", "type": "JKS", "alias": "one", "file": jks(1), "x-owner": "core"},
        {"environmentName": "staging", "type": "JKS", "file": jks(2)},
        {"environmentName": "sandbox", "type": "JKS", "file": jks(3), "x-owner": "lab"},
    ]})
}

fn rolled(then: Value, now: Value) -> Rollback {
    let then = read(then);
    let version = Version { at: at(), left: Left::of(&then), keystore: then };
    Rollback::new(&version, read(now), TypeField::Type)
}

fn places(rollback: &Rollback) -> Vec<String> {
    rollback.stays.iter().map(Difference::place).collect()
}

#[test]
fn what_is_as_it_was_is_nothing_to_roll_back() {
    let rollback = rolled(then(), then());
    assert!(rollback.is_nothing() && rollback.stays.is_empty() && rollback.passwords.is_empty());
    // In another order, and with nulls, it is the same.
    let mut now = then();
    now["keyStoreEnvironmentList"].as_array_mut().unwrap().reverse();
    now["note"] = Value::Null;
    let rollback = rolled(then(), now);
    assert!(rollback.is_nothing() && rollback.stays.is_empty(), "{rollback:?}");
}

#[test]
fn every_edit_that_can_be_made_leads_back_and_the_rest_is_told() {
    let now = json!({"id": "7", "name": "renamed", "description": "after", "version": 4,
    "keyStoreEnvironmentList": [
        {"environmentName": "production", "type": "PKCS12", "alias": "two", "file": STANDARD.encode(P12), "x-owner": "edge"},
        {"environmentName": "staging", "type": "JKS", "file": jks(2)},
        {"environmentName": "dr-site", "type": "JKS", "file": jks(9)},
    ]});
    let rollback = rolled(then(), now);
    let draft = &rollback.draft;
    assert_eq!((draft.name(), draft.description()), ("partner", "before"));
    let marks: Vec<_> =
        draft.entries().iter().map(|entry| (draft.label(entry), draft.mark(entry).sign())).collect();
    assert_eq!(marks, [("production", '~'), ("staging", ' '), ("dr-site", '-'), ("sandbox", '+')]);
    let production = &draft.entries()[0].edits;
    assert_eq!(production.alias.as_deref(), Some("one"));
    assert_eq!(draft.store_type(&draft.entries()[0]), Some(StoreType::Jks));
    let file = production.file.as_ref().unwrap();
    assert_eq!((file.file_name(), file.is_put_back), ("as of 2026-11-23 18:05 UTC", true));
    assert_eq!(rollback.passwords, ["production", "sandbox"]);
    assert_eq!(places(&rollback), ["version", "production ▸ x-owner"]);
    // With the passwords it is what it was, but for what is told.
    let mut draft = draft.clone();
    for place in [0, 3] {
        let edits = draft.entries()[place].edits.clone();
        draft.edit(place, Edits { password: Some(Secret::copied("x")), ..edits });
    }
    let update = draft.confirm("Payments", JwkCascade::Leave).unwrap();
    let sent: Value = serde_json::from_slice(update.body()).unwrap();
    assert_eq!((&sent["name"], &sent["version"]), (&json!("partner"), &json!(4)));
    assert_eq!(sent["keyStoreEnvironmentList"][0]["file"], json!(jks(1)));
    let sandbox = json!(
        {"environmentName": "sandbox", "type": "JKS", "file": jks(3), "password": "x", "x-owner": "lab"}
    );
    assert_eq!(sent["keyStoreEnvironmentList"][2], sandbox, "the fields that no form edits come back, too");
}

#[test]
fn the_other_fields_of_an_environment_that_comes_back_go_with_it_and_its_secrets_and_id_do_not() {
    let mut was = then();
    let sandbox = &mut was["keyStoreEnvironmentList"][2];
    sandbox["id"] = 11.into();
    sandbox["tags"] = json!(["lab"]);
    sandbox["password"] = "hunter2".into();
    sandbox["vault"] = json!({"password": "hunter3"});
    let mut now = was.clone();
    now["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
    let rollback = rolled(was, now);
    assert_eq!(places(&rollback), ["sandbox ▸ vault"], "what is secret is told to be missing, never sent");
    let Change::Environment { what, .. } = &rollback.draft.changes()[0] else { panic!() };
    assert_eq!(what.last().unwrap(), "x-owner, tags as before");
    let mut draft = rollback.draft.clone();
    let given = Edits { password: Some(Secret::copied("x")), ..draft.entries()[2].edits.clone() };
    // As the form gives the password.
    draft.edit(2, given);
    for draft in [draft.rebase(read(then_without_sandbox())), draft] {
        let update = draft.confirm("Payments", JwkCascade::Leave).unwrap();
        let sent: Value = serde_json::from_slice(update.body()).unwrap();
        let expected = json!({"environmentName": "sandbox", "x-owner": "lab", "tags": ["lab"], "type": "JKS",
            "file": jks(3), "password": "x"});
        assert_eq!(sent["keyStoreEnvironmentList"][2], expected);
    }
}

fn then_without_sandbox() -> Value {
    let mut now = then();
    now["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
    now
}

#[test]
fn a_file_that_is_put_back_is_not_sent_without_its_password() {
    let mut now = then();
    now["keyStoreEnvironmentList"][1]["file"] = jks(9).into();
    let mut draft = rolled(then(), now).draft;
    let missing = || Problem::NoPassword { environment: "staging".into() };
    assert_eq!(draft.problems(), [missing()]);
    assert!(draft.confirm("Payments", JwkCascade::Leave).is_err());
    let Change::Environment { what, .. } = &draft.changes()[0] else { panic!() };
    assert_eq!(what, &["file as of 2026-11-23 18:05 UTC", "NO PASSWORD for the new file"]);
    let edits = draft.entries()[1].edits.clone();
    draft.edit(1, Edits { password: Some(Secret::copied("x")), ..edits });
    assert_eq!(draft.problems(), []);
}

#[test]
fn what_has_no_file_that_can_be_read_stays_as_it_is_and_is_told() {
    let mut was = then();
    was["keyStoreEnvironmentList"][0]["file"] = "c2VjcmV0IHN0dWZm".into();
    was["keyStoreEnvironmentList"][2].as_object_mut().unwrap().remove("file");
    let mut now = then();
    now["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
    let rollback = rolled(was, now);
    assert!(rollback.is_nothing(), "{:?}", rollback.draft.changes());
    assert_eq!(places(&rollback), ["production ▸ file", "sandbox"]);
    let text = format!("{rollback:?}");
    assert!(!text.contains("c2VjcmV0"), "{text}");
}

#[test]
fn what_others_changed_since_is_told() {
    // An update of production alone; then somebody changed staging, and production again.
    let before = read(then());
    let mut draft = Draft::new(Arc::clone(&before), TypeField::Type);
    let bytes = |last| STANDARD.decode(jks(last)).unwrap();
    let file = NewFile::new("/new.jks".into(), Content::new(bytes(8)));
    draft.edit(0, Edits { file: Some(file), ..Edits::default() });
    let update = draft.confirm("Payments", JwkCascade::Leave).unwrap();
    let plan =
        Plan::new("https://g/", &draft, &update, VersionBefore::Off { why: String::new() }, &|_, _| None);
    let of_plan = Version::of_plan(Arc::clone(&before), at(), &plan);
    let of_session = Version::before(update.expectation(), at());
    for version in [of_plan, of_session] {
        let since = |change: &dyn Fn(&mut Value)| {
            let mut now = Value::Object(update.expectation().object().clone());
            change(&mut now["keyStoreEnvironmentList"]);
            Rollback::new(&version, read(now), TypeField::Type).since
        };
        let environments = |change: &dyn Fn(&mut Value)| {
            let since = since(change);
            assert!(!since.name && !since.description, "{since:?}");
            since.environments
        };
        assert_eq!(environments(&|_| {}), [""; 0], "the update itself");
        assert_eq!(environments(&|list| list[1]["file"] = jks(9).into()), ["staging"]);
        assert_eq!(environments(&|list| list[0]["file"] = jks(9).into()), ["production"]);
        assert_eq!(environments(&|list| list[1]["alias"] = "theirs".into()), ["staging"]);
        assert_eq!(environments(&|list| list[0]["alias"] = "theirs".into()), ["production"]);
        assert_eq!(environments(&|list| list[2]["type"] = "PKCS12".into()), ["sandbox"]);
        let added = json!({"environmentName": "dr-site", "type": "JKS", "file": jks(9)});
        assert_eq!(environments(&|list| list.as_array_mut().unwrap().push(added.clone())), ["dr-site"]);
        assert_eq!(environments(&|list| drop(list.as_array_mut().unwrap().remove(2))), ["sandbox"]);
    }
}

#[test]
fn other_texts_since_are_told_and_those_of_the_update_are_not() {
    let before = read(then());
    let mut draft = Draft::new(Arc::clone(&before), TypeField::Type);
    draft.set_description("ours");
    draft.set_name("renamed");
    draft.edit(1, Edits { alias: Some("ours".into()), ..Edits::default() });
    let update = draft.confirm("Payments", JwkCascade::Leave).unwrap();
    let plan =
        Plan::new("https://g/", &draft, &update, VersionBefore::Off { why: String::new() }, &|_, _| None);
    for version in
        [Version::of_plan(Arc::clone(&before), at(), &plan), Version::before(update.expectation(), at())]
    {
        let since = |change: &dyn Fn(&mut Value)| {
            let mut now = Value::Object(update.expectation().object().clone());
            change(&mut now);
            let Since { name, description, environments } =
                Rollback::new(&version, read(now), TypeField::Type).since;
            (name, description, environments)
        };
        assert_eq!(since(&|_| {}), (false, false, vec![]), "the update itself");
        assert_eq!(since(&|now| now["description"] = "theirs".into()), (false, true, vec![]));
        assert_eq!(since(&|now| now["name"] = "theirs".into()), (true, false, vec![]));
        let staging = || (false, false, vec!["staging".to_owned()]);
        assert_eq!(since(&|now| now["keyStoreEnvironmentList"][1]["alias"] = "theirs".into()), staging());
        // Of a field that the server doesn't show nobody can say that it was changed.
        let hide = |now: &mut Value| {
            for entry in now["keyStoreEnvironmentList"].as_array_mut().unwrap() {
                entry.as_object_mut().unwrap().remove("alias");
            }
        };
        assert_eq!(since(&hide).2, ["production"], "that one's was shown before");
    }
}

#[test]
fn an_environment_that_was_there_twice_is_matched_in_order_and_added_once() {
    let twice = |last: [u8; 2]| {
        let entry = |last| json!({"environmentName": "production", "type": "JKS", "file": jks(last)});
        json!({"name": "k", "keyStoreEnvironmentList": [entry(last[0]), entry(last[1])]})
    };
    let rollback = rolled(twice([1, 2]), twice([1, 3]));
    assert_eq!(rollback.passwords, ["production"]);
    assert!(rollback.draft.entries()[0].edits.is_empty());
    let mut once = twice([1, 2]);
    once["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
    let rollback = rolled(twice([1, 2]), once);
    assert!(rollback.is_nothing());
    assert_eq!(places(&rollback), ["production"]);
}

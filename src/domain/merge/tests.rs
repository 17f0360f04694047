use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::{
    file::{Content, NewFile},
    keystore::TypeField,
    secret::Secret,
};

fn encoded(content: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode([b"\xFE\xED\xFE\xED", content.as_bytes()].concat())
}

fn entry(environment: &str, content: &str, alias: &str) -> Value {
    json!({"environmentName": environment, "type": "JKS", "file": encoded(content), "alias": alias})
}

fn keystore(description: &str, entries: &[Value]) -> Arc<Keystore> {
    let value = json!({"name": "k", "description": description, "keyStoreEnvironmentList": entries});
    Arc::new(Keystore::from_value(value).unwrap())
}

fn base() -> Arc<Keystore> {
    keystore("d", &[entry("production", "p", "a"), entry("sandbox", "s", "a")])
}

fn draft() -> Draft {
    Draft::new(base(), TypeField::Type)
}

fn file(content: &str) -> Edits {
    let content = Content::new([b"\xFE\xED\xFE\xED", content.as_bytes()].concat());
    let file = NewFile::new("new.jks".into(), content);
    Edits { file: Some(file), password: Some(Secret::copied("pw")), ..Edits::default() }
}

fn alias(alias: &str) -> Edits {
    Edits { alias: Some(alias.into()), ..Edits::default() }
}

/// What the draft would send, as JSON.
fn sent(draft: &Draft) -> Value {
    let update = draft.confirm("P", crate::domain::cascade::JwkCascade::Leave).unwrap();
    serde_json::from_slice(update.body()).unwrap()
}

fn parts(merge: &Merge) -> Vec<(String, bool)> {
    let word = |row: &Row| match &row.place {
        Place::Environment { environment, part, .. } => format!("{environment} {}", part.word()),
        place => format!("{place:?}"),
    };
    merge.rows().iter().map(|row| (word(row), row.conflict)).collect()
}

#[test]
fn changes_of_different_environments_merge_by_themselves() {
    let mut mine = draft();
    mine.edit(0, file("mine"));
    mine.add("dr-site", file("dr"));
    let theirs = keystore(
        "theirs",
        &[entry("production", "p", "a"), entry("sandbox", "theirs", "b"), entry("edge", "e", "a")],
    );
    let merge = Merge::new(mine, theirs);
    assert!(merge.is_clean());
    let sent = sent(&merge.draft().unwrap());
    assert_eq!(sent["description"], "theirs");
    let list = sent["keyStoreEnvironmentList"].as_array().unwrap();
    let of = |at: usize| (list[at]["environmentName"].as_str().unwrap(), list[at]["file"].as_str().unwrap());
    assert_eq!(of(0), ("production", encoded("mine").as_str()));
    assert_eq!(of(1), ("sandbox", encoded("theirs").as_str()));
    assert_eq!(of(2), ("edge", encoded("e").as_str()));
    assert_eq!(of(3), ("dr-site", encoded("dr").as_str()));
    assert_eq!(list[1]["alias"], "b");
}

#[test]
fn one_environment_changed_by_both_is_chosen_field_by_field() {
    let mut mine = draft();
    mine.edit(0, Edits { alias: Some("mine".into()), ..file("mine") });
    let theirs = keystore("d", &[entry("production", "theirs", "theirs"), entry("sandbox", "s", "a")]);
    let mut merge = Merge::new(mine, theirs);
    assert_eq!(parts(&merge), [("production file".into(), true), ("production alias".into(), true)]);
    assert!(merge.draft().is_none());
    merge.choose(0, Choice::Mine).unwrap();
    assert_eq!(merge.open(), 1);
    merge.choose(1, Choice::Theirs).unwrap();
    let mixed = sent(&merge.draft().unwrap());
    let first = &mixed["keyStoreEnvironmentList"][0];
    assert_eq!((&first["file"], &first["alias"]), (&json!(encoded("mine")), &json!("theirs")));
    assert_eq!(first["password"], "pw");
    merge.choose_all(Choice::Theirs);
    assert!(!merge.draft().unwrap().is_changed());
    // Nothing of a file that isn't sent goes with another one.
    merge.choose(1, Choice::Mine).unwrap();
    let first = &sent(&merge.draft().unwrap())["keyStoreEnvironmentList"][0];
    assert_eq!((&first["file"], &first["alias"]), (&json!(encoded("theirs")), &json!("mine")));
    assert!(first.get("password").is_none());
}

#[test]
fn what_they_changed_of_a_field_in_my_environment_is_asked_too() {
    let mut mine = draft();
    mine.edit(0, alias("mine"));
    let theirs = keystore("d", &[entry("production", "theirs", "a"), entry("sandbox", "s", "a")]);
    let merge = Merge::new(mine, theirs);
    assert_eq!(parts(&merge), [("production file".into(), true), ("production alias".into(), true)]);
}

#[test]
fn removed_by_one_and_changed_by_the_other_is_asked() {
    let mut mine = draft();
    mine.remove(1);
    mine.edit(0, alias("mine"));
    let theirs = keystore("d", &[entry("sandbox", "theirs", "a")]);
    let mut merge = Merge::new(mine, theirs);
    assert_eq!(parts(&merge), [("production entry".into(), true), ("sandbox entry".into(), true)]);
    // An alias alone can't bring an entry back.
    assert!(merge.choose(0, Choice::Mine).is_err());
    merge.choose(0, Choice::Theirs).unwrap();
    merge.choose(1, Choice::Mine).unwrap();
    let merged = merge.draft().unwrap();
    assert_eq!(merged.removals().collect::<Vec<_>>(), ["sandbox"]);
    assert_eq!(merged.remaining().count(), 0);
}

#[test]
fn my_new_file_for_an_environment_that_they_removed_can_be_kept() {
    let mut mine = draft();
    mine.edit(0, file("mine"));
    let mut merge = Merge::new(mine, keystore("d", &[entry("sandbox", "s", "a")]));
    merge.choose(0, Choice::Mine).unwrap();
    let merged = merge.draft().unwrap();
    assert_eq!(merged.mark(merged.entries().last().unwrap()), Mark::Added);
}

#[test]
fn the_same_change_twice_is_none_to_choose() {
    let mut mine = draft();
    mine.edit(0, file("same"));
    mine.remove(1);
    let merge = Merge::new(mine, keystore("d", &[entry("production", "same", "a")]));
    assert!(merge.is_clean(), "{:?}", merge.rows());
    // The password that was entered is still sent.
    assert_eq!(sent(&merge.draft().unwrap())["keyStoreEnvironmentList"][0]["password"], "pw");
}

#[test]
fn a_description_changed_twice_is_asked_and_other_fields_are_theirs() {
    let mut mine = draft();
    mine.set_description("mine");
    mine.set_name("renamed");
    let mut object =
        keystore("theirs", &[entry("production", "p", "a"), entry("sandbox", "s", "a")]).object().clone();
    object.insert("tags".into(), json!(["x"]));
    let theirs = Arc::new(Keystore::from_value(Value::Object(object)).unwrap());
    let mut merge = Merge::new(mine, theirs);
    assert_eq!(merge.open(), 1);
    merge.choose_all(Choice::Mine);
    let merged = merge.draft().unwrap();
    assert_eq!((merged.name(), merged.description()), ("renamed", "mine"));
    assert_eq!(sent(&merged)["tags"], json!(["x"]));
    merge.choose_all(Choice::Theirs);
    assert_eq!(merge.draft().unwrap().description(), "theirs");
}

/// A keystore of few environments, and edits of it.
fn stored() -> impl Strategy<Value = Arc<Keystore>> {
    let entry = ("[abc]", "[xy]", "[mn]")
        .prop_map(|(name, content, alias)| super::tests::entry(&name, &content, &alias));
    ("[de]", prop::collection::vec(entry, 0..4))
        .prop_map(|(description, entries)| keystore(&description, &entries))
}

proptest! {
    #[test]
    fn all_theirs_is_theirs_but_for_what_they_left_alone(
        base in stored(), theirs in stored(), removed in 0_usize..4, edited in 0_usize..4, content in "[xyz]",
    ) {
        let mut mine = Draft::new(Arc::clone(&base), TypeField::Type);
        mine.remove(removed);
        if mine.entries().get(edited).is_some_and(|entry| !entry.removed) {
            mine.edit(edited, file(&content));
        }
        let mut merge = Merge::new(mine.clone(), Arc::clone(&theirs));
        merge.choose_all(Choice::Theirs);
        let merged = merge.draft().unwrap();
        // Nothing that only they have is lost.
        for entry in theirs.entries() {
            prop_assert!(merged.has(entry.environment.label()));
        }
        // What was read, unchanged by them, gives my draft back.
        let own = Merge::new(mine.clone(), Arc::clone(&base));
        prop_assert!(own.is_clean());
        prop_assert_eq!(own.draft().unwrap().changes(), mine.changes());
        // Without edits of mine, there is nothing to choose, and nothing to send.
        let none = Merge::new(Draft::new(base, TypeField::Type), theirs);
        prop_assert!(none.is_clean());
        prop_assert!(!none.draft().unwrap().is_changed());
    }
}

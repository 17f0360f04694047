use std::{fs, os::unix::fs::PermissionsExt, sync::Arc};

use super::*;
use crate::{
    domain::{file::Content, kept::Since, keystore::TypeField, place::Place},
    state::{
        State,
        tests::{PASSWORD, at, at_every_call, draft, files, keystore, place, state, who},
    },
};

fn kept(clear: bool) -> KeptDraft {
    KeptDraft::of(&draft(), clear).unwrap()
}

fn edits(draft: KeptDraft, second: i64) -> KeptEdits {
    KeptEdits { draft, who: who(), at: at(second) }
}

#[test]
fn edits_come_back_until_they_are_forgotten() {
    for clear in [true, false] {
        let (_dir, state) = state();
        let lock = state.lock(&place(), at(0)).unwrap();
        assert_eq!(lock.kept_draft().unwrap(), None);
        lock.keep_draft(&kept(clear), at(5)).unwrap();
        drop(lock);
        let lock = state.lock(&place(), at(9)).unwrap();
        assert_eq!(lock.kept_draft().unwrap(), Some(edits(kept(clear), 5)));
        lock.forget_draft().unwrap();
        lock.forget_draft().unwrap();
        assert_eq!(lock.kept_draft().unwrap(), None);
    }
}

#[test]
fn an_environment_that_comes_back_keeps_its_other_fields_where_they_may_lie_in_clear() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    let mut draft = draft();
    let others = OtherFields::of(&serde_json::json!({"tags": ["night shift"], "weight": 1.50}));
    draft.add_back("dr-site", draft.entries()[0].edits.clone(), others.clone());
    for clear in [true, false] {
        lock.keep_draft(&KeptDraft::of(&draft, clear).unwrap(), at(5)).unwrap();
        let back = lock.kept_draft().unwrap().unwrap().draft;
        let expected = if clear { others.clone() } else { others.without_values() };
        assert_eq!(back.entries.last().unwrap().others, expected);
        let text = fs::read_to_string(lock.draft_path()).unwrap();
        assert_eq!(text.contains("night shift"), clear);
    }
}

#[test]
fn no_password_and_no_chosen_file_is_written() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    lock.keep_draft(&kept(false), at(5)).unwrap();
    let stored = keystore(1).raw_entries()[0]["file"].as_str().unwrap().to_owned();
    for (name, content) in files(state.path()) {
        let text = String::from_utf8(content).unwrap();
        assert!(!text.contains(PASSWORD), "{name}");
        assert!(!text.contains(&stored[..12]), "the file of the keystore is in {name}");
        assert!(!text.contains("/u3+7QAAAAIAAAAAC"), "the chosen file is in {name}");
    }
    let path = lock.draft_path();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn restored_from_disk_a_draft_is_as_it_was() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    lock.keep_draft(&kept(true), at(5)).unwrap();
    let back = lock.kept_draft().unwrap().unwrap().draft;
    let mut read = |file: &KeptFile| {
        assert_eq!(file.path, "/new.jks");
        Ok(Content::new(b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0\x09".to_vec()))
    };
    let restored = back.restore(Arc::new(keystore(2)), TypeField::Type, &mut read);
    assert_eq!(restored.since, Since::Changed);
    assert_eq!(**restored.draft.base(), keystore(1));
    assert_eq!(restored.draft.changes().len(), draft().changes().len());
}

#[test]
fn whatever_fails_the_edits_before_are_there() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    lock.keep_draft(&kept(true), at(1)).unwrap();
    drop(lock);
    at_every_call(
        |disk| {
            let state = state.clone().with_disk(disk);
            state.lock(&place(), at(2))?.keep_draft(&kept(false), at(3))
        },
        |_| {
            let lock = state.lock(&place(), at(4)).unwrap();
            let found = lock.kept_draft().unwrap().unwrap();
            let expected = if found.at == at(1) { kept(true) } else { kept(false) };
            assert_eq!(found.draft, expected);
        },
        true,
    );
}

#[test]
fn a_relative_path_means_the_same_later() {
    assert_eq!(absolute("/a/b"), "/a/b");
    assert_eq!(absolute("~/b"), "~/b");
    let here = std::env::current_dir().unwrap();
    assert_eq!(absolute("./b"), here.join("b").to_str().unwrap());
}

#[test]
fn what_is_no_draft_is_told() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    lock.keep_draft(&kept(true), at(5)).unwrap();
    let path = lock.draft_path();
    let text = fs::read_to_string(&path).unwrap();
    let digest = draft_digest(&text);
    for (altered, why) in [
        (text.replace("\"keywright_draft\":1", "\"keywright_draft\":2"), "a newer keywright"),
        (text.replace(&digest, &digest.replace(|c: char| c.is_ascii_digit(), "0")), "what can't be"),
        (text.replace(&digest, "short"), "what can't be"),
        (text.replace("\"name\":\"partner-mtls\"", "\"name\":7"), "what can't be"),
        (text[..text.len() - 9].to_owned(), "no edits of keywright's"),
        (String::new(), "no edits of keywright's"),
    ] {
        assert_ne!(altered, text);
        fs::write(&path, altered).unwrap();
        let error = lock.kept_draft().unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    // It can be dropped all the same.
    lock.forget_draft().unwrap();
    assert_eq!(lock.kept_draft().unwrap(), None);
}

fn draft_digest(text: &str) -> String {
    let value: Value = serde_json::from_str(text).unwrap();
    value["draft"]["began"]["sha256"].as_str().unwrap().to_owned()
}

#[test]
fn each_keystore_has_its_own() {
    let (_dir, state) = state();
    let of = |state: &State, keystore: &str| {
        state.lock(&Place { keystore: keystore.into(), ..place() }, at(0)).unwrap()
    };
    let (one, other) = (of(&state, "one"), of(&state, "other"));
    one.keep_draft(&kept(true), at(1)).unwrap();
    assert_eq!(other.kept_draft().unwrap(), None);
    // It can be read without the lock, which nobody can take meanwhile.
    assert_eq!(state.kept_edits(&Place { keystore: "one".into(), ..place() }).unwrap().unwrap().at, at(1));
    other.keep_draft(&kept(false), at(2)).unwrap();
    one.forget_draft().unwrap();
    assert_eq!(other.kept_draft().unwrap(), Some(edits(kept(false), 2)));
}

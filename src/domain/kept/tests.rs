use serde_json::{Value, json};

use super::*;
use crate::domain::{draft::Mark, secret::Secret};

const JKS: &[u8] = b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0";

fn stored() -> Value {
    json!({
        "name": "k", "description": "before",
        "keyStoreEnvironmentList": [
            {"environmentName": "production", "type": "JKS", "alias": "a", "file": "AAAA"},
            {"environmentName": "staging", "type": "JKS", "file": "BBBB"},
            {"environmentName": "sandbox", "type": "JKS", "file": "CCCC"},
        ]
    })
}

fn keystore(value: Value) -> Arc<Keystore> {
    Arc::new(Keystore::from_value(value).unwrap())
}

/// One edit of every kind.
fn edited() -> Draft {
    let mut draft = Draft::new(keystore(stored()), TypeField::Type);
    let file = || Some(NewFile::new("/new.jks".into(), Content::new(JKS.to_vec())));
    let password = Some(Secret::new("hunter2".into()));
    draft.set_name("k2");
    draft.set_description("after");
    draft.edit(
        0,
        Edits { file: file(), password, store_type: Some(StoreType::Jks), alias: Some(String::new()) },
    );
    draft.edit(1, Edits { password: Some(Secret::new("hunter3".into())), ..Edits::default() });
    draft.remove(2);
    draft.add("dr-site", Edits { file: file(), alias: Some("b".into()), ..Edits::default() });
    draft
}

fn read(file: &KeptFile) -> Result<Content, String> {
    assert_eq!(file.path, "/new.jks");
    Ok(Content::new(JKS.to_vec()))
}

fn restore(kept: &KeptDraft, stored: Value) -> Restored {
    kept.restore(keystore(stored), TypeField::Type, &mut read)
}

#[test]
fn the_other_fields_of_an_environment_that_comes_back_are_kept_where_they_may_lie_in_clear() {
    let others = OtherFields::of(&json!({"tags": ["lab"], "x-owner": "core"}));
    let mut draft = Draft::new(keystore(stored()), TypeField::Type);
    let file = Some(NewFile::new("/new.jks".into(), Content::new(JKS.to_vec())));
    draft.add_back("dr-site", Edits { file, ..Edits::default() }, others.clone());
    let kept = KeptDraft::of(&draft, true).unwrap();
    assert_eq!(kept.says(), ["+ dr-site  file /new.jks, tags, x-owner as before"]);
    let restored = restore(&kept, stored());
    assert_eq!((&restored.draft.entries()[3].others, restored.lost.len()), (&others, 0));
    // Else their loss is told.
    let kept = KeptDraft::of(&draft, false).unwrap();
    let restored = restore(&kept, stored());
    assert_eq!(restored.draft.entries()[3].others, OtherFields::default());
    assert_eq!(
        restored.lost,
        ["dr-site: its other fields (tags, x-owner) aren't kept on this machine: roll back again"]
    );
}

#[test]
fn a_draft_without_edits_is_not_kept() {
    assert_eq!(KeptDraft::of(&Draft::new(keystore(stored()), TypeField::Type), true), None);
}

#[test]
fn every_edit_but_the_passwords_comes_back() {
    let draft = edited();
    let kept = KeptDraft::of(&draft, true).unwrap();
    assert!(!format!("{kept:?}").contains("hunter"));
    let restored = restore(&kept, stored());
    assert_eq!(restored.since, Since::Same);
    assert_eq!(restored.passwords, ["production", "staging"]);
    assert!(restored.lost.is_empty(), "{:?}", restored.lost);
    let back = restored.draft;
    assert_eq!((back.name(), back.description()), ("k2", "after"));
    let production = &back.entries()[0].edits;
    assert_eq!(production.file, draft.entries()[0].edits.file);
    assert_eq!((production.store_type, production.alias.as_deref()), (Some(StoreType::Jks), Some("")));
    assert_eq!(production.password, None);
    assert_eq!(back.mark(&back.entries()[1]), Mark::Kept);
    assert!(back.entries()[2].removed);
    assert_eq!(back.label(&back.entries()[3]), "dr-site");
    assert_eq!(back.entries()[3].edits.alias.as_deref(), Some("b"));
    // Kept again, it is the same but for the entry whose password was all that was edited.
    let again = KeptDraft::of(&back, true).unwrap();
    assert_eq!(again.entries.len() + 1, kept.entries.len());
    assert_eq!((again.began, again.name), (kept.began, kept.name));
}

#[test]
fn where_the_keystore_was_changed_it_comes_back_against_what_it_began_from() {
    let kept = KeptDraft::of(&edited(), true).unwrap();
    let mut now = stored();
    now["keyStoreEnvironmentList"][0]["file"] = json!("DDDD");
    let restored = restore(&kept, now);
    assert_eq!(restored.since, Since::Changed);
    assert_eq!(restored.draft.base().object(), keystore(stored()).object());
}

#[test]
fn without_the_document_it_comes_back_on_what_is_stored_and_says_where_both_changed() {
    let kept = KeptDraft::of(&edited(), false).unwrap();
    assert!(kept.began.keystore.is_none());
    let mut now = stored();
    now["keyStoreEnvironmentList"][0]["file"] = json!("DDDD");
    now["unknown"] = json!(1);
    let restored = restore(&kept, now.clone());
    assert_eq!(restored.since, Since::Rebased { both: vec!["production".into()] });
    assert_eq!(restored.draft.base().object(), keystore(now.clone()).object());
    assert!(restored.draft.entries()[0].edits.file.is_some());
    // Somebody else has added the same environment, and removed another that was edited.
    now["keyStoreEnvironmentList"][1] = json!({"environmentName": "dr-site", "file": "EEEE"});
    let restored = restore(&kept, now);
    let both = ["production", "staging", "dr-site"].map(str::to_owned).to_vec();
    assert_eq!(restored.since, Since::Rebased { both });
    assert_eq!(restored.lost, ["staging is no longer in the keystore: its edits are dropped"]);
    assert_eq!(restored.draft.entries().len(), 3);
    assert_eq!(restored.draft.mark(&restored.draft.entries()[1]), Mark::Changed);
}

#[test]
fn without_the_document_an_unchanged_keystore_is_known_all_the_same() {
    let kept = KeptDraft::of(&edited(), false).unwrap();
    assert_eq!(restore(&kept, stored()).since, Since::Same);
}

#[test]
fn a_removal_of_what_is_gone_is_silent() {
    let mut draft = Draft::new(keystore(stored()), TypeField::Type);
    draft.remove(2);
    let kept = KeptDraft::of(&draft, false).unwrap();
    let mut now = stored();
    now["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
    let restored = restore(&kept, now);
    assert!(restored.lost.is_empty() && !restored.draft.is_changed());
}

#[test]
fn a_file_that_is_gone_or_another_is_told() {
    let kept = KeptDraft::of(&edited(), true).unwrap();
    let mut gone = |_: &KeptFile| Err("no such file".to_owned());
    let restored = kept.restore(keystore(stored()), TypeField::Type, &mut gone);
    assert_eq!(restored.lost[0], "production: /new.jks can't be read (no such file): choose the file again");
    assert_eq!(restored.draft.entries()[0].edits.file, None);
    assert_eq!(restored.draft.entries()[0].edits.alias.as_deref(), Some(""));
    let mut other = |_: &KeptFile| Ok(Content::new(b"other".to_vec()));
    let restored = kept.restore(keystore(stored()), TypeField::Type, &mut other);
    assert_eq!(
        restored.lost[1],
        "dr-site: /new.jks is no longer the file that was chosen: choose the file again"
    );
    assert_eq!(restored.draft.label(&restored.draft.entries()[3]), "dr-site");
}

#[test]
fn a_file_that_was_put_back_comes_back_as_one() {
    let put_back = NewFile::put_back("as of 2026-11-23".into(), Content::new(JKS.to_vec()));
    let mut draft = Draft::new(keystore(stored()), TypeField::Type);
    draft.edit(0, Edits { file: Some(put_back.clone()), ..Edits::default() });
    let kept = KeptDraft::of(&draft, true).unwrap();
    let mut former = |file: &KeptFile| {
        assert_eq!((file.is_put_back, file.digest), (true, FileDigest::of(JKS)));
        Ok(Content::new(JKS.to_vec()))
    };
    let restored = kept.restore(keystore(stored()), TypeField::Type, &mut former);
    assert_eq!(restored.draft.entries()[0].edits.file, Some(put_back));

    let mut none = |_: &KeptFile| Err("no backup has it".to_owned());
    let restored = kept.restore(keystore(stored()), TypeField::Type, &mut none);
    assert_eq!(restored.draft.entries()[0].edits.file, None);
    assert_eq!(
        restored.lost,
        ["production: the file as of 2026-11-23 can't be put back (no backup has it): roll back again"]
    );
}

#[test]
fn entries_of_one_environment_are_told_apart_by_their_order() {
    let twice = json!({"name": "k", "keyStoreEnvironmentList": [
        {"environmentName": "p", "file": "AAAA"}, {"environmentName": "p", "file": "BBBB"}]});
    let mut draft = Draft::new(keystore(twice.clone()), TypeField::Type);
    draft.edit(1, Edits { alias: Some("second".into()), ..Edits::default() });
    let kept = KeptDraft::of(&draft, false).unwrap();
    let back = restore(&kept, twice).draft;
    assert!(back.entries()[0].edits.is_empty());
    assert_eq!(back.entries()[1].edits.alias.as_deref(), Some("second"));
}

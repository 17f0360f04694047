use serde_json::json;

use super::*;
use crate::domain::file::Content;

fn draft() -> Draft {
    let keystore = Keystore::from_value(json!({
        "name": "k", "description": "d",
        "keyStoreEnvironmentList": [
            {"environmentName": "production", "type": "JKS", "file": "/u3+7QAAAAI="},
            {"environmentName": "sandbox", "type": "JKS", "file": "/u3+7QAAAAI="}
        ]
    }))
    .unwrap();
    Draft::new(Arc::new(keystore), TypeField::Type)
}

fn file(bytes: &[u8]) -> Edits {
    let file = NewFile::new("/tmp/new.p12".into(), Content::new(bytes.to_vec()));
    Edits { file: Some(file), ..Edits::default() }
}

const P12: &[u8] = b"\x30\x82\x01\x00\x02\x01\x03";

#[test]
fn the_summary_counts_environments_and_shouts_removals() {
    let mut draft = draft();
    assert_eq!(draft.summary(), "changes 0, adds 0, keeps 2, removes none");
    draft.edit(0, file(P12));
    draft.remove(1);
    draft.add("dr-site", file(P12));
    assert_eq!(draft.summary(), "changes 1, adds 1, keeps 0, REMOVES sandbox");
}

#[test]
fn undoing_each_change_leaves_no_change() {
    let mut draft = draft();
    draft.set_name("other");
    draft.set_description("x");
    draft.edit(0, file(P12));
    draft.remove(1);
    let added = draft.add("dr-site", file(P12));
    assert_eq!(draft.changes().len(), 5);
    draft.revert_entry(added);
    draft.revert_entry(1);
    draft.revert_entry(0);
    draft.revert_name();
    draft.revert_description();
    assert!(!draft.is_changed());
    assert_eq!(draft.changes(), vec![]);
}

#[test]
fn a_wrong_file_or_type_cannot_be_confirmed() {
    let mut draft = draft();
    draft.edit(0, file(b"-----BEGIN CERTIFICATE-----"));
    draft.add("dr-site", Edits::default());
    let problems = draft.confirm("P", JwkCascade::Leave).unwrap_err();
    assert!(matches!(problems[0], Problem::NotAKeystore { format: Format::Pem(_), .. }), "{problems:?}");
    assert!(matches!(problems[1], Problem::NoFile { .. }));

    draft.revert();
    draft.edit(0, Edits { store_type: Some(StoreType::Pkcs12), ..Edits::default() });
    let problems = draft.problems();
    assert!(matches!(problems[0], Problem::TypeMismatch { format: Format::Jks, .. }), "{problems:?}");
}

#[test]
fn a_removed_environment_that_is_added_again_is_no_longer_removed() {
    let mut draft = draft();
    draft.remove(1);
    assert_eq!(draft.add("sandbox", Edits::default()), 1);
    assert!(!draft.is_changed());
}

#[test]
fn an_environment_that_is_there_twice_keeps_each_entrys_edits() {
    let twice = json!({"name": "k", "keyStoreEnvironmentList": [
        {"environmentName": "p", "n": 1}, {"environmentName": "p", "n": 2}, {}, {}]});
    let keystore = Arc::new(Keystore::from_value(twice).unwrap());
    let mut draft = Draft::new(Arc::clone(&keystore), TypeField::Type);
    draft.edit(0, file(P12));
    draft.remove(1);
    draft.remove(3);
    let marks = |draft: &Draft| draft.entries().iter().map(|entry| draft.mark(entry)).collect::<Vec<_>>();
    let expected = [Mark::Changed, Mark::Removed, Mark::Kept, Mark::Removed];
    assert_eq!(marks(&draft), expected);
    assert_eq!(marks(&draft.rebase(keystore)), expected);
}

#[test]
fn rebasing_carries_edits_by_environment() {
    let mut draft = draft();
    draft.edit(0, file(P12));
    draft.remove(1);
    draft.add("dr-site", file(P12));
    let stored = Keystore::from_value(json!({
        "name": "k", "description": "theirs",
        "keyStoreEnvironmentList": [
            {"environmentName": "dr-site", "type": "PKCS12"},
            {"environmentName": "production", "type": "PKCS12"}
        ]
    }))
    .unwrap();
    let rebased = draft.rebase(Arc::new(stored));
    assert_eq!(rebased.summary(), "changes 2, adds 0, keeps 0, removes none");
    assert_eq!(rebased.description(), "theirs");
}

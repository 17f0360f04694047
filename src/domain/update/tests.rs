use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::file::{Content, NewFile};

/// Text as it came off the wire, so that spelling counts.
fn keystore(text: &str) -> Arc<Keystore> {
    Arc::new(Keystore::from_value(serde_json::from_str(text).unwrap()).unwrap())
}

fn body(draft: &Draft) -> String {
    let update = draft.confirm("P", JwkCascade::Leave).unwrap();
    String::from_utf8(update.body().to_vec()).unwrap()
}

fn new_file(bytes: &[u8]) -> Edits {
    Edits { file: Some(NewFile::new("new.p12".into(), Content::new(bytes.to_vec()))), ..Edits::default() }
}

const P12: &[u8] = b"\x30\x82\x01\x00\x02\x01\x03\x30";
const STORED: &str = r#"{"id":"7","name":"k","description":"d","odd":1.10,"big":12345678901234567890123,"keyStoreEnvironmentList":[{"environmentName":"production","type":"JKS","file":"/u3+7QAAAAI=","extra":{"n":1e+2}},{"environmentName":"sandbox","type":"JKS","file":"/u3+7QAAAAI="}]}"#;

#[test]
fn without_edits_the_body_is_what_was_read_to_the_letter() {
    assert_eq!(body(&Draft::new(keystore(STORED), TypeField::Type)), STORED);
}

#[test]
fn an_edit_changes_its_fields_and_nothing_else() {
    let mut draft = Draft::new(keystore(STORED), TypeField::Type);
    let edits =
        Edits { password: Some(Secret::new("hunter2".into())), alias: Some("leaf".into()), ..new_file(P12) };
    draft.edit(0, edits);
    let expected = STORED.replace(
        r#""type":"JKS","file":"/u3+7QAAAAI=","extra":{"n":1e+2}}"#,
        r#""type":"PKCS12","file":"MIIBAAIBAzA=","extra":{"n":1e+2},"password":"hunter2","alias":"leaf"}"#,
    );
    assert_eq!(body(&draft), expected);
}

#[test]
fn an_added_entry_has_the_servers_word_for_the_type() {
    for (type_field, wanted) in [
        (TypeField::Type, json!({"environmentName": "dr", "type": "PKCS12", "file": "MIIBAAIBAzA="})),
        (
            TypeField::KeyStoreType,
            json!({"environmentName": "dr", "keyStoreType": "PKCS12", "file": "MIIBAAIBAzA="}),
        ),
        (
            TypeField::Both,
            json!({"environmentName": "dr", "type": "PKCS12", "keyStoreType": "PKCS12", "file": "MIIBAAIBAzA="}),
        ),
    ] {
        let mut draft = Draft::new(keystore(r#"{"name":"k"}"#), type_field);
        draft.add("dr", new_file(P12));
        let sent: Value = serde_json::from_str(&body(&draft)).unwrap();
        assert_eq!(sent["keyStoreEnvironmentList"], json!([wanted]));
    }
}

#[test]
fn a_removed_environment_is_left_out_and_the_others_stay() {
    let mut draft = Draft::new(keystore(STORED), TypeField::Type);
    draft.remove(0);
    let sent: Value = serde_json::from_str(&body(&draft)).unwrap();
    assert_eq!(sent["keyStoreEnvironmentList"].as_array().unwrap().len(), 1);
    assert_eq!(sent["keyStoreEnvironmentList"][0]["environmentName"], "sandbox");
}

#[test]
fn an_emptied_alias_is_left_out() {
    let stored =
        keystore(r#"{"name":"k","keyStoreEnvironmentList":[{"environmentName":"p","alias":"old"}]}"#);
    let mut draft = Draft::new(stored, TypeField::Type);
    draft.edit(0, Edits { alias: Some(String::new()), ..Edits::default() });
    assert_eq!(body(&draft), r#"{"name":"k","keyStoreEnvironmentList":[{"environmentName":"p"}]}"#);
}

#[test]
fn no_debug_output_shows_a_password() {
    let mut draft = Draft::new(keystore(STORED), TypeField::Type);
    draft.edit(0, Edits { password: Some(Secret::new("hunter2".into())), ..Edits::default() });
    let update = draft.confirm("P", JwkCascade::AllProjects).unwrap();
    assert!(!format!("{draft:?} {update:?} {:?}", update.expectation()).contains("hunter2"));
}

mod verifying {
    use super::*;

    fn sent() -> (Draft, Expectation) {
        let mut draft = Draft::new(keystore(STORED), TypeField::Type);
        draft.edit(
            0,
            Edits { password: Some(Secret::new("pw".into())), alias: Some("leaf".into()), ..new_file(P12) },
        );
        let expectation = draft.confirm("P", JwkCascade::Leave).unwrap().expectation().clone();
        (draft, expectation)
    }

    fn stored(edit: impl FnOnce(&mut Object)) -> Keystore {
        let mut object = sent().1.object().clone();
        edit(&mut object);
        Keystore::from_value(Value::Object(object)).unwrap()
    }

    #[test]
    fn what_was_sent_is_found() {
        let unreadable = vec!["production ▸ password".into()];
        assert_eq!(sent().1.verify(&stored(|_| {})), Verified::Equal { unreadable });
    }

    #[test]
    fn a_field_that_is_never_shown_is_named_not_blamed() {
        let found = stored(|object| {
            object[field::ENVIRONMENTS][0].as_object_mut().unwrap().remove("alias");
        });
        assert_eq!(
            sent().1.verify(&found),
            Verified::Equal {
                unreadable: vec!["production ▸ alias".into(), "production ▸ password".into()]
            }
        );
    }

    #[test]
    fn a_field_that_was_shown_before_and_is_gone_is_a_difference() {
        let before = r#"{"name":"k","keyStoreEnvironmentList":[{"environmentName":"p","alias":"a","type":"JKS","file":"/u3+7QAAAAI="}]}"#;
        let mut draft = Draft::new(keystore(before), TypeField::Type);
        draft.edit(0, new_file(P12));
        let expectation = draft.confirm("P", JwkCascade::Leave).unwrap().expectation().clone();
        let mut object = expectation.object().clone();
        let entry = object[field::ENVIRONMENTS][0].as_object_mut().unwrap();
        entry.remove("alias");
        entry.remove("type");
        let found = Keystore::from_value(Value::Object(object)).unwrap();
        let Verified::Differs(differences) = expectation.verify(&found) else { panic!() };
        let mut places: Vec<_> = differences.iter().map(Difference::place).collect();
        places.sort();
        assert_eq!(places, ["p ▸ alias", "p ▸ type"]);
    }

    #[test]
    fn whatever_stands_in_place_of_a_password_is_no_difference() {
        let shown = |value: Value| stored(|object| object[field::ENVIRONMENTS][0]["password"] = value);
        for value in [json!(null), json!("{enc}91c4"), json!("")] {
            let unreadable = vec!["production ▸ password".into()];
            assert_eq!(sent().1.verify(&shown(value)), Verified::Equal { unreadable });
        }
    }

    #[test]
    fn null_is_as_good_as_absent() {
        let mut draft = Draft::new(
            keystore(r#"{"name":"k","keyStoreEnvironmentList":[{"environmentName":"p","alias":"a"}]}"#),
            TypeField::Type,
        );
        draft.edit(0, Edits { alias: Some(String::new()), ..Edits::default() });
        let expectation = draft.confirm("P", JwkCascade::Leave).unwrap().expectation().clone();
        let found = keystore(
            r#"{"name":"k","description":null,"keyStoreEnvironmentList":[{"environmentName":"p","alias":null}]}"#,
        );
        assert_eq!(expectation.verify(&found), Verified::Equal { unreadable: vec![] });
    }

    #[test]
    fn an_old_file_is_a_difference() {
        let found = stored(|object| object[field::ENVIRONMENTS][0]["file"] = json!("/u3+7QAAAAI="));
        assert!(
            matches!(sent().1.verify(&found), Verified::Differs(list) if list[0].place() == "production ▸ file")
        );
    }

    #[test]
    fn what_is_still_as_before_was_not_applied() {
        assert_eq!(sent().1.verify(&keystore(STORED)), Verified::NotApplied);
    }
}

#[test]
fn what_is_no_entry_can_not_be_edited() {
    let mut draft = Draft::new(keystore(r#"{"name":"k","keyStoreEnvironmentList":[null]}"#), TypeField::Type);
    draft.edit(0, new_file(P12));
    assert!(draft.confirm("P", JwkCascade::Leave).is_err());
    draft.revert();
    assert_eq!(body(&draft), r#"{"name":"k","keyStoreEnvironmentList":[null]}"#);
}

/// Arbitrary JSON, with numbers as text so that every spelling is tried.
fn any_json() -> impl Strategy<Value = Value> {
    let number = "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,12})?([eE][+-]?[0-9]{1,3})?"
        .prop_map(|text| serde_json::from_str(&text).unwrap());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        ".*".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_fields(inner).prop_map(Value::Object),
        ]
    })
}

fn any_fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Object> {
    // Any key but those that an edit touches.
    let key =
        prop_oneof!["x[a-zA-Z_]{0,8}", ".{0,6}", Just("environmentId2".to_owned()), Just("Type".to_owned())];
    let key = key.prop_filter("a field that is edited", |key| {
        ![
            "name",
            "description",
            "keyStoreEnvironmentList",
            "environmentName",
            "type",
            "keyStoreType",
            "file",
            "password",
            "alias",
        ]
        .contains(&key.as_str())
    });
    proptest::collection::vec((key, value), 0..4).prop_map(|pairs| pairs.into_iter().collect())
}

fn any_keystore() -> impl Strategy<Value = Value> {
    (any_fields(any_json()), proptest::collection::vec(any_fields(any_json()), 0..5)).prop_map(
        |(mut object, entries)| {
            object.insert("name".into(), json!("k"));
            let entries: Vec<Value> = entries
                .into_iter()
                .enumerate()
                .map(|(index, mut entry)| {
                    entry.insert("environmentName".into(), json!(format!("env-{index}")));
                    Value::Object(entry)
                })
                .collect();
            object.insert("keyStoreEnvironmentList".into(), json!(entries));
            Value::Object(object)
        },
    )
}

proptest! {
    /// Unknown fields at every level survive with their digits; untouched environments are sent
    /// as they came.
    #[test]
    fn edits_touch_nothing_else(document in any_keystore(), touched in 0usize..5, removed in 0usize..5) {
        let base = Arc::new(Keystore::from_value(document.clone()).unwrap());
        let mut draft = Draft::new(Arc::clone(&base), TypeField::Type);
        draft.edit(touched, Edits { alias: Some("new".into()), ..new_file(P12) });
        draft.remove(removed);
        draft.set_description("new description");
        let sent: Value = serde_json::from_str(&body(&draft)).unwrap();

        for (key, value) in document.as_object().unwrap() {
            if !["description", "keyStoreEnvironmentList"].contains(&key.as_str()) {
                prop_assert_eq!(sent[key].to_string(), value.to_string());
            }
        }
        let before = document["keyStoreEnvironmentList"].as_array().unwrap();
        let after = sent["keyStoreEnvironmentList"].as_array().unwrap();
        let left: Vec<_> = before.iter().enumerate().filter(|(index, _)| *index != removed).collect();
        prop_assert_eq!(left.len(), after.len());
        for ((index, was), is) in left.into_iter().zip(after) {
            if index == touched {
                for (key, value) in was.as_object().unwrap() {
                    prop_assert_eq!(is[key].to_string(), value.to_string());
                }
                prop_assert_eq!(&is["alias"], "new");
            } else {
                prop_assert_eq!(is.to_string(), was.to_string());
            }
        }
    }

    /// What is expected to be stored is what is sent, passwords aside.
    #[test]
    fn the_expectation_is_the_body(document in any_keystore(), touched in 0usize..5) {
        let base = Arc::new(Keystore::from_value(document).unwrap());
        let mut draft = Draft::new(base, TypeField::Both);
        draft.edit(touched, new_file(P12));
        let update = draft.confirm("P", JwkCascade::ThisProject).unwrap();
        let sent: Value = serde_json::from_slice(update.body()).unwrap();
        prop_assert_eq!(sent.to_string(), Value::Object(update.expectation().object().clone()).to_string());
        let stored = Keystore::from_value(sent).unwrap();
        let verified = update.expectation().verify(&stored);
        prop_assert_eq!(verified, Verified::Equal { unreadable: vec![] });
    }
}

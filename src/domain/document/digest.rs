//! A digest of what a document says, not of how it is written: equal where
//! [`differences`](super::differences) finds none, fields that are null and secrets left aside.
//!
//! For telling later, without keeping the document, whether what is stored is still what it was. A
//! password has no part in it: where all else is known, its digest could be tried out at leisure.

use serde_json::{Number, Value};
use sha2::{Digest, Sha256};

use super::{is_secret, label, normal};
use crate::domain::{
    file::FileDigest,
    keystore::{Object, field},
};

/// The digest of a keystore's document. The order of keys and of environments doesn't count, numbers
/// count by value.
pub fn of(object: &Object) -> FileDigest {
    finish(|hasher| feed_object(hasher, object))
}

/// As [`of`], for any value: one environment's entry.
pub fn of_value(value: &Value) -> FileDigest {
    finish(|hasher| feed(hasher, "", value))
}

fn finish(feed: impl FnOnce(&mut Sha256)) -> FileDigest {
    let mut hasher = Sha256::new();
    feed(&mut hasher);
    FileDigest::from(<[u8; 32]>::from(hasher.finalize()))
}

/// Every value begins with a letter for its kind and says how long it is, so that no two different
/// documents feed the same bytes.
fn feed(hasher: &mut Sha256, key: &str, value: &Value) {
    match value {
        Value::Null => hasher.update(b"n"),
        Value::Bool(true) => hasher.update(b"t"),
        Value::Bool(false) => hasher.update(b"f"),
        Value::Number(number) => text(hasher, b"#", &spelled(number)),
        Value::String(content) => text(hasher, b"s", content),
        Value::Array(list) => {
            count(hasher, b"[", list.len());
            let mut entries: Vec<&Value> = list.iter().collect();
            if key == field::ENVIRONMENTS {
                entries.sort_by(|a, b| label(a).cmp(label(b)));
            }
            entries.into_iter().for_each(|entry| feed(hasher, "", entry));
        }
        Value::Object(object) => feed_object(hasher, object),
    }
}

fn feed_object(hasher: &mut Sha256, object: &Object) {
    let mut fields: Vec<(&String, &Value)> =
        object.iter().filter(|(key, value)| !value.is_null() && !is_secret(key)).collect();
    fields.sort_by_key(|(key, _)| *key);
    count(hasher, b"{", fields.len());
    for (key, value) in fields {
        text(hasher, b"k", key);
        feed(hasher, key, value);
    }
}

fn text(hasher: &mut Sha256, kind: &[u8], content: &str) {
    count(hasher, kind, content.len());
    hasher.update(content.as_bytes());
}

fn count(hasher: &mut Sha256, kind: &[u8], n: usize) {
    hasher.update(kind);
    hasher.update((n as u64).to_be_bytes());
}

/// The same for numbers of the same value; one whose exponent is beyond all bounds counts as it is written.
fn spelled(number: &Number) -> String {
    let written = number.to_string();
    match normal(&written) {
        Some((negative, digits, scale)) => format!("{negative} {digits} {scale}"),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::differences;
    use super::*;

    fn digest(value: &Value) -> FileDigest {
        of(value.as_object().unwrap())
    }

    #[test]
    fn the_writing_does_not_count() {
        let a = json!({"name": "k", "x": 1, "keyStoreEnvironmentList": [{"environmentName": "a", "v": 1}, {"environmentName": "b"}]});
        let b = json!({"keyStoreEnvironmentList": [{"environmentName": "b", "alias": null}, {"v": 1, "environmentName": "a"}], "x": 1, "name": "k"});
        assert_eq!(digest(&a), digest(&b));
        let number = |text: &str| digest(&json!({"n": serde_json::from_str::<Value>(text).unwrap()}));
        assert_eq!(number("1.50"), number("15e-1"));
        assert_ne!(number("1.5"), number("15"));
    }

    #[test]
    fn no_secret_has_a_part_in_it() {
        let with = |password: Value| {
            digest(
                &json!({"name": "k", "keyStoreEnvironmentList": [{"environmentName": "a", "password": password}]}),
            )
        };
        assert_eq!(with(json!("hunter2")), with(json!("hunter3")));
        assert_eq!(with(json!("hunter2")), with(Value::Null));
    }

    #[test]
    fn what_is_nested_otherwise_differs() {
        let all = [
            json!({"a": "b", "c": "d"}),
            json!({"a": "bcd"}),
            json!({"a": ["b", "c"]}),
            json!({"a": [["b"], "c"]}),
            json!({"a": ["b"], "c": []}),
            json!({"a": {"b": "c"}}),
            json!({"a": "1"}),
            json!({"a": 1}),
            json!({"a": true}),
        ];
        for (n, one) in all.iter().enumerate() {
            for other in &all[..n] {
                assert_ne!(digest(one), digest(other), "{one} {other}");
            }
        }
    }

    /// Small documents, so that two of them are often the same but for their order.
    fn document() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![(0..3).prop_map(Value::from), Just(json!("x")), Just(json!([1, "x"]))];
        let entry =
            (0..3, proptest::collection::btree_map("[ab]", leaf.clone(), 0..2)).prop_map(|(name, fields)| {
                let mut entry = json!({"environmentName": format!("e{name}")});
                fields.into_iter().for_each(|(key, value)| entry[key] = value);
                entry
            });
        (leaf, proptest::collection::vec(entry, 0..3))
            .prop_map(|(x, list)| json!({"name": "k", "x": x, "keyStoreEnvironmentList": list}))
    }

    proptest! {
        #[test]
        fn equal_digests_are_documents_without_differences(a in document(), b in document()) {
            let none = differences(a.as_object().unwrap(), b.as_object().unwrap()).is_empty();
            prop_assert_eq!(digest(&a) == digest(&b), none, "{} {}", a, b);
        }
    }
}

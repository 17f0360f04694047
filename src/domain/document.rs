//! Two documents compared, and one shown: JSON values, with the environment list as a map by
//! environment, file contents folded, and secrets hidden.

pub mod digest;

use std::collections::{HashMap, VecDeque};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Number, Value};
use zeroize::Zeroizing;

use super::{
    file::{FileDigest, Format},
    keystore::{Object, field},
    text,
};

/// One place where two documents differ. The values are folded and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// From the outside in: `["production", "file"]`.
    pub place: Vec<String>,
    /// `None`: not there.
    pub before: Option<String>,
    /// `None`: not there.
    pub after: Option<String>,
}

impl Difference {
    /// `production ▸ file`.
    pub fn place(&self) -> String {
        self.place.join(" ▸ ")
    }
}

/// Where `after` differs from `before`: order of keys and of environments doesn't count, fields
/// that keywright doesn't know do.
pub fn differences(before: &Object, after: &Object) -> Vec<Difference> {
    let mut found = Vec::new();
    compare_objects(&mut Vec::new(), before, after, &mut found);
    found
}

fn compare_objects(place: &mut Vec<String>, before: &Object, after: &Object, found: &mut Vec<Difference>) {
    for (key, value) in before {
        place.push(key.clone());
        compare(place, key, Some(value), after.get(key), found);
        place.pop();
    }
    for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        place.push(key.clone());
        compare(place, key, None, Some(value), found);
        place.pop();
    }
}

fn compare(
    place: &mut Vec<String>,
    key: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    match (before, after) {
        (Some(Value::Array(before)), Some(Value::Array(after))) if key == field::ENVIRONMENTS => {
            place.pop();
            compare_environments(place, before, after, found);
            place.push(key.to_owned());
        }
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            compare_objects(place, before, after, found)
        }
        (Some(before), Some(after)) if equal(before, after) => {}
        (None, None) => {}
        (before, after) => found.push(Difference {
            place: place.clone(),
            before: before.map(|value| folded(key, value)),
            after: after.map(|value| folded(key, value)),
        }),
    }
}

/// Pairs entries by environment (and, where one environment is there twice, by occurrence).
fn compare_environments(
    place: &mut Vec<String>,
    before: &[Value],
    after: &[Value],
    found: &mut Vec<Difference>,
) {
    let mut by_label: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (index, entry) in after.iter().enumerate() {
        by_label.entry(label(entry)).or_default().push_back(index);
    }
    let mut paired = vec![false; after.len()];
    for was in before {
        let index = by_label.get_mut(label(was)).and_then(VecDeque::pop_front);
        let is = index.and_then(|index| {
            paired[index] = true;
            after.get(index)
        });
        place.push(label(was).to_owned());
        match (was, is) {
            (Value::Object(was), Some(Value::Object(is))) => compare_objects(place, was, is, found),
            (was, is) => compare(place, "", Some(was), is, found),
        }
        place.pop();
    }
    for (is, _) in after.iter().zip(paired).filter(|(_, paired)| !paired) {
        place.push(label(is).to_owned());
        compare(place, "", None, Some(is), found);
        place.pop();
    }
}

/// Which environment an entry is for, told as [`Entry`](super::keystore::Entry) tells it: an empty name is none.
fn label(entry: &Value) -> &str {
    let text = |key: &str| entry.get(key)?.as_str().filter(|text| !text.is_empty());
    text(field::ENVIRONMENT_NAME).or_else(|| text(field::ENVIRONMENT_ID)).unwrap_or("(no environment)")
}

/// JSON equality: objects as maps, numbers by value whatever their spelling (`1.0` is `1.00`).
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        (a, b) => a == b,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    let (a, b) = (a.to_string(), b.to_string());
    a == b || normal(&a).is_some_and(|a| Some(a) == normal(&b))
}

/// A decimal number as sign, digits without outer zeros, and the power of ten of the last digit.
fn normal(number: &str) -> Option<(bool, String, i64)> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (number, 0),
    };
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_end_matches('0');
    if kept.trim_start_matches('0').is_empty() {
        return Some((false, String::new(), 0));
    }
    let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
    let scale = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(dropped)?;
    Some((negative, kept.trim_start_matches('0').to_owned(), scale))
}

/// The document without the fields that are null, at every level: a server may show what it doesn't hold as
/// null, and may leave it out.
pub(super) fn without_nulls(object: &Object) -> Object {
    fn kept(value: &Value) -> Value {
        match value {
            Value::Object(object) => Value::Object(without_nulls(object)),
            Value::Array(list) => Value::Array(list.iter().map(kept).collect()),
            other => other.clone(),
        }
    }
    object
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.clone(), kept(value)))
        .collect()
}

/// A value in at most a line: files by size and digest, secrets hidden, the rest shortened.
fn folded(key: &str, value: &Value) -> String {
    if is_secret(key) {
        return "(hidden)".into();
    }
    match value {
        Value::String(content) if key == field::FILE => fold_file(content),
        Value::String(content) => fold_base64(content).unwrap_or_else(|| shortened(content)),
        other => shortened(&redacted(other).to_string()),
    }
}

fn shortened(content: &str) -> String {
    const MOST: usize = 60;
    let line = text::shown(content);
    if line.chars().count() <= MOST {
        return line;
    }
    line.chars().take(MOST).chain(['…']).collect()
}

/// `3.1 KiB PKCS12 sha256 0123456789abcdef`.
fn fold_file(content: &str) -> String {
    match STANDARD.decode(content).map(Zeroizing::new) {
        Ok(bytes) if !bytes.is_empty() => digested(&bytes),
        _ if content.is_empty() => "empty".into(),
        _ => format!("{} of text, not base64", text::size(content.len() as u64)),
    }
}

/// From so many characters on, base64 is taken for a file.
pub(super) const LONG: usize = 512;

/// Any other field that holds a file by the look of it: it may be a key under a name that isn't known here.
fn fold_base64(content: &str) -> Option<String> {
    let decoded = (content.len() >= LONG).then(|| STANDARD.decode(content).ok()).flatten();
    decoded.map(Zeroizing::new).map(|bytes| digested(&bytes))
}

fn digested(bytes: &[u8]) -> String {
    let what = match Format::of(bytes) {
        Format::Unknown => "opaque".to_owned(),
        format => format.to_string(),
    };
    format!("{} {what} sha256 {}", text::size(bytes.len() as u64), FileDigest::of(bytes).short())
}

/// Whether a field's name says that its value must not be seen.
pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["password", "passphrase", "passwd", "secret", "token", "privatekey"]
        .iter()
        .any(|word| key.contains(word))
}

/// The document with files folded to size and digest and with secrets hidden, for the eyes.
pub fn redacted_object(object: &Object) -> Value {
    let field = |(key, value): (&String, &Value)| {
        let value = match value {
            Value::String(content) if key == field::FILE => {
                Value::String(format!("<{}>", fold_file(content)))
            }
            Value::Null => Value::Null,
            _ if is_secret(key) => Value::String("<hidden>".into()),
            other => redacted(other),
        };
        (key.clone(), value)
    };
    Value::Object(object.iter().map(field).collect())
}

/// As [`redacted_object`], for any value.
pub fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(object) => redacted_object(object),
        Value::Array(list) => Value::Array(list.iter().map(redacted).collect()),
        Value::String(content) => match fold_base64(content) {
            Some(told) => Value::String(format!("<{told}>")),
            None => value.clone(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    fn places(before: Value, after: Value) -> Vec<String> {
        differences(&object(before), &object(after)).iter().map(Difference::place).collect()
    }

    #[test]
    fn order_of_keys_and_environments_does_not_count() {
        let a = json!({"name": "k", "x": 1, "keyStoreEnvironmentList": [{"environmentName": "a", "v": 1}, {"environmentName": "b"}]});
        let b = json!({"keyStoreEnvironmentList": [{"environmentName": "b"}, {"v": 1.0, "environmentName": "a"}], "x": 1, "name": "k"});
        assert_eq!(places(a, b), Vec::<String>::new());
    }

    #[test]
    fn unknown_fields_count_and_are_named() {
        let a = json!({"keyStoreEnvironmentList": [{"environmentName": "a", "deep": {"x": [1]}}]});
        let b = json!({"keyStoreEnvironmentList": [{"environmentName": "a", "deep": {"x": [2]}}, {"environmentName": "c"}]});
        assert_eq!(places(a, b), ["a ▸ deep ▸ x", "c"]);
    }

    #[test]
    fn an_environment_that_is_there_twice_is_compared_twice() {
        let a = json!({"keyStoreEnvironmentList": [{"environmentName": "a", "v": 1}, {"environmentName": "a", "v": 2}]});
        let b = json!({"keyStoreEnvironmentList": [{"environmentName": "a", "v": 1}, {"environmentName": "a", "v": 3}]});
        assert_eq!(places(a, b), ["a ▸ v"]);
    }

    #[test]
    fn an_empty_name_of_an_environment_gives_way_to_its_id() {
        let a = json!({"keyStoreEnvironmentList": [
            {"environmentName": "", "environmentId": "1", "v": 1}, {"environmentName": "", "environmentId": "2", "v": 2}]});
        let b = json!({"keyStoreEnvironmentList": [
            {"environmentName": "", "environmentId": "2", "v": 2}, {"environmentName": "", "environmentId": "1", "v": 3}]});
        assert_eq!(places(a, b), ["1 ▸ v"]);
    }

    #[test]
    fn what_was_added_keeps_its_order() {
        let a = json!({"keyStoreEnvironmentList": [{"environmentName": "b"}]});
        let b = json!({"keyStoreEnvironmentList": [{"environmentName": "z"}, {"environmentName": "b"}, {"environmentName": "a"},
            {"environmentName": "b"}]});
        assert_eq!(places(a, b), ["z", "a", "b"]);
    }

    #[test]
    fn many_environments_in_another_order_are_compared_quickly() {
        let list = |names: &mut dyn Iterator<Item = u32>| {
            let entries: Vec<Value> = names.map(|n| json!({"environmentName": format!("e{n}")})).collect();
            object(json!({"keyStoreEnvironmentList": entries}))
        };
        let (a, b) = (list(&mut (0..30_000)), list(&mut (0..30_000).rev()));
        let (done, is_done) = std::sync::mpsc::channel();
        std::thread::spawn(move || done.send(differences(&a, &b)));
        assert_eq!(is_done.recv_timeout(std::time::Duration::from_secs(3)), Ok(vec![]));
    }

    #[test]
    fn long_base64_is_folded_whatever_its_field_is_called() {
        let der = STANDARD.encode([0x5A; 384]);
        assert_eq!(der.len(), 512);
        let value = json!({"certificate": der, "list": [der], "short": STANDARD.encode([0x5A; 60])});
        let told = redacted(&value);
        assert!(told["certificate"].as_str().unwrap().starts_with("<384 B opaque sha256 "), "{told}");
        assert_eq!(told["list"][0], told["certificate"]);
        assert_eq!(told["short"], value["short"]);
        let words = json!({"note": "what is long, but no base64 ".repeat(40)});
        assert_eq!(redacted(&words), words);
        let mut other = value.clone();
        other["certificate"] = json!(STANDARD.encode([0x5B; 384]));
        let found = differences(&object(value), &object(other));
        assert!(found[0].before.as_ref().unwrap().starts_with("384 B opaque sha256 "), "{found:?}");
    }

    #[test]
    fn an_object_is_redacted_as_its_value_is() {
        let value = json!({"password": "x", "file": "/u3+7QAAAAI=", "list": [{"token": 1}], "n": 1.50});
        assert_eq!(redacted_object(&object(value.clone())), redacted(&value));
    }

    #[test]
    fn secrets_and_files_do_not_come_out() {
        let a = json!({"password": "hunter2", "keyStoreEnvironmentList": [{"environmentName": "a", "file": "/u3+7QAAAAI="}]});
        let b = json!({"password": "hunter3", "keyStoreEnvironmentList": []});
        let text = format!("{:?} {}", differences(&object(a.clone()), &object(b)), redacted(&a));
        assert!(!text.contains("hunter") && !text.contains("/u3+"), "{text}");
        assert!(text.contains("8 B JKS sha256"), "{text}");
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (a, b) in [
            ("1.0", "1"),
            ("1e2", "100"),
            ("-0", "0.00"),
            ("12345678901234567890.10", "12345678901234567890.1"),
        ] {
            assert!(equal(&number(a), &number(b)), "{a} {b}");
        }
        for (a, b) in [("12345678901234567890", "12345678901234567891"), ("1", "-1"), ("10", "1")] {
            assert!(!equal(&number(a), &number(b)), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn numbers_agree_with_integer_arithmetic(a in -1000i64..1000, b in -1000i64..1000, zeros in 0usize..4) {
            let spelled = |n: i64| serde_json::from_str::<Value>(&format!("{n}.{}", "0".repeat(zeros + 1))).unwrap();
            prop_assert_eq!(equal(&spelled(a), &Value::from(b)), a == b);
        }
    }
}

//! JSON shapes → domain. The two generations of the API, and its pages, mix their shapes freely: a
//! reader takes whichever is there and assumes nothing. Nothing here panics on any input, and
//! nothing unclear becomes a success.

pub mod answer;
pub mod deployment;
pub mod envelope;
pub mod list;
pub mod openapi;
pub mod refusal;

use serde_json::{Map, Value};

use super::error::Error;

/// What serde_json marks a number with whose digits are kept (its feature `arbitrary_precision`).
const NUMBER_KEY: &str = "$serde_json::private::Number";

/// The most values of one answer: a list of the greatest size that is read has far fewer, if it holds keystores.
/// A value may take fifty times the memory of the two bytes that it is written in.
const MAX_VALUES: usize = 5_000_000;

/// Reads JSON; numbers keep their digits.
///
/// # Errors
/// [`Error::Unreadable`]: nothing there, no JSON, or more of it than there is room for; says where, and never
/// what.
pub fn parse(body: &[u8]) -> Result<Value, Error> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii();
    if body.is_empty() {
        return Err(Error::Unreadable { why: "it is empty".into() });
    }
    // An object with this one key would come back out as a number: refused, rather than altered.
    if std::str::from_utf8(body).is_ok_and(|text| text.contains(NUMBER_KEY)) {
        return Err(Error::Unreadable {
            why: format!("it holds the word {NUMBER_KEY}, which can't be kept as it is"),
        });
    }
    // Each value but the first stands behind one of these. In a text they count for nothing, but add up to little.
    let values = body.iter().filter(|byte| matches!(byte, b',' | b':' | b'[' | b'{')).count();
    if values > MAX_VALUES {
        return Err(Error::Unreadable { why: format!("it holds more than {MAX_VALUES} values") });
    }
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = if error.is_eof() { "the JSON ends too early" } else { "it isn't JSON" };
        Error::Unreadable { why: format!("{what} (line {line}, column {column})") }
    })
}

/// The first of these fields that holds a text with something in it.
fn text<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    names.iter().filter_map(|name| object.get(*name)?.as_str()).map(str::trim).find(|text| !text.is_empty())
}

/// A field that holds an identifier: a text, or a number's digits.
fn identifier(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// What kind of JSON value it is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let digits = "12345678901234567890.1234567890123456789";
        assert_eq!(parse(digits.as_bytes()).unwrap().to_string(), digits);
    }

    #[test]
    fn a_key_that_would_come_out_as_a_number_is_refused_and_not_altered() {
        let body = br#"{"name":"k","x":{"$serde_json::private::Number":"7"}}"#;
        assert!(matches!(parse(body), Err(Error::Unreadable { .. })));
    }

    #[test]
    fn what_is_no_json_says_where_but_not_what() {
        for body in ["", " \n", "\u{FEFF}", "{\"password\":\"hunter2", "hunter2", "[1,]"] {
            let error = parse(body.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::Unreadable { .. }));
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert!(parse(&[b'"', 0xFF, b'"']).is_err());
        assert_eq!(parse("\u{FEFF}[]".as_bytes()).unwrap(), Value::Array(vec![]));
    }

    /// JSON of any shape, with the fields that matter among its keys.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i32>().prop_map(Value::from),
            "SUCCESS|FAILURE|p|[a-z]{0,4}".prop_map(Value::from),
        ];
        let key = "success|status|error|error_description|resultList|resultMessage|name|id|type|paths|put|\
            validation_errors|retry_after|deploymentResult|detailList|keyStoreEnvironmentList|environmentName";
        leaf.prop_recursive(5, 60, 5, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                proptest::collection::vec((key, inner), 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    fn read_everything(status: u16, body: &[u8]) {
        let _ = list::projects(status, body);
        let _ = list::keystores(status, body);
        let _ = list::keystore(status, body, "p");
        let _ = list::environments(status, body);
        let _ = list::jwks(status, body);
        let _ = answer::read(status, body);
        let answered = refusal::Answered { status, body: body.to_vec(), ..Default::default() };
        if let Some(error) = answered.error() {
            assert!(!error.meaning().is_empty() && !error.next_step().is_empty());
        }
        let _ = parse(body).map(|document| openapi::evidence(&document));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(status in 100..600_u16, body in any::<Vec<u8>>()) {
            read_everything(status, &body);
        }

        #[test]
        fn any_json_is_read_without_panic(status in 100..600_u16, body in any_json()) {
            read_everything(status, body.to_string().as_bytes());
        }
    }
}

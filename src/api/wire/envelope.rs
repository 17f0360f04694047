//! The envelope around an answer, of either generation: whether it says yes or no, its words, and
//! the list in it.

use serde_json::{Map, Value};

use super::{kind, text};
use crate::{
    api::error::{Error, FieldError, Said},
    domain::deployment::Word,
};

/// What an answer says of itself: `success` (first generation), `status` (second), or an `error`.
/// One no overrules any yes; a value of the wrong type says nothing.
pub fn word(object: &Map<String, Value>) -> Word {
    let success = object.get("success").and_then(Value::as_bool);
    let status = match object.get("status").and_then(Value::as_str).map(str::to_ascii_uppercase).as_deref() {
        Some("SUCCESS" | "OK") => Some(true),
        Some("FAILURE" | "FAILED" | "FAIL" | "ERROR") => Some(false),
        _ => None,
    };
    let error = match object.get("error") {
        None | Some(Value::Null | Value::Bool(false)) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(_) => Some(false),
    };
    let said = [success, status, error];
    if said.contains(&Some(false)) {
        return Word::No;
    }
    said.contains(&Some(true)).then_some(true).into()
}

/// The words of an answer, whichever field they are in.
pub fn words(object: &Map<String, Value>) -> Option<&str> {
    text(object, &["error_description", "resultMessage", "message", "detail"])
        .or_else(|| object.get("error")?.as_object().and_then(words))
        .or_else(|| text(object, &["error"]))
}

/// A no, with its words and complaints about fields.
pub fn said(status: u16, object: &Map<String, Value>) -> Said {
    let complaints = object.get("validation_errors").and_then(Value::as_array);
    let fields = complaints.into_iter().flatten().filter_map(Value::as_object).map(|complaint| FieldError {
        field: text(complaint, &["field", "name"]).unwrap_or("?").into(),
        message: text(complaint, &["message", "error"]).unwrap_or_default().into(),
    });
    Said::new(status, words(object), fields.collect())
}

/// The code of an error, in lower case: `bad_request`, `invalid_token`, ...
pub fn code(object: &Map<String, Value>) -> Option<String> {
    object.get("error").and_then(Value::as_str).map(str::to_ascii_lowercase)
}

/// The elements of a list, in any envelope or none; a single object is a list of one.
///
/// # Errors
/// A no, as [`super::refusal::under_success`] has it; [`Error::Unreadable`] where there is no list.
pub fn elements(status: u16, value: Value) -> Result<Vec<Value>, Error> {
    let mut object = match value {
        Value::Array(elements) => return Ok(elements),
        Value::Object(object) => object,
        other => return Err(no_list(&other)),
    };
    let said = word(&object);
    if said == Word::No {
        return Err(super::refusal::under_success(status, &object));
    }
    match object.shift_remove("resultList") {
        Some(Value::Array(elements)) => Ok(elements),
        Some(single @ Value::Object(_)) => Ok(vec![single]),
        // An empty list may be left out, but only by a server that says that all is well.
        None | Some(Value::Null) if said == Word::Yes => Ok(Vec::new()),
        None if object.contains_key("name") => Ok(vec![Value::Object(object)]),
        None | Some(Value::Null) => Err(Error::Unreadable { why: "it has no resultList".into() }),
        Some(other) => Err(no_list(&other)),
    }
}

fn no_list(value: &Value) -> Error {
    Error::Unreadable { why: format!("a list was expected, and {} came", kind(value)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn word_of(value: Value) -> Word {
        word(value.as_object().unwrap())
    }

    #[test]
    fn one_no_overrules_any_yes_and_wrong_types_say_nothing() {
        assert_eq!(word_of(json!({"success": true})), Word::Yes);
        assert_eq!(word_of(json!({"status": "SUCCESS"})), Word::Yes);
        assert_eq!(word_of(json!({"success": true, "status": "FAILURE"})), Word::No);
        assert_eq!(word_of(json!({"success": false, "status": "SUCCESS"})), Word::No);
        assert_eq!(word_of(json!({"success": true, "error": "bad_request"})), Word::No);
        assert_eq!(word_of(json!({"success": true, "error": null})), Word::Yes);
        for unsaid in [json!({}), json!({"success": "true"}), json!({"success": 1}), json!({"status": 200})] {
            assert_eq!(word_of(unsaid.clone()), Word::Unsaid, "{unsaid}");
        }
    }

    #[test]
    fn every_envelope_gives_its_list() {
        for value in [
            json!([{"name": "a"}]),
            json!({"success": true, "resultList": [{"name": "a"}]}),
            json!({"status": "SUCCESS", "resultList": [{"name": "a"}], "resultCount": 1}),
            json!({"resultList": {"name": "a"}}),
            json!({"name": "a"}),
        ] {
            assert_eq!(elements(200, value.clone()).unwrap(), vec![json!({"name": "a"})], "{value}");
        }
        assert!(elements(200, json!({"success": true, "resultCount": 0})).unwrap().is_empty());
        assert!(elements(200, json!({"status": "SUCCESS", "resultList": null})).unwrap().is_empty());
    }

    #[test]
    fn what_has_no_list_is_an_error() {
        for value in
            [json!({}), json!("x"), json!({"success": true, "resultList": "x"}), json!({"resultList": null})]
        {
            let error = elements(200, value.clone()).unwrap_err();
            assert!(matches!(error, Error::Unreadable { .. }), "{value}: {error:?}");
        }
    }

    #[test]
    fn complaints_about_fields_are_kept() {
        let value = json!({"error": "validation_failed", "error_description": "Validation failed",
            "validation_errors": [{"field": "name", "message": "Name is required"}, 7, {}]});
        let said = said(400, value.as_object().unwrap());
        assert_eq!(said.fields.len(), 2);
        assert!(said.words.unwrap().starts_with("Validation failed\nname: Name is required"));
        let nested = json!({"error": {"message": "boom"}});
        assert_eq!(words(nested.as_object().unwrap()), Some("boom"));
    }
}

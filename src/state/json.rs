//! JSON that is safe to look at: in a terminal, a file's text can do nothing but be read.

use std::fmt::Write;

use serde::Serialize;

use crate::domain::text::is_hostile;

/// A value in one line.
///
/// # Errors
/// The value can't be written as JSON.
pub fn line(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string(value).map(harmless)
}

/// A value over several lines, indented.
///
/// # Errors
/// The value can't be written as JSON.
pub fn pretty(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(value).map(harmless)
}

/// Escapes what `domain::text` calls hostile and JSON doesn't escape by itself: bidirectional overrides,
/// C1 controls. They can stand in strings only, so the value stays the same.
fn harmless(json: String) -> String {
    let is_odd = |c: char| c != '\n' && is_hostile(c);
    if !json.contains(is_odd) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if is_odd(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string never fails.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let value = json!({"name": "a\u{1b}[31m\u{9b}31m\u{202e}b\u{e0041}é日"});
        let expected = r#"{"name":"a\u001b[31m\u009b31m\u202eb\udb40\udc41é日"}"#;
        assert_eq!(line(&value).unwrap(), expected);
        assert_eq!(pretty(&json!([1])).unwrap(), "[\n  1\n]");
    }

    proptest! {
        #[test]
        fn every_text_comes_back_and_none_is_hostile(text in "(?s).*", other in "\\PC*") {
            let value = json!({text: other});
            for json in [line(&value).unwrap(), pretty(&value).unwrap().replace('\n', "")] {
                prop_assert!(!json.contains(is_hostile));
                prop_assert_eq!(&serde_json::from_str::<Value>(&json).unwrap(), &value);
            }
        }
    }
}

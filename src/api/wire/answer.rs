//! The answer to an update → [`Answer`].

use serde_json::Value;

use super::{deployment, envelope, kind, parse, refusal};
use crate::{
    api::error::{Error, MAX_HEARD, bounded},
    domain::deployment::{Answer, Report, Word},
};

/// Reads the answer to an update that came under a status of success. Silence is no success: what
/// isn't said is [`Word::Unsaid`].
///
/// # Errors
/// A failure told under that status, with nothing said of a deployment; [`Error::Unreadable`].
pub fn read(status: u16, body: &[u8]) -> Result<Answer, Error> {
    if body.trim_ascii().is_empty() {
        return Ok(Answer { stored: Word::Unsaid, message: None, report: Report::absent() });
    }
    let object = match parse(body)? {
        Value::Object(object) => object,
        // A bare list is an envelope left out, which says nothing.
        Value::Array(_) => return read(status, b""),
        other => {
            return Err(Error::Unreadable {
                why: format!("an object was expected, and {} came", kind(&other)),
            });
        }
    };
    let result = object.get("deploymentResult").unwrap_or(&Value::Null);
    let mut report = deployment::report(result);
    let stored = match envelope::word(&object) {
        Word::No if !(result.is_object() || result.is_array()) => {
            return Err(refusal::under_success(status, &object));
        }
        // It failed as a whole, but a deployment was tried, and that comes after saving: whether it
        // is stored isn't said, and what its gateways are said to have done is no success.
        Word::No => {
            report.overall = Word::No;
            Word::Unsaid
        }
        word => word,
    };
    let message = envelope::words(&object).and_then(|words| bounded(words, MAX_HEARD));
    Ok(Answer { stored, message, report })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::deployment::Deployed;

    fn answer(value: Value) -> Answer {
        read(200, value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn saved_but_not_deployed_is_both() {
        let answer = answer(json!({"status": "SUCCESS",
            "resultMessage": "Keystore was saved successfully but deployment to environments failed. Details: x",
            "deploymentResult": {"success": false, "detailList": []}}));
        assert_eq!((answer.stored, answer.report.overall), (Word::Yes, Word::No));
        assert!(answer.message.unwrap().starts_with("Keystore was saved"));
    }

    #[test]
    fn a_failure_under_200_is_an_error_with_its_words() {
        let error = read(200, br#"{"status":"FAILURE","resultMessage":"no"}"#).unwrap_err();
        assert_eq!((error.words(), error.status()), (Some("no"), Some(200)));
        assert!(matches!(error, Error::Refused(_)));
        let null = read(200, br#"{"success":false,"deploymentResult":null}"#).unwrap_err();
        assert!(matches!(null, Error::Refused(_)));
        let code = read(200, br#"{"error":"bad_request","error_description":"no"}"#).unwrap_err();
        assert!(matches!(code, Error::Invalid(_)));
    }

    #[test]
    fn a_failure_with_a_deployment_leaves_open_what_is_stored_and_is_no_success() {
        let answer = answer(json!({"status": "FAILURE", "deploymentResult":
            {"success": true, "deploymentResults": [{"environmentName": "p", "success": true}]}}));
        assert_eq!(answer.stored, Word::Unsaid);
        assert_eq!(answer.deployed(&["p".into()]), Deployed::Failed);
    }

    #[test]
    fn silence_is_no_success() {
        for body in ["", "  ", "{}", "[]", r#"{"deploymentResult":null}"#] {
            let answer = read(200, body.as_bytes()).unwrap();
            assert_eq!((answer.stored, &answer.report), (Word::Unsaid, &Report::absent()), "{body}");
        }
        for body in ["true", "\"OK\"", "null", "{", "OK"] {
            assert!(matches!(read(200, body.as_bytes()), Err(Error::Unreadable { .. })), "{body}");
        }
    }
}

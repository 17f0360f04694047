//! A server's no → [`Error`]: by its status, by the code in its body, and by its words only where
//! these are certain.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{envelope, text};
use crate::api::error::{Error, Said, bounded};

/// An answer as it came, with what its headers say that matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    /// `Content-Type`; empty where there is none.
    pub content_type: String,
    /// `Retry-After`, where it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// `Location`, already stripped of what must not be shown.
    pub location: Option<String>,
    /// Of an error perhaps only the beginning.
    pub body: Vec<u8>,
}

impl Answered {
    /// Whether it is a web page: by its beginning, or by its type where it doesn't begin like JSON.
    pub fn is_html(&self) -> bool {
        let body = self.body.trim_ascii_start();
        let head = body.get(..body.len().min(15)).unwrap_or_default().to_ascii_lowercase();
        let typed = self.content_type.to_ascii_lowercase().contains("html");
        (typed && !matches!(body.first(), Some(b'{' | b'[')))
            || head.starts_with(b"<!doctype html")
            || head.starts_with(b"<html")
    }

    /// The error that it is; `None` where it may hold what was asked for.
    pub fn error(&self) -> Option<Error> {
        let status = self.status;
        match status {
            200..=299 if self.is_html() => Some(self.web_page()),
            200..=299 => None,
            300..=399 => Some(Error::Redirected { status, to: self.location.clone() }),
            // These two mean the same whoever says them.
            401 => Some(Error::TokenRefused(self.read().0)),
            429 => {
                let (said, _, wait) = self.read();
                Some(Error::TooMany { said, retry_after: self.retry_after.max(wait) })
            }
            _ if self.is_html() => Some(self.web_page()),
            _ => {
                let (said, code, wait) = self.read();
                Some(classify(said, code.as_deref(), self.retry_after.max(wait)))
            }
        }
    }

    fn web_page(&self) -> Error {
        let text = String::from_utf8_lossy(&self.body);
        Error::Proxy { said: Said::new(self.status, title(&text), Vec::new()), html: true }
    }

    /// The words, the code, and the wait that the body asks for. What isn't JSON is words itself.
    fn read(&self) -> (Said, Option<String>, Option<Duration>) {
        match super::parse(&self.body) {
            Ok(Value::Object(object)) => {
                (envelope::said(self.status, &object), envelope::code(&object), wait(&object))
            }
            Ok(Value::String(words)) => (Said::new(self.status, Some(&words), Vec::new()), None, None),
            _ if self.is_html() => (Said::nothing(self.status), None, None),
            _ => {
                let words = String::from_utf8_lossy(&self.body);
                (Said::new(self.status, Some(&words), Vec::new()), None, None)
            }
        }
    }
}

/// A no that came under HTTP 200.
pub fn under_success(status: u16, object: &Map<String, Value>) -> Error {
    classify(envelope::said(status, object), envelope::code(object).as_deref(), wait(object))
}

/// The documented codes tell more than a 400, which this API uses for almost everything, or a 200.
fn classify(said: Said, code: Option<&str>, retry_after: Option<Duration>) -> Error {
    let meant = match (said.status, code) {
        (200..=299 | 400, Some("unauthorized_client" | "invalid_token" | "token_expired")) => 401,
        (200..=299 | 400, Some("forbidden" | "access_denied")) => 403,
        (200..=299 | 400, Some("not_found" | "resource_not_found")) => 404,
        (200..=299 | 400, Some("conflict" | "duplicate_name")) => 409,
        (200..=299 | 400, Some("rate_limit_exceeded")) => 429,
        (200..=299 | 400, Some("internal_error" | "server_error")) => 500,
        // The documented words for a name that is taken: "... is already exist! ...".
        (400, _) if said.words.as_deref().is_some_and(|words| words.contains("already exist")) => 409,
        (200..=299, Some("bad_request" | "validation_failed" | "invalid_parameter")) => 400,
        (status, _) => status,
    };
    match meant {
        400 => Error::Invalid(said),
        401 => Error::TokenRefused(said),
        403 => Error::Forbidden(said),
        404 => Error::NotFound(said),
        409 => Error::Conflict(said),
        429 => Error::TooMany { said, retry_after },
        502..=504 | 407 => Error::Proxy { said, html: false },
        500..=599 => Error::ServerFault(said),
        _ => Error::Refused(said),
    }
}

/// `retry_after` in seconds, as a number or as its digits.
fn wait(object: &Map<String, Value>) -> Option<Duration> {
    let seconds = match object.get("retry_after")? {
        Value::Number(number) => number.as_u64()?,
        Value::String(_) => text(object, &["retry_after"])?.parse().ok()?,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

/// A web page's title often says who answered: "502 Bad Gateway", "Sign in".
fn title(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    bounded(title, 200).map(|_| title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, body: &str) -> Answered {
        Answered { status, body: body.into(), ..Answered::default() }
    }

    fn error(status: u16, body: &str) -> Error {
        answered(status, body).error().unwrap()
    }

    #[test]
    fn each_status_is_its_own_error() {
        let body = r#"{"error":"x","error_description":"words"}"#;
        for status in [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 501, 502, 503, 504] {
            let error = error(status, body);
            assert_eq!((error.words(), error.status()), (Some("words"), Some(status)));
        }
        assert!(matches!(error(400, body), Error::Invalid(_)));
        assert!(matches!(error(403, body), Error::Forbidden(_)));
        assert!(matches!(error(405, body), Error::Refused(_)));
        assert!(matches!(error(500, body), Error::ServerFault(_)));
        assert!(matches!(error(503, body), Error::Proxy { html: false, .. }));
        assert_eq!(answered(200, body).error(), None);
    }

    #[test]
    fn a_code_tells_more_than_a_400() {
        let code = |code: &str| error(400, &format!(r#"{{"error":"{code}"}}"#));
        assert!(matches!(code("invalid_token"), Error::TokenRefused(_)));
        assert!(matches!(code("access_denied"), Error::Forbidden(_)));
        assert!(matches!(code("not_found"), Error::NotFound(_)));
        assert!(matches!(code("duplicate_name"), Error::Conflict(_)));
        assert!(matches!(code("rate_limit_exceeded"), Error::TooMany { .. }));
        let taken = r#"{"error":"bad_request","error_description":"Keystore (name: k) is already exist!"}"#;
        assert!(matches!(error(400, taken), Error::Conflict(_)));
    }

    #[test]
    fn a_wait_is_read_from_the_body_and_the_header() {
        let wait = |answered: Answered| match answered.error() {
            Some(Error::TooMany { retry_after, .. }) => retry_after.map(|wait| wait.as_secs()),
            other => panic!("{other:?}"),
        };
        assert_eq!(wait(answered(429, r#"{"retry_after": 7}"#)), Some(7));
        assert_eq!(wait(answered(429, r#"{"retry_after": "7"}"#)), Some(7));
        assert_eq!(wait(answered(429, r#"{"retry_after": -7}"#)), None);
        // The longer of the two: asking again too early only lengthens the wait.
        let both =
            Answered { retry_after: Some(Duration::from_secs(3)), ..answered(429, r#"{"retry_after": 7}"#) };
        assert_eq!(wait(both), Some(7));
        let header = Answered { retry_after: Some(Duration::from_secs(3)), ..answered(429, "") };
        assert_eq!(wait(header), Some(3));
    }

    #[test]
    fn a_web_page_is_known_by_its_type_or_its_beginning() {
        let page = "\n<!DOCTYPE html><title>Sign in</title>";
        let error = error(200, page);
        assert!(matches!(error, Error::Proxy { html: true, .. }));
        assert_eq!(error.words(), Some("Sign in"));
        let typed = Answered { content_type: "text/HTML; charset=utf-8".into(), ..answered(404, "gone") };
        assert!(matches!(typed.error(), Some(Error::Proxy { html: true, .. })));
        let mistyped = Answered { content_type: "text/html".into(), ..answered(200, " []") };
        assert_eq!(mistyped.error(), None);
    }

    #[test]
    fn words_that_are_no_json_are_still_words() {
        assert_eq!(error(401, "Token was expired!").words(), Some("Token was expired!"));
        assert_eq!(error(401, "\"Invalid token\"").words(), Some("Invalid token"));
        assert_eq!(error(401, "<html>x</html>").words(), None);
        assert_eq!(error(400, "").words(), None);
    }
}

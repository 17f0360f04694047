//! Answers that say no, in the first generation's error envelope.

use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Why a request isn't done: a status, a word for programs, a sentence for people.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: String,
    retry_after: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Refusal {
        Refusal { status, error, description: description.into(), retry_after: None }
    }

    /// What the API answers to almost everything that is wrong, also to names that don't exist.
    pub(super) fn bad_request(description: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, "bad_request", description)
    }

    pub(super) fn unauthorized(description: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::UNAUTHORIZED, "unauthorized", description)
    }

    pub(super) fn rate_limited(retry_after: u32) -> Refusal {
        let description = format!("Rate limit exceeded. Try again in {retry_after} seconds.");
        let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", description);
        Refusal { retry_after: Some(retry_after), ..refusal }
    }
}

impl From<PathRejection> for Refusal {
    fn from(rejection: PathRejection) -> Refusal {
        Refusal::bad_request(rejection.body_text())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut envelope = json!({ "error": self.error, "error_description": self.description });
        if let Some(seconds) = self.retry_after {
            envelope["retry_after"] = seconds.into();
        }
        let mut response = as_json(self.status, &envelope);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A JSON answer.
pub(super) fn as_json(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

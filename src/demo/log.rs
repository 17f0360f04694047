//! What was asked and answered, for tests to read.

use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use bytes::Bytes;

/// A request as it arrived, and the status that answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path as sent, still percent-encoded.
    pub path: String,
    /// The query as sent, without its question mark; empty when there is none.
    pub query: String,
    /// The answer's status; `None` as long as there is no answer, and for ever when the connection was cut.
    pub status: Option<u16>,
    /// Whether it carried the token that was accepted at that moment.
    pub authorised: bool,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    /// How many bytes its body had.
    pub body_len: usize,
    /// The body of a PUT; empty for every other method.
    pub body: Bytes,
}

/// The requests in order of arrival.
#[derive(Debug, Default)]
pub(super) struct Log(Vec<LoggedRequest>);

/// A request's place in the log, by which the rest of it is told later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry(usize);

impl Log {
    pub(super) fn requests(&self) -> Vec<LoggedRequest> {
        self.0.clone()
    }

    /// A request's head has arrived.
    pub(super) fn arrived(&mut self, head: &Parts, authorised: bool) -> Entry {
        let content_type = head.headers.get(header::CONTENT_TYPE);
        self.0.push(LoggedRequest {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            status: None,
            authorised,
            content_type: content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            body_len: 0,
            body: Bytes::new(),
        });
        Entry(self.0.len() - 1)
    }

    /// Its body has arrived.
    pub(super) fn received(&mut self, Entry(index): Entry, body: &Bytes) {
        if let Some(request) = self.0.get_mut(index) {
            request.body_len = body.len();
            if request.method == "PUT" {
                request.body = body.clone();
            }
        }
    }

    /// It is being answered.
    pub(super) fn answered(&mut self, Entry(index): Entry, status: StatusCode) {
        if let Some(request) = self.0.get_mut(index) {
            request.status = Some(status.as_u16());
        }
    }
}

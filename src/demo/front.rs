//! What every request passes through: the log, the body's limit, and the token.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::connection::Switch;
use super::refusal::Refusal;
use super::state::Shared;

/// The longest body that is taken.
const BODY_LIMIT: usize = 96 * 1024 * 1024;

/// The only path that needs no token.
pub(super) const HEALTHCHECK: &str = "/apiops/test/healthcheck";

/// Marks an answer that must not reach the client: its connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut;

/// Logs a request, reads it to its end, and lets it pass when its token is good.
///
/// The body is read before anything is refused: a client in the middle of sending would see a broken
/// connection in place of the refusal.
pub(super) async fn pass(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let (entry, token) = {
        let mut state = shared.state();
        let token = state.tokens.check(&head.headers);
        (state.log.arrived(&head, token.is_ok()), token)
    };
    let switch = head.extensions.get::<ConnectInfo<Switch>>().cloned();

    let response = match to_bytes(body, BODY_LIMIT).await {
        Err(error) => {
            let description = format!("Body can't be read, or is longer than {BODY_LIMIT} bytes: {error}");
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", description).into_response()
        }
        Ok(body) => {
            shared.state().log.received(entry, &body);
            match token {
                Err(refusal) if head.uri.path() != HEALTHCHECK => refusal.into_response(),
                _ => next.run(Request::from_parts(head, Body::from(body))).await,
            }
        }
    };

    match (response.extensions().get::<Cut>(), switch) {
        (Some(Cut), Some(ConnectInfo(switch))) => switch.turn_off(),
        _ => shared.state().log.answered(entry, response.status()),
    }
    response
}

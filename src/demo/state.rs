//! What all requests and the tests share.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use secrecy::{ExposeSecret, SecretString};

use super::fault::Fault;
use super::log::Log;
use super::refusal::Refusal;
use super::world::World;

/// The gateway's state, and how fast it deploys.
pub(super) struct Shared {
    state: Mutex<State>,
    pub(super) pace: Duration,
}

impl Shared {
    pub(super) fn new(world: World, token: SecretString, pace: Duration) -> Shared {
        let tokens = Tokens { current: token, expired: Vec::new() };
        let state = State { world, tokens, faults: VecDeque::new(), log: Log::default() };
        Shared { state: Mutex::new(state), pace }
    }

    /// The state, for a moment: never hold it across an `await`.
    ///
    /// A panic elsewhere doesn't take it away: each change to it is whole.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct State {
    pub(super) world: World,
    pub(super) tokens: Tokens,
    pub(super) faults: VecDeque<Fault>,
    pub(super) log: Log,
}

/// The token that is accepted, and those that were.
pub(super) struct Tokens {
    current: SecretString,
    expired: Vec<SecretString>,
}

impl Tokens {
    pub(super) fn replace(&mut self, new: SecretString) {
        let old = std::mem::replace(&mut self.current, new);
        self.expired.push(old);
    }

    /// Whether the request carries the accepted token.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(sent) = sent.and_then(|value| value.strip_prefix("Bearer ")) else {
            return Err(Refusal::unauthorized("Invalid token"));
        };
        if sent == self.current.expose_secret() {
            Ok(())
        } else if self.expired.iter().any(|token| sent == token.expose_secret()) {
            Err(Refusal::unauthorized("Token was expired!"))
        } else {
            Err(Refusal::unauthorized("Token is not valid!"))
        }
    }
}

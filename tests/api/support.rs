//! Connections, updates, and a recorder of progress.

use std::sync::{Arc, Mutex};

use keywright::{
    api::client::{Backoff, Connection, Reader, TokenCell, Writer},
    domain::{
        cascade::JwkCascade,
        draft::Draft,
        keystore::{Keystore, TypeField},
        secret::Secret,
        transfer::Progress,
        update::Update,
    },
};
use serde_json::json;
use url::Url;

pub const TOKEN: &str = "t0ken-that-nobody-may-see";

/// To a server on loopback, with retries that don't wait.
pub fn connection(server: &str) -> Connection {
    let base = Url::parse(&format!("{server}/apiops/")).unwrap();
    let token = TokenCell::new(Secret::new(TOKEN.into()));
    Connection { backoff: Backoff::immediate(3), ..Connection::new(base, token) }
}

pub fn reader(server: &str) -> Reader {
    Reader::new(&connection(server)).unwrap()
}

pub fn writer(server: &str) -> Writer {
    Writer::new(&connection(server)).unwrap()
}

/// An update of `Payments`/`partner-mtls` whose body has somewhat more than `padding` bytes.
pub fn update(cascade: JwkCascade, padding: usize) -> Update {
    let base = json!({"name": "partner-mtls", "description": "old", "padding": "x".repeat(padding)});
    let mut draft = Draft::new(Arc::new(Keystore::from_value(base).unwrap()), TypeField::Type);
    draft.set_description("new");
    draft.confirm("Payments", cascade).unwrap()
}

/// Nobody looks.
pub fn unseen(_: Progress) {}

/// What was reported, in order.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Progress>>>);

impl Recorder {
    pub fn report(&self) -> impl Fn(Progress) + Send + Sync + use<> {
        let seen = Arc::clone(&self.0);
        move |progress| seen.lock().unwrap().push(progress)
    }

    pub fn seen(&self) -> Vec<Progress> {
        self.0.lock().unwrap().clone()
    }

    /// How often a request was tried again.
    pub fn retries(&self) -> usize {
        self.seen().iter().filter(|progress| matches!(progress, Progress::Retrying { .. })).count()
    }
}

/// No text of an error may show the token.
pub fn assert_hides_the_token(error: &(impl std::fmt::Debug + std::fmt::Display)) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(TOKEN), "{shown}");
}

//! What the state directory is asked for beside what belongs to sending an update.

use jiff::Timestamp;

use super::Keeper;
use crate::app::local::{Ask, Resolved, Resolving, Told, Unknown};
use crate::domain::journal::Found;
use crate::state::{State, StateError};

impl Keeper {
    /// Does what is asked, and says what came of it.
    pub fn local(&self, ask: Ask, at: Timestamp) -> Told {
        match ask {
            Ask::Unknown { gateway } => {
                Told::Unknown(self.unknown(&gateway).map_err(|error| error.to_string()))
            }
            Ask::Resolve(resolving) => Told::Resolved(self.resolve(&resolving, at)),
        }
    }

    /// Nothing is made where there is nothing: whoever only browses leaves no trace.
    fn unknown(&self, gateway: &str) -> Result<Unknown, StateError> {
        let Some(directory) = &self.directory else { return Ok(Unknown::default()) };
        let Some(state) = State::existing(directory, self.who.clone())? else {
            return Ok(Unknown::default());
        };
        let (updates, others): (Vec<_>, Vec<_>) = state
            .unknown_updates()?
            .into_iter()
            .partition(|record| record.intent.plan.place.gateway == gateway);
        Ok(Unknown { updates, elsewhere: others.len() })
    }

    fn resolve(&self, resolving: &Resolving, at: Timestamp) -> Resolved {
        let found = resolving.compare();
        let Some(directory) = &self.directory else { return Resolved { found, unwritten: None } };
        let written = State::open(directory, self.who.clone())
            .and_then(|state| state.resolve(&resolving.id, at, found.clone()));
        let unwritten = written.err().map(|error| error.to_string());
        tracing::info!(target: "keywright::update", found = word(&found), ?unwritten, "looked at an unknown outcome");
        Resolved { found, unwritten }
    }
}

fn word(found: &Found) -> &'static str {
    match found {
        Found::Applied => "applied",
        Found::NotApplied => "not applied",
        Found::Neither(_) => "neither",
        Found::Untold => "untold",
    }
}

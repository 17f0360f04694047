//! What the state directory is asked for beside what belongs to sending an update.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Keeper, Use};
use crate::app::local::{Ask, NotLocked, Peeked, Resolved, Resolving, Restoring, Told, Unknown};
use crate::domain::draft::Draft;
use crate::domain::holder::Holder;
use crate::domain::journal::Found;
use crate::domain::kept::{KeptDraft, Restored};
use crate::domain::place::Place;
use crate::state::{State, StateError};

/// Where nothing can be kept, and what to do.
const NO_DIRECTORY: &str = "there is no state directory; name one by --state-dir";

impl Keeper {
    /// Does what is asked, and says what came of it.
    pub fn local(&self, ask: Ask, at: Timestamp) -> Told {
        match ask {
            Ask::Unknown { gateway } => {
                Told::Unknown(self.unknown(&gateway).map_err(|error| error.to_string()))
            }
            Ask::Resolve(resolving) => Told::Resolved(self.resolve(&resolving, at)),
            Ask::Journal => Told::Journal(self.journal().map(Arc::new)),
            Ask::Backup(path) => Told::Backup(self.backup(&path).map(Box::new)),
            Ask::Peek(place) => Told::Peeked(self.peek(&place).map_err(|error| error.to_string())),
            Ask::Lock(place) => Told::Locked(self.lock(&place, at)),
            Ask::Unlock(place) => {
                self.holds.let_go(&place, Use::Editing);
                Told::Unlocked
            }
            Ask::KeepDraft(place, draft) => Told::DraftKept(self.keep_draft(&place, &draft, at)),
            Ask::ForgetDraft(place) => {
                Told::DraftKept(self.forget_draft(&place, at).map_err(|error| error.to_string()))
            }
            Ask::Restore(restoring) => Told::Restored(Box::new(self.restore(*restoring))),
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
        let Some(directory) = &self.directory else { return resolving.resolved(found, at, None) };
        let written = State::open(directory, self.who.clone()).and_then(|state| {
            state.resolve(&resolving.id, at, found.clone())?;
            Ok(state)
        });
        if let (Ok(state), Found::Applied) = (&written, &found) {
            self.forget_applied(state, resolving, at);
        }
        let unwritten = written.err().map(|error| error.to_string());
        tracing::info!(target: "keywright::update", found = word(&found), ?unwritten, "looked at an unknown outcome");
        resolving.resolved(found, at, unwritten)
    }

    /// The edits that an update was made of were applied by it. Where they can't be forgotten they are offered
    /// again, which does no harm.
    fn forget_applied(&self, state: &State, resolving: &Resolving, at: Timestamp) {
        let place = &resolving.plan.place;
        let Ok(lock) = self.holds.take(state, place, Use::Moment, at) else { return };
        if lock.kept_draft().is_ok_and(|kept| kept.is_some_and(|kept| kept.at <= resolving.sent)) {
            let _ = lock.forget_draft();
        }
        self.holds.let_go(place, Use::Moment);
    }

    /// Who edits a keystore, and which edits of it are kept. Nothing is made where there is nothing.
    fn peek(&self, place: &Place) -> Result<Peeked, StateError> {
        let Some(directory) = &self.directory else { return Ok(Peeked::default()) };
        let Some(state) = State::existing(directory, self.who.clone())? else { return Ok(Peeked::default()) };
        // A lock that this session is just letting go.
        let own = |holder: &Holder| holder.pid == std::process::id() && holder.who.host == self.who.host;
        if let Some(holder) = state.holder(place)?.filter(|holder| !own(holder)) {
            return Ok(Peeked { kept: None, holder: Some(holder) });
        }
        Ok(Peeked { kept: state.kept_edits(place)?.map(Box::new), holder: None })
    }

    fn restore(&self, restoring: Restoring) -> Restored {
        let places = restoring.places();
        restoring.restore(&mut |digest| {
            let state = self.directory.as_ref().and_then(|directory| {
                State::existing(directory, self.who.clone()).map_err(|error| error.to_string()).transpose()
            });
            let state = state.unwrap_or_else(|| Err(NO_DIRECTORY.into()))?;
            let found = places.iter().find_map(|place| state.former_file(place, digest));
            found.ok_or_else(|| "no backup that keywright can read has it".into())
        })
    }

    fn lock(&self, place: &Place, at: Timestamp) -> Result<(), NotLocked> {
        let directory = self.directory.as_ref().ok_or_else(|| NotLocked::Failed(NO_DIRECTORY.into()))?;
        let taken = State::open(directory, self.who.clone())
            .and_then(|state| self.holds.take(&state, place, Use::Editing, at));
        match taken {
            Ok(_) => Ok(()),
            Err(StateError::Held(holder)) => Err(NotLocked::Held(holder)),
            Err(error) => Err(NotLocked::Failed(error.to_string())),
        }
    }

    fn keep_draft(&self, place: &Place, draft: &Draft, at: Timestamp) -> Result<(), String> {
        let lock = self.holds.of_editing(place).ok_or("its lock isn't held")?;
        match KeptDraft::of(draft, self.policy.allows_clear()) {
            Some(kept) => lock.keep_draft(&kept, at).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    fn forget_draft(&self, place: &Place, at: Timestamp) -> Result<(), StateError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        let state = State::open(directory, self.who.clone())?;
        let lock = self.holds.take(&state, place, Use::Moment, at)?;
        let forgotten = lock.forget_draft();
        self.holds.let_go(place, Use::Moment);
        forgotten
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

//! What is kept of updates on this machine: the version before, the journal. Blocks; called on threads
//! that may.

mod holds;
mod local;
mod recall;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::app::keeping::{Keep, Kept};
use crate::domain::backup::Policy;
use crate::domain::holder::Who;
use crate::domain::journal::{Id, Outcome, VersionBefore};
use crate::domain::place::Place;
use crate::state::{State, StateError};
use holds::{Holds, Use};

/// Keeps for one session.
#[derive(Debug)]
pub struct Keeper {
    /// `None`: nothing is kept (the demo).
    directory: Option<PathBuf>,
    who: Who,
    policy: Policy,
    holds: Holds,
    /// What is being sent, and where to: its lock is held until the outcome is written.
    sending: Mutex<HashMap<Id, Place>>,
}

impl Keeper {
    /// Keeps below this directory, or not at all.
    pub fn new(directory: Option<PathBuf>, who: Who, policy: Policy) -> Self {
        Self { directory, who, policy, holds: Holds::default(), sending: Mutex::default() }
    }

    /// Keeps the version before, and writes down what is about to be sent. Returns once both are on
    /// the disk.
    ///
    /// # Errors
    /// What couldn't be kept, why, and what to do; nothing should be sent then. Somebody who goes on all
    /// the same gets an error only where another keywright is sending to the same keystore.
    pub fn keep(&self, keep: Keep, at: Timestamp) -> Result<Kept, String> {
        let Some(directory) = &self.directory else {
            return Ok(Kept { backup: self.off(), ..Kept::default() });
        };
        let anyway = keep.anyway;
        let state = match State::open(directory, self.who.clone()) {
            Ok(state) => state,
            Err(error) => return without(anyway, error),
        };
        let place = keep.plan.place.clone();
        match self.holds.take(&state, &place, Use::Sending, at) {
            Ok(_) => {}
            Err(error @ StateError::Held(_)) => return Err(error.to_string()),
            Err(error) => return without(anyway, error),
        }
        let kept = self.write(&state, keep, at);
        match &kept {
            Ok(Kept { intent: Some(id), .. }) => drop(self.sending().insert(id.clone(), place)),
            _ => self.holds.let_go(&place, Use::Sending),
        }
        kept
    }

    fn write(&self, state: &State, keep: Keep, at: Timestamp) -> Result<Kept, String> {
        let Keep { before, mut plan, generation, anyway } = keep;
        plan.backup = match &self.policy {
            Policy::Off { why } => VersionBefore::Off { why: why.clone() },
            Policy::On(keeping) => match state.keep(&plan.place, &before, at, generation, keeping) {
                Ok((summary, digest)) => {
                    VersionBefore::Kept { path: summary.path, digest, encrypted: summary.encrypted }
                }
                Err(error) if anyway => VersionBefore::Failed { why: error.to_string() },
                Err(error) => return Err(error.to_string()),
            },
        };
        let backup = Some(plan.backup.clone());
        match state.intend(at, plan) {
            Ok(intent) => Ok(Kept { intent: Some(intent.id), backup, unwritten: None }),
            Err(error) if anyway => Ok(Kept { intent: None, backup, unwritten: Some(error.to_string()) }),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What is said of the version before where none is kept.
    fn off(&self) -> Option<VersionBefore> {
        match &self.policy {
            Policy::Off { why } => Some(VersionBefore::Off { why: why.clone() }),
            Policy::On(_) => None,
        }
    }

    /// Writes down what came of an update.
    ///
    /// # Errors
    /// Why it couldn't be: its outcome is then asked for at the next start.
    pub fn conclude(&self, of: &Id, outcome: &Outcome) -> Result<(), String> {
        let place = self.sending().remove(of);
        let Some(directory) = &self.directory else { return Ok(()) };
        let written = State::open(directory, self.who.clone()).and_then(|state| state.conclude(of, outcome));
        // Only now: until then it is under way.
        if let Some(place) = place {
            self.holds.let_go(&place, Use::Sending);
        }
        written.map_err(|error| error.to_string())
    }

    fn sending(&self) -> MutexGuard<'_, HashMap<Id, Place>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing can be kept: somebody who goes on all the same goes on without.
fn without(anyway: bool, error: StateError) -> Result<Kept, String> {
    if anyway {
        let why = error.to_string();
        let backup = Some(VersionBefore::Failed { why: why.clone() });
        Ok(Kept { intent: None, backup, unwritten: Some(why) })
    } else {
        Err(error.to_string())
    }
}

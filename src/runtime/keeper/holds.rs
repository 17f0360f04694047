//! The locks of this session: one for each keystore, whether it is edited, sent, or both.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::domain::place::Place;
use crate::state::{Lock, State, StateError};

/// What a lock is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Its edits are made, and kept.
    Editing,
    /// An update of it, from the intent to the outcome: an intent whose own process holds the keystore's lock is
    /// under way, and not unknown.
    Sending,
    /// One thing that is done at once.
    Moment,
}

#[derive(Debug)]
struct Hold {
    lock: Arc<Lock>,
    uses: Vec<Use>,
}

/// The locks, by keystore. The kernel's lock is this process's as a whole: asked for twice it would be refused.
#[derive(Debug, Default)]
pub(super) struct Holds(Mutex<HashMap<Place, Hold>>);

impl Holds {
    /// Takes a keystore's lock, or shares it where this session has it.
    ///
    /// # Errors
    /// Another keywright has it, or it can't be written.
    pub(super) fn take(
        &self,
        state: &State,
        place: &Place,
        what: Use,
        at: Timestamp,
    ) -> Result<Arc<Lock>, StateError> {
        // Kept while the lock is waited for, a quarter of a second at most: so nobody else of us asks for it.
        match self.all().entry(place.clone()) {
            Entry::Occupied(mut held) => {
                let hold = held.get_mut();
                if what != Use::Editing || !hold.uses.contains(&Use::Editing) {
                    hold.uses.push(what);
                }
                Ok(Arc::clone(&hold.lock))
            }
            Entry::Vacant(free) => {
                let lock = Arc::new(state.lock(place, at)?);
                free.insert(Hold { lock: Arc::clone(&lock), uses: vec![what] });
                Ok(lock)
            }
        }
    }

    /// The lock of a keystore that is edited here.
    pub(super) fn of_editing(&self, place: &Place) -> Option<Arc<Lock>> {
        let all = self.all();
        let hold = all.get(place).filter(|hold| hold.uses.contains(&Use::Editing))?;
        Some(Arc::clone(&hold.lock))
    }

    /// It isn't held for this any more; without another use it is free.
    pub(super) fn let_go(&self, place: &Place, what: Use) {
        let mut all = self.all();
        let Some(hold) = all.get_mut(place) else { return };
        if let Some(at) = hold.uses.iter().position(|used| *used == what) {
            hold.uses.remove(at);
        }
        if hold.uses.is_empty() {
            all.remove(place);
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Place, Hold>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::holder::Who;

    #[test]
    fn it_is_free_once_nothing_uses_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state");
        let (ours, theirs) =
            (State::open(&path, Who::default()).unwrap(), State::open(&path, Who::default()).unwrap());
        let (place, at) = (Place::new("g", "p", "k"), Timestamp::UNIX_EPOCH);
        let holds = Holds::default();
        let is_free = || theirs.lock(&place, at).is_ok();
        for uses in [[Use::Editing, Use::Sending], [Use::Sending, Use::Editing]] {
            assert!(is_free());
            for what in uses {
                holds.take(&ours, &place, what, at).unwrap();
                assert!(!is_free());
            }
            // Twice is once.
            holds.take(&ours, &place, Use::Editing, at).unwrap();
            holds.let_go(&place, uses[0]);
            assert!(!is_free());
            holds.let_go(&place, uses[1]);
            assert!(is_free());
        }
    }

    #[test]
    fn what_another_holds_is_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state");
        let state = State::open(&path, Who::default()).unwrap();
        let (place, at) = (Place::new("g", "p", "k"), Timestamp::UNIX_EPOCH);
        let theirs = Holds::default();
        theirs.take(&state, &place, Use::Editing, at).unwrap();
        let ours = Holds::default();
        let error = ours.take(&state, &place, Use::Moment, at).unwrap_err();
        assert!(matches!(error, StateError::Held(Some(_))), "{error}");
        assert!(ours.of_editing(&place).is_none());
        // Another keystore is another matter.
        ours.take(&state, &Place::new("g", "p", "other"), Use::Editing, at).unwrap();
    }
}

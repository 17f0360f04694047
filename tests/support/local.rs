//! The state directory of a test: what it tells, and what it was asked for. Included by tests as a module:
//! `#[path = "support/local.rs"] mod local;`.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::{cell::RefCell, sync::Arc};

use keywright::{
    app::local::{Ask, NotLocked, Peeked, Resolved, Restoring, Told, Unknown},
    domain::{
        file::Content,
        journal::{Found, Id},
        kept::KeptDraft,
        place::Place,
    },
};

/// What a state directory holds, and how it is.
#[derive(Debug)]
pub struct Local {
    /// The updates of which nobody knows what came.
    pub unknown: Result<Unknown, String>,
    /// Why nothing can be written.
    pub unwritten: Option<String>,
    /// What was found, in order.
    pub found: RefCell<Vec<(Id, Found)>>,
    /// What a peek at any keystore tells.
    pub peeked: Result<Peeked, String>,
    /// Why no lock is had.
    pub not_locked: Option<NotLocked>,
    /// The keystores whose locks are held.
    pub locked: RefCell<Vec<Place>>,
    /// The edits that are kept.
    pub drafts: RefCell<Vec<(Place, KeptDraft)>>,
    /// What was asked for of drafts and locks, in order: `lock`, `keep`, `forget`, `unlock`.
    pub asked: RefCell<Vec<&'static str>>,
}

impl Default for Local {
    fn default() -> Self {
        Self {
            unknown: Ok(Unknown::default()),
            unwritten: None,
            found: RefCell::default(),
            peeked: Ok(Peeked::default()),
            not_locked: None,
            locked: RefCell::default(),
            drafts: RefCell::default(),
            asked: RefCell::default(),
        }
    }
}

impl Local {
    /// Does what is asked; chosen files are read so.
    pub fn answer(
        &self,
        ask: &Ask,
        read: impl FnMut(&str) -> Result<Content, String> + Send + 'static,
    ) -> Told {
        match ask {
            Ask::Peek(_) => Told::Peeked(self.peeked.clone()),
            Ask::Lock(place) => {
                self.asked.borrow_mut().push("lock");
                if let Some(not_locked) = &self.not_locked {
                    return Told::Locked(Err(not_locked.clone()));
                }
                assert!(!self.locked.borrow().contains(place), "locked twice: {place:?}");
                self.locked.borrow_mut().push(place.clone());
                Told::Locked(Ok(()))
            }
            Ask::Unlock(place) => {
                self.asked.borrow_mut().push("unlock");
                self.locked.borrow_mut().retain(|held| held != place);
                Told::Unlocked
            }
            Ask::KeepDraft(place, draft) => {
                self.asked.borrow_mut().push("keep");
                assert!(self.locked.borrow().contains(place), "not locked: {place:?}");
                if let Some(why) = &self.unwritten {
                    return Told::DraftKept(Err(why.clone()));
                }
                self.drafts.borrow_mut().retain(|(of, _)| of != place);
                self.drafts.borrow_mut().push((place.clone(), KeptDraft::of(draft, true).unwrap()));
                Told::DraftKept(Ok(()))
            }
            Ask::ForgetDraft(place) => {
                self.asked.borrow_mut().push("forget");
                assert!(self.locked.borrow().contains(place), "not locked: {place:?}");
                self.drafts.borrow_mut().retain(|(of, _)| of != place);
                Told::DraftKept(Ok(()))
            }
            Ask::Restore(restoring) => {
                let restoring = Restoring {
                    kept: restoring.kept.clone(),
                    stored: Arc::clone(&restoring.stored),
                    type_field: restoring.type_field,
                    read: Some(Box::new(read)),
                };
                Told::Restored(Box::new(restoring.restore()))
            }
            Ask::Unknown { .. } => Told::Unknown(self.unknown.clone()),
            Ask::Resolve(resolving) => {
                let found = resolving.compare();
                self.found.borrow_mut().push((resolving.id.clone(), found.clone()));
                Told::Resolved(Resolved { found, unwritten: self.unwritten.clone() })
            }
        }
    }
}

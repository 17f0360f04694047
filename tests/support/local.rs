//! The state directory of a test: what it tells, and what it was asked for. Included by tests as a module:
//! `#[path = "support/local.rs"] mod local;`.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use jiff::{
    SignedDuration,
    tz::{Offset, TimeZone},
};
use keywright::{
    app::{
        journal::Journal,
        keeping::{Keep, Kept},
        local::{Ask, NotLocked, Peeked, Restoring, Told, Unknown},
    },
    domain::{
        backup::Backup,
        file::{Content, FileDigest},
        holder::Who,
        journal::{Found, History, Id, Intent, Outcome, Record, VersionBefore},
        kept::KeptDraft,
        keystore::Keystore,
        place::Place,
    },
};

/// Where it is.
pub const DIRECTORY: &str = "/home/op/.local/state/keywright";

/// Of the updates without an outcome, what this process began is being sent.
pub const SENDING: u32 = 4711;

/// What a state directory holds, and how it is.
#[derive(Debug)]
pub struct Local {
    /// The updates of which nobody knows what came.
    pub unknown: Result<Unknown, String>,
    /// Why nothing can be written.
    pub unwritten: Option<String>,
    /// How long after an update was sent it is looked at.
    pub looks_after: SignedDuration,
    /// What was found, in order.
    pub found: RefCell<Vec<(Id, Found)>>,
    /// The journal, or why it can't be read.
    pub journal: Result<History, String>,
    /// The versions before, by their paths.
    pub backups: BTreeMap<String, Backup>,
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
            looks_after: SignedDuration::from_hours(1),
            found: RefCell::default(),
            journal: Ok(History::default()),
            backups: BTreeMap::new(),
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
                    place: restoring.place.clone(),
                    kept: restoring.kept.clone(),
                    stored: Arc::clone(&restoring.stored),
                    type_field: restoring.type_field,
                    read: Some(Box::new(read)),
                };
                let former = |digest| {
                    let kept = self.backups.values().map(|backup| &backup.keystore);
                    let places =
                        kept.flat_map(|keystore| (0..keystore.entries().len()).map(move |at| (keystore, at)));
                    let files = places.filter_map(|(keystore, at)| keystore.content(at));
                    let found = files.into_iter().find(|content| content.digest() == digest);
                    found.ok_or_else(|| "no backup has it".into())
                };
                Told::Restored(Box::new(restoring.restore(&mut { former })))
            }
            Ask::Unknown { .. } => Told::Unknown(self.unknown.clone()),
            Ask::Resolve(resolving) => {
                let found = resolving.compare();
                self.found.borrow_mut().push((resolving.id.clone(), found.clone()));
                let at = resolving.sent + self.looks_after;
                Told::Resolved(resolving.resolved(found, at, self.unwritten.clone()))
            }
            Ask::Journal => {
                let zone = TimeZone::fixed(Offset::constant(3));
                let under_way = |record: &Record| record.intent.pid == SENDING;
                let journal = |history| Arc::new(Journal::new(history, DIRECTORY.into(), zone, under_way));
                Told::Journal(self.journal.clone().map(journal))
            }
            Ask::Backup(path) => {
                let backup = self.backups.get(path).cloned().map(Box::new);
                Told::Backup(backup.ok_or_else(|| "the backup isn't there any more".into()))
            }
        }
    }

    /// Keeps the version before, and writes the update down.
    pub fn keep(&mut self, keep: &Keep) -> Kept {
        let Ok(journal) = &mut self.journal else { panic!("no journal") };
        let id = Id(format!("update-{}", journal.records.len()));
        let path = format!("backups/{}.json", id.0);
        let at = "2026-11-23T03:00:00Z".parse().unwrap();
        let digest = FileDigest::of(&serde_json::to_vec(keep.before.object()).unwrap());
        let keystore = Keystore::clone(&keep.before);
        let backup = Backup { place: keep.plan.place.clone(), at, generation: Some(1), digest, keystore };
        self.backups.insert(path.clone(), backup);
        let mut plan = keep.plan.clone();
        plan.backup = VersionBefore::Kept { path, digest, encrypted: false };
        let who = Who { user: "ops".into(), host: "jump-1".into(), ..Who::default() };
        let intent = Intent { id: id.clone(), at, who, pid: 1, plan };
        let backup = Some(intent.plan.backup.clone());
        journal.records.insert(0, Record { intent, outcome: None, looks: Vec::new(), replaced: false });
        Kept { intent: Some(id), backup, unwritten: None }
    }

    /// Writes down what came of an update.
    pub fn conclude(&mut self, id: &Id, outcome: &Outcome) {
        let records = self.journal.iter_mut().flat_map(|journal| &mut journal.records);
        for record in records.filter(|record| record.intent.id == *id) {
            record.outcome = Some(outcome.clone());
        }
    }
}

//! The state directory of a test: what it tells, and what it was asked for. Included by tests as a module:
//! `#[path = "support/local.rs"] mod local;`.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use jiff::tz::{Offset, TimeZone};
use keywright::{
    app::{
        journal::Journal,
        keeping::{Keep, Kept},
        local::{Ask, Resolved, Told, Unknown},
    },
    domain::{
        backup::Backup,
        file::FileDigest,
        holder::Who,
        journal::{Found, History, Id, Intent, Outcome, Record, VersionBefore},
        keystore::Keystore,
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
    /// What was found, in order.
    pub found: RefCell<Vec<(Id, Found)>>,
    /// The journal, or why it can't be read.
    pub journal: Result<History, String>,
    /// The versions before, by their paths.
    pub backups: BTreeMap<String, Backup>,
}

impl Default for Local {
    fn default() -> Self {
        Self {
            unknown: Ok(Unknown::default()),
            unwritten: None,
            found: RefCell::default(),
            journal: Ok(History::default()),
            backups: BTreeMap::new(),
        }
    }
}

impl Local {
    /// Does what is asked.
    pub fn answer(&self, ask: &Ask) -> Told {
        match ask {
            Ask::Unknown { .. } => Told::Unknown(self.unknown.clone()),
            Ask::Resolve(resolving) => {
                let found = resolving.compare();
                self.found.borrow_mut().push((resolving.id.clone(), found.clone()));
                Told::Resolved(Resolved { found, unwritten: self.unwritten.clone() })
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
        journal.records.insert(0, Record { intent, outcome: None, looks: Vec::new() });
        Kept { intent: Some(id), backup }
    }

    /// Writes down what came of an update.
    pub fn conclude(&mut self, id: &Id, outcome: &Outcome) {
        let records = self.journal.iter_mut().flat_map(|journal| &mut journal.records);
        for record in records.filter(|record| record.intent.id == *id) {
            record.outcome = Some(outcome.clone());
        }
    }
}

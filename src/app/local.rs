//! What the state directory is asked for beside what belongs to sending an update: which updates nobody knows
//! the outcome of, and what a look at what is stored tells of one. Work for threads that may wait.

use std::sync::Arc;

use crate::{
    domain::{
        file::FileDigest,
        journal::{Found, Id, Plan, Record},
        keystore::Keystore,
    },
    keystore::{self, Store},
};

/// Something that is asked of the state directory.
#[derive(Debug)]
pub enum Ask {
    /// Which updates at the gateway of this address nobody knows the outcome of.
    Unknown { gateway: String },
    /// What came of an update, by what is stored now; it is written down.
    Resolve(Box<Resolving>),
}

impl Ask {
    /// Whether something is written, which is waited for when the program ends.
    pub fn writes(&self) -> bool {
        match self {
            Self::Unknown { .. } => false,
            Self::Resolve(_) => true,
        }
    }
}

/// What it told.
#[derive(Clone, Debug)]
pub enum Told {
    Unknown(Result<Unknown, String>),
    Resolved(Resolved),
}

/// The updates of which nobody knows what came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// Of this gateway, the newest first.
    pub updates: Vec<Record>,
    /// How many there are of other gateways.
    pub elsewhere: usize,
}

/// An update that is compared with what is stored.
#[derive(Clone, Debug)]
pub struct Resolving {
    pub id: Id,
    pub plan: Plan,
    /// `None`: there is no keystore of this name any more.
    pub stored: Option<Arc<Keystore>>,
}

/// What a look told, and whether it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    pub found: Found,
    /// Why it isn't in the journal, where it isn't: the update is shown again then.
    pub unwritten: Option<String>,
}

impl Resolving {
    /// Compares. Where something else is stored than before and than was sent, its files are opened as far as
    /// that goes without a password, so that serial numbers can be told.
    pub fn compare(&self) -> Found {
        let found = self.plan.compare(self.stored.as_deref());
        let (Found::Neither(_), Some(stored)) = (&found, &self.stored) else { return found };
        let stores: Vec<(FileDigest, Store)> = self.stores(stored);
        let serial = |file: &FileDigest, alias: Option<&str>| {
            let (_, store) = stores.iter().find(|(digest, _)| digest == file)?;
            Some(store.chosen(alias)?.leaf()?.serial.to_string())
        };
        self.plan.compare_telling(Some(stored), &serial)
    }

    /// The files of the environments that were changed, opened.
    fn stores(&self, stored: &Keystore) -> Vec<(FileDigest, Store)> {
        let changed = |label: &str| self.plan.changes.iter().any(|change| change.environment == label);
        let entries = stored.entries().iter().enumerate();
        let files = entries.filter(|(_, entry)| changed(entry.environment.label()));
        files
            .filter_map(|(index, entry)| {
                let content = stored.content(index)?;
                Some((entry.digest()?, keystore::open(content.bytes(), None).ok()?))
            })
            .collect()
    }
}

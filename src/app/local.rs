//! What the state directory is asked for beside what belongs to sending an update: which updates nobody knows
//! the outcome of, what a look at what is stored tells of one, the journal, a version before; edits that are kept,
//! and the right to edit. Work for threads that may wait.

use std::{fmt, iter, sync::Arc};

use jiff::Timestamp;

use super::journal::Journal;
use crate::{
    domain::{
        backup::Backup,
        draft::Draft,
        file::{Content, FileDigest},
        holder::Holder,
        journal::{Found, Id, Plan, Record},
        kept::{KeptDraft, KeptEdits, Restored},
        keystore::{Keystore, TypeField},
        place::Place,
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
    /// All updates.
    Journal,
    /// A version before, by its path below the state directory.
    Backup(String),
    /// Who edits a keystore, and which edits of it are kept.
    Peek(Place),
    /// The right to edit a keystore, which no other keywright has meanwhile.
    Lock(Place),
    /// It isn't edited any more.
    Unlock(Place),
    /// These edits are to survive whatever happens to the program. The lock is held.
    KeepDraft(Place, Box<Draft>),
    /// Its edits were submitted, or dropped.
    ForgetDraft(Place),
    /// Kept edits are made anew; the files that were chosen are read again.
    Restore(Box<Restoring>),
}

impl Ask {
    /// Whether something is written, which is waited for when the program ends.
    pub fn writes(&self) -> bool {
        match self {
            Self::Unknown { .. } | Self::Peek(_) | Self::Restore(_) | Self::Journal | Self::Backup(_) => {
                false
            }
            Self::Resolve(_)
            | Self::Lock(_)
            | Self::Unlock(_)
            | Self::KeepDraft(..)
            | Self::ForgetDraft(_) => true,
        }
    }
}

/// What it told.
#[derive(Debug)]
pub enum Told {
    Unknown(Result<Unknown, String>),
    Resolved(Resolved),
    Journal(Result<Arc<Journal>, String>),
    Backup(Result<Box<Backup>, String>),
    Peeked(Result<Peeked, String>),
    Locked(Result<(), NotLocked>),
    Unlocked,
    /// The edits are kept, or forgotten; else why not.
    DraftKept(Result<(), String>),
    Restored(Box<Restored>),
}

/// What stands in the way of editing a keystore, or comes before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Peeked {
    pub kept: Option<Box<KeptEdits>>,
    /// Another keywright edits it.
    pub holder: Option<Holder>,
}

/// Why a keystore's lock isn't had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotLocked {
    /// Another keywright has it; who, where it says so.
    Held(Option<Box<Holder>>),
    /// Nobody can be kept from editing it too, and nothing be kept of its edits; why.
    Failed(String),
}

/// Kept edits that are to be made anew.
pub struct Restoring {
    pub place: Place,
    pub kept: KeptDraft,
    /// The keystore as it is stored now.
    pub stored: Arc<Keystore>,
    pub type_field: TypeField,
    /// Reads a file of this machine; where and how is the runtime's.
    pub read: Option<ReadFile>,
}

/// Reads the file at a path, or says why it can't.
pub type ReadFile = Box<dyn FnMut(&str) -> Result<Content, String> + Send>;

impl Restoring {
    /// Makes them anew. `former` finds a file of a version before, by its digest.
    pub fn restore(self, former: &mut dyn FnMut(FileDigest) -> Result<Content, String>) -> Restored {
        let Self { kept, stored, type_field, read, .. } = self;
        let mut read = read.unwrap_or_else(|| Box::new(|_| Err("it can't be read here".into())));
        kept.restore(stored, type_field, &mut |file| match file.is_put_back {
            true => former(file.digest),
            false => read(&file.path),
        })
    }

    /// Under which names the backups of the keystore may be: rolling back gives it its former one.
    pub fn places(&self) -> Vec<Place> {
        let former = self.kept.name.as_ref().filter(|name| **name != self.place.keystore);
        let former = former.map(|name| Place { keystore: name.clone(), ..self.place.clone() });
        iter::once(self.place.clone()).chain(former).collect()
    }
}

impl fmt::Debug for Restoring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restoring").field("kept", &self.kept).finish_non_exhaustive()
    }
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
    /// When it was about to be sent.
    pub sent: Timestamp,
    /// `None`: there is no keystore of this name any more.
    pub stored: Option<Arc<Keystore>>,
}

/// What a look told, and whether it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    pub found: Found,
    /// Whether that stays so; else the update may still be carried out.
    pub is_final: bool,
    /// Why it isn't in the journal, where it isn't: the update is shown again then.
    pub unwritten: Option<String>,
}

impl Resolving {
    /// What a look at this time told; `unwritten`: why it isn't in the journal.
    pub fn resolved(&self, found: Found, at: Timestamp, unwritten: Option<String>) -> Resolved {
        Resolved { is_final: found.is_final(self.sent, at), found, unwritten }
    }

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

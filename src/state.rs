//! The state directory: what keywright keeps on this machine between two runs.
//!
//! ```text
//! keywright/                                    0700
//!   journal.jsonl  journal.<n>.jsonl            every update: its intent, its outcome
//!   backups/<gateway>/<project>/<keystore>/     the versions before
//!   drafts/<gateway>/<project>/<keystore>.json  edits that weren't submitted
//!   locks/<gateway>/<project>/<keystore>.lock   who edits
//! ```
//!
//! `docs/state.md` tells it to operators. Everything here blocks: it belongs on a thread that may wait.
//! Files are read as what anybody may have put there, within bounds; nothing is written but whole.

mod backups;
mod directory;
mod disk;
mod drafts;
mod error;
mod journal;
pub mod json;
mod lock;
mod name;
mod who;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::domain::{
    holder::{Holder, Who},
    journal::Record,
};

pub use error::{Doing, StateError, Unsafe};
pub use journal::{MAX_LINE, record};
pub use lock::Lock;
pub use who::who;

use directory::Found;
use disk::{Disk, System};

/// The state directory, found to be safe.
#[derive(Clone)]
pub struct State {
    /// Absolute, without links.
    root: PathBuf,
    who: Who,
    disk: Arc<dyn Disk>,
    /// How long another keywright may take for its line of the journal.
    patience: Duration,
}

/// The lock of the journal is held for one write and one flush.
const PATIENCE: Duration = Duration::from_secs(5);

impl State {
    /// The directory at `path`, made where there is none; `who` runs this keywright.
    ///
    /// # Errors
    /// It can't be made, or somebody else could change what is in it.
    pub fn open(path: &Path, who: Who) -> Result<Self, StateError> {
        Ok(Self::at(directory::open(path)?, who))
    }

    /// The directory at `path` for reading; `None` where there is none. Nothing is made.
    ///
    /// # Errors
    /// Somebody else could have changed what is in it.
    pub fn existing(path: &Path, who: Who) -> Result<Option<Self>, StateError> {
        match directory::find(path)? {
            Found::Nothing => Ok(None),
            Found::Safe(root) => Ok(Some(Self::at(root, who))),
        }
    }

    fn at(root: PathBuf, who: Who) -> Self {
        Self { root, who, disk: Arc::new(System), patience: PATIENCE }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The updates of which nobody knows what came, the newest first: those whose keywright went down in
    /// the middle, and those that no look has told of. What is being sent just now is none of them.
    ///
    /// # Errors
    /// The journal, or a lock, can't be read.
    pub fn unknown_updates(&self) -> Result<Vec<Record>, StateError> {
        let mut unknown = Vec::new();
        for record in self.history()?.records.into_iter().filter(Record::is_unknown) {
            if record.outcome.is_some() || self.under_way(&record)?.is_none() {
                unknown.push(record);
            }
        }
        Ok(unknown)
    }

    /// The keywright that is sending this update, or waiting for its answer; `None` where there is none
    /// any more. Only asked of a record without an outcome. It is known by the lock that whoever edits the
    /// keystore holds until the outcome is written.
    ///
    /// # Errors
    /// The lock can't be looked at.
    pub fn under_way(&self, record: &Record) -> Result<Option<Holder>, StateError> {
        let intent = &record.intent;
        let of_intent = |holder: &Holder| holder.pid == intent.pid && holder.who.host == intent.who.host;
        Ok(self.holder(&intent.plan.place)?.filter(of_intent))
    }

    #[cfg(test)]
    fn with_disk(self, disk: impl Disk + 'static) -> Self {
        Self { disk: Arc::new(disk), ..self }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("root", &self.root).field("who", &self.who).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

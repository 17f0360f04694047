//! One keywright at a time edits a keystore: a lock file for each, held by the kernel's `flock`. It is let
//! go of with the process, however that ends, so that a lock left behind is no obstacle.

use std::{
    fmt,
    fs::{File, TryLockError},
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    State, directory, disk,
    error::{Doing, StateError},
    json, name,
    who::WhoFields,
};
use crate::domain::{holder::Holder, place::Place};

/// How often a lock that is held is tried again while it is waited for.
const AGAIN: Duration = Duration::from_millis(10);

/// Whoever only looks whether a lock is held holds it for that moment: so long it is tried.
const MOMENT: Duration = Duration::from_millis(250);

/// More than a holder's line needs.
const MAX_HOLDER: u64 = 4096;

/// The right to edit a keystore, until it is dropped. It is what drafts are kept through, so that two
/// keywrights never overwrite each other's.
pub struct Lock {
    pub(super) state: State,
    pub(super) place: Place,
    file: File,
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lock").field(&self.place).finish()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nobody takes what is left for a holder; the kernel lets go of the file itself.
        let _ = self.file.set_len(0);
    }
}

impl Lock {
    /// The keystore that it is for.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl State {
    /// Takes the right to edit a keystore; `at` is what others are told as since when.
    ///
    /// # Errors
    /// [`StateError::Held`] where another keywright has it, or the lock can't be written.
    pub fn lock(&self, place: &Place, at: Timestamp) -> Result<Lock, StateError> {
        let (directory, name) = self.room("locks", place, "lock", Doing::Lock)?;
        let path = directory.join(name);
        let failed = |error| StateError::io(Doing::Lock, &path)(error);
        disk::regular(&path).map_err(failed)?;
        let file = self.disk.append(&path).map_err(failed)?;
        if !wait(|| file.try_lock(), MOMENT).map_err(failed)? {
            return Err(StateError::Held(told(&path).map(Box::new)));
        }
        let holder = Holder { who: self.who.clone(), pid: std::process::id(), since: at };
        let line = json::line(&HolderLine::from(&holder)).map_err(|error| failed(error.into()))? + "\n";
        let lock = Lock { state: self.clone(), place: place.clone(), file };
        self.disk.cut(&lock.file, 0).map_err(failed)?;
        // Short of room for it, the lock holds all the same; others are only not told whose it is.
        let _ = self.disk.write(&lock.file, line.as_bytes());
        Ok(lock)
    }

    /// Who edits a keystore just now, where somebody does and says so.
    ///
    /// # Errors
    /// The lock can't be looked at.
    pub fn holder(&self, place: &Place) -> Result<Option<Holder>, StateError> {
        let path = self.root.join(below("locks", place)).join(name::encode(&place.keystore) + ".lock");
        let failed = |error| StateError::io(Doing::Lock, &path)(error);
        match disk::regular(&path) {
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::NotADirectory => return Ok(None),
            found => found.map_err(failed)?,
        };
        let file = File::open(&path).map_err(failed)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => Ok(told(&path)),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// The directory that holds what belongs to a keystore, made where there is none, and the file's name.
    pub(super) fn room(
        &self,
        kind: &str,
        place: &Place,
        extension: &str,
        doing: Doing,
    ) -> Result<(PathBuf, String), StateError> {
        let directory = directory::below(&*self.disk, &self.root, &below(kind, place), doing)?;
        Ok((directory, format!("{}.{extension}", name::encode(&place.keystore))))
    }
}

/// Where a project's things of a kind are, below the state directory.
pub(super) fn below(kind: &str, place: &Place) -> PathBuf {
    Path::new(kind).join(name::encode(&place.gateway)).join(name::encode(&place.project))
}

/// Tries a lock until it is had, or the time is over; whether it was had.
pub(super) fn wait(
    lock: impl Fn() -> Result<(), TryLockError>,
    patience: Duration,
) -> Result<bool, std::io::Error> {
    let begun = Instant::now();
    loop {
        match lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => return Ok(false),
            // The kernel can wait, but not for a time: whoever holds it may be suspended.
            Err(TryLockError::WouldBlock) => thread::sleep(AGAIN),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Who holds a lock, by its own word; nobody has to have written one, or a whole one.
fn told(path: &Path) -> Option<Holder> {
    let mut text = String::new();
    File::open(path).ok()?.take(MAX_HOLDER).read_to_string(&mut text).ok()?;
    serde_json::from_str::<HolderLine>(&text).ok().map(Holder::from)
}

#[derive(Serialize, Deserialize)]
struct HolderLine {
    #[serde(default)]
    who: WhoFields,
    pid: u32,
    since: Timestamp,
}

impl From<&Holder> for HolderLine {
    fn from(holder: &Holder) -> Self {
        Self { who: (&holder.who).into(), pid: holder.pid, since: holder.since }
    }
}

impl From<HolderLine> for Holder {
    fn from(line: HolderLine) -> Self {
        Self { who: line.who.into(), pid: line.pid, since: line.since }
    }
}

#[cfg(test)]
mod tests;

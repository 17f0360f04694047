//! The journal: one JSON object a line, appended and flushed before an update is sent and after its answer.
//!
//! A line goes out in one write, under a lock that every keywright of this directory takes, so that two
//! of them never tear it. What a crash tore is closed by the next line, and told when it is read. At
//! 10 MiB the file is set aside as `journal.<n>.jsonl`, the larger number the younger, and stays: an
//! update's trace isn't thrown away by a program.

mod read;
mod wire;

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    State,
    disk::{self, Disk},
    error::{Doing, StateError},
    lock::wait,
};
use crate::domain::journal::{Found, Id, Intent, Look, Outcome, Plan};

use wire::NewLine;
pub use wire::record;

/// The longest line that is written, and read: 1 MiB, its end included. An ordinary one has 1 to 3 KiB.
pub const MAX_LINE: usize = 1024 * 1024;

/// From this size on the journal is begun anew: 10 MiB, some thousand updates.
const ROTATE_AT: u64 = 10 * 1024 * 1024;

pub(super) const CURRENT: &str = "journal.jsonl";
const LOCK: &str = "journal.lock";

impl State {
    /// Writes down an update that is about to be sent, and returns once it is on the disk. Not sent
    /// before that, an update is never without a trace.
    ///
    /// # Errors
    /// It couldn't be written; then the journal is as it was, and nothing should be sent.
    pub fn intend(&self, at: Timestamp, plan: Plan) -> Result<Intent, StateError> {
        let intent = Intent { id: self.new_id(at), at, who: self.who.clone(), pid: process::id(), plan };
        self.append(&NewLine::Intent(&intent))?;
        Ok(intent)
    }

    /// Writes down what came of an update, and returns once it is on the disk.
    ///
    /// # Errors
    /// It couldn't be written: what came of the update will be asked for at the next start.
    pub fn conclude(&self, of: &Id, outcome: &Outcome) -> Result<(), StateError> {
        self.append(&NewLine::Outcome(of, outcome))
    }

    /// Writes down what a later look at what is stored has shown.
    ///
    /// # Errors
    /// It couldn't be written.
    pub fn resolve(&self, of: &Id, at: Timestamp, found: Found) -> Result<Look, StateError> {
        let look = Look { at, who: self.who.clone(), found };
        self.append(&NewLine::Look(of, &look))?;
        Ok(look)
    }

    /// Unlike any other: of this process by a count, of others by host, process and time.
    fn new_id(&self, at: Timestamp) -> Id {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let what = format!("{} {} {} {count}", self.who.host, process::id(), at.as_nanosecond());
        let digest = Sha256::digest(what.as_bytes());
        Id(digest.iter().take(10).map(|byte| format!("{byte:02x}")).collect())
    }

    fn append(&self, line: &NewLine<'_>) -> Result<(), StateError> {
        let path = self.root.join(CURRENT);
        let failed = |error| StateError::io(Doing::Journal, &path)(error);
        let text = line.encode().map_err(|error| failed(error.into()))?.ok_or(StateError::TooLong)?;
        let _lock = self.journal_lock()?;
        let is_new = disk::regular(&path).map_err(failed)?.is_none();
        let mut file = self.disk.append(&path).map_err(failed)?;
        let mut length = file.metadata().map_err(failed)?.len();
        if length + text.len() as u64 > ROTATE_AT && length > 0 {
            // Where it can't be set aside it grows on: a full page is no reason not to write.
            if self.set_aside(&path).is_ok() {
                file = self.disk.append(&path).map_err(failed)?;
                length = 0;
            }
        }
        append_whole(&*self.disk, &mut file, length, &text).map_err(failed)?;
        if is_new || length == 0 {
            self.disk.sync_directory(&self.root).map_err(failed)?;
        }
        Ok(())
    }

    /// Held while a line is written; only for as long as it is kept.
    fn journal_lock(&self) -> Result<File, StateError> {
        let path = self.root.join(LOCK);
        let failed = |error| StateError::io(Doing::Journal, &path)(error);
        disk::regular(&path).map_err(failed)?;
        let file = self.disk.append(&path).map_err(failed)?;
        match wait(|| file.try_lock(), self.patience).map_err(failed)? {
            true => Ok(file),
            false => Err(StateError::Busy { path }),
        }
    }

    fn set_aside(&self, path: &Path) -> io::Result<()> {
        let last = self.set_aside_files()?.last().map_or(0, |(number, _)| *number);
        let name = format!("journal.{}.jsonl", last.checked_add(1).ok_or(ErrorKind::InvalidData)?);
        self.disk.rename(path, &self.root.join(name))
    }

    /// The files set aside with their numbers, the oldest first.
    fn set_aside_files(&self) -> io::Result<Vec<(u64, PathBuf)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            let name = entry.file_name();
            let number = name
                .to_str()
                .and_then(|name| name.strip_prefix("journal.")?.strip_suffix(".jsonl")?.parse::<u64>().ok());
            if let Some(number) = number
                && entry.file_type()?.is_file()
            {
                files.push((number, entry.path()));
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Appends a line, all of it or nothing, and waits until it is on the disk. `length` is the file's.
fn append_whole(disk: &dyn Disk, file: &mut File, length: u64, line: &str) -> io::Result<()> {
    // A line that a crash tore is ended first, so that only that one is lost.
    let is_torn = length > 0 && {
        let mut last = [0];
        file.seek(SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
        last != *b"\n"
    };
    let text = if is_torn { format!("\n{line}") } else { line.to_owned() };
    let flushed = disk::write_all(disk, file, text.as_bytes()).and_then(|()| disk.sync(file));
    if flushed.is_err() {
        // Where even this fails, the line is torn, and told so when it is read; or it is whole, and an
        // update that was never sent is looked for in vain.
        let _ = disk.cut(file, length);
    }
    flushed
}

#[cfg(test)]
mod tests;

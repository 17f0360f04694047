//! The journal read: within bounds, whatever is in it, and however its last line ends.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
};

use super::{CURRENT, LOCK, MAX_LINE, wire::Line};
use crate::{
    domain::journal::{History, Id, Record, Unread},
    state::{
        State, disk,
        error::{Doing, StateError},
        lock::wait,
    },
};

/// The most that is read, of the newest: 40 MiB, more than ten thousand updates.
const MAX_READ: u64 = 40 * 1024 * 1024;

/// The most looks of one update that are kept in memory; more than that tell nothing new.
const MAX_LOOKS: usize = 32;

impl State {
    /// The journal, its newest 40 MiB: what is read of it is judged line by line, and what isn't understood
    /// is counted.
    ///
    /// # Errors
    /// The journal is there and can't be read.
    pub fn history(&self) -> Result<History, StateError> {
        let path = self.root.join(CURRENT);
        let failed = |error| StateError::io(Doing::ReadingJournal, &path)(error);
        // So that a line that is just being written isn't taken for a torn one. Where there is no lock to
        // be had, because nothing may be written here, nobody writes either.
        let lock = File::open(self.root.join(LOCK)).ok();
        if let Some(lock) = &lock {
            wait(|| lock.try_lock_shared(), self.patience).map_err(failed)?;
        }
        self.read_within(MAX_READ).map_err(failed)
    }

    /// Reads the newest files of the journal, no more than `most` bytes.
    pub(super) fn read_within(&self, most: u64) -> io::Result<History> {
        let mut files: Vec<_> = self.set_aside_files()?.into_iter().map(|(_, path)| path).collect();
        files.push(self.root.join(CURRENT));
        let mut left = most;
        let mut skipped = 0;
        let mut chosen = Vec::new();
        for path in files.into_iter().rev() {
            let Some(metadata) = disk::regular(&path)? else { continue };
            let from = metadata.len().saturating_sub(left);
            skipped += from;
            left -= metadata.len() - from;
            if from < metadata.len() {
                chosen.push((path, from));
            }
        }
        let mut reader = Reading::default();
        reader.history.unread.skipped = skipped;
        for (path, from) in chosen.into_iter().rev() {
            reader.file(File::open(path)?, from)?;
        }
        Ok(reader.finish())
    }
}

/// The journal while it is read.
#[derive(Default)]
struct Reading {
    history: History,
    /// Where in the records an update is.
    places: HashMap<Id, usize>,
}

impl Reading {
    /// The lines of one file from a place on.
    fn file(&mut self, mut file: File, from: u64) -> io::Result<()> {
        // The last byte before that place tells whether a line begins there.
        file.seek(SeekFrom::Start(from.saturating_sub(1)))?;
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        if from > 0 {
            next(&mut reader, &mut line)?;
        }
        // The current file comes last: what a line before that lacks at its end isn't torn now.
        self.history.unread.damaged += usize::from(std::mem::take(&mut self.history.unread.torn));
        loop {
            match next(&mut reader, &mut line)? {
                Next::End => return Ok(()),
                Next::TooLong => self.history.unread.damaged += 1,
                Next::Line => self.line(&line),
                Next::Torn => {
                    // Cut off just before its end it is whole.
                    let before = self.history.unread;
                    self.line(&line);
                    if self.history.unread.damaged > before.damaged {
                        self.history.unread = Unread { torn: true, ..before };
                    }
                }
            }
        }
    }

    fn line(&mut self, line: &[u8]) {
        let unread = &mut self.history.unread;
        let records = &mut self.history.records;
        let place = |id: &Id| self.places.get(id).copied();
        match Line::decode(line) {
            Ok(Line::Intent(intent)) => {
                self.places.insert(intent.id.clone(), records.len());
                records.push(Record { intent: *intent, outcome: None, looks: Vec::new(), replaced: false });
            }
            Ok(Line::Outcome(id, outcome)) => match place(&id).and_then(|at| records.get_mut(at)) {
                Some(record) => record.outcome = Some(*outcome),
                None => unread.strays += 1,
            },
            Ok(Line::Look(id, look)) => match place(&id).and_then(|at| records.get_mut(at)) {
                Some(record) if record.looks.len() < MAX_LOOKS => record.looks.push(look),
                Some(_) => {}
                None => unread.strays += 1,
            },
            Ok(Line::Newer) => unread.newer += 1,
            Ok(Line::Empty) => {}
            Err(_) => unread.damaged += 1,
        }
    }

    fn finish(mut self) -> History {
        self.history.records.reverse();
        self.history.find_replaced();
        self.history
    }
}

enum Next {
    Line,
    /// The last one, without its end.
    Torn,
    /// Longer than any that is written; it was passed over.
    TooLong,
    End,
}

/// The next line, without its end. No more of it is held than the longest that is written.
fn next(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Next> {
    line.clear();
    let read = reader.by_ref().take(MAX_LINE as u64).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(Next::End);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Next::Line);
    }
    if read < MAX_LINE {
        return Ok(Next::Torn);
    }
    loop {
        line.clear();
        let read = reader.by_ref().take(MAX_LINE as u64).read_until(b'\n', line)?;
        if read == 0 || line.last() == Some(&b'\n') {
            return Ok(Next::TooLong);
        }
    }
}

//! Why something can't be kept or read: what, where, what the system says, and what to do.

use std::{fmt, io, path::PathBuf};

use crate::domain::{holder::Holder, text};

/// Why the state directory, or something in it, can't be used.
#[derive(Debug)]
pub enum StateError {
    /// Others could change what is in it, or already have.
    Unsafe { path: PathBuf, why: Unsafe },
    /// The system refuses.
    Io { doing: Doing, path: PathBuf, source: io::Error },
    /// Another keywright has been writing the journal for longer than is waited.
    Busy { path: PathBuf },
    /// Another keywright edits this keystore; who, where it says so.
    Held(Option<Box<Holder>>),
    /// A file that isn't what it should be.
    Damaged { doing: Doing, path: PathBuf, why: String },
    /// A backup that only its recipient can read.
    Encrypted { path: PathBuf },
    /// What was to be written down is longer than a journal's line may be.
    TooLong,
}

/// What is wrong with a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsafe {
    /// It belongs to another user.
    Foreign { owner: u32 },
    /// Its group, or everybody, may write to it.
    Writable { mode: u32 },
    /// It is reached through a link of another user's.
    ForeignLink { owner: u32 },
    /// Something that isn't a directory.
    NotADirectory,
    /// A link in place of a directory or a file of keywright's own.
    Link,
    /// It leads out of the state directory.
    Elsewhere,
}

/// What was being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Opening,
    Backup,
    ReadingBackup,
    Journal,
    ReadingJournal,
    Draft,
    ReadingDraft,
    Lock,
}

impl Doing {
    fn failed(self) -> &'static str {
        match self {
            Self::Opening => "the state directory can't be used",
            Self::Backup => "the version before can't be kept",
            Self::ReadingBackup => "the backup can't be read",
            Self::Journal => "the journal can't be written",
            Self::ReadingJournal => "the journal can't be read",
            Self::Draft => "the edits can't be kept",
            Self::ReadingDraft => "the kept edits can't be read",
            Self::Lock => "it can't be seen to that nobody else edits this keystore",
        }
    }
}

impl StateError {
    pub(super) fn io(doing: Doing, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }

    /// Whether what was to be read isn't there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// What to do about it.
    pub fn next_step(&self) -> String {
        const ELSEWHERE: &str = "name another directory by --state-dir";
        match self {
            Self::Unsafe { path, why } => {
                let shown = text::words(&path.display().to_string());
                match why {
                    Unsafe::Writable { .. } => format!("chmod go-w '{shown}', or {ELSEWHERE}"),
                    Unsafe::Foreign { .. } | Unsafe::ForeignLink { .. } | Unsafe::NotADirectory => {
                        ELSEWHERE.into()
                    }
                    Unsafe::Link => "move it away".into(),
                    Unsafe::Elsewhere => "name a file below the state directory".into(),
                }
            }
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                    format!("make room there, or {ELSEWHERE}")
                }
                io::ErrorKind::ReadOnlyFilesystem => format!("it is mounted read-only: {ELSEWHERE}"),
                io::ErrorKind::PermissionDenied => format!("see to its permissions, or {ELSEWHERE}"),
                _ => format!("see to it, or {ELSEWHERE}"),
            },
            Self::Busy { .. } => "end the keywright that hangs (it may be suspended: fg, then quit)".into(),
            Self::Held(_) => "browse meanwhile, or ask them to finish".into(),
            Self::Damaged { .. } => "move it away; docs/state.md tells what is in it".into(),
            Self::Encrypted { path } => {
                format!("age -d -i IDENTITY '{}'", text::words(&path.display().to_string()))
            }
            Self::TooLong => "make the change in smaller steps".into(),
        }
    }
}

impl fmt::Display for StateError {
    /// What can't be done, why, and what to do: one line, safe to show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &PathBuf| text::words(&path.display().to_string());
        match self {
            Self::Unsafe { path, why } => {
                write!(f, "{}: {}: {why}", Doing::Opening.failed(), shown(path))?;
            }
            Self::Io { doing, path, source } => {
                write!(f, "{}: {}: {source}", doing.failed(), shown(path))?;
            }
            Self::Busy { path } => {
                write!(f, "{}: another keywright holds {}", Doing::Journal.failed(), shown(path))?;
            }
            Self::Held(Some(holder)) => write!(f, "this keystore is being edited by {holder}")?,
            Self::Held(None) => f.write_str("this keystore is being edited by another keywright")?,
            Self::Damaged { doing, path, why } => {
                write!(f, "{}: {}: {}", doing.failed(), shown(path), text::words(why))?;
            }
            Self::Encrypted { path } => write!(f, "the backup {} is encrypted", shown(path))?,
            Self::TooLong => {
                write!(f, "{}: the update's names are too long for a line of it", Doing::Journal.failed())?;
            }
        }
        write!(f, "; {}", self.next_step())
    }
}

impl fmt::Display for Unsafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { owner } => write!(f, "it belongs to another user (uid {owner})"),
            Self::Writable { mode } => write!(f, "others may write to it (mode {mode:04o})"),
            Self::ForeignLink { owner } => {
                write!(f, "the way there is a link of another user's (uid {owner})")
            }
            Self::NotADirectory => f.write_str("it is not a directory"),
            Self::Link => f.write_str("a link stands where keywright keeps something of its own"),
            Self::Elsewhere => f.write_str("it lies outside of the state directory"),
        }
    }
}

impl std::error::Error for StateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

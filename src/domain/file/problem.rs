//! Why a file can't be used, whoever reads it.

use std::fmt;

use super::MAX_FILE;
use crate::domain::text::size;

/// Why a file or directory can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    NotFound,
    Directory,
    NotADirectory,
    /// A device, a pipe, a socket.
    NotAFile,
    Denied,
    Empty,
    /// Larger than the limit; its size in bytes.
    TooLarge(u64),
    /// The system's words.
    Other(String),
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::Directory => f.write_str("this is a directory: choose a file in it"),
            Self::NotADirectory => f.write_str("this is not a directory"),
            Self::NotAFile => f.write_str("this is a device or pipe, not a file"),
            Self::Denied => f.write_str("it can't be read: permission denied"),
            Self::Empty => f.write_str("the file is empty"),
            Self::TooLarge(bytes) => {
                write!(f, "it has {}; a keystore file may have at most {}", size(*bytes), size(MAX_FILE))
            }
            Self::Other(words) => f.write_str(words),
        }
    }
}

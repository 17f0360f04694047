//! Files that settings name: read whole, within a limit; those with a secret only where nobody else may use them.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

/// Who may use a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Users {
    /// Its owner alone: it holds a secret.
    Owner,
    /// Anybody.
    Anybody,
}

/// What is wrong with a file.
#[derive(Debug)]
pub enum FileFault {
    /// The system refused.
    Io(io::Error),
    /// It is a directory, a device or a pipe.
    NotAFile,
    /// Others than its owner may use it.
    Open {
        /// Its permission bits.
        mode: u32,
    },
    /// It is larger than this many bytes.
    TooLarge(usize),
}

impl FileFault {
    /// One line that says what to do. `what` is what the file is to hold: `token`.
    pub fn told(&self, what: &str, path: &Path) -> String {
        let file = format_args!("the {what} file {}", path.display()).to_string();
        match self {
            Self::Io(error) => format!("{file} can't be read: {error}"),
            Self::NotAFile => format!("{file} is no regular file; name a file that holds the {what}"),
            Self::Open { mode } => {
                format!("{file} can be used by others (mode {mode:04o}); run: chmod 600 '{}'", path.display())
            }
            Self::TooLarge(limit) => {
                format!("{file} is larger than {}, too large for a {what}", kib(*limit))
            }
        }
    }
}

fn kib(bytes: usize) -> String {
    format!("{} KiB", bytes / 1024)
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::NotAFile => f.write_str("it is no regular file"),
            Self::Open { mode } => write!(f, "it can be used by others (mode {mode:04o})"),
            Self::TooLarge(limit) => write!(f, "it is larger than {}", kib(*limit)),
        }
    }
}

impl std::error::Error for FileFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// A file's bytes, of which there may be `largest`. Wiped when dropped.
///
/// Read on a thread of its own: tokio's files pass everything through a buffer that isn't wiped.
///
/// # Errors
/// [`FileFault`].
pub async fn read(path: &Path, users: Users, largest: usize) -> Result<Zeroizing<Vec<u8>>, FileFault> {
    let path = path.to_owned();
    aside(move || read_whole(&path, users, largest)).await
}

/// The bytes of a file with a secret in it, read here and now; at most 64 KiB.
///
/// # Errors
/// [`FileFault`].
pub fn read_secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileFault> {
    const LARGEST: usize = 64 * 1024;
    read_whole(path, Users::Owner, LARGEST)
}

/// On a thread that may wait for a disk. A panic there is this task's.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileFault> + Send + 'static,
) -> Result<T, FileFault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(FileFault::Io(io::Error::other(error))),
        },
    }
}

fn read_whole(path: &Path, users: Users, largest: usize) -> Result<Zeroizing<Vec<u8>>, FileFault> {
    // Asked before opening, because opening a pipe waits for a writer; and asked again of what was
    // opened, because the path may lead elsewhere by then.
    if !std::fs::metadata(path).map_err(FileFault::Io)?.is_file() {
        return Err(FileFault::NotAFile);
    }
    let mut file = File::open(path).map_err(FileFault::Io)?;
    let metadata = file.metadata().map_err(FileFault::Io)?;
    if !metadata.is_file() {
        return Err(FileFault::NotAFile);
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if users == Users::Owner && mode & 0o077 != 0 {
        return Err(FileFault::Open { mode });
    }
    // One buffer of the final size: growing would leave copies behind.
    let mut bytes = Zeroizing::new(vec![0; largest.saturating_add(1)]);
    let mut length = 0;
    while length < bytes.len() {
        match file.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FileFault::Io(error)),
        }
    }
    if length > largest {
        return Err(FileFault::TooLarge(largest));
    }
    bytes.truncate(length);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_while_the_file_is_read_is_not_an_error() {
        let task = tokio::spawn(aside(|| -> Result<(), FileFault> { panic!("on purpose") }));
        assert!(task.await.unwrap_err().is_panic());
    }
}

//! A token in a file that only its owner may read.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::{FileFault, LARGEST, TokenError};

/// The file's bytes, at most 64 KiB of them.
///
/// Read on a thread of its own: tokio's files pass everything through a buffer that isn't wiped.
pub(super) async fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, TokenError> {
    let owned = path.to_owned();
    aside(move || read_private(&owned))
        .await
        .map_err(|fault| TokenError::File { path: path.to_owned(), fault })
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

/// The bytes of a file with a secret in it, at most 64 KiB; refused when others than its owner may use it.
///
/// # Errors
/// It isn't there, isn't a file, is open to others, or too large.
pub fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileFault> {
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
    if mode & 0o077 != 0 {
        return Err(FileFault::Open { mode });
    }
    // One buffer of the final size: growing would leave copies behind.
    let mut bytes = Zeroizing::new(vec![0; LARGEST + 1]);
    let mut length = 0;
    while length < bytes.len() {
        match file.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FileFault::Io(error)),
        }
    }
    if length > LARGEST {
        return Err(FileFault::TooLarge);
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

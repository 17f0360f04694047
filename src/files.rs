//! Reads this machine's files: bounded, into memory that is wiped, never waiting for a pipe. It blocks, so
//! whoever has a screen reads on another thread.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::domain::file::{Content, FileProblem, MAX_FILE};

/// A file's content.
///
/// # Errors
/// It isn't there, isn't a file, may not be read, is empty, or is larger than the limit.
pub fn read(path: &Path) -> Result<Content, FileProblem> {
    // Asked before opening, because opening a pipe waits for its other end; and asked again of what was
    // opened, because the path may lead elsewhere by then.
    check(&fs::metadata(path).map_err(|error| problem_of(path, &error))?)?;
    let file = File::open(path).map_err(|error| problem(&error))?;
    let metadata = file.metadata().map_err(|error| problem(&error))?;
    check(&metadata)?;
    // One byte of room more than needed, so that nothing has to grow.
    let room = usize::try_from(metadata.len()).unwrap_or(0).saturating_add(1);
    let bytes = read_wiped(file.take(MAX_FILE + 1), room).map_err(|error| problem(&error))?;
    // What the kernel makes up as it is read (`/proc`) has no size before.
    match bytes.len() as u64 {
        0 => Err(FileProblem::Empty),
        size if size > MAX_FILE => Err(FileProblem::TooLarge(size)),
        _ => Ok(Content::new(bytes)),
    }
}

/// Everything, into memory that is wiped whatever comes of it, and of which growing leaves no copy behind.
fn read_wiped(mut source: impl Read, room: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; room.max(1)]);
    let mut length = 0;
    loop {
        match source.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if length == bytes.len() {
            let mut larger = Zeroizing::new(vec![0; 2 * length.max(4096)]);
            larger[..length].copy_from_slice(&bytes);
            bytes = larger;
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

fn check(metadata: &Metadata) -> Result<(), FileProblem> {
    if metadata.is_dir() {
        Err(FileProblem::Directory)
    } else if !metadata.is_file() {
        Err(FileProblem::NotAFile)
    } else if metadata.len() > MAX_FILE {
        Err(FileProblem::TooLarge(metadata.len()))
    } else {
        Ok(())
    }
}

/// The same as [`problem`], of a path that may be a link to nowhere.
fn problem_of(path: &Path, error: &io::Error) -> FileProblem {
    let problem = problem(error);
    let is_link = || fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if problem == FileProblem::NotFound && is_link() {
        return FileProblem::Other("it is a link to a file that isn't there".into());
    }
    problem
}

/// What an error of the system's means to whoever named the file.
pub fn problem(error: &io::Error) -> FileProblem {
    match error.kind() {
        io::ErrorKind::NotFound => FileProblem::NotFound,
        io::ErrorKind::PermissionDenied => FileProblem::Denied,
        io::ErrorKind::NotADirectory => FileProblem::NotADirectory,
        io::ErrorKind::IsADirectory => FileProblem::Directory,
        // The number says nothing to whoever reads the words.
        _ => {
            let words = error.to_string();
            let words = words.split_once(" (os error").map_or(words.as_str(), |(words, _)| words);
            let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
            FileProblem::Other(format!("it can't be read: {}{rest}", first.to_lowercase()))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn what_is_no_file_is_told_without_waiting_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let pipe = at("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let _socket = UnixListener::bind(at("socket")).unwrap();
        fs::write(at("empty"), "").unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        symlink(at("loop"), at("loop")).unwrap();
        for (path, expected) in [
            (pipe, FileProblem::NotAFile),
            (at("socket"), FileProblem::NotAFile),
            ("/dev/zero".into(), FileProblem::NotAFile),
            (dir.path().into(), FileProblem::Directory),
            (at("none"), FileProblem::NotFound),
            (at("empty/below"), FileProblem::NotADirectory),
            (at("empty"), FileProblem::Empty),
            (at("dangling"), FileProblem::Other("it is a link to a file that isn't there".into())),
            (at("loop"), FileProblem::Other("it can't be read: too many levels of symbolic links".into())),
            (at(&"x".repeat(300)), FileProblem::Other("it can't be read: file name too long".into())),
        ] {
            assert_eq!(read(&path).unwrap_err(), expected, "{}", path.display());
        }
    }

    #[test]
    fn all_is_read_whatever_size_was_announced() {
        for (size, room) in [(0, 0), (1, 1), (5_000, 5_001), (5_000, 5_000), (100_000, 1)] {
            let source: Vec<u8> = (0..=u8::MAX).cycle().take(size).collect();
            assert_eq!(*read_wiped(source.as_slice(), room).unwrap(), source, "{size} {room}");
        }
    }

    #[test]
    fn the_limit_is_kept_to_the_byte() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("large");
        let file = File::create(&path).unwrap();
        file.set_len(MAX_FILE).unwrap();
        assert_eq!(read(&path).unwrap().bytes().len() as u64, MAX_FILE);
        file.set_len(MAX_FILE + 1).unwrap();
        assert_eq!(read(&path).unwrap_err(), FileProblem::TooLarge(MAX_FILE + 1));
    }

    #[test]
    fn what_may_not_be_read_is_denied() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        fs::write(&path, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        // Root may read everything.
        if File::open(&path).is_err() {
            assert_eq!(read(&path).unwrap_err(), FileProblem::Denied);
        }
    }
}

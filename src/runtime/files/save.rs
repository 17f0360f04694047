//! Writing a file: whole or not at all, for its owner alone, and over no other unless that was asked for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::app::message::SaveProblem;

/// Who may read and write it: the owner.
const MODE: u32 = 0o600;

/// Writes a file of these bytes, and gives its path in full. With `replace`, a file that is there gives
/// way; never anything that isn't a file.
///
/// The bytes go to a file beside it first, which then gets the name in one step: whoever looks sees all
/// of it or nothing, also when the disk is full or the program is killed.
///
/// # Errors
/// [`SaveProblem`]; what was there before is still there.
pub fn save(path: &Path, bytes: &[u8], replace: bool) -> Result<PathBuf, SaveProblem> {
    let path = std::path::absolute(path).map_err(|error| problem(&error))?;
    let text = path.as_os_str().as_encoded_bytes();
    let (Some(directory), Some(_), false) = (path.parent(), path.file_name(), text.ends_with(b"/")) else {
        return Err(SaveProblem::NoName);
    };
    match fs::symlink_metadata(&path) {
        // Where a link leads to a file, it is the link that gives way.
        Ok(_) if !fs::metadata(&path).is_ok_and(|there| there.is_file()) => {
            return Err(SaveProblem::NotAFile);
        }
        Ok(_) if !replace => return Err(SaveProblem::Exists),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(problem(&error)),
    }
    let part = Part::write(directory, bytes).map_err(|error| problem(&error))?;
    let named = if replace { fs::rename(&part.path, &path) } else { part.name(&path) };
    named.map_err(|error| problem(&error))?;
    // The file is there; should the system not promise to keep its name over a power cut, so be it.
    let _ = File::open(directory).and_then(|directory| directory.sync_all());
    Ok(path)
}

/// A file that has no name to keep yet. Gone when it is dropped, unless it was renamed.
struct Part {
    path: PathBuf,
}

impl Part {
    fn write(directory: &Path, bytes: &[u8]) -> io::Result<Self> {
        let (part, mut file) = Self::create(directory)?;
        file.write_all(bytes)?;
        // Some file systems say only now that there is no room.
        file.sync_all()?;
        Ok(part)
    }

    fn create(directory: &Path) -> io::Result<(Self, File)> {
        const TRIES: u32 = 100;
        let mut number = 0;
        loop {
            let path = directory.join(format!(".keywright-{}-{number}.part", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).mode(MODE).open(&path) {
                Ok(file) => return Ok((Self { path }, file)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && number < TRIES => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Gives it a name that nothing else has: `link` fails where there is something, `rename` wouldn't.
    fn name(&self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => self.name_without_links(path),
            done => done,
        }
    }

    /// For file systems without links (FAT, some network shares): the name is taken by an empty file
    /// first, which then gives way.
    fn name_without_links(&self, path: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).create_new(true).mode(MODE).open(path)?;
        fs::rename(&self.path, path).inspect_err(|_| {
            // It is ours and empty.
            let _ = fs::remove_file(path);
        })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Once renamed it isn't there any more, which is no error.
        let _ = fs::remove_file(&self.path);
    }
}

fn problem(error: &io::Error) -> SaveProblem {
    match error.kind() {
        ErrorKind::AlreadyExists => SaveProblem::Exists,
        ErrorKind::NotFound | ErrorKind::NotADirectory => SaveProblem::NoDirectory,
        ErrorKind::IsADirectory => SaveProblem::NotAFile,
        ErrorKind::PermissionDenied => SaveProblem::Denied,
        ErrorKind::ReadOnlyFilesystem => SaveProblem::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => SaveProblem::Full,
        ErrorKind::InvalidFilename => SaveProblem::NameTooLong,
        _ => SaveProblem::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    /// What is in a directory: nothing but what was asked for is ever left.
    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn it_is_all_there_and_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jks");
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(100_000).collect();
        assert_eq!(save(&path, &bytes, false).unwrap(), path);
        assert_eq!(fs::read(&path).unwrap(), bytes);
        let metadata = fs::metadata(&path).unwrap();
        assert_eq!((metadata.permissions().mode() & 0o7777, metadata.nlink()), (0o600, 1));
        assert_eq!(names(dir.path()), ["a.jks"]);
    }

    #[test]
    fn nothing_gives_way_unless_it_was_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jks");
        fs::write(&path, "before").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(save(&path, b"after", false).unwrap_err(), SaveProblem::Exists);
        assert_eq!(fs::read(&path).unwrap(), b"before");
        save(&path, b"after", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        assert_eq!(names(dir.path()), ["a.jks"]);
    }

    #[test]
    fn a_name_taken_meanwhile_is_not_lost_with_links_or_without() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jks");
        fs::write(&path, "before").unwrap();
        let part = Part::write(dir.path(), b"after").unwrap();
        for named in [part.name(&path), part.name_without_links(&path)] {
            assert_eq!(named.unwrap_err().kind(), ErrorKind::AlreadyExists);
        }
        assert_eq!(fs::read(&path).unwrap(), b"before");
        let other = dir.path().join("b.jks");
        part.name_without_links(&other).unwrap();
        drop(part);
        assert_eq!(fs::read(&other).unwrap(), b"after");
        assert_eq!(fs::metadata(&other).unwrap().permissions().mode() & 0o7777, 0o600);
        assert_eq!(names(dir.path()), ["a.jks", "b.jks"]);
    }

    #[test]
    fn a_link_gives_way_itself_and_what_it_leads_to_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "before").unwrap();
        symlink(&file, &link).unwrap();
        assert_eq!(save(&link, b"after", false).unwrap_err(), SaveProblem::Exists);
        save(&link, b"after", true).unwrap();
        assert_eq!((fs::read(&file).unwrap(), fs::read(&link).unwrap()), (b"before".into(), b"after".into()));
    }

    #[test]
    fn what_is_no_file_never_gives_way() {
        let dir = tempfile::tempdir().unwrap();
        let nowhere = dir.path().join("nowhere");
        symlink(dir.path().join("none"), &nowhere).unwrap();
        for path in [dir.path(), Path::new("/dev/null"), &nowhere] {
            for replace in [false, true] {
                assert_eq!(save(path, b"x", replace).unwrap_err(), SaveProblem::NotAFile, "{path:?}");
            }
        }
    }

    #[test]
    fn each_refusal_has_a_word_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("file"), "x").unwrap();
        fs::create_dir(at("closed")).unwrap();
        fs::set_permissions(at("closed"), fs::Permissions::from_mode(0o500)).unwrap();
        for (path, expected) in [
            (at("none/a.jks"), SaveProblem::NoDirectory),
            (at("file/a.jks"), SaveProblem::NoDirectory),
            (at("new/"), SaveProblem::NoName),
            (PathBuf::from("/"), SaveProblem::NoName),
            (at(&"x".repeat(300)), SaveProblem::NameTooLong),
        ] {
            assert_eq!(save(&path, b"x", false).unwrap_err(), expected, "{path:?}");
        }
        // Root may write everywhere.
        if File::create(at("closed/probe")).is_err() {
            assert_eq!(save(&at("closed/a.jks"), b"x", false).unwrap_err(), SaveProblem::Denied);
        }
        for (code, expected) in
            [(28, SaveProblem::Full), (30, SaveProblem::ReadOnly), (13, SaveProblem::Denied)]
        {
            assert_eq!(problem(&io::Error::from_raw_os_error(code)), expected);
        }
        assert_eq!(names(dir.path()), ["closed", "file"]);
    }

    #[test]
    fn what_was_begun_and_given_up_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let part = Part::write(dir.path(), b"half").unwrap();
        let other = Part::write(dir.path(), b"another at the same time").unwrap();
        assert_eq!(names(dir.path()).len(), 2);
        drop((part, other));
        assert_eq!(names(dir.path()), [""; 0]);
    }
}

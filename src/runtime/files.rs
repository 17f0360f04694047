//! This machine's files, for the state: read and listed on threads that may wait, never on the screen's.

use std::fs;
use std::path::Path;

use crate::app::message::{DirectoryEntry, FileProblem};
use crate::files::problem;
pub use crate::files::read;

/// The most entries of a directory that are listed: more than anyone looks through.
const MAX_ENTRIES: usize = 10_000;

/// A directory's entries, in the system's order, at most 10,000. A link counts as what it leads to, and a name
/// that isn't UTF-8 is left out: the path field couldn't hold it.
///
/// # Errors
/// It isn't there, isn't a directory, or may not be read.
pub fn list(path: &Path) -> Result<Vec<DirectoryEntry>, FileProblem> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| problem(&error))? {
        let entry = entry.map_err(|error| problem(&error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // Where the link leads; where that is nowhere, the link itself.
        let Ok(metadata) = fs::metadata(entry.path()).or_else(|_| entry.metadata()) else { continue };
        let directory = metadata.is_dir();
        let size = if metadata.is_file() { metadata.len() } else { 0 };
        entries.push(DirectoryEntry { name, directory, size });
        if entries.len() == MAX_ENTRIES {
            break;
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_what_they_lead_to_and_strange_names_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("a.p12"), "12345").unwrap();
        symlink(at("sub"), at("to-sub")).unwrap();
        symlink(at("a.p12"), at("to-file")).unwrap();
        symlink(at("none"), at("to-nowhere")).unwrap();
        fs::write(dir.path().join(OsStr::from_bytes(b"\xff")), "").unwrap();
        let mut entries = list(dir.path()).unwrap();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        let told: Vec<_> =
            entries.iter().map(|entry| (entry.name.as_str(), entry.directory, entry.size)).collect();
        let expected = [
            ("a.p12", false, 5),
            ("sub", true, 0),
            ("to-file", false, 5),
            ("to-nowhere", false, 0),
            ("to-sub", true, 0),
        ];
        assert_eq!(told, expected);
        assert_eq!(list(&at("none")).unwrap_err(), FileProblem::NotFound);
        assert_eq!(list(&at("a.p12")).unwrap_err(), FileProblem::NotADirectory);
    }
}

//! Completing a path: what begins as typed, of the directory that it leads to. Shared by the form's path and that
//! of a file to be saved.

use crate::app::message::DirectoryEntry;

/// What a path is to lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// A keystore to be read: where some match, other files aren't meant.
    Keystore,
    /// A place to write at: directories come first.
    Saving,
}

/// A path as far as it can be completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    pub path: String,
    /// What it may go on with, where there are several.
    pub offers: Vec<DirectoryEntry>,
}

/// The directory to list: that of the path, with its `/`.
pub fn directory(path: &str) -> &str {
    path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or("./")
}

/// Completes a path by what is in its [`directory`]; `None` where nothing begins so.
pub fn complete(path: &str, entries: &[DirectoryEntry], what: For) -> Option<Completed> {
    let start = path.rfind('/').map_or(0, |end| end + 1);
    let (directory, prefix) = path.split_at(start);
    let matching = matching(entries, prefix, what);
    let common = common_prefix(&matching)?;
    let only = match matching.as_slice() {
        [only] if only.directory => "/",
        _ => "",
    };
    let path = format!("{directory}{common}{only}");
    Some(Completed { path, offers: if matching.len() > 1 { matching } else { Vec::new() } })
}

/// The entries that begin so, for a keystore: keystores first, then directories, then the rest. Hidden ones only
/// where the prefix begins with a dot.
fn matching(entries: &[DirectoryEntry], prefix: &str, what: For) -> Vec<DirectoryEntry> {
    let mut matching: Vec<DirectoryEntry> = entries
        .iter()
        .filter(|entry| entry.name.starts_with(prefix))
        .filter(|entry| prefix.starts_with('.') || !entry.name.starts_with('.'))
        .cloned()
        .collect();
    if what == For::Saving {
        matching.sort_by_key(|entry| (!entry.directory, entry.name.clone()));
        return matching;
    }
    matching.sort_by_key(|entry| (!entry.looks_like_keystore(), !entry.directory, entry.name.clone()));
    if matching.iter().any(DirectoryEntry::looks_like_keystore) {
        matching.retain(|entry| entry.directory || entry.looks_like_keystore());
    }
    matching
}

fn common_prefix(entries: &[DirectoryEntry]) -> Option<String> {
    let (first, rest) = entries.split_first()?;
    let mut common = first.name.as_str();
    for entry in rest {
        let same = common.char_indices().zip(entry.name.chars()).take_while(|((_, a), b)| a == b);
        let end = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
        common = common.get(..end).unwrap_or_default();
    }
    Some(common.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, directory: bool) -> DirectoryEntry {
        DirectoryEntry { name: name.into(), directory, size: 1 }
    }

    #[test]
    fn completion_prefers_keystores_and_hides_dot_files() {
        let entries = [
            entry("partner.txt", false),
            entry("partner.p12", false),
            entry("parts", true),
            entry(".part", false),
        ];
        let names: Vec<_> =
            matching(&entries, "par", For::Keystore).into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["partner.p12", "parts"]);
        assert_eq!(matching(&entries, "", For::Keystore).len(), 2);
        assert_eq!(matching(&entries, ".", For::Keystore).len(), 1);
        let names: Vec<_> =
            matching(&entries, "par", For::Saving).into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["parts", "partner.p12", "partner.txt"]);
    }

    #[test]
    fn a_path_is_completed_within_its_directory() {
        let entries = [entry("keys", true), entry("other", false)];
        let completed = |path: &str| complete(path, &entries, For::Saving);
        assert_eq!(
            (directory("k"), directory("/home/k"), directory("/k"), directory("~/")),
            ("./", "/home/", "/", "~/")
        );
        assert_eq!(completed("/home/k"), Some(Completed { path: "/home/keys/".into(), offers: Vec::new() }));
        assert_eq!(completed("o"), Some(Completed { path: "other".into(), offers: Vec::new() }));
        assert_eq!(completed("/home/").unwrap().offers.len(), 2);
        assert_eq!(completed("x"), None);
    }

    #[test]
    fn the_common_prefix_respects_characters() {
        assert_eq!(common_prefix(&[entry("şube1", false), entry("şube2", false)]).as_deref(), Some("şube"));
        assert_eq!(common_prefix(&[entry("şa", false), entry("sa", false)]).as_deref(), Some(""));
        assert_eq!(common_prefix(&[]), None);
    }
}

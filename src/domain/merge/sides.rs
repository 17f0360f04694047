//! One environment's entry in the three versions: which rows there are, and which are contested.

use serde_json::Value;

use super::{Choice, Key, Part, Place, Row, Version, same};
use crate::domain::{
    draft::{Draft, DraftEntry, Edits, Mark, Origin},
    keystore::{Entry, Keystore, StoredFile},
};

/// One environment's entry in the three versions.
pub(super) struct Sides<'a> {
    pub(super) mine: &'a Draft,
    pub(super) key: &'a Key,
    pub(super) base: Option<(&'a Keystore, usize)>,
    pub(super) theirs: Option<(&'a Keystore, usize)>,
    pub(super) entry: Option<&'a DraftEntry>,
}

impl<'a> Sides<'a> {
    pub(super) fn rows(&self, rows: &mut Vec<Row>) {
        let theirs_changed = !self.is_same();
        let mark = self.entry.map_or(Mark::Kept, |entry| self.mine.mark(entry));
        let gone = self.theirs.is_none();
        match (theirs_changed, mark) {
            (false, Mark::Kept) => {}
            (true, Mark::Kept) => rows.push(self.entry_row(false, Some(Choice::Theirs))),
            (false, _) => rows.push(self.entry_row(false, Some(Choice::Mine))),
            // Both took it out.
            (true, Mark::Removed) if gone => rows.push(self.entry_row(false, Some(Choice::Theirs))),
            (true, Mark::Removed) => rows.push(self.entry_row(true, None)),
            (true, Mark::Changed | Mark::Added) if gone => {
                let mut row = self.entry_row(true, None);
                if self.entry.is_some_and(|entry| entry.edits.file.is_none()) {
                    row.only_theirs =
                        Some("the environment was removed, and your edit brings no file for it");
                }
                rows.push(row);
            }
            (true, Mark::Changed | Mark::Added) => self.part_rows(rows),
        }
    }

    /// Whether they left it as it was.
    fn is_same(&self) -> bool {
        let raw = |side: Option<(&'a Keystore, usize)>| -> Option<&'a Value> {
            side.and_then(|(of, at)| of.raw_entries().get(at))
        };
        same(raw(self.base), raw(self.theirs))
    }

    fn row(&self, part: Part, before: Version, theirs: Version, mine: Version) -> Row {
        let (environment, nth) = self.key.clone();
        Row {
            place: Place::Environment { environment, nth, part },
            before,
            theirs,
            mine,
            conflict: true,
            choice: None,
            only_theirs: None,
        }
    }

    /// The entry as a whole.
    fn entry_row(&self, conflict: bool, choice: Option<Choice>) -> Row {
        let before = if self.base.is_some() { file(self.base) } else { Version::Absent };
        let theirs = match self.theirs {
            _ if self.is_same() => Version::Unchanged,
            None => Version::Absent,
            Some(_) if file(self.theirs) == before => Version::Changed,
            side => file(side),
        };
        let mine = match self.entry {
            None => Version::Unchanged,
            Some(entry) if entry.removed => Version::Absent,
            Some(entry) if entry.edits.is_empty() && matches!(entry.origin, Origin::Stored(_)) => {
                Version::Unchanged
            }
            Some(entry) => new_file(&entry.edits).unwrap_or(Version::Changed),
        };
        Row { conflict, choice, ..self.row(Part::Entry, before, theirs, mine) }
    }

    /// Both changed it: each field that either changed.
    fn part_rows(&self, rows: &mut Vec<Row>) {
        let Some(entry) = self.entry else { return };
        let edits = &entry.edits;
        let before = file(self.base);
        let theirs = if file(self.theirs) == before { Version::Unchanged } else { file(self.theirs) };
        let mine = new_file(edits);
        let count = rows.len();
        // The same file twice is no contest; its password goes with it.
        if mine.as_ref() != Some(&theirs) && (mine.is_some() || theirs != Version::Unchanged) {
            let hidden = if edits.password.is_some() { Version::Hidden } else { Version::Unchanged };
            rows.push(self.row(Part::File, before, theirs, mine.clone().unwrap_or(hidden)));
        } else if mine.is_none() && edits.password.is_some() {
            rows.push(self.row(Part::Password, Version::Hidden, Version::Hidden, Version::Hidden));
        }
        if mine.is_none() {
            self.text_row(Part::Type, edits.store_type.map(|new| new.word().to_owned()), rows, |entry| {
                entry.type_word.clone()
            });
        }
        self.text_row(Part::Alias, edits.alias.clone(), rows, |entry| entry.alias.clone());
        // They changed fields that keywright doesn't edit: both are kept.
        if rows.len() == count {
            rows.push(self.entry_row(false, Some(Choice::Mine)));
        }
    }

    fn text_row(
        &self,
        part: Part,
        new: Option<String>,
        rows: &mut Vec<Row>,
        of: impl Fn(&Entry) -> Option<String>,
    ) {
        let stored = |side: Option<(&Keystore, usize)>| {
            side.and_then(|(keystore, at)| of(keystore.entries().get(at)?)).unwrap_or_default()
        };
        let (before, theirs) = (stored(self.base), stored(self.theirs));
        if (theirs == before && new.is_none()) || new.as_ref() == Some(&theirs) {
            return;
        }
        let version = |text: String| if text.is_empty() { Version::Absent } else { Version::Text(text) };
        let theirs = if theirs == before { Version::Unchanged } else { version(theirs) };
        rows.push(self.row(part, version(before), theirs, new.map_or(Version::Unchanged, version)));
    }
}

/// The file that an entry holds.
fn file(side: Option<(&Keystore, usize)>) -> Version {
    match side.and_then(|(keystore, at)| keystore.entries().get(at)).map(|entry| &entry.file) {
        None | Some(StoredFile::Missing) => Version::Absent,
        Some(StoredFile::Opaque) => Version::OpaqueFile,
        Some(StoredFile::Readable { size, format, digest }) => {
            Version::File { size: *size, format: *format, digest: *digest }
        }
    }
}

fn new_file(edits: &Edits) -> Option<Version> {
    edits.file.as_ref().map(|file| Version::File {
        size: file.content.bytes().len() as u64,
        format: file.format,
        digest: file.content.digest(),
    })
}

//! Somebody else changed the keystore since the edit began: the three versions (as it was read,
//! theirs, mine), place by place, and the draft that comes of choosing.
//!
//! What only one side changed goes by itself; where both changed the same environment, every
//! field of it that either changed is to be chosen, since a file and its alias belong together.

mod sides;

use std::{collections::HashMap, sync::Arc};

use serde_json::Value as Json;

use super::{
    document,
    draft::{Draft, DraftEntry, Edits, Mark},
    file::{FileDigest, Format},
    keystore::{Entry, Keystore, field},
};
use sides::Sides;

/// The three versions of a keystore, and what was chosen of them so far.
#[derive(Clone, Debug)]
pub struct Merge {
    mine: Draft,
    theirs: Arc<Keystore>,
    rows: Vec<Row>,
}

/// Whose version is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Theirs,
    Mine,
}

/// One place where a version differs from what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub place: Place,
    pub before: Version,
    pub theirs: Version,
    pub mine: Version,
    /// Both sides changed it, or something that belongs to it: somebody has to choose.
    pub conflict: bool,
    /// `None`: not chosen yet.
    pub choice: Option<Choice>,
    /// Why mine can't be kept, where it can't.
    pub only_theirs: Option<&'static str>,
}

/// Where a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Name,
    Description,
    /// A field that keywright doesn't edit: only they can have changed it.
    Field(String),
    Environment {
        /// Its name, or what stands in for it.
        environment: String,
        /// Which of several entries for this environment; 0 but in odd keystores.
        nth: usize,
        part: Part,
    },
}

/// What of an environment's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Whether there is one; or all of it, where one side didn't touch it.
    Entry,
    /// The file, with its type and its password.
    File,
    /// The password alone, for the file that is stored.
    Password,
    /// The type alone.
    Type,
    Alias,
}

impl Part {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::File => field::FILE,
            Self::Password => field::PASSWORD,
            Self::Type => field::TYPE,
            Self::Alias => field::ALIAS,
        }
    }
}

/// One version of a place, for the eyes; no secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// Nothing is there.
    Absent,
    /// It is as it was read.
    Unchanged,
    Text(String),
    File {
        size: u64,
        format: Format,
        digest: FileDigest,
    },
    /// A file that can't be read here.
    OpaqueFile,
    /// A password: entered here, or one that the server never shows.
    Hidden,
    /// It is there, changed.
    Changed,
    /// It is there; what it is isn't shown.
    Present,
    /// It is there, and wasn't before.
    Added,
}

/// Which entry: its environment, and which of several for it.
type Key = (String, usize);

impl Merge {
    /// Compares a draft with what is stored by now.
    pub fn new(mine: Draft, theirs: Arc<Keystore>) -> Self {
        let mut rows = Vec::new();
        let base = Arc::clone(mine.base());
        top_rows(&mine, &base, &theirs, &mut rows);
        let (before, after) = (keys(base.entries()), keys(theirs.entries()));
        let drafts = draft_keys(&mine);
        let mut order: Vec<Key> = Vec::new();
        for key in before.iter().chain(&after).chain(drafts.iter().map(|(key, _)| key)) {
            if !order.contains(key) {
                order.push(key.clone());
            }
        }
        let places: HashMap<&Key, usize> = drafts.iter().map(|(key, index)| (key, *index)).collect();
        for key in &order {
            let sides = Sides {
                mine: &mine,
                key,
                base: before.iter().position(|other| other == key).map(|at| (&*base, at)),
                theirs: after.iter().position(|other| other == key).map(|at| (&*theirs, at)),
                entry: places.get(key).and_then(|&index| mine.entries().get(index)),
            };
            sides.rows(&mut rows);
        }
        Self { mine, theirs, rows }
    }

    /// Every place where a version differs from what was read; conflicts among them.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The keystore as it is stored now.
    pub fn theirs(&self) -> &Arc<Keystore> {
        &self.theirs
    }

    /// How many places are still to be chosen.
    pub fn open(&self) -> usize {
        self.rows.iter().filter(|row| row.choice.is_none()).count()
    }

    /// Whether the two changes don't touch: nothing has to be chosen.
    pub fn is_clean(&self) -> bool {
        !self.rows.iter().any(|row| row.conflict)
    }

    /// Chooses one place. Only a conflict can be chosen, and mine only where it can be kept.
    ///
    /// # Errors
    /// Why it can't be chosen so.
    pub fn choose(&mut self, at: usize, choice: Choice) -> Result<(), &'static str> {
        let Some(row) = self.rows.get_mut(at) else { return Ok(()) };
        if !row.conflict {
            return Err("only one side changed this: it is taken as it is");
        }
        if let (Choice::Mine, Some(why)) = (choice, row.only_theirs) {
            return Err(why);
        }
        row.choice = Some(choice);
        Ok(())
    }

    /// Chooses every conflict alike, where it can be.
    pub fn choose_all(&mut self, choice: Choice) {
        for at in 0..self.rows.len() {
            let _ = self.choose(at, choice);
        }
    }

    /// The draft on top of what is stored now; `None` while something is to be chosen.
    pub fn draft(&self) -> Option<Draft> {
        if self.open() > 0 {
            return None;
        }
        let mine = &self.mine;
        let mut draft = Draft::new(Arc::clone(&self.theirs), mine.type_field());
        if mine.name_changed() {
            draft.set_name(mine.name());
        }
        if mine.description_changed() && self.keeps_mine(&Place::Description) {
            draft.set_description(mine.description());
        }
        for (key, index) in draft_keys(mine) {
            if let Some(entry) = mine.entries().get(index)
                && mine.mark(entry) != Mark::Kept
            {
                self.apply(&mut draft, &key, entry);
            }
        }
        Some(draft)
    }

    /// Puts what is kept of an edited entry into the draft.
    fn apply(&self, draft: &mut Draft, key: &Key, entry: &DraftEntry) {
        if !self.keeps(key, Part::Entry) {
            return;
        }
        let there = draft_keys(draft).into_iter().find(|(other, _)| other == key).map(|(_, index)| index);
        if entry.removed {
            if let Some(index) = there {
                draft.remove(index);
            }
            return;
        }
        let mut edits = entry.edits.clone();
        if !self.keeps(key, Part::File) {
            edits = Edits { file: None, password: None, store_type: None, ..edits };
        }
        if !self.keeps(key, Part::Password) {
            edits.password = None;
        }
        if !self.keeps(key, Part::Type) {
            edits.store_type = None;
        }
        if !self.keeps(key, Part::Alias) {
            edits.alias = None;
        }
        match there {
            Some(index) => draft.edit(index, edits),
            None if edits.file.is_some() => drop(draft.add_back(&key.0, edits, entry.others.clone())),
            None => {}
        }
    }

    fn keeps(&self, (environment, nth): &Key, part: Part) -> bool {
        self.keeps_mine(&Place::Environment { environment: environment.clone(), nth: *nth, part })
    }

    /// Where no row speaks of a place, mine isn't contested.
    fn keeps_mine(&self, place: &Place) -> bool {
        let row = self.rows.iter().find(|row| row.place == *place);
        row.is_none_or(|row| row.choice == Some(Choice::Mine))
    }
}

/// Name, description, and the fields that only they can have changed.
fn top_rows(mine: &Draft, base: &Keystore, theirs: &Keystore, rows: &mut Vec<Row>) {
    let text = |text: &str| Version::Text(text.to_owned());
    let mut push = |place, before: &str, theirs: Option<&str>, mine: Option<&str>| {
        let ((Some(_), _) | (_, Some(_))) = (theirs, mine) else { return };
        let conflict = matches!((theirs, mine), (Some(theirs), Some(mine)) if theirs != mine);
        let side = |version: Option<&str>| version.map_or(Version::Unchanged, text);
        rows.push(Row {
            place,
            before: text(before),
            theirs: side(theirs),
            mine: side(mine),
            conflict,
            choice: (!conflict).then_some(if mine.is_some() { Choice::Mine } else { Choice::Theirs }),
            only_theirs: None,
        });
    };
    push(Place::Name, base.name(), None, mine.name_changed().then(|| mine.name()));
    let described = (theirs.description() != base.description()).then(|| theirs.description());
    let own = mine.description_changed().then(|| mine.description());
    push(Place::Description, base.description(), described, own);
    let known = [field::NAME, field::DESCRIPTION, field::ENVIRONMENTS];
    let (was, is) = (base.object(), theirs.object());
    let names = was.keys().chain(is.keys().filter(|key| !was.contains_key(*key)));
    for name in names.filter(|name| !known.contains(&name.as_str())) {
        if !same(was.get(name), is.get(name)) {
            let (before, theirs) = match (was.contains_key(name), is.contains_key(name)) {
                (false, _) => (Version::Absent, Version::Added),
                (true, true) => (Version::Present, Version::Changed),
                (true, false) => (Version::Present, Version::Absent),
            };
            rows.push(Row {
                place: Place::Field(name.clone()),
                before,
                theirs,
                mine: Version::Unchanged,
                conflict: false,
                choice: Some(Choice::Theirs),
                only_theirs: None,
            });
        }
    }
}

fn same(a: Option<&Json>, b: Option<&Json>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => document::equal(a, b),
        (a, b) => a.is_none() == b.is_none(),
    }
}

/// Each entry's key, in order.
fn keys(entries: &[Entry]) -> Vec<Key> {
    numbered(entries.iter().map(|entry| entry.environment.label()))
}

/// Each entry's key and index, in a draft's order.
fn draft_keys(draft: &Draft) -> Vec<(Key, usize)> {
    numbered(draft.entries().iter().map(|entry| draft.label(entry))).into_iter().zip(0..).collect()
}

fn numbered<'a>(labels: impl Iterator<Item = &'a str>) -> Vec<Key> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    labels
        .map(|label| {
            let nth = seen.entry(label).or_default();
            *nth += 1;
            (label.to_owned(), *nth - 1)
        })
        .collect()
}

#[cfg(test)]
mod tests;

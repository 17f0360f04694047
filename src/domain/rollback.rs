//! Bringing a keystore back to a version before: a draft on what is stored now, whose edits lead to what was
//! stored then. What no edit can bring back, and what changed since the update in question, is told.
//!
//! Entries are matched by environment (and, where one environment is there twice, by occurrence), as everywhere.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use serde_json::Value;

use super::{
    document::{self, Difference},
    draft::{Draft, DraftEntry, Edits, Origin, OtherFields},
    file::{FileDigest, NewFile, StoreType},
    journal::{Held, Plan},
    keystore::{Entry, Keystore, TypeField, field},
    moment,
    update::{self, Expectation},
};

/// A version of a keystore to go back to.
#[derive(Clone, Debug)]
pub struct Version {
    pub keystore: Arc<Keystore>,
    /// When it was read, right before the update that replaced it.
    pub at: Timestamp,
    left: Left,
}

/// What the keystore held once that update was stored.
#[derive(Clone, Debug)]
struct Left {
    name: String,
    /// The description's digest; the journal has no more of it.
    description: FileDigest,
    entries: HashMap<String, LeftEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LeftEntry {
    file: Option<FileDigest>,
    alias: Option<String>,
    store_type: Option<StoreType>,
}

impl LeftEntry {
    fn of(entry: &Entry) -> Self {
        Self { file: entry.digest(), alias: entry.alias.clone(), store_type: entry.store_type() }
    }

    fn of_held(held: &Held) -> Self {
        let store_type = held.store_type.as_deref().and_then(StoreType::parse);
        Self { file: held.file, alias: held.alias.clone(), store_type }
    }
}

impl Left {
    /// Of a keystore that nothing was done to.
    fn of(keystore: &Keystore) -> Self {
        let entries = keystore.entries().iter();
        Self {
            name: keystore.name().to_owned(),
            description: digest_of(keystore.description()),
            entries: entries
                .map(|entry| (entry.environment.label().to_owned(), LeftEntry::of(entry)))
                .collect(),
        }
    }
}

/// As the journal has a text.
fn digest_of(text: &str) -> FileDigest {
    FileDigest::of(text.as_bytes())
}

impl Version {
    /// Before an update of this session.
    pub fn before(expectation: &Expectation, at: Timestamp) -> Self {
        let object = expectation.object();
        let entries = object.get(field::ENVIRONMENTS).and_then(Value::as_array);
        let entries = entries.into_iter().flatten().map(Entry::read);
        let description = object.get(field::DESCRIPTION).and_then(Value::as_str).unwrap_or_default();
        let left = Left {
            name: expectation.name().to_owned(),
            description: digest_of(description),
            entries: entries
                .map(|entry| (entry.environment.label().to_owned(), LeftEntry::of(&entry)))
                .collect(),
        };
        Self { keystore: Arc::clone(expectation.before()), at, left }
    }

    /// Before an update that the journal tells of.
    pub fn of_plan(keystore: Arc<Keystore>, at: Timestamp, plan: &Plan) -> Self {
        let mut left = Left::of(&keystore);
        if let Some(name) = &plan.new_name {
            left.name.clone_from(name);
        }
        if let Some(description) = &plan.description {
            left.description = description.after;
        }
        for change in &plan.changes {
            match &change.after {
                Some(after) => {
                    drop(left.entries.insert(change.environment.clone(), LeftEntry::of_held(after)))
                }
                None => drop(left.entries.remove(&change.environment)),
            }
        }
        Self { keystore, at, left }
    }
}

/// What leads from what is stored now back to a version before.
#[derive(Clone, Debug)]
pub struct Rollback {
    /// On what is stored now.
    pub draft: Draft,
    /// What of the version before no edit brings back: it stays as it is stored now. From now to then.
    pub stays: Vec<Difference>,
    /// What was changed since the update that is rolled back, and is undone, too.
    pub since: Since,
    /// The environments whose password has to be given: no backup has one.
    pub passwords: Vec<String>,
}

/// What was changed after the update that is rolled back, of what the draft brings back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    pub name: bool,
    pub description: bool,
    pub environments: Vec<String>,
}

impl Rollback {
    /// Compares the two. `type_field`: under which name this server has an entry's type.
    pub fn new(version: &Version, now: Arc<Keystore>, type_field: TypeField) -> Self {
        let then = &version.keystore;
        let mut draft = Draft::new(Arc::clone(&now), type_field);
        if then.name() != now.name() {
            draft.set_name(then.name());
        }
        draft.set_description(then.description());
        let source = format!("as of {}", moment::date_time(version.at));
        let (before, after) = (numbered(then), numbered(&now));
        let places: HashMap<&Key<'_>, usize> = before.iter().zip(0..).collect();
        let stored: HashSet<&Key<'_>> = after.iter().collect();
        for (at, key) in after.iter().enumerate() {
            match places.get(key) {
                Some(&place) => draft.edit(at, edits(then, place, Some(&now.entries()[at]), &source)),
                None => draft.remove(at),
            }
        }
        for (place, key) in before.iter().enumerate().filter(|(_, key)| !stored.contains(key)) {
            let edits = edits(then, place, None, &source);
            // Without a file there is nothing to add; and an environment that is stored once is added no second time.
            if edits.file.is_some() && key.1 == 0 {
                let others = then.raw_entries().get(place).map(OtherFields::of).unwrap_or_default();
                draft.add_back(key.0, edits, others);
            }
        }
        let stays =
            update::applied(&draft).map_or_else(Vec::new, |applied| left_over(&applied, then, &draft));
        let since = since(&version.left, &draft);
        let without = |entry: &&DraftEntry| !entry.removed && entry.edits.file.is_some();
        let passwords = draft.entries().iter().filter(without).map(|entry| draft.label(entry).to_owned());
        let passwords = passwords.collect();
        Self { draft, stays, since, passwords }
    }

    /// Whether what is stored is what was before, as far as it can be brought back.
    pub fn is_nothing(&self) -> bool {
        !self.draft.is_changed()
    }
}

/// An environment, and which of several entries for it.
type Key<'a> = (&'a str, usize);

fn numbered(keystore: &Keystore) -> Vec<Key<'_>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let labels = keystore.entries().iter().map(|entry| entry.environment.label());
    let numbered = labels.map(|label| {
        let nth = seen.entry(label).or_default();
        *nth += 1;
        (label, *nth - 1)
    });
    numbered.collect()
}

/// The edits that bring an entry to what it was; `now`: what is stored for it, if anything is.
fn edits(then: &Keystore, place: usize, now: Option<&Entry>, source: &str) -> Edits {
    let Some(was) = then.entries().get(place) else { return Edits::default() };
    let mut edits = Edits::default();
    if was.digest().is_some() && was.digest() != now.and_then(Entry::digest) {
        edits.file = then.content(place).map(|content| NewFile::put_back(source.to_owned(), content));
    }
    let by_itself = edits.file.as_ref().and_then(|file| file.format.store_type());
    let by_itself = by_itself.or_else(|| now.and_then(Entry::store_type));
    edits.store_type = was.store_type().filter(|was| Some(*was) != by_itself);
    let (was, is) = (was.alias.as_deref(), now.and_then(|now| now.alias.as_deref()));
    if was != is {
        edits.alias = Some(was.unwrap_or_default().to_owned());
    }
    edits
}

/// Where the document with the edits applied still isn't what it was. Passwords are asked for anyway, and a
/// field that is null is as good as none.
fn left_over(applied: &super::keystore::Object, then: &Keystore, draft: &Draft) -> Vec<Difference> {
    let differences =
        document::differences(&document::without_nulls(applied), &document::without_nulls(then.object()));
    let is_password = |place: &[String]| place.last().is_some_and(|last| last == field::PASSWORD);
    // The server gives an entry that is added an id of its own.
    let added = |name: &String| {
        let is = |entry: &DraftEntry| matches!(&entry.origin, Origin::Added(added) if added == name);
        draft.entries().iter().any(is)
    };
    let is_new_id = |place: &[String]| matches!(place, [name, last] if last == field::ID && added(name));
    let is_told = |place: &[String]| !is_password(place) && !is_new_id(place);
    differences.into_iter().filter(|difference| is_told(&difference.place)).collect()
}

/// What the draft undoes that wasn't done by that update.
fn since(left: &Left, draft: &Draft) -> Since {
    let base = draft.base();
    let environments = draft.entries().iter().filter(|entry| is_undone(left, draft, entry));
    Since {
        name: draft.name_changed() && base.name() != left.name,
        description: draft.description_changed() && digest_of(base.description()) != left.description,
        environments: environments.map(|entry| draft.label(entry).to_owned()).collect(),
    }
}

/// Whether an entry's edits undo what somebody else did to it. Only what they bring back is looked at: where the
/// server doesn't show what that update sent, it wasn't changed by anybody.
fn is_undone(left: &Left, draft: &Draft, entry: &DraftEntry) -> bool {
    let now = match entry.origin {
        Origin::Stored(at) => draft.base().entries().get(at).map(LeftEntry::of),
        Origin::Added(_) => None,
    };
    match (now, left.entries.get(draft.label(entry))) {
        (Some(now), Some(left)) if entry.removed => {
            let is_shown = draft.base().entries().iter().any(|entry| entry.alias.is_some());
            now.file != left.file || (is_shown && now.alias != left.alias)
        }
        (Some(now), Some(left)) => {
            let Edits { file, store_type, alias, .. } = &entry.edits;
            (file.is_some() && now.file != left.file)
                || (alias.is_some() && now.alias != left.alias)
                || (store_type.is_some() && now.store_type != left.store_type)
        }
        (Some(_), None) => entry.removed || !entry.edits.is_empty(),
        (None, left) => left.is_some(),
    }
}

#[cfg(test)]
mod tests;

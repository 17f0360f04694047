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
    draft::{Draft, Edits},
    file::{FileDigest, NewFile},
    journal::Plan,
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

/// Which file each environment held once that update was stored.
#[derive(Clone, Debug)]
struct Left(HashMap<String, Option<FileDigest>>);

impl Version {
    /// Before an update of this session.
    pub fn before(expectation: &Expectation, at: Timestamp) -> Self {
        let entries = expectation.object().get(field::ENVIRONMENTS).and_then(Value::as_array);
        let files = entries.into_iter().flatten().map(Entry::read);
        let left = files.map(|entry| (entry.environment.label().to_owned(), entry.digest())).collect();
        Self { keystore: Arc::clone(expectation.before()), at, left: Left(left) }
    }

    /// Before an update that the journal tells of.
    pub fn of_plan(keystore: Arc<Keystore>, at: Timestamp, plan: &Plan) -> Self {
        let entries = keystore.entries().iter();
        let mut left: HashMap<String, Option<FileDigest>> =
            entries.map(|entry| (entry.environment.label().to_owned(), entry.digest())).collect();
        for change in &plan.changes {
            match &change.after {
                Some(after) => drop(left.insert(change.environment.clone(), after.file)),
                None => drop(left.remove(&change.environment)),
            }
        }
        Self { keystore, at, left: Left(left) }
    }
}

/// What leads from what is stored now back to a version before.
#[derive(Clone, Debug)]
pub struct Rollback {
    /// On what is stored now.
    pub draft: Draft,
    /// What of the version before no edit brings back: it stays as it is stored now. From now to then.
    pub stays: Vec<Difference>,
    /// The environments that were changed since the update that is rolled back, whose change is undone, too.
    pub since: Vec<String>,
    /// The environments whose password has to be given: no backup has one.
    pub passwords: Vec<String>,
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
                draft.add(key.0, edits);
            }
        }
        let stays = update::applied(&draft).map_or_else(Vec::new, |applied| left_over(&applied, then));
        let since = since(&version.left, &draft);
        let without = |entry: &&super::draft::DraftEntry| !entry.removed && entry.edits.file.is_some();
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
fn left_over(applied: &super::keystore::Object, then: &Keystore) -> Vec<Difference> {
    let differences =
        document::differences(&document::without_nulls(applied), &document::without_nulls(then.object()));
    let is_password = |place: &[String]| place.last().is_some_and(|last| last == field::PASSWORD);
    differences.into_iter().filter(|difference| !is_password(&difference.place)).collect()
}

/// The environments of which the draft undoes what that update didn't do.
fn since(left: &Left, draft: &Draft) -> Vec<String> {
    let base = draft.base();
    let held: HashMap<&str, Option<FileDigest>> =
        base.entries().iter().map(|entry| (entry.environment.label(), entry.digest())).collect();
    let changed = draft.entries().iter().filter(|entry| {
        let touched = entry.removed || entry.edits.file.is_some();
        let label = draft.label(entry);
        touched && held.get(label).copied() != left.0.get(label).copied()
    });
    changed.map(|entry| draft.label(entry).to_owned()).collect()
}

#[cfg(test)]
mod tests;

//! An edit in progress: the keystore as it was read, and the edits beside it.
//!
//! Nothing of what was read is changed; an edit says what to put in its place. So undoing is
//! forgetting an edit, and what wasn't touched is sent as it came.

mod others;
mod problem;

use std::sync::Arc;

use serde_json::Value;

use super::{
    cascade::JwkCascade,
    file::{Format, NewFile, StoreType},
    keystore::{EnvironmentRef, Keystore, StoredFile, TypeField},
    secret::Secret,
    update::Update,
};

pub use others::OtherFields;
pub use problem::Problem;

/// The edits of one environment's entry; `None` leaves what is stored.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    pub file: Option<NewFile>,
    pub password: Option<Secret>,
    pub store_type: Option<StoreType>,
    /// Empty: the entry is to have no alias.
    pub alias: Option<String>,
}

impl Edits {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.file.is_none() && self.password.is_none() && self.store_type.is_none() && self.alias.is_none()
    }
}

/// Where an entry of the draft comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The entry at this index of the keystore as read.
    Stored(usize),
    /// A new entry for the environment of this name.
    Added(String),
}

/// One environment's entry in the draft.
#[derive(Clone, Debug)]
pub struct DraftEntry {
    pub origin: Origin,
    pub edits: Edits,
    /// To be left out of the update. Only a stored entry is ever marked so.
    pub removed: bool,
    /// Of an added one that comes back from a version before; a stored one's are what is stored.
    pub others: OtherFields,
}

/// How an entry of the draft differs from what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Kept,
    Changed,
    Added,
    Removed,
}

impl Mark {
    /// The sign before the entry's name.
    pub fn sign(self) -> char {
        match self {
            Self::Kept => ' ',
            Self::Changed => '~',
            Self::Added => '+',
            Self::Removed => '-',
        }
    }
}

/// One change, for the operator's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Name { from: String, to: String },
    Description { to: String },
    Environment { name: String, mark: Mark, what: Vec<String> },
}

/// An edit in progress.
#[derive(Clone, Debug)]
pub struct Draft {
    base: Arc<Keystore>,
    type_field: TypeField,
    name: String,
    description: String,
    entries: Vec<DraftEntry>,
}

impl Draft {
    /// A draft without edits. `type_field`: under which name this server has an entry's type.
    pub fn new(base: Arc<Keystore>, type_field: TypeField) -> Self {
        let entries = (0..base.entries().len())
            .map(|index| DraftEntry {
                origin: Origin::Stored(index),
                edits: Edits::default(),
                removed: false,
                others: OtherFields::default(),
            })
            .collect();
        Self { name: base.name().into(), description: base.description().into(), base, type_field, entries }
    }

    /// The keystore that the edit began from.
    pub fn base(&self) -> &Arc<Keystore> {
        &self.base
    }

    /// Under which name this server has an entry's type.
    pub fn type_field(&self) -> TypeField {
        self.type_field
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn set_name(&mut self, name: &str) {
        self.name = name.trim().to_owned();
    }

    pub fn description(&self) -> &str {
        &self.description
    }

    pub fn set_description(&mut self, description: &str) {
        self.description = description.to_owned();
    }

    /// The stored entries in their order, then the added ones.
    pub fn entries(&self) -> &[DraftEntry] {
        &self.entries
    }

    /// The environment of an entry, or what stands in for its name.
    pub fn label<'a>(&'a self, entry: &'a DraftEntry) -> &'a str {
        match &entry.origin {
            Origin::Stored(index) => {
                self.base.entries().get(*index).map_or("(no environment)", |entry| entry.environment.label())
            }
            Origin::Added(name) => name,
        }
    }

    /// Whether an environment of this name is in the draft, be it marked for removal.
    pub fn has(&self, environment: &str) -> bool {
        self.entries.iter().any(|entry| self.label(entry) == environment)
    }

    /// Adds an environment. Returns the entry's index; that of the present one where it is in
    /// the draft already (which then is no longer marked for removal).
    pub fn add(&mut self, environment: &str, edits: Edits) -> usize {
        if let Some(index) = self.entries.iter().position(|entry| self.label(entry) == environment) {
            self.entries[index].removed = false;
            self.entries[index].edits = edits;
            return index;
        }
        self.entries.push(DraftEntry {
            origin: Origin::Added(environment.into()),
            edits,
            removed: false,
            others: OtherFields::default(),
        });
        self.entries.len() - 1
    }

    /// Adds an environment that was there in a version before, with its other fields. What is stored for one keeps
    /// those that are stored.
    pub fn add_back(&mut self, environment: &str, edits: Edits, others: OtherFields) -> usize {
        let index = self.add(environment, edits);
        if let Some(entry) =
            self.entries.get_mut(index).filter(|entry| matches!(entry.origin, Origin::Added(_)))
        {
            entry.others = others;
        }
        index
    }

    /// Puts an entry's edits in place of those before. Out of range: nothing happens.
    pub fn edit(&mut self, index: usize, edits: Edits) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.edits = edits;
        }
    }

    /// Marks a stored entry for removal; an added one is gone at once.
    pub fn remove(&mut self, index: usize) {
        match self.entries.get_mut(index) {
            Some(entry) if matches!(entry.origin, Origin::Stored(_)) => entry.removed = true,
            Some(_) => drop(self.entries.remove(index)),
            None => {}
        }
    }

    /// Forgets everything that was done to an entry; an added one is gone.
    pub fn revert_entry(&mut self, index: usize) {
        match self.entries.get_mut(index) {
            Some(entry) if matches!(entry.origin, Origin::Stored(_)) => {
                entry.edits = Edits::default();
                entry.removed = false;
            }
            Some(_) => drop(self.entries.remove(index)),
            None => {}
        }
    }

    pub fn revert_name(&mut self) {
        self.name = self.base.name().into();
    }

    pub fn revert_description(&mut self) {
        self.description = self.base.description().into();
    }

    /// Forgets every edit.
    pub fn revert(&mut self) {
        *self = Self::new(Arc::clone(&self.base), self.type_field);
    }

    pub fn name_changed(&self) -> bool {
        self.name != self.base.name()
    }

    pub fn description_changed(&self) -> bool {
        self.description != self.base.description()
    }

    /// How an entry differs from what is stored.
    pub fn mark(&self, entry: &DraftEntry) -> Mark {
        match &entry.origin {
            Origin::Added(_) => Mark::Added,
            Origin::Stored(_) if entry.removed => Mark::Removed,
            Origin::Stored(_) if entry.edits.is_empty() => Mark::Kept,
            Origin::Stored(_) => Mark::Changed,
        }
    }

    /// Every change, in the order of the form.
    pub fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.name_changed() {
            changes.push(Change::Name { from: self.base.name().into(), to: self.name.clone() });
        }
        if self.description_changed() {
            changes.push(Change::Description { to: self.description.clone() });
        }
        for entry in &self.entries {
            let mark = self.mark(entry);
            if mark != Mark::Kept {
                changes.push(Change::Environment {
                    name: self.label(entry).into(),
                    mark,
                    what: self.what(entry),
                });
            }
        }
        changes
    }

    /// What an entry's edits change, in words; no secrets.
    fn what(&self, entry: &DraftEntry) -> Vec<String> {
        if entry.removed {
            return Vec::new();
        }
        let Edits { file, password, store_type, alias } = &entry.edits;
        let mut what = Vec::new();
        if let Some(file) = file {
            what.push(format!("file {}", file.file_name()));
        }
        match (password, file) {
            (Some(_), _) => what.push("password".into()),
            (None, Some(_)) => what.push("NO PASSWORD for the new file".into()),
            (None, None) => {}
        }
        if let Some(store_type) = store_type.or_else(|| self.new_type(entry)) {
            what.push(format!("type {}", store_type.word()));
        }
        match alias.as_deref() {
            Some("") => what.push("no alias".into()),
            Some(alias) => what.push(format!("alias {alias}")),
            None => {}
        }
        let others: Vec<&str> = entry.others.names().collect();
        if !others.is_empty() {
            what.push(format!("{} as before", others.join(", ")));
        }
        what
    }

    /// The type of a new file, where it isn't the stored one.
    fn new_type(&self, entry: &DraftEntry) -> Option<StoreType> {
        let Origin::Stored(index) = entry.origin else { return None };
        let stored = self.base.entries().get(index)?.store_type();
        entry.edits.file.as_ref()?.format.store_type().filter(|new| Some(*new) != stored)
    }

    /// Whether anything differs from what is stored.
    pub fn is_changed(&self) -> bool {
        self.name_changed()
            || self.description_changed()
            || self.entries.iter().any(|entry| self.mark(entry) != Mark::Kept)
    }

    /// `changes 1, adds 1, keeps 2, REMOVES sandbox`.
    pub fn summary(&self) -> String {
        let count = |mark: Mark| self.entries.iter().filter(|entry| self.mark(entry) == mark).count();
        let removed: Vec<&str> =
            self.entries.iter().filter(|entry| entry.removed).map(|entry| self.label(entry)).collect();
        let removes = match removed.as_slice() {
            [] => "removes none".to_owned(),
            names => format!("REMOVES {}", names.join(", ")),
        };
        format!(
            "changes {}, adds {}, keeps {}, {removes}",
            count(Mark::Changed),
            count(Mark::Added),
            count(Mark::Kept)
        )
    }

    /// The environments of the object that would be sent.
    pub fn remaining(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|entry| !entry.removed).map(|entry| self.label(entry))
    }

    /// The environments that the update would remove.
    pub fn removals(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|entry| entry.removed).map(|entry| self.label(entry))
    }

    /// The type that an entry would have: chosen, or recognised from its new file, or as stored.
    pub fn store_type(&self, entry: &DraftEntry) -> Option<StoreType> {
        let stored = match entry.origin {
            Origin::Stored(index) => self.base.entries().get(index).and_then(|entry| entry.store_type()),
            Origin::Added(_) => None,
        };
        entry
            .edits
            .store_type
            .or_else(|| entry.edits.file.as_ref().and_then(|file| file.format.store_type()))
            .or(stored)
    }

    /// The format of the file that an entry would have, where it can be told.
    pub fn format(&self, entry: &DraftEntry) -> Option<Format> {
        match (&entry.edits.file, &entry.origin) {
            (Some(file), _) => Some(file.format),
            (None, Origin::Stored(index)) => match self.base.entries().get(*index).map(|entry| &entry.file) {
                Some(StoredFile::Readable { format, .. }) => Some(*format),
                _ => None,
            },
            (None, Origin::Added(_)) => None,
        }
    }

    /// Everything that forbids submitting. Only what was edited is judged: what is stored already
    /// may be odd.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.name.is_empty() {
            problems.push(Problem::NoName);
        } else if matches!(self.name.as_str(), "." | "..") {
            problems.push(Problem::DotName);
        }
        for entry in self.entries.iter().filter(|entry| !entry.removed) {
            let environment = self.label(entry).to_owned();
            if matches!(entry.origin, Origin::Added(_)) && entry.edits.file.is_none() {
                problems.push(Problem::NoFile { environment });
                continue;
            }
            if !entry.edits.is_empty() && self.is_no_entry(entry) {
                problems.push(Problem::NotAnEntry { environment });
                continue;
            }
            let is_put_back = entry.edits.file.as_ref().is_some_and(|file| file.is_put_back);
            if is_put_back && entry.edits.password.is_none() {
                problems.push(Problem::NoPassword { environment: environment.clone() });
            }
            if entry.edits.file.is_none() && entry.edits.store_type.is_none() {
                continue;
            }
            let Some(format) = self.format(entry) else { continue };
            match (format.store_type(), self.store_type(entry)) {
                (None, _) => problems.push(Problem::NotAKeystore { environment, format }),
                (Some(is), Some(chosen)) if is != chosen => {
                    problems.push(Problem::TypeMismatch { environment, chosen, format });
                }
                _ => {}
            }
        }
        problems
    }

    /// Whether what is stored in an entry's place isn't a JSON object.
    fn is_no_entry(&self, entry: &DraftEntry) -> bool {
        match entry.origin {
            Origin::Stored(index) => !self.base.raw_entries().get(index).is_some_and(Value::is_object),
            Origin::Added(_) => false,
        }
    }

    /// The only maker of an [`Update`]: a cascade that somebody chose, and a draft without
    /// problems.
    ///
    /// # Errors
    /// The problems that forbid submitting.
    pub fn confirm(&self, project: &str, cascade: JwkCascade) -> Result<Update, Vec<Problem>> {
        match self.problems() {
            problems if problems.is_empty() => {
                Update::new(self, project, cascade).ok_or_else(|| vec![Problem::Unwritable])
            }
            problems => Err(problems),
        }
    }

    /// The same edits on the keystore as it is stored now: matched by environment; an added entry
    /// that is stored by now becomes a change of it, and a removal of what is gone is dropped.
    pub fn rebase(&self, base: Arc<Keystore>) -> Self {
        let mut rebased = Self::new(base, self.type_field);
        if self.name_changed() {
            rebased.name.clone_from(&self.name);
        }
        if self.description_changed() {
            rebased.description.clone_from(&self.description);
        }
        for (at, entry) in self.entries.iter().enumerate() {
            // Where an environment is there twice, its entries are told apart by their order.
            let label = self.label(entry);
            let before = self.entries[..at].iter().filter(|other| self.label(other) == label).count();
            let mut same =
                (0..rebased.entries.len()).filter(|&index| rebased.label(&rebased.entries[index]) == label);
            let there = same.nth(before);
            match (there, &entry.origin) {
                (Some(index), _) => {
                    rebased.entries[index].edits = entry.edits.clone();
                    rebased.entries[index].removed = entry.removed;
                }
                (None, Origin::Added(_)) => rebased.entries.push(entry.clone()),
                (None, Origin::Stored(_)) => {}
            }
        }
        rebased
    }

    /// Whether the entries name environments as this generation of the API can write them: by
    /// name. An id is never sent where a name is wanted.
    pub fn is_writable(&self) -> bool {
        !self.base.entries().iter().any(|entry| matches!(entry.environment, EnvironmentRef::Id(_)))
    }
}

#[cfg(test)]
mod tests;

//! The edits of a draft as they are kept over a crash or a hangup: without passwords, and without the
//! files, of which digest and origin are kept: they are read again.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    document,
    draft::{Draft, Edits, Origin, OtherFields},
    file::{Content, FileDigest, NewFile, StoreType},
    holder::Who,
    keystore::{Keystore, TypeField},
    text::shown,
};

/// Edits that were kept, by whom, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptEdits {
    pub draft: KeptDraft,
    pub who: Who,
    pub at: Timestamp,
}

/// What of a draft is kept, but for what it began from: to see whether it was changed since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    name: Option<String>,
    description: Option<String>,
    entries: Vec<KeptEntry>,
}

/// Edits that were kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptDraft {
    /// What the edits began from.
    pub began: Began,
    /// The new name, where it was edited.
    pub name: Option<String>,
    /// The new description, where it was edited.
    pub description: Option<String>,
    /// The entries that were edited, in the draft's order.
    pub entries: Vec<KeptEntry>,
}

/// The keystore that the edits began from.
#[derive(Clone, Debug, PartialEq)]
pub struct Began {
    /// Its document's digest; see [`document::digest`].
    pub digest: FileDigest,
    /// Each entry's environment and digest, in its order.
    pub entries: Vec<(String, FileDigest)>,
    /// The document itself, where it may lie in clear on this machine.
    pub keystore: Option<Keystore>,
}

/// The edits of one environment's entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptEntry {
    pub environment: String,
    /// Which of the entries for this environment, from 0; most have one.
    pub nth: usize,
    /// It isn't stored: the edits add it.
    pub added: bool,
    pub removed: bool,
    pub file: Option<KeptFile>,
    /// A password was typed, which isn't kept.
    pub password: bool,
    pub store_type: Option<StoreType>,
    /// Empty: the entry is to have no alias.
    pub alias: Option<String>,
    /// Of an environment that a roll back adds again; a null stands for what may not lie in clear on this machine.
    pub others: OtherFields,
}

/// A file that was chosen, or put back by a roll back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Of one that was put back: which version it is of.
    pub path: String,
    pub digest: FileDigest,
    /// It comes from a version before, not from a path.
    pub is_put_back: bool,
}

/// Edits that are back.
#[derive(Debug)]
pub struct Restored {
    pub draft: Draft,
    pub since: Since,
    /// Environments whose password has to be typed again.
    pub passwords: Vec<String>,
    /// What couldn't be brought back, a sentence each. Paths and names are as they were.
    pub lost: Vec<String>,
}

/// What became of the keystore since the edits began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// It is as it was.
    Same,
    /// It was changed. The draft stands on what it began from, so that the change is found, and shown,
    /// before anything is sent.
    Changed,
    /// It was changed, and what the edits began from wasn't kept: the draft stands on what is stored
    /// now. In these environments both are changed.
    Rebased { both: Vec<String> },
}

impl KeptDraft {
    /// What is to be kept of a draft; `None` where it has no edits. `clear`: whether the keystore's
    /// document may lie in clear on this machine.
    pub fn of(draft: &Draft, clear: bool) -> Option<Self> {
        if !draft.is_changed() {
            return None;
        }
        let base = draft.base();
        let entries = base.entries().iter().zip(base.raw_entries());
        let began = Began {
            digest: document::digest::of(base.object()),
            entries: entries
                .map(|(entry, raw)| (entry.environment.label().to_owned(), document::digest::of_value(raw)))
                .collect(),
            keystore: clear.then(|| Keystore::clone(base)),
        };
        let Edited { name, description, mut entries } = Edited::of(draft);
        for entry in entries.iter_mut().filter(|_| !clear) {
            entry.others = entry.others.without_values();
        }
        Some(Self { began, name, description, entries })
    }

    /// What the edits would change, a line each, safe to show.
    pub fn says(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.name.as_ref().map(|name| format!("~ name {}", shown(name))));
        lines.extend(self.description.as_ref().map(|_| "~ description".to_owned()));
        lines.extend(self.entries.iter().map(KeptEntry::says));
        lines
    }

    /// Whether the edits began from another document than what is stored now.
    pub fn began_elsewhere(&self, stored: &Keystore) -> bool {
        document::digest::of(stored.object()) != self.began.digest
    }

    /// The draft again, against the keystore as it was when it began, where that is known; `stored` is
    /// what is stored now. `read` reads a file again, or says in words why it can't.
    pub fn restore(
        &self,
        stored: Arc<Keystore>,
        type_field: TypeField,
        read: &mut dyn FnMut(&KeptFile) -> Result<Content, String>,
    ) -> Restored {
        let (base, since) = match &self.began.keystore {
            _ if document::digest::of(stored.object()) == self.began.digest => (stored, Since::Same),
            Some(began) => (Arc::new(began.clone()), Since::Changed),
            None => {
                let both = self.changed_in_both(&stored);
                (stored, Since::Rebased { both })
            }
        };
        let mut restored =
            Restored { draft: Draft::new(base, type_field), since, passwords: Vec::new(), lost: Vec::new() };
        if let Some(name) = &self.name {
            restored.draft.set_name(name);
        }
        if let Some(description) = &self.description {
            restored.draft.set_description(description);
        }
        for entry in &self.entries {
            restored.take(entry, read);
        }
        restored
    }

    /// The environments that were edited, and aren't stored as they were when the edits began.
    fn changed_in_both(&self, stored: &Keystore) -> Vec<String> {
        let now: Vec<(&str, FileDigest)> = stored
            .entries()
            .iter()
            .zip(stored.raw_entries())
            .map(|(entry, raw)| (entry.environment.label(), document::digest::of_value(raw)))
            .collect();
        let began = self.began.entries.iter().map(|(label, digest)| (label.as_str(), *digest));
        let began: Vec<(&str, FileDigest)> = began.collect();
        let of = |list: &[(&str, FileDigest)], entry: &KeptEntry| {
            let mut same = list.iter().filter(|(label, _)| *label == entry.environment);
            same.nth(entry.nth).map(|(_, digest)| *digest)
        };
        let edited = self.entries.iter().filter(|entry| of(&now, entry) != of(&began, entry));
        edited.map(|entry| entry.environment.clone()).collect()
    }
}

impl Edited {
    /// What of the draft is kept.
    pub fn of(draft: &Draft) -> Self {
        let edited = draft.entries().iter().enumerate().filter(|(_, entry)| {
            entry.removed || !entry.edits.is_empty() || matches!(entry.origin, Origin::Added(_))
        });
        let entries = edited.map(|(at, entry)| {
            let environment = draft.label(entry).to_owned();
            let before = &draft.entries()[..at];
            KeptEntry {
                nth: before.iter().filter(|other| draft.label(other) == environment).count(),
                environment,
                added: matches!(entry.origin, Origin::Added(_)),
                removed: entry.removed,
                file: entry.edits.file.as_ref().map(KeptFile::of),
                password: entry.edits.password.is_some(),
                store_type: entry.edits.store_type,
                alias: entry.edits.alias.clone(),
                others: entry.others.clone(),
            }
        });
        Self {
            name: draft.name_changed().then(|| draft.name().to_owned()),
            description: draft.description_changed().then(|| draft.description().to_owned()),
            entries: entries.collect(),
        }
    }
}

impl KeptEntry {
    /// `~ production  file /k/new.p12, password, alias partner`, `- sandbox`.
    fn says(&self) -> String {
        let name = shown(&self.environment);
        if self.removed {
            return format!("- {name}");
        }
        let mut what = Vec::new();
        what.extend(self.file.as_ref().map(|file| format!("file {}", shown(&file.path))));
        what.extend(self.password.then(|| "password".to_owned()));
        what.extend(self.store_type.map(|kind| format!("type {}", kind.word())));
        what.extend(self.alias.as_deref().map(|alias| match alias {
            "" => "no alias".to_owned(),
            alias => format!("alias {}", shown(alias)),
        }));
        what.extend(
            Some(self.others.names().map(shown).collect::<Vec<_>>())
                .filter(|names| !names.is_empty())
                .map(|names| format!("{} as before", names.join(", "))),
        );
        format!("{} {name}  {}", if self.added { '+' } else { '~' }, what.join(", "))
    }
}

impl Restored {
    fn take(&mut self, kept: &KeptEntry, read: &mut dyn FnMut(&KeptFile) -> Result<Content, String>) {
        let environment = &kept.environment;
        let found = {
            let draft = &self.draft;
            let mut same =
                draft.entries().iter().enumerate().filter(|(_, entry)| draft.label(entry) == environment);
            same.nth(kept.nth).map(|(index, _)| index)
        };
        if found.is_none() && !kept.added {
            // A removal of what is gone has nothing left to do.
            if !kept.removed {
                self.lost.push(format!("{environment} is no longer in the keystore: its edits are dropped"));
            }
            return;
        }
        let file = kept.file.as_ref().and_then(|file| match file.read(read) {
            Ok(file) => Some(file),
            Err(why) => {
                self.lost.push(format!("{environment}: {why}"));
                None
            }
        });
        let edits = Edits { file, password: None, store_type: kept.store_type, alias: kept.alias.clone() };
        let index = match found {
            Some(index) => {
                self.draft.edit(index, edits);
                index
            }
            None => {
                let (others, lost) = kept.others.split();
                if !lost.is_empty() {
                    self.lost.push(format!(
                        "{environment}: its other fields ({}) aren't kept on this machine: roll back again",
                        lost.join(", ")
                    ));
                }
                self.draft.add_back(environment, edits, others)
            }
        };
        if kept.removed {
            self.draft.remove(index);
        } else if kept.password {
            self.passwords.push(environment.clone());
        }
    }
}

impl KeptFile {
    fn of(file: &NewFile) -> Self {
        Self { path: file.path.clone(), digest: file.content.digest(), is_put_back: file.is_put_back }
    }

    /// The file, if it is still the one that it was; or why not, and what to do.
    fn read(&self, read: &mut dyn FnMut(&Self) -> Result<Content, String>) -> Result<NewFile, String> {
        let path = self.path.clone();
        if self.is_put_back {
            let content = read(self)
                .map_err(|why| format!("the file {path} can't be put back ({why}): roll back again"))?;
            return Ok(NewFile::put_back(path, content));
        }
        let content =
            read(self).map_err(|why| format!("{path} can't be read ({why}): choose the file again"))?;
        if content.digest() != self.digest {
            return Err(format!("{path} is no longer the file that was chosen: choose the file again"));
        }
        Ok(NewFile::new(path, content))
    }
}

#[cfg(test)]
mod tests;

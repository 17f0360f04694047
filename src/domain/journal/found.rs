//! A later look: what is stored, compared with what was before an update and what should be after it.

use jiff::Timestamp;

use super::{
    SETTLES,
    plan::{Change, Held, Plan},
};
use crate::domain::{
    document,
    file::{FileDigest, StoreType},
    keystore::Keystore,
    text::{short_serial, shown},
};

/// What a look showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// What is stored is as it should be after the update.
    Applied,
    /// What is stored is as it was before.
    NotApplied,
    /// Neither: what is stored, one place a line, safe to show.
    Neither(Vec<String>),
    /// What is stored reads the same with and without the update: it changed what no server shows,
    /// passwords above all.
    Untold,
}

/// What one place of the document shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trace {
    Before,
    After,
    /// Something else; what.
    Other(String),
}

impl Found {
    /// Whether it stays so, found at `at` of an update that was about to be sent at `sent`: what was applied stays
    /// applied, but what wasn't may still be for [`SETTLES`].
    pub fn is_final(&self, sent: Timestamp, at: Timestamp) -> bool {
        match self {
            Self::Applied => true,
            Self::Untold => false,
            Self::NotApplied | Self::Neither(_) => at.duration_since(sent) >= SETTLES,
        }
    }
}

impl Plan {
    /// Compares what is stored with this plan. `stored` is the keystore under its new name, or under
    /// its old one where nothing is stored under the new; `None`: there is neither.
    pub fn compare(&self, stored: Option<&Keystore>) -> Found {
        self.compare_telling(stored, &|_, _| None)
    }

    /// The same; `serial` tells a serial number by a file's digest and the alias, where the file was opened.
    pub fn compare_telling(
        &self,
        stored: Option<&Keystore>,
        serial: &dyn Fn(&FileDigest, Option<&str>) -> Option<String>,
    ) -> Found {
        let Some(stored) = stored else {
            return Found::Neither(vec!["there is no keystore of this name".into()]);
        };
        let digest = document::digest::of(stored.object());
        if self.before != self.after && digest == self.after {
            return Found::Applied;
        }
        if self.before != self.after && digest == self.before {
            return Found::NotApplied;
        }
        // A server may not show all that it was sent, and others may have changed other environments
        // since: then what this update changed decides.
        let traces: Vec<(String, Trace)> = self.traces(stored, serial);
        let all = |trace: &Trace| !traces.is_empty() && traces.iter().all(|(_, one)| one == trace);
        if all(&Trace::After) {
            return Found::Applied;
        }
        if all(&Trace::Before) {
            return Found::NotApplied;
        }
        if traces.is_empty() {
            return Found::Untold;
        }
        Found::Neither(traces.into_iter().map(|(place, trace)| line(&place, trace)).collect())
    }

    /// One for each place in which before and after can be told apart.
    fn traces(
        &self,
        stored: &Keystore,
        serial: &dyn Fn(&FileDigest, Option<&str>) -> Option<String>,
    ) -> Vec<(String, Trace)> {
        let mut traces = Vec::new();
        if let Some(new) = &self.new_name {
            let name = stored.name();
            let trace = match name {
                name if name == new => Trace::After,
                name if name == self.place.keystore => Trace::Before,
                name => Trace::Other(shown(name)),
            };
            traces.push(("name".to_owned(), trace));
        }
        if let Some(change) = &self.description {
            let digest = FileDigest::of(stored.description().as_bytes());
            let trace = match digest {
                digest if digest == change.after => Trace::After,
                digest if digest == change.before => Trace::Before,
                _ => Trace::Other("another text".into()),
            };
            traces.push(("description".to_owned(), trace));
        }
        let of_changes = self
            .changes
            .iter()
            .filter_map(|change| Some((shown(&change.environment), change.trace(stored, serial)?)));
        traces.extend(of_changes);
        traces
    }
}

fn line(place: &str, trace: Trace) -> String {
    match trace {
        Trace::Before => format!("{place}: as before"),
        Trace::After => format!("{place}: as sent"),
        Trace::Other(what) => format!("{place}: {what}"),
    }
}

impl Change {
    /// `None` where before and after look the same.
    fn trace(
        &self,
        stored: &Keystore,
        serial: &dyn Fn(&FileDigest, Option<&str>) -> Option<String>,
    ) -> Option<Trace> {
        let entries = stored.entries().iter().zip(stored.raw_entries());
        let found: Vec<Held> = entries
            .filter(|(entry, _)| entry.environment.label() == self.environment)
            .map(|(_, raw)| Held::of(raw).with_serial(serial))
            .collect();
        let Some(first) = found.first() else {
            return Some(match (&self.before, &self.after) {
                (_, None) => Trace::After,
                (None, _) => Trace::Before,
                _ => Trace::Other("not in the keystore".into()),
            });
        };
        // Where an environment is there twice, either entry may be the one.
        let is_before = self.before.as_ref().is_some_and(|before| {
            found.iter().any(|one| {
                one.file == before.file && one.alias == before.alias && one.kind() == before.kind()
            })
        });
        let is_after = found.iter().any(|one| self.could_be_after(one));
        match (is_before, is_after) {
            (false, true) => Some(Trace::After),
            (true, false) => Some(Trace::Before),
            (true, true) => None,
            (false, false) => Some(Trace::Other(first.told())),
        }
    }

    /// Whether an entry as it is shown could be what was sent. What the server didn't show before the
    /// update may be missing after it, whatever was sent; what it showed then has to be there.
    fn could_be_after(&self, found: &Held) -> bool {
        let Some(after) = &self.after else { return false };
        let was_hidden = |shown: fn(&Held) -> bool| !self.before.as_ref().is_some_and(shown);
        let file = found.file == after.file;
        let alias =
            found.alias == after.alias || found.alias.is_none() && was_hidden(|held| held.alias.is_some());
        let kind = found.kind() == after.kind()
            || found.store_type.is_none() && was_hidden(|held| held.store_type.is_some());
        file && alias && kind
    }
}

impl Held {
    /// The type, whatever word the server has for it.
    fn kind(&self) -> Option<&str> {
        self.store_type.as_deref().map(|word| StoreType::parse(word).map_or(word, |known| known.word()))
    }

    /// What it holds, in half a line that is safe to show.
    pub fn told(&self) -> String {
        let mut parts = Vec::new();
        match (&self.serial, &self.file) {
            (Some(serial), _) => parts.push(format!("serial {}", short_serial(serial))),
            (None, Some(file)) => parts.push(format!("file {}", file.short())),
            (None, None) => parts.push("no file".into()),
        }
        if let Some(alias) = &self.alias {
            parts.push(format!("alias {}", shown(alias)));
        }
        if let Some(word) = &self.store_type {
            parts.push(shown(word));
        }
        parts.join(", ")
    }
}

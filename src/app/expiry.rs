//! How long what a keystore's entries serve with is good: in days, in a word, with a sign.
//!
//! What isn't known may be over already: it ranks behind what is over or soon will be, and before
//! every good date, so that no keystore looks good because of the files that could be read.

use jiff::{SignedDuration, Timestamp};

use super::{
    model::Tone,
    vault::{Seen, Vault},
};
use crate::{
    domain::keystore::{self, Keystore, StoredFile},
    keystore::{EntryKind, Store},
};

/// From how much time before its end on a certificate is said to be over soon: 30 days.
pub const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

const DAY: i64 = 24 * 60 * 60;

/// Days from which on years are told: no table has a column for the days until the year 9999.
const LONG: i64 = 10_000;

/// How long an entry is good, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The last second that it is good in.
    Until(Timestamp),
    /// The file wants a password first.
    Locked,
    /// The file is being opened.
    Opening,
    /// It can't be told: the file can't be read, or the alias isn't in it.
    Unknown,
    /// There is nothing that could be over: no file, or one without certificates.
    Nothing,
}

impl Expiry {
    /// How long a file is good that serves under an alias, or under none.
    pub fn of(seen: Seen<'_>, alias: Option<&str>) -> Self {
        match seen {
            Seen::Unknown => Self::Opening,
            Seen::Locked => Self::Locked,
            Seen::Failed(_) => Self::Unknown,
            Seen::Open(store) => Self::of_store(store, alias),
        }
    }

    /// The same, of a file that is open. Under an alias its leaf counts; without one every private
    /// key's, since any of them may be the one that serves; without keys every trusted certificate.
    pub fn of_store(store: &Store, alias: Option<&str>) -> Self {
        if let Some(alias) = alias.filter(|alias| !alias.is_empty()) {
            return store.find(alias).map_or(Self::Unknown, Self::of_entry);
        }
        let has_keys = store.private_keys().next().is_some();
        let counted = store.entries.iter().filter(|entry| !has_keys || entry.has_key());
        earliest(counted.map(Self::of_entry))
    }

    fn of_entry(entry: &crate::keystore::Entry) -> Self {
        match (&entry.kind, entry.leaf()) {
            (_, Some(leaf)) => Self::Until(leaf.not_after),
            (EntryKind::Unreadable(_), None) => Self::Unknown,
            (_, None) => Self::Nothing,
        }
    }

    /// How long what is stored for an environment is good.
    pub fn of_stored(vault: &Vault, entry: &keystore::Entry) -> Self {
        match (&entry.file, entry.digest()) {
            (_, Some(file)) => Self::of(vault.seen(file), entry.alias.as_deref()),
            (StoredFile::Missing, None) => Self::Nothing,
            (_, None) => Self::Unknown,
        }
    }

    /// That of a keystore's worst environment.
    pub fn of_keystore(vault: &Vault, keystore: &Keystore, now: Timestamp, soon: SignedDuration) -> Self {
        let all = keystore.entries().iter().map(|entry| Self::of_stored(vault, entry));
        all.min_by_key(|expiry| expiry.rank(now, soon)).unwrap_or(Self::Nothing)
    }

    /// Worst first: what is over, the longest first; what soon will be; what isn't known; the good
    /// by their dates; nothing.
    pub fn rank(self, now: Timestamp, soon: SignedDuration) -> (u8, Timestamp) {
        match self {
            Self::Until(end) => (if is_near(end, now, soon) { 0 } else { 4 }, end),
            Self::Locked => (1, Timestamp::MIN),
            Self::Unknown => (2, Timestamp::MIN),
            Self::Opening => (3, Timestamp::MIN),
            Self::Nothing => (5, Timestamp::MIN),
        }
    }

    /// How loud it is.
    pub fn tone(self, now: Timestamp, soon: SignedDuration) -> Tone {
        match self {
            Self::Until(end) if end < now => Tone::Bad,
            Self::Until(end) if is_near(end, now, soon) => Tone::Warning,
            _ => Tone::Info,
        }
    }

    /// `212 d`, `! 9 d`, `✗ over`, `locked`, `opening`, `?`; at most seven columns. Empty where
    /// there is nothing that could be over.
    pub fn words(self, now: Timestamp, soon: SignedDuration) -> String {
        match self {
            Self::Until(end) if end < now => "✗ over".into(),
            Self::Until(end) if is_near(end, now, soon) => format!("! {}", left(end, now)),
            Self::Until(end) => left(end, now),
            Self::Locked => "locked".into(),
            Self::Opening => "opening".into(),
            Self::Unknown => "?".into(),
            Self::Nothing => String::new(),
        }
    }
}

/// The earliest end; but what isn't known isn't covered by a date that is.
fn earliest(all: impl Iterator<Item = Expiry>) -> Expiry {
    all.min_by_key(|expiry| match *expiry {
        Expiry::Until(end) => (0, end),
        Expiry::Nothing => (2, Timestamp::MIN),
        _ => (1, Timestamp::MIN),
    })
    .unwrap_or(Expiry::Nothing)
}

/// Over, or soon.
fn is_near(end: Timestamp, now: Timestamp, soon: SignedDuration) -> bool {
    end.duration_since(now) < soon
}

/// Whole days; less than one in hours; very many in years of 365 days.
fn left(end: Timestamp, now: Timestamp) -> String {
    let seconds = end.duration_since(now).as_secs().max(0);
    match (seconds / DAY, seconds / 3600) {
        (0, 0) => "<1 h".into(),
        (0, hours) => format!("{hours} h"),
        (days @ LONG.., _) => format!("{} y", days / 365),
        (days, _) => format!("{days} d"),
    }
}

#[cfg(test)]
mod tests;

//! A file as far as it is known, with what serves in it: one side of a comparison.

use crate::{
    app::vault::Seen,
    keystore::{Certificate, Entry, Store},
};

/// A file as far as it is known, and what it serves with under an alias: one side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    pub seen: Seen<'a>,
    pub alias: Option<&'a str>,
    entry: Option<&'a Entry>,
}

impl<'a> Side<'a> {
    /// Looks for the entry once: a file may have thousands.
    pub fn new(seen: Seen<'a>, alias: Option<&'a str>) -> Self {
        let entry = match seen {
            Seen::Open(store) => store.chosen(alias),
            Seen::Unknown | Seen::Locked | Seen::Failed(_) => None,
        };
        Self { seen, alias, entry }
    }

    /// The file's entries, where it is open.
    pub fn store(self) -> Option<&'a Store> {
        match self.seen {
            Seen::Open(store) => Some(store),
            Seen::Unknown | Seen::Locked | Seen::Failed(_) => None,
        }
    }

    /// The entry that a gateway would serve with.
    pub fn entry(self) -> Option<&'a Entry> {
        self.entry
    }

    /// Its certificate.
    pub fn leaf(self) -> Option<&'a Certificate> {
        self.entry()?.leaf()
    }
}

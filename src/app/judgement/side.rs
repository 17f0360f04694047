//! A file as far as it is known, with what serves in it: one side of a comparison.

use crate::{
    app::vault::Seen,
    keystore::{Certificate, Entry, Store, certificate::Serial},
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

/// A serial number for a narrow place: of a long one, so many bytes from each end.
pub fn short_serial(serial: &Serial, ends: usize) -> String {
    let Serial(bytes) = serial;
    if bytes.len() <= 2 * ends {
        return serial.to_string();
    }
    let (head, tail) = (bytes.get(..ends), bytes.get(bytes.len() - ends..));
    let part = |bytes: Option<&[u8]>| Serial(bytes.unwrap_or_default().to_vec()).to_string();
    format!("{}…{}", part(head), part(tail))
}

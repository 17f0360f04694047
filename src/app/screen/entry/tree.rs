//! The rows of a file's tree: the file, its entries, their chains from leaf to root.

use crate::keystore::{Certificate, Store};

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The file itself.
    File,
    /// An entry, by its place in the store; one that is a trusted certificate is no more than that.
    Entry(usize),
    /// A certificate of an entry's chain, by its place in that.
    Certificate { entry: usize, at: usize },
    /// A certificate that no entry has.
    Loose(usize),
}

impl Row {
    /// The entry that it is part of.
    pub fn entry(self) -> Option<usize> {
        match self {
            Self::Entry(entry) | Self::Certificate { entry, .. } => Some(entry),
            Self::File | Self::Loose(_) => None,
        }
    }

    /// The certificate that it stands for: an entry's is its leaf.
    pub fn certificate(self, store: &Store) -> Option<&Certificate> {
        match self {
            Self::File => None,
            Self::Entry(entry) => store.entries.get(entry)?.leaf(),
            Self::Certificate { entry, at } => store.entries.get(entry)?.chain().get(at),
            Self::Loose(at) => store.loose.get(at),
        }
    }
}

/// Every row, in the file's order.
pub fn rows(store: &Store) -> Vec<Row> {
    let mut rows = vec![Row::File];
    for (entry, held) in store.entries.iter().enumerate() {
        rows.push(Row::Entry(entry));
        if held.has_key() {
            rows.extend((0..held.chain().len()).map(|at| Row::Certificate { entry, at }));
        }
    }
    rows.extend((0..store.loose.len()).map(Row::Loose));
    rows
}

/// Where the cursor is at first: on the entry that serves under this alias or without one, else on the
/// first of all.
pub fn first(store: &Store, alias: Option<&str>) -> usize {
    let chosen = store.chosen(alias);
    let is_chosen = |row: &Row| match row {
        Row::Entry(entry) => {
            let entry = store.entries.get(*entry);
            entry.zip(chosen).is_some_and(|(entry, chosen)| std::ptr::eq(entry, chosen))
        }
        _ => false,
    };
    let rows = rows(store);
    rows.iter().position(is_chosen).unwrap_or_else(|| 1.min(rows.len() - 1))
}

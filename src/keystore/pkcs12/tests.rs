mod algorithms;
mod bake;
mod bounds;
mod java;
mod passwords;

use super::*;
use crate::keystore::{EntryKind, store::PrivateKey};

fn open(bytes: &[u8], password: &str) -> Result<Store, OpenError> {
    read(bytes, Some(&Secret::copied(password)))
}

/// Why Java refuses it.
fn whys(store: &Store) -> Vec<&str> {
    store.refused.iter().map(|refusal| refusal.why.as_str()).collect()
}

/// A store in short: aliases, kinds, subjects.
fn shape(store: &Store) -> Vec<String> {
    let subjects = |entry: &crate::keystore::Entry| {
        entry.chain().iter().map(|one| one.subject.clone()).collect::<Vec<_>>().join(" < ")
    };
    let entries = store.entries.iter();
    let shape = entries.map(|entry| match &entry.kind {
        EntryKind::PrivateKey { key, .. } => {
            let key = match key {
                PrivateKey::Open { .. } => "key".into(),
                PrivateKey::Locked => "locked key".into(),
                PrivateKey::OtherPassword => "key of another password".into(),
                PrivateKey::Unsupported(what) => format!("key in {what}"),
                PrivateKey::Damaged(_) => "damaged key".into(),
            };
            format!("{}: {key}, {}", entry.alias, subjects(entry))
        }
        EntryKind::TrustedCertificate(_) => format!("{}: trusted {}", entry.alias, subjects(entry)),
        EntryKind::SecretKey { algorithm } => {
            format!("{}: secret {}", entry.alias, algorithm.as_deref().unwrap_or("?"))
        }
        EntryKind::Unreadable(_) => format!("{}: unreadable", entry.alias),
    });
    shape.collect()
}

//! What p12-keystore sees in a file, in the words that keywright's store is compared in.

use keywright::{
    domain::file::FileDigest,
    keystore::{Certificate, EntryKind, Store, store::PrivateKey},
};
use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy};

/// An entry: its alias, what it is, the digests of its certificates.
pub type Shape = (String, &'static str, Vec<String>);

fn digest(der: &[u8]) -> String {
    FileDigest::of(der).short()
}

/// As p12-keystore reads it; `None` where it doesn't.
pub fn read(bytes: &[u8], password: &str) -> Option<Vec<Shape>> {
    let store = KeyStore::from_pkcs12(bytes, password, Pkcs12ImportPolicy::Strict).ok()?;
    let mut shapes: Vec<_> = store
        .entries()
        .map(|(alias, entry)| {
            let (kind, certificates) = match entry {
                KeyStoreEntry::PrivateKeyChain(chain) => {
                    ("private key", chain.certs().iter().map(|one| digest(one.as_der())).collect())
                }
                KeyStoreEntry::Certificate(one) => ("trusted", vec![digest(one.as_der())]),
                KeyStoreEntry::Secret(_) => ("secret", Vec::new()),
            };
            (alias.to_lowercase(), kind, certificates)
        })
        .collect();
    shapes.sort();
    Some(shapes)
}

/// As keywright reads it.
pub fn shape(store: &Store) -> Vec<Shape> {
    let der = |certificates: &[Certificate]| certificates.iter().map(|one| digest(&one.der)).collect();
    let mut shapes: Vec<_> = store
        .entries
        .iter()
        .map(|entry| {
            let (kind, certificates) = match &entry.kind {
                EntryKind::PrivateKey { key: PrivateKey::Open { .. }, chain } => ("private key", der(chain)),
                EntryKind::PrivateKey { chain, .. } => ("private key that isn't open", der(chain)),
                EntryKind::TrustedCertificate(one) => ("trusted", vec![digest(&one.der)]),
                EntryKind::SecretKey { .. } => ("secret", Vec::new()),
                EntryKind::Unreadable(_) => ("unreadable", Vec::new()),
            };
            (entry.alias.to_lowercase(), kind, certificates)
        })
        .collect();
    shapes.sort();
    shapes
}

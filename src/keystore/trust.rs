//! What a file makes Java trust, and how that differs between two files.

use std::collections::BTreeSet;

use super::{Certificate, EntryKind, Store, certificate::Fingerprint};

impl Store {
    /// Whether it only says whom to trust: trusted certificates, and no private key.
    pub fn is_trust_store(&self) -> bool {
        let trusted = |entry: &super::Entry| matches!(entry.kind, EntryKind::TrustedCertificate(_));
        self.entries.iter().any(trusted) && self.private_keys().next().is_none()
    }

    /// The certificates that Java's trust managers take from it: the trusted ones, and of each private key's chain the
    /// first (JDK, `sun.security.validator.TrustStoreUtil`).
    pub fn trusted(&self) -> impl Iterator<Item = &Certificate> {
        self.entries.iter().filter_map(super::Entry::leaf)
    }
}

/// How what is trusted differs between two files.
#[derive(Debug, Default)]
pub struct TrustChange<'a> {
    /// How many are in both.
    pub kept: usize,
    /// Those in the new file that have the name and the key of one that is gone: a renewed root.
    pub renewed: Vec<&'a Certificate>,
    pub added: Vec<&'a Certificate>,
    pub removed: Vec<&'a Certificate>,
}

impl<'a> TrustChange<'a> {
    /// Compares them; the same certificate twice counts once.
    pub fn between(old: &'a Store, new: &'a Store) -> Self {
        let (was, is) = (Trusted::of(old), Trusted::of(new));
        let mut change = Self::default();
        let mut seen = BTreeSet::new();
        for certificate in new.trusted().filter(|one| seen.insert(one.sha256)) {
            match () {
                () if was.exactly.contains(&certificate.sha256) => change.kept += 1,
                () if was.has(certificate) => change.renewed.push(certificate),
                () => change.added.push(certificate),
            }
        }
        let mut seen = BTreeSet::new();
        let gone = old.trusted().filter(|one| seen.insert(one.sha256) && !is.has(one));
        change.removed.extend(gone);
        change
    }

    /// Whether they trust the same certificates.
    pub fn is_none(&self) -> bool {
        self.renewed.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }
}

/// The certificates of one file, to be asked for.
struct Trusted<'a> {
    exactly: BTreeSet<Fingerprint<32>>,
    names_and_keys: BTreeSet<(&'a str, Fingerprint<32>)>,
}

impl<'a> Trusted<'a> {
    fn of(store: &'a Store) -> Self {
        Self {
            exactly: store.trusted().map(|one| one.sha256).collect(),
            names_and_keys: store.trusted().map(|one| (one.subject.as_str(), one.key.spki)).collect(),
        }
    }

    fn has(&self, certificate: &Certificate) -> bool {
        self.names_and_keys.contains(&(certificate.subject.as_str(), certificate.key.spki))
    }
}

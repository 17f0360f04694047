//! An opened keystore: its entries in the file's order, and what protects them.

use jiff::Timestamp;

use super::certificate::{Certificate, KeyKind};
use crate::domain::{file::Format, java::Needs};

/// What a keystore file holds, as far as it could be opened. Holds no key material.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// JKS, JCEKS, or PKCS#12.
    pub format: Format,
    pub integrity: Integrity,
    /// In the file's order.
    pub entries: Vec<Entry>,
    /// Each algorithm that protects something in it, once.
    pub protections: Vec<Protection>,
    /// Certificates that no entry has, in the file's order. Java doesn't show them: a PKCS#12 of
    /// certificates alone (`openssl pkcs12 -export -nokeys`) is empty to it, unless each bears
    /// Oracle's mark of trust (`-jdktrust anyExtendedKeyUsage`).
    pub loose: Vec<Certificate>,
    /// What Java passes over in silence, so that it is no entry here either.
    pub ignored: Vec<Ignored>,
    /// Why no JDK's own provider opens the file or a key in it, though keywright does: empty for nearly every
    /// file.
    pub refused: Vec<Refusal>,
}

/// Why no JDK opens the file, or a key in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In a sentence.
    pub why: String,
    pub cause: Cause,
}

/// What a refusal is about, and so what mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// How the file is made: its algorithms and their parameters.
    Making,
    /// The characters of its password.
    Password,
    /// A certificate, in whatever file it is.
    Certificate,
}

/// Something in the file that Java passes over in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// As stored, where it has one.
    pub alias: Option<String>,
    /// What it is, and why Java passes it over.
    pub why: &'static str,
}

impl Ignored {
    /// A private key that lies open in a PKCS#12.
    pub const PLAIN_KEY: &'static str = "a private key that isn't encrypted, which Java doesn't read";
}

/// Whether the file is as it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrity {
    /// The digest or MAC fits the password.
    Checked,
    /// It was read without a password: its entries may have been altered.
    NotChecked,
    /// It has none (`openssl pkcs12 -nomac`).
    None,
}

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// As stored; Java compares aliases without case. Where a PKCS#12 names none: the number that
    /// Java gives it.
    pub alias: String,
    pub kind: EntryKind,
    /// When the entry was made: JKS and JCEKS say, and keytool's PKCS#12 of its keys.
    pub created: Option<Timestamp>,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryKind {
    /// A private key with its chain, leaf first.
    PrivateKey { key: PrivateKey, chain: Vec<Certificate> },
    /// A certificate that is trusted.
    TrustedCertificate(Box<Certificate>),
    /// A secret key; its algorithm where it is told.
    SecretKey { algorithm: Option<String> },
    /// A certificate that can't be read, as the entry or in its chain: why.
    Unreadable(String),
}

/// What is known of a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateKey {
    /// It was opened.
    Open {
        /// Its own, whatever its certificate says.
        kind: KeyKind,
        /// Whether the leaf certificate's public key is this key's; `None` where keywright can't compute that for the
        /// algorithm, or there is no certificate.
        fits: Option<bool>,
    },
    /// No password was given.
    Locked,
    /// The password opens the store, but not this key: it has one of its own.
    OtherPassword,
    /// It can't be opened whatever the password: the algorithm.
    Unsupported(String),
    /// It opened to something that isn't a private key: what.
    Damaged(String),
}

/// An algorithm, and what it protects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    pub of: Protected,
    /// As the JDK names it: `PBEWithSHA1AndDESede`, `PBEWithHmacSHA256AndAES_256`, `HmacPBESHA256`.
    pub algorithm: String,
    /// What reading it asks of a JDK, where some releases have it and some don't. What no JDK reads is in
    /// [`Store::refused`].
    pub needs: Option<Needs>,
    /// Iterations of the key's derivation, the fewest where they differ; scrypt's N; 0 where the format has
    /// none, or the algorithm isn't known.
    pub iterations: u32,
}

/// What an algorithm protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protected {
    /// The file's integrity.
    Integrity,
    Certificates,
    Keys,
}

impl PrivateKey {
    /// What kind of key it is, where it was opened.
    pub fn kind(&self) -> Option<&KeyKind> {
        match self {
            Self::Open { kind, .. } => Some(kind),
            Self::Locked | Self::OtherPassword | Self::Unsupported(_) | Self::Damaged(_) => None,
        }
    }
}

impl Store {
    /// The entry of this alias, in whichever case. Two aliases of a JKS may differ in case only: then it is
    /// the one in small letters, since Java keeps them as they are in the file but looks for small ones.
    pub fn find(&self, alias: &str) -> Option<&Entry> {
        let small = alias.to_lowercase();
        let exact = self.entries.iter().find(|entry| entry.alias == small);
        exact.or_else(|| self.entries.iter().find(|entry| entry.is_called(alias)))
    }

    /// The entries that have a private key.
    pub fn private_keys(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| matches!(entry.kind, EntryKind::PrivateKey { .. }))
    }

    /// The entry that a gateway would serve with: the one of this alias; without one, the only
    /// private key, or the only entry.
    pub fn chosen(&self, alias: Option<&str>) -> Option<&Entry> {
        if let Some(alias) = alias.filter(|alias| !alias.is_empty()) {
            return self.find(alias);
        }
        let mut keys = self.private_keys();
        match (keys.next(), keys.next(), self.entries.as_slice()) {
            (Some(key), None, _) => Some(key),
            (None, _, [only]) => Some(only),
            _ => None,
        }
    }

    /// Every certificate in it: leaves, chains, trusted ones.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.entries.iter().flat_map(Entry::chain)
    }
}

impl Entry {
    /// Whether Java would find it under this alias: it folds case by the root locale.
    pub fn is_called(&self, alias: &str) -> bool {
        self.alias == alias || self.alias.to_lowercase() == alias.to_lowercase()
    }

    /// Its certificates, leaf first; one for a trusted certificate; none for a secret key.
    pub fn chain(&self) -> &[Certificate] {
        match &self.kind {
            EntryKind::PrivateKey { chain, .. } => chain,
            EntryKind::TrustedCertificate(certificate) => std::slice::from_ref(certificate),
            EntryKind::SecretKey { .. } | EntryKind::Unreadable(_) => &[],
        }
    }

    /// The certificate that it stands for: the leaf of the chain, or the trusted one.
    pub fn leaf(&self) -> Option<&Certificate> {
        self.chain().first()
    }

    /// What kind of key it has: the private one's own, where it was opened, else what its certificate says.
    pub fn key_kind(&self) -> Option<KeyKind> {
        let own = match &self.kind {
            EntryKind::PrivateKey { key, .. } => key.kind().cloned(),
            _ => None,
        };
        own.or_else(|| Some(self.leaf()?.key.kind()))
    }

    /// Whether it has a private key.
    pub fn has_key(&self) -> bool {
        matches!(self.kind, EntryKind::PrivateKey { .. })
    }
}

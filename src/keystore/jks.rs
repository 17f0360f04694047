//! Reads JKS and JCEKS, the JDK's own keystores (`sun.security.provider.JavaKeyStore`,
//! `com.sun.crypto.provider.JceKeyStore`). Numbers are big-endian:
//!
//! ```text
//! FEEDFEED or CECECECE, version 1 or 2, count of entries
//! entry   1  alias, when made (ms), key: length and bytes, count of certificates, each:
//!            type (version 2: "X.509"), length, bytes
//!         2  alias, when made, one certificate
//!         3  alias, when made, a serialized SealedObject (JCEKS: a secret key)
//! SHA-1 of the password in UTF-16BE, "Mighty Aphrodite", and all of the above
//! ```
//!
//! Certificates are in clear; keys are protected each by itself, usually with the same password.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha1::{Digest, Sha1};

use super::{
    certificate::Certificate,
    error::{Limit, OpenError},
    key, parallel,
    store::{Entry, EntryKind, Ignored, Integrity, PrivateKey, Protected, Protection, Store},
};
use crate::domain::{file::Format, secret::Secret};

mod input;
mod protector;
mod serialized;

use input::Input;
use protector::{Key, Password};

/// The most entries of one file: ten times what the largest trust stores have.
const MAX_ENTRIES: usize = 10_000;

/// The most private keys of one file. Telling whether a key on P-521 fits its certificate takes most of a
/// millisecond: a file of nothing but such keys is read within a second.
const MAX_KEYS: usize = 1_000;

/// The most certificates of one chain. Java has no limit; real chains have up to five.
const MAX_CHAIN: usize = 100;

/// The most iterations that the keys of one file may ask for, in all (only JCEKS asks). The JDK writes
/// 200,000 a key, and up to 5,000,000 by a setting. Each is two computations of MD5: three seconds in all.
const MAX_ITERATIONS: u64 = 10_000_000;

/// The most of them that are made to tell a wrong password from an altered file: five keys as the JDK writes them. A
/// password is tried often while it is typed, and is mostly wrong then.
const MAX_ITERATIONS_OF_PROOF: u64 = 1_000_000;

/// What the digest has between the password and the file.
const WHITENER: &[u8] = b"Mighty Aphrodite";

const DIGEST_BYTES: usize = 20;

/// Reads a JKS or JCEKS.
///
/// Without a password its certificates are read all the same, as keytool does: the integrity isn't
/// checked then, and keys stay locked. With one, a digest that differs is [`OpenError::Altered`] where the password
/// opens a private key all the same, else [`OpenError::WrongPassword`]: of certificates alone, whether the one or the other is
/// wrong can't be told. A file whose structure is broken is [`OpenError::Damaged`], with whatever password.
pub fn read(bytes: &[u8], password: Option<&Secret>) -> Result<Store, OpenError> {
    let file = File::read(bytes)?;
    let password = password.map(Password::new);
    let integrity = match &password {
        None => Integrity::NotChecked,
        Some(password) if file.is_sealed_with(password) => Integrity::Checked,
        Some(password) if file.has_a_key_of(password) => return Err(OpenError::Altered),
        Some(_) => return Err(OpenError::WrongPassword),
    };
    file.grant_work()?;
    Ok(file.open(integrity, password.as_ref()))
}

/// A file whose structure is whole; nothing in it has been opened.
struct File<'a> {
    format: Format,
    /// What the digest is over.
    sealed: &'a [u8],
    digest: &'a [u8],
    /// Bytes after the digest.
    rest: usize,
    entries: Vec<Item<'a>>,
}

/// An entry as it lies in the file.
struct Item<'a> {
    alias: String,
    /// Milliseconds since 1970.
    created: i64,
    kind: ItemKind<'a>,
}

enum ItemKind<'a> {
    Key { key: Key<'a>, chain: Vec<Encoded<'a>> },
    Trusted(Encoded<'a>),
    Secret,
}

/// A certificate as it lies in the file.
struct Encoded<'a> {
    /// `X.509`, unless something odd wrote the file.
    kind: String,
    bytes: &'a [u8],
}

impl<'a> File<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, OpenError> {
        let mut input = Input::new(bytes);
        let format = match input.number("the header")? {
            0xCECE_CECE => Format::Jceks,
            _ => Format::Jks,
        };
        let version = input.number("the header")?;
        if !matches!(version, 1 | 2) {
            return Err(OpenError::Damaged(format!("its version is {version}, where 1 or 2 can be")));
        }
        let count = input.count("the header")?;
        let mut file = Self { format, sealed: &[], digest: &[], rest: 0, entries: Vec::new() };
        let mut keys = 0;
        for _ in 0..count {
            if file.entries.len() == MAX_ENTRIES {
                return Err(OpenError::TooCostly(Limit::Entries, format!("more than {MAX_ENTRIES} entries")));
            }
            input.next_entry();
            let item = Item::read(&mut input, format, version)?;
            keys += usize::from(matches!(item.kind, ItemKind::Key { .. }));
            if keys > MAX_KEYS {
                return Err(OpenError::TooCostly(
                    Limit::Entries,
                    format!("more than {MAX_KEYS} private keys"),
                ));
            }
            file.entries.push(item);
        }
        input.past_entries();
        file.sealed = input.passed();
        file.digest = input.take(DIGEST_BYTES, "the digest at its end")?;
        file.rest = input.left();
        Ok(file)
    }

    fn is_sealed_with(&self, password: &Password) -> bool {
        let digest = Sha1::new_with_prefix(password.utf16()).chain_update(WHITENER).chain_update(self.sealed);
        digest.finalize().as_slice() == self.digest
    }

    /// Whether a private key opens with the password: each is sealed by itself, whatever became of the rest.
    fn has_a_key_of(&self, password: &Password) -> bool {
        let keys = self.entries.iter().filter_map(|item| match &item.kind {
            ItemKind::Key { key, .. } => Some(key),
            _ => None,
        });
        let mut iterations = 0;
        let mut granted = keys.take_while(|key| {
            iterations += u64::from(key.iterations());
            iterations <= MAX_ITERATIONS_OF_PROOF
        });
        granted.any(|key| key.open(password).is_some_and(|opened| key::is_private_key(&opened)))
    }

    /// Refuses what its keys would cost to open, before any is.
    fn grant_work(&self) -> Result<(), OpenError> {
        let iterations = self.entries.iter().filter_map(|item| match &item.kind {
            ItemKind::Key { key, .. } => Some(u64::from(key.iterations())),
            _ => None,
        });
        match iterations.sum::<u64>() {
            0..=MAX_ITERATIONS => Ok(()),
            more => Err(OpenError::TooCostly(
                Limit::Iterations,
                format!("{more} iterations for its keys, and at most {MAX_ITERATIONS} are made"),
            )),
        }
    }

    fn open(self, integrity: Integrity, password: Option<&Password>) -> Store {
        let mut store = Store {
            format: self.format,
            integrity,
            entries: Vec::new(),
            protections: vec![Protection {
                of: Protected::Integrity,
                algorithm: "SHA1".into(),
                needs: None,
                iterations: 0,
            }],
            loose: Vec::new(),
            ignored: Vec::new(),
            refused: Vec::new(),
        };
        if self.rest > 0 {
            store.ignored.push(Ignored { alias: None, why: "bytes after its end, which Java doesn't read" });
        }
        let last: BTreeMap<_, _> =
            self.entries.iter().enumerate().map(|(at, item)| (item.alias.clone(), at)).collect();
        let mut kept = Vec::new();
        for (at, item) in self.entries.into_iter().enumerate() {
            if last.get(&item.alias) != Some(&at) {
                let why = "a later entry has the same alias, and takes its place";
                store.ignored.push(Ignored { alias: Some(item.alias), why });
                continue;
            }
            if let ItemKind::Key { key, .. } = &item.kind
                && let Some(protection) = key.protection()
                && !store.protections.contains(&protection)
            {
                store.protections.push(protection);
            }
            kept.push(item);
        }
        let work = kept.iter().map(Item::work).sum();
        store.entries = parallel::map(&kept, work, |item| item.open(password));
        store
    }
}

impl<'a> Item<'a> {
    fn read(input: &mut Input<'a>, format: Format, version: u32) -> Result<Self, OpenError> {
        let tag = input.number("its kind")?;
        if !matches!((tag, format), (1 | 2, _) | (3, Format::Jceks)) {
            return Err(input.damaged(&format!("its kind is {tag}, which isn't known")));
        }
        let alias = input.text("its alias")?;
        let created = input.long("when it was made")?;
        let kind = match tag {
            1 => {
                let key = Key::read(input.counted("its key")?, format);
                let count = input.count("its chain")?;
                let mut chain = Vec::new();
                for _ in 0..count {
                    if chain.len() == MAX_CHAIN {
                        let what =
                            format!("a chain of {count} certificates, and at most {MAX_CHAIN} are read");
                        return Err(OpenError::TooCostly(Limit::Chain, what));
                    }
                    chain.push(Encoded::read(input, version)?);
                }
                ItemKind::Key { key, chain }
            }
            2 => ItemKind::Trusted(Encoded::read(input, version)?),
            _ => {
                serialized::skip(input)?;
                ItemKind::Secret
            }
        };
        Ok(Self { alias, created, kind })
    }

    /// What opening it takes, in computations of a digest.
    fn work(&self) -> u64 {
        match &self.kind {
            ItemKind::Key { key, .. } => parallel::HASHES_OF_A_KEY + u64::from(key.iterations()) * 2,
            _ => 0,
        }
    }

    fn open(&self, password: Option<&Password>) -> Entry {
        let kind = match &self.kind {
            ItemKind::Key { key, chain } => {
                match chain.iter().map(Encoded::open).collect::<Result<Vec<_>, _>>() {
                    Ok(chain) => {
                        let key = open_key(key, password, chain.first());
                        EntryKind::PrivateKey { key, chain }
                    }
                    Err(why) => {
                        EntryKind::Unreadable(format!("a certificate of its chain can't be read: {why}"))
                    }
                }
            }
            ItemKind::Trusted(certificate) => match certificate.open() {
                Ok(certificate) => EntryKind::TrustedCertificate(Box::new(certificate)),
                Err(why) => EntryKind::Unreadable(why),
            },
            // Its algorithm is sealed with it.
            ItemKind::Secret => EntryKind::SecretKey { algorithm: None },
        };
        Entry { alias: self.alias.clone(), kind, created: Timestamp::from_millisecond(self.created).ok() }
    }
}

fn open_key(key: &Key<'_>, password: Option<&Password>, leaf: Option<&Certificate>) -> PrivateKey {
    match (key.unopenable(), password) {
        (Some(why), _) => why,
        (None, None) => PrivateKey::Locked,
        (None, Some(password)) => match key.open(password) {
            None => PrivateKey::OtherPassword,
            Some(opened) => key::examine(&opened, leaf),
        },
    }
}

impl<'a> Encoded<'a> {
    fn read(input: &mut Input<'a>, version: u32) -> Result<Self, OpenError> {
        let kind = match version {
            1 => "X.509".into(),
            _ => input.text("the type of its certificate")?,
        };
        Ok(Self { kind, bytes: input.counted("its certificate")? })
    }

    fn open(&self) -> Result<Certificate, String> {
        match self.kind.as_str() {
            "X.509" | "X509" => Certificate::read(self.bytes),
            other => Err(format!("it is of the type {other}")),
        }
    }
}

#[cfg(test)]
mod tests;

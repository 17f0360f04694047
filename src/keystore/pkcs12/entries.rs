//! The entries that Java makes of a PKCS#12's bags, by the rules of the JDK's own
//! `sun.security.pkcs12.PKCS12KeyStore` (as of JDK 25): which key has which certificate, which
//! certificates make its chain, what is an entry and under which alias.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{
    links::Links,
    opening::Opening,
    safe::{Bag, Encrypted, Item},
};
use crate::keystore::{Certificate, Entry, EntryKind, OpenError, store::Ignored};

/// The localKeyId that Java gives to an only key that has none, and to the certificate that is first
/// in its safe contents.
const ONLY_KEY: &[u8] = b"01";

/// The most that the certificates of all chains may have in bytes, each as often as it stands in one:
/// a file of many keys that share one long chain would take a thousand times its size in memory.
const MAX_CHAINS: usize = 64 * 1024 * 1024;

/// What the entries are made of, in the file's order.
pub struct Entries<'a> {
    found: Vec<Found<'a>>,
    /// How many encrypted private keys have come so far, with an entry or without.
    keys: usize,
    /// How many aliases were missing.
    unnamed: usize,
    /// Every certificate that can be read, trusted or not.
    certificates: Vec<&'a Certificate>,
    /// Those that may be a key's: all but the trusted ones.
    candidates: Vec<Candidate<'a>>,
    ignored: Vec<Ignored>,
}

/// A certificate that may be a key's, as it was found.
struct Candidate<'a> {
    certificate: Result<usize, &'a str>,
    local_key_id: Option<&'a [u8]>,
    /// Folded.
    alias: Option<String>,
}

/// An entry in the making.
struct Found<'a> {
    alias: String,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Key { encrypted: &'a Encrypted, local_key_id: &'a [u8] },
    Trusted(Result<usize, &'a str>),
    Secret(Option<&'a Encrypted>),
}

/// The entries, and what is none.
#[derive(Debug)]
pub struct Made {
    pub entries: Vec<Entry>,
    pub loose: Vec<Certificate>,
    pub ignored: Vec<Ignored>,
}

impl<'a> Entries<'a> {
    /// Takes the bags of a file, in its order.
    pub fn of(bags: impl IntoIterator<Item = &'a Bag>) -> Self {
        let mut entries = Self {
            found: Vec::new(),
            keys: 0,
            unnamed: 0,
            certificates: Vec::new(),
            candidates: Vec::new(),
            ignored: Vec::new(),
        };
        for bag in bags {
            entries.take(bag);
        }
        entries
    }

    fn take(&mut self, bag: &'a Bag) {
        let attributes = &bag.attributes;
        let id = attributes.local_key_id.as_deref();
        match &bag.item {
            Item::Key(encrypted) => {
                self.keys += 1;
                match id.or((self.keys == 1).then_some(ONLY_KEY)) {
                    Some(local_key_id) => self.add(bag, Kind::Key { encrypted, local_key_id }),
                    None => {
                        self.ignore(bag, "a private key without a localKeyId beside others, as Java wants it")
                    }
                }
            }
            Item::PlainKey => self.ignore(bag, "a private key that isn't encrypted, which Java doesn't read"),
            Item::Secret(encrypted) => self.add(bag, Kind::Secret(encrypted.as_ref())),
            Item::Other(what) => self.ignore(bag, what),
            Item::Certificate(read) => {
                let certificate = match read {
                    Ok(certificate) => {
                        self.certificates.push(certificate);
                        Ok(self.certificates.len() - 1)
                    }
                    Err(why) => Err(why.as_str()),
                };
                if attributes.is_trusted {
                    self.add(bag, Kind::Trusted(certificate));
                } else {
                    let alone = self.keys == 1 && bag.is_first;
                    self.candidates.push(Candidate {
                        certificate,
                        local_key_id: id.or(alone.then_some(ONLY_KEY)),
                        alias: attributes.alias.as_deref().map(str::to_lowercase),
                    });
                }
            }
        }
    }

    fn add(&mut self, bag: &'a Bag, kind: Kind<'a>) {
        let alias = bag.attributes.alias.clone().unwrap_or_else(|| {
            self.unnamed += 1;
            self.unnamed.to_string()
        });
        self.found.push(Found { alias, kind });
    }

    fn ignore(&mut self, bag: &Bag, why: &'static str) {
        self.ignored.push(Ignored { alias: bag.attributes.alias.clone(), why });
    }

    /// Makes the entries, opening the keys.
    pub fn make(mut self, opening: &mut Opening) -> Result<Made, OpenError> {
        let found = self.without_namesakes();
        let links = Links::of(&self.certificates);
        let mut used = vec![false; self.certificates.len()];
        let mut chained = 0;
        let mut entries = Vec::with_capacity(found.len());
        for Found { alias, kind } in found {
            let mut created = None;
            let kind = match kind {
                Kind::Key { encrypted, local_key_id } => {
                    created = time(local_key_id);
                    let leaf = self.leaf(local_key_id, &alias);
                    let indices = leaf.and_then(Result::ok).map(|leaf| links.chain(leaf)).unwrap_or_default();
                    let mut chain = Vec::with_capacity(indices.len());
                    for index in indices {
                        used[index] = true;
                        chained += self.certificates[index].der.len();
                        chain.push(self.certificates[index].clone());
                    }
                    if chained > MAX_CHAINS {
                        return Err(OpenError::TooCostly(format!(
                            "chains of more than {} MiB in all",
                            MAX_CHAINS / (1024 * 1024)
                        )));
                    }
                    match leaf {
                        Some(Err(why)) => EntryKind::Unreadable(why.to_owned()),
                        _ => {
                            let key = opening.private_key(encrypted, chain.first());
                            EntryKind::PrivateKey { key, chain }
                        }
                    }
                }
                Kind::Trusted(Ok(index)) => {
                    used[index] = true;
                    EntryKind::TrustedCertificate(Box::new(self.certificates[index].clone()))
                }
                Kind::Trusted(Err(why)) => EntryKind::Unreadable(why.to_owned()),
                Kind::Secret(encrypted) => EntryKind::SecretKey {
                    algorithm: encrypted.and_then(|encrypted| opening.secret_key(encrypted)),
                },
            };
            entries.push(Entry { alias, kind, created });
        }
        let unused = self.certificates.iter().zip(&used).filter(|(_, used)| !**used);
        let loose = unused.map(|(certificate, _)| (*certificate).clone()).collect();
        Ok(Made { entries, loose, ignored: self.ignored })
    }

    /// One entry of each alias: Java keeps the last, in the place of the first.
    fn without_namesakes(&mut self) -> Vec<Found<'a>> {
        let mut places = HashMap::new();
        let mut kept: Vec<Found<'_>> = Vec::new();
        for found in std::mem::take(&mut self.found) {
            let place = *places.entry(found.alias.to_lowercase()).or_insert(kept.len());
            match kept.get_mut(place) {
                None => kept.push(found),
                Some(earlier) => {
                    let earlier = std::mem::replace(earlier, found);
                    let why = "an entry whose alias a later one has too, which Java keeps";
                    self.ignored.push(Ignored { alias: Some(earlier.alias), why });
                }
            }
        }
        kept
    }

    /// The certificate of a key: of its localKeyId and alias; or else the last of its localKeyId; or
    /// else the last of its alias.
    fn leaf(&self, id: &[u8], alias: &str) -> Option<Result<usize, &'a str>> {
        let alias = alias.to_lowercase();
        let (mut by_id, mut by_alias) = (None, None);
        for candidate in &self.candidates {
            let is_called = candidate.alias.as_ref() == Some(&alias);
            match (candidate.local_key_id == Some(id), is_called) {
                (true, true) => return Some(candidate.certificate),
                (true, false) => by_id = Some(candidate.certificate),
                (false, true) => by_alias = Some(candidate.certificate),
                (false, false) => {}
            }
        }
        by_id.or(by_alias)
    }
}

/// When a key was put in: keytool writes it into the localKeyId, as `Time` and milliseconds.
fn time(local_key_id: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(local_key_id).ok()?;
    let milliseconds = text.strip_prefix("Time ")?.parse().ok()?;
    Timestamp::from_millisecond(milliseconds).ok()
}

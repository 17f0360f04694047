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
use crate::keystore::{
    Certificate, Entry, EntryKind, Limit, OpenError, parallel,
    store::{Ignored, PrivateKey},
};

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
    alias: Option<String>,
}

/// An entry in the making.
struct Found<'a> {
    alias: String,
    kind: Kind<'a>,
}

impl Found<'_> {
    /// What looking at it takes, in computations of a digest.
    fn work(&self) -> u64 {
        match self.kind {
            Kind::Key { encrypted, .. } => parallel::HASHES_OF_A_KEY.saturating_add(encrypted.work()),
            Kind::Trusted(_) | Kind::Secret(_) => 0,
        }
    }
}

enum Kind<'a> {
    Key { encrypted: &'a Encrypted, local_key_id: &'a [u8] },
    Trusted(Result<usize, &'a str>),
    Secret(Option<&'a Encrypted>),
}

/// What was found, with its key opened.
enum LookedAt<'a> {
    Key {
        key: PrivateKey,
        /// Among the certificates.
        leaf: Option<usize>,
        local_key_id: &'a [u8],
    },
    /// A key whose certificate can't be read.
    UnreadableLeaf {
        /// Among the candidates.
        at: usize,
        why: &'a str,
        local_key_id: &'a [u8],
    },
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
            Item::PlainKey => self.ignore(bag, Ignored::PLAIN_KEY),
            Item::Secret(_) => self.add(bag, Kind::Secret(bag.encrypted_key())),
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
                        alias: attributes.alias.clone(),
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
        let mut chains = Chains {
            links: Links::of(&self.certificates),
            used: vec![false; self.certificates.len()],
            bytes: 0,
        };
        // What takes its time is done on all processors, what depends on what was before in the file's order.
        let work = found.iter().map(Found::work).fold(0, u64::saturating_add);
        let looked_at = parallel::map(&found, work, |found| self.look_at(found, opening));
        let mut unreadable_leaves = vec![false; self.candidates.len()];
        let mut entries = Vec::with_capacity(found.len());
        for (Found { alias, .. }, looked_at) in found.into_iter().zip(looked_at) {
            let mut created = None;
            let kind = match looked_at {
                LookedAt::Key { key, leaf, local_key_id } => {
                    created = time(local_key_id);
                    opening.learn(&key);
                    let chain = leaf.map(|leaf| chains.of(leaf, &self.certificates)).transpose()?;
                    EntryKind::PrivateKey { key, chain: chain.unwrap_or_default() }
                }
                LookedAt::UnreadableLeaf { at, why, local_key_id } => {
                    created = time(local_key_id);
                    unreadable_leaves[at] = true;
                    EntryKind::Unreadable(why.to_owned())
                }
                LookedAt::Trusted(Ok(index)) => {
                    chains.used[chains.links.first(index)] = true;
                    EntryKind::TrustedCertificate(Box::new(self.certificates[index].clone()))
                }
                LookedAt::Trusted(Err(why)) => EntryKind::Unreadable(why.to_owned()),
                LookedAt::Secret(encrypted) => EntryKind::SecretKey {
                    algorithm: encrypted.and_then(|encrypted| opening.secret_key(encrypted)),
                },
            };
            entries.push(Entry { alias, kind, created });
        }
        for (candidate, is_leaf) in self.candidates.iter().zip(unreadable_leaves) {
            if candidate.certificate.is_err() && !is_leaf {
                let why = "a certificate that can't be read, for whose sake Java opens nothing of the file";
                self.ignored.push(Ignored { alias: candidate.alias.clone(), why });
            }
        }
        let loose = chains.unused().map(|index| self.certificates[index].clone()).collect();
        Ok(Made { entries, loose, ignored: self.ignored })
    }

    /// Finds a key's certificate, and opens the key.
    fn look_at(&self, found: &Found<'a>, opening: &Opening) -> LookedAt<'a> {
        match found.kind {
            Kind::Key { encrypted, local_key_id } => {
                let leaf = self.leaf(local_key_id, &found.alias);
                let leaf = match leaf.and_then(|at| Some((at, self.candidates.get(at)?.certificate))) {
                    Some((at, Err(why))) => return LookedAt::UnreadableLeaf { at, why, local_key_id },
                    Some((_, Ok(leaf))) => Some(leaf),
                    None => None,
                };
                let certificate = leaf.and_then(|leaf| self.certificates.get(leaf).copied());
                LookedAt::Key { key: opening.private_key(encrypted, certificate), leaf, local_key_id }
            }
            Kind::Trusted(certificate) => LookedAt::Trusted(certificate),
            Kind::Secret(encrypted) => LookedAt::Secret(encrypted),
        }
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

    /// The candidate that is a key's certificate: of its localKeyId and alias; or else the last of its
    /// localKeyId; or else the last of its alias.
    fn leaf(&self, id: &[u8], alias: &str) -> Option<usize> {
        let alias = alias.to_lowercase();
        let (mut by_id, mut by_alias) = (None, None);
        for (at, candidate) in self.candidates.iter().enumerate() {
            let is_called = candidate.alias.as_deref().is_some_and(|other| other.to_lowercase() == alias);
            match (candidate.local_key_id == Some(id), is_called) {
                (true, true) => return Some(at),
                (true, false) => by_id = Some(at),
                (false, true) => by_alias = Some(at),
                (false, false) => {}
            }
        }
        by_id.or(by_alias)
    }
}

/// The chains of a file's keys, and which certificates are in none.
struct Chains {
    links: Links,
    /// By the first certificate of the same bytes: Java writes an issuer once for each chain it is in.
    used: Vec<bool>,
    /// Of all chains so far.
    bytes: usize,
}

impl Chains {
    /// The chain from a leaf on.
    fn of(&mut self, leaf: usize, certificates: &[&Certificate]) -> Result<Vec<Certificate>, OpenError> {
        let indices = self.links.chain(leaf);
        self.bytes += indices.iter().map(|index| certificates[*index].der.len()).sum::<usize>();
        if self.bytes > MAX_CHAINS {
            let mib = MAX_CHAINS / (1024 * 1024);
            return Err(OpenError::TooCostly(
                Limit::Entries,
                format!("chains of more than {mib} MiB in all"),
            ));
        }
        for index in &indices {
            self.used[self.links.first(*index)] = true;
        }
        Ok(indices.into_iter().map(|index| certificates[index].clone()).collect())
    }

    /// Those in no chain and no entry, each once.
    fn unused(&self) -> impl Iterator<Item = usize> {
        (0..self.used.len()).filter(|index| !self.used[*index] && self.links.first(*index) == *index)
    }
}

/// When a key was put in: keytool writes it into the localKeyId, as `Time` and milliseconds.
fn time(local_key_id: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(local_key_id).ok()?;
    let milliseconds = text.strip_prefix("Time ")?.parse().ok()?;
    Timestamp::from_millisecond(milliseconds).ok()
}

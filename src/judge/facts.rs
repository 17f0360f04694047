//! What the rules ask of a case, found out once: which entries are meant, how their chains hold
//! together, and what is there now.

use super::{case::Case, chain::Chain, words};
use crate::keystore::{Certificate, Entry, EntryKind, OpenError, Store, store::PrivateKey};

/// The most signatures that are verified for one case. A chain has three or four; a hostile file may
/// have a thousand, at a millisecond each.
pub(super) const MOST_SIGNATURES: usize = 64;

pub(super) struct Facts<'a> {
    pub case: &'a Case<'a>,
    /// The candidate, where it opens.
    pub store: Option<&'a Store>,
    pub meant: Meant<'a>,
    pub before: Before<'a>,
    /// The chains of the private keys that are meant, in the same order.
    pub chains: Vec<Chain<'a>>,
}

/// Which entries of the candidate a gateway would use.
pub(super) enum Meant<'a> {
    /// None: the file doesn't open, has no entries, or not this alias.
    Nothing,
    /// The one under the alias; without an alias the only key, or the only entry.
    One(&'a Entry),
    /// Without an alias: any of several keys.
    Keys(Vec<&'a Entry>),
    /// Without an alias and without keys: every trusted certificate.
    Trust(Vec<&'a Entry>),
    /// Without an alias, and with neither keys nor trusted certificates: what there is, secret keys above all.
    Others(Vec<&'a Entry>),
}

/// What the new file is compared with.
pub(super) enum Before<'a> {
    /// There is nothing.
    Nothing,
    /// There is something, but it doesn't open.
    Closed(&'a OpenError),
    /// It opens, but which of its entries is used can't be told.
    Untold(&'a Store),
    One(&'a Store, &'a Entry),
    /// A trust store without an alias.
    Trust(&'a Store),
}

impl<'a> Facts<'a> {
    pub fn new(case: &'a Case<'a>) -> Self {
        let store = case.candidate.opened.ok();
        let meant = store.map_or(Meant::Nothing, |store| meant(store, case.candidate.alias));
        let before = match &case.present {
            None => Before::Nothing,
            Some(present) => match present.opened {
                Err(error) => Before::Closed(error),
                Ok(store) => match self::meant(store, present.alias) {
                    Meant::One(entry) => Before::One(store, entry),
                    Meant::Trust(_) => Before::Trust(store),
                    Meant::Nothing | Meant::Keys(_) | Meant::Others(_) => Before::Untold(store),
                },
            },
        };
        let mut facts = Self { case, store, meant, before, chains: Vec::new() };
        let mut budget = MOST_SIGNATURES;
        facts.chains = facts.keys().map(|(entry, _, chain)| Chain::of(entry, chain, &mut budget)).collect();
        facts
    }

    /// The entries that are meant.
    pub fn entries(&self) -> &[&'a Entry] {
        match &self.meant {
            Meant::Nothing => &[],
            Meant::One(entry) => std::slice::from_ref(entry),
            Meant::Keys(entries) | Meant::Trust(entries) | Meant::Others(entries) => entries,
        }
    }

    /// The trust store that is there now, whichever of its certificates its alias names.
    pub fn trust_before(&self) -> Option<&'a Store> {
        match self.before {
            Before::Trust(store) | Before::One(store, _) => {
                Some(store).filter(|store| store.is_trust_store())
            }
            Before::Nothing | Before::Closed(_) | Before::Untold(_) => None,
        }
    }

    /// Those of them that have a private key.
    pub fn keys(&self) -> impl Iterator<Item = (&'a Entry, &'a PrivateKey, &'a [Certificate])> {
        self.entries().iter().filter_map(|entry| match &entry.kind {
            EntryKind::PrivateKey { key, chain } => Some((*entry, key, chain.as_slice())),
            _ => None,
        })
    }

    /// Their certificates: the leaf of each chain, or the trusted one.
    pub fn leaves(&self) -> impl Iterator<Item = (&'a Entry, &'a Certificate)> {
        self.entries().iter().filter_map(|entry| Some((*entry, entry.leaf()?)))
    }

    /// `the certificate`, or where several entries are meant `the certificate of ca`.
    pub fn of(&self, what: &str, entry: &Entry) -> String {
        match self.meant {
            Meant::One(_) => what.to_owned(),
            _ => format!("{what} of {}", words::alias(&entry.alias)),
        }
    }
}

/// Which entries of a store are meant with this alias.
fn meant<'a>(store: &'a Store, alias: Option<&str>) -> Meant<'a> {
    if let Some(alias) = alias.filter(|alias| !alias.is_empty()) {
        return store.find(alias).map_or(Meant::Nothing, Meant::One);
    }
    let keys: Vec<&Entry> = store.private_keys().collect();
    match (keys.as_slice(), store.entries.as_slice()) {
        ([], [only]) => Meant::One(only),
        ([], _) => {
            let trusted = |entry: &&Entry| matches!(entry.kind, EntryKind::TrustedCertificate(_));
            let trusted: Vec<&Entry> = store.entries.iter().filter(trusted).collect();
            match store.entries.is_empty() {
                _ if !trusted.is_empty() => Meant::Trust(trusted),
                true => Meant::Nothing,
                false => Meant::Others(store.entries.iter().collect()),
            }
        }
        ([key], _) => Meant::One(key),
        _ => Meant::Keys(keys),
    }
}

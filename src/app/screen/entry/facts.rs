//! What is to be said of the row that is shown: words for the view to lay out. They are the file's own,
//! and may be hostile.

use jiff::{SignedDuration, Timestamp};

use super::{EntryScreen, Held, HeldFile, Row, rows};
use crate::{
    app::{
        model::{Model, Tone},
        vault::Seen,
    },
    domain::{moment, text},
    keystore::{
        Certificate, Entry, EntryKind, Store,
        link::Link,
        name::GeneralName,
        signature::Signature,
        store::{Integrity, PrivateKey, Protected, Protection},
    },
};

/// The most names of a certificate that are listed; the others are counted.
const NAMES: usize = 500;

/// A label and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: &'static str,
    pub words: String,
    pub tone: Tone,
}

impl Fact {
    /// As many lines as it has where the pane is as wide as on a screen of 80 columns.
    pub fn most_lines(&self) -> usize {
        const COLUMNS: usize = 35;
        self.words.split('\n').map(|line| line.len() / COLUMNS + 1).sum()
    }
}

fn fact(label: &'static str, words: impl Into<String>) -> Fact {
    Fact { label, words: words.into(), tone: Tone::Info }
}

fn said(label: &'static str, words: impl Into<String>, tone: Tone) -> Fact {
    Fact { label, words: words.into(), tone }
}

/// The facts of the row that is shown; of the file, where it isn't open.
pub fn facts(model: &Model, screen: &EntryScreen) -> Vec<Fact> {
    let Some(held) = screen.held() else { return Vec::new() };
    let seen = held.seen(&model.vault);
    let Seen::Open(store) = seen else { return file_facts(held, seen) };
    let row = rows(store).get(screen.shown(store)).copied().unwrap_or(Row::File);
    let links = row.entry().and_then(|entry| screen.links(store, entry));
    let (now, soon) = (model.now, model.soon());
    match row {
        Row::File => file_facts(held, seen),
        Row::Entry(at) => {
            let Some(entry) = store.entries.get(at) else { return Vec::new() };
            let mut facts = entry_facts(held, store, entry, links);
            // A trusted certificate is all that its entry is.
            if let EntryKind::TrustedCertificate(certificate) = &entry.kind {
                facts.extend(certificate_facts(certificate, &Signed::of(entry.chain(), 0, links), now, soon));
            }
            facts
        }
        Row::Certificate { entry, at } => {
            let chain = store.entries.get(entry).map_or(&[][..], Entry::chain);
            let Some(certificate) = chain.get(at) else { return Vec::new() };
            certificate_facts(certificate, &Signed::of(chain, at, links), now, soon)
        }
        Row::Loose(at) => {
            let Some(certificate) = store.loose.get(at) else { return Vec::new() };
            let why = "! in none: Java doesn't show it";
            let mut facts = vec![said("entry", why, Tone::Warning)];
            facts.extend(certificate_facts(certificate, &Signed::Loose, now, soon));
            facts
        }
    }
}

/// The file: what it is, whether it is whole, what protects it.
fn file_facts(held: &Held, seen: Seen<'_>) -> Vec<Fact> {
    let HeldFile::There { file, size, format, path, .. } = &held.file else {
        let why = match held.file {
            HeldFile::Missing => "the environment has no file",
            _ => "the server shows its file in a form that can't be read here",
        };
        return vec![said("file", why, Tone::Warning)];
    };
    let mut facts = Vec::new();
    if let Some(path) = path {
        facts.push(fact("new file", path));
    }
    facts.push(fact("type", format!("{format}, {}", text::size(*size))));
    facts.push(fact("sha256", file.hex()));
    facts.push(fact("alias", held.alias().unwrap_or("none")));
    match seen {
        Seen::Unknown => facts.push(fact("opening", "the file is being opened")),
        Seen::Locked => {
            facts.push(said("locked", "! it shows nothing without its password: p gives it", Tone::Warning))
        }
        Seen::Failed(error) => {
            facts.push(said("not open", format!("✗ {error}: {}", error.next_step()), Tone::Bad));
        }
        Seen::Open(store) => {
            facts.push(serving(held, store));
            facts.extend(store_facts(store));
        }
    }
    facts
}

/// What the environment serves with.
fn serving(held: &Held, store: &Store) -> Fact {
    let keys = store.private_keys().count();
    match (store.chosen(held.alias()), held.alias()) {
        (Some(chosen), _) => fact("serves", chosen.alias.as_str()),
        (None, Some(_)) => said("serves", "✗ nothing: the alias isn't in the file", Tone::Bad),
        (None, None) if keys > 1 => {
            said("serves", format!("! can't be told: {keys} private keys and no alias"), Tone::Warning)
        }
        (None, None) => fact("serves", "every entry: it has no private key"),
    }
}

fn store_facts(store: &Store) -> Vec<Fact> {
    let (integrity, tone) = match store.integrity {
        Integrity::Checked => ("checked with the password", Tone::Info),
        Integrity::NotChecked => ("! integrity not checked: read without the password (p)", Tone::Warning),
        Integrity::None => ("! nothing in it tells whether it was altered", Tone::Warning),
    };
    let keys = store.private_keys().count();
    let mut facts = vec![
        fact(
            "entries",
            format!("{}, {}", store.entries.len(), text::count(keys, "private key", "private keys")),
        ),
        said("integrity", integrity, tone),
    ];
    if store.protections.is_empty() {
        facts.push(fact("protected", "nothing in it"));
    }
    facts.extend(store.protections.iter().map(protection));
    facts.extend(store.refused.iter().map(|why| said("Java", why.as_str(), Tone::Warning)));
    facts.extend(store.ignored.iter().map(|ignored| {
        let alias = ignored.alias.as_deref().map(|alias| format!("{alias}: ")).unwrap_or_default();
        said("not seen", format!("{alias}{}", ignored.why), Tone::Warning)
    }));
    facts
}

fn protection(protection: &Protection) -> Fact {
    let of = match protection.of {
        Protected::Integrity => "integrity",
        Protected::Certificates => "certificates",
        Protected::Keys => "keys",
    };
    let iterations = match protection.iterations {
        0 => String::new(),
        count => format!(", {count} iterations"),
    };
    let since = protection.since.map(|since| format!("; Java reads it since {since}")).unwrap_or_default();
    fact("protected", format!("{of} by {}{iterations}{since}", protection.algorithm))
}

/// An entry: its kind, its key, its chain.
fn entry_facts(held: &Held, store: &Store, entry: &Entry, links: Option<&[Option<Link>]>) -> Vec<Fact> {
    let serves = store.chosen(held.alias()).is_some_and(|chosen| std::ptr::eq(chosen, entry));
    let mut facts = vec![fact("alias", entry.alias.as_str())];
    if serves {
        facts.push(said("serves", "what the environment serves with", Tone::Good));
    }
    let kind = match &entry.kind {
        EntryKind::PrivateKey { .. } => "private key".to_owned(),
        EntryKind::TrustedCertificate(_) => "trusted certificate".to_owned(),
        EntryKind::SecretKey { algorithm: Some(algorithm) } => format!("secret key, {algorithm}"),
        EntryKind::SecretKey { algorithm: None } => "secret key".to_owned(),
        EntryKind::Unreadable(_) => "can't be read".to_owned(),
    };
    facts.push(fact("kind", kind));
    match &entry.kind {
        EntryKind::PrivateKey { key, chain } => {
            if let Some(leaf) = chain.first() {
                facts.push(fact("key", leaf.key.to_string()));
            }
            facts.push(private_key(key));
        }
        EntryKind::Unreadable(why) => facts.push(said("why", why.as_str(), Tone::Bad)),
        EntryKind::TrustedCertificate(_) | EntryKind::SecretKey { .. } => {}
    }
    let created = entry.created.map_or_else(|| "the file doesn't say".to_owned(), moment::date_time);
    facts.push(fact("created", created));
    if entry.has_key() {
        facts.extend(chain_facts(entry.chain(), links));
    }
    facts
}

fn private_key(key: &PrivateKey) -> Fact {
    let (words, tone) = match key {
        PrivateKey::Open { fits: Some(true) } => ("opens; the leaf is its own".to_owned(), Tone::Info),
        PrivateKey::Open { fits: Some(false) } => {
            ("✗ opens, but the leaf is another key's".into(), Tone::Bad)
        }
        PrivateKey::Open { fits: None } => {
            ("opens; whether the leaf is its own can't be told".into(), Tone::Info)
        }
        PrivateKey::Locked => ("not opened: that takes the password (p)".into(), Tone::Info),
        PrivateKey::OtherPassword => {
            ("has a password of its own, which isn't the store's".into(), Tone::Warning)
        }
        PrivateKey::Unsupported(what) => {
            (format!("can't be opened: it is protected by {what}"), Tone::Warning)
        }
        PrivateKey::Damaged(what) => (format!("opens to something that is no key: {what}"), Tone::Bad),
    };
    said("private", words, tone)
}

/// Who signed what, leaf to root.
fn chain_facts(chain: &[Certificate], links: Option<&[Option<Link>]>) -> Vec<Fact> {
    let mut facts = vec![fact("chain", text::count(chain.len(), "certificate", "certificates"))];
    for (at, certificate) in chain.iter().enumerate() {
        facts.push(fact(if at == 0 { "leaf" } else { "" }, certificate.subject.as_str()));
        let (words, tone) = Signed::of(chain, at, links).words();
        facts.push(said("", format!("└ {words}"), tone));
    }
    facts
}

/// Who signed a certificate, as far as the file tells.
enum Signed<'a> {
    /// It is part of no chain.
    Loose,
    /// It hasn't been checked yet.
    Unknown,
    /// Too far up in a chain that no honest file has.
    TooFar,
    /// By the next one, or not.
    Next(&'a Link),
    /// By itself, or not.
    Itself(&'a Link),
    /// By one that the chain doesn't have.
    Elsewhere,
}

impl<'a> Signed<'a> {
    fn of(chain: &[Certificate], at: usize, links: Option<&'a [Option<Link>]>) -> Self {
        match (links.map(|links| links.get(at)), at + 1 < chain.len()) {
            (None, _) => Self::Unknown,
            (Some(None), _) => Self::TooFar,
            (Some(Some(None)), _) => Self::Elsewhere,
            (Some(Some(Some(link))), true) => Self::Next(link),
            (Some(Some(Some(link))), false) => Self::Itself(link),
        }
    }

    fn words(&self) -> (String, Tone) {
        match self {
            Self::Loose => ("not checked: it is part of no chain".into(), Tone::Info),
            Self::Unknown => ("being checked".into(), Tone::Info),
            Self::TooFar => ("not checked: the chain is too long".into(), Tone::Warning),
            Self::Elsewhere => ("by an issuer that the chain doesn't have".into(), Tone::Info),
            Self::Next(Link { name_fits: false, .. }) => {
                ("✗ the next one isn't its issuer".into(), Tone::Bad)
            }
            Self::Next(link) => signature(link, "by the next one"),
            Self::Itself(link) => signature(link, "by itself"),
        }
    }
}

fn signature(link: &Link, by: &str) -> (String, Tone) {
    match &link.signature {
        Signature::Verified => (format!("✓ {by}, verified"), Tone::Good),
        Signature::Wrong => (format!("✗ {by}, it says; the signature doesn't verify"), Tone::Bad),
        Signature::CannotTell(what) => {
            (format!("! {by}, by name; the signature can't be checked: {what}"), Tone::Warning)
        }
    }
}

/// Every field of a certificate.
fn certificate_facts(
    certificate: &Certificate,
    signed: &Signed<'_>,
    now: Timestamp,
    soon: SignedDuration,
) -> Vec<Fact> {
    let (words, tone) = signed.words();
    let weak = if certificate.has_weak_digest { ", ! a weak digest" } else { "" };
    let weak_tone = if certificate.has_weak_digest { Tone::Warning } else { Tone::Info };
    let mut facts = vec![
        fact("subject", named(&certificate.subject)),
        fact("issuer", named(&certificate.issuer)),
        fact("serial", certificate.serial.to_string()),
        valid_from(certificate, now),
        valid_until(certificate, now, soon),
    ];
    facts.extend(names(&certificate.names));
    facts.push(fact("key", certificate.key.to_string()));
    facts.push(fact(
        "key usage",
        listed(certificate.key_usage.as_deref().unwrap_or_default(), "not restricted"),
    ));
    facts.push(fact("ext. usage", listed(&certificate.extended_key_usage, "not restricted")));
    facts.push(fact(
        "authority",
        match certificate.is_authority {
            Some(true) => "yes: it may issue certificates",
            Some(false) => "no",
            None => "not told",
        },
    ));
    facts.push(said("algorithm", format!("{}{weak}", certificate.signature_algorithm), weak_tone));
    facts.push(said("signed", words, tone));
    facts.push(fact("SHA-256", certificate.sha256.to_string()));
    facts.push(fact("SHA-1", certificate.sha1.to_string()));
    facts
}

fn named(name: &str) -> &str {
    if name.is_empty() { "(empty)" } else { name }
}

fn valid_from(certificate: &Certificate, now: Timestamp) -> Fact {
    let from = certificate.not_before;
    if from > now {
        let words = format!("{}: ! not yet, {}", moment::date_time(from), moment::relative(from, now));
        return said("valid from", words, Tone::Warning);
    }
    fact("valid from", moment::date_time(from))
}

fn valid_until(certificate: &Certificate, now: Timestamp, soon: SignedDuration) -> Fact {
    let until = certificate.not_after;
    let (date, left) = (moment::date_time(until), moment::relative(until, now));
    let expiry = crate::app::expiry::Expiry::Until(until);
    match expiry.tone(now, soon) {
        Tone::Bad => said("until", format!("{date}: ✗ over, {left}"), Tone::Bad),
        Tone::Warning => said("until", format!("{date}: ! {left}"), Tone::Warning),
        tone => said("until", format!("{date}: {left}"), tone),
    }
}

/// The subject alternative names, one line each.
fn names(names: &[GeneralName]) -> Vec<Fact> {
    if names.is_empty() {
        return vec![fact("names", "none")];
    }
    let label = |at| if at == 0 { "names" } else { "" };
    let mut facts: Vec<Fact> =
        names.iter().take(NAMES).enumerate().map(|(at, name)| fact(label(at), name_words(name))).collect();
    if names.len() > NAMES {
        facts.push(fact("", format!("and {} more", names.len() - NAMES)));
    }
    facts
}

fn name_words(name: &GeneralName) -> String {
    let kind = match name {
        GeneralName::Dns(_) => "DNS",
        GeneralName::Ip(_) => "IP",
        GeneralName::Email(_) => "email",
        GeneralName::Uri(_) => "URI",
        GeneralName::Directory(_) => "directory",
        GeneralName::Other(_) => "other",
    };
    format!("{kind} {name}")
}

fn listed<T: AsRef<str>>(words: &[T], none: &str) -> String {
    if words.is_empty() {
        return none.to_owned();
    }
    words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

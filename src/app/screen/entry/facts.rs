//! What is to be said of the row that is shown: words for the view to lay out. They are the file's own,
//! and may be hostile.

mod certificate;

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
        store::{Integrity, PrivateKey, Protected, Protection},
    },
};

use certificate::{Signed, certificate_facts};

/// The most of a kind that are listed, names or certificates; the others are counted. They are laid out
/// with every key.
const MOST: usize = 500;

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
        self.words.len().min(text::MAX_WORDS) / COLUMNS + 1
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
            HeldFile::Missing => "! the environment has no file",
            _ => "! the server shows its file in a form that can't be read here",
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
    facts.extend(
        store.refused.iter().take(MOST).map(|one| said("Java", format!("! {}", one.why), Tone::Warning)),
    );
    facts.extend(others(store.refused.len()));
    facts.extend(store.ignored.iter().take(MOST).map(|ignored| {
        let alias = ignored.alias.as_deref().map(|alias| format!("{alias}: ")).unwrap_or_default();
        said("not seen", format!("! {alias}{}", ignored.why), Tone::Warning)
    }));
    facts.extend(others(store.ignored.len()));
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
    let since =
        protection.needs.map(|needs| format!("; Java reads it since {}", needs.since())).unwrap_or_default();
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
            facts.extend(entry.key_kind().map(|kind| fact("key", kind.to_string())));
            facts.push(private_key(key, chain));
        }
        EntryKind::Unreadable(why) => facts.push(said("why", format!("✗ {why}"), Tone::Bad)),
        EntryKind::TrustedCertificate(_) | EntryKind::SecretKey { .. } => {}
    }
    let created = entry.created.map_or_else(|| "the file doesn't say".to_owned(), moment::date_time);
    facts.push(fact("created", created));
    if entry.has_key() {
        facts.extend(chain_facts(entry.chain(), links));
    }
    facts
}

fn private_key(key: &PrivateKey, chain: &[Certificate]) -> Fact {
    let (words, tone) = match key {
        PrivateKey::Open { fits: Some(true), .. } => ("opens; the leaf is its own".to_owned(), Tone::Info),
        PrivateKey::Open { kind, fits: Some(false) } => {
            let other = chain.first().map(|leaf| leaf.key.kind()).filter(|other| other != kind);
            let other = other.map(|other| format!(", {other}")).unwrap_or_default();
            (format!("✗ opens, but the leaf is another key's{other}"), Tone::Bad)
        }
        PrivateKey::Open { fits: None, .. } if chain.is_empty() => {
            ("opens; it has no certificate".into(), Tone::Info)
        }
        PrivateKey::Open { fits: None, .. } => {
            ("opens; whether the leaf is its own can't be told".into(), Tone::Info)
        }
        PrivateKey::Locked => ("not opened: that takes the password (p)".into(), Tone::Info),
        PrivateKey::OtherPassword => ("! has a password of its own, not the store's".into(), Tone::Warning),
        PrivateKey::Unsupported(what) => {
            (format!("! can't be opened: it is protected by {what}"), Tone::Warning)
        }
        PrivateKey::Damaged(what) => (format!("✗ opens to something that is no key: {what}"), Tone::Bad),
    };
    said("private", words, tone)
}

/// Who signed what, leaf to root.
fn chain_facts(chain: &[Certificate], links: Option<&[Option<Link>]>) -> Vec<Fact> {
    let mut facts = vec![fact("chain", text::count(chain.len(), "certificate", "certificates"))];
    for (at, certificate) in chain.iter().enumerate().take(MOST) {
        facts.push(fact(if at == 0 { "leaf" } else { "" }, certificate.subject.as_str()));
        let (words, tone) = Signed::of(chain, at, links).words();
        facts.push(said("", format!("└ {words}"), tone));
    }
    facts.extend(others(chain.len()));
    facts
}

/// How many of so many are not listed.
fn others(len: usize) -> Option<Fact> {
    (len > MOST).then(|| fact("", format!("and {} more", len - MOST)))
}

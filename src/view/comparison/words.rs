//! What is in an environment's file, in words.

use jiff::Timestamp;

use crate::{
    app::{judgement::Side, vault::Seen},
    domain::text,
    keystore::{
        Certificate, Entry, EntryKind, OpenError, Store,
        store::{Integrity, PrivateKey},
    },
    view::theme::Theme,
};

/// Whose file is spoken of, and what can be done about it where it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The one that would be sent.
    New,
    /// The stored one, where its password can't be given: in a form.
    Stored,
    /// The stored one, where a key asks for its password.
    StoredAtHand,
}

/// What a file is found to be: `opens with the password`, `locked (p)`.
pub fn opened_words(side: Side<'_>, whose: Whose, theme: Theme, now: Timestamp) -> String {
    match (side.seen, whose) {
        (Seen::Unknown, _) => format!("{} opening", theme.spinner(now)),
        (Seen::Locked, Whose::New) => "locked: its password is wanted".into(),
        (Seen::Locked, Whose::Stored) => "locked".into(),
        (Seen::Locked, Whose::StoredAtHand) => "locked (p)".into(),
        (Seen::Failed(OpenError::WrongPassword), _) => "doesn't open with this password".into(),
        (Seen::Failed(error), _) => text::shown(&error.to_string()),
        (Seen::Open(store), whose) => match (store.integrity, whose) {
            (Integrity::Checked, _) => "opens with the password".into(),
            (Integrity::NotChecked, Whose::StoredAtHand) => "read without its password (p)".into(),
            (Integrity::NotChecked, _) => "read without its password".into(),
            (Integrity::None, _) => "opens; it has nothing to be checked by".into(),
        },
    }
}

/// What the gateway would serve with: `private key RSA 2048, chain of 3, complete`.
pub fn serves_words(side: Side<'_>) -> Option<String> {
    let store = side.store()?;
    Some(match (side.entry(), side.alias.filter(|alias| !alias.is_empty())) {
        (Some(entry), _) => entry_words(entry),
        (None, Some(_)) => "the alias isn't in the file".into(),
        (None, None) => several_words(store),
    })
}

/// Without an alias: what of the file any of may serve.
fn several_words(store: &Store) -> String {
    let keys = store.private_keys().count();
    match (keys, store.entries.len()) {
        (0, 0) => "no entries".into(),
        (0, _) if store.is_trust_store() => {
            text::count(store.trusted().count(), "trusted certificate", "trusted certificates")
        }
        (0, _) => others_words(store),
        (keys, _) => format!("{keys} private keys, and no alias says which"),
    }
}

/// What there is where there is neither a private key nor a trusted certificate.
fn others_words(store: &Store) -> String {
    let is_secret = |entry: &&Entry| matches!(entry.kind, EntryKind::SecretKey { .. });
    let secret = store.entries.iter().filter(is_secret).count();
    let mut parts = Vec::new();
    parts.extend((secret > 0).then(|| text::count(secret, "secret key", "secret keys")));
    let unreadable = store.entries.len() - secret;
    let count =
        || text::count(unreadable, "certificate that can't be read", "certificates that can't be read");
    parts.extend((unreadable > 0).then(count));
    format!("{}, no private key", parts.join(", "))
}

fn entry_words(entry: &Entry) -> String {
    match &entry.kind {
        EntryKind::PrivateKey { key, chain } => {
            let kind = entry.key_kind().map(|kind| format!(" {}", text::shown(&kind.to_string())));
            let kind = kind.unwrap_or_default();
            let locked = match key {
                PrivateKey::OtherPassword => ", with a password of its own",
                PrivateKey::Damaged(_) => ", damaged",
                PrivateKey::Open { .. } | PrivateKey::Locked | PrivateKey::Unsupported(_) => "",
            };
            format!("private key{kind}{locked}, {}", chain_words(chain))
        }
        EntryKind::TrustedCertificate(certificate) => format!("trusted certificate {}", certificate.key),
        EntryKind::SecretKey { algorithm: Some(algorithm) } => {
            format!("secret key {}", text::shown(algorithm))
        }
        EntryKind::SecretKey { algorithm: None } => "secret key".into(),
        EntryKind::Unreadable(_) => "a certificate that can't be read".into(),
    }
}

/// How a chain stands, by names: its signatures are for the rules.
fn chain_words(chain: &[Certificate]) -> String {
    let is_linked = chain.windows(2).all(|pair| matches!(pair, [one, next] if one.issuer == next.subject));
    match chain {
        [] => "no certificate".into(),
        [only] if only.is_self_issued() => "self-signed".into(),
        [_] => "its certificate alone".into(),
        [.., last] => {
            let how = match (is_linked, last.is_self_issued()) {
                (false, _) => "out of order",
                (true, true) => "complete",
                (true, false) => "without the root",
            };
            format!("chain of {}, {how}", chain.len())
        }
    }
}

/// The certificate's name for a narrow column: its first part.
pub fn short_subject(certificate: &Certificate) -> String {
    let subject = certificate.subject.as_str();
    let mut is_escaped = false;
    let end = subject.find(|c| match (is_escaped, c) {
        (true, _) => {
            is_escaped = false;
            false
        }
        (false, '\\') => {
            is_escaped = true;
            false
        }
        (false, c) => matches!(c, ',' | '+'),
    });
    let first = end.and_then(|end| subject.get(..end)).unwrap_or(subject);
    if first.is_empty() { "(no name)".into() } else { text::shown(first) }
}

/// What stands in a table for the certificate that serves.
pub fn certificate_cell(side: Side<'_>) -> String {
    match (side.leaf(), side.seen) {
        (Some(leaf), _) => short_subject(leaf),
        (None, Seen::Unknown) => "opening".into(),
        (None, Seen::Locked) => "locked (p)".into(),
        (None, Seen::Failed(OpenError::WrongPassword)) => "wrong password".into(),
        (None, Seen::Failed(_)) => "can't be read".into(),
        (None, Seen::Open(_))
            if side.alias.is_some_and(|alias| !alias.is_empty()) && side.entry().is_none() =>
        {
            "no such alias".into()
        }
        (None, Seen::Open(_)) => serves_words(side).unwrap_or_default(),
    }
}

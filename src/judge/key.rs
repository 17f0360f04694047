//! The private key: whether it is there, opens, and is the certificate's.

use super::{
    alias::what,
    facts::{Before, Facts, Meant},
    words::{self, Said, clauses, list},
};
use crate::{
    domain::file::Format,
    keystore::{
        Certificate, Entry, EntryKind, Store,
        store::{Ignored, PrivateKey},
    },
};

/// Joins a key with its certificate and chain.
pub(super) const JOIN: &str =
    "openssl pkcs12 -export -inkey KEY -in CERTIFICATE -certfile CHAIN -name ALIAS -out NEW.p12";

/// A key that opened to something else. A wrong password does that, too, once in a few hundred times.
pub(super) fn damaged(facts: &Facts<'_>) -> Option<Said> {
    let damaged = facts.keys().filter_map(|(entry, key, _)| match key {
        PrivateKey::Damaged(how) => {
            let key = facts.of("the private key", entry);
            Some(format!("{key} is damaged, or has a password of its own: {}", words::name(how)))
        }
        _ => None,
    });
    Some(Said::new(clauses(damaged)?, "copy the file again from where it was made, and compare the digests"))
}

pub(super) fn password(facts: &Facts<'_>) -> Option<Said> {
    let other = facts.keys().filter(|(_, key, _)| **key == PrivateKey::OtherPassword);
    let other = other.map(|(entry, ..)| {
        format!(
            "{} doesn't open with the file's password: it has one of its own",
            facts.of("the private key", entry)
        )
    });
    Some(Said::new(clauses(other)?, same_password(facts.store?)))
}

/// How to give a key the file's password.
fn same_password(store: &Store) -> &'static str {
    match store.format {
        Format::Jks | Format::Jceks => {
            "give the key the file's password: keytool -keypasswd -keystore FILE -alias ALIAS"
        }
        // keytool asks for no key's password where it knows that a file is PKCS#12. Of a JKS it does, and Java's JKS
        // opens either format (`keystore.type.compat`). openssl has no option for it. Tried with keytool 17.
        _ => {
            "put it into a new file, which has one password for both: keytool -importkeystore -srckeystore FILE \
             -srcstoretype JKS -destkeystore NEW.p12 -deststoretype PKCS12 (it asks for the key's own password only \
             where it takes the file for a JKS)"
        }
    }
}

/// Java's `KeyManagerFactory` opens every key of a file with the one password that it is given, and
/// fails at the first that has another (`Cannot recover key`; seen with JDK 17).
pub(super) fn other_password(facts: &Facts<'_>) -> Option<Said> {
    let store = facts.store?;
    let meant = |entry: &Entry| facts.entries().iter().any(|meant| std::ptr::eq(*meant, entry));
    let others = store.private_keys().filter(|entry| {
        matches!(entry.kind, EntryKind::PrivateKey { key: PrivateKey::OtherPassword, .. }) && !meant(entry)
    });
    let others = list(others.map(|entry| words::alias(&entry.alias)))?;
    Some(Said::new(
        format!(
            "another private key has a password of its own ({others}), and Java's key manager opens every key of a file"
        ),
        same_password(store),
    ))
}

pub(super) fn missing(facts: &Facts<'_>) -> Option<Said> {
    let before = match &facts.before {
        Before::One(_, entry) if entry.has_key() => {
            format!("where the file before had a private key under {}", words::alias(&entry.alias))
        }
        // Several keys, and no alias.
        Before::Untold(store) if facts.case.present.as_ref()?.alias.is_none_or(str::is_empty) => {
            store.private_keys().next()?;
            "where the file before had private keys".to_owned()
        }
        _ => return None,
    };
    let now = match &facts.meant {
        Meant::One(entry) if !entry.has_key() && !matches!(entry.kind, EntryKind::Unreadable(_)) => {
            format!("under {} is {}", words::alias(&entry.alias), what(entry))
        }
        Meant::Trust(_) | Meant::Others(_) => "the file has no private key".to_owned(),
        // What lies open in it, and isn't one to Java, is the matter of `empty`.
        Meant::Nothing if facts.store.is_some_and(is_bare) => "the file has no private key".to_owned(),
        _ => return None,
    };
    let keys = list(facts.store?.private_keys().map(|entry| words::alias(&entry.alias)));
    Some(Said::new(
        format!("{now}, {before}"),
        match keys {
            Some(keys) => format!("choose an alias that has one: {keys}"),
            None => format!("choose the file with the key; or join the two: {JOIN}"),
        },
    ))
}

/// Whether there is neither an entry in it nor an unencrypted key.
fn is_bare(store: &Store) -> bool {
    store.entries.is_empty() && store.ignored.iter().all(|ignored| ignored.why != Ignored::PLAIN_KEY)
}

pub(super) fn no_certificate(facts: &Facts<'_>) -> Option<Said> {
    let bare = facts.keys().filter(|(.., chain)| chain.is_empty());
    let bare = bare.map(|(entry, ..)| format!("{} has no certificate", facts.of("the private key", entry)));
    Some(Said::new(clauses(bare)?, format!("join the key with its certificate: {JOIN}")))
}

pub(super) fn mismatch(facts: &Facts<'_>) -> Option<Said> {
    let wrong = facts.keys().filter_map(|(entry, key, chain)| match key {
        PrivateKey::Open { kind, fits: Some(false) } => Some((entry, kind, chain)),
        _ => None,
    });
    let mut are_reversed = true;
    let wrong = wrong.map(|(entry, kind, chain)| {
        let leaf = chain.first();
        let subject = leaf.map(words::subject);
        // Of one kind, only the two public keys tell them apart.
        let (certificates, keys) = match leaf.map(|leaf| leaf.key.kind()).filter(|other| other != kind) {
            Some(other) => {
                (Some(words::name(&other.to_string())), format!(" ({})", words::name(&kind.to_string())))
            }
            None => (None, String::new()),
        };
        let whose: Vec<String> = subject.into_iter().chain(certificates).collect();
        let whose = if whose.is_empty() { String::new() } else { format!(" ({})", whose.join(", ")) };
        let order = match reversed(chain) {
            Some(last) => {
                format!(": the chain is the wrong way round, and ends with {}", words::subject(last))
            }
            None => {
                are_reversed = false;
                String::new()
            }
        };
        format!(
            "{}{whose} doesn't belong to its private key{keys}{order}",
            facts.of("the certificate", entry)
        )
    });
    let wrong = clauses(wrong)?;
    if are_reversed {
        return Some(Said::new(
            wrong,
            format!(
                "put the chain in order, the key's own certificate first and each followed by its issuer: {JOIN}"
            ),
        ));
    }
    Some(Said::new(
        wrong,
        format!(
            "find the certificate whose public key is the key's (openssl pkey -in KEY -pubout, openssl x509 -in \
             CERTIFICATE -noout -pubkey), and join the two: {JOIN}"
        ),
    ))
}

/// The last certificate of a chain that begins with its root and ends with one that isn't an authority's.
fn reversed(chain: &[Certificate]) -> Option<&Certificate> {
    let (first, last) = (chain.first()?, chain.last()?);
    (chain.len() > 1 && first.is_self_issued() && last.is_authority != Some(true) && !last.is_self_issued())
        .then_some(last)
}

pub(super) fn not_checked(facts: &Facts<'_>) -> Option<Said> {
    let mut locked = false;
    let unknown = facts.keys().filter_map(|(entry, key, chain)| {
        let why = match key {
            PrivateKey::Locked => {
                locked = true;
                "the key isn't opened without a password".to_owned()
            }
            PrivateKey::Open { kind, fits: None } => {
                chain.first()?;
                format!("keywright can't compute that for {}", words::name(&kind.to_string()))
            }
            // What is known of these is another rule's.
            PrivateKey::Open { .. }
            | PrivateKey::OtherPassword
            | PrivateKey::Unsupported(_)
            | PrivateKey::Damaged(_) => return None,
        };
        let certificate = facts.of("the certificate", entry);
        Some(format!("whether {certificate} belongs to its private key wasn't checked: {why}"))
    });
    let says = clauses(unknown)?;
    Some(Said::new(
        says,
        if locked {
            facts.case.candidate.unlock
        } else {
            "compare the two where they were made: openssl pkey -in KEY -pubout, openssl x509 -in CERTIFICATE -noout -pubkey"
        },
    ))
}

#[cfg(test)]
mod tests;

//! Whether the file opens, and whether there is anything in it.

use super::{
    facts::Facts,
    protection::ANEW,
    words::{self, Said, clauses, list},
};
use crate::{
    domain::text::count,
    keystore::{
        EntryKind, OpenError,
        store::{Ignored, PrivateKey},
    },
};

/// Why the candidate doesn't open.
fn error<'a>(facts: &Facts<'a>) -> Option<&'a OpenError> {
    facts.case.candidate.opened.err()
}

/// What the error itself says, for the rule that is about this kind of error.
fn of_error(facts: &Facts<'_>, kind: fn(&OpenError) -> bool) -> Option<Said> {
    let error = error(facts).filter(|error| kind(error))?;
    Some(Said::new(error.to_string(), error.next_step()))
}

pub(super) fn not_a_keystore(facts: &Facts<'_>) -> Option<Said> {
    of_error(facts, |error| matches!(error, OpenError::NotAKeystore(_))).or_else(|| {
        // JCEKS is read, but the gateway takes only two types.
        let format = facts.case.candidate.format;
        let advice = format.advice()?;
        let error = OpenError::NotAKeystore(format);
        Some(Said::new(error.to_string(), advice))
    })
}

pub(super) fn damaged(facts: &Facts<'_>) -> Option<Said> {
    of_error(facts, |error| matches!(error, OpenError::Damaged(_) | OpenError::Altered))
}

pub(super) fn type_mismatch(facts: &Facts<'_>) -> Option<Said> {
    let sent = facts.case.candidate.store_type?;
    let of_bytes = facts.case.candidate.format.store_type().filter(|of_bytes| *of_bytes != sent)?;
    let (sent, of_bytes) = (sent.word(), of_bytes.word());
    Some(Said::new(
        format!("the type that would be sent is {sent}, but the file is {of_bytes}"),
        format!("give the type {of_bytes}"),
    ))
}

pub(super) fn no_password(facts: &Facts<'_>) -> Option<Said> {
    let candidate = &facts.case.candidate;
    let locked = error(facts).filter(|error| !candidate.stays && **error == OpenError::Locked)?;
    Some(Said::new(locked.to_string(), candidate.unlock))
}

pub(super) fn not_checked(facts: &Facts<'_>) -> Option<Said> {
    let candidate = &facts.case.candidate;
    match error(facts).filter(|_| candidate.stays)? {
        locked @ OpenError::Locked => {
            Some(Said::new(format!("{locked}, so that nothing in it is checked"), candidate.unlock))
        }
        error @ OpenError::NotShown => {
            let says = format!("{error}, so that neither the file nor an alias or a type is checked");
            Some(Said::new(says, error.next_step()))
        }
        _ => None,
    }
}

pub(super) fn wrong_password(facts: &Facts<'_>) -> Option<Said> {
    of_error(facts, |error| *error == OpenError::WrongPassword)
}

/// Of the file, or of a key that is meant: keywright reads all that Java reads, so Java won't, either.
pub(super) fn unsupported(facts: &Facts<'_>) -> Option<Said> {
    if let Some(said) =
        of_error(facts, |error| matches!(error, OpenError::Unsupported(_) | OpenError::TwoPasswords))
    {
        return Some(said);
    }
    let sealed = facts.keys().filter_map(|(entry, key, _)| match key {
        PrivateKey::Unsupported(algorithm) => {
            let key = facts.of("the private key", entry);
            Some(format!("{key} is protected by {}, which keywright can't read", words::name(algorithm)))
        }
        _ => None,
    });
    let next = OpenError::Unsupported(String::new()).next_step();
    Some(Said::new(clauses(sealed)?, next))
}

pub(super) fn too_costly(facts: &Facts<'_>) -> Option<Said> {
    of_error(facts, |error| matches!(error, OpenError::TooCostly(..)))
}

/// Of every entry: Java reads all certificates when it loads a file, and gives up at the first that it
/// can't read (`CertificateParsingException`; seen with JDK 17).
pub(super) fn unreadable(facts: &Facts<'_>) -> Option<Said> {
    let unreadable = facts.store?.entries.iter().filter_map(|entry| match &entry.kind {
        EntryKind::Unreadable(why) => Some(format!(
            "the certificate of {} can't be read: {}",
            words::alias(&entry.alias),
            words::name(why)
        )),
        _ => None,
    });
    Some(Said::new(
        clauses(unreadable)?,
        "see whether Java reads it: keytool -list -keystore FILE; and make the file anew from certificates that it reads",
    ))
}

pub(super) fn empty(facts: &Facts<'_>) -> Option<Said> {
    let store = facts.store?;
    if !store.entries.is_empty() {
        return None;
    }
    let loose = store.loose.len();
    let is_plain = store.ignored.iter().any(|ignored| ignored.why == Ignored::PLAIN_KEY);
    Some(if is_plain {
        Said::new(
            "the file's private key isn't encrypted, and Java reads no such key: to Java the file is empty",
            format!("make the file anew, which encrypts the key: {ANEW}"),
        )
    } else if loose == 0 {
        Said::new("the file has no entries", "choose the file that has some")
    } else {
        let certificates = count(loose, "certificate", "certificates");
        Said::new(
            format!("the file has {certificates} that Java doesn't see, and nothing else"),
            "let keytool put each of them in: keytool -importcert -keystore NEW.p12 -alias ALIAS -file CERTIFICATE",
        )
    })
}

pub(super) fn passed_over(facts: &Facts<'_>) -> Option<Said> {
    let store = facts.store?;
    let ignored = store.ignored.iter().map(|ignored| match &ignored.alias {
        Some(alias) => format!("{}: {}", words::alias(alias), ignored.why),
        None => ignored.why.to_owned(),
    });
    // Beside a key they are commonplace: issuers that Java didn't need for a chain. A trust store's are missed.
    let is_trust_store = !store.entries.is_empty() && store.private_keys().next().is_none();
    let loose = store.loose.iter().filter(|_| is_trust_store);
    let loose = list(loose.map(words::subject));
    let loose = loose.map(|names| format!("certificates that aren't marked as trusted: {names}"));
    let is_plain = store.ignored.iter().any(|ignored| ignored.why == Ignored::PLAIN_KEY);
    let mend = match is_plain {
        true => format!("if the key that isn't encrypted is meant, make the file anew: {ANEW}"),
        false => "nothing has to be done, unless one of them is meant: then make the file anew with keytool"
            .to_owned(),
    };
    Some(Said::new(
        format!("Java passes over what it doesn't take for an entry: {}", clauses(ignored.chain(loose))?),
        mend,
    ))
}

#[cfg(test)]
mod tests;

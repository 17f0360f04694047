//! What protects the file, and who can read it.

use std::collections::BTreeMap;

use super::{
    facts::{Before, Facts},
    words::{Said, clauses, list},
};
use crate::{
    domain::file::Format,
    keystore::store::{Integrity, Protected},
};

pub(super) fn odd_password(facts: &Facts<'_>) -> Option<Said> {
    let candidate = &facts.case.candidate;
    // Where nothing is protected, the password isn't used.
    let unused = facts.store.is_some_and(|store| store.protections.is_empty());
    if !candidate.has_odd_password || candidate.format != Format::Pkcs12 || unused {
        return None;
    }
    Some(Said::new(
        "the password has characters other than printable ASCII, and Java opens no PKCS12 with such a password",
        "make the file anew with a password of ASCII letters, digits and signs: \
         openssl pkcs12 -in FILE -out ALL.pem, then openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12",
    ))
}

pub(super) fn java_refuses(facts: &Facts<'_>) -> Option<Said> {
    let refused = clauses(facts.store?.refused.iter().cloned())?;
    Some(Said::new(
        refused,
        "make the file anew with keytool, or with openssl's defaults: \
         openssl pkcs12 -in FILE -out ALL.pem, then openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12",
    ))
}

/// Silent where the file before asks for the same releases: then the gateway's Java reads it.
pub(super) fn java_too_old(facts: &Facts<'_>) -> Option<Said> {
    let before = match facts.before {
        Before::Untold(store) | Before::One(store, _) | Before::Trust(store) => store.protections.as_slice(),
        Before::Nothing | Before::Closed(_) => &[],
    };
    let known = |since: &str| before.iter().any(|protection| protection.since == Some(since));
    let mut by_release: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for protection in &facts.store?.protections {
        if let Some(since) = protection.since.filter(|since| !known(since)) {
            let of = match protection.of {
                Protected::Integrity => "the file's MAC",
                Protected::Certificates => "certificates",
                Protected::Keys => "keys",
            };
            by_release.entry(since).or_default().push(format!("{} ({of})", protection.algorithm));
        }
    }
    let by_release = by_release
        .into_iter()
        .filter_map(|(since, algorithms)| Some(format!("{}: Java from {since} on", list(algorithms)?)));
    Some(Said::new(
        format!("it is protected by what older Java releases can't read: {}", clauses(by_release)?),
        "if the gateway's Java is older: keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12 \
         -J-Dkeystore.pkcs12.legacy (a keytool of JDK 8u301, 11.0.12, 16 or later)",
    ))
}

pub(super) fn integrity_not_checked(facts: &Facts<'_>) -> Option<Said> {
    match facts.store?.integrity {
        Integrity::Checked => None,
        Integrity::NotChecked => Some(Said::new(
            "it was read without a password, so whether it is as it was made wasn't checked",
            facts.case.candidate.unlock,
        )),
        Integrity::None => Some(Said::new(
            "it has neither digest nor MAC, so whether it is as it was made can't be checked",
            "compare its SHA-256 with that of the file where it was made: sha256sum FILE",
        )),
    }
}

#[cfg(test)]
mod tests;

//! What protects the file, and who can read it.

use std::collections::BTreeMap;

use super::{
    facts::{Before, Facts},
    words::{Said, clauses, list},
};
use crate::{
    domain::file::Format,
    keystore::store::{Integrity, Protected, Protection},
};

/// Makes a PKCS#12 anew. openssl 3 reads older algorithms (RC2, RC4, DES) with its legacy provider only,
/// and loses the alias unless it is named.
const ANEW: &str = "openssl pkcs12 -in FILE -out ALL.pem (with -legacy where it says unsupported), then \
                    openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12";

/// What protects the file and asks for a Java that the gateway may not have. What the file before asks
/// for as well, it has.
fn newer<'a>(facts: &Facts<'a>) -> impl Iterator<Item = (&'a Protection, &'static str)> {
    let before = match facts.before {
        Before::Untold(store) | Before::One(store, _) | Before::Trust(store) => store.protections.as_slice(),
        Before::Nothing | Before::Closed(_) => &[],
    };
    let known = move |since: &str| before.iter().any(|protection| protection.since == Some(since));
    let protections = facts.store.map(|store| store.protections.as_slice()).unwrap_or_default();
    let dated = protections.iter().filter_map(|protection| Some((protection, protection.since?)));
    dated.filter(move |(_, since)| !known(since))
}

/// Before release 25 (JDK-8348732) Java takes no such password for a PKCS#12, and none at all for the format's
/// own, older algorithms: that is among what it refuses.
pub(super) fn odd_password(facts: &Facts<'_>) -> Option<Said> {
    let candidate = &facts.case.candidate;
    // Where nothing is protected, the password isn't used.
    let is_needed = facts.store.is_none_or(|store| store.refused.is_empty() && newer(facts).next().is_some());
    if !candidate.has_odd_password || candidate.format != Format::Pkcs12 || !is_needed {
        return None;
    }
    Some(Said::new(
        "the password has characters other than printable ASCII, and Java before 25 opens no PKCS12 with such a password",
        format!("make the file anew with a password of ASCII letters, digits and signs: {ANEW}"),
    ))
}

pub(super) fn java_refuses(facts: &Facts<'_>) -> Option<Said> {
    Some(Said::new(
        clauses(facts.store?.refused.iter().cloned())?,
        format!("make the file anew with openssl's defaults: {ANEW}"),
    ))
}

pub(super) fn java_too_old(facts: &Facts<'_>) -> Option<Said> {
    // Another password is a graver matter, and mends this one too.
    if facts.case.candidate.has_odd_password {
        return None;
    }
    let mut by_release: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (protection, since) in newer(facts) {
        let of = match protection.of {
            Protected::Integrity => "the file's MAC",
            Protected::Certificates => "certificates",
            Protected::Keys => "keys",
        };
        by_release.entry(since).or_default().push(format!("{} ({of})", protection.algorithm));
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
        // One that stays has been there as it is.
        _ if facts.case.candidate.stays => None,
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

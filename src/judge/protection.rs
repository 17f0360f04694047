//! What protects the file, and who can read it.

use std::collections::BTreeMap;

use super::{
    facts::{Before, Facts},
    words::{Said, clauses, list},
};
use crate::{
    domain::{
        file::Format,
        java::{Java, Needs},
    },
    keystore::store::{Integrity, Protected, Protection},
};

/// Makes a PKCS#12 anew. openssl 3 reads older algorithms (RC2, RC4, DES) with its legacy provider only,
/// and loses the alias unless it is named.
const ANEW: &str = "openssl pkcs12 -in FILE -out ALL.pem (with -legacy where it says unsupported), then \
                    openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12";

/// Makes a PKCS#12 anew that every Java reads; by a keytool of 16 or later, or of 11.0.12 or 8u301 on.
const LEGACY: &str = "keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12 \
                      -J-Dkeystore.pkcs12.legacy (JDK 16 or later)";

/// What protects the file and asks for a Java that the gateway may not have, or by what the operator said of it
/// hasn't. What the file before asks for as well, it has.
fn newer<'a>(facts: &Facts<'a>) -> impl Iterator<Item = (&'a Protection, Needs)> {
    let before = match facts.before {
        Before::Untold(store) | Before::One(store, _) | Before::Trust(store) => store.protections.as_slice(),
        Before::Nothing | Before::Closed(_) => &[],
    };
    let java = facts.case.java;
    let known = move |needs: Needs| {
        java.is_some_and(|java| java.has(needs))
            || before.iter().any(|protection| protection.needs == Some(needs))
    };
    let protections = facts.store.map(|store| store.protections.as_slice()).unwrap_or_default();
    let needy = protections.iter().filter_map(|protection| Some((protection, protection.needs?)));
    needy.filter(move |(_, needs)| !known(*needs))
}

/// Before release 25 (JDK-8348732) Java takes no such password for a PKCS#12, and none at all for the format's
/// own, older algorithms: that is among what it refuses.
pub(super) fn odd_password(facts: &Facts<'_>) -> Option<Said> {
    let candidate = &facts.case.candidate;
    let is_known = facts.case.java.is_some_and(|java| java.has(Needs::AnyPassword));
    // Where nothing is protected, the password isn't used.
    let is_needed = facts.store.is_none_or(|store| store.refused.is_empty() && newer(facts).next().is_some());
    if !candidate.has_odd_password || candidate.format != Format::Pkcs12 || is_known || !is_needed {
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
    if odd_password(facts).is_some() {
        return None;
    }
    let mut by_release: BTreeMap<Needs, Vec<String>> = BTreeMap::new();
    for (protection, needs) in newer(facts) {
        let of = match protection.of {
            Protected::Integrity => "the file's MAC",
            Protected::Certificates => "certificates",
            Protected::Keys => "keys",
        };
        by_release.entry(needs).or_default().push(format!("{} ({of})", protection.algorithm));
    }
    let is_in_some = |java: Java| by_release.keys().all(|needs| java.may_have(*needs));
    let is_in_some = facts.case.java.is_some_and(is_in_some);
    let what = clauses(by_release.into_iter().filter_map(|(needs, algorithms)| {
        Some(format!("{}: Java from {} on", list(algorithms)?, needs.since()))
    }))?;
    Some(match facts.case.java {
        None => Said::new(
            format!("it is protected by what older Java releases can't read: {what}"),
            format!(
                "name the gateway's Java once (--gateway-java 17, or gateway_java in the profile); if it is older, \
                 make the file anew: {LEGACY}"
            ),
        ),
        Some(java) if is_in_some => Said::new(
            format!("it is protected by what not every build of Java {java}, the gateway's, reads: {what}"),
            format!(
                "if the gateway's is a later one, name it, as --gateway-java 8u401 or 11.0.20; else: {LEGACY}"
            ),
        ),
        Some(java) => Said::new(
            format!("it is protected by what Java {java}, the gateway's, can't read: {what}"),
            LEGACY,
        ),
    })
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

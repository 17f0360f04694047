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
    keystore::store::{Cause, Integrity, Protected, Protection, Refusal},
};

/// Makes a PKCS#12 anew. openssl 3 reads older algorithms (RC2, RC4, DES) with its legacy provider only,
/// and loses the alias unless it is named.
pub(super) const ANEW: &str = "openssl pkcs12 -in FILE -out ALL.pem (with -legacy where it says unsupported), then \
                               openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12";

/// The same, and what it leaves out: openssl takes the first key of a file, and says nothing of the others.
fn anew(facts: &Facts<'_>) -> String {
    match facts.store.map_or(0, |store| store.private_keys().count()) {
        0 | 1 => ANEW.to_owned(),
        keys => format!(
            "{ANEW}; of the {keys} keys in ALL.pem the second command takes the first: split it, and export each with its certificates"
        ),
    }
}

/// Makes a PKCS#12 anew that every Java reads, by a keytool that reads what is in it and can write the older
/// algorithms (JDK 16 and later; 11.0.12 and 8u301 on).
fn legacy(newest: Option<Needs>) -> String {
    let jdk = match newest {
        Some(Needs::Pbmac1) => {
            // keytool 26 or later would do as well, but openssl is what makes such files.
            return "openssl pkcs12 -in FILE -out ALL.pem (openssl 3.4 or later), then \
                    openssl pkcs12 -export -legacy -in ALL.pem -name ALIAS -out NEW.p12"
                .to_owned();
        }
        Some(Needs::AnyPassword) => "25",
        Some(Needs::ShortSha512) => "21",
        Some(Needs::ModernPkcs12) | None => "16",
    };
    format!(
        "keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12 \
         -J-Dkeystore.pkcs12.legacy (JDK {jdk} or later)"
    )
}

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
        format!("make the file anew with a password of ASCII letters, digits and signs: {}", anew(facts)),
    ))
}

pub(super) fn java_refuses(facts: &Facts<'_>) -> Option<Said> {
    let refused = &facts.store?.refused;
    let says = clauses(refused.iter().map(|refusal| refusal.why.clone()))?;
    let is_for = |cause| refused.iter().any(|refusal| refusal.cause == cause);
    let password = match is_for(Cause::Password) {
        true => " and with a password of ASCII letters, digits and signs",
        false => "",
    };
    let anew = (is_for(Cause::Making) || is_for(Cause::Password))
        .then(|| format!("make the file anew with openssl's defaults{password}: {}", anew(facts)));
    let certificate = is_for(Cause::Certificate).then(|| {
        "have the certificate issued anew: Java reads it in no file, however that is made".to_owned()
    });
    Some(Said::new(says, clauses(certificate.into_iter().chain(anew))?))
}

pub(super) fn java_too_old(facts: &Facts<'_>) -> Option<Said> {
    // Another password is a graver matter, as is what no Java reads; and either is mended by making the file anew.
    let is_made_anew = |refusal: &Refusal| refusal.cause != Cause::Certificate;
    if odd_password(facts).is_some() || facts.store?.refused.iter().any(is_made_anew) {
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
    let legacy = legacy(by_release.keys().next_back().copied());
    let is_in_some = |java: Java| by_release.keys().all(|needs| java.may_have(*needs));
    let is_in_some = facts.case.java.is_some_and(is_in_some);
    let what = clauses(by_release.into_iter().filter_map(|(needs, algorithms)| {
        Some(format!("{}: Java from {} on", list(algorithms)?, needs.since()))
    }))?;
    Some(match facts.case.java {
        None => Said::new(
            format!("it is protected by what older Java releases can't read: {what}"),
            format!(
                "name the gateway's Java once ({}); if it is older, make the file anew: {legacy}",
                facts.case.name_java
            ),
        ),
        Some(java) if is_in_some => Said::new(
            format!("it is protected by what not every build of Java {java}, the gateway's, reads: {what}"),
            format!(
                "if the gateway's is a later one, name it, as --gateway-java 8u401 or 11.0.20; else: {legacy}"
            ),
        ),
        Some(java) => Said::new(
            format!("it is protected by what Java {java}, the gateway's, can't read: {what}"),
            legacy,
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

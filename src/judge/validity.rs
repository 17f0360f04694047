//! When certificates are valid: now, soon no longer, not yet.

use jiff::Timestamp;

use super::{
    facts::{Facts, Meant},
    words::{self, Said, clauses},
};
use crate::{
    domain::moment::{relative, span, when},
    keystore::{Certificate, Entry},
};

fn is_over(certificate: &Certificate, now: Timestamp) -> bool {
    certificate.not_after < now
}

fn begins_later(certificate: &Certificate, now: Timestamp) -> bool {
    certificate.not_before > now
}

/// `since 2026-11-02, 21 d ago`.
fn since(certificate: &Certificate, now: Timestamp) -> String {
    format!("since {}, {}", when(certificate.not_after, now), relative(certificate.not_after, now))
}

/// `2026-12-22, in 29 d`.
fn on(at: Timestamp, now: Timestamp) -> String {
    format!("{}, {}", when(at, now), relative(at, now))
}

/// Of one entry, or of any key that may be meant. A dead root among a trust store's is no reason to stop,
/// but with all of them dead it trusts nobody.
pub(super) fn expired(facts: &Facts<'_>) -> Option<Said> {
    let now = facts.case.now;
    let over: Vec<(&Entry, &Certificate)> =
        facts.leaves().filter(|(_, certificate)| is_over(certificate, now)).collect();
    if let Meant::Trust(entries) = &facts.meant {
        let latest = over.iter().map(|(_, certificate)| *certificate).max_by_key(|one| one.not_after)?;
        let all = over.len() == entries.len();
        return all.then(|| {
            Said::new(
                format!("all {} trusted certificates are over, the last of them {}", over.len(), since(latest, now)),
                "put in the certificates that replace them: keytool -importcert -keystore FILE -alias ALIAS -file CERTIFICATE",
            )
        });
    }
    let over = over.into_iter().map(|(entry, certificate)| {
        format!("{} is over {}", facts.of("the certificate", entry), since(certificate, now))
    });
    Some(Said::new(clauses(over)?, "send a file with a renewed certificate"))
}

pub(super) fn trust_expired(facts: &Facts<'_>) -> Option<Said> {
    let now = facts.case.now;
    let Meant::Trust(entries) = &facts.meant else { return None };
    let over: Vec<(&Entry, &Certificate)> =
        facts.leaves().filter(|(_, certificate)| is_over(certificate, now)).collect();
    let count = over.len();
    // All of them: that is for `expired`.
    if count == entries.len() {
        return None;
    }
    let each =
        clauses(over.into_iter().map(|(entry, certificate)| {
            format!("{} {}", words::alias(&entry.alias), since(certificate, now))
        }))?;
    let are = if count == 1 { "is" } else { "are" };
    Some(Said::new(
        format!("{count} of {} trusted certificates {are} over: {each}", entries.len()),
        "take out what nobody needs any more: keytool -delete -keystore FILE -alias ALIAS",
    ))
}

pub(super) fn not_yet_valid(facts: &Facts<'_>) -> Option<Said> {
    let now = facts.case.now;
    let later = facts.leaves().filter(|(_, certificate)| begins_later(certificate, now));
    let later = later.map(|(entry, certificate)| {
        format!(
            "{} is valid only from {}",
            facts.of("the certificate", entry),
            on(certificate.not_before, now)
        )
    });
    Some(Said::new(clauses(later)?, "send it when it is valid; or see whether this machine's clock is right"))
}

/// Of the leaves, and of the issuers that a client is sent: not of a root, which clients have themselves.
pub(super) fn expires_soon(facts: &Facts<'_>) -> Option<Said> {
    let (now, soon) = (facts.case.now, facts.case.soon);
    let is_soon = |certificate: &Certificate| {
        !is_over(certificate, now) && certificate.not_after.duration_since(now) <= soon
    };
    let leaves = facts.leaves().filter(|(_, certificate)| is_soon(certificate));
    let leaves = leaves.map(|(entry, certificate)| {
        format!("{} is over on {}", facts.of("the certificate", entry), on(certificate.not_after, now))
    });
    let issuers = issuers(facts).filter(|(_, issuer)| !issuer.is_self_issued() && is_soon(issuer));
    let issuers = issuers.map(|(entry, issuer)| {
        let issuer_is = facts.of(&format!("the issuer {}", words::subject(issuer)), entry);
        format!("{issuer_is} is over on {}", on(issuer.not_after, now))
    });
    Some(Said::new(
        clauses(leaves.chain(issuers))?,
        format!("have its renewal ready; what is over within {} is warned of", span(soon)),
    ))
}

pub(super) fn chain_expired(facts: &Facts<'_>) -> Option<Said> {
    let now = facts.case.now;
    let bad = issuers(facts).filter_map(|(entry, issuer)| {
        let what = if is_over(issuer, now) {
            format!("over {}", since(issuer, now))
        } else if begins_later(issuer, now) {
            format!("valid only from {}", on(issuer.not_before, now))
        } else {
            return None;
        };
        Some(format!("{} is {what}", facts.of(&format!("the issuer {}", words::subject(issuer)), entry)))
    });
    Some(Said::new(
        clauses(bad)?,
        format!("put the issuer's present certificate into the chain: {}", super::key::JOIN),
    ))
}

/// What follows the leaf in the chains of the keys that are meant.
fn issuers<'a>(facts: &Facts<'a>) -> impl Iterator<Item = (&'a Entry, &'a Certificate)> {
    facts.keys().flat_map(|(entry, _, chain)| chain.iter().skip(1).map(move |issuer| (entry, issuer)))
}

#[cfg(test)]
mod tests;

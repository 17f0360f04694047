//! What is to be said of a certificate: every field, and who signed it.

use jiff::{SignedDuration, Timestamp};

use super::{Fact, MOST, fact, others, said};
use crate::{
    app::{expiry::Expiry, model::Tone},
    domain::moment,
    keystore::{Certificate, link::Link, name::GeneralName, signature::Signature},
};

/// Who signed a certificate, as far as the file tells.
pub(super) enum Signed<'a> {
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
    /// By one that stands before it, to go by its name.
    Before,
}

impl<'a> Signed<'a> {
    pub(super) fn of(chain: &[Certificate], at: usize, links: Option<&'a [Option<Link>]>) -> Self {
        match (links.map(|links| links.get(at)), at + 1 < chain.len()) {
            (None, _) => Self::Unknown,
            (Some(None), _) => Self::TooFar,
            (Some(Some(None)), _) if is_issued_before(chain, at) => Self::Before,
            (Some(Some(None)), _) => Self::Elsewhere,
            (Some(Some(Some(link))), true) => Self::Next(link),
            (Some(Some(Some(link))), false) => Self::Itself(link),
        }
    }

    pub(super) fn words(&self) -> (String, Tone) {
        match self {
            Self::Loose => ("not checked: it is part of no chain".into(), Tone::Info),
            Self::Unknown => ("being checked".into(), Tone::Info),
            Self::TooFar => ("! not checked: the chain is too long".into(), Tone::Warning),
            Self::Elsewhere => ("by an issuer that the chain doesn't have".into(), Tone::Info),
            Self::Before => ("✗ by one that stands before it: the chain is out of order".into(), Tone::Bad),
            Self::Next(Link { name_fits: false, .. }) => {
                ("✗ the next one isn't its issuer".into(), Tone::Bad)
            }
            Self::Next(link) => signature(link, "by the next one"),
            Self::Itself(link) => signature(link, "by itself"),
        }
    }
}

/// Whether the chain has the issuer of its certificate at this place further up.
fn is_issued_before(chain: &[Certificate], at: usize) -> bool {
    let (before, rest) = chain.split_at(at.min(chain.len()));
    rest.first().is_some_and(|one| before.iter().any(|other| other.subject == one.issuer))
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
pub(super) fn certificate_facts(
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
    let usage = certificate.key_usage.as_deref();
    facts
        .push(fact("key usage", usage.map_or("not restricted".into(), |usage| listed(usage, "none at all"))));
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
    let expiry = Expiry::Until(until);
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
        names.iter().take(MOST).enumerate().map(|(at, name)| fact(label(at), name_words(name))).collect();
    facts.extend(others(names.len()));
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

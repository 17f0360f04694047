//! How strong keys and signatures are, and what a certificate may be used for.

use super::{
    facts::Facts,
    words::{self, Said, clauses, list},
};
use crate::keystore::{Certificate, Entry, certificate::KeyAlgorithm};

/// Below these bits (NIST SP 800-57, and what Java's `jdk.tls.disabledAlgorithms` and browsers refuse or warn of).
fn is_weak(certificate: &Certificate) -> bool {
    let least = match certificate.key.algorithm {
        KeyAlgorithm::Rsa | KeyAlgorithm::Dsa => 2048,
        KeyAlgorithm::Ec(_) => 224,
        KeyAlgorithm::Ed25519 | KeyAlgorithm::Ed448 | KeyAlgorithm::Other(_) => return false,
    };
    certificate.key.bits.is_some_and(|bits| bits < least)
}

/// A certificate of an entry: the leaf is the entry's, others have their own name.
fn whose(facts: &Facts<'_>, entry: &Entry, at: usize, certificate: &Certificate) -> String {
    match at {
        0 => facts.of("the certificate", entry),
        _ => facts.of(&format!("the issuer {}", words::subject(certificate)), entry),
    }
}

/// Every certificate of the entries that are meant, with its place in the chain.
fn certificates<'a>(facts: &Facts<'a>) -> impl Iterator<Item = (&'a Entry, usize, &'a Certificate)> {
    let entries = facts.entries().to_vec();
    entries.into_iter().flat_map(|entry| {
        entry.chain().iter().enumerate().map(move |(at, certificate)| (entry, at, certificate))
    })
}

pub(super) fn weak_key(facts: &Facts<'_>) -> Option<Said> {
    let weak = certificates(facts).filter(|(.., certificate)| is_weak(certificate));
    let weak = weak.map(|(entry, at, certificate)| {
        let whose = whose(facts, entry, at, certificate);
        let size = match (&certificate.key.algorithm, certificate.key.bits) {
            (KeyAlgorithm::Ec(_), Some(bits)) => {
                format!("{} ({bits} bits)", words::name(&certificate.key.to_string()))
            }
            _ => certificate.key.to_string(),
        };
        format!("the key of {whose} is {size}")
    });
    Some(Said::new(
        clauses(weak)?,
        "have it issued for a new key: keytool -genkeypair -keyalg RSA -keysize 3072 -alias ALIAS -keystore NEW.p12, or -keyalg EC",
    ))
}

/// Not of a root's own signature, nor of a trusted certificate's: nobody verifies those.
pub(super) fn weak_signature(facts: &Facts<'_>) -> Option<Said> {
    let weak = certificates(facts).filter(|(entry, at, certificate)| {
        let unverified = *at > 0 && certificate.is_self_issued();
        entry.has_key() && certificate.has_weak_digest && !unverified
    });
    let weak = weak.map(|(entry, at, certificate)| {
        let whose = whose(facts, entry, at, certificate);
        let algorithm = words::name(&certificate.signature_algorithm);
        // The digest of the others is in their names.
        let digest = if algorithm == "RSASSA-PSS" { " over a digest of SHA-1 or weaker" } else { "" };
        format!("{whose} is signed with {algorithm}{digest}")
    });
    Some(Said::new(
        clauses(weak)?,
        "have it issued anew with SHA-256 or better: clients refuse SHA-1 and what is weaker",
    ))
}

/// The uses that one who serves, connects, signs or decrypts needs at least one of (RFC 5280, 4.2.1.3), and the
/// algorithm of the key can do. `nonRepudiation` alone is that of a seal, `dataEncipherment` that of a key for JWE.
fn uses(algorithm: &KeyAlgorithm) -> &'static [&'static str] {
    const USES: &[&str] = &[
        "digitalSignature",
        "nonRepudiation",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
    ];
    const SIGNING: &[&str] = &["digitalSignature", "nonRepudiation", "contentCommitment"];
    match algorithm {
        // RFC 3279, 2.3.1.
        KeyAlgorithm::Rsa => &[
            "digitalSignature",
            "nonRepudiation",
            "contentCommitment",
            "keyEncipherment",
            "dataEncipherment",
        ],
        // RFC 5480, 3, and RFC 8813: it neither encrypts keys nor data.
        KeyAlgorithm::Ec(_) => &["digitalSignature", "nonRepudiation", "contentCommitment", "keyAgreement"],
        // RFC 8410, 5; RFC 3279, 2.3.2.
        KeyAlgorithm::Ed25519 | KeyAlgorithm::Ed448 | KeyAlgorithm::Dsa => SIGNING,
        KeyAlgorithm::Other(_) => USES,
    }
}

/// Purposes that are no gateway's. Others, also unknown ones, may be: that of signing documents, for one, is put into
/// certificates whose keys sign tokens.
const STRANGE_PURPOSES: [&str; 5] =
    ["codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "smartcardLogon"];

pub(super) fn key_usage(facts: &Facts<'_>) -> Option<Said> {
    let leaves = facts.leaves().filter(|(entry, _)| entry.has_key());
    let unfit = leaves.filter_map(|(entry, leaf)| {
        let certificate = facts.of("the certificate", entry);
        let faults = unfit(leaf).into_iter().chain(lost_purposes(facts, leaf));
        Some(format!("{certificate} {}", list(faults)?))
    });
    Some(Said::new(
        clauses(unfit)?,
        "have it issued with key usage digitalSignature, and with extended key usage serverAuth, clientAuth or both, as it is used",
    ))
}

fn unfit(leaf: &Certificate) -> Option<String> {
    let fitting = uses(&leaf.key.algorithm);
    if let Some(uses) = leaf.key_usage.as_deref()
        && !uses.iter().any(|usage| fitting.contains(usage))
    {
        let of_others = uses.iter().any(|usage| usage.ends_with("Encipherment") || *usage == "keyAgreement");
        let why = match of_others {
            true => format!(", which no {} key can be used for", leaf.key.algorithm),
            false => String::new(),
        };
        let uses = list(uses.iter().map(|usage| (*usage).to_owned()));
        return Some(format!("has the key usage {} only{why}", uses.unwrap_or_else(|| "none".into())));
    }
    // A self-signed one says so by openssl's default (`req -x509`), and serves all the same.
    if leaf.is_authority == Some(true) && !leaf.is_self_issued() {
        return Some("is an authority's, for issuing others".into());
    }
    let purposes = &leaf.extended_key_usage;
    let strange = |purpose: &String| STRANGE_PURPOSES.contains(&purpose.as_str());
    if !purposes.is_empty() && purposes.iter().all(strange) {
        return Some(format!("is for {} only", list(purposes.iter().cloned())?));
    }
    None
}

/// What the certificate before was for and this one isn't: authorities leave `clientAuth` out where
/// they used to put it in, and mutual TLS breaks.
fn lost_purposes(facts: &Facts<'_>, leaf: &Certificate) -> Option<String> {
    let before = facts.leaf_before()?;
    let has = |purpose: &str| {
        let purposes = &leaf.extended_key_usage;
        // Without the extension it is for anything (RFC 5280, 4.2.1.12).
        purposes.is_empty() || purposes.iter().any(|one| one == purpose || one == "anyExtendedKeyUsage")
    };
    let lost = before.extended_key_usage.iter().filter(|purpose| !has(purpose));
    let lost = list(lost.map(|purpose| words::name(purpose)))?;
    Some(format!("is no longer for {lost}, as the one before is"))
}

#[cfg(test)]
mod tests;

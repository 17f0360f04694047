//! How the certificates of a chain hold together.
//!
//! What counts as complete: TLS lets a server leave out the root (RFC 8446, 4.4.2), and most do, so a chain
//! that ends below a root is sound. A leaf alone isn't: its issuer is nearly always an intermediate
//! that clients don't have; where it is a root of one's own, the warning is passed with one key. Whether
//! an intermediate is missing above another can't be told from the chain; but where the chain
//! before had it, it is.

use super::{
    facts::{Before, Facts},
    key::JOIN,
    words::{self, Said, clauses},
};
use crate::keystore::{Certificate, Entry, signature::Signature};

/// A key's chain, and how each of its certificates stands to the next.
pub(super) struct Chain<'a> {
    pub entry: &'a Entry,
    pub certificates: &'a [Certificate],
    /// One for each certificate but the last; for the last too where it is self-issued.
    steps: Vec<Step>,
}

/// How a certificate stands to the next, or a self-issued last one to itself.
enum Step {
    /// The next isn't its issuer.
    Stranger,
    Issuer(Signature),
    /// There are too many to verify.
    NotAsked,
}

impl<'a> Chain<'a> {
    /// Verifies as many signatures as the budget has left.
    pub fn of(entry: &'a Entry, certificates: &'a [Certificate], budget: &mut usize) -> Self {
        let own = certificates.last().filter(|last| last.is_self_issued());
        let issuers = certificates.iter().skip(1).chain(own);
        let steps = certificates.iter().zip(issuers).map(|(certificate, issuer)| {
            let Some(left) = budget.checked_sub(1) else { return Step::NotAsked };
            *budget = left;
            let link = certificate.is_issued_by(issuer);
            if link.name_fits { Step::Issuer(link.signature) } else { Step::Stranger }
        });
        Self { entry, certificates, steps: steps.collect() }
    }

    /// Each step with the certificate that it begins at, and its issuer.
    fn steps(&self) -> impl Iterator<Item = (&'a Certificate, &'a Certificate, &Step)> {
        let own = self.certificates.last();
        let issuers = self.certificates.iter().skip(1).chain(own);
        self.certificates
            .iter()
            .zip(issuers)
            .zip(&self.steps)
            .map(|((one, issuer), step)| (one, issuer, step))
    }
}

fn join(what: &str) -> String {
    format!("{what}: {JOIN}")
}

pub(super) fn incomplete(facts: &Facts<'_>) -> Option<Said> {
    let incomplete = facts.chains.iter().filter_map(|chain| missing(facts, chain));
    Some(Said::new(
        clauses(incomplete)?,
        join("put the issuer's certificates, as its authority publishes them, into the chain"),
    ))
}

fn missing(facts: &Facts<'_>, chain: &Chain<'_>) -> Option<String> {
    let last = chain.certificates.last().filter(|last| !last.is_self_issued())?;
    let issuer = words::issuer(last);
    let of = |what| facts.of(what, chain.entry);
    if let [_leaf] = chain.certificates {
        let whole = facts.store.into_iter().flat_map(|store| store.certificates().chain(&store.loose));
        let is_there = { whole }.any(|other| other.subject == last.issuer);
        let though = if is_there { ", which is in the file but not in its chain" } else { "" };
        return Some(format!("{} stands alone, without its issuer {issuer}{though}", of("the certificate")));
    }
    let Before::One(_, before) = &facts.before else { return None };
    let had = before.chain().iter().skip(1).find(|other| other.subject == last.issuer)?;
    let is_root = had.is_self_issued();
    (!is_root).then(|| format!("{} ends without {issuer}, which the one before has", of("the chain")))
}

pub(super) fn disordered(facts: &Facts<'_>) -> Option<Said> {
    let strangers = facts.chains.iter().filter_map(|chain| {
        let (one, next, _) = { chain.steps() }.find(|(.., step)| matches!(step, Step::Stranger))?;
        let (name, next) = (words::subject(one), words::subject(next));
        let issuer = chain.certificates.iter().any(|other| other.subject == one.issuer);
        Some(match (one.is_self_issued(), issuer) {
            (true, _) => {
                format!("{} goes on after the root {name} with {next}", facts.of("the chain", chain.entry))
            }
            (_, true) => {
                let order = facts.of("the chain", chain.entry);
                format!("{order} is out of order: {next} follows {name}, and its issuer stands elsewhere")
            }
            (_, false) => {
                let gap = facts.of("the chain", chain.entry);
                format!(
                    "{gap} has a gap: {next} follows {name}, whose issuer {} is missing",
                    words::issuer(one)
                )
            }
        })
    });
    Some(Said::new(
        clauses(strangers)?,
        join("put the chain in order, each certificate followed by its issuer, and nothing else in it"),
    ))
}

pub(super) fn signature(facts: &Facts<'_>) -> Option<Said> {
    let wrong = facts.chains.iter().flat_map(|chain| {
        let wrong = { chain.steps() }.filter(|(.., step)| matches!(step, Step::Issuer(Signature::Wrong)));
        wrong.map(|(one, issuer, _)| {
            let (name, issuer_name) = (words::subject(one), words::subject(issuer));
            let says = if std::ptr::eq(one, issuer) {
                format!("{name} names itself as its issuer, but didn't sign itself")
            } else {
                format!("{issuer_name} has the name of the issuer of {name}, but its key didn't sign it")
            };
            facts.of(&says, chain.entry)
        })
    });
    Some(Said::new(
        clauses(wrong)?,
        join(
            "put the certificate of the key that signed into the chain; authorities renew theirs under the same name",
        ),
    ))
}

/// RFC 5280, 4.2.1.3 and 4.2.1.9. A root of version 1 has no such extensions.
pub(super) fn authority(facts: &Facts<'_>) -> Option<Said> {
    let unfit = facts.chains.iter().flat_map(|chain| {
        chain.certificates.iter().skip(1).filter_map(|issuer| {
            let may_issue = match issuer.is_authority {
                Some(may) => may,
                None => issuer.is_self_issued(),
            };
            let may_sign = issuer.key_usage.as_deref().is_none_or(|uses| uses.contains(&"keyCertSign"));
            let what = match (may_issue, may_sign) {
                (true, true) => return None,
                (false, _) => "isn't an authority by its basic constraints",
                (true, false) => "may not sign certificates by its key usage",
            };
            Some(format!(
                "{} {what}",
                facts.of(&format!("the issuer {}", words::subject(issuer)), chain.entry)
            ))
        })
    });
    Some(Said::new(clauses(unfit)?, "have the certificate issued by an authority: clients refuse this chain"))
}

pub(super) fn not_checked(facts: &Facts<'_>) -> Option<Said> {
    let unknown = facts.chains.iter().flat_map(|chain| {
        { chain.steps() }.filter_map(|(one, _, step)| match step {
            Step::Issuer(Signature::CannotTell(algorithm)) => {
                let signature = facts.of(&format!("the signature of {}", words::subject(one)), chain.entry);
                Some(format!(
                    "{signature} wasn't checked: keywright can't compute {}",
                    words::name(algorithm)
                ))
            }
            _ => None,
        })
    });
    let unasked =
        { facts.chains.iter() }.flat_map(|chain| &chain.steps).filter(|step| matches!(step, Step::NotAsked));
    let unasked = match unasked.count() {
        0 => None,
        count => Some(format!("{count} more signatures weren't checked: there are too many")),
    };
    Some(Said::new(
        clauses(unknown.chain(unasked))?,
        "check it where it was made: openssl verify -CAfile ROOT -untrusted CHAIN CERTIFICATE",
    ))
}

#[cfg(test)]
mod tests;

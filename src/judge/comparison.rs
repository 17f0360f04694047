//! What is new against what is there now.

use super::{
    facts::{Before, Facts, Meant},
    words::{self, Said, list},
};
use crate::{
    domain::{environment::Kind, file::Format, moment::date},
    keystore::{Certificate, OpenError, Store, trust::TrustChange},
};

impl<'a> Facts<'a> {
    /// The leaf certificate of the key that is there now, where one key is to replace another.
    pub(super) fn leaf_before(&self) -> Option<&'a Certificate> {
        match (&self.meant, &self.before) {
            (Meant::One(entry), Before::One(_, before)) if entry.has_key() && before.has_key() => {
                before.leaf()
            }
            _ => None,
        }
    }

    /// The leaf certificates of the new key and of the present one.
    pub(super) fn leaves_of_keys(&self) -> Option<(&'a Certificate, &'a Certificate)> {
        let (_, leaf) = self.leaves().next()?;
        Some((leaf, self.leaf_before()?))
    }

    /// The certificates of two entries of one kind.
    fn certificates_alike(&self) -> Option<(&'a Certificate, &'a Certificate)> {
        match (&self.meant, &self.before) {
            (Meant::One(entry), Before::One(_, before)) if entry.has_key() == before.has_key() => {
                Some((entry.leaf()?, before.leaf()?))
            }
            _ => None,
        }
    }

    /// Whether it is the file that is there now, chosen again or left.
    fn is_present_file(&self) -> bool {
        self.case.present.as_ref().is_some_and(|present| present.digest == self.case.candidate.digest)
    }
}

pub(super) fn same_file(facts: &Facts<'_>) -> Option<Said> {
    if facts.case.candidate.stays || !facts.is_present_file() {
        return None;
    }
    Some(Said::new(
        "it is byte for byte the file that is there now",
        "choose the new file, if another was meant",
    ))
}

pub(super) fn same_key(facts: &Facts<'_>) -> Option<Said> {
    let (new, old) = facts.leaves_of_keys()?;
    if facts.case.candidate.stays || facts.is_present_file() || new.key.spki != old.key.spki {
        return None;
    }
    Some(if new.sha256 == old.sha256 {
        Said::new(
            format!("it holds the same certificate as now, serial {}", words::name(&new.serial.to_string())),
            "choose the file with the renewed certificate, if that was meant",
        )
    } else {
        Said::new(
            "the renewed certificate is for the same key as before",
            "if the key was to be exchanged too, have a certificate issued for a new one: keytool -genkeypair, keytool -certreq",
        )
    })
}

pub(super) fn self_signed(facts: &Facts<'_>) -> Option<Said> {
    let (new, old) = facts.leaves_of_keys()?;
    if !new.is_self_issued() || old.is_self_issued() {
        return None;
    }
    Some(Said::new(
        format!("the certificate is self-signed, the one before was issued by {}", words::issuer(old)),
        "send the one that the authority issued: keytool -importcert -keystore FILE -alias ALIAS -file REPLY",
    ))
}

/// By name; and where the name is the same, by the issuer's key, if both chains have it.
pub(super) fn issuer_changed(facts: &Facts<'_>) -> Option<Said> {
    let (new, old) = facts.leaves_of_keys()?;
    // A self-signed one changes its issuer with its name; that it is self-signed is another rule's.
    if new.is_self_issued() {
        return None;
    }
    let mend = "see whether everyone who connects trusts the new issuer";
    if old.is_self_issued() {
        let says =
            format!("the certificate is issued by {}, the one before was self-signed", words::issuer(new));
        return Some(Said::new(says, mend));
    }
    if new.issuer != old.issuer {
        let (new, old) = (words::issuer(new), words::issuer(old));
        return Some(Said::new(format!("the certificate is issued by {new}, the one before by {old}"), mend));
    }
    let key = |chain: &[Certificate], leaf: &Certificate| {
        let issuer = chain.get(1).filter(|issuer| issuer.subject == leaf.issuer)?;
        Some(issuer.key.spki)
    };
    let (Meant::One(entry), Before::One(_, before)) = (&facts.meant, &facts.before) else { return None };
    let (new_key, old_key) = (key(entry.chain(), new)?, key(before.chain(), old)?);
    (new_key != old_key).then(|| {
        let says = format!("the issuer {} has another key than before", words::issuer(new));
        Said::new(says, "see whether everyone who connects trusts the issuer's new certificate")
    })
}

pub(super) fn expires_earlier(facts: &Facts<'_>) -> Option<Said> {
    let (new, old) = facts.certificates_alike()?;
    (new.not_after < old.not_after).then(|| {
        Said::new(
            format!("it is over on {}, the one before on {}", date(new.not_after), date(old.not_after)),
            "see whether it is the newer of the two files",
        )
    })
}

/// A certificate counts as still trusted where one of the same name and key is: a renewed root.
pub(super) fn trust_removed(facts: &Facts<'_>) -> Option<Said> {
    let (before, now) = (facts.trust_before()?, facts.store?);
    // That there is nothing under the alias is another rule's.
    if matches!(facts.meant, Meant::Nothing) && !now.entries.is_empty() {
        return None;
    }
    let removed = TrustChange::between(before, now).removed;
    let names = list(removed.iter().map(|certificate| words::subject(certificate)))?;
    let count = removed.len();
    let are = if count == 1 { "certificate is" } else { "certificates are" };
    let (instead, mend) = match now.private_keys().next() {
        Some(_) => (
            "; the file has a private key where there was a trust store",
            "choose the trust store, if one was meant; or put them in: ",
        ),
        None => ("", "see whether anyone still comes with a certificate from there; put it in again: "),
    };
    Some(Said::new(
        format!("{count} {are} no longer trusted: {names}{instead}"),
        format!("{mend}keytool -importcert -keystore FILE -alias ALIAS -file CERTIFICATE"),
    ))
}

/// Whether two environments are of different kinds. A kind that isn't known counts as production.
fn differ(one: &Kind, other: &Kind) -> bool {
    one != other && !(one.is_production() && other.is_production())
}

pub(super) fn file_elsewhere(facts: &Facts<'_>) -> Option<Said> {
    let kind = facts.case.kind?;
    if facts.case.candidate.stays {
        return None;
    }
    let others = || facts.case.elsewhere.iter().filter(|(_, other)| differ(kind, other));
    let names = list(others().map(|(name, kind)| format!("{} ({kind})", words::name(name))))?;
    let why = match (kind.is_production(), others().any(|(_, other)| other.is_production())) {
        (true, _) => "more people come by a key that is used for tests",
        (false, true) => "production's key would lie where more people come by it",
        (false, false) => "a key is safest in one place",
    };
    Some(Said::new(
        format!("the same file is in {names}, and this environment is {kind}"),
        format!("choose the file that was made for this environment, if there is one: {why}"),
    ))
}

/// What isn't compared is said, not passed over in silence.
pub(super) fn not_compared(facts: &Facts<'_>) -> Option<Said> {
    let present = facts.case.present.as_ref()?;
    if facts.store.is_none() || facts.is_present_file() {
        return None;
    }
    let so = "so the new file isn't compared with it";
    match &facts.before {
        Before::Closed(error) => Some(Said::new(
            format!("what is there now doesn't open: {error}; {so}"),
            match error {
                OpenError::Locked | OpenError::WrongPassword | OpenError::Altered => present.unlock.to_owned(),
                OpenError::NotAKeystore(Format::Pem(_)) => {
                    "compare the two by hand: openssl x509 -noout -text -in FILE shows what the present one is".to_owned()
                }
                OpenError::NotAKeystore(_) => "compare the two by hand, as far as the present one can be read".to_owned(),
                _ => "compare the two by hand, where the present one opens: keytool -list -v -keystore FILE"
                    .to_owned(),
            },
        )),
        Before::Untold(store) => Some(untold(store, present.alias, so)),
        Before::Nothing | Before::One(..) | Before::Trust(_) => None,
    }
}

fn untold(store: &Store, alias: Option<&str>, so: &str) -> Said {
    let mend = "compare the two by hand: keytool -list -v -keystore FILE";
    match alias.filter(|alias| !alias.is_empty()) {
        Some(alias) => {
            let alias = words::alias(alias);
            Said::new(format!("the file that is there now has no entry under its alias {alias}, {so}"), mend)
        }
        None if store.private_keys().next().is_some() => {
            let aliases = list(store.private_keys().map(|entry| words::alias(&entry.alias)));
            let aliases = aliases.unwrap_or_default();
            Said::new(
                format!("the file that is there now has several private keys ({aliases}) and no alias, {so}"),
                mend,
            )
        }
        None => Said::new(format!("the file that is there now has nothing to compare with, {so}"), mend),
    }
}

#[cfg(test)]
mod tests;

//! The names that a certificate is for, against those that the one before was for.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    facts::Facts,
    words::{self, Said, list},
};
use crate::keystore::{Certificate, name::GeneralName};

pub(super) fn uncovered(facts: &Facts<'_>) -> Option<Said> {
    let (new, old) = facts.leaves_of_keys()?;
    let (new, old) = (names(new), names(old));
    let covering = Covering::of(&new);
    let lost: BTreeSet<String> = old
        .iter()
        .filter(|name| !covering.covers(name))
        .map(|name| format!("{}{name}", kind(name)))
        .collect();
    let are = if lost.len() == 1 { "is" } else { "are" };
    let lost = list(lost.into_iter().map(|name| words::name(&name)))?;
    Some(Said::new(
        format!("{lost} {are} no longer covered"),
        "have it issued with every name that clients use, as subject alternative names",
    ))
}

fn kind(name: &GeneralName) -> &'static str {
    match name {
        GeneralName::Dns(_) => "SAN ",
        GeneralName::Ip(_) => "SAN IP ",
        GeneralName::Email(_) => "SAN email ",
        GeneralName::Uri(_) => "SAN URI ",
        GeneralName::Directory(_) => "SAN directory ",
        GeneralName::Other(_) => "SAN of another kind ",
    }
}

/// What a certificate is for: its alternative names, or where it has none a common name that is a host's.
fn names(certificate: &Certificate) -> Vec<GeneralName> {
    if certificate.names.is_empty() {
        common_name(&certificate.subject)
            .filter(|name| is_host(name))
            .map(GeneralName::Dns)
            .into_iter()
            .collect()
    } else {
        certificate.names.clone()
    }
}

/// The most specific common name of an RFC 4514 text.
fn common_name(subject: &str) -> Option<String> {
    let mut rest = subject;
    loop {
        let (value, end) = unescaped(rest);
        if let Some(name) = value.strip_prefix("CN=") {
            return Some(name.to_owned());
        }
        rest = rest.get(end..)?.trim_start();
        if rest.is_empty() {
            return None;
        }
    }
}

/// One attribute, and where the next begins. Characters that are escaped in hexadecimal stay so: a host's
/// name has none.
fn unescaped(text: &str) -> (String, usize) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            ',' | '+' => return (value, at + 1),
            '\\' => value.extend(characters.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, text.len())
}

fn is_host(name: &str) -> bool {
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '*');
    name.contains('.') && name.chars().all(usual)
}

/// Names by what they may cover, so that ten thousand are compared with ten thousand at once.
struct Covering<'a>(BTreeMap<(&'static str, String), &'a GeneralName>);

impl<'a> Covering<'a> {
    fn of(names: &'a [GeneralName]) -> Self {
        Self(names.iter().map(|name| ((kind(name), key(name)), name)).collect())
    }

    fn covers(&self, name: &GeneralName) -> bool {
        let own = key(name);
        // The only wildcard that covers a name has `*` for its first label.
        let wildcard = match (name, own.split_once('.')) {
            (GeneralName::Dns(_), Some((_, rest))) => Some(format!("*.{rest}")),
            _ => None,
        };
        let keys = [Some(own), wildcard].into_iter().flatten();
        { keys }.any(|key| self.0.get(&(kind(name), key)).is_some_and(|candidate| candidate.covers(name)))
    }
}

/// The same for all names that cover each other, however they are written.
fn key(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(name) => name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase(),
        GeneralName::Email(address) => match address.rsplit_once('@') {
            Some((mailbox, host)) => format!("{mailbox}@{}", host.to_ascii_lowercase()),
            None => address.to_ascii_lowercase(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;

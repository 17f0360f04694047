//! The alias: whether it is in the file, and which one is meant.

use super::{
    facts::{Before, Facts, Meant},
    words::{self, Said, list},
};
use crate::{
    domain::file::Format,
    keystore::{Entry, EntryKind, Store},
};

/// The most aliases that are offered in place of one that is missing.
const MOST_OFFERED: usize = 5;

/// Longer aliases are compared by their beginnings only.
const COMPARED: usize = 64;

/// The aliases of a file that may be meant by one that isn't in it, nearest first, at most five: those that
/// contain it or are contained in it, and those that differ in a third of their letters at most. Where
/// none is near but there are few, all of them.
pub fn near_aliases<'a>(store: &'a Store, wanted: &str) -> Vec<&'a str> {
    let wanted = folded(wanted);
    let mut near: Vec<(usize, bool, &str)> = store
        .entries
        .iter()
        .filter_map(|entry| {
            Some((nearness(&folded(&entry.alias), &wanted)?, !entry.has_key(), &*entry.alias))
        })
        .collect();
    // Stable: entries that are equally near stay in the file's order, keys first.
    near.sort_by_key(|(distance, keyless, _)| (*distance, *keyless));
    if near.is_empty() && store.entries.len() <= MOST_OFFERED {
        return store.entries.iter().map(|entry| &*entry.alias).collect();
    }
    near.into_iter().take(MOST_OFFERED).map(|(_, _, alias)| alias).collect()
}

/// The alias that needs no choosing: that of the only private key, or of the only entry.
pub fn only_alias(store: &Store) -> Option<&str> {
    store.chosen(None).map(|entry| &*entry.alias)
}

/// Its beginning, in small letters.
fn folded(alias: &str) -> Vec<char> {
    alias.chars().flat_map(char::to_lowercase).take(COMPARED).collect()
}

/// How far one is from the other; `None` where nobody would take one for the other.
fn nearness(one: &[char], other: &[char]) -> Option<usize> {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    if short.is_empty() {
        return None;
    }
    // Two letters are in half of all names.
    if short.len() > 2 && long.windows(short.len()).any(|part| part == short) {
        return Some(1);
    }
    let limit = long.len().div_ceil(3);
    if long.len() - short.len() > limit {
        return None;
    }
    Some(distance(short, long)).filter(|distance| *distance <= limit)
}

/// Insertions, deletions and substitutions that make one of the other (Levenshtein). Neither is empty.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (b, above) in to.iter().zip(row.iter_mut().skip(1)) {
            let here = (diagonal + usize::from(a != b)).min(left + 1).min(*above + 1);
            diagonal = *above;
            *above = here;
            left = here;
        }
    }
    row.last().copied().unwrap_or(from.len())
}

pub(super) fn missing(facts: &Facts<'_>) -> Option<Said> {
    let store = facts.store?;
    let wanted = facts.case.candidate.alias.filter(|alias| !alias.is_empty())?;
    if !matches!(facts.meant, Meant::Nothing) {
        return None;
    }
    let missing = format!("the alias {} isn't in the file", words::alias(wanted));
    if let Some(why) = passed_over(store, wanted) {
        return Some(Said::new(
            format!("Java passes over what the file has under {}: {why}", words::alias(wanted)),
            "choose another alias, or make the file anew",
        ));
    }
    let near = near_aliases(store, wanted);
    let Some(offered) = list(near.iter().map(|alias| words::alias(alias))) else {
        return Some(if store.entries.is_empty() {
            Said::new(format!("{missing}, which has no entries"), "choose the file that has it")
        } else {
            let count = store.entries.len();
            Said::new(
                format!("{missing}, and none of its {count} entries has a name like it"),
                "choose one of the file's aliases: keytool -list -keystore FILE",
            )
        });
    };
    let all = near.len() == store.entries.len();
    let says =
        if all { format!("{missing}; it has {offered}") } else { format!("{missing}; near it {offered}") };
    Some(Said::new(
        says,
        match near.as_slice() {
            [only] => format!("choose {}", words::alias(only)),
            _ => "choose one of them, or the file that has it".to_owned(),
        },
    ))
}

fn passed_over(store: &Store, wanted: &str) -> Option<&'static str> {
    let called = |alias: &str| alias.to_lowercase() == wanted.to_lowercase();
    let ignored = store.ignored.iter().find(|ignored| ignored.alias.as_deref().is_some_and(called))?;
    Some(ignored.why)
}

pub(super) fn case(facts: &Facts<'_>) -> Option<Said> {
    if facts.store?.format != Format::Jks {
        return None;
    }
    let capitals = |entry: &&&Entry| entry.alias.to_lowercase() != entry.alias;
    let aliases = list(facts.entries().iter().filter(capitals).map(|entry| words::alias(&entry.alias)))?;
    Some(Said::new(
        format!("Java finds no alias with capitals in a JKS, so it won't find {aliases}"),
        "let Java read it with its capitals once: keytool -importkeystore -srckeystore FILE -srcstoretype CaseExactJKS \
         -destkeystore NEW.p12 -deststoretype PKCS12",
    ))
}

pub(super) fn ambiguous(facts: &Facts<'_>) -> Option<Said> {
    let Meant::Keys(entries) = &facts.meant else { return None };
    let aliases = list(entries.iter().map(|entry| words::alias(&entry.alias)))?;
    let compared = match facts.before {
        Before::Nothing => "",
        _ => "; so nothing is compared with what is there now",
    };
    Some(Said::new(
        format!(
            "the file has {} private keys ({aliases}), and no alias says which is meant{compared}",
            entries.len()
        ),
        "name the alias of one of them",
    ))
}

/// What an entry is, in words.
pub(super) fn what(entry: &Entry) -> &'static str {
    match entry.kind {
        EntryKind::PrivateKey { .. } => "a private key",
        EntryKind::TrustedCertificate(_) => "a trusted certificate",
        EntryKind::SecretKey { .. } => "a secret key",
        EntryKind::Unreadable(_) => "a certificate that can't be read",
    }
}

#[cfg(test)]
mod tests;

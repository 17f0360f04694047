//! What came and went between two files: names of a certificate, certificates that are trusted.

use std::collections::BTreeSet;

use ratatui::text::{Line, Span};

use super::{Comparison, LABEL, short_subject};
use crate::{
    app::expiry::Expiry,
    domain::{
        moment::{date, relative},
        text,
    },
    keystore::{Certificate, Store, trust::TrustChange},
    view::widget,
};

/// The most names, or certificates of a kind, that are named; the others are counted.
const MOST: usize = 20;

/// A line below the two sides, with a sign in the place of theirs.
pub(super) fn line(on: Comparison<'_>, sign: char, words: &str) -> Line<'static> {
    let words = widget::cut(&format!("{sign}{words}"), on.width.saturating_sub(LABEL));
    Line::from(vec![Span::raw(" ".repeat(LABEL)), Span::styled(words, on.theme.bold())])
}

/// `+www.acme.example -old.acme.example`: those that came first.
pub(super) fn names(old: &Certificate, new: &Certificate) -> String {
    let set = |one: &Certificate| one.names.iter().map(|name| name.to_string()).collect::<BTreeSet<_>>();
    let (old, new) = (set(old), set(new));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>, sign: char| -> Vec<String> {
        one.difference(other).map(|name| format!("{sign}{}", text::shown(name))).collect()
    };
    let mut changes = only(&old, &new, '-');
    changes.splice(0..0, only(&new, &old, '+'));
    // The same names in another order, or twice.
    if changes.is_empty() { "in another order".into() } else { listed(&changes) }
}

fn listed(all: &[String]) -> String {
    let shown = all.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(" ");
    match all.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Which certificates are trusted from now on, no longer, or in a renewed form; nothing where neither of the two
/// is a trust store.
pub(super) fn trust(on: Comparison<'_>, old: &Store, new: &Store) -> Vec<Line<'static>> {
    // A key's own certificate stands beside the other one already.
    if !old.is_trust_store() || old.entries.len() == 1 && new.entries.len() == 1 {
        return Vec::new();
    }
    let change = TrustChange::between(old, new);
    if change.is_none() {
        return vec![Line::styled(
            format!("{}the same certificates are trusted", " ".repeat(LABEL + 1)),
            on.theme.dim(),
        )];
    }
    let mut lines = Vec::new();
    for (sign, certificates) in [('+', &change.added), ('-', &change.removed), ('~', &change.renewed)] {
        lines.extend(certificates.iter().take(MOST).map(|certificate| one(on, sign, certificate)));
        let more = certificates.len().saturating_sub(MOST);
        lines.extend((more > 0).then(|| line(on, sign, &format!("and {more} more"))));
    }
    if change.kept > 0 {
        let words = format!("{}{} trusted as before", " ".repeat(LABEL + 1), change.kept);
        lines.push(Line::styled(words, on.theme.dim()));
    }
    lines
}

/// `+CN=Acme Root CA  expires 2036-01-01  in 3321 d`.
fn one(on: Comparison<'_>, sign: char, certificate: &Certificate) -> Line<'static> {
    let (end, now) = (certificate.not_after, on.model.now);
    let word = if end < now { "expired" } else { "expires" };
    let expires = format!("{word} {}  {}", date(end), relative(end, now));
    let room = on.width.saturating_sub(LABEL + 1 + expires.len() + 2);
    let subject = widget::cut(&short_subject(certificate), room);
    let tone = on.theme.tone(Expiry::Until(end).tone(now, on.model.soon()));
    Line::from(vec![
        Span::raw(" ".repeat(LABEL)),
        Span::styled(format!("{sign}{subject}"), on.theme.bold()),
        Span::styled(format!("  {expires}"), tone),
    ])
}

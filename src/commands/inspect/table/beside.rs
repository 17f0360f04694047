//! Old beside new: what is the same in a few words, what differs on lines of its own.

use std::collections::BTreeSet;

use super::{Report, headline, issuer, page::Page, shown, subject, usage, validity};
use crate::commands::inspect::File;
use crate::domain::{moment::date, text::count};
use crate::keystore::{Certificate, Entry, Store, trust::TrustChange};

pub(super) fn print(page: &mut Page, report: &Report, old: &File, alias: Option<&str>) {
    page.line(0, &format!("Against {}", headline(old)));
    let (now, new) = (old.meant(alias), report.file.meant(report.alias.as_deref()));
    let (Some(now), Some(new)) = (now, new) else {
        if let (Ok(now), Ok(new)) = (&old.opened, &report.file.opened) {
            trust(page, now, new);
        }
        return;
    };
    let mut rows = Rows { page, same: Vec::new() };
    rows.row("alias", shown(&now.alias), shown(&new.alias));
    rows.row("kind", kind(now), kind(new));
    if let (Some(now), Some(new)) = (now.leaf(), new.leaf()) {
        rows.certificates(now, new, report);
    }
    rows.row("chain", chain(now), chain(new));
    let same = rows.same.join(", ");
    if !same.is_empty() {
        page.field(2, "same", &same);
    }
}

/// The certificates that are trusted from now on, no longer, or in a renewed form, where there is a trust store now.
fn trust(page: &mut Page, now: &Store, new: &Store) {
    if !now.is_trust_store() {
        return;
    }
    let change = TrustChange::between(now, new);
    for (label, certificates) in
        [("added", &change.added), ("gone", &change.removed), ("renewed", &change.renewed)]
    {
        for (at, certificate) in certificates.iter().enumerate() {
            let words = format!("{}, until {}", subject(certificate), date(certificate.not_after));
            page.field(2, if at == 0 { label } else { "" }, &words);
        }
    }
    let kept = count(change.kept, "trusted certificate", "trusted certificates");
    page.field(2, "same", &kept);
}

fn kind(entry: &Entry) -> String {
    if entry.has_key() { "private key".into() } else { super::what(entry) }
}

fn chain(entry: &Entry) -> String {
    let issuers: Vec<String> = entry.chain().iter().skip(1).map(subject).collect();
    if issuers.is_empty() { "(no issuers)".into() } else { issuers.join(" / ") }
}

struct Rows<'a> {
    page: &'a mut Page,
    same: Vec<&'static str>,
}

impl Rows<'_> {
    fn row(&mut self, label: &'static str, now: String, new: String) {
        if now == new {
            self.same.push(label);
        } else {
            self.page.field(2, label, &format!("now {now}"));
            self.page.field(2, "", &format!("new {new}"));
        }
    }

    fn certificates(&mut self, now: &Certificate, new: &Certificate, report: &Report) {
        self.row("subject", subject(now), subject(new));
        self.row("issuer", issuer(now), issuer(new));
        self.row("serial", shown(&now.serial.to_string()), shown(&new.serial.to_string()));
        self.row("valid", validity(now, report.now), validity(new, report.now));
        self.names(now, new);
        // The beginning of its digest tells apart what reads the same.
        let digest = |one: &Certificate| one.key.spki.to_string().chars().take(23).collect::<String>();
        let key = |one: &Certificate| format!("{}, SHA-256 {}...", shown(&one.key.to_string()), digest(one));
        self.row("key", key(now), key(new));
        self.row("signed", shown(&now.signature_algorithm), shown(&new.signature_algorithm));
        let usage = |one: &Certificate| usage(one).unwrap_or_else(|| "(says nothing)".into());
        self.row("usage", usage(now), usage(new));
    }

    /// Only those that came or went: there may be a hundred.
    fn names(&mut self, now: &Certificate, new: &Certificate) {
        let set = |one: &Certificate| -> BTreeSet<String> {
            one.names.iter().map(|name| name.to_string()).collect()
        };
        let (now, new) = (set(now), set(new));
        if now == new {
            return self.same.push("names");
        }
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            one.difference(other).map(|name| shown(name)).collect::<Vec<_>>()
        };
        let mut label = "names";
        for (what, names) in [("gone", only(&now, &new)), ("new", only(&new, &now))] {
            if !names.is_empty() {
                self.page.field(2, label, &format!("{what} {}", names.join(", ")));
                label = "";
            }
        }
    }
}

//! What `inspect` prints for people: at most 80 columns, no colour, and nothing of the file's that a terminal
//! would obey.
//!
//! ```text
//! partner.p12: PKCS12, 3.1 KiB, integrity checked
//!   SHA-256 ...
//!
//! > partner: private key RSA 2048, fits its certificate, chain of 3
//!   CN=api.acme.example, O=Acme, C=TR
//!     serial ...
//!   └─ CN=Acme Issuing CA
//!
//! Against old.p12: alias partner
//!   same ...          what differs: now and new
//!
//! Findings
//!   ! warning  name-uncovered
//!
//! Verdict: 1 warning
//! ```

mod beside;
mod page;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{File, Report, Verdict};
use crate::domain::file::Format;
use crate::domain::java::Needs;
use crate::domain::moment::{date, relative};
use crate::domain::text::{count, shown, size};
use crate::judge::{Finding, Grade};
use crate::keystore::certificate::Fingerprint;
use crate::keystore::store::{Integrity, PrivateKey, Protected};
use crate::keystore::{Certificate, Entry, EntryKind, Store};
use page::Page;

/// Chains deeper than this aren't moved further to the right.
const DEEPEST: usize = 8;

/// The report.
pub(super) fn print(report: &Report, ascii: bool) -> String {
    let mut page = Page::new(ascii);
    file(&mut page, &report.file, report.alias.as_deref(), report.now);
    if let Some((old, alias)) = &report.against {
        page.gap();
        beside::print(&mut page, report, old, alias.as_deref());
    }
    if !report.findings.is_empty() {
        page.gap();
        page.line(0, "Findings");
        report.findings.iter().for_each(|found| finding(&mut page, found));
    }
    page.gap();
    page.line(0, &verdict(report));
    page.text()
}

fn file(page: &mut Page, file: &File, alias: Option<&str>, now: Timestamp) {
    page.line(0, &headline(file));
    if let Some(digest) = file.digest() {
        page.field(2, "SHA-256", &digest.hex());
    }
    let Ok(store) = &file.opened else { return };
    protections(page, store);
    let meant = file.meant(alias);
    for entry in &store.entries {
        page.gap();
        self::entry(page, entry, meant.is_some_and(|meant| std::ptr::eq(meant, entry)), now);
    }
    unseen(page, store);
}

/// What protects what, and once for all of it the Java releases that are needed.
fn protections(page: &mut Page, store: &Store) {
    for protection in &store.protections {
        let of = match (protection.of, store.format) {
            (Protected::Integrity, Format::Pkcs12) => "MAC",
            (Protected::Integrity, _) => "digest",
            (Protected::Certificates, _) => "certs",
            (Protected::Keys, _) => "keys",
        };
        let algorithm = shown(&protection.algorithm);
        let iterations = match protection.iterations {
            0 => String::new(),
            number => format!(", {number} iterations"),
        };
        page.field(2, of, &format!("{algorithm}{iterations}"));
    }
    let needs: BTreeSet<Needs> = store.protections.iter().filter_map(|protection| protection.needs).collect();
    for needs in needs {
        page.field(2, "Java", &format!("from {} on", needs.since()));
    }
}

/// `partner.p12: PKCS12, 3.1 KiB, 2 entries, integrity checked`.
fn headline(file: &File) -> String {
    let path = shown(&file.path.display().to_string());
    let mut parts = Vec::new();
    parts.extend(file.format().map(|format| format.to_string()));
    parts.extend(file.content.as_ref().map(|content| size(content.bytes().len() as u64)));
    match &file.opened {
        Ok(store) => {
            parts.push(count(store.entries.len(), "entry", "entries"));
            parts.push(
                match store.integrity {
                    Integrity::Checked => "integrity checked",
                    Integrity::NotChecked => "integrity not checked (opened without a password)",
                    Integrity::None => "nothing to check its integrity by",
                }
                .into(),
            );
        }
        Err(problem) => parts.push(shown(&problem.says())),
    }
    format!("{path}: {}", parts.join(", "))
}

/// What is in the file, but not for Java.
fn unseen(page: &mut Page, store: &Store) {
    if store.loose.is_empty() && store.ignored.is_empty() {
        return;
    }
    page.gap();
    page.line(0, "Not seen by Java");
    for certificate in &store.loose {
        let valid = format!("certificate, until {}", date(certificate.not_after));
        page.line(2, &format!("{}: {valid}", subject(certificate)));
    }
    for ignored in &store.ignored {
        let alias = ignored.alias.as_deref().map(|alias| format!("{}: ", shown(alias))).unwrap_or_default();
        page.line(2, &format!("{alias}{}", ignored.why));
    }
}

fn entry(page: &mut Page, entry: &Entry, meant: bool, now: Timestamp) {
    let mark = if meant { "> " } else { "" };
    page.line(0, &format!("{mark}{}: {}", alias(&entry.alias), what(entry)));
    if let Some(created) = entry.created {
        page.field(2, "made", &date(created));
    }
    for (at, certificate) in entry.chain().iter().enumerate() {
        let indent = 2 + 3 * at.min(DEEPEST);
        page.branch(indent, at > 0, &subject(certificate));
        // The issuer is the next one's subject, where it is; a root's is its own.
        let next = entry.chain().get(at + 1);
        let told =
            certificate.is_self_issued() || next.is_some_and(|next| next.subject == certificate.issuer);
        facts(page, indent + 2, certificate, !told, now);
    }
}

fn alias(alias: &str) -> String {
    if alias.is_empty() { "(alias of no characters)".into() } else { shown(alias) }
}

fn subject(certificate: &Certificate) -> String {
    if certificate.subject.is_empty() { "(no subject)".into() } else { shown(&certificate.subject) }
}

fn issuer(certificate: &Certificate) -> String {
    if certificate.issuer.is_empty() { "(no name)".into() } else { shown(&certificate.issuer) }
}

fn what(entry: &Entry) -> String {
    match &entry.kind {
        EntryKind::PrivateKey { key, chain } => {
            let kind = key.kind().map(|kind| format!(" {}", shown(&kind.to_string()))).unwrap_or_default();
            let key = match key {
                PrivateKey::Open { fits: Some(true), .. } => "fits its certificate".into(),
                PrivateKey::Open { fits: Some(false), .. } => "of another certificate".into(),
                PrivateKey::Open { fits: None, .. } => "opened".into(),
                PrivateKey::Locked => "locked".into(),
                PrivateKey::OtherPassword => "with another password".into(),
                PrivateKey::Unsupported(algorithm) => format!("protected by {}", shown(algorithm)),
                PrivateKey::Damaged(how) => format!("damaged ({})", shown(how)),
            };
            match chain.len() {
                0 => format!("private key{kind}, {key}, no certificate"),
                length => format!("private key{kind}, {key}, chain of {length}"),
            }
        }
        EntryKind::TrustedCertificate(_) => "trusted certificate".into(),
        EntryKind::SecretKey { algorithm: Some(algorithm) } => format!("secret key, {}", shown(algorithm)),
        EntryKind::SecretKey { algorithm: None } => "secret key".into(),
        EntryKind::Unreadable(why) => format!("certificate that can't be read: {}", shown(why)),
    }
}

fn facts(page: &mut Page, indent: usize, certificate: &Certificate, with_issuer: bool, now: Timestamp) {
    if with_issuer {
        page.field(indent, "issuer", &issuer(certificate));
    }
    page.field(indent, "serial", &shown(&certificate.serial.to_string()));
    page.field(indent, "valid", &validity(certificate, now));
    page.field(indent, "key", &shown(&certificate.key.to_string()));
    page.field(indent, "signed", &shown(&certificate.signature_algorithm));
    if !certificate.names.is_empty() {
        page.list(indent, "names", certificate.names.iter().map(|name| shown(&name.to_string())));
    }
    if let Some(usage) = usage(certificate) {
        page.field(indent, "usage", &usage);
    }
    fingerprint(page, indent, "SHA-1", &certificate.sha1);
    fingerprint(page, indent, "SHA-256", &certificate.sha256);
}

/// `2025-01-01 to 2027-12-25, in 397 d`.
fn validity(certificate: &Certificate, now: Timestamp) -> String {
    let (from, until) = (certificate.not_before, certificate.not_after);
    let left = match until < now {
        true => format!("over {}", relative(until, now)),
        false if from > now => format!("begins {}", relative(from, now)),
        false => format!("over {}", relative(until, now)),
    };
    format!("{} to {}, {left}", date(from), date(until))
}

/// What it may be used for, if it says so.
fn usage(certificate: &Certificate) -> Option<String> {
    let mut uses = Vec::new();
    if certificate.is_authority == Some(true) {
        uses.push("authority".to_owned());
    }
    if let Some(usage) = &certificate.key_usage {
        uses.extend(usage.iter().map(|usage| (*usage).to_owned()));
    }
    uses.extend(certificate.extended_key_usage.iter().map(|purpose| shown(purpose)));
    (!uses.is_empty()).then(|| uses.join(", "))
}

/// In lines of sixteen bytes.
fn fingerprint<const N: usize>(page: &mut Page, indent: usize, label: &str, fingerprint: &Fingerprint<N>) {
    let text = fingerprint.to_string();
    let (mut rest, mut label) = (text.as_str(), label);
    while let Some((line, after)) = rest.split_at_checked(48) {
        page.field(indent, label, line);
        (rest, label) = (after, "");
    }
    page.field(indent, label, rest);
}

fn finding(page: &mut Page, finding: &Finding) {
    let sign = match finding.grade() {
        Grade::Warning => "!",
        Grade::Stops | Grade::Blocks => page.cross(),
    };
    page.line(2, &format!("{sign} {:<8} {}", finding.grade().word(), finding.rule.name()));
    page.words(13, &finding.says);
    page.words(13, &format!("-> {}", finding.mend));
}

fn verdict(report: &Report) -> String {
    let many = |grade: Grade| report.findings.iter().filter(|finding| finding.grade() == grade).count();
    let warnings = count(many(Grade::Warning), "warning", "warnings");
    let all = [(Grade::Blocks, "blocks"), (Grade::Stops, "stops")].map(|(grade, word)| match many(grade) {
        0 => None,
        number => Some(format!("{number} {word}")),
    });
    let mut all: Vec<String> = all.into_iter().flatten().collect();
    if many(Grade::Warning) > 0 {
        all.push(warnings);
    }
    match report.verdict() {
        Verdict::Sound => "Verdict: sound".into(),
        Verdict::Unreadable if report.file.opened.is_ok() => "Verdict: nothing to compare it with".into(),
        Verdict::Unreadable => "Verdict: can't be read".into(),
        Verdict::Found(Grade::Warning) => format!("Verdict: {}", all.join(", ")),
        Verdict::Found(Grade::Stops) => format!("Verdict: not to be sent as it is: {}", all.join(", ")),
        Verdict::Found(Grade::Blocks) => format!("Verdict: not to be sent: {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests;

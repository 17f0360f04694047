//! The JSON of `inspect`, as docs/inspect.md describes it. Fields may be added, never taken away or
//! given another meaning while `version` stays.

mod harmless;

use std::io;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::ser::Serializer;

use harmless::Harmless;

use super::{File, Report};
use crate::domain::java::Needs;
use crate::judge::Finding;
use crate::keystore::name::GeneralName;
use crate::keystore::store::{Ignored, Integrity, PrivateKey, Protected, Protection};
use crate::keystore::{Certificate, Entry, EntryKind, Store};

/// The document.
pub(super) fn print(report: &Report) -> io::Result<String> {
    let mut bytes = Vec::new();
    Document::of(report).serialize(&mut Serializer::with_formatter(&mut bytes, Harmless::default()))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(io::Error::other)
}

#[derive(Serialize)]
struct Document<'a> {
    version: u8,
    #[serde(flatten)]
    file: FileFacts<'a>,
    alias: Option<&'a str>,
    against: Option<Against<'a>>,
    judged_at: String,
    expires_within_days: u32,
    gateway_java: Option<String>,
    findings: Vec<FindingFacts<'a>>,
    verdict: &'static str,
    exit_code: u8,
}

#[derive(Serialize)]
struct Against<'a> {
    #[serde(flatten)]
    file: FileFacts<'a>,
    alias: Option<&'a str>,
}

#[derive(Serialize)]
struct FileFacts<'a> {
    path: String,
    bytes: Option<usize>,
    sha256: Option<String>,
    format: Option<String>,
    opened: bool,
    problem: Option<String>,
    integrity: Option<&'static str>,
    protections: Vec<ProtectionFacts<'a>>,
    entries: Vec<EntryFacts<'a>>,
    loose: Vec<CertificateFacts<'a>>,
    ignored: Vec<IgnoredFacts<'a>>,
    refused: Vec<&'a str>,
}

#[derive(Serialize)]
struct ProtectionFacts<'a> {
    of: &'static str,
    algorithm: &'a str,
    iterations: u32,
    since: Option<&'static str>,
}

#[derive(Serialize)]
struct IgnoredFacts<'a> {
    alias: Option<&'a str>,
    why: &'static str,
}

#[derive(Serialize)]
struct EntryFacts<'a> {
    alias: &'a str,
    kind: &'static str,
    chosen: bool,
    created: Option<String>,
    key: Option<KeyFacts<'a>>,
    chain: Vec<CertificateFacts<'a>>,
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct KeyFacts<'a> {
    state: &'static str,
    algorithm: Option<String>,
    curve: Option<&'a str>,
    bits: Option<u32>,
    fits_certificate: Option<bool>,
    detail: Option<&'a str>,
}

#[derive(Serialize)]
struct CertificateFacts<'a> {
    subject: &'a str,
    issuer: &'a str,
    serial: String,
    not_before: String,
    not_after: String,
    days_left: i64,
    names: Vec<NameFacts>,
    key: PublicKeyFacts<'a>,
    key_usage: Option<&'a [&'static str]>,
    extended_key_usage: &'a [String],
    is_authority: Option<bool>,
    signature_algorithm: &'a str,
    sha1: String,
    sha256: String,
}

#[derive(Serialize)]
struct NameFacts {
    kind: &'static str,
    value: String,
}

#[derive(Serialize)]
struct PublicKeyFacts<'a> {
    algorithm: String,
    curve: Option<&'a str>,
    bits: Option<u32>,
    sha256: String,
}

#[derive(Serialize)]
struct FindingFacts<'a> {
    rule: &'static str,
    grade: &'static str,
    says: &'a str,
    mend: &'a str,
}

/// RFC 3339 in UTC, to the second: `2026-11-23T18:00:00Z`.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl<'a> Document<'a> {
    fn of(report: &'a Report) -> Self {
        let verdict = report.verdict();
        let alias = report.alias.as_deref();
        Self {
            version: 1,
            file: FileFacts::of(&report.file, alias, report.now),
            alias,
            against: report.against.as_ref().map(|(old, alias)| Against {
                file: FileFacts::of(old, alias.as_deref(), report.now),
                alias: alias.as_deref(),
            }),
            judged_at: moment(report.now),
            expires_within_days: report.days,
            gateway_java: report.java.map(|java| java.to_string()),
            findings: report.findings.iter().map(FindingFacts::of).collect(),
            verdict: verdict.word(),
            exit_code: verdict.exit_code(),
        }
    }
}

impl<'a> FileFacts<'a> {
    fn of(file: &'a File, alias: Option<&str>, now: Timestamp) -> Self {
        let store = file.opened.as_ref().ok();
        let meant = file.meant(alias);
        let entry = |entry: &'a Entry| {
            EntryFacts::of(entry, meant.is_some_and(|meant| std::ptr::eq(meant, entry)), now)
        };
        let loose = |store: &'a Store| store.loose.iter().map(|one| CertificateFacts::of(one, now)).collect();
        Self {
            path: file.path.display().to_string(),
            bytes: file.content.as_ref().map(|content| content.bytes().len()),
            sha256: file.digest().map(|digest| digest.hex()),
            format: file.format().map(|format| format.to_string()),
            opened: store.is_some(),
            problem: file.opened.as_ref().err().map(super::Problem::says),
            integrity: store.map(|store| match store.integrity {
                Integrity::Checked => "checked",
                Integrity::NotChecked => "not-checked",
                Integrity::None => "none",
            }),
            protections: store
                .map(|store| store.protections.iter().map(ProtectionFacts::of).collect())
                .unwrap_or_default(),
            entries: store.map(|store| store.entries.iter().map(entry).collect()).unwrap_or_default(),
            loose: store.map(loose).unwrap_or_default(),
            ignored: store
                .map(|store| store.ignored.iter().map(IgnoredFacts::of).collect())
                .unwrap_or_default(),
            refused: store
                .iter()
                .flat_map(|store| &store.refused)
                .map(|refusal| refusal.why.as_str())
                .collect(),
        }
    }
}

impl<'a> ProtectionFacts<'a> {
    fn of(protection: &'a Protection) -> Self {
        Self {
            of: match protection.of {
                Protected::Integrity => "integrity",
                Protected::Certificates => "certificates",
                Protected::Keys => "keys",
            },
            algorithm: &protection.algorithm,
            iterations: protection.iterations,
            since: protection.needs.map(Needs::since),
        }
    }
}

impl<'a> IgnoredFacts<'a> {
    fn of(ignored: &'a Ignored) -> Self {
        Self { alias: ignored.alias.as_deref(), why: ignored.why }
    }
}

impl<'a> EntryFacts<'a> {
    fn of(entry: &'a Entry, chosen: bool, now: Timestamp) -> Self {
        let (kind, key, problem) = match &entry.kind {
            EntryKind::PrivateKey { key, .. } => ("private-key", Some(KeyFacts::of(key)), None),
            EntryKind::TrustedCertificate(_) => ("trusted-certificate", None, None),
            EntryKind::SecretKey { algorithm } => {
                let key = KeyFacts::of_state("not-read", algorithm.as_deref());
                ("secret-key", Some(key), None)
            }
            EntryKind::Unreadable(why) => ("unreadable", None, Some(why.as_str())),
        };
        let chain = entry.chain().iter().map(|certificate| CertificateFacts::of(certificate, now)).collect();
        Self { alias: &entry.alias, kind, chosen, created: entry.created.map(moment), key, chain, problem }
    }
}

impl<'a> KeyFacts<'a> {
    fn of(key: &'a PrivateKey) -> Self {
        match key {
            PrivateKey::Open { kind, fits } => Self {
                algorithm: Some(kind.algorithm.to_string()),
                curve: kind.algorithm.curve(),
                bits: kind.bits,
                fits_certificate: *fits,
                ..Self::of_state("open", None)
            },
            PrivateKey::Locked => Self::of_state("locked", None),
            PrivateKey::OtherPassword => Self::of_state("other-password", None),
            PrivateKey::Unsupported(algorithm) => Self::of_state("unsupported", Some(algorithm)),
            PrivateKey::Damaged(how) => Self::of_state("damaged", Some(how)),
        }
    }

    /// One that isn't opened.
    fn of_state(state: &'static str, detail: Option<&'a str>) -> Self {
        Self { state, algorithm: None, curve: None, bits: None, fits_certificate: None, detail }
    }
}

impl<'a> CertificateFacts<'a> {
    fn of(certificate: &'a Certificate, now: Timestamp) -> Self {
        let key = &certificate.key;
        Self {
            subject: &certificate.subject,
            issuer: &certificate.issuer,
            serial: certificate.serial.to_string(),
            not_before: moment(certificate.not_before),
            not_after: moment(certificate.not_after),
            // Whole days, rounded down: negative as soon as it is over.
            days_left: certificate.not_after.duration_since(now).as_secs().div_euclid(86_400),
            names: certificate.names.iter().map(NameFacts::of).collect(),
            key: PublicKeyFacts {
                algorithm: key.algorithm.to_string(),
                curve: key.algorithm.curve(),
                bits: key.bits,
                sha256: key.spki.to_string(),
            },
            key_usage: certificate.key_usage.as_deref(),
            extended_key_usage: &certificate.extended_key_usage,
            is_authority: certificate.is_authority,
            signature_algorithm: &certificate.signature_algorithm,
            sha1: certificate.sha1.to_string(),
            sha256: certificate.sha256.to_string(),
        }
    }
}

impl NameFacts {
    fn of(name: &GeneralName) -> Self {
        let kind = match name {
            GeneralName::Dns(_) => "dns",
            GeneralName::Ip(_) => "ip",
            GeneralName::Email(_) => "email",
            GeneralName::Uri(_) => "uri",
            GeneralName::Directory(_) => "directory",
            GeneralName::Other(_) => "other",
        };
        Self { kind, value: name.to_string() }
    }
}

impl<'a> FindingFacts<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule.name(),
            grade: finding.grade().word(),
            says: &finding.says,
            mend: &finding.mend,
        }
    }
}

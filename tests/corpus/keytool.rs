//! Against `keytool -list -v`.

use std::{collections::BTreeMap, net::IpAddr};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use keywright::keystore::{Entry, EntryKind, Store};

use crate::{
    facts::{self, Facts},
    manifest::{self, File, directory},
    names::canonical,
    tool::{self, parallel, run, tool},
};

/// An entry as keytool lists it.
#[derive(Default)]
struct Listed {
    alias: String,
    kind: String,
    length: Option<usize>,
    chain: Vec<Facts>,
}

#[test]
fn keytool_lists_the_same() {
    if tool::version("java", "-version", "version", 17).is_none() {
        return;
    }
    let files = manifest::files();
    let found = parallel(&files, |file| {
        let wrong = match (file.read(Some(&file.password)), list(file)) {
            (Ok(store), Ok(listed)) => compare(&store, &listed),
            (Ok(store), Err(said)) if store.refused.is_empty() => vec![format!("keytool refuses it: {said}")],
            (Err(error), Ok(_)) if !file.only_java => vec![format!("keytool opens it, and here: {error}")],
            _ => Vec::new(),
        };
        wrong.into_iter().map(|what| format!("{}: {what}", file.path)).collect()
    });
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// The entries that keytool lists, or why it lists none.
fn list(file: &File) -> Result<Vec<Listed>, String> {
    let mut keytool = tool("keytool", &file.password);
    // The quickest way to start a JVM that lives for one file.
    keytool.args([
        "-J-XX:TieredStopAtLevel=1",
        "-J-XX:+UseSerialGC",
        "-list",
        "-v",
        "-storepass:env",
        tool::PASSWORD,
    ]);
    keytool.arg("-keystore").arg(directory().join(&file.path));
    let printed = run(&mut keytool, b"");
    if printed.done { Ok(parse(&printed.out)) } else { Err(printed.out.trim().to_owned()) }
}

fn compare(store: &Store, listed: &[Listed]) -> Vec<String> {
    let mut wrong = Vec::new();
    let ours = by_alias(store.entries.iter(), |entry| &entry.alias);
    let theirs = by_alias(listed.iter(), |entry| &entry.alias);
    if ours.keys().ne(theirs.keys()) {
        return vec![format!("aliases:\n    ours   {:?}\n    theirs {:?}", ours.keys(), theirs.keys())];
    }
    for ((alias, ours), theirs) in ours.iter().zip(theirs.values()) {
        if ours.len() != theirs.len() {
            wrong.push(format!("{alias}: {} entries, and keytool has {}", ours.len(), theirs.len()));
        }
        for (ours, theirs) in ours.iter().zip(theirs) {
            entry(ours, theirs, &mut wrong);
        }
    }
    wrong
}

fn entry(ours: &Entry, theirs: &Listed, wrong: &mut Vec<String>) {
    let alias = &ours.alias;
    // Java takes any key with a chain for a private one; keytool has no words for one without.
    let kind = match &ours.kind {
        EntryKind::PrivateKey { chain, .. } if chain.is_empty() => "PrivateKeyEntry or SecretKeyEntry",
        EntryKind::PrivateKey { .. } => "PrivateKeyEntry",
        EntryKind::TrustedCertificate(_) => "trustedCertEntry",
        EntryKind::SecretKey { .. } => "SecretKeyEntry",
        EntryKind::Unreadable(_) => "unreadable",
    };
    if !kind.contains(&theirs.kind) {
        wrong.push(format!("{alias}: {kind}, and keytool has {}", theirs.kind));
    }
    let lengths = [ours.chain().len(), theirs.chain.len(), theirs.length.unwrap_or(theirs.chain.len())];
    if lengths.iter().any(|length| *length != lengths[0]) {
        wrong.push(format!("{alias}: {} certificates, and keytool has {}", lengths[0], lengths[1]));
    }
    for (at, (certificate, theirs)) in ours.chain().iter().zip(&theirs.chain).enumerate() {
        for difference in facts::differences(&facts::ours(certificate), theirs) {
            wrong.push(format!("{alias}[{at}] {difference}"));
        }
    }
}

/// Java compares aliases without case.
fn by_alias<'a, T>(
    entries: impl Iterator<Item = &'a T>,
    alias: impl Fn(&T) -> &String,
) -> BTreeMap<String, Vec<&'a T>> {
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for entry in entries {
        found.entry(alias(entry).to_lowercase()).or_default().push(entry);
    }
    found
}

fn parse(text: &str) -> Vec<Listed> {
    let mut entries: Vec<Listed> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(alias) = line.strip_prefix("Alias name: ") {
            entries.push(Listed { alias: alias.to_owned(), ..Listed::default() });
            continue;
        }
        let Some(entry) = entries.last_mut() else { continue };
        if let Some(kind) = line.strip_prefix("Entry type: ") {
            entry.kind = kind.trim().to_owned();
        } else if let Some(length) = line.strip_prefix("Certificate chain length: ") {
            entry.length = length.trim().parse().ok();
        } else if let Some(owner) = line.strip_prefix("Owner: ") {
            let silent = ["names", "key usage", "extended key usage"].map(|field| (field, String::new()));
            let mut facts = Facts::from(silent);
            facts.insert("authority", "not said".into());
            facts.insert("subject", canonical(owner));
            entry.chain.push(facts);
        } else if let Some(facts) = entry.chain.last_mut() {
            certificate(line, &mut lines, facts);
        }
    }
    entries
}

fn certificate<'a>(line: &str, lines: &mut impl Iterator<Item = &'a str>, facts: &mut Facts) {
    let line = line.trim();
    if let Some(issuer) = line.strip_prefix("Issuer: ") {
        facts.insert("issuer", canonical(issuer));
    } else if let Some(serial) = line.strip_prefix("Serial number: ") {
        facts.insert("serial", facts::serial(serial));
    } else if let Some(dates) = line.strip_prefix("Valid from: ") {
        let (from, until) = dates.split_once(" until: ").unwrap();
        facts.insert("not before", moment(from));
        facts.insert("not after", moment(until));
    } else if let Some(digest) = line.strip_prefix("SHA1: ") {
        facts.insert("SHA-1", digest.to_owned());
    } else if let Some(digest) = line.strip_prefix("SHA256: ") {
        facts.insert("SHA-256", digest.to_owned());
    } else if let Some(name) = line.strip_prefix("Signature algorithm name: ") {
        facts.insert("signature", without_remark(name).to_owned());
    } else if let Some(key) = line.strip_prefix("Subject Public Key Algorithm: ") {
        facts.insert("key", public_key(without_remark(key)));
    } else if line == "BasicConstraints:[" {
        facts.insert("authority", (lines.next().map(str::trim) == Some("CA:true")).to_string());
    } else if line == "KeyUsage [" {
        let usages: Vec<_> = block(lines).map(usage).collect();
        facts.insert("key usage", usages.join(", "));
    } else if line == "ExtendedKeyUsages [" {
        let purposes: Vec<_> = block(lines).map(purpose).collect();
        facts.insert("extended key usage", purposes.join(", "));
    } else if line == "SubjectAlternativeName [" {
        let names: Vec<_> = block(lines).map(general_name).collect();
        facts.insert("names", names.join(", "));
    }
}

/// The lines until the bracket closes.
fn block<'a>(lines: &mut impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    lines.map(str::trim).take_while(|line| *line != "]")
}

/// `SHA1withRSA (weak)`
fn without_remark(text: &str) -> &str {
    text.split(" (weak)").next().and_then(|text| text.split(" (disabled)").next()).unwrap_or(text).trim()
}

/// `2048-bit RSA key`, `256-bit EC (secp256r1) key`
fn public_key(text: &str) -> String {
    let (bits, algorithm) = text.trim_end_matches(" key").split_once("-bit ").unwrap_or(("?", text));
    let algorithm = match algorithm {
        "EC (secp256r1)" => "EC P-256".to_owned(),
        "EC (secp384r1)" => "EC P-384".to_owned(),
        "EC (secp521r1)" => "EC P-521".to_owned(),
        // An RSA key that is for this kind of signature only: keywright says RSA.
        "RSASSA-PSS" => "RSA".to_owned(),
        other => other.replace(['(', ')'], ""),
    };
    format!("{algorithm}, {bits} bits")
}

/// `Key_CertSign` for `keyCertSign`
fn usage(word: &str) -> String {
    match word {
        "DigitalSignature" => "digitalSignature".into(),
        "Crl_Sign" => "cRLSign".into(),
        "Non_repudiation" => "nonRepudiation".into(),
        word => {
            let word = word.replace('_', "");
            word[..1].to_lowercase() + &word[1..]
        }
    }
}

fn purpose(word: &str) -> String {
    match word {
        // keytool has a name for it only in later versions.
        "1.3.6.1.4.1.311.20.2.2" => "smartcardLogon".into(),
        word => word.into(),
    }
}

fn general_name(line: &str) -> String {
    match line.split_once(": ") {
        Some(("DNSName", name)) => format!("DNS {name}"),
        Some(("IPAddress", address)) => format!("IP {}", address.parse::<IpAddr>().unwrap()),
        Some(("RFC822Name", address)) => format!("email {address}"),
        Some(("URIName", uri)) => format!("URI {uri}"),
        Some(("OIDName" | "Other-Name", _)) => "other".into(),
        _ => "directory".into(),
    }
}

/// `Wed Jan 01 00:00:00 UTC 2025`
fn moment(text: &str) -> String {
    in_range(DateTime::strptime("%a %b %d %H:%M:%S UTC %Y", text.trim()).unwrap())
}

/// As keywright has what lies beyond a timestamp's range.
pub fn in_range(time: DateTime) -> String {
    time.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |time| time.timestamp()).to_string()
}

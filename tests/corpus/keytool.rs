//! Against `keytool -list -v`. It is run for all files in one JVM (`Lists.java`), which takes seconds where a JVM for
//! each takes minutes.

use std::{collections::BTreeMap, net::IpAddr, slice};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use keywright::{
    domain::{file::Format, java::Java},
    keystore::{Entry, EntryKind, Store, store::Protection},
};

use crate::{
    facts::{self, Facts},
    manifest::{self, File, Opened, directory},
    names::canonical,
    tool::{self, Printed, none_wrong, parallel, run, tool},
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
    let Some(jdk) = tool::version("java", "-version", "version", 17) else { return };
    let opened = manifest::opened();
    let listings = in_one_jvm(opened).unwrap_or_else(|| parallel(opened, |one| list(&one.file)));
    none_wrong(opened.iter().zip(&listings).map(|(Opened { file, read, .. }, printed)| {
        let said = printed.out.lines().next().unwrap_or_default();
        let wrong = match read {
            Ok(store) if printed.done => compare(store, &parse(&printed.out)),
            Ok(store) if !is_refused(store, jdk) => vec![format!("keytool refuses it: {said}")],
            Err(error) if printed.done && !file.only_java => {
                vec![format!("keytool opens it, and here: {error}")]
            }
            _ => Vec::new(),
        };
        wrong.into_iter().map(|what| format!("{}: {what}", file.path)).collect()
    }));
}

#[test]
fn in_one_jvm_keytool_prints_what_it_prints_by_itself() {
    if tool::version("java", "-version", "version", 17).is_none() {
        return;
    }
    let wanted = ["jks/mixed.jks", "pkcs12/openssl.p12"];
    for one in manifest::opened().iter().filter(|one| wanted.contains(&one.file.path.as_str())) {
        let Some(batch) = in_one_jvm(slice::from_ref(one)) else { return };
        let alone = list(&one.file);
        assert!(alone.done && batch[0].done, "{}", alone.err);
        assert_eq!(batch[0].out, alone.out, "{}", one.file.path);
    }
}

/// Whether a JDK of this version doesn't read a store, or not all of it, by what keywright says of it.
pub fn is_refused(store: &Store, jdk: u32) -> bool {
    let java = Java::parse(&jdk.to_string()).expect("a release");
    let later = |protection: &Protection| protection.needs.is_some_and(|needs| !java.has(needs));
    !store.refused.is_empty() || store.protections.iter().any(later) || has_hidden_entry(store)
}

/// Java looks for an entry of a JKS in small letters, so it doesn't find one that has others.
fn has_hidden_entry(store: &Store) -> bool {
    let capitals = |entry: &Entry| entry.alias != entry.alias.to_lowercase();
    store.format != Format::Pkcs12 && store.entries.iter().any(capitals)
}

/// `keytool -list -v`
fn list(file: &File) -> Printed {
    let mut keytool = tool("keytool", &file.password);
    // The quickest way to start a JVM that lives for one file.
    keytool.args(["-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-list", "-v"]);
    keytool.args(["-storepass:env", tool::PASSWORD, "-keystore", &file.path]).current_dir(directory());
    run(&mut keytool, b"")
}

/// The same of all files; `None` where this JDK has keytool's program elsewhere.
fn in_one_jvm(files: &[Opened]) -> Option<Vec<Printed>> {
    const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/Lists.java");
    let line = |one: &Opened| format!("{}\t{}\n", one.file.path, one.file.password);
    let mut java = tool("java", "");
    java.args(["--add-exports", "java.base/sun.security.tools.keytool=ALL-UNNAMED", PROGRAM]);
    let printed = run(java.current_dir(directory()), files.iter().map(line).collect::<String>().as_bytes());
    let mut rest = printed.out.as_bytes();
    let listings = files.iter().map(|one| {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let header = std::str::from_utf8(&rest[..end]).ok()?;
        let [path, state, size] = header.split('\t').collect::<Vec<_>>().try_into().ok()?;
        assert_eq!(path, one.file.path);
        let (listing, after) = rest[end + 1..].split_at(size.parse().ok()?);
        rest = after;
        let out = String::from_utf8_lossy(listing);
        // `-debug` begins with what it was called with.
        let out = match out.split_once('\n') {
            Some((called, out)) if called.starts_with("Command line args:") => out.to_owned(),
            _ => out.into_owned(),
        };
        Some(Printed { out, err: String::new(), done: state == "listed" })
    });
    listings.collect()
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
    let text = text.trim_end_matches(" key");
    // Later JDKs leave out the bits where the algorithm's name says them.
    let (bits, algorithm) = text.split_once("-bit ").unwrap_or(match text {
        "Ed25519" => ("255", text),
        "Ed448" => ("448", text),
        _ => ("?", text),
    });
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
    TimeZone::UTC.to_timestamp(time).unwrap_or(Timestamp::MAX).to_string()
}

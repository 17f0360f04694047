//! Against openssl: the certificates and protections that `openssl pkcs12` finds, and what `openssl x509` says of
//! each certificate.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::civil::DateTime;
use keywright::keystore::{
    Certificate, Store,
    store::{Protected, Protection},
};

use crate::{
    facts::{self, Facts},
    keytool::in_range,
    manifest::{self, File, directory},
    names::canonical,
    tool::{self, PASSWORD, none_wrong, parallel, run, tool},
};

#[test]
fn openssl_finds_the_same_in_pkcs12() {
    if tool::version("openssl", "version", "OpenSSL", 3).is_none() {
        return;
    }
    let files: Vec<_> = manifest::stores().filter(|(file, _)| file.is_pkcs12()).collect();
    none_wrong(parallel(&files, |(file, store)| {
        let mut pkcs12 = tool("openssl", &file.password);
        pkcs12.args(["pkcs12", "-legacy", "-info", "-nokeys", "-passin", &format!("env:{PASSWORD}"), "-in"]);
        let printed = run(pkcs12.arg(directory().join(&file.path)), b"");
        let mut wrong = Vec::new();
        if !printed.done {
            // PBMAC1 came with 3.4.
            if !printed.err.contains("PBMAC1") {
                wrong.push(format!("openssl refuses it: {}", printed.err));
            }
        } else {
            certificates(store, &printed.out, &mut wrong);
            protections(file, store, &printed.err, &mut wrong);
        }
        wrong.into_iter().map(|what| format!("{}: {what}", file.path)).collect()
    }));
}

fn certificates(store: &Store, printed: &str, wrong: &mut Vec<String>) {
    let ours: BTreeSet<Vec<u8>> =
        store.certificates().chain(&store.loose).map(|certificate| certificate.der.to_vec()).collect();
    let theirs: BTreeSet<Vec<u8>> = pem_blocks(printed).collect();
    if ours != theirs {
        let common = ours.intersection(&theirs).count();
        wrong.push(format!(
            "{} certificates here, {} to openssl, {common} of them the same",
            ours.len(),
            theirs.len()
        ));
    }
}

fn pem_blocks(text: &str) -> impl Iterator<Item = Vec<u8>> {
    text.split("-----BEGIN CERTIFICATE-----").skip(1).map(|block| {
        let body: String = block.split("-----END").next().unwrap().split_whitespace().collect();
        BASE64_STANDARD.decode(body).unwrap()
    })
}

/// What `-info` says: `MAC: sha256, Iteration 2048`, `PKCS7 Encrypted data: ...`, `Shrouded Keybag: ...`. It says
/// nothing of what protects a secret key.
fn protections(file: &File, store: &Store, info: &str, wrong: &mut Vec<String>) {
    let mut theirs = BTreeSet::new();
    for line in info.lines() {
        let (of, said) = match line.split_once(": ") {
            Some(("MAC", said)) => ("integrity", said),
            Some(("PKCS7 Encrypted data", said)) => ("certificates", said),
            Some(("Shrouded Keybag", said)) => ("keys", said),
            _ => continue,
        };
        theirs.insert(format!("{of}: {}", algorithm(of, said)));
    }
    let ours: BTreeSet<_> = store.protections.iter().map(words).collect();
    // What can't be read has a name here and no iterations.
    if file.entries.iter().any(|entry| entry.private.as_deref() == Some("Unsupported")) {
        return;
    }
    let has_secret = file.entries.iter().any(|entry| entry.secret.is_some());
    if has_secret && theirs.is_subset(&ours) {
        return;
    }
    if ours != theirs {
        wrong.push(format!("protections:\n    ours   {ours:?}\n    theirs {theirs:?}"));
    }
}

fn words(protection: &Protection) -> String {
    let of = match protection.of {
        Protected::Integrity => "integrity",
        Protected::Certificates => "certificates",
        Protected::Keys => "keys",
    };
    format!("{of}: {}, {} iterations", protection.algorithm, protection.iterations)
}

/// openssl's words for an algorithm as the JDK's name.
fn algorithm(of: &str, said: &str) -> String {
    let parts: Vec<_> = said.split(", ").collect();
    let after = |word: &str| parts.iter().find_map(|part| part.strip_prefix(word)).unwrap_or_default();
    let aes = |name: &str| name.trim_end_matches("-CBC").replace('-', "_");
    let (name, iterations) = match parts.as_slice() {
        [digest, ..] if of == "integrity" => {
            let digest = digest.to_uppercase().replace('-', "/");
            (format!("HmacPBE{digest}"), after("Iteration "))
        }
        ["PBES2", "PBKDF2", cipher, ..] => {
            let prf = after("PRF hmacWith").replace("SHA512-", "SHA512/");
            let cipher = match *cipher {
                "DES-CBC" => "DES".into(),
                "RC2-CBC" => "RC2_128".into(),
                cipher => aes(cipher),
            };
            (format!("PBEWithHmac{prf}And{cipher}"), after("Iteration "))
        }
        ["PBES2", "scrypt", cipher, ..] => (format!("scrypt and {}", aes(cipher)), after("Cost(N): ")),
        [name, ..] => {
            let name = match *name {
                "pbeWithSHA1And40BitRC2-CBC" => "PBEWithSHA1AndRC2_40",
                "pbeWithSHA1And128BitRC2-CBC" => "PBEWithSHA1AndRC2_128",
                "pbeWithSHA1And40BitRC4" => "PBEWithSHA1AndRC4_40",
                "pbeWithSHA1And128BitRC4" => "PBEWithSHA1AndRC4_128",
                "pbeWithSHA1And3-KeyTripleDES-CBC" => "PBEWithSHA1AndDESede",
                "pbeWithSHA1And2-KeyTripleDES-CBC" => "pbeWithSHAAnd2-KeyTripleDES-CBC",
                "pbeWithMD5AndDES-CBC" => "PBEWithMD5AndDES",
                other => other,
            };
            (name.into(), after("Iteration "))
        }
        [] => (said.into(), ""),
    };
    format!("{name}, {iterations} iterations")
}

#[test]
fn openssl_prints_the_same_of_each_certificate() {
    if tool::version("openssl", "version", "OpenSSL", 3).is_none() {
        return;
    }
    let mut distinct = BTreeMap::new();
    for (file, store) in manifest::stores() {
        for certificate in store.certificates().chain(&store.loose) {
            distinct.entry(certificate.sha256).or_insert_with(|| (file.path.clone(), certificate.clone()));
        }
    }
    let distinct: Vec<_> = distinct.into_values().collect();
    assert!(distinct.len() > 100, "only {} certificates", distinct.len());
    none_wrong(parallel(&distinct, |(path, certificate)| {
        let differences = facts::differences(&facts::ours(certificate), &printed(certificate));
        let of = |difference| format!("{path}: {}: {difference}", certificate.subject);
        differences.into_iter().map(of).collect()
    }));
}

/// What `openssl x509` prints.
fn printed(certificate: &Certificate) -> Facts {
    let x509 = |arguments: &str| {
        let mut x509 = tool("openssl", "");
        let names = "dn_rev,sep_comma_plus,esc_2253,utf8,oid";
        x509.args(["x509", "-inform", "DER", "-noout", "-nameopt", names]).args(arguments.split(' '));
        let printed = run(&mut x509, &certificate.der);
        assert!(printed.done, "{}", printed.err);
        // Long numbers are broken into lines.
        printed.out.replace("\\\n", "")
    };
    let mut facts =
        Facts::from(["names", "key usage", "extended key usage"].map(|field| (field, String::new())));
    facts.insert("authority", "not said".into());
    let extensions = "subjectAltName,keyUsage,extendedKeyUsage,basicConstraints";
    fields(
        &x509(&format!("-subject -issuer -serial -dates -fingerprint -sha256 -ext {extensions}")),
        &mut facts,
    );
    fields(&x509("-text -fingerprint -sha1"), &mut facts);
    facts
}

fn fields(printed: &str, facts: &mut Facts) {
    let mut lines = printed.lines();
    let (mut algorithm, mut bits) = (String::new(), String::new());
    while let Some(line) = lines.next() {
        let line = line.trim();
        if let Some((name, value)) = line.split_once('=') {
            match name.to_lowercase().as_str() {
                "subject" => drop(facts.insert("subject", canonical(value))),
                "issuer" => drop(facts.insert("issuer", canonical(value))),
                "serial" => drop(facts.insert("serial", facts::serial(value))),
                "notbefore" => drop(facts.insert("not before", moment(value))),
                "notafter" => drop(facts.insert("not after", moment(value))),
                "sha1 fingerprint" => drop(facts.insert("SHA-1", value.into())),
                "sha256 fingerprint" => drop(facts.insert("SHA-256", value.into())),
                _ => {}
            }
        }
        match line.split_once(':').map(|(name, value)| (name, value.trim())) {
            Some(("Signature Algorithm", name)) => drop(facts.insert("signature", facts::signature(name))),
            Some(("Public Key Algorithm", name)) => algorithm = name.to_owned(),
            Some(("Public-Key" | "RSA Public-Key", size)) => {
                bits = size.trim_matches(['(', ')']).trim_end_matches(" bit").to_owned();
            }
            Some(("NIST CURVE" | "ASN1 OID", curve)) if algorithm.starts_with("id-ec") => {
                algorithm = format!("id-ec {curve}");
            }
            Some(("X509v3 Basic Constraints", _)) => {
                let is_authority = lines.next().is_some_and(|line| line.contains("CA:TRUE"));
                facts.insert("authority", is_authority.to_string());
            }
            Some(("X509v3 Key Usage", _)) => {
                facts.insert("key usage", list(lines.next(), usage));
            }
            Some(("X509v3 Extended Key Usage", _)) => {
                facts.insert("extended key usage", list(lines.next(), purpose));
            }
            Some(("X509v3 Subject Alternative Name", _)) => {
                facts.insert("names", list(lines.next(), general_name));
            }
            _ => {}
        }
    }
    let (algorithm, bits) = match algorithm.as_str() {
        "" => return,
        "rsaEncryption" | "rsassaPss" => ("RSA".to_owned(), bits),
        "dsaEncryption" => ("DSA".to_owned(), bits),
        "ED25519" => ("Ed25519".to_owned(), "255".to_owned()),
        "ED448" => ("Ed448".to_owned(), "448".to_owned()),
        curve => (curve.replace("id-ec ", "EC "), bits),
    };
    facts.insert("key", format!("{algorithm}, {bits} bits"));
}

fn list(line: Option<&str>, word: impl Fn(&str) -> String) -> String {
    line.unwrap_or_default().trim().split(", ").map(word).collect::<Vec<_>>().join(", ")
}

fn usage(words: &str) -> String {
    match words {
        "Digital Signature" => "digitalSignature",
        "Non Repudiation" => "nonRepudiation",
        "Key Encipherment" => "keyEncipherment",
        "Data Encipherment" => "dataEncipherment",
        "Key Agreement" => "keyAgreement",
        "Certificate Sign" => "keyCertSign",
        "CRL Sign" => "cRLSign",
        "Encipher Only" => "encipherOnly",
        "Decipher Only" => "decipherOnly",
        other => other,
    }
    .into()
}

fn purpose(words: &str) -> String {
    match words {
        "TLS Web Server Authentication" => "serverAuth",
        "TLS Web Client Authentication" => "clientAuth",
        "Code Signing" => "codeSigning",
        "E-mail Protection" => "emailProtection",
        "Any Extended Key Usage" => "anyExtendedKeyUsage",
        "Microsoft Smartcard Login" => "smartcardLogon",
        other => other,
    }
    .into()
}

fn general_name(words: &str) -> String {
    match words.split_once(':') {
        Some(("DNS", name)) => format!("DNS {name}"),
        Some(("IP Address", address)) => {
            format!("IP {}", address.parse::<std::net::IpAddr>().unwrap())
        }
        Some(("email", address)) => format!("email {address}"),
        Some(("URI", uri)) => format!("URI {uri}"),
        Some(("DirName", _)) => "directory".into(),
        _ => "other".into(),
    }
}

/// `Jan  1 00:00:00 2025 GMT`
fn moment(text: &str) -> String {
    in_range(DateTime::strptime("%b %e %H:%M:%S %Y GMT", text.trim()).unwrap())
}

use proptest::prelude::*;

use super::*;
use crate::keystore::samples;

mod faults;
mod sealed;
mod writer;

use writer::{JCEKS, JKS, Kind, Written, file, key, protect, trusted};

const DEMO: &[u8] = include_bytes!("../../../assets/demo/stores/invoice.jks");
const EVERY_KIND: &[u8] = include_bytes!("../samples/every-kind.jceks");
const ODD_NAMES: &[u8] = include_bytes!("../samples/odd-names.jks");

fn secret(text: &str) -> Secret {
    Secret::copied(text)
}

/// Each entry in a few words.
fn told(store: &Store) -> Vec<String> {
    let entry = |entry: &Entry| {
        let kind = match &entry.kind {
            EntryKind::PrivateKey { key, chain } => format!("{key:?}, chain of {}", chain.len()),
            EntryKind::TrustedCertificate(certificate) => format!("trusts {}", certificate.subject),
            EntryKind::SecretKey { algorithm } => format!("secret {algorithm:?}"),
            EntryKind::Unreadable(why) => format!("unreadable: {why}"),
        };
        format!("{}: {kind}", entry.alias)
    };
    store.entries.iter().map(entry).collect()
}

#[test]
fn a_jks_is_read_with_its_password() {
    let store = read(DEMO, Some(&secret("changeit"))).unwrap();
    assert_eq!((store.format, store.integrity), (Format::Jks, Integrity::Checked));
    assert_eq!(
        told(&store),
        [
            "invoice-next: Open { kind: EC P-256, fits: Some(true) }, chain of 3",
            "invoice-2026: Open { kind: RSA 2048, fits: Some(true) }, chain of 3"
        ]
    );
    let made = store.entries[0].created.unwrap();
    assert!(made.to_string().starts_with("2026-11-23T"), "{made}");
    let named: Vec<_> = store.protections.iter().map(|one| (one.of, one.algorithm.as_str())).collect();
    assert_eq!(
        named,
        [(Protected::Integrity, "SHA1"), (Protected::Keys, "SHA1 (Sun's key protector)")],
        "each once"
    );
    assert!(store.loose.is_empty() && store.ignored.is_empty() && store.refused.is_empty());
}

#[test]
fn without_a_password_the_certificates_are_read() {
    let store = read(DEMO, None).unwrap();
    assert_eq!(store.integrity, Integrity::NotChecked);
    assert_eq!(told(&store), ["invoice-next: Locked, chain of 3", "invoice-2026: Locked, chain of 3"]);
}

#[test]
fn a_jceks_is_read_but_for_its_secret_keys() {
    let store = read(EVERY_KIND, Some(&secret("changeit"))).unwrap();
    assert_eq!((store.format, store.integrity), (Format::Jceks, Integrity::Checked));
    let mut entries = told(&store);
    entries.sort();
    assert_eq!(
        entries,
        [
            "aes: secret None",
            "hmac: secret None",
            "other: OtherPassword, chain of 3",
            "pair: Open { kind: RSA 2048, fits: Some(true) }, chain of 3",
            "trusted: trusts CN=partner.example.com, O=Keywright Demo, C=TR",
        ]
    );
    let pbe = store.protections.iter().find(|one| one.of == Protected::Keys).unwrap();
    assert_eq!((pbe.algorithm.as_str(), pbe.iterations), ("PBEWithMD5AndTripleDES", 10_000));

    let locked = told(&read(EVERY_KIND, None).unwrap());
    assert!(locked.contains(&"pair: Locked, chain of 3".to_owned()), "{locked:?}");
}

#[test]
fn odd_aliases_and_passwords_of_java_are_read() {
    let store = read(ODD_NAMES, Some(&secret("çok gizli 😀"))).unwrap();
    let mut entries = told(&store);
    entries.sort();
    assert_eq!(
        entries,
        [
            "Capital: Open { kind: RSA 2048, fits: Some(true) }, chain of 3",
            "müşteri 😀\0: OtherPassword, chain of 3"
        ]
    );
}

#[test]
fn another_password_is_wrong() {
    for password in ["", "changeit ", "Changeit", "çhangeit"] {
        assert_eq!(read(DEMO, Some(&secret(password))), Err(OpenError::WrongPassword), "{password:?}");
        assert_eq!(read(EVERY_KIND, Some(&secret(password))), Err(OpenError::WrongPassword));
    }
}

#[test]
fn the_first_version_has_no_types_of_certificates() {
    let certificate = samples::certificate("rsa-2048");
    let pair = key("pair", protect(&samples::key("rsa-2048"), "p"), vec![certificate.der.to_vec()]);
    let entries = [pair, trusted("ca", certificate.der.to_vec())];
    let store = read(&file(JKS, 1, &entries, "p"), Some(&secret("p"))).unwrap();
    assert_eq!(
        told(&store),
        [
            "pair: Open { kind: RSA 2048, fits: Some(true) }, chain of 1",
            "ca: trusts CN=rsa-2048, O=Keywright, C=TR"
        ]
    );
}

#[test]
fn nothing_in_it_is_a_keystore_too() {
    let negative = [JKS, 2, u32::MAX].map(u32::to_be_bytes).concat();
    for empty in [file(JKS, 2, &[], ""), writer::seal(negative, "")] {
        let store = read(&empty, Some(&secret(""))).unwrap();
        assert!(store.entries.is_empty() && store.integrity == Integrity::Checked);
        assert_eq!(store.protections.len(), 1);
    }
}

#[test]
fn bytes_after_the_end_are_told() {
    for password in [None, Some(secret("changeit"))] {
        let store = read(&[DEMO, b"\r\n"].concat(), password.as_ref()).unwrap();
        assert_eq!(store.entries.len(), 2);
        assert_eq!(store.ignored.len(), 1);
        assert!(store.ignored[0].why.contains("after its end"));
    }
}

#[test]
fn of_two_entries_of_one_alias_java_has_the_later() {
    let [one, two] = ["p256", "p384"].map(|name| samples::certificate(name).der.to_vec());
    let entries = [trusted("ca", one.clone()), trusted("x", one), trusted("ca", two)];
    let store = read(&file(JKS, 2, &entries, "p"), None).unwrap();
    assert_eq!(
        told(&store),
        ["x: trusts CN=p256, O=Keywright, C=TR", "ca: trusts CN=p384, O=Keywright, C=TR"]
    );
    assert_eq!(store.ignored.len(), 1);
    assert_eq!(store.ignored[0].alias.as_deref(), Some("ca"));
}

/// What Java never writes: any characters, any time, any bytes for a key.
fn written() -> impl Strategy<Value = (Vec<(String, i64, Vec<u8>)>, String)> {
    let entry = (any::<String>(), any::<i64>(), prop::collection::vec(any::<u8>(), 0..100));
    (prop::collection::vec(entry, 0..6), any::<String>())
}

proptest! {
    #[test]
    fn what_is_written_is_read((entries, password) in written(), version in 1..=2_u32) {
        let certificate = samples::certificate("ed25519").der.to_vec();
        let write = |(at, (alias, created, bytes)): (usize, &(String, i64, Vec<u8>))| {
            // The number keeps the aliases apart.
            let alias = writer::modified_utf8(&format!("{at} {alias}"));
            let chain = vec![certificate.clone(); at % 3];
            let kind = match at % 2 {
                0 => Kind::Key(protect(bytes, &password), chain),
                _ => Kind::Trusted(bytes.clone()),
            };
            Written { alias, created: *created, kind }
        };
        let all: Vec<Written> = entries.iter().enumerate().map(write).collect();
        let bytes = file(JKS, version, &all, &password);

        let store = read(&bytes, Some(&secret(&password))).unwrap();
        prop_assert_eq!(store.entries.len(), entries.len());
        for (at, (entry, (alias, created, _))) in store.entries.iter().zip(&entries).enumerate() {
            prop_assert_eq!(&entry.alias, &format!("{at} {alias}"));
            prop_assert_eq!(entry.created, Timestamp::from_millisecond(*created).ok());
            prop_assert_eq!(entry.has_key(), at % 2 == 0);
        }
        let file = File::read(&bytes).unwrap();
        for (item, (_, _, bytes)) in file.entries.iter().zip(&entries) {
            match &item.kind {
                ItemKind::Key { key, chain } => {
                    let opened = key.open(&Password::new(&secret(&password)));
                    prop_assert_eq!(opened.as_deref(), Some(bytes));
                    prop_assert!(chain.iter().all(|one| one.bytes == certificate));
                }
                ItemKind::Trusted(encoded) => prop_assert_eq!(encoded.bytes, bytes.as_slice()),
                ItemKind::Secret => prop_assert!(false),
            }
        }
    }
}

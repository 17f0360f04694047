//! The right password, a wrong one, none, and what each of them comes to.

use super::{bake::*, *};
use crate::keystore::samples;

fn certificate() -> Vec<u8> {
    samples::certificate("p256").der.to_vec()
}

fn key(password: &str) -> Vec<u8> {
    key_bag(password, &samples::key("p256"), &[id(b"1"), alias("k")])
}

fn leaf() -> Vec<u8> {
    cert_bag(&certificate(), &[id(b"1")])
}

#[test]
fn a_mac_tells_a_wrong_password_from_an_altered_file() {
    let mut bytes = pfx_with_mac("pw", &[encrypted("pw", &[leaf()]), plain(&[key("pw")])]);
    let store = open(&bytes, "pw").unwrap();
    assert_eq!(store.integrity, Integrity::Checked);
    assert_eq!(store.entries.len(), 1);
    assert!(matches!(
        store.entries[0].kind,
        EntryKind::PrivateKey { key: PrivateKey::Open { fits: Some(true), .. }, .. }
    ));
    assert_eq!(open(&bytes, "PW").unwrap_err(), OpenError::WrongPassword);
    assert_eq!(read(&bytes, None).unwrap_err(), OpenError::Locked);
    // The last byte of the alias `k`.
    let at = bytes.windows(4).position(|window| window == [0x1E, 2, 0, b'k']).unwrap();
    bytes[at + 3] = b'l';
    assert!(matches!(open(&bytes, "pw"), Err(OpenError::Damaged(_))));
    assert_eq!(open(&bytes, "PW").unwrap_err(), OpenError::WrongPassword);
}

#[test]
fn a_key_of_another_password_hides_nothing_else() {
    let other = key_bag("else", &samples::key("p384"), &[id(b"2"), alias("other")]);
    let bytes = pfx_with_mac("pw", &[encrypted("pw", &[leaf()]), plain(&[other, key("pw")])]);
    let store = open(&bytes, "pw").unwrap();
    assert_eq!(shape(&store)[0], "other: key of another password, ");
    assert!(shape(&store)[1].starts_with("k: key, "), "{:?}", shape(&store));
    // All of them another's: the MAC says that the store's is right.
    let store = open(&pfx_with_mac("pw", &[plain(&[leaf(), key("else")])]), "pw").unwrap();
    assert!(shape(&store)[0].starts_with("k: key of another password, "), "{:?}", shape(&store));
}

#[test]
fn without_a_mac_a_decryption_tells() {
    let bytes = pfx(&[encrypted("pw", &[leaf()]), plain(&[key("pw")])]);
    assert_eq!(open(&bytes, "pw").unwrap().integrity, Integrity::None);
    assert_eq!(open(&bytes, "PW").unwrap_err(), OpenError::WrongPassword);
    assert_eq!(read(&bytes, None).unwrap_err(), OpenError::Locked);
    let bytes = pfx(&[plain(&[leaf(), key("pw")])]);
    assert!(shape(&open(&bytes, "pw").unwrap())[0].starts_with("k: key, "));
    assert_eq!(open(&bytes, "PW").unwrap_err(), OpenError::WrongPassword);
    // With nothing encrypted, every password is as good.
    let bytes = pfx(&[plain(&[cert_bag(&certificate(), &[trusted()])])]);
    assert_eq!(open(&bytes, "anything").unwrap(), read(&bytes, None).unwrap());
}

#[test]
fn two_passwords_are_not_a_wrong_one() {
    // As `openssl pkcs12 -export -twopass` does it.
    let bytes = pfx_with_mac("mac", &[encrypted("pw", &[leaf()]), plain(&[key("pw")])]);
    assert!(matches!(open(&bytes, "mac"), Err(OpenError::TwoPasswords)));
    assert!(
        matches!(open(&bytes, "pw"), Err(OpenError::Damaged(what)) if what.contains("password of its own"))
    );
    assert_eq!(open(&bytes, "neither").unwrap_err(), OpenError::WrongPassword);
    let bytes = pfx(&[encrypted("pw", &[leaf()]), encrypted("else", &[key("else")])]);
    assert_eq!(open(&bytes, "pw").unwrap_err(), OpenError::TwoPasswords);
}

#[test]
fn without_a_password_what_is_open_is_read() {
    let bytes = pfx_with_mac("pw", &[plain(&[leaf(), key("pw")])]);
    let store = read(&bytes, None).unwrap();
    assert_eq!(store.integrity, Integrity::NotChecked);
    assert!(shape(&store)[0].starts_with("k: locked key, CN=p256"), "{:?}", shape(&store));
    assert_eq!(store.protections.len(), 2);
    // A part that is hidden could change everything: an only key, its chain, the aliases.
    let bytes = pfx(&[plain(&[leaf()]), encrypted("pw", &[])]);
    assert_eq!(read(&bytes, None).unwrap_err(), OpenError::Locked);
    // Keys alone: nothing to see.
    assert_eq!(read(&pfx(&[plain(&[key("pw")])]), None).unwrap_err(), OpenError::Locked);
    assert_eq!(read(&pfx(&[]), None).unwrap().entries, []);
}

#[test]
fn an_empty_password_is_two_zero_bytes_or_none() {
    let bytes = pfx_with_mac("", &[encrypted("", &[leaf()]), plain(&[key("")])]);
    let store = open(&bytes, "").unwrap();
    assert!(shape(&store)[0].starts_with("k: key, "));
    assert_eq!(store.integrity, Integrity::Checked);
    // The empty password isn't tried by itself.
    assert_eq!(read(&bytes, None).unwrap_err(), OpenError::Locked);
    // No bytes at all: openssl's for no password. The corpus has one of a program's making.
    let none = include_bytes!("../../../../tests/corpus/files/pkcs12/openssl-legacy-password-empty.p12");
    assert_eq!(open(none, "").unwrap().integrity, Integrity::Checked);
}

#[test]
fn secret_keys_are_named_by_their_algorithm() {
    let aes = seq(&[number(0), seq(&[oid("2.16.840.1.101.3.4.1")]), octets(&[7; 16])]);
    let odd = seq(&[number(0), seq(&[oid("1.2.3.4")]), octets(&[7; 16])]);
    let secret = |content: &[u8], name: &str| {
        let value = seq(&[oid("1.2.840.113549.1.12.10.1.2"), explicit_0(content)]);
        bag(5, &value, &[alias(name)])
    };
    let bags = [
        secret(&octets(&shrouded("pw", &aes)), "aes"),
        secret(&octets(&shrouded("pw", &odd)), "odd"),
        secret(&octets(&shrouded("else", &aes)), "other"),
        secret(&octets(b"its own way"), "own"),
        secret(&seq(&[]), "stranger"),
    ];
    let store = open(&pfx_with_mac("pw", &[plain(&bags)]), "pw").unwrap();
    assert_eq!(
        shape(&store),
        ["aes: secret AES", "odd: secret 1.2.3.4", "other: secret ?", "own: secret ?", "stranger: secret ?"]
    );
    // Nothing else shows whether the password is right.
    assert_eq!(open(&pfx(&[plain(&bags[..1])]), "PW").unwrap_err(), OpenError::WrongPassword);
}

#[test]
fn nothing_of_a_key_is_in_what_is_told() {
    let bytes = pfx_with_mac("hunter2", &[plain(&[leaf(), key("hunter2")])]);
    let store = open(&bytes, "hunter2").unwrap();
    let told = format!("{store:?}{:?}", open(&bytes, "hunter3"));
    assert!(!told.contains("hunter"), "{told}");
    let scalar = samples::key("p256")[36..68].to_vec();
    let digits: String = scalar.iter().map(|byte| format!("{byte:02X}")).collect();
    assert!(!told.replace(':', "").contains(&digits));
    assert!(!told.contains(&format!("{scalar:?}").replace(['[', ']'], "")));
}

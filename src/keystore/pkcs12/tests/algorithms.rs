//! What protects a file, by the JDK's names, with the releases that read it.

use super::{bake::*, *};
use crate::{domain::java::Needs, keystore::samples};

/// What protects a file of the corpus, and what no JDK reads of it.
macro_rules! facts {
    ($file:literal) => {{
        let bytes = include_bytes!(concat!("../../../../tests/corpus/files/pkcs12/", $file));
        let store = open(bytes, "changeit").unwrap();
        let of = |of| store.protections.iter().find(move |one| one.of == of).map(|one| one.algorithm.clone());
        let all = [Protected::Integrity, Protected::Certificates, Protected::Keys];
        (all.map(|one| of(one).unwrap_or_default()), store.refused.len(), store)
    }};
}

#[test]
fn programs_protect_their_files_by() {
    for ((names, refused, _), expected) in [
        (facts!("keytool-legacy.p12"), ["HmacPBESHA1", "PBEWithSHA1AndRC2_40", "PBEWithSHA1AndDESede"]),
        (
            facts!("keytool.p12"),
            ["HmacPBESHA256", "PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA256AndAES_256"],
        ),
        (facts!("windows-3des.pfx"), ["HmacPBESHA1", "PBEWithSHA1AndRC2_40", "PBEWithSHA1AndDESede"]),
        (facts!("openssl-PBE-MD5-DES.p12"), ["HmacPBESHA1", "PBEWithMD5AndDES", "PBEWithMD5AndDES"]),
        (
            facts!("openssl-PBE-SHA1-RC4-128.p12"),
            ["HmacPBESHA1", "PBEWithSHA1AndRC4_128", "PBEWithSHA1AndRC4_128"],
        ),
        (
            facts!("keytool-HmacPBESHA512_256.p12"),
            ["HmacPBESHA512/256", "PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA256AndAES_256"],
        ),
    ] {
        assert_eq!(names, expected);
        assert_eq!(refused, 0, "{expected:?}");
    }
}

#[test]
fn what_no_jdk_reads_is_told() {
    for ((names, refused, _), algorithm) in [
        (facts!("openssl-PBE-SHA1-2DES.p12"), "pbeWithSHAAnd2-KeyTripleDES-CBC"),
        (facts!("openssl-aes-192-cbc.p12"), "PBEWithHmacSHA256AndAES_192"),
        (facts!("openssl-des-cbc.p12"), "PBEWithHmacSHA256AndDES"),
        (facts!("openssl-rc2-cbc.p12"), "PBEWithHmacSHA256AndRC2_128"),
    ] {
        assert_eq!((names[1].as_str(), refused), (algorithm, 1));
    }
    assert_eq!(whys(&facts!("openssl-mac-md5.p12").2), ["no JDK reads HmacPBEMD5"]);
    assert_eq!(whys(&facts!("scrypt.p12").2), ["no JDK reads scrypt and AES_256"]);
}

#[test]
fn releases_that_read_an_algorithm() {
    let needs = |store: &Store| store.protections.iter().map(|one| one.needs).collect::<Vec<_>>();
    assert_eq!(needs(&facts!("keytool-legacy.p12").2), [None; 3]);
    let store = facts!("keytool.p12").2;
    assert_eq!(needs(&store), [Some(Needs::ModernPkcs12); 3]);
    let store = facts!("pbmac1-sha512.p12").2;
    assert_eq!(store.protections[0].algorithm, "PBEWithHmacSHA512");
    assert_eq!(store.protections[0].needs, Some(Needs::Pbmac1));
    assert_eq!(store.integrity, Integrity::Checked);
    assert_eq!(whys(&store), [""; 0]);
}

#[test]
fn each_algorithm_stands_once_with_its_fewest_iterations() {
    let key = |iterations| {
        let key = seq(&[scheme(TRIPLE_DES, iterations), octets(&encrypt("pw", b"\x30\0"))]);
        bag(2, &key, &[id(b"1"), alias(&iterations.to_string())])
    };
    let store = open(&pfx(&[plain(&[key(7), key(1), key(9)])]), "pw").unwrap();
    assert_eq!(store.protections.len(), 1);
    assert_eq!(store.protections[0].iterations, 1);
}

#[test]
fn a_key_in_an_unknown_cipher_hides_nothing_else() {
    let (names, _, store) = facts!("openssl-key-camellia-256-cbc.p12");
    assert_eq!(names[2], "Camellia-256-CBC");
    assert!(shape(&store)[0].contains("key in Camellia-256-CBC, "), "{:?}", shape(&store));
}

#[test]
fn the_parameters_that_jdk_8_wrote_twice_are_read() {
    // Before JDK-8202837 the identifier of PBES2 stood once more within its parameters.
    let pbes2 = |twice: bool| {
        let derivation = seq(&[oid("1.2.840.113549.1.5.12"), seq(&[octets(SALT), number(1)])]);
        let parameters = seq(&[derivation, seq(&[oid("2.16.840.1.101.3.4.1.2"), octets(&[0; 16])])]);
        let pbes2 = oid("1.2.840.113549.1.5.13");
        let scheme =
            if twice { seq(&[pbes2.clone(), seq(&[pbes2, parameters])]) } else { seq(&[pbes2, parameters]) };
        pfx(&[encrypted_as(&scheme, &[0; 16])])
    };
    assert_eq!(open(&pbes2(false), "pw").unwrap_err(), OpenError::WrongPassword);
    assert_eq!(open(&pbes2(true), "pw").unwrap_err(), OpenError::WrongPassword);
}

#[test]
fn short_salts_and_odd_passwords_are_nothing_for_java() {
    let der = samples::certificate("p256").der.to_vec();
    let part = encrypted("pässwörd", &[cert_bag(&der, &[trusted()])]);
    let store = open(&pfx(&[part]), "pässwörd").unwrap();
    assert_eq!(whys(&store), ["no JDK reads PBEWithSHA1AndDESede with a password beyond ASCII"]);
    let short = seq(&[oid(TRIPLE_DES), seq(&[octets(b"short"), number(1)])]);
    let key = bag(2, &seq(&[short, octets(b"12345678")]), &[id(b"1")]);
    let store = open(&pfx_with_mac("pw", &[plain(&[key])]), "pw").unwrap();
    assert_eq!(whys(&store), ["PBEWithSHA1AndDESede has a salt of 5 bytes, and the JDK wants 8"]);
    let store = open(&pfx_with_salted_mac("pw", b"1234567", &[]), "pw").unwrap();
    assert_eq!(whys(&store), ["HmacPBESHA256 has a salt of 7 bytes, and the JDK wants 8"]);
}

#[test]
fn nss_and_bouncy_castle_write_ber() {
    let nss = open(include_bytes!("../samples/nss.p12"), "pässword").unwrap();
    assert_eq!(shape(&nss), ["Leaf: key, CN=leaf < CN=Sub < CN=Root"]);
    assert_eq!(nss.integrity, Integrity::Checked);
    let bouncy_castle = open(include_bytes!("../samples/bouncy-castle.p12"), "pässword").unwrap();
    assert_eq!(shape(&bouncy_castle), ["Bouncy: key, CN=leaf < CN=Sub < CN=Root", "trusty: trusted CN=Root"]);
    assert_eq!(bouncy_castle.integrity, Integrity::Checked);
}

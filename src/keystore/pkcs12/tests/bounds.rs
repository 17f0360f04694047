//! What is damaged, and what asks for too much.

use proptest::prelude::*;

use super::{bake::*, *};
use crate::keystore::{Limit, samples};

/// Small files of several programs, each with its password: quick enough to be read thousands of times.
const FILES: [(&[u8], &str); 8] = [
    (include_bytes!("../../../../tests/corpus/files/pkcs12/openssl-iter-1.p12"), "changeit"),
    (include_bytes!("../../../../tests/corpus/files/pkcs12/openssl-open-nomac.p12"), "changeit"),
    (include_bytes!("../../../../tests/corpus/files/pkcs12/openssl-legacy.p12"), "changeit"),
    (include_bytes!("../../../../tests/corpus/files/pkcs12/pbmac1-sha256.p12"), "changeit"),
    (include_bytes!("../../../../tests/corpus/files/pkcs12/ber-all.p12"), "changeit"),
    (include_bytes!("../../../../tests/corpus/files/pkcs12/scrypt.p12"), "changeit"),
    (include_bytes!("../../../../tests/corpus/files/pkcs12/two-keys-no-alias.p12"), "changeit"),
    (include_bytes!("../../../../tests/corpus/files/pkcs12/windows-3des.pfx"), "changeit"),
];

#[test]
fn every_truncation_is_told_without_a_password() {
    for (bytes, password) in FILES {
        assert!(open(bytes, password).is_ok());
        for length in 0..bytes.len() {
            let error = read(&bytes[..length], None).unwrap_err();
            assert!(matches!(error, OpenError::Damaged(_)), "{length} of {}: {error:?}", bytes.len());
        }
        // As Java and openssl do, what follows isn't looked at; that it is there is said.
        let mut longer = open(&[bytes, b"\r\n"].concat(), password).unwrap();
        let said = longer.ignored.pop().unwrap();
        assert_eq!(said.why, "bytes after its end, which Java doesn't read");
        assert_eq!(longer, open(bytes, password).unwrap());
    }
}

#[test]
fn damage_is_told_with_its_place() {
    let says = |bytes: &[u8]| match read(bytes, None) {
        Err(OpenError::Damaged(what)) => what,
        other => format!("{other:?}"),
    };
    let good = pfx(&[plain(&[cert_bag(&samples::certificate("p256").der, &[])])]);
    assert_eq!(says(&[]), "a PKCS#12 (a SEQUENCE) is missing, at byte 0 of the file");
    assert_eq!(
        says(&good[..200]),
        format!("cut off: {} bytes are announced, 196 are there, at byte 0 of the file", good.len() - 4)
    );
    let empty = seq(&[seq(&[oid(DATA)])]);
    assert_eq!(
        says(&around(&empty, &[])),
        "a part of the safe is missing, at byte 15 of the authenticated safe"
    );
    let wrong = plain(&[seq(&[oid("1.2.840.113549.1.12.10.1.2"), explicit_0(&octets(b"x"))])]);
    assert_eq!(
        says(&pfx(&[wrong])),
        "an encrypted key is wanted, at byte 19 of an unencrypted part of the safe"
    );
    let no_iterations = encrypted_as(&scheme(TRIPLE_DES, 0), b"12345678");
    assert!(says(&pfx(&[no_iterations])).starts_with("no iterations, at byte "));
}

#[test]
fn what_is_not_by_password_is_named() {
    let unsupported = |bytes: &[u8]| match read(bytes, None) {
        Err(OpenError::Unsupported(what)) => what,
        other => format!("{other:?}"),
    };
    let signed = seq(&[tlv(0x02, &[&[3]]), seq(&[oid("1.2.840.113549.1.7.2"), explicit_0(&seq(&[]))])]);
    assert_eq!(unsupported(&signed), "a signature in place of a password");
    let enveloped = pfx(&[seq(&[oid("1.2.840.113549.1.7.3"), explicit_0(&seq(&[]))])]);
    assert_eq!(unsupported(&enveloped), "a public key in place of a password");
    let old = seq(&[number(1), seq(&[])]);
    assert_eq!(unsupported(&old), "version 1 of PKCS#12");
    // Beside what is locked too: no password would open it.
    let parts = [encrypted("pw", &[]), encrypted_as(&seq(&[oid("1.2.3.4")]), b"")];
    assert_eq!(unsupported(&pfx(&parts)), "the algorithm 1.2.3.4");
    let sha3 = around(&seq(&[]), &mac("2.16.840.1.101.3.4.2.8", &[0; 32], SALT, 1));
    assert_eq!(unsupported(&sha3), "a MAC with SHA3-256");
    let short = around(&seq(&[]), &mac("2.16.840.1.101.3.4.2.1", &[0; 20], SALT, 1));
    assert!(unsupported(&short).contains("a MAC of the wrong length"));
}

#[test]
fn what_costs_too_much_is_refused_before_it_is_begun() {
    let costs = |bytes: &[u8]| match open(bytes, "pw") {
        Err(OpenError::TooCostly(_, what)) => what,
        other => format!("{other:?}"),
    };
    let heavy = |iterations| encrypted_as(&scheme(TRIPLE_DES, iterations), b"12345678");
    let over = "5000001 iterations or more to derive a key, and Java takes 5000000";
    assert_eq!(costs(&pfx(&[heavy(5_000_001)])), over);
    assert_eq!(costs(&around(&seq(&[]), &mac("1.3.14.3.2.26", &[0; 20], SALT, 5_000_001))), over);
    assert!(costs(&pfx(&[heavy(1 << 40)])).starts_with("4294967295 iterations or more"));
    // Three blocks of SHA-1 for each: key and IV.
    let many: Vec<_> = (0..7).map(|_| heavy(1_000_000)).collect();
    assert!(costs(&pfx(&many)).starts_with("21000000 hash computations or more"));
    let key = seq(&[scheme(TRIPLE_DES, 1_000_000), octets(b"12345678")]);
    let keys: Vec<_> = (0..7).map(|_| bag(2, &key, &[id(b"1")])).collect();
    assert!(costs(&pfx(&[plain(&keys)])).starts_with("21000000 hash computations or more"));
    // Keys that are hidden in an encrypted part, too, before the first of them.
    assert!(costs(&pfx(&[encrypted("pw", &keys)])).starts_with("21000003 hash computations or more"));
    let scrypt = |n: u64, r: u64, p: u64| {
        let parameters = seq(&[octets(SALT), number(n), number(r), number(p)]);
        let cipher = seq(&[oid("2.16.840.1.101.3.4.1.42"), octets(&[0; 16])]);
        let pbes2 = seq(&[seq(&[oid("1.3.6.1.4.1.11591.4.11"), parameters]), cipher]);
        pfx(&[encrypted_as(&seq(&[oid("1.2.840.113549.1.5.13"), pbes2]), &[0; 16])])
    };
    assert_eq!(costs(&scrypt(1 << 20, 8, 1)), "1024 MiB of memory to derive a key, and 64 MiB are granted");
    assert!(costs(&scrypt(1 << 14, 8, 100)).contains("hash computations"));
    assert!(costs(&scrypt(1 << 31, 1 << 31, 1 << 31)).contains("MiB of memory"));
    assert!(costs(&scrypt(1000, 8, 1)).contains("impossible parameters of scrypt"));
}

#[test]
fn facts_have_an_end() {
    let key = |n: usize| bag(2, &seq(&[seq(&[oid(&format!("1.2.3.{n}"))]), octets(b"")]), &[id(b"1")]);
    let keys: Vec<_> = (0..1000).map(key).collect();
    assert_eq!(open(&pfx(&[plain(&keys)]), "pw").unwrap().protections.len(), 64);
}

#[test]
fn bags_are_counted_over_the_whole_file() {
    let crl = bag(4, &seq(&[]), &[]);
    let half = plain(&vec![crl.clone(); 5000]);
    assert_eq!(open(&pfx(&[half.clone(), half.clone()]), "pw").unwrap().ignored.len(), 10_000);
    let error = read(&pfx(&[half.clone(), half, plain(&[crl])]), None).unwrap_err();
    assert_eq!(error, OpenError::TooCostly(Limit::Entries, "more than 10000 keys and certificates".into()));
}

#[test]
fn chains_do_not_multiply_a_file_without_bound() {
    use crate::keystore::samples::{Parts, common_name};
    // A chain of 1000, and 800 keys of it: 300 KB a chain, 240 MB in all.
    let name = |n: usize| common_name(0x0C, n.to_string().as_bytes());
    let mut bags: Vec<_> = (0..1000)
        .map(|n| cert_bag(&Parts { subject: name(n), issuer: name(n + 1), ..Parts::default() }.der(), &[]))
        .collect();
    bags.push(cert_bag(
        &Parts { subject: name(5000), issuer: name(0), ..Parts::default() }.der(),
        &[id(b"1")],
    ));
    let key = |n: usize| bag(2, &shrouded("pw", b"\x30\0"), &[id(b"1"), alias(&n.to_string())]);
    bags.extend((0..800).map(key));
    let error = open(&pfx(&[plain(&bags)]), "pw").unwrap_err();
    assert_eq!(error, OpenError::TooCostly(Limit::Entries, "chains of more than 64 MiB in all".into()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Altered anywhere, in one place or several: some answer, and never entries under a MAC that
    /// doesn't fit.
    #[test]
    fn altered_files_are_answered(
        which in 0..FILES.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        with_password in any::<bool>(),
    ) {
        let (bytes, password) = FILES[which];
        let mut bytes = bytes.to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let password = Secret::copied(password);
        if let Ok(store) = read(&bytes, with_password.then_some(&password)) {
            prop_assert!(with_password || store.integrity != Integrity::Checked);
        }
    }

    /// Anything that begins as a PKCS#12 does.
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = open(&bytes, "pw");
        let _ = open(&around(&bytes, &bytes), "pw");
        let _ = open(&pfx(&[plain(&[bag(2, &bytes, &[]), bag(3, &bytes, std::slice::from_ref(&bytes))])]), "");
        let _ = open(&pfx(&[encrypted("pw", &[bytes])]), "pw");
    }
}

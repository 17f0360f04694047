use proptest::prelude::*;

use super::*;
use crate::keystore::samples::{self, tlv};

/// Whether a key that opens fits a certificate.
fn fits(key: &[u8], leaf: Option<&Certificate>) -> Option<bool> {
    match examine(key, leaf) {
        PrivateKey::Open { fits, .. } => fits,
        other => panic!("{other:?}"),
    }
}

const UNTOLD: [&str; 4] = ["p256-explicit", "brainpool", "ed448", "dsa"];

#[test]
fn each_key_fits_its_certificate_and_no_other() {
    let all: Vec<_> = samples::names().map(|name| (name, samples::certificate(name))).collect();
    for name in samples::names() {
        let key = samples::key(name);
        let kind = samples::certificate(name).key.kind();
        assert_eq!(examine(&key, None), PrivateKey::Open { kind: kind.clone(), fits: None }, "{name}");
        for (leaf_name, leaf) in &all {
            let PrivateKey::Open { kind: own, fits } = examine(&key, Some(leaf)) else { panic!("{name}") };
            assert_eq!(own, kind, "{name}: its own, whatever the certificate beside it");
            if name == *leaf_name {
                assert_eq!(fits, (!UNTOLD.contains(&name)).then_some(true), "{name}");
            } else {
                assert_ne!(fits, Some(true), "{name} {leaf_name}");
            }
        }
    }
}

#[test]
fn a_certificate_for_another_key_is_told() {
    let fits = |key: &str, leaf: &str| fits(&samples::key(key), Some(&samples::certificate(leaf)));
    let no = Some(false);
    assert_eq!(fits("rsa-2048", "rsa-1024-sha1"), no);
    assert_eq!(fits("p256", "p256-sha1"), no);
    assert_eq!(fits("p256", "p384"), no);
    assert_eq!(fits("p256", "ed25519"), no);
    assert_eq!(fits("ed448", "ed25519"), no);
    assert_eq!(fits("dsa", "rsa-2048"), no);
}

/// An EC key as Java writes it: without its public part, the value without leading zeros or with one.
#[test]
fn an_ec_key_needs_no_public_part() {
    for (name, zeros) in [("p256", 0), ("p384", 1), ("p521", 0), ("secp256k1", 1), ("p521-sha1", 4)] {
        let key = samples::key(name);
        let info = Info::read(&key).unwrap();
        let scalar = der::trimmed(ec_scalar(info.key).unwrap());
        let scalar = [&vec![0; zeros], scalar].concat();
        let inner = tlv(0x30, &[&tlv(0x02, &[&[1]]), &tlv(0x04, &[&scalar])]);
        let algorithm = tlv(0x30, &[&tlv(0x06, &[info.algorithm]), &tlv(0x06, &[info.curve.unwrap()])]);
        let bare = tlv(0x30, &[&tlv(0x02, &[&[0]]), &algorithm, &tlv(0x04, &[&inner])]);
        let leaf = samples::certificate(name);
        assert_eq!(fits(&bare, Some(&leaf)), Some(true), "{name}");
    }
}

fn ec_key(scalar: &[u8]) -> Vec<u8> {
    let inner = tlv(0x30, &[&tlv(0x02, &[&[1]]), &tlv(0x04, &[scalar])]);
    let algorithm = tlv(0x30, &[&tlv(0x06, &[oids::EC]), &tlv(0x06, &[oids::P256])]);
    tlv(0x30, &[&tlv(0x02, &[&[0]]), &algorithm, &tlv(0x04, &[&inner])])
}

#[test]
fn what_is_no_key_is_damaged() {
    let damaged = |key: &[u8]| match examine(key, None) {
        PrivateKey::Damaged(what) => what,
        other => panic!("{other:?}"),
    };
    assert!(damaged(b"").contains("isn't a private key"));
    assert!(damaged(b"0\x03\x02\x01\x00").contains("isn't a private key"));
    assert!(damaged(&ec_key(&[0; 32])).contains("out of range"));
    assert!(damaged(&ec_key(&[0xFF; 32])).contains("out of range"));
    assert!(damaged(&ec_key(&[1; 33])).contains("out of range"));
    let seed = tlv(
        0x30,
        &[
            &tlv(0x02, &[&[0]]),
            &tlv(0x30, &[&tlv(0x06, &[oids::ED25519])]),
            &tlv(0x04, &[&tlv(0x04, &[&[1; 31]])]),
        ],
    );
    assert!(damaged(&seed).contains("32 bytes"));

    let mut rsa = samples::key("rsa-2048");
    let at = rsa.len() - 900;
    rsa[at] ^= 1;
    assert!(fits(&rsa, None).is_none(), "the private exponent isn't checked");
    let info = Info::read(&rsa).unwrap();
    let mut numbers = Reader::sequence(info.key).unwrap();
    for _ in 0..4 {
        numbers.positive().unwrap();
    }
    let prime = numbers.positive().unwrap().as_ptr().addr() - rsa.as_ptr().addr();
    rsa[prime + 9] ^= 1;
    assert!(damaged(&rsa).contains("primes"));
}

#[test]
fn a_certificate_that_is_cut_off_fits_nothing() {
    let leaf = samples::certificate("p256");
    let broken = Certificate { der: leaf.der[..40].into(), ..leaf };
    assert_eq!(fits(&samples::key("p256"), Some(&broken)), None);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        name in prop::sample::select(samples::names().collect::<Vec<_>>()),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut key = samples::key(name);
        let at = at.index(key.len());
        key[at] = byte;
        if let Some(cut) = cut {
            key.truncate(cut.index(key.len()));
        }
        examine(&key, Some(&samples::certificate(name)));
    }
}

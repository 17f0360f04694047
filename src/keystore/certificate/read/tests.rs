use proptest::prelude::*;

use super::*;
use crate::keystore::{
    certificate::KeyAlgorithm,
    name::GeneralName,
    samples::{self, Parts, common_name, extension, pem, tlv},
    store::PrivateKey,
};

const KU: &[u8] = b"\x55\x1D\x0F";
const SAN: &[u8] = b"\x55\x1D\x11";
const BC: &[u8] = b"\x55\x1D\x13";
const EKU: &[u8] = b"\x55\x1D\x25";

#[test]
fn the_facts_of_a_certificate() {
    let der = pem(include_str!("../../../../assets/demo/stores/legacy.pem"), "CERTIFICATE");
    let certificate = Certificate::read(&der).unwrap();
    assert_eq!(certificate.subject, "CN=legacy.example.com, O=Keywright Demo, C=TR");
    assert_eq!(certificate.issuer, "CN=Demo Issuing CA, O=Keywright Demo, C=TR");
    assert!(certificate.serial.to_string().starts_with("16:72:35:60"));
    assert_eq!(certificate.not_before.to_string(), "2025-01-01T00:00:00Z");
    assert_eq!(certificate.not_after.to_string(), "2046-01-01T00:00:00Z");
    assert_eq!(certificate.key.algorithm, KeyAlgorithm::Ec("P-256".into()));
    assert_eq!(certificate.key.bits, Some(256));
    assert_eq!((&certificate.key_usage, certificate.is_authority), (&None, None));
    assert_eq!(certificate.extended_key_usage, ["clientAuth", "serverAuth"]);
    assert_eq!(certificate.signature_algorithm, "SHA256withECDSA");
    assert!(!certificate.has_weak_digest);
    assert_eq!(certificate.sha1.to_string(), "20:3E:2B:AA:A8:19:E7:07:40:87:B1:5C:5B:9C:C5:48:B9:3D:DD:60");
}

#[test]
fn every_sample_is_read() {
    let keys: Vec<_> = samples::names()
        .map(|name| {
            let certificate = samples::certificate(name);
            let is_weak = if certificate.has_weak_digest { " weak" } else { "" };
            assert_eq!(certificate.subject, format!("CN={name}, O=Keywright, C=TR"));
            assert!(certificate.is_self_issued() && certificate.is_authority == Some(true));
            format!("{name}: {}, {}{is_weak}", certificate.key, certificate.signature_algorithm)
        })
        .collect();
    assert_eq!(
        keys,
        [
            "rsa-2048: RSA 2048, SHA256withRSA",
            "rsa-1024-sha1: RSA 1024, SHA1withRSA weak",
            "rsa-1024-md5: RSA 1024, MD5withRSA weak",
            "rsa-1024-sha384: RSA 1024, SHA384withRSA",
            "rsa-1027-sha512: RSA 1027, SHA512withRSA",
            "pss-longest-salt: RSA 1024, RSASSA-PSS",
            "pss-digest-salt: RSA 1024, RSASSA-PSS",
            "pss-defaults: RSA 1024, RSASSA-PSS weak",
            "pss-other-mask: RSA 1024, RSASSA-PSS",
            "pss-1025: RSA 1025, RSASSA-PSS",
            "pss-key: RSA 1024, RSASSA-PSS",
            "p256: EC P-256, SHA256withECDSA",
            "p256-sha1: EC P-256, SHA1withECDSA weak",
            "p256-sha512: EC P-256, SHA512withECDSA",
            "p256-explicit: EC explicit parameters, SHA256withECDSA",
            "p384: EC P-384, SHA384withECDSA",
            "p521: EC P-521, SHA512withECDSA",
            "p521-sha1: EC P-521, SHA1withECDSA weak",
            "secp256k1: EC secp256k1, SHA256withECDSA",
            "brainpool: EC brainpoolP256r1, SHA256withECDSA",
            "ed25519: Ed25519, Ed25519",
            "ed448: Ed448, Ed448",
            "dsa: DSA 1024, SHA256withDSA",
        ]
    );
}

#[test]
fn moments_are_read_up_to_the_end_of_time() {
    let ends = |encoded: Vec<u8>| {
        Parts { not_after: encoded, ..Parts::default() }.read().map(|certificate| certificate.not_after)
    };
    let utc = |text: &[u8]| tlv(0x17, &[text]);
    let generalized = |text: &[u8]| tlv(0x18, &[text]);
    assert_eq!(ends(utc(b"491231235959Z")).unwrap().to_string(), "2049-12-31T23:59:59Z");
    assert_eq!(ends(utc(b"500101000000Z")).unwrap().to_string(), "1950-01-01T00:00:00Z");
    assert_eq!(ends(generalized(b"20500101000000Z")).unwrap().to_string(), "2050-01-01T00:00:00Z");
    // What RFC 5280 writes for "no end" is a day beyond what a Timestamp can be.
    assert_eq!(ends(generalized(b"99991231235959Z")).unwrap(), Timestamp::MAX);
    assert!(ends(generalized(b"00000101000000Z")).unwrap() < Timestamp::UNIX_EPOCH);
    // DER wants no offsets; where there is one, it counts.
    assert_eq!(ends(utc(b"250101000000+0300")).unwrap().to_string(), "2024-12-31T21:00:00Z");
    assert_eq!(ends(utc(b"2501010000Z")).unwrap().to_string(), "2025-01-01T00:00:00Z");
    for wrong in [&b"491331235959Z"[..], b"4912312359", b"", b"abcdefghijklmZ"] {
        assert_eq!(ends(utc(wrong)).unwrap_err(), "it isn't an X.509 certificate in DER", "{wrong:?}");
    }
}

#[test]
fn serial_numbers_are_read_whatever_they_are() {
    let serial = |bytes: &[u8]| {
        Parts { serial: bytes.to_vec(), ..Parts::default() }.read().unwrap().serial.to_string()
    };
    assert_eq!(serial(&[0x4A, 0x1F]), "4A:1F");
    assert_eq!(serial(&[0, 0x80]), "80");
    assert_eq!(serial(&[0]), "00");
    assert_eq!(serial(&[]), "00");
    assert_eq!(serial(&[0x11; 40]), ["11"; 40].join(":"));
}

#[test]
fn what_it_is_for_is_read_from_its_extensions() {
    let read = |extensions: &[Vec<u8>]| Parts { extensions: extensions.to_vec(), ..Parts::default() }.read();
    let usage = extension(KU, true, &tlv(0x03, &[&[5, 0b1010_0000]]));
    let purposes = tlv(
        0x30,
        &[
            &tlv(0x06, &[b"\x2B\x06\x01\x05\x05\x07\x03\x02"]),
            &tlv(0x06, &[b"\x2A\x03\x04"]),
            &tlv(0x06, &[b"\x2B\x06\x01\x05\x05\x07\x03\x01"]),
        ],
    );
    let all = [usage.clone(), extension(EKU, false, &purposes), extension(BC, true, b"\x30\x03\x01\x01\xFF")];
    let certificate = read(&all).unwrap();
    assert_eq!(certificate.key_usage, Some(vec!["digitalSignature", "keyEncipherment"]));
    assert_eq!(certificate.extended_key_usage, ["clientAuth", "1.2.3.4", "serverAuth"]);
    assert_eq!(certificate.is_authority, Some(true));

    let every = read(&[extension(KU, true, b"\x03\x03\x07\xFF\x80")]).unwrap().key_usage.unwrap();
    assert_eq!((every.len(), every.last()), (9, Some(&"decipherOnly")));
    assert_eq!(read(&[extension(BC, true, b"\x30\x00")]).unwrap().is_authority, Some(false));
    assert_eq!(read(&[]).unwrap().key_usage, None);

    assert_eq!(read(&[usage.clone(), usage]).unwrap_err(), "it has the extension 2.5.29.15 twice");
    let broken = |critical| read(&[extension(KU, critical, b"\x03")]);
    assert_eq!(broken(true).unwrap_err(), "its critical extension 2.5.29.15 can't be read");
    assert_eq!(broken(false).unwrap().key_usage, None, "Java passes over it");
}

#[test]
fn names_of_every_kind_are_read_in_their_order() {
    let user = tlv(
        0xA0,
        &[
            &tlv(0x06, &[b"\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03"]),
            &tlv(0xA0, &[&tlv(0x0C, &[b"ayse@acme.example"])]),
        ],
    );
    let names = tlv(
        0x30,
        &[
            &tlv(0x82, &[b"*.acme.example"]),
            &tlv(0x87, &[&[10, 0, 0, 1]]),
            &tlv(0x87, &[&[0; 15], &[1]]),
            &tlv(0x87, &[&[10, 0, 0, 1, 255, 255, 255, 0]]),
            &tlv(0x81, &[b"a@acme.example"]),
            &tlv(0x86, &[b"https://acme.example/"]),
            &tlv(0xA4, &[&common_name(0x0C, b"x, y")]),
            &tlv(0x88, &[b"\x2A\x03\x04"]),
            &user,
            &tlv(0xA0, &[&tlv(0x06, &[b"\x2A\x03"]), &tlv(0xA0, &[&[5, 0]])]),
            &tlv(0xA3, &[]),
            &tlv(0xA5, &[]),
            &tlv(0x82, &[b"\xFF"]),
        ],
    );
    let certificate =
        Parts { extensions: vec![extension(SAN, false, &names)], ..Parts::default() }.read().unwrap();
    use GeneralName as N;
    assert_eq!(
        certificate.names,
        [
            N::Dns("*.acme.example".into()),
            N::Ip("10.0.0.1".parse().unwrap()),
            N::Ip("::1".parse().unwrap()),
            N::Other("an IP address of 8 bytes".into()),
            N::Email("a@acme.example".into()),
            N::Uri("https://acme.example/".into()),
            N::Directory(r"CN=x\, y".into()),
            N::Other("registered ID 1.2.3.4".into()),
            N::Other("user principal name ayse@acme.example".into()),
            N::Other("other name 1.2.3".into()),
            N::Other("an X.400 address".into()),
            N::Other("an EDI party".into()),
            N::Other("a name of kind 2 that can't be read".into()),
        ]
    );
}

#[test]
fn an_older_version_and_no_names_are_read() {
    let nobody = tlv(0x30, &[]);
    let certificate = Parts { subject: nobody.clone(), issuer: nobody, ..Parts::default() }.read().unwrap();
    assert_eq!((certificate.subject.as_str(), certificate.issuer.as_str()), ("", ""));
    assert!(certificate.names.is_empty() && certificate.extended_key_usage.is_empty());
    assert_eq!(certificate.key.to_string(), "RSA 511");
}

#[test]
fn what_is_no_certificate_says_so() {
    let der = samples::certificate("p256").der.to_vec();
    let read = |bytes: &[u8]| Certificate::read(bytes).unwrap_err();
    assert_eq!(read(&[der.as_slice(), b"xy"].concat()), "2 bytes follow its end");
    assert_eq!(read(&[0x30; MAX_CERTIFICATE + 1]), "it has 131073 bytes, and at most 131072 are read");
    for end in 0..der.len() {
        assert_eq!(read(&der[..end]), "it isn't an X.509 certificate in DER");
    }
    assert_eq!(read(&samples::key("p256")), "it isn't an X.509 certificate in DER");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        name in prop::sample::select(samples::names().collect::<Vec<_>>()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let whole = samples::certificate(name);
        let mut der = whole.der.to_vec();
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        if let Ok(changed) = Certificate::read(&der) {
            changed.is_issued_by(&whole);
            whole.is_issued_by(&changed);
            changed.is_issued_by(&changed);
        }
    }
}

#[test]
fn nesting_has_an_end() {
    for (open, close) in [(&b"\x22\x80"[..], &b"\0\0"[..]), (b"\x30\x80", b"\0\0"), (b"\x24\x80", b"")] {
        let nested = [open.repeat(30_000), close.repeat(30_000)].concat();
        let version = tlv(0xA0, &[&tlv(0x02, &[&[2]])]);
        let tbs = tlv(0x30, &[&version, &nested]);
        assert!(Certificate::read(&tlv(0x30, &[&tbs])).is_err());
        assert!(Certificate::read(&nested).is_err());
        let subject = common_name(0x30, &nested);
        let _ = Parts { subject, ..Parts::default() }.read();
        let names = extension(SAN, true, &tlv(0x30, &[&tlv(0xA4, &[&nested])]));
        let _ = Parts { extensions: vec![names], ..Parts::default() }.read();
        assert!(matches!(crate::keystore::key::examine(&nested, None), PrivateKey::Damaged(_)));
    }
}

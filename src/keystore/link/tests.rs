use super::*;
use crate::keystore::samples::{self, Parts, common_name, name};

#[test]
fn each_sample_signed_itself() {
    let mut told = Vec::new();
    for name in samples::names() {
        let certificate = samples::certificate(name);
        let link = certificate.is_issued_by(&certificate);
        assert!(link.name_fits, "{name}");
        if link.signature != Signature::Verified {
            told.push(format!("{name}: {:?}", link.signature));
        }
    }
    assert_eq!(
        told,
        [
            r#"p256-explicit: CannotTell("SHA256withECDSA on explicit parameters")"#,
            r#"brainpool: CannotTell("SHA256withECDSA on brainpoolP256r1")"#,
            r#"ed448: CannotTell("Ed448")"#,
            r#"dsa: CannotTell("SHA256withDSA")"#,
        ]
    );
}

#[test]
fn a_changed_certificate_is_not_signed() {
    for name in samples::names() {
        let certificate = samples::certificate(name);
        // A letter of the common name, which is both issuer and subject: the names still fit.
        let mut der = certificate.der.to_vec();
        let places: Vec<_> = der.windows(7).enumerate().filter(|(_, word)| word == b"Keywrig").collect();
        let places: Vec<usize> = places.iter().map(|(at, _)| *at).collect();
        assert_eq!(places.len(), 2, "{name}");
        for place in places {
            der[place] = b'k';
        }
        let changed = Certificate::read(&der).unwrap();
        let link = changed.is_issued_by(&certificate);
        assert!(link.name_fits, "{name}: case doesn't matter");
        assert!(!matches!(link.signature, Signature::Verified), "{name}");
        assert!(matches!(link.signature, Signature::CannotTell(_)) || !link.holds(), "{name}");

        let mut der = certificate.der.to_vec();
        *der.last_mut().unwrap() ^= 1;
        let link = Certificate::read(&der).unwrap().is_issued_by(&certificate);
        assert!(!matches!(link.signature, Signature::Verified), "{name}");
    }
}

#[test]
fn another_key_did_not_sign() {
    let all: Vec<_> = samples::names().map(samples::certificate).collect();
    for one in &all {
        for other in all.iter().filter(|other| *other != one) {
            let link = one.is_issued_by(other);
            assert!(!link.name_fits && link.signature != Signature::Verified, "{one:?} {other:?}");
        }
    }
    let (ours, theirs) = (samples::certificate("pss-1025"), samples::certificate("p521"));
    assert_eq!(ours.is_issued_by(&theirs).signature, Signature::Wrong, "a key of another kind");
    let theirs = samples::certificate("rsa-2048");
    assert_eq!(ours.is_issued_by(&theirs).signature, Signature::Wrong, "a key of another size");
}

#[test]
fn names_are_compared_as_rfc_5280_says() {
    let ours = |issuer: Vec<u8>| Parts { issuer, ..Parts::default() }.read().unwrap();
    let theirs = |subject: Vec<u8>| Parts { subject, ..Parts::default() }.read().unwrap();
    let fits = |issuer: &[u8], subject: &[u8]| {
        ours(issuer.to_vec()).is_issued_by(&theirs(subject.to_vec())).name_fits
    };
    assert!(fits(&common_name(0x0C, b"Demo  CA"), &common_name(0x13, b"demo CA ")));
    assert!(fits(
        &common_name(0x0C, "Müşteri".as_bytes()),
        &common_name(0x1E, b"\0M\0\xFC\x01\x5F\0t\0e\0r\0i")
    ));
    assert!(!fits(&common_name(0x0C, b"Demo CA"), &common_name(0x0C, b"Demo CA 2")));
    let (o, cn) = (&b"\x55\x04\x0A"[..], &b"\x55\x04\x03"[..]);
    let both = name(&[&[(o, 0x0C, b"a"), (cn, 0x0C, b"b")]]);
    assert!(fits(&both, &name(&[&[(cn, 0x0C, b"b"), (o, 0x0C, b"a")]])), "within one part");
    assert!(!fits(&both, &name(&[&[(o, 0x0C, b"a")], &[(cn, 0x0C, b"b")]])), "two parts");
    // What isn't what it says it is, is compared as bytes.
    assert!(fits(&common_name(0x0C, b"\xFF"), &common_name(0x0C, b"\xFF")));
    assert!(!fits(&common_name(0x0C, b"\xFF"), &common_name(0x0C, b"\xFE")));
}

#[test]
fn the_algorithm_inside_must_be_the_one_outside() {
    // The first of the two identifiers is in what is signed.
    let certificate = samples::certificate("rsa-2048");
    let mut der = certificate.der.to_vec();
    let oid = b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B";
    let outside = der.windows(oid.len()).rposition(|word| word == oid).unwrap();
    der[outside + 8] = 0x0C;
    let link = Certificate::read(&der).unwrap().is_issued_by(&certificate);
    assert_eq!(link.signature, Signature::Wrong);
}

use crate::keystore::{
    certificate::Certificate,
    samples::{Parts, common_name, name, pem},
};

fn subject(name: Vec<u8>) -> String {
    Parts { subject: name, ..Parts::default() }.read().unwrap().subject
}

const CN: &[u8] = b"\x55\x04\x03";
const O: &[u8] = b"\x55\x04\x0A";
const C: &[u8] = b"\x55\x04\x06";

#[test]
fn the_most_specific_part_comes_first() {
    let dn = name(&[
        &[(C, 0x13, b"TR")],
        &[(O, 0x0C, b"Acme"), (b"\x55\x04\x0B", 0x0C, b"IT")],
        &[(CN, 0x0C, b"api")],
    ]);
    assert_eq!(subject(dn), "CN=api, O=Acme+OU=IT, C=TR");
    assert_eq!(subject(name(&[])), "");
}

#[test]
fn what_would_be_taken_for_the_names_own_signs_is_escaped() {
    let dn = |value: &[u8]| subject(common_name(0x0C, value));
    assert_eq!(dn(br#"Acme, "Inc." + <a>;\"#), r#"CN=Acme\, \"Inc.\" \+ \<a\>\;\\"#);
    assert_eq!(dn(b" two  words "), r"CN=\ two  words\ ");
    assert_eq!(dn(b" "), r"CN=\ ");
    assert_eq!(dn(b"#1 #2"), r"CN=\#1 #2");
    assert_eq!(dn(b"a\0b"), r"CN=a\00b");
    assert_eq!(dn(b"a\x1b[31m=b"), "CN=a\x1b[31m=b", "the view makes control characters harmless");
    assert_eq!(dn(b""), "CN=");
}

#[test]
fn every_kind_of_string_is_read() {
    let dn = |tag, value: &[u8]| subject(common_name(tag, value));
    assert_eq!(dn(0x0C, "Müşteri 日本".as_bytes()), "CN=Müşteri 日本");
    assert_eq!(dn(0x14, b"M\xFCnchen"), "CN=München", "T61String, as ISO 8859-1");
    assert_eq!(dn(0x13, b"M\xFCnchen"), "CN=München", "a PrintableString that isn't one");
    assert_eq!(dn(0x16, "München".as_bytes()), "CN=München");
    assert_eq!(dn(0x1E, b"\0M\0\xFC\x01\x5F"), "CN=Müş", "BMPString");
    assert_eq!(dn(0x1C, b"\0\0\0M\0\x01\xF6\x00"), "CN=M😀", "UniversalString");
}

#[test]
fn what_is_no_text_is_shown_in_hexadecimal() {
    let dn = |tag, value: &[u8]| subject(common_name(tag, value));
    assert_eq!(dn(0x0C, b"\xFF"), "CN=#0C01FF");
    assert_eq!(dn(0x1E, b"\0M\0"), "CN=#1E03004D00");
    assert_eq!(dn(0x1E, b"\xD8\0\0M"), "CN=#1E04D800004D", "half a character");
    assert_eq!(dn(0x1C, b"\0\x11\0\0"), "CN=#1C0400110000", "beyond Unicode");
    assert_eq!(dn(0x02, b"\x05"), "CN=#020105");
    let unknown = name(&[&[(b"\x2A\x03\x04", 0x0C, b"x"), (CN, 0x0C, b"y")]]);
    assert_eq!(subject(unknown), "1.2.3.4=#0C0178+CN=y");
}

/// What `openssl x509 -noout -subject -nameopt RFC2253,-esc_msb` prints, but for the spaces after the
/// commas, the case of `STREET`, and the order of OU and UID, which keytool prints in this one too.
#[test]
fn openssl_prints_the_same() {
    let der = pem(include_str!("../../samples/name.pem"), "CERTIFICATE");
    assert_eq!(
        Certificate::read(&der).unwrap().subject,
        "jurisdictionC=TR, businessCategory=x, STREET=Yol 1, DC=acme, organizationIdentifier=PSDTR-1, \
         serialNumber=123, emailAddress=a@b.example, CN=\\#api\\;x\\\\y\\ , OU=a+UID=u1, \
         O=Acme\\, \\\"Inc.\\\" \\<x\\>, L=Şişli, ST=İstanbul, C=TR"
    );
}

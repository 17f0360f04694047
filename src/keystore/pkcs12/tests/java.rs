//! Entries as Java makes them. What is expected here is what JDK 17 and 25 say of the same structures
//! (`sun.security.pkcs12.PKCS12KeyStore`).

use super::{bake::*, *};
use crate::keystore::samples::{self, Parts, common_name, extension};

/// A certificate of this subject and issuer, with the key identifiers that are said.
fn issued(subject: &str, issuer: &str, subject_key: Option<&str>, authority_key: Option<&str>) -> Vec<u8> {
    let mut extensions = Vec::new();
    if let Some(key) = subject_key {
        extensions.push(extension(b"\x55\x1D\x0E", false, &octets(key.as_bytes())));
    }
    if let Some(key) = authority_key {
        extensions.push(extension(b"\x55\x1D\x23", false, &tlv(0x30, &[&tlv(0x80, &[key.as_bytes()])])));
    }
    let [subject, issuer] = [subject, issuer].map(|name| common_name(0x0C, name.as_bytes()));
    // The serial number keeps those apart that are alike otherwise.
    let serial = authority_key.or(subject_key).unwrap_or("?").as_bytes().to_vec();
    Parts { subject, issuer, extensions, serial, ..Parts::default() }.der()
}

fn certificate(subject: &str, issuer: &str) -> Vec<u8> {
    issued(subject, issuer, None, None)
}

fn shape_of(bags: &[Vec<u8>]) -> Vec<String> {
    shape(&open(&pfx(&[plain(bags)]), "pw").unwrap())
}

#[test]
fn a_key_has_the_certificate_of_its_id_and_alias_or_of_its_id_or_of_its_alias() {
    let key = samples::key("p256");
    let certificates = |attributes: [&[Vec<u8>]; 3]| {
        let mut bags = vec![key_bag("pw", &key, &[id(b"1"), alias("Server")])];
        for (at, attributes) in attributes.iter().enumerate() {
            bags.push(cert_bag(&certificate(&format!("c{at}"), "nobody"), attributes));
        }
        shape_of(&bags)
    };
    let (same_id, same_alias) = ([id(b"1")], [alias("SERVER")]);
    let both = [id(b"1"), alias("server")];
    let none = [id(b"2"), alias("other")];
    assert_eq!(certificates([&same_id, &both, &same_alias]), ["Server: key, CN=c1"]);
    assert_eq!(certificates([&same_id, &same_id, &same_alias]), ["Server: key, CN=c1"]);
    assert_eq!(certificates([&none, &same_alias, &none]), ["Server: key, CN=c1"]);
    assert_eq!(certificates([&none, &none, &none]), ["Server: key, "]);
}

#[test]
fn an_only_key_without_an_id_has_the_certificate_that_begins_its_safe_contents() {
    let key = samples::key("p256");
    let (leaf, other) = (cert_bag(&certificate("leaf", "ca"), &[]), cert_bag(&certificate("ca", "ca"), &[]));
    let keys = plain(&[key_bag("pw", &key, &[])]);
    let certificates = plain(&[leaf, other]);
    let store = open(&pfx(&[keys.clone(), certificates.clone()]), "pw").unwrap();
    assert_eq!(shape(&store), ["1: key, CN=leaf < CN=ca"]);
    // Java counts keys as it goes: certificates that come first find no key to belong to.
    let store = open(&pfx(&[certificates, keys]), "pw").unwrap();
    assert_eq!(shape(&store), ["1: key, "]);
    assert_eq!(store.loose.len(), 2);
}

#[test]
fn a_key_without_an_id_beside_others_is_passed_over() {
    let key = samples::key("p256");
    let bags = [
        key_bag("pw", &key, &[id(b"a"), alias("a")]),
        key_bag("pw", &key, &[alias("b")]),
        key_bag("pw", &key, &[id(b"c")]),
    ];
    let store = open(&pfx(&[plain(&bags)]), "pw").unwrap();
    assert_eq!(shape(&store), ["a: key, ", "1: key, "]);
    assert_eq!(store.ignored.len(), 1);
    assert_eq!(store.ignored[0].alias.as_deref(), Some("b"));
}

#[test]
fn certificates_without_oracles_mark_are_loose() {
    let bags = [
        cert_bag(&certificate("a", "a"), &[alias("a")]),
        cert_bag(&certificate("b", "b"), &[alias("B"), trusted()]),
        cert_bag(&certificate("c", "c"), &[trusted()]),
        cert_bag(&certificate("b", "b"), &[]),
    ];
    let store = open(&pfx(&[plain(&bags)]), "pw").unwrap();
    assert_eq!(shape(&store), ["B: trusted CN=b", "1: trusted CN=c"]);
    // The other copy of what is an entry isn't lost to Java.
    assert_eq!(store.loose.iter().map(|one| one.subject.as_str()).collect::<Vec<_>>(), ["CN=a"]);
}

#[test]
fn the_last_of_an_alias_stands_in_the_place_of_the_first() {
    let bags = [
        cert_bag(&certificate("1", "1"), &[alias("Twice"), trusted()]),
        cert_bag(&certificate("2", "2"), &[alias("once"), trusted()]),
        cert_bag(&certificate("3", "3"), &[alias("tWICE"), trusted()]),
    ];
    let store = open(&pfx(&[plain(&bags)]), "pw").unwrap();
    assert_eq!(shape(&store), ["tWICE: trusted CN=3", "once: trusted CN=2"]);
    assert_eq!(store.ignored[0].alias.as_deref(), Some("Twice"));
    assert_eq!(store.loose.len(), 1);
}

#[test]
fn chains_are_linked_by_name_and_key_identifier() {
    let key = key_bag("pw", &samples::key("p256"), &[id(b"1"), alias("k")]);
    let leaf = |authority| cert_bag(&issued("leaf", "CA", Some("l"), authority), &[id(b"1")]);
    let chain = |leaf: Vec<u8>, others: &[Vec<u8>]| {
        let mut bags = vec![key.clone(), leaf];
        bags.extend(others.iter().map(|der| cert_bag(der, &[])));
        shape_of(&bags).remove(0)
    };
    let root = issued("Root", "Root", Some("r"), Some("r"));
    let old = issued("ca", "Nobody", Some("old"), None);
    let new = issued("Ca", "root", Some("new"), None);
    let unsaid = certificate("cA", "root");
    // Names are compared without case; which of two of one name, the key identifier says.
    assert_eq!(
        chain(leaf(Some("new")), &[old.clone(), root.clone(), new.clone()]),
        "k: key, CN=leaf < CN=Ca < CN=Root"
    );
    assert_eq!(chain(leaf(None), &[old.clone(), new.clone()]), "k: key, CN=leaf < CN=ca");
    assert_eq!(chain(leaf(Some("else")), &[old.clone(), unsaid]), "k: key, CN=leaf < CN=cA");
    assert_eq!(chain(leaf(Some("else")), &[old, new]), "k: key, CN=leaf");
    // Two that issue each other end where the first would come again.
    let ring = [certificate("CA", "leaf"), root];
    assert_eq!(chain(leaf(None), &ring), "k: key, CN=leaf < CN=CA");
}

#[test]
fn what_java_does_not_read_is_no_entry_but_is_told() {
    let bags = [
        bag(1, &samples::key("p256"), &[alias("open")]),
        bag(4, &seq(&[]), &[]),
        bag(6, &seq(&[]), &[]),
        bag(9, &seq(&[]), &[]),
    ];
    let store = open(&pfx(&[plain(&bags)]), "pw").unwrap();
    assert_eq!((store.entries, store.refused), (vec![], vec![]));
    assert_eq!(store.ignored.len(), 4);
    assert_eq!(store.ignored[0].alias.as_deref(), Some("open"));
    assert!(store.ignored[0].why.contains("isn't encrypted"), "{:?}", store.ignored[0]);
}

#[test]
fn attributes_that_java_chokes_on_are_told() {
    let utf8 = attribute("1.2.840.113549.1.9.20", &tlv(0x0C, &["müşteri".as_bytes()]));
    let store = open(&pfx(&[plain(&[cert_bag(&certificate("a", "a"), &[utf8, trusted()])])]), "pw").unwrap();
    assert_eq!(shape(&store), ["müşteri: trusted CN=a"]);
    assert_eq!(whys(&store), ["an alias isn't a BMPString, as Java wants it"]);
}

#[test]
fn bags_that_java_chokes_on_are_told() {
    let sdsi = bag(3, &seq(&[oid("1.2.840.113549.1.9.22.2"), explicit_0(&tlv(0x16, &[b"sdsi"]))]), &[]);
    let secret = bag(5, &seq(&[oid("1.2.3"), explicit_0(&seq(&[]))]), &[alias("s")]);
    let store = open(&pfx(&[plain(&[sdsi, secret])]), "pw").unwrap();
    assert_eq!(shape(&store), ["s: secret ?"]);
    assert_eq!((store.ignored.len(), store.refused.len()), (1, 2));
}

#[test]
fn a_certificate_that_cannot_be_read_is_its_entry() {
    let bags = [
        key_bag("pw", &samples::key("p256"), &[id(b"1"), alias("k")]),
        cert_bag(b"no certificate", &[id(b"1")]),
        cert_bag(b"nor this", &[alias("t"), trusted()]),
        cert_bag(b"nobody's", &[alias("n")]),
    ];
    let store = open(&pfx(&[plain(&bags)]), "pw").unwrap();
    assert_eq!(shape(&store), ["k: unreadable", "t: unreadable"]);
    assert_eq!(store.ignored[0].alias.as_deref(), Some("n"));
}

#[test]
fn keytools_time_is_when_the_key_was_put_in() {
    let key = samples::key("p256");
    let created = |with: &[u8]| {
        let store = open(&pfx(&[plain(&[key_bag("pw", &key, &[id(with)])])]), "pw").unwrap();
        store.entries[0].created.map(|at| at.to_string())
    };
    assert_eq!(created(b"Time 1700000000000").as_deref(), Some("2023-11-14T22:13:20Z"));
    assert_eq!(created(b"Time 99999999999999999999"), None);
    assert_eq!(created(b"01"), None);
}

#[test]
fn aliases_that_are_no_text_are_kept_as_far_as_they_go() {
    let name = |bytes: &[u8]| attribute("1.2.840.113549.1.9.20", &tlv(0x1E, &[bytes]));
    let shape = |bytes: &[u8]| shape_of(&[cert_bag(&certificate("a", "a"), &[name(bytes), trusted()])]);
    assert_eq!(shape(b"\x00a\xD8\x34\xDD\x1E"), ["a𝄞: trusted CN=a"]);
    assert_eq!(shape(b"\x00a\xD8\x34\x00b\x00"), ["a\u{FFFD}b\u{FFFD}: trusted CN=a"]);
    assert_eq!(shape(b""), [": trusted CN=a"]);
}

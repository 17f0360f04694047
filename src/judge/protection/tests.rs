//! What protects a file, and which Java reads it.

use crate::{
    domain::file::Format,
    judge::{
        Rule,
        samples::{Scene, chain, key},
    },
    keystore::{
        OpenError,
        store::{Integrity, Protected, Protection},
    },
};

fn protection(of: Protected, algorithm: &str, since: Option<&'static str>) -> Protection {
    Protection { of, algorithm: algorithm.into(), since, iterations: 10_000 }
}

fn modern() -> Vec<Protection> {
    let since = Some("8u301, 11.0.12");
    vec![
        protection(Protected::Integrity, "HmacPBESHA256", since),
        protection(Protected::Certificates, "PBEWithHmacSHA256AndAES_256", Some("8")),
        protection(Protected::Keys, "PBEWithHmacSHA256AndAES_256", Some("8")),
    ]
}

fn scene(protections: Vec<Protection>) -> Scene {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.store().protections = protections;
    scene
}

fn before(scene: &mut Scene, protections: Vec<Protection>) {
    match &mut scene.present {
        Some((_, Ok(store), _)) => store.protections = protections,
        _ => panic!("nothing before"),
    }
}

#[test]
fn a_password_that_java_refuses_is_said_of_a_pkcs12_only() {
    let mut odd = scene(modern());
    odd.silent(Rule::OddPassword);
    odd.has_odd_password = true;
    let says = "the password has characters other than printable ASCII, and Java before 25 opens no PKCS12 with such a password";
    odd.says(Rule::OddPassword, says);
    odd.silent(Rule::JavaTooOld);
    // The file before has such a password as well, and is served.
    let mut renewed = odd.clone().before(vec![key("a", chain("a.example"))]);
    before(&mut renewed, modern());
    renewed.silent(Rule::OddPassword);
    before(&mut renewed, Vec::new());
    renewed.says(Rule::OddPassword, says);
    // That no Java at all takes it is said by the reader.
    let mut refused = odd.clone();
    refused.store().refused = vec!["no JDK takes a password with letters beyond ASCII for RC2".into()];
    refused.silent(Rule::OddPassword);
    // Where nothing is protected, none is needed.
    odd.store().protections.clear();
    odd.silent(Rule::OddPassword);
    odd.format = Format::Jks;
    odd.store().protections = vec![protection(Protected::Integrity, "SHA-1", None)];
    odd.silent(Rule::OddPassword);
    // Also where it doesn't open here.
    let mut closed = Scene::closed(OpenError::Unsupported("PBMAC1".into()));
    closed.has_odd_password = true;
    closed.says(Rule::OddPassword, says);
}

#[test]
fn what_no_jdk_opens_is_said_in_the_readers_words() {
    let mut refused = scene(modern());
    refused.silent(Rule::JavaRefuses);
    refused.store().refused = vec!["no JDK opens RC4".into(), "nor six million iterations".into()];
    refused.says(Rule::JavaRefuses, "no JDK opens RC4; nor six million iterations");
}

#[test]
fn newer_algorithms_are_said_by_the_releases_that_read_them() {
    scene(modern()).says(
        Rule::JavaTooOld,
        "it is protected by what older Java releases can't read: \
         PBEWithHmacSHA256AndAES_256 (certificates) and PBEWithHmacSHA256AndAES_256 (keys): Java from 8 on; \
         HmacPBESHA256 (the file's MAC): Java from 8u301, 11.0.12 on",
    );
    scene(vec![protection(Protected::Keys, "PBEWithSHA1AndDESede", None)]).silent(Rule::JavaTooOld);
}

#[test]
fn what_the_gateway_reads_already_is_no_news() {
    let mut renewed = scene(modern()).before(vec![key("a", chain("a.example"))]);
    before(&mut renewed, modern());
    renewed.silent(Rule::JavaTooOld);
    before(&mut renewed, modern().split_off(1));
    renewed.says(
        Rule::JavaTooOld,
        "it is protected by what older Java releases can't read: \
         HmacPBESHA256 (the file's MAC): Java from 8u301, 11.0.12 on",
    );
}

#[test]
fn what_was_not_checked_is_not_said_to_be_sound() {
    let mut unchecked = scene(modern());
    unchecked.silent(Rule::IntegrityNotChecked);
    unchecked.store().integrity = Integrity::NotChecked;
    let (says, mend) = unchecked.said(Rule::IntegrityNotChecked).unwrap();
    assert_eq!(says, "it was read without a password, so whether it is as it was made wasn't checked");
    assert_eq!(mend, "unlock the new one");
    unchecked.stays = true;
    unchecked.silent(Rule::IntegrityNotChecked);
    unchecked.stays = false;
    unchecked.store().integrity = Integrity::None;
    unchecked.says(
        Rule::IntegrityNotChecked,
        "it has neither digest nor MAC, so whether it is as it was made can't be checked",
    );
}

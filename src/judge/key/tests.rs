//! Keys that are missing, locked, damaged, or somebody else's.

use super::*;
use crate::judge::{
    Rule,
    samples::{
        Authority, Scene, chain, key, key_that, open, params, secret, self_signed, trusted, unreadable,
    },
};
use crate::keystore::certificate::{KeyAlgorithm, KeyKind};

fn one(key: PrivateKey) -> Scene {
    Scene::of(vec![key_that("a", key, chain("a.example"))])
}

#[test]
fn a_key_with_a_password_of_its_own_blocks() {
    let scene = one(PrivateKey::OtherPassword);
    scene.says(
        Rule::KeyPassword,
        "the private key doesn't open with the file's password: it has one of its own",
    );
    scene.silent(Rule::OtherKeyPassword);
    one(open(Some(true))).silent(Rule::KeyPassword);
    one(PrivateKey::Locked).silent(Rule::KeyPassword);
}

#[test]
fn the_way_to_one_password_is_the_formats() {
    let commands = |scene: &Scene| {
        let finding = scene.findings().into_iter().find(|finding| finding.rule == Rule::KeyPassword).unwrap();
        finding.commands().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let mut scene = one(PrivateKey::OtherPassword);
    let anew = "keytool -importkeystore -srckeystore FILE -srcstoretype JKS -destkeystore NEW.p12 -deststoretype PKCS12";
    assert_eq!(commands(&scene), [anew], "tests/corpus runs it");
    scene.store().format = Format::Jks;
    assert_eq!(commands(&scene), ["keytool -keypasswd -keystore FILE -alias ALIAS"]);
}

#[test]
fn the_password_of_another_key_is_in_the_way_of_the_key_manager() {
    let entries = vec![
        key("mine", chain("a.example")),
        key_that("theirs", PrivateKey::OtherPassword, chain("b.example")),
    ];
    let mut scene = Scene::of(entries).alias("mine");
    scene.silent(Rule::KeyPassword);
    scene.says(
        Rule::OtherKeyPassword,
        "another private key has a password of its own (theirs), and Java's key manager opens every key of a file",
    );
    // Any of them may be meant.
    scene.alias = None;
    scene.silent(Rule::OtherKeyPassword);
    scene.says(
        Rule::KeyPassword,
        "the private key of theirs doesn't open with the file's password: it has one of its own",
    );
}

#[test]
fn a_damaged_key_blocks() {
    one(PrivateKey::Damaged("it ends within a number".into())).says(
        Rule::Damaged,
        "the private key is damaged, or has a password of its own: it ends within a number",
    );
    one(PrivateKey::Locked).silent(Rule::Damaged);
}

#[test]
fn a_certificate_in_place_of_a_key_stops() {
    let root = Authority::root("r").certificate;
    let before = vec![key("partner", chain("a.example"))];
    let trust = Scene::of(vec![trusted("ca", root.clone())]).before(before.clone());
    trust.says(
        Rule::NoPrivateKey,
        "under ca is a trusted certificate, where the file before had a private key under partner",
    );
    let two = vec![trusted("ca", root.clone()), trusted("ca2", root.clone())];
    Scene::of(two.clone()).before(before.clone()).says(
        Rule::NoPrivateKey,
        "the file has no private key, where the file before had a private key under partner",
    );
    let other = Scene::of(vec![trusted("ca", root.clone()), key("tls", chain("a.example"))]).alias("ca");
    let other = other.before(before.clone());
    other.says(
        Rule::NoPrivateKey,
        "under ca is a trusted certificate, where the file before had a private key under partner",
    );
    assert_eq!(other.said(Rule::NoPrivateKey).unwrap().1, "choose an alias that has one: tls");
    // Several secret keys, and no alias.
    Scene::of(vec![secret("aes"), secret("mac")]).before(before.clone()).says(
        Rule::NoPrivateKey,
        "the file has no private key, where the file before had a private key under partner",
    );
    // `openssl pkcs12 -nokeys`: to Java there is nothing in it at all.
    let (says, mend) = Scene::of(Vec::new()).before(before.clone()).said(Rule::NoPrivateKey).unwrap();
    assert_eq!(says, "the file has no private key, where the file before had a private key under partner");
    assert!(mend.contains("choose the file with the key"), "{mend}");
    let several = vec![key("a", Vec::new()), key("b", Vec::new())];
    Scene::of(two.clone())
        .before(several)
        .says(Rule::NoPrivateKey, "the file has no private key, where the file before had private keys");
}

#[test]
fn a_trust_store_in_place_of_a_trust_store_is_fine() {
    let root = Authority::root("r").certificate;
    let trust = || vec![trusted("ca", root.clone())];
    Scene::of(trust()).silent(Rule::NoPrivateKey);
    Scene::of(trust()).before(trust()).silent(Rule::NoPrivateKey);
    Scene::of(vec![key("a", chain("a.example"))]).before(trust()).silent(Rule::NoPrivateKey);
    // Of what can't be read nothing is known, and another rule says so.
    Scene::of(vec![unreadable("a", "x")]).before(vec![key("a", chain("a"))]).silent(Rule::NoPrivateKey);
    // Before, the alias was that of a certificate.
    let mut scene = Scene::of(trust()).before(vec![trusted("ca", root.clone()), key("b", Vec::new())]);
    if let Some((_, _, alias)) = &mut scene.present {
        *alias = Some("ca");
    }
    scene.silent(Rule::NoPrivateKey);
}

#[test]
fn a_key_without_a_certificate_stops() {
    Scene::of(vec![key_that("a", open(None), Vec::new())])
        .says(Rule::NoCertificate, "the private key has no certificate");
    Scene::of(vec![key("a", chain("a.example"))]).silent(Rule::NoCertificate);
    Scene::of(vec![trusted("a", self_signed(&params("a")))]).silent(Rule::NoCertificate);
}

#[test]
fn a_certificate_of_another_key_stops() {
    one(open(Some(false)))
        .says(Rule::KeyMismatch, "the certificate (CN=a.example) doesn't belong to its private key");
    for other in [open(Some(true)), open(None), PrivateKey::Locked] {
        one(other).silent(Rule::KeyMismatch);
    }
}

#[test]
fn a_key_of_another_kind_than_its_certificates_is_named() {
    let kind = KeyKind { algorithm: KeyAlgorithm::Rsa, bits: Some(2048) };
    one(PrivateKey::Open { kind, fits: Some(false) }).says(
        Rule::KeyMismatch,
        "the certificate (CN=a.example, EC P-256) doesn't belong to its private key (RSA 2048)",
    );
}

#[test]
fn a_chain_that_is_the_wrong_way_round_is_told() {
    let wrong = open(Some(false));
    let mut reversed = chain("a.example");
    reversed.reverse();
    let scene = Scene::of(vec![key_that("a", wrong.clone(), reversed)]);
    let (says, mend) = scene.said(Rule::KeyMismatch).unwrap();
    assert!(says.ends_with("the chain is the wrong way round, and ends with CN=a.example"), "{says}");
    assert!(mend.starts_with("put the chain in order, the key's own certificate first"), "{mend}");
    // The right way round it is another certificate.
    let scene = Scene::of(vec![key_that("a", wrong.clone(), chain("a.example"))]);
    assert!(scene.said(Rule::KeyMismatch).unwrap().1.starts_with("find the certificate"));
    let root = vec![self_signed(&params("root")), self_signed(&params("other"))];
    let scene = Scene::of(vec![key_that("a", wrong, root)]);
    assert!(scene.said(Rule::KeyMismatch).unwrap().1.starts_with("find the certificate"));
}

#[test]
fn what_is_not_known_of_the_key_is_said() {
    let begin = "whether the certificate belongs to its private key wasn't checked";
    let locked = one(PrivateKey::Locked);
    locked.says(Rule::KeyNotChecked, &format!("{begin}: the key isn't opened without a password"));
    assert_eq!(locked.said(Rule::KeyNotChecked).unwrap().1, "unlock the new one");
    one(PrivateKey::Unsupported("1.2.3".into())).silent(Rule::KeyNotChecked);
    one(open(None)).says(Rule::KeyNotChecked, &format!("{begin}: keywright can't compute that for EC P-256"));
    one(open(Some(true))).silent(Rule::KeyNotChecked);
    one(open(Some(false))).silent(Rule::KeyNotChecked);
    one(PrivateKey::OtherPassword).silent(Rule::KeyNotChecked);
    // That there is no certificate is another rule's.
    Scene::of(vec![key_that("a", open(None), Vec::new())]).silent(Rule::KeyNotChecked);
}

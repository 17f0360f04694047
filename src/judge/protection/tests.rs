//! What protects a file, and which Java reads it.

use crate::{
    domain::{
        file::Format,
        java::{Java, Needs},
    },
    judge::{
        Rule,
        samples::{Scene, chain, key},
    },
    keystore::{
        OpenError,
        store::{Cause, Integrity, Protected, Protection, Refusal},
    },
};

fn protection(of: Protected, algorithm: &str, needs: Option<Needs>) -> Protection {
    Protection { of, algorithm: algorithm.into(), needs, iterations: 10_000 }
}

fn refusal(why: &str, cause: Cause) -> Refusal {
    Refusal { why: why.into(), cause }
}

fn modern() -> Vec<Protection> {
    let needs = Some(Needs::ModernPkcs12);
    vec![
        protection(Protected::Integrity, "HmacPBESHA256", needs),
        protection(Protected::Certificates, "PBEWithHmacSHA256AndAES_256", needs),
        protection(Protected::Keys, "PBEWithHmacSHA512/256AndAES_256", Some(Needs::ShortSha512)),
    ]
}

fn java(version: &str) -> Option<Java> {
    Some(Java::parse(version).unwrap())
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
    refused.store().refused =
        vec![refusal("no JDK takes a password with letters beyond ASCII for RC2", Cause::Password)];
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
    refused.store().refused = vec![
        refusal("no JDK opens RC4", Cause::Making),
        refusal("nor six million iterations", Cause::Making),
    ];
    refused.says(Rule::JavaRefuses, "no JDK opens RC4; nor six million iterations");
    // It is graver than what some releases don't read, and mended by the same.
    refused.silent(Rule::JavaTooOld);
}

#[test]
fn what_java_refuses_is_mended_where_it_lies() {
    let mend = |refusals: &[Refusal], entries| {
        let mut scene = Scene::of(entries);
        scene.store().refused = refusals.to_vec();
        scene.said(Rule::JavaRefuses).unwrap().1
    };
    let one = || vec![key("a", chain("a.example"))];
    let making = refusal("no JDK opens RC4", Cause::Making);
    let said = mend(std::slice::from_ref(&making), one());
    assert!(
        said.contains("openssl pkcs12 -export") && !said.contains("ASCII") && !said.contains("keys"),
        "{said}"
    );
    // Whoever makes it anew with the same password has gained nothing.
    let said = mend(&[refusal("no JDK reads RC2 with a password beyond ASCII", Cause::Password)], one());
    assert!(
        said.contains("a password of ASCII letters") && said.contains("openssl pkcs12 -export"),
        "{said}"
    );
    // A certificate is the same in whatever file.
    let certificate = refusal("the certificate of a has no issuer", Cause::Certificate);
    let said = mend(std::slice::from_ref(&certificate), one());
    assert!(said.contains("issued anew") && !said.contains("openssl"), "{said}");
    let said = mend(&[certificate, making.clone()], one());
    assert!(said.contains("issued anew") && said.contains("openssl"), "{said}");
    // openssl's export takes the first of several keys, and says nothing.
    let said = mend(&[making], vec![key("a", chain("a.example")), key("b", chain("b.example"))]);
    assert!(said.contains("of the 2 keys in ALL.pem the second command takes the first"), "{said}");
}

#[test]
fn only_tools_that_read_the_file_are_named_to_make_it_anew() {
    for (needs, tool) in [
        (Needs::ModernPkcs12, "(JDK 16 or later)"),
        (Needs::ShortSha512, "(JDK 21 or later)"),
        (Needs::Pbmac1, "(openssl 3.4 or later)"),
    ] {
        let mut scene = scene(vec![protection(Protected::Integrity, "a MAC", Some(needs))]);
        let (_, mend) = scene.said(Rule::JavaTooOld).unwrap();
        assert!(mend.contains(tool), "{mend}");
        assert!(mend.contains("say which it is"), "{mend}");
        scene.java = java("8");
        assert!(scene.said(Rule::JavaTooOld).unwrap().1.contains(tool));
    }
}

#[test]
fn newer_algorithms_are_said_by_the_releases_that_read_them() {
    scene(modern()).says(
        Rule::JavaTooOld,
        "it is protected by what older Java releases can't read: \
         HmacPBESHA256 (the file's MAC) and PBEWithHmacSHA256AndAES_256 (certificates): \
         Java from 8u301 (OpenJDK builds: after 8u322), 11.0.12, 12 on; \
         PBEWithHmacSHA512/256AndAES_256 (keys): Java from 21 on",
    );
    let (_, mend) = scene(modern()).said(Rule::JavaTooOld).unwrap();
    assert!(mend.contains("keystore.pkcs12.legacy") && mend.contains("(say which it is)"), "{mend}");
    scene(vec![protection(Protected::Keys, "PBEWithSHA1AndDESede", None)]).silent(Rule::JavaTooOld);
}

#[test]
fn what_the_gateway_reads_already_is_no_news() {
    let mut renewed = scene(modern()).before(vec![key("a", chain("a.example"))]);
    before(&mut renewed, modern());
    renewed.silent(Rule::JavaTooOld);
    before(&mut renewed, modern().split_off(2));
    renewed.says(
        Rule::JavaTooOld,
        "it is protected by what older Java releases can't read: \
         HmacPBESHA256 (the file's MAC) and PBEWithHmacSHA256AndAES_256 (certificates): \
         Java from 8u301 (OpenJDK builds: after 8u322), 11.0.12, 12 on",
    );
}

#[test]
fn what_the_gateways_java_reads_is_not_warned_of() {
    let mut known = scene(modern());
    known.java = java("21");
    known.silent(Rule::JavaTooOld);
    known.java = java("17");
    known.says(
        Rule::JavaTooOld,
        "it is protected by what Java 17, the gateway's, can't read: \
         PBEWithHmacSHA512/256AndAES_256 (keys): Java from 21 on",
    );
    known.java = java("8");
    let (says, _) = known.said(Rule::JavaTooOld).unwrap();
    assert!(
        says.starts_with("it is protected by what Java 8, the gateway's, can't read: HmacPBESHA256"),
        "{says}"
    );
}

#[test]
fn a_release_of_which_only_later_builds_read_it_is_warned_of_with_the_way_to_say_more() {
    let mut usual = scene(modern()[..2].to_vec());
    for (version, is_silent) in
        [("8", false), ("8u301", false), ("8u332", true), ("11", false), ("11.0.12", true)]
    {
        usual.java = java(version);
        if is_silent {
            usual.silent(Rule::JavaTooOld);
            continue;
        }
        let (says, mend) = usual.said(Rule::JavaTooOld).unwrap();
        assert!(says.contains(&format!("not every build of Java {version}, the gateway's, reads")), "{says}");
        assert!(mend.contains("--gateway-java 8u401") && mend.contains("keystore.pkcs12.legacy"), "{mend}");
    }
}

#[test]
fn a_java_that_takes_any_password_is_not_warned_of_one() {
    let mut odd =
        scene(vec![protection(Protected::Keys, "PBEWithHmacSHA256AndAES_256", Some(Needs::AnyPassword))]);
    odd.has_odd_password = true;
    odd.java = java("24");
    assert!(odd.said(Rule::OddPassword).is_some());
    odd.silent(Rule::JavaTooOld);
    odd.java = java("25");
    odd.silent(Rule::OddPassword);
    odd.silent(Rule::JavaTooOld);
    // It wasn't opened, and its PBMAC1 may ask for more: but the password is no obstacle.
    odd.opened = Err(OpenError::Unsupported("PBMAC1".into()));
    odd.silent(Rule::OddPassword);
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

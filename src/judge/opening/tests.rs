//! Files that don't open, and files with nothing in them.

use crate::{
    domain::file::{Format, Inside, StoreType},
    judge::{
        Rule,
        samples::{Authority, Scene, chain, key, key_that, params, self_signed, trusted, unreadable},
    },
    keystore::{
        Limit, OpenError,
        store::{Ignored, PrivateKey},
    },
};

/// What is found of a file that doesn't open.
fn rules(error: OpenError) -> Vec<Rule> {
    Scene::closed(error).findings().into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn each_error_is_one_rules() {
    assert_eq!(rules(OpenError::Damaged("cut off at byte 7".into())), [Rule::Damaged]);
    assert_eq!(rules(OpenError::Altered), [Rule::Damaged]);
    assert_eq!(rules(OpenError::WrongPassword), [Rule::WrongPassword]);
    assert_eq!(rules(OpenError::Locked), [Rule::NoPassword]);
    assert_eq!(rules(OpenError::Unsupported("PBMAC1".into())), [Rule::Unsupported]);
    assert_eq!(rules(OpenError::TooCostly(Limit::Iterations, "9 iterations".into())), [Rule::TooCostly]);
    assert_eq!(rules(OpenError::NotAKeystore(Format::Pem(Inside::Certificates))), [Rule::NotAKeystore]);
    Scene::closed(OpenError::Damaged("cut off at byte 7".into()))
        .says(Rule::Damaged, "the file is damaged: cut off at byte 7");
}

#[test]
fn a_sound_file_has_no_findings() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]).alias("a");
    assert_eq!(scene.findings(), []);
    scene.store_type = Some(StoreType::Pkcs12);
    assert_eq!(scene.findings(), []);
    scene.alias = None;
    assert_eq!(scene.findings(), []);
    let root = Authority::root("Root").certificate;
    assert_eq!(Scene::of(vec![trusted("root", root.clone()), trusted("same", root)]).findings(), []);
}

#[test]
fn a_type_that_is_not_the_files_is_said() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.store_type = Some(StoreType::Jks);
    scene.says(Rule::TypeMismatch, "the type that would be sent is JKS, but the file is PKCS12");
    assert_eq!(scene.said(Rule::TypeMismatch).unwrap().1, "give the type PKCS12");
    // Told by the bytes, whether they open or not.
    scene.opened = Err(OpenError::WrongPassword);
    scene.says(Rule::TypeMismatch, "the type that would be sent is JKS, but the file is PKCS12");
    scene.format = Format::Jks;
    scene.silent(Rule::TypeMismatch);
    scene.format = Format::Pem(Inside::Certificates);
    scene.silent(Rule::TypeMismatch);
}

#[test]
fn a_jceks_is_read_but_not_taken() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.format = Format::Jceks;
    scene.says(Rule::NotAKeystore, "it is JCEKS, which the gateway doesn't take");
    assert_eq!(scene.findings().len(), 1);
}

#[test]
fn a_locked_file_that_stays_is_no_block() {
    let mut scene = Scene::closed(OpenError::Locked);
    let (says, mend) = scene.said(Rule::NoPassword).unwrap();
    assert_eq!((&*says, &*mend), ("it can't be read without its password", "unlock the new one"));
    scene.silent(Rule::NotChecked);
    scene.stays = true;
    scene.silent(Rule::NoPassword);
    scene.says(Rule::NotChecked, "it can't be read without its password, so that nothing in it is checked");
}

#[test]
fn one_unreadable_certificate_is_told_wherever_it_is() {
    let entries = vec![key("a", chain("a.example")), unreadable("b", "it has a version 9")];
    Scene::of(entries)
        .alias("a")
        .says(Rule::Unreadable, "the certificate of b can't be read: it has a version 9");
    Scene::of(vec![key("a", chain("a.example"))]).silent(Rule::Unreadable);
}

#[test]
fn a_file_that_is_empty_to_java_says_what_it_hides() {
    let mut scene = Scene::of(Vec::new());
    scene.says(Rule::Empty, "the file has no entries");
    let loose = self_signed(&params("a"));
    scene.store().loose = vec![loose.clone(), loose];
    scene.says(Rule::Empty, "the file has 2 certificates that Java doesn't see, and nothing else");
    Scene::of(vec![key("a", chain("a.example"))]).silent(Rule::Empty);
}

/// As `openssl pkcs12 -keypbe NONE` and Windows never, but others make them: put into a trust store, the
/// certificates would be all that is left.
#[test]
fn a_key_that_lies_open_is_not_lost_by_mending_the_file() {
    let mut scene = Scene::of(Vec::new()).before(vec![key("a", chain("a.example"))]);
    scene.store().ignored = vec![Ignored { alias: Some("a".into()), why: Ignored::PLAIN_KEY }];
    scene.store().loose = chain("a.example");
    let (says, mend) = scene.said(Rule::Empty).unwrap();
    assert_eq!(
        says,
        "the file's private key isn't encrypted, and Java reads no such key: to Java the file is empty"
    );
    assert!(mend.contains("openssl pkcs12 -export") && !mend.contains("importcert"), "{mend}");
    scene.silent(Rule::NoPrivateKey);
    // Beside an entry.
    scene.store().entries = vec![key("b", chain("b.example"))];
    let (_, mend) = scene.said(Rule::PassedOver).unwrap();
    assert!(mend.contains("openssl pkcs12 -export"), "{mend}");
}

#[test]
fn two_passwords_are_no_algorithm() {
    let (says, mend) = Scene::closed(OpenError::TwoPasswords).said(Rule::Unsupported).unwrap();
    assert!(says.contains("two passwords") && mend.contains("-twopass -in FILE"), "{says} {mend}");
}

#[test]
fn a_key_that_nobody_can_open_is_as_bad_as_a_file() {
    let sealed =
        |alias| key_that(alias, PrivateKey::Unsupported("Camellia-256-CBC".into()), chain("a.example"));
    Scene::of(vec![sealed("a")]).says(
        Rule::Unsupported,
        "the private key is protected by Camellia-256-CBC, which keywright can't read",
    );
    // Another key in the file is nobody's business.
    Scene::of(vec![sealed("a"), key("b", chain("b.example"))]).alias("b").silent(Rule::Unsupported);
}

#[test]
fn what_java_passes_over_is_said() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    // Beside a key, certificates that no chain needs are commonplace.
    scene.store().loose = vec![self_signed(&params("b"))];
    scene.silent(Rule::PassedOver);
    scene.store().ignored = vec![
        Ignored { alias: Some("a".into()), why: "it has the alias of another" },
        Ignored { alias: None, why: "it is a CRL" },
    ];
    scene.says(
        Rule::PassedOver,
        "Java passes over what it doesn't take for an entry: a: it has the alias of another; it is a CRL",
    );
    let root = Authority::root("Root").certificate;
    let mut trust = Scene::of(vec![trusted("a", root.clone()), trusted("b", root)]);
    trust.silent(Rule::PassedOver);
    trust.store().loose = vec![self_signed(&params("c"))];
    let says = "Java passes over what it doesn't take for an entry: certificates that aren't marked as trusted: CN=c";
    trust.says(Rule::PassedOver, says);
    trust.store().entries.truncate(1);
    trust.says(Rule::PassedOver, says);
    trust.store().entries.clear();
    trust.silent(Rule::PassedOver);
}

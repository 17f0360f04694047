//! New beside old.

use rcgen::{CertificateParams, KeyPair};

use super::*;
use crate::{
    domain::{
        environment::Kind,
        file::{Format, Inside},
    },
    judge::{
        Rule,
        samples::{Authority, Scene, at, chain, key, params, secret, self_signed, server, store, trusted},
    },
    keystore::Entry,
};

fn issued_by(root: &Authority, params: &CertificateParams) -> Vec<Entry> {
    vec![key("a", vec![root.issue(params), root.certificate.clone()])]
}

#[test]
fn an_ordinary_renewal_has_no_findings() {
    let root = Authority::root("Root");
    let mut renewed = server("a.example");
    renewed.not_after = rcgen::date_time_ymd(2029, 1, 1);
    let scene = Scene::of(issued_by(&root, &renewed)).before(issued_by(&root, &server("a.example")));
    assert_eq!(scene.findings(), []);
}

#[test]
fn the_same_file_is_said_unless_it_is_only_left() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]).before(vec![key("a", chain("a.example"))]);
    scene.silent(Rule::SameFile);
    scene.file = "old";
    scene.says(Rule::SameFile, "it is byte for byte the file that is there now");
    scene.silent(Rule::SameKey);
    scene.stays = true;
    scene.silent(Rule::SameFile);
    Scene::of(vec![key("a", chain("a.example"))]).silent(Rule::SameFile);
}

#[test]
fn the_same_key_is_told_from_the_same_certificate() {
    let root = Authority::root("Root");
    let pair = KeyPair::generate().unwrap();
    let issue =
        || vec![key("a", vec![root.issue_for(&server("a.example"), &pair), root.certificate.clone()])];
    let old = issue();
    let mut scene = Scene::of(issue()).before(old.clone());
    scene.says(Rule::SameKey, "the renewed certificate is for the same key as before");
    scene.opened = Ok(store(old.clone()));
    let serial = old[0].leaf().unwrap().serial.clone();
    scene.says(Rule::SameKey, &format!("it holds the same certificate as now, serial {serial}"));
    scene.stays = true;
    scene.silent(Rule::SameKey);
    Scene::of(issued_by(&root, &server("a.example"))).before(old).silent(Rule::SameKey);
}

#[test]
fn self_signed_in_place_of_issued() {
    let root = Authority::root("Root");
    let own = vec![key("a", vec![self_signed(&server("a.example"))])];
    let issued = issued_by(&root, &server("a.example"));
    let scene = Scene::of(own.clone()).before(issued.clone());
    scene.says(Rule::SelfSigned, "the certificate is self-signed, the one before was issued by CN=Root");
    scene.silent(Rule::IssuerChanged);
    Scene::of(own.clone()).before(own.clone()).silent(Rule::SelfSigned);
    Scene::of(own.clone()).silent(Rule::SelfSigned);
    let back = Scene::of(issued.clone()).before(own);
    back.silent(Rule::SelfSigned);
    back.says(Rule::IssuerChanged, "the certificate is issued by CN=Root, the one before was self-signed");
    // A trusted root signs itself by nature.
    Scene::of(vec![trusted("r", root.certificate.clone())]).before(issued).silent(Rule::SelfSigned);
}

#[test]
fn another_issuer() {
    let (one, other) = (Authority::root("One"), Authority::root("Other"));
    let of = |root| issued_by(root, &server("a.example"));
    Scene::of(of(&one))
        .before(of(&other))
        .says(Rule::IssuerChanged, "the certificate is issued by CN=One, the one before by CN=Other");
    Scene::of(of(&one)).before(of(&one)).silent(Rule::IssuerChanged);
    let namesake = Authority::root("One");
    Scene::of(of(&namesake))
        .before(of(&one))
        .says(Rule::IssuerChanged, "the issuer CN=One has another key than before");
    // A self-signed one is its own issuer, whatever it is called.
    let own = |name| vec![key("a", vec![self_signed(&server(name))])];
    Scene::of(own("a.example")).before(own("b.example")).silent(Rule::IssuerChanged);
}

#[test]
fn an_issuer_that_is_in_one_chain_only_can_not_be_told_apart() {
    let root = Authority::root("Root");
    let alone = vec![key("a", vec![root.issue(&server("a.example"))])];
    let scene = Scene::of(issued_by(&Authority::root("Root"), &server("a.example"))).before(alone);
    scene.silent(Rule::IssuerChanged);
}

#[test]
fn over_earlier_than_the_one_before() {
    let root = Authority::root("Root");
    let of = |end: &str| {
        let mut chain = vec![root.issue(&server("a.example")), root.certificate.clone()];
        chain[0].not_after = at(end);
        vec![key("a", chain)]
    };
    let (early, late) = ("2027-06-01T00:00:00Z", "2027-12-25T00:00:00Z");
    Scene::of(of(early))
        .before(of(late))
        .says(Rule::ExpiresEarlier, "it is over on 2027-06-01, the one before on 2027-12-25");
    Scene::of(of(late)).before(of(early)).silent(Rule::ExpiresEarlier);
    Scene::of(of(late)).before(of(late)).silent(Rule::ExpiresEarlier);
    // A key's certificate and a trusted one aren't each other's renewal.
    Scene::of(of(early)).before(vec![trusted("r", root.certificate.clone())]).silent(Rule::ExpiresEarlier);
}

#[test]
fn what_a_trust_store_no_longer_trusts() {
    let roots: Vec<Certificate> = ["A", "B", "C"].map(|name| Authority::root(name).certificate).to_vec();
    let trust = |which: &[usize]| -> Vec<Entry> {
        which.iter().map(|at| trusted(&format!("t{at}"), roots[*at].clone())).collect()
    };
    Scene::of(trust(&[0, 1]))
        .before(trust(&[0, 1, 2]))
        .says(Rule::TrustRemoved, "1 certificate is no longer trusted: CN=C");
    Scene::of(trust(&[2]))
        .before(trust(&[0, 1]))
        .says(Rule::TrustRemoved, "2 certificates are no longer trusted: CN=A and CN=B");
    Scene::of(trust(&[0, 1, 2])).before(trust(&[0, 1])).silent(Rule::TrustRemoved);
    // A root that was renewed with its key is still trusted.
    let mut renewed = trust(&[0, 1]);
    if let crate::keystore::EntryKind::TrustedCertificate(root) = &mut renewed[0].kind {
        root.sha256.0[0] ^= 1;
        root.not_after = at("2040-01-01T00:00:00Z");
    }
    Scene::of(renewed).before(trust(&[0, 1])).silent(Rule::TrustRemoved);
    // One of one is a trust store, too; with an alias, whichever it names, as well.
    Scene::of(trust(&[1]))
        .before(trust(&[0]))
        .says(Rule::TrustRemoved, "1 certificate is no longer trusted: CN=A");
    let mut scene = Scene::of(trust(&[1])).before(trust(&[0, 1]));
    if let Some((_, _, alias)) = &mut scene.present {
        *alias = Some("t1");
    }
    scene.says(Rule::TrustRemoved, "1 certificate is no longer trusted: CN=A");
    // A file with a key doesn't trust what its chain has, but for its own certificate.
    let scene = Scene::of(vec![key("k", chain("a"))]).before(trust(&[0, 1]));
    let (says, mend) = scene.said(Rule::TrustRemoved).unwrap();
    assert_eq!(
        says,
        "2 certificates are no longer trusted: CN=A and CN=B; the file has a private key where there was a trust store"
    );
    assert!(mend.starts_with("choose the trust store, if one was meant"), "{mend}");
    let mut both = trust(&[0, 1]);
    both.push(key("k", chain("a")));
    Scene::of(both).before(trust(&[0, 1])).silent(Rule::TrustRemoved);
    Scene::of(vec![secret("a"), secret("b")])
        .before(trust(&[0]))
        .says(Rule::TrustRemoved, "1 certificate is no longer trusted: CN=A");
}

#[test]
fn the_same_file_in_production_and_elsewhere() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.elsewhere = vec![("staging", Kind::Test), ("dr", Kind::Production)];
    let says = "the same file is in staging (TEST), and this environment is PRODUCTION";
    scene.says(Rule::FileElsewhere, says);
    let mend = |scene: &Scene| scene.said(Rule::FileElsewhere).unwrap().1;
    assert!(mend(&scene).ends_with("more people come by a key that is used for tests"), "{}", mend(&scene));
    scene.kind = Some(Kind::Sandbox);
    let says = "the same file is in staging (TEST) and dr (PRODUCTION), and this environment is SANDBOX";
    scene.says(Rule::FileElsewhere, says);
    assert!(mend(&scene).contains("production's key would lie"), "{}", mend(&scene));
    scene.elsewhere = vec![("staging", Kind::Test), ("trial", Kind::Sandbox)];
    scene.says(Rule::FileElsewhere, "the same file is in staging (TEST), and this environment is SANDBOX");
    assert!(mend(&scene).ends_with("a key is safest in one place"), "{}", mend(&scene));
    scene.elsewhere = vec![("trial", Kind::Sandbox)];
    scene.silent(Rule::FileElsewhere);
    // What isn't known counts as production, and so isn't of another kind than that.
    scene.elsewhere = vec![("cluster", Kind::Other("KUBERNETES".into())), ("dr", Kind::Production)];
    scene.kind = Some(Kind::Other(String::new()));
    scene.silent(Rule::FileElsewhere);
    scene.kind = Some(Kind::Production);
    scene.silent(Rule::FileElsewhere);
    scene.kind = Some(Kind::Test);
    scene.says(
        Rule::FileElsewhere,
        "the same file is in cluster (KUBERNETES) and dr (PRODUCTION), and this environment is TEST",
    );
    scene.kind = None;
    scene.elsewhere = vec![("dr", Kind::Production)];
    scene.silent(Rule::FileElsewhere);
    scene.kind = Some(Kind::Test);
    scene.stays = true;
    scene.silent(Rule::FileElsewhere);
}

#[test]
fn what_is_not_compared_is_said() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.silent(Rule::NotCompared);
    scene.present = Some(("old", Err(OpenError::Locked), None));
    let (says, mend) = scene.said(Rule::NotCompared).unwrap();
    assert_eq!(
        says,
        "what is there now doesn't open: it can't be read without its password; so the new file isn't compared with it"
    );
    assert_eq!(mend, "unlock the present one");
    scene.present = Some(("old", Err(OpenError::Damaged("cut off".into())), None));
    let (_, mend) = scene.said(Rule::NotCompared).unwrap();
    assert!(mend.contains("by hand"), "{mend}");
    for (is, by) in [
        (Format::Pem(Inside::Certificates), "openssl x509 -noout -text -in FILE"),
        (Format::Unknown, "as far as the present one can be read"),
    ] {
        scene.present = Some(("old", Err(OpenError::NotAKeystore(is)), None));
        let (_, mend) = scene.said(Rule::NotCompared).unwrap();
        assert!(mend.contains(by) && !mend.contains("keytool"), "{mend}");
    }
    // The bytes tell that there is no difference.
    scene.file = "old";
    scene.silent(Rule::NotCompared);
}

#[test]
fn what_is_there_now_may_not_tell_its_entry() {
    let scene = Scene::of(vec![key("a", chain("a.example"))]);
    let with = |entries, alias| {
        let mut scene = scene.clone();
        scene.present = Some(("old", Ok(store(entries)), alias));
        scene
    };
    let keys = || vec![key("a", chain("a.example")), key("b", chain("b.example"))];
    with(keys(), Some("c")).says(
        Rule::NotCompared,
        "the file that is there now has no entry under its alias c, so the new file isn't compared with it",
    );
    with(keys(), None).says(
        Rule::NotCompared,
        "the file that is there now has several private keys (a and b) and no alias, so the new file isn't compared with it",
    );
    with(Vec::new(), None).says(
        Rule::NotCompared,
        "the file that is there now has nothing to compare with, so the new file isn't compared with it",
    );
    with(keys(), Some("A")).silent(Rule::NotCompared);
    let trust = vec![trusted("x", self_signed(&params("x"))), trusted("y", self_signed(&params("y")))];
    with(trust, None).silent(Rule::NotCompared);
}

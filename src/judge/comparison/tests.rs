//! New beside old.

use rcgen::{CertificateParams, KeyPair, SanType};

use super::*;
use crate::{
    domain::environment::Kind,
    judge::{
        Rule,
        samples::{Authority, Scene, at, chain, dns, key, params, self_signed, server, store, trusted},
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
    let issue = || vec![key("a", vec![root.issue_for(&server("a.example"), &pair), root.certificate.clone()])];
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

fn named(names: &[SanType]) -> CertificateParams {
    let mut params = server("a.example");
    params.subject_alt_names = names.to_vec();
    params
}

fn uncovered(new: &CertificateParams, old: &CertificateParams) -> Option<String> {
    let root = Authority::root("Root");
    let scene = Scene::of(issued_by(&root, new)).before(issued_by(&root, old));
    scene.said(Rule::NameUncovered).map(|(says, _)| says)
}

#[test]
fn names_that_are_no_longer_covered() {
    let old = named(&[dns("api.acme.example"), dns("api-old.acme.example"), dns("API.acme.example")]);
    let new = named(&[dns("api.acme.example")]);
    assert_eq!(uncovered(&new, &old).unwrap(), "SAN api-old.acme.example is no longer covered");
    assert_eq!(uncovered(&old, &new), None);
    let ip = SanType::IpAddress("10.0.0.1".parse().unwrap());
    let mail = SanType::Rfc822Name("ops@acme.example".try_into().unwrap());
    let old = named(&[dns("api.acme.example"), ip.clone(), mail]);
    assert_eq!(
        uncovered(&named(&[dns("api.acme.example")]), &old).unwrap(),
        "SAN IP 10.0.0.1 and SAN email ops@acme.example are no longer covered"
    );
    assert_eq!(uncovered(&named(&[ip.clone()]), &named(&[ip])), None);
}

#[test]
fn wildcards_cover_one_label() {
    let wild = named(&[dns("*.acme.example")]);
    assert_eq!(uncovered(&wild, &named(&[dns("api.acme.example"), dns("WWW.acme.example")])), None);
    assert_eq!(uncovered(&wild, &wild), None);
    assert_eq!(
        uncovered(&wild, &named(&[dns("acme.example"), dns("a.b.acme.example")])).unwrap(),
        "SAN a.b.acme.example and SAN acme.example are no longer covered"
    );
    assert_eq!(
        uncovered(&named(&[dns("api.acme.example")]), &wild).unwrap(),
        "SAN *.acme.example is no longer covered"
    );
}

#[test]
fn a_common_name_counts_where_there_is_nothing_else_and_it_is_a_host() {
    let bare = |name: &str| CertificateParams { subject_alt_names: Vec::new(), ..server(name) };
    let new = named(&[dns("api.acme.example")]);
    assert_eq!(uncovered(&new, &bare("api.acme.example")), None);
    assert_eq!(
        uncovered(&new, &bare("old.acme.example")).unwrap(),
        "SAN old.acme.example is no longer covered"
    );
    // The name of a signer isn't a host's.
    assert_eq!(uncovered(&bare("Signing 2027"), &bare("Signing 2026")), None);
    // A new common name beside other alternative names covers nothing (RFC 9525, 2).
    let mut beside = server("old.acme.example");
    beside.subject_alt_names = vec![dns("api.acme.example")];
    assert!(uncovered(&beside, &bare("old.acme.example")).is_some());
}

#[test]
fn common_names_are_found_in_the_text_of_a_subject() {
    let of = |subject: &str| common_name(subject);
    assert_eq!(of("CN=a.example, O=Acme, C=TR").as_deref(), Some("a.example"));
    assert_eq!(of("O=x\\, CN=no, CN=b.example").as_deref(), Some("b.example"));
    assert_eq!(of("UID=7+CN=c.example, O=Acme").as_deref(), Some("c.example"));
    assert_eq!(of("CN=first.example, CN=second.example").as_deref(), Some("first.example"));
    assert_eq!(of("O=Acme, OU=CN"), None);
    assert_eq!(of(""), None);
    assert_eq!(of("CN=x\\"), Some("x".into()));
}

#[test]
fn ten_thousand_names_are_compared_at_once() {
    let many = |prefix: &str| -> Vec<GeneralName> {
        (0..10_000).map(|n| GeneralName::Dns(format!("{prefix}{n}.acme.example"))).collect()
    };
    let root = Authority::root("Root");
    let with = |names: Vec<GeneralName>| {
        let mut leaf = root.issue(&server("a.example"));
        leaf.names = names;
        vec![key("a", vec![leaf, root.certificate.clone()])]
    };
    let (says, _) = Scene::of(with(many("new")))
        .before(with(many("old")))
        .said(Rule::NameUncovered)
        .unwrap();
    assert!(says.ends_with("and 9995 more are no longer covered"), "{says}");
    Scene::of(with(many("x"))).before(with(many("x"))).silent(Rule::NameUncovered);
}

#[test]
fn what_a_trust_store_no_longer_trusts() {
    let roots: Vec<Certificate> = ["A", "B", "C"].map(|name| Authority::root(name).certificate).to_vec();
    let trust = |which: &[usize]| -> Vec<Entry> {
        which.iter().map(|at| trusted(&format!("t{at}"), roots[*at].clone())).collect()
    };
    Scene::of(trust(&[0, 1])).before(trust(&[0, 1, 2])).says(Rule::TrustRemoved, "1 certificate is no longer trusted: CN=C");
    Scene::of(trust(&[2])).before(trust(&[0, 1])).says(Rule::TrustRemoved, "2 certificates are no longer trusted: CN=A and CN=B");
    Scene::of(trust(&[0, 1, 2])).before(trust(&[0, 1])).silent(Rule::TrustRemoved);
    // A root that was renewed with its key is still trusted.
    let mut renewed = trust(&[0, 1]);
    if let crate::keystore::EntryKind::TrustedCertificate(root) = &mut renewed[0].kind {
        root.sha256.0[0] ^= 1;
        root.not_after = at("2040-01-01T00:00:00Z");
    }
    Scene::of(renewed).before(trust(&[0, 1])).silent(Rule::TrustRemoved);
    Scene::of(vec![key("k", chain("a"))]).before(trust(&[0, 1])).silent(Rule::TrustRemoved);
}

#[test]
fn the_same_file_in_production_and_elsewhere() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.elsewhere = vec![("staging", Kind::Test), ("dr", Kind::Production)];
    let says = "the same file is in staging (TEST), and this environment is PRODUCTION";
    scene.says(Rule::FileElsewhere, says);
    scene.kind = Some(Kind::Sandbox);
    scene.says(Rule::FileElsewhere, "the same file is in dr (PRODUCTION), and this environment is SANDBOX");
    scene.elsewhere = vec![("staging", Kind::Test)];
    scene.silent(Rule::FileElsewhere);
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

//! Names that are covered, and names that no longer are.

use rcgen::{CertificateParams, SanType};

use super::*;
use crate::judge::{
    Rule,
    samples::{Authority, Scene, dns, key, server},
};

fn named(names: &[SanType]) -> CertificateParams {
    let mut params = server("a.example");
    params.subject_alt_names = names.to_vec();
    params
}

fn uncovered(new: &CertificateParams, old: &CertificateParams) -> Option<String> {
    let root = Authority::root("Root");
    let issued = |params| vec![key("a", vec![root.issue(params), root.certificate.clone()])];
    let scene = Scene::of(issued(new)).before(issued(old));
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
    assert_eq!(uncovered(&named(std::slice::from_ref(&ip)), &named(std::slice::from_ref(&ip))), None);
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
    let bare = |name: &str| {
        let mut params = server(name);
        params.subject_alt_names.clear();
        params
    };
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
    let (says, _) = Scene::of(with(many("new"))).before(with(many("old"))).said(Rule::NameUncovered).unwrap();
    assert!(says.ends_with("and 9995 more are no longer covered"), "{says}");
    Scene::of(with(many("x"))).before(with(many("x"))).silent(Rule::NameUncovered);
    // The same name in ten thousand spellings.
    let spellings: Vec<GeneralName> = (0_u32..10_000)
        .map(|n| {
            let letter = |bit: u32| if n & (1 << bit) == 0 { 'a' } else { 'A' };
            GeneralName::Dns((0..14).map(letter).chain(".example".chars()).collect())
        })
        .collect();
    Scene::of(with(spellings.clone())).before(with(spellings)).silent(Rule::NameUncovered);
}

#[test]
fn finding_a_name_is_the_same_as_asking_each() {
    let names: Vec<GeneralName> =
        ["a.example", "A.EXAMPLE.", "*.example", "b@X.example", "B@x.example", "x.example", "."]
            .into_iter()
            .flat_map(|name| {
                let name = name.to_owned();
                [GeneralName::Dns(name.clone()), GeneralName::Email(name.clone()), GeneralName::Uri(name)]
            })
            .collect();
    for some in names.chunks(2) {
        let covering = Covering::of(some);
        for name in &names {
            assert_eq!(covering.covers(name), some.iter().any(|one| one.covers(name)), "{some:?} {name:?}");
        }
    }
}

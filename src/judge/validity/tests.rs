//! Certificates that are over, soon over, or not valid yet. Now is 2026-11-23 18:00 UTC.

use jiff::SignedDuration;

use crate::{
    judge::{
        Rule,
        samples::{Authority, Scene, at, chain, key, server, trusted},
    },
    keystore::Certificate,
};

fn until(mut certificate: Certificate, until: &str) -> Certificate {
    certificate.not_after = at(until);
    certificate
}

fn leaf_until(end: &str) -> Scene {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.leaf().not_after = at(end);
    scene
}

#[test]
fn over_since_when_and_how_long() {
    leaf_until("2026-11-02T12:00:00Z")
        .says(Rule::Expired, "the certificate is over since 2026-11-02, 21 d ago");
    leaf_until("2026-11-23T12:30:00Z")
        .says(Rule::Expired, "the certificate is over since 2026-11-23 12:30 UTC, 5 h ago");
    leaf_until("2026-11-23T17:59:59Z").silent(Rule::ExpiresSoon);
    // Its last second is valid.
    leaf_until("2026-11-23T18:00:00Z").silent(Rule::Expired);
    leaf_until("2028-01-01T00:00:00Z").silent(Rule::Expired);
}

#[test]
fn a_trusted_certificate_that_is_meant_counts_as_a_leaf() {
    let root = until(Authority::root("r").certificate, "2026-11-02T12:00:00Z");
    let says = "the certificate is over since 2026-11-02, 21 d ago";
    Scene::of(vec![trusted("root", root.clone())]).says(Rule::Expired, says);
    Scene::of(vec![trusted("x", root.clone()), trusted("root", root)])
        .alias("root")
        .says(Rule::Expired, says);
}

#[test]
fn of_several_keys_any_may_be_meant() {
    let dead = until(chain("b.example").remove(0), "2026-11-02T12:00:00Z");
    let scene = Scene::of(vec![key("a", chain("a.example")), key("b", vec![dead])]);
    scene.says(Rule::Expired, "the certificate of b is over since 2026-11-02, 21 d ago");
    scene.alias("a").silent(Rule::Expired);
}

#[test]
fn one_dead_root_among_many_warns_and_all_of_them_stop() {
    let root = Authority::root("r").certificate;
    let dead = |end: &str| until(root.clone(), end);
    let mut entries = vec![
        trusted("old", dead("2026-11-02T12:00:00Z")),
        trusted("a", root.clone()),
        trusted("older", dead("2024-11-22T00:00:00Z")),
    ];
    let scene = Scene::of(entries.clone());
    scene.silent(Rule::Expired);
    scene.says(
        Rule::TrustExpired,
        "2 of 3 trusted certificates are over: old since 2026-11-02, 21 d ago; older since 2024-11-22, 731 d ago",
    );
    entries.remove(1);
    let scene = Scene::of(entries);
    scene.silent(Rule::TrustExpired);
    scene.says(
        Rule::Expired,
        "all 2 trusted certificates are over, the last of them since 2026-11-02, 21 d ago",
    );
    Scene::of(vec![trusted("a", root.clone()), trusted("b", root.clone())]).silent(Rule::TrustExpired);
    // With a key in the file, trusted ones aren't what it is for.
    let key = key("k", chain("a.example"));
    Scene::of(vec![trusted("a", dead("2020-01-01T00:00:00Z")), key]).silent(Rule::TrustExpired);
}

#[test]
fn not_valid_yet() {
    let mut scene = leaf_until("2030-01-01T00:00:00Z");
    scene.leaf().not_before = at("2027-01-01T00:00:00Z");
    scene.says(Rule::NotYetValid, "the certificate is valid only from 2027-01-01, in 38 d");
    scene.leaf().not_before = at("2026-11-23T18:00:00Z");
    scene.silent(Rule::NotYetValid);
}

#[test]
fn over_soon_by_the_day() {
    let mut scene = leaf_until("2026-12-23T18:00:00Z");
    scene.says(Rule::ExpiresSoon, "the certificate is over on 2026-12-23, in 30 d");
    let (_, mend) = scene.said(Rule::ExpiresSoon).unwrap();
    assert_eq!(mend, "have its renewal ready; what is over within 30 d is warned of");
    scene.leaf().not_after = at("2026-12-23T18:00:01Z");
    scene.silent(Rule::ExpiresSoon);
    scene.soon = SignedDuration::from_hours(60 * 24);
    scene.says(Rule::ExpiresSoon, "the certificate is over on 2026-12-23, in 30 d");
    leaf_until("2026-11-22T00:00:00Z").silent(Rule::ExpiresSoon);
}

#[test]
fn an_issuer_that_is_over_soon_takes_the_chain_with_it_but_a_root_does_not() {
    let mut chain = chain("a.example");
    chain[2].not_after = at("2026-12-01T00:00:00Z");
    Scene::of(vec![key("a", chain.clone())]).silent(Rule::ExpiresSoon);
    chain[1].not_after = at("2026-12-01T00:00:00Z");
    Scene::of(vec![key("a", chain)])
        .says(Rule::ExpiresSoon, "the issuer CN=Acme Issuing is over on 2026-12-01, in 7 d");
}

#[test]
fn an_issuer_that_is_over_or_not_valid_yet() {
    let mut chain = chain("a.example");
    Scene::of(vec![key("a", chain.clone())]).silent(Rule::ChainExpired);
    chain[1].not_after = at("2026-11-02T12:00:00Z");
    let mut scene = Scene::of(vec![key("a", chain.clone())]);
    scene.says(Rule::ChainExpired, "the issuer CN=Acme Issuing is over since 2026-11-02, 21 d ago");
    scene.silent(Rule::Expired);
    chain[1].not_after = at("2030-01-01T00:00:00Z");
    chain[2].not_before = at("2027-01-01T00:00:00Z");
    scene = Scene::of(vec![key("a", chain.clone()), key("b", chain)]);
    scene.says(
        Rule::ChainExpired,
        "the issuer CN=Acme Root of a is valid only from 2027-01-01, in 38 d; \
         the issuer CN=Acme Root of b is valid only from 2027-01-01, in 38 d",
    );
}

#[test]
fn of_a_thousand_the_first_are_named() {
    let root = Authority::root("r");
    let mut leaf = root.issue(&server("a.example"));
    leaf.not_after = at("2026-12-01T00:00:00Z");
    let entries = (0..1000).map(|n| trusted(&format!("t{n}"), leaf.clone())).collect();
    let (says, _) = Scene::of(entries).said(Rule::ExpiresSoon).unwrap();
    assert!(says.ends_with("the certificate of t4 is over on 2026-12-01, in 7 d; and 995 more"), "{says}");
}

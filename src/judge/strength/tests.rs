//! Weak keys and signatures, and certificates for something else.

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose};

use super::*;
use crate::judge::{
    Rule,
    samples::{Authority, Scene, chain, key, self_signed, server, trusted},
};

fn sized(algorithm: KeyAlgorithm, bits: u32) -> Scene {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    let key = &mut scene.leaf().key;
    (key.algorithm, key.bits) = (algorithm, Some(bits));
    scene
}

#[test]
fn keys_below_what_is_accepted() {
    sized(KeyAlgorithm::Rsa, 1024).says(Rule::WeakKey, "the key of the certificate is RSA 1024");
    sized(KeyAlgorithm::Dsa, 1024).says(Rule::WeakKey, "the key of the certificate is DSA 1024");
    sized(KeyAlgorithm::Ec("P-192".into()), 192)
        .says(Rule::WeakKey, "the key of the certificate is EC P-192 (192 bits)");
    for (algorithm, bits) in [
        (KeyAlgorithm::Rsa, 2048),
        (KeyAlgorithm::Ec("P-256".into()), 256),
        (KeyAlgorithm::Ed25519, 255),
        (KeyAlgorithm::Other("1.2.3".into()), 12),
    ] {
        sized(algorithm, bits).silent(Rule::WeakKey);
    }
}

#[test]
fn an_issuers_weak_key_is_said_with_its_name() {
    let mut chain = chain("a.example");
    (chain[1].key.algorithm, chain[1].key.bits) = (KeyAlgorithm::Rsa, Some(1024));
    Scene::of(vec![key("a", chain)]).says(Rule::WeakKey, "the key of the issuer CN=Acme Issuing is RSA 1024");
    let mut root = Authority::root("r").certificate;
    (root.key.algorithm, root.key.bits) = (KeyAlgorithm::Rsa, Some(1024));
    let fine = Authority::root("s").certificate;
    Scene::of(vec![trusted("a", root), trusted("b", fine)])
        .says(Rule::WeakKey, "the key of the certificate of a is RSA 1024");
}

#[test]
fn weak_signatures_count_where_somebody_verifies_them() {
    let weak = |at: usize| {
        let mut chain = chain("a.example");
        chain[at].has_weak_digest = true;
        chain[at].signature_algorithm = "SHA1withRSA".into();
        chain
    };
    Scene::of(vec![key("a", weak(0))])
        .says(Rule::WeakSignature, "the certificate is signed with SHA1withRSA");
    Scene::of(vec![key("a", weak(1))])
        .says(Rule::WeakSignature, "the issuer CN=Acme Issuing is signed with SHA1withRSA");
    let mut pss = weak(0);
    pss[0].signature_algorithm = "RSASSA-PSS".into();
    Scene::of(vec![key("a", pss)]).says(
        Rule::WeakSignature,
        "the certificate is signed with RSASSA-PSS over a digest of SHA-1 or weaker",
    );
    Scene::of(vec![key("a", weak(2))]).silent(Rule::WeakSignature);
    Scene::of(vec![trusted("a", weak(0).remove(0))]).silent(Rule::WeakSignature);
    Scene::of(vec![key("a", chain("a.example"))]).silent(Rule::WeakSignature);
}

fn issued(change: impl FnOnce(&mut CertificateParams)) -> Scene {
    let root = Authority::root("Root");
    let mut params = server("a.example");
    change(&mut params);
    Scene::of(vec![key("a", vec![root.issue(&params), root.certificate.clone()])])
}

#[test]
fn a_key_usage_that_serves_nothing() {
    issued(|params| params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign])
        .says(Rule::KeyUsage, "the certificate has the key usage keyCertSign and cRLSign only");
    for usage in [
        vec![],
        vec![KeyUsagePurpose::DigitalSignature],
        vec![KeyUsagePurpose::ContentCommitment],
        vec![KeyUsagePurpose::KeyAgreement],
        vec![KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::DigitalSignature],
        vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::KeyAgreement],
    ] {
        issued(|params| params.key_usages = usage).silent(Rule::KeyUsage);
    }
}

#[test]
fn a_key_usage_that_the_keys_algorithm_cannot_do() {
    let of = |algorithm: KeyAlgorithm, usage: &'static str| {
        let mut scene = issued(|_| {});
        scene.leaf().key_usage = Some(vec![usage]);
        scene.leaf().key.algorithm = algorithm;
        scene
    };
    let ec = || KeyAlgorithm::Ec("P-256".into());
    of(ec(), "keyEncipherment").says(
        Rule::KeyUsage,
        "the certificate has the key usage keyEncipherment only, which no EC key can be used for",
    );
    of(KeyAlgorithm::Rsa, "keyAgreement").says(
        Rule::KeyUsage,
        "the certificate has the key usage keyAgreement only, which no RSA key can be used for",
    );
    let signers = [KeyAlgorithm::Ed25519, KeyAlgorithm::Ed448, KeyAlgorithm::Dsa];
    for algorithm in signers.into_iter().chain([KeyAlgorithm::Rsa, ec(), KeyAlgorithm::Other("1.2.3".into())])
    {
        let fits = |usage| of(algorithm.clone(), usage).said(Rule::KeyUsage).is_none();
        let is_unknown = matches!(algorithm, KeyAlgorithm::Other(_));
        assert!(fits("digitalSignature") && fits("nonRepudiation"), "{algorithm:?}");
        for usage in ["keyEncipherment", "dataEncipherment"] {
            assert_eq!(fits(usage), is_unknown || algorithm == KeyAlgorithm::Rsa, "{algorithm:?}");
        }
        assert_eq!(fits("keyAgreement"), is_unknown || algorithm == ec(), "{algorithm:?}");
        assert!(!fits("keyCertSign"), "{algorithm:?}");
    }
}

#[test]
fn an_authoritys_certificate_serves_only_where_it_is_its_own() {
    let authority = |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    issued(authority).says(Rule::KeyUsage, "the certificate is an authority's, for issuing others");
    // openssl req -x509 makes such.
    let mut own = server("a.example");
    authority(&mut own);
    Scene::of(vec![key("a", vec![self_signed(&own)])]).silent(Rule::KeyUsage);
}

#[test]
fn a_purpose_that_is_no_gateways() {
    let purposes =
        |purposes: Vec<ExtendedKeyUsagePurpose>| issued(|params| params.extended_key_usages = purposes);
    purposes(vec![ExtendedKeyUsagePurpose::TimeStamping])
        .says(Rule::KeyUsage, "the certificate is for timeStamping only");
    purposes(vec![]).silent(Rule::KeyUsage);
    purposes(vec![ExtendedKeyUsagePurpose::CodeSigning])
        .says(Rule::KeyUsage, "the certificate is for codeSigning only");
    purposes(vec![ExtendedKeyUsagePurpose::EmailProtection])
        .says(Rule::KeyUsage, "the certificate is for emailProtection only");
    purposes(vec![ExtendedKeyUsagePurpose::TimeStamping, ExtendedKeyUsagePurpose::ServerAuth])
        .silent(Rule::KeyUsage);
    for of_a_gateway in [
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::Any,
        // Of signing documents: Microsoft's, and that of RFC 9336. It may be a token's.
        ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 4, 1, 311, 10, 3, 12]),
        ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 5, 5, 7, 3, 36]),
        ExtendedKeyUsagePurpose::Other(vec![1, 2, 3, 4]),
    ] {
        purposes(vec![of_a_gateway.clone()]).silent(Rule::KeyUsage);
        purposes(vec![ExtendedKeyUsagePurpose::EmailProtection, of_a_gateway]).silent(Rule::KeyUsage);
    }
}

#[test]
fn a_purpose_that_is_lost() {
    let before = vec![key("a", chain("a.example"))];
    let only = |purpose| issued(|params| params.extended_key_usages = vec![purpose]).before(before.clone());
    only(ExtendedKeyUsagePurpose::ServerAuth)
        .says(Rule::KeyUsage, "the certificate is no longer for clientAuth, as the one before is");
    only(ExtendedKeyUsagePurpose::Any).silent(Rule::KeyUsage);
    issued(|params| params.extended_key_usages.clear()).before(before.clone()).silent(Rule::KeyUsage);
    issued(|_| {}).before(before).silent(Rule::KeyUsage);
}

#[test]
fn trusted_certificates_serve_nobody() {
    let root = Authority::root("Root").certificate;
    Scene::of(vec![trusted("a", root)]).silent(Rule::KeyUsage);
}

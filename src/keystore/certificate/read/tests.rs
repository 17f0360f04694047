use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::keystore::certificate::KeyAlgorithm;

/// The certificate in a PEM text.
fn pem(text: &str) -> Vec<u8> {
    let (_, block) = text.split_once("-----BEGIN CERTIFICATE-----").unwrap();
    let (block, _) = block.split_once('-').unwrap();
    STANDARD.decode(block.split_whitespace().collect::<String>()).unwrap()
}

#[test]
fn the_facts_of_a_certificate() {
    let der = pem(include_str!("../../../../assets/demo/stores/legacy.pem"));
    let certificate = Certificate::read(&der).unwrap();
    assert_eq!(certificate.subject, "CN=legacy.example.com, O=Keywright Demo, C=TR");
    assert_eq!(certificate.issuer, "CN=Demo Issuing CA, O=Keywright Demo, C=TR");
    assert!(certificate.serial.to_string().starts_with("16:72:35:60"));
    assert_eq!(certificate.not_before.to_string(), "2025-01-01T00:00:00Z");
    assert_eq!(certificate.not_after.to_string(), "2046-01-01T00:00:00Z");
    assert_eq!(certificate.key.algorithm, KeyAlgorithm::Ec("P-256".into()));
    assert_eq!(certificate.key.bits, Some(256));
    assert_eq!((&certificate.key_usage, certificate.is_authority), (&None, None));
    assert_eq!(certificate.extended_key_usage, ["clientAuth", "serverAuth"]);
    assert_eq!(certificate.signature_algorithm, "SHA256withECDSA");
    assert!(!certificate.has_weak_digest);
    assert_eq!(certificate.sha1.to_string(), "20:3E:2B:AA:A8:19:E7:07:40:87:B1:5C:5B:9C:C5:48:B9:3D:DD:60");
}

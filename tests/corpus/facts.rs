//! What is compared: the fields of a certificate, in words that are the same whoever says them.

use std::collections::BTreeMap;

use keywright::keystore::{
    certificate::{Certificate, KeyAlgorithm},
    name::GeneralName,
};

use crate::names::canonical;

/// A field's name and what it holds.
pub type Facts = BTreeMap<&'static str, String>;

/// A certificate's fields as keywright has them.
pub fn ours(certificate: &Certificate) -> Facts {
    let key = &certificate.key;
    let bits = key.bits.map_or("?".into(), |bits| bits.to_string());
    let algorithm = match &key.algorithm {
        KeyAlgorithm::Ec(curve) => format!("EC {curve}"),
        algorithm => algorithm.to_string(),
    };
    Facts::from([
        ("subject", canonical(&certificate.subject)),
        ("issuer", canonical(&certificate.issuer)),
        ("serial", certificate.serial.to_string().replace(':', "")),
        ("not before", certificate.not_before.to_string()),
        ("not after", certificate.not_after.to_string()),
        ("SHA-1", certificate.sha1.to_string()),
        ("SHA-256", certificate.sha256.to_string()),
        ("signature", certificate.signature_algorithm.clone()),
        ("key", format!("{algorithm}, {bits} bits")),
        ("names", certificate.names.iter().map(general_name).collect::<Vec<_>>().join(", ")),
        ("key usage", certificate.key_usage.as_deref().unwrap_or_default().join(", ")),
        ("extended key usage", certificate.extended_key_usage.join(", ")),
        ("authority", certificate.is_authority.map_or("not said".into(), |is| is.to_string())),
    ])
}

fn general_name(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(name) => format!("DNS {name}"),
        GeneralName::Ip(address) => format!("IP {address}"),
        GeneralName::Email(address) => format!("email {address}"),
        GeneralName::Uri(uri) => format!("URI {uri}"),
        GeneralName::Directory(_) => "directory".into(),
        GeneralName::Other(_) => "other".into(),
    }
}

/// What keywright has otherwise than the other says; fields that the other doesn't name are left out.
pub fn differences(ours: &Facts, theirs: &Facts) -> Vec<String> {
    let differ = |(field, theirs): (&&str, &String)| match ours.get(field) {
        Some(ours) if ours == theirs => None,
        ours => Some(format!("{field}:\n    ours   {ours:?}\n    theirs {theirs:?}")),
    };
    theirs.iter().filter_map(differ).collect()
}

/// A serial number that is written as a signed number, as the octets that stand in the certificate.
pub fn serial(hexadecimal: &str) -> String {
    let (sign, digits) = match hexadecimal.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, hexadecimal),
    };
    let digits = digits.trim_start_matches('0').to_uppercase();
    let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
    match (sign, digits.as_str()) {
        (_, "") => "00".into(),
        (1, _) => digits,
        // The only negative ones of the corpus are small.
        _ => format!("{:02X}", i8::from_str_radix(&format!("-{digits}"), 16).unwrap()),
    }
}

/// The JDK's name of a signature's algorithm, from openssl's.
pub fn signature(openssl: &str) -> String {
    let name = openssl.trim();
    let digest = |digest: &str| digest.to_uppercase();
    if let Some(rsa) = name.strip_suffix("WithRSAEncryption") {
        format!("{}withRSA", digest(rsa))
    } else if let Some(ecdsa) = name.strip_prefix("ecdsa-with-") {
        format!("{}withECDSA", digest(ecdsa))
    } else if let Some(dsa) = name.strip_prefix("dsa_with_") {
        format!("{}withDSA", digest(dsa))
    } else {
        match name {
            "ED25519" => "Ed25519".into(),
            "ED448" => "Ed448".into(),
            "rsassaPss" => "RSASSA-PSS".into(),
            other => other.into(),
        }
    }
}

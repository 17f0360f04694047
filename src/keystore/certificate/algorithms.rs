//! The algorithms of certificates, by name.

use x509_parser::{
    asn1_rs::{Oid, Tag},
    der_parser::oid,
    x509::AlgorithmIdentifier,
};

use super::{KeyAlgorithm, KeyKind};
use crate::keystore::der::{self, Reader};

/// A signature's algorithm.
pub struct SignatureAlgorithm {
    /// As the JDK names it (Java Security Standard Algorithm Names, "Signature Algorithms"), or its
    /// object identifier.
    pub name: String,
    /// The digest is MD2, MD5 or SHA-1.
    pub is_weak: bool,
}

pub const RSASSA_PSS: &[u8] = &oid!(raw 1.2.840.113549.1.1.10);

/// Object identifier, the JDK's name, whether the digest is weak.
const SIGNATURES: &[(&[u8], &str, bool)] = &[
    (&oid!(raw 1.2.840.113549.1.1.2), "MD2withRSA", true),
    (&oid!(raw 1.2.840.113549.1.1.4), "MD5withRSA", true),
    (&oid!(raw 1.2.840.113549.1.1.5), "SHA1withRSA", true),
    // OIW's older identifier for the same, which Java reads too.
    (&oid!(raw 1.3.14.3.2.29), "SHA1withRSA", true),
    (&oid!(raw 1.2.840.113549.1.1.14), "SHA224withRSA", false),
    (&oid!(raw 1.2.840.113549.1.1.11), "SHA256withRSA", false),
    (&oid!(raw 1.2.840.113549.1.1.12), "SHA384withRSA", false),
    (&oid!(raw 1.2.840.113549.1.1.13), "SHA512withRSA", false),
    (&oid!(raw 1.2.840.113549.1.1.15), "SHA512/224withRSA", false),
    (&oid!(raw 1.2.840.113549.1.1.16), "SHA512/256withRSA", false),
    (&oid!(raw 1.2.840.10045.4.1), "SHA1withECDSA", true),
    (&oid!(raw 1.2.840.10045.4.3.1), "SHA224withECDSA", false),
    (&oid!(raw 1.2.840.10045.4.3.2), "SHA256withECDSA", false),
    (&oid!(raw 1.2.840.10045.4.3.3), "SHA384withECDSA", false),
    (&oid!(raw 1.2.840.10045.4.3.4), "SHA512withECDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.9), "SHA3-224withECDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.10), "SHA3-256withECDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.11), "SHA3-384withECDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.12), "SHA3-512withECDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.13), "SHA3-224withRSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.14), "SHA3-256withRSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.15), "SHA3-384withRSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.16), "SHA3-512withRSA", false),
    (&oid!(raw 1.2.840.10040.4.3), "SHA1withDSA", true),
    (&oid!(raw 1.3.14.3.2.27), "SHA1withDSA", true),
    (&oid!(raw 2.16.840.1.101.3.4.3.1), "SHA224withDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.2), "SHA256withDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.3), "SHA384withDSA", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.4), "SHA512withDSA", false),
    (&oid!(raw 1.3.101.112), "Ed25519", false),
    (&oid!(raw 1.3.101.113), "Ed448", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.17), "ML-DSA-44", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.18), "ML-DSA-65", false),
    (&oid!(raw 2.16.840.1.101.3.4.3.19), "ML-DSA-87", false),
];

const SHA1: &[u8] = &oid!(raw 1.3.14.3.2.26);

impl SignatureAlgorithm {
    pub fn of(algorithm: &AlgorithmIdentifier<'_>) -> Self {
        let oid = algorithm.algorithm.as_bytes();
        if oid == RSASSA_PSS {
            let parameters = algorithm.parameters.as_ref().map_or(&[][..], |any| any.data);
            return Self { name: "RSASSA-PSS".into(), is_weak: pss_digest(parameters) == SHA1 };
        }
        match SIGNATURES.iter().find(|(bytes, ..)| *bytes == oid) {
            Some(&(_, name, is_weak)) => Self { name: name.into(), is_weak },
            None => Self { name: algorithm.algorithm.to_id_string(), is_weak: false },
        }
    }
}

/// The digest that PSS's parameters name (RFC 4055, 3.1): SHA-1 where they name none.
fn pss_digest(parameters: &[u8]) -> &[u8] {
    let named =
        || Reader::new(Reader::new(Reader::new(parameters).take(0xA0)?).take(der::SEQUENCE)?).take(der::OID);
    named().unwrap_or(SHA1)
}

/// Object identifier, name (NIST's where there is one), bits of the field.
const CURVES: &[(&[u8], &str, u32)] = &[
    (P256, "P-256", 256),
    (P384, "P-384", 384),
    (P521, "P-521", 521),
    (SECP256K1, "secp256k1", 256),
    (&oid!(raw 1.2.840.10045.3.1.1), "P-192", 192),
    (&oid!(raw 1.3.132.0.33), "P-224", 224),
    (&oid!(raw 1.3.36.3.3.2.8.1.1.1), "brainpoolP160r1", 160),
    (&oid!(raw 1.3.36.3.3.2.8.1.1.3), "brainpoolP192r1", 192),
    (&oid!(raw 1.3.36.3.3.2.8.1.1.5), "brainpoolP224r1", 224),
    (&oid!(raw 1.3.36.3.3.2.8.1.1.7), "brainpoolP256r1", 256),
    (&oid!(raw 1.3.36.3.3.2.8.1.1.9), "brainpoolP320r1", 320),
    (&oid!(raw 1.3.36.3.3.2.8.1.1.11), "brainpoolP384r1", 384),
    (&oid!(raw 1.3.36.3.3.2.8.1.1.13), "brainpoolP512r1", 512),
    (&oid!(raw 1.2.156.10197.1.301), "SM2", 256),
];

pub const P256: &[u8] = &oid!(raw 1.2.840.10045.3.1.7);
pub const P384: &[u8] = &oid!(raw 1.3.132.0.34);
pub const P521: &[u8] = &oid!(raw 1.3.132.0.35);
pub const SECP256K1: &[u8] = &oid!(raw 1.3.132.0.10);

pub const RSA: &[u8] = &oid!(raw 1.2.840.113549.1.1.1);
pub const EC: &[u8] = &oid!(raw 1.2.840.10045.2.1);
pub const DSA: &[u8] = &oid!(raw 1.2.840.10040.4.1);
pub const ED25519: &[u8] = &oid!(raw 1.3.101.112);
pub const ED448: &[u8] = &oid!(raw 1.3.101.113);

/// What a public key is for, and its bits. `key` is the content of its BIT STRING.
pub fn key(algorithm: &AlgorithmIdentifier<'_>, key: &[u8]) -> KeyKind {
    let parameters = algorithm.parameters.as_ref().map_or(&[][..], |any| any.data);
    let modulus = Reader::sequence(key).and_then(|mut key| key.positive());
    kind(algorithm.algorithm.as_bytes(), curve(algorithm), parameters, modulus)
}

/// What a key is for, and its bits: by the object identifier of its algorithm, that of its curve, the content of the
/// algorithm's parameters, and where it is an RSA key its modulus.
pub fn kind(oid: &[u8], curve: Option<&[u8]>, parameters: &[u8], modulus: Option<&[u8]>) -> KeyKind {
    let (algorithm, bits) = match oid {
        RSA | RSASSA_PSS => (KeyAlgorithm::Rsa, modulus.map(der::bits)),
        EC => match curve {
            Some(oid) => match CURVES.iter().find(|(bytes, ..)| *bytes == oid) {
                Some(&(_, name, bits)) => (KeyAlgorithm::Ec(name.into()), Some(bits)),
                None => (KeyAlgorithm::Ec(Oid::new(oid.into()).to_id_string()), None),
            },
            None => (KeyAlgorithm::Ec("explicit parameters".into()), explicit_bits(parameters)),
        },
        // The prime comes first of its parameters (RFC 3279, 2.3.2).
        DSA => (KeyAlgorithm::Dsa, Reader::new(parameters).positive().map(der::bits)),
        ED25519 => (KeyAlgorithm::Ed25519, Some(255)),
        ED448 => (KeyAlgorithm::Ed448, Some(448)),
        _ => (KeyAlgorithm::Other(Oid::new(oid.into()).to_id_string()), None),
    };
    KeyKind { algorithm, bits }
}

/// The object identifier of an EC key's curve; `None` where it is written out.
pub fn curve<'a>(algorithm: &'a AlgorithmIdentifier<'_>) -> Option<&'a [u8]> {
    algorithm.parameters.as_ref().filter(|any| any.tag() == Tag::Oid).map(|any| any.data)
}

/// The bits of the prime field of a curve that is written out (X9.62: version, fieldID ...).
fn explicit_bits(parameters: &[u8]) -> Option<u32> {
    let mut reader = Reader::new(parameters);
    reader.take(der::INTEGER)?;
    let mut field = Reader::new(reader.take(der::SEQUENCE)?);
    field.take(der::OID)?;
    field.positive().map(der::bits)
}

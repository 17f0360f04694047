//! The usual signatures by ring, several times as fast as by arithmetic for any curve and modulus. It says yes or
//! nothing: what it doesn't know, or is strict about (moduli under 2048 bits, compressed points), the others compute.

use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use crate::keystore::certificate::algorithms as oids;

/// Whether ring verifies a signature of a message: by RSA with PKCS#1 v1.5 and this digest.
pub fn rsa(digest: &str, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let algorithm: &dyn VerificationAlgorithm = match digest {
        "SHA256" => &signature::RSA_PKCS1_2048_8192_SHA256,
        "SHA384" => &signature::RSA_PKCS1_2048_8192_SHA384,
        "SHA512" => &signature::RSA_PKCS1_2048_8192_SHA512,
        _ => return false,
    };
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
}

/// The same, by ECDSA on a curve.
pub fn ecdsa(digest: &str, curve: &[u8], key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let algorithm: &dyn VerificationAlgorithm = match (curve, digest) {
        (oids::P256, "SHA256") => &signature::ECDSA_P256_SHA256_ASN1,
        (oids::P256, "SHA384") => &signature::ECDSA_P256_SHA384_ASN1,
        (oids::P384, "SHA256") => &signature::ECDSA_P384_SHA256_ASN1,
        (oids::P384, "SHA384") => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return false,
    };
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
}

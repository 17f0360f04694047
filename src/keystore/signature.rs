//! Whether a key made a certificate's signature. Old algorithms are verified too: that they are weak is
//! said elsewhere, and a signature that fits is not a wrong one.

use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::{
    certificate::algorithms::{self as oids, SignatureAlgorithm},
    digest::Digest,
};

mod elliptic;
mod rsa;
mod usual;

/// What became of verifying a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// The key made it.
    Verified,
    /// The key didn't make it, or what was signed has changed.
    Wrong,
    /// keywright can't compute it: the algorithm, or what is unusual about it.
    CannotTell(String),
}

impl From<bool> for Signature {
    fn from(fits: bool) -> Self {
        if fits { Self::Verified } else { Self::Wrong }
    }
}

/// Verifies the signature of a message.
pub(super) fn verify(
    algorithm: &AlgorithmIdentifier<'_>,
    key: &SubjectPublicKeyInfo<'_>,
    message: &[u8],
    signature: &[u8],
) -> Signature {
    let name = SignatureAlgorithm::of(algorithm).name;
    let public: &[u8] = &key.subject_public_key.data;
    let kind = key.algorithm.algorithm.as_bytes();
    if algorithm.algorithm.as_bytes() == oids::RSASSA_PSS {
        let parameters = algorithm.parameters.as_ref().map_or(&[][..], |any| any.data);
        return match (kind, rsa::Pss::read(parameters)) {
            (oids::RSA | oids::RSASSA_PSS, Ok(pss)) => {
                rsa::verify(public, signature, |sealed, bits| pss.seals(message, sealed, bits))
            }
            (oids::RSA | oids::RSASSA_PSS, Err(unknown)) => Signature::CannotTell(unknown),
            _ => Signature::Wrong,
        };
    }
    match (name.split_once("with"), name.as_str(), kind) {
        (Some((digest, "RSA")), _, oids::RSA) if usual::rsa(digest, public, message, signature) => {
            Signature::Verified
        }
        (Some((digest, "RSA")), _, oids::RSA) => match Digest::named(digest) {
            Some(digest) => rsa::verify(public, signature, |sealed, _| rsa::seals(digest, message, sealed)),
            None => Signature::CannotTell(name),
        },
        (Some((digest, "ECDSA")), _, oids::EC) => {
            let verified = || {
                let curve = oids::curve(&key.algorithm)?;
                if usual::ecdsa(digest, curve, public, message, signature) {
                    return Some(Signature::Verified);
                }
                let digest = Digest::named(digest)?.of(message);
                elliptic::verify(curve, public, &digest, signature)
            };
            verified().unwrap_or_else(|| Signature::CannotTell(format!("{name} on {}", curve_name(key))))
        }
        (None, "Ed25519", oids::ED25519) => elliptic::verify_ed25519(public, message, signature),
        // Of a known algorithm, but not by a key of that kind.
        (Some((_, "RSA" | "ECDSA")), ..) | (None, "Ed25519", _) => Signature::Wrong,
        _ => Signature::CannotTell(name),
    }
}

fn curve_name(key: &SubjectPublicKeyInfo<'_>) -> String {
    match oids::key(&key.algorithm, &[]).algorithm {
        super::certificate::KeyAlgorithm::Ec(curve) => curve,
        other => other.to_string(),
    }
}

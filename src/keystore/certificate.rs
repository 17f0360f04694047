//! The facts of one certificate (RFC 5280), as text and values that no longer need its bytes parsed.

use std::{fmt, sync::Arc};

use jiff::Timestamp;

use super::name::GeneralName;

pub(super) mod algorithms;
pub(super) mod distinguished;
mod extensions;
mod read;

pub use read::MAX_CERTIFICATE;
pub(super) use read::parse;

/// One certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The whole of it, DER.
    pub der: Arc<[u8]>,
    /// RFC 4514, most specific part first: `CN=api.acme.example, O=Acme, C=TR`.
    pub subject: String,
    pub issuer: String,
    pub serial: Serial,
    pub not_before: Timestamp,
    /// The last second that it is valid in.
    pub not_after: Timestamp,
    /// Subject alternative names, in the certificate's order.
    pub names: Vec<GeneralName>,
    pub key: PublicKey,
    /// The names of RFC 5280's bits (`digitalSignature`, `keyCertSign` ...); `None`: no such extension.
    pub key_usage: Option<Vec<&'static str>>,
    /// `serverAuth`, `clientAuth` ..., or object identifiers; empty: no such extension.
    pub extended_key_usage: Vec<String>,
    /// Basic constraints: `None` without the extension.
    pub is_authority: Option<bool>,
    /// As the JDK names it: `SHA256withRSA`.
    pub signature_algorithm: String,
    /// The digest of the signature is MD2, MD5 or SHA-1.
    pub has_weak_digest: bool,
    pub sha1: Fingerprint<20>,
    pub sha256: Fingerprint<32>,
}

/// What kind of key it is: all that is told of a private one.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyKind {
    pub algorithm: KeyAlgorithm,
    /// As of a [`PublicKey`].
    pub bits: Option<u32>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pub algorithm: KeyAlgorithm,
    /// Bits of the modulus, of the curve's field; `None` where it isn't known.
    pub bits: Option<u32>,
    /// SHA-256 of the SubjectPublicKeyInfo: equal for the same key.
    pub spki: Fingerprint<32>,
}

/// What a key is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    Rsa,
    /// The curve's name: `P-256`, or its object identifier.
    Ec(String),
    Ed25519,
    Ed448,
    Dsa,
    /// Its object identifier.
    Other(String),
}

/// A serial number, big-endian, without leading zeros.
#[derive(Clone, PartialEq, Eq)]
pub struct Serial(pub Vec<u8>);

/// A digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint<const N: usize>(pub [u8; N]);

/// `4A:1F`, as keytool and browsers write digests and serial numbers.
fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 {
            f.write_str(":")?;
        }
        write!(f, "{byte:02X}")?;
    }
    Ok(())
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("00") } else { hex(&self.0, f) }
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> fmt::Display for Fingerprint<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl<const N: usize> fmt::Debug for Fingerprint<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl KeyAlgorithm {
    /// The name of an EC key's curve.
    pub fn curve(&self) -> Option<&str> {
        match self {
            Self::Ec(curve) => Some(curve),
            _ => None,
        }
    }
}

impl PublicKey {
    /// Without whose it is.
    pub fn kind(&self) -> KeyKind {
        KeyKind { algorithm: self.algorithm.clone(), bits: self.bits }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.kind(), f)
    }
}

impl fmt::Debug for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.algorithm, self.bits) {
            (KeyAlgorithm::Ec(curve), _) => write!(f, "EC {curve}"),
            // Of these there is one size each, which nobody calls them by.
            (algorithm @ (KeyAlgorithm::Ed25519 | KeyAlgorithm::Ed448), _) => write!(f, "{algorithm}"),
            (algorithm, Some(bits)) => write!(f, "{algorithm} {bits}"),
            (algorithm, None) => write!(f, "{algorithm}"),
        }
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa => "RSA",
            Self::Ec(_) => "EC",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::Dsa => "DSA",
            Self::Other(oid) => oid,
        })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, serial {}, until {})", self.subject, self.serial, self.not_after)
    }
}

impl Certificate {
    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }
}

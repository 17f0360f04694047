//! The digests that signatures are made over.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use x509_parser::der_parser::oid;

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512T224,
    Sha512T256,
}

/// Each with its name in the JDK's names of signatures, and its object identifier.
const ALL: [(Digest, &str, &[u8]); 8] = [
    (Digest::Md5, "MD5", &oid!(raw 1.2.840.113549.2.5)),
    (Digest::Sha1, "SHA1", &oid!(raw 1.3.14.3.2.26)),
    (Digest::Sha224, "SHA224", &oid!(raw 2.16.840.1.101.3.4.2.4)),
    (Digest::Sha256, "SHA256", &oid!(raw 2.16.840.1.101.3.4.2.1)),
    (Digest::Sha384, "SHA384", &oid!(raw 2.16.840.1.101.3.4.2.2)),
    (Digest::Sha512, "SHA512", &oid!(raw 2.16.840.1.101.3.4.2.3)),
    (Digest::Sha512T224, "SHA512/224", &oid!(raw 2.16.840.1.101.3.4.2.5)),
    (Digest::Sha512T256, "SHA512/256", &oid!(raw 2.16.840.1.101.3.4.2.6)),
];

impl Digest {
    /// By the first part of the JDK's name of a signature; `None` for one that isn't computed here.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known, _)| *known == name).map(|(digest, ..)| *digest)
    }

    /// By its object identifier.
    pub fn identified(oid: &[u8]) -> Option<Self> {
        ALL.iter().find(|(.., known)| *known == oid).map(|(digest, ..)| *digest)
    }

    /// Its object identifier.
    pub fn oid(self) -> &'static [u8] {
        ALL.iter().find(|(digest, ..)| *digest == self).map_or(&[], |(.., oid)| *oid)
    }

    /// The digest of some bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => Md5::digest(bytes).to_vec(),
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha224 => Sha224::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
            Self::Sha512T224 => Sha512_224::digest(bytes).to_vec(),
            Self::Sha512T256 => Sha512_256::digest(bytes).to_vec(),
        }
    }
}

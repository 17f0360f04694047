//! The digests that keywright computes: those of signatures, and those that passwords go through.

use hmac::{Hmac, KeyInit, Mac};
use sha2::digest::Digest as _;
use x509_parser::der_parser::{Oid, oid};

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512Of224,
    Sha512Of256,
}

/// Each with its name in the JDK's names of algorithms, its object identifier, and its HMAC's.
const ALL: [(Digest, &str, &[u8], &str); 8] = [
    (Digest::Md5, "MD5", &oid!(raw 1.2.840.113549.2.5), "1.2.840.113549.2.6"),
    (Digest::Sha1, "SHA1", &oid!(raw 1.3.14.3.2.26), "1.2.840.113549.2.7"),
    (Digest::Sha224, "SHA224", &oid!(raw 2.16.840.1.101.3.4.2.4), "1.2.840.113549.2.8"),
    (Digest::Sha256, "SHA256", &oid!(raw 2.16.840.1.101.3.4.2.1), "1.2.840.113549.2.9"),
    (Digest::Sha384, "SHA384", &oid!(raw 2.16.840.1.101.3.4.2.2), "1.2.840.113549.2.10"),
    (Digest::Sha512, "SHA512", &oid!(raw 2.16.840.1.101.3.4.2.3), "1.2.840.113549.2.11"),
    (Digest::Sha512Of224, "SHA512/224", &oid!(raw 2.16.840.1.101.3.4.2.5), "1.2.840.113549.2.12"),
    (Digest::Sha512Of256, "SHA512/256", &oid!(raw 2.16.840.1.101.3.4.2.6), "1.2.840.113549.2.13"),
];

/// Does something with the type of a digest.
macro_rules! with {
    ($digest:expr, $type:ident => $body:expr) => {
        match $digest {
            Digest::Md5 => with!(@ md5::Md5, $type => $body),
            Digest::Sha1 => with!(@ sha1::Sha1, $type => $body),
            Digest::Sha224 => with!(@ sha2::Sha224, $type => $body),
            Digest::Sha256 => with!(@ sha2::Sha256, $type => $body),
            Digest::Sha384 => with!(@ sha2::Sha384, $type => $body),
            Digest::Sha512 => with!(@ sha2::Sha512, $type => $body),
            Digest::Sha512Of224 => with!(@ sha2::Sha512_224, $type => $body),
            Digest::Sha512Of256 => with!(@ sha2::Sha512_256, $type => $body),
        }
    };
    (@ $digest:ty, $type:ident => $body:expr) => {{
        type $type = $digest;
        $body
    }};
}
pub(super) use with;

impl Digest {
    /// By its name, which is also the first part of the JDK's name of a signature; `None` for one that isn't
    /// computed here.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known, ..)| *known == name).map(|(digest, ..)| *digest)
    }

    /// By its object identifier, as it is encoded.
    pub fn identified(oid: &[u8]) -> Option<Self> {
        ALL.iter().find(|(_, _, known, _)| *known == oid).map(|(digest, ..)| *digest)
    }

    /// By its object identifier, in digits and dots.
    pub fn of_oid(dotted: &str) -> Option<Self> {
        let is = |known: &[u8]| Oid::new(known.into()).to_id_string() == dotted;
        ALL.iter().find(|(_, _, known, _)| is(known)).map(|(digest, ..)| *digest)
    }

    /// By its HMAC's object identifier, in digits and dots.
    pub fn of_hmac(dotted: &str) -> Option<Self> {
        ALL.iter().find(|(.., known)| *known == dotted).map(|(digest, ..)| *digest)
    }

    /// Its object identifier, as it is encoded.
    pub fn oid(self) -> &'static [u8] {
        self.row().map_or(&[], |(_, _, oid, _)| *oid)
    }

    /// As it stands in the JDK's names of algorithms.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, name, ..)| *name)
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static [u8], &'static str)> {
        ALL.iter().find(|(digest, ..)| *digest == self)
    }

    /// Bytes of a digest.
    pub fn size(self) -> usize {
        with!(self, D => D::output_size())
    }

    /// The digest of some bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        with!(self, D => D::digest(bytes).to_vec())
    }

    /// The HMAC of some bytes.
    pub fn hmac(self, key: &[u8], bytes: &[u8]) -> Vec<u8> {
        with!(self, D => hmac::<D>(key, bytes))
    }
}

fn hmac<D: hmac::EagerHash>(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    // An HMAC takes a key of any length: there is nothing to say where it wouldn't.
    Hmac::<D>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(bytes);
            mac.finalize().into_bytes().to_vec()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_row_and_is_found_by_it() {
        for (digest, name, oid, hmac) in ALL {
            assert_eq!((digest.name(), digest.oid()), (name, oid));
            let dotted = Oid::new(oid.into()).to_id_string();
            for found in
                [Digest::named(name), Digest::identified(oid), Digest::of_oid(&dotted), Digest::of_hmac(hmac)]
            {
                assert_eq!(found, Some(digest));
            }
            assert_eq!(digest.of(b"abc").len(), digest.size());
        }
    }

    #[test]
    fn object_identifiers_name_the_digest_they_are_of() {
        for (digest, size) in [
            ("1.2.840.113549.2.5", 16),
            ("1.3.14.3.2.26", 20),
            ("2.16.840.1.101.3.4.2.1", 32),
            ("2.16.840.1.101.3.4.2.2", 48),
            ("2.16.840.1.101.3.4.2.3", 64),
            ("2.16.840.1.101.3.4.2.4", 28),
            ("2.16.840.1.101.3.4.2.5", 28),
            ("2.16.840.1.101.3.4.2.6", 32),
        ] {
            assert_eq!(Digest::of_oid(digest).unwrap().size(), size, "{digest}");
        }
        assert_eq!(Digest::of_oid("2.16.840.1.101.3.4.2.8"), None);
        // RFC 4231, test case 2.
        let sha256 = Digest::of_hmac("1.2.840.113549.2.9").unwrap();
        let mac = sha256.hmac(b"Jefe", b"what do ya want for nothing?");
        let mac: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(mac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}

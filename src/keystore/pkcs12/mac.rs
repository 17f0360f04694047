//! What shows that a PKCS#12 wasn't altered: an HMAC over its authenticated safe, with a key made of
//! the password by PKCS#12's own derivation (RFC 7292, 4 and B.3), or by PBKDF2 (PBMAC1: RFC 9579,
//! now 9879).

use zeroize::Zeroizing;

use super::{
    ber::{Damage, Reader, Value},
    cost::{self, Cost},
    derivation::Purpose,
    names,
    password::Spelling,
    scheme::{JDK_SALT, PBKDF2, Pbkdf2, iterations},
};
use crate::{domain::java::Needs, keystore::digest::Digest};

const PBMAC1: &str = "1.2.840.113549.1.5.14";

/// The longest key of a PBMAC1, in bytes: as long as SHA-512's blocks. One of more than a digest's
/// length has no use, and each block of it costs a derivation.
const MAX_KEY: u32 = 128;

/// A MacData.
#[derive(Debug)]
pub struct Mac {
    /// Of the HMAC.
    digest: Digest,
    derivation: Derivation,
    salt: Vec<u8>,
    iterations: u32,
    value: Vec<u8>,
}

/// How its key is made of the password.
#[derive(Clone, Copy, Debug)]
enum Derivation {
    Pkcs12,
    /// PBMAC1: PBKDF2 with the HMAC of this digest, which makes a key of so many bytes.
    Pbkdf2 {
        digest: Digest,
        key_bytes: usize,
    },
}

impl Mac {
    /// Reads a MacData, or tells the name of what it is made with and isn't computed here.
    pub fn read(data: &Value<'_>) -> Result<Result<Self, String>, Damage> {
        let mut parts = data.reader();
        let mut info = parts.sequence("the MAC's digest")?;
        let mut algorithm = info.sequence("the MAC's algorithm")?;
        let oid = algorithm.oid("the MAC's algorithm")?;
        let at = info;
        let value = info.octets("the MAC's value")?.to_vec();
        let read = if oid == PBMAC1 {
            Self::pbmac1(algorithm.sequence("the parameters of PBMAC1")?, value)?
        } else {
            let salt = parts.octets("the MAC's salt")?.to_vec();
            let iterations = if parts.is_at_end() { 1 } else { iterations(&mut parts)? };
            let digest = Digest::of_oid(&oid).ok_or_else(|| format!("a MAC with {}", names::name(&oid)));
            digest.map(|digest| Self { digest, derivation: Derivation::Pkcs12, salt, iterations, value })
        };
        match &read {
            Ok(mac) if mac.value.len() != mac.digest.size() => Err(at.damage("a MAC of the wrong length")),
            _ => Ok(read),
        }
    }

    /// PBMAC1-params (RFC 8018, A.5); the salt and iterations of the MacData around them aren't used.
    fn pbmac1(mut parts: Reader<'_>, value: Vec<u8>) -> Result<Result<Self, String>, Damage> {
        let at = parts;
        let mut derivation = parts.sequence("the key derivation of PBMAC1")?;
        let oid = derivation.oid("the key derivation of PBMAC1")?;
        if oid != PBKDF2 {
            return Ok(Err(format!("PBMAC1 with {}", names::name(&oid))));
        }
        let parameters = Pbkdf2::parameters(derivation.sequence("the parameters of PBKDF2")?)?;
        let oid = parts.sequence("the HMAC of PBMAC1")?.oid("the HMAC of PBMAC1")?;
        let hmac = Digest::of_hmac(&oid).ok_or_else(|| format!("PBMAC1 with {}", names::name(&oid)));
        let prf = parameters.digest.map_err(|name| format!("PBMAC1 with {name}"));
        let (digest, prf) = match (hmac, prf) {
            (Ok(hmac), Ok(prf)) => (hmac, prf),
            (Err(name), _) | (_, Err(name)) => return Ok(Err(name)),
        };
        // RFC 9579, 5: the length has to be said.
        let key_bytes = match parameters.key_length {
            Some(bytes @ 1..=MAX_KEY) => usize::try_from(bytes).unwrap_or(0),
            Some(_) => return Err(at.damage("a key of PBMAC1 of an impossible length")),
            None => return Err(at.damage("a PBMAC1 that doesn't say how long its key is")),
        };
        Ok(Ok(Self {
            digest,
            derivation: Derivation::Pbkdf2 { digest: prf, key_bytes },
            salt: parameters.salt,
            iterations: parameters.iterations,
            value,
        }))
    }

    /// As the JDK names it: the value of its property `keystore.pkcs12.macAlgorithm`.
    pub fn name(&self) -> String {
        match self.derivation {
            Derivation::Pkcs12 => format!("HmacPBE{}", self.digest.name()),
            Derivation::Pbkdf2 { .. } => format!("PBEWithHmac{}", self.digest.name()),
        }
    }

    /// The iterations of its key's derivation.
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    /// What it asks of a JDK, where some releases have it and some don't.
    pub fn needs(&self) -> Option<Needs> {
        match (self.derivation, self.digest) {
            (Derivation::Pkcs12, Digest::Sha1 | Digest::Md5) => None,
            (Derivation::Pkcs12, _) => Some(Needs::ModernPkcs12),
            (Derivation::Pbkdf2 { .. }, _) => Some(Needs::Pbmac1),
        }
    }

    /// Why no JDK checks it, in a sentence.
    pub fn refused_by_java(&self) -> Option<String> {
        if self.digest == Digest::Md5 {
            Some(format!("no JDK reads {}", self.name()))
        } else if self.salt.len() < JDK_SALT {
            let (name, bytes) = (self.name(), self.salt.len());
            Some(format!("{name} has a salt of {bytes} bytes, and the JDK wants {JDK_SALT}"))
        } else {
            None
        }
    }

    /// What deriving its key once costs.
    pub fn cost(&self) -> Cost {
        match self.derivation {
            Derivation::Pkcs12 => Cost::hashes(self.iterations, 1),
            Derivation::Pbkdf2 { digest, key_bytes } => {
                Cost::hashes(self.iterations, cost::HASHES_OF_HMAC * key_bytes.div_ceil(digest.size()))
            }
        }
    }

    /// Whether it is the MAC of these bytes, the content of the authenticated safe, by this password.
    /// The cost has to be asked for before.
    pub fn fits(&self, password: &Spelling, content: &[u8]) -> bool {
        let mut key;
        match self.derivation {
            Derivation::Pkcs12 => {
                key = Zeroizing::new(vec![0; self.digest.size()]);
                let (salt, iterations) = (&self.salt, self.iterations);
                self.digest.pkcs12(Purpose::MacKey, &password.utf16, salt, iterations, &mut key);
            }
            Derivation::Pbkdf2 { digest, key_bytes } => {
                key = Zeroizing::new(vec![0; key_bytes]);
                digest.pbkdf2(&password.utf8, &self.salt, self.iterations, &mut key);
            }
        }
        self.digest.hmac(&key, content) == self.value
    }
}

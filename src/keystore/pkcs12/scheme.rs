//! How something is encrypted by a password: the algorithm identifier of an EncryptedPrivateKeyInfo
//! or an EncryptedData. PKCS#12's own schemes (RFC 7292, C), and PKCS#5's (RFC 8018): PBES1 and PBES2
//! with PBKDF2 or scrypt (RFC 7914, 7.1).

use zeroize::Zeroizing;

use super::{
    ber::{self, Damage, Reader, Value},
    cipher::Cipher,
    cost::{self, Cost},
    names,
    password::Spelling,
};
use crate::{
    domain::java::Needs,
    keystore::{
        digest::Digest,
        store::{Cause, Refusal},
    },
};

/// The shortest salt that the JDK takes, in bytes (`PBEUtil`, `PKCS12PBECipherCore`).
pub const JDK_SALT: usize = 8;

/// An encryption scheme, with its parameters.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// As the JDK names it, or would.
    pub name: String,
    derivation: Derivation,
    cipher: Cipher,
    /// Where the identifier has it; otherwise it is derived with the key.
    iv: Option<Vec<u8>>,
    salt: Vec<u8>,
    /// What it asks of a JDK, where some releases have it and some don't.
    pub needs: Option<Needs>,
    /// No JDK reads it.
    is_beyond_java: bool,
}

/// How the key is made of the password.
#[derive(Clone, Copy, Debug)]
enum Derivation {
    /// PKCS#12's own, with SHA-1; makes the IV too.
    Pkcs12 {
        iterations: u32,
    },
    /// PKCS#5's first; makes the IV too.
    Pbkdf1 {
        digest: Digest,
        iterations: u32,
    },
    Pbkdf2 {
        digest: Digest,
        iterations: u32,
    },
    Scrypt {
        log_n: u8,
        block: u32,
        parallel: u32,
    },
}

/// A scheme that is read, or the name of one that isn't.
pub type Recognised = Result<Scheme, String>;

impl Scheme {
    /// Reads an AlgorithmIdentifier.
    pub fn read(identifier: &Value<'_>) -> Result<Recognised, Damage> {
        let mut parts = identifier.reader();
        let oid = parts.oid("an encryption algorithm")?;
        let pbes1 = |digest, cipher, name: &str, java| {
            let (salt, iterations) = salt_and_iterations(parts)?;
            let derivation = Derivation::Pbkdf1 { digest, iterations };
            Ok(Ok(Self::new(name.into(), derivation, cipher, salt, java)))
        };
        let pkcs12 = |cipher, name: &str, java| {
            let (salt, iterations) = salt_and_iterations(parts)?;
            Ok(Ok(Self::new(name.into(), Derivation::Pkcs12 { iterations }, cipher, salt, java)))
        };
        match oid.as_str() {
            "1.2.840.113549.1.12.1.1" => pkcs12(Cipher::Rc4 { bytes: 16 }, "PBEWithSHA1AndRC4_128", true),
            "1.2.840.113549.1.12.1.2" => pkcs12(Cipher::Rc4 { bytes: 5 }, "PBEWithSHA1AndRC4_40", true),
            "1.2.840.113549.1.12.1.3" => pkcs12(Cipher::TripleDes, "PBEWithSHA1AndDESede", true),
            "1.2.840.113549.1.12.1.4" => pkcs12(Cipher::DoubleDes, "pbeWithSHAAnd2-KeyTripleDES-CBC", false),
            "1.2.840.113549.1.12.1.5" => pkcs12(Cipher::rc2(16), "PBEWithSHA1AndRC2_128", true),
            "1.2.840.113549.1.12.1.6" => pkcs12(Cipher::rc2(5), "PBEWithSHA1AndRC2_40", true),
            "1.2.840.113549.1.5.3" => pbes1(Digest::Md5, Cipher::Des, "PBEWithMD5AndDES", true),
            "1.2.840.113549.1.5.6" => pbes1(Digest::Md5, Cipher::rc2(8), "PBEWithMD5AndRC2", false),
            "1.2.840.113549.1.5.10" => pbes1(Digest::Sha1, Cipher::Des, "PBEWithSHA1AndDES", false),
            "1.2.840.113549.1.5.11" => pbes1(Digest::Sha1, Cipher::rc2(8), "PBEWithSHA1AndRC2", false),
            PBES2 => Self::pbes2(parts.sequence("the parameters of PBES2")?),
            other => Ok(Err(names::name(other))),
        }
    }

    fn new(name: String, derivation: Derivation, cipher: Cipher, salt: Vec<u8>, java: bool) -> Self {
        Self { name, derivation, cipher, iv: None, salt, needs: None, is_beyond_java: !java }
    }

    /// PBES2-params: a derivation and a cipher (RFC 8018, A.4).
    fn pbes2(mut parts: Reader<'_>) -> Result<Recognised, Damage> {
        // JDKs before JDK-8202837 wrote the scheme's identifier once more in here.
        if parts.peek() == Some(ber::OID) {
            parts.oid("PBES2")?;
            parts = parts.sequence("the parameters of PBES2")?;
        }
        let mut derivation = parts.sequence("the key derivation of PBES2")?;
        let mut encryption = parts.sequence("the cipher of PBES2")?;
        let oid = encryption.oid("the cipher of PBES2")?;
        let read = match derivation.oid("a key derivation")?.as_str() {
            PBKDF2 => Pbkdf2::read(derivation.sequence("the parameters of PBKDF2")?)?,
            SCRYPT => scrypt(derivation.sequence("the parameters of scrypt")?)?,
            other => return Ok(Err(names::name(other))),
        };
        let Derived { derivation, salt, key_length } = match read {
            Ok(read) => read,
            Err(unknown) => return Ok(Err(unknown)),
        };
        let Some((cipher, iv)) = Cipher::read(&oid, encryption, key_length)? else {
            return Ok(Err(names::name(&oid)));
        };
        let name = match derivation {
            Derivation::Pbkdf2 { digest, .. } => format!("PBEWithHmac{}And{}", digest.name(), cipher.name()),
            _ => format!("scrypt and {}", cipher.name()),
        };
        let is_javas_cipher = matches!(cipher, Cipher::Aes128 | Cipher::Aes256);
        let needs = match derivation {
            Derivation::Pbkdf2 { digest: Digest::Sha512Of224 | Digest::Sha512Of256, .. } => {
                Some(Needs::ShortSha512)
            }
            Derivation::Pbkdf2 { digest, .. } if digest != Digest::Md5 => Some(Needs::ModernPkcs12),
            _ => None,
        };
        let needs = needs.filter(|_| is_javas_cipher);
        let scheme = Self::new(name, derivation, cipher, salt, needs.is_some());
        Ok(Ok(Self { iv: Some(iv), needs, ..scheme }))
    }

    /// The iterations of the derivation; for scrypt its N.
    pub fn iterations(&self) -> u32 {
        match self.derivation {
            Derivation::Pkcs12 { iterations }
            | Derivation::Pbkdf1 { iterations, .. }
            | Derivation::Pbkdf2 { iterations, .. } => iterations,
            Derivation::Scrypt { log_n, .. } => 1_u32.checked_shl(log_n.into()).unwrap_or(u32::MAX),
        }
    }

    /// Why no JDK decrypts it with this password.
    pub fn refused_by_java(&self, is_ascii: bool) -> Option<Refusal> {
        let name = &self.name;
        let (why, cause) = if self.is_beyond_java {
            (format!("no JDK reads {name}"), Cause::Making)
        } else if self.salt.len() < JDK_SALT {
            let bytes = self.salt.len();
            (format!("{name} has a salt of {bytes} bytes, and the JDK wants {JDK_SALT}"), Cause::Making)
        } else if !is_ascii && !matches!(self.derivation, Derivation::Pbkdf2 { .. }) {
            (format!("no JDK reads {name} with a password beyond ASCII"), Cause::Password)
        } else {
            return None;
        };
        Some(Refusal { why, cause })
    }

    /// What deriving its key once costs.
    pub fn cost(&self) -> Cost {
        let (key, iv) = (self.cipher.key_bytes(), self.cipher.block_bytes());
        match self.derivation {
            Derivation::Pkcs12 { iterations } => {
                let blocks = key.div_ceil(Digest::Sha1.size()) + iv.div_ceil(Digest::Sha1.size());
                Cost::hashes(iterations, blocks)
            }
            Derivation::Pbkdf1 { iterations, .. } => Cost::hashes(iterations, 1),
            Derivation::Pbkdf2 { digest, iterations } => {
                Cost::hashes(iterations, cost::HASHES_OF_HMAC * key.div_ceil(digest.size()))
            }
            Derivation::Scrypt { log_n, block, parallel } => Cost::scrypt(log_n, block, parallel),
        }
    }

    /// Whether a password's two spellings for PKCS#12 make two keys: PKCS#5 has but one.
    pub fn tells_spellings_apart(&self) -> bool {
        matches!(self.derivation, Derivation::Pkcs12 { .. })
    }

    /// Decrypts; `None` where the length or the padding is wrong, which mostly means another password.
    /// The cost has to be asked for before.
    pub fn decrypt(&self, password: &Spelling, encrypted: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut key = Zeroizing::new(vec![0; self.cipher.key_bytes()]);
        let mut iv = Zeroizing::new(vec![0; self.cipher.block_bytes()]);
        match self.derivation {
            Derivation::Pkcs12 { iterations } => {
                let (utf16, salt) = (&password.utf16, &self.salt);
                Digest::Sha1.pkcs12_key_and_iv(utf16, salt, iterations, &mut key, &mut iv);
            }
            Derivation::Pbkdf1 { digest, iterations } => {
                // Eight bytes of key and eight of IV: a digest has at least 16.
                let mut both = Zeroizing::new([0; 16]);
                digest.pbkdf1(&password.utf8, &self.salt, iterations, both.as_mut_slice());
                let (first, second) = both.split_at(8);
                key.iter_mut().zip(first).for_each(|(byte, made)| *byte = *made);
                iv.iter_mut().zip(second).for_each(|(byte, made)| *byte = *made);
            }
            Derivation::Pbkdf2 { digest, iterations } => {
                digest.pbkdf2(&password.utf8, &self.salt, iterations, &mut key);
            }
            Derivation::Scrypt { log_n, block, parallel } => {
                let parameters = scrypt::Params::new(log_n, block, parallel).ok()?;
                scrypt::scrypt(&password.utf8, &self.salt, &parameters, &mut key).ok()?;
            }
        }
        self.cipher.decrypt(&key, self.iv.as_deref().unwrap_or(&iv), encrypted)
    }
}

/// PBES2's own identifier.
const PBES2: &str = "1.2.840.113549.1.5.13";
/// PBKDF2's.
pub const PBKDF2: &str = "1.2.840.113549.1.5.12";
const SCRYPT: &str = "1.3.6.1.4.1.11591.4.11";

/// PBEParameter and pkcs-12PbeParams: `SEQUENCE { salt OCTET STRING, iterations INTEGER }`.
fn salt_and_iterations(mut parts: Reader<'_>) -> Result<(Vec<u8>, u32), Damage> {
    let mut parts = parts.sequence("salt and iterations")?;
    let salt = parts.octets("a salt")?.to_vec();
    Ok((salt, iterations(&mut parts)?))
}

/// A number of iterations: at least one.
pub fn iterations(parts: &mut Reader<'_>) -> Result<u32, Damage> {
    let here = *parts;
    match parts.number("a number of iterations")? {
        0 => Err(here.damage("no iterations")),
        some => Ok(some),
    }
}

/// PBKDF2-params (RFC 8018, A.2).
pub struct Pbkdf2 {
    pub salt: Vec<u8>,
    pub iterations: u32,
    /// Bytes of the derived key, where they are said.
    pub key_length: Option<u32>,
    /// What its HMAC is made with, or the name of one that isn't computed.
    pub digest: Result<Digest, String>,
}

impl Pbkdf2 {
    /// Reads the parameters.
    pub fn parameters(mut parts: Reader<'_>) -> Result<Self, Damage> {
        let salt = parts.octets("the salt of PBKDF2")?.to_vec();
        let iterations = iterations(&mut parts)?;
        let key_length = match parts.peek() {
            Some(ber::INTEGER) => Some(parts.number("a length of key")?),
            _ => None,
        };
        let digest = match parts.peek() {
            None => Ok(Digest::Sha1),
            Some(_) => {
                let oid = parts.sequence("the HMAC of PBKDF2")?.oid("the HMAC of PBKDF2")?;
                Digest::of_hmac(&oid).ok_or_else(|| names::name(&oid))
            }
        };
        Ok(Self { salt, iterations, key_length, digest })
    }

    fn read(parts: Reader<'_>) -> Result<Result<Derived, String>, Damage> {
        let Self { salt, iterations, key_length, digest } = Self::parameters(parts)?;
        Ok(digest.map(|digest| Derived {
            derivation: Derivation::Pbkdf2 { digest, iterations },
            salt,
            key_length,
        }))
    }
}

/// What PBES2's derivations have in common.
struct Derived {
    derivation: Derivation,
    salt: Vec<u8>,
    key_length: Option<u32>,
}

/// scrypt-params (RFC 7914, 7.1).
fn scrypt(mut parts: Reader<'_>) -> Result<Result<Derived, String>, Damage> {
    let salt = parts.octets("the salt of scrypt")?.to_vec();
    let here = parts;
    let n = parts.number("scrypt's N")?;
    let block = parts.number("scrypt's r")?;
    let parallel = parts.number("scrypt's p")?;
    let key_length = match parts.peek() {
        Some(ber::INTEGER) => Some(parts.number("a length of key")?),
        _ => None,
    };
    if !n.is_power_of_two() || n == 1 || block == 0 || parallel == 0 {
        return Err(here.damage("impossible parameters of scrypt"));
    }
    let log_n = u8::try_from(n.trailing_zeros()).unwrap_or(u8::MAX);
    Ok(Ok(Derived { derivation: Derivation::Scrypt { log_n, block, parallel }, salt, key_length }))
}

//! How JKS and JCEKS protect a private key with a password.

use std::fmt;

use cbc::{
    Decryptor,
    cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7},
};
use des::TdesEde3;
use md5::Md5;
use sha1::{Digest, Sha1};
use x509_parser::{asn1_rs::Oid, der_parser::oid};
use zeroize::Zeroizing;

use crate::{
    domain::{file::Format, secret::Secret},
    keystore::{
        der::{self, Reader},
        store::{PrivateKey, Protected, Protection},
    },
};

/// `sun.security.provider.KeyProtector`: an XOR with a stream of SHA-1.
const SUN: &[u8] = &oid!(raw 1.3.6.1.4.1.42.2.17.1.1);
/// `PBEWithMD5AndTripleDES`, JCEKS's own.
const PBE: &[u8] = &oid!(raw 1.3.6.1.4.1.42.2.19.1);

/// A password in the spellings that are hashed.
pub struct Password {
    utf16: Zeroizing<Vec<u8>>,
    /// What JCEKS hashes: it takes visible ASCII only.
    ascii: Option<Zeroizing<Vec<u8>>>,
}

impl Password {
    pub fn new(password: &Secret) -> Self {
        let text = password.expose();
        // The whole of it beforehand: growing would leave copies behind.
        let mut utf16 = Zeroizing::new(Vec::with_capacity(4 * text.len()));
        for unit in text.encode_utf16() {
            utf16.extend(unit.to_be_bytes());
        }
        let is_ascii = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        Self { utf16, ascii: is_ascii.then(|| Zeroizing::new(text.as_bytes().to_vec())) }
    }

    /// UTF-16, big-endian.
    pub fn utf16(&self) -> &[u8] {
        &self.utf16
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A protected private key (PKCS#8 `EncryptedPrivateKeyInfo`), borrowed from the file.
pub struct Key<'a> {
    protector: Protector<'a>,
    data: &'a [u8],
}

enum Protector<'a> {
    Sun,
    Pbe {
        salt: &'a [u8; 8],
        iterations: u32,
    },
    /// Its object identifier.
    Unknown(String),
    /// It isn't what it should be.
    Broken,
}

impl<'a> Key<'a> {
    pub fn read(bytes: &'a [u8], format: Format) -> Self {
        let read = || {
            let mut info = Reader::sequence(bytes)?;
            let mut algorithm = Reader::new(info.take(der::SEQUENCE)?);
            let protector = match algorithm.take(der::OID)? {
                SUN => Protector::Sun,
                // Java's JKS knows the one, its JCEKS both.
                PBE if format == Format::Jceks => {
                    let mut parameters = Reader::new(algorithm.take(der::SEQUENCE)?);
                    let salt = parameters.take(der::OCTET_STRING)?.try_into().ok()?;
                    let iterations = parameters.positive()?;
                    let iterations = iterations
                        .iter()
                        .try_fold(0_u32, |number, digit| Some(number.checked_mul(256)? | u32::from(*digit)));
                    Protector::Pbe { salt, iterations: iterations.filter(|count| *count > 0)? }
                }
                other => Protector::Unknown(Oid::new(other.into()).to_id_string()),
            };
            Some(Self { protector, data: info.take(der::OCTET_STRING)? })
        };
        read().unwrap_or(Self { protector: Protector::Broken, data: &[] })
    }

    /// How often the password is hashed to open it, where the file says.
    pub fn iterations(&self) -> u32 {
        match self.protector {
            Protector::Pbe { iterations, .. } => iterations,
            _ => 0,
        }
    }

    /// What protects it; `None` where that isn't known.
    pub fn protection(&self) -> Option<Protection> {
        let algorithm = match &self.protector {
            // It has no name in the JDK.
            Protector::Sun => "SHA1 (Sun's key protector)".to_owned(),
            Protector::Pbe { .. } => "PBEWithMD5AndTripleDES".to_owned(),
            Protector::Unknown(oid) => oid.clone(),
            Protector::Broken => return None,
        };
        Some(Protection { of: Protected::Keys, algorithm, needs: None, iterations: self.iterations() })
    }

    /// Why no password opens it.
    pub fn unopenable(&self) -> Option<PrivateKey> {
        match &self.protector {
            Protector::Sun | Protector::Pbe { .. } => None,
            Protector::Unknown(oid) => Some(PrivateKey::Unsupported(oid.clone())),
            Protector::Broken => Some(PrivateKey::Damaged("it isn't an encrypted private key".into())),
        }
    }

    /// Opens it to PKCS#8; `None` where it isn't with this password.
    pub fn open(&self, password: &Password) -> Option<Zeroizing<Vec<u8>>> {
        match self.protector {
            Protector::Sun => open_sun(self.data, password),
            Protector::Pbe { salt, iterations } => open_pbe(self.data, password, *salt, iterations),
            Protector::Unknown(_) | Protector::Broken => None,
        }
    }
}

/// 20 bytes of salt, the key, SHA-1 over password and key. The key is XORed with digests, each over the
/// password and the digest before; the salt is the first one's.
fn open_sun(data: &[u8], password: &Password) -> Option<Zeroizing<Vec<u8>>> {
    let (salt, rest) = data.split_first_chunk::<20>()?;
    let (encrypted, check) = rest.split_last_chunk::<20>()?;
    let mut opened = Zeroizing::new(encrypted.to_vec());
    let mut digest = Zeroizing::new(*salt);
    for block in opened.chunks_mut(20) {
        *digest = Sha1::new_with_prefix(password.utf16()).chain_update(*digest).finalize().into();
        for (byte, mask) in block.iter_mut().zip(*digest) {
            *byte ^= mask;
        }
    }
    let computed = Sha1::new_with_prefix(password.utf16()).chain_update(&*opened).finalize();
    (computed.as_slice() == check).then_some(opened)
}

/// `com.sun.crypto.provider.PBES1Core` for DESede. Two halves of salt that are alike are made to differ:
/// the first is reversed, which an index mistyped in JDK 1.2 made something else of until it was mended.
fn open_pbe(data: &[u8], password: &Password, salt: [u8; 8], iterations: u32) -> Option<Zeroizing<Vec<u8>>> {
    let [a, b, c, d, other @ ..] = salt;
    let firsts = if [a, b, c, d] == other { [[d, c, b, a], [d, a, b, d]] } else { [[a, b, c, d]; 2] };
    let opened = open_derived(data, password, [firsts[0], other], iterations);
    opened.or_else(|| {
        let differs = firsts[0] != firsts[1];
        differs.then(|| open_derived(data, password, [firsts[1], other], iterations))?
    })
}

/// Either half of the salt is hashed with the password to 16 bytes, which together are the cipher's key
/// and IV.
fn open_derived(
    data: &[u8],
    password: &Password,
    halves: [[u8; 4]; 2],
    iterations: u32,
) -> Option<Zeroizing<Vec<u8>>> {
    let ascii = password.ascii.as_ref()?;
    let mut derived = Zeroizing::new([0; 32]);
    for (half, derived) in halves.iter().zip(derived.as_chunks_mut::<16>().0) {
        let mut hashed = Zeroizing::new([0; 16]);
        for round in 0..iterations {
            let before: &[u8] = if round == 0 { half } else { &*hashed };
            *hashed = Md5::new_with_prefix(before).chain_update(&**ascii).finalize().into();
        }
        *derived = *hashed;
    }
    let (key, iv) = derived.split_at_checked(24)?;
    let mut opened = Zeroizing::new(data.to_vec());
    let cipher = Decryptor::<TdesEde3>::new_from_slices(key, iv).ok()?;
    let length = cipher.decrypt_padded::<Pkcs7>(&mut opened).ok()?.len();
    opened.truncate(length);
    // One of 256 wrong passwords leaves a padding that looks right, but no key.
    Reader::sequence(&opened).is_some().then_some(opened)
}

//! The ciphers that encrypt keys and certificates in PKCS#12 files: in CBC mode with PKCS#7's padding,
//! and RC4.

use cbc::{
    Decryptor,
    cipher::{
        BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit, StreamCipher, block_padding::Pkcs7,
    },
};
use rc2::Rc2;
use zeroize::Zeroizing;

use super::ber::{self, Damage, Reader};

/// The longest RC2 key, in bytes, and the most effective bits (RFC 2268).
const MAX_RC2_BYTES: u32 = 128;
const MAX_RC2_BITS: u32 = 1024;

/// A cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    Des,
    /// Triple DES with two keys.
    DoubleDes,
    TripleDes,
    /// Bytes of the key, and how many bits of it count.
    Rc2 {
        bytes: usize,
        bits: usize,
    },
    /// Bytes of the key.
    Rc4 {
        bytes: usize,
    },
}

impl Cipher {
    /// RC2 with a key of which every bit counts.
    pub const fn rc2(bytes: usize) -> Self {
        Self::Rc2 { bytes, bits: 8 * bytes }
    }

    /// Reads a cipher of PBES2 and its IV from what follows the object identifier; `None` for a cipher
    /// that isn't known. `key_length` is what the derivation says, in bytes.
    pub fn read(
        oid: &str,
        mut parameters: Reader<'_>,
        key_length: Option<u32>,
    ) -> Result<Option<(Self, Vec<u8>)>, Damage> {
        let here = parameters;
        let cipher = match oid {
            "2.16.840.1.101.3.4.1.2" => Self::Aes128,
            "2.16.840.1.101.3.4.1.22" => Self::Aes192,
            "2.16.840.1.101.3.4.1.42" => Self::Aes256,
            "1.3.14.3.2.7" => Self::Des,
            "1.2.840.113549.3.7" => Self::TripleDes,
            "1.2.840.113549.3.2" => {
                parameters = parameters.sequence("the parameters of RC2")?;
                let version = match parameters.peek() {
                    Some(ber::INTEGER) => parameters.number("the version of RC2's parameters")?,
                    _ => 32,
                };
                let lengths = rc2_bits(version).zip(rc2_bytes(version, key_length));
                let (bits, bytes) =
                    lengths.ok_or_else(|| here.damage("an impossible length of an RC2 key"))?;
                Self::Rc2 { bytes, bits }
            }
            _ => return Ok(None),
        };
        let iv = parameters.octets("an IV")?.to_vec();
        if iv.len() != cipher.block_bytes() {
            return Err(here.damage("an IV of the wrong length"));
        }
        Ok(Some((cipher, iv)))
    }

    /// As the JDK names it.
    pub fn name(self) -> String {
        match self {
            Self::Aes128 => "AES_128".into(),
            Self::Aes192 => "AES_192".into(),
            Self::Aes256 => "AES_256".into(),
            Self::Des => "DES".into(),
            Self::DoubleDes => "2-KeyTripleDES".into(),
            Self::TripleDes => "DESede".into(),
            Self::Rc2 { bits, .. } => format!("RC2_{bits}"),
            Self::Rc4 { bytes } => format!("RC4_{}", 8 * bytes),
        }
    }

    /// Bytes of a key.
    pub fn key_bytes(self) -> usize {
        match self {
            Self::Aes128 | Self::DoubleDes => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
            Self::Des => 8,
            Self::Rc2 { bytes, .. } | Self::Rc4 { bytes } => bytes,
        }
    }

    /// Bytes of a block, and so of an IV; a stream cipher has none.
    pub fn block_bytes(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::Des | Self::DoubleDes | Self::TripleDes | Self::Rc2 { .. } => 8,
            Self::Rc4 { .. } => 0,
        }
    }

    /// Decrypts; `None` where lengths or padding are wrong.
    pub fn decrypt(self, key: &[u8], iv: &[u8], encrypted: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Aes128 => cbc(aes::Aes128::new_from_slice(key).ok()?, iv, encrypted),
            Self::Aes192 => cbc(aes::Aes192::new_from_slice(key).ok()?, iv, encrypted),
            Self::Aes256 => cbc(aes::Aes256::new_from_slice(key).ok()?, iv, encrypted),
            Self::Des => cbc(des::Des::new_from_slice(key).ok()?, iv, encrypted),
            Self::DoubleDes => cbc(des::TdesEde2::new_from_slice(key).ok()?, iv, encrypted),
            Self::TripleDes => cbc(des::TdesEde3::new_from_slice(key).ok()?, iv, encrypted),
            Self::Rc2 { bits, .. } => cbc(Rc2::new_with_eff_key_len(key, bits), iv, encrypted),
            Self::Rc4 { .. } => {
                let mut opened = Zeroizing::new(encrypted.to_vec());
                rc4::Rc4::new_from_slice(key).ok()?.apply_keystream(&mut opened);
                Some(opened)
            }
        }
    }
}

fn cbc<C: BlockCipherDecrypt>(cipher: C, iv: &[u8], encrypted: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut opened = Zeroizing::new(encrypted.to_vec());
    let mode = Decryptor::inner_iv_slice_init(cipher, iv).ok()?;
    let length = mode.decrypt_padded::<Pkcs7>(&mut opened).ok()?.len();
    opened.truncate(length);
    Some(opened)
}

/// The effective bits of an RC2 key by the version in its parameters (RFC 2268, 6).
fn rc2_bits(version: u32) -> Option<usize> {
    let bits = match version {
        32 => 32,
        160 => 40,
        120 => 64,
        58 => 128,
        256..=MAX_RC2_BITS => version,
        _ => return None,
    };
    usize::try_from(bits).ok()
}

/// The bytes of an RC2 key: as many as are said, or as its effective bits need.
fn rc2_bytes(version: u32, said: Option<u32>) -> Option<usize> {
    let bytes = match said {
        Some(said) if (1..=MAX_RC2_BYTES).contains(&said) => usize::try_from(said).ok()?,
        Some(_) => return None,
        None => rc2_bits(version)?.div_ceil(8),
    };
    Some(bytes)
}

//! Writes PKCS#12 files as no program would, for the tests.

use cbc::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};

use crate::{
    domain::secret::Secret,
    keystore::{
        digest::Digest,
        pkcs12::{derivation::Purpose, password},
    },
};

/// The salt of everything.
pub const SALT: &[u8] = b"8 bytes.";

pub const DATA: &str = "1.2.840.113549.1.7.1";
pub const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
pub const TRIPLE_DES: &str = "1.2.840.113549.1.12.1.3";
const BAG: &str = "1.2.840.113549.1.12.10.1";

/// One value, in DER: Java refuses a file whose outermost length is longer than it has to be.
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = significant(content.len() as u64);
    let length = match length.as_slice() {
        [short @ 0..=0x7F] => vec![*short],
        long => [&[0x80 | long.len() as u8], long].concat(),
    };
    [&[tag], length.as_slice(), &content].concat()
}

/// A number without leading zeros, of one byte at least.
fn significant(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take(7).take_while(|byte| **byte == 0).count();
    bytes[zeros..].to_vec()
}

pub fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &[&parts.concat()])
}

pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, &[content])
}

pub fn explicit_0(content: &[u8]) -> Vec<u8> {
    tlv(0xA0, &[content])
}

pub fn number(number: u64) -> Vec<u8> {
    let bytes = significant(number);
    let sign: &[u8] = if bytes[0] & 0x80 == 0 { &[] } else { &[0] };
    tlv(0x02, &[sign, &bytes])
}

pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let first = arcs[0] * 40 + arcs[1];
    let mut content = Vec::new();
    for arc in std::iter::once(first).chain(arcs[2..].iter().copied()) {
        let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
        for group in (0..groups).rev() {
            let more = if group > 0 { 0x80 } else { 0 };
            content.push((arc >> (7 * group)) as u8 & 0x7F | more);
        }
    }
    tlv(0x06, &[&content])
}

/// An AlgorithmIdentifier of PKCS#12's own schemes.
pub fn scheme(dotted: &str, iterations: u64) -> Vec<u8> {
    seq(&[oid(dotted), seq(&[octets(SALT), number(iterations)])])
}

/// Triple DES as PKCS#12 has it, with one iteration.
pub fn encrypt(password: &str, plain: &[u8]) -> Vec<u8> {
    let spelling = &password::spellings(&Secret::copied(password))[0];
    let (mut key, mut iv) = ([0; 24], [0; 8]);
    Digest::Sha1.pkcs12(Purpose::Key, &spelling.utf16, SALT, 1, &mut key);
    Digest::Sha1.pkcs12(Purpose::Iv, &spelling.utf16, SALT, 1, &mut iv);
    let mut buffer = [plain, &[0; 8]].concat();
    let cipher = cbc::Encryptor::<des::TdesEde3>::new(&key.into(), &iv.into());
    cipher.encrypt_padded::<Pkcs7>(&mut buffer, plain.len()).unwrap().to_vec()
}

/// An EncryptedPrivateKeyInfo.
pub fn shrouded(password: &str, pkcs8: &[u8]) -> Vec<u8> {
    seq(&[scheme(TRIPLE_DES, 1), octets(&encrypt(password, pkcs8))])
}

/// A bag: the last number of its kind, its content, its attributes.
pub fn bag(kind: u8, content: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    let attributes = if attributes.is_empty() { Vec::new() } else { tlv(0x31, &[&attributes.concat()]) };
    seq(&[oid(&format!("{BAG}.{kind}")), explicit_0(content), attributes])
}

pub fn key_bag(password: &str, pkcs8: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    bag(2, &shrouded(password, pkcs8), attributes)
}

pub fn cert_bag(der: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    bag(3, &seq(&[oid("1.2.840.113549.1.9.22.1"), explicit_0(&octets(der))]), attributes)
}

/// An attribute of one value.
pub fn attribute(dotted: &str, value: &[u8]) -> Vec<u8> {
    seq(&[oid(dotted), tlv(0x31, &[value])])
}

pub fn alias(name: &str) -> Vec<u8> {
    let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    attribute("1.2.840.113549.1.9.20", &tlv(0x1E, &[&utf16]))
}

pub fn id(id: &[u8]) -> Vec<u8> {
    attribute("1.2.840.113549.1.9.21", &octets(id))
}

pub fn trusted() -> Vec<u8> {
    attribute("2.16.840.1.113894.746875.1.1", &oid("2.5.29.37.0"))
}

/// An unencrypted part of the safe.
pub fn plain(bags: &[Vec<u8>]) -> Vec<u8> {
    seq(&[oid(DATA), explicit_0(&octets(&seq(bags)))])
}

/// An encrypted part of the safe.
pub fn encrypted(password: &str, bags: &[Vec<u8>]) -> Vec<u8> {
    encrypted_as(&scheme(TRIPLE_DES, 1), &encrypt(password, &seq(bags)))
}

/// An encrypted part of the safe by its AlgorithmIdentifier.
pub fn encrypted_as(scheme: &[u8], data: &[u8]) -> Vec<u8> {
    let info = seq(&[oid(DATA), scheme.to_vec(), tlv(0x80, &[data])]);
    seq(&[oid(ENCRYPTED_DATA), explicit_0(&seq(&[number(0), info]))])
}

/// A PFX without a MAC.
pub fn pfx(parts: &[Vec<u8>]) -> Vec<u8> {
    around(&seq(parts), &[])
}

/// A PFX with a MAC of one iteration.
pub fn pfx_with_mac(password: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    pfx_with_salted_mac(password, SALT, parts)
}

/// A PFX with a MAC of one iteration and this salt.
pub fn pfx_with_salted_mac(password: &str, salt: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    let safe = seq(parts);
    let spelling = &password::spellings(&Secret::copied(password))[0];
    let mut key = [0; 32];
    Digest::Sha256.pkcs12(Purpose::MacKey, &spelling.utf16, salt, 1, &mut key);
    around(&safe, &mac("2.16.840.1.101.3.4.2.1", &Digest::Sha256.hmac(&key, &safe), salt, 1))
}

/// A MacData.
pub fn mac(digest: &str, value: &[u8], salt: &[u8], iterations: u64) -> Vec<u8> {
    seq(&[seq(&[seq(&[oid(digest)]), octets(value)]), octets(salt), number(iterations)])
}

/// A PFX around an authenticated safe.
pub fn around(safe: &[u8], mac: &[u8]) -> Vec<u8> {
    let info = seq(&[oid(DATA), explicit_0(&octets(safe))]);
    seq(&[tlv(0x02, &[&[3]]), info, mac.to_vec()])
}

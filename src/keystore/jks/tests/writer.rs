//! Writes JKS and JCEKS, for the tests only: what Java wouldn't write, too.

use sha1::{Digest, Sha1};

use crate::keystore::samples::tlv;

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct Written {
    pub alias: Vec<u8>,
    pub created: i64,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub enum Kind {
    /// The key as it lies in the file, and its chain.
    Key(Vec<u8>, Vec<Vec<u8>>),
    Trusted(Vec<u8>),
    /// A tag, and what follows alias and time.
    Raw(u32, Vec<u8>),
}

pub fn key(alias: &str, protected: Vec<u8>, chain: Vec<Vec<u8>>) -> Written {
    Written { alias: modified_utf8(alias), created: 1_764_000_000_000, kind: Kind::Key(protected, chain) }
}

pub fn trusted(alias: &str, certificate: Vec<u8>) -> Written {
    Written { alias: modified_utf8(alias), created: 1_764_000_000_000, kind: Kind::Trusted(certificate) }
}

pub const JKS: u32 = 0xFEED_FEED;
pub const JCEKS: u32 = 0xCECE_CECE;

/// A whole file, sealed with a password.
pub fn file(magic: u32, version: u32, entries: &[Written], password: &str) -> Vec<u8> {
    let mut body = [magic, version, entries.len() as u32].map(u32::to_be_bytes).concat();
    for entry in entries {
        let tag = match &entry.kind {
            Kind::Key(..) => 1,
            Kind::Trusted(_) => 2,
            Kind::Raw(tag, _) => *tag,
        };
        body.extend(u32::to_be_bytes(tag));
        body.extend((entry.alias.len() as u16).to_be_bytes());
        body.extend(&entry.alias);
        body.extend(entry.created.to_be_bytes());
        match &entry.kind {
            Kind::Key(protected, chain) => {
                counted(&mut body, protected);
                body.extend((chain.len() as u32).to_be_bytes());
                for certificate in chain {
                    encoded(&mut body, version, certificate);
                }
            }
            Kind::Trusted(certificate) => encoded(&mut body, version, certificate),
            Kind::Raw(_, bytes) => body.extend(bytes),
        }
    }
    seal(body, password)
}

/// Puts the digest after a body.
pub fn seal(mut body: Vec<u8>, password: &str) -> Vec<u8> {
    let sealed = [utf16(password), b"Mighty Aphrodite".to_vec(), body.clone()].concat();
    body.extend(Sha1::digest(sealed));
    body
}

fn encoded(body: &mut Vec<u8>, version: u32, certificate: &[u8]) {
    if version == 2 {
        body.extend(b"\0\x05X.509");
    }
    counted(body, certificate);
}

fn counted(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend((bytes.len() as u32).to_be_bytes());
    body.extend(bytes);
}

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// As `DataOutputStream.writeUTF` writes.
pub fn modified_utf8(text: &str) -> Vec<u8> {
    let unit = |unit: u16| match unit {
        1..=0x7F => vec![unit as u8],
        0 | 0x80..=0x7FF => vec![0xC0 | (unit >> 6) as u8, 0x80 | (unit & 0x3F) as u8],
        _ => vec![0xE0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3F) as u8, 0x80 | (unit & 0x3F) as u8],
    };
    text.encode_utf16().flat_map(unit).collect()
}

/// A key as Sun's protector writes it.
pub fn protect(key: &[u8], password: &str) -> Vec<u8> {
    let password = utf16(password);
    let digest = |more: &[u8]| Sha1::digest([&password, more].concat()).to_vec();
    let salt = [0x5A; 20];
    let mut mask = salt.to_vec();
    let mut data = salt.to_vec();
    for block in key.chunks(20) {
        mask = digest(&mask);
        data.extend(block.iter().zip(&mask).map(|(byte, mask)| byte ^ mask));
    }
    data.extend(digest(key));
    info(b"\x2B\x06\x01\x04\x01\x2A\x02\x11\x01\x01", b"\x05\x00", &data)
}

/// An `EncryptedPrivateKeyInfo`.
pub fn info(oid: &[u8], parameters: &[u8], data: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x30, &[&tlv(0x06, &[oid]), parameters]), &tlv(0x04, &[data])])
}

/// A key of JCEKS's own protector, asking for so many iterations.
pub fn pbe_info(iterations: u32, data: &[u8]) -> Vec<u8> {
    let count = tlv(0x02, &[&[0], &iterations.to_be_bytes()]);
    let parameters = tlv(0x30, &[&tlv(0x04, &[&[1, 2, 3, 4, 5, 6, 7, 8]]), &count]);
    info(b"\x2B\x06\x01\x04\x01\x2A\x02\x13\x01", &parameters, data)
}

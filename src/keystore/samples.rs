//! What the tests read: certificates and keys of every algorithm, made by `samples/make.sh`; and a writer
//! of DER for those that openssl wouldn't make.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::certificate::Certificate;

const PEM: &str = include_str!("samples/samples.pem");

/// The names of all samples.
pub fn names() -> impl Iterator<Item = &'static str> {
    PEM.lines().filter_map(|line| line.strip_prefix("# "))
}

/// A sample's certificate.
pub fn certificate(name: &str) -> Certificate {
    Certificate::read(&block(name, "CERTIFICATE")).unwrap()
}

/// A sample's private key, PKCS#8.
pub fn key(name: &str) -> Vec<u8> {
    block(name, "PRIVATE KEY")
}

fn block(name: &str, label: &str) -> Vec<u8> {
    let sample = PEM.split("# ").find(|sample| sample.lines().next() == Some(name)).unwrap();
    pem(sample, label)
}

/// The block of this label in a PEM text.
pub fn pem(text: &str, label: &str) -> Vec<u8> {
    let (_, block) = text.split_once(&format!("-----BEGIN {label}-----")).unwrap();
    let (block, _) = block.split_once('-').unwrap();
    STANDARD.decode(block.split_whitespace().collect::<String>()).unwrap()
}

/// One value in DER.
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = match content.len() {
        short @ 0..=0x7F => vec![short as u8],
        long => [&[0x84][..], &(long as u32).to_be_bytes()].concat(),
    };
    [&[tag], length.as_slice(), &content].concat()
}

/// A certificate written from its parts, each an encoded value; its signature fits nothing.
#[derive(Clone)]
pub struct Parts {
    pub serial: Vec<u8>,
    pub issuer: Vec<u8>,
    pub not_before: Vec<u8>,
    pub not_after: Vec<u8>,
    pub subject: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
}

/// A name of one common name.
pub fn common_name(tag: u8, value: &[u8]) -> Vec<u8> {
    name(&[&[(b"\x55\x04\x03", tag, value)]])
}

/// Part of a name: object identifier, tag, value.
pub type Attribute<'a> = (&'a [u8], u8, &'a [u8]);

/// A name of several parts, each of several attributes.
pub fn name(parts: &[&[Attribute<'_>]]) -> Vec<u8> {
    let part = |part: &&[Attribute<'_>]| {
        let attribute =
            |(oid, tag, value): &Attribute<'_>| tlv(0x30, &[&tlv(0x06, &[oid]), &tlv(*tag, &[value])]);
        tlv(0x31, &[&part.iter().flat_map(attribute).collect::<Vec<_>>()])
    };
    tlv(0x30, &[&parts.iter().flat_map(part).collect::<Vec<_>>()])
}

/// An extension: the last two numbers of its object identifier under 2.5.29, its value.
pub fn extension(oid: &[u8], is_critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if is_critical { tlv(0x01, &[&[0xFF]]) } else { Vec::new() };
    tlv(0x30, &[&tlv(0x06, &[oid]), &critical, &tlv(0x04, &[value])])
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            serial: vec![7],
            issuer: common_name(0x0C, b"issuer"),
            not_before: tlv(0x17, &[b"250101000000Z"]),
            not_after: tlv(0x17, &[b"360101000000Z"]),
            subject: common_name(0x0C, b"subject"),
            extensions: Vec::new(),
        }
    }
}

impl Parts {
    pub fn der(&self) -> Vec<u8> {
        let algorithm = tlv(0x30, &[&tlv(0x06, &[b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B"]), b"\x05\x00"]);
        let numbers = tlv(0x30, &[&tlv(0x02, &[&[0x5D; 64]]), &tlv(0x02, &[&[1, 0, 1]])]);
        let rsa = tlv(0x30, &[&tlv(0x06, &[b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"]), b"\x05\x00"]);
        let spki = tlv(0x30, &[&rsa, &tlv(0x03, &[&[0], &numbers])]);
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            some => tlv(0xA3, &[&tlv(0x30, &[&some.concat()])]),
        };
        let tbs = tlv(
            0x30,
            &[
                &tlv(0xA0, &[&tlv(0x02, &[&[2]])]),
                &tlv(0x02, &[&self.serial]),
                &algorithm,
                &self.issuer,
                &tlv(0x30, &[&self.not_before, &self.not_after]),
                &self.subject,
                &spki,
                &extensions,
            ],
        );
        tlv(0x30, &[&tbs, &algorithm, &tlv(0x03, &[&[0; 65]])])
    }

    pub fn read(&self) -> Result<Certificate, String> {
        Certificate::read(&self.der())
    }
}

//! The extensions of a certificate that keywright shows or judges by (RFC 5280, 4.2.1).

use core::net::IpAddr;

use x509_parser::{
    asn1_rs::{FromDer, Oid},
    der_parser::oid,
    extensions::{GeneralName as Encoded, SubjectAlternativeName, X509Extension},
};

use super::distinguished;
use crate::keystore::{
    der::{self, Reader},
    name::GeneralName,
};

/// What the extensions say.
#[derive(Default)]
pub struct Extensions {
    pub names: Vec<GeneralName>,
    pub key_usage: Option<Vec<&'static str>>,
    pub extended_key_usage: Vec<String>,
    pub is_authority: Option<bool>,
}

const KEY_USAGE: &[u8] = &oid!(raw 2.5.29.15);
const ALTERNATIVE_NAMES: &[u8] = &oid!(raw 2.5.29.17);
const BASIC_CONSTRAINTS: &[u8] = &oid!(raw 2.5.29.19);
const EXTENDED_KEY_USAGE: &[u8] = &oid!(raw 2.5.29.37);

impl Extensions {
    /// Reads those that it knows. As Java does, it passes over one that can't be read, unless that
    /// one is critical; and refuses a certificate that has one of them twice.
    pub fn read(extensions: &[X509Extension<'_>]) -> Result<Self, String> {
        let mut all = Self::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        for extension in extensions {
            let oid = extension.oid.as_bytes();
            if !matches!(oid, KEY_USAGE | ALTERNATIVE_NAMES | BASIC_CONSTRAINTS | EXTENDED_KEY_USAGE) {
                continue;
            }
            if seen.contains(&oid) {
                return Err(format!("it has the extension {} twice", extension.oid.to_id_string()));
            }
            seen.push(oid);
            if all.take(oid, extension.value).is_none() && extension.critical {
                let oid = extension.oid.to_id_string();
                return Err(format!("its critical extension {oid} can't be read"));
            }
        }
        Ok(all)
    }

    fn take(&mut self, oid: &[u8], value: &[u8]) -> Option<()> {
        match oid {
            KEY_USAGE => self.key_usage = Some(key_usage(Reader::new(value).take(der::BIT_STRING)?)?),
            EXTENDED_KEY_USAGE => {
                let mut purposes = Reader::sequence(value)?;
                let mut read = Vec::new();
                while !purposes.is_empty() {
                    read.push(purpose(purposes.take(der::OID)?));
                }
                self.extended_key_usage = read;
            }
            BASIC_CONSTRAINTS => {
                let authority = Reader::sequence(value)?.take(der::BOOLEAN);
                self.is_authority = Some(authority.is_some_and(|flag| flag.iter().any(|byte| *byte != 0)));
            }
            ALTERNATIVE_NAMES => {
                let (_, names) = SubjectAlternativeName::from_der(value).ok()?;
                self.names = names.general_names.iter().map(name).collect();
            }
            _ => {}
        }
        Some(())
    }
}

/// RFC 5280, 4.2.1.3: the first bit is the highest of the first byte.
fn key_usage(bits: &[u8]) -> Option<Vec<&'static str>> {
    const NAMES: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];
    let (_unused, bytes) = bits.split_first()?;
    let is_set = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0);
    Some(NAMES.into_iter().enumerate().filter(|(at, _)| is_set(*at)).map(|(_, name)| name).collect())
}

/// RFC 5280, 4.2.1.12, and what Microsoft's authorities put in; else the object identifier.
fn purpose(oid: &[u8]) -> String {
    const PURPOSES: &[(&[u8], &str)] = &[
        (&oid!(raw 2.5.29.37.0), "anyExtendedKeyUsage"),
        (&oid!(raw 1.3.6.1.5.5.7.3.1), "serverAuth"),
        (&oid!(raw 1.3.6.1.5.5.7.3.2), "clientAuth"),
        (&oid!(raw 1.3.6.1.5.5.7.3.3), "codeSigning"),
        (&oid!(raw 1.3.6.1.5.5.7.3.4), "emailProtection"),
        (&oid!(raw 1.3.6.1.5.5.7.3.8), "timeStamping"),
        (&oid!(raw 1.3.6.1.5.5.7.3.9), "OCSPSigning"),
        (&oid!(raw 1.3.6.1.4.1.311.20.2.2), "smartcardLogon"),
    ];
    match PURPOSES.iter().find(|(bytes, _)| *bytes == oid) {
        Some((_, name)) => (*name).to_owned(),
        None => Oid::new(oid.into()).to_id_string(),
    }
}

fn name(encoded: &Encoded<'_>) -> GeneralName {
    match encoded {
        Encoded::DNSName(name) => GeneralName::Dns((*name).to_owned()),
        Encoded::RFC822Name(address) => GeneralName::Email((*address).to_owned()),
        Encoded::URI(uri) => GeneralName::Uri((*uri).to_owned()),
        Encoded::DirectoryName(name) => GeneralName::Directory(distinguished::text(name)),
        Encoded::IPAddress(bytes) => match (<[u8; 4]>::try_from(*bytes), <[u8; 16]>::try_from(*bytes)) {
            (Ok(v4), _) => GeneralName::Ip(IpAddr::from(v4)),
            (_, Ok(v6)) => GeneralName::Ip(IpAddr::from(v6)),
            _ => GeneralName::Other(format!("an IP address of {} bytes", bytes.len())),
        },
        Encoded::RegisteredID(oid) => GeneralName::Other(format!("registered ID {}", oid.to_id_string())),
        Encoded::OtherName(oid, value) => GeneralName::Other(other_name(oid, value)),
        Encoded::X400Address(_) => GeneralName::Other("an X.400 address".into()),
        Encoded::EDIPartyName(_) => GeneralName::Other("an EDI party".into()),
        Encoded::Invalid(tag, _) => {
            GeneralName::Other(format!("a name of kind {} that can't be read", tag.0))
        }
    }
}

/// An otherName: Microsoft's user principal name in words, any other by its object identifier.
fn other_name(oid: &Oid<'_>, value: &[u8]) -> String {
    const UTF8_STRING: u8 = 0x0C;
    let text = || std::str::from_utf8(Reader::new(Reader::new(value).take(0xA0)?).take(UTF8_STRING)?).ok();
    match (oid.as_bytes() == oid!(raw 1.3.6.1.4.1.311.20.2.3), text()) {
        (true, Some(name)) => format!("user principal name {name}"),
        _ => format!("other name {}", oid.to_id_string()),
    }
}

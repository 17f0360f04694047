//! The structure of a PKCS#12 (RFC 7292, 4): the PFX around the authenticated safe, the safe contents
//! in it, and the bags in those. Nothing is decrypted here but by who asks for it.

use zeroize::Zeroizing;

use super::{
    ber::{self, Damage, Octets, Reader, Value, Within},
    mac::Mac,
    scheme::{Recognised, Scheme},
};
use crate::keystore::{Certificate, Limit, OpenError};

/// The most bags that are read in one file: the largest trust stores have some hundreds.
const MAX_BAGS: usize = 10_000;

const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const ENVELOPED_DATA: &str = "1.2.840.113549.1.7.3";
const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";

/// Bags (RFC 7292, 4.2).
const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG: &str = "1.2.840.113549.1.12.10.1.2";
const CERT_BAG: &str = "1.2.840.113549.1.12.10.1.3";
const CRL_BAG: &str = "1.2.840.113549.1.12.10.1.4";
const SECRET_BAG: &str = "1.2.840.113549.1.12.10.1.5";
const SAFE_CONTENTS_BAG: &str = "1.2.840.113549.1.12.10.1.6";
/// What a CertBag has beside X.509 certificates (RFC 7292, 4.2.3).
const SDSI_CERTIFICATE: &str = "1.2.840.113549.1.9.22.2";

/// What a bag of such a certificate is.
const SDSI: &str = "an SDSI certificate, which Java doesn't read";

/// Attributes of bags (RFC 2985, 5.5; Oracle's trustedKeyUsage).
const FRIENDLY_NAME: &str = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
const TRUSTED_KEY_USAGE: &str = "2.16.840.1.113894.746875.1.1";

/// A PFX.
#[derive(Debug)]
pub struct Pfx<'a> {
    /// What the MAC is made over: the content of the authenticated safe's octet string.
    pub safe: Octets<'a>,
    /// The MAC, if there is one, or the name of what it is made with and isn't computed here.
    pub mac: Option<Result<Mac, String>>,
    /// Whether bytes follow its end.
    pub is_followed: bool,
}

/// One of the safe's contents.
#[derive(Debug)]
pub enum Contents {
    Plain(Vec<Bag>),
    Encrypted(Encrypted),
}

/// Something encrypted by a password.
#[derive(Debug)]
pub struct Encrypted {
    pub scheme: Recognised,
    pub data: Vec<u8>,
}

/// A SafeBag.
#[derive(Debug)]
pub struct Bag {
    pub item: Item,
    pub attributes: Attributes,
    /// It is the first of its safe contents: Java takes a certificate that is, and has no localKeyId,
    /// for that of the only key.
    pub is_first: bool,
}

/// What is in a bag.
#[derive(Debug)]
pub enum Item {
    /// A private key, encrypted.
    Key(Encrypted),
    /// A private key as it is: not looked at further.
    PlainKey,
    /// A certificate, or why it can't be read.
    Certificate(Result<Box<Certificate>, String>),
    Secret(SecretKey),
    /// Anything else: what, and why Java passes it over.
    Other(&'static str),
}

/// A secret key.
#[derive(Debug)]
pub enum SecretKey {
    /// As Java and openssl keep it.
    Encrypted(Encrypted),
    /// Some octets that aren't: an entry to Java, until it is asked for.
    Opaque,
    /// Not even octets.
    Else,
}

/// A bag's attributes, as far as Java looks at them.
#[derive(Debug, Default)]
pub struct Attributes {
    /// The friendlyName.
    pub alias: Option<String>,
    pub local_key_id: Option<Vec<u8>>,
    /// It has Oracle's trustedKeyUsage, for whatever use.
    pub is_trusted: bool,
    /// What of the bag Java refuses the file for.
    pub refused: Option<&'static str>,
}

impl<'a> Pfx<'a> {
    /// Reads the outer structure. What follows it is ignored, as by Java and openssl.
    pub fn read(bytes: &'a [u8]) -> Result<Self, OpenError> {
        let mut file = Reader::new(bytes, "the file");
        let mut pfx = file.sequence("a PKCS#12 (a SEQUENCE)")?;
        match pfx.number("the version of a PKCS#12")? {
            3 => {}
            other => return Err(OpenError::Unsupported(format!("version {other} of PKCS#12"))),
        }
        let mut info = pfx.sequence("the authenticated safe")?;
        let safe = match info.oid("the kind of the authenticated safe")?.as_str() {
            DATA => info.explicit_0("the authenticated safe")?.octets("the authenticated safe")?,
            SIGNED_DATA => {
                return Err(OpenError::Unsupported("a signature in place of a password".into()));
            }
            other => return Err(OpenError::Unsupported(format!("an unknown kind of safe, {other}"))),
        };
        let mac = pfx.next()?.map(|data| Mac::read(&data)).transpose()?;
        Ok(Self { safe, mac, is_followed: !file.is_at_end() })
    }

    /// Reads the contents of the authenticated safe.
    pub fn contents(&self) -> Result<Vec<Contents>, OpenError> {
        let mut all = Reader::new(&self.safe, "the authenticated safe");
        let mut all = all.sequence("the authenticated safe")?;
        let mut read = Vec::new();
        let mut bags = 0;
        while let Some(info) = all.next()? {
            let mut info = info.sequence("a part of the authenticated safe")?;
            let contents = match info.oid("the kind of a part of the safe")?.as_str() {
                DATA => {
                    let mut inside = info.explicit_0("a part of the safe")?;
                    let octets = inside.octets("a part of the safe")?;
                    Contents::Plain(Bag::read_all(&octets, "an unencrypted part of the safe", &mut bags)?)
                }
                ENCRYPTED_DATA => {
                    let mut inside = info.explicit_0("an encrypted part of the safe")?;
                    Contents::Encrypted(Encrypted::content(
                        inside.sequence("an encrypted part of the safe")?,
                    )?)
                }
                ENVELOPED_DATA => {
                    return Err(OpenError::Unsupported("a public key in place of a password".into()));
                }
                other => return Err(OpenError::Unsupported(format!("an unknown kind of content, {other}"))),
            };
            read.push(contents);
            too_many(read.len())?;
        }
        Ok(read)
    }
}

impl Contents {
    /// The bags of an unencrypted part.
    pub fn bags(&self) -> Option<&[Bag]> {
        match self {
            Self::Plain(bags) => Some(bags),
            Self::Encrypted(_) => None,
        }
    }

    /// An encrypted part.
    pub fn encrypted(&self) -> Option<&Encrypted> {
        match self {
            Self::Plain(_) => None,
            Self::Encrypted(encrypted) => Some(encrypted),
        }
    }
}

impl Encrypted {
    /// What decrypting it takes, in computations of a digest; nothing where that can't be done.
    pub fn work(&self) -> u64 {
        self.scheme.as_ref().map_or(0, |scheme| scheme.cost().work())
    }

    /// An EncryptedData (RFC 5652, 8).
    fn content(mut parts: Reader<'_>) -> Result<Self, Damage> {
        parts.number("the version of an encrypted part")?;
        let mut info = parts.sequence("an encrypted part of the safe")?;
        info.oid("the kind of an encrypted part")?;
        let scheme = Scheme::read(&info.value(ber::SEQUENCE, "an encryption algorithm")?)?;
        let data = info.any("an encrypted content")?;
        if data.tag & !ber::CONSTRUCTED != ber::CONTEXT_0 {
            return Err(data.damage("an encrypted content is wanted"));
        }
        Ok(Self { scheme, data: data.octets()?.to_vec() })
    }

    /// An EncryptedPrivateKeyInfo (RFC 5208, 6).
    fn key(mut parts: Reader<'_>) -> Result<Self, Damage> {
        let scheme = Scheme::read(&parts.value(ber::SEQUENCE, "an encryption algorithm")?)?;
        Ok(Self { scheme, data: parts.octets("an encrypted key")?.to_vec() })
    }
}

impl Bag {
    /// The private or secret key in it, where it is encrypted.
    pub fn encrypted_key(&self) -> Option<&Encrypted> {
        match &self.item {
            Item::Key(key) | Item::Secret(SecretKey::Encrypted(key)) => Some(key),
            Item::PlainKey | Item::Certificate(_) | Item::Secret(_) | Item::Other(_) => None,
        }
    }

    /// Reads safe contents. `seen` counts the bags of the file.
    pub fn read_all(contents: &[u8], within: Within, seen: &mut usize) -> Result<Vec<Self>, OpenError> {
        let mut all = Reader::new(contents, within).sequence("safe contents")?;
        let mut bags = Vec::new();
        while let Some(bag) = all.next()? {
            *seen += 1;
            too_many(*seen)?;
            bags.push(Self::read(bag, bags.is_empty())?);
        }
        Ok(bags)
    }

    fn read(bag: Value<'_>, is_first: bool) -> Result<Self, Damage> {
        let mut parts = bag.sequence("a bag")?;
        let kind = parts.oid("the kind of a bag")?;
        let mut inside = parts.explicit_0("the content of a bag")?;
        let item = match kind.as_str() {
            SHROUDED_KEY_BAG => Item::Key(Encrypted::key(inside.sequence("an encrypted key")?)?),
            KEY_BAG => Item::PlainKey,
            CERT_BAG => certificate(inside.sequence("a certificate's bag")?)?,
            SECRET_BAG => Item::Secret(secret(inside.sequence("a secret's bag")?)?),
            CRL_BAG => Item::Other("a certificate revocation list, which Java's keystores don't have"),
            SAFE_CONTENTS_BAG => Item::Other("a safe within the safe, which Java passes over"),
            _ => Item::Other("a bag of an unknown kind, which Java passes over"),
        };
        let mut attributes = match parts.next()? {
            Some(set) if set.tag == ber::SET => Attributes::read(set.reader())?,
            // Java takes whatever else stands here for no attributes.
            _ => Attributes::default(),
        };
        attributes.refused = attributes.refused.or(refused(&item));
        Ok(Self { item, attributes, is_first })
    }
}

/// A CertBag.
fn certificate(mut parts: Reader<'_>) -> Result<Item, Damage> {
    let kind = parts.oid("the kind of a certificate")?;
    let mut inside = parts.explicit_0("a certificate")?;
    if kind == SDSI_CERTIFICATE {
        return Ok(Item::Other(SDSI));
    }
    let der = inside.octets("a certificate")?;
    Ok(Item::Certificate(Certificate::read(&der).map(Box::new)))
}

/// What of an item Java refuses the file for.
fn refused(item: &Item) -> Option<&'static str> {
    match item {
        // Java doesn't look at the kind, and takes it for an X.509 certificate.
        Item::Other(SDSI) => Some("there is an SDSI certificate in it, which Java can't read"),
        Item::Secret(SecretKey::Else) => Some("a secret isn't an OCTET STRING, as Java wants it"),
        _ => None,
    }
}

/// A SecretBag: Java and openssl keep an EncryptedPrivateKeyInfo in it, whatever its kind says.
fn secret(mut parts: Reader<'_>) -> Result<SecretKey, Damage> {
    parts.oid("the kind of a secret")?;
    let mut inside = parts.explicit_0("a secret")?;
    let value = inside.any("a secret")?;
    if value.tag & !ber::CONSTRUCTED != ber::OCTET_STRING {
        return Ok(SecretKey::Else);
    }
    let octets = value.octets()?;
    let mut inside = Reader::new(&octets, "a secret");
    let key = inside.sequence("an encrypted key").and_then(Encrypted::key);
    Ok(key.map_or(SecretKey::Opaque, SecretKey::Encrypted))
}

impl Attributes {
    fn read(mut all: Reader<'_>) -> Result<Self, Damage> {
        let mut read = Self::default();
        while let Some(attribute) = all.next()? {
            let mut attribute = attribute.sequence("an attribute of a bag")?;
            let kind = attribute.oid("the kind of an attribute")?;
            let mut values = attribute.value(ber::SET, "the values of an attribute")?.reader();
            match kind.as_str() {
                FRIENDLY_NAME => {
                    let name = values.any("a friendlyName")?;
                    if name.tag == ber::BMP_STRING {
                        read.alias = Some(utf16(name.content()));
                    } else {
                        read.alias = std::str::from_utf8(name.content()).ok().map(str::to_owned);
                        read.refused = Some("an alias isn't a BMPString, as Java wants it");
                    }
                }
                LOCAL_KEY_ID => {
                    let id = values.any("a localKeyId")?;
                    if id.tag & !ber::CONSTRUCTED == ber::OCTET_STRING {
                        read.local_key_id = Some(id.octets()?.to_vec());
                    } else {
                        read.refused = Some("a localKeyId isn't an OCTET STRING, as Java wants it");
                    }
                }
                TRUSTED_KEY_USAGE => read.is_trusted = true,
                _ => {}
            }
        }
        Ok(read)
    }
}

/// UTF-16, big-endian; what isn't becomes U+FFFD, as in Java.
fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| match *pair {
        [high, low] => u16::from_be_bytes([high, low]),
        // Half a character: a lone surrogate stands for it.
        _ => 0xD800,
    });
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn too_many(count: usize) -> Result<(), OpenError> {
    if count > MAX_BAGS {
        return Err(OpenError::TooCostly(
            Limit::Entries,
            format!("more than {MAX_BAGS} keys and certificates"),
        ));
    }
    Ok(())
}

/// Whether decrypted bytes are one whole SEQUENCE, as everything that PKCS#12 encrypts is. After a
/// decryption with another key, padding fits once in 256 times; this, never in practice.
pub fn is_whole(opened: &Zeroizing<Vec<u8>>) -> bool {
    let mut reader = Reader::new(opened, "what was decrypted");
    matches!(reader.next(), Ok(Some(value)) if value.tag == ber::SEQUENCE) && reader.is_at_end()
}

//! A keystore file as bytes: its format by its first bytes, its size, its digest.

mod problem;

use std::{fmt, sync::Arc};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub use problem::FileProblem;

/// The largest keystore file that is read or sent: 16 MiB. Real ones are a few KiB; the gateway
/// holds every one of them in memory.
pub const MAX_FILE: u64 = 16 * 1024 * 1024;

/// The types of keystore that the gateway takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreType {
    Jks,
    Pkcs12,
}

impl StoreType {
    /// The word that the API uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Jks => "JKS",
            Self::Pkcs12 => "PKCS12",
        }
    }

    /// Reads the API's word; `None` for one that isn't documented.
    pub fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_uppercase().as_str() {
            "JKS" => Some(Self::Jks),
            "PKCS12" | "P12" | "PFX" => Some(Self::Pkcs12),
            _ => None,
        }
    }
}

/// What a file is, told from its first bytes; never from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Java KeyStore: `FE ED FE ED`.
    Jks,
    /// Java Cryptography Extension KeyStore: `CE CE CE CE`.
    Jceks,
    /// A PFX (RFC 7292): a SEQUENCE that begins with INTEGER 3.
    Pkcs12,
    /// Bouncy Castle's keystore: version 1 or 2, a salt, a count of iterations.
    Bks,
    /// Text with a `-----BEGIN` line.
    Pem,
    /// Some other ASN.1 SEQUENCE: a certificate or a bare key.
    Der,
    Unknown,
}

impl Format {
    /// Recognises a file by its first bytes (64 are enough, save for PEM with a preamble).
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xFE, 0xED, 0xFE, 0xED, ..] => Self::Jks,
            [0xCE, 0xCE, 0xCE, 0xCE, ..] => Self::Jceks,
            [0x30, rest @ ..] => match after_length(rest) {
                Some([0x02, 0x01, 0x03, ..]) => Self::Pkcs12,
                Some(_) => Self::Der,
                None => Self::Unknown,
            },
            _ if is_bks(bytes) => Self::Bks,
            _ if bytes.windows(10).take(4096).any(|window| window == b"-----BEGIN") => Self::Pem,
            _ => Self::Unknown,
        }
    }

    /// The type under which the gateway takes it; `None` where it doesn't.
    pub fn store_type(self) -> Option<StoreType> {
        match self {
            Self::Jks => Some(StoreType::Jks),
            Self::Pkcs12 => Some(StoreType::Pkcs12),
            Self::Jceks | Self::Bks | Self::Pem | Self::Der | Self::Unknown => None,
        }
    }

    /// For a file that the gateway doesn't take: what the operator can do about it.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Jks | Self::Pkcs12 => None,
            Self::Jceks => Some(
                "convert it: keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS \
                 -destkeystore NEW.p12 -deststoretype PKCS12",
            ),
            Self::Bks => Some(
                "convert it: keytool -importkeystore -srckeystore FILE -srcstoretype BKS \
                 -destkeystore NEW.p12 -deststoretype PKCS12 \
                 -providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath BCPROV.jar",
            ),
            Self::Pem => Some(
                "bundle it with its key: openssl pkcs12 -export -in FILE -inkey KEY.pem \
                 -certfile CHAIN.pem -name ALIAS -out NEW.p12",
            ),
            Self::Der => Some(
                "make it PEM (openssl x509 -inform DER -in FILE -out CERTIFICATE.pem; for a key, openssl pkey), \
                 and bundle certificate and key: openssl pkcs12 -export -in CERTIFICATE.pem -inkey KEY.pem \
                 -name ALIAS -out NEW.p12",
            ),
            Self::Unknown => Some("choose a JKS or PKCS#12 file"),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jks => "JKS",
            Self::Jceks => "JCEKS",
            Self::Pkcs12 => "PKCS12",
            Self::Bks => "BKS",
            Self::Pem => "PEM",
            Self::Der => "DER certificate or key",
            Self::Unknown => "not a keystore",
        })
    }
}

/// Whether it begins as Bouncy Castle's `BcKeyStoreSpi` writes: version, length of the salt (20; others are
/// read), the salt, the count of iterations (1,024 to 2,047), the kind of the first entry or 0. No four bytes
/// of magic are in it, so all of this has to fit. Its UBER is encrypted from the entries on, and fits by
/// chance only.
fn is_bks(bytes: &[u8]) -> bool {
    let Some((&[0, 0, 0, 1 | 2, 0, 0, 0, length @ 8..=64], rest)) = bytes.split_first_chunk() else {
        return false;
    };
    match rest.split_at_checked(length.into()) {
        Some((_, [0, 0, high, low, kind, ..])) => (*high, *low) != (0, 0) && *kind <= 4,
        _ => false,
    }
}

/// Skips an ASN.1 length (X.690 8.1.3), definite or indefinite.
fn after_length(bytes: &[u8]) -> Option<&[u8]> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x80 => Some(rest),
        0x81..=0x84 => rest.get(usize::from(first & 0x7F)..),
        _ => None,
    }
}

/// A file's content, shared and wiped when the last holder drops it; `Debug` shows its size only.
#[derive(Clone)]
pub struct Content {
    bytes: Arc<Zeroizing<Vec<u8>>>,
    digest: FileDigest,
}

impl Content {
    /// Takes the bytes over, and digests them: tens of milliseconds for the largest, so not on the
    /// screen's thread.
    pub fn new(bytes: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        let bytes = bytes.into();
        Self { digest: FileDigest::of(&bytes), bytes: Arc::new(bytes) }
    }

    /// The bytes themselves.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The SHA-256 of the bytes.
    pub fn digest(&self) -> FileDigest {
        self.digest
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Content {}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.bytes.len())
    }
}

/// A SHA-256 digest: of a file, wherever it is from, or of a document.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileDigest([u8; 32]);

impl FileDigest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first eight bytes in hexadecimal: enough to tell two files apart by eye.
    pub fn short(&self) -> String {
        self.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// All of it in hexadecimal, as `sha256sum` prints it.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads what [`Self::hex`] writes; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 2 * bytes.len() || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl From<[u8; 32]> for FileDigest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

/// A file that the operator chose for an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Where it was read from, as the operator gave it.
    pub path: String,
    pub content: Content,
    /// Recognised from the content.
    pub format: Format,
    /// It comes from a version before, not from a path: nobody chose it, and its password isn't known.
    pub is_put_back: bool,
}

impl NewFile {
    /// Recognises the content.
    pub fn new(path: String, content: Content) -> Self {
        let format = Format::of(content.bytes());
        Self { path, content, format, is_put_back: false }
    }

    /// A file of a version before. `source` stands where others have their path: it says which version.
    pub fn put_back(source: String, content: Content) -> Self {
        Self { is_put_back: true, ..Self::new(source, content) }
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert_eq!(Format::of(b"\xFE\xED\xFE\xED\0\0\0\x02"), Format::Jks);
        assert_eq!(Format::of(b"\xCE\xCE\xCE\xCE\0\0\0\x02"), Format::Jceks);
        assert_eq!(Format::of(b"\x30\x82\x0A\x00\x02\x01\x03\x30"), Format::Pkcs12);
        assert_eq!(Format::of(b"\x30\x80\x02\x01\x03\x30"), Format::Pkcs12);
        assert_eq!(Format::of(b"\x30\x82\x03\x00\x30\x82"), Format::Der);
        assert_eq!(Format::of(b"Bag Attributes\n-----BEGIN CERTIFICATE-----\n"), Format::Pem);
        assert_eq!(Format::of(&bks(2, 20, 1_500, 1)), Format::Bks);
        assert_eq!(Format::of(&bks(1, 20, 1_024, 0)), Format::Bks);
        assert_eq!(Format::of(b"hello"), Format::Unknown);
        assert_eq!(Format::of(b""), Format::Unknown);
        assert_eq!(Format::of(b"\x30\x84\x01"), Format::Unknown);
    }

    fn bks(version: u8, salt: u8, iterations: u16, kind: u8) -> Vec<u8> {
        let salt = [&[0, 0, 0, salt][..], &vec![0xA5; salt.into()]].concat();
        [&[0, 0, 0, version][..], &salt, &[0, 0], &iterations.to_be_bytes(), &[kind, 0, 3]].concat()
    }

    #[test]
    fn what_only_resembles_a_bks_is_none() {
        for bytes in [bks(0, 20, 1_500, 1), bks(3, 20, 1_500, 1), bks(2, 7, 1_500, 1), bks(2, 20, 0, 1)] {
            assert_eq!(Format::of(&bytes), Format::Unknown, "{bytes:?}");
        }
        assert_eq!(Format::of(&bks(2, 20, 1_500, 5)), Format::Unknown);
        let whole = bks(2, 20, 1_500, 1);
        assert_eq!(Format::of(&whole[..32]), Format::Unknown);
        assert_eq!(Format::of(&[0; 64]), Format::Unknown);
    }

    #[test]
    fn a_digest_is_written_and_read_in_hexadecimal() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(FileDigest::of(b"abc").hex(), abc);
        assert_eq!(FileDigest::from_hex(abc), Some(FileDigest::of(b"abc")));
        for wrong in ["", "ba78", &abc[1..], &format!("{abc}00"), &abc.replace("ba", "+a"), &"é".repeat(32)]
        {
            assert_eq!(FileDigest::from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn debug_shows_no_content() {
        let file = NewFile::new("/a/b.p12".into(), Content::new(b"hunter2".to_vec()));
        assert!(!format!("{file:?}").contains("104"));
        assert_eq!(file.file_name(), "b.p12");
    }

    proptest! {
        #[test]
        fn any_bytes_are_recognised_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let format = Format::of(&bytes);
            prop_assert_eq!(format.store_type().is_none(), format.advice().is_some());
        }
    }
}

//! A keystore file as bytes: its format by its first bytes, its size, its digest.

mod format;
mod problem;

use std::{fmt, sync::Arc};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub use format::{Format, Inside};
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
    use super::*;

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
}

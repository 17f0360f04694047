//! What the targets share: keystores round bytes that a fuzzer makes, so that it needn't find a digest or a
//! password to get at what lies behind.

use keywright::{
    domain::secret::Secret,
    keystore::{self, OpenError, Store},
};
use sha1::{Digest, Sha1};

/// The password of nearly every file of the corpus.
pub const PASSWORD: &str = "changeit";

/// Opens a file as the program does: without a password, then with it; and looks at all that came of it.
pub fn open(bytes: &[u8], password: &str) {
    look(keystore::open(bytes, None));
    look(keystore::open(bytes, Some(&Secret::copied(password))));
}

fn look(read: Result<Store, OpenError>) {
    match read {
        Ok(store) => {
            assert!(store.entries.len() <= 10_000, "more entries than are granted");
            for (certificate, issuer) in store.certificates().zip(store.certificates().skip(1)).take(100) {
                let _ = certificate.is_issued_by(issuer);
            }
            assert!(!format!("{store:?}").is_empty());
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.next_step().is_empty()),
    }
}

/// A JKS or JCEKS whose digest fits.
pub fn jks(magic: [u8; 4], version: u8, body: &[u8]) -> Vec<u8> {
    let mut file = magic.to_vec();
    file.extend([0, 0, 0, version]);
    file.extend(body);
    let mut digest = Sha1::new();
    for unit in PASSWORD.encode_utf16() {
        digest.update(unit.to_be_bytes());
    }
    digest.update(b"Mighty Aphrodite");
    digest.update(&file);
    let digest = digest.finalize();
    file.extend(digest);
    file
}

/// A PKCS#12 without a MAC round its authenticated safe.
pub fn pfx(safe: &[u8]) -> Vec<u8> {
    let version = element(0x02, &[3]);
    element(0x30, &[version, data(safe)].concat())
}

/// An authenticated safe of one part that isn't encrypted.
pub fn safe(bags: &[u8]) -> Vec<u8> {
    element(0x30, &data(bags))
}

/// ContentInfo of kind data.
fn data(content: &[u8]) -> Vec<u8> {
    let kind = element(0x06, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]);
    element(0x30, &[kind, element(0xA0, &element(0x04, content))].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut element = vec![tag, 0x84];
    element.extend(length);
    element.extend(content);
    element
}

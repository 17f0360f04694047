//! What is inside a keystore file: its entries, their chains, what protects it. Pure; imports only
//! `domain`. A file is hostile until it has been read: no length field drives an allocation, and
//! work that a file asks for (iterations) is bounded before it is begun.

use crate::domain::{
    file::{Format, MAX_FILE},
    secret::Secret,
};

pub mod certificate;
mod der;
mod digest;
pub mod error;
pub mod jks;
pub mod key;
pub mod link;
pub mod name;
mod parallel;
pub mod pkcs12;
#[cfg(test)]
mod samples;
pub mod signature;
pub mod store;
mod strictness;
pub mod trust;

pub use certificate::Certificate;
pub use error::{Limit, OpenError};
pub use store::{Entry, EntryKind, Store};

/// Opens a keystore file, whatever kind its bytes are.
///
/// Without a password the certificates of a JKS or JCEKS are read, and of a PKCS#12 what isn't encrypted.
/// It computes for as long as the file's iterations ask, within the readers' limits, on several processors: up to
/// seconds, so not where a screen is drawn.
pub fn open(bytes: &[u8], password: Option<&Secret>) -> Result<Store, OpenError> {
    if u64::try_from(bytes.len()).is_ok_and(|size| size > MAX_FILE) {
        return Err(OpenError::TooCostly(Limit::Size, format!("more than {MAX_FILE} bytes")));
    }
    let mut store = match Format::of(bytes) {
        Format::Jks | Format::Jceks => jks::read(bytes, password)?,
        Format::Pkcs12 => pkcs12::read(bytes, password)?,
        format @ (Format::Bks | Format::Pem(_) | Format::Der(_) | Format::Unknown) => {
            return Err(OpenError::NotAKeystore(format));
        }
    };
    strictness::say(&mut store);
    Ok(store)
}

#[cfg(test)]
mod tests;

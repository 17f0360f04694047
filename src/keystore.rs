//! What is inside a keystore file: its entries, their chains, what protects it. Pure; imports only
//! `domain`. A file is hostile until it has been read: no length field drives an allocation, and
//! work that a file asks for (iterations) is bounded before it is begun.

pub mod certificate;
mod der;
pub mod error;
pub mod key;
pub mod link;
pub mod name;
pub mod pkcs12;
#[cfg(test)]
mod samples;
pub mod signature;
pub mod store;

pub use certificate::Certificate;
pub use error::OpenError;
pub use store::{Entry, EntryKind, Store};

use crate::domain::{file::Format, secret::Secret};

/// Opens a keystore file, with its password or without.
///
/// # Errors
/// [`OpenError`], one variant for each thing that the operator can do about it.
pub fn open(bytes: &[u8], _password: Option<&Secret>) -> Result<Store, OpenError> {
    Err(OpenError::NotAKeystore(Format::of(bytes)))
}

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

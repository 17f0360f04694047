//! tmp
pub mod client;
pub mod error;
pub mod generation;
pub mod request;

//! What there is: projects, keystores, environments, JWKs, a draft, an update, a deployment. Pure.
//!
//! Imports nothing of ours, so that every rule about keystores can be read and tested alone. The
//! keystore's JSON document is part of the domain: an update sends the object that was read with
//! the edits applied, so the field names that an edit touches live here, and only here.

pub mod address;
pub mod backup;
pub mod cascade;
pub mod deployment;
pub mod document;
pub mod draft;
pub mod environment;
pub mod file;
pub mod holder;
pub mod java;
pub mod journal;
pub mod jwk;
pub mod kept;
pub mod keystore;
pub mod merge;
pub mod moment;
pub mod pem;
pub mod place;
pub mod project;
pub mod redaction;
pub mod rollback;
pub mod secret;
pub mod stake;
pub mod text;
pub mod timeouts;
pub mod transfer;
pub mod update;

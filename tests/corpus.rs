//! The corpus of keystores: what the readers make of it is what the manifest says, and what keytool, Java and
//! openssl say of the same files, field by field. What a finding says that mends a file is run, and does.
//!
//! `KEYWRIGHT_CORPUS` names another directory of the same files, as `tests/corpus/make.sh DIRECTORY` makes it.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "corpus/facts.rs"]
mod facts;
#[path = "corpus/java.rs"]
mod java;
#[path = "corpus/judging.rs"]
mod judging;
#[path = "corpus/keytool.rs"]
mod keytool;
#[path = "corpus/manifest.rs"]
mod manifest;
#[path = "corpus/mending.rs"]
mod mending;
#[path = "corpus/names.rs"]
mod names;
#[path = "corpus/openssl.rs"]
mod openssl;
#[path = "corpus/reading.rs"]
mod reading;
#[path = "corpus/tool.rs"]
mod tool;

//! Real keystore files for the state's tests: those of tests/corpus and of the demo. Included by tests as a
//! module: `#[path = "support/files.rs"] mod files;`.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// The password of nearly all of them.
pub const PASSWORD: &str = "changeit";

/// A file by its path below the package, or below tests/corpus/files.
pub fn bytes(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = root.join("tests/corpus/files").join(path);
    let path = if corpus.exists() { corpus } else { root.join(path) };
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An entry of a keystore that holds a file.
pub fn entry(environment: &str, path: &str, alias: Option<&str>) -> Value {
    let store_type = if path.ends_with(".jks") { "JKS" } else { "PKCS12" };
    let file = STANDARD.encode(bytes(path));
    match alias {
        Some(alias) => {
            json!({"environmentName": environment, "type": store_type, "file": file, "alias": alias})
        }
        None => json!({"environmentName": environment, "type": store_type, "file": file}),
    }
}

/// A keystore with these entries.
pub fn keystore(name: &str, entries: &[Value]) -> Value {
    json!({"name": name, "description": "", "keyStoreEnvironmentList": entries})
}

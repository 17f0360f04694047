//! `manifest.toml`, and the files that it names.

use std::{env, fs, path::PathBuf};

use keywright::{
    domain::secret::Secret,
    keystore::{self, OpenError, Store},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    file: Vec<File>,
}

/// One file; `manifest.toml` says what its fields mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub path: String,
    #[serde(default = "changeit")]
    pub password: String,
    pub format: String,
    #[serde(default)]
    pub entries: Vec<Entry>,
    #[serde(default)]
    pub loose: usize,
    #[serde(default)]
    pub ignored: usize,
    #[serde(default)]
    pub refused: bool,
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub only_java: bool,
    pub error: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub alias: String,
    pub key: Option<String>,
    pub chain: Option<usize>,
    pub private: Option<String>,
    pub trusted: Option<String>,
    pub secret: Option<String>,
}

fn changeit() -> String {
    "changeit".into()
}

/// Where the files are.
pub fn directory() -> PathBuf {
    env::var_os("KEYWRIGHT_CORPUS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/files")),
        PathBuf::from,
    )
}

/// Every file that the manifest names.
pub fn files() -> Vec<File> {
    let text = include_str!("manifest.toml");
    toml::from_str::<Manifest>(text).unwrap().file
}

/// Those that open, as they are read with their password.
pub fn opened() -> Vec<(File, Store)> {
    let open = |file: File| {
        let store = file.read(Some(&file.password)).ok()?;
        Some((file, store))
    };
    files().into_iter().filter_map(open).collect()
}

impl File {
    pub fn bytes(&self) -> Vec<u8> {
        fs::read(directory().join(&self.path)).unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    pub fn is_pkcs12(&self) -> bool {
        self.format == "PKCS12"
    }

    pub fn read(&self, password: Option<&str>) -> Result<Store, OpenError> {
        keystore::open(&self.bytes(), password.map(Secret::copied).as_ref())
    }
}

//! `manifest.toml`, and the files that it names.

use std::{
    env, fs,
    path::PathBuf,
    sync::LazyLock,
    time::{Duration, Instant},
};

use keywright::{
    domain::secret::Secret,
    keystore::{self, OpenError, Store},
};
use serde::Deserialize;

use crate::tool;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    file: Vec<File>,
}

/// One file; `manifest.toml` says what its fields mean.
#[derive(Clone, Deserialize)]
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
    pub since: Option<String>,
    #[serde(default)]
    pub refused: bool,
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub only_java: bool,
    pub error: Option<String>,
    pub findings: Option<Vec<String>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub alias: String,
    pub key: Option<String>,
    pub chain: Option<usize>,
    pub private: Option<String>,
    pub own: Option<String>,
    pub trusted: Option<String>,
    pub secret: Option<String>,
    #[serde(default)]
    pub unreadable: bool,
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

/// What came of reading one file with its password.
pub struct Opened {
    pub file: File,
    pub read: Result<Store, OpenError>,
    pub took: Duration,
}

/// Every file, read once for all tests.
pub fn opened() -> &'static [Opened] {
    static OPENED: LazyLock<Vec<Opened>> = LazyLock::new(|| {
        let open = |file: &File| {
            let begun = Instant::now();
            let read = file.read(Some(&file.password));
            Opened { file: file.clone(), read, took: begun.elapsed() }
        };
        tool::parallel(&files(), open)
    });
    &OPENED
}

/// Those that open.
pub fn stores() -> impl Iterator<Item = (&'static File, &'static Store)> {
    opened().iter().filter_map(|opened| Some((&opened.file, opened.read.as_ref().ok()?)))
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

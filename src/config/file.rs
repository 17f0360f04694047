//! The configuration file: TOML, one table for each profile.

mod walk;

use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::backup::Recipient;
use crate::domain::java::Java;

use super::environment::Environment;
use super::error::{ConfigError, Origin};
use super::options::Given;
use super::server::Server;
use super::settings::ClientFiles;
use super::suggest::nearest;
use super::token::TokenSource;
use super::value::{ApiChoice, Fingerprint};

/// More than any configuration; what is larger is some other file.
const LARGEST: u64 = 1024 * 1024;

/// A configuration file that was read.
#[derive(Clone, Debug)]
pub(super) struct ConfigFile {
    pub path: PathBuf,
    /// In the order of the file.
    pub profiles: Vec<Profile>,
}

/// One profile, its paths already expanded.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub name: String,
    pub server: Server,
    pub token: Option<TokenSource>,
    pub ca_cert: Option<PathBuf>,
    pub pin: Option<Fingerprint<32>>,
    pub client: Option<ClientFiles>,
    pub read_only: bool,
    pub project: Option<String>,
    pub allow_http: Option<bool>,
    pub api: Option<ApiChoice>,
    /// Days.
    pub expires_within: Option<u32>,
    pub gateway_java: Option<Java>,
    pub timeouts: ProfileTimeouts,
    pub backup: ProfileBackup,
}

/// What a profile says of backups.
#[derive(Clone, Debug, Default)]
pub(super) struct ProfileBackup {
    pub on: Option<bool>,
    pub recipient: Option<Recipient>,
    pub kept: Option<NonZeroUsize>,
}

/// The time limits that a profile sets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ProfileTimeouts {
    pub connect: Option<Duration>,
    pub read: Option<Duration>,
    pub update: Option<Duration>,
    pub read_back: Option<Duration>,
}

impl ConfigFile {
    /// Reads the file; `None` when there is none.
    pub(super) fn read(path: &Path, env: &Environment) -> Result<Option<Self>, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        match read_text(path) {
            Ok(text) => Self::parse(&text, path, env).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(error)),
        }
    }

    fn parse(text: &str, path: &Path, env: &Environment) -> Result<Self, ConfigError> {
        let base = path.parent().unwrap_or(Path::new(""));
        let path = path.to_owned();
        match walk::profiles(text, base, env) {
            Ok(profiles) => Ok(Self { path, profiles }),
            Err(problems) => Err(ConfigError::Invalid { path, problems }),
        }
    }

    /// The profile of this name, which `origin` asks for.
    pub(super) fn profile(&self, name: &str, origin: &Origin) -> Result<&Profile, ConfigError> {
        if let Some(profile) = self.profiles.iter().find(|profile| profile.name == name) {
            return Ok(profile);
        }
        let known: Vec<String> = self.profiles.iter().map(|p| p.name.clone()).collect();
        Err(ConfigError::UnknownProfile {
            name: name.to_owned(),
            origin: origin.clone(),
            path: self.path.clone(),
            meant: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
            known,
        })
    }
}

impl Profile {
    /// The profile's own address.
    pub(super) fn address(&self) -> Given<Server> {
        Given { value: self.server.clone(), origin: Origin::Profile(self.name.clone()) }
    }
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = std::fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("it is a directory"));
    }
    if file.take(LARGEST + 1).read_to_string(&mut text)? as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 1 MiB, too large for a configuration"));
    }
    Ok(text)
}

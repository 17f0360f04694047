//! What the program runs with, once everything has been resolved.

use std::fmt;
use std::path::PathBuf;

use crate::cli::names;
use crate::domain::{secret::Secret, timeouts::Timeouts};

use super::environment::Environment;
use super::error::{ConfigError, Origin};
use super::file::Profile;
use super::options::{Given, Options};
use super::server::{Server, ServerError};
use super::token::TokenSource;
use super::value::ApiChoice;

/// The settings of one run against one gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The profile's name, or the server's host and port: for the header.
    pub label: String,
    /// Where the gateway's Management API is.
    pub server: Server,
    /// Where the token comes from.
    pub token: TokenSource,
    /// Whether anything may be changed.
    pub access: Access,
    /// The project that is opened at the start.
    pub project: Option<String>,
    /// The API's generation, where it was said.
    pub api: Option<ApiChoice>,
    /// A PEM file of certificates that are trusted besides the system's.
    pub ca_cert: Option<PathBuf>,
    /// How long is waited.
    pub timeouts: Timeouts,
    /// Whether this is the embedded demo gateway.
    pub demo: bool,
    /// A certificate that is over within so many days is warned of.
    pub expires_within: u32,
    /// How the program itself behaves.
    pub program: Program,
}

/// Days within which the end of a certificate is warned of, where nothing else is said: time enough to have
/// one issued.
const EXPIRES_WITHIN: u32 = 30;

/// Whether the gateway may be changed: decided once, here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may.
    Edit,
    /// It may not: nothing may be built that could send anything but GET.
    ReadOnly {
        /// Who said so.
        why: Origin,
    },
}

impl fmt::Display for Access {
    /// A half sentence, such as `read-only: KEYWRIGHT_READ_ONLY is set`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edit => f.write_str("changes are allowed"),
            Self::ReadOnly { why: Origin::Option(name) } => write!(f, "read-only: {name} was given"),
            Self::ReadOnly { why: Origin::Variable(name) } => write!(f, "read-only: {name} is set"),
            Self::ReadOnly { why: Origin::Profile(name) } => {
                write!(f, "read-only: the profile {name} says read_only = true")
            }
        }
    }
}

/// How the program itself behaves, whatever gateway it manages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// Where to write the log, if anywhere.
    pub log_file: Option<PathBuf>,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// `NO_COLOR` is set to something.
    pub no_color: bool,
}

impl Settings {
    /// What options and variables say, then the profile, then the defaults.
    pub(super) fn resolve(
        options: &Options,
        profile: Option<&Profile>,
        address: Given<Server>,
        env: &Environment,
    ) -> Result<Self, ConfigError> {
        let allowed = options.allow_http.or(profile.and_then(|p| p.allow_http));
        let Given { value, origin } = address;
        let replaced = profile.is_some() && !matches!(origin, Origin::Profile(_));
        let server = value
            .permit(allowed.unwrap_or(false))
            .map_err(|error: ServerError| ConfigError::Server { origin, error })?;
        let label = match profile {
            Some(profile) if replaced => format!("{} at {}", profile.name, server.authority()),
            Some(profile) => profile.name.clone(),
            None => server.authority().to_owned(),
        };
        let common = profile.map(|p| p.timeouts).unwrap_or_default();
        let fallback = Timeouts::default();
        Ok(Self {
            label,
            server,
            token: options
                .token
                .clone()
                .or_else(|| profile.and_then(|p| p.token.clone()))
                .unwrap_or_else(|| TokenSource::usual(env)),
            access: access(options, profile),
            project: options.project.clone().or_else(|| profile.and_then(|p| p.project.clone())),
            api: options.api.or(profile.and_then(|p| p.api)),
            ca_cert: options.ca_cert.clone().or_else(|| profile.and_then(|p| p.ca_cert.clone())),
            timeouts: Timeouts {
                connect: options.connect.or(common.connect).unwrap_or(fallback.connect),
                read: options.read.or(common.read).unwrap_or(fallback.read),
                update: options.update.or(common.update).unwrap_or(fallback.update),
            },
            demo: false,
            expires_within: options
                .expires_within
                .or(profile.and_then(|p| p.expires_within))
                .unwrap_or(EXPIRES_WITHIN),
            program: options.program.clone(),
        })
    }
}

/// The profile comes first: it is the one that nothing overrules.
fn access(options: &Options, profile: Option<&Profile>) -> Access {
    let by_profile =
        profile.filter(|profile| profile.read_only).map(|profile| Origin::Profile(profile.name.clone()));
    match by_profile.or_else(|| options.read_only.clone()) {
        Some(why) => Access::ReadOnly { why },
        None => Access::Edit,
    }
}

/// The demo was asked for: its settings are complete once its gateway runs.
#[derive(Clone, Debug)]
pub struct Demo {
    options: Options,
}

impl Demo {
    pub(super) fn new(options: Options) -> Self {
        Self { options }
    }

    /// How the program itself behaves.
    pub fn program(&self) -> &Program {
        &self.options.program
    }

    /// The settings for the demo gateway that listens at `server` and takes `token`. No profile, token
    /// source or certificate of the user is in them.
    pub fn settings(self, server: Server, token: Secret) -> Settings {
        let options = self.options;
        let fallback = Timeouts::default();
        Settings {
            label: names::DEMO.option.trim_start_matches('-').to_owned(),
            server,
            token: TokenSource::Given(token),
            access: access(&options, None),
            project: options.project,
            api: options.api,
            ca_cert: None,
            timeouts: Timeouts {
                connect: options.connect.unwrap_or(fallback.connect),
                read: options.read.unwrap_or(fallback.read),
                update: options.update.unwrap_or(fallback.update),
            },
            demo: true,
            expires_within: options.expires_within.unwrap_or(EXPIRES_WITHIN),
            program: options.program,
        }
    }
}

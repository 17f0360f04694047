//! What the program runs with, once everything has been resolved.

use std::fmt;
use std::path::PathBuf;

use crate::cli::names;
use crate::domain::{
    backup::{KEPT, Keeping, Policy},
    java::Java,
    secret::Secret,
    timeouts::Timeouts,
};

use super::environment::Environment;
use super::error::{ConfigError, Origin};
use super::file::Profile;
use super::options::{Given, Options};
use super::server::{Server, ServerError};
use super::token::TokenSource;
use super::value::{ApiChoice, Fingerprint};

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
    /// The SHA-256 of the only certificate that the server may have.
    pub pin: Option<Fingerprint<32>>,
    /// What is shown to a server that asks for a certificate.
    pub client: Option<ClientFiles>,
    /// How long is waited.
    pub timeouts: Timeouts,
    /// Whether, and how, the version before an update is kept.
    pub backup: Policy,
    /// Whether this is the embedded demo gateway.
    pub demo: bool,
    /// A certificate that is over within so many days is warned of.
    pub expires_within: u32,
    /// The gateways' Java, where it was said.
    pub gateway_java: Option<Java>,
    /// How the program itself behaves.
    pub program: Program,
}

/// Where the certificate that is shown to a server is, and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFiles {
    /// PEM, with its chain.
    pub certificate: PathBuf,
    /// PEM; `None`: in the certificate's file.
    pub key: Option<PathBuf>,
}

/// Days within which the end of a certificate is warned of, where nothing else is said: time enough to have
/// one issued.
pub(super) const EXPIRES_WITHIN: u32 = 30;

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
    /// The state directory that was named, if any.
    pub state_dir: Option<PathBuf>,
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
        let pin = options.pin.or(profile.and_then(|p| p.pin));
        if pin.is_some() && server.base().scheme() == "http" {
            return Err(ConfigError::PinWithoutTls { authority: server.authority().to_owned() });
        }
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
            pin,
            client: client(options, profile)?,
            timeouts: Timeouts {
                connect: options.connect.or(common.connect).unwrap_or(fallback.connect),
                read: options.read.or(common.read).unwrap_or(fallback.read),
                update: options.update.or(common.update).unwrap_or(fallback.update),
                read_back: options.read_back.or(common.read_back).unwrap_or(fallback.read_back),
            },
            backup: backup(options, profile),
            demo: false,
            expires_within: options
                .expires_within
                .or(profile.and_then(|p| p.expires_within))
                .unwrap_or(EXPIRES_WITHIN),
            gateway_java: options.gateway_java.or(profile.and_then(|p| p.gateway_java)),
            program: options.program.clone(),
        })
    }

    /// Where backups, journal and drafts are kept: the directory that was named, or the user's own; `None`
    /// where there is no home. The demo keeps nothing where nothing was named: it touches nothing.
    pub fn state_dir(&self, env: &Environment) -> Option<PathBuf> {
        let own = || if self.demo { None } else { env.state_dir() };
        self.program.state_dir.clone().or_else(own)
    }
}

/// Whether, and how, the version before an update is kept.
fn backup(options: &Options, profile: Option<&Profile>) -> Policy {
    let by_profile = profile.map(|profile| &profile.backup);
    let off = match &options.no_backup {
        Some(Given { value: false, .. }) => None,
        Some(Given { origin: Origin::Option(name), .. }) => Some(format!("{name} was given")),
        Some(Given { origin, .. }) => Some(format!("{origin} is set")),
        None => profile
            .filter(|profile| profile.backup.on == Some(false))
            .map(|profile| format!("the profile {} says backup = false", profile.name)),
    };
    if let Some(why) = off {
        return Policy::Off { why };
    }
    let recipient = options.backup_recipient.clone();
    Policy::On(Keeping {
        newest: options.backups_kept.or(by_profile.and_then(|backup| backup.kept)).unwrap_or(KEPT),
        recipient: recipient.or_else(|| by_profile.and_then(|backup| backup.recipient.clone())),
    })
}

/// Certificate and key belong together: a certificate that options or variables name doesn't get the profile's
/// key. The other way round it may.
fn client(options: &Options, profile: Option<&Profile>) -> Result<Option<ClientFiles>, ConfigError> {
    let own = profile.and_then(|profile| profile.client.clone());
    let key = options.client_key.clone();
    match (options.client_cert.clone(), key, own) {
        (Some(certificate), key, _) => {
            Ok(Some(ClientFiles { certificate, key: key.map(|given| given.value) }))
        }
        (None, Some(key), Some(own)) => Ok(Some(ClientFiles { key: Some(key.value), ..own })),
        (None, Some(key), None) => Err(ConfigError::KeyWithoutCertificate { origin: key.origin }),
        (None, None, own) => Ok(own),
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
            backup: backup(&options, None),
            project: options.project,
            api: options.api,
            ca_cert: None,
            pin: None,
            client: None,
            timeouts: Timeouts {
                connect: options.connect.unwrap_or(fallback.connect),
                read: options.read.unwrap_or(fallback.read),
                update: options.update.unwrap_or(fallback.update),
                read_back: options.read_back.unwrap_or(fallback.read_back),
            },
            demo: true,
            expires_within: options.expires_within.unwrap_or(EXPIRES_WITHIN),
            gateway_java: options.gateway_java,
            program: options.program,
        }
    }
}

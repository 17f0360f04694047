//! What options and environment variables say, the option first.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::{Cli, Name, TokenArgs, names};
use crate::domain::backup::Recipient;
use crate::domain::java::Java;

use super::environment::Environment;
use super::error::{ConfigError, Origin};
use super::server::Server;
use super::settings::{EXPIRES_WITHIN, Program};
use super::suggest::nearest;
use super::token::TokenSource;
use super::value::{self, ApiChoice, Fingerprint, ValueError};

/// A value and where it was said.
#[derive(Clone, Debug)]
pub(super) struct Given<T> {
    pub value: T,
    pub origin: Origin,
}

/// Where to go.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// The embedded gateway.
    Demo,
    /// This address, and no profile.
    Server(Given<Server>),
    /// This profile, perhaps at another address.
    Profile { name: Given<String>, address: Option<Given<Server>> },
    /// Nothing said: the configuration file decides.
    Unsaid,
}

/// Everything that was said outside of the configuration file.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub target: Target,
    pub config: Option<Given<PathBuf>>,
    pub token: Option<TokenSource>,
    pub read_only: Option<Origin>,
    pub allow_http: Option<bool>,
    pub project: Option<String>,
    pub api: Option<ApiChoice>,
    /// Days.
    pub expires_within: Option<u32>,
    pub gateway_java: Option<Java>,
    pub ca_cert: Option<PathBuf>,
    pub pin: Option<Fingerprint<32>>,
    pub client_cert: Option<PathBuf>,
    pub client_key: Option<Given<PathBuf>>,
    pub connect: Option<Duration>,
    pub read: Option<Duration>,
    pub update: Option<Duration>,
    pub read_back: Option<Duration>,
    /// Whether backups are turned off.
    pub no_backup: Option<Given<bool>>,
    pub backup_recipient: Option<Recipient>,
    pub backups_kept: Option<NonZeroUsize>,
    pub program: Program,
}

/// A mistyped variable is an error, as a mistyped key is: `KEYWRIGHT_READONLY=1` must not start a
/// session that can write. What begins with `KEYWRIGHT_TOKEN` may hold a token under a name of the
/// operator's own.
pub(super) fn no_unknown_variables(env: &Environment) -> Result<(), ConfigError> {
    let known = || names::ALL.iter().map(|name| name.variable);
    let mut unknown = env.names_with("KEYWRIGHT_");
    let of_tests = |name: &String| cfg!(debug_assertions) && name == "KEYWRIGHT_TEST_PANIC";
    unknown.retain(|name| {
        !name.starts_with("KEYWRIGHT_TOKEN") && !known().any(|known| known == name) && !of_tests(name)
    });
    unknown.sort();
    match unknown.into_iter().next() {
        None => Ok(()),
        Some(name) => Err(ConfigError::UnknownVariable { meant: nearest(&name, known()), name }),
    }
}

impl Options {
    /// Reads the options, and the variables of those that weren't given.
    pub(super) fn gather(cli: &Cli, env: &Environment) -> Result<Self, ConfigError> {
        no_unknown_variables(env)?;
        let from = Sources { env };
        let link = &cli.connection;
        let read_only = from.switch(cli.safety.read_only, names::READ_ONLY)?;
        let allow_http = from.switch(cli.safety.allow_http, names::ALLOW_HTTP)?;
        let timeout = |given, name| from.value(given, name, value::timeout);
        Ok(Self {
            target: from.target(cli)?,
            config: config_path(cli, env),
            token: from.token(cli)?,
            read_only: read_only.filter(|given| given.value).map(|given| given.origin),
            allow_http: bare(allow_http),
            project: bare(from.value(cli.gateway.project.clone(), names::PROJECT, value::project)?),
            api: bare(from.value(cli.gateway.api, names::API, value::api)?),
            expires_within: bare(from.value(
                cli.safety.expires_within,
                names::EXPIRES_WITHIN,
                value::days,
            )?),
            gateway_java: bare(from.value(cli.safety.gateway_java, names::GATEWAY_JAVA, value::java)?),
            ca_cert: bare(from.path(link.ca_cert.as_deref(), names::CA_CERT)),
            pin: bare(from.value(link.server_fingerprint, names::SERVER_FINGERPRINT, value::fingerprint)?),
            client_cert: bare(from.path(link.client_cert.as_deref(), names::CLIENT_CERT)),
            client_key: from.path(link.client_key.as_deref(), names::CLIENT_KEY),
            connect: bare(timeout(link.connect_timeout, names::CONNECT_TIMEOUT)?),
            read: bare(timeout(link.read_timeout, names::READ_TIMEOUT)?),
            update: bare(timeout(link.update_timeout, names::UPDATE_TIMEOUT)?),
            read_back: bare(timeout(link.read_back_timeout, names::READ_BACK_TIMEOUT)?),
            no_backup: from.switch(cli.backup.no_backup, names::NO_BACKUP)?,
            backup_recipient: from.recipient(cli)?,
            backups_kept: bare(from.value(
                cli.backup.backups_kept,
                names::BACKUPS_KEPT,
                value::backups_kept,
            )?),
            program: Program::gather(cli, env)?,
        })
    }
}

impl Program {
    /// How the program itself behaves, known before any profile is.
    ///
    /// # Errors
    /// A variable that says neither on nor off.
    pub fn gather(cli: &Cli, env: &Environment) -> Result<Self, ConfigError> {
        let from = Sources { env };
        let ascii = from.switch(cli.program.ascii, names::ASCII)?;
        Ok(Self {
            log_file: bare(from.path(cli.program.log_file.as_deref(), names::LOG_FILE)),
            state_dir: bare(from.path(cli.program.state_dir.as_deref(), names::STATE_DIR)),
            ascii: ascii.is_some_and(|given| given.value),
            no_color: env.var("NO_COLOR").is_some(),
        })
    }
}

/// What files are judged by, where no profile has a say: the days of `--expires-within`, and the gateway's
/// Java where it is said.
///
/// # Errors
/// A variable's value isn't written as it must be.
pub fn judging(
    days: Option<u32>,
    java: Option<Java>,
    env: &Environment,
) -> Result<(u32, Option<Java>), ConfigError> {
    let from = Sources { env };
    let days = from.value(days, names::EXPIRES_WITHIN, value::days)?;
    let java = from.value(java, names::GATEWAY_JAVA, value::java)?;
    Ok((bare(days).unwrap_or(EXPIRES_WITHIN), bare(java)))
}

/// The configuration file that an option or a variable names.
pub(super) fn config_path(cli: &Cli, env: &Environment) -> Option<Given<PathBuf>> {
    Sources { env }.path(cli.program.config.as_deref(), names::CONFIG)
}

fn bare<T>(given: Option<Given<T>>) -> Option<T> {
    given.map(|given| given.value)
}

/// Reads one setting at a time: the option if it was given, otherwise its variable.
struct Sources<'a> {
    env: &'a Environment,
}

impl Sources<'_> {
    fn value<T>(
        &self,
        option: Option<T>,
        name: Name,
        parse: fn(&str) -> Result<T, ValueError>,
    ) -> Result<Option<Given<T>>, ConfigError> {
        if let Some(value) = option {
            let origin = Origin::Option(name.option);
            return Ok(Some(Given { value, origin }));
        }
        let Some(raw) = self.env.var(name.variable) else {
            return Ok(None);
        };
        let origin = Origin::Variable(name.variable);
        match raw.to_str().ok_or(value::NOT_TEXT).and_then(parse) {
            Ok(value) => Ok(Some(Given { value, origin })),
            Err(error) => Err(ConfigError::Value { origin, error }),
        }
    }

    fn recipient(&self, cli: &Cli) -> Result<Option<Recipient>, ConfigError> {
        let Some(text) = &cli.backup.backup_recipient else {
            return Ok(bare(self.value(None, names::BACKUP_RECIPIENT, value::recipient)?));
        };
        let origin = Origin::Option(names::BACKUP_RECIPIENT.option);
        value::recipient(text).map(Some).map_err(|error| ConfigError::Value { origin, error })
    }

    /// A switch's variable may also turn it off, and an empty one does.
    fn switch(&self, option: bool, name: Name) -> Result<Option<Given<bool>>, ConfigError> {
        let empty = self.env.raw(name.variable).is_some_and(|raw| raw.is_empty());
        if !option && empty {
            let origin = Origin::Variable(name.variable);
            return Ok(Some(Given { value: false, origin }));
        }
        self.value(option.then_some(true), name, value::switch)
    }

    /// Relative to the working directory; `~` is taken here too, for `--file=~/x` passes the shell as it is.
    fn path(&self, option: Option<&Path>, name: Name) -> Option<Given<PathBuf>> {
        let (path, origin) = match option {
            Some(path) => (path.to_owned(), Origin::Option(name.option)),
            None => (self.env.var(name.variable)?.into(), Origin::Variable(name.variable)),
        };
        let value = self.env.expand(&path, Path::new(""));
        Some(Given { value, origin })
    }

    /// Demo, server and profile answer one question, so that options outrank variables as a group:
    /// the profile of a variable mustn't give its token to the server of an option, nor a server that a
    /// variable names get the token of the profile that an option chose.
    fn target(&self, cli: &Cli) -> Result<Target, ConfigError> {
        let gateway = &cli.gateway;
        if gateway.demo {
            return Ok(Target::Demo);
        }
        let by_option = gateway.server.is_some() || gateway.profile.is_some();
        if !by_option && self.switch(false, names::DEMO)?.is_some_and(|demo| demo.value) {
            return Ok(Target::Demo);
        }
        let outranked = |option: &Option<String>| by_option && option.is_none();
        let address = match &gateway.server {
            server if outranked(server) => None,
            server => self.value(server.clone(), names::SERVER, |text| Ok(text.to_owned()))?,
        };
        let address = address.map(parse_address).transpose()?;
        let profile = match &gateway.profile {
            profile if outranked(profile) => None,
            profile => self.value(profile.clone(), names::PROFILE, value::profile)?,
        };
        Ok(match (profile, address) {
            (Some(name), address) => Target::Profile { name, address },
            (None, Some(address)) => Target::Server(address),
            (None, None) => Target::Unsaid,
        })
    }

    /// One token source; an option outranks all the variables, and two variables contradict each other.
    fn token(&self, cli: &Cli) -> Result<Option<TokenSource>, ConfigError> {
        let TokenArgs { token_env, token_file, token_command } = cli.token.clone();
        let by_option = token_env.is_some() || token_file.is_some() || token_command.is_some();
        if !by_option {
            return self.token_by_variable();
        }
        // clap has seen to it that only one is given.
        let option =
            |name: Name| move |error| ConfigError::Value { origin: Origin::Option(name.option), error };
        if let Some(name) = token_env {
            let name = value::variable(&name).map_err(option(names::TOKEN_ENV))?;
            return Ok(Some(TokenSource::Env(name)));
        }
        if let Some(command) = token_command {
            let command = value::command(&command).map_err(option(names::TOKEN_COMMAND))?;
            return Ok(Some(TokenSource::Command(command)));
        }
        let file = self.path(token_file.as_deref(), names::TOKEN_FILE);
        Ok(bare(file).map(TokenSource::File))
    }

    fn token_by_variable(&self) -> Result<Option<TokenSource>, ConfigError> {
        let env = self.value(None, names::TOKEN_ENV, value::variable)?;
        let file = self.path(None, names::TOKEN_FILE);
        let command = self.value(None, names::TOKEN_COMMAND, value::command)?;
        let named = [
            (names::TOKEN_ENV, bare(env).map(TokenSource::Env)),
            (names::TOKEN_FILE, bare(file).map(TokenSource::File)),
            (names::TOKEN_COMMAND, bare(command).map(TokenSource::Command)),
        ];
        let mut found = named.into_iter().filter_map(|(name, source)| Some((name, source?)));
        match (found.next(), found.next()) {
            (Some((first, _)), Some((second, _))) => {
                let (first, second) = (first.variable, second.variable);
                Err(ConfigError::TwoTokens { first, second })
            }
            (first, _) => Ok(first.map(|(_, source)| source)),
        }
    }
}

fn parse_address(given: Given<String>) -> Result<Given<Server>, ConfigError> {
    let Given { value, origin } = given;
    match value.parse() {
        Ok(value) => Ok(Given { value, origin }),
        Err(error) => Err(ConfigError::Server { origin, error }),
    }
}

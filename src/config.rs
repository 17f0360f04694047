//! Profiles, token sources and settings, from options, environment and the configuration file.
//!
//! ```text
//! Cli ────────┐
//! Environment ┼─► resolve ─► Resolved::Ready(Settings)      go on
//! config.toml ┘              Resolved::Choose(Choice)       ask which profile, then Choice::choose
//!                            Resolved::Demo(Demo)           start the demo gateway, then Demo::settings
//! ```
//!
//! Precedence: option, environment variable, profile, default. A server that is named without a profile
//! ignores profiles; a profile's `read_only = true` is overruled by nothing. Nothing here asks, prints,
//! or reads a token before [`TokenSource::fetch`] is called.

mod environment;
mod error;
mod file;
mod options;
pub mod private;
mod server;
mod settings;
mod suggest;
mod token;
pub mod value;

use std::path::PathBuf;

use crate::cli::{Cli, names};

pub use crate::domain::timeouts::Timeouts;
pub use environment::Environment;
pub use error::{ConfigError, Origin, Problem};
pub use options::judging;
pub use private::{FileFault, read_secret};
pub use server::{Server, ServerError};
pub use settings::{Access, ClientFiles, Demo, Program, Settings};
pub use token::{CommandFault, TokenError, TokenFault, TokenSource, accept_token};
pub use value::ApiChoice;

use file::{ConfigFile, Profile};
use options::{Given, Options, Target, config_path, no_unknown_variables};

/// How to go on.
#[derive(Clone, Debug)]
pub enum Resolved {
    /// Everything is known.
    Ready(Box<Settings>),
    /// There are several profiles and none was named: a person has to choose.
    Choose(Box<Choice>),
    /// The embedded gateway is to be started first.
    Demo(Box<Demo>),
}

/// Several profiles to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    file: ConfigFile,
    options: Options,
    env: Environment,
}

/// What a person tells profiles apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSummary {
    /// Its name in the configuration file.
    pub name: String,
    /// Its server's host and port.
    pub authority: String,
    /// Whether the profile itself is read-only.
    pub read_only: bool,
}

/// Finds out which gateway is meant and with what settings. Reads the configuration file, unless a server
/// or the demo was asked for.
///
/// # Errors
/// [`ConfigError`], with what to do about it.
pub fn resolve(cli: &Cli, env: &Environment) -> Result<Resolved, ConfigError> {
    let options = Options::gather(cli, env)?;
    match options.target.clone() {
        Target::Demo => Ok(Resolved::Demo(Box::new(Demo::new(options)))),
        Target::Server(address) => ready(&options, None, address, env),
        Target::Profile { name, address } => {
            let path = path_of(&options, env)?;
            let asking = options.config.as_ref().map_or(&name.origin, |given| &given.origin);
            let file = ConfigFile::read(&path, env)?
                .ok_or_else(|| ConfigError::Missing { path: path.clone(), origin: asking.clone() })?;
            let profile = file.profile(&name.value, &name.origin)?;
            ready(&options, Some(profile), address.unwrap_or_else(|| profile.address()), env)
        }
        Target::Unsaid => from_file(options, env),
    }
}

/// Where the configuration file is, whether it exists or not.
///
/// # Errors
/// [`ConfigError::NoDirectory`] when it is named by nothing and there is no home directory.
pub fn config_file(cli: &Cli, env: &Environment) -> Result<PathBuf, ConfigError> {
    let named = config_path(cli, env).map(|given| given.value);
    named.or_else(|| env.config_file()).ok_or(ConfigError::NoDirectory)
}

/// Where the state directory is, whether it exists or not.
///
/// # Errors
/// [`ConfigError::NoStateDirectory`] when it is named by nothing and there is no home directory; or a
/// variable that says nonsense.
pub fn state_dir(cli: &Cli, env: &Environment) -> Result<PathBuf, ConfigError> {
    // A mistyped KEYWRIGHT_STATE_DIR would lead to another journal.
    no_unknown_variables(env)?;
    let named = Program::gather(cli, env)?.state_dir;
    named.or_else(|| env.state_dir()).ok_or(ConfigError::NoStateDirectory)
}

impl Choice {
    /// What there is to choose from, in the order of the file.
    pub fn profiles(&self) -> Vec<ProfileSummary> {
        let summary = |profile: &Profile| ProfileSummary {
            name: profile.name.clone(),
            authority: profile.server.authority().to_owned(),
            read_only: profile.read_only,
        };
        self.file.profiles.iter().map(summary).collect()
    }

    /// How the program itself behaves, whatever is chosen.
    pub fn program(&self) -> &Program {
        &self.options.program
    }

    /// The settings with the profile of this name.
    ///
    /// # Errors
    /// No such profile, or its server may not be used.
    pub fn choose(&self, name: &str) -> Result<Settings, ConfigError> {
        let profile = self.file.profile(name, &Origin::Option(names::PROFILE.option))?;
        Settings::resolve(&self.options, Some(profile), profile.address(), &self.env)
    }
}

fn path_of(options: &Options, env: &Environment) -> Result<PathBuf, ConfigError> {
    let named = options.config.as_ref().map(|given| given.value.clone());
    named.or_else(|| env.config_file()).ok_or(ConfigError::NoDirectory)
}

/// Neither server nor profile nor demo was said: the only profile, or a choice.
fn from_file(options: Options, env: &Environment) -> Result<Resolved, ConfigError> {
    let path = path_of(&options, env)?;
    let Some(file) = ConfigFile::read(&path, env)? else {
        return Err(match options.config {
            Some(Given { origin, .. }) => ConfigError::Missing { path, origin },
            None => ConfigError::NothingChosen { path },
        });
    };
    match file.profiles.as_slice() {
        [] => Err(ConfigError::NothingChosen { path }),
        [only] => ready(&options, Some(only), only.address(), env),
        _ => Ok(Resolved::Choose(Box::new(Choice { file, options, env: env.clone() }))),
    }
}

fn ready(
    options: &Options,
    profile: Option<&Profile>,
    address: Given<Server>,
    env: &Environment,
) -> Result<Resolved, ConfigError> {
    let settings = Settings::resolve(options, profile, address, env)?;
    Ok(Resolved::Ready(Box::new(settings)))
}

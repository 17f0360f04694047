//! The subcommands that need no screen.

mod history;
pub mod inspect;

use std::fmt;
use std::io::{self, Write};

use crate::cli::{Cli, ConfigCommand};
use crate::config::{self, ConfigError, Environment};
use crate::state::StateError;

pub use history::{HistoryEnd, history};

pub use inspect::{PasswordError, inspect};

/// A commented configuration file; what is commented out are the defaults.
pub const SAMPLE: &str = include_str!("../assets/config.sample.toml");

/// `keywright config ...`: prints the configuration file's path, or a sample of it.
///
/// # Errors
/// There is no place for the file, or nothing can be printed.
pub fn config(
    command: ConfigCommand,
    cli: &Cli,
    env: &Environment,
    out: &mut impl Write,
) -> Result<(), CommandError> {
    match command {
        ConfigCommand::Path => {
            let path = config::config_file(cli, env).map_err(CommandError::Config)?;
            writeln!(out, "{}", path.display())
        }
        ConfigCommand::Sample => out.write_all(SAMPLE.as_bytes()),
    }
    .and_then(|()| out.flush())
    .map_err(CommandError::Output)
}

/// Why a subcommand came to nothing.
#[derive(Debug)]
pub enum CommandError {
    /// The configuration.
    Config(ConfigError),
    /// What keywright keeps on this machine.
    State(StateError),
    /// What was to be printed couldn't be.
    Output(io::Error),
    /// A password was named, but can't be had.
    Password(PasswordError),
    /// A password couldn't be asked for.
    Prompt(io::Error),
    /// The program was told to end, with this exit code, while it asked for a password.
    Ended(u8),
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<PasswordError> for CommandError {
    fn from(error: PasswordError) -> Self {
        Self::Password(error)
    }
}

impl CommandError {
    /// The program's exit code: 2 for the configuration, 4 for what can't be read or written.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) => 2,
            Self::Password(_) | Self::Prompt(_) => 2,
            Self::State(_) | Self::Output(_) => 4,
            Self::Ended(code) => *code,
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::State(error) => error.fmt(f),
            Self::Output(error) => write!(f, "can't write to the output: {error}"),
            Self::Password(error) => error.fmt(f),
            Self::Prompt(error) => write!(f, "can't ask for the password: {error}; use --password-file"),
            Self::Ended(_) => f.write_str("ended while it asked for a password"),
        }
    }
}

impl std::error::Error for CommandError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Output(error) | Self::Prompt(error) => Some(error),
            Self::Password(error) => Some(error),
            Self::Ended(_) => None,
            Self::State(error) => Some(error),
        }
    }
}

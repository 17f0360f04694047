//! Command line, configuration, token sources: real files, real commands, no shared environment.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::unwrap_used)]

#[path = "config/addresses.rs"]
mod addresses;
#[path = "config/certificates.rs"]
mod certificates;
#[path = "config/command_line.rs"]
mod command_line;
#[path = "config/file.rs"]
mod file;
#[path = "config/keeping.rs"]
mod keeping;
#[path = "config/precedence.rs"]
mod precedence;
#[path = "config/switches.rs"]
mod switches;
#[path = "config/target.rs"]
mod target;
#[path = "config/tokens.rs"]
mod tokens;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{CommandFactory, Parser};
use keywright::cli::{Cli, Command, ConfigCommand, names};
use keywright::commands;
use keywright::config::{
    Access, ApiChoice, Choice, ConfigError, Environment, Origin, Resolved, Server, ServerError, Settings,
    Timeouts, TokenError, TokenFault, TokenSource, accept_token, resolve,
};
use keywright::domain::secret::Secret;
use tempfile::TempDir;

/// A home directory, perhaps with a configuration in it.
struct Home {
    dir: TempDir,
}

impl Home {
    fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn with_config(text: &str) -> Self {
        let home = Self::empty();
        fs::create_dir_all(home.config().parent().unwrap()).unwrap();
        fs::write(home.config(), text).unwrap();
        home
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn config(&self) -> PathBuf {
        self.path().join(".config/keywright/config.toml")
    }

    fn env(&self, variables: &[(&str, &str)]) -> Environment {
        Environment::fixed(variables.iter().copied(), self.path())
    }

    fn resolve(&self, args: &[&str], variables: &[(&str, &str)]) -> Result<Resolved, ConfigError> {
        resolve(&cli(args), &self.env(variables))
    }

    fn settings(&self, args: &[&str], variables: &[(&str, &str)]) -> Settings {
        match self.resolve(args, variables) {
            Ok(Resolved::Ready(settings)) => *settings,
            other => panic!("not ready: {other:?}"),
        }
    }

    /// What the error says, with the home directory written as `HOME`.
    fn error(&self, args: &[&str], variables: &[(&str, &str)]) -> String {
        let text = self.resolve(args, variables).unwrap_err().to_string();
        text.replace(self.path().to_str().unwrap(), "HOME")
    }
}

fn cli(args: &[&str]) -> Cli {
    Cli::try_parse_from([&["keywright"], args].concat()).unwrap()
}

fn choice(resolved: Result<Resolved, ConfigError>) -> Choice {
    match resolved {
        Ok(Resolved::Choose(choice)) => *choice,
        other => panic!("no choice: {other:?}"),
    }
}

const SERVER: &[&str] = &["--server", "https://gw.example.com"];

const TWO: &str = r#"
[profiles.test]
server = "https://test.example.com"

[profiles.prod]
server = "https://prod.example.com:8443/gw"
token_env = "PROD_TOKEN"
ca_cert = "prod-ca.pem"
read_only = true
project = "Payments"
api = 1
connect_timeout = "1s"
read_timeout = "2m"
update_timeout = "1m30s"
read_back_timeout = "5m"
"#;

//! Where the token comes from, and what a token is.
//!
//! A token is fetched when it is needed, never kept longer than the client holds it, and in no error.

mod command;
mod error;
mod file;

use std::path::PathBuf;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::domain::secret::Secret;

use super::environment::Environment;

pub use error::{CommandFault, FileFault, TokenError, TokenFault};
pub use file::read_private as private_file;

/// The variable that is taken when no source is named.
const USUAL: &str = "KEYWRIGHT_TOKEN";

/// The largest token, and the most that is read of a file or a command.
const LARGEST: usize = 64 * 1024;

/// How long a token command may take: time enough to unlock a password store in a window.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// Where the token comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// The environment variable of this name.
    Env(String),
    /// This file, which only its owner may read.
    File(PathBuf),
    /// The first line that this shell command prints.
    Command(String),
    /// A person, on screen.
    Ask,
    /// Known already: the demo's.
    Given(Secret),
}

impl TokenSource {
    /// What holds when no source is named: `KEYWRIGHT_TOKEN`, or a person where it isn't set.
    pub fn usual(env: &Environment) -> Self {
        match env.var(USUAL) {
            Some(_) => Self::Env(USUAL.to_owned()),
            None => Self::Ask,
        }
    }

    /// Gets the token; `None` means that a person has to be asked.
    ///
    /// A command is ended, with all that it started, when this future is dropped.
    ///
    /// # Errors
    /// [`TokenError`], which holds nothing of the token.
    pub async fn fetch(&self, env: &Environment) -> Result<Option<Secret>, TokenError> {
        let malformed = |fault| TokenError::Malformed { source: self.clone(), fault };
        let text = match self {
            Self::Ask => return Ok(None),
            Self::Given(secret) => return Ok(Some(secret.clone())),
            Self::Env(name) => variable(name, env)?,
            Self::File(path) => file::read(path).await?,
            Self::Command(command) => command::run(command, COMMAND_LIMIT).await?,
        };
        accept_token(&text).map(Some).map_err(malformed)
    }
}

fn variable(name: &str, env: &Environment) -> Result<Zeroizing<Vec<u8>>, TokenError> {
    match env.var(name) {
        Some(value) => Ok(Zeroizing::new(value.into_encoded_bytes())),
        None => Err(TokenError::Unset { name: name.to_owned() }),
    }
}

/// A token as it was read or typed, without the newline at its end.
///
/// # Errors
/// It must be visible ASCII without spaces, as what stands in an `Authorization` header.
pub fn accept_token(text: &[u8]) -> Result<Secret, TokenFault> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    if text.is_empty() {
        return Err(TokenFault::Empty);
    }
    if text.len() > LARGEST {
        return Err(TokenFault::TooLong);
    }
    if text.contains(&b'\n') || text.contains(&b'\r') {
        return Err(TokenFault::SeveralLines);
    }
    if let Some(at) = text.iter().position(|byte| !byte.is_ascii_graphic()) {
        let bearer = text.len() > 7 && text[..7].eq_ignore_ascii_case(b"bearer ");
        return Err(if bearer { TokenFault::Bearer } else { TokenFault::Character { position: at + 1 } });
    }
    // All of it is ASCII.
    std::str::from_utf8(text).map(Secret::copied).map_err(|_| TokenFault::Character { position: 1 })
}

//! Why there is no token. Nothing of a token is in any of these.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::TokenSource;
use crate::config::private::FileFault;

/// Why there is no token.
#[derive(Debug)]
pub enum TokenError {
    /// The variable isn't set, or is empty.
    Unset {
        /// Its name.
        name: String,
    },
    /// The file can't be used.
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        fault: FileFault,
    },
    /// The command gave nothing.
    Command(CommandFault),
    /// What the source gave is no token.
    Malformed {
        /// Where it came from.
        source: TokenSource,
        /// What is wrong with it.
        fault: TokenFault,
    },
}

/// What became of a token command.
#[derive(Debug)]
pub enum CommandFault {
    /// It couldn't be started or read.
    Io(io::Error),
    /// It ended otherwise than with 0.
    Failed {
        /// How it ended, in the system's words.
        status: String,
        /// What it said about it, made harmless and cut short.
        stderr: String,
    },
    /// It ended well and printed nothing.
    Silent {
        /// What it said on stderr.
        stderr: String,
    },
    /// It did not end in time, and was ended.
    TimedOut(Duration),
}

/// Why a text isn't a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// There is nothing.
    Empty,
    /// It goes over more than one line.
    SeveralLines,
    /// It begins with the word `Bearer`.
    Bearer,
    /// A space, a control character or something other than ASCII.
    Character {
        /// Which byte, from 1.
        position: usize,
    },
    /// More than 64 KiB.
    TooLong,
}

/// A variable's name, unless it looks like something else that was given in its place: a token.
fn variable(name: &str) -> &str {
    let usual = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.len() <= 64 && name.chars().all(usual) { name } else { "of the name given (not repeated here)" }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset { name } => write!(
                f,
                "the environment variable {}, which should hold the token, is not set; \
                 set it, or name another source",
                variable(name)
            ),
            Self::File { path, fault } => f.write_str(&fault.told("token", path)),
            Self::Command(fault) => write!(f, "the token command {fault}"),
            Self::Malformed { source, fault } => match source {
                TokenSource::Env(name) => write!(f, "the token in {name} {fault}"),
                TokenSource::File(path) => write!(f, "the token in {} {fault}", path.display()),
                TokenSource::Command(_) => {
                    write!(f, "the token that the token command printed {fault}")
                }
                TokenSource::Ask | TokenSource::Given(_) => write!(f, "the token {fault}"),
            },
        }
    }
}

impl fmt::Display for CommandFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "could not be run: {error}"),
            Self::Failed { status, stderr } => {
                write!(f, "failed ({status}); run it in a shell to see why")?;
                said(f, stderr)
            }
            Self::Silent { stderr } => {
                f.write_str("printed nothing; its first line must be the token")?;
                said(f, stderr)
            }
            Self::TimedOut(limit) => write!(
                f,
                "did not end within {} s and was ended; it may not ask anything on the terminal",
                limit.as_secs()
            ),
        }
    }
}

fn said(f: &mut fmt::Formatter<'_>, stderr: &str) -> fmt::Result {
    match stderr {
        "" => Ok(()),
        stderr => write!(f, ". It said: {stderr}"),
    }
}

impl fmt::Display for TokenFault {
    /// Continues a sentence whose subject is the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::SeveralLines => f.write_str("goes over several lines; it must be one"),
            Self::Bearer => f.write_str("begins with the word Bearer; leave that out"),
            Self::Character { position } => write!(
                f,
                "holds a space, a control character or a letter other than ASCII \
                 at position {position}; a token has none of these"
            ),
            Self::TooLong => f.write_str("is longer than 64 KiB"),
        }
    }
}

impl std::error::Error for TokenFault {}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { fault: FileFault::Io(error), .. } | Self::Command(CommandFault::Io(error)) => {
                Some(error)
            }
            Self::Malformed { fault, .. } => Some(fault),
            _ => None,
        }
    }
}

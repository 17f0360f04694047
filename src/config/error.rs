//! What is wrong with the configuration, where, and what would be right.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::server::ServerError;
use super::value::ValueError;

/// Where a value was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// On the command line, by this option.
    Option(&'static str),
    /// By this environment variable.
    Variable(&'static str),
    /// By the profile of this name.
    Profile(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(name) | Self::Variable(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "profile {name}"),
        }
    }
}

/// One thing wrong in the configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Why there are no settings. All of them end the program with exit code 2.
#[derive(Debug)]
pub enum ConfigError {
    /// An option's or a variable's value isn't written as it must be.
    Value {
        /// Which one.
        origin: Origin,
        /// What it must look like.
        error: ValueError,
    },
    /// An address isn't one, or may not be used.
    Server {
        /// Who named it.
        origin: Origin,
        /// What is wrong with it.
        error: ServerError,
    },
    /// A variable that begins as ours do, and is none of them: mistyped, it would be ignored.
    UnknownVariable {
        /// Its name.
        name: String,
        /// The one that was probably meant.
        meant: Option<&'static str>,
    },
    /// Two variables name a token source each.
    TwoTokens {
        /// The one.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A certificate is pinned, and plain http has none to compare it with.
    PinWithoutTls {
        /// The server's host and port.
        authority: String,
    },
    /// A private key was named, and no certificate that it belongs to.
    KeyWithoutCertificate {
        /// Who named it.
        origin: Origin,
    },
    /// The configuration file can't be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A configuration file is needed and there is none.
    Missing {
        /// Where it was looked for.
        path: PathBuf,
        /// Who asked for it.
        origin: Origin,
    },
    /// The configuration file says something that can't be.
    Invalid {
        /// The file.
        path: PathBuf,
        /// All that is wrong in it, in its order; at least one.
        problems: Vec<Problem>,
    },
    /// There is no profile of this name.
    UnknownProfile {
        /// What was asked for.
        name: String,
        /// Who asked.
        origin: Origin,
        /// The file that was looked in.
        path: PathBuf,
        /// The profiles that there are.
        known: Vec<String>,
        /// The one that was probably meant.
        meant: Option<String>,
    },
    /// Neither a server nor a profile nor the demo was asked for, and there is no profile to choose.
    NothingChosen {
        /// Where profiles were looked for.
        path: PathBuf,
    },
    /// The system knows no home directory, so that there is no place for the configuration file.
    NoDirectory,
    /// The same, so that there is no place for the state.
    NoStateDirectory,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { origin, error } => write!(f, "{origin}: {error}"),
            Self::Server { origin, error } => write!(f, "{origin}: {error}"),
            Self::UnknownVariable { name, meant } => {
                write!(f, "the environment variable {name} is none of keywright's")?;
                match meant {
                    Some(meant) => write!(f, "; did you mean {meant}? Otherwise unset it"),
                    None => f.write_str("; `keywright --help` lists them; unset it"),
                }
            }
            Self::TwoTokens { first, second } => {
                write!(f, "{first} and {second} both say where the token comes from; unset one of them")
            }
            Self::PinWithoutTls { authority } => write!(
                f,
                "a certificate is pinned, but {authority} is reached by plain http, which has none; \
                 write https://, or leave out --server-fingerprint (KEYWRIGHT_SERVER_FINGERPRINT, or \
                 server_fingerprint in the profile)"
            ),
            Self::KeyWithoutCertificate { origin } => {
                write!(f, "{origin}: name the certificate that the key belongs to by --client-cert")
            }
            Self::Unreadable { path, source } => {
                write!(f, "{}: can't be read: {source}", path.display())
            }
            Self::Missing { path, origin } => write!(
                f,
                "{}: no such file, but {origin} asks for it; \
                 `keywright config sample` prints one to start from",
                path.display()
            ),
            Self::Invalid { path, problems } => {
                for (n, problem) in problems.iter().enumerate() {
                    let Problem { line, column, message } = problem;
                    let separator = if n == 0 { "" } else { "\n" };
                    write!(f, "{separator}{}:{line}:{column}: {message}", path.display())?;
                }
                Ok(())
            }
            Self::UnknownProfile { name, origin, path, known, meant } => {
                write!(f, "{origin}: there is no profile `{name}` in {}", path.display())?;
                match meant {
                    Some(meant) => write!(f, "; did you mean `{meant}`?")?,
                    None => f.write_str(";")?,
                }
                match known.as_slice() {
                    [] => f.write_str(" it has none; `keywright config sample` shows how one is written"),
                    known => write!(f, " it has {}", known.join(", ")),
                }
            }
            Self::NothingChosen { path } => write!(
                f,
                "no gateway to manage. Any of these goes on:\n  \
                 keywright --server https://gateway.example.com   a gateway by its address\n  \
                 keywright config sample                          what to write to {}\n  \
                 keywright --demo                                 an embedded gateway, to try it",
                path.display()
            ),
            Self::NoDirectory => f.write_str(
                "there is no home directory to look for a configuration in; \
                 set HOME, or name the file by --config",
            ),
            Self::NoStateDirectory => f.write_str(
                "there is no home directory to keep anything in; \
                 set HOME, or name a directory by --state-dir",
            ),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Value { error, .. } => Some(error),
            Self::Server { error, .. } => Some(error),
            Self::Unreadable { source, .. } => Some(source),
            _ => None,
        }
    }
}

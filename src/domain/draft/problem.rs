//! What forbids submitting a draft, and what to do about it.

use crate::domain::file::{Format, StoreType};

/// Why a draft can't be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NoName,
    /// `.` and `..` can't stand in a path: the keystore could never be asked for again.
    DotName,
    /// The document can't be written as JSON.
    Unwritable,
    /// The stored entry isn't a JSON object, so that no field of it can be changed.
    NotAnEntry {
        environment: String,
    },
    /// An added environment without a file.
    NoFile {
        environment: String,
    },
    /// A file of a version before, without its password: no backup has one, and the one that the server holds
    /// is that of the file which is stored now.
    NoPassword {
        environment: String,
    },
    /// The file is of a kind that the gateway doesn't take.
    NotAKeystore {
        environment: String,
        format: Format,
    },
    /// The type chosen isn't that of the file.
    TypeMismatch {
        environment: String,
        chosen: StoreType,
        format: Format,
    },
}

impl Problem {
    /// The environment that it is about.
    pub fn environment(&self) -> Option<&str> {
        match self {
            Self::NoName | Self::DotName | Self::Unwritable => None,
            Self::NotAnEntry { environment }
            | Self::NoFile { environment }
            | Self::NoPassword { environment }
            | Self::NotAKeystore { environment, .. }
            | Self::TypeMismatch { environment, .. } => Some(environment),
        }
    }

    /// What is wrong, and what to do.
    pub fn explain(&self) -> String {
        match self {
            Self::NoName => "the keystore needs a name".into(),
            Self::Unwritable => "the keystore can't be written as JSON: nothing can be sent".into(),
            Self::NotAnEntry { environment } => {
                format!(
                    "{environment}: what is stored for it is no entry: undo the change, or remove it and add it anew"
                )
            }
            Self::DotName => "a keystore can't be called . or ..: no path could name it".into(),
            Self::NoFile { environment } => format!("{environment}: choose a file for the new environment"),
            Self::NoPassword { environment } => {
                format!(
                    "{environment}: no backup has a password: give that of the file which is put back (Enter)"
                )
            }
            Self::NotAKeystore { environment, format } => {
                format!(
                    "{environment}: the file is {format}: {}",
                    format.advice().unwrap_or("choose another file")
                )
            }
            Self::TypeMismatch { environment, chosen, format } => {
                format!(
                    "{environment}: the type is {}, but the file is {format}: choose that type",
                    chosen.word()
                )
            }
        }
    }
}

//! What goes out: effects as plain data. The runtime turns each into a task.

use std::{sync::Arc, time::Duration};

use super::{judgement::Brief, remote::Ticket, vault::Outcome};
use crate::{
    domain::{
        file::{Content, FileDigest, Format},
        keystore::Keystore,
        secret::Secret,
        update::Update,
    },
    keystore::{self, OpenError},
};

/// Something that the state wants done.
#[derive(Debug)]
pub enum Effect {
    /// A read from the server; the answer carries the ticket.
    Read(Ticket, Read),
    /// The one write. Refused by a runtime that holds no writer.
    Put(Ticket, Update),
    /// The request or rest is no longer wanted.
    Cancel(Ticket),
    /// Say when so much time has passed.
    Rest(Ticket, Duration),
    /// Read a file of this machine, up to the limit.
    ReadFile(Ticket, String),
    /// Open keystore files, each with its password or without: work for another thread.
    Open(Ticket, Vec<Opening>),
    /// Ask the rules about entries that are to be sent: work for another thread.
    Judge(Ticket, Vec<Brief>),
    /// List a directory of this machine.
    ListDirectory(Ticket, String),
    /// From now on, requests carry this token.
    UseToken(Secret),
    /// A profile was chosen.
    Connect(Ticket, String),
    /// Give the terminal back until the shell says go on.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// The program ends.
    Quit,
}

/// A keystore file to be opened.
#[derive(Clone, Debug)]
pub struct Opening {
    pub file: FileDigest,
    pub source: FileSource,
    pub password: Option<Secret>,
}

impl Opening {
    /// Opens it. Takes as long as the file's own protection asks for, up to seconds: never on the
    /// screen's thread.
    pub fn open(self) -> Outcome {
        let Self { file, source, password } = self;
        let content = match source {
            FileSource::Stored(keystore, index) => keystore.content(index),
            FileSource::Content(content) => Some(content),
        };
        let opened = match content {
            Some(content) => keystore::open(content.bytes(), password.as_ref()).map(Arc::new),
            None => Err(OpenError::NotAKeystore(Format::Unknown)),
        };
        Outcome { file, password, opened }
    }
}

/// Where a file's bytes are.
#[derive(Clone, Debug)]
pub enum FileSource {
    /// In a keystore as it was read: the entry at this index.
    Stored(Arc<Keystore>, usize),
    /// Read from this machine.
    Content(Content),
}

/// What is read from the server. Names are as the server has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    Projects,
    Keystores {
        project: String,
    },
    Keystore {
        project: String,
        keystore: String,
    },
    Environments {
        project: String,
    },
    Jwks {
        project: String,
    },
    /// What the server's own description says of its generation.
    Generation,
}

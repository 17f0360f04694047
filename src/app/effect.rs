//! What goes out: effects as plain data. The runtime turns each into a task.

use std::{sync::Arc, time::Duration};

use super::{judgement::Brief, keeping::Keep, local::Ask, remote::Ticket, vault};
use crate::{
    domain::{
        file::{Content, FileDigest, Format},
        journal::{Id, Outcome},
        keystore::Keystore,
        secret::Secret,
        update::Update,
    },
    keystore::{self, Certificate, OpenError, Store, link::Link},
};

/// Something that the state wants done.
#[derive(Debug)]
pub enum Effect {
    /// A read from the server; the answer carries the ticket.
    Read(Ticket, Read),
    /// The one write. Refused by a runtime that holds no writer.
    Put(Ticket, Update),
    /// Keep the version before, and write down what is about to be sent.
    Keep(Ticket, Box<Keep>),
    /// Write down what came of it.
    Conclude(Ticket, Id, Box<Outcome>),
    /// Ask the state directory for something else.
    Local(Ticket, Ask),
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
    /// Write a file of this machine.
    Save(Ticket, Saving),
    /// Put a short text into the clipboard of the operator's terminal, where the terminal lets it.
    Copy(String),
    /// Check the signatures of an entry's chain: work for another thread.
    Check(Ticket, Checking),
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

impl Effect {
    /// What goes to the server, or rests before it goes there again.
    pub fn request(&self) -> Option<Ticket> {
        match self {
            Self::Read(ticket, _) | Self::Put(ticket, _) | Self::Rest(ticket, _) => Some(*ticket),
            _ => None,
        }
    }
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
    pub fn open(self) -> vault::Outcome {
        let Self { file, source, password } = self;
        let opened = match source.content() {
            Some(content) => keystore::open(content.bytes(), password.as_ref()).map(Arc::new),
            None => Err(OpenError::NotAKeystore(Format::Unknown)),
        };
        vault::Outcome { file, password, opened }
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

impl FileSource {
    /// The bytes; `None` where there are none that can be read. Decodes them: not on the screen's
    /// thread.
    pub fn content(self) -> Option<Content> {
        match self {
            Self::Stored(keystore, index) => keystore.content(index),
            Self::Content(content) => Some(content),
        }
    }
}

/// A chain whose signatures are to be checked.
#[derive(Clone, Debug)]
pub struct Checking {
    pub store: Arc<Store>,
    /// The entry's place in the store.
    pub entry: usize,
}

/// How each certificate of a chain stands to the next one, the last to itself.
#[derive(Clone, Debug)]
pub struct Checked {
    pub store: Arc<Store>,
    pub entry: usize,
    /// `None`: the last one, where it doesn't name itself as its issuer.
    pub links: Vec<Option<Link>>,
}

impl Checking {
    /// The most certificates of a chain that are checked: a hostile file may hold tens of thousands,
    /// and each may take a millisecond.
    const MOST: usize = 1_000;

    /// Checks them.
    pub fn check(self) -> Checked {
        let Self { store, entry } = self;
        let chain = store.entries.get(entry).map_or(&[][..], keystore::Entry::chain);
        let link = |at: usize, one: &Certificate| match chain.get(at + 1) {
            Some(next) => Some(one.is_issued_by(next)),
            None => one.is_self_issued().then(|| one.is_issued_by(one)),
        };
        let links = chain.iter().enumerate().take(Self::MOST).map(|(at, one)| link(at, one)).collect();
        Checked { store, entry, links }
    }
}

/// A file to be written on this machine.
#[derive(Clone, Debug)]
pub struct Saving {
    /// As the operator gave it.
    pub path: String,
    pub contents: Contents,
    /// A file that is there already gives way.
    pub replace: bool,
}

/// What is written: never a private key alone.
#[derive(Clone, Debug)]
pub enum Contents {
    /// A keystore's file, as it is.
    Keystore(FileSource),
    /// Certificates in PEM.
    Certificates(String),
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

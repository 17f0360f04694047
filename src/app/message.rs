//! What comes in: keys, pastes, answers. The moment comes beside it.

use std::{fmt, sync::Arc, time::Duration};

use zeroize::Zeroizing;

use super::{
    closing::How, effect::Checked, judgement::Verdict, keeping::Kept, key::Key, local::Told, remote::Ticket,
    session::Session, vault::Outcome,
};
use crate::{
    api::{client::NotUpdated, error::Error, generation::Evidence},
    domain::{
        deployment::Answer, environment::Environment, file::Content, jwk::Jwk, keystore::Keystore,
        project::Project, transfer::Progress,
    },
};

pub use crate::domain::file::FileProblem;

/// Everything that can change the state.
#[derive(Debug)]
pub enum Message {
    Key(Key),
    /// Bracketed paste; wiped when it has been taken, since it may be a token.
    Paste(Pasted),
    Resize {
        width: u16,
        height: u16,
    },
    /// Time passes while something is in progress; nothing else.
    Tick,
    /// The program couldn't be suspended, and why.
    NotSuspended(String),
    /// The program ends: what is under way is seen to, and nothing else begins.
    Close(How),
    /// The program is ending, and waits no longer for the update under way.
    TimeIsUp,
    /// A rest that was asked for is over.
    Rested(Ticket),
    Progress(Ticket, Progress),
    /// `took`: from the request to its answer.
    Replied {
        ticket: Ticket,
        took: Duration,
        reply: Reply,
    },
}

/// Pasted text; not shown by `Debug`.
pub struct Pasted(pub Zeroizing<String>);

impl fmt::Debug for Pasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pasted(…)")
    }
}

/// The keystores of a project, as one answer gave them.
#[derive(Clone, Debug, Default)]
pub struct Keystores {
    pub keystores: Vec<Arc<Keystore>>,
    /// Elements that couldn't be read, and why.
    pub skipped: Vec<String>,
}

/// The answer to an effect.
#[derive(Debug)]
pub enum Reply {
    Projects(Result<Vec<Project>, Error>),
    Keystores(Result<Keystores, Error>),
    Keystore(Result<Arc<Keystore>, Error>),
    Environments(Result<Vec<Environment>, Error>),
    Jwks(Result<Vec<Jwk>, Error>),
    /// What was learned of the API's generation, beside any of the above or alone.
    Evidence(Evidence),
    /// What the server says of itself has been read, as far as it says anything; an error only where
    /// the token was refused.
    Description(Result<(), Error>),
    Updated(Result<Answer, NotUpdated>),
    /// What was kept before an update; else why it wasn't, and what to do.
    Kept(Result<Kept, String>),
    /// The outcome is written down; else why it isn't.
    Concluded(Result<(), String>),
    /// What the state directory told.
    Local(Told),
    File(Result<Content, FileProblem>),
    Directory(Result<Vec<DirectoryEntry>, FileProblem>),
    /// Where the file was written, in full.
    Saved(Result<String, SaveProblem>),
    /// How the certificates of an entry's chain stand to their issuers.
    Checked(Checked),
    /// What came of opening files; there may be several of these for one effect.
    Opened(Vec<Outcome>),
    /// What the rules say of entries that are to be sent, in the order in which they were asked.
    Judged(Vec<Verdict>),
    /// A profile was chosen: its session, or why there is none.
    Connected(Result<Box<Session>, String>),
}

impl Reply {
    /// Whether the server answered a read in a way that shows that the token isn't at fault.
    pub fn tells_of_the_token(&self) -> bool {
        let error = match self {
            Self::Projects(answer) => answer.as_ref().err(),
            Self::Keystores(answer) => answer.as_ref().err(),
            Self::Keystore(answer) => answer.as_ref().err(),
            Self::Environments(answer) => answer.as_ref().err(),
            Self::Jwks(answer) => answer.as_ref().err(),
            Self::Description(answer) => answer.as_ref().err(),
            Self::Evidence(_)
            | Self::Updated(_)
            | Self::Kept(_)
            | Self::Concluded(_)
            | Self::Local(_)
            | Self::File(_)
            | Self::Directory(_)
            | Self::Saved(_)
            | Self::Checked(_)
            | Self::Opened(_)
            | Self::Judged(_)
            | Self::Connected(_) => {
                return false;
            }
        };
        !error.is_some_and(Error::is_token_refused)
    }

    /// Whether it is what the server was asked to read: how long that took tells how far away it is.
    pub fn is_read(&self) -> bool {
        matches!(
            self,
            Self::Projects(Ok(_))
                | Self::Keystores(Ok(_))
                | Self::Keystore(Ok(_))
                | Self::Environments(Ok(_))
                | Self::Jwks(Ok(_))
        )
    }
}

/// Why a file can't be written. Whatever it is, nothing of it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveProblem {
    /// There is a file of this name.
    Exists,
    /// There is something else of this name: a directory, a device, a link that leads nowhere.
    NotAFile,
    /// The path names none.
    NoName,
    NoDirectory,
    Denied,
    /// The file system is mounted read-only.
    ReadOnly,
    /// No room, or the quota is used up.
    Full,
    NameTooLong,
    /// What is stored can't be read as a file any more.
    Nothing,
    /// The system's words.
    Other(String),
}

impl fmt::Display for SaveProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exists => "there is a file of this name",
            Self::NotAFile => "something of this name is there that is no file (a directory, a device, a link to nowhere): choose another name",
            Self::NoName => "the path has to end in a file's name",
            Self::NoDirectory => "there is no such directory: make it first, or choose another",
            Self::Denied => "it can't be written: permission denied; choose another directory",
            Self::ReadOnly => "the file system is read-only: choose another directory",
            Self::Full => "there is no room left on the disk: make room, or choose another directory",
            Self::NameTooLong => "the name is too long: choose a shorter one",
            Self::Nothing => "what is stored can't be read as a file",
            Self::Other(words) => words,
        })
    }
}

/// One entry of a directory on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    pub name: String,
    pub directory: bool,
    /// Bytes; 0 for a directory.
    pub size: u64,
}

impl DirectoryEntry {
    /// Directories apart, what looks like a keystore comes first: (rank, name) sorts so.
    pub fn looks_like_keystore(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        !self.directory
            && [".jks", ".p12", ".pfx", ".pkcs12", ".keystore", ".ks"].iter().any(|end| name.ends_with(end))
    }
}

//! From settings to a session: what the state is told of it, and the clients that speak for it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::SignedDuration;

use super::keeper::Keeper;
use crate::api::client::{Connection, Identity, IdentityFault, Reader, TokenCell, Writer};
use crate::api::error::Error;
use crate::api::generation::{Evidence, Generation};
use crate::app::session::{Access, Session};
use crate::config::private::{self, FileFault, Users};
use crate::config::{self, ApiChoice, ClientFiles, Environment, Origin, Settings, TokenError};
use crate::domain::backup::Policy;
use crate::domain::timeouts::Timeouts;
use crate::state;

/// Speaks to one gateway. Read-only is the absence of a writer: decided here, once.
#[derive(Debug)]
pub struct Clients {
    /// For everything that is read.
    pub reader: Arc<Reader>,
    /// For the update; never built in a read-only session.
    pub writer: Option<Arc<Writer>>,
    /// What both of them send.
    pub token: TokenCell,
    /// What is kept on this machine.
    pub keeper: Arc<Keeper>,
    /// How long is waited for what.
    pub timeouts: Timeouts,
}

/// Why there is no session.
#[derive(Debug)]
pub enum NotConnected {
    /// The token.
    Token(TokenError),
    /// A file of certificates, or a key, can't be read.
    File {
        /// What it is to hold.
        what: &'static str,
        /// The option that names it.
        option: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// What is to be shown to a server isn't a certificate with its key.
    Identity {
        /// The file at fault.
        path: PathBuf,
        /// What is wrong with it.
        fault: IdentityFault,
    },
    /// No client can be built.
    Setup(Error),
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(error) => error.fmt(f),
            Self::File { what, option, path, fault } => {
                f.write_str(&fault.told(what, path))?;
                match fault {
                    FileFault::Open { .. } => Ok(()),
                    _ => write!(f, "; name a PEM file by {option}, or leave it out"),
                }
            }
            Self::Identity { path, fault } => write!(f, "{} {fault}", path.display()),
            Self::Setup(error) => write!(f, "{}. {}", error.meaning(), error.next_step()),
        }
    }
}

impl std::error::Error for NotConnected {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Token(error) => Some(error),
            Self::File { fault, .. } => Some(fault),
            Self::Identity { fault, .. } => Some(fault),
            Self::Setup(error) => Some(error),
        }
    }
}

/// Gets the token, and builds the clients. Nothing is sent yet.
///
/// # Errors
/// [`NotConnected`], with what to do about it.
pub async fn connect(settings: Settings, env: &Environment) -> Result<(Session, Clients), NotConnected> {
    let token = settings.token.fetch(env).await.map_err(NotConnected::Token)?;
    let wants_token = token.is_none();
    let directory = settings.state_dir(env);
    let backup = match (settings.backup, &directory) {
        (Policy::On(_), None) => Policy::Off { why: nowhere(settings.demo).into() },
        (policy, _) => policy,
    };
    let cell = token.map(TokenCell::new).unwrap_or_default();
    let ca_pem = match &settings.ca_cert {
        Some(path) => Some(authorities(path).await?),
        None => None,
    };
    let identity = match &settings.client {
        Some(files) => Some(identity(files).await?),
        None => None,
    };
    let connection = Connection {
        ca_pem,
        identity,
        pin: settings.pin,
        timeouts: settings.timeouts,
        ..Connection::new(settings.server.base().clone(), cell.clone())
    };
    let reader = Reader::new(&connection).map_err(NotConnected::Setup)?;
    let (access, writer) = match &settings.access {
        config::Access::ReadOnly { why } => (Access::ReadOnly { why: reason(why) }, None),
        config::Access::Edit => (Access::Edit, Some(Writer::new(&connection).map_err(NotConnected::Setup)?)),
    };
    let session = Session {
        label: settings.label,
        base: settings.server.base().clone(),
        demo: settings.demo,
        plain_http: settings.server.is_plain_http_remote(),
        access,
        project: settings.project,
        generation: settings.api.map(generation),
        evidence: Evidence::none(),
        soon: days(settings.expires_within),
        read_back: settings.timeouts.read_back,
        backup: backup.clone(),
        java: settings.gateway_java,
        wants_token,
    };
    tracing::info!(
        target: "keywright::session",
        server = %session.base,
        read_only = writer.is_none(),
        pinned = settings.pin.is_some(),
        client_certificate = settings.client.is_some(),
        demo = session.demo,
        asks_for_token = wants_token,
        "ready"
    );
    let keeper = Keeper::new(directory, state::who(&|name| env.text(name)), backup);
    let (reader, writer, keeper) = (Arc::new(reader), writer.map(Arc::new), Arc::new(keeper));
    Ok((session, Clients { reader, writer, token: cell, keeper, timeouts: settings.timeouts }))
}

/// The most that is read of a file of certificates or a key: a system's whole bundle has a quarter of it.
const LARGEST: usize = 1024 * 1024;

async fn authorities(path: &Path) -> Result<Vec<u8>, NotConnected> {
    let read = private::read(path, Users::Anybody, LARGEST).await;
    let unreadable =
        |fault| NotConnected::File { what: "CA", option: "--ca-cert", path: path.to_owned(), fault };
    read.map(|bytes| bytes.to_vec()).map_err(unreadable)
}

/// What is shown to a server that asks for a certificate.
async fn identity(files: &ClientFiles) -> Result<Identity, NotConnected> {
    let ClientFiles { certificate, key } = files;
    let (what, option) = ("client certificate", "--client-cert");
    let users = if key.is_some() { Users::Anybody } else { Users::Owner };
    let unreadable = |fault| NotConnected::File { what, option, path: certificate.clone(), fault };
    let chain = private::read(certificate, users, LARGEST).await.map_err(unreadable)?;
    let read = match key {
        Some(key) => {
            let (what, option) = ("client key", "--client-key");
            let unreadable = |fault| NotConnected::File { what, option, path: key.clone(), fault };
            let key = private::read(key, Users::Owner, LARGEST).await.map_err(unreadable)?;
            Identity::from_pem(&chain, &key)
        }
        None => Identity::from_pem(&chain, &chain),
    };
    read.map_err(|fault| {
        let at_fault = key.as_ref().filter(|_| fault.is_of_key()).unwrap_or(certificate);
        NotConnected::Identity { path: at_fault.clone(), fault }
    })
}

/// Why there is no state directory: what is written in the journal and said in the submit dialog.
fn nowhere(demo: bool) -> &'static str {
    if demo { "the demo keeps nothing without --state-dir" } else { "no home directory, and no --state-dir" }
}

/// Half a sentence, as `--read-only was given`.
fn reason(origin: &Origin) -> String {
    match origin {
        Origin::Option(name) => format!("{name} was given"),
        Origin::Variable(name) => format!("{name} is set"),
        Origin::Profile(name) => format!("the profile {name} says so"),
    }
}

/// Days as a length of time.
pub fn days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

fn generation(choice: ApiChoice) -> Generation {
    match choice {
        ApiChoice::First => Generation::First,
        ApiChoice::Second => Generation::Second,
    }
}

//! From settings to a session: what the state is told of it, and the clients that speak for it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::SignedDuration;

use crate::api::client::{Connection, Reader, TokenCell, Writer};
use crate::api::error::Error;
use crate::api::generation::{Evidence, Generation};
use crate::app::session::{Access, Session};
use crate::config::{self, ApiChoice, Environment, Origin, Settings, TokenError};

/// Speaks to one gateway. Read-only is the absence of a writer: decided here, once.
#[derive(Debug)]
pub struct Clients {
    /// For everything that is read.
    pub reader: Arc<Reader>,
    /// For the update; never built in a read-only session.
    pub writer: Option<Arc<Writer>>,
    /// What both of them send.
    pub token: TokenCell,
}

/// Why there is no session.
#[derive(Debug)]
pub enum NotConnected {
    /// The token.
    Token(TokenError),
    /// The file of authorities can't be read.
    Authorities {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// No client can be built.
    Setup(Error),
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(error) => error.fmt(f),
            Self::Authorities { path, source } => write!(
                f,
                "the CA file {} can't be read: {source}; name a PEM file by --ca-cert, or leave it out",
                path.display()
            ),
            Self::Setup(error) => write!(f, "{}. {}", error.meaning(), error.next_step()),
        }
    }
}

impl std::error::Error for NotConnected {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Token(error) => Some(error),
            Self::Authorities { source, .. } => Some(source),
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
    let cell = token.map(TokenCell::new).unwrap_or_default();
    let ca_pem = match &settings.ca_cert {
        Some(path) => Some(authorities(path).await?),
        None => None,
    };
    let connection = Connection {
        ca_pem,
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
        wants_token,
    };
    tracing::info!(
        target: "keywright::session",
        server = %session.base,
        read_only = writer.is_none(),
        demo = session.demo,
        asks_for_token = wants_token,
        "ready"
    );
    Ok((session, Clients { reader: Arc::new(reader), writer: writer.map(Arc::new), token: cell }))
}

async fn authorities(path: &Path) -> Result<Vec<u8>, NotConnected> {
    let read = async {
        // Opening a pipe would wait for its other end.
        if !tokio::fs::metadata(path).await?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        tokio::fs::read(path).await
    };
    read.await.map_err(|source| NotConnected::Authorities { path: path.to_owned(), source })
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

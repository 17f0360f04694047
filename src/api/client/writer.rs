//! The update: one PUT, sent once. A write is never repeated by itself, by nobody: no redirect is
//! followed, reqwest retries nothing, and no connection is kept, since hyper repeats what it could
//! not send on a connection that was used before.

use std::{collections::HashSet, fmt, pin::pin};

use reqwest::Body;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::{Connection, Report, Throttle, download, fault, transport::Transport, upload::Upload};
use crate::{
    api::{
        error::{Error, MAX_WORDS, bounded},
        request::{self, Request},
        wire,
    },
    domain::{deployment::Answer, redaction::Redaction, secret::Secret, transfer::Progress, update::Update},
};

/// Writes to one server.
#[derive(Debug)]
pub struct Writer {
    transport: Transport,
    limit: u64,
}

/// Why an update has no answer that says what was stored and deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUpdated {
    /// For certain: nothing reached the server.
    NotSent(Error),
    /// The server answered no.
    Refused(Error),
    /// It may have been stored: cut off, timed out, an error from inside the Manager (which may
    /// strike after saving) or from what stands before it, or an answer that can't be read. What is
    /// stored must be read back.
    Unknown(Error),
}

impl NotUpdated {
    /// What went wrong.
    pub fn error(&self) -> &Error {
        match self {
            Self::NotSent(error) | Self::Refused(error) | Self::Unknown(error) => error,
        }
    }

    /// An answer's error: a no, or silence about what became of it.
    fn answered(error: Error) -> Self {
        let is_a_no = match &error {
            Error::TokenRefused(_)
            | Error::Forbidden(_)
            | Error::NotFound(_)
            | Error::Conflict(_)
            | Error::Invalid(_)
            | Error::TooMany { .. } => true,
            // 303 points to another resource once the request was dealt with (RFC 9110, 15.4.4).
            Error::Redirected { status, .. } => *status != 303,
            // 408: a proxy may say so while the Manager still works on it.
            Error::Refused(said) => said.status != 408,
            // A page under 4xx is a no; under 200 it is no answer; 5xx may come after saving.
            Error::Proxy { said, .. } => (400..500).contains(&said.status) && said.status != 408,
            _ => false,
        };
        if is_a_no { Self::Refused(error) } else { Self::Unknown(error) }
    }

    fn without(self, sent: &Redaction) -> Self {
        match self {
            Self::NotSent(error) => Self::NotSent(error.without(sent)),
            Self::Refused(error) => Self::Refused(error.without(sent)),
            Self::Unknown(error) => Self::Unknown(error.without(sent)),
        }
    }
}

impl fmt::Display for NotUpdated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(error) => write!(f, "Nothing was sent. {error}"),
            Self::Refused(error) => write!(f, "The update was refused. {error}"),
            Self::Unknown(error) => write!(f, "It isn't known what became of the update. {error}"),
        }
    }
}

impl std::error::Error for NotUpdated {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.error())
    }
}

impl Writer {
    /// # Errors
    /// [`Error::Setup`]: a CA file without certificates, or no CA store on this machine.
    pub fn new(connection: &Connection) -> Result<Self, Error> {
        let transport = Transport::new(connection, true, |client| {
            client.pool_max_idle_per_host(0).timeout(connection.timeouts.update)
        })?;
        Ok(Self { transport, limit: connection.limits.other })
    }

    /// Sends the update and reads what the server answers. Takes the update: it is sent once. Only
    /// [`Progress::Sent`] is reported: bytes that the connection took.
    /// Dropping the future cuts the request off, and leaves unknown what became of it.
    ///
    /// # Errors
    /// [`NotUpdated`], which says whether anything can have been stored.
    pub async fn update(&self, update: Update, progress: Report<'_>) -> Result<Answer, NotUpdated> {
        let request = request::update(update.project(), update.keystore(), update.cascade())
            .map_err(|name| NotUpdated::NotSent(name.into()))?;
        let token = self.transport.token().map_err(NotUpdated::NotSent)?;
        let sent = update.redaction().clone().and_token(&token);
        let environments = update.expectation().environments().to_vec();
        match self.exchange(&request, &token, update.into_body(), progress).await {
            Ok(answer) => Ok(without(answer, &sent, &environments)),
            Err(failed) => {
                let failed = failed.without(&sent);
                self.transport.note(&request, failed.error());
                Err(failed)
            }
        }
    }

    async fn exchange(
        &self,
        request: &Request,
        token: &Secret,
        body: Zeroizing<Vec<u8>>,
        progress: Report<'_>,
    ) -> Result<Answer, NotUpdated> {
        let total = body.len() as u64;
        let (upload, handed) = Upload::new(body);
        let prepared =
            self.transport.prepare(request, token, Some(Body::wrap(upload))).map_err(NotUpdated::NotSent)?;
        let place = &self.transport.place;
        let sending = self.transport.send(prepared);
        let response = watching(sending, handed, total, progress).await.map_err(|error| {
            let certain = fault::proves_that_nothing_was_sent(&error);
            let error = place.error(&error);
            if certain { NotUpdated::NotSent(error) } else { NotUpdated::Unknown(error) }
        })?;
        // From here on a status came: a body that doesn't arrive leaves the outcome open.
        let answered =
            download::answered(response, self.limit, place, &|_| {}).await.map_err(NotUpdated::Unknown)?;
        match answered.error() {
            Some(error) => Err(NotUpdated::answered(error)),
            None => wire::answer::read(answered.status, &answered.body).map_err(NotUpdated::answered),
        }
    }
}

/// The same answer without what was sent in any text of it, each brought to its final length. The names of the
/// object's own `environments` stay: rows are known by them, whatever a password is.
fn without(mut answer: Answer, sent: &Redaction, environments: &[String]) -> Answer {
    let mut cleaner = sent.cleaner();
    let mut clean = |text: &mut String| {
        cleaner.clean(text);
        *text = bounded(text, MAX_WORDS).unwrap_or_default();
    };
    answer.message.iter_mut().for_each(&mut clean);
    answer.report.message.iter_mut().for_each(&mut clean);
    let own: HashSet<&str> = environments.iter().map(String::as_str).collect();
    for row in &mut answer.report.rows {
        if !own.contains(row.environment.as_str()) {
            clean(&mut row.environment);
        }
        row.pod.iter_mut().chain(&mut row.address).for_each(&mut clean);
        clean(&mut row.detail);
    }
    answer
}

/// Awaits `sending`, and reports what the connection has taken of the body.
async fn watching<T>(
    sending: impl Future<Output = T>,
    mut handed: watch::Receiver<u64>,
    total: u64,
    progress: Report<'_>,
) -> T {
    let mut sending = pin!(sending);
    let mut throttle = Throttle::new();
    let (mut reported, mut leaving) = (0, true);
    let result = loop {
        tokio::select! {
            biased;
            result = &mut sending => break result,
            // An error: the body is gone, all of it handed over or the request given up.
            change = handed.changed(), if leaving => leaving = change.is_ok(),
        }
        let bytes = *handed.borrow_and_update();
        if bytes > reported && throttle.lets(bytes, bytes == total) {
            progress(Progress::Sent { bytes, total });
            reported = bytes;
        }
    };
    let bytes = *handed.borrow();
    if bytes > reported {
        progress(Progress::Sent { bytes, total });
    }
    result
}

//! Everything that is read. Sends nothing but GET, and tries again what failed in passing.

use std::sync::Arc;

use super::{Backoff, Connection, Limits, Report, download, transport::Transport};
use crate::{
    api::{
        error::Error,
        generation::{Evidence, Generation, Sign},
        request::{self, Request},
        wire::{
            self,
            list::{self, Listed},
            refusal::Answered,
        },
    },
    domain::{
        environment::Environment, jwk::Jwk, keystore::Keystore, project::Project, redaction::Redaction,
        transfer::Progress,
    },
};

/// An answer of more bytes than this is read on a thread of its own, so that nothing else waits.
const LARGE: usize = 256 * 1024;

/// Reads from one server. Nothing in it can send anything but GET.
#[derive(Debug)]
pub struct Reader {
    transport: Transport,
    backoff: Backoff,
    limits: Limits,
}

/// A project's keystores.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// In the server's order.
    pub keystores: Vec<Arc<Keystore>>,
    /// What couldn't be read, and why: one line each; may be hostile.
    pub skipped: Vec<String>,
    /// What they show of the server's generation.
    pub evidence: Evidence,
}

impl Reader {
    /// # Errors
    /// [`Error::Setup`]: a CA file without certificates, or no CA store on this machine.
    pub fn new(connection: &Connection) -> Result<Self, Error> {
        let read = connection.timeouts.read;
        Ok(Self {
            transport: Transport::new(connection, false, |client| client.read_timeout(read))?,
            backoff: connection.backoff.clone(),
            limits: connection.limits,
        })
    }

    /// The projects that the token's user is a member of.
    ///
    /// # Errors
    /// Any [`Error`] that a GET can have; likewise below.
    pub async fn projects(&self, progress: Report<'_>) -> Result<Vec<Project>, Error> {
        let listed = self.read(&request::projects(), self.limits.other, progress, list::projects).await?;
        Ok(told("projects", listed))
    }

    /// A project's keystores, each with its files.
    ///
    /// # Errors
    /// As [`projects`](Self::projects).
    pub async fn keystores(&self, project: &str, progress: Report<'_>) -> Result<Listing, Error> {
        let request = request::keystores(project)?;
        let Listed { items, skipped } =
            self.read(&request, self.limits.list, progress, list::keystores).await?;
        let evidence = Evidence::of_keystores(&items);
        Ok(Listing { keystores: items, skipped, evidence })
    }

    /// One keystore, by its exact name.
    ///
    /// # Errors
    /// As [`projects`](Self::projects); also where the answer holds another keystore.
    pub async fn keystore(
        &self,
        project: &str,
        name: &str,
        progress: Report<'_>,
    ) -> Result<Arc<Keystore>, Error> {
        let request = request::keystore(project, name)?;
        let wanted = name.to_owned();
        let read = move |status, body: &[u8]| list::keystore(status, body, &wanted);
        self.read(&request, self.limits.other, progress, read).await
    }

    /// A project's environments, and what the path that answered tells of the generation. Each
    /// generation has a path of its own: that of the `known` one is tried first, else the first's.
    ///
    /// # Errors
    /// As [`projects`](Self::projects); where neither path is there, the more telling error.
    pub async fn environments(
        &self,
        project: &str,
        known: Option<Generation>,
        progress: Report<'_>,
    ) -> Result<(Vec<Environment>, Evidence), Error> {
        let (first, second) = match known {
            None | Some(Generation::First) => (Generation::First, Generation::Second),
            Some(Generation::Second) => (Generation::Second, Generation::First),
        };
        let missed = match self.environments_of(project, first, progress).await {
            Err(error) if may_be_the_other_path(&error) => error,
            result => return result,
        };
        self.environments_of(project, second, progress).await.map_err(|error| {
            // A path that isn't there says little; words about the project say much.
            let says_little = |error: &Error| matches!(error, Error::NotFound(_) | Error::Proxy { .. });
            if says_little(&missed) && !says_little(&error) { error } else { missed }
        })
    }

    async fn environments_of(
        &self,
        project: &str,
        generation: Generation,
        progress: Report<'_>,
    ) -> Result<(Vec<Environment>, Evidence), Error> {
        let request = request::environments(project, generation)?;
        let listed = self.read(&request, self.limits.other, progress, list::environments).await?;
        let sign = match generation {
            Generation::First => Sign::EnvironmentsByProject,
            Generation::Second => Sign::EnvironmentsUnderProject,
        };
        Ok((told("environments", listed), sign.into()))
    }

    /// A project's JWKs, without key material.
    ///
    /// # Errors
    /// As [`projects`](Self::projects).
    pub async fn jwks(&self, project: &str, progress: Report<'_>) -> Result<Vec<Jwk>, Error> {
        let request = request::jwks(project)?;
        let listed = self.read(&request, self.limits.other, progress, list::jwks).await?;
        Ok(told("JWKs", listed))
    }

    /// What the server's own description tells of its generation. Not every server has one: where
    /// it can't be read, it tells nothing.
    pub async fn openapi(&self, progress: Report<'_>) -> Result<Evidence, Error> {
        let read = |_, body: &[u8]| wire::parse(body).map(|document| wire::openapi::evidence(&document));
        match self.read(&request::openapi(), self.limits.openapi, progress, read).await {
            Err(error) if error.is_token_refused() => Err(error),
            read => Ok(read.unwrap_or_default()),
        }
    }

    /// A request, tried again as the backoff has it, and its answer read.
    async fn read<T: Send + 'static>(
        &self,
        request: &Request,
        limit: u64,
        progress: Report<'_>,
        read: impl FnOnce(u16, &[u8]) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let mut attempt = 1;
        let (Answered { status, body, .. }, sent) = loop {
            let error = match self.attempt(request, limit, progress).await {
                Ok(answered) => break answered,
                Err(error) => error,
            };
            let Some(wait) = self.backoff.wait(attempt, &error) else { return Err(error) };
            let of = self.backoff.times();
            progress(Progress::Retrying { attempt, of, wait, why: error.meaning() });
            tokio::time::sleep(wait).await;
            attempt += 1;
        };
        let result = if body.len() < LARGE {
            read(status, &body)
        } else {
            match tokio::task::spawn_blocking(move || read(status, &body)).await {
                Ok(result) => result,
                // A panic there is this task's: as an error it would leave a program that nobody can see is broken.
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => Err(Error::Unreadable { why: "reading it was broken off".into() }),
                },
            }
        };
        // A no may come under a status of success, too.
        result.map_err(|error| error.without(&sent))
    }

    /// One request, and what it carried.
    async fn attempt(
        &self,
        request: &Request,
        limit: u64,
        progress: Report<'_>,
    ) -> Result<(Answered, Redaction), Error> {
        let token = self.transport.token()?;
        let sent = Redaction::of_token(&token);
        let prepared = self.transport.prepare(request, &token, None)?;
        let place = &self.transport.place;
        let result = match self.transport.send(prepared).await {
            Ok(response) => download::answered(response, limit, place, progress).await,
            Err(error) => Err(place.error(&error)),
        };
        match result.and_then(|answered| answered.error().map_or(Ok(answered), Err)) {
            Ok(answered) => Ok((answered, sent)),
            Err(error) => {
                let error = error.without(&sent);
                self.transport.note(request, &error);
                Err(error)
            }
        }
    }
}

/// Whether the server may just not have this path: it answers 400 for almost everything, and what
/// stands before it may answer with a page.
fn may_be_the_other_path(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 404 | 405)) || matches!(error, Error::Proxy { html: true, .. })
}

/// The items; what was left out goes to the log.
fn told<T>(what: &str, listed: Listed<T>) -> Vec<T> {
    if !listed.skipped.is_empty() {
        let skipped = listed.skipped.len();
        tracing::warn!(target: "keywright::http", skipped, "some {what} can't be read");
    }
    listed.items
}

#[cfg(test)]
mod tests {
    use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

    use super::*;
    use crate::{api::client::TokenCell, domain::secret::Secret};

    #[tokio::test]
    async fn a_panic_while_a_large_answer_is_read_is_not_an_error() {
        let server = MockServer::start().await;
        let large = ResponseTemplate::new(200).set_body_json(vec!["x".repeat(LARGE)]);
        Mock::given(any()).respond_with(large).mount(&server).await;
        let base = format!("{}/apiops/", server.uri()).parse().unwrap();
        let token = TokenCell::new(Secret::new("t0ken".into()));
        let reader = Reader::new(&Connection::new(base, token)).unwrap();
        let task = tokio::spawn(async move {
            let read = |_, _: &[u8]| -> Result<(), Error> { panic!("on purpose") };
            reader.read(&request::projects(), u64::MAX, &|_| {}, read).await
        });
        assert!(task.await.unwrap_err().is_panic());
    }
}

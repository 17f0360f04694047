//! One request sent, one answer read: what [`Reader`](super::Reader) and [`Writer`](super::Writer)
//! share. Logs method, path, status and time; never a token, a password, or content.

use std::{fmt, sync::Arc, time::Instant};

use reqwest::{
    Body, Client, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use url::Url;

use super::{Connection, TokenCell, fault::Place, token};
use crate::{
    api::{
        error::Error,
        request::{Method, Request},
    },
    domain::secret::Secret,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A client for one server.
pub(super) struct Transport {
    client: Client,
    base: Url,
    token: TokenCell,
    pub place: Place,
}

impl Transport {
    /// # Errors
    /// [`Error::Setup`]: the CA file, or no CA store on this machine and no pin.
    pub fn new(
        connection: &Connection,
        whole: bool,
        settings: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self, Error> {
        let asked = Arc::default();
        let client = settings(connection.builder(&asked)?)
            .build()
            .map_err(|error| Error::Setup { why: super::fault::causes(&error) })?;
        Ok(Self {
            client,
            base: connection.base.clone(),
            token: connection.token.clone(),
            place: Place {
                server: connection.server(),
                timeouts: connection.timeouts,
                whole,
                asked,
                identified: connection.identity.is_some(),
            },
        })
    }

    /// The token to send; its text is also what no error may show.
    ///
    /// # Errors
    /// [`Error::NoToken`].
    pub fn token(&self) -> Result<Secret, Error> {
        self.token.get()
    }

    /// The request with its headers. Not by reqwest's builder, which would add a second
    /// authorization from an address with credentials in it.
    ///
    /// # Errors
    /// [`Error::NoToken`].
    pub fn prepare(
        &self,
        request: &Request,
        token: &Secret,
        body: Option<Body>,
    ) -> Result<reqwest::Request, Error> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Put => reqwest::Method::PUT,
        };
        let mut prepared = reqwest::Request::new(method, request.url(&self.base));
        let headers = prepared.headers_mut();
        headers.insert(AUTHORIZATION, token::bearer(token)?);
        headers.insert(ACCEPT, JSON);
        if body.is_some() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        *prepared.body_mut() = body;
        Ok(prepared)
    }

    /// Sends it, once.
    pub async fn send(&self, request: reqwest::Request) -> Result<Response, reqwest::Error> {
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let began = Instant::now();
        let result = self.client.execute(request).await;
        let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &result {
            Ok(response) => {
                let status = response.status().as_u16();
                tracing::info!(target: "keywright::http", %method, path, status, millis, "answered");
            }
            Err(error) => {
                let why = super::fault::causes(error);
                tracing::info!(target: "keywright::http", %method, path, why, millis, "not answered");
            }
        }
        result
    }

    /// Notes how a request failed, without the server's words.
    pub fn note(&self, request: &Request, error: &Error) {
        let (method, path) = (request.method, request.display_path(&self.base));
        tracing::info!(target: "keywright::http", %method, path, why = error.meaning(), "failed");
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("server", &self.place.server).finish_non_exhaustive()
    }
}

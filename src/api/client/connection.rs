//! How to reach one server, and an HTTP client for it.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::{ClientBuilder, redirect};
use url::{Host, Url};

use super::{Backoff, Identity, TokenCell, tls};
use crate::{
    api::error::Error,
    domain::{address, timeouts::Timeouts},
    keystore::certificate::Fingerprint,
};

/// Where `localhost` and every name below it lead: no resolver is asked, which may send them, and the token,
/// elsewhere. The port is the address's own.
const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// The most bytes of an answer that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of a list of keystores, which holds every environment's file.
    pub list: u64,
    /// Of any other answer.
    pub other: u64,
    /// Of the server's description of itself.
    pub openapi: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self { list: 256 * MIB, other: 64 * MIB, openapi: 8 * MIB }
    }
}

/// One server and how to speak to it; what a [`Reader`](super::Reader) and a
/// [`Writer`](super::Writer) are made from.
#[derive(Clone)]
pub struct Connection {
    /// Ends in `/apiops/`.
    pub base: Url,
    /// Certificates of authorities to trust beside the system's: PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// Shown to a server that asks for a certificate.
    pub identity: Option<Identity>,
    /// The SHA-256 of the only certificate that the server may have, whoever signed it.
    pub pin: Option<Fingerprint<32>>,
    pub timeouts: Timeouts,
    pub token: TokenCell,
    pub backoff: Backoff,
    pub limits: Limits,
}

impl Connection {
    /// With the usual times and limits, and the system's authorities.
    pub fn new(base: Url, token: TokenCell) -> Self {
        Self {
            base,
            ca_pem: None,
            identity: None,
            pin: None,
            timeouts: Timeouts::default(),
            token,
            backoff: Backoff::default(),
            limits: Limits::default(),
        }
    }

    /// The server as messages name it: `manager.example:8443`.
    pub(super) fn server(&self) -> String {
        let host = self.base.host_str().unwrap_or("?");
        match self.base.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.into(),
        }
    }

    /// A client's settings that reading and writing share. What the server asks of this side is noted in `asked`.
    ///
    /// # Errors
    /// [`Error::Setup`]: see [`tls::config`].
    pub(super) fn builder(&self, asked: &Arc<tls::Asked>) -> Result<ClientBuilder, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("keywright/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.timeouts.connect)
            .tls_backend_preconfigured(tls::config(self, asked)?);
        if self.base.host().is_some_and(|host| address::is_loopback(&host)) {
            builder = builder.no_proxy();
        }
        if let Some(Host::Domain(name)) = self.base.host()
            && address::is_loopback_name(name)
        {
            builder = builder.resolve_to_addrs(name, &LOOPBACK);
        }
        Ok(builder)
    }
}

impl fmt::Debug for Connection {
    // Not the address itself, in which credentials may stand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("server", &self.server()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(base: &str) -> Connection {
        Connection::new(Url::parse(base).unwrap(), TokenCell::default())
    }

    #[test]
    fn a_server_is_named_without_credentials() {
        let connection = connection("https://user:hunter2@h.example:8443/apiops/");
        assert_eq!(connection.server(), "h.example:8443");
        assert!(!format!("{connection:?}").contains("hunter2"));
    }

    #[test]
    fn a_ca_file_without_a_certificate_is_an_error() {
        for pem in ["", "x", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
            let connection =
                Connection { ca_pem: Some(pem.into()), ..connection("https://h.example/apiops/") };
            assert!(matches!(connection.builder(&Arc::default()), Err(Error::Setup { .. })), "{pem:?}");
        }
    }
}

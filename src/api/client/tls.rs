//! TLS of a connection: versions, whom to believe, what to show of oneself.
//!
//! ```text
//! verify     which certificate of a server is believed: an authority's, or the one that is pinned
//! identity   the certificate that is shown to a server that asks for one
//! facts      a certificate in words, for the error that it causes
//! ```
//!
//! Nothing switches the checks off.

mod facts;
mod identity;
mod verify;

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    client::danger::ServerCertVerifier,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, pem::PemObject},
    version::{TLS12, TLS13},
};
use rustls_platform_verifier::Verifier as Platform;

use super::Connection;
use crate::api::error::Error;
pub(super) use identity::Asked;
pub use identity::{Identity, IdentityFault};
pub(super) use verify::NotBelieved;

/// TLS for a connection. What the server asked of this side is noted in `asked`.
///
/// # Errors
/// [`Error::Setup`]: the CA file, or no CA store on this machine and no pin.
pub(super) fn config(connection: &Connection, asked: &Arc<Asked>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let unusable = |error: rustls::Error| Error::Setup { why: error.to_string() };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(unusable)?;
    // A CA file that is none is said at once, needed or not.
    let authorities = authorities(connection)?;
    let builder = match connection.base.scheme() {
        // The system's authorities aren't needed, and a machine may have none.
        "http" => builder.with_root_certificates(RootCertStore::empty()),
        _ => builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier(
            connection,
            authorities,
            provider,
        )?)),
    };
    let shown = identity::Shown::new(connection.identity.clone(), Arc::clone(asked));
    let mut config = builder.with_client_cert_resolver(Arc::new(shown));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn verifier(
    connection: &Connection,
    authorities: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<verify::Verifier, Error> {
    let algorithms = provider.signature_verification_algorithms;
    let authorities = match authorities {
        none if none.is_empty() => Platform::new(provider),
        given => Platform::new_with_extra_roots(given, provider),
    };
    let host = connection.base.host_str().unwrap_or_default();
    let pin = connection.pin.map(|pin| verify::Pin::new(host, pin));
    let authorities: Option<Arc<dyn ServerCertVerifier>> = match authorities {
        Ok(platform) => Some(Arc::new(platform)),
        // The pin is all that is needed.
        Err(_) if pin.is_some() => None,
        Err(error) => return Err(Error::Setup { why: error.to_string() }),
    };
    Ok(verify::Verifier::new(authorities, pin, algorithms))
}

/// The certificates of the CA file; none without one.
fn authorities(connection: &Connection) -> Result<Vec<CertificateDer<'static>>, Error> {
    let Some(pem) = &connection.ca_pem else { return Ok(Vec::new()) };
    let unreadable = |why: &str| Error::Setup { why: format!("the CA file {why}") };
    match CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>() {
        Err(_) => Err(unreadable("isn't PEM")),
        Ok(none) if none.is_empty() => Err(unreadable("holds no certificate in PEM")),
        Ok(authorities) => Ok(authorities),
    }
}

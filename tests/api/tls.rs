//! TLS with real servers: whom keywright believes, what it shows of itself, and what it says when it doesn't come
//! to a connection. The certificates beside these files are made by the script with them.

#[path = "tls/believing.rs"]
mod believing;
#[path = "tls/identity.rs"]
mod identity;
#[path = "tls/pinning.rs"]
mod pinning;
#[path = "tls/redirects.rs"]
mod redirects;
#[path = "tls/server.rs"]
pub mod server;
#[path = "tls/versions.rs"]
mod versions;

use keywright::{
    api::{
        client::{Connection, Identity, NotUpdated, Reader, Writer},
        error::{Error, TlsReason},
    },
    domain::cascade::JwkCascade,
    keystore::certificate::Fingerprint,
};
use rustls::{
    SupportedProtocolVersion,
    pki_types::{CertificateDer, pem::PemObject},
    version::{TLS12, TLS13},
};
use sha2::{Digest, Sha256};

use crate::support::{Recorder, connection, unseen, update};

const AUTHORITY: &[u8] = include_bytes!("tls/ca.pem");
const GOOD: &[u8] = include_bytes!("tls/good.pem");
const EXPIRED: &[u8] = include_bytes!("tls/expired.pem");
const FUTURE: &[u8] = include_bytes!("tls/future.pem");
const OTHER_NAME: &[u8] = include_bytes!("tls/othername.pem");
/// Signed itself, and says that it is an authority.
pub const OWN: &[u8] = include_bytes!("tls/own.pem");
const SELF_SIGNED: &[u8] = include_bytes!("tls/selfsigned.pem");
/// Signed itself, for another name, and expired.
const SELF_EXPIRED: &[u8] = include_bytes!("tls/selfexpired.pem");
const CLIENT: &[u8] = include_bytes!("tls/client.pem");
/// A client that the authority doesn't know.
const STRANGER: &[u8] = include_bytes!("tls/stranger.pem");

/// TLS 1.2 alone, and 1.3 alone.
const VERSIONS: [&[&SupportedProtocolVersion]; 2] = [&[&TLS12], &[&TLS13]];

/// To a server, trusting an authority besides the machine's; the machine may have none.
fn trusting(server: &str, authority: &[u8]) -> Connection {
    Connection { ca_pem: Some(authority.to_vec()), ..connection(server) }
}

pub fn fingerprint(pem: &[u8]) -> Fingerprint<32> {
    Fingerprint(Sha256::digest(CertificateDer::from_pem_slice(pem).unwrap()).into())
}

/// As an operator who pins a certificate of a machine without other authorities.
fn pinning(server: &str, certificate: &[u8]) -> Connection {
    Connection { pin: Some(fingerprint(certificate)), ..connection(server) }
}

/// With a certificate of its own to show.
fn shows(connection: Connection, pem: &[u8]) -> Connection {
    Connection { identity: Some(Identity::from_pem(pem, pem).unwrap()), ..connection }
}

/// What reading says: whether it succeeds, or why there is no secure connection. It isn't tried again.
async fn read(connection: &Connection) -> Result<(), (TlsReason, Error)> {
    let recorder = Recorder::default();
    let result = Reader::new(connection).unwrap().projects(&recorder.report()).await;
    assert_eq!(recorder.retries(), 0, "{result:?}");
    match result {
        Ok(projects) => {
            assert_eq!(projects, []);
            Ok(())
        }
        Err(error) => match &error {
            Error::Tls { reason, .. } => Err((*reason, error)),
            other => panic!("{other:?}"),
        },
    }
}

/// Why reading makes no secure connection.
async fn refusal(connection: &Connection) -> (TlsReason, Error) {
    read(connection).await.expect_err("it was believed")
}

/// What becomes of an update.
async fn write(connection: &Connection) -> Result<(), NotUpdated> {
    let writer = Writer::new(connection).unwrap();
    writer.update(update(JwkCascade::Leave, 0), &unseen).await.map(drop)
}

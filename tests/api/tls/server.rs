//! A TLS server on loopback, and one that only plays at it.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier},
    sign::CertifiedKey,
};

use super::AUTHORITY;
use crate::fault::ok;

/// What the server is and wants.
pub struct Setup {
    pub certificate: &'static [u8],
    /// Its key: another than the certificate's for one that stole only that.
    pub key: &'static [u8],
    pub versions: &'static [&'static SupportedProtocolVersion],
    /// A certificate of this authority is wanted of the client.
    pub wants: bool,
    /// What it answers.
    pub answer: Vec<u8>,
}

impl Setup {
    pub fn of(identity: &'static [u8]) -> Self {
        Self {
            certificate: identity,
            key: identity,
            versions: rustls::ALL_VERSIONS,
            wants: false,
            answer: ok("[]"),
        }
    }

    pub fn start(self) -> Server {
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(self.versions)
            .unwrap();
        let builder = if self.wants {
            let mut authorities = RootCertStore::empty();
            authorities.add(CertificateDer::from_pem_slice(AUTHORITY).unwrap()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let chain = CertificateDer::pem_slice_iter(self.certificate).map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_slice(self.key).unwrap();
        let key = CertifiedKey::new(chain, ring::sign::any_supported_type(&key).unwrap());
        let config = builder.with_cert_resolver(Arc::new(Always(Arc::new(key))));
        let (config, answer) = (Arc::new(config), Arc::new(self.answer));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let record = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let session = ServerConnection::new(Arc::clone(&config)).unwrap();
                let stream = StreamOwned::new(session, stream.unwrap());
                let (answer, record) = (Arc::clone(&answer), Arc::clone(&record));
                thread::spawn(move || serve(stream, &answer, &record));
            }
        });
        Server { url: format!("https://localhost:{port}"), port, seen }
    }
}

/// Shows its certificate whatever the client asks for.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

pub struct Server {
    pub url: String,
    pub port: u16,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// The beginning of each request that came through.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn serve(mut stream: StreamOwned<ServerConnection, TcpStream>, answer: &[u8], record: &Mutex<Vec<String>>) {
    let mut request = [0; 4096];
    // Whoever doesn't believe the certificate, or isn't believed, gets no further.
    if let Ok(length @ 1..) = stream.read(&mut request) {
        record.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).into_owned());
        let _ = stream.write_all(answer);
        stream.conn.send_close_notify();
        let _ = stream.flush();
    }
    // Until the client leaves: with something unread, closing is a reset, which overtakes what was said.
    while stream.sock.read(&mut request).is_ok_and(|length| length > 0) {}
}

/// A server that answers the first bytes of every client with these, and is silent then.
pub fn plays(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer);
                while stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {}
            });
        }
    });
    format!("https://localhost:{port}")
}

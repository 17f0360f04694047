//! HTTP/2, which a proxy before the Manager may speak: the same exactness. It has refusals of its own that promise
//! that nothing was done; they count as unknown all the same, and nothing is sent twice by itself.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use h2::{Reason, RecvStream, server::SendResponse};
use http::{Request, Response};
use keywright::{
    api::{
        client::{Backoff, Connection, NotUpdated, Reader, Writer},
        error::Error,
    },
    domain::{cascade::JwkCascade, deployment::Word, transfer::Progress},
};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::support::{Recorder, TOKEN, connection, unseen, update};

const IDENTITY: &[u8] = include_bytes!("tls/good.pem");
const AUTHORITY: &[u8] = include_bytes!("tls/ca.pem");

/// What is done with each request.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// Read it, and answer this.
    Answer(u16, &'static str),
    /// Refuse the stream before its body is read.
    Refuse(Reason),
    /// Read it, and reset the stream.
    Reset(Reason),
    /// Read it, and end the connection, naming a reason.
    GoAway(Reason),
    /// Answer half, and reset the stream.
    Half,
}

struct Server {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
}

impl Server {
    async fn start(act: Act) -> Self {
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let chain = CertificateDer::pem_slice_iter(IDENTITY).map(Result::unwrap).collect();
        let mut config =
            builder.with_single_cert(chain, PrivateKeyDer::from_pem_slice(IDENTITY).unwrap()).unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, bytes) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let server = Self { address, requests: Arc::clone(&requests), bytes: Arc::clone(&bytes) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, requests, bytes) =
                    (acceptor.clone(), Arc::clone(&requests), Arc::clone(&bytes));
                tokio::spawn(serve(acceptor, stream, act, requests, bytes));
            }
        });
        server
    }

    fn connection(&self) -> Connection {
        let connection = connection(&format!("https://localhost:{}", self.address.port()));
        Connection { ca_pem: Some(AUTHORITY.to_vec()), backoff: Backoff::none(), ..connection }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    act: Act,
    requests: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    let mut end = None;
    while let Some(Ok((request, respond))) = connection.accept().await {
        requests.fetch_add(1, Ordering::SeqCst);
        assert_eq!(request.headers()["authorization"], format!("Bearer {TOKEN}"));
        if let Act::GoAway(reason) = act {
            end = Some(reason);
        }
        let done = tokio::spawn(deal(request, respond, act, Arc::clone(&bytes)));
        if let Some(reason) = end {
            connection.abrupt_shutdown(reason);
        }
        drop(done);
    }
}

async fn deal(
    mut request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    act: Act,
    bytes: Arc<AtomicUsize>,
) {
    if let Act::Refuse(reason) = act {
        return respond.send_reset(reason);
    }
    while let Some(Ok(chunk)) = request.body_mut().data().await {
        bytes.fetch_add(chunk.len(), Ordering::SeqCst);
        let _ = request.body_mut().flow_control().release_capacity(chunk.len());
    }
    let head = |status: u16| Response::builder().status(status).body(()).unwrap();
    match act {
        Act::Answer(status, body) => {
            if let Ok(mut stream) = respond.send_response(head(status), false) {
                let _ = stream.send_data(Bytes::from_static(body.as_bytes()), true);
            }
        }
        Act::Reset(reason) | Act::Refuse(reason) | Act::GoAway(reason) => respond.send_reset(reason),
        Act::Half => {
            if let Ok(mut stream) = respond.send_response(head(200), false) {
                let _ = stream.send_data(Bytes::from_static(b"{\"success\":"), false);
                stream.send_reset(Reason::INTERNAL_ERROR);
            }
        }
    }
}

#[tokio::test]
async fn an_update_is_sent_whole_and_answered() {
    let server = Server::start(Act::Answer(200, r#"{"success":true}"#)).await;
    let update = update(JwkCascade::Leave, 1_000_000);
    let total = update.body().len();
    let recorder = Recorder::default();
    let writer = Writer::new(&server.connection()).unwrap();
    let answer = writer.update(update, &recorder.report()).await.unwrap();
    assert_eq!(answer.stored, Word::Yes);
    assert_eq!(server.bytes.load(Ordering::SeqCst), total);
    let whole = Progress::Sent { bytes: total as u64, total: total as u64 };
    assert_eq!(recorder.seen().last(), Some(&whole));
}

#[tokio::test]
async fn a_no_is_a_no() {
    let server = Server::start(Act::Answer(403, r#"{"error_description":"no role"}"#)).await;
    let writer = Writer::new(&server.connection()).unwrap();
    let failed = writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
    assert!(matches!(failed, NotUpdated::Refused(Error::Forbidden(_))), "{failed:?}");
}

#[tokio::test]
async fn whatever_breaks_off_is_unknown_and_sent_once() {
    for act in [
        Act::Refuse(Reason::REFUSED_STREAM),
        Act::Refuse(Reason::INTERNAL_ERROR),
        Act::Reset(Reason::INTERNAL_ERROR),
        Act::Reset(Reason::NO_ERROR),
        Act::GoAway(Reason::NO_ERROR),
        Act::GoAway(Reason::ENHANCE_YOUR_CALM),
        Act::Half,
    ] {
        let server = Server::start(act).await;
        let writer = Writer::new(&server.connection()).unwrap();
        let failed = writer.update(update(JwkCascade::Leave, 100_000), &unseen).await.unwrap_err();
        assert!(matches!(failed, NotUpdated::Unknown(Error::CutOff { .. })), "{act:?}: {failed:?}");
        assert_eq!(server.requests(), 1, "{act:?}");
        let error = Reader::new(&server.connection()).unwrap().projects(&unseen).await.unwrap_err();
        assert!(matches!(error, Error::CutOff { .. }), "{act:?}: {error:?}");
        assert_eq!(server.requests(), 2, "{act:?}");
    }
}

//! Servers that can't prove who they are, and one that can. The certificates beside this file are
//! made by the script with them.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::Arc,
    thread,
};

use keywright::{
    api::{
        client::{Connection, NotUpdated, Reader, Writer},
        error::{Error, TlsReason},
    },
    domain::cascade::JwkCascade,
};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::{
    fault::{http, ok},
    support::{Recorder, connection, unseen, update},
};

const AUTHORITY: &[u8] = include_bytes!("tls/ca.pem");

/// A server that answers `[]` to whoever believes its certificate; its address.
fn serving(identity: &'static [u8]) -> String {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificates = CertificateDer::pem_slice_iter(identity).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(identity).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key).unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(session, stream.unwrap());
            // Whoever doesn't believe the certificate leaves here.
            if stream.read(&mut [0; 4096]).is_ok() {
                let _ = stream.write_all(&ok("[]"));
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    format!("https://localhost:{port}")
}

fn trusting(server: &str, authority: &[u8]) -> Connection {
    Connection { ca_pem: Some(authority.to_vec()), ..connection(server) }
}

async fn reason(identity: &'static [u8]) -> (TlsReason, Error) {
    let server = serving(identity);
    let recorder = Recorder::default();
    let reader = Reader::new(&trusting(&server, AUTHORITY)).unwrap();
    let error = reader.projects(&recorder.report()).await.unwrap_err();
    assert_eq!(recorder.retries(), 0, "{error}");
    match &error {
        Error::Tls { reason, .. } => (*reason, error),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_authority_that_is_given_is_believed() {
    let server = serving(include_bytes!("tls/good.pem"));
    let reader = Reader::new(&trusting(&server, AUTHORITY)).unwrap();
    assert!(reader.projects(&unseen).await.unwrap().is_empty());
}

#[tokio::test]
async fn each_reason_is_told_with_what_to_do() {
    let (expired, _) = reason(include_bytes!("tls/expired.pem")).await;
    assert_eq!(expired, TlsReason::Expired);
    let (future, _) = reason(include_bytes!("tls/future.pem")).await;
    assert_eq!(future, TlsReason::NotYetValid);
    let (name, error) = reason(include_bytes!("tls/othername.pem")).await;
    assert_eq!(name, TlsReason::WrongName);
    assert!(error.to_string().contains("elsewhere.example"), "{error}");
    let (unknown, error) = reason(include_bytes!("tls/own.pem")).await;
    assert_eq!(unknown, TlsReason::OwnAuthority, "{error}");
}

#[tokio::test]
async fn an_unknown_authority_names_the_option_that_helps() {
    let server = serving(include_bytes!("tls/good.pem"));
    // Another authority, so that the machine needs none of its own.
    let reader = Reader::new(&trusting(&server, include_bytes!("tls/own.pem"))).unwrap();
    let error = reader.projects(&unseen).await.unwrap_err();
    assert!(matches!(error, Error::Tls { reason: TlsReason::UnknownIssuer, .. }), "{error:?}");
    assert!(error.next_step().contains("--ca-cert"));
}

#[tokio::test]
async fn an_update_to_a_server_that_is_not_believed_was_not_sent() {
    let server = serving(include_bytes!("tls/expired.pem"));
    let writer = Writer::new(&trusting(&server, AUTHORITY)).unwrap();
    let failed = writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
    assert!(matches!(&failed, NotUpdated::NotSent(Error::Tls { .. })), "{failed:?}");
}

#[tokio::test]
async fn plain_http_behind_https_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&http("400 Bad Request", "Connection: close\r\n", ""));
    });
    let reader = Reader::new(&trusting(&format!("https://localhost:{port}"), AUTHORITY)).unwrap();
    let error = reader.projects(&unseen).await.unwrap_err();
    assert!(matches!(error, Error::Tls { reason: TlsReason::NotTls, .. }), "{error:?}");
    assert!(error.next_step().contains("http://"));
}

//! What the machine has and hasn't: no CA store, and a proxy that loopback must not use. These
//! need an environment of their own, so each runs as a child of the test that asks for it.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use keywright::{
    api::{
        client::{Connection, NotUpdated, Reader, Writer},
        error::Error,
    },
    domain::cascade::JwkCascade,
    keystore::certificate::Fingerprint,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::{
    support::{TOKEN, connection, reader, unseen, update},
    tls::{OWN, fingerprint, server::Setup},
};

/// Set for a child, so that `--ignored` alone runs nothing on a machine that isn't prepared.
const CHILD: &str = "KEYWRIGHT_TEST_CHILD";

/// Runs one test of this binary alone, on a machine with these variables.
fn child(test: &str, variables: &[(&str, &str)]) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .envs(variables.iter().copied())
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn a_machine_without_authorities() {
    let nowhere = [("SSL_CERT_FILE", "/nonexistent/file"), ("SSL_CERT_DIR", "/nonexistent/directory")];
    child("machine::without_authorities", &nowhere);
}

#[test]
fn a_machine_with_a_proxy() {
    let proxy = "http://127.0.0.1:1";
    child("machine::with_a_proxy", &[("HTTP_PROXY", proxy), ("http_proxy", proxy), ("ALL_PROXY", proxy)]);
}

#[test]
fn a_machine_behind_a_proxy() {
    let server = Setup::of(OWN).start();
    let (proxy, heads) = tunnel(server.port);
    let proxied = [("HTTPS_PROXY", &*proxy), ("https_proxy", &proxy), ("NO_PROXY", ""), ("no_proxy", "")];
    child("machine::behind_a_proxy", &proxied);
    let heads = heads.lock().unwrap();
    assert!(
        heads.iter().filter(|head| head.starts_with("CONNECT gateway.example:443 ")).count() >= 2,
        "{heads:?}"
    );
    assert!(heads.iter().all(|head| !head.contains(TOKEN) && !head.contains("uthorization")), "{heads:?}");
    assert_eq!(server.seen().len(), 2);
}

/// A proxy that leads whoever asks for `gateway.example` to a server on this machine, and wants credentials of
/// others; and what it was asked.
fn tunnel(port: u16) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heads = Arc::<Mutex<Vec<String>>>::default();
    let record = Arc::clone(&heads);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut client, record) = (stream.unwrap(), Arc::clone(&record));
            thread::spawn(move || {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    client.read_exact(&mut byte).unwrap();
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let known = head.starts_with("CONNECT gateway.example:443 ");
                record.lock().unwrap().push(head);
                if !known {
                    let no = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
                    return client.write_all(no).unwrap();
                }
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
                let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let there = thread::spawn(move || std::io::copy(&mut from, &mut to));
                let _ = std::io::copy(&mut server, &mut client);
                let _ = client.shutdown(Shutdown::Both);
                let _ = there.join();
            });
        }
    });
    (url, heads)
}

#[tokio::test]
#[ignore = "a child of a_machine_behind_a_proxy"]
async fn behind_a_proxy() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    // What is pinned is the server's certificate, whatever stands on the way.
    let behind = Connection { pin: Some(fingerprint(OWN)), ..connection("https://gateway.example") };
    assert!(Reader::new(&behind).unwrap().projects(&unseen).await.unwrap().is_empty());
    let writer = Writer::new(&behind).unwrap();
    writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap();
    // A proxy that lets nobody through has got nothing of the update.
    let refused = Connection { pin: behind.pin, ..connection("https://elsewhere.example") };
    let error = Reader::new(&refused).unwrap().projects(&unseen).await.unwrap_err();
    assert!(matches!(&error, Error::Unreachable { why, .. } if why.contains("proxy")), "{error:?}");
    let writer = Writer::new(&refused).unwrap();
    let failed = writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
    assert!(matches!(failed, NotUpdated::NotSent(Error::Unreachable { .. })), "{failed:?}");
}

async fn empty_server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string("[]")).mount(&server).await;
    server
}

#[tokio::test]
#[ignore = "a child of a_machine_without_authorities"]
async fn without_authorities() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let server = empty_server().await;
    assert!(reader(&server.uri()).projects(&unseen).await.unwrap().is_empty());
    assert!(Writer::new(&connection(&server.uri())).is_ok());
    let mut secure = connection("https://localhost:1");
    let error = Reader::new(&secure).unwrap_err();
    assert!(matches!(error, Error::Setup { .. }) && error.next_step().contains("--ca-cert"), "{error:?}");
    secure.ca_pem = Some(include_bytes!("tls/ca.pem").to_vec());
    assert!(Reader::new(&secure).is_ok());
    // Whom to believe is said by the pin alone.
    secure.ca_pem = None;
    secure.pin = Some(Fingerprint([7; 32]));
    assert!(Reader::new(&secure).is_ok() && Writer::new(&secure).is_ok());
}

#[tokio::test]
#[ignore = "a child of a_machine_with_a_proxy"]
async fn with_a_proxy() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let server = empty_server().await;
    assert!(reader(&server.uri()).projects(&unseen).await.unwrap().is_empty());
}

//! What the machine has and hasn't: no CA store, and a proxy that loopback must not use. These
//! need an environment of their own, so each runs as a child of the test that asks for it.

use std::process::Command;

use keywright::{
    api::{
        client::{Reader, Writer},
        error::Error,
    },
    keystore::certificate::Fingerprint,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::support::{connection, reader, unseen};

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

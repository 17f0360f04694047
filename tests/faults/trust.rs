//! A server whose certificate isn't believed: the screen says which one and why, and what it says leads further.

use crate::fault::ok;
use crate::server::{Server, Setup};
use crate::stage::{Stage, TOKEN};
use crate::{Pty, refusal};

/// Signed itself, and says that it is an authority: what openssl makes by default.
const OWN: &[u8] = include_bytes!("../api/tls/own.pem");

const EXPIRED: &[u8] = include_bytes!("../api/tls/expired.pem");

const ANSWER: &str = r#"{"success":true,"resultList":[{"name":"Behind TLS"}]}"#;

fn serving(certificate: &'static [u8]) -> Server {
    Setup { answer: ok(ANSWER), ..Setup::of(certificate) }.start()
}

fn start(stage: &Stage, server: &Server, options: &[&str]) -> Pty {
    let mut args = vec![
        "--server",
        &server.url,
        "--ca-cert",
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/tls/ca.pem"),
    ];
    args.extend(options);
    stage.run(&args, &[("KEYWRIGHT_TOKEN", TOKEN)])
}

#[test]
fn the_fingerprint_on_the_screen_is_the_one_to_pin() {
    let stage = Stage::new();
    let server = serving(OWN);
    let said = refusal(&start(&stage, &server, &[]));
    assert!(said.contains("CN=keywright test own, issued by itself"), "{said}");
    assert!(said.contains("--server-fingerprint"), "{said}");
    let (_, rest) = said.split_once("SHA-256 ").unwrap();
    // It is longer than a line of the dialog; where it was wrapped, a blank stands in it.
    let digits: String = rest.chars().filter(|c| !c.is_whitespace()).take(32 * 3 - 1).collect();
    assert_eq!(server.seen(), [""; 0]);
    let pty = start(&stage, &server, &["--server-fingerprint", &digits]);
    pty.wait_text("Behind TLS");
    // Another server has another one, be it as good as it may.
    let said = refusal(&start(
        &stage,
        &serving(include_bytes!("../api/tls/good.pem")),
        &["--server-fingerprint", &digits],
    ));
    assert!(said.contains("another certificate than the one that is pinned"), "{said}");
}

#[test]
fn an_expired_certificate_is_named_with_its_dates() {
    let stage = Stage::new();
    let server = serving(EXPIRED);
    let said = refusal(&start(&stage, &server, &[]));
    assert!(said.contains("has a certificate that has expired: expired "), "{said}");
    assert!(said.contains("valid 2024-01-01 to 2025-01-01"), "{said}");
    assert!(said.contains("Have the certificate renewed"), "{said}");
    assert_eq!(server.seen(), [""; 0]);
}

//! Certificates that are believed for their authority, and why others aren't.

use keywright::api::{
    client::{NotUpdated, Reader},
    error::{Error, TlsReason},
};

use super::{
    AUTHORITY, EXPIRED, FUTURE, GOOD, OTHER_NAME, OWN, SELF_SIGNED, fingerprint, read, refusal,
    server::{Setup, plays},
    trusting, write,
};
use crate::{fault::http, support::connection};

#[tokio::test]
async fn an_authority_that_is_given_is_believed() {
    let server = Setup::of(GOOD).start();
    read(&trusting(&server.url, AUTHORITY)).await.unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn each_reason_names_the_certificate_and_what_is_wrong_with_it() {
    for (certificate, expected, told) in [
        (
            EXPIRED,
            TlsReason::Expired,
            &["expired ", " days ago: CN=keywright test expired", "to 2025-01-01"][..],
        ),
        (FUTURE, TlsReason::NotYetValid, &["valid in ", "valid 2125-01-01"]),
        (OTHER_NAME, TlsReason::WrongName, &["it is for elsewhere.example, and localhost was asked for"]),
        (OWN, TlsReason::OwnAuthority, &["CN=keywright test own, issued by itself"]),
        (SELF_SIGNED, TlsReason::SelfSigned, &["CN=keywright test selfsigned, issued by itself"]),
    ] {
        let server = Setup::of(certificate).start();
        let (reason, error) = refusal(&trusting(&server.url, AUTHORITY)).await;
        assert_eq!(reason, expected, "{error}");
        let text = error.to_string();
        for told in told {
            assert!(text.contains(told), "{told:?} is not in {text}");
        }
        assert!(text.contains(&format!("SHA-256 {}", fingerprint(certificate))), "{text}");
        assert!(text.starts_with(&format!("localhost:{} has a certificate", server.port)), "{text}");
        assert_eq!(server.seen(), [""; 0]);
    }
}

#[tokio::test]
async fn an_unknown_authority_is_named_with_the_options_that_help() {
    let server = Setup::of(GOOD).start();
    let (reason, error) = refusal(&trusting(&server.url, OWN)).await;
    assert_eq!(reason, TlsReason::UnknownIssuer);
    assert!(error.to_string().contains("CN=keywright test good, issued by CN=keywright test ca"), "{error}");
    let step = error.next_step();
    assert!(step.contains("--ca-cert") && step.contains("--server-fingerprint"), "{step}");
}

#[tokio::test]
async fn the_own_certificate_of_a_server_may_be_its_authority() {
    let server = Setup::of(SELF_SIGNED).start();
    read(&trusting(&server.url, SELF_SIGNED)).await.unwrap();
    let server = Setup::of(OWN).start();
    let (reason, error) = refusal(&trusting(&server.url, OWN)).await;
    assert_eq!(reason, TlsReason::OwnAuthority);
    assert!(error.next_step().contains("--server-fingerprint"));
}

#[tokio::test]
async fn an_update_to_a_server_that_is_not_believed_was_not_sent() {
    for certificate in [EXPIRED, OTHER_NAME, SELF_SIGNED] {
        let server = Setup::of(certificate).start();
        let failed = write(&trusting(&server.url, AUTHORITY)).await.unwrap_err();
        assert!(matches!(&failed, NotUpdated::NotSent(Error::Tls { .. })), "{failed:?}");
        assert_eq!(server.seen(), [""; 0]);
    }
}

#[tokio::test]
async fn plain_http_behind_https_is_told() {
    let answer = http("400 Bad Request", "Connection: close\r\n", "");
    let (reason, error) = refusal(&trusting(&plays(answer.leak()), AUTHORITY)).await;
    assert_eq!(reason, TlsReason::NotTls, "{error}");
    assert!(error.next_step().contains("http://"));
}

#[test]
fn a_ca_file_without_a_certificate_is_said_at_once() {
    for pem in ["", "x", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        let error = Reader::new(&trusting("https://localhost:1", pem.as_bytes())).unwrap_err();
        assert!(matches!(&error, Error::Setup { why } if why.starts_with("the CA file")), "{error:?}");
    }
    // Without TLS nobody is believed for a certificate.
    assert!(Reader::new(&connection("http://localhost:1")).is_ok());
}

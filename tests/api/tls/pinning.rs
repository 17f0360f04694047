//! A certificate that is pinned: believed whatever it is, and no other is.

use keywright::api::{
    client::{Connection, NotUpdated},
    error::{Error, TlsReason},
};

use super::{
    AUTHORITY, CLIENT, EXPIRED, GOOD, OTHER_NAME, OWN, SELF_EXPIRED, SELF_SIGNED, VERSIONS, fingerprint,
    pinning, read, refusal, server::Setup, trusting, write,
};

#[tokio::test]
async fn the_pinned_certificate_is_believed_whoever_signed_it() {
    for certificate in [GOOD, SELF_SIGNED, OWN, OTHER_NAME, EXPIRED, SELF_EXPIRED] {
        for versions in VERSIONS {
            let server = Setup { versions, ..Setup::of(certificate) }.start();
            read(&pinning(&server.url, certificate)).await.unwrap();
            write(&pinning(&server.url, certificate)).await.unwrap();
            assert_eq!(server.seen().len(), 2);
        }
    }
}

#[tokio::test]
async fn any_other_is_refused_be_its_chain_as_good_as_it_may() {
    let server = Setup::of(GOOD).start();
    let connection = Connection { pin: Some(fingerprint(OWN)), ..trusting(&server.url, AUTHORITY) };
    let (reason, error) = refusal(&connection).await;
    assert_eq!(reason, TlsReason::OtherThanPinned);
    let text = error.to_string();
    assert!(text.contains(&format!("SHA-256 {}; the one that is pinned", fingerprint(GOOD))), "{text}");
    assert!(text.ends_with(&format!("has SHA-256 {}", fingerprint(OWN))), "{text}");
    assert!(error.next_step().contains("pin the new one"), "{}", error.next_step());
    let failed = write(&connection).await.unwrap_err();
    assert!(matches!(failed, NotUpdated::NotSent(Error::Tls { .. })), "{failed:?}");
    assert_eq!(server.seen(), [""; 0]);
}

#[tokio::test]
async fn whoever_has_the_certificate_but_not_its_key_is_refused() {
    for versions in VERSIONS {
        let server = Setup { key: CLIENT, versions, ..Setup::of(OWN) }.start();
        let (reason, error) = refusal(&pinning(&server.url, OWN)).await;
        assert_eq!(reason, TlsReason::Other, "{error}");
        let failed = write(&pinning(&server.url, OWN)).await.unwrap_err();
        assert!(matches!(failed, NotUpdated::NotSent(Error::Tls { .. })), "{failed:?}");
        assert_eq!(server.seen(), [""; 0]);
    }
}

#[tokio::test]
async fn an_address_in_numbers_is_pinned_too() {
    let server = Setup::of(OWN).start();
    let url = format!("https://127.0.0.1:{}", server.port);
    read(&pinning(&url, OWN)).await.unwrap();
    let (reason, _) = refusal(&pinning(&url, GOOD)).await;
    assert_eq!(reason, TlsReason::OtherThanPinned);
}

//! Servers that want a certificate of this side.

use keywright::api::{
    client::NotUpdated,
    error::{Error, TlsReason},
};

use super::{
    AUTHORITY, CLIENT, GOOD, STRANGER, VERSIONS, read, refusal, server::Setup, shows, trusting, write,
};

fn wanting(versions: &'static [&'static rustls::SupportedProtocolVersion]) -> Setup {
    Setup { wants: true, versions, ..Setup::of(GOOD) }
}

#[tokio::test]
async fn a_certificate_that_is_given_is_shown() {
    for versions in VERSIONS {
        let server = wanting(versions).start();
        let connection = shows(trusting(&server.url, AUTHORITY), CLIENT);
        read(&connection).await.unwrap();
        write(&connection).await.unwrap();
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_server_that_asks_for_none_is_shown_none() {
    let server = Setup::of(GOOD).start();
    read(&shows(trusting(&server.url, AUTHORITY), CLIENT)).await.unwrap();
}

#[tokio::test]
async fn without_one_it_is_said_whose_is_wanted() {
    for versions in VERSIONS {
        let server = wanting(versions).start();
        let (reason, error) = refusal(&trusting(&server.url, AUTHORITY)).await;
        assert_eq!(reason, TlsReason::WantsClientCertificate, "{error}");
        assert!(error.to_string().contains("issued by CN=keywright test ca"), "{error}");
        assert!(error.next_step().contains("--client-cert"), "{}", error.next_step());
        assert_eq!(server.seen(), [""; 0]);
    }
}

#[tokio::test]
async fn one_of_another_authority_is_refused_and_told_so() {
    for versions in VERSIONS {
        let server = wanting(versions).start();
        let (reason, error) = refusal(&shows(trusting(&server.url, AUTHORITY), STRANGER)).await;
        assert_eq!(reason, TlsReason::ClientCertificateRefused, "{error}");
        assert_eq!(server.seen(), [""; 0]);
    }
}

#[tokio::test]
async fn an_update_that_stops_at_the_certificate_is_not_called_more_than_is_known() {
    // Until 1.2 the server speaks before a request can be sent; from 1.3 on it may have been.
    let server = wanting(VERSIONS[0]).start();
    let failed = write(&trusting(&server.url, AUTHORITY)).await.unwrap_err();
    assert!(matches!(&failed, NotUpdated::NotSent(Error::Tls { .. })), "{failed:?}");
    let server = wanting(VERSIONS[1]).start();
    let failed = write(&trusting(&server.url, AUTHORITY)).await.unwrap_err();
    assert!(matches!(&failed, NotUpdated::Unknown(Error::Tls { .. })), "{failed:?}");
    assert_eq!(server.seen(), [""; 0]);
}

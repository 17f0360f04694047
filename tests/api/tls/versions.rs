//! Versions of TLS: 1.2 and 1.3 are spoken, nothing older.

use std::time::Duration;

use keywright::api::{
    client::{Connection, NotUpdated, Reader, Timeouts, Writer},
    error::{Error, TlsReason},
};

use super::{
    AUTHORITY, GOOD, VERSIONS, read, refusal,
    server::{Setup, plays},
    trusting, write,
};
use crate::support::{unseen, update};

/// A ServerHello (RFC 4346, 7.4.1.3) of TLS 1.1: its version, a random, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no
/// compression.
fn hello_of_1_1() -> &'static [u8] {
    // A record: handshake, version, 42 bytes. In it the message: ServerHello, 38 bytes, version.
    let head = [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    [&head[..], &[0x5A; 32], &[0, 0x00, 0x2F, 0]].concat().leak()
}

/// The alert `protocol_version`, fatal: what a server says that could go no higher.
const NO_SUCH_VERSION: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];

#[tokio::test]
async fn both_versions_are_spoken() {
    for versions in VERSIONS {
        let server = Setup { versions, ..Setup::of(GOOD) }.start();
        read(&trusting(&server.url, AUTHORITY)).await.unwrap();
    }
}

#[tokio::test]
async fn a_server_of_older_ones_is_refused_and_told_so() {
    for answer in [hello_of_1_1(), &NO_SUCH_VERSION] {
        let url = plays(answer);
        let (reason, error) = refusal(&trusting(&url, AUTHORITY)).await;
        assert_eq!(reason, TlsReason::TooOld, "{error}");
        assert!(error.next_step().contains("1.2"));
        let failed = write(&trusting(&url, AUTHORITY)).await.unwrap_err();
        assert!(matches!(failed, NotUpdated::NotSent(Error::Tls { .. })), "{failed:?}");
    }
}

#[tokio::test]
async fn a_handshake_that_nobody_answers_ends_in_time_and_nothing_was_sent() {
    let timeouts = Timeouts { connect: Duration::from_millis(200), ..Timeouts::default() };
    let silent = Connection { timeouts, ..trusting(&plays(b""), AUTHORITY) };
    let once = Connection { backoff: keywright::api::client::Backoff::none(), ..silent };
    let error = Reader::new(&once).unwrap().projects(&unseen).await.unwrap_err();
    assert!(matches!(&error, Error::Unreachable { why, .. } if why.contains("200ms")), "{error:?}");
    let update = update(keywright::domain::cascade::JwkCascade::Leave, 0);
    let failed = Writer::new(&once).unwrap().update(update, &unseen).await.unwrap_err();
    assert!(matches!(failed, NotUpdated::NotSent(Error::Unreachable { .. })), "{failed:?}");
}

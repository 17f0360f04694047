//! Which reads are tried again, how often, and what is said meanwhile.

use std::time::Duration;

use keywright::{
    api::{
        client::{Backoff, Connection, Reader},
        error::Error,
    },
    domain::transfer::Progress,
};

use crate::{
    fault::{Act, FaultServer, http, ok},
    support::{Recorder, connection, reader, unseen},
};

/// Whether listing projects succeeds, after how many requests and retries.
async fn tried(acts: impl Into<Vec<Act>>) -> (Result<usize, Error>, usize, usize) {
    let server = FaultServer::start(acts).await;
    let recorder = Recorder::default();
    let result = reader(&server.url).projects(&recorder.report()).await;
    (result.map(|projects| projects.len()), server.connections(), recorder.retries())
}

fn cut() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[{\"name\"".to_vec()
}

#[tokio::test]
async fn what_fails_in_passing_is_tried_again() {
    let good = Act::Answer(ok(r#"[{"name":"a"}]"#));
    for failure in [
        Act::ResetAtOnce,
        Act::ResetAfterRequest,
        Act::Answer(Vec::new()),
        Act::Answer(b"HTTP/1.1 200 OK\r\nCont".to_vec()),
        Act::Answer(cut()),
        Act::Answer(http("502 Bad Gateway", "Content-Type: text/html\r\n", "<html>")),
        Act::Answer(http("503 Service Unavailable", "", "")),
        Act::Answer(http("504 Gateway Timeout", "", "{}")),
        Act::Answer(http("429 Too Many Requests", "Retry-After: 0\r\n", "")),
        Act::Answer(http("429 Too Many Requests", "", r#"{"error":"rate_limit_exceeded","retry_after":0}"#)),
    ] {
        let result = tried([failure.clone(), failure.clone(), failure.clone(), good.clone()]).await;
        assert_eq!(result, (Ok(1), 4, 3), "{failure:?}");
    }
}

#[tokio::test]
async fn after_three_retries_the_error_stands() {
    let (result, requests, retries) = tried([Act::Answer(http("503 X", "", "down"))]).await;
    assert_eq!((requests, retries), (4, 3));
    assert_eq!(result.unwrap_err().words(), Some("down"));
    let (result, requests, _) = tried([Act::Answer(cut())]).await;
    assert!(matches!(result, Err(Error::CutOff { .. })), "{result:?}");
    assert_eq!(requests, 4);
}

#[tokio::test]
async fn what_would_come_again_is_asked_once() {
    let statuses = ["400 X", "401 X", "403 X", "404 X", "409 X", "500 X", "302 X"];
    let long_rest = http("429 X", "Retry-After: 3600\r\n", "");
    let answers = statuses.map(|status| http(status, "", "")).into_iter();
    for answer in answers.chain([long_rest, ok("{"), ok(""), ok("<html>"), http("200 OK", "", "7")]) {
        let (result, requests, retries) = tried([Act::Answer(answer.clone())]).await;
        assert!(result.is_err());
        assert_eq!((requests, retries), (1, 0), "{}", String::from_utf8_lossy(&answer));
    }
}

#[tokio::test]
async fn a_rest_that_is_too_long_is_told() {
    let body = r#"{"error":"rate_limit_exceeded","error_description":"slow down","retry_after":61}"#;
    let (result, ..) = tried([Act::Answer(http("429 X", "", body))]).await;
    let error = result.unwrap_err();
    assert!(
        matches!(&error, Error::TooMany { retry_after, .. } if *retry_after == Some(Duration::from_secs(61)))
    );
    assert_eq!(error.words(), Some("slow down"));
}

#[tokio::test]
async fn nobody_listening_is_tried_again_and_named() {
    let server = FaultServer::start([Act::ResetAtOnce]).await;
    let url = server.url.clone();
    drop(server);
    let recorder = Recorder::default();
    // The port is free once the listener's task has ended.
    let error = loop {
        match reader(&url).projects(&recorder.report()).await.unwrap_err() {
            Error::CutOff { .. } => tokio::task::yield_now().await,
            error => break error,
        }
    };
    let Error::Unreachable { server, why } = &error else { panic!("{error:?}") };
    assert!(url.ends_with(server.as_str()) && why.contains("refused"), "{error}");
    let Some(Progress::Retrying { attempt: 3, of: 3, wait, why }) = recorder.seen().pop() else { panic!() };
    assert!(wait.is_zero() && why.contains("can't be reached"), "{why}");
}

#[tokio::test]
async fn a_backoff_of_none_asks_once() {
    let server = FaultServer::start([Act::ResetAfterRequest]).await;
    let once = Connection { backoff: Backoff::none(), ..connection(&server.url) };
    assert!(Reader::new(&once).unwrap().projects(&unseen).await.is_err());
    assert_eq!(server.connections(), 1);
}

//! The update: what goes out, what comes back, and that it goes out once.

use std::time::Duration;

use keywright::{
    api::{
        client::{Connection, NotUpdated, Timeouts, Writer},
        error::Error,
    },
    domain::{
        cascade::JwkCascade,
        deployment::{Deployed, Word},
        transfer::Progress,
    },
};
use serde_json::{Value, json};

use crate::{
    fault::{Act, FaultServer, ok},
    support::{Recorder, TOKEN, assert_hides_the_token, connection, unseen, update, writer},
};

const DONE: &str = r#"{"success": true, "deploymentResult": {"success": true,
    "environmentResults": [{"environmentName": "production", "success": true}]}}"#;

/// What became of an update that met this; it must have gone out once.
async fn met(act: Act) -> NotUpdated {
    let server = FaultServer::start([act.clone()]).await;
    let limited = Timeouts { update: Duration::from_secs(20), ..Timeouts::default() };
    let writer = Writer::new(&Connection { timeouts: limited, ..connection(&server.url) }).unwrap();
    let recorder = Recorder::default();
    let failed =
        writer.update(update(JwkCascade::ThisProject, 100_000), &recorder.report()).await.unwrap_err();
    assert_eq!(server.connections(), 1, "{act:?}: a write is never repeated");
    assert_eq!(recorder.retries(), 0);
    assert_hides_the_token(&failed);
    failed
}

#[tokio::test]
async fn the_request_is_exactly_as_documented() {
    let server = FaultServer::start([Act::Answer(ok(DONE))]).await;
    let writer = writer(&server.url);
    for cascade in JwkCascade::ALL {
        let answer = writer.update(update(cascade, 0), &unseen).await.unwrap();
        assert_eq!(answer.stored, Word::Yes);
        assert_eq!(answer.deployed(&["production".into()]), Deployed::Everywhere);
    }
    let seen = server.seen();
    let path = "PUT /apiops/projects/Payments/keystores/partner-mtls/";
    let lines: Vec<&str> = seen.iter().map(|seen| seen.line()).collect();
    assert_eq!(
        lines,
        [
            format!("{path}?updateReferencedJwks=false HTTP/1.1"),
            format!("{path}?updateReferencedJwks=true&updateScope=SAME_PROJECT HTTP/1.1"),
            format!("{path}?updateReferencedJwks=true&updateScope=ALL_PROJECTS HTTP/1.1"),
        ]
    );
    for seen in seen {
        let head = seen.head.to_ascii_lowercase();
        let body: Value = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!((&body["name"], &body["description"]), (&json!("partner-mtls"), &json!("new")));
        assert!(head.contains(&format!("authorization: bearer {}\r\n", TOKEN.to_ascii_lowercase())));
        assert!(head.contains("content-type: application/json\r\n"));
        assert!(head.contains(&format!("content-length: {}\r\n", seen.body.len())));
        assert!(!head.contains("transfer-encoding") && !head.contains("expect:"));
    }
}

#[tokio::test]
async fn no_connection_serves_two_updates() {
    let keep = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n".to_vec();
    let server = FaultServer::start([Act::AnswerThenSilence(keep)]).await;
    let writer = writer(&server.url);
    for connections in 1..=2 {
        let answer = writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap();
        assert_eq!((answer.stored, server.connections()), (Word::Unsaid, connections));
    }
}

#[tokio::test]
async fn progress_sums_to_the_whole_body() {
    let server = FaultServer::start([Act::Answer(ok(DONE))]).await;
    let update = update(JwkCascade::Leave, 1_000_000);
    let body = update.body().to_vec();
    let recorder = Recorder::default();
    writer(&server.url).update(update, &recorder.report()).await.unwrap();
    assert_eq!(server.seen()[0].body, body);
    let total = body.len() as u64;
    let sent: Vec<u64> = recorder
        .seen()
        .iter()
        .filter_map(|progress| match progress {
            Progress::Sent { bytes, total: whole } => {
                assert_eq!(*whole, total);
                Some(*bytes)
            }
            _ => None,
        })
        .collect();
    assert!(sent.is_sorted() && sent.last() == Some(&total), "{sent:?}");
    assert!(sent.len() as u64 <= total / 100_000 + 2, "{} reports", sent.len());
}

#[tokio::test]
async fn an_update_that_is_cut_off_is_unknown_and_not_repeated() {
    for act in [
        Act::ResetAtOnce,
        Act::ResetAfterHead,
        Act::ResetAfterRequest,
        Act::Answer(Vec::new()),
        Act::Answer(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
        Act::Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"success\":true".to_vec()),
    ] {
        let failed = met(act.clone()).await;
        assert!(matches!(&failed, NotUpdated::Unknown(Error::CutOff { .. })), "{act:?}: {failed:?}");
    }
}

#[tokio::test]
async fn an_answer_that_says_nothing_readable_is_unknown() {
    for body in [r#"{"success":true,"resultLi"#, "OK", "true", "null", "[1"] {
        let failed = met(Act::Answer(ok(body))).await;
        assert!(matches!(&failed, NotUpdated::Unknown(Error::Unreadable { .. })), "{body}: {failed:?}");
    }
    let failed = met(Act::Answer(b"SSH-2.0-x\r\n\r\n".to_vec())).await;
    assert!(matches!(failed, NotUpdated::Unknown(_)), "{failed:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_unknown() {
    for begun in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"] {
        let server = FaultServer::start([Act::AnswerThenSilence(begun.into())]).await;
        let limit = Duration::from_millis(300);
        let timeouts = Timeouts { update: limit, ..Timeouts::default() };
        let writer = Writer::new(&Connection { timeouts, ..connection(&server.url) }).unwrap();
        let failed = writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
        assert_eq!(failed, NotUpdated::Unknown(Error::TimedOut { after: limit }));
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn silence_is_unsaid() {
    for body in ["", "{}", "[]"] {
        let server = FaultServer::start([Act::Answer(ok(body))]).await;
        let answer = writer(&server.url).update(update(JwkCascade::Leave, 0), &unseen).await.unwrap();
        assert_eq!((answer.stored, answer.deployed(&["p".into()])), (Word::Unsaid, Deployed::Unsaid));
    }
}

#[tokio::test]
async fn a_failed_deployment_under_200_is_told() {
    for (result, overall) in [
        (json!({"success": false, "detailList": []}), Word::No),
        (
            json!({"success": true, "detailList": [{"envName": "p", "podName": "w", "success": false}]}),
            Word::Yes,
        ),
        (json!({"success": "true"}), Word::Unsaid),
    ] {
        let body = json!({"status": "SUCCESS", "resultMessage": "saved", "deploymentResult": result});
        let server = FaultServer::start([Act::Answer(ok(&body.to_string()))]).await;
        let answer = writer(&server.url).update(update(JwkCascade::Leave, 0), &unseen).await.unwrap();
        assert_eq!((answer.stored, answer.report.overall), (Word::Yes, overall));
        assert_eq!(answer.message.as_deref(), Some("saved"));
        let deployed = answer.deployed(&["p".into()]);
        assert!(!matches!(deployed, Deployed::Everywhere | Deployed::ByServersWord), "{deployed:?}");
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let url = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let recorder = Recorder::default();
    let failed = writer(&url).update(update(JwkCascade::Leave, 0), &recorder.report()).await.unwrap_err();
    assert!(matches!(&failed, NotUpdated::NotSent(Error::Unreachable { .. })), "{failed:?}");
    assert!(recorder.seen().is_empty());
}

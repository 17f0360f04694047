//! Reading: paths, headers, both generations' envelopes, limits, and bodies that aren't what they
//! should be.

use std::time::Duration;

use keywright::{
    api::{
        client::{Connection, Limits, Reader, Timeouts},
        error::Error,
        generation::{Generation, Sign, decide},
    },
    domain::transfer::Progress,
};
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{header, method, path},
};

use crate::{
    fault::{Act, FaultServer, http, ok},
    support::{Recorder, TOKEN, connection, reader, unseen},
};

async fn serving(at: &str, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET")).and(path(at)).respond_with(answer).mount(&server).await;
    server
}

/// The error of listing projects, of a server that answers these bytes.
async fn error_of(answer: Vec<u8>) -> Error {
    let server = FaultServer::start([Act::Answer(answer)]).await;
    reader(&server.url).projects(&unseen).await.unwrap_err()
}

#[tokio::test]
async fn a_get_carries_the_token_and_nothing_odd() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200)
        .insert_header("Set-Cookie", "a=b")
        .set_body_json(json!({"status": "SUCCESS", "resultList": [{"name": "Payments"}]}));
    Mock::given(path("/apiops/projects/"))
        .and(header("Authorization", format!("Bearer {TOKEN}").as_str()))
        .and(header("Accept", "application/json"))
        .and(header("User-Agent", concat!("keywright/", env!("CARGO_PKG_VERSION"))))
        .respond_with(answer)
        .expect(2)
        .mount(&server)
        .await;
    let reader = reader(&server.uri());
    assert_eq!(reader.projects(&unseen).await.unwrap()[0].name, "Payments");
    reader.projects(&unseen).await.unwrap();
    for request in server.received_requests().await.unwrap() {
        assert!(!request.headers.contains_key("cookie"));
        assert_eq!(request.headers.get_all("authorization").iter().count(), 1);
    }
}

#[tokio::test]
async fn credentials_in_the_address_are_not_sent() {
    let server = FaultServer::start([Act::Answer(ok("[]"))]).await;
    reader(&server.url.replace("http://", "http://user:pass@")).projects(&unseen).await.unwrap();
    let head = server.seen()[0].head.to_ascii_lowercase();
    assert_eq!(head.matches("authorization:").count(), 1, "{head}");
    assert!(!head.contains("basic"), "{head}");
}

#[tokio::test]
async fn paths_go_out_exactly() {
    let server = FaultServer::start([Act::Answer(ok(r#"{"success":true,"resultList":[]}"#))]).await;
    let reader = reader(&server.url);
    reader.keystores("a b/ü?#&%", &unseen).await.unwrap();
    let _ = reader.keystore("p", "..%2e;k", &unseen).await;
    reader.jwks("p", &unseen).await.unwrap();
    reader.environments("a b", Some(Generation::First), &unseen).await.unwrap();
    reader.environments("a b", Some(Generation::Second), &unseen).await.unwrap();
    let seen = server.seen();
    let lines: Vec<&str> = seen.iter().map(|seen| seen.line()).collect();
    assert_eq!(
        lines,
        [
            "GET /apiops/projects/a%20b%2F%C3%BC%3F%23%26%25/keystores/ HTTP/1.1",
            "GET /apiops/projects/p/keystores/..%252e%3Bk/ HTTP/1.1",
            "GET /apiops/projects/p/jwks/ HTTP/1.1",
            "GET /apiops/environments/a%20b HTTP/1.1",
            "GET /apiops/projects/a%20b/environments/ HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn a_name_that_no_path_can_carry_is_not_asked_for() {
    let server = FaultServer::start([Act::Answer(ok("[]"))]).await;
    let error = reader(&server.url).keystores("..", &unseen).await.unwrap_err();
    assert!(matches!(error, Error::BadName(_)));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn keystores_come_with_what_was_skipped_and_what_they_tell() {
    let list = json!({"success": true, "resultList": [
        {"name": "k", "keyStoreEnvironmentList": [{"environmentId": "1", "file": "AAAA"}]}, {"noname": 1}]});
    let server =
        serving("/apiops/projects/p/keystores/", ResponseTemplate::new(200).set_body_json(list)).await;
    let listing = reader(&server.uri()).keystores("p", &unseen).await.unwrap();
    assert_eq!((listing.keystores.len(), listing.skipped.len()), (1, 1));
    assert_eq!(decide(&listing.evidence), Some(Generation::Second));
}

#[tokio::test]
async fn one_keystore_must_be_the_one_asked_for() {
    let answer = ResponseTemplate::new(200).set_body_json(json!({"resultList": [{"name": "K"}]}));
    let server = serving("/apiops/projects/p/keystores/k/", answer).await;
    let error = reader(&server.uri()).keystore("p", "k", &unseen).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn environments_are_found_under_either_path() {
    let list =
        ResponseTemplate::new(200).set_body_json(json!([{"name": "production", "type": "PRODUCTION"}]));
    for (at, sign) in [
        ("/apiops/environments/p", Sign::EnvironmentsByProject),
        ("/apiops/projects/p/environments/", Sign::EnvironmentsUnderProject),
    ] {
        let server = serving(at, list.clone()).await;
        for known in [None, Some(Generation::First), Some(Generation::Second)] {
            let (environments, evidence) =
                reader(&server.uri()).environments("p", known, &unseen).await.unwrap();
            assert_eq!(environments[0].name, "production");
            assert_eq!(evidence, sign.into());
        }
    }
}

#[tokio::test]
async fn where_neither_path_has_environments_the_words_win() {
    let no = http("400 Bad Request", "", r#"{"error":"bad_request","error_description":"no such project"}"#);
    let gone = http("404 Not Found", "Content-Type: text/html\r\n", "<html>");
    for acts in [[gone.clone(), no.clone()], [no, gone]] {
        let server = FaultServer::start(acts.map(Act::Answer)).await;
        let error = reader(&server.url).environments("p", None, &unseen).await.unwrap_err();
        assert_eq!(error.words(), Some("no such project"));
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn another_error_does_not_try_the_other_path() {
    let server = FaultServer::start([Act::Answer(http("401 Unauthorized", "", ""))]).await;
    assert!(reader(&server.url).environments("p", None, &unseen).await.unwrap_err().is_token_refused());
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn the_description_tells_the_generation_or_nothing() {
    let document = json!({"paths": {"/apiops/projects/{p}/keystores/{k}/export-file/": {}}});
    let server = serving("/apiops/openapi.json", ResponseTemplate::new(200).set_body_json(document)).await;
    assert_eq!(decide(&reader(&server.uri()).openapi(&unseen).await.unwrap()), Some(Generation::Second));
    for answer in [http("404 Not Found", "", ""), ok("<html>"), ok("{"), ok("7")] {
        let server = FaultServer::start([Act::Answer(answer)]).await;
        assert_eq!(decide(&reader(&server.url).openapi(&unseen).await.unwrap()), None);
    }
    let server = FaultServer::start([Act::Answer(http("401 X", "", ""))]).await;
    assert!(reader(&server.url).openapi(&unseen).await.unwrap_err().is_token_refused());
}

#[tokio::test]
async fn a_large_list_arrives_whole_with_measured_progress() {
    let file = "A".repeat(1_500_000);
    let body = json!([{"name": "k", "keyStoreEnvironmentList": [{"environmentName": "p", "file": file}]}])
        .to_string();
    let server = FaultServer::start([Act::Answer(ok(&body))]).await;
    let recorder = Recorder::default();
    let listing = reader(&server.url).keystores("p", &recorder.report()).await.unwrap();
    assert_eq!(listing.keystores[0].raw_entries()[0]["file"].as_str().unwrap().len(), 1_500_000);
    let seen = recorder.seen();
    let whole = body.len() as u64;
    assert_eq!(seen.last(), Some(&Progress::Received { bytes: whole, total: Some(whole) }));
    assert!(seen.len() as u64 <= whole / 100_000 + 2, "{} reports", seen.len());
}

#[tokio::test]
async fn what_is_too_large_is_refused_whether_announced_or_not() {
    let long = "x".repeat(5_000);
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n".to_vec();
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n{long}\r\n0\r\n\r\n");
    for act in [Act::AnswerThenSilence(announced), Act::Answer(chunked.into_bytes())] {
        let server = FaultServer::start([act]).await;
        let limits = Limits { list: 4_999, other: 4_999, openapi: 4_999 };
        let reader = Reader::new(&Connection { limits, ..connection(&server.url) }).unwrap();
        for error in [
            reader.projects(&unseen).await.unwrap_err(),
            reader.keystores("p", &unseen).await.unwrap_err(),
            reader.keystore("p", "k", &unseen).await.unwrap_err(),
        ] {
            assert_eq!(error, Error::TooLarge { limit: 4_999 });
        }
        assert_eq!(server.connections(), 3);
    }
}

#[tokio::test]
async fn bodies_that_are_no_answer_are_told_apart() {
    let unreadable = |error: &Error| matches!(error, Error::Unreadable { .. });
    for body in
        ["", "  ", "{", r#"{"success":true,"resultList":[{"na"#, "OK", "7", r#"{"resultList":7}"#, "{}"]
    {
        let error = error_of(ok(body)).await;
        assert!(unreadable(&error), "{body}: {error:?}");
    }
    let page = error_of(http("200 OK", "Content-Type: text/html\r\n", "<title>Sign in</title>")).await;
    assert!(matches!(page, Error::Proxy { html: true, .. }));
    assert_eq!(page.words(), Some("Sign in"));
    assert!(unreadable(&error_of(http("204 No Content", "", "")).await));
    let error = error_of(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec()).await;
    assert!(unreadable(&error), "{error:?}");
}

#[tokio::test]
async fn a_failure_under_200_is_a_failure() {
    let error = error_of(ok(r#"{"status":"FAILURE","resultMessage":"no right to read"}"#)).await;
    assert!(matches!(&error, Error::Refused(_)) && error.words() == Some("no right to read"));
    let both = error_of(ok(r#"{"success":false,"resultList":[{"name":"a"}]}"#)).await;
    assert!(matches!(both, Error::Refused(_)));
    let token = error_of(ok(r#"{"error":"invalid_token","error_description":"Invalid token"}"#)).await;
    assert!(token.is_token_refused());
}

#[tokio::test]
async fn silence_ends_a_read_but_slowness_does_not() {
    let timeouts = |read| Timeouts { read: Duration::from_millis(read), ..Timeouts::default() };
    for begun in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[{"] {
        let server = FaultServer::start([Act::AnswerThenSilence(begun.into())]).await;
        let silent = Connection { timeouts: timeouts(50), ..connection(&server.url) };
        let error = Reader::new(&silent).unwrap().projects(&unseen).await.unwrap_err();
        assert_eq!(error, Error::TimedOut { after: Duration::from_millis(50) });
        assert_eq!(server.connections(), 1, "silence isn't tried again");
    }
    let server = FaultServer::start([Act::Dribble(ok(r#"[{"name":"slow"}]"#))]).await;
    let slow = Connection { timeouts: timeouts(30_000), ..connection(&server.url) };
    assert_eq!(Reader::new(&slow).unwrap().projects(&unseen).await.unwrap()[0].name, "slow");
}

#[tokio::test]
async fn a_reader_that_is_dropped_leaves_nothing_behind() {
    let server = FaultServer::start([Act::AnswerThenSilence(Vec::new())]).await;
    let reader = reader(&server.url);
    let slow = tokio::spawn(async move { reader.projects(&unseen).await });
    while server.seen().first().is_none_or(|seen| seen.head.is_empty()) {
        tokio::task::yield_now().await;
    }
    slow.abort();
    assert!(slow.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn a_name_below_localhost_leads_to_this_machine_without_a_resolver() {
    let answer = ResponseTemplate::new(200).set_body_json(json!([{"name": "Payments"}]));
    let server = serving("/apiops/projects/", answer).await;
    for name in ["localhost", "no-such-machine.localhost"] {
        let address = format!("http://{name}:{}", server.address().port());
        assert_eq!(reader(&address).projects(&unseen).await.unwrap()[0].name, "Payments", "{name}");
    }
}

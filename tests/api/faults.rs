//! What goes wrong on the way, for a read and for the update: each fault once, over a real socket. For the update
//! exactness matters: "not sent" only where nothing can have reached a server, "refused" only on its word.

use std::time::Duration;

use keywright::{
    api::{
        client::{Backoff, Connection, Limits, NotUpdated, Reader, Timeouts, Writer},
        error::Error,
    },
    domain::{cascade::JwkCascade, deployment::Word},
};

use crate::{
    fault::{Act, FaultServer, http, ok},
    support::{assert_hides_the_token, connection, unseen, update},
};

/// A body that goes out in many pieces.
const LARGE: usize = 1024 * 1024;

/// One that the buffers of both sockets don't take whole.
const HUGE: usize = 6 * 1024 * 1024;

/// Time enough for what comes, and little for what doesn't.
const SOON: Duration = Duration::from_millis(300);

fn hasty(url: &str) -> Connection {
    let timeouts = Timeouts { connect: SOON, read: SOON, update: SOON, ..Timeouts::default() };
    Connection { timeouts, backoff: Backoff::none(), ..connection(url) }
}

fn patient(url: &str) -> Connection {
    Connection { backoff: Backoff::none(), ..connection(url) }
}

/// What a read makes of it.
async fn read(connection: &Connection) -> Error {
    let error = Reader::new(connection).unwrap().projects(&unseen).await.unwrap_err();
    assert_hides_the_token(&error);
    error
}

/// What the update makes of it.
async fn write(connection: &Connection, size: usize) -> NotUpdated {
    let writer = Writer::new(connection).unwrap();
    let failed = writer.update(update(JwkCascade::Leave, size), &unseen).await.unwrap_err();
    assert_hides_the_token(&failed);
    failed
}

#[tokio::test]
async fn nobody_listens() {
    let url = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    assert!(matches!(read(&patient(&url)).await, Error::Unreachable { .. }));
    let failed = write(&patient(&url), LARGE).await;
    assert!(matches!(failed, NotUpdated::NotSent(Error::Unreachable { .. })), "{failed:?}");
}

#[tokio::test]
async fn no_such_name() {
    let connection = patient("http://no-such-host.invalid");
    assert!(matches!(read(&connection).await, Error::Unreachable { .. }));
    assert!(matches!(write(&connection, 0).await, NotUpdated::NotSent(Error::Unreachable { .. })));
}

#[tokio::test]
async fn the_connection_breaks_on_either_way() {
    let begun = |bytes: &str| Act::AnswerThenReset(bytes.as_bytes().to_vec());
    for (act, size) in [
        (Act::ResetAtOnce, 0),
        (Act::ResetInHead, 0),
        (Act::ResetAfterHead, LARGE),
        (Act::ResetInBody(100_000), LARGE),
        (Act::ResetInBody(LARGE - 1), LARGE),
        (Act::ResetAfterRequest, 100_000),
        (Act::Answer(Vec::new()), 0),
        (begun(""), 0),
        (begun("HT"), 0),
        (begun("HTTP/1.1 200 OK\r\nContent-Le"), 0),
        (begun("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), 0),
        (begun("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"success\":true"), 0),
        (begun("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"suc"), 0),
    ] {
        let server = FaultServer::start([act.clone()]).await;
        let error = read(&patient(&server.url)).await;
        assert!(matches!(error, Error::CutOff { .. }), "{act:?}: {error:?}");
        let failed = write(&patient(&server.url), size).await;
        assert!(matches!(failed, NotUpdated::Unknown(Error::CutOff { .. })), "{act:?}: {failed:?}");
        assert_eq!(server.connections(), 2, "{act:?}: each was sent once");
    }
}

#[tokio::test]
async fn a_status_stands_even_where_its_words_break_off() {
    let refused = b"HTTP/1.1 403 X\r\nContent-Length: 99\r\n\r\n{\"error".to_vec();
    let server = FaultServer::start([Act::AnswerThenReset(refused)]).await;
    assert!(matches!(read(&patient(&server.url)).await, Error::Forbidden(_)));
    let failed = write(&patient(&server.url), 0).await;
    assert!(matches!(failed, NotUpdated::Refused(Error::Forbidden(_))), "{failed:?}");
}

#[tokio::test]
async fn a_no_before_everything_was_sent_is_a_no_or_unknown_and_never_unsent() {
    for status in ["401 X", "413 X", "429 X"] {
        let answer = http(status, "Connection: close\r\n", "");
        let server = FaultServer::start([Act::AnswerEarly(answer.clone())]).await;
        let failed = write(&patient(&server.url), LARGE).await;
        assert!(matches!(failed, NotUpdated::Refused(_)), "{status}: {failed:?}");
        // The answer may be lost with the connection.
        let server = FaultServer::start([Act::AnswerEarlyThenReset(answer)]).await;
        let failed = write(&patient(&server.url), LARGE).await;
        assert!(matches!(failed, NotUpdated::Refused(_) | NotUpdated::Unknown(_)), "{status}: {failed:?}");
    }
}

#[tokio::test]
async fn nothing_comes_back() {
    let timed_out = Error::TimedOut { after: SOON };
    for begun in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"] {
        let server = FaultServer::start([Act::AnswerThenSilence(begun.into())]).await;
        assert_eq!(read(&hasty(&server.url)).await, timed_out, "{begun:?}");
        assert_eq!(write(&hasty(&server.url), 0).await, NotUpdated::Unknown(timed_out.clone()), "{begun:?}");
    }
}

#[tokio::test]
async fn nobody_takes_the_body() {
    let server = FaultServer::start([Act::StopReading]).await;
    let failed = write(&hasty(&server.url), HUGE).await;
    assert_eq!(failed, NotUpdated::Unknown(Error::TimedOut { after: SOON }));
}

#[tokio::test]
async fn an_answer_that_never_ends_is_given_up_in_time() {
    let server = FaultServer::start([Act::DribbleForEver(b"HTTP/1.1 200 OK\r\nX: ".to_vec())]).await;
    let timed_out = Error::TimedOut { after: SOON };
    let error = read(&hasty(&server.url)).await;
    // Or the head has grown beyond all measure by then.
    assert!(error == timed_out || matches!(error, Error::Unreadable { .. }), "{error:?}");
    let server = FaultServer::start([Act::DribbleForEver(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())]).await;
    assert_eq!(write(&hasty(&server.url), 0).await, NotUpdated::Unknown(timed_out));
}

#[tokio::test]
async fn a_byte_at_a_time_is_slow_but_arrives() {
    let server = FaultServer::start([Act::Dribble(ok(r#"[{"name":"slow"}]"#))]).await;
    let projects = Reader::new(&patient(&server.url)).unwrap().projects(&unseen).await.unwrap();
    assert_eq!(projects[0].name, "slow");
    let server = FaultServer::start([Act::Dribble(ok(r#"{"success":true}"#))]).await;
    let writer = Writer::new(&patient(&server.url)).unwrap();
    let answer = writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap();
    assert_eq!(answer.stored, Word::Yes);
}

#[tokio::test]
async fn what_is_no_answer_is_not_understood() {
    let head = |head: &str| format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n[]").into_bytes();
    let chunked = |body: &str| {
        let body = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        body.into_bytes()
    };
    for answer in [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(),
        head("Content-Length: -1"),
        head("Content-Length: 99999999999999999999999"),
        head("Content-Length: 2\r\nContent-Length: 3"),
        head(&format!("X: {}", "x".repeat(2_000_000))),
        head(&"X: x\r\n".repeat(5_000)),
        head("no colon"),
        chunked("zz\r\n[]\r\n0\r\n\r\n"),
        chunked("fffffffffffffffff\r\n[]\r\n0\r\n\r\n"),
        ok("{\"success\":true,\"resultList\":[{\"na"),
        ok("<xml/>"),
        ok(&"[".repeat(100_000)),
        ok(&format!("[{}0]", "0,".repeat(6_000_000))),
    ] {
        let shown = String::from_utf8_lossy(&answer[..answer.len().min(80)]).into_owned();
        let server = FaultServer::start([Act::Answer(answer)]).await;
        let error = read(&patient(&server.url)).await;
        assert!(matches!(error, Error::Unreadable { .. }), "{shown}: {error:?}");
        let failed = write(&patient(&server.url), 0).await;
        assert!(matches!(failed, NotUpdated::Unknown(Error::Unreadable { .. })), "{shown}: {failed:?}");
    }
}

#[tokio::test]
async fn an_interim_answer_is_none() {
    let answer =
        [b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".to_vec(), ok("[]")];
    let server = FaultServer::start([Act::Answer(answer.concat())]).await;
    assert!(Reader::new(&patient(&server.url)).unwrap().projects(&unseen).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_gibibyte_is_given_up_at_the_limit() {
    const GIB: u64 = 1 << 30;
    let limit = Limits::default().other;
    let too_large = Error::TooLarge { limit };
    let announced = format!("HTTP/1.1 200 OK\r\nContent-Length: {GIB}\r\n\r\n").into_bytes();
    let server = FaultServer::start([Act::Flood(announced, GIB)]).await;
    assert_eq!(read(&patient(&server.url)).await, too_large);
    assert_eq!(write(&patient(&server.url), 0).await, NotUpdated::Unknown(too_large.clone()));
    // What the sockets hold.
    const BUFFERS: u64 = 16 * 1024 * 1024;
    assert!(server.flooded() < 2 * BUFFERS, "{}", server.flooded());

    let unannounced = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    let server = FaultServer::start([Act::Flood(unannounced, GIB)]).await;
    assert_eq!(read(&patient(&server.url)).await, too_large);
    assert!(server.flooded() < limit + BUFFERS, "{}", server.flooded());
    assert!(too_large.to_string().contains("larger than 64.0 MiB"), "{too_large}");

    // Of an error only the words at its beginning are wanted.
    let no = b"HTTP/1.1 403 X\r\nConnection: close\r\n\r\n".to_vec();
    let server = FaultServer::start([Act::Flood(no, GIB)]).await;
    assert!(matches!(read(&patient(&server.url)).await, Error::Forbidden(_)));
    assert!(matches!(write(&patient(&server.url), 0).await, NotUpdated::Refused(Error::Forbidden(_))));
    assert!(server.flooded() < 2 * BUFFERS, "{}", server.flooded());
}

#[tokio::test]
async fn too_many_requests_are_not_made_more() {
    for (headers, body, asked) in [
        ("", "", None),
        ("Retry-After: 3600\r\n", "", Some(3600)),
        ("", r#"{"error":"rate_limit_exceeded","retry_after":3600}"#, Some(3600)),
    ] {
        let server = FaultServer::start([Act::Answer(http("429 X", headers, body))]).await;
        let failed = write(&connection(&server.url), 0).await;
        let NotUpdated::Refused(Error::TooMany { retry_after, .. }) = &failed else { panic!("{failed:?}") };
        assert_eq!(retry_after.map(|wait| wait.as_secs()), asked);
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn ten_thousand_keystores_and_names_of_ten_thousand_characters_are_read() {
    let many: Vec<String> = (0..10_000).map(|n| format!(r#"{{"name":"keystore-{n:05}"}}"#)).collect();
    let long = "ü".repeat(10_000);
    let list = format!(r#"{{"success":true,"resultList":[{},{{"name":"{long}"}}]}}"#, many.join(","));
    let server = FaultServer::start([Act::Answer(ok(&list))]).await;
    let reader = Reader::new(&patient(&server.url)).unwrap();
    let keystores = reader.keystores("p", &unseen).await.unwrap().keystores;
    assert_eq!((keystores.len(), keystores[10_000].name()), (10_001, long.as_str()));
    // It is in the list; no path could carry it.
    assert!(matches!(reader.keystore("p", &long, &unseen).await.unwrap_err(), Error::BadName(_)));
    assert_eq!(server.connections(), 1);
}

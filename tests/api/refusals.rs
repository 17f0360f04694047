//! Every row of the API's list of errors, read and written: the variant, the words, what they mean,
//! what to do; and never the token.

use keywright::{
    api::{
        client::{NotUpdated, TokenCell},
        error::Error,
    },
    domain::cascade::JwkCascade,
};

use crate::{
    fault::{Act, FaultServer, http},
    support::{TOKEN, assert_hides_the_token, connection, reader, unseen, update, writer},
};

/// Status, headers, body; the variant's name; the words; whether a write is known to be refused.
type Row = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, bool);

const ROWS: &[Row] = &[
    (
        "400 X",
        "",
        r#"{"error":"bad_request","error_description":"Project is missing"}"#,
        "Invalid",
        Some("Project is missing"),
        true,
    ),
    ("400 X", "", r#"{"status":"FAILURE","resultMessage":"no right"}"#, "Invalid", Some("no right"), true),
    (
        "400 X",
        "",
        r#"{"error":"validation_failed","error_description":"Validation failed",
            "validation_errors":[{"field":"name","message":"required"}]}"#,
        "Invalid",
        Some("Validation failed\nname: required"),
        true,
    ),
    (
        "400 X",
        "",
        r#"{"error":"bad_request","error_description":"Keystore (name: k) is already exist! Try update"}"#,
        "Conflict",
        Some("Keystore (name: k) is already exist! Try update"),
        true,
    ),
    (
        "401 X",
        "",
        r#"{"error":"unauthorized","error_description":"Token was expired!"}"#,
        "TokenRefused",
        Some("Token was expired!"),
        true,
    ),
    ("401 X", "", "Token is not valid!", "TokenRefused", Some("Token is not valid!"), true),
    ("401 X", "Content-Type: text/html\r\n", "<html>", "TokenRefused", None, true),
    ("401 X", "", "", "TokenRefused", None, true),
    (
        "403 X",
        "",
        r#"{"error":"forbidden","error_description":"no role"}"#,
        "Forbidden",
        Some("no role"),
        true,
    ),
    ("404 X", "", r#"{"error":"not_found","error_description":"gone"}"#, "NotFound", Some("gone"), true),
    ("404 X", "Content-Type: text/html\r\n", "<html><title>nginx</title>", "Proxy", Some("nginx"), true),
    ("405 X", "", "{}", "Refused", None, true),
    ("408 X", "", "{}", "Refused", None, false),
    ("409 X", "", r#"{"error":"duplicate_name"}"#, "Conflict", Some("duplicate_name"), true),
    ("413 X", "Content-Type: text/html\r\n", "<html>", "Proxy", None, true),
    (
        "429 X",
        "Retry-After: 3600\r\n",
        r#"{"error_description":"slow down"}"#,
        "TooMany",
        Some("slow down"),
        true,
    ),
    (
        "500 X",
        "",
        r#"{"error":"internal_error","error_description":"boom"}"#,
        "ServerFault",
        Some("boom"),
        false,
    ),
    ("500 X", "Content-Type: text/html\r\n", "<html>", "Proxy", None, false),
    (
        "502 X",
        "Content-Type: text/html\r\n",
        "<html><title>502 Bad Gateway</title>",
        "Proxy",
        Some("502 Bad Gateway"),
        false,
    ),
    ("503 X", "", "", "Proxy", None, false),
    ("504 X", "", "timeout", "Proxy", Some("timeout"), false),
    ("302 X", "Location: /login?x=y\r\n", "", "Redirected", None, true),
    ("200 X", "", r#"{"status":"FAILURE","resultMessage":"no"}"#, "Refused", Some("no"), true),
    ("200 X", "", r#"{"success":false,"error":"bad_request"}"#, "Invalid", Some("bad_request"), true),
    ("200 X", "Content-Type: text/html\r\n", "<html>", "Proxy", None, false),
    ("200 X", "", "{\"success\":tr", "Unreadable", None, false),
];

fn variant(error: &Error) -> String {
    let debug = format!("{error:?}");
    debug.split(|c: char| !c.is_alphabetic()).next().unwrap().to_owned()
}

fn explained(error: &Error) {
    assert!(!error.meaning().is_empty() && error.next_step().ends_with('.'), "{error:?}");
    assert_hides_the_token(error);
}

#[tokio::test]
async fn reading() {
    for (status, headers, body, expected, words, _) in ROWS {
        let server = FaultServer::start([Act::Answer(http(status, headers, body))]).await;
        let error = reader(&server.url).projects(&unseen).await.unwrap_err();
        assert_eq!((variant(&error).as_str(), error.words()), (*expected, *words), "{status} {body}");
        explained(&error);
    }
}

#[tokio::test]
async fn writing() {
    for (status, headers, body, expected, words, refused) in ROWS {
        let server = FaultServer::start([Act::Answer(http(status, headers, body))]).await;
        let failed = writer(&server.url).update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
        let error = failed.error();
        assert_eq!((variant(error).as_str(), error.words()), (*expected, *words), "{status} {body}");
        assert_eq!(matches!(failed, NotUpdated::Refused(_)), *refused, "{status} {body}: {failed:?}");
        assert!(!matches!(failed, NotUpdated::NotSent(_)));
        assert_eq!(server.connections(), 1, "{status}: a write is sent once");
        explained(error);
    }
}

#[tokio::test]
async fn a_401_on_any_request_asks_for_a_token() {
    let server = FaultServer::start([Act::Answer(http("401 X", "", "Invalid token"))]).await;
    let reader = reader(&server.url);
    let errors = [
        reader.projects(&unseen).await.unwrap_err(),
        reader.keystores("p", &unseen).await.unwrap_err(),
        reader.keystore("p", "k", &unseen).await.unwrap_err(),
        reader.environments("p", None, &unseen).await.unwrap_err(),
        reader.jwks("p", &unseen).await.unwrap_err(),
    ];
    assert!(errors.iter().all(Error::is_token_refused), "{errors:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_stays() {
    let elsewhere = FaultServer::start([Act::Answer(http("200 OK", "", "[]"))]).await;
    for status in ["301 X", "302 X", "307 X", "308 X"] {
        let location = format!("Location: {}/steal?t={TOKEN}\r\n", elsewhere.url);
        let server = FaultServer::start([Act::Answer(http(status, &location, ""))]).await;
        let error = reader(&server.url).projects(&unseen).await.unwrap_err();
        let Error::Redirected { to: Some(to), .. } = &error else { panic!("{error:?}") };
        assert_eq!(*to, format!("{}/steal", elsewhere.url));
        let failed = writer(&server.url).update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
        assert_eq!(failed, NotUpdated::Refused(error));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_server_that_echoes_the_token_is_not_repeated() {
    let body = format!(
        r#"{{"error_description":"Token {TOKEN} is not valid!",
        "validation_errors":[{{"field":"{TOKEN}","message":"x"}}]}}"#
    );
    let location = format!("Location: /{TOKEN}\r\n");
    for status in ["401 X", "400 X", "500 X", "302 X"] {
        let server = FaultServer::start([Act::Answer(http(status, &location, &body))]).await;
        assert_hides_the_token(&reader(&server.url).projects(&unseen).await.unwrap_err());
        let failed = writer(&server.url).update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
        assert_hides_the_token(&failed);
    }
}

#[tokio::test]
async fn words_are_bounded() {
    let server = FaultServer::start([Act::Answer(http("400 X", "", &"x".repeat(400_000)))]).await;
    let error = reader(&server.url).projects(&unseen).await.unwrap_err();
    assert_eq!(error.words().unwrap().chars().count(), keywright::api::error::MAX_WORDS + 1);
}

#[tokio::test]
async fn without_a_token_nothing_is_asked_and_a_new_one_goes_on() {
    let server = FaultServer::start([Act::Answer(http("200 OK", "", "[]"))]).await;
    let mut connection = connection(&server.url);
    connection.token = TokenCell::default();
    let reader = keywright::api::client::Reader::new(&connection).unwrap();
    let writer = keywright::api::client::Writer::new(&connection).unwrap();
    assert!(reader.projects(&unseen).await.unwrap_err().is_token_refused());
    let failed = writer.update(update(JwkCascade::Leave, 0), &unseen).await.unwrap_err();
    assert!(matches!(&failed, NotUpdated::NotSent(error) if error.is_token_refused()), "{failed:?}");
    assert_eq!(server.connections(), 0);
    connection.token.set(keywright::domain::secret::Secret::new(TOKEN.into()));
    assert!(reader.projects(&unseen).await.is_ok());
}

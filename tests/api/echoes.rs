//! Servers that repeat what they were sent: the token, a password, the file. None of it becomes text.

use std::{fmt::Debug, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use keywright::{
    api::{client::NotUpdated, error::MAX_WORDS},
    domain::{
        cascade::JwkCascade,
        draft::{Draft, Edits},
        file::{Content, NewFile},
        keystore::{Keystore, TypeField},
        secret::Secret,
        update::Update,
    },
};
use serde_json::{Value, json};

use crate::{
    fault::{Act, FaultServer, http, ok},
    support::{TOKEN, reader, unseen, writer},
};

const PASSWORD: &str = "pass\"word that nobody may see";

/// A file that looks like a PKCS#12.
fn file() -> Vec<u8> {
    let mut bytes = b"\x30\x82\x0A\x00\x02\x01\x03".to_vec();
    bytes.extend((0..2_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    bytes
}

/// Every text that must not come back: whole, or in part.
fn secrets() -> Vec<String> {
    let file = STANDARD.encode(file());
    let quoted = serde_json::to_string(PASSWORD).unwrap().trim_matches('"').to_owned();
    let hex = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    let encoded = STANDARD.encode(&TOKEN[..TOKEN.len() / 3 * 3]);
    vec![TOKEN.into(), PASSWORD.into(), quoted, hex, encoded, file[8..40].into(), file[1_000..1_032].into()]
}

#[track_caller]
fn assert_hides(shown: &impl Debug) {
    let shown = format!("{shown:?}");
    for secret in secrets() {
        // As it is, and as it stands in `Debug`'s quotes.
        let quoted = format!("{secret:?}");
        assert!(!shown.contains(&secret) && !shown.contains(quoted.trim_matches('"')), "{secret} in {shown}");
    }
}

fn update() -> Update {
    let base =
        json!({"name": "partner-mtls", "keyStoreEnvironmentList": [{"environmentName": "production"}]});
    let mut draft = Draft::new(Arc::new(Keystore::from_value(base).unwrap()), TypeField::Type);
    let file = NewFile::new("/home/o/partner.p12".into(), Content::new(file()));
    let password = Some(Secret::new(PASSWORD.into()));
    draft.edit(0, Edits { file: Some(file), password, ..Edits::default() });
    draft.confirm("Payments", JwkCascade::Leave).unwrap()
}

/// What a careless server says: the request, and each secret on its own.
fn echo() -> String {
    let body = String::from_utf8(update().body().to_vec()).unwrap();
    let encoded = STANDARD.encode(TOKEN);
    let hex: String = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("can't save for {TOKEN} ({encoded}, {hex}): password {PASSWORD}, body {body}")
}

fn envelopes(words: &str) -> Vec<Value> {
    vec![
        json!({"status": "FAILURE", "resultMessage": words}),
        json!({"error": "bad_request", "error_description": words}),
        json!({"error": {"message": words}}),
        json!({"error": "validation_failed", "validation_errors": [{"field": words, "message": words}]}),
    ]
}

#[tokio::test]
async fn no_error_repeats_what_was_sent() {
    for status in ["200 OK", "400 X", "401 X", "403 X", "409 X", "500 X", "502 X"] {
        for body in envelopes(&echo()) {
            let server = FaultServer::start([Act::Answer(http(status, "", &body.to_string()))]).await;
            let error = reader(&server.url).projects(&unseen).await.unwrap_err();
            assert!(!format!("{error:?}").contains(TOKEN), "{status} {body}: {error:?}");
            let failed = writer(&server.url).update(update(), &unseen).await.unwrap_err();
            assert_hides(&failed);
            let told = failed.error().words().unwrap();
            assert!(told.contains("can't save for [token]") && told.contains("production"), "{told}");
        }
    }
}

#[tokio::test]
async fn no_web_page_and_no_redirect_repeats_what_was_sent() {
    let page = format!("<html><title>{}</title>", echo());
    let location = format!("Location: /sorry/{TOKEN}\r\n");
    for answer in [http("200 OK", "", &page), http("403 X", "", &page), http("302 X", &location, "")] {
        let server = FaultServer::start([Act::Answer(answer)]).await;
        let failed = writer(&server.url).update(update(), &unseen).await.unwrap_err();
        assert_hides(&failed);
        assert!(format!("{failed:?}").contains("[token]"), "{failed:?}");
    }
}

#[tokio::test]
async fn no_answer_repeats_what_was_sent() {
    let words = echo();
    for result in [
        json!({"success": true, "message": words,
            "environmentResults": [{"environmentName": "production", "success": true, "message": words}]}),
        json!({"success": true, "detailList": [{"envName": "production", "podName": words, "podIp": words,
            "success": true, "detail": words}]}),
        json!({"success": true, "detailList": [{"envName": words, "success": true}]}),
        json!(words),
        json!([words]),
    ] {
        let body = json!({"status": "SUCCESS", "resultMessage": words, "deploymentResult": result});
        let server = FaultServer::start([Act::Answer(ok(&body.to_string()))]).await;
        let answer = writer(&server.url).update(update(), &unseen).await.unwrap();
        assert_hides(&answer);
        assert!(answer.message.unwrap().starts_with("can't save for [token]"));
    }
}

#[tokio::test]
async fn an_environment_that_is_called_as_the_password_keeps_its_name() {
    let base = json!({"name": "k", "keyStoreEnvironmentList": [{"environmentName": "sandbox"}]});
    let mut draft = Draft::new(Arc::new(Keystore::from_value(base).unwrap()), TypeField::Type);
    draft.edit(0, Edits { password: Some(Secret::new("sandbox".into())), ..Edits::default() });
    let update = draft.confirm("p", JwkCascade::Leave).unwrap();
    let body = json!({"success": true, "deploymentResult": {"success": true,
        "environmentResults": [{"environmentName": "sandbox", "success": true, "message": "in sandbox"}]}});
    let server = FaultServer::start([Act::Answer(ok(&body.to_string()))]).await;
    let answer = writer(&server.url).update(update, &unseen).await.unwrap();
    assert_eq!(answer.report.rows[0].environment, "sandbox");
    assert_eq!(answer.report.rows[0].detail, "in [password]");
}

#[tokio::test]
async fn a_secret_in_which_words_are_cut_off_leaves_no_beginning() {
    for length in [MAX_WORDS - 9, 16 * 1024 - 9] {
        let words = format!("{}{TOKEN} {}", "x ".repeat(length / 2), "y ".repeat(20_000));
        let body = json!({"error_description": words});
        let server = FaultServer::start([Act::Answer(http("400 X", "", &body.to_string()))]).await;
        let error = reader(&server.url).projects(&unseen).await.unwrap_err();
        let told = error.words().unwrap();
        assert!(!told.contains(&TOKEN[..4]), "{}", &told[told.len() - 60..]);
        assert!(told.ends_with('…') && told.chars().count() <= MAX_WORDS + 1);
    }
}

#[tokio::test]
async fn a_failed_update_is_known_as_such_whatever_it_repeats() {
    let server = FaultServer::start([Act::Answer(http("400 X", "", &echo()))]).await;
    let failed = writer(&server.url).update(update(), &unseen).await.unwrap_err();
    assert!(matches!(failed, NotUpdated::Refused(_)), "{failed:?}");
    assert_hides(&failed);
}

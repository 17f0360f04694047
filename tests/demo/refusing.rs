//! Everything that the gateway is strict about; and that what it refuses changes nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::client::{Demo, NEW_FILE, PARTNER, answer};

#[tokio::test]
async fn slashes_are_part_of_paths() {
    let demo = Demo::start().await;
    for path in [
        "/apiops/projects",
        "/apiops/projects/Payments/keystores",
        "/apiops/projects/Payments/keystores/partner-mtls",
        "/apiops/projects/Payments/jwks",
        "/apiops/environments/Payments/",
        "/apiops/test/healthcheck/",
        "/projects/",
        "/apiops/projects/Payments/keystores/partner-mtls/export-file/",
    ] {
        demo.get(path).await.refusal(404);
    }
    demo.put(PARTNER.trim_end_matches('/'), &demo.partner()).await.refusal(404);
    answer(demo.request(Method::DELETE, PARTNER)).await.refusal(405);
}

#[tokio::test]
async fn names_are_case_sensitive_and_must_exist() {
    let demo = Demo::start().await;
    for path in [
        "/apiops/projects/payments/keystores/",
        "/apiops/projects/Payments/keystores/Partner-mtls/",
        "/apiops/projects/nowhere/jwks/",
        "/apiops/environments/nowhere",
        "/apiops/projects/%FF/keystores/",
    ] {
        demo.get(path).await.refusal(400);
    }
    let refusal = demo.put("/apiops/projects/Payments/keystores/other/", &demo.partner()).await.refusal(400);
    assert!(refusal.contains("other"), "{refusal}");
}

#[tokio::test]
async fn tokens_are_missing_wrong_or_expired() {
    let demo = Demo::start().await;
    let path = "/apiops/projects/";
    assert_eq!(answer(demo.anonymous(Method::GET, path)).await.refusal(401), "Invalid token");
    let basic = demo.anonymous(Method::GET, path).basic_auth("user", Some("password"));
    assert_eq!(answer(basic).await.refusal(401), "Invalid token");
    let wrong = demo.anonymous(Method::GET, path).bearer_auth("another");
    assert_eq!(answer(wrong).await.refusal(401), "Token is not valid!");
    answer(demo.anonymous(Method::GET, "/apiops/nowhere")).await.refusal(401);

    demo.gateway.expire_token(SecretString::from("second"));
    assert_eq!(demo.get(path).await.refusal(401), "Token was expired!");
    let renewed = demo.anonymous(Method::GET, path).bearer_auth("second");
    assert_eq!(answer(renewed).await.status, 200);
    let authorised: Vec<_> = demo.gateway.requests().iter().map(|request| request.authorised).collect();
    assert_eq!(authorised, [false, false, false, false, false, true]);
}

#[tokio::test]
async fn content_type_must_be_json() {
    let demo = Demo::start().await;
    let body = demo.partner().to_string();
    answer(demo.request(Method::PUT, PARTNER).body(body.clone())).await.refusal(415);
    let form = demo.request(Method::PUT, PARTNER).header("content-type", "text/plain").body(body.clone());
    answer(form).await.refusal(415);
    let charset =
        demo.request(Method::PUT, PARTNER).header("content-type", "application/json; charset=utf-8");
    assert_eq!(answer(charset.body(body)).await.status, 200);
}

#[tokio::test]
async fn a_cascade_is_said_whole_or_not_at_all() {
    let demo = Demo::start().await;
    for query in [
        "updateReferencedJwks=true",
        "updateReferencedJwks=true&updateScope=",
        "updateReferencedJwks=true&updateScope=same_project",
        "updateReferencedJwks=false&updateScope=EVERYWHERE",
        "updateReferencedJwks=TRUE&updateScope=SAME_PROJECT",
        "updateReferencedJwks=&updateScope=SAME_PROJECT",
        "updateReferencedJwks=true&updateScope=SAME_PROJECT&updateScope=ALL_PROJECTS",
    ] {
        demo.put(&format!("{PARTNER}?{query}"), &demo.partner()).await.refusal(400);
    }
    for query in ["", "?updateReferencedJwks=false", "?jwkUpdateAction=UPDATE"] {
        assert_eq!(demo.put(&format!("{PARTNER}{query}"), &demo.partner()).await.status, 200, "{query}");
    }
    assert_eq!(demo.gateway.kid("Payments", "partner-mtls-sig").as_deref(), Some("partner-sig"));
}

#[tokio::test]
async fn bodies_must_be_keystores() {
    let demo = Demo::start().await;
    let before = demo.gateway.stored("Payments", "partner-mtls");
    let raw = |body: &'static str| demo.put_request(PARTNER, &Value::Null).body(body);
    for body in ["", "{", "[]", "null", "{} {}"] {
        answer(raw(body)).await.refusal(400);
    }
    let encoded = |bytes: &[u8]| Value::from(STANDARD.encode(bytes));
    let jceks = encoded(include_bytes!("../../assets/demo/submit/old-format.jceks"));
    let pem = encoded(include_bytes!("../../assets/demo/submit/partner-2027.pem"));
    for (pointer, value) in [
        ("/name", Value::Null),
        ("/name", json!("")),
        ("/name", json!("acquirer-signing")),
        ("/description", json!(7)),
        ("/keyStoreEnvironmentList", json!({})),
        ("/keyStoreEnvironmentList/0", json!("production")),
        ("/keyStoreEnvironmentList/0/environmentName", Value::Null),
        ("/keyStoreEnvironmentList/0/environmentName", json!("Production")),
        ("/keyStoreEnvironmentList/0/environmentName", json!("lab")),
        ("/keyStoreEnvironmentList/0/environmentName", json!("staging")),
        ("/keyStoreEnvironmentList/0/file", json!("")),
        ("/keyStoreEnvironmentList/0/file", json!("no base64")),
        ("/keyStoreEnvironmentList/0/file", json!("aGVsbG8=")),
        ("/keyStoreEnvironmentList/0/file", jceks),
        ("/keyStoreEnvironmentList/0/file", pem),
        // The entry says JKS.
        ("/keyStoreEnvironmentList/0/file", encoded(NEW_FILE)),
        ("/keyStoreEnvironmentList/0/type", json!("JCEKS")),
    ] {
        let mut object = demo.partner();
        *object.pointer_mut(pointer).expect(pointer) = value.clone();
        let refusal = demo.put(PARTNER, &object).await.refusal(400);
        assert!(!refusal.is_empty(), "{pointer} {value}");
    }
    assert_eq!(demo.gateway.stored("Payments", "partner-mtls"), before);
}

#[tokio::test]
async fn what_is_stored_already_may_stay_however_odd() {
    let demo = Demo::start().await;
    let path = "/apiops/projects/Billing/keystores/legacy-archive/";
    let mut object = demo.get(path).await.results()[0].clone();
    object["description"] = json!("still here");
    assert_eq!(demo.put(path, &object).await.status, 200);
    let stored = demo.gateway.stored("Billing", "legacy-archive").expect("legacy-archive");
    assert_eq!(stored, object);
    assert_eq!(stored["keyStoreEnvironmentList"][1]["type"], "PEM");
}

#[tokio::test]
async fn large_bodies_are_taken() {
    let demo = Demo::start().await;
    let mut object = demo.partner();
    object["padding"] = "x".repeat(65 * 1024 * 1024).into();
    assert_eq!(demo.put(PARTNER, &object).await.status, 200);
    let requests = demo.gateway.requests();
    assert!(requests[0].body_len > 65 * 1024 * 1024);
}

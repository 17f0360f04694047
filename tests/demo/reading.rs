//! What the gateway holds at the start, as a client reads it.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::Value;

use super::client::{Demo, answer};

const AWKWARD: &str = "R%26D%20%2F%20Lab%20%231%20(50%25)";

#[tokio::test]
async fn healthcheck_needs_no_token_and_hello_does() {
    let demo = Demo::start().await;
    let health = answer(demo.anonymous(Method::GET, "/apiops/test/healthcheck")).await;
    assert_eq!((health.status.as_u16(), health.text.as_str()), (200, "OK"));
    assert_eq!(demo.get("/apiops/test/hello/Ay%C5%9Fe%20%2F").await.text, "Hello Ayşe /");
    answer(demo.anonymous(Method::GET, "/apiops/test/hello/you")).await.refusal(401);
}

#[tokio::test]
async fn projects_are_listed_and_their_names_found_by_encoded_paths() {
    let demo = Demo::start().await;
    let projects = demo.get("/apiops/projects/").await.results();
    let names: Vec<_> = projects.iter().filter_map(|project| project["name"].as_str()).collect();
    let expected =
        ["Payments", "Billing", "Portal", "Müşteri Kanalı", "R&D / Lab #1 (50%)", "Archive", "Load Test"];
    assert_eq!(names, expected);

    for (path, count) in [
        ("Payments", 4),
        ("M%C3%BC%C5%9Fteri%20Kanal%C4%B1", 2),
        (AWKWARD, 1),
        ("Archive", 0),
        ("Load%20Test", 300),
    ] {
        let keystores = demo.get(&format!("/apiops/projects/{path}/keystores/")).await.results();
        assert_eq!(keystores.len(), count, "{path}");
    }
    let keystore = demo.get(&format!("/apiops/projects/{AWKWARD}/keystores/beta%2F2%20ready%3F/")).await;
    assert_eq!(keystore.results()[0]["name"], "beta/2 ready?");
}

#[tokio::test]
async fn environments_have_kind_and_status_and_hide_their_pods() {
    let demo = Demo::start().await;
    let found = demo.get("/apiops/environments/Payments").await.results();
    let rows: Vec<_> = found.iter().map(|environment| (&environment["name"], &environment["type"])).collect();
    let expected = [
        ("production", "PRODUCTION"),
        ("staging", "TEST"),
        ("sandbox", "SANDBOX"),
        ("dr-site", "PRODUCTION"),
    ];
    assert!(
        rows.iter()
            .zip(expected)
            .all(|((name, kind), row)| (name.as_str(), kind.as_str()) == (Some(row.0), Some(row.1)))
    );
    assert_eq!(rows.len(), expected.len());
    assert_eq!(found[1]["status"], "REPUBLISH_REQUIRED");
    assert!(found.iter().all(|environment| environment.get("pods").is_none()));
    assert!(found.iter().all(|environment| environment["accessUrl"].is_string()));

    let refusal = demo.get("/apiops/environments/").await.refusal(401);
    assert!(refusal.contains("administrators"), "{refusal}");
}

#[tokio::test]
async fn files_are_real_and_passwords_are_never_shown() {
    let demo = Demo::start().await;
    let keystores = all_keystores(&demo).await;
    let mut kinds = BTreeSet::new();
    for entry in
        keystores.iter().flat_map(|keystore| keystore["keyStoreEnvironmentList"].as_array().expect("a list"))
    {
        assert!(entry.get("password").is_none());
        let file = STANDARD.decode(entry["file"].as_str().expect("a file")).expect("base64");
        let kind = entry["type"].as_str().expect("a type");
        match kind {
            "JKS" => assert_eq!(file[..4], [0xFE, 0xED, 0xFE, 0xED]),
            "PKCS12" => assert_eq!(file[..1], [0x30]),
            _ => assert!(file.starts_with(b"-----BEGIN")),
        }
        kinds.insert(kind.to_owned());
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["JKS", "PEM", "PKCS12"]);
    assert!(keystores.iter().any(|keystore| keystore.get("id").is_none()));
    assert!(keystores.iter().all(|keystore| keystore.get("hiddenId").is_none()));
    assert!(demo.gateway.password("Payments", "partner-mtls", "production").is_some());
}

#[tokio::test]
async fn unknown_fields_keep_the_digits_of_their_numbers() {
    let demo = Demo::start().await;
    let text = demo.get("/apiops/projects/Payments/keystores/hsm-bridge/").await.text;
    for digits in
        ["\"version\":1.10", "12345678901234567890", "3.141592653589793238462643383279", "\"weight\":0.30"]
    {
        assert!(text.contains(digits), "{digits} in {text}");
    }
}

#[tokio::test]
async fn jwks_name_the_keystores_that_they_came_from() {
    let demo = Demo::start().await;
    let keystore = demo.gateway.stored("Payments", "partner-mtls").expect("partner-mtls");
    let mut from_it = Vec::new();
    for project in ["Payments", "Billing", "Portal"] {
        let jwks = demo.get(&format!("/apiops/projects/{project}/jwks/")).await.results();
        from_it.push(jwks.iter().filter(|jwk| jwk["sourceId"] == keystore["id"]).count());
        assert!(jwks.iter().any(|jwk| jwk["sourceType"] == "KEYSTORE"));
    }
    assert_eq!(from_it, [2, 1, 1]);
}

#[tokio::test]
async fn openapi_shows_the_first_generation() {
    let demo = Demo::start().await;
    let document = demo.get("/apiops/openapi.json").await.json();
    let put = &document["paths"]["/projects/{projectName}/keystores/{keystoreName}/"]["put"];
    let names: Vec<_> =
        put["parameters"].as_array().expect("parameters").iter().map(|p| &p["name"]).collect();
    assert_eq!(names, ["updateReferencedJwks", "updateScope"]);
}

async fn all_keystores(demo: &Demo) -> Vec<Value> {
    let mut keystores = Vec::new();
    for project in ["Payments", "Billing", "Portal", "M%C3%BC%C5%9Fteri%20Kanal%C4%B1", AWKWARD] {
        keystores.extend(demo.get(&format!("/apiops/projects/{project}/keystores/")).await.results());
    }
    keystores
}

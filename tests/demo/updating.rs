//! Updates that go well, and what they change.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::client::{Demo, NEW_FILE, PARTNER};

#[tokio::test]
async fn an_update_replaces_the_whole_object() {
    let demo = Demo::start().await;
    let path = "/apiops/projects/Payments/keystores/hsm-bridge/";
    let read = demo.get(path).await.results()[0].clone();
    assert_eq!(demo.put(path, &read).await.status, 200);
    assert_eq!(
        demo.get(path).await.results()[0].to_string(),
        read.to_string(),
        "sent as read, it stays as it was"
    );

    let entry = &read["keyStoreEnvironmentList"][0];
    let less = json!({ "name": "hsm-bridge", "keyStoreEnvironmentList": [entry] });
    assert_eq!(demo.put(path, &less).await.status, 200);
    let stored = demo.gateway.stored("Payments", "hsm-bridge").expect("hsm-bridge");
    let keys: Vec<_> = stored.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        ["name", "keyStoreEnvironmentList", "id", "projectId"],
        "only the server's own ids are kept"
    );
    assert_eq!(stored["keyStoreEnvironmentList"], json!([entry]));
}

#[tokio::test]
async fn passwords_are_kept_until_others_come_or_their_environment_goes() {
    let demo = Demo::start().await;
    let password = |environment: &str| {
        let password = demo.gateway.password("Payments", "partner-mtls", environment);
        password.map(|password| password.expose_secret().to_owned())
    };
    let mut object = demo.partner();
    object["keyStoreEnvironmentList"][1]["password"] = json!("şifre");
    let sandbox = object["keyStoreEnvironmentList"].as_array_mut().expect("a list").pop().expect("sandbox");
    assert_eq!(demo.put(PARTNER, &object).await.status, 200);
    assert_eq!(password("production").as_deref(), Some("changeit"));
    assert_eq!(password("staging").as_deref(), Some("şifre"));
    assert_eq!(password("sandbox"), None);
    assert!(!demo.get(PARTNER).await.text.contains("şifre"));

    object["keyStoreEnvironmentList"].as_array_mut().expect("a list").push(sandbox);
    assert_eq!(demo.put(PARTNER, &object).await.status, 200);
    assert_eq!(password("sandbox"), None, "a password that is gone doesn't come back");
}

#[tokio::test]
async fn files_and_environments_can_change() {
    let demo = Demo::start().await;
    let mut object = demo.partner();
    let file = STANDARD.encode(NEW_FILE);
    object["keyStoreEnvironmentList"][0]["file"] = json!(file);
    object["keyStoreEnvironmentList"][0]["type"] = json!("PKCS12");
    object["keyStoreEnvironmentList"][2] =
        json!({ "environmentName": "dr-site", "keyStoreType": "PKCS12", "file": file, "alias": "partner" });
    assert_eq!(demo.put(PARTNER, &object).await.status, 200);
    assert_eq!(demo.get(PARTNER).await.results(), [object]);
}

#[tokio::test]
async fn every_pod_answers() {
    let demo = Demo::start().await;
    let answer = demo.put(PARTNER, &demo.partner()).await.json();
    assert_eq!(answer["success"], true);
    let result = &answer["deploymentResult"];
    assert_eq!(result["success"], true);
    assert!(result["responseTime"].is_number());
    let pods = result["detailList"].as_array().expect("pods");
    let environments: Vec<_> = pods.iter().filter_map(|pod| pod["envName"].as_str()).collect();
    assert_eq!(environments, ["production", "production", "production", "staging", "sandbox"]);
    for pod in pods {
        assert_eq!(pod["success"], true);
        assert!(pod["podName"].is_string() && pod["podIp"].is_string() && pod["detail"].is_string());
    }
}

#[tokio::test]
async fn the_second_site_always_has_a_pod_that_fails_though_all_is_stored() {
    let demo = Demo::start().await;
    let path = "/apiops/projects/Payments/keystores/sepa-qwac/";
    let mut object = demo.gateway.stored("Payments", "sepa-qwac").expect("sepa-qwac");
    object["description"] = json!("changed");
    let answer = demo.put(path, &object).await;
    assert_eq!(answer.status, 200);
    let answer = answer.json();
    assert_eq!(answer["deploymentResult"]["success"], false);
    assert!(
        answer["resultMessage"]
            .as_str()
            .expect("a message")
            .contains("connection refused to 10.20.3.14:8443")
    );
    let pods = answer["deploymentResult"]["detailList"].as_array().expect("pods");
    let failed: Vec<_> = pods.iter().filter(|pod| pod["success"] == false).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["envName"], "dr-site");
    assert_eq!(demo.gateway.stored("Payments", "sepa-qwac"), Some(object));
}

#[tokio::test]
async fn an_environment_without_pods_says_nothing() {
    let demo = Demo::start().await;
    let object = demo.gateway.stored("Portal", "portal-tls").expect("portal-tls");
    let answer = demo.put("/apiops/projects/Portal/keystores/portal-tls/", &object).await.json();
    let pods = answer["deploymentResult"]["detailList"].as_array().expect("pods");
    assert!(pods.iter().all(|pod| pod["envName"] == "production"));
}

#[tokio::test]
async fn a_cascade_reaches_one_project_or_all() {
    let demo = Demo::start().await;
    let kids = || -> Vec<String> {
        let jwks = [
            ("Payments", "partner-mtls-sig"),
            ("Payments", "partner-mtls-enc"),
            ("Billing", "partner-for-billing"),
            ("Portal", "partner-for-portal"),
            ("Payments", "acquirer-sig"),
            ("Payments", "scheme-issuer"),
        ];
        jwks.iter().map(|(project, jwk)| demo.gateway.kid(project, jwk).expect("a kid")).collect()
    };
    let same = format!("{PARTNER}?updateReferencedJwks=true&updateScope=SAME_PROJECT");
    assert_eq!(demo.put(&same, &demo.partner()).await.status, 200);
    let payments = [
        "partner-sig~2",
        "partner-enc~2",
        "partner-billing",
        "partner-portal",
        "acquirer-sig",
        "scheme-2026",
    ];
    assert_eq!(kids(), payments);

    let all = format!("{PARTNER}?updateReferencedJwks=true&updateScope=ALL_PROJECTS");
    assert_eq!(demo.put(&all, &demo.partner()).await.status, 200);
    let everywhere = [
        "partner-sig~3",
        "partner-enc~3",
        "partner-billing~2",
        "partner-portal~2",
        "acquirer-sig",
        "scheme-2026",
    ];
    assert_eq!(kids(), everywhere);
}

#[tokio::test]
async fn a_cascade_reaches_jwks_of_a_keystore_that_hides_its_id() {
    let demo = Demo::start().await;
    let object = demo.gateway.stored("Payments", "sepa-qwac").expect("sepa-qwac");
    assert_eq!(object.get("id"), None);
    let path =
        "/apiops/projects/Payments/keystores/sepa-qwac/?updateReferencedJwks=true&updateScope=SAME_PROJECT";
    assert_eq!(demo.put(path, &object).await.status, 200);
    assert_eq!(demo.gateway.kid("Payments", "sepa-qwac-sig").as_deref(), Some("sepa-qwac~2"));
}

#[tokio::test]
async fn a_renamed_keystore_is_found_under_its_new_name_only() {
    let demo = Demo::start().await;
    let mut object = demo.partner();
    object["name"] = json!("partner/mtls yeni");
    assert_eq!(demo.put(PARTNER, &object).await.status, 200);
    demo.get(PARTNER).await.refusal(400);
    let renamed = demo.get("/apiops/projects/Payments/keystores/partner%2Fmtls%20yeni/").await.results();
    assert_eq!(renamed, [object]);
    assert_eq!(demo.get("/apiops/projects/Payments/keystores/").await.results().len(), 4);
    assert!(demo.gateway.password("Payments", "partner/mtls yeni", "production").is_some());
}

#[tokio::test]
async fn somebody_else_changes_makes_and_removes_keystores() {
    let demo = Demo::start().await;
    demo.gateway.replace(
        "Payments",
        "partner-mtls",
        json!({ "name": "partner-mtls", "description": "theirs" }),
    );
    assert_eq!(demo.get(PARTNER).await.results()[0]["description"], "theirs");
    demo.gateway.replace("Archive", "new", json!({ "name": "new" }));
    assert_eq!(demo.get("/apiops/projects/Archive/keystores/").await.results()[0]["name"], "new");
    demo.gateway.remove("Payments", "partner-mtls");
    demo.get(PARTNER).await.refusal(400);
    assert_eq!(demo.gateway.stored("Payments", "partner-mtls"), None::<Value>);
}

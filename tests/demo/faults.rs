//! Each way in which an update can go wrong: its answer, and whether it is stored.

use std::time::Duration;

use keywright::demo::Fault;
use serde_json::{Value, json};

use super::client::{Answer, Demo, NEW_FILE, PARTNER, answer};

/// An update under a fault: its answer, and whether it was stored.
async fn update(fault: Fault) -> (Answer, bool) {
    let demo = Demo::start().await;
    demo.gateway.on_next_update(fault);
    let answer = demo.put(PARTNER, &demo.partner()).await;
    let stored = is_stored(&demo);
    assert_eq!(demo.put(PARTNER, &demo.partner()).await.status, 200, "a fault strikes once");
    (answer, stored)
}

fn is_stored(demo: &Demo) -> bool {
    let keystore = demo.gateway.stored("Payments", "partner-mtls").expect("partner-mtls");
    keystore["description"] == "changed"
}

/// The deployment's result in the answer to an update that was stored.
async fn result(fault: Fault) -> Value {
    let (answer, stored) = update(fault).await;
    assert_eq!(answer.status, 200);
    assert!(stored, "{fault:?}");
    let answer = answer.json();
    assert_eq!(answer["success"], true);
    answer.get("deploymentResult").cloned().unwrap_or_else(|| json!("absent"))
}

#[tokio::test]
async fn refusals_store_nothing() {
    for (fault, status) in [
        (Fault::Unauthorized, 401),
        (Fault::Forbidden, 403),
        (Fault::NameTaken, 409),
        (Fault::RateLimited { retry_after: 7 }, 429),
        (Fault::ServerError, 500),
    ] {
        let (answer, stored) = update(fault).await;
        assert!(!answer.refusal(status).is_empty());
        assert!(!stored, "{fault:?}");
        if status == 429 {
            assert_eq!(answer.json()["error"], "rate_limit_exceeded");
            assert_eq!(answer.json()["retry_after"], 7);
        }
    }
}

#[tokio::test]
async fn a_rate_limit_is_also_said_in_the_head() {
    let demo = Demo::start().await;
    demo.gateway.on_next_update(Fault::RateLimited { retry_after: 3 });
    let response = demo.put_request(PARTNER, &demo.partner()).send().await.expect("an answer");
    assert_eq!(response.headers()["retry-after"], "3");
}

#[tokio::test]
async fn a_proxy_answers_in_html() {
    let (answer, stored) = update(Fault::ProxyHtml).await;
    assert_eq!(answer.status, 502);
    assert_eq!(answer.content_type, "text/html");
    assert!(answer.text.contains("Bad Gateway") && !stored);
}

#[tokio::test]
async fn a_failure_can_come_with_200() {
    let (answer, stored) = update(Fault::FailureStatus).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["status"], "FAILURE");
    assert!(answer.json()["resultMessage"].is_string() && !stored);
}

#[tokio::test]
async fn connections_are_cut_before_and_after_storing() {
    for (fault, stored) in [(Fault::CutBeforeAnswer, true), (Fault::CutWithoutApplying, false)] {
        let demo = Demo::start().await;
        demo.gateway.on_next_update(fault);
        demo.put_request(PARTNER, &demo.partner()).send().await.expect_err("no answer");
        assert_eq!(is_stored(&demo), stored, "{fault:?}");
        assert_eq!(demo.gateway.requests()[0].status, None);
        assert_eq!(demo.get(PARTNER).await.status, 200, "a new connection is answered");
    }
}

#[tokio::test]
async fn an_answer_may_never_come() {
    let demo = Demo::start().await;
    demo.gateway.on_next_update(Fault::NeverAnswer);
    let mut asking = std::pin::pin!(demo.put_request(PARTNER, &demo.partner()).send());
    let stored = async {
        while !is_stored(&demo) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answer = &mut asking => panic!("{answer:?}"),
        () = stored => {}
    }
    // No wait is long enough to prove "never"; a good answer would come within this one.
    tokio::time::timeout(Duration::from_millis(100), asking).await.expect_err("no answer");
    assert_eq!(demo.gateway.requests()[0].status, None);
}

#[tokio::test]
async fn stored_and_not_deployed_is_said_with_200() {
    let (answer, stored) = update(Fault::SavedNotDeployed).await;
    assert!(stored);
    let answer = answer.json();
    assert_eq!(answer["status"], "SUCCESS");
    assert!(
        answer["resultMessage"].as_str().expect("a message").contains("deployment to environments failed")
    );
    assert_eq!(answer["deploymentResult"]["success"], false);
    let pods = answer["deploymentResult"]["detailList"].as_array().expect("pods");
    assert!(!pods.is_empty() && pods.iter().all(|pod| pod["success"] == false));
}

#[tokio::test]
async fn a_pod_fails_under_an_overall_success() {
    let result = result(Fault::PodFailedUnderSuccess).await;
    assert_eq!(result["success"], true);
    let pods = result["detailList"].as_array().expect("pods");
    assert_eq!(pods.iter().filter(|pod| pod["success"] == false).count(), 1);
}

#[tokio::test]
async fn results_are_absent_null_or_empty() {
    assert_eq!(result(Fault::NoDeploymentResult).await, "absent");
    assert_eq!(result(Fault::NullDeploymentResult).await, Value::Null);
    let empty = result(Fault::EmptyList).await;
    assert_eq!((&empty["success"], &empty["detailList"]), (&json!(true), &json!([])));
}

#[tokio::test]
async fn results_have_other_shapes() {
    let flat = result(Fault::Flat).await;
    assert_eq!((&flat["envName"], &flat["success"]), (&json!("production"), &json!(true)));
    assert_eq!(flat.get("detailList"), None);
    for (fault, list) in
        [(Fault::EnvironmentResults, "environmentResults"), (Fault::DeploymentResults, "deploymentResults")]
    {
        let result = result(fault).await;
        let names: Vec<_> =
            result[list].as_array().expect(list).iter().map(|e| &e["environmentName"]).collect();
        assert_eq!(names, ["production", "staging", "sandbox"]);
    }
}

#[tokio::test]
async fn old_data_is_stored_and_called_a_success() {
    use base64::Engine;
    let demo = Demo::start().await;
    demo.gateway.on_next_update(Fault::StoresOldData);
    let before = demo.partner();
    let mut object = before.clone();
    let file = base64::engine::general_purpose::STANDARD.encode(NEW_FILE);
    object["keyStoreEnvironmentList"][1]["file"] = json!(file);
    let answer = demo.put(PARTNER, &object).await.json();
    assert_eq!(answer["deploymentResult"]["success"], true);
    assert_eq!(demo.gateway.stored("Payments", "partner-mtls"), Some(before));
}

#[tokio::test]
async fn faults_wait_in_a_queue_for_updates_that_are_sound() {
    let demo = Demo::start().await;
    demo.gateway.on_next_update(Fault::ServerError);
    demo.gateway.on_next_update(Fault::Forbidden);
    demo.put(PARTNER, &json!({})).await.refusal(400);
    demo.get(PARTNER).await.results();
    demo.put(PARTNER, &demo.partner()).await.refusal(500);
    demo.put(PARTNER, &demo.partner()).await.refusal(403);
    let last = answer(demo.put_request(PARTNER, &demo.partner())).await;
    assert_eq!(last.status, 200);
}

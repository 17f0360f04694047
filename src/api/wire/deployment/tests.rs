use proptest::prelude::*;
use serde_json::json;

use super::*;

fn outcomes(result: Value) -> Vec<(String, Option<String>, Outcome)> {
    report(&result).rows.into_iter().map(|row| (row.environment, row.pod, row.outcome)).collect()
}

fn environment(name: &str, outcome: Outcome) -> (String, Option<String>, Outcome) {
    (name.into(), None, outcome)
}

fn pod(environment: &str, pod: &str, outcome: Outcome) -> (String, Option<String>, Outcome) {
    (environment.into(), Some(pod.into()), outcome)
}

#[test]
fn the_three_documented_shapes_and_the_flat_one() {
    let row = json!({"environmentName": "p", "success": true, "message": "Deployed"});
    for list in ["environmentResults", "deploymentResults"] {
        let report = report(&json!({"success": true, "message": "all", list: [row]}));
        assert_eq!((report.overall, report.message.as_deref()), (Word::Yes, Some("all")));
        assert_eq!(report.rows[0].detail, "Deployed");
        assert_eq!((report.rows.len(), report.rows[0].outcome), (1, Outcome::Deployed));
    }
    let pods = report(&json!({"success": true, "responseTime": 120, "detailList": [
        {"envName": "p", "podName": "w-1", "podIp": "10.0.0.1", "success": true, "detail": "ok",
         "responseTime": 80}]}));
    assert_eq!(
        pods.rows,
        [GatewayResult {
            environment: "p".into(),
            pod: Some("w-1".into()),
            address: Some("10.0.0.1".into()),
            outcome: Outcome::Deployed,
            millis: Some(80),
            detail: "ok".into(),
        }]
    );
    let flat = report(&json!({"envName": "p", "success": true, "detail": "ok"}));
    assert_eq!((flat.overall, flat.rows.len(), flat.rows[0].outcome), (Word::Yes, 1, Outcome::Deployed));
}

#[test]
fn pods_stand_for_their_environment_and_inherit_its_name() {
    let nested = |success: bool, pods: Value| {
        let environment = json!({"envName": "p", "success": success, "detailList": pods});
        json!({"success": true, "detailList": [environment]})
    };
    let good = json!([{"podName": "a", "success": true}, {"podName": "b", "success": true}]);
    let bad = json!([{"podName": "a", "success": true}, {"podName": "b", "success": false}]);
    let (a, b) = (pod("p", "a", Outcome::Deployed), pod("p", "b", Outcome::Deployed));
    assert_eq!(outcomes(nested(true, good.clone())), [a.clone(), b.clone()]);
    // The environment says no, and each pod yes: both are told.
    assert_eq!(outcomes(nested(false, good)), [a.clone(), b, environment("p", Outcome::Failed)]);
    assert_eq!(outcomes(nested(false, bad)), [a, pod("p", "b", Outcome::Failed)]);
    assert_eq!(outcomes(nested(false, json!([]))), [environment("p", Outcome::Failed)]);
}

#[test]
fn the_only_word_on_an_environment_is_kept() {
    let result =
        json!({"environmentName": "p", "success": false, "detailList": [{"envName": "q", "success": true}]});
    assert_eq!(outcomes(result), [environment("q", Outcome::Deployed), environment("p", Outcome::Failed)]);
}

#[test]
fn no_result_is_no_word() {
    for result in [json!(null), json!({}), json!([]), json!(true), json!(7)] {
        assert_eq!(report(&result), Report::absent(), "{result}");
    }
    for list in [json!([]), json!(null)] {
        let report = report(&json!({"success": true, "detailList": list}));
        assert_eq!((report.overall, report.rows), (Word::Yes, vec![]));
    }
    assert_eq!(report(&json!(false)).overall, Word::No);
    assert_eq!(report(&json!("done")).message.as_deref(), Some("done"));
}

#[test]
fn wrong_types_become_rows_of_unknown_outcome() {
    let result =
        json!({"success": "yes", "detailList": [7, null, "words", {"envName": "p", "success": "true"}, []]});
    let report = report(&result);
    assert_eq!(report.overall, Word::Unsaid);
    assert_eq!(report.rows.len(), 5);
    assert!(report.rows.iter().all(|row| row.outcome == Outcome::Unknown));
    assert_eq!(report.rows[2].detail, "words");
    assert_eq!(
        outcomes(json!({"detailList": {"envName": "p", "success": true}})),
        [environment("p", Outcome::Deployed)]
    );
    assert_eq!(outcomes(json!({"detailList": true})), [environment("", Outcome::Unknown)]);
}

#[test]
fn depth_and_number_are_bounded_without_becoming_a_success() {
    let mut deep = json!({"envName": "p", "success": true});
    for _ in 0..40 {
        deep = json!({"success": true, "detailList": [deep]});
    }
    assert_eq!(outcomes(deep), [environment("", Outcome::Unknown)]);
    let many = vec![json!({"envName": "p", "success": true}); MAX_ROWS + 5];
    let rows = outcomes(json!({"success": true, "detailList": many}));
    assert_eq!(rows.len(), MAX_ROWS + 1);
    assert_eq!(rows.last(), Some(&environment("p", Outcome::Unknown)));
}

/// Results of every shape, right and wrong, nested.
fn any_result() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|word| json!(word)),
        Just(json!({"envName": "p", "success": true})),
        Just(json!({"environmentName": "p", "success": false})),
        Just(json!({"podName": "a", "success": "true"})),
        "[a-z]{0,3}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        (proptest::collection::vec(inner, 0..4), 0..3_usize, any::<Option<bool>>()).prop_map(
            |(list, name, word)| {
                let mut object = json!({LISTS[name]: list, "envName": "p"});
                if let Some(word) = word {
                    object["success"] = json!(word);
                }
                object
            },
        )
    })
}

/// Whether a failure stands anywhere in it.
fn has_failure(value: &Value) -> bool {
    match value {
        Value::Object(object) => {
            object.get("success") == Some(&json!(false)) || object.values().any(has_failure)
        }
        Value::Array(list) => list.iter().any(has_failure),
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_failure_anywhere_is_never_a_success(result in any_result()) {
        use crate::domain::deployment::{Answer, Deployed};
        let answer = Answer { stored: Word::Yes, message: None, report: report(&result) };
        let deployed = answer.deployed(&["p".to_owned()]);
        if has_failure(&result) {
            prop_assert!(!matches!(deployed, Deployed::Everywhere | Deployed::ByServersWord), "{deployed:?}");
        }
    }
}

//! What came of an update that was sent: stored, deployed, verified.

use keywright::{
    api::{client::NotUpdated, error::Error},
    app::{effect::Read, message::Reply},
    domain::deployment::{Answer, GatewayResult, Outcome, Report, Word},
};

use super::stage::{Stage, said, unreachable};

/// A pod's word.
fn pod(environment: &str, pod: &str, failed: Option<&str>) -> GatewayResult {
    GatewayResult {
        environment: environment.into(),
        pod: (!pod.is_empty()).then(|| pod.into()),
        address: None,
        outcome: if failed.is_some() { Outcome::Failed } else { Outcome::Deployed },
        millis: (!pod.is_empty()).then_some(118),
        detail: failed.unwrap_or("ok").into(),
    }
}

fn answer(stored: Word, overall: Word, rows: Vec<GatewayResult>) -> Answer {
    let message = Some("Keystore is updated.".to_owned());
    Answer { stored, message, report: Report { overall, message: None, rows } }
}

/// Every pod of every environment says yes.
pub fn everywhere() -> Answer {
    let rows = vec![
        pod("production", "worker-production-7d9f6c-1", None),
        pod("production", "worker-production-7d9f6c-2", None),
        pod("staging", "worker-staging-5b8d44-1", None),
        pod("sandbox", "worker-sandbox-66c7b9-1", None),
    ];
    answer(Word::Yes, Word::Yes, rows)
}

/// Stored as sent, answered so, and read back.
pub fn ended(answer: Answer) -> Stage {
    ended_from(Stage::sending(), Ok(answer), true)
}

fn ended_from(mut stage: Stage, answer: Result<Answer, NotUpdated>, applied: bool) -> Stage {
    let (ticket, update) = stage.puts.remove(0);
    if applied {
        stage.world.apply(&update);
    }
    stage.pass(4);
    stage.reply(ticket, Reply::Updated(answer));
    stage.settle();
    stage
}

fn unknown() -> Result<Answer, NotUpdated> {
    let why = "connection closed before message completed".into();
    Err(NotUpdated::Unknown(Error::CutOff { why }))
}

#[test]
fn stored_deployed_and_verified_is_success() {
    shows!(ended(everywhere()));
}

#[test]
fn a_success_while_elsewhere_is_a_notice() {
    let mut stage = Stage::sending();
    stage.go("<Esc><Esc>");
    shows!(ended_from(stage, Ok(everywhere()), true));
}

#[test]
fn a_failed_pod_is_not_success() {
    let mut answer = everywhere();
    let words = "java.io.IOException: keystore password was incorrect (PKCS12 MAC verification failed) at worker-production-7d9f6c-2";
    answer.report.rows[1] = pod("production", "worker-production-7d9f6c-2", Some(words));
    shows!(ended(answer));
}

#[test]
fn an_environment_without_a_word_is_not_success() {
    let mut answer = everywhere();
    answer.report.rows.retain(|row| row.environment != "sandbox");
    shows!(ended(answer));
}

#[test]
fn environments_without_pods_are_rows_too() {
    let rows = vec![
        pod("production", "", None),
        pod("staging", "", Some("no gateway is reachable")),
        pod("sandbox", "", None),
    ];
    shows!(ended(answer(Word::Yes, Word::No, rows)));
}

#[test]
fn many_pods_are_scrolled() {
    let rows = (0..30).map(|n| pod("production", &format!("worker-production-7d9f6c-{n:02}"), None));
    let mut stage = ended(answer(Word::Yes, Word::Yes, rows.collect()));
    stage.go("<PgDn>");
    shows!(stage);
}

#[test]
fn the_servers_word_alone_is_not_the_gateways() {
    shows!(ended(answer(Word::Yes, Word::Yes, Vec::new())));
}

#[test]
fn nothing_said_about_the_deployment_is_not_success() {
    shows!(ended(answer(Word::Yes, Word::Unsaid, Vec::new())));
}

#[test]
fn a_deployment_that_failed_as_a_whole_is_not_success() {
    let mut failed = answer(Word::Yes, Word::No, Vec::new());
    failed.report.message = Some("Deployment failed: no active gateway".into());
    shows!(ended(failed));
}

#[test]
fn what_is_stored_differs_from_what_was_sent() {
    let mut stage = Stage::sending();
    let (ticket, update) = stage.puts.remove(0);
    stage.world.apply(&update);
    let stored = stage.world.stored("partner-mtls");
    stored["description"] = "TRUNCATED".into();
    stored["keyStoreEnvironmentList"][1]["type"] = "JKS".into();
    stage.reply(ticket, Reply::Updated(Ok(everywhere())));
    stage.settle();
    shows!(stage);
}

#[test]
fn what_the_server_said_it_stored_is_not_there() {
    shows!(ended_from(Stage::sending(), Ok(everywhere()), false));
}

#[test]
fn what_was_stored_can_not_be_read_back() {
    let mut stage = Stage::sending();
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    stage.world.failing.push((read, unreachable()));
    shows!(ended_from(stage, Ok(everywhere()), true));
}

#[test]
fn an_unknown_outcome_is_read_back_at_once() {
    let mut stage = Stage::sending();
    stage.pass(30);
    let (ticket, _) = stage.puts.remove(0);
    stage.reply(ticket, Reply::Updated(unknown()));
    shows!(stage);
}

#[test]
fn an_unknown_outcome_is_looked_at_again_for_a_while() {
    shows!(ended_from(Stage::sending(), unknown(), false));
}

#[test]
fn an_unknown_outcome_can_turn_out_stored() {
    shows!(ended_from(Stage::sending(), unknown(), true));
}

#[test]
fn an_unknown_outcome_can_turn_out_not_applied() {
    let mut stage = ended_from(Stage::sending(), unknown(), false);
    for _ in 0..14 {
        stage.pass(5);
        stage.settle();
    }
    shows!(stage);
}

#[test]
fn an_unknown_outcome_can_turn_out_neither() {
    let mut stage = Stage::sending();
    stage.world.stored("partner-mtls")["description"] = "Somebody else was here".into();
    stage = ended_from(stage, unknown(), false);
    for _ in 0..14 {
        stage.pass(5);
        stage.settle();
    }
    shows!(stage);
}

#[test]
fn a_time_out_says_that_the_deployment_may_go_on() {
    let mut stage = Stage::sending();
    let (ticket, _) = stage.puts.remove(0);
    stage.pass(180);
    let after = std::time::Duration::from_secs(180);
    stage.reply(ticket, Reply::Updated(Err(NotUpdated::Unknown(Error::TimedOut { after }))));
    shows!(stage);
}

#[test]
fn a_gateway_timeout_of_a_proxy_is_an_unknown_outcome() {
    let error = Error::Proxy { said: said(504, "upstream request timeout"), html: false };
    shows!(ended_from(Stage::sending(), Err(NotUpdated::Unknown(error)), false));
}

#[test]
fn a_renamed_keystore_is_found_under_its_new_name() {
    let mut stage = Stage::keystore();
    stage.go("<Tab><Enter>-2027<Enter><C-s>");
    stage.confirm("production");
    stage.settle();
    shows!(ended_from(stage, Ok(everywhere()), true));
}

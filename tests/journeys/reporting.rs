//! The report of an update, copied for a ticket.

use keywright::api::{
    client::NotUpdated,
    error::{Error, Said},
};
use keywright::app::keeping::Kept;
use keywright::domain::{deployment::Outcome, journal::VersionBefore};

use crate::{
    answers::{cut_off, deployed, row},
    journey::Journey,
};

/// What `y` copies on the deployment screen.
fn copied(journey: &mut Journey) -> String {
    let effects = journey.log.len();
    journey.keys("y");
    assert_eq!(journey.log.len(), effects + 1, "nothing was copied");
    assert!(journey.notice().starts_with("copied the report"), "{}", journey.notice());
    let logged = journey.log.last().unwrap();
    let quoted = logged.strip_prefix("Copy(").and_then(|rest| rest.strip_suffix(')')).unwrap();
    serde_json::from_str(quoted).unwrap()
}

#[test]
fn a_report_says_what_the_screen_says() {
    let mut journey = Journey::sent();
    let mut answer = deployed(&["production", "staging"]);
    answer.message = Some("keystore updated".into());
    answer.report.rows.push(row("sandbox", Outcome::Failed));
    answer.report.rows.last_mut().unwrap().detail = "refused\u{1b}]0;x\u{7}\nby the pod".into();
    journey.stored(answer);
    journey.settle();
    insta::assert_snapshot!(copied(&mut journey), @r"
    partner-mtls: stored, but NOT DEPLOYED everywhere
      gateway  http://127.0.0.1:1/apiops/
      keystore partner-mtls in Payments
      began    2026-11-23T03:00:00Z, took 0 s
      JWKs     leave them as they are
      stored   the server says so
      deployed NOT EVERYWHERE; failed: sandbox
      verified read back, equal to what was sent (passwords are never shown)
      said     keystore updated
      production  worker-1  deployed  120 ms
      staging  worker-1  deployed  120 ms
      sandbox  worker-1  FAILED  120 ms  refused␛]0;x␇␊by the pod
    ");
}

#[test]
fn a_report_gives_the_servers_words() {
    let mut journey = Journey::sent();
    let said = Said { status: 400, words: Some("first\nsecond \u{1b}[31m".into()), ..Said::default() };
    journey.not_stored(Err(NotUpdated::Refused(Error::Invalid(said))));
    journey.settle();
    insta::assert_snapshot!(copied(&mut journey), @r"
    partner-mtls: refused by the server
      gateway  http://127.0.0.1:1/apiops/
      keystore partner-mtls in Payments
      began    2026-11-23T03:00:00Z, took 0 s
      JWKs     leave them as they are
      why      The server rejected the request (400)
               first
               second ␛[31m
    ");
}

#[test]
fn a_report_of_an_unknown_outcome_says_so() {
    let mut journey = Journey::sent();
    journey.stored_without_a_word(cut_off());
    journey.settle();
    insta::assert_snapshot!(copied(&mut journey), @r"
    partner-mtls: OUTCOME UNKNOWN: it is stored, but no gateway's word came
      gateway  http://127.0.0.1:1/apiops/
      keystore partner-mtls in Payments
      began    2026-11-23T03:00:00Z, took 0 s
      JWKs     leave them as they are
      stored   unknown: the server has not said
      deployed unknown: nothing was said about the deployment
      verified read back, equal to what was sent (passwords are never shown)
      why      The connection broke before the whole answer came: connection reset
    ");
}

/// What was gone on without stays true when the screen is long gone.
#[test]
fn a_report_says_what_was_not_kept() {
    let report = |backup, unwritten: Option<&str>| {
        let mut journey = Journey::submitting();
        journey.server.kept = Ok(Kept { intent: None, backup, unwritten: unwritten.map(str::to_owned) });
        journey.settle();
        journey.stored(deployed(&["production", "staging", "sandbox"]));
        journey.settle();
        let report = copied(&mut journey);
        report.lines().filter(|line| line.starts_with("  kept")).map(str::to_owned).collect::<Vec<_>>()
    };
    let failed = || Some(VersionBefore::Failed { why: "no room".into() });
    assert_eq!(report(failed(), None), ["  kept     NOT KEPT: no room"]);
    assert_eq!(report(failed(), Some("no room")), ["  kept     NOT KEPT, NOR IN THE JOURNAL: no room"]);
    let off = Some(VersionBefore::Off { why: "--no-backup was given".into() });
    assert_eq!(
        report(off, Some("no room")),
        ["  kept     NOT KEPT: --no-backup was given", "  kept     NOT IN THE JOURNAL: no room"]
    );
}

#[test]
fn a_report_is_short_whatever_the_server_answers() {
    let mut journey = Journey::sent();
    let mut answer = deployed(&["production", "staging", "sandbox"]);
    answer.report.rows.extend((0..5_000).map(|_| row("production", Outcome::Deployed)));
    for row in &mut answer.report.rows {
        row.detail = "x".repeat(10_000);
    }
    journey.stored(answer);
    journey.settle();
    let report = copied(&mut journey);
    assert!(report.contains("and 4903 rows more"), "{}", report.len());
    assert!(report.len() < 50_000, "{}", report.len());
}

#[test]
fn nothing_is_copied_before_it_is_over() {
    let mut journey = Journey::sent();
    let effects = journey.log.len();
    journey.keys("y");
    assert_eq!(journey.log.len(), effects);
}

use jiff::Timestamp;

use super::*;
use crate::domain::{
    cascade::JwkCascade,
    holder::Who,
    journal::{Ending, Id, Intent, Outcome},
};

const GATEWAY: &str = "https://g/apiops/";

/// An update of a keystore, which gets a new name where one is given.
fn record(id: &str, keystore: &str, new_name: Option<&str>) -> Record {
    let at = Timestamp::UNIX_EPOCH;
    let plan = Plan {
        place: Place::new(GATEWAY, "Payments", keystore),
        new_name: new_name.map(str::to_owned),
        description: None,
        changes: Vec::new(),
        omitted_changes: 0,
        environments: Vec::new(),
        cascade: Some(JwkCascade::Leave),
        before: FileDigest::of(b"before"),
        after: FileDigest::of(b"after"),
        backup: VersionBefore::Off { why: "--no-backup was given".into() },
    };
    let outcome = Outcome::stopped(at, std::time::Duration::ZERO, Ending::Done, String::new());
    let intent = Intent { id: Id(id.into()), at, who: Who::default(), pid: 1, plan };
    Record { intent, outcome: Some(outcome), looks: Vec::new(), replaced: false }
}

fn refused(mut record: Record) -> Record {
    if let Some(outcome) = &mut record.outcome {
        outcome.ending = Ending::Refused;
    }
    record
}

#[test]
fn renames_are_followed_forward_from_the_update() {
    // The newest first.
    let journal = [
        record("7", "elsewhere", Some("c")),
        record("6", "c", Some("b")),
        refused(record("5", "c", Some("never"))),
        record("4", "b", Some("c")),
        record("3", "x", Some("y")),
        record("2", "a", Some("b")),
        record("1", "z", Some("a")),
    ];
    let names = |at: usize| names_since(&journal[at], journal.iter());
    assert_eq!(names(5), ["b", "c", "a"]);
    assert_eq!(names(3), ["b", "c"]);
    assert_eq!(names(6), ["b", "c", "a", "z"]);
    assert_eq!(names(4), ["y", "x"]);
}

#[test]
fn renames_elsewhere_are_not_followed() {
    let mut other_project = record("2", "b", Some("c"));
    other_project.intent.plan.place.project = "Billing".into();
    let mut other_gateway = record("3", "b", Some("d"));
    other_gateway.intent.plan.place.gateway = "https://other/".into();
    let journal = [other_gateway, other_project, record("1", "a", Some("b"))];
    assert_eq!(names_since(&journal[2], journal.iter()), ["b", "a"]);
}

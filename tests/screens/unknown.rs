//! The updates of which nobody knows what came.

use keywright::{
    api::error::Error,
    app::{effect::Read, local::Unknown},
    domain::{
        draft::{Draft, Edits},
        file::{Content, NewFile},
        journal::{Id, Intent, Plan, Record},
        keystore::{Keystore, TypeField},
    },
};
use std::sync::Arc;

use super::{
    files,
    stage::{Stage, session, unreachable},
    update::{plan_of, who},
    world::World,
};

fn record(plan: Plan, hours: i64) -> Record {
    let at: jiff::Timestamp = "2026-11-23T02:14:00Z".parse().unwrap();
    let at = at - jiff::SignedDuration::from_hours(hours);
    let intent = Intent { id: Id(format!("{hours}")), at, who: who(), pid: 4711, plan };
    Record { intent, outcome: None, looks: Vec::new(), replaced: false }
}

/// Updates of partner-mtls and sepa-qwac, as the world stores them, with another file.
fn records() -> Vec<Record> {
    let mut world = World::new();
    let plan = |name: &str, world: &mut World| {
        let stored = Arc::new(Keystore::from_value(world.stored(name).clone()).unwrap());
        let mut draft = Draft::new(stored, TypeField::Type);
        let file = NewFile::new("/new.p12".into(), Content::new(files::bytes("pair/new.p12")));
        draft.edit(0, Edits { file: Some(file), ..Edits::default() });
        draft.set_description("Ask the partner desk first.");
        plan_of(&draft)
    };
    vec![record(plan("partner-mtls", &mut world), 1), record(plan("sepa-qwac", &mut world), 10)]
}

fn stage() -> Stage {
    let mut stage = Stage::start(session());
    stage.world.local.unknown = Ok(Unknown { updates: records(), elsewhere: 1 });
    stage.settle();
    stage
}

#[test]
fn they_are_shown_first() {
    shows!(stage());
}

#[test]
fn one_is_being_looked_at() {
    let mut stage = stage();
    stage.keys("<Enter>");
    shows!(stage);
}

#[test]
fn one_was_not_applied() {
    let mut stage = stage();
    stage.go("<Enter>");
    shows!(stage);
}

#[test]
fn neither_as_before_nor_as_sent() {
    let mut stage = stage();
    let entry = files::entry("production", "jks/rsa-4096.jks", None);
    stage.world.stored("partner-mtls")["keyStoreEnvironmentList"][0] = entry;
    stage.world.stored("partner-mtls")["description"] = "Mine.".into();
    stage.go("<Enter>");
    shows!(stage);
}

#[test]
fn one_that_cannot_be_read() {
    let mut stage = stage();
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    let error: Error = unreachable();
    stage.world.failing.push((read, error));
    stage.go("<Enter>");
    shows!(stage);
}

#[test]
fn what_was_found_and_cannot_be_written_down() {
    let mut stage = stage();
    stage.world.local.unwritten = Some(
        "the journal can't be written: /state/journal.jsonl: No space left on device; make room there".into(),
    );
    stage.go("<Enter>");
    shows!(stage);
}

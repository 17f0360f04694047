//! The journal: the list, one update, what is said before a roll back; and thousands of updates.

use std::time::Duration;

use jiff::Timestamp;
use keywright::{
    app::{
        dialog::Dialog,
        session::{Access, Session},
    },
    domain::{
        cascade::JwkCascade,
        deployment::{GatewayResult, Outcome as Deployed},
        file::FileDigest,
        holder::Who,
        journal::{
            Change, Ending, Found, Held, History, Id, Intent, Look, Outcome, Plan, ReadBack, Record,
            TextChange, Unread, VersionBefore,
        },
        place::Place,
    },
    view::Look as Looks,
};

use super::{
    outcome::{ended, everywhere},
    picture::drawn,
    stage::{Stage, session},
    world::World,
};

const HERE: &str = "https://apinizer.example/apiops/";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn ops() -> Who {
    Who {
        user: "ops".into(),
        uid: Some(1000),
        sudo_user: None,
        host: "jump-1".into(),
        ssh_client: Some("10.0.0.7".into()),
    }
}

fn held(last: u8, serial: &str) -> Held {
    Held {
        file: Some(FileDigest::of(&[last])),
        serial: Some(serial.into()),
        alias: Some("partner".into()),
        store_type: Some("PKCS12".into()),
    }
}

fn plan(gateway: &str, project: &str, keystore: &str) -> Plan {
    let change = |environment: &str, before, after| Change {
        environment: environment.into(),
        before,
        after,
        password: true,
    };
    Plan {
        place: Place::new(gateway, project, keystore),
        new_name: None,
        description: None,
        changes: vec![
            change("production", Some(held(1, "4A:1F")), Some(held(2, "7F:02"))),
            change("dr-site", None, Some(held(2, "7F:02"))),
            Change { password: false, ..change("sandbox", Some(held(3, "01")), None) },
        ],
        omitted_changes: 0,
        environments: vec!["production".into(), "staging".into(), "dr-site".into()],
        cascade: Some(JwkCascade::ThisProject),
        before: FileDigest::of(b"before"),
        after: FileDigest::of(b"after"),
        backup: VersionBefore::Kept {
            path: "backups/apinizer-1f/Payments-2e/partner-mtls-3d/20261122T180512.123456Z-0123456789abcdef.json".into(),
            digest: FileDigest::of(b"backup"),
            encrypted: false,
        },
    }
}

fn record(id: &str, when: &str, plan: Plan, outcome: Option<Outcome>) -> Record {
    let intent = Intent { id: Id(id.into()), at: at(when), who: ops(), pid: 4712, plan };
    Record { intent, outcome, looks: Vec::new(), replaced: false }
}

fn row(environment: &str, pod: &str, outcome: Deployed, detail: &str) -> GatewayResult {
    GatewayResult {
        environment: environment.into(),
        pod: Some(pod.into()),
        address: Some("10.1.0.4:8091".into()),
        outcome,
        millis: Some(118),
        detail: detail.into(),
    }
}

fn outcome(ending: Ending, read_back: ReadBack) -> Outcome {
    Outcome {
        at: at("2026-11-22T18:05:20Z"),
        duration: Duration::from_millis(7_240),
        ending,
        message: Some("Keystore is updated.".into()),
        rows: vec![
            row("production", "worker-production-7d9f6c-1", Deployed::Deployed, "ok"),
            row("staging", "worker-staging-5b8d44-1", Deployed::Failed, "connection refused"),
        ],
        omitted_rows: 3,
        read_back,
    }
}

/// Every outcome that there is, of this gateway and another.
fn records() -> Vec<Record> {
    let partner = || plan(HERE, "Payments", "partner-mtls");
    let equal = ReadBack::Equal { unseen: vec!["production ▸ password".into()] };
    let stopped = |ending, why: &str| {
        Some(Outcome::stopped(at("2026-11-20T06:00:00Z"), Duration::from_secs(1), ending, why.into()))
    };
    let mut renamed = plan(HERE, "Payments", "partner-old");
    renamed.new_name = Some("partner-mtls".into());
    renamed.description = Some(TextChange { before: FileDigest::of(b"a"), after: FileDigest::of(b"b") });
    renamed.changes.clear();
    let mut sudo =
        record("01-l", "2026-10-02T22:30:00Z", renamed, Some(outcome(Ending::Done, equal.clone())));
    sudo.intent.who.sudo_user = Some("ada".into());
    let mut looked = record("01-k", "2026-11-01T09:00:00Z", partner(), None);
    looked.looks = vec![Look { at: at("2026-11-01T09:30:00Z"), who: ops(), found: Found::Applied }];
    let mut under_way = record("01-a", "2026-11-23T02:59:50Z", partner(), None);
    under_way.intent.pid = 4711;
    vec![
        under_way,
        record("01-b", "2026-11-22T18:05:12Z", partner(), Some(outcome(Ending::Done, equal.clone()))),
        record("01-c", "2026-11-21T10:00:00Z", partner(), None),
        record("01-d", "2026-11-21T09:00:00Z", partner(), Some(outcome(Ending::Stored, equal.clone()))),
        record(
            "01-e",
            "2026-11-20T09:00:00Z",
            plan("https://apinizer.test/apiops/", "Payments", "partner-mtls"),
            Some(outcome(Ending::Done, equal)),
        ),
        record(
            "01-f",
            "2026-11-19T09:00:00Z",
            partner(),
            Some(outcome(Ending::Differs, ReadBack::Differs(vec!["production ▸ file".into()]))),
        ),
        record(
            "01-g",
            "2026-11-18T09:00:00Z",
            partner(),
            Some(outcome(Ending::NotApplied, ReadBack::AsBefore)),
        ),
        record(
            "01-h",
            "2026-11-17T09:00:00Z",
            plan(HERE, "Billing", "invoices"),
            stopped(Ending::Refused, "the keystore's password was incorrect"),
        ),
        record(
            "01-i",
            "2026-11-16T09:00:00Z",
            partner(),
            stopped(Ending::NotSent, "somebody else changed it"),
        ),
        looked,
        sudo,
    ]
}

fn world(records: Vec<Record>) -> World {
    let mut world = World::new();
    world.local.journal = Ok(History { records, unread: Unread::default() });
    world
}

/// The journal's updates of partner-mtls.
fn history() -> Stage {
    let mut stage = Stage::browse_in(session(), world(records()));
    stage.go("H");
    stage
}

#[test]
fn the_updates_of_a_keystore_are_a_row_each() {
    let mut stage = history();
    stage.go("j");
    shows!(stage);
}

#[test]
fn all_updates_name_their_keystore_and_those_of_other_gateways_that() {
    let mut stage = history();
    stage.go("a");
    shows!(stage);
}

#[test]
fn the_updates_are_searched() {
    let mut stage = history();
    stage.go("a/partner differs");
    shows!(stage);
}

#[test]
fn a_search_that_finds_nothing_says_so() {
    let mut stage = history();
    stage.go("/nobody<Enter>");
    shows!(stage);
}

#[test]
fn the_journal_while_it_is_read() {
    let mut stage = Stage::browse_in(session(), world(records()));
    stage.keys("H");
    shows!(stage);
}

#[test]
fn without_an_update_it_says_what_will_be_there() {
    let mut stage = Stage::browse();
    stage.go("H");
    shows!(stage);
}

#[test]
fn a_keystore_without_an_update_says_how_to_see_the_others() {
    let mut stage = Stage::browse_in(session(), world(records()));
    stage.go("jH");
    shows!(stage);
}

#[test]
fn a_journal_that_cannot_be_read_says_why() {
    let mut unreadable = World::new();
    unreadable.local.journal = Err("the journal can't be read: /home/op/.local/state/keywright/journal.jsonl: Permission denied (os error 13); see to its permissions, or name another directory by --state-dir".into());
    let mut stage = Stage::browse_in(session(), unreadable);
    stage.go("H");
    shows!(stage);
}

#[test]
fn what_of_the_journal_is_missing_is_said() {
    let mut damaged = world(records());
    damaged.local.journal.as_mut().unwrap().unread =
        Unread { torn: true, damaged: 2, newer: 1, strays: 0, skipped: 5 << 20 };
    let mut stage = Stage::browse_in(session(), damaged);
    stage.go("H");
    shows!(stage);
}

#[test]
fn all_that_is_known_of_an_update() {
    let mut stage = history();
    stage.go("j<Enter>");
    shows!(stage);
    stage.go("G");
    let (buffer, _) = drawn(&stage.model, Looks::default(), (80, 24));
    let end = super::picture::rows(&buffer).join("\n");
    assert!(end.contains("01-b"), "its end is the id: {end}");
}

#[test]
fn an_update_of_unknown_outcome() {
    let mut stage = history();
    stage.go("jj<Enter>");
    shows!(stage);
}

#[test]
fn a_read_only_session_has_no_key_to_roll_back() {
    let access = Access::ReadOnly { why: "--read-only was given".into() };
    let mut stage = Stage::browse_in(Session { access, ..session() }, world(records()));
    stage.go("HB");
    shows!(stage);
}

#[test]
fn an_encrypted_backup_is_opened_by_hand() {
    let mut records = records();
    let plan = &mut records[1].intent.plan;
    let path =
        "backups/apinizer-1f/Payments-2e/partner-mtls-3d/20261122T180512.123456Z-0123456789abcdef.json.age";
    plan.backup = VersionBefore::Kept { path: path.into(), digest: FileDigest::of(b"x"), encrypted: true };
    let mut stage = Stage::browse_in(session(), world(records));
    stage.go("HjB");
    shows!(stage);
}

#[test]
fn a_backup_of_another_gateway_is_refused() {
    let mut stage = history();
    stage.go("ajjjjB");
    shows!(stage);
}

#[test]
fn a_deployment_that_is_over_can_be_rolled_back() {
    let mut stage = ended(everywhere());
    let stored = stage.world.stored("partner-mtls");
    stored["keyStoreEnvironmentList"][1] = super::world::entry("staging", "JKS");
    stored["x-owner"] = "edge".into();
    stage.go("B");
    assert!(matches!(stage.model.dialog(), Some(Dialog::Note(_))));
    shows!(stage);
}

#[test]
fn the_form_that_leads_back_asks_for_the_password() {
    let mut stage = ended(everywhere());
    let stored = stage.world.stored("partner-mtls");
    stored["keyStoreEnvironmentList"][1] = super::world::entry("staging", "JKS");
    stage.go("B<Enter><C-s>");
    shows!(stage);
}

#[test]
fn what_a_journal_says_is_harmless() {
    let evil = "\u{1b}[31m\u{202e}evil\r\n\t\u{7}".repeat(40);
    let mut plan = plan(HERE, "Payments", "partner-mtls");
    plan.changes[0].environment.clone_from(&evil);
    plan.changes[0].after.as_mut().unwrap().alias = Some(evil.clone());
    plan.new_name = Some(evil.clone());
    plan.environments.push(evil.clone());
    plan.backup = VersionBefore::Failed { why: evil.clone() };
    let mut outcome = outcome(Ending::Other(evil.clone()), ReadBack::Unreadable(evil.clone()));
    outcome.message = Some(evil.clone());
    outcome.rows[0].detail.clone_from(&evil);
    outcome.rows[0].pod = Some(evil.clone());
    let mut record = record(&evil, "2026-11-22T18:05:12Z", plan, Some(outcome));
    record.intent.who =
        Who { user: evil.clone(), host: evil.clone(), ssh_client: Some(evil.clone()), ..ops() };
    record.looks =
        vec![Look { at: at("2026-11-22T19:00:00Z"), who: ops(), found: Found::Neither(vec![evil]) }];
    let mut stage = Stage::browse_in(session(), world(vec![record]));
    for keys in ["H", "<Enter>", "y", "<PgDn>", "<Esc>", "y", "B"] {
        stage.go(keys);
        for size in [(80, 24), (120, 40), (60, 20)] {
            let (buffer, _) = drawn(&stage.model, Looks::default(), size);
            let text = super::picture::rows(&buffer).join("");
            assert!(!text.chars().any(keywright::domain::text::is_hostile), "{keys}: {text}");
        }
    }
}

/// A step within a page repaints two times and nothing more; and however many there are, a page is drawn.
#[test]
fn thousands_of_updates_cost_no_more_than_a_page() {
    let records: Vec<Record> = (0..5_000)
        .map(|n| {
            record(&format!("id-{n}"), "2026-11-22T18:05:12Z", plan(HERE, "Payments", "partner-mtls"), None)
        })
        .collect();
    let mut stage = Stage::browse_in(session(), world(records));
    stage.go("H");
    let picture = |stage: &Stage| drawn(&stage.model, Looks::default(), (80, 24)).0;
    let (before, began) = (picture(&stage), std::time::Instant::now());
    stage.keys("j");
    assert!(stage.model.is_moving(), "so that the painter keeps to its budget");
    let after = picture(&stage);
    let changed = before.content.iter().zip(&after.content).filter(|(before, after)| before != after).count();
    assert!(changed <= 2 * 17, "{changed} cells");
    // Pages, then a search letter by letter; in a build without optimisation, on a machine with other work.
    for _ in 0..30 {
        stage.keys("<PgDn>");
        picture(&stage);
    }
    stage.go("/id-4999");
    picture(&stage);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

//! A soak that finds nothing has to be one that would: journals that lie are caught.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::dice::Dice;
use crate::front::Warden;

const PLACE: (&str, &str) = ("Payments", "partner-mtls");

fn place() -> Place {
    (PLACE.0.into(), PLACE.1.into())
}

/// A gateway, and an update that the gateway got and stored, or that it never got.
fn scene(stored: bool) -> (Arc<World>, String, String, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let world = World::start(Dice::of(1, "faults"), 0, dir.path());
    let before = world.stored(&place());
    let mut object = world.gateway.stored(PLACE.0, PLACE.1).unwrap();
    object["description"] = json!("soaked");
    let after = crate::world::document(&object);
    let intent = json!({"v": 1, "kind": "intent", "id": "i", "project": PLACE.0, "keystore": PLACE.1,
        "document": {"before": before, "after": after}, "backup": {"off": "a test"}});
    std::fs::write(dir.path().join("journal.jsonl"), format!("{intent}\n")).unwrap();
    let head = format!("PUT /apiops/projects/{}/keystores/{}/ HTTP/1.1\r\n\r\n", PLACE.0, PLACE.1);
    let which = world.came(&crate::front::Seen { head, body: object.to_string().into_bytes() });
    assert_eq!(world.complaints(), [""; 0]);
    if stored {
        let mut store = || {
            world.gateway.replace(PLACE.0, PLACE.1, object.clone());
            Ok(Vec::new())
        };
        world.pass(which, &mut store).unwrap();
        assert_eq!(world.stored(&place()), after);
    }
    (world, before, after, dir)
}

/// The journal of that update, which says this of its outcome.
fn journal(dir: &tempfile::TempDir, outcome: &Value) -> Vec<Record> {
    let mut lines = journal::read(dir.path()).unwrap();
    lines.push(Line { kind: "outcome".into(), id: "i".into(), value: outcome.clone() });
    records(lines).unwrap()
}

fn outcome(word: &str, read_back: &str) -> Value {
    json!({"outcome": word, "read_back": {"result": read_back}})
}

#[test]
fn what_is_true_is_believed_and_what_is_not_is_found_out() {
    for (stored, word, read_back, is_true) in [
        (true, "done", "equal", true),
        (false, "done", "equal", false),
        (true, "refused", "never", false),
        (false, "refused", "never", true),
        (true, "not-sent", "never", false),
        (false, "not-sent", "never", false),
        (true, "unknown", "equal", true),
        (false, "unknown", "equal", false),
        (false, "unknown", "as-before", true),
        (true, "not-applied", "as-before", true),
        (false, "differs", "differs", false),
    ] {
        let (world, _, _, dir) = scene(stored);
        let wrong = untrue(&world, &journal(&dir, &outcome(word, read_back)));
        // That something was there before is true of every moment before.
        assert_eq!(wrong.is_empty(), is_true, "{stored} {word} {read_back}: {wrong:?}");
    }
}

#[test]
fn a_gateway_that_holds_something_else_is_found_out() {
    for (stored, word, read_back, is_like) in [
        (true, "done", "equal", true),
        (false, "done", "equal", false),
        (true, "not-applied", "as-before", false),
        (true, "unknown", "unreadable", true),
        (false, "unknown", "unreadable", true),
        (true, "unknown", "as-before", false),
    ] {
        let (world, before, _, dir) = scene(stored);
        let at_first = [(place(), before)].into();
        let unlike = unlike(&world, &at_first, &journal(&dir, &outcome(word, read_back)));
        assert_eq!(unlike.is_empty(), is_like, "{stored} {word} {read_back}: {unlike:?}");
    }
}

#[test]
fn an_update_that_is_none_of_the_journals_is_complained_of() {
    let (world, _, _, dir) = scene(false);
    let head = "PUT /apiops/projects/Payments/keystores/partner-mtls/ HTTP/1.1\r\n\r\n".to_owned();
    world.came(&crate::front::Seen { head: head.clone(), body: b"{}".to_vec() });
    let complaints = world.complaints().join("; ");
    assert!(
        complaints.contains("sent twice") && complaints.contains("isn't the one of its intent"),
        "{complaints}"
    );
    std::fs::remove_file(dir.path().join("journal.jsonl")).unwrap();
    world.came(&crate::front::Seen { head, body: Vec::new() });
    assert!(world.complaints().join("; ").contains("no intent"), "{:?}", world.complaints());
}

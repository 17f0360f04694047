use std::{os::unix::fs::symlink, time::Duration};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{
        deployment::{self, GatewayResult},
        journal::{Change, Ending, History, ReadBack, Standing, Unread},
        place::Place,
    },
    state::tests::{PASSWORD, at, at_every_call, files, place, plan, state},
};

fn outcome() -> Outcome {
    let row = |n: usize| GatewayResult {
        environment: "production".into(),
        pod: Some(format!("worker-{n}")),
        address: None,
        outcome: [deployment::Outcome::Deployed, deployment::Outcome::Failed][n % 2],
        millis: Some(120),
        detail: "connection refused".into(),
    };
    Outcome {
        at: at(7),
        duration: Duration::from_millis(7_200),
        ending: Ending::Stored,
        message: Some("stored".into()),
        rows: (0..2).map(row).collect(),
        omitted_rows: 0,
        read_back: ReadBack::Equal { unseen: vec!["production ▸ password".into()] },
    }
}

fn unread(history: &History) -> Unread {
    history.unread
}

fn text(state: &State) -> String {
    fs::read_to_string(state.path().join(CURRENT)).unwrap()
}

#[test]
fn an_update_comes_back_as_it_was_written_the_newest_first() {
    let (_dir, state) = state();
    assert_eq!(state.history().unwrap(), History::default());
    let first = state.intend(at(0), plan()).unwrap();
    state.conclude(&first.id, &outcome()).unwrap();
    let second = state.intend(at(9), plan()).unwrap();
    assert_ne!(first.id, second.id);
    let look =
        state.resolve(&second.id, at(609), Found::Neither(vec!["production: as before".into()])).unwrap();
    let history = state.history().unwrap();
    assert_eq!(unread(&history), Unread::default());
    let [newest, oldest] = history.records.as_slice() else { panic!("{history:?}") };
    assert_eq!((&oldest.intent, &oldest.outcome), (&first, &Some(outcome())));
    assert_eq!((&newest.intent, &newest.outcome), (&second, &None));
    assert_eq!(newest.looks, std::slice::from_ref(&look));
    assert_eq!(newest.standing(), Standing::Found(look.found.clone()));
    assert_eq!(newest.intent.pid, process::id());
}

#[test]
fn a_line_has_what_the_docs_say_and_no_secret() {
    let (_dir, state) = state();
    let intent = state.intend(at(0), plan()).unwrap();
    state.conclude(&intent.id, &outcome()).unwrap();
    let text = text(&state);
    assert!(!text.contains(PASSWORD));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let change = &plan().changes[0];
    let file = |held: &Option<crate::domain::journal::Held>| held.as_ref().unwrap().file.unwrap().hex();
    assert_eq!(
        lines[0],
        json!({
            "v": 1, "kind": "intent", "id": intent.id.0, "time": "2027-01-15T08:00:00Z",
            "who": {"user": "ops", "uid": 1000, "host": "jump-1"}, "pid": process::id(),
            "gateway": "https://gw.example.com/apiops/", "project": "Payments", "keystore": "partner-mtls",
            "changes": [{
                "environment": "production",
                "before": {"file": file(&change.before), "serial": "7F:02", "alias": null, "type": "JKS"},
                "after": {"file": file(&change.after), "serial": "7F:02", "alias": "partner", "type": "JKS"},
                "password": true
            }],
            "environments": ["production"], "cascade": "this-project",
            "document": {"before": plan().before.hex(), "after": plan().after.hex()},
            "backup": {"off": "the profile prod says backup = false"}
        })
    );
    assert_eq!(
        lines[1],
        json!({
            "v": 1, "kind": "outcome", "id": intent.id.0, "time": "2027-01-15T08:00:07Z", "duration_ms": 7200,
            "outcome": "stored", "message": "stored",
            "rows": [
                {"environment": "production", "pod": "worker-0", "result": "deployed", "duration_ms": 120, "detail": "connection refused"},
                {"environment": "production", "pod": "worker-1", "result": "failed", "duration_ms": 120, "detail": "connection refused"}
            ],
            "read_back": {"result": "equal", "places": ["production ▸ password"]}
        })
    );
}

#[test]
fn every_kind_of_outcome_and_look_comes_back() {
    let (_dir, state) = state();
    let read_backs = [
        ReadBack::Never,
        ReadBack::Equal { unseen: vec![] },
        ReadBack::Differs(vec!["production ▸ file".into()]),
        ReadBack::AsBefore,
        ReadBack::Unreadable("connection refused".into()),
    ];
    let endings = ["done", "stored", "differs", "not-applied", "refused", "not-sent", "unknown"];
    let found = [Found::Applied, Found::NotApplied, Found::Neither(vec!["a: as sent".into()]), Found::Untold];
    for (n, word) in endings.into_iter().enumerate() {
        let intent = state.intend(at(0), plan()).unwrap();
        let read_back = read_backs[n % read_backs.len()].clone();
        let outcome = Outcome { ending: Ending::parse(word), read_back, ..outcome() };
        state.conclude(&intent.id, &outcome).unwrap();
        let look = state.resolve(&intent.id, at(1), found[n % found.len()].clone()).unwrap();
        let record = state.history().unwrap().records.swap_remove(0);
        assert_eq!((record.outcome, record.looks), (Some(outcome), vec![look]));
    }
}

#[test]
fn a_line_torn_at_any_byte_costs_only_itself() {
    let (_dir, state) = state();
    let first = state.intend(at(0), plan()).unwrap();
    let whole = text(&state);
    let second = state.intend(at(1), plan()).unwrap();
    let both = fs::read(state.path().join(CURRENT)).unwrap();
    for length in whole.len()..both.len() {
        fs::write(state.path().join(CURRENT), &both[..length]).unwrap();
        let history = state.history().unwrap();
        // Without only its end, the line is whole.
        let lost = length > whole.len() && length < both.len() - 1;
        assert_eq!(unread(&history), Unread { torn: lost, ..Unread::default() }, "{length}");
        assert_eq!(history.records.len(), if length == both.len() - 1 { 2 } else { 1 });
        // The next line begins anew.
        if length % 97 == 0 || length == both.len() - 1 {
            let third = state.intend(at(2), plan()).unwrap();
            let history = state.history().unwrap();
            assert_eq!(history.records[0].intent, third);
            assert_eq!(unread(&history), Unread { damaged: usize::from(lost), ..Unread::default() });
            assert!(history.records.iter().any(|record| record.intent == first));
        }
    }
    fs::write(state.path().join(CURRENT), &both).unwrap();
    assert_eq!(state.history().unwrap().records[0].intent, second);
}

#[test]
fn whatever_fails_the_journal_is_as_it_was_or_has_the_line() {
    for for_good in [false, true] {
        let (_dir, state) = state();
        state.intend(at(0), plan()).unwrap();
        let before = text(&state);
        let failures = at_every_call(
            |disk| state.clone().with_disk(disk).intend(at(1), plan()),
            |error| {
                let says = error.to_string();
                assert!(says.starts_with("the journal can't be written: "), "{says}");
                assert!(says.contains("make room there"), "{says}");
                // Where it couldn't even be taken back it is torn, or whole though nothing is sent.
                let history = state.history().unwrap();
                assert_eq!(unread(&history).damaged, 0);
                assert!(text(&state).starts_with(&before) && (for_good || text(&state) == before));
                fs::write(state.path().join(CURRENT), &before).unwrap();
            },
            for_good,
        );
        // The lock, the journal, a write, its flush.
        assert_eq!(failures, 4);
    }
}

#[test]
fn a_first_line_that_fails_leaves_no_trace_of_it() {
    let (_dir, state) = state();
    at_every_call(
        |disk| {
            let _ = fs::remove_file(state.path().join(CURRENT));
            state.clone().with_disk(disk).intend(at(1), plan())
        },
        |_| assert!(state.history().unwrap().records.len() <= 1),
        false,
    );
    assert_eq!(state.history().unwrap().records.len(), 1);
}

#[test]
fn what_is_not_understood_is_counted_and_the_rest_is_read() {
    let (_dir, state) = state();
    let intent = state.intend(at(0), plan()).unwrap();
    let line = text(&state);
    let newer = line.replace("\"v\":1", "\"v\":2,\"mood\":{\"of\":[1]}").replace(&intent.id.0, "newer");
    let stray = r#"{"v":1,"kind":"outcome","id":"gone","time":"2027-01-15T08:00:00Z","outcome":"done"}"#;
    let lines = [
        line.as_str(),
        newer.as_str(),
        "\n  \n",
        "no json\n",
        "[]\n",
        "{\"kind\":\"intent\"}\n",
        "{\"v\":1,\"kind\":\"intent\",\"id\":\"1\"}\n",
        "{\"v\":1,\"kind\":\"intent\",\"id\":7}\n",
        "\0\0\0\0\n",
        "\u{ff}\u{fe}\n",
        "{\"v\":1,\"kind\":\"greeting\",\"id\":\"1\"}\n",
        "{\"v\":3,\"kind\":\"intent\",\"id\":\"1\",\"time\":[]}\n",
        "{\"v\":3}\n",
        stray,
        "\n",
        &"[".repeat(100_000),
        "\n",
    ];
    fs::write(state.path().join(CURRENT), lines.concat()).unwrap();
    let history = state.history().unwrap();
    assert_eq!(unread(&history), Unread { torn: false, damaged: 8, newer: 3, strays: 1, skipped: 0 });
    assert_eq!(history.records.len(), 2);
    assert_eq!(history.records[0].intent.id.0, "newer");
    assert_eq!(history.records[1].intent, intent);
}

#[test]
fn words_of_a_newer_keywright_are_kept() {
    let (_dir, state) = state();
    let intent = state.intend(at(0), plan()).unwrap();
    state.conclude(&intent.id, &outcome()).unwrap();
    let later = text(&state)
        .replace("\"cascade\":\"this-project\"", "\"cascade\":\"some-projects\"")
        .replace("\"outcome\":\"stored\"", "\"outcome\":\"postponed\"");
    fs::write(state.path().join(CURRENT), later).unwrap();
    let record = state.history().unwrap().records.swap_remove(0);
    assert_eq!(record.intent.plan.cascade, None);
    assert_eq!(record.outcome.unwrap().ending, Ending::Other("postponed".into()));
}

#[test]
fn a_line_has_a_bound_and_what_is_left_out_is_counted() {
    let (_dir, state) = state();
    let change = plan().changes.swap_remove(0);
    let many = |n: usize| Change { environment: format!("{n}-{}", "é".repeat(300)), ..change.clone() };
    let changes: Vec<_> = (0..1_500).map(many).collect();
    let environments = changes.iter().map(|change| change.environment.clone()).collect();
    let huge = Plan { changes: changes.clone(), environments, ..plan() };
    let intent = state.intend(at(0), huge).unwrap();
    let row = GatewayResult { detail: "d".repeat(9_000), ..outcome().rows.swap_remove(0) };
    let rows = vec![row; 1_500];
    state.conclude(&intent.id, &Outcome { rows, ..outcome() }).unwrap();
    let places = (0..1_500).map(|n| format!("{n} {}", "p".repeat(990))).collect();
    state.resolve(&intent.id, at(1), Found::Neither(places)).unwrap();
    let text = text(&state);
    assert!(text.lines().all(|line| line.len() < MAX_LINE && line.len() > MAX_LINE / 4));
    let record = state.history().unwrap().records.swap_remove(0);
    let plan = record.intent.plan;
    assert_eq!(plan.changes.len() + plan.omitted_changes, 1_500);
    assert_eq!(plan.changes, changes[..plan.changes.len()]);
    let outcome = record.outcome.unwrap();
    assert_eq!(outcome.rows.len() + outcome.omitted_rows, 1_500);
    assert!(outcome.rows[0].detail.ends_with("d…"));
    assert!(matches!(&record.looks[0].found, Found::Neither(places) if places.len() == 750));
}

#[test]
fn names_too_long_for_any_line_are_refused_and_long_ones_are_not() {
    let (_dir, state) = state();
    let named = |length: usize| {
        let place = Place { keystore: "\u{202e}".repeat(length), ..place() };
        Plan { place, ..plan() }
    };
    let error = state.intend(at(0), named(MAX_LINE / 6)).unwrap_err();
    assert!(matches!(error, StateError::TooLong));
    assert!(!state.path().join(CURRENT).exists());
    let intent = state.intend(at(0), named(10_000)).unwrap();
    assert_eq!(state.history().unwrap().records[0].intent, intent);
    // Looked at in a terminal, it does nothing.
    assert!(!text(&state).contains('\u{202e}'));
}

#[test]
fn a_full_page_is_set_aside_and_read_with_the_rest() {
    let (_dir, state) = state();
    let first = state.intend(at(0), plan()).unwrap();
    fs::write(state.path().join("journal.7.jsonl"), text(&state)).unwrap();
    fs::write(state.path().join("journal.x.jsonl"), "not ours").unwrap();
    let mut long = Vec::new();
    let line = format!("{{\"v\":9,\"of\":\"{}\"}}\n", "x".repeat(100_000));
    while (long.len() as u64) < ROTATE_AT {
        long.extend_from_slice(line.as_bytes());
    }
    fs::write(state.path().join(CURRENT), &long).unwrap();
    let last = state.intend(at(1), plan()).unwrap();
    assert_eq!(fs::read(state.path().join("journal.8.jsonl")).unwrap(), long);
    assert_eq!(text(&state).lines().count(), 1);
    // An outcome finds its intent in an older file.
    state.conclude(&first.id, &outcome()).unwrap();
    let history = state.history().unwrap();
    assert_eq!(history.records[0].intent, last);
    assert_eq!((&history.records[1].intent, &history.records[1].outcome), (&first, &Some(outcome())));
    assert_eq!(unread(&history).newer, long.len() / line.len());
}

#[test]
fn a_page_that_cannot_be_set_aside_is_written_on() {
    struct NoRename;
    impl Disk for NoRename {
        fn rename(&self, _: &std::path::Path, _: &std::path::Path) -> io::Result<()> {
            Err(ErrorKind::PermissionDenied.into())
        }
    }
    let (_dir, state) = state();
    File::create(state.path().join(CURRENT)).unwrap().set_len(ROTATE_AT).unwrap();
    let intent = state.clone().with_disk(NoRename).intend(at(1), plan()).unwrap();
    assert_eq!(state.history().unwrap().records[0].intent, intent);
}

#[test]
fn of_a_large_journal_the_newest_is_read() {
    let (_dir, state) = state();
    let intents: Vec<Intent> = (0..9).map(|n| state.intend(at(n), plan()).unwrap()).collect();
    let whole = text(&state);
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    for (name, range) in [("journal.1.jsonl", 0..3), ("journal.2.jsonl", 3..6), (CURRENT, 6..9)] {
        fs::write(state.path().join(name), lines[range].concat()).unwrap();
    }
    // From every place on: as many whole lines as there is room for.
    for most in (0..=whole.len()).step_by(61).chain([whole.len(), whole.len() - lines[0].len()]) {
        let history = state.read_within(most as u64).unwrap();
        let mut room = most;
        let fits = |line: &&&str| {
            let fits = line.len() <= room;
            room = room.saturating_sub(line.len());
            fits
        };
        let expected = lines.iter().rev().take_while(fits).count();
        assert_eq!(history.records.len(), expected, "{most}");
        let newest: Vec<_> = intents.iter().rev().take(expected).collect();
        assert_eq!(history.records.iter().map(|record| &record.intent).collect::<Vec<_>>(), newest);
        let skipped = (whole.len() - most) as u64;
        assert_eq!(unread(&history), Unread { skipped, ..Unread::default() });
    }
}

#[test]
fn a_line_of_endless_length_is_passed_over_in_bounded_memory() {
    let (_dir, state) = state();
    let first = state.intend(at(0), plan()).unwrap();
    let line = text(&state);
    let mut bytes = vec![b'x'; 3 * MAX_LINE + 17];
    bytes.extend_from_slice(b"\n");
    bytes.extend_from_slice(line.as_bytes());
    bytes.extend(vec![b'y'; 2 * MAX_LINE]);
    fs::write(state.path().join(CURRENT), bytes).unwrap();
    let history = state.history().unwrap();
    assert_eq!(history.records[0].intent, first);
    assert_eq!(unread(&history).damaged, 2);
}

#[test]
fn a_journal_that_is_no_file_is_neither_written_nor_read() {
    let (dir, state) = state();
    let elsewhere = dir.path().join("elsewhere");
    fs::write(&elsewhere, "").unwrap();
    symlink(&elsewhere, state.path().join(CURRENT)).unwrap();
    assert!(state.intend(at(0), plan()).is_err());
    assert!(state.history().is_err());
    assert_eq!(fs::read(&elsewhere).unwrap(), b"");
}

#[test]
fn whoever_hangs_with_the_lock_is_not_waited_for_for_ever() {
    let (_dir, state) = state();
    let state = State { patience: Duration::from_millis(20), ..state };
    state.intend(at(0), plan()).unwrap();
    let held = File::options().append(true).open(state.path().join(LOCK)).unwrap();
    held.lock().unwrap();
    let error = state.intend(at(1), plan()).unwrap_err();
    assert!(matches!(error, StateError::Busy { .. }), "{error}");
    assert!(error.to_string().contains("fg"), "{error}");
    held.unlock().unwrap();
    state.intend(at(1), plan()).unwrap();
    assert_eq!(state.history().unwrap().records.len(), 2);
}

#[test]
fn an_update_is_under_way_while_its_own_process_holds_the_keystore() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    let intent = state.intend(at(1), plan()).unwrap();
    let record = state.history().unwrap().records.swap_remove(0);
    assert_eq!(state.under_way(&record).unwrap().map(|holder| holder.pid), Some(process::id()));
    // The lock of another process tells nothing of it.
    let mut other = record.clone();
    other.intent.pid = intent.pid + 1;
    assert_eq!(state.under_way(&other).unwrap(), None);
    drop(lock);
    assert_eq!(state.under_way(&record).unwrap(), None);
}

#[test]
fn nothing_is_made_by_reading() {
    let (_dir, state) = state();
    state.history().unwrap();
    state.backups(&place()).unwrap();
    state.holder(&place()).unwrap();
    assert!(files(state.path()).is_empty());
    assert_eq!(fs::read_dir(state.path()).unwrap().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_in_place_of_a_journal_are_harmless(
        lines in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..20),
    ) {
        let (_dir, state) = state();
        fs::write(state.path().join(CURRENT), lines.join(&b'\n')).unwrap();
        state.history().unwrap();
        let intent = state.intend(at(0), plan()).unwrap();
        prop_assert_eq!(&state.history().unwrap().records[0].intent, &intent);
    }

    #[test]
    fn a_line_with_one_byte_altered_is_read_or_told(place in 0.0..1.0f64, byte in any::<u8>()) {
        let (_dir, state) = state();
        state.intend(at(0), plan()).unwrap();
        let mut bytes = fs::read(state.path().join(CURRENT)).unwrap();
        let at = ((bytes.len() - 1) as f64 * place) as usize;
        bytes[at] = byte;
        fs::write(state.path().join(CURRENT), bytes).unwrap();
        let history = state.history().unwrap();
        prop_assert!(!history.records.is_empty() || history.unread.is_incomplete());
    }
}

//! `keywright history`: what it prints, and its exit code.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::unwrap_used)]

#[path = "support/update.rs"]
mod update;

use std::{
    fs,
    io::Read,
    path::PathBuf,
    process::{Command, Output, Stdio},
    time::Duration,
};

use clap::Parser;
use keywright::{
    cli::{self, Cli},
    commands::{self, CommandError, HistoryEnd},
    config::Environment,
    domain::{
        deployment::{self, GatewayResult},
        draft::Edits,
        holder::Who,
        journal::{Ending, Found, Intent, Outcome, Plan, ReadBack, VersionBefore},
        secret::Secret,
    },
    state::State,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;
use update::{PASSWORD, at, draft, place, plan, plan_of, who};

struct Home {
    dir: TempDir,
}

/// What was printed.
struct Printed {
    out: String,
    notes: String,
    end: HistoryEnd,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join(".local/state/keywright")
    }

    fn state(&self) -> State {
        State::open(&self.path(), who()).unwrap()
    }

    fn try_history(&self, args: &[&str]) -> Result<Printed, CommandError> {
        let args: Vec<&str> = ["keywright"].iter().chain(args).copied().collect();
        let cli = Cli::try_parse_from(args).unwrap();
        let Some(cli::Command::History(args)) = cli.command.clone() else { panic!() };
        let env = Environment::fixed::<&str, &str>([], self.dir.path());
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        let end = commands::history(&args, &cli, &env, &mut out, &mut notes)?;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ok(Printed { out: text(out), notes: text(notes), end })
    }

    fn history(&self, args: &[&str]) -> Printed {
        self.try_history(args).unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.history(&[args, &["--output", "json"]].concat()).out).unwrap()
    }

    /// The program itself.
    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keywright"));
        command.args(args).env_clear().env("HOME", self.dir.path()).env("KEYWRIGHT_STATE_DIR", self.path());
        command
    }
}

fn row(environment: &str, pod: &str, outcome: deployment::Outcome, detail: &str) -> GatewayResult {
    GatewayResult {
        environment: environment.into(),
        pod: Some(pod.into()),
        address: None,
        outcome,
        millis: Some(120),
        detail: detail.into(),
    }
}

fn done() -> Outcome {
    let deployed = |environment| row(environment, "worker-1", deployment::Outcome::Deployed, "");
    Outcome {
        at: at(7),
        duration: Duration::from_millis(7_240),
        ending: Ending::Done,
        message: Some("stored".into()),
        rows: vec![deployed("production"), deployed("dr-site")],
        omitted_rows: 0,
        read_back: ReadBack::Equal { unseen: vec!["production ▸ password".into()] },
    }
}

fn unknown(read_back: ReadBack) -> Outcome {
    let stopped =
        Outcome::stopped(at(9), Duration::from_secs(60), Ending::Unknown, "connection reset".into());
    Outcome { read_back, ..stopped }
}

/// An update of a keystore of this name, with what came of it.
fn update(state: &State, name: &str, second: i64, outcome: Option<Outcome>) -> Intent {
    let intent = state.intend(at(second), plan(name)).unwrap();
    if let Some(outcome) = outcome {
        state.conclude(&intent.id, &outcome).unwrap();
    }
    intent
}

#[test]
fn without_a_journal_there_is_nothing_to_print_and_nothing_is_made() {
    let home = Home::new();
    let printed = home.history(&["history"]);
    let path = home.path().display().to_string();
    let none =
        format!("There is no journal at {path}: nothing was sent from here, or --state-dir is another.\n");
    assert_eq!((printed.out.as_str(), printed.notes.as_str()), (none.as_str(), ""));
    assert_eq!(printed.end, HistoryEnd::Known);
    assert_eq!(home.json(&["history"])["updates"], json!([]));
    assert!(!home.path().exists());
}

#[test]
fn the_table_has_the_newest_first_in_80_columns() {
    let home = Home::new();
    let state = home.state();
    update(&state, "partner-mtls", 0, Some(done()));
    let mut renamed = draft("acquirer-signing-with-a-long-name");
    renamed.set_name("acquirer");
    let off = VersionBefore::Off { why: "the profile prod-eu says backup = false".into() };
    let intent = state.intend(at(60), Plan { backup: off, ..plan_of(&renamed) }).unwrap();
    let failed = Outcome {
        ending: Ending::Stored,
        rows: vec![
            row("production", "worker-1", deployment::Outcome::Deployed, ""),
            row("production", "worker-2", deployment::Outcome::Failed, "connection refused"),
            row("dr-site", "worker-3", deployment::Outcome::Unknown, ""),
        ],
        message: Some("Deployed with errors".into()),
        ..done()
    };
    state.conclude(&intent.id, &failed).unwrap();
    update(&state, "partner-mtls", 3_600, None);
    let printed = home.history(&["history"]);
    let expected = "\
TIME (UTC)        OUTCOME          KEYSTORE                      WHO
https://gateway.example.com/apiops/
2027-01-15 09:00  OUTCOME UNKNOWN  Payments ▸ partner-mtls       ops@jump-1
                  ~ production 4A:1F → 7F:02, alias partner → partner-2027,
                  password; - sandbox; + dr-site 7F:02
                  JWKs of this project; from 10.0.0.7
                  no outcome was written: keywright or the machine went down, or
                  the journal couldn't be written
                  what came of it isn't known: look at what is stored, and at
                  the gateways
2027-01-15 08:01  STORED ONLY      Payments ▸ acquirer-signing…  ops@jump-1
                  renamed to acquirer; ~ production 4A:1F → 7F:02, alias partner
                  → partner-2027, password; - sandbox; + dr-site 7F:02
                  JWKs of this project; 1 of 3 deployed; read back as sent, as
                  far as it is shown; 7.2 s; NO BACKUP (the profile prod-eu says
                  backup = false); from 10.0.0.7
                  Deployed with errors
                  production worker-2 failed: connection refused, dr-site
                  worker-3 said nothing
2027-01-15 08:00  done             Payments ▸ partner-mtls       ops@jump-1
                  ~ production 4A:1F → 7F:02, alias partner → partner-2027,
                  password; - sandbox; + dr-site 7F:02
                  JWKs of this project; 2 of 2 deployed; read back as sent, as
                  far as it is shown; 7.2 s; from 10.0.0.7
";
    assert_eq!(printed.out, expected);
    assert_eq!(printed.end, HistoryEnd::Unknown);
    let ascii = home.history(&["--ascii", "history"]).out;
    assert!(
        ascii.is_ascii() && ascii.contains("4A:1F -> 7F:02") && ascii.contains("Payments > partner-mtls")
    );
}

#[test]
fn every_outcome_has_its_word_and_its_exit_code() {
    let words = |table: &str| table.lines().nth(2).unwrap()[18..33].trim().to_owned();
    let looked = |read_back| Some(unknown(read_back));
    let stopped = |ending| Some(Outcome::stopped(at(1), Duration::ZERO, ending, "no".into()));
    for (outcome, look, word, state_word, end) in [
        (Some(done()), None, "done", "done", HistoryEnd::Known),
        (stopped(Ending::Refused), None, "refused", "refused", HistoryEnd::Known),
        (stopped(Ending::NotSent), None, "not sent", "not-sent", HistoryEnd::Known),
        (stopped(Ending::Differs), None, "DIFFERS", "differs", HistoryEnd::Known),
        (stopped(Ending::NotApplied), None, "NOT APPLIED", "not-applied", HistoryEnd::Known),
        (stopped(Ending::Other("postponed".into())), None, "postponed", "postponed", HistoryEnd::Known),
        (looked(ReadBack::Never), None, "OUTCOME UNKNOWN", "unknown", HistoryEnd::Unknown),
        // Read back a second after it was sent: it may be applied yet.
        (looked(ReadBack::AsBefore), None, "NOT APPLIED YET", "unknown", HistoryEnd::Unknown),
        (None, None, "OUTCOME UNKNOWN", "unknown", HistoryEnd::Unknown),
        (None, Some(Found::Untold), "OUTCOME UNKNOWN", "unknown", HistoryEnd::Unknown),
        (None, Some(Found::Applied), "applied", "applied", HistoryEnd::Known),
        (looked(ReadBack::Never), Some(Found::NotApplied), "NOT APPLIED", "not-applied", HistoryEnd::Known),
        (None, Some(Found::Neither(vec!["p: as sent".into()])), "NEITHER", "neither", HistoryEnd::Known),
    ] {
        let home = Home::new();
        let state = home.state();
        let intent = update(&state, "k", 0, outcome);
        if let Some(found) = look {
            state.resolve(&intent.id, at(600), found).unwrap();
        }
        let printed = home.history(&["history"]);
        assert_eq!((words(&printed.out).as_str(), printed.end), (word, end), "{}", printed.out);
        assert_eq!(home.json(&["history"])["updates"][0]["state"], state_word);
        assert_eq!(home.run(&["history"]).status.code(), Some(end as i32));
    }
}

#[test]
fn a_look_that_came_early_settles_nothing() {
    let home = Home::new();
    let state = home.state();
    let intent = update(&state, "k", 0, None);
    for (second, found, word) in [
        (60, Found::NotApplied, "NOT APPLIED YET"),
        (599, Found::Neither(vec!["p: as sent".into()]), "NEITHER SO FAR"),
    ] {
        state.resolve(&intent.id, at(second), found).unwrap();
        let printed = home.history(&["history"]);
        assert!(printed.out.contains(word) && printed.end == HistoryEnd::Unknown, "{}", printed.out);
        assert_eq!(state.unknown_updates().unwrap().len(), 1);
    }
    state.resolve(&intent.id, at(600), Found::NotApplied).unwrap();
    assert_eq!(home.json(&["history"])["updates"][0]["state"], "not-applied");
    assert!(state.unknown_updates().unwrap().is_empty());
}

#[test]
fn an_update_that_is_being_sent_is_no_unknown_one() {
    let home = Home::new();
    let state = home.state();
    let _lock = state.lock(&place("k"), at(0)).unwrap();
    update(&state, "k", 1, None);
    let printed = home.history(&["history"]);
    assert!(printed.out.contains("under way") && !printed.out.contains("UNKNOWN"), "{}", printed.out);
    assert!(printed.out.contains(&format!("being sent just now by the process {}", std::process::id())));
    assert_eq!(printed.end, HistoryEnd::Known);
    assert_eq!(home.json(&["history"])["updates"][0]["state"], "under-way");
}

#[test]
fn json_has_the_journals_own_fields() {
    let home = Home::new();
    let state = home.state();
    let intent = update(&state, "partner-mtls", 0, Some(unknown(ReadBack::Unreadable("no route".into()))));
    state.resolve(&intent.id, at(600), Found::Neither(vec!["production: as before".into()])).unwrap();
    update(&state, "partner-mtls", 100, None);
    let journal = fs::read_to_string(home.path().join("journal.jsonl")).unwrap();
    let mut lines: Vec<Value> = journal.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let value = home.json(&["history"]);
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&value), ["state_directory", "updates", "unread"]);
    assert_eq!(value["state_directory"], home.path().to_str().unwrap());
    let unread = json!({"torn": false, "damaged": 0, "newer": 0, "strays": 0, "skipped_bytes": 0});
    assert_eq!(value["unread"], unread);
    let [newest, oldest] = value["updates"].as_array().unwrap().as_slice() else { panic!("{value}") };
    assert_eq!(fields(newest), ["intent", "outcome", "resolved", "state"]);
    // Only the line's own head is missing.
    for line in &mut lines {
        let line = line.as_object_mut().unwrap();
        line.remove("v");
        line.remove("kind");
    }
    assert_eq!(oldest["intent"], lines[0]);
    for line in &mut lines[1..3] {
        line.as_object_mut().unwrap().remove("id");
    }
    assert_eq!((&oldest["outcome"], &oldest["resolved"]), (&lines[1], &json!([lines[2]])));
    assert_eq!(
        (&newest["intent"], &newest["outcome"], &newest["resolved"]),
        (&lines[3], &Value::Null, &json!([]))
    );
    assert_eq!(oldest["state"], "neither");
}

#[test]
fn project_keystore_and_limit_choose() {
    let home = Home::new();
    let state = home.state();
    for (second, name) in ["one", "other", "one", "one"].into_iter().enumerate() {
        update(&state, name, second as i64, Some(done()));
    }
    let mut renamed = draft("before");
    renamed.set_name("after");
    state.intend(at(9), plan_of(&renamed)).unwrap();
    let of = |args: &[&str]| {
        let value = home.json(&[&["history"], args].concat());
        let list = value["updates"].as_array().unwrap().clone();
        list.iter()
            .map(|update| update["intent"]["time"].as_str().unwrap()[17..19].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&[]), ["09", "03", "02", "01", "00"]);
    assert_eq!(of(&["--keystore", "one"]), ["03", "02", "00"]);
    assert_eq!(of(&["--keystore", "one", "--limit", "2"]), ["03", "02"]);
    assert_eq!(of(&["--keystore", "after"]), ["09"]);
    assert_eq!(of(&["--keystore", "before"]), ["09"]);
    assert_eq!(of(&["--project", "Payments", "--limit", "1"]), ["09"]);
    assert!(of(&["--project", "payments"]).is_empty());
    // What isn't printed has no part in the exit code.
    assert_eq!(home.history(&["history", "--keystore", "one"]).end, HistoryEnd::Known);
    assert_eq!(home.history(&["history"]).end, HistoryEnd::Unknown);
}

#[test]
fn what_cannot_be_read_is_told_beside_what_can() {
    let home = Home::new();
    update(&home.state(), "k", 0, Some(done()));
    let path = home.path().join("journal.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("garbage\n{whole}{}", &whole[..100])).unwrap();
    let run = home.run(&["history"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8(run.stdout).unwrap().contains("done"));
    let notes = String::from_utf8(run.stderr).unwrap();
    assert!(notes.contains("keywright: the journal's last line is cut off"), "{notes}");
    assert!(notes.contains("keywright: 1 line of the journal can't be read"), "{notes}");
    assert_eq!(home.json(&["history"])["unread"]["damaged"], 1);
}

#[test]
fn a_journal_that_cannot_be_read_at_all_is_an_error() {
    let home = Home::new();
    let state = home.state();
    fs::create_dir(state.path().join("journal.jsonl")).unwrap();
    let run = home.run(&["history"]);
    assert_eq!(run.status.code(), Some(4));
    assert!(run.stdout.is_empty());
    let text = String::from_utf8(run.stderr).unwrap();
    assert!(text.starts_with("keywright: the journal can't be read: "), "{text}");
    for (args, variable, code) in [
        (&["history", "--limit", "0"][..], "KEYWRIGHT_ASCII", 2),
        (&["history", "--output", "xml"], "KEYWRIGHT_ASCII", 2),
        // A mistyped KEYWRIGHT_STATE_DIR would lead to another journal.
        (&["history"], "KEYWRIGHT_STATEDIR", 2),
    ] {
        let status = home.command(args).env(variable, "1").stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{args:?} {variable}");
    }
}

#[test]
fn the_directory_is_the_one_that_is_named() {
    let home = Home::new();
    update(&home.state(), "k", 0, Some(done()));
    let elsewhere = home.dir.path().join("elsewhere");
    let named = ["--state-dir", elsewhere.to_str().unwrap(), "history"];
    let none = format!("There is no journal at {}: ", elsewhere.display());
    assert!(home.history(&named).out.starts_with(&none));
    // The option outranks the variable.
    assert!(home.run(&named).stdout.starts_with(none.as_bytes()));
    // There are some, but not of this keystore.
    let path = home.path().display().to_string();
    let others = home.history(&["history", "--keystore", "nix"]).out;
    assert_eq!(others, format!("No such updates among the 1 update in the journal at {path}.\n"));
    let refused = home.run(&["history", "--limit", "0"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("0 is not in 1.."), "{refused:?}");
}

#[test]
fn whoever_has_had_enough_of_it_is_not_told_off() {
    let home = Home::new();
    let state = home.state();
    for second in 0..300 {
        state.intend(at(second), plan("k")).unwrap();
    }
    let mut process = home
        .command(&["history", "--limit", "300", "--output", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // More than a pipe holds is left unread.
    process.stdout.take().unwrap().read_exact(&mut [0; 10]).unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn hostile_names_are_shown_harmless_and_within_the_columns() {
    let home = Home::new();
    let hostile = "\u{1b}[31m\u{202e}evil\u{9b}日本語 ".repeat(40);
    let state =
        State::open(&home.path(), Who { user: hostile.clone(), host: hostile.clone(), ..who() }).unwrap();
    let mut draft = draft(&hostile);
    draft.set_name(&format!("{hostile}2"));
    draft.add(
        &hostile,
        Edits { password: Some(Secret::new(PASSWORD.into())), ..draft.entries()[0].edits.clone() },
    );
    let mut plan = plan_of(&draft);
    plan.place.gateway.clone_from(&hostile);
    plan.place.project.clone_from(&hostile);
    plan.backup = VersionBefore::Failed { why: hostile.clone() };
    let intent = state.intend(at(0), plan).unwrap();
    let outcome = Outcome {
        ending: Ending::Other(hostile.clone()),
        message: Some(hostile.clone()),
        rows: vec![row(&hostile, &hostile, deployment::Outcome::Failed, &hostile); 9],
        read_back: ReadBack::Differs(vec![hostile.clone(); 9]),
        ..done()
    };
    state.conclude(&intent.id, &outcome).unwrap();
    state.resolve(&intent.id, at(1), Found::Neither(vec![hostile.clone()])).unwrap();
    for args in [&["history"][..], &["history", "--output", "json"]] {
        let out = home.history(args).out;
        let is_hostile = |c: char| c != '\n' && keywright::domain::text::is_hostile(c);
        assert!(!out.contains(is_hostile), "{out}");
        assert!(!out.contains(PASSWORD));
        assert!(args.len() > 1 || out.lines().all(|line| line.width() <= 80), "{out}");
    }
    assert_eq!(home.json(&["history"])["updates"][0]["intent"]["keystore"], hostile);
}

/// The keys of every object in a value.
fn keys(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            found.push(key.clone());
            keys(value, found);
        }),
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn the_docs_name_every_field_and_every_word() {
    let docs = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/state.md")).unwrap();
    let home = Home::new();
    let who = Who { sudo_user: Some("ada".into()), ..who() };
    let state = State::open(&home.path(), who).unwrap();
    let mut draft = draft("k");
    draft.set_name("k2");
    draft.set_description("after");
    let plan = plan_of(&draft);
    let why = || "why".to_owned();
    let backups =
        [plan.backup.clone(), VersionBefore::Off { why: why() }, VersionBefore::Failed { why: why() }];
    let read_backs =
        [ReadBack::Differs(vec![why()]), ReadBack::Unreadable(why()), ReadBack::AsBefore, ReadBack::Never];
    for (n, backup) in backups.into_iter().enumerate() {
        let intent = state.intend(at(0), Plan { backup, omitted_changes: 1, ..plan.clone() }).unwrap();
        let row = GatewayResult { address: Some(why()), ..row("p", "w", deployment::Outcome::Failed, "d") };
        let outcome =
            Outcome { rows: vec![row], omitted_rows: 1, read_back: read_backs[n].clone(), ..done() };
        state.conclude(&intent.id, &outcome).unwrap();
        state.resolve(&intent.id, at(1), Found::Neither(vec![why(); 2])).unwrap();
    }
    let journal = fs::read_to_string(home.path().join("journal.jsonl")).unwrap();
    let mut found = Vec::new();
    journal.lines().for_each(|line| keys(&serde_json::from_str(line).unwrap(), &mut found));
    keys(&home.json(&["history"]), &mut found);
    found.sort();
    found.dedup();
    assert!(found.len() > 50, "{found:?}");
    let words =
        ["done", "stored", "differs", "not-applied", "refused", "not-sent", "unknown", "under-way", "untold"];
    for name in found.iter().map(String::as_str).chain(words) {
        assert!(docs.contains(&format!("`{name}`")), "docs/state.md doesn't name `{name}`");
    }
}

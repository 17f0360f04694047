//! What is kept of an update is shown and brings the former file back, through the real program.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Signal;
use serde_json::Value;

use crate::main_job::{CONFIRM, EDIT, walk};
use crate::pty::Pty;
use crate::stage::{ESC, NEW_FILE, Stage, press, settled};

/// What production holds of partner-mtls at first.
const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/stores/partner-production.jks");

/// What production holds.
fn production(stage: &Stage) -> Value {
    let stored = stage.gateway.stored("Payments", "partner-mtls").unwrap();
    assert_eq!(stored["keyStoreEnvironmentList"][0]["environmentName"], "production");
    stored["keyStoreEnvironmentList"][0]["file"].clone()
}

fn base64_of(path: &str) -> Value {
    STANDARD.encode(fs::read(path).unwrap()).into()
}

/// Every file below a directory, with its length.
fn files(directory: &Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push((path.display().to_string(), entry.metadata().unwrap().len())),
        }
    }
    found.sort();
    found
}

/// production gets another file, which is deployed and verified.
fn updated(stage: &Stage, options: &[&str]) -> Pty {
    let mut pty = stage.start(options);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    assert_eq!(production(stage), base64_of(NEW_FILE));
    pty
}

#[test]
fn an_update_is_in_the_history_and_is_rolled_back_from_there() {
    let stage = Stage::new();
    let state = stage.home().join("kept");
    let options = ["--state-dir", state.to_str().unwrap()];
    let mut pty = updated(&stage, &options);
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);

    // A later session knows of it.
    let mut pty = stage.start(&options);
    settled(&pty);
    press(&mut pty, "lH", "Updates of partner-mtls 1");
    pty.wait_text("✓ done");
    pty.wait_text("~production");
    press(&mut pty, "<Enter>", "outcome     done");
    press(&mut pty, "G", "backup      in clear");
    press(&mut pty, "B", "Nothing has been sent");
    pty.wait_text("No backup has passwords");
    press(&mut pty, "<Enter>", "1 change");
    // Not without the password of the former file.
    press(&mut pty, "<C-s>", "no backup has a password");
    assert_eq!(stage.puts().len(), 1);
    press(&mut pty, "<Enter>", "the former one, as of 2");
    press(&mut pty, "changeit", "opens with the password");
    press(&mut pty, "<C-s>", "1 change");
    press(&mut pty, "<C-s>", "partner-mtls-sig, partner-mtls-enc");
    press(&mut pty, "<Home><Down><Enter>", "updateReferencedJwks");
    press(&mut pty, "production<Enter>", "everything at stake is confirmed");
    // The stored file opens with the same password, so the two are compared.
    pty.wait_text("nothing against it");
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    assert_eq!(production(&stage), base64_of(STORED));
    assert_eq!(stage.puts().len(), 2);
    // Both are in the journal, and both versions before are kept.
    press(&mut pty, "H", "Updates of partner-mtls 2");
    let backups = files(&state.join("backups"));
    assert_eq!(backups.len(), 2, "{backups:?}");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert!(pty.is_restored());
}

#[test]
fn a_roll_back_that_was_broken_off_is_taken_up_with_the_former_file() {
    let stage = Stage::new();
    let state = stage.home().join("kept");
    let options = ["--state-dir", state.to_str().unwrap()];
    let mut pty = updated(&stage, &options);
    press(&mut pty, "B", "Nothing has been sent");
    press(&mut pty, "<Enter>", "1 change");
    pty.signal(Signal::TERM);
    pty.wait_exit();

    let mut pty = stage.start(&options);
    settled(&pty);
    press(&mut pty, "l<Enter>", "Take them up");
    pty.wait_text("~ production  file as of 2");
    press(&mut pty, "t", "1 change");
    press(&mut pty, "<Enter>", "the former one, as of 2");
    press(&mut pty, "changeit", "opens with the password");
    walk(&mut pty, &[("<C-s>", "1 change"), ("<C-s>", "partner-mtls-sig, partner-mtls-enc")]);
    walk(&mut pty, &CONFIRM[..2]);
    pty.wait_text("nothing against it");
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    assert_eq!(production(&stage), base64_of(STORED));
}

#[test]
fn a_read_only_session_shows_the_history_and_writes_nothing() {
    let stage = Stage::new();
    let state = stage.home().join("kept");
    let options = ["--state-dir", state.to_str().unwrap()];
    let mut pty = updated(&stage, &options);
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    let kept = files(&state);

    let mut pty = stage.start(&["--state-dir", state.to_str().unwrap(), "--read-only"]);
    settled(&pty);
    press(&mut pty, "lH", "Updates of partner-mtls 1");
    pty.wait_text("✓ done");
    press(&mut pty, "B", "READ-ONLY (--read-only was given)");
    press(&mut pty, "<Enter>", "Update 1 of 1");
    press(&mut pty, "B", "READ-ONLY (--read-only was given)");
    press(&mut pty, ESC, "Updates of partner-mtls 1");
    assert_eq!(stage.puts().len(), 1);
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert_eq!(files(&state), kept);
}

#[test]
fn the_demo_says_that_it_keeps_nothing() {
    let stage = Stage::new();
    let mut pty = stage.run(&["--demo"], &[]);
    settled(&pty);
    press(&mut pty, "H", "keeps no journal (the demo");
    pty.wait_text("--state-dir");
    press(&mut pty, "q", "q quit");
    pty.keys("q");
    assert_eq!(pty.wait_exit().exit_code(), 0);
}

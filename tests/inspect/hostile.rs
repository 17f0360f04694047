//! Files that are made to harm: nothing that a terminal would obey comes out, and no file keeps the program
//! busy or makes it panic.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use jiff::Timestamp;
use keywright::cli::{Cli, Command};
use keywright::commands::inspect;
use keywright::commands::inspect::{Around, Asked};
use keywright::config::Environment;
use keywright::domain::text::is_hostile;
use serde_json::Value;
use sha1::{Digest, Sha1};
use unicode_width::UnicodeWidthChar;

use crate::{PASSWORD, Run, corpus};

/// The same as the binary does, in this process.
fn within(path: &Path, output: &str) -> (u8, String) {
    let args = ["keywright", "inspect", path.to_str().unwrap(), "--password-env", "PW", "--output", output];
    let Some(Command::Inspect(args)) = Cli::try_parse_from(args).unwrap().command else { panic!() };
    let env = Environment::fixed([("PW", PASSWORD)], Path::new("/"));
    let mut nobody = |_: &str| Ok(Asked::Nothing);
    let now: Timestamp = "2026-11-23T18:00:00Z".parse().unwrap();
    let mut out = Vec::new();
    let around = Around { env: &env, ask: &mut nobody, now, ascii: false };
    let code = inspect(&args, around, &mut out).unwrap();
    (code, String::from_utf8(out).unwrap())
}

/// Nothing of it changes how a terminal shows the rest.
#[track_caller]
fn harmless(text: &str) {
    for line in text.lines() {
        assert!(!line.contains(is_hostile), "{line:?}");
    }
}

fn files(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn every_file_of_the_corpus_is_printed_harmless_and_within_80_columns() {
    let mut all = Vec::new();
    files(Path::new(&corpus("")), &mut all);
    assert!(all.len() > 250, "{}", all.len());
    for path in all {
        // Once is enough of those that take their time to open.
        if ["iter", "40-keys"].iter().any(|slow| path.to_string_lossy().contains(slow)) {
            harmless(&within(&path, "json").1);
            continue;
        }
        let (code, table) = within(&path, "table");
        harmless(&table);
        for line in table.lines() {
            let columns: usize = line.chars().filter_map(UnicodeWidthChar::width).sum();
            assert!(columns <= 80, "{}: {line}", path.display());
        }
        let (same, json) = within(&path, "json");
        harmless(&json);
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!((code, json["exit_code"].as_u64()), (same, Some(u64::from(code))), "{}", path.display());
    }
}

#[test]
fn a_subject_with_an_escape_sequence_keeps_it_in_json_only() {
    let path = corpus("certificate/subject-controls.p12");
    let (_, table) = within(Path::new(&path), "table");
    assert!(table.contains("CN=a␛[31mb"), "{table}");
    let (_, json) = within(Path::new(&path), "json");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert!(json["entries"][0]["chain"][0]["subject"].as_str().unwrap().contains("\x1b[31m"), "{json}");
}

/// A JKS whose alias is these bytes (as many as `server` has), sealed anew.
fn with_alias(alias: &[u8; 6]) -> Vec<u8> {
    let mut bytes = fs::read(corpus("jks/server.jks")).unwrap();
    bytes.truncate(bytes.len() - 20);
    let at = bytes.windows(6).position(|window| window == b"server").unwrap();
    bytes[at..at + 6].copy_from_slice(alias);
    let password: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let digest =
        Sha1::new_with_prefix(password).chain_update("Mighty Aphrodite").chain_update(&bytes).finalize();
    bytes.extend_from_slice(&digest);
    bytes
}

#[test]
fn an_alias_can_not_speak_to_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    for (alias, shown) in [
        (b"\x1b]0;x\x07", "> ␛]0;x␇: private key"),
        (b"\xe2\x80\xaeabc", "> �abc: private key"),
        (b"a\r\nb c", "> a␍␊b c: private key"),
    ] {
        let path = dir.path().join("hostile.jks");
        fs::write(&path, with_alias(alias)).unwrap();
        let (code, table) = within(&path, "table");
        assert_eq!(code, 0, "{table}");
        assert!(table.contains(shown), "{table}");
        harmless(&table);
        let (_, json) = within(&path, "json");
        harmless(&json);
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["entries"][0]["alias"].as_str().unwrap().as_bytes(), alias);
    }
}

#[test]
fn a_missing_alias_is_offered_harmless_ones() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hostile.jks");
    fs::write(&path, with_alias(b"\x1b[31mx")).unwrap();
    let path = path.to_str().unwrap();
    let run = crate::inspect([path, "--password-env", "PW", "--alias", "\u{202E}gone\x1b"]).output().unwrap();
    let run = Run::of(run);
    assert_eq!(run.code, 3);
    harmless(&run.out);
    assert!(run.out.contains("\"␛[31mx\""), "{}", run.out);
}

#[test]
fn the_path_itself_is_shown_harmless() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a\x1b[31m\u{202E}.jks");
    fs::copy(corpus("jks/server.jks"), &path).unwrap();
    for output in ["table", "json"] {
        let (code, text) = within(&path, output);
        assert_eq!(code, 0);
        harmless(&text);
    }
    harmless(&within(&dir.path().join("gone\x1b"), "table").1);
}

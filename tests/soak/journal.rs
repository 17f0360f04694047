//! The journal as anybody reads it who has only `docs/state.md`: lines of JSON.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::world::{Place, document};

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    pub kind: String,
    pub id: String,
    pub value: Value,
}

impl Line {
    pub fn text(&self, field: &str) -> &str {
        self.value[field].as_str().unwrap_or_default()
    }
}

/// Every line, the oldest first.
pub fn read(state_dir: &Path) -> Result<Vec<Line>, String> {
    let path = state_dir.join("journal.jsonl");
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|error| format!("the journal can't be read: {error}"))?,
    };
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        // Being written, or cut off by a kill: the next writer closes it.
        if !line.ends_with('\n') {
            continue;
        }
        let value: Value = match serde_json::from_str(line) {
            Ok(value) => value,
            Err(error) => return Err(format!("a line of the journal is none ({error}): {line}")),
        };
        let text = |field: &str| value[field].as_str().unwrap_or_default().to_owned();
        lines.push(Line { kind: text("kind"), id: text("id"), value });
    }
    Ok(lines)
}

/// The intent that an update of this keystore, which has just arrived, must have: the last one, without an outcome.
pub fn open_intent(lines: &[Line], place: &Place) -> Result<Line, String> {
    let is = |line: &&Line| {
        line.kind == "intent" && line.text("project") == place.0 && line.text("keystore") == place.1
    };
    let intent = lines.iter().rev().find(is).ok_or("the journal has no intent for it")?;
    let ended = lines.iter().any(|line| line.kind != "intent" && line.id == intent.id);
    match ended {
        true => Err(format!("the last intent, {}, had its outcome already", intent.id)),
        false => Ok(intent.clone()),
    }
}

/// Where an intent leads; `None` where there is none of this name.
pub fn new_place(lines: &[Line], id: &str) -> Option<Place> {
    let intent = lines.iter().find(|line| line.kind == "intent" && line.id == id)?;
    let name = intent.value["new_name"].as_str().unwrap_or_else(|| intent.text("keystore"));
    Some((intent.text("project").to_owned(), name.to_owned()))
}

/// What is wrong with the version before that an intent names.
pub fn check_backup(path: &Path, intent: &Line) -> Option<String> {
    let backup = &intent.value["backup"];
    let mode = match fs::metadata(path) {
        Ok(data) => data.permissions().mode() & 0o777,
        Err(error) => return Some(error.to_string()),
    };
    if mode != 0o600 {
        return Some(format!("its mode is {mode:o}"));
    }
    if backup["encrypted"] == true {
        let bytes = fs::read(path).unwrap_or_default();
        return (!bytes.starts_with(b"age-encryption.org/v1\n")).then(|| "it isn't encrypted".into());
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    let second = text.lines().nth(1).unwrap_or_default();
    let digest: String = Sha256::digest(second).iter().map(|byte| format!("{byte:02x}")).collect();
    if backup["sha256"] != digest.as_str() {
        return Some("its second line hasn't the digest that the journal names".into());
    }
    let whole: Value = serde_json::from_str(&text).unwrap_or_default();
    (intent.value["document"]["before"] != document(&whole["document"]).as_str())
        .then(|| "it isn't the document that the update began from".into())
}

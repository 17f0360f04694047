//! A keystore and an update of it, as the journal has it. Included by tests as a module:
//! `#[path = "support/update.rs"] mod update;`.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use keywright::domain::{
    cascade::JwkCascade,
    draft::{Draft, Edits},
    file::{Content, FileDigest, NewFile},
    holder::Who,
    journal::{Plan, VersionBefore},
    keystore::{Keystore, TypeField},
    place::Place,
    secret::Secret,
};
use serde_json::{Value, json};

pub const GATEWAY: &str = "https://gateway.example.com/apiops/";
pub const PASSWORD: &str = "hunter2-of-the-test";

pub fn who() -> Who {
    let text = |text: &str| text.to_owned();
    Who {
        user: text("ops"),
        uid: Some(1000),
        sudo_user: None,
        host: text("jump-1"),
        ssh_client: Some(text("10.0.0.7")),
    }
}

/// Seconds after 2027-01-15 08:00:00 UTC.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

pub fn place(keystore: &str) -> Place {
    Place::new(GATEWAY, "Payments", keystore)
}

fn jks(last: u8) -> Vec<u8> {
    [b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0".as_slice(), &[last]].concat()
}

/// With entries for `production` and `sandbox`.
pub fn keystore(name: &str) -> Keystore {
    Keystore::from_value(document(name)).unwrap()
}

pub fn document(name: &str) -> Value {
    json!({
        "name": name, "description": "mTLS identity",
        "keyStoreEnvironmentList": [
            {"environmentName": "production", "type": "JKS", "alias": "partner", "file": STANDARD.encode(jks(1))},
            {"environmentName": "sandbox", "type": "JKS", "file": STANDARD.encode(jks(2))},
        ]
    })
}

/// `production` gets a file, a password and an alias, `dr-site` is added, `sandbox` removed.
pub fn draft(name: &str) -> Draft {
    let mut draft = Draft::new(Arc::new(keystore(name)), TypeField::Type);
    let file = |last| Some(NewFile::new("/new.jks".into(), Content::new(jks(last))));
    let password = Some(Secret::new(PASSWORD.into()));
    draft.edit(0, Edits { file: file(9), password, alias: Some("partner-2027".into()), store_type: None });
    draft.add("dr-site", Edits { file: file(9), ..Edits::default() });
    draft.remove(1);
    draft
}

/// What the update of that draft is going to change.
pub fn plan(name: &str) -> Plan {
    plan_of(&draft(name))
}

pub fn plan_of(draft: &Draft) -> Plan {
    let update = draft.confirm("Payments", JwkCascade::ThisProject).unwrap();
    let backup = VersionBefore::Kept {
        path: "backups/one.json".into(),
        digest: FileDigest::of(b"one"),
        encrypted: false,
    };
    let serial = |file: &FileDigest, _: Option<&str>| {
        let known = [(1, "4A:1F"), (9, "7F:02")].into_iter();
        known
            .map(|(last, serial)| (FileDigest::of(&jks(last)), serial.to_owned()))
            .find(|(of, _)| of == file)
            .map(|(_, serial)| serial)
    };
    Plan::new(GATEWAY, draft, &update, backup, &serial)
}

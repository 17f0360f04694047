//! What an update is going to change, as it is written down before it is sent: names, digests, serial
//! numbers. Enough to tell later, from what is stored, whether it was applied; nothing secret.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::domain::{
    cascade::JwkCascade,
    document,
    draft::{Draft, Mark, Origin},
    file::FileDigest,
    keystore::{Entry, field},
    place::Place,
    update::Update,
};

/// An update, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Under which name it was stored before.
    pub place: Place,
    /// The name that it gets, where it is renamed.
    pub new_name: Option<String>,
    /// Where the description changes.
    pub description: Option<TextChange>,
    /// The environments' entries that change.
    pub changes: Vec<Change>,
    /// Changes that were left out of the journal, because the line would have been too long.
    pub omitted_changes: usize,
    /// Every environment of the object that is sent: all of them are deployed to again.
    pub environments: Vec<String>,
    /// `None`: a word that only a newer keywright knows.
    pub cascade: Option<JwkCascade>,
    /// The whole document's digest before, and as it should be after; see [`document::digest`].
    pub before: FileDigest,
    pub after: FileDigest,
    pub backup: VersionBefore,
}

/// A text's digests before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextChange {
    pub before: FileDigest,
    pub after: FileDigest,
}

/// One environment's entry that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub environment: String,
    /// `None`: it is added.
    pub before: Option<Held>,
    /// `None`: it is removed.
    pub after: Option<Held>,
    /// A password was sent with it.
    pub password: bool,
}

/// What an entry holds, as far as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The SHA-256 of the file; of the text in its place, where that isn't base64.
    pub file: Option<FileDigest>,
    /// The serial number of the certificate under the alias, `4A:1F`, where the file was opened.
    pub serial: Option<String>,
    pub alias: Option<String>,
    /// The type's word, `PKCS12`.
    pub store_type: Option<String>,
}

/// What became of the version before the update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionBefore {
    /// It is kept.
    Kept {
        /// Below the state directory.
        path: String,
        /// Of the document in it.
        digest: FileDigest,
        encrypted: bool,
    },
    /// Backups are turned off; by what.
    Off { why: String },
    /// It couldn't be kept, why, and somebody went on all the same.
    Failed { why: String },
}

impl Plan {
    /// What `update`, which was made of `draft`, is going to change at the gateway of this address.
    /// `serial` tells a serial number by a file's digest and the alias, for files that were opened.
    pub fn new(
        gateway: &str,
        draft: &Draft,
        update: &Update,
        backup: VersionBefore,
        serial: &dyn Fn(&FileDigest, Option<&str>) -> Option<String>,
    ) -> Self {
        let base = draft.base();
        let after = update.expectation().object();
        let name = update.expectation().name();
        let text = |text: &str| FileDigest::of(text.as_bytes());
        Self {
            place: Place::new(gateway, update.project(), update.keystore()),
            new_name: draft.name_changed().then(|| name.to_owned()),
            description: draft
                .description_changed()
                .then(|| TextChange { before: text(base.description()), after: text(draft.description()) }),
            changes: changes(draft, after.get(field::ENVIRONMENTS), serial),
            omitted_changes: 0,
            environments: update.expectation().environments().to_vec(),
            cascade: Some(update.cascade()),
            before: document::digest::of(base.object()),
            after: document::digest::of(after),
            backup,
        }
    }
}

/// `after`: the list of entries that is sent.
fn changes(
    draft: &Draft,
    after: Option<&Value>,
    serial: &dyn Fn(&FileDigest, Option<&str>) -> Option<String>,
) -> Vec<Change> {
    let base = draft.base();
    // What is sent are the entries that aren't removed, in the draft's order.
    let mut sent = after.and_then(Value::as_array).into_iter().flatten();
    let mut changes = Vec::new();
    for entry in draft.entries() {
        let after = if entry.removed { None } else { sent.next() };
        if draft.mark(entry) == Mark::Kept {
            continue;
        }
        let before = match entry.origin {
            Origin::Stored(index) => base.raw_entries().get(index),
            Origin::Added(_) => None,
        };
        let held = |raw: &Value| Held::of(raw).with_serial(serial);
        changes.push(Change {
            environment: draft.label(entry).to_owned(),
            before: before.map(held),
            after: after.map(held),
            password: !entry.removed && entry.edits.password.is_some(),
        });
    }
    changes
}

impl Held {
    /// What an entry of a keystore's document holds.
    pub fn of(raw: &Value) -> Self {
        let entry = Entry::read(raw);
        let file = raw.get(field::FILE).and_then(Value::as_str).filter(|text| !text.is_empty());
        Self { file: file.map(file_digest), serial: None, alias: entry.alias, store_type: entry.type_word }
    }

    pub(super) fn with_serial(self, serial: &dyn Fn(&FileDigest, Option<&str>) -> Option<String>) -> Self {
        let serial = self.file.as_ref().and_then(|file| serial(file, self.alias.as_deref()));
        Self { serial, ..self }
    }
}

fn file_digest(text: &str) -> FileDigest {
    match STANDARD.decode(text).map(Zeroizing::new) {
        Ok(bytes) => FileDigest::of(&bytes),
        Err(_) => FileDigest::of(text.as_bytes()),
    }
}

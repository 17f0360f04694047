//! Edits that weren't submitted, kept over a crash, a hangup, a token that ran out. One file for each
//! keystore, written by whoever holds its lock.

use std::{io::ErrorKind, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    State, backups, disk,
    error::{Doing, StateError},
    lock::{Lock, below},
    name,
    who::WhoFields,
};
use crate::domain::{
    draft::OtherFields,
    file::{FileDigest, StoreType},
    kept::{Began, KeptDraft, KeptEdits, KeptEntry, KeptFile},
    keystore::{Keystore, Object},
    place::Place,
};

/// The largest that is read: a keystore's document, and the edits.
const MAX_DRAFT: u64 = 257 * 1024 * 1024;

/// The version of what is written here.
const VERSION: u64 = 1;

impl Lock {
    /// Keeps the edits of this keystore in place of those before; `at` is when they were made.
    ///
    /// # Errors
    /// They couldn't be written; those before are there still.
    pub fn keep_draft(&self, draft: &KeptDraft, at: Timestamp) -> Result<(), StateError> {
        let (directory, name) = self.state.room("drafts", &self.place, "json", Doing::Draft)?;
        let path = directory.join(name);
        let failed = |error| StateError::io(Doing::Draft, &path)(error);
        let file = DraftFile {
            keywright_draft: VERSION,
            time: at,
            who: (&self.state.who).into(),
            gateway: self.place.gateway.clone(),
            project: self.place.project.clone(),
            keystore: self.place.keystore.clone(),
            draft: draft.into(),
        };
        let text = serde_json::to_vec(&file).map(Zeroizing::new).map_err(|error| failed(error.into()))?;
        disk::replace(&*self.state.disk, &path, &text).map_err(failed)
    }

    /// The edits that were kept of this keystore, by whom and when; `None` where there are none.
    ///
    /// # Errors
    /// They are there and can't be read.
    pub fn kept_draft(&self) -> Result<Option<KeptEdits>, StateError> {
        if let Some(directory) = self.draft_path().parent() {
            disk::sweep(&*self.state.disk, directory);
        }
        self.state.kept_edits(&self.place)
    }

    /// Forgets the edits that were kept: they were submitted, or dropped.
    ///
    /// # Errors
    /// They are there still, and would be offered again.
    pub fn forget_draft(&self) -> Result<(), StateError> {
        let path = self.draft_path();
        let removed = match self.state.disk.remove(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            removed => removed,
        };
        let flushed = removed.and_then(|()| match path.parent() {
            Some(directory) => self.state.disk.sync_directory(directory),
            None => Ok(()),
        });
        flushed.map_err(StateError::io(Doing::Draft, &path))
    }

    fn draft_path(&self) -> PathBuf {
        self.state.draft_path(&self.place)
    }
}

impl State {
    /// The edits that were kept of a keystore, read without its lock: they are written whole. `None` where there
    /// are none.
    ///
    /// # Errors
    /// They are there and can't be read.
    pub fn kept_edits(&self, place: &Place) -> Result<Option<KeptEdits>, StateError> {
        let path = self.draft_path(place);
        let failed = |error| StateError::io(Doing::ReadingDraft, &path)(error);
        let damaged =
            |why: String| StateError::Damaged { doing: Doing::ReadingDraft, path: path.clone(), why };
        let text = match backups::read(&path, MAX_DRAFT) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            text => text.map_err(failed)?,
        };
        let file: DraftFile = serde_json::from_slice(&text)
            .map_err(|error| damaged(format!("these are no edits of keywright's: {error}")))?;
        if file.keywright_draft > VERSION {
            return Err(damaged("a newer keywright wrote them".into()));
        }
        let draft = file.draft.read().ok_or_else(|| damaged("they hold what can't be".into()))?;
        Ok(Some(KeptEdits { draft, who: file.who.into(), at: file.time }))
    }

    fn draft_path(&self, place: &Place) -> PathBuf {
        let directory = self.root.join(below("drafts", place));
        directory.join(name::encode(&place.keystore) + ".json")
    }
}

#[derive(Serialize, Deserialize)]
struct DraftFile {
    keywright_draft: u64,
    time: Timestamp,
    #[serde(default)]
    who: WhoFields,
    gateway: String,
    project: String,
    keystore: String,
    draft: DraftFields,
}

#[derive(Serialize, Deserialize)]
struct DraftFields {
    began: BeganFields,
    name: Option<String>,
    description: Option<String>,
    entries: Vec<EntryFields>,
}

#[derive(Serialize, Deserialize)]
struct BeganFields {
    sha256: String,
    entries: Vec<(String, String)>,
    /// Only where backups are kept in clear as well.
    document: Option<Object>,
}

#[derive(Serialize, Deserialize)]
struct EntryFields {
    environment: String,
    nth: usize,
    added: bool,
    removed: bool,
    file: Option<FileFields>,
    password: bool,
    #[serde(rename = "type")]
    store_type: Option<String>,
    alias: Option<String>,
    /// Of an environment that a roll back adds again; null where backups don't lie in clear either.
    #[serde(default)]
    others: Object,
}

#[derive(Serialize, Deserialize)]
struct FileFields {
    path: String,
    sha256: String,
    #[serde(default)]
    put_back: bool,
}

/// A path that means the same from another working directory. `~` is the reader's to expand.
fn absolute(path: &str) -> String {
    if path.starts_with('~') {
        return path.to_owned();
    }
    std::path::absolute(path)
        .ok()
        .and_then(|path| path.to_str().map(str::to_owned))
        .unwrap_or_else(|| path.into())
}

impl From<&KeptDraft> for DraftFields {
    fn from(draft: &KeptDraft) -> Self {
        let KeptDraft { began, name, description, entries } = draft;
        let digests = began.entries.iter().map(|(environment, digest)| (environment.clone(), digest.hex()));
        Self {
            began: BeganFields {
                sha256: began.digest.hex(),
                entries: digests.collect(),
                document: began.keystore.as_ref().map(|keystore| keystore.object().clone()),
            },
            name: name.clone(),
            description: description.clone(),
            entries: entries.iter().map(EntryFields::from).collect(),
        }
    }
}

impl From<&KeptEntry> for EntryFields {
    fn from(entry: &KeptEntry) -> Self {
        let file = entry.file.as_ref().map(|file| FileFields {
            path: if file.is_put_back { file.path.clone() } else { absolute(&file.path) },
            sha256: file.digest.hex(),
            put_back: file.is_put_back,
        });
        Self {
            environment: entry.environment.clone(),
            nth: entry.nth,
            added: entry.added,
            removed: entry.removed,
            file,
            password: entry.password,
            store_type: entry.store_type.map(|kind| kind.word().to_owned()),
            alias: entry.alias.clone(),
            others: entry.others.fields().clone(),
        }
    }
}

impl DraftFields {
    /// `None` where a digest isn't one, or the document is no keystore or not the one of the digest.
    fn read(self) -> Option<KeptDraft> {
        let digest = FileDigest::from_hex(&self.began.sha256)?;
        let entries = self.began.entries.into_iter();
        let entries = entries.map(|(environment, hex)| Some((environment, FileDigest::from_hex(&hex)?)));
        let keystore = match self.began.document {
            Some(document) => Some(Keystore::from_value(Value::Object(document)).ok()?),
            None => None,
        };
        let is_other = |keystore: &Keystore| crate::domain::document::digest::of(keystore.object()) != digest;
        if keystore.as_ref().is_some_and(is_other) {
            return None;
        }
        Some(KeptDraft {
            began: Began { digest, entries: entries.collect::<Option<_>>()?, keystore },
            name: self.name,
            description: self.description,
            entries: self.entries.into_iter().map(EntryFields::read).collect::<Option<_>>()?,
        })
    }
}

impl EntryFields {
    fn read(self) -> Option<KeptEntry> {
        let file = match self.file {
            Some(FileFields { path, sha256, put_back }) => {
                Some(KeptFile { path, digest: FileDigest::from_hex(&sha256)?, is_put_back: put_back })
            }
            None => None,
        };
        let store_type = match self.store_type {
            Some(word) => Some(StoreType::parse(&word)?),
            None => None,
        };
        Some(KeptEntry {
            environment: self.environment,
            nth: self.nth,
            added: self.added,
            removed: self.removed,
            file,
            password: self.password,
            store_type,
            alias: self.alias,
            others: OtherFields::kept(self.others),
        })
    }
}

#[cfg(test)]
mod tests;

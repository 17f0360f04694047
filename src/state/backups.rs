//! The versions before: complete documents, as read, one file each; the newest of each keystore are kept.
//!
//! A file's name is its time and the beginning of its document's digest. In clear it is JSON whose second
//! line is the document, in one line, so that its digest can be checked by hand. Encrypted it is the
//! same, to an age recipient, and only the holder of its identity can read it: keywright can't.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Write},
    iter,
    num::NonZeroUsize,
    path::{Component, Path, PathBuf},
};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    State, directory, disk,
    error::{Doing, StateError, Unsafe},
    json,
    lock::below,
    name,
};
use crate::domain::{
    backup::{Backup, Keeping, Recipient, Summary},
    file::{Content, FileDigest},
    keystore::{Keystore, Object},
    place::Place,
};

/// The largest backup that is read: the largest answer of a server, 256 MiB, and what is around it.
const MAX_BACKUP: u64 = 257 * 1024 * 1024;

/// The version of what is written here.
const VERSION: u64 = 1;

/// `20261123T180512.123456Z`: sorts by time.
const TIME: &str = "%Y%m%dT%H%M%S.%6f";

const CLEAR: &str = ".json";
const ENCRYPTED: &str = ".json.age";

impl State {
    /// Keeps a version of a keystore, and returns once it is on the disk, together with the digest of its
    /// document. Then the oldest are removed, so that `keeping.newest` are left; never the one just written.
    ///
    /// # Errors
    /// It couldn't be written; what was kept before is there still.
    pub fn keep(
        &self,
        place: &Place,
        keystore: &Keystore,
        at: Timestamp,
        generation: Option<u8>,
        keeping: &Keeping,
    ) -> Result<(Summary, FileDigest), StateError> {
        let at = to_name(at);
        let below = room(place);
        let directory = directory::below(&*self.disk, &self.root, &below, Doing::Backup)?;
        let failed = |error| StateError::io(Doing::Backup, &directory)(error);
        let (text, digest) = written(place, keystore.object(), at, generation).map_err(failed)?;
        let bytes = match &keeping.recipient {
            Some(recipient) => encrypted(&text, recipient).map_err(failed)?,
            None => text,
        };
        let summary = Summary::new(&below, at, &digest, bytes.len() as u64, keeping.recipient.is_some());
        let path = self.root.join(&summary.path);
        disk::replace(&*self.disk, &path, &bytes).map_err(StateError::io(Doing::Backup, &path))?;
        disk::sweep(&*self.disk, &directory);
        self.prune(&below, keeping.newest, &summary);
        Ok((summary, digest))
    }

    /// The backups of a keystore, the newest first, by their names; what isn't one is left out.
    ///
    /// # Errors
    /// They can't be listed.
    pub fn backups(&self, place: &Place) -> Result<Vec<Summary>, StateError> {
        let below = room(place);
        self.listed(&below).map_err(StateError::io(Doing::ReadingBackup, self.root.join(&below)))
    }

    fn listed(&self, below: &Path) -> io::Result<Vec<Summary>> {
        let entries = match fs::read_dir(self.root.join(below)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            // Of the entry itself: a link in its place is none of ours.
            let Ok(metadata) = entry.metadata() else { continue };
            if let Some(named) = name.to_str().and_then(Named::parse)
                && metadata.is_file()
            {
                let path = below.join(&name).to_string_lossy().into_owned();
                found.push(Summary {
                    path,
                    at: named.at,
                    digest: named.digest,
                    size: metadata.len(),
                    encrypted: named.encrypted,
                });
            }
        }
        found.sort_by(|a, b| (b.at, &b.path).cmp(&(a.at, &a.path)));
        Ok(found)
    }

    /// Removes the oldest. What can't be removed stays: that a version is kept too long stops nothing.
    fn prune(&self, below: &Path, newest: NonZeroUsize, written: &Summary) {
        let Ok(found) = self.listed(below) else { return };
        // The clock may have been put back: then the one just written isn't the newest by its name.
        let others = found.into_iter().filter(|other| other.path != written.path);
        for old in others.skip(newest.get() - 1) {
            if let Err(error) = self.disk.remove(&self.root.join(&old.path))
                && error.kind() != ErrorKind::NotFound
            {
                tracing::warn!(path = old.path, %error, "an old backup could not be removed");
            }
        }
    }

    /// The file of this digest, from the newest backup in clear that has it. What can't be read is passed over.
    pub fn former_file(&self, place: &Place, digest: FileDigest) -> Option<Content> {
        let backups = self.backups(place).unwrap_or_default().into_iter().filter(|kept| !kept.encrypted);
        backups.filter_map(|kept| self.read_backup(&kept.path).ok()).find_map(|backup| {
            let mut entries = backup.keystore.entries().iter();
            let at = entries.position(|entry| entry.digest() == Some(digest))?;
            backup.keystore.content(at)
        })
    }

    /// Reads a backup, and checks that its document is the one that was written. `path` is below the state
    /// directory.
    ///
    /// # Errors
    /// It is encrypted, it can't be read, or it isn't what was written.
    pub fn read_backup(&self, path: &str) -> Result<Backup, StateError> {
        let full = self.root.join(path);
        let is_below = |part: Component<'_>| matches!(part, Component::Normal(_));
        if !Path::new(path).components().all(is_below) {
            let path = Path::new(path).into();
            return Err(StateError::Unsafe { path, why: Unsafe::Elsewhere });
        }
        if path.ends_with(ENCRYPTED) {
            return Err(StateError::Encrypted { path: full });
        }
        let text = read(&full, MAX_BACKUP).map_err(StateError::io(Doing::ReadingBackup, &full))?;
        parse(&text).map_err(|why| StateError::Damaged { doing: Doing::ReadingBackup, path: full, why })
    }
}

/// A backup's text, checked; or what is wrong with it.
fn parse(text: &[u8]) -> Result<Backup, String> {
    let file: BackupFile =
        serde_json::from_slice(text).map_err(|error| format!("it is no backup: {error}"))?;
    if file.keywright_backup > VERSION {
        return Err("a newer keywright wrote it".into());
    }
    let (_, digest) =
        line(&file.document).map_err(|error| format!("its document can't be written: {error}"))?;
    if digest.hex() != file.sha256 {
        return Err("its document isn't the one whose digest it has: it was altered".into());
    }
    let keystore = Keystore::from_value(Value::Object(file.document)).map_err(|error| error.0.to_owned())?;
    let place = Place { gateway: file.gateway, project: file.project, keystore: file.keystore };
    Ok(Backup { place, at: file.time, generation: file.generation, digest, keystore })
}

/// To the microsecond, as far as a name tells it.
fn to_name(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

fn room(place: &Place) -> PathBuf {
    below("backups", place).join(name::encode(&place.keystore))
}

/// A file of at most so many bytes.
pub(super) fn read(path: &Path, most: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let too_large = || io::Error::other("it is larger than anything that keywright writes");
    let metadata = disk::regular(path)?.ok_or(ErrorKind::NotFound)?;
    if metadata.len() > most {
        return Err(too_large());
    }
    let mut bytes = Zeroizing::new(Vec::new());
    // It may have grown since.
    let read = File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if read as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

#[derive(Deserialize)]
struct BackupFile {
    keywright_backup: u64,
    time: Timestamp,
    gateway: String,
    project: String,
    keystore: String,
    #[serde(default)]
    generation: Option<u8>,
    sha256: String,
    document: Object,
}

/// All but the document.
#[derive(Serialize)]
struct Head<'a> {
    keywright_backup: u64,
    time: Timestamp,
    gateway: &'a str,
    project: &'a str,
    keystore: &'a str,
    generation: Option<u8>,
    sha256: &'a str,
}

/// The document in one line, and the digest of that line.
fn line(document: &Object) -> serde_json::Result<(Zeroizing<Vec<u8>>, FileDigest)> {
    let text = Zeroizing::new(serde_json::to_vec(document)?);
    let digest = FileDigest::of(&text);
    Ok((text, digest))
}

fn written(
    place: &Place,
    document: &Object,
    at: Timestamp,
    generation: Option<u8>,
) -> io::Result<(Zeroizing<Vec<u8>>, FileDigest)> {
    let (document, digest) = line(document)?;
    let head = json::line(&Head {
        keywright_backup: VERSION,
        time: at,
        gateway: &place.gateway,
        project: &place.project,
        keystore: &place.keystore,
        generation,
        sha256: &digest.hex(),
    })?;
    // The head's own closing brace comes after the document.
    let head = head.strip_suffix('}').unwrap_or(&head);
    let mut text = Zeroizing::new(Vec::with_capacity(head.len() + document.len() + 32));
    writeln!(text, "{head},\"document\":")?;
    text.extend_from_slice(&document);
    text.extend_from_slice(b"\n}\n");
    Ok((text, digest))
}

fn encrypted(text: &[u8], recipient: &Recipient) -> io::Result<Zeroizing<Vec<u8>>> {
    let recipients = iter::once(recipient.key() as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes)?;
    writer.write_all(text)?;
    writer.finish()?;
    Ok(Zeroizing::new(bytes))
}

/// What a backup's name says.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    at: Timestamp,
    digest: String,
    encrypted: bool,
}

impl Named {
    /// `None` for any name that isn't exactly one of ours.
    fn parse(name: &str) -> Option<Self> {
        let (stem, encrypted) = match (name.strip_suffix(ENCRYPTED), name.strip_suffix(CLEAR)) {
            (Some(stem), _) => (stem, true),
            (None, stem) => (stem?, false),
        };
        let (time, digest) = stem.split_once("Z-")?;
        let at = TimeZone::UTC.to_timestamp(DateTime::strptime(TIME, time).ok()?).ok()?;
        if digest.len() != 16 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let named = Self { at, digest: digest.to_owned(), encrypted };
        (named.name() == name).then_some(named)
    }

    fn name(&self) -> String {
        let end = if self.encrypted { ENCRYPTED } else { CLEAR };
        format!("{}Z-{}{end}", self.at.strftime(TIME), self.digest)
    }
}

impl Summary {
    fn new(below: &Path, at: Timestamp, digest: &FileDigest, size: u64, encrypted: bool) -> Self {
        let named = Named { at, digest: digest.short(), encrypted };
        let path = below.join(named.name()).to_string_lossy().into_owned();
        Self { path, at: named.at, digest: named.digest, size, encrypted }
    }
}

#[cfg(test)]
mod tests;

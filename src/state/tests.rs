//! What the tests of the state directory share: a directory, a keystore, a disk that fails.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{State, disk::Disk, disk::System};
use crate::domain::{
    cascade::JwkCascade,
    draft::{Draft, Edits},
    file::{Content, NewFile},
    holder::Who,
    journal::{Plan, VersionBefore},
    keystore::{Keystore, TypeField},
    place::Place,
    secret::Secret,
};

/// `ENOSPC`, the same on Linux and macOS.
pub const DISK_FULL: i32 = 28;

pub const PASSWORD: &str = "hunter2-of-the-test";

pub fn who() -> Who {
    Who { user: "ops".into(), uid: Some(1000), host: "jump-1".into(), ..Who::default() }
}

/// A state directory in a temporary one.
pub fn state() -> (TempDir, State) {
    let dir = tempfile::tempdir().unwrap();
    let state = State::open(&dir.path().join("state"), who()).unwrap();
    (dir, state)
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

pub fn place() -> Place {
    Place::new("https://gw.example.com/apiops/", "Payments", "partner-mtls")
}

pub fn keystore(last: u8) -> Keystore {
    let file = STANDARD.encode([b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0".as_slice(), &[last]].concat());
    Keystore::from_value(json!({
        "name": "partner-mtls", "unknown": number("1.50"), "description": "Müşteri\n\u{202e}",
        "keyStoreEnvironmentList": [{"environmentName": "production", "type": "JKS", "file": file}]
    }))
    .unwrap()
}

/// A number with its digits.
fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub fn draft() -> Draft {
    let mut draft = Draft::new(Arc::new(keystore(1)), TypeField::Type);
    let content = Content::new(b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0\x09".to_vec());
    let file = Some(NewFile::new("/new.jks".into(), content));
    let password = Some(Secret::new(PASSWORD.into()));
    draft.edit(0, Edits { file, password, alias: Some("partner".into()), store_type: None });
    draft
}

pub fn plan() -> Plan {
    let draft = draft();
    let update = draft.confirm("Payments", JwkCascade::ThisProject).unwrap();
    let why = "the profile prod says backup = false".into();
    let serial = |_: &_, _: Option<&str>| Some("7F:02".to_owned());
    Plan::new(&place().gateway, &draft, &update, VersionBefore::Off { why }, &serial)
}

/// Every file below a directory with its content, those beginning with a dot too.
pub fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(directory, directory, &mut found);
    found
}

fn collect(root: &Path, directory: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// A disk whose call of a number fails, as a full one does; a write that fails has written half.
pub struct Faulty {
    calls: AtomicUsize,
    fails_at: usize,
    /// Every call after that fails too: cleaning up is no help.
    for_good: bool,
}

impl Faulty {
    pub fn new(fails_at: usize, for_good: bool) -> Self {
        Self { calls: AtomicUsize::new(0), fails_at, for_good }
    }

    fn next(&self) -> io::Result<()> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        if call == self.fails_at || self.for_good && call > self.fails_at {
            return Err(io::Error::from_raw_os_error(DISK_FULL));
        }
        Ok(())
    }

    /// Whether the last call was the first that failed.
    fn is_first(&self) -> bool {
        self.calls.load(Ordering::SeqCst) == self.fails_at + 1
    }
}

impl Disk for Faulty {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.next().and_then(|()| System.create(path))
    }

    fn append(&self, path: &Path) -> io::Result<File> {
        self.next().and_then(|()| System.append(path))
    }

    fn make_directory(&self, path: &Path) -> io::Result<()> {
        self.next().and_then(|()| System.make_directory(path))
    }

    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        let Err(error) = self.next() else { return System.write(file, bytes) };
        if !self.is_first() {
            return Err(error);
        }
        let half = System.write(file, &bytes[..bytes.len() / 2])?;
        // As a disk does that gets full: the next call says so.
        if self.for_good { Ok(half) } else { Err(error) }
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.next().and_then(|()| System.sync(file))
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        self.next().and_then(|()| System.cut(file, length))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.next().and_then(|()| System.rename(from, to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.next().and_then(|()| System.remove(path))
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        self.next().and_then(|()| System.sync_directory(path))
    }
}

/// Does something on disks that fail at their first call, their second, and so on, until it succeeds. After
/// each failure `check` looks at what is there. Returns how many failures there were.
pub fn at_every_call<T, E>(
    mut act: impl FnMut(Faulty) -> Result<T, E>,
    mut check: impl FnMut(E),
    for_good: bool,
) -> usize {
    for fails_at in 0..1000 {
        match act(Faulty::new(fails_at, for_good)) {
            Ok(_) => return fails_at,
            Err(error) => check(error),
        }
    }
    panic!("it never succeeds");
}

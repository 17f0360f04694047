//! The readers against the manifest.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use keywright::{
    domain::{file::Format, java::Needs},
    keystore::{
        OpenError, Store,
        store::{Entry, EntryKind, Integrity, PrivateKey},
    },
};

use crate::{
    manifest::{self, File, Opened, directory, files, opened},
    tool,
};

/// What no file may take longer than, unoptimised and on a busy machine: a file that isn't bounded
/// takes minutes.
const MOST: Duration = Duration::from_secs(60);

#[test]
fn the_manifest_names_every_file_and_no_other() {
    let mut there = BTreeSet::new();
    walk(&directory(), &mut there);
    let named: BTreeSet<_> = files().into_iter().map(|file| file.path).collect();
    assert_eq!(named.len(), files().len(), "a file is named twice");
    let (missing, unnamed): (Vec<_>, Vec<_>) =
        named.symmetric_difference(&there).partition(|path| named.contains(*path));
    assert!(missing.is_empty(), "tests/corpus/make.sh makes what is missing: {missing:?}");
    assert!(unnamed.is_empty(), "manifest.toml says nothing of {unnamed:?}");
}

fn walk(directory: &Path, found: &mut BTreeSet<String>) {
    let root = manifest::directory();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
        }
    }
}

#[test]
fn every_file_is_read_as_the_manifest_says() {
    compare(|Opened { file, read, took }| {
        let mut wrong = Vec::new();
        if *took > MOST {
            wrong.push(format!("it took {took:?}"));
        }
        let recognised = Format::of(&file.bytes()).to_string();
        if recognised != file.format {
            wrong.push(format!("it is taken for {recognised}, not {}", file.format));
        }
        match (read, &file.error) {
            (Err(error), Some(expected)) if variant(error) == *expected => {}
            (Err(error), _) => wrong.push(format!("{}: {error}", variant(error))),
            (Ok(_), Some(expected)) => wrong.push(format!("it opens, where {expected} is expected")),
            (Ok(store), None) => {
                expect("entries", entries(store), expected(file), &mut wrong);
                expect("loose certificates", store.loose.len(), file.loose, &mut wrong);
                expect("ignored", store.ignored.len(), file.ignored, &mut wrong);
                if let Some(since) = &file.since
                    && !store.protections.iter().any(|found| found.needs.map(Needs::since) == Some(since))
                {
                    wrong.push(format!("no JDK before {since} reads it: {:?}", store.protections));
                }
                if store.refused.is_empty() == file.refused {
                    wrong.push(format!("Java refuses {:?}, expected: {}", store.refused, file.refused));
                }
            }
        }
        wrong
    });
}

/// keytool lists a JKS without its password too; of a PKCS#12 only what isn't encrypted.
#[test]
fn without_a_password_what_is_open_is_read_and_the_rest_is_locked() {
    compare(|Opened { file, .. }| {
        let mut wrong = Vec::new();
        match file.read(None) {
            Ok(store) => {
                if file.is_pkcs12() && !file.open {
                    wrong.push("it opens without its password".into());
                }
                let public = |entry: &String| entry.split(" private ").next().unwrap_or_default().to_owned();
                let kinds = |entries: Vec<String>| entries.iter().map(public).collect::<Vec<_>>();
                if file.error.is_none() {
                    expect("entries", kinds(entries(&store)), kinds(expected(file)), &mut wrong);
                }
                if store.integrity == Integrity::Checked {
                    wrong.push("its integrity is checked without a password".into());
                }
                for entry in &store.entries {
                    if let EntryKind::PrivateKey { key, .. } = &entry.kind
                        && *key != PrivateKey::Locked
                    {
                        wrong.push(format!("{}'s key is {key:?} without a password", entry.alias));
                    }
                }
            }
            Err(OpenError::Locked) if file.is_pkcs12() && !file.open => {}
            Err(error) if file.error.as_deref() == Some(&variant(&error)) => {}
            Err(error) => wrong.push(format!("{}: {error}", variant(&error))),
        }
        wrong
    });
}

#[test]
fn another_password_is_said_to_be_wrong() {
    compare(|Opened { file, .. }| {
        if file.error.is_some() || file.open {
            return Vec::new();
        }
        match file.read(Some("not the password")) {
            Err(OpenError::WrongPassword) => Vec::new(),
            Err(error) => vec![format!("{}: {error}", variant(&error))],
            Ok(_) => vec!["it opens".into()],
        }
    });
}

/// Says of every file at once what is wrong with it.
fn compare(wrong: impl Fn(&Opened) -> Vec<String> + Sync) {
    tool::none_wrong(tool::parallel(opened(), |one| {
        wrong(one).into_iter().map(|what| format!("{}: {what}", one.file.path)).collect()
    }));
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T, wrong: &mut Vec<String>) {
    if found != expected {
        wrong.push(format!("{what}:\n    found    {found:?}\n    expected {expected:?}"));
    }
}

/// The name of the error's variant, with what tells its kinds apart.
fn variant(error: &OpenError) -> String {
    let name = format!("{error:?}");
    name.split('(').next().unwrap_or_default().to_owned()
}

/// The entries in words, sorted: Java writes them in the order of a hash table.
fn entries(store: &Store) -> Vec<String> {
    let words = |entry: &Entry| {
        let Entry { alias, kind, .. } = entry;
        match kind {
            EntryKind::PrivateKey { key, chain } => {
                let leaf = chain.first().map(|leaf| leaf.key.to_string()).unwrap_or_default();
                let own = key.kind().map_or_else(|| leaf.clone(), |kind| kind.to_string());
                let private = match key {
                    PrivateKey::Open { fits: Some(true), .. } => "open",
                    PrivateKey::Open { fits: Some(false), .. } => "misfit",
                    PrivateKey::Open { fits: None, .. } => "untold",
                    PrivateKey::Locked => "Locked",
                    PrivateKey::OtherPassword => "OtherPassword",
                    PrivateKey::Unsupported(_) => "Unsupported",
                    PrivateKey::Damaged(_) => "Damaged",
                };
                format!("{alias}: key {leaf}, chain {}, private {private} {own}", chain.len())
            }
            EntryKind::TrustedCertificate(certificate) => format!("{alias}: trusted {}", certificate.key),
            EntryKind::SecretKey { algorithm } => {
                format!("{alias}: secret, private {}", algorithm.as_deref().unwrap_or_default())
            }
            EntryKind::Unreadable(_) => format!("{alias}: unreadable"),
        }
    };
    let mut words: Vec<_> = store.entries.iter().map(words).collect();
    words.sort();
    words
}

/// The same of the manifest.
fn expected(file: &File) -> Vec<String> {
    let words = |entry: &manifest::Entry| {
        let alias = &entry.alias;
        match entry {
            manifest::Entry { key: Some(key), chain: Some(chain), private, own, .. } => {
                let private = private.as_deref().unwrap_or("open");
                let own = own.as_ref().unwrap_or(key);
                format!("{alias}: key {key}, chain {chain}, private {private} {own}")
            }
            manifest::Entry { trusted: Some(key), .. } => format!("{alias}: trusted {key}"),
            manifest::Entry { secret: Some(algorithm), .. } => {
                format!("{alias}: secret, private {algorithm}")
            }
            manifest::Entry { unreadable: true, .. } => format!("{alias}: unreadable"),
            _ => panic!("{}: {alias} is of no kind", file.path),
        }
    };
    let mut words: Vec<_> = file.entries.iter().map(words).collect();
    words.sort();
    words
}

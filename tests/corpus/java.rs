//! Against Java's KeyStore: whether it opens a file, and each of its keys with the file's password.

use std::collections::BTreeMap;

use keywright::keystore::{EntryKind, Store, store::PrivateKey};

use crate::{
    keytool::is_refused,
    manifest::{self, File, directory},
    tool::{self, run, tool},
};

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/Opens.java");

/// What Java says of a file: the keys by alias, or why it doesn't open.
type Answer = Result<BTreeMap<String, String>, String>;

#[test]
fn java_opens_the_same_keys() {
    let Some(jdk) = tool::version("javac", "-version", "javac", 17) else { return };
    let answers = answers();
    let mut wrong = Vec::new();
    for (file, store) in manifest::stores() {
        match &answers[&file.path] {
            Err(said) if !is_refused(store, jdk) => {
                wrong.push(format!("{}: Java refuses it: {said}", file.path));
            }
            Err(_) => {}
            Ok(keys) => {
                let shut = keys.values().any(|state| state == "shut");
                if is_refused(store, jdk) && !shut {
                    wrong.push(format!("{}: Java opens it, though {:?}", file.path, store.refused));
                }
                compare(file, store, is_refused(store, jdk), keys, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn compare(
    file: &File,
    store: &Store,
    is_refused: bool,
    keys: &BTreeMap<String, String>,
    wrong: &mut Vec<String>,
) {
    for entry in &store.entries {
        let Some(theirs) = keys.get(&entry.alias.to_lowercase()) else { continue };
        let agree = match &entry.kind {
            EntryKind::PrivateKey { key, .. } => match key {
                PrivateKey::Open { fits: Some(false), .. } => theirs == "misfit",
                PrivateKey::Open { .. } => {
                    matches!(theirs.as_str(), "open" | "untold") || theirs == "shut" && is_refused
                }
                _ => theirs == "shut",
            },
            EntryKind::SecretKey { algorithm } => {
                algorithm.as_ref().is_none_or(|algorithm| *theirs == format!("secret {algorithm}"))
            }
            EntryKind::TrustedCertificate(_) | EntryKind::Unreadable(_) => false,
        };
        if !agree {
            wrong
                .push(format!("{}: {}: {theirs} to Java, and here {:?}", file.path, entry.alias, entry.kind));
        }
    }
}

/// One JVM for all files.
fn answers() -> BTreeMap<String, Answer> {
    let list: String = manifest::stores()
        .map(|(file, _)| format!("{}\t{}\t{}\n", file.format, file.path, file.password))
        .collect();
    let mut java = tool("java", "");
    java.current_dir(directory()).arg(PROGRAM);
    let printed = run(&mut java, list.as_bytes());
    assert!(printed.done, "{}", printed.err);
    let mut answers = BTreeMap::new();
    let mut file = String::new();
    for line in printed.out.lines() {
        let parts: Vec<_> = line.split('\t').collect();
        match parts.as_slice() {
            ["file", path] => file = (*path).to_owned(),
            ["opens"] => drop(answers.insert(file.clone(), Ok(BTreeMap::new()))),
            ["refused", why] => drop(answers.insert(file.clone(), Err((*why).to_owned()))),
            ["key", alias, state] => {
                let Some(Ok(keys)) = answers.get_mut(&file) else { panic!("{line}") };
                keys.insert(alias.to_lowercase(), (*state).to_owned());
            }
            _ => panic!("{line}"),
        }
    }
    answers
}

//! PKCS#12 of the corpus beside another reader of it, and written anew in BER.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::unwrap_used)]

#[path = "pkcs12/ber.rs"]
mod ber;
#[path = "pkcs12/oracle.rs"]
mod oracle;

use std::{fs, path::Path};

use keywright::{
    domain::{file::Format, secret::Secret},
    keystore::{OpenError, Store, pkcs12},
};

/// Every PKCS#12 of the corpus and of the demo, by name.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut directories = vec!["tests/corpus/files".to_owned(), "assets/demo".to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(&directory)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{directory}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                directories.push(name);
            } else {
                let bytes = fs::read(entry.path()).unwrap();
                if Format::of(&bytes) == Format::Pkcs12 {
                    files.push((name, bytes));
                }
            }
        }
    }
    files.sort();
    files
}

fn read(bytes: &[u8]) -> Result<Store, OpenError> {
    pkcs12::read(bytes, Some(&Secret::copied("changeit")))
}

/// p12-keystore is told nothing of what Java passes over, and gives up where one key doesn't open: where
/// both read a file, they have to see the same in it.
#[test]
fn p12_keystore_sees_the_same() {
    let mut compared = 0;
    let mut differ = Vec::new();
    for (name, bytes) in files() {
        let (Ok(store), Some(other)) = (read(&bytes), oracle::read(&bytes, "changeit")) else { continue };
        compared += 1;
        let ours = oracle::shape(&store);
        if ours != other {
            differ.push(format!("{name}\n    keywright {ours:?}\n    the other {other:?}"));
        }
    }
    assert!(differ.is_empty(), "\n{}\n", differ.join("\n"));
    assert!(compared > 60, "only {compared} files are read by both: is the corpus there?");
}

/// Indefinite lengths and octet strings in pieces, as Bouncy Castle and NSS write them: the same store.
#[test]
fn a_file_in_ber_is_the_same_store() {
    let mut compared = 0;
    for (name, bytes) in files() {
        let Some(again) = ber::indefinite(&bytes) else { continue };
        assert_ne!(again, bytes, "{name}");
        // Where a cost is refused, or damage told, the place differs, and nothing else.
        match (read(&bytes), read(&again)) {
            (Ok(der), Ok(ber)) => {
                assert_eq!(der, ber, "{name}");
                compared += 1;
            }
            (Err(der), Err(ber)) => {
                assert_eq!(std::mem::discriminant(&der), std::mem::discriminant(&ber), "{name}");
            }
            (der, ber) => panic!("{name}: {der:?} and {ber:?}"),
        }
    }
    assert!(compared > 60, "only {compared} files: is the corpus there?");
}

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

/// Where p12-keystore sees something else, and why keywright sees what Java does.
const DIFFERENT: [(&str, &str); 14] = [
    ("certificate/chain-forged.p12", "the issuers of that name have another key identifier"),
    ("pkcs12/java-alias-beyond-ascii.p12", "an alias beyond the basic plane is none to it"),
    ("pkcs12/key-open.p12", OPEN_KEY),
    ("pkcs12/openssl-keys-open.p12", OPEN_KEY),
    ("pkcs12/openssl-open-nomac.p12", OPEN_KEY),
    ("pkcs12/openssl-open.p12", OPEN_KEY),
    ("pkcs12/key-without-certificate.p12", BARE_KEY),
    ("pkcs12/no-local-key-id.p12", BARE_KEY),
    ("pkcs12/openssl-nocerts.p12", BARE_KEY),
    ("pkcs12/openssl-alias-none.p12", NUMBERS),
    ("pkcs12/trust-no-alias.p12", NUMBERS),
    ("pkcs12/two-keys-no-alias.p12", NUMBERS),
    ("pkcs12/two-keys-but-for-case.p12", "to Java the last of one alias is the only one"),
    ("pkcs12/two-keys-of-one-alias.p12", "to Java the last of one alias is the only one"),
];
const OPEN_KEY: &str = "Java passes a key over that isn't encrypted";
const BARE_KEY: &str = "it drops a key whose certificate it doesn't find by localKeyId";
const NUMBERS: &str = "Java numbers entries without an alias";

/// Every PKCS#12 of the corpus and of the demo, by name, but for those whose derivations take seconds.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut directories = vec!["tests/corpus/files".to_owned(), "assets/demo".to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(&directory)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{directory}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                directories.push(name);
            } else if !name.contains("-40-keys") && !name.contains("00000.p12") {
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

/// Where p12-keystore reads a file, keywright does too, and sees the same entries but for what is known.
#[test]
fn p12_keystore_sees_the_same() {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (name, bytes) in files() {
        let Some(other) = oracle::read(&bytes, "changeit") else { continue };
        let known = DIFFERENT.iter().find(|(file, _)| name.ends_with(file));
        match (read(&bytes), known) {
            (Err(error), _) => wrong.push(format!("{name}: {error}")),
            (Ok(store), None) if oracle::shape(&store) != other => {
                wrong.push(format!(
                    "{name}\n    keywright {:?}\n    the other {other:?}",
                    oracle::shape(&store)
                ));
            }
            (Ok(store), Some((_, why))) if oracle::shape(&store) == other => {
                wrong.push(format!("{name}: no difference any more, where {why}"));
            }
            (Ok(_), _) => compared += 1,
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(compared > 60, "only {compared} files are read by both: is the corpus there?");
}

/// Indefinite lengths and octet strings in pieces, as Bouncy Castle and NSS write them: the same store.
#[test]
fn a_file_in_ber_is_the_same_store() {
    let mut compared = 0;
    for (name, bytes) in files() {
        let Some(again) = ber::indefinite(&bytes) else { continue };
        assert_ne!(again, bytes, "{name}");
        // Of an error, the place that it names differs, and nothing else.
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

//! Opening and judging each kind of keystore. `cargo bench --bench keystore`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement")]

use std::fs;

use divan::{Bencher, black_box};
use jiff::{SignedDuration, Timestamp};
use keywright::{
    domain::{
        file::{Content, Format},
        secret::Secret,
    },
    judge::{Candidate, Case, judge},
    keystore::{self, Store},
};

/// Of the test corpus: a chain of three and an RSA key where the name doesn't say otherwise.
const FILES: [&str; 11] = [
    "jks/server.jks",
    "jks/40-keys.jks",
    "jks/trust-20.jks",
    "jceks/server.jceks",
    "pkcs12/openssl.p12",
    "pkcs12/openssl-legacy.p12",
    "pkcs12/keytool-chain.p12",
    "pkcs12/keytool-legacy.p12",
    "pkcs12/java-40-keys.p12",
    "pkcs12/java-trust-20.p12",
    "pkcs12/ber-all.p12",
];

const PASSWORD: &str = "changeit";

fn main() {
    divan::main();
}

fn read(path: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/corpus/files/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What the password protects: everything is decrypted, every certificate read.
#[divan::bench(args = FILES)]
fn open(bencher: Bencher<'_, '_>, path: &str) {
    let (bytes, password) = (read(path), Secret::copied(PASSWORD));
    bencher.bench(|| keystore::open(black_box(&bytes), Some(&password)).unwrap());
}

/// Without a password: what most files show of themselves, or that they are locked.
#[divan::bench(args = FILES)]
fn open_without_password(bencher: Bencher<'_, '_>, path: &str) {
    let bytes = read(path);
    bencher.bench(|| keystore::open(black_box(&bytes), None));
}

/// Every rule, on an opened file beside itself, as it is asked with every key that is typed into the form.
#[divan::bench(args = FILES)]
fn judged(bencher: Bencher<'_, '_>, path: &str) {
    let bytes = read(path);
    let store = keystore::open(&bytes, Some(&Secret::copied(PASSWORD))).unwrap();
    let case = case(&bytes, &store);
    bencher.bench(|| judge(black_box(&case)));
}

fn case<'a>(bytes: &[u8], store: &'a Store) -> Case<'a> {
    let digest = Content::new(bytes.to_vec()).digest();
    let candidate = Candidate {
        stays: false,
        format: store.format,
        digest,
        opened: Ok(store),
        store_type: Format::of(bytes).store_type(),
        alias: store.entries.first().map(|entry| entry.alias.as_str()),
        has_odd_password: false,
        unlock: "",
    };
    let present = keywright::judge::Present { digest, opened: Ok(store), alias: candidate.alias, unlock: "" };
    let now: Timestamp = "2026-11-23T18:00:00Z".parse().unwrap();
    let soon = SignedDuration::from_hours(30 * 24);
    Case {
        candidate,
        present: Some(present),
        elsewhere: Vec::new(),
        kind: None,
        now,
        soon,
        java: None,
        name_java: "",
    }
}

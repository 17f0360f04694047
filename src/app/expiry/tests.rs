use std::sync::Arc;

use super::*;
use crate::{
    domain::file::Format,
    keystore::{
        Certificate, Entry, OpenError,
        certificate::{Fingerprint, KeyAlgorithm, PublicKey, Serial},
        store::{Integrity, PrivateKey},
    },
};

fn now() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn in_days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

fn certificate(days: i64) -> Certificate {
    Certificate {
        der: Arc::from([]),
        subject: "CN=test".into(),
        issuer: "CN=ca".into(),
        serial: Serial(vec![1]),
        not_before: in_days(-1000),
        not_after: in_days(days),
        names: Vec::new(),
        key: PublicKey { algorithm: KeyAlgorithm::Rsa, bits: Some(2048), spki: Fingerprint([0; 32]) },
        key_usage: None,
        extended_key_usage: Vec::new(),
        is_authority: None,
        signature_algorithm: "SHA256withRSA".into(),
        has_weak_digest: false,
        sha1: Fingerprint([0; 20]),
        sha256: Fingerprint([0; 32]),
    }
}

fn entry(alias: &str, kind: EntryKind) -> Entry {
    Entry { alias: alias.into(), kind, created: None }
}

/// A key with the ends of its chain's certificates, leaf first.
fn key(alias: &str, chain: &[i64]) -> Entry {
    let chain = chain.iter().map(|days| certificate(*days)).collect();
    entry(alias, EntryKind::PrivateKey { key: PrivateKey::Locked, chain })
}

fn trusted(alias: &str, days: i64) -> Entry {
    entry(alias, EntryKind::TrustedCertificate(Box::new(certificate(days))))
}

fn store(entries: Vec<Entry>) -> Arc<Store> {
    Arc::new(Store {
        format: Format::Jks,
        integrity: Integrity::NotChecked,
        entries,
        protections: Vec::new(),
        loose: Vec::new(),
        ignored: Vec::new(),
        refused: Vec::new(),
    })
}

#[track_caller]
fn says(entries: Vec<Entry>, alias: Option<&str>, words: &str) {
    let store = store(entries);
    assert_eq!(Expiry::of(Seen::Open(&store), alias).words(now(), SOON), words);
}

#[test]
fn words_and_signs() {
    let word = |end: Timestamp| Expiry::Until(end).words(now(), SOON);
    assert_eq!(word(in_days(212)), "212 d");
    assert_eq!(word(in_days(30)), "30 d");
    assert_eq!(word(in_days(30) - SignedDuration::from_secs(1)), "! 29 d");
    assert_eq!(word(in_days(9)), "! 9 d");
    assert_eq!(word(now() + SignedDuration::from_hours(5)), "! 5 h");
    assert_eq!(word(now() + SignedDuration::from_mins(59)), "! <1 h");
    // The last second is still good.
    assert_eq!(word(now()), "! <1 h");
    assert_eq!(word(now() - SignedDuration::from_secs(1)), "✗ over");
    assert_eq!(word(Timestamp::MAX), "7978 y");
    assert_eq!(Expiry::Unknown.words(now(), SOON), "?");
}

#[test]
fn the_alias_decides_without_case_and_only_its_leaf_counts() {
    let entries = || vec![key("Old", &[-3, 900]), key("partner", &[212, 5])];
    says(entries(), Some("PARTNER"), "212 d");
    says(entries(), Some("old"), "✗ over");
    says(entries(), Some("nobody"), "?");
}

#[test]
fn without_alias_every_key_may_be_the_one_that_serves() {
    says(vec![key("a", &[400]), trusted("ca", 9)], None, "400 d");
    says(vec![key("a", &[400]), key("b", &[9])], None, "! 9 d");
    says(vec![key("a", &[400]), key("b", &[9])], Some(""), "! 9 d");
    says(vec![trusted("x", 400), trusted("y", 9)], None, "! 9 d");
}

#[test]
fn without_certificates_nothing_is_over() {
    let secret = || entry("s", EntryKind::SecretKey { algorithm: None });
    says(vec![secret()], None, "");
    says(Vec::new(), None, "");
    says(vec![secret(), entry("bad", EntryKind::Unreadable("junk".into()))], None, "?");
}

#[test]
fn what_is_not_open_says_why() {
    let failed = OpenError::WrongPassword;
    for (seen, words) in [(Seen::Unknown, "opening"), (Seen::Locked, "locked"), (Seen::Failed(&failed), "?")]
    {
        assert_eq!(Expiry::of(seen, None).words(now(), SOON), words);
    }
}

#[test]
fn the_worst_comes_first_and_the_unknown_before_every_good_date() {
    let worst_first = [
        Expiry::Until(in_days(-90)),
        Expiry::Until(in_days(-1)),
        Expiry::Until(in_days(29)),
        Expiry::Locked,
        Expiry::Unknown,
        Expiry::Opening,
        Expiry::Until(in_days(31)),
        Expiry::Until(in_days(900)),
        Expiry::Nothing,
    ];
    let ranks: Vec<_> = worst_first.iter().map(|expiry| expiry.rank(now(), SOON)).collect();
    assert!(ranks.is_sorted() && ranks.windows(2).all(|pair| pair[0] != pair[1]), "{ranks:?}");
    let tones: Vec<_> = worst_first.iter().map(|expiry| expiry.tone(now(), SOON)).collect();
    assert_eq!(tones[..4], [Tone::Bad, Tone::Bad, Tone::Warning, Tone::Info]);
}

#[test]
fn no_words_are_wider_than_their_column() {
    for days in (-10..60).chain([9_999, 10_000, 100_000, 2_900_000]) {
        let words = Expiry::Until(in_days(days)).words(now(), SOON);
        assert!(words.chars().count() <= 7, "{words}");
    }
}

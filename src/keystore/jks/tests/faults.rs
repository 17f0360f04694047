//! Files that are cut off, altered, or made to hurt.

use super::*;

fn damage(bytes: &[u8]) -> String {
    match read(bytes, None) {
        Err(OpenError::Damaged(what)) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_that_is_cut_off_is_damaged_with_and_without_a_password() {
    for whole in [DEMO, EVERY_KIND, ODD_NAMES] {
        for end in 4..whole.len() {
            let cut = &whole[..end];
            assert!(matches!(read(cut, None), Err(OpenError::Damaged(_))), "{end}");
            assert!(matches!(read(cut, Some(&secret("changeit"))), Err(OpenError::Damaged(_))), "{end}");
        }
    }
    let length = DEMO.len();
    let digest =
        format!("it is cut off within the digest at its end (at byte {} of {})", length - 20, length - 1);
    assert_eq!(damage(&DEMO[..length - 1]), digest);
    assert_eq!(damage(&DEMO[..20]), "entry 1: it is cut off within its alias (at byte 18 of 20)");
    assert_eq!(damage(&DEMO[..6]), "it is cut off within the header (at byte 4 of 6)");
}

#[test]
fn no_bit_can_be_changed_unseen() {
    for at in 0..DEMO.len() {
        let mut bytes = DEMO.to_vec();
        bytes[at] ^= 1 << (at % 8);
        let opened = read(&bytes, Some(&secret("changeit")));
        assert!(
            matches!(opened, Err(OpenError::Altered | OpenError::Damaged(_) | OpenError::TooCostly(..))),
            "byte {at}: {opened:?}"
        );
    }
}

#[test]
fn an_altered_file_is_told_from_a_wrong_password_by_a_key_that_opens() {
    let pkcs8 = samples::key("p256");
    let own = |password| key("own", protect(&pkcs8, password), vec![]);
    let ca = trusted("ca", samples::certificate("p256").der.to_vec());
    let read = |magic, entries: &[Written], password: &str| {
        let mut bytes = file(magic, 2, entries, "p");
        *bytes.last_mut().unwrap() ^= 1;
        super::read(&bytes, Some(&secret(password))).unwrap_err()
    };
    for magic in [JKS, JCEKS] {
        assert_eq!(read(magic, &[ca.clone(), own("p")], "p"), OpenError::Altered);
        assert_eq!(read(magic, &[ca.clone(), own("p")], "q"), OpenError::WrongPassword);
        // It can't be told.
        assert_eq!(read(magic, std::slice::from_ref(&ca), "p"), OpenError::WrongPassword);
        assert_eq!(read(magic, &[own("another")], "p"), OpenError::WrongPassword);
        // One key that opens is enough; the other may be what was altered.
        assert_eq!(read(magic, &[own("another"), own("p")], "p"), OpenError::Altered);
    }
}

/// The key's password is no proof of the file's: both are said.
#[test]
fn a_keys_own_password_in_place_of_the_files_is_told() {
    let bytes = file(JKS, 2, &[key("own", protect(&samples::key("p256"), "key's"), vec![])], "p");
    let error = read(&bytes, Some(&secret("key's"))).unwrap_err();
    assert_eq!(error, OpenError::Altered);
    assert!(error.to_string().ends_with("or the password is the key's alone"), "{error}");
    assert!(error.next_step().ends_with("give the file's"), "{}", error.next_step());
    assert_eq!(told(&read(&bytes, Some(&secret("p"))).unwrap()), ["own: OtherPassword, chain of 0"]);
}

#[test]
fn what_no_jks_has_is_told() {
    let body = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    assert_eq!(damage(&body(&[JKS, 3, 0])), "its version is 3, where 1 or 2 can be");
    assert_eq!(
        damage(&body(&[JKS, 2, 1, 3, 0, 0, 0])),
        "entry 1: its kind is 3, which isn't known (at byte 16 of 28)"
    );
    assert_eq!(
        damage(&body(&[JCEKS, 2, 1, 4, 0, 0, 0])),
        "entry 1: its kind is 4, which isn't known (at byte 16 of 28)"
    );
    let alias = Written { alias: b"a\xFFb".to_vec(), created: 0, kind: Kind::Trusted(vec![]) };
    let bytes = file(JKS, 2, &[alias], "p");
    assert!(damage(&bytes).starts_with("entry 1: its alias isn't modified UTF-8"), "{}", damage(&bytes));
}

#[test]
fn a_certificate_that_cannot_be_read_leaves_the_others() {
    let good = samples::certificate("p256").der.to_vec();
    let other_type = [&b"\0\x03PGP\0\0\0\x01"[..], b"x"].concat();
    let entries = [
        trusted("broken", good[1..].to_vec()),
        Written { alias: b"pgp".to_vec(), created: i64::MAX, kind: Kind::Raw(2, other_type) },
        key("pair", protect(b"", "p"), vec![good.clone(), good[..40].to_vec()]),
        trusted("good", good),
    ];
    let store = read(&file(JKS, 2, &entries, "p"), Some(&secret("p"))).unwrap();
    assert_eq!(
        told(&store),
        [
            "broken: unreadable: it isn't an X.509 certificate in DER",
            "pgp: unreadable: it is of the type PGP",
            "pair: unreadable: a certificate of its chain can't be read: it isn't an X.509 certificate in DER",
            "good: trusts CN=p256, O=Keywright, C=TR",
        ]
    );
    assert_eq!(store.entries[1].created, None, "beyond what a calendar has");
}

#[test]
fn a_key_that_does_not_open_leaves_the_others() {
    let pkcs8 = samples::key("p256");
    let chain = || vec![samples::certificate("p256").der.to_vec()];
    let unknown = writer::info(b"\x2A\x03\x04", b"", b"x");
    let mut altered = protect(&pkcs8, "p");
    *altered.last_mut().unwrap() ^= 1;
    let entries = [
        key("own", protect(&pkcs8, "p"), chain()),
        key("other", protect(&pkcs8, "another"), chain()),
        key("unknown", unknown, chain()),
        key("pbe", writer::pbe_info(5, b"12345678"), chain()),
        key("short", protect(b"", "p"), vec![]),
        key("none", b"".to_vec(), vec![]),
        key("plain", pkcs8.clone(), chain()),
        key("altered", altered, chain()),
        key("bare", protect(&pkcs8, "p"), vec![]),
    ];
    let opened = told(&read(&file(JKS, 2, &entries, "p"), Some(&secret("p"))).unwrap());
    assert_eq!(
        opened,
        [
            "own: Open { kind: EC P-256, fits: Some(true) }, chain of 1",
            "other: OtherPassword, chain of 1",
            r#"unknown: Unsupported("1.2.3.4"), chain of 1"#,
            r#"pbe: Unsupported("1.3.6.1.4.1.42.2.19.1"), chain of 1"#,
            r#"short: Damaged("what it holds isn't a private key (PKCS#8)"), chain of 0"#,
            r#"none: Damaged("it isn't an encrypted private key"), chain of 0"#,
            r#"plain: Damaged("it isn't an encrypted private key"), chain of 1"#,
            "altered: OtherPassword, chain of 1",
            "bare: Open { kind: EC P-256, fits: None }, chain of 0",
        ]
    );
    let locked = told(&read(&file(JKS, 2, &entries, "p"), None).unwrap());
    assert_eq!(locked[0], "own: Locked, chain of 1");
    assert_eq!(locked[2], opened[2], "no password would open it");
    assert_eq!(locked[5], opened[5]);
}

#[test]
fn counts_and_lengths_allocate_nothing() {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    const MANY: u32 = i32::MAX.unsigned_abs();
    assert!(damage(&words(&[JKS, 2, MANY])).contains("entry 1: it is cut off"));
    // A key with no bytes, and a chain of two thousand million certificates.
    let chain = [words(&[JKS, 2, 1, 1]), vec![0, 0], vec![0; 8], words(&[0, MANY])].concat();
    assert!(damage(&chain).contains("entry 1: it is cut off within the type of its certificate"));
    let key = [words(&[JKS, 2, 1, 1]), vec![0, 0], vec![0; 8], words(&[u32::MAX])].concat();
    assert!(damage(&key).contains("entry 1: it is cut off within its key"));
}

#[test]
fn a_file_of_too_much_is_refused() {
    let costly = |entries: &[Written]| match read(&file(JCEKS, 2, entries, "p"), Some(&secret("p"))) {
        Err(OpenError::TooCostly(limit, what)) => (limit, what),
        other => panic!("{:?}", other.map(|store| store.entries.len())),
    };
    let many = vec![trusted("a", vec![]); MAX_ENTRIES + 1];
    assert_eq!(costly(&many), (Limit::Entries, "more than 10000 entries".into()));
    assert_eq!(read(&file(JKS, 2, &many[1..], "p"), None).unwrap().entries.len(), 1);
    assert_eq!(costly(&vec![key("a", vec![], vec![]); MAX_KEYS + 1]).1, "more than 1000 private keys");
    let chain = key("a", vec![], vec![vec![]; MAX_CHAIN + 1]);
    let what = "a chain of 101 certificates, and at most 100 are read";
    assert_eq!(costly(&[chain]), (Limit::Chain, what.into()));
    let slow = key("a", writer::pbe_info(5_000_001, b""), vec![]);
    let what = "10000002 iterations for its keys, and at most 10000000 are made";
    assert_eq!(costly(&[slow.clone(), slow]), (Limit::Iterations, what.into()));
    let endless = key("a", writer::pbe_info(u32::MAX, b""), vec![]);
    assert!(costly(&[endless]).1.starts_with("4294967295 iterations"));
}

proptest! {
    #[test]
    fn altered_files_end_in_a_result(
        whole in prop::sample::select(vec![DEMO, EVERY_KIND, ODD_NAMES]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = whole.to_vec();
        for (at, byte) in changes {
            // Behind the magic.
            let at = 4 + at.index(bytes.len() - 4);
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(4 + cut.index(bytes.len() - 4));
        }
        let _ = read(&bytes, None);
        // Sealed again, so that the altered keys are opened too.
        let body = bytes.len().saturating_sub(20);
        let sealed = writer::seal(bytes[..body].to_vec(), "changeit");
        let _ = read(&sealed, Some(&secret("changeit")));
    }
}

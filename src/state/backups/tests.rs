use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;

use super::*;
use crate::state::tests::{at, at_every_call, files, keystore, place, state, who};

const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
const IDENTITY: &str = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";

fn keeping(newest: usize) -> Keeping {
    Keeping { newest: NonZeroUsize::new(newest).unwrap(), recipient: None }
}

fn to_recipient() -> Keeping {
    Keeping { recipient: Some(RECIPIENT.parse().unwrap()), ..Keeping::default() }
}

fn keep(state: &State, last: u8, second: i64, keeping: &Keeping) -> Summary {
    state.keep(&place(), &keystore(last), at(second), Some(1), keeping).unwrap().0
}

#[test]
fn what_is_kept_comes_back_as_it_was_read() {
    let (_dir, state) = state();
    let (summary, digest) = state.keep(&place(), &keystore(7), at(0), Some(1), &Keeping::default()).unwrap();
    assert_eq!(state.backups(&place()).unwrap(), std::slice::from_ref(&summary));
    let backup = state.read_backup(&summary.path).unwrap();
    assert_eq!((backup.place, backup.at, backup.generation), (place(), at(0), Some(1)));
    assert_eq!(backup.digest, digest);
    assert_eq!(backup.keystore, keystore(7));
    // The digits of numbers and the order of keys too.
    let text = |keystore: &Keystore| serde_json::to_string(keystore.object()).unwrap();
    assert_eq!(text(&backup.keystore), text(&keystore(7)));
    assert!(text(&backup.keystore).contains("1.50"));
}

#[test]
fn a_former_file_is_found_by_its_digest_in_what_can_be_read() {
    let (_dir, state) = state();
    let digest = |last| keystore(last).entries()[0].digest().unwrap();
    for (last, second) in [(1, 1), (2, 2)] {
        keep(&state, last, second, &keeping(20));
    }
    keep(&state, 3, 3, &to_recipient());
    for last in [1, 2] {
        assert_eq!(state.former_file(&place(), digest(last)).unwrap().digest(), digest(last));
    }
    assert_eq!(state.former_file(&place(), digest(3)), None);
    let elsewhere = Place::new("https://other", "p", "k");
    assert_eq!(state.former_file(&elsewhere, digest(1)), None);
}

#[test]
fn it_can_be_read_and_checked_by_hand() {
    let (_dir, state) = state();
    let (summary, digest) = state.keep(&place(), &keystore(7), at(0), None, &Keeping::default()).unwrap();
    let path = state.path().join(&summary.path);
    let name = path.file_name().unwrap().to_str().unwrap();
    assert_eq!(name, format!("20270115T080000.000000Z-{}.json", digest.short()));
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(FileDigest::of(lines[1].as_bytes()), digest);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["document"]["name"], "partner-mtls");
    assert_eq!(value["sha256"], digest.hex());
    for (path, mode) in [(path.as_path(), 0o600), (path.parent().unwrap(), 0o700)] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
    }
}

#[test]
fn the_newest_are_kept_and_what_is_not_ours_is_left_alone() {
    let (_dir, state) = state();
    let first = keep(&state, 0, 0, &keeping(3));
    let room = state.path().join(&first.path).parent().unwrap().to_owned();
    let foreign = [
        "20200101T000000.000000Z-0123456789abcdef.json.bak",
        "20200101T000000.000000Z-0123456789ABCDEFG.json",
        "20200101T000000.000000Z-notes.json",
        "20201301T000000.000000Z-0123456789abcdef.json",
        "20200101T000000Z-0123456789abcdef.json",
        "notes.txt",
    ];
    foreign.iter().for_each(|name| fs::write(room.join(name), "mine").unwrap());
    fs::create_dir(room.join("20200101T000000.000000Z-0123456789abcdef.json")).unwrap();
    let other = Place { keystore: "other".into(), ..place() };
    state.keep(&other, &keystore(0), at(0), None, &keeping(3)).unwrap();
    for n in 1..6 {
        keep(&state, n, i64::from(n), &keeping(3));
    }
    let times: Vec<_> = state.backups(&place()).unwrap().into_iter().map(|summary| summary.at).collect();
    assert_eq!(times, [at(5), at(4), at(3)]);
    assert_eq!(state.backups(&other).unwrap().len(), 1);
    foreign.iter().for_each(|name| assert!(room.join(name).exists(), "{name}"));
    assert_eq!(fs::read_dir(&room).unwrap().count(), 3 + foreign.len() + 1);
}

#[test]
fn the_one_just_written_stays_though_the_clock_was_put_back() {
    let (_dir, state) = state();
    for n in 1..4 {
        keep(&state, n, 1_000 + i64::from(n), &keeping(2));
    }
    let late = keep(&state, 9, 0, &keeping(2));
    let kept = state.backups(&place()).unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[1], late);
    assert_eq!(keep(&state, 10, -1, &keeping(1)).at, at(-1));
    assert_eq!(state.backups(&place()).unwrap().len(), 1);
}

#[test]
fn whatever_fails_no_partial_backup_is_seen_and_those_before_are_there() {
    for for_good in [false, true] {
        for keeping in [keeping(20), to_recipient()] {
            let (_dir, state) = state();
            let first = keep(&state, 1, 0, &Keeping::default());
            let before = state.read_backup(&first.path).unwrap();
            let failures = at_every_call(
                |disk| {
                    let state = state.clone().with_disk(disk);
                    state.keep(&place(), &keystore(2), at(1), Some(1), &keeping)
                },
                |error| {
                    let text = error.to_string();
                    assert!(text.starts_with("the version before can't be kept: "), "{text}");
                    assert!(
                        text.ends_with("make room there, or name another directory by --state-dir"),
                        "{text}"
                    );
                    assert_eq!(state.read_backup(&first.path).unwrap(), before);
                    for other in state.backups(&place()).unwrap() {
                        assert!(other.encrypted || state.read_backup(&other.path).is_ok());
                    }
                },
                for_good,
            );
            // The directories are there: asked for, each; then written.
            assert_eq!(failures, 4 + 5);
        }
    }
}

#[test]
fn a_first_backup_that_fails_leaves_none() {
    let (_dir, state) = state();
    at_every_call(
        |disk| state.clone().with_disk(disk).keep(&place(), &keystore(2), at(1), None, &Keeping::default()),
        |_| {
            let seen = state.backups(&place()).unwrap();
            assert!(seen.iter().all(|summary| state.read_backup(&summary.path).is_ok()), "{seen:?}");
        },
        true,
    );
}

#[test]
fn an_old_backup_that_cannot_be_removed_stops_nothing() {
    let (_dir, state) = state();
    keep(&state, 1, 0, &keeping(1));
    struct NoRemoval;
    impl disk::Disk for NoRemoval {
        fn remove(&self, _: &Path) -> io::Result<()> {
            Err(ErrorKind::PermissionDenied.into())
        }
    }
    keep(&state.clone().with_disk(NoRemoval), 2, 1, &keeping(1));
    assert_eq!(state.backups(&place()).unwrap().len(), 2);
}

#[test]
fn an_encrypted_one_is_opened_by_the_identity_alone() {
    let (_dir, state) = state();
    let summary = keep(&state, 7, 0, &to_recipient());
    assert!(summary.encrypted && summary.path.ends_with(".json.age"));
    assert_eq!(state.backups(&place()).unwrap(), std::slice::from_ref(&summary));
    let path = state.path().join(&summary.path);
    let bytes = fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    assert!(!bytes.windows(12).any(|window| window == b"partner-mtls"));
    let error = state.read_backup(&summary.path).unwrap_err();
    assert!(error.to_string().ends_with(&format!("; age -d -i IDENTITY '{}'", path.display())), "{error}");
    // What `age -d` prints is the same file as one in clear.
    let identity: age::x25519::Identity = IDENTITY.parse().unwrap();
    let clear = age::decrypt(&identity, &bytes).unwrap();
    let copy = path.with_file_name("20270115T080000.000001Z-0123456789abcdef.json");
    fs::write(&copy, clear).unwrap();
    let below = copy.strip_prefix(state.path()).unwrap().to_str().unwrap().to_owned();
    assert_eq!(state.read_backup(&below).unwrap().keystore, keystore(7));
    // No file in clear was ever there, and none is left.
    assert_eq!(files(state.path()).len(), 2);
}

#[test]
fn one_that_was_altered_is_refused() {
    let (_dir, state) = state();
    let summary = keep(&state, 7, 0, &Keeping::default());
    let path = state.path().join(&summary.path);
    let text = fs::read_to_string(&path).unwrap();
    for (altered, why) in [
        (text.replace("JKS", "JKT"), "it was altered"),
        (text.replace("\"keywright_backup\":1", "\"keywright_backup\":2"), "a newer keywright"),
        (text[..text.len() / 2].to_owned(), "it is no backup"),
        (text.replace("\"name\":\"partner-mtls\"", "\"name\":7"), "it was altered"),
        (String::new(), "it is no backup"),
        ("[".repeat(100_000), "it is no backup"),
    ] {
        fs::write(&path, &altered).unwrap();
        let error = state.read_backup(&summary.path).unwrap_err();
        assert!(matches!(error, StateError::Damaged { doing: Doing::ReadingBackup, .. }));
        assert!(error.to_string().contains(why), "{error}");
    }
    // Written otherwise, it is the same document.
    let value: Value = serde_json::from_str(&text).unwrap();
    fs::write(&path, serde_json::to_string_pretty(&value).unwrap()).unwrap();
    assert_eq!(state.read_backup(&summary.path).unwrap().keystore, keystore(7));
}

#[test]
fn only_what_lies_below_and_is_not_too_large_is_read() {
    let (dir, state) = state();
    fs::write(dir.path().join("outside.json"), "{}").unwrap();
    for path in ["../outside.json", "/etc/hostname", "backups/../../outside.json"] {
        let error = state.read_backup(path).unwrap_err();
        assert!(matches!(error, StateError::Unsafe { why: Unsafe::Elsewhere, .. }), "{error}");
    }
    let summary = keep(&state, 7, 0, &Keeping::default());
    File::options()
        .write(true)
        .open(state.path().join(&summary.path))
        .unwrap()
        .set_len(MAX_BACKUP + 1)
        .unwrap();
    assert!(state.read_backup(&summary.path).unwrap_err().to_string().contains("larger than"));
    assert!(state.read_backup("backups/none.json").is_err());
}

#[test]
fn names_of_any_kind_keep_their_backups_apart() {
    let (_dir, state) = state();
    let long = "n".repeat(10_000);
    let names = ["..", ".", "", "a/b", "a\\b", "a\0b", "A", "a", "\u{202e}", &long, "../../../etc"];
    for (n, name) in names.iter().enumerate() {
        let place = Place::new(name, name, name);
        state.keep(&place, &keystore(n as u8), at(0), None, &Keeping::default()).unwrap();
    }
    for (n, name) in names.iter().enumerate() {
        let found = state.backups(&Place::new(name, name, name)).unwrap();
        assert_eq!(found.len(), 1, "{name:.20}");
        let backup = state.read_backup(&found[0].path).unwrap();
        assert_eq!(backup.keystore, keystore(n as u8));
        assert_eq!(backup.place.keystore, *name);
    }
    assert_eq!(files(state.path()).len(), names.len());
}

#[test]
fn a_directory_that_cannot_be_written_to_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let state = State::open(dir.path().canonicalize().unwrap().as_path(), who());
    // tempfile's directories are private.
    let state = state.unwrap();
    // A file where the directory should be: root may write to any directory, but not through a file.
    fs::write(state.path().join("backups"), "").unwrap();
    let kept = state.keep(&place(), &keystore(1), at(0), None, &Keeping::default());
    let text = kept.unwrap_err().to_string();
    assert!(text.contains("the version before can't be kept") || text.contains("not a directory"), "{text}");
}

/// Any document that a server may have answered with.
fn document() -> impl Strategy<Value = Keystore> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?"
            .prop_map(|number| serde_json::from_str(&number).unwrap()),
        "(?s).{0,20}".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 24, 4, |inner| {
        let object = proptest::collection::vec(("(?s).{0,6}", inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            object.prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    let fields = proptest::collection::vec(("[a-z]{6,9}", value.clone()), 0..4);
    (".{1,9}", fields, proptest::collection::vec(value, 0..3)).prop_map(|(name, fields, entries)| {
        let mut object: Object = fields.into_iter().collect();
        object.insert("name".into(), name.into());
        object.insert("keyStoreEnvironmentList".into(), entries.into());
        Keystore::from_value(Value::Object(object)).unwrap()
    })
}

proptest! {
    #[test]
    fn any_document_comes_back_to_the_letter(keystore in document(), keystore_name in "(?s).{0,9}") {
        let place = Place::new("https://gw/", "(?s)\u{202e}", &keystore_name);
        let (text, digest) = written(&place, keystore.object(), at(0), Some(2)).unwrap();
        let backup = parse(&text).unwrap();
        let letters = |keystore: &Keystore| serde_json::to_string(keystore.object()).unwrap();
        prop_assert_eq!(letters(&backup.keystore), letters(&keystore));
        prop_assert_eq!((backup.place, backup.digest, backup.at), (place, digest, at(0)));
        let text = String::from_utf8(text.to_vec()).unwrap();
        prop_assert_eq!(FileDigest::of(text.lines().nth(1).unwrap().as_bytes()), digest);
    }

    #[test]
    fn any_bytes_in_place_of_a_backup_are_harmless(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(parse(&bytes).is_err());
    }

    #[test]
    fn a_name_is_read_as_it_was_written(second in -10_000_000_000i64..200_000_000_000, nanos in 0i32..1_000_000_000, encrypted: bool) {
        let at = to_name(Timestamp::new(second, nanos).unwrap());
        let named = Named { at, digest: FileDigest::of(b"x").short(), encrypted };
        prop_assert_eq!(Named::parse(&named.name()), Some(named));
    }

    #[test]
    fn any_file_name_is_harmless(name in "\\PC*|[0-9TZ.-]{10,40}\\.json(\\.age)?") {
        if let Some(named) = Named::parse(&name) {
            prop_assert_eq!(named.name(), name);
        }
    }
}

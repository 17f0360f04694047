use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::state::tests::{at_every_call, files};

#[test]
fn a_file_is_replaced_whole_or_not_at_all_whatever_fails() {
    for for_good in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        fs::write(&path, "before").unwrap();
        let failures = at_every_call(
            |disk| replace(&disk, &path, b"what comes after"),
            |error| {
                assert_eq!(error.kind(), ErrorKind::StorageFull);
                let text = fs::read_to_string(&path).unwrap();
                // Once it is in place only the directory's flush can fail.
                assert!(["before", "what comes after"].contains(&text.as_str()), "{text}");
            },
            for_good,
        );
        // Created, written, flushed, renamed, the directory flushed.
        assert_eq!(failures, 5);
        assert_eq!(fs::read_to_string(&path).unwrap(), "what comes after");
        let left = files(dir.path()).len() - 1;
        assert!(if for_good { left > 0 } else { left == 0 }, "{left} temporary files are left");
    }
}

#[test]
fn what_a_crash_left_is_swept_away_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let old = SystemTime::now() - 2 * ABANDONED;
    for name in [".keywright-1-0.tmp", ".keywright-1-1.tmp", ".other.tmp", "keywright-1-0.tmp", "kept.json"] {
        fs::write(at(name), "").unwrap();
        File::options().write(true).open(at(name)).unwrap().set_modified(old).unwrap();
    }
    // One that is being written just now.
    fs::write(at(".keywright-1-1.tmp"), "new").unwrap();
    fs::create_dir(at(".keywright-2-0.tmp")).unwrap();
    symlink(at("kept.json"), at(".keywright-3-0.tmp")).unwrap();
    sweep(&System, dir.path());
    let mut left: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let expected = [
        ".keywright-1-1.tmp",
        ".keywright-2-0.tmp",
        ".keywright-3-0.tmp",
        ".other.tmp",
        "kept.json",
        "keywright-1-0.tmp",
    ];
    assert_eq!(left, expected);
}

#[test]
fn a_file_that_was_open_to_others_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal");
    fs::write(&path, "a\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    System.append(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(&path).unwrap(), "a\n");
}

#[test]
fn what_is_no_file_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    assert!(process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let link = dir.path().join("link");
    symlink("/etc/passwd", &link).unwrap();
    for path in [pipe, link, dir.path().to_owned()] {
        assert!(regular(&path).is_err(), "{}", path.display());
    }
    assert!(regular(&dir.path().join("none")).unwrap().is_none());
}

use std::{
    fs::Permissions,
    os::unix::fs::{chown, symlink},
};

use super::*;
use crate::state::{State, tests::who};

fn error(path: &Path) -> StateError {
    State::open(path, who()).unwrap_err()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn it_is_made_for_its_owner_alone_and_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b/keywright");
    assert!(State::existing(&path, who()).unwrap().is_none());
    assert!(!dir.path().join("a").exists());
    let state = State::open(&path, who()).unwrap();
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&dir.path().join("a")), 0o700);
    assert_eq!(State::open(&path, who()).unwrap().path(), state.path());
    assert_eq!(State::existing(&path, who()).unwrap().unwrap().path(), state.path());
    // What others may read but not change is no danger: what is in it is private.
    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    State::open(&path, who()).unwrap();
}

#[test]
fn one_that_others_may_write_to_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for open in [0o770, 0o707, 0o702, 0o1777] {
        fs::set_permissions(dir.path(), Permissions::from_mode(open)).unwrap();
        let error = error(dir.path());
        assert!(matches!(&error, StateError::Unsafe { why: Unsafe::Writable { mode }, .. } if *mode == open));
        let text = error.to_string();
        assert!(text.contains(&format!("mode {open:04o}")) && text.contains("chmod go-w"), "{text}");
        assert!(State::existing(dir.path(), who()).is_err());
    }
}

#[test]
fn one_of_another_user_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    // Root can make one; anybody else has root's.
    let path = match chown(dir.path(), Some(12_345), None) {
        Ok(()) => dir.path(),
        Err(_) => Path::new("/"),
    };
    assert!(matches!(error(path), StateError::Unsafe { why: Unsafe::Foreign { .. }, .. }));
}

#[test]
fn a_link_is_followed_where_it_is_ours() {
    let dir = tempfile::tempdir().unwrap();
    let (target, link) = (dir.path().join("target"), dir.path().join("link"));
    fs::create_dir(&target).unwrap();
    fs::set_permissions(&target, Permissions::from_mode(0o700)).unwrap();
    symlink(&target, &link).unwrap();
    assert_eq!(State::open(&link, who()).unwrap().path(), target.canonicalize().unwrap());
    // Where it leads is judged too.
    fs::set_permissions(&target, Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(error(&link), StateError::Unsafe { why: Unsafe::Writable { .. }, .. }));
    fs::remove_dir(&target).unwrap();
    assert!(matches!(error(&link), StateError::Io { doing: Doing::Opening, .. }));
    // Only root can make a link of another user's.
    fs::create_dir(&target).unwrap();
    if std::os::unix::fs::lchown(&link, Some(12_345), None).is_ok() {
        let refused = error(&link);
        assert!(matches!(refused, StateError::Unsafe { why: Unsafe::ForeignLink { owner: 12_345 }, .. }));
    }
}

#[test]
fn what_is_no_directory_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(error(&file), StateError::Unsafe { why: Unsafe::NotADirectory, .. }));
    let text = error(&file.join("below")).to_string();
    assert!(
        text.starts_with("the state directory can't be used: ") && text.contains("--state-dir"),
        "{text}"
    );
}

#[test]
fn below_it_a_link_or_an_open_directory_is_refused() {
    let (dir, state) = crate::state::tests::state();
    let elsewhere = dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, state.path().join("backups")).unwrap();
    let found = below(&System, state.path(), Path::new("backups/x"), Doing::Backup);
    // The part behind the link was made before it is judged; nothing is written there.
    assert!(matches!(found, Err(StateError::Unsafe { why: Unsafe::Link, .. })));
    let open = state.path().join("drafts");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, Permissions::from_mode(0o777)).unwrap();
    let found = below(&System, state.path(), Path::new("drafts/x"), Doing::Draft);
    assert!(matches!(found, Err(StateError::Unsafe { why: Unsafe::Writable { .. }, .. })));
}

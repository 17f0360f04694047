//! The state directory used by real processes: at once, killed, short of disk, under any umask.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::unwrap_used)]

#[path = "state/child.rs"]
mod child;
#[path = "support/update.rs"]
mod update;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use child::Child;
use keywright::{
    domain::{
        journal::Unread,
        kept::{KeptDraft, KeptEdits},
    },
    state::{State, StateError},
};
use tempfile::TempDir;
use update::{PASSWORD, at, draft, place, plan, who};

/// A directory for a state directory, which the children make.
fn room() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state");
    (dir, path)
}

fn open(path: &Path) -> State {
    State::open(path, who()).unwrap()
}

/// Every path below, directories too.
fn walk(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            found.extend(walk(&entry.unwrap().path()));
        }
    }
    found
}

#[test]
fn processes_that_write_at_once_do_not_tear_each_others_lines() {
    let (_dir, path) = room();
    let children: Vec<Child> =
        (0..4).map(|_| Child::start(&format!("write 40 {}", path.display()))).collect();
    children.into_iter().for_each(Child::succeeds);
    let history = open(&path).history().unwrap();
    assert_eq!(history.unread, Unread::default());
    assert_eq!(history.records.len(), 4 * 40);
    assert!(history.records.iter().all(|record| record.outcome.is_some()));
    // They wrote in between each other, or the test shows nothing.
    let pids: Vec<u32> = history.records.iter().map(|record| record.intent.pid).collect();
    let changes = pids.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(changes > 3, "one after the other: {changes}");
}

#[test]
fn the_second_process_is_told_of_the_first_and_a_killed_one_is_no_obstacle() {
    let (_dir, path) = room();
    let mut child = Child::start(&format!("hold {}", path.display()));
    child.says("held");
    let state = open(&path);
    let Err(StateError::Held(Some(holder))) = state.lock(&place("held"), at(9)) else {
        panic!("it isn't held")
    };
    assert_eq!((holder.pid, holder.since, &holder.who), (child.pid(), at(0), &who()));
    // Its update is under way, not unknown.
    let record = state.history().unwrap().records.swap_remove(0);
    assert_eq!(state.under_way(&record).unwrap(), Some(*holder));
    assert!(state.unknown_updates().unwrap().is_empty());
    child.kill();
    assert_eq!(state.under_way(&record).unwrap(), None);
    assert_eq!(state.unknown_updates().unwrap(), [record]);
    let lock = state.lock(&place("held"), at(9)).unwrap();
    // What it had kept of its edits is there.
    let KeptEdits { draft: kept, at: since, .. } = lock.kept_draft().unwrap().unwrap();
    assert_eq!((kept, since), (KeptDraft::of(&draft("held"), true).unwrap(), at(1)));
}

#[test]
fn short_of_disk_the_journal_stays_whole_and_no_partial_backup_is_seen() {
    let (_dir, path) = room();
    let state = open(&path);
    let kept = state.keep(&place("k"), &update::keystore("k"), at(0), None, &Default::default()).unwrap().0;
    // A file may have 16 KiB; the backup that is asked for is larger, the journal gets there.
    let script = "trap '' XFSZ; ulimit -f 32 2>/dev/null || exit 9; exec \"$@\"";
    let told = Child::start_by(script, &format!("fill {}", path.display())).told();
    for wanted in
        ["SAYS backup: the version before can't be kept", "SAYS journal: the journal can't be written"]
    {
        assert!(told.contains(wanted), "{told}");
    }
    assert!(told.contains("File too large") && told.contains("make room there"), "{told}");
    let journal = fs::read(path.join("journal.jsonl")).unwrap();
    assert!(journal.ends_with(b"}\n") && journal.len() > 4_000, "{}", journal.len());
    let history = state.history().unwrap();
    assert_eq!(history.unread, Unread::default());
    assert_eq!(state.backups(&place("k")).unwrap(), [kept]);
    assert!(walk(&path).iter().all(|path| !path.to_string_lossy().ends_with(".tmp")));
    // With room again, it goes on.
    state.intend(at(9), plan("k")).unwrap();
    assert_eq!(state.history().unwrap().records.len(), history.records.len() + 1);
}

#[test]
fn whatever_the_umask_only_the_owner_may_read() {
    for umask in ["0000", "0022", "0777"] {
        let (_dir, path) = room();
        let script = format!("umask {umask}; exec \"$@\"");
        Child::start_by(&script, &format!("everything {}", path.display())).succeeds();
        let all = walk(&path);
        // The directory, four kinds of things in it, and what they are in.
        assert!(all.len() > 12, "{all:?}");
        for path in all {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode, wanted, "{} under {umask}: {mode:o}", path.display());
        }
    }
}

#[test]
fn no_password_is_in_anything_that_is_written() {
    let (_dir, path) = room();
    Child::start(&format!("everything {}", path.display())).succeeds();
    for path in walk(&path).into_iter().filter(|path| path.is_file()) {
        let bytes = fs::read(&path).unwrap();
        assert!(
            !bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn where_nothing_may_be_written_it_is_told_and_what_is_there_can_be_read() {
    let (_dir, path) = room();
    let state = open(&path);
    state.intend(at(0), plan("k")).unwrap();
    let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    set(0o500);
    fs::set_permissions(path.join("journal.lock"), fs::Permissions::from_mode(0o400)).unwrap();
    let kept = state.keep(&place("k"), &update::keystore("k"), at(0), None, &Default::default());
    // Root may write anywhere: then /proc stands in for a directory where nothing can be made.
    let error = match kept {
        Err(error) => error,
        Ok(_) => State::open(Path::new("/proc/keywright/state"), who()).unwrap_err(),
    };
    let text = error.to_string();
    assert!(text.ends_with("name another directory by --state-dir"), "{text}");
    assert_eq!(State::existing(&path, who()).unwrap().unwrap().history().unwrap().records.len(), 1);
    set(0o700);
}

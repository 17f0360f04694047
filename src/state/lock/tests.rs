use std::fs;

use super::*;
use crate::state::tests::{at, place, state};

#[test]
fn the_second_is_told_who_and_since_when() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    let Err(StateError::Held(Some(holder))) = state.lock(&place(), at(9)) else { panic!("it isn't held") };
    assert_eq!((holder.who.user.as_str(), holder.pid, holder.since), ("ops", std::process::id(), at(0)));
    assert_eq!(state.holder(&place()).unwrap(), Some(Holder::clone(&holder)));
    let text = StateError::Held(Some(holder)).to_string();
    assert!(text.starts_with("this keystore is being edited by ops@jump-1 (process "), "{text}");
    assert!(text.ends_with("since 2027-01-15 08:00 UTC; browse meanwhile, or ask them to finish"), "{text}");
    // Another keystore is free.
    state.lock(&Place { keystore: "other".into(), ..place() }, at(0)).unwrap();
    drop(lock);
    assert_eq!(state.holder(&place()).unwrap(), None);
    state.lock(&place(), at(9)).unwrap();
}

#[test]
fn what_was_left_behind_is_no_obstacle() {
    let (_dir, state) = state();
    let lock = state.lock(&place(), at(0)).unwrap();
    let (directory, name) = state.room("locks", &place(), "lock", Doing::Lock).unwrap();
    drop(lock);
    for left in ["", "{\"pid\":1,\"since\":\"2020-01-01T00:00:00Z\"}\n", "garbage", "\0\0"] {
        fs::write(directory.join(&name), left).unwrap();
        assert_eq!(state.holder(&place()).unwrap(), None);
        drop(state.lock(&place(), at(1)).unwrap());
    }
}

#[test]
fn a_holder_that_says_nothing_is_somebody_all_the_same() {
    let (_dir, state) = state();
    let _lock = state.lock(&place(), at(0)).unwrap();
    let (directory, name) = state.room("locks", &place(), "lock", Doing::Lock).unwrap();
    for odd in [String::new(), "{".into(), "x".repeat(10_000)] {
        fs::write(directory.join(&name), odd).unwrap();
        assert!(matches!(state.lock(&place(), at(1)), Err(StateError::Held(None))));
    }
}

#[test]
fn whoever_only_looks_keeps_nobody_out() {
    let (_dir, state) = state();
    drop(state.lock(&place(), at(0)).unwrap());
    let (directory, name) = state.room("locks", &place(), "lock", Doing::Lock).unwrap();
    let looking = File::open(directory.join(name)).unwrap();
    looking.lock_shared().unwrap();
    let taking = std::thread::spawn({
        let state = state.clone();
        move || state.lock(&place(), at(1)).map(drop)
    });
    looking.unlock().unwrap();
    taking.join().unwrap().unwrap();
}

#[test]
fn without_room_for_the_holder_the_lock_holds() {
    struct NoRoom;
    impl disk::Disk for NoRoom {
        fn write(&self, _: &File, _: &[u8]) -> std::io::Result<usize> {
            Err(ErrorKind::StorageFull.into())
        }
    }
    let (_dir, state) = state();
    let _lock = state.clone().with_disk(NoRoom).lock(&place(), at(0)).unwrap();
    assert!(matches!(state.lock(&place(), at(1)), Err(StateError::Held(None))));
}

//! JSON, help, questions, the prompt for a token, and sizes that are too small.

use keywright::app::session::{Access, Session};

use super::{
    stage::{Stage, session},
    world::World,
};

#[test]
fn the_raw_json_folds_files_and_keeps_numbers() {
    let mut world = World::new();
    let stored = world.stored("partner-mtls");
    stored["revision"] = serde_json::from_str("12345678901234567890.10").unwrap();
    stored["keyStoreEnvironmentList"][0]["password"] = "hunter2".into();
    let mut stage = Stage::keystore_in(world);
    stage.go("Jjj");
    shows!(stage);
}

#[test]
fn the_help_begins_with_what_works_here() {
    let mut stage = Stage::keystore();
    stage.go("?");
    shows!(stage);
}

#[test]
fn the_help_is_searched() {
    let mut stage = Stage::browse();
    stage.go("?undo");
    shows!(stage);
}

#[test]
fn the_help_says_when_no_key_does_that() {
    let mut stage = Stage::browse();
    stage.go("?zzz");
    shows!(stage);
}

#[test]
fn the_help_has_no_editing_keys_in_a_read_only_session() {
    let access = Access::ReadOnly { why: "--read-only".into() };
    let mut stage = Stage::browse_in(Session { access, ..session() }, World::new());
    stage.go("<Enter>?");
    shows!(stage);
}

#[test]
fn the_help_scrolls_to_its_end() {
    let mut stage = Stage::browse();
    stage.go("?");
    stage.go(&"<PgDn>".repeat(20));
    shows!(stage);
}

#[test]
fn undoing_everything_is_asked_about() {
    let mut stage = Stage::keystore();
    stage.describe();
    stage.go("U");
    shows!(stage);
}

#[test]
fn quitting_with_changes_is_asked_about() {
    let mut stage = Stage::keystore();
    stage.describe();
    stage.go("<C-c><Tab>");
    shows!(stage);
}

#[test]
fn a_first_token_is_asked_for() {
    shows!(Stage::start(Session { wants_token: true, ..session() }));
}

#[test]
fn a_token_is_masked_and_one_with_spaces_is_refused() {
    let mut stage = Stage::start(Session { wants_token: true, ..session() });
    stage.paste("not a token");
    stage.go("<Enter>");
    stage.paste("t0ken");
    shows!(stage);
}

#[test]
fn an_empty_token_is_refused() {
    let mut stage = Stage::start(Session { wants_token: true, ..session() });
    stage.go("<Enter>");
    shows!(stage);
}

#[test]
fn without_a_token_it_is_said_what_that_means() {
    let mut stage = Stage::start(Session { wants_token: true, ..session() });
    stage.go("<Esc>");
    shows!(stage);
}

#[test]
fn a_screen_that_is_too_small_says_what_it_needs() {
    let mut stage = Stage::keystore();
    stage.sizes = vec![(20, 5), (59, 20), (60, 19), (7, 2)];
    shows!(stage);
}

/// The smallest size that is drawn.
fn smallest(mut stage: Stage) -> Stage {
    stage.sizes = vec![(60, 20)];
    stage
}

#[test]
fn the_smallest_size_has_room_to_browse() {
    shows!(smallest(Stage::browse()));
}

#[test]
fn the_smallest_size_has_room_for_a_keystore() {
    let mut stage = Stage::keystore();
    stage.go("<Enter>/home/op/keys/partner-2027.p12<Tab>changeit<C-s>");
    shows!(smallest(stage));
}

#[test]
fn the_smallest_size_has_room_for_an_entry() {
    let mut stage = Stage::keystore();
    stage.go("<Enter>/home/op/keys/<Tab><C-s>");
    shows!(smallest(stage));
}

#[test]
fn the_smallest_size_has_room_to_submit() {
    let mut stage = Stage::submit();
    stage.go("<Tab><Tab><Tab><Enter>produc");
    shows!(smallest(stage));
}

#[test]
fn the_smallest_size_has_room_for_an_outcome() {
    shows!(smallest(super::outcome::ended(super::outcome::everywhere())));
}

#[test]
fn the_smallest_size_has_room_for_help() {
    let mut stage = Stage::keystore();
    stage.go("?");
    shows!(smallest(stage));
}

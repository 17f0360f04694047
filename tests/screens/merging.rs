//! Two people changed the same keystore.

use super::stage::Stage;

/// Theirs: the alias of production, and sandbox is gone; mine changes production's file.
fn contested() -> Stage {
    let mut stage = Stage::checking();
    let stored = stage.world.stored("partner-mtls");
    stored["description"] = "Somebody else was here".into();
    stored["owner"] = "somebody".into();
    stored["keyStoreEnvironmentList"][0]["alias"] = "other".into();
    stored["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
    stage.settle();
    stage
}

#[test]
fn what_both_changed_is_to_be_chosen() {
    let mut stage = contested();
    stage.go("m");
    shows!(stage);
}

#[test]
fn what_was_chosen_is_marked() {
    let mut stage = contested();
    stage.go("mmtk");
    shows!(stage);
}

#[test]
fn not_everything_is_chosen_yet() {
    let mut stage = contested();
    stage.go("m<C-s>");
    shows!(stage);
}

#[test]
fn changes_that_do_not_touch_are_merged_by_themselves() {
    let mut stage = Stage::checking();
    stage.world.stored("partner-mtls")["owner"] = "somebody".into();
    stage.settle();
    shows!(stage);
}

/// Both added a word at the end of a long text.
fn texts_that_differ_late(theirs: &str) -> Stage {
    let mut stage = Stage::keystore();
    stage.keys("<Tab><Tab><Enter> They answer within the hour, also at night.<C-s><Tab>");
    stage.go("<C-s>");
    stage.confirm("production");
    let stored = stage.world.stored("partner-mtls");
    let text = format!("{}{theirs}", stored["description"].as_str().unwrap());
    stored["description"] = text.into();
    stored["owner"] = "somebody".into();
    stage.settle();
    stage.go("m");
    stage
}

#[test]
fn texts_that_differ_late_are_shown_where_they_differ() {
    shows!(texts_that_differ_late(" Never on Fridays."));
}

#[test]
fn where_there_is_no_room_for_long_texts_they_are_shown_from_where_they_differ() {
    let mut stage = texts_that_differ_late(&" Never on Fridays, nor before them.".repeat(40));
    stage.sizes = vec![(80, 24), (60, 20)];
    shows!(stage);
}

#[test]
fn a_field_that_they_added_is_said_to_be() {
    let mut stage = texts_that_differ_late(" Never on Fridays.");
    stage.keys("j");
    shows!(stage);
}

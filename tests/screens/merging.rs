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

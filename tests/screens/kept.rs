//! Edits that were kept from before, offered again; and a keystore that somebody else edits.

use keywright::{
    app::local::{NotLocked, Peeked},
    domain::{
        holder::Holder,
        kept::{KeptDraft, KeptEdits},
    },
};

use super::{stage::Stage, update::who, world::World};

fn edits() -> Peeked {
    let mut stage = Stage::keystore();
    stage.describe();
    stage.go("<Home><Enter>/home/op/keys/partner-2027.jks<Tab>changeit<C-s>Gx");
    let draft = KeptDraft::of(&stage.model.form().unwrap().draft, true).unwrap();
    let at = "2026-11-23T02:14:00Z".parse().unwrap();
    Peeked { kept: Some(Box::new(KeptEdits { draft, who: who(), at })), holder: None }
}

fn offered() -> Stage {
    offered_in(World::new())
}

fn offered_in(mut world: World) -> Stage {
    world.local.peeked = Ok(edits());
    Stage::keystore_in(world)
}

fn holder() -> Holder {
    Holder { who: who(), pid: 4711, since: "2026-11-23T02:14:00Z".parse().unwrap() }
}

#[test]
fn edits_that_were_not_submitted_are_offered() {
    shows!(offered());
}

#[test]
fn what_is_stored_was_changed_since() {
    let mut world = World::new();
    world.stored("partner-mtls")["description"] = "Theirs.".into();
    let mut stage = offered_in(world);
    stage.keys("<Tab>");
    shows!(stage);
}

#[test]
fn taken_up_what_is_to_be_known_is_said() {
    let mut stage = offered();
    stage.go("t");
    shows!(stage);
}

#[test]
fn left_for_later() {
    let mut stage = offered();
    stage.go("<Esc>");
    shows!(stage);
}

fn held() -> World {
    let mut world = World::new();
    world.local.peeked = Ok(Peeked { kept: None, holder: Some(holder()) });
    world.local.not_locked = Some(NotLocked::Held(Some(Box::new(holder()))));
    world
}

#[test]
fn somebody_else_edits_it() {
    shows!(Stage::keystore_in(held()));
}

#[test]
fn somebody_else_edits_it_and_it_is_to_be_edited() {
    let mut stage = Stage::keystore_in(held());
    stage.go("e");
    shows!(stage);
}

#[test]
fn where_edits_cannot_be_kept_it_stands_below() {
    let mut world = World::new();
    world.local.not_locked = Some(NotLocked::Failed(UNWRITABLE.into()));
    let mut stage = Stage::keystore_in(world);
    stage.describe();
    stage.settle();
    stage.go("j");
    shows!(stage);
}

#[test]
fn a_version_before_that_cannot_be_kept_is_not_promised() {
    let mut world = World::new();
    world.local.not_locked = Some(NotLocked::Failed(UNWRITABLE.into()));
    let mut stage = Stage::keystore_in(world);
    stage.describe();
    stage.go("<C-s>");
    shows!(stage);
}

const UNWRITABLE: &str = "the state directory /proc/nope can't be made: No such file or directory (os error 2); name another by --state-dir";

#[test]
fn nothing_of_the_edits_could_be_taken_up() {
    let mut stage = Stage::keystore();
    stage.go("<Enter>/home/op/keys/partner-2027.jks<Tab>changeit<Tab><Tab><C-u><C-s>");
    let draft = KeptDraft::of(&stage.model.form().unwrap().draft, true).unwrap();
    let at = "2026-11-23T02:14:00Z".parse().unwrap();
    let mut world = World::new();
    world.local.peeked =
        Ok(Peeked { kept: Some(Box::new(KeptEdits { draft, who: who(), at })), holder: None });
    world.files.clear();
    let mut stage = Stage::keystore_in(world);
    stage.go("t");
    shows!(stage);
}

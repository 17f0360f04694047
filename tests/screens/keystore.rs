//! A keystore as an editable form.

use keywright::{api::error::Error, app::effect::Read};
use serde_json::json;

use super::{
    files,
    stage::{Stage, said, unreachable},
    world::{World, entry, environment},
};

#[test]
fn an_unchanged_keystore_has_no_marks() {
    shows!(Stage::keystore());
}

#[test]
fn changed_added_and_removed_environments_are_marked() {
    let mut stage = Stage::keystore();
    stage.go(
        "<Enter>/home/op/keys/partner-2027.p12<Tab>changeit<C-s>jxa<Enter>/home/op/keys/partner-2027.jks<Tab>changeit<C-s>",
    );
    stage.go("<Tab><Enter>-2027<Enter>");
    shows!(stage);
}

#[test]
fn a_removed_environment_says_what_it_will_lose() {
    let mut stage = Stage::keystore();
    stage.go("jx");
    shows!(stage);
}

#[test]
fn a_chosen_file_and_alias_are_told_beside_what_is_stored() {
    let mut stage = Stage::keystore();
    stage.world.stored("partner-mtls")["keyStoreEnvironmentList"][0]["alias"] = json!("server");
    stage.world.files.insert("/two.p12".into(), Ok(files::bytes("pkcs12/java-two-keys.p12")));
    stage.go("r<Enter>/two.p12<Tab>changeit<Tab><Tab><C-u>fir<Tab><C-s>");
    shows!(stage);
}

#[test]
fn the_name_is_edited_in_its_line() {
    let mut stage = Stage::keystore();
    stage.go("<Tab><Enter>-2027<Left><Left>");
    shows!(stage);
}

#[test]
fn a_description_of_several_lines_is_edited_in_place() {
    let mut stage = Stage::keystore();
    stage.go("<Tab><Tab><Enter><Enter>Third line<Enter>Fourth line<Enter>Fifth line<Up>");
    shows!(stage);
}

#[test]
fn an_emptied_description_is_said_to_be_none() {
    let mut stage = Stage::keystore();
    stage.go("<Tab><Tab><Enter><C-u><BS><C-u><C-s>");
    shows!(stage);
}

#[test]
fn letters_on_a_field_that_is_not_edited_say_how_to_edit_it() {
    let mut stage = Stage::keystore();
    stage.go("<Tab>x");
    shows!(stage);
}

#[test]
fn a_type_that_is_not_the_files_is_a_problem_in_sight() {
    let mut stage = Stage::keystore();
    stage.go("<Enter>/home/op/keys/partner-2027.p12<Tab>changeit<C-s>");
    let form = stage.model.form_mut().unwrap();
    let mut edits = form.draft.entries()[0].edits.clone();
    edits.store_type = Some(keywright::domain::file::StoreType::Jks);
    form.draft.edit(0, edits);
    stage.go("<C-s>");
    shows!(stage);
}

#[test]
fn a_keystore_that_is_being_read_again_says_so() {
    let mut stage = Stage::browse();
    stage.keys("<Enter>");
    shows!(stage);
}

#[test]
fn a_keystore_that_could_not_be_read_again_says_why() {
    let mut stage = Stage::browse();
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    stage.world.failing.push((read, unreachable()));
    stage.go("<Enter>");
    shows!(stage);
}

#[test]
fn a_keystore_that_is_gone_says_so_with_the_servers_words() {
    let mut stage = Stage::keystore();
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    let error = Error::Invalid(said(400, "Keystore (name: partner-mtls) is not found!"));
    stage.world.failing.push((read, error));
    stage.go("r");
    shows!(stage);
}

#[test]
fn while_its_update_is_under_way_the_form_can_not_be_edited() {
    let mut stage = Stage::sending();
    stage.pass(7);
    stage.go("<Esc>a");
    shows!(stage);
}

#[test]
fn going_back_with_changes_asks_first() {
    let mut stage = Stage::keystore();
    stage.describe();
    stage.go("<Esc>");
    shows!(stage);
}

#[test]
fn many_environments_turn_by_pages() {
    let mut world = World::new();
    let names: Vec<String> = (1..=30).map(|n| format!("branch-office-{n:02}")).collect();
    world.environments = names.iter().map(|name| environment(name, "PRODUCTION", "PUBLISHED")).collect();
    let entries: Vec<_> = names.iter().map(|name| entry(name, "JKS")).collect();
    world.stored("partner-mtls")["keyStoreEnvironmentList"] = json!(entries);
    let mut stage = Stage::keystore_in(world);
    stage.go("jjjjjj");
    shows!(stage);
}

#[test]
fn a_keystore_without_environments_says_how_to_add_one() {
    let mut stage = Stage::browse();
    stage.go("G<Enter>");
    shows!(stage);
}

#[test]
fn an_environment_that_the_project_does_not_list_is_told() {
    let mut world = World::new();
    world.environments.truncate(1);
    let mut stage = Stage::keystore_in(world);
    stage.go("j");
    shows!(stage);
}

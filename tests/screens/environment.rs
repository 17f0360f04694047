//! Adding an environment, and the form of its entry.

use keywright::{
    api::error::Error,
    app::{
        effect::Read,
        message::{FileProblem, Reply},
    },
};

use super::{
    stage::{Stage, said},
    world::World,
};

/// The form of production's entry.
fn form() -> Stage {
    let mut stage = Stage::keystore();
    stage.go("<Enter>");
    stage
}

#[test]
fn environments_that_are_not_in_it_yet_are_offered() {
    let mut stage = Stage::keystore();
    stage.go("aj");
    shows!(stage);
}

#[test]
fn with_every_environment_in_it_there_is_nothing_to_add() {
    let mut world = World::new();
    world.environments.truncate(3);
    let mut stage = Stage::keystore_in(world);
    stage.go("a");
    shows!(stage);
}

#[test]
fn environments_that_could_not_be_read_are_told_with_the_servers_words() {
    let read = Read::Environments { project: "Payments".into() };
    let words = "Environments of project (name: Payments) can not be listed by user (name: ops)!";
    let mut world = World::new();
    world.failing.push((read, Error::Forbidden(said(403, words))));
    let mut stage = Stage::keystore_in(world);
    stage.go("a");
    shows!(stage);
}

#[test]
fn environments_that_are_being_read_are_waited_for() {
    let mut world = World::new();
    let read = Read::Environments { project: "Payments".into() };
    world.failing.push((read, Error::ServerFault(said(500, "no"))));
    let mut stage = Stage::keystore_in(world);
    stage.keys("a");
    shows!(stage);
}

#[test]
fn a_stored_entry_keeps_its_file_unless_another_is_chosen() {
    shows!(form());
}

#[test]
fn a_new_entry_wants_a_file() {
    let mut stage = Stage::keystore();
    stage.go("a<Enter><C-s>");
    shows!(stage);
}

#[test]
fn a_file_that_is_recognised_is_ready() {
    let mut stage = form();
    stage.go("/home/op/keys/partner-2027.p12<Tab>changeit");
    shows!(stage);
}

#[test]
fn a_file_that_is_being_read_says_so() {
    let mut stage = form();
    stage.keys("/home/op/keys/partner-2027.p12");
    shows!(stage);
}

#[test]
fn a_file_that_is_not_there_says_so() {
    let mut stage = form();
    stage.go("/home/op/keys/nothing.p12<C-s>");
    shows!(stage);
}

#[test]
fn the_findings_say_why_nothing_is_judged_of_a_file_that_cannot_be_read() {
    let mut stage = form();
    stage.go("/home/op/keys/nothing.p12<F3>");
    shows!(stage);
}

#[test]
fn a_file_that_has_changed_is_shown_before_it_is_taken_over() {
    let mut stage = form();
    let sound = stage.world.files["/home/op/keys/partner-2027.p12"].clone();
    stage.world.files.insert("/home/op/keys/copy.p12".into(), Ok(sound.clone().unwrap()[..900].to_vec()));
    stage.go("/home/op/keys/copy.p12<Tab>changeit<C-s>");
    stage.world.files.insert("/home/op/keys/copy.p12".into(), sound);
    stage.go("<C-s>");
    shows!(stage);
}

#[test]
fn a_refusal_that_is_cut_says_so_and_where_it_is_whole() {
    let mut stage = form();
    let file = super::files::bytes("jks/key-password.jks");
    stage.world.files.insert("/home/op/keys/own.jks".into(), Ok(file));
    stage.go("/home/op/keys/own.jks<Tab>changeit<C-s>");
    shows!(stage);
}

#[test]
fn of_aliases_that_could_be_words_it_is_seen_that_they_are_aliases() {
    let mut stage = form();
    let file = super::files::bytes("pkcs12/java-two-keys.p12");
    stage.world.files.insert("/home/op/keys/two.p12".into(), Ok(file));
    stage.go("/home/op/keys/two.p12<Tab>changeit<Tab><Tab>");
    shows!(stage);
}

#[test]
fn a_file_of_another_kind_comes_with_advice() {
    let mut stage = form();
    stage.go("/home/op/keys/partner-2027.pem<C-s>");
    shows!(stage);
}

#[test]
fn a_file_that_is_too_large_says_how_large_one_may_be() {
    let mut stage = form();
    stage.world.files.insert("/big.jks".into(), Err(FileProblem::TooLarge(20_000_000)));
    stage.go("/big.jks");
    shows!(stage);
}

#[test]
fn a_tab_offers_what_begins_so() {
    let mut stage = form();
    stage.go("/home/op/keys/<Tab>");
    shows!(stage);
}

#[test]
fn a_long_path_is_scrolled_to_its_cursor() {
    let mut stage = form();
    stage.paste(&format!("/home/op/{}/partner-2027.p12", "a-directory/".repeat(9)));
    stage.settle();
    shows!(stage);
}

#[test]
fn a_password_that_java_refuses_is_warned_of() {
    let mut stage = form();
    stage.go("/home/op/keys/partner-2027.p12<Tab>pässwörd");
    shows!(stage);
}

#[test]
fn a_type_that_is_not_the_files_can_not_be_taken_over() {
    let mut stage = form();
    stage.go("/home/op/keys/partner-2027.p12<Tab><Tab><Right><Right><C-s>");
    shows!(stage);
}

#[test]
fn the_alias_has_the_stored_one_beside_it() {
    let mut world = World::new();
    world.stored("partner-mtls")["keyStoreEnvironmentList"][0]["alias"] = "partner".into();
    let mut stage = Stage::keystore_in(world);
    stage.go("<Enter><Down><Down><Down>-2027");
    shows!(stage);
}

#[test]
fn an_alias_with_blanks_at_its_ends_is_said_to_have_them() {
    let mut stage = form();
    let mut file = super::files::bytes("pair/new.jks");
    let at = file.windows(6).position(|window| window == b"server").unwrap();
    file[at..at + 6].copy_from_slice(b" a  b ");
    stage.world.files.insert("/home/op/keys/blanks.jks".into(), Ok(file));
    stage.go("/home/op/keys/blanks.jks<Tab>");
    shows!(stage);
}

#[test]
fn closing_the_form_with_something_entered_asks_first() {
    let mut stage = form();
    stage.go("<Tab>changeit<Esc>");
    shows!(stage);
}

#[test]
fn the_file_browser_lists_directories_then_keystores() {
    let mut stage = form();
    stage.go("/home/op/keys/<C-o>jj");
    shows!(stage);
}

#[test]
fn the_file_browser_is_filtered() {
    let mut stage = form();
    stage.go("/home/op/keys/<C-o>/2027");
    shows!(stage);
}

#[test]
fn the_file_browser_says_that_it_reads() {
    let mut stage = form();
    stage.go("/home/op/keys/");
    stage.keys("<C-o>");
    shows!(stage);
}

#[test]
fn a_directory_that_can_not_be_read_says_why() {
    let mut stage = form();
    stage.go("/root/<C-o>");
    shows!(stage);
}

#[test]
fn an_empty_directory_says_so() {
    let mut stage = form();
    stage.go("/empty/");
    stage.keys("<C-o>");
    let keywright::app::effect::Effect::ListDirectory(ticket, _) = stage.asked.remove(0) else { panic!() };
    stage.reply(ticket, Reply::Directory(Ok(Vec::new())));
    shows!(stage);
}

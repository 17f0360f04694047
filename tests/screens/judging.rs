//! What is said of the files before they are sent: in the form, in the table, in the submit dialog, read back.

use keywright::{
    app::{effect::Effect, message::Reply},
    domain::{
        draft::Edits,
        file::{Content, NewFile},
        secret::Secret,
    },
};
use serde_json::json;

use super::{
    files::{self, PASSWORD},
    outcome::everywhere,
    stage::{Stage, session},
    world::{World, entry, environment},
};

/// A world with more files on this machine: one for each thing that is said.
fn world() -> World {
    let mut world = World::new();
    for (path, file) in [
        ("/f/over.p12", "certificate/date-over.p12"),
        ("/f/not-yet.p12", "certificate/date-not-yet.p12"),
        ("/f/other-key.p12", "pkcs12/not-the-keys-certificate.p12"),
        ("/f/cut.p12", "damaged/pkcs12-cut-500.p12"),
        ("/f/trust.jks", "jks/trust.jks"),
        ("/f/three.p12", "pkcs12/java-mixed.p12"),
        ("/f/two.p12", "pkcs12/java-two-keys.p12"),
        ("/f/names.p12", "pair/names-lost.p12"),
        ("/f/odd.p12", "certificate/subject-controls.p12"),
    ] {
        world.files.insert(path.into(), Ok(files::bytes(file)));
    }
    world
}

/// The form of production's entry, filled so.
fn form(keys: &str) -> Stage {
    let mut stage = Stage::keystore_in(world());
    stage.go(&format!("<Enter>{keys}"));
    stage
}

/// The same, taken over into the keystore.
fn keystore(keys: &str) -> Stage {
    form(&format!("{keys}<C-s>"))
}

/// The same, with the submit dialog over it.
fn submit(keys: &str) -> Stage {
    form(&format!("{keys}<C-s><C-s>"))
}

/// The form while the file is being opened.
fn opening() -> Stage {
    let mut stage = form("/home/op/keys/partner-2027.p12<Tab>");
    stage.keys("changeit<Tab>");
    stage
}

#[test]
fn a_file_that_is_being_opened_says_so() {
    shows!(opening());
}

#[test]
fn a_file_that_takes_long_to_open_says_how_long() {
    let mut stage = opening();
    stage.pass(7);
    shows!(stage);
}

#[test]
fn while_the_password_is_typed_nothing_is_said_of_it() {
    let mut stage = form("/home/op/keys/partner-2027.p12<Tab>");
    stage.keys("chang");
    shows!(stage);
}

#[test]
fn a_file_without_its_password_is_locked() {
    shows!(form("/home/op/keys/partner-2027.p12"));
}

#[test]
fn a_wrong_password_blocks() {
    shows!(form("/home/op/keys/partner-2027.p12<Tab>changeme<C-s>"));
}

#[test]
fn a_damaged_file_blocks() {
    shows!(form("/f/cut.p12<Tab>changeit"));
}

#[test]
fn aliases_are_offered_where_there_are_several() {
    shows!(form("/f/two.p12<Tab>changeit<Tab><Tab>"));
}

#[test]
fn an_alias_that_was_chosen_is_one_of_several() {
    shows!(form("/f/two.p12<Tab>changeit<Tab><Tab><Down>"));
}

#[test]
fn a_misspelt_alias_blocks_and_near_ones_are_offered() {
    shows!(form("/f/three.p12<Tab>changeit<Tab><Tab><C-u>sever"));
}

#[test]
fn a_certificate_that_is_over_stops() {
    shows!(form("/f/over.p12<Tab>changeit"));
}

#[test]
fn what_the_new_certificate_covers_no_longer_is_warned_of() {
    let mut world = world();
    let entry = &mut world.stored("partner-mtls")["keyStoreEnvironmentList"][0];
    *entry = files::entry("production", "pair/new.jks", None);
    let mut stage = Stage::keystore_in(world);
    stage.go("<Enter>/f/names.p12<Tab>changeit");
    shows!(stage);
}

#[test]
fn a_stored_file_that_is_locked_is_not_compared() {
    let mut world = world();
    let entry = &mut world.stored("partner-mtls")["keyStoreEnvironmentList"][1];
    *entry = files::entry("staging", "assets/demo/submit/other-password.p12", None);
    let mut stage = Stage::keystore_in(world);
    stage.go("j<Enter>/home/op/keys/partner-2027.p12<Tab>changeit");
    shows!(stage);
}

/// production of partner-mtls trusts twenty certificates, and is to trust two others.
fn other_trust() -> Stage {
    let mut world = world();
    let entry = &mut world.stored("partner-mtls")["keyStoreEnvironmentList"][0];
    *entry = files::entry("production", "jks/trust-20.jks", None);
    let mut stage = Stage::keystore_in(world);
    stage.go("<Enter>/f/trust.jks<Tab>changeit");
    stage
}

#[test]
fn a_trust_store_is_not_compared_by_its_leaf() {
    shows!(other_trust());
}

#[test]
fn what_a_trust_store_trusts_no_longer_is_scrolled_to_its_end() {
    let mut stage = other_trust();
    stage.go("<C-s><C-s>");
    stage.keys(&"<PgDn>".repeat(12));
    shows!(stage);
}

#[test]
fn all_that_is_said_is_shown_in_full_with_how_to_mend_it() {
    shows!(form("/f/over.p12<Tab>changeit<F3>"));
}

#[test]
fn with_nothing_changed_nothing_is_judged() {
    let mut stage = Stage::keystore();
    stage.go("f");
    shows!(stage);
}

#[test]
fn another_password_for_what_is_stored_is_tried() {
    shows!(keystore("<Tab>changeit"));
}

#[test]
fn a_subject_that_attacks_the_terminal_is_harmless() {
    shows!(keystore("/f/odd.p12<Tab>changeit"));
}

#[test]
fn in_the_table_each_grade_has_its_sign() {
    let mut stage = keystore("/f/over.p12<Tab>changeit");
    stage.go("j<Enter>/f/not-yet.p12<Tab>changeit<C-s>");
    stage.go("a<Enter>/home/op/keys/partner-2027.jks<Tab>changeit<C-s>gjj<Enter>/f/cut.p12");
    // Taken over before it was opened, which takes long: that it is damaged is found then.
    stage.keys("<Tab>changeit<C-s>");
    stage.pass(2);
    stage.settle();
    shows!(stage);
}

#[test]
fn what_is_still_being_opened_is_said_in_the_table() {
    let mut stage = form("/home/op/keys/partner-2027.p12");
    stage.keys("<Tab>changeit<C-s>");
    stage.pass(2);
    shows!(stage);
}

#[test]
fn a_file_is_opened_before_it_is_taken_over() {
    let mut stage = form("/home/op/keys/partner-2027.p12");
    stage.keys("<Tab>changeit<C-s>");
    // Looked at once more it is the same; opening it takes longer.
    let at = stage.asked.iter().position(|effect| matches!(effect, Effect::ReadFile(..))).unwrap();
    let (ticket, reply) = stage.world.answer(&stage.asked.remove(at)).unwrap();
    stage.reply(ticket, reply);
    shows!(stage);
}

#[test]
fn what_is_over_soon_says_so_with_a_sign() {
    let mut stage = Stage::keystore_in(world());
    // Three weeks before the end.
    stage.pass(602_400_000);
    stage.go("r");
    shows!(stage);
}

#[test]
fn warnings_are_read_in_the_dialog_and_ticked() {
    let mut stage = submit("/f/not-yet.p12<Tab>changeit");
    stage.keys("<Tab><Tab><Tab><Enter>production<Enter><Up>");
    shows!(stage);
}

#[test]
fn ticked_warnings_leave_only_the_button() {
    let mut stage = submit("/home/op/keys/partner-2027.p12<Tab>changeit");
    stage.keys("<Tab><Tab><Tab><Enter>production<Enter><Up><Space><Tab><Tab>");
    shows!(stage);
}

#[test]
fn warnings_that_are_not_ticked_are_asked_for() {
    let mut stage = submit("/home/op/keys/partner-2027.p12<Tab>changeit");
    stage.keys("<Tab><Tab><Tab><Enter>production<Enter><Tab><Enter>");
    shows!(stage);
}

#[test]
fn what_stops_is_typed_for_in_its_turn() {
    let mut stage = submit("/f/over.p12<Tab>changeit");
    stage.keys("<Tab><Tab><Tab><Enter>production<Enter>anyw");
    // Typing begins in the line of what stops.
    shows!(stage);
}

#[test]
fn what_stops_is_confirmed_like_any_stake() {
    let mut stage = submit("/f/over.p12<Tab>changeit");
    stage.keys("<Tab><Tab><Tab><Enter>production<Enter>anyway<Enter>");
    shows!(stage);
}

#[test]
fn what_blocks_can_not_be_submitted() {
    let mut stage = form("/home/op/keys/partner-2027.p12");
    stage.keys("<Tab>changeme<C-s>");
    stage.pass(2);
    stage.go("<C-s><Tab><Enter>");
    shows!(stage);
}

#[test]
fn while_a_file_is_opened_nothing_can_be_submitted() {
    let mut stage = form("/home/op/keys/partner-2027.p12");
    stage.keys("<Tab>changeit<C-s><C-s><Tab><Tab><Tab><Enter>production<Enter><Tab><Enter>");
    stage.pass(4);
    shows!(stage);
}

/// Every one of so many environments gets a file whose certificate is over, the last another one still.
fn many(count: usize) -> Stage {
    let mut world = world();
    let names: Vec<String> = (1..=count).map(|n| format!("branch-office-{n:02}")).collect();
    world.environments = names.iter().map(|name| environment(name, "PRODUCTION", "PUBLISHED")).collect();
    let entries: Vec<_> = names.iter().map(|name| entry(name, "JKS")).collect();
    world.stored("partner-mtls")["keyStoreEnvironmentList"] = json!(entries);
    let mut stage = Stage::browse_in(session(), world);
    stage.go("<Enter>");
    let form = stage.model.form_mut().unwrap();
    for place in 0..count {
        let file = if place + 1 == count {
            "pkcs12/not-the-keys-certificate.p12"
        } else {
            "certificate/date-over.p12"
        };
        let content = Content::new(files::bytes(file));
        let file = Some(NewFile::new(format!("/f/{file}"), content));
        let password = Some(Secret::copied(PASSWORD));
        form.draft.edit(place, Edits { file, password, ..Edits::default() });
    }
    stage.go("<C-s>");
    stage
}

#[test]
fn forty_environments_with_findings_can_be_submitted() {
    let mut stage = many(40);
    stage.sizes = vec![(80, 24), (60, 20), (120, 40)];
    stage.keys("<Tab><Tab><Tab><Enter>40 production<Enter>");
    shows!(stage);
}

#[test]
fn forty_environments_changes_are_scrolled() {
    let mut stage = many(40);
    stage.keys("<PgDn><PgDn>");
    shows!(stage);
}

#[test]
fn forty_environments_warnings_are_scrolled() {
    let mut stage = many(40);
    stage.sizes = vec![(80, 24), (60, 20)];
    stage.keys("<Up><PgDn><PgDn><PgDn>");
    shows!(stage);
}

#[test]
fn all_that_is_said_of_forty_environments_is_scrolled_to_its_end() {
    let mut stage = many(40);
    stage.keys("fG");
    shows!(stage);
}

/// An update of production's file that was stored as the world says, and read back.
fn read_back(change: impl FnOnce(&mut World)) -> Stage {
    let mut stage = submit("/home/op/keys/partner-2027.jks<Tab>changeit");
    stage.confirm("production");
    stage.settle();
    let (ticket, update) = stage.puts.remove(0);
    stage.world.apply(&update);
    change(&mut stage.world);
    stage.pass(4);
    stage.reply(ticket, Reply::Updated(Ok(everywhere())));
    stage.settle();
    stage
}

#[test]
fn read_back_the_certificate_is_told_as_sent() {
    shows!(read_back(|_| {}));
}

#[test]
fn read_back_another_certificate_is_told() {
    shows!(read_back(|world| {
        let entry = &mut world.stored("partner-mtls")["keyStoreEnvironmentList"][0];
        *entry = files::entry("production", "jks/server.jks", Some("server"));
    }));
}

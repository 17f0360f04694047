//! The submit dialog: what will happen, before it happens.

use keywright::{
    api::error::Error,
    app::{effect::Read, session::Session},
    domain::backup::{Keeping, Policy},
};
use serde_json::json;

use super::{
    stage::{Stage, said, session, unreachable},
    world::{World, entry, environment, jwk},
};

#[test]
fn nothing_is_chosen_at_first() {
    shows!(Stage::submit());
}

#[test]
fn a_chosen_cascade_shows_the_request_and_what_is_to_be_typed() {
    let mut stage = Stage::submit();
    stage.keys("<Tab><Tab><Tab><Enter>produc");
    shows!(stage);
}

#[test]
fn the_wrong_phrase_is_refused() {
    let mut stage = Stage::submit();
    stage.keys("<Tab><Tab><Enter>prod<Enter>");
    shows!(stage);
}

#[test]
fn everything_confirmed_still_leaves_the_focus_on_cancel() {
    let mut stage = Stage::submit();
    stage.keys("<Tab><Tab><Enter>production<Enter>");
    shows!(stage);
}

#[test]
fn the_button_without_a_cascade_says_what_is_missing() {
    let mut stage = Stage::submit();
    stage.keys("<Tab><Enter>");
    shows!(stage);
}

#[test]
fn several_stakes_are_typed_one_after_another() {
    let mut stage = Stage::keystore();
    stage.go("jxa<Enter>/home/op/keys/partner-2027.jks<Tab>changeit<C-s><C-s>");
    stage.keys("<Tab><Tab><Tab><Tab><Enter>2 production<Enter>");
    shows!(stage);
}

#[test]
fn every_kind_of_change_is_told() {
    let mut stage = Stage::keystore();
    stage.go("<Enter>/home/op/keys/partner-2027.p12<Tab>changeit<C-s>jx");
    stage.go("a<Enter>/home/op/keys/partner-2027.jks<Tab>changeit<C-s>");
    stage.go("<Tab><Enter>-2027<Enter><Tab><Enter><C-u>New<C-s><C-s>");
    shows!(stage);
}

#[test]
fn without_production_nothing_is_typed() {
    let mut stage = Stage::browse();
    stage.go("j<Enter>");
    stage.describe();
    stage.go("<C-s><Tab><Tab><Enter>");
    shows!(stage);
}

#[test]
fn jwks_are_being_read() {
    let mut stage = Stage::keystore();
    stage.describe();
    stage.keys("<C-s>");
    shows!(stage);
}

#[test]
fn jwks_that_can_not_be_told_are_unknown() {
    let mut world = World::new();
    world.jwks.push(jwk("nameless", None));
    let mut stage = Stage::keystore_in(world);
    stage.describe();
    stage.go("<C-s>");
    shows!(stage);
}

#[test]
fn jwks_that_could_not_be_read_are_unknown() {
    let mut stage = Stage::keystore();
    stage.describe();
    let read = Read::Jwks { project: "Payments".into() };
    stage.world.failing.push((read, Error::Forbidden(said(403, "no"))));
    stage.go("<C-s>");
    shows!(stage);
}

#[test]
fn many_jwks_are_named_in_three_lines_and_counted() {
    let mut world = World::new();
    world.jwks = (0..40).map(|n| jwk(&format!("partner-mtls-sig-{n:02}"), Some("101"))).collect();
    let mut stage = Stage::keystore_in(world);
    stage.describe();
    stage.go("<C-s>");
    shows!(stage);
}

/// A keystore of so many environments, all but the first three to be removed.
fn many(count: usize) -> Stage {
    let mut world = World::new();
    let names: Vec<String> = (1..=count).map(|n| format!("branch-office-{n:02}")).collect();
    world.environments = names.iter().map(|name| environment(name, "PRODUCTION", "PUBLISHED")).collect();
    let entries: Vec<_> = names.iter().map(|name| entry(name, "JKS")).collect();
    world.stored("partner-mtls")["keyStoreEnvironmentList"] = json!(entries);
    let mut stage = Stage::keystore_in(world);
    stage.go("jjj");
    for _ in 3..count {
        stage.go("xj");
    }
    stage.go("<C-s>");
    stage
}

#[test]
fn many_changes_are_scrolled_and_the_buttons_stay() {
    let mut stage = many(20);
    stage.keys("<PgDn><Tab><Tab><Enter>");
    shows!(stage);
}

#[test]
fn very_long_names_leave_the_question_and_the_buttons_in_sight() {
    let long = format!("production-{}", "of-the-third-data-centre-".repeat(12));
    let mut world = World::new();
    world.environments = vec![environment(&long, "PRODUCTION", "PUBLISHED")];
    let stored = world.stored("partner-mtls");
    stored["name"] = json!(format!("partner-{}", "mtls-".repeat(50)));
    stored["keyStoreEnvironmentList"] = json!([entry(&long, "JKS")]);
    let mut stage = Stage::keystore_in(world);
    stage.describe();
    stage.go("<C-s><Tab><Tab><Enter>");
    shows!(stage);
}

#[test]
fn an_update_reviewed_again_without_changes_deploys_what_is_stored() {
    let mut stage = super::outcome::ended(super::outcome::everywhere());
    stage.go("R");
    shows!(stage);
}

#[test]
fn another_update_under_way_is_waited_for() {
    let mut stage = Stage::sending();
    stage.go("<Esc><Esc>j<Enter>");
    stage.describe();
    stage.go("<C-s><Tab><Tab><Enter><Tab><Tab><Tab><Tab><Enter>");
    shows!(stage);
}

#[test]
fn nothing_changed_has_nothing_to_submit() {
    let mut stage = Stage::keystore();
    stage.go("<C-s>");
    shows!(stage);
}

#[test]
fn environments_that_could_not_be_read_count_as_production() {
    let mut world = World::new();
    world.failing.push((Read::Environments { project: "Payments".into() }, unreachable()));
    let mut stage = Stage::keystore_in(world);
    stage.describe();
    stage.go("<C-s><Tab><Tab><Enter>");
    shows!(stage);
}

/// JWKs made from partner-mtls, in a project of this name on a server with a long path.
fn crowded(jwks: usize, project: &str) -> Stage {
    let mut world = World::new();
    world.jwks = (0..jwks).map(|n| jwk(&format!("partner-mtls-sig-{n:02}"), Some("101"))).collect();
    let payments = world.keystores["Payments"].clone();
    world.keystores.insert(project.into(), payments);
    world.projects[1].name = project.into();
    let session = Session { project: Some(project.into()), ..session() };
    let mut stage = Stage::browse_in(session, world);
    stage.go("<Enter>");
    stage.describe();
    stage.go("<C-s><Tab><Tab><Tab><Enter>");
    stage
}

#[test]
fn names_request_question_and_buttons_fit_at_every_size() {
    let long = "payments-of-the-third-data-centre-".repeat(9);
    for size in [(60, 20), (80, 24), (120, 40)] {
        for (jwks, project, cut) in [(2, "Payments", false), (5, "Payments", false), (40, &*long, true)] {
            let stage = crowded(jwks, project);
            let (buffer, _) = super::picture::drawn(&stage.model, Default::default(), size);
            let shown = super::picture::rows(&buffer).join("\n");
            for seen in
                ["PUT ", "?updateReferencedJwks=true", "Type ", "[ Update, deploy ]", "environments: "]
            {
                assert!(shown.contains(seen), "{seen} at {size:?}\n{shown}");
            }
            // Each name, or how many more there are.
            let named = shown.matches("partner-mtls-sig-").count();
            assert!(shown.contains("partner-mtls-sig-00"), "{size:?}\n{shown}");
            let more = shown.contains(&format!("and {} more", jwks - named));
            assert!(named == jwks || more, "{named} of {jwks} at {size:?}\n{shown}");
            assert!(cut || !shown.contains("(cut)"), "{size:?}\n{shown}");
            let whole = shown.replace(['│', ' ', '\n'], "").contains(project);
            assert!(whole || shown.contains("(cut)"), "{size:?}\n{shown}");
        }
    }
}

/// The submit dialog where backups are to be handled so.
fn with(backup: Policy) -> Stage {
    let mut stage = Stage::browse_in(Session { backup, ..session() }, World::new());
    stage.go("<Enter>");
    stage.describe();
    stage.go("<C-s>");
    stage
}

#[test]
fn backups_that_are_off_are_said_with_who_says_so() {
    shows!(with(Policy::Off { why: "the profile prod-eu says backup = false".into() }));
}

#[test]
fn backups_are_encrypted_to_a_recipient_who_is_named() {
    let recipient = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa".parse().unwrap();
    shows!(with(Policy::On(Keeping { recipient: Some(recipient), ..Keeping::default() })));
}

#[test]
fn going_on_without_a_version_before_is_said() {
    let mut stage = super::deployment::not_kept();
    stage.go("W");
    shows!(stage);
}

#[test]
fn going_on_without_a_journal_is_said() {
    let mut stage = with(Policy::Off { why: "--no-backup was given".into() });
    stage.world.kept = Err("the journal: Read-only file system".into());
    stage.confirm("production");
    stage.settle();
    stage.go("W");
    shows!(stage);
}

#[test]
fn of_a_long_description_the_change_is_seen() {
    let mut stage = Stage::keystore();
    stage.keys("<Tab><Tab><Enter> And write it down.<C-s><Tab>");
    stage.go("<C-s>");
    shows!(stage);
}

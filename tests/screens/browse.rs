//! Projects, keystores, preview: what has been read.

use keywright::{
    api::generation::{Generation, Sign},
    app::session::{Access, Session},
};
use serde_json::json;

use super::{
    stage::{Stage, session},
    world::{World, entry},
};

#[test]
fn a_keystore_under_the_cursor_is_previewed() {
    shows!(Stage::browse());
}

#[test]
fn a_project_under_the_cursor_shows_its_keystores() {
    let mut stage = Stage::browse();
    stage.go("h");
    shows!(stage);
}

#[test]
fn a_keystore_without_environments_and_description_says_so() {
    let mut stage = Stage::browse();
    stage.go("G");
    shows!(stage);
}

#[test]
fn jwks_that_can_not_be_told_are_said_to_be_unknown() {
    let mut world = World::new();
    world.jwks.push(super::world::jwk("nameless", None));
    let mut stage = Stage::browse_in(session(), world);
    stage.go("jj");
    shows!(stage);
}

#[test]
fn a_filter_marks_the_letters_that_match() {
    let mut stage = Stage::browse();
    stage.go("/sig");
    shows!(stage);
}

#[test]
fn a_filter_that_is_kept_stays_in_sight() {
    let mut stage = Stage::browse();
    stage.go("h/pa<Enter>");
    shows!(stage);
}

#[test]
fn a_filter_that_nothing_matches_says_how_to_drop_it() {
    let mut stage = Stage::browse();
    stage.go("/zzz");
    shows!(stage);
}

#[test]
fn an_empty_project_says_why_it_may_be_empty() {
    let mut stage = Stage::browse();
    stage.go("hj");
    shows!(stage);
}

#[test]
fn a_gateway_without_projects_says_why_it_may_be_empty() {
    let mut world = World::new();
    world.projects.clear();
    shows!(Stage::browse_in(Session { project: None, ..session() }, world));
}

#[test]
fn what_was_read_a_while_ago_says_when() {
    let mut stage = Stage::browse();
    stage.pass(240);
    shows!(stage);
}

#[test]
fn the_age_of_what_was_read_is_told_from_10_seconds_on() {
    let mut stage = Stage::browse();
    let told = |stage: &Stage| {
        let (buffer, _) = super::picture::drawn(&stage.model, Default::default(), (80, 24));
        super::picture::rows(&buffer).concat().contains(" ago ")
    };
    stage.pass(9);
    assert!(!told(&stage));
    stage.pass(1);
    assert!(told(&stage));
}

#[test]
fn thousands_of_environments_are_previewed_quickly() {
    let mut world = World::new();
    let names: Vec<String> = (0..5_000).map(|n| format!("environment-{n:05}")).collect();
    world.environments =
        names.iter().map(|name| super::world::environment(name, "TEST", "PUBLISHED")).collect();
    let entries: Vec<_> = names.iter().rev().map(|name| entry(name, "JKS")).collect();
    world.stored("partner-mtls")["keyStoreEnvironmentList"] = json!(entries);
    let stage = Stage::browse_in(session(), world);
    let started = std::time::Instant::now();
    for _ in 0..10 {
        let (buffer, _) = super::picture::drawn(&stage.model, Default::default(), (120, 40));
        assert!(super::picture::rows(&buffer).concat().contains("environment-049"));
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(2), "{:?}", started.elapsed());
}

#[test]
fn elements_that_could_not_be_read_are_counted() {
    let mut world = World::new();
    world.skipped = vec!["element 3 (broken): a keystore has no name".into(); 3];
    shows!(Stage::browse_in(session(), world));
}

#[test]
fn a_list_longer_than_the_screen_turns_by_pages() {
    let mut world = World::new();
    let many = (1..=45).map(|n| json!({"name": format!("keystore-{n:02}"), "keyStoreEnvironmentList": []}));
    world.keystores.insert("Payments".into(), many.collect());
    let mut stage = Stage::browse_in(session(), world);
    stage.go("<PgDn><PgDn>");
    shows!(stage);
}

#[test]
fn read_only_is_in_the_header_and_keys_that_edit_are_gone() {
    let access = Access::ReadOnly { why: "--read-only".into() };
    let mut stage = Stage::browse_in(Session { access, ..session() }, World::new());
    stage.go("e");
    shows!(stage);
}

#[test]
fn the_header_warns_of_plain_http() {
    let access = Access::ReadOnly { why: "the profile says so".into() };
    shows!(Stage::browse_in(Session { plain_http: true, access, ..session() }, World::new()));
}

#[test]
fn the_header_says_that_it_is_a_demo() {
    shows!(Stage::browse_in(Session { demo: true, label: "demo".into(), ..session() }, World::new()));
}

#[test]
fn the_second_generation_is_browsed_by_ids_and_not_edited() {
    let mut world = World::new();
    for (id, environment) in world.environments.iter_mut().take(2).enumerate() {
        environment.id = Some(format!("65f1c0de000000000000000{id}"));
    }
    let by_id = |id: u32| {
        let mut entry = entry("", "PKCS12");
        let fields = entry.as_object_mut().unwrap();
        fields.remove("environmentName");
        fields.insert("environmentId".into(), format!("65f1c0de000000000000000{id}").into());
        fields.insert("file".into(), "ZW5jcnlwdGVkIGJ5IHRoZSBzZXJ2ZXI=".into());
        entry
    };
    world.stored("partner-mtls")["keyStoreEnvironmentList"] = json!([by_id(0), by_id(1), by_id(7)]);
    let second = Session { generation: Some(Generation::Second), ..session() };
    let mut stage = Stage::browse_in(second, world);
    stage.go("e");
    stage.go("<Enter>");
    shows!(stage);
}

#[test]
fn an_unknown_generation_says_what_to_do_to_edit() {
    let evidence = Sign::EnvironmentsByProject.into();
    let mut stage = Stage::browse_in(Session { generation: None, evidence, ..session() }, World::new());
    stage.go("<Enter>a");
    shows!(stage);
}

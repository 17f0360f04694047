//! Names and messages that attack the terminal, or just don't fit.

use keywright::{
    api::error::Error,
    app::{effect::Read, message::FileProblem},
};
use serde_json::json;

use super::{
    stage::{Stage, said, session},
    world::{World, entry, environment, jwk},
};

/// Escape sequences, line breaks, bidirectional overrides, invisible and combining characters.
pub const EVIL: &str =
    "\x1b[2J\x1b]0;owned\x07\u{202E}gnp.exe\u{2066}\r\nroot# \u{200B}e\u{301}\u{E0041}\u{9B}31m";

/// A world in which every text is this one, made different where it must be.
pub fn world_of(text: &str) -> World {
    let mut world = World::new();
    for (n, project) in world.projects.iter_mut().enumerate() {
        project.name = if n == 1 { "Payments".into() } else { format!("{n}{text}") };
        project.description = text.into();
    }
    world.environments =
        vec![environment(&format!("p{text}"), "PRODUCTION", "PUBLISHED"), environment(text, text, text)];
    world.jwks = vec![jwk(text, Some("101"))];
    world.skipped = vec![text.into()];
    let mut odd = entry(text, "JKS");
    odd["alias"] = json!(text);
    odd["type"] = json!(text);
    odd[text] = json!(text);
    world.keystores.insert(
        "Payments".into(),
        vec![
            json!({"id": "101", "name": format!("k{text}"), "description": format!("{text}\n{text}"), text: text,
                "keyStoreEnvironmentList": [entry(&format!("p{text}"), "JKS"), odd]}),
            json!({"name": text, "keyStoreEnvironmentList": [{"file": text}, 7]}),
        ],
    );
    world.files.insert(format!("/x/{text}.p12"), Err(FileProblem::Other(text.into())));
    world
}

fn keystore_of(text: &str) -> Stage {
    let mut stage = Stage::browse_in(session(), world_of(text));
    stage.go("<Enter>");
    stage
}

#[test]
fn hostile_names_are_harmless_to_browse() {
    shows!(Stage::browse_in(session(), world_of(EVIL)));
}

#[test]
fn hostile_names_are_harmless_in_the_form() {
    let mut stage = keystore_of(EVIL);
    stage.go("j");
    shows!(stage);
}

#[test]
fn hostile_names_are_harmless_in_the_submit_dialog() {
    let mut stage = keystore_of(EVIL);
    stage.go("jx");
    stage.describe();
    stage.go("<C-s><Tab><Tab><Enter>");
    shows!(stage);
}

#[test]
fn hostile_words_of_a_server_are_harmless() {
    let mut stage = Stage::start(session());
    let error = Error::ServerFault(said(500, &format!("{EVIL}\n{EVIL}")));
    stage.world.failing.push((Read::Projects, error));
    stage.settle();
    shows!(stage);
}

#[test]
fn hostile_json_is_harmless() {
    let mut stage = keystore_of(EVIL);
    stage.go("J");
    shows!(stage);
}

#[test]
fn a_hostile_environment_is_harmless_in_its_form() {
    let mut stage = keystore_of(EVIL);
    stage.go("j<Enter>");
    shows!(stage);
}

#[test]
fn a_hostile_error_under_an_update_is_harmless() {
    let mut answer = super::outcome::everywhere();
    answer.message = Some(EVIL.into());
    for row in &mut answer.report.rows[1..] {
        row.pod = Some(EVIL.into());
        row.detail = EVIL.into();
        row.outcome = keywright::domain::deployment::Outcome::Failed;
    }
    answer.report.rows[2].environment = EVIL.into();
    shows!(super::outcome::ended(answer));
}

#[test]
fn names_of_300_columns_are_cut_when_browsed() {
    shows!(Stage::browse_in(session(), world_of(&"long-name-".repeat(30))));
}

#[test]
fn names_of_300_columns_are_cut_in_the_form() {
    shows!(keystore_of(&"long-name-".repeat(30)));
}

#[test]
fn wide_names_keep_the_columns_when_browsed() {
    shows!(Stage::browse_in(session(), world_of("証明書の鍵ストア・決済ネットワーク")));
}

#[test]
fn wide_names_keep_the_columns_in_the_form() {
    let mut stage = keystore_of("証明書の鍵ストア・決済ネットワーク");
    stage.go("<Tab><Tab><Enter>鍵<C-s>");
    shows!(stage);
}

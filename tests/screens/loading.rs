//! Projects and keystores: while they are read, and when that fails.

use std::time::Duration;

use keywright::{
    api::error::Error,
    app::effect::{Effect, Read},
    domain::transfer::Progress,
};

use super::stage::{Stage, said, session, unreachable};

fn keystores_of(project: &str) -> Read {
    Read::Keystores { project: project.into() }
}

fn is_keystores(read: &Read) -> bool {
    matches!(read, Read::Keystores { .. })
}

/// Projects have been read, Payments' keystores are being read.
fn loading() -> Stage {
    let mut stage = Stage::start(session());
    let (ticket, reply) = stage.world.answer(&stage.asked.remove(0)).unwrap();
    stage.reply(ticket, reply);
    stage
}

#[test]
fn a_start_says_that_it_is_loading() {
    shows!(Stage::start(session()));
}

#[test]
fn a_list_that_loads_shows_the_bytes_that_came() {
    let mut stage = loading();
    stage.progress(is_keystores, Progress::Received { bytes: 14_890_000, total: Some(42_000_000) });
    stage.pass(3);
    shows!(stage);
}

#[test]
fn environments_that_are_still_read_are_not_said_to_be_missing() {
    let mut stage = loading();
    let at =
        stage.asked.iter().position(|effect| matches!(effect, Effect::Read(_, read) if is_keystores(read)));
    let effect = stage.asked.remove(at.unwrap());
    let (ticket, reply) = stage.world.answer(&effect).unwrap();
    stage.reply(ticket, reply);
    shows!(stage);
}

#[test]
fn a_read_that_is_tried_again_says_why_and_when() {
    let mut stage = loading();
    let why = "What stands in front of the Manager got no answer from it (503)".into();
    let wait = Duration::from_millis(1_500);
    stage.progress(is_keystores, Progress::Retrying { attempt: 2, of: 4, wait, why });
    shows!(stage);
}

#[test]
fn a_read_that_was_stopped_says_how_to_load_again() {
    let mut stage = loading();
    stage.progress(is_keystores, Progress::Received { bytes: 14_890_000, total: None });
    stage.keys("<Esc>");
    shows!(stage);
}

#[test]
fn a_read_that_failed_shows_the_servers_words() {
    let mut stage = loading();
    let error = Error::Forbidden(said(403, "User (name: ops) is not a member of project (name: Payments)!"));
    stage.world.failing.push((keystores_of("Payments"), error));
    stage.settle();
    stage.go("<Enter>");
    shows!(stage);
}

#[test]
fn a_refresh_that_failed_keeps_what_was_read() {
    let mut stage = Stage::browse();
    stage.world.failing.push((keystores_of("Payments"), unreachable()));
    stage.pass(300);
    stage.go("r");
    shows!(stage);
}

#[test]
fn projects_that_can_not_be_read_are_a_problem_with_a_way_out() {
    let mut stage = Stage::start(session());
    stage.world.failing.push((Read::Projects, unreachable()));
    stage.settle();
    shows!(stage);
}

#[test]
fn behind_the_problem_the_list_says_what_to_press() {
    let mut stage = Stage::start(session());
    stage.world.failing.push((Read::Projects, unreachable()));
    stage.settle();
    stage.go("<Esc>");
    shows!(stage);
}

#[test]
fn the_token_of_a_server_that_refuses_it_is_asked_for() {
    let mut stage = Stage::start(session());
    let error = Error::TokenRefused(said(401, "Token was expired!"));
    stage.world.failing.push((Read::Projects, error));
    stage.settle();
    shows!(stage);
}

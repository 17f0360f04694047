//! An update: under way, and stopped before anything came of it.

use keywright::{
    api::{
        client::NotUpdated,
        error::{Error, FieldError, Said},
    },
    app::{effect::Read, keeping::Kept, message::Reply},
    domain::{file::FileDigest, journal::VersionBefore},
};

use super::stage::{Stage, said, unreachable};

fn read_again() -> Read {
    Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() }
}

fn answered(answer: NotUpdated) -> Stage {
    let mut stage = Stage::sending();
    stage.pass(2);
    let ticket = stage.puts[0].0;
    stage.reply(ticket, Reply::Updated(Err(answer)));
    stage
}

#[test]
fn the_keystore_is_read_again_before_anything_is_sent() {
    let mut stage = Stage::checking();
    stage.pass(1);
    shows!(stage);
}

#[test]
fn bytes_are_counted_while_they_are_sent() {
    let mut stage = Stage::sending();
    stage.pass(1);
    stage.sent(4_096, 9_900);
    shows!(stage);
}

#[test]
fn seconds_are_counted_while_the_gateways_are_waited_for() {
    let mut stage = Stage::sending();
    stage.sent(9_900, 9_900);
    stage.pass(34);
    shows!(stage);
}

#[test]
fn left_running_it_stays_in_the_header() {
    let mut stage = Stage::sending();
    stage.pass(34);
    stage.go("<Esc><Esc>");
    shows!(stage);
}

#[test]
fn quitting_meanwhile_is_asked_about() {
    let mut stage = Stage::sending();
    stage.go("<C-c>");
    shows!(stage);
}

#[test]
fn a_keystore_that_somebody_changed_is_not_overwritten() {
    let mut stage = Stage::checking();
    let stored = stage.world.stored("partner-mtls");
    stored["description"] = "Somebody else was here".into();
    stored["keyStoreEnvironmentList"][0]["alias"] = "other".into();
    stored["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
    stage.settle();
    shows!(stage);
}

#[test]
fn a_keystore_that_can_not_be_read_again_is_not_sent() {
    let mut stage = Stage::checking();
    stage.world.failing.push((read_again(), unreachable()));
    stage.settle();
    shows!(stage);
}

#[test]
fn an_update_that_could_not_be_sent_says_that_nothing_was() {
    shows!(answered(NotUpdated::NotSent(unreachable())));
}

#[test]
fn a_refusal_shows_the_servers_words_and_its_complaints() {
    let field = |field: &str, message: &str| FieldError { field: field.into(), message: message.into() };
    let fields = vec![
        field("keyStoreEnvironmentList[0].password", "must not be empty"),
        field("name", "must match \"[a-zA-Z0-9_-]+\""),
    ];
    let said = Said::new(400, Some("Validation failed for object='keyStoreDTO'. Error count: 2"), fields);
    shows!(answered(NotUpdated::Refused(Error::Invalid(said))));
}

#[test]
fn a_refusal_of_a_role_says_which_roles_are_needed() {
    shows!(answered(NotUpdated::Refused(Error::Forbidden(said(403, "Access Denied")))));
}

#[test]
fn a_refused_token_is_asked_for_and_the_edits_wait() {
    shows!(answered(NotUpdated::Refused(Error::TokenRefused(said(401, "Token was expired!")))));
}

#[test]
fn a_refusal_while_elsewhere_is_a_notice() {
    let mut stage = Stage::sending();
    stage.go("<Esc>");
    let ticket = stage.puts[0].0;
    let error = Error::Invalid(said(400, "Validation failed"));
    stage.reply(ticket, Reply::Updated(Err(NotUpdated::Refused(error))));
    shows!(stage);
}

/// Confirmed, read again, and being kept.
fn keeping() -> Stage {
    let mut stage = Stage::checking();
    let asked = stage.asked.remove(0);
    let (ticket, reply) = stage.world.answer(&asked).unwrap();
    stage.reply(ticket, reply);
    stage
}

/// The version before couldn't be kept.
pub fn not_kept() -> Stage {
    let mut stage = Stage::checking();
    stage.world.kept = Err(format!(
        "{BACKUPS}: No space left on device; make room there, or choose another directory by --state-dir"
    ));
    stage.settle();
    stage
}

const BACKUPS: &str = "/home/op/.local/state/keywright/backups/apinizer.example-443-66c7b9/Payments-5b8d44/partner-mtls-7d9f6c can't be written";

#[test]
fn the_version_before_is_kept_before_anything_is_sent() {
    shows!(keeping());
}

#[test]
fn without_a_version_before_nothing_is_sent() {
    shows!(not_kept());
}

/// On its way, with this for a version before.
fn sending_with(before: VersionBefore) -> Stage {
    sending_with_all(Kept { backup: Some(before), ..Kept::default() })
}

fn sending_with_all(kept: Kept) -> Stage {
    let mut stage = keeping();
    stage.world.kept = Ok(kept);
    stage.settle();
    stage.sent(9_900, 9_900);
    stage
}

#[test]
fn an_encrypted_version_before_is_said_to_be() {
    let digest = FileDigest::of(b"a document");
    shows!(sending_with(VersionBefore::Kept { path: "backups/x.json.age".into(), digest, encrypted: true }));
}

#[test]
fn a_version_before_that_is_not_kept_is_said_with_the_reason() {
    shows!(sending_with(VersionBefore::Off { why: "the profile prod-eu says backup = false".into() }));
}

#[test]
fn going_on_without_a_line_in_the_journal_says_so_beside_the_version_before() {
    let digest = FileDigest::of(b"a document");
    let backup = VersionBefore::Kept { path: "backups/x.json".into(), digest, encrypted: false };
    let why =
        "/home/op/.local/state/keywright/journal.jsonl can't be written: No space left on device".to_owned();
    shows!(sending_with_all(Kept { intent: None, backup: Some(backup), unwritten: Some(why) }));
}

#[test]
fn going_on_without_either_gives_the_reason_once() {
    let why = format!("{BACKUPS}: No space left on device");
    let backup = Some(VersionBefore::Failed { why: why.clone() });
    shows!(sending_with_all(Kept { intent: None, backup, unwritten: Some(why) }));
}

#[test]
fn going_on_without_a_version_before_says_what_failed() {
    shows!(sending_with(VersionBefore::Failed { why: format!("{BACKUPS}: No space left on device") }));
}

//! The whole main job: find a keystore, change a file, choose the cascade, deploy, see what came of it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keywright::demo::{Fault, LoggedRequest};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::pty::{Pty, Signal};
use crate::stage::{NEW_FILE, PASSWORD, Stage, press, settled};

/// From the first screen to the submit dialog, with another file and password for production: each step's keys,
/// and what shows that it is done.
pub const EDIT: [(&str, &str); 6] = [
    ("l<Enter>", "Environments 3"),
    ("<Enter>", "stored: 2.9 KiB"),
    (NEW_FILE, "3.4 KiB  PKCS12, locked"),
    ("<Tab>changeit", "✓ 3.4 KiB  PKCS12, opens with the password"),
    ("<C-s>", "1 change"),
    ("<C-s>", "partner-mtls-sig, partner-mtls-enc"),
];

/// From the submit dialog to the button: the cascade for this project, what is at stake, and that the new file is
/// warned of.
pub const CONFIRM: [(&str, &str); 4] = [
    // From the top, since the box to be ticked comes when it is judged.
    ("<Home><Down><Enter>", "updateScope=SAME_PROJECT"),
    ("production<Enter>", "everything at stake is confirmed"),
    ("", "[ ] 1 warning read"),
    READ,
];

/// Ticks the warnings as read, from Cancel and back to it.
pub const READ: (&str, &str) = ("<Up><Space><Tab>", "[x] 1 warning read");

/// Takes the steps.
#[track_caller]
pub fn walk(pty: &mut Pty, steps: &[(&str, &str)]) {
    for (keys, expected) in steps {
        press(pty, keys, expected);
    }
}

/// The only request that wasn't a GET.
#[track_caller]
pub fn the_put(stage: &Stage) -> LoggedRequest {
    let mut puts = stage.puts();
    assert_eq!(puts.len(), 1, "{puts:?}");
    puts.remove(0)
}

/// `partner-mtls` as it has to be sent and stored.
fn expected(before: &Value) -> Value {
    let mut object = before.clone();
    let entry = &mut object["keyStoreEnvironmentList"][0];
    assert_eq!(entry["environmentName"], "production");
    entry["type"] = "PKCS12".into();
    // The only one of the file chooses itself.
    entry["alias"] = "partner".into();
    entry["file"] = STANDARD.encode(std::fs::read(NEW_FILE).unwrap()).into();
    object
}

#[test]
fn a_file_is_changed_deployed_and_verified() {
    let stage = Stage::new();
    let before = stage.gateway.stored("Payments", "partner-mtls").unwrap();
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    assert_eq!(stage.puts(), []);
    press(&mut pty, "<Tab><Enter>", "read back, ");
    let shown = pty.screen_text();
    assert!(shown.contains("stored, deployed everywhere, verified"), "{shown}");
    assert_eq!(shown.matches("✓ deployed").count(), 5, "{shown}");

    let put = the_put(&stage);
    assert_eq!(put.path, "/apiops/projects/Payments/keystores/partner-mtls/");
    assert_eq!(put.query, "updateReferencedJwks=true&updateScope=SAME_PROJECT");
    assert_eq!(put.content_type.as_deref(), Some("application/json"));
    assert!(put.authorised);
    assert_eq!(put.status, Some(200));
    let mut sent: Value = serde_json::from_slice(&put.body).unwrap();
    let password = sent["keyStoreEnvironmentList"][0].as_object_mut().unwrap().remove("password");
    assert_eq!(password, Some(PASSWORD.into()));
    assert_eq!(sent, expected(&before));

    assert_eq!(stage.gateway.stored("Payments", "partner-mtls").unwrap(), expected(&before));
    let password = stage.gateway.password("Payments", "partner-mtls", "production").unwrap();
    assert_eq!(password.expose_secret(), PASSWORD);
    assert_eq!(stage.gateway.kid("Payments", "partner-mtls-sig").as_deref(), Some("partner-sig~2"));
    // Read again right before it was sent, and once more to be verified.
    let requests = stage.gateway.requests();
    let around = &requests[requests.len() - 3..];
    assert!(around.iter().all(|request| request.path == put.path), "{around:?}");
    let methods: Vec<_> = around.iter().map(|request| request.method.as_str()).collect();
    assert_eq!(methods, ["GET", "PUT", "GET"]);

    // The certificate is told, and the form holds what is stored now: it was opened in this session.
    assert!(shown.contains("production holds serial 58:B2…57:6E, as sent"), "{shown}");
    press(&mut pty, "<Esc>", "stored, 3.4 KiB  PKCS12, opens with the password");
    pty.wait_gone("1 change");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert!(pty.is_restored());
}

#[test]
fn each_cascade_asks_for_what_it_says() {
    let choices = [
        ("<Home>", "updateReferencedJwks=false", "production<Enter>", "partner-sig"),
        (
            "<Home><Down>",
            "updateReferencedJwks=true&updateScope=SAME_PROJECT",
            "production<Enter>",
            "partner-sig~2",
        ),
        (
            "<Home><Down><Down>",
            "updateReferencedJwks=true&updateScope=ALL_PROJECTS",
            "production<Enter>all projects<Enter>",
            "partner-sig~2",
        ),
    ];
    for (up, query, typed, kid) in choices {
        let stage = Stage::new();
        let mut pty = stage.start(&[]);
        settled(&pty);
        walk(&mut pty, &EDIT);
        press(&mut pty, &format!("{up}<Enter>"), &format!("?{query}"));
        press(&mut pty, typed, "everything at stake is confirmed");
        walk(&mut pty, &[READ]);
        press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
        assert_eq!(the_put(&stage).query, query);
        assert_eq!(stage.gateway.kid("Payments", "partner-mtls-sig").as_deref(), Some(kid));
    }
}

#[test]
fn nothing_is_sent_before_a_cascade_is_chosen_and_the_stakes_are_typed() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    press(&mut pty, "<Tab><Enter>", "choose first what happens to the JWKs");
    press(&mut pty, "<Home><Enter>", "updateReferencedJwks=false");
    press(&mut pty, "<Tab><Tab><Enter>", "type production");
    press(&mut pty, "prod<Enter>", "that isn't it");
    // The focus was on Cancel at first: Enter there sends nothing either.
    press(&mut pty, "<Tab><Enter>", "1 change");
    pty.wait_gone("updateReferencedJwks");
    assert_eq!(stage.puts(), []);
}

#[test]
fn a_pod_that_fails_is_never_called_success() {
    let stage = Stage::new();
    stage.gateway.on_next_update(Fault::PodFailedUnderSuccess);
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "✗ failed");
    pty.wait_text("NOT DEPLOYED everywhere");
    assert!(!pty.screen_text().contains("deployed everywhere, verified"));
}

#[test]
fn a_cut_connection_leaves_the_outcome_to_be_read_back() {
    let stage = Stage::new();
    stage.gateway.on_next_update(Fault::CutBeforeAnswer);
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "OUTCOME UNKNOWN: it is stored");
    assert_eq!(the_put(&stage).status, None);
}

#[test]
fn a_refusal_keeps_the_edits_and_review_sends_them_again() {
    let stage = Stage::new();
    stage.gateway.on_next_update(Fault::Forbidden);
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "refused by the server");
    press(&mut pty, "R", "partner-mtls-sig, partner-mtls-enc");
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    let statuses: Vec<_> = stage.puts().iter().map(|put| put.status).collect();
    assert_eq!(statuses, [Some(403), Some(200)]);
}

#[test]
fn it_goes_on_while_something_else_is_on_the_screen() {
    let stage = Stage::with_pace(Duration::from_millis(400));
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "waiting for the gateways");
    press(&mut pty, "<Esc>", "it goes on");
    // Leaving asks while it is under way.
    press(&mut pty, "<C-c>", "Leave while the update is under way?");
    pty.keys("n");
    pty.wait_text("stored, deployed everywhere, verified as far as it is shown");
    press(&mut pty, "D", "read back, ");
}

#[test]
fn ended_while_it_is_under_way_it_says_that_the_outcome_is_unknown() {
    let stage = Stage::new();
    stage.gateway.on_next_update(Fault::NeverAnswer);
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "waiting for the gateways");
    press(&mut pty, "<C-z>", "not suspended");
    pty.signal(Signal::INT);
    assert_eq!(pty.wait_exit().exit_code(), 130);
    assert!(pty.is_restored());
    let left = pty.screen_text();
    assert!(left.contains("the update of partner-mtls in Payments was under way"), "{left}");
}

#[test]
fn what_somebody_else_changed_is_not_overwritten() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    let mut object = stage.gateway.stored("Payments", "partner-mtls").unwrap();
    object["description"] = "changed meanwhile".into();
    stage.gateway.replace("Payments", "partner-mtls", object);
    press(&mut pty, "<Tab><Enter>", "changed meanwhile");
    assert_eq!(stage.puts(), []);
}

#[test]
fn the_demo_does_the_whole_job_alone() {
    let stage = Stage::new();
    let mut pty = stage.run(&["--demo"], &[]);
    settled(&pty);
    walk(&mut pty, &EDIT);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "waiting for the gateways");
    pty.wait_text("stored, deployed everywhere, verified");
}

//! Much, and long.

use serde_json::json as value;

use crate::front::Do;
use crate::stage::{caught_up, press};
use crate::{Scene, json};

const KEYSTORES: &str = "GET /apiops/projects/Payments/keystores/";

fn listing(names: impl Iterator<Item = String>) -> Do {
    let list: Vec<_> = names.map(|name| value!({"name": name, "keyStoreEnvironmentList": []})).collect();
    Do::Answer(json("200 OK", &value!({"success": true, "resultList": list}).to_string()))
}

#[test]
fn ten_thousand_keystores() {
    let scene = Scene::new();
    scene.front.on(KEYSTORES, listing((0..10_000).map(|n| format!("keystore-{n:05}"))));
    let mut pty = scene.start(&["--project", "Payments"]);
    pty.wait_text("keystore-00000");
    pty.keys("l");
    caught_up(&mut pty);
    press(&mut pty, "G", "keystore-09999");
    press(&mut pty, "/04321", "keystore-04321");
    pty.wait_gone("keystore-09999");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
}

#[test]
fn names_of_ten_thousand_characters() {
    let scene = Scene::new();
    let long = |n: u32| format!("{n}-{}", "long-".repeat(2_000));
    scene.front.on(KEYSTORES, listing((0..100).map(long)));
    let mut pty = scene.start(&["--project", "Payments"]);
    pty.wait_text("0-long-long");
    pty.keys("l");
    caught_up(&mut pty);
    press(&mut pty, "G", "99-long-long");
    // Too long for a request's path: said, and nothing is asked.
    press(&mut pty, "<Enter>", "too long for a");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert!(scene.front.seen().iter().all(|seen| seen.head.len() < 2_000));
}

//! Reading: each fault is said with what to do, and once it is over, reading again goes on.

use crate::front::{Do, http};
use crate::stage::{press, settled};
use crate::{Scene, json, refusal};

const PROJECTS: &str = "GET /apiops/projects/";

const HASTY: [&str; 2] = ["--read-timeout", "300ms"];

/// The projects can't be read; the screen says why and what to do. Then they can.
#[track_caller]
fn told(act: Do, options: &[&str], words: &str, step: &str) {
    let scene = Scene::new();
    scene.front.on(PROJECTS, act);
    let mut pty = scene.start(options);
    let told = refusal(&pty);
    assert!(told.contains(words), "{words:?} is not in\n{told}");
    assert!(told.contains(step), "{step:?} is not in\n{told}");
    scene.front.on(PROJECTS, Do::Pass);
    pty.keys("<Enter>");
    pty.wait_gone("could not be read");
    pty.keys("r");
    settled(&pty);
    pty.keys("q");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert!(pty.is_restored());
    assert_eq!(scene.stage.puts(), []);
}

#[test]
fn a_connection_that_is_refused() {
    let scene = Scene::new();
    scene.front.close();
    let pty = scene.start(&[]);
    let told = refusal(&pty);
    assert!(told.contains("can't be reached") && told.contains("Connection refused"), "{told}");
    assert!(told.contains("Check the server's address"), "{told}");
}

#[test]
fn a_connection_that_breaks() {
    let step = "if it keeps happening, look at the proxy before the Manager.";
    told(Do::Reset, &[], "The connection broke before the whole answer came", step);
    told(Do::PassThenReset(100), &[], "The connection broke before the whole answer came", step);
}

#[test]
fn silence() {
    let step = "if the server is just slow, allow more time in the profile.";
    told(Do::Silence, &HASTY, "No answer within 300 ms", step);
    let begun = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[".to_vec();
    told(Do::AnswerThenSilence(begun), &HASTY, "No answer within 300 ms", step);
}

#[test]
fn a_byte_at_a_time() {
    let scene = Scene::new();
    scene.front.on(PROJECTS, Do::PassThenDribble);
    let pty = scene.start(&[]);
    settled(&pty);
}

#[test]
fn an_answer_that_makes_no_sense() {
    let step = "Check that the address is that of an Apinizer Manager";
    for body in [r#"{"success":true,"resultList":[{"na"#, r#"{"success":true,"resultList":7}"#, "7", ""] {
        told(Do::Answer(json("200 OK", body)), &[], "The answer can't be understood", step);
    }
    told(Do::Answer(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec()), &[], "The answer can't be understood", step);
}

#[test]
fn a_web_page() {
    let page = http("200 OK", "text/html", "<!DOCTYPE html><html><title>Sign in</title><body>...");
    let words = "The server says: Sign in A web page came instead of an API's answer (HTTP 200)";
    told(Do::Answer(page), &[], words, "a login page or a firewall may stand before the Manager.");
}

#[test]
fn a_gibibyte() {
    let endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    let step = "Look at the project in the Manager's own console.";
    told(Do::Flood(endless, 1 << 30), &[], "The answer is larger than 64.0 MiB", step);
}

#[test]
fn too_many_requests() {
    let words = r#"{"error":"rate_limit_exceeded","error_description":"slow down","retry_after":90}"#;
    let answer = Do::Answer(json("429 Too Many Requests", words));
    told(
        answer,
        &[],
        "slow down Too many requests; the server wants 90 s of rest (429)",
        "Wait, then try again.",
    );
    let answer = Do::Answer(json("429 Too Many Requests", ""));
    told(answer, &[], "Too many requests (429)", "Wait, then try again.");
}

#[test]
fn a_rest_that_is_asked_for_is_taken_and_reading_goes_on_by_itself() {
    let scene = Scene::new();
    let words = r#"{"error":"rate_limit_exceeded","retry_after":1}"#;
    scene.front.on(PROJECTS, Do::Answer(json("429 Too Many Requests", words)));
    let pty = scene.start(&[]);
    pty.wait_text("try 1 of 3");
    scene.front.on(PROJECTS, Do::Pass);
    settled(&pty);
}

#[test]
fn a_token_that_expires_in_the_middle() {
    let scene = Scene::new();
    let mut pty = scene.start(&[]);
    settled(&pty);
    let words = r#"{"error":"unauthorized","error_description":"Token was expired!"}"#;
    scene.front.on("GET", Do::Answer(json("401 Unauthorized", words)));
    press(&mut pty, "r", "Token was expired!");
    scene.front.on("GET", Do::Pass);
    pty.keys(crate::TOKEN);
    pty.wait_text("•••••••••");
    pty.keys("<Enter>");
    pty.wait_gone("Token was expired!");
    settled(&pty);
    press(&mut pty, "l<Enter>", "Environments 3");
}

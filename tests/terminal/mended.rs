//! A file that is mended in place while the form is open, through the real program: it is read again by Done.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::main_job::{CONFIRM, the_put, walk};
use crate::stage::{NEW_FILE, Stage, press, settled};

#[test]
fn a_file_that_was_copied_again_is_sent_as_it_is_by_then() {
    let stage = Stage::new();
    let sound = fs::read(NEW_FILE).unwrap();
    let path = stage.home().join("two words.p12");
    let mut pty = stage.start(&[]);
    settled(&pty);
    // As a terminal pastes it, before it is there.
    let pasted = format!("'{}'", path.display());
    walk(
        &mut pty,
        &[
            ("l<Enter>", "Environments 3"),
            ("<Enter>", "stored: 2.9 KiB"),
            (&pasted, "no such file"),
            ("<C-s>", "the file can't be used: there is no such file"),
        ],
    );
    fs::write(&path, &sound[..1500]).unwrap();
    press(&mut pty, "<C-s>", "the file can be read now");
    pty.wait_text("✗ blocks");
    // Done looks again and finds the same. Only its refusal ends with these words: a key pressed before it is dropped.
    press(&mut pty, "<C-s>", "F3 shows it whole");
    fs::write(&path, &sound).unwrap();
    press(&mut pty, "<C-s>", "the file has changed since it was read");
    walk(&mut pty, &[("<Tab>changeit<C-s>", "1 change"), ("<C-s>", "partner-mtls-sig, partner-mtls-enc")]);
    walk(&mut pty, &CONFIRM);
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    let sent: Value = serde_json::from_slice(&the_put(&stage).body).unwrap();
    assert_eq!(sent["keyStoreEnvironmentList"][0]["file"], STANDARD.encode(sound).as_str());
}

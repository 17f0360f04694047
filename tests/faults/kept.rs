//! Edits outlive the program that they were made in, and one keywright edits a keystore at a time.

use std::path::Path;

use crate::Scene;
use crate::ending::state_dir;
use crate::pty::{Pty, Signal};
#[cfg(debug_assertions)]
use crate::stage::TOKEN;
use crate::stage::{NEW_FILE, PASSWORD, holds, press, settled};

fn start(scene: &Scene, options: &[&str]) -> Pty {
    let state = state_dir(&scene.stage).display().to_string();
    let mut all = vec!["--state-dir", &state];
    all.extend(options);
    let pty = scene.start(&all);
    settled(&pty);
    pty
}

/// Another file and its password for production, taken over into the form.
const EDIT: [(&str, &str); 5] = [
    ("l<Enter>", "Environments 3"),
    ("<Enter>", "stored: 2.9 KiB"),
    (NEW_FILE, "3.4 KiB  PKCS12, locked"),
    ("<Tab>changeit", "✓ 3.4 KiB  PKCS12, opens with the password"),
    ("<C-s>", "1 change"),
];

#[track_caller]
fn edit(pty: &mut Pty) {
    for (keys, expected) in EDIT {
        press(pty, keys, expected);
    }
}

/// Every file below a directory.
fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        // What is being written may be renamed meanwhile.
        } else if let Ok(content) = std::fs::read(&path) {
            found.push((path.display().to_string(), content));
        }
    }
    found
}

/// Those that are whole: one that is being written has another name.
fn drafts(scene: &Scene) -> Vec<(String, Vec<u8>)> {
    let mut drafts = files(&state_dir(&scene.stage).join("drafts"));
    drafts.retain(|(name, _)| name.ends_with(".json"));
    drafts
}

/// Waits until edits are kept, or none are any more: nothing of it is on the screen.
#[track_caller]
fn wait_drafts(scene: &Scene, wanted: impl Fn(&[(String, Vec<u8>)]) -> bool) {
    let begun = std::time::Instant::now();
    while !wanted(&drafts(scene)) {
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "the drafts are {:?}", drafts(scene));
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

const OFFER: &str = "Edits kept from before";

#[test]
fn edits_survive_a_crash_without_their_passwords() {
    let scene = Scene::new();
    let mut first = start(&scene, &[]);
    edit(&mut first);
    wait_drafts(&scene, |drafts| !drafts.is_empty());
    first.signal(Signal::KILL);
    first.wait_exit();
    for (name, content) in files(&state_dir(&scene.stage)) {
        assert!(!holds(&content, PASSWORD), "{name}");
    }
    let mut second = start(&scene, &[]);
    press(&mut second, "l<Enter>", OFFER);
    second.wait_text("~ production  file ");
    press(&mut second, "t", "Passwords aren't kept: type them again for production.");
    press(&mut second, "<Esc>", "1 change");
    second.wait_gone("The edits are taken up");
    // Dropped on the way out, they are gone.
    press(&mut second, "<C-c>", "Quit without submitting?");
    second.keys("y");
    assert_eq!(second.wait_exit().exit_code(), 0);
    assert_eq!(drafts(&scene), []);
}

#[test]
fn what_is_being_typed_survives_a_hangup_and_a_signal() {
    let ends: [fn(&mut Pty); 3] =
        [Pty::hang_up, |pty| pty.signal(Signal::TERM), |pty| pty.signal(Signal::INT)];
    for end in ends {
        let scene = Scene::new();
        let mut first = start(&scene, &[]);
        press(&mut first, "l<Enter>", "Environments 3");
        press(&mut first, "<Tab><Tab><Enter><C-u>half a sentence", "half a sentence");
        end(&mut first);
        first.wait_exit();
        let mut second = start(&scene, &[]);
        press(&mut second, "l<Enter>", OFFER);
        press(&mut second, "t", "half a sentence");
        second.wait_text("1 change");
    }
}

/// A build without debug assertions has no way in for this.
#[cfg(debug_assertions)]
fn start_to_panic(scene: &Scene, place: &str) -> Pty {
    let (state, url) = (state_dir(&scene.stage).display().to_string(), scene.front.url());
    let env = [("KEYWRIGHT_TOKEN", TOKEN), ("KEYWRIGHT_TEST_PANIC", place), ("RUST_BACKTRACE", "0")];
    let pty = scene.stage.run(&["--server", &url, "--state-dir", &state], &env);
    settled(&pty);
    pty
}

#[cfg(debug_assertions)]
#[track_caller]
fn ends_in_a_panic(pty: &Pty) {
    assert_eq!(pty.wait_exit().exit_code(), 101);
    assert!(pty.is_restored());
    assert!(pty.screen_text().contains("a panic that a test asked for"), "{}", pty.screen_text());
}

#[cfg(debug_assertions)]
#[test]
fn what_is_being_typed_survives_a_panic() {
    // In a task beside the loop; in the loop itself, where it draws.
    for place in ["loop@100", "task@100"] {
        let scene = Scene::new();
        let mut first = start_to_panic(&scene, place);
        press(&mut first, "l<Enter>", "Environments 3");
        press(&mut first, "<Tab><Tab><Enter><C-u>half a sentence", "half a sentence");
        first.resize(100, 24);
        ends_in_a_panic(&first);
        let mut second = start(&scene, &[]);
        press(&mut second, "l<Enter>", OFFER);
        press(&mut second, "t", "half a sentence");
        second.wait_text("1 change");
    }
}

#[cfg(debug_assertions)]
#[test]
fn edits_survive_a_panic_that_leaves_the_state_in_pieces() {
    let scene = Scene::new();
    let mut first = start_to_panic(&scene, "update@100");
    edit(&mut first);
    wait_drafts(&scene, |drafts| !drafts.is_empty());
    first.resize(100, 24);
    // What it still has to take in may end it before it shows the new size.
    let is_wide = |screen: &vt100::Screen| screen.contents().lines().any(|row| row.chars().count() == 100);
    if first.shows_within(std::time::Duration::from_secs(30), is_wide) {
        first.keys_if_heard("j");
    }
    ends_in_a_panic(&first);
    let mut second = start(&scene, &[]);
    press(&mut second, "l<Enter>", OFFER);
    second.wait_text("~ production  file ");
    press(&mut second, "t", "Passwords aren't kept: type them again for production.");
}

#[test]
fn read_only_none_are_offered() {
    let scene = Scene::new();
    let mut first = start(&scene, &[]);
    edit(&mut first);
    first.hang_up();
    first.wait_exit();
    assert_eq!(drafts(&scene).len(), 1);
    let mut second = start(&scene, &["--read-only"]);
    press(&mut second, "l<Enter>", "Environments 3");
    press(&mut second, "e", "READ-ONLY");
    assert!(!second.screen_text().contains(OFFER));
    assert_eq!(drafts(&scene).len(), 1);
}

#[test]
fn one_edits_and_the_other_browses_until_it_is_free() {
    let scene = Scene::new();
    let (mut first, mut second) = (start(&scene, &[]), start(&scene, &[]));
    // Both look.
    press(&mut first, "l<Enter>", "Environments 3");
    press(&mut second, "l<Enter>", "Environments 3");
    press(&mut first, "x", "▸- production");
    wait_drafts(&scene, |drafts| !drafts.is_empty());
    press(&mut second, "e", "partner-mtls is being edited");
    second.wait_text(&format!("process {}", first.pid().as_raw_nonzero()));
    second.wait_text("! edited elsewhere");
    second.keys("<Enter>");
    second.wait_gone("is being edited");
    press(&mut second, "J", "\"keyStoreEnvironmentList\"");
    second.keys("q");
    second.wait_text("Environments 3");
    // Opened while it is edited, it says so at once; another keystore isn't concerned.
    let mut third = start(&scene, &[]);
    press(&mut third, "l<Enter>", "being edited by ");
    press(&mut third, "q", "acquirer-signing");
    press(&mut third, "j<Enter>", "Environments");
    press(&mut third, "x", "will lose this keystore");
    // Whoever had it is gone, however it ended: its edits are offered.
    first.signal(Signal::KILL);
    first.wait_exit();
    press(&mut second, "e", OFFER);
    press(&mut second, "x", "are dropped");
    press(&mut second, "e", "stored: 2.9 KiB");
}

#[test]
fn where_nothing_can_be_kept_editing_goes_on() {
    let scene = Scene::new();
    // A file stands where the directory should be.
    std::fs::write(state_dir(&scene.stage), "").unwrap();
    let mut pty = start(&scene, &[]);
    press(&mut pty, "l<Enter>", "edits aren't kept over a crash");
    press(&mut pty, "x", "production will lose this keystore");
    press(&mut pty, "jx", "staging will lose this keystore");
    pty.wait_text("2 changes");
}

#[test]
fn what_was_submitted_is_not_offered_again() {
    let mut outcome = crate::updating::ready(|_| Vec::new());
    press(&mut outcome.pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    wait_drafts(&outcome.scene, |drafts| drafts.is_empty());
    press(&mut outcome.pty, "<Esc>", "Environments 3");
    outcome.pty.keys("<C-c>");
    outcome.pty.wait_exit();
    let mut second = start(&outcome.scene, &[]);
    press(&mut second, "l<Enter>", "Environments 3");
    press(&mut second, "x", "will lose this keystore");
}

#[test]
fn what_was_applied_though_nobody_heard_is_not_offered_again() {
    let mut outcome = crate::updating::ready(|_| Vec::new());
    outcome.scene.front.on("PUT", crate::front::Do::PassThenHold(Default::default()));
    press(&mut outcome.pty, "<Tab><Enter>", "waiting for the gateways");
    outcome.pty.signal(Signal::KILL);
    outcome.pty.wait_exit();
    assert_eq!(drafts(&outcome.scene).len(), 1);
    outcome.wait_stored();
    let state = state_dir(&outcome.scene.stage).display().to_string();
    let mut second = outcome.scene.start(&["--state-dir", &state]);
    second.wait_text("1 update whose outcome is unknown");
    press(&mut second, "<Enter>", "Applied: ");
    wait_drafts(&outcome.scene, |drafts| drafts.is_empty());
}

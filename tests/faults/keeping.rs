//! What is kept before an update: that it is on the disk before a byte of the update arrives, and what becomes of the
//! update where it can't be.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::front::{Do, Front, Seen, Warden};
use crate::pty::Pty;
use crate::stage::{KEYWRIGHT, Stage, TOKEN, press, settled};
use crate::updating::STEPS;

/// Every path below, directories too.
fn below(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    for entry in fs::read_dir(path).into_iter().flatten() {
        found.extend(below(&entry.unwrap().path()));
    }
    found
}

fn lines(state_dir: &Path) -> Vec<Value> {
    let text = fs::read_to_string(state_dir.join("journal.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The journal's lines, and the contents of the backups.
type OnDisk = (Vec<Value>, Vec<Vec<u8>>);

/// Looks at the state directory the moment that an update arrives.
struct Watch {
    state_dir: PathBuf,
    seen: Mutex<Option<OnDisk>>,
}

impl Warden for Watch {
    fn act(&self, _: &Seen) -> Do {
        Do::Pass
    }

    fn came(&self, seen: &Seen) -> usize {
        if seen.method() == "PUT" {
            let backups = below(&self.state_dir.join("backups"));
            let contents = backups.iter().filter(|path| path.is_file()).map(|path| fs::read(path).unwrap());
            *self.seen.lock().unwrap() = Some((lines(&self.state_dir), contents.collect()));
        }
        0
    }
}

#[test]
fn when_an_update_arrives_the_version_before_and_its_intent_are_on_the_disk() {
    let stage = Stage::new();
    let before = stage.gateway.stored("Payments", "partner-mtls").unwrap();
    let state_dir = stage.home().join("state");
    let watch = Arc::new(Watch { state_dir: state_dir.clone(), seen: Mutex::default() });
    let warden: Arc<dyn Warden> = Arc::clone(&watch) as Arc<dyn Warden>;
    let front = Front::watched("127.0.0.1:0", &stage.gateway.url(), warden);
    let directory = state_dir.to_str().unwrap();
    let args = ["--server", &front.url(), "--state-dir", directory];
    let mut pty = stage.run(&args, &[("KEYWRIGHT_TOKEN", TOKEN)]);
    settled(&pty);
    for (keys, expected) in STEPS {
        press(&mut pty, keys, expected);
    }
    assert!(pty.screen_text().contains("the version before is kept (newest 20)"), "{}", pty.screen_text());
    assert_eq!(lines(&state_dir), [Value::Null; 0]);
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    assert!(pty.screen_text().contains("✓ the version before is kept"), "{}", pty.screen_text());
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);

    let (journal, backups) = watch.seen.lock().unwrap().take().expect("an update arrived");
    assert_eq!(journal.iter().map(|line| line["kind"].clone()).collect::<Vec<_>>(), ["intent"]);
    assert_eq!(backups.len(), 1);
    let backup: Value = serde_json::from_slice(&backups[0]).unwrap();
    assert_eq!(backup["document"], before);
    let after = lines(&state_dir);
    assert_eq!((after.len(), &after[1]["outcome"]), (2, &Value::from("done")));
    for path in below(&state_dir) {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
}

/// The program where a file may have so many KiB, up to the button that sends.
fn short_of_disk(stage: &Stage, kib: u32) -> Pty {
    let script = format!("trap '' XFSZ; ulimit -f {} && exec \"$@\"", 2 * kib);
    let home = stage.home().to_str().unwrap();
    let url = stage.gateway.url();
    let args = ["-c", &script, "sh", KEYWRIGHT, "--server", &url, "--state-dir", "state"];
    let ours = keywright::cli::names::ALL.iter().map(|name| (name.variable, ""));
    let env: Vec<_> =
        ours.chain([("HOME", home), ("XDG_CONFIG_HOME", home), ("KEYWRIGHT_TOKEN", TOKEN)]).collect();
    let mut pty = Pty::spawn_at(stage.home(), "/bin/sh", &args, &env, (80, 24));
    ready(&mut pty);
    pty
}

fn ready(pty: &mut Pty) {
    settled(pty);
    for (keys, expected) in STEPS {
        press(pty, keys, expected);
    }
}

/// `W`, and everything confirmed anew.
fn go_on(pty: &mut Pty) {
    press(pty, "W", "sent even if the version before can't be kept");
    for (keys, expected) in &STEPS[6..] {
        press(pty, keys, expected);
    }
    press(pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
}

#[test]
fn a_full_disk_stops_an_update_until_somebody_goes_on_without() {
    let stage = Stage::new();
    let state_dir = stage.home().join("state");
    // The journal's line has room, the document doesn't.
    let mut pty = short_of_disk(&stage, 6);
    press(&mut pty, "<Tab><Enter>", "nothing was sent");
    let shown = pty.screen_text().replace('\n', "").replace(['│', ' '], "");
    assert!(shown.contains("File too large".replace(' ', "").as_str()), "{shown}");
    assert!(shown.contains("makeroomthere"), "{shown}");
    assert_eq!(stage.puts(), []);
    let left = below(&state_dir.join("backups"));
    assert!(left.iter().all(|path| path.is_dir()), "{left:?}");

    go_on(&mut pty);
    assert!(pty.screen_text().contains("! NOT KEPT: "), "{}", pty.screen_text());
    assert_eq!(stage.puts().len(), 1);
    // The outcome may still be on its way to the disk when it is on the screen; the end waits for it.
    pty.keys("<C-c>");
    pty.wait_exit();
    let journal = lines(&state_dir);
    assert!(journal[0]["backup"]["failed"].as_str().unwrap().contains("File too large"), "{journal:?}");
    assert_eq!(journal[1]["outcome"], "done");
}

#[test]
fn a_state_directory_that_cannot_be_written_stops_an_update_until_somebody_goes_on_without() {
    let stage = Stage::new();
    let mut pty = stage.start(&["--state-dir", "/proc/keywright"]);
    ready(&mut pty);
    press(&mut pty, "<Tab><Enter>", "nothing was sent");
    assert!(pty.screen_text().contains("--state-dir"), "{}", pty.screen_text());
    assert_eq!(stage.puts(), []);
    // The edits are where they were.
    press(&mut pty, "<Esc>", "1 change");
    press(&mut pty, "D", "nothing was sent");
    go_on(&mut pty);
    assert!(pty.screen_text().contains("! NOT KEPT, NOR IN THE JOURNAL: "), "{}", pty.screen_text());
    assert_eq!(stage.puts().len(), 1);
}

#[test]
fn a_journal_that_cannot_be_written_stops_an_update_until_somebody_goes_on_without() {
    let stage = Stage::new();
    let state_dir = stage.home().join("state");
    let mut pty = stage.start(&["--state-dir", state_dir.to_str().unwrap()]);
    ready(&mut pty);
    // A directory stands where the journal should be; the version before has its place.
    fs::create_dir_all(state_dir.join("journal.jsonl")).unwrap();
    press(&mut pty, "<Tab><Enter>", "nothing was sent");
    assert_eq!(stage.puts(), []);
    // Nothing that could be rolled back is offered to be.
    assert!(!pty.screen_text().contains("B roll back"), "{}", pty.screen_text());

    go_on(&mut pty);
    let shown = pty.screen_text();
    assert!(shown.contains("✓ the version before is kept"), "{shown}");
    assert!(shown.contains("! NOT IN THE JOURNAL: "), "{shown}");
    assert!(shown.contains("B roll back"), "{shown}");
    assert_eq!(stage.puts().len(), 1);
    assert!(below(&state_dir.join("backups")).iter().any(|path| path.is_file()));
}

#[test]
fn without_backups_the_dialog_says_so_and_by_what() {
    for (option, variable, words) in [
        (Some("--no-backup"), None, "BACKUPS ARE OFF: --no-backup was given"),
        (None, Some("KEYWRIGHT_NO_BACKUP"), "BACKUPS ARE OFF: KEYWRIGHT_NO_BACKUP is set"),
    ] {
        let stage = Stage::new();
        let url = stage.gateway.url();
        let mut args = vec!["--server", &url, "--state-dir", "state"];
        args.extend(option);
        let env = variable.map(|name| (name, "1")).into_iter().chain([("KEYWRIGHT_TOKEN", TOKEN)]);
        let mut pty = stage.run(&args, &env.collect::<Vec<_>>());
        ready(&mut pty);
        assert!(pty.screen_text().contains(words), "{}", pty.screen_text());
        press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
        assert!(pty.screen_text().contains("! NOT KEPT: "), "{}", pty.screen_text());
        let journal = lines(&stage.home().join("state"));
        assert!(journal[0]["backup"]["off"].is_string(), "{journal:?}");
        assert!(!stage.home().join("state/backups").exists());
    }
}

#[test]
fn the_demo_keeps_nothing_and_says_so() {
    let stage = Stage::new();
    let mut pty = stage.run(&["--demo"], &[]);
    ready(&mut pty);
    assert!(pty.screen_text().contains("BACKUPS ARE OFF: the demo keeps nothing"), "{}", pty.screen_text());
    press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere, verified");
    assert!(pty.screen_text().contains("! NOT KEPT: the demo keeps nothing"), "{}", pty.screen_text());
    assert!(below(stage.home()).iter().all(|path| path.is_dir()), "{:?}", below(stage.home()));
}

//! One session: a gateway, a home, and one program after another before it, each ended in another way. All that is
//! done and all that goes wrong comes from one seed; how fast things answer doesn't, so that a session can be
//! run again but not to the instant.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::process::{Pid, kill_process};

use crate::dice::Dice;
use crate::front::Front;
use crate::ledger::{self, Word};
use crate::operator::{ESC, Move, Sight, decide};
use crate::pty::{Mark, Pty, Signal};
use crate::world::{Event, Place, TOKEN, World};

const KEYWRIGHT: &str = env!("CARGO_BIN_EXE_keywright");

/// A program that says nothing for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that was told to end has ended after that long; one that has to hear of an update first, after more.
const END: Duration = Duration::from_secs(30);
const END_OF_UPDATE: Duration = Duration::from_secs(210);

/// A shell with job control: a program that stops itself is continued once somebody has looked.
const SHELL: &str = r#"set -m; "$@"; code=$?
while [ -n "$(jobs -s)" ]; do echo STOPPED; read x; fg >/dev/null; code=$?; done; exit $code"#;

/// What a session came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub moves: usize,
    pub lives: usize,
    pub puts: usize,
    pub stopped: usize,
    /// How often which way out was taken, which outcome written down, which fault met.
    pub ends: BTreeMap<String, u32>,
    pub outcomes: BTreeMap<String, u32>,
    pub faults: BTreeMap<String, u32>,
}

/// What went wrong, and all that was done before.
#[derive(Debug)]
pub struct Failure {
    pub seed: u64,
    pub why: String,
    pub log: Vec<String>,
}

/// Runs the session of a seed. Where there is no patience, no program that was told to end is left to finish an
/// update, which may take a minute.
pub fn run(seed: u64, patience: bool) -> Result<Report, Failure> {
    let mut log = Vec::new();
    let done = catch_unwind(AssertUnwindSafe(|| Session::new(seed, patience, &mut log).play()));
    match done {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(why)) => Err(Failure { seed, why, log }),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(Failure { seed, why: words.unwrap_or_else(|| "a panic of the test".into()), log })
        }
    }
}

struct Session<'a> {
    dice: Dice,
    log: &'a mut Vec<String>,
    home: tempfile::TempDir,
    world: Arc<World>,
    front: Front,
    /// Whether the door is open.
    open: bool,
    /// Nothing goes wrong in it.
    calm: bool,
    patience: bool,
    backup: Vec<String>,
    report: Report,
}

/// A running program.
struct Life {
    pty: Pty,
    in_shell: bool,
    /// Whether it was asked to leave an update alone: somebody may have said yes.
    was_asked: bool,
    /// It runs since, or was continued then.
    since: Mark,
}

impl<'a> Session<'a> {
    fn new(seed: u64, patience: bool, log: &'a mut Vec<String>) -> Self {
        static WHICH: AtomicU64 = AtomicU64::new(0);
        let mut dice = Dice::of(seed, "session");
        let home = tempfile::tempdir().unwrap();
        let calm = dice.often(200);
        let faults = if calm { 0 } else { dice.below(500) };
        let world = World::start(Dice::of(seed, "faults"), faults, &home.path().join("state"));
        let front = world.front(WHICH.fetch_add(1, Ordering::Relaxed));
        let backup: &[&str] = match dice.below(10) {
            0 => &["--no-backup"],
            1 => &["--backup-recipient", "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa"],
            2 => &["--backups-kept", "1"],
            _ => &[],
        };
        let backup = backup.iter().map(|word| (*word).to_owned()).collect();
        Self { dice, log, home, world, front, open: true, calm, patience, backup, report: Report::default() }
    }

    fn play(mut self) -> Result<Report, String> {
        let at_first = self.places();
        let lives = self.dice.count(1, 3);
        for _ in 0..lives {
            self.live()?;
            self.check()?;
        }
        let records = ledger::read(&self.state_dir())?;
        let unlike = ledger::unlike(&self.world, &at_first, &records);
        if let Some(first) = unlike.first() {
            return Err(format!("{first}\n{}", self.story()));
        }
        self.check_modes(&self.state_dir())?;
        for record in &records {
            let word = match (record.ending(), record.word()) {
                ("", Word::Unknown) => "none",
                ("", _) => "resolved",
                (ending, _) => ending,
            };
            *self.report.outcomes.entry(word.to_owned()).or_default() += 1;
        }
        self.report.puts = self.puts();
        self.report.faults = self.world.met();
        Ok(self.report)
    }

    fn state_dir(&self) -> std::path::PathBuf {
        self.home.path().join("state")
    }

    fn puts(&self) -> usize {
        self.world.events().iter().filter(|event| matches!(event, Event::Put(_))).count()
    }

    /// What every keystore of the demo holds.
    fn places(&self) -> BTreeMap<Place, String> {
        let seed: serde_json::Value =
            serde_json::from_str(include_str!("../../assets/demo/gateway.json")).unwrap();
        let mut places = BTreeMap::new();
        for project in seed["projects"].as_array().unwrap() {
            for keystore in project["keystores"].as_array().into_iter().flatten() {
                let name = |of: &serde_json::Value| of["name"].as_str().unwrap().to_owned();
                let place = (name(project), name(keystore));
                let stored = self.world.stored(&place);
                places.insert(place, stored);
            }
        }
        places
    }

    fn start(&mut self) -> Life {
        let in_shell = self.dice.often(150);
        let size = [(80, 24), (80, 24), (120, 40), (60, 20)][self.dice.count(0, 3)];
        let home = self.home.path().to_str().unwrap().to_owned();
        let (url, state) = (self.front.url(), format!("{home}/state"));
        let mut args: Vec<&str> = Vec::new();
        if in_shell {
            args.extend(["-c", SHELL, "soak", KEYWRIGHT]);
        }
        args.extend(["--server", &url, "--state-dir", &state, "--project", "Payments"]);
        args.extend(["--connect-timeout", "3s", "--read-timeout", "2s", "--update-timeout", "2s"]);
        args.extend(self.backup.iter().map(String::as_str));
        let mut env = vec![("HOME", home.as_str()), ("XDG_CONFIG_HOME", &home), ("RUST_BACKTRACE", "1")];
        let ours = keywright::cli::names::ALL.iter().map(|name| (name.variable, ""));
        env.extend(ours.chain([("TMUX", ""), ("STY", ""), ("KEYWRIGHT_TOKEN", TOKEN)]));
        let program = if in_shell { "/bin/bash" } else { KEYWRIGHT };
        let pty = Pty::spawn_at(self.home.path(), program, &args, &env, size);
        self.log.push(format!(
            "-- started at {}x{}{}",
            size.0,
            size.1,
            if in_shell { " in a shell" } else { "" }
        ));
        let since = pty.mark();
        Life { pty, in_shell, was_asked: false, since }
    }

    /// From the start of a program to its end.
    fn live(&mut self) -> Result<(), String> {
        self.report.lives += 1;
        let before = ledger::read(&self.state_dir())?.len();
        let mut life = self.start();
        if !life.pty.shows_within(PATIENCE, |screen| screen.alternate_screen()) {
            return Err(format!("it doesn't start:\n{}", life.pty.picture()));
        }
        for _ in 0..self.dice.count(25, 110) {
            if life.pty.has_ended() {
                break;
            }
            self.report.moves += 1;
            let next = decide(&mut self.dice, &life.sight(), self.calm);
            self.log.push(format!("{next:?}"));
            self.make(&mut life, next)?;
        }
        let knows = self.end(life)?;
        let records = ledger::read(&self.state_dir())?;
        let open = records[before..].iter().find(|record| record.outcome.is_none());
        match open {
            Some(open) if knows => Err(format!(
                "nobody left {} alone, but its outcome isn't in the journal\n{}",
                open.id(),
                self.story()
            )),
            _ => Ok(()),
        }
    }

    fn make(&mut self, life: &mut Life, next: Move) -> Result<(), String> {
        match next {
            Move::Keys(keys) => life.press(&keys),
            Move::Paste(text) => life.pty.send_if_heard(format!("\x1b[200~{text}\x1b[201~")),
            Move::Resize(width, height) => life.pty.resize(width, height),
            Move::Wait => {
                let mark = life.pty.mark();
                life.pty.written_within(Duration::from_millis(120), mark, |written| !written.is_empty());
                return Ok(());
            }
            Move::Meddle => {
                let what = self.world.meddle(&mut self.dice);
                self.log.push(format!("   {what}"));
                return Ok(());
            }
            Move::Door => {
                match self.open {
                    true => self.front.close(),
                    false => self.front.open(),
                }
                self.open = !self.open;
                return Ok(());
            }
            Move::CloseAfterRead => {
                self.world.close_after_the_next_read();
                life.press("<End><Tab><Enter>");
                life.caught_up(&mut self.report)?;
                let mark = life.pty.mark();
                life.pty.written_within(Duration::from_millis(300), mark, |written| !written.is_empty());
                self.open = false;
                return Ok(());
            }
            Move::Probe => return self.probe(life),
        }
        life.caught_up(&mut self.report)
    }

    /// Whatever it waits for, a key changes the screen.
    fn probe(&mut self, life: &mut Life) -> Result<(), String> {
        let has_room = life.pty.screen(|screen| {
            let (rows, cols) = screen.size();
            rows.get() >= 20 && cols.get() >= 60
        });
        if !has_room {
            return Ok(());
        }
        life.press("<F1>");
        let shown = life.pty.shows_within(PATIENCE, |screen| screen.contents().contains("┌ Help"));
        if !shown && !life.pty.has_ended() {
            return Err(format!("the help doesn't come:\n{}", life.pty.picture()));
        }
        life.press("<Esc>");
        life.caught_up(&mut self.report)
    }

    /// One of the ways out, and what has to be true after it. Gives whether every update's outcome has to be known
    /// then: it hasn't where the program was killed, or somebody left an update alone.
    fn end(&mut self, mut life: Life) -> Result<bool, String> {
        let way = match self.dice.below(100) {
            0..60 => "quit",
            60..70 => "SIGTERM",
            70..75 => "SIGINT",
            75..82 => "SIGHUP",
            82..88 if !life.in_shell => "hung up",
            _ if !life.in_shell => "SIGKILL",
            _ => "quit",
        };
        let way = if life.pty.has_ended() { "ended by itself" } else { way };
        self.log.push(format!("-- {way}"));
        *self.report.ends.entry(way.to_owned()).or_default() += 1;
        match way {
            "quit" => self.quit(&mut life)?,
            "SIGTERM" => life.signal(Signal::TERM),
            "SIGINT" => life.signal(Signal::INT),
            "SIGHUP" => life.signal(Signal::HUP),
            "SIGKILL" => life.signal(Signal::KILL),
            "hung up" => life.pty.hang_up(),
            _ => {}
        }
        if !self.open {
            self.front.open();
            self.open = true;
        }
        // An update under way is finished first.
        let finishes = ["SIGTERM", "SIGHUP", "hung up"].contains(&way);
        let bound = if finishes { END_OF_UPDATE } else { END };
        let twice = (way == "SIGTERM" && self.dice.often(500)) || (finishes && !self.patience);
        if twice && life.pty.ends_within(Duration::from_millis(300)).is_none() {
            self.log.push("-- and again".into());
            // After a hangup the first SIGTERM is one end with it, and the second another.
            for _ in 0..if way == "SIGTERM" { 1 } else { 2 } {
                life.signal(Signal::TERM);
                life.pty.ends_within(Duration::from_millis(100));
            }
        }
        let Some(status) = life.pty.ends_within(bound) else {
            return Err(format!("it doesn't end ({way}):\n{}", life.pty.picture()));
        };
        let code = status.exit_code();
        let expected: &[u32] = match way {
            "quit" | "ended by itself" => &[0],
            "SIGTERM" => &[0, 143],
            "SIGINT" => &[0, 130],
            "SIGHUP" | "hung up" => &[0, 129],
            _ => return Ok(false),
        };
        if !expected.contains(&code) {
            return Err(format!("it ended with {code} ({way}):\n{}", life.pty.picture()));
        }
        let written = life.pty.raw();
        for never in ["panicked at", TOKEN] {
            if written.windows(never.len()).any(|window| window == never.as_bytes()) {
                return Err(format!("it wrote {never:?} ({way}):\n{}", life.pty.picture()));
            }
        }
        if way != "hung up" && !life.pty.is_restored() {
            return Err(format!(
                "the terminal isn't as it was ({way}): {:?}\n{}",
                life.pty.modes(),
                life.pty.picture()
            ));
        }
        self.log.push(format!("-- ended with {code}"));
        Ok(!twice && way != "SIGINT" && !life.was_asked)
    }

    /// Esc, and quitting, and yes: an end within a bound.
    fn quit(&mut self, life: &mut Life) -> Result<(), String> {
        if !life.sight().text.contains("┌") {
            life.pty.resize(80, 24);
        }
        for turn in 0..300 {
            if life.pty.has_ended() {
                return Ok(());
            }
            let sight = life.sight();
            let keys = if sight.text.contains("y yes") || sight.text.contains("[ Stay ]") {
                "y"
            } else if turn % 6 == 5 {
                "<C-c>"
            } else {
                "<Esc>"
            };
            life.press(keys);
            life.caught_up(&mut self.report)?;
        }
        Err(format!("neither Esc nor quitting ends it:\n{}", life.pty.picture()))
    }

    /// Everything that is true of journal and gateway at every moment without a program.
    fn check(&mut self) -> Result<(), String> {
        if let Some(first) = self.world.complaints().first() {
            return Err(format!("{first}\n{}", self.story()));
        }
        let records = ledger::read(&self.state_dir())?;
        if let Some(first) = ledger::untrue(&self.world, &records).first() {
            return Err(format!("{first}\n{}", self.story()));
        }
        Ok(())
    }

    /// What is kept is its owner's alone.
    fn check_modes(&self, path: &Path) -> Result<(), String> {
        let Ok(data) = fs::symlink_metadata(path) else { return Ok(()) };
        let (mode, expected) = (data.permissions().mode() & 0o777, if data.is_dir() { 0o700 } else { 0o600 });
        if mode != expected {
            return Err(format!("{} has the mode {mode:o}", path.display()));
        }
        if data.is_dir() {
            for entry in fs::read_dir(path).map_err(|error| error.to_string())?.flatten() {
                self.check_modes(&entry.path())?;
            }
        }
        Ok(())
    }

    /// The journal and what happened, for whoever has to find out.
    fn story(&self) -> String {
        let journal = fs::read_to_string(self.state_dir().join("journal.jsonl")).unwrap_or_default();
        format!("what happened: {:#?}\nthe journal:\n{journal}", self.world.events())
    }
}

impl Life {
    fn sight(&mut self) -> Sight {
        let sight =
            self.pty.screen(|screen| Sight { text: screen.contents(), cursor: !screen.hide_cursor() });
        self.was_asked |= ["the update is under way?", "before the update is sent?", "a question waits"]
            .iter()
            .any(|words| sight.has(words));
        sight
    }

    fn press(&mut self, keys: &str) {
        self.pty.keys_if_heard(&keys.replace("<Esc>", ESC));
    }

    /// Until all keys so far have been taken in; a program that has stopped is continued.
    fn caught_up(&mut self, report: &mut Report) -> Result<(), String> {
        const FRAME: &str = "\x1b[2J";
        loop {
            if self.is_stopped() {
                self.go_on(report)?;
            }
            let mark = self.pty.mark();
            self.press("<C-l>");
            let heard = |written: &[u8]| holds(written, FRAME) || holds(written, "STOPPED");
            if !self.pty.written_within(PATIENCE, mark, heard) {
                return Err(format!("no key is heard any more:\n{}", self.pty.picture()));
            }
            // A frame of something else may have come first, as after a resize; what is seen next is what is there.
            for _ in 0..20 {
                let mark = self.pty.mark();
                let more = |written: &[u8]| !written.is_empty();
                if !self.pty.written_within(Duration::from_millis(2), mark, more) {
                    break;
                }
            }
            if !self.is_stopped() {
                return Ok(());
            }
        }
    }

    /// Whether the shell has the terminal again: the program has stopped, or is about to have ended.
    fn is_stopped(&self) -> bool {
        self.in_shell && !self.pty.has_ended() && self.pty.screen(|screen| !screen.alternate_screen())
    }

    /// Has the shell continue the program.
    fn go_on(&mut self, report: &mut Report) -> Result<(), String> {
        // What is typed before the shell reads it is dropped, as when the program sets the terminal back.
        let waits = |written: &[u8]| holds(written, "STOPPED");
        if !self.pty.written_within(PATIENCE, self.since, waits) {
            return Err(format!("it doesn't stop:\n{}", self.pty.picture()));
        }
        if self.pty.has_ended() {
            return Ok(());
        }
        if !self.pty.is_restored() {
            return Err(format!("stopped, it doesn't give the terminal back:\n{}", self.pty.picture()));
        }
        self.since = self.pty.mark();
        self.press("<Enter>");
        if self.pty.shows_within(PATIENCE, |screen| screen.alternate_screen()) {
            report.stopped += 1;
        } else if !self.pty.has_ended() {
            return Err(format!("it doesn't go on:\n{}", self.pty.picture()));
        }
        Ok(())
    }

    fn signal(&self, signal: Signal) {
        // Whoever has ended already hears of nothing.
        let _ = kill_process(self.keywright().unwrap_or(self.pty.pid()), signal);
    }

    /// The program itself, where it runs in a shell.
    fn keywright(&self) -> Option<Pid> {
        if !self.in_shell {
            return Some(self.pty.pid());
        }
        let shell = self.pty.pid();
        let children = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).ok()?;
        Pid::from_raw(children.split_whitespace().next()?.parse().ok()?)
    }
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

//! Processes of their own: this very test program, started to do one thing with a state directory.

use std::{
    env,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use keywright::{
    domain::{
        backup::Keeping,
        journal::{Ending, Found, Outcome},
        kept::KeptDraft,
        keystore::Keystore,
    },
    state::State,
};

use crate::update::{at, document, draft, keystore, place, plan, who};

/// What a child is to do, in its environment.
const DO: &str = "STATE_TEST_CHILD";

/// A process; killed when dropped.
pub struct Child {
    process: std::process::Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Child {
    pub fn start(what: &str) -> Self {
        Self::start_by("exec \"$@\"", what)
    }

    /// By a shell script whose arguments are the command.
    pub fn start_by(script: &str, what: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(env::current_exe().unwrap());
        command.args(["--exact", "child::in_a_process_of_its_own", "--ignored", "--nocapture"]);
        command.env(DO, what).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Waits until it says something.
    pub fn says(&mut self, wanted: &str) {
        let wanted = format!("SAYS {wanted}");
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if line.contains(&wanted) {
                return;
            }
            line.clear();
        }
        panic!("it ended without saying {wanted}");
    }

    pub fn succeeds(self) {
        self.told();
    }

    /// All that it says; it has to end well.
    pub fn told(mut self) -> String {
        let mut told = String::new();
        self.output.read_to_string(&mut told).unwrap();
        let status = self.process.wait().unwrap();
        assert!(status.success(), "{status}\n{told}");
        told
    }

    /// Ends it with SIGKILL.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Most have ended by then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
#[ignore = "started by the other tests, in a process of its own"]
fn in_a_process_of_its_own() {
    let what = env::var(DO).expect("this is no test of its own: the other tests start it");
    let words: Vec<&str> = what.split(' ').collect();
    let path = Path::new(words[words.len() - 1]);
    let state = State::open(path, who()).unwrap();
    match words[0] {
        "write" => write(&state, words[1].parse().unwrap()),
        "hold" => hold(&state),
        "fill" => fill(&state),
        "everything" => everything(&state),
        other => panic!("{other}"),
    }
}

fn outcome(ending: Ending) -> Outcome {
    Outcome::stopped(at(2), Duration::from_secs(1), ending, "the server said so".into())
}

fn write(state: &State, times: usize) {
    for _ in 0..times {
        let intent = state.intend(at(0), plan("k")).unwrap();
        state.conclude(&intent.id, &outcome(Ending::Refused)).unwrap();
    }
}

fn hold(state: &State) {
    let lock = state.lock(&place("held"), at(0)).unwrap();
    lock.keep_draft(&KeptDraft::of(&draft("held"), true).unwrap(), at(1)).unwrap();
    state.intend(at(2), plan("held")).unwrap();
    println!("SAYS held");
    // Until it is killed, or the test is gone.
    let _ = std::io::stdin().read(&mut [0]);
}

fn fill(state: &State) {
    let mut large = document("k");
    large["description"] = "x".repeat(100_000).into();
    let large = Keystore::from_value(large).unwrap();
    let error = state.keep(&place("k"), &large, at(1), None, &Keeping::default()).unwrap_err();
    println!("SAYS backup: {error}");
    for _ in 0..1_000 {
        if let Err(error) = state.intend(at(0), plan("k")) {
            println!("SAYS journal: {error}");
            return;
        }
    }
    panic!("the disk is never full");
}

fn everything(state: &State) {
    let lock = state.lock(&place("k"), at(0)).unwrap();
    lock.keep_draft(&KeptDraft::of(&draft("k"), true).unwrap(), at(1)).unwrap();
    state.keep(&place("k"), &keystore("k"), at(2), Some(1), &Keeping::default()).unwrap();
    let recipient = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa".parse().unwrap();
    let keeping = Keeping { recipient: Some(recipient), ..Keeping::default() };
    state.keep(&place("k"), &keystore("k"), at(3), Some(1), &keeping).unwrap();
    let intent = state.intend(at(4), plan("k")).unwrap();
    state.conclude(&intent.id, &outcome(Ending::Unknown)).unwrap();
    state.resolve(&intent.id, at(5), Found::Applied).unwrap();
}

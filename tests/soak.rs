//! Thousands of random sessions of the real program before the demo gateway, with faults on the way, somebody else who
//! changes things, and ends of every kind. Whatever happens: no panic, no screen that is stuck, the terminal as it
//! was, and at the end the gateway holds what the journal says. `docs/soak.md` says how to run it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "soak/dice.rs"]
mod dice;
#[path = "support/front.rs"]
mod front;
#[path = "soak/journal.rs"]
mod journal;
#[path = "soak/ledger.rs"]
mod ledger;
#[path = "soak/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "soak/session.rs"]
mod session;
#[path = "soak/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use session::{Failure, Report};

/// The first of the seeds, where none is given.
const SEED: u64 = 20_261_123;

/// Sessions at once: each waits more than it works.
const AT_ONCE: usize = 6;

/// What all sessions together came to.
#[derive(Default)]
struct Sum {
    sessions: usize,
    moves: usize,
    lives: usize,
    puts: usize,
    stopped: usize,
    ends: BTreeMap<String, u32>,
    outcomes: BTreeMap<String, u32>,
    faults: BTreeMap<String, u32>,
}

impl Sum {
    fn add(&mut self, report: Report) {
        self.sessions += 1;
        self.moves += report.moves;
        self.lives += report.lives;
        self.puts += report.puts;
        self.stopped += report.stopped;
        let all = [
            (&mut self.ends, report.ends),
            (&mut self.outcomes, report.outcomes),
            (&mut self.faults, report.faults),
        ];
        for (sum, counts) in all {
            for (what, count) in counts {
                *sum.entry(what).or_default() += count;
            }
        }
    }

    fn says(&self) -> String {
        let list = |counts: &BTreeMap<String, u32>| {
            let words = counts.iter().map(|(what, count)| format!("{what} {count}"));
            words.collect::<Vec<_>>().join(", ")
        };
        format!(
            "{} sessions, {} programs, {} moves, {} updates arrived, stopped and continued {} times\n  \
             ends: {}\n  in the journal: {}\n  faults: {}",
            self.sessions,
            self.lives,
            self.moves,
            self.puts,
            self.stopped,
            list(&self.ends),
            list(&self.outcomes),
            list(&self.faults)
        )
    }
}

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is {text:?}, which is no number")))
}

/// Runs sessions, some at once, until there were so many, or so much time is over.
fn soak(first: u64, sessions: usize, most: Option<Duration>, patience: bool) -> (Sum, Vec<Failure>) {
    let began = Instant::now();
    let next = AtomicUsize::new(0);
    let sum = Mutex::new(Sum::default());
    let failures = Mutex::new(Vec::new());
    let at_once = number("SOAK_AT_ONCE").map_or(AT_ONCE, |count| usize::try_from(count).unwrap());
    std::thread::scope(|scope| {
        for _ in 0..at_once.min(sessions) {
            scope.spawn(|| {
                loop {
                    let which = next.fetch_add(1, Ordering::Relaxed);
                    if which >= sessions || most.is_some_and(|most| began.elapsed() > most) {
                        return;
                    }
                    match session::run(first + which as u64, patience) {
                        Ok(report) => sum.lock().unwrap().add(report),
                        Err(failure) => {
                            tell(&failure);
                            failures.lock().unwrap().push(failure);
                        }
                    }
                    let done = sum.lock().unwrap().sessions;
                    if done > 0 && done.is_multiple_of(500) {
                        eprintln!("{done} sessions after {} s", began.elapsed().as_secs());
                    }
                }
            });
        }
    });
    (sum.into_inner().unwrap(), failures.into_inner().unwrap())
}

fn tell(failure: &Failure) {
    eprintln!(
        "the session of SOAK_SEED={} failed: {}\nwhat was done:\n  {}\n",
        failure.seed,
        failure.why,
        failure.log.join("\n  ")
    );
}

#[track_caller]
fn judge(sum: &Sum, failures: &[Failure]) {
    eprintln!("{}", sum.says());
    let seeds: Vec<u64> = failures.iter().map(|failure| failure.seed).collect();
    assert!(seeds.is_empty(), "{} failed; run each by SOAK_SEED=N: {seeds:?}", seeds.len());
}

/// As many sessions as go into some seconds; the long run is below.
#[test]
fn random_sessions_lose_nothing() {
    let seed = number("SOAK_SEED").unwrap_or(SEED);
    let (sum, failures) = soak(seed, 24, Some(Duration::from_secs(12)), false);
    judge(&sum, &failures);
    assert!(sum.puts > 0, "nothing was sent");
}

/// `SOAK_SESSIONS` of them, 10,000 unless said, from `SOAK_SEED` on; none begins after `SOAK_MINUTES`.
#[test]
#[ignore = "takes its time: docs/soak.md"]
fn ten_thousand_sessions_lose_nothing() {
    let seed = number("SOAK_SEED").unwrap_or(SEED);
    let sessions = number("SOAK_SESSIONS").map_or(10_000, |count| usize::try_from(count).unwrap());
    let most = number("SOAK_MINUTES").map(|minutes| Duration::from_secs(60 * minutes));
    let (sum, failures) = soak(seed, sessions, most, true);
    judge(&sum, &failures);
    // Most sessions really get as far as to send something.
    assert!(sessions < 20 || sum.puts > sum.sessions / 2, "only {} updates arrived", sum.puts);
}

/// The one session of `SOAK_SEED`, move by move.
#[test]
#[ignore = "with SOAK_SEED=N: runs one session again"]
fn again() {
    let seed = number("SOAK_SEED").expect("SOAK_SEED says which session");
    match session::run(seed, true) {
        Ok(report) => eprintln!("it went well this time: {report:#?}"),
        Err(failure) => {
            tell(&failure);
            panic!("{}", failure.why);
        }
    }
}

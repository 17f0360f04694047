//! What a key costs on the line to the terminal, and how long it takes: the real binary in a pseudo-terminal of
//! 80x24, against a demo gateway on loopback. `cargo bench --bench terminal`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement")]

#[path = "../tests/support/pty.rs"]
mod pty;

use std::time::{Duration, Instant};

use keywright::demo::{Gateway, Options};
use pty::Pty;

const TOKEN: &str = "bench-token";

/// What a key may cost in a list, preview not counted.
const BUDGET: usize = 150;

/// Longer than the program waits before what depends on the cursor follows it.
const REST: Duration = Duration::from_millis(400);

/// How often the program is started.
const STARTS: usize = 10;

fn main() {
    let options = Options { port: 0, token: TOKEN.into(), pace: Duration::ZERO };
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let gateway = tokio.block_on(Gateway::start(options)).unwrap();
    let home = tempfile::tempdir().unwrap();
    let start = || {
        let home = home.path().to_str().unwrap();
        let env = [("HOME", home), ("XDG_CONFIG_HOME", home), ("KEYWRIGHT_TOKEN", TOKEN)];
        Pty::spawn(env!("CARGO_BIN_EXE_keywright"), &["--server", &gateway.url()], &env, 80, 24)
    };
    println!("keywright {}, 80x24, {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    println!("{:<44} {:>9} {:>9} {:>9}", "", "min", "median", "max");
    starting(&start);

    let mut pty = start();
    pty.wait_text("partner-mtls");
    let down_and_up = |n: usize| [vec!["j"; n], vec!["k"; n]].concat();
    moving(&mut pty, "projects", &down_and_up(6), BUDGET);

    for key in ["l", "<Enter>", "v"] {
        go(&mut pty, key);
    }
    pty.wait_text("Demo Root CA");
    moving(&mut pty, "a file's entries", &down_and_up(3), BUDGET);
    for key in ["q", "q", "h"] {
        go(&mut pty, key);
    }
    go(&mut pty, "G");
    pty.wait_text("Keystores 300");
    go(&mut pty, "l");
    moving(&mut pty, "300 keystores", &down_and_up(16), BUDGET);
    // Beyond the page's edge the whole list moves: most of the new page follows with the preview.
    moving(&mut pty, "300 keystores, end to end", &down_and_up(299), BUDGET);
    moving(&mut pty, "300 keystores, pages", &[vec!["<PgDn>"; 15], vec!["<PgUp>"; 15]].concat(), BUDGET);
    pty.keys("q");
    assert!(pty.wait_exit().success());
}

/// From the start of the process to its first frame, and to the first project's keystores.
fn starting(start: &dyn Fn() -> Pty) {
    let (mut frames, mut lists) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let began = Instant::now();
        let pty = start();
        pty.wait_text("Projects");
        frames.push(millis(began));
        pty.wait_text("partner-mtls");
        lists.push(millis(began));
    }
    row("start to first frame, ms", frames);
    row("start to the first keystores, ms", lists);
}

/// Presses a key, and waits until all that follows it is on the screen.
fn go(pty: &mut Pty, key: &str) {
    let mark = pty.mark();
    pty.keys(key);
    pty.wait_written("something", mark, |written| !written.is_empty());
    pty.wait_quiet(REST);
}

/// The bytes of the frame that answers each key, and the time to it, without the preview, which follows once the
/// cursor rests.
fn moving(pty: &mut Pty, what: &str, keys: &[&str], budget: usize) {
    pty.wait_quiet(REST);
    let (mut bytes, mut times) = (Vec::new(), Vec::new());
    for key in keys {
        let mark = pty.mark();
        let began = Instant::now();
        pty.keys(key);
        pty.wait_written("the cursor elsewhere", mark, |written| !written.is_empty());
        times.push(millis(began));
        // A frame is one write, and far smaller than what one read takes.
        bytes.push(pty.bytes_since(mark).len() as f64);
    }
    let most = bytes.iter().copied().fold(0.0, f64::max);
    row(&format!("{what}: bytes a key"), bytes);
    row(&format!("{what}: key to paint, ms"), times);
    assert!(most <= budget as f64, "{what}: {most} bytes, more than {budget}");
}

fn millis(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}

fn row(what: &str, mut values: Vec<f64>) {
    values.sort_by(f64::total_cmp);
    let (first, middle, last) = (values[0], values[values.len() / 2], values[values.len() - 1]);
    println!("{what:<44} {first:>9.1} {middle:>9.1} {last:>9.1}");
}

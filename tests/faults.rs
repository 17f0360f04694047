//! Faults on the way, as the operator meets them: the real program in a terminal, before a gateway whose front does
//! harm. What is seen, what is on the server, and that the program goes on. `docs/faults.md` is the table of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[allow(dead_code, reason = "shared with tests/api.rs, which uses all of it")]
#[path = "api/fault.rs"]
mod fault;
#[path = "support/front.rs"]
mod front;
#[path = "support/pty.rs"]
mod pty;
#[allow(dead_code, reason = "shared with tests/api.rs, which uses all of it")]
#[path = "api/tls/server.rs"]
mod server;
#[allow(dead_code, reason = "shared with tests/terminal.rs, which uses all of it")]
#[path = "terminal/stage.rs"]
mod stage;

#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/ending.rs"]
mod ending;
#[path = "faults/keeping.rs"]
mod keeping;
#[path = "faults/kept.rs"]
mod kept;
#[path = "faults/reading.rs"]
mod reading;
#[path = "faults/sizes.rs"]
mod sizes;
#[path = "faults/table.rs"]
mod table;
#[path = "faults/trust.rs"]
mod trust;
#[path = "faults/unknown.rs"]
mod unknown;
#[path = "faults/updating.rs"]
mod updating;

use front::Front;
use pty::Pty;
use stage::{Stage, TOKEN};

/// For the server with TLS.
const AUTHORITY: &[u8] = include_bytes!("api/tls/ca.pem");

/// A gateway, its front, and the program before it.
pub struct Scene {
    pub stage: Stage,
    pub front: Front,
}

impl Scene {
    fn new() -> Self {
        let stage = Stage::new();
        let front = Front::start(&stage.gateway.url());
        Self { stage, front }
    }

    fn start(&self, options: &[&str]) -> Pty {
        let url = self.front.url();
        let mut all = vec!["--server", &url];
        all.extend(options);
        self.stage.run(&all, &[("KEYWRIGHT_TOKEN", TOKEN)])
    }
}

/// An answer with JSON.
fn json(status: &str, body: &str) -> Vec<u8> {
    front::http(status, "application/json", body)
}

/// The words of the dialog with this title, in one line.
fn dialog(screen: &str, title: &str) -> String {
    let mut rows = screen.lines().skip_while(|row| !row.contains(title));
    let top: Vec<char> = rows.next().unwrap_or_else(|| panic!("no {title:?} in\n{screen}")).chars().collect();
    let left = top.windows(2).position(|pair| pair == ['┌', ' ']).unwrap();
    let right = left + top[left..].iter().position(|c| *c == '┐').unwrap();
    let inside = rows.map(|row| row.chars().skip(left).take(right - left).collect::<String>());
    let lines = inside.take_while(|line| !line.starts_with('└')).map(|line| line.replace('│', " "));
    lines
        .flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Why the projects can't be read, once the dialog says so.
fn refusal(pty: &Pty) -> String {
    const TITLE: &str = "The projects could not be read";
    pty.wait_text(TITLE);
    dialog(&pty.screen_text(), TITLE)
}

//! Secrets, seen from outside: what the real program writes to its terminal and its files through a whole job that
//! goes wrong in every way, and what the system lets others see of the process.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "support/front.rs"]
mod front;
#[path = "support/pty.rs"]
mod pty;
#[allow(dead_code, reason = "shared with tests/terminal.rs, which uses all of it")]
#[path = "terminal/stage.rs"]
mod stage;

#[path = "secrets/process.rs"]
mod process;
#[path = "secrets/scan.rs"]
mod scan;
#[path = "secrets/story.rs"]
mod story;

//! The program as an operator meets it: the real binary in a pseudo-terminal, against a real HTTP server. Every
//! test waits for what it expects to see, never for time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "support/pty.rs"]
mod pty;

#[path = "terminal/stage.rs"]
mod stage;

#[path = "terminal/anyway.rs"]
mod anyway;
#[path = "terminal/history.rs"]
mod history;
#[path = "terminal/idle.rs"]
mod idle;
#[path = "terminal/inside.rs"]
mod inside;
#[path = "terminal/leaving.rs"]
mod leaving;
#[path = "terminal/main_job.rs"]
mod main_job;
#[path = "terminal/mended.rs"]
mod mended;
#[path = "terminal/pasting.rs"]
mod pasting;
#[path = "terminal/read_only.rs"]
mod read_only;
#[path = "terminal/resizing.rs"]
mod resizing;
#[path = "terminal/starting.rs"]
mod starting;
#[path = "terminal/token.rs"]
mod token;

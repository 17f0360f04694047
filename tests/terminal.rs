//! The program as an operator meets it: the real binary in a pseudo-terminal, against a real HTTP server. Every
//! test waits for what it expects to see, never for time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "support/pty.rs"]
mod pty;

#[path = "terminal/stage.rs"]
mod stage;

#[path = "terminal/idle.rs"]
mod idle;
#[path = "terminal/leaving.rs"]
mod leaving;
#[path = "terminal/starting.rs"]
mod starting;

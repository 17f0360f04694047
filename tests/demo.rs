//! The demo gateway over real HTTP: what it holds, what it refuses, how an update goes, and how it goes wrong.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::expect_used)]

#[path = "demo/client.rs"]
mod client;
#[path = "demo/faults.rs"]
mod faults;
#[path = "demo/reading.rs"]
mod reading;
#[path = "demo/refusing.rs"]
mod refusing;
#[path = "demo/running.rs"]
mod running;
#[path = "demo/updating.rs"]
mod updating;

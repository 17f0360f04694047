//! The only place where everything meets: terminal, signals, effects.
//!
//! ```text
//! start    command line, settings, token ─► a model and its clients, before the terminal is taken
//! run      the loop: waits, lets the state take in what came, does what it wants done, paints
//! tasks    one task for each effect, by its ticket      effects    what such a task does
//! harden   before any secret is read: no core dumps, no swap
//! session  settings ─► clients: a reader, and where changes are allowed a writer
//! ```

mod clock;
mod effects;
mod files;
mod harden;
mod keeper;
mod log;
mod progress;
mod run;
mod session;
mod start;
mod tasks;
pub mod terminal;

pub use harden::{Hardened, Memory, harden};
pub use log::{LogGuard, LogIncomplete};
pub use run::Ended;
pub use start::{NotStarted, screen, start_log};

//! The only place where everything meets: terminal, signals, effects.

pub mod log;
pub mod terminal;

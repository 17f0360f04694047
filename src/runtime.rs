//! The only place where everything meets: terminal, signals, effects.

pub mod terminal;

//! Pure state: messages in, effects out. Names no terminal, network, file system or clock.

pub mod catalog;
pub mod closing;
pub mod dialog;
pub mod editing;
pub mod effect;
pub mod expiry;
pub mod field;
pub mod journal;
pub mod judgement;
pub mod keeping;
pub mod key;
pub mod keymap;
pub mod local;
pub mod message;
pub mod model;
pub mod picker;
pub mod remote;
pub mod rollback;
pub mod screen;
pub mod scroll;
pub mod session;
pub mod submission;
pub mod update;
pub mod vault;

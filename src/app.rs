//! Pure state: messages in, effects out. Names no terminal, network, file system or clock.

pub mod key;

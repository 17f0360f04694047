//! How far a request has got: real bytes and real waits, never an estimate.

use std::time::Duration;

/// Something that happened while a request was under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Bytes of the body handed to the connection so far, of its whole length.
    Sent { bytes: u64, total: u64 },
    /// Bytes of the answer's body so far; `total` where the server announced it.
    Received { bytes: u64, total: Option<u64> },
    /// A read failed in passing and is tried again after `wait`. Never happens to a write.
    Retrying { attempt: u32, of: u32, wait: Duration, why: String },
}

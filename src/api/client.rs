//! The Management API over HTTP: the only users of reqwest. A [`Reader`] sends nothing but GET; a
//! [`Writer`] sends one PUT, once.

mod connection;
mod download;
mod fault;
mod reader;
mod retry;
mod tls;
mod token;
mod transport;
mod upload;
mod writer;

pub use connection::{Connection, Limits};
pub use reader::{Listing, Reader};
pub use retry::Backoff;
pub use tls::{Identity, IdentityFault};
pub use token::TokenCell;
pub use writer::{NotUpdated, Writer};

pub use crate::domain::timeouts::Timeouts;
use crate::domain::transfer::Progress;

/// Whom progress is reported to, at most about every 100 KB of a body.
pub type Report<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Reports a number of bytes only when enough have come since the last report.
struct Throttle {
    next: u64,
}

impl Throttle {
    const STEP: u64 = 100 * 1024;

    fn new() -> Self {
        Self { next: 0 }
    }

    /// Whether to report now: at first, after each step, and at the `end`.
    fn lets(&mut self, bytes: u64, end: bool) -> bool {
        if bytes < self.next && !end {
            return false;
        }
        self.next = bytes.saturating_add(Self::STEP);
        true
    }
}

//! Something that is read from the server: absent, under way, there, or failed.

use std::{fmt, time::Duration};

use jiff::Timestamp;

use crate::{api::error::Error, domain::transfer::Progress};

/// Names one request, so that its answer finds the place that waits for it, and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket(pub u64);

/// A request under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    pub ticket: Ticket,
    pub since: Timestamp,
    /// Bytes of the answer so far.
    pub received: u64,
    /// Bytes of the whole answer, where the server announced it.
    pub total: Option<u64>,
    /// In words, while a failed read waits to be tried again.
    pub retrying: Option<Retrying>,
}

/// A read that failed in passing and is tried again.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrying {
    pub attempt: u32,
    pub of: u32,
    pub wait: Duration,
    pub why: String,
}

/// What is known of something on the server. What was read stays while it is read again.
#[derive(Clone)]
pub struct Remote<T> {
    value: Option<(T, Timestamp)>,
    pending: Option<Pending>,
    error: Option<Error>,
    /// Loading was stopped by the operator, at so many bytes.
    stopped: Option<u64>,
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self { value: None, pending: None, error: None, stopped: None }
    }
}

impl<T> Remote<T> {
    /// What was read last.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref().map(|(value, _)| value)
    }

    /// What was read last, to be changed in place (after an update has been read back).
    pub fn value_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut().map(|(value, _)| value)
    }

    /// When it was read.
    pub fn read_at(&self) -> Option<Timestamp> {
        self.value.as_ref().map(|(_, at)| *at)
    }

    /// The request under way.
    pub fn pending(&self) -> Option<&Pending> {
        self.pending.as_ref()
    }

    /// Why the last request failed.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// At how many bytes the operator stopped it.
    pub fn stopped(&self) -> Option<u64> {
        self.stopped
    }

    /// Never asked for, or nothing came of it: neither there, nor under way, nor failed.
    pub fn is_untouched(&self) -> bool {
        self.value.is_none() && self.pending.is_none() && self.error.is_none() && self.stopped.is_none()
    }

    /// A request goes out. Returns the ticket of one that it replaces.
    pub fn begin(&mut self, ticket: Ticket, since: Timestamp) -> Option<Ticket> {
        self.stopped = None;
        let pending = Pending { ticket, since, received: 0, total: None, retrying: None };
        self.pending.replace(pending).map(|before| before.ticket)
    }

    /// Whether this is what waits for the ticket.
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.ticket == ticket)
    }

    /// Notes how far the request has got. A stale ticket changes nothing.
    pub fn progress(&mut self, ticket: Ticket, progress: &Progress) {
        let Some(pending) = self.pending.as_mut().filter(|pending| pending.ticket == ticket) else { return };
        match progress {
            Progress::Received { bytes, total } => {
                pending.received = *bytes;
                pending.total = *total;
                pending.retrying = None;
            }
            Progress::Retrying { attempt, of, wait, why } => {
                pending.retrying =
                    Some(Retrying { attempt: *attempt, of: *of, wait: *wait, why: why.clone() });
            }
            Progress::Sent { .. } => {}
        }
    }

    /// The answer is in. Returns whether it was waited for; a stale one is dropped.
    pub fn settle(&mut self, ticket: Ticket, answer: Result<T, Error>, at: Timestamp) -> bool {
        if !self.waits_for(ticket) {
            return false;
        }
        self.pending = None;
        match answer {
            Ok(value) => {
                self.value = Some((value, at));
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
        true
    }

    /// Puts in a value that was learned elsewhere.
    pub fn put(&mut self, value: T, at: Timestamp) {
        self.value = Some((value, at));
        self.error = None;
    }

    /// The operator stops the request, if one is under way. Returns its ticket, to be cancelled.
    pub fn stop(&mut self) -> Option<Ticket> {
        let pending = self.pending.take()?;
        if self.value.is_none() {
            self.stopped = Some(pending.received);
        }
        Some(pending.ticket)
    }

    /// The operator went elsewhere: the request is given up as if it had never been made.
    pub fn give_up(&mut self) -> Option<Ticket> {
        self.pending.take().map(|pending| pending.ticket)
    }
}

impl<T> fmt::Debug for Remote<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote")
            .field("there", &self.value.is_some())
            .field("pending", &self.pending)
            .field("error", &self.error)
            .finish()
    }
}

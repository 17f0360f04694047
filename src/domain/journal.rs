//! What the journal says of an update: what was to be sent, what came of it, what a later look found.
//!
//! ```text
//! Intent ── written before the PUT ──► Outcome ── after its answer ──► Look ── later, where it was unknown
//! ```
//!
//! An intent without an outcome is an update of which nobody knows what came: the program was killed,
//! the machine rebooted. Nothing here holds a secret. Texts are as they came, so a screen shows them
//! through [`text`](super::text).

mod found;
mod outcome;
mod plan;
pub mod words;

use jiff::{SignedDuration, Timestamp};

use super::holder::Who;

pub use found::Found;
pub use outcome::{Ending, Outcome, ReadBack};
pub use plan::{Change, Held, Plan, TextChange, VersionBefore};

/// So long after it was about to be sent an update may still be carried out: a look before that doesn't tell for good
/// that it wasn't. The gateways get 30 s each for a deployment, and by default an answer is waited for for 3 minutes.
pub const SETTLES: SignedDuration = SignedDuration::from_mins(10);

/// What ties an outcome to its intent. Made by whoever writes the intent; unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id(pub String);

/// An update that was about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    pub id: Id,
    pub at: Timestamp,
    pub who: Who,
    /// The process that was about to send it, on the host of `who`.
    pub pid: u32,
    pub plan: Plan,
}

/// A later look at what is stored, after an update whose outcome wasn't known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub at: Timestamp,
    pub who: Who,
    pub found: Found,
}

/// All that the journal says of one update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub intent: Intent,
    /// `None`: nobody wrote one.
    pub outcome: Option<Outcome>,
    /// In their order.
    pub looks: Vec<Look>,
    /// What a look can't tell of it was sent again since, and stored: see [`History::find_replaced`].
    pub replaced: bool,
}

/// What is known of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It ended so.
    Ended(&'a Ending),
    /// No answer told what came of it, but what is stored was read since, and showed this.
    Found(Found),
    /// The same, but it was read so early that the update could still have been carried out afterwards.
    SoFar(Found),
    /// Nobody knows what came of it, and it doesn't matter any more.
    Replaced,
    /// Nobody knows what came of it.
    Unknown,
}

impl Record {
    /// What is known of it: the answer; else the last look that told something; else what was read back.
    pub fn standing(&self) -> Standing<'_> {
        if let Some(outcome) = &self.outcome
            && outcome.ending != Ending::Unknown
        {
            return Standing::Ended(&outcome.ending);
        }
        let mut looks = self.looks.iter().rev().map(|look| (look.found.clone(), look.at));
        let read_back = || {
            let outcome = self.outcome.as_ref()?;
            Some((outcome.read_back.found()?, outcome.at))
        };
        match looks.find(|(found, _)| *found != Found::Untold).or_else(read_back) {
            Some((found, at)) if found.is_final(self.intent.at, at) => Standing::Found(found),
            Some((found, _)) => Standing::SoFar(found),
            None if self.replaced => Standing::Replaced,
            None => Standing::Unknown,
        }
    }

    /// Whether a later update sent again all of what a look at this one couldn't tell: passwords.
    fn is_replaced_by(&self, later: &Self) -> bool {
        let (plan, new) = (&self.intent.plan, &later.intent.plan);
        let again = |change: &Change| {
            let mut same = new.changes.iter().filter(|other| other.environment == change.environment);
            same.any(|other| other.password || other.after.is_none())
        };
        let is_untold = self.looks.last().is_some_and(|look| look.found == Found::Untold);
        is_untold
            && plan.omitted_changes == 0
            && plan.place == new.place
            && later.standing() == Standing::Ended(&Ending::Done)
            && plan.changes.iter().all(again)
    }

    /// Whether it may have changed what is stored, as far as is known.
    pub fn may_have_applied(&self) -> bool {
        !matches!(
            self.standing(),
            Standing::Ended(Ending::NotApplied | Ending::Refused | Ending::NotSent)
                | Standing::Found(Found::NotApplied)
        )
    }

    /// Whether nobody knows for good what came of it, so that somebody should look.
    pub fn is_unknown(&self) -> bool {
        matches!(self.standing(), Standing::Unknown | Standing::SoFar(_))
    }
}

/// The journal, or the part of it that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The newest first, in the order in which they were written.
    pub records: Vec<Record>,
    pub unread: Unread,
}

impl History {
    /// Finds the updates that nobody needs to know the outcome of any more: a look couldn't tell, since they changed
    /// passwords only, and all of these were sent again, stored and deployed.
    pub fn find_replaced(&mut self) {
        for at in 1..self.records.len() {
            let (newer, rest) = self.records.split_at_mut(at);
            let Some(record) = rest.first_mut().filter(|record| record.is_unknown()) else { continue };
            record.replaced = newer.iter().any(|later| record.is_replaced_by(later));
        }
    }
}

/// What of the journal couldn't be read. What could be is shown all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// The last line was cut off: the program or the machine went down while it was written.
    pub torn: bool,
    /// Lines that aren't a journal's, or are too long.
    pub damaged: usize,
    /// Lines of a kind that a newer keywright writes.
    pub newer: usize,
    /// Outcomes and looks whose intent isn't there.
    pub strays: usize,
    /// Bytes at the journal's beginning that were not read, because it is large.
    pub skipped: u64,
}

impl Unread {
    /// Whether something is missing that should be there; of a large journal, the oldest needn't.
    pub fn is_incomplete(&self) -> bool {
        // What belongs to the part that wasn't read is no stray.
        let strays = self.strays > 0 && self.skipped == 0;
        self.torn || self.damaged > 0 || self.newer > 0 || strays
    }

    /// One sentence for each thing that is missing.
    pub fn says(&self) -> Vec<String> {
        let count = super::text::count;
        let mut says = Vec::new();
        if self.torn {
            says.push(
                "the journal's last line is cut off: keywright or the machine went down while writing it"
                    .into(),
            );
        }
        if self.damaged > 0 {
            says.push(format!("{} of the journal can't be read", count(self.damaged, "line", "lines")));
        }
        if self.newer > 0 {
            says.push(format!(
                "{} of the journal come from a newer keywright and aren't shown",
                count(self.newer, "line", "lines")
            ));
        }
        if self.strays > 0 && self.skipped == 0 {
            says.push(format!(
                "{} of the journal belong to updates whose own line isn't there",
                count(self.strays, "line", "lines")
            ));
        }
        if self.skipped > 0 {
            says.push(format!("the oldest {} of the journal aren't shown", super::text::size(self.skipped)));
        }
        says
    }
}

#[cfg(test)]
mod tests;

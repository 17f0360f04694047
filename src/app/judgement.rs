//! What is to be said of each entry before it is sent. Derived from the draft, the form that is being
//! filled and what is known of the files; kept is only what the rules answered, by the case that they
//! were asked about, since asking them verifies signatures and is work for another thread.
//!
//! ```text
//! draft, form ─► Proposal ─► files still closed ──► Effect::Open
//!                        └─► Brief (the whole case) ─► Effect::Judge ─► Judgements
//! ```

mod brief;
mod proposal;
mod review;
mod side;

use jiff::{SignedDuration, Timestamp};

use super::{
    effect::{Effect, FileSource},
    model::Model,
    remote::Ticket,
    vault,
};
use crate::{
    domain::{file::FileDigest, secret::Secret},
    judge::{Finding, Grade},
};

pub use brief::{Brief, Verdict};
pub use proposal::{Proposal, of_draft, of_form};
pub use review::{Review, some, summary};
pub use side::Side;

/// What the rules say of an entry, as far as they could be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Judgement<'a> {
    /// It is sent as it is stored, or there is no file that could be judged.
    Nothing,
    /// Typing hasn't rested, or the file is still being read.
    Typing,
    /// A file is being opened, since then; or the rules are being asked.
    Opening(Timestamp),
    /// The gravest first; empty: nothing to be said.
    Judged(&'a [Finding]),
}

impl<'a> Judgement<'a> {
    /// The findings; none where it isn't judged.
    pub fn findings(self) -> &'a [Finding] {
        match self {
            Self::Judged(findings) => findings,
            Self::Nothing | Self::Typing | Self::Opening(_) => &[],
        }
    }

    /// The findings of one grade.
    pub fn of_grade(self, grade: Grade) -> impl Iterator<Item = &'a Finding> {
        self.findings().iter().filter(move |finding| finding.grade() == grade)
    }

    /// How far it stands in the way.
    pub fn grade(self) -> Option<Grade> {
        self.findings().iter().map(Finding::grade).max()
    }
}

/// What the rules answered, as long as it is about what is edited now.
#[derive(Debug, Default)]
pub struct Judgements {
    known: Vec<Known>,
    is_waiting: bool,
}

#[derive(Debug)]
struct Known {
    brief: Brief,
    findings: Option<Vec<Finding>>,
    /// The rules are being asked, or asked again.
    asked: Option<Ticket>,
}

/// For so long an answer holds: some rules go by the clock.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

impl Judgements {
    /// Whether a file is being opened for what is edited, or the rules are being asked for the first time.
    pub fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    /// What was answered about a case.
    fn of(&self, brief: &Brief) -> Option<&[Finding]> {
        let known = self.known.iter().find(|known| known.brief == *brief)?;
        known.findings.as_deref()
    }

    /// Takes an answer in; one that nobody waits for any more is dropped.
    pub fn settle(&mut self, ticket: Ticket, verdicts: Vec<Verdict>) {
        for Verdict { brief, findings } in verdicts {
            let waits = |known: &&mut Known| known.asked == Some(ticket) && known.brief == brief;
            if let Some(known) = self.known.iter_mut().find(waits) {
                (known.brief, known.findings, known.asked) = (brief, Some(findings), None);
            }
        }
    }

    /// From now on these cases are what is edited. Returns those to ask the rules about.
    fn turn_to(&mut self, briefs: Vec<Brief>, ticket: Ticket, now: Timestamp) -> Vec<Brief> {
        self.known.retain(|known| briefs.contains(&known.brief));
        let mut ask = Vec::new();
        for mut brief in briefs {
            let known = self.known.iter_mut().find(|known| known.brief == brief);
            let is_old = |known: &&mut Known| {
                known.asked.is_none() && now.duration_since(known.brief.now()).abs() > FRESH
            };
            match known {
                None => self.known.push(Known { brief: brief.clone(), findings: None, asked: Some(ticket) }),
                // What was said holds until it is said anew.
                Some(known) if is_old(&known) => known.asked = Some(ticket),
                Some(_) => continue,
            }
            brief.set_now(now);
            ask.push(brief);
        }
        ask
    }
}

/// Has opened and judged what is edited now and wasn't yet. Called after every message.
pub fn keep_up(model: &mut Model) -> Vec<Effect> {
    let (mut wanted, mut briefs) = (Vec::new(), Vec::new());
    let mut is_open = true;
    for proposal in proposal::all(model) {
        wanted.extend(proposal.wanted(&model.vault));
        match proposal.brief(model) {
            Ok(Some(brief)) if !briefs.contains(&brief) => briefs.push(brief),
            Ok(_) => {}
            Err(_) => is_open = false,
        }
    }
    let submission = model.submission.as_ref();
    wanted.extend(submission.map(|submission| submission.wanted(&model.vault)).into_iter().flatten());
    let mut effects = open(model, wanted);
    effects.extend(ask(model, briefs));
    let is_answered = model.judgements.known.iter().all(|known| known.findings.is_some());
    model.judgements.is_waiting = !(is_open && is_answered);
    effects
}

/// A file that is wanted open, where its bytes are, and the password to open it with.
pub(super) type Wanted = (FileDigest, FileSource, Option<Secret>);

fn open(model: &mut Model, mut wanted: Vec<Wanted>) -> Vec<Effect> {
    let tries = wanted.iter().map(|(file, _, password)| (*file, password.clone())).collect();
    model.vault.hold(tries);
    wanted.retain(|(file, _, password)| !model.vault.knows(*file, password.as_ref()));
    if wanted.is_empty() || model.vault.abandoned_since().is_some() {
        return Vec::new();
    }
    vault::open_all(model, wanted)
}

fn ask(model: &mut Model, briefs: Vec<Brief>) -> Vec<Effect> {
    let now = model.now;
    if briefs.is_empty() {
        model.judgements.known.clear();
        return Vec::new();
    }
    let ticket = model.ticket();
    let asked = model.judgements.turn_to(briefs, ticket, now);
    if asked.is_empty() { Vec::new() } else { vec![Effect::Judge(ticket, asked)] }
}

#[cfg(test)]
mod tests;

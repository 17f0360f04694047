//! An update under way: checked, sent, answered, read back. It goes on whatever screen is shown.

mod edits;
mod holding;
mod reading_back;
mod report;
mod verdict;
pub mod words;

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    closing::{self, How},
    dialog::{self, Dialog},
    effect::{Effect, Read},
    keeping::{self, Kept},
    model::{Model, Parked},
    remote::Ticket,
    screen::{self, Screen, keystore::KeystoreScreen},
};
use crate::{
    api::{client::NotUpdated, error::Error},
    domain::{
        cascade::JwkCascade,
        deployment::{Answer, Verified},
        document::{self, Difference},
        draft::Draft,
        journal::{Id, VersionBefore},
        keystore::Keystore,
        merge::Merge,
        transfer::Progress,
        update::{Expectation, Update},
    },
};

pub use edits::{take_kept, take_merged};
use reading_back::read_back;
pub use reading_back::{break_off, look, look_again, of_old_token, rested};

/// An update, from the confirmation to the last word about it.
#[derive(Debug)]
pub struct Submission {
    pub project: String,
    /// The name under which it was stored when it was confirmed.
    pub keystore: String,
    /// The edits; they survive whatever comes of it.
    pub draft: Draft,
    pub cascade: JwkCascade,
    pub expectation: Expectation,
    /// Bytes of the body.
    pub size: u64,
    pub started: Timestamp,
    pub phase: Phase,
    /// What ties its outcome to what was written down of it, until that is written down too.
    pub intent: Option<Id>,
    /// Under what it is in the journal, for as long as it is shown.
    pub journaled: Option<Id>,
    /// What an update of this keystore, sent before in this session, was to store, where nobody knows what came of it.
    earlier: Option<Expectation>,
    /// What became of the version before; `None` where nothing is kept, or not yet.
    pub before: Option<VersionBefore>,
    /// Why the journal has no line of it, where somebody went on all the same.
    pub unwritten: Option<String>,
    /// Somebody goes on though the version before couldn't be kept.
    pub anyway: bool,
    /// When the body was handed over completely.
    pub sent_at: Option<Timestamp>,
    /// Bytes handed to the connection so far.
    pub sent: u64,
    pub answer: Option<Answer>,
    /// The update was sent, and it isn't known what came of it: why, and since when.
    pub unknown: Option<(Error, Timestamp)>,
    pub verified: Option<Verified>,
    pub ended: Option<Timestamp>,
    /// The operator has had the outcome on the screen.
    pub seen: bool,
    /// What this reading back shows was told already.
    told_elsewhere: bool,
    /// A keystore that was to be renamed is looked for under its old name, since what is under the
    /// new one isn't what was sent: somebody else's, perhaps. With what was found there.
    under_old_name: Option<Option<Arc<Keystore>>>,
    /// The files that each changed environment was to hold.
    files: Vec<holding::Sent>,
    /// What was found when it was read back.
    found: Option<Arc<Keystore>>,
}

/// What is being done.
#[derive(Debug)]
pub enum Phase {
    /// The keystore is read again; nothing has been sent.
    Checking { ticket: Ticket, update: Update },
    /// The version before is kept, and what is about to be sent written down; nothing has been sent.
    Keeping { ticket: Ticket, update: Update },
    /// The one write.
    Sending { ticket: Ticket },
    /// What is stored is read back.
    ReadingBack { ticket: Ticket },
    /// Until the next look at what is stored.
    Resting { ticket: Ticket },
    /// Nothing was sent, or nothing was taken.
    Stopped(Stop),
    /// Sent, and everything that can be known is known.
    Over,
}

/// Why nothing came of an update.
#[derive(Clone, Debug)]
pub enum Stop {
    /// Somebody changed the keystore since it was read; nothing was sent.
    Changed {
        /// Between what was read and what is stored.
        differences: Vec<Difference>,
        /// With what the edits would change.
        merge: Box<Merge>,
        /// It is what an update of this session was to store, of which no answer came.
        own: bool,
    },
    /// It couldn't be read again; nothing was sent.
    NotChecked(Error),
    /// It was learned meanwhile that this session may not edit, and why; nothing was sent.
    NotAllowed(String),
    /// The version before couldn't be kept, or the journal not written, and why; nothing was sent.
    NotKept(String),
    /// Nothing reached the server.
    NotSent(Error),
    /// The server said no.
    Refused(Error),
}

impl Submission {
    /// Whether a form is that of the keystore that was submitted. Meanwhile another one may be open.
    pub fn is_of(&self, form: &KeystoreScreen) -> bool {
        form.project == self.project && form.draft.base().name() == self.keystore
    }

    /// Whether it is still going on.
    pub fn is_under_way(&self) -> bool {
        !matches!(self.phase, Phase::Stopped(_) | Phase::Over)
    }

    /// Whether it has gone out, and isn't over.
    pub fn has_been_sent(&self) -> bool {
        self.is_under_way() && !matches!(self.phase, Phase::Checking { .. } | Phase::Keeping { .. })
    }

    /// Whether it was sent, and it isn't known what came of it, nor looked for any longer.
    pub fn is_unknown(&self) -> bool {
        let is_told = matches!(self.verified, Some(Verified::Equal { .. }));
        matches!(self.phase, Phase::Over) && self.unknown.is_some() && !is_told
    }

    /// What is known neither to be stored nor not to be, of an update of this keystore.
    fn unanswered(self, project: &str, keystore: &str) -> Option<Expectation> {
        match self.phase {
            _ if self.project != project || self.keystore != keystore => None,
            Phase::Stopped(_) => self.earlier,
            _ => self.is_unknown().then_some(self.expectation),
        }
    }

    /// What is waited for; `None` once it is over.
    pub fn ticket(&self) -> Option<Ticket> {
        match &self.phase {
            Phase::Checking { ticket, .. }
            | Phase::Keeping { ticket, .. }
            | Phase::Sending { ticket }
            | Phase::ReadingBack { ticket }
            | Phase::Resting { ticket } => Some(*ticket),
            Phase::Stopped(_) | Phase::Over => None,
        }
    }

    /// More lines than the deployment screen can have: where scrolling down ends.
    pub fn most_lines(&self) -> usize {
        const REST: usize = 100;
        let rows = self.answer.as_ref().map_or(0, |answer| answer.report.rows.len());
        let differences = match (&self.verified, &self.phase) {
            (Some(Verified::Differs(list)), _)
            | (_, Phase::Stopped(Stop::Changed { differences: list, .. })) => list.len(),
            _ => 0,
        };
        REST + 4 * rows + 4 * differences + 2 * self.expectation.environments().len()
    }
}

/// Begins: the keystore is read again, and only if it is what the edit began from is it sent.
pub fn begin(model: &mut Model, project: String, draft: Draft, update: Update, anyway: bool) -> Vec<Effect> {
    let ticket = model.ticket();
    let keystore = update.keystore().to_owned();
    let earlier = model.submission.take().and_then(|submission| submission.unanswered(&project, &keystore));
    model.submission = Some(Submission {
        project: project.clone(),
        keystore: keystore.clone(),
        files: holding::sent(&draft),
        found: None,
        draft,
        cascade: update.cascade(),
        expectation: update.expectation().clone(),
        size: update.body().len() as u64,
        started: model.now,
        phase: Phase::Checking { ticket, update },
        intent: None,
        journaled: None,
        earlier,
        before: None,
        unwritten: None,
        anyway,
        sent_at: None,
        sent: 0,
        answer: None,
        unknown: None,
        verified: None,
        ended: None,
        seen: false,
        told_elsewhere: false,
        under_old_name: None,
    });
    if let Some(form) = model.form_mut() {
        form.submitted = true;
    }
    screen::deployment::show(model);
    vec![Effect::Read(ticket, Read::Keystore { project, keystore })]
}

/// Notes the bytes handed over.
pub fn progress(model: &mut Model, ticket: Ticket, progress: &Progress) {
    let now = model.now;
    let Some(submission) = &mut model.submission else { return };
    match (&submission.phase, progress) {
        (Phase::Sending { ticket: waiting }, Progress::Sent { bytes, total }) if *waiting == ticket => {
            submission.sent = *bytes;
            if bytes >= total {
                submission.sent_at.get_or_insert(now);
            }
        }
        _ => {}
    }
}

/// A keystore that was read: before sending, or read back after it.
pub fn keystore_came(model: &mut Model, ticket: Ticket, answer: Result<Arc<Keystore>, Error>) -> Vec<Effect> {
    match model.submission.as_ref().map(|submission| &submission.phase) {
        Some(Phase::Checking { ticket: waiting, .. }) if *waiting == ticket => checked(model, answer),
        Some(Phase::ReadingBack { ticket: waiting }) if *waiting == ticket => read_back(model, answer),
        _ => Vec::new(),
    }
}

fn checked(model: &mut Model, answer: Result<Arc<Keystore>, Error>) -> Vec<Effect> {
    let (ticket, refusal) = (model.ticket(), model.session.edit_refusal());
    let Some(submission) = &mut model.submission else { return Vec::new() };
    let found = match answer {
        Ok(found) => found,
        Err(error) => return stop(model, Stop::NotChecked(error)),
    };
    let differences = document::differences(submission.draft.base().object(), found.object());
    if !differences.is_empty() {
        return changed(model, differences, found);
    }
    // A server of the second generation, known as such only now, would cut its JWKs off.
    if let Some(why) = refusal {
        return stop(model, Stop::NotAllowed(why));
    }
    // Only called while checking.
    let Phase::Checking { update, .. } = std::mem::replace(&mut submission.phase, Phase::Over) else {
        return Vec::new();
    };
    let keep = keeping::of(model, found, &update);
    if let Some(submission) = &mut model.submission {
        submission.phase = Phase::Keeping { ticket, update };
    }
    keep.map(|keep| Effect::Keep(ticket, Box::new(keep))).into_iter().collect()
}

/// What was kept before sending, or why nothing was: then nothing is sent.
pub fn kept(model: &mut Model, ticket: Ticket, answer: Result<Kept, String>) -> Vec<Effect> {
    let (refusal, next) = (model.session.edit_refusal(), model.ticket());
    let Some(submission) = &mut model.submission else { return Vec::new() };
    if !matches!(&submission.phase, Phase::Keeping { ticket: waiting, .. } if *waiting == ticket) {
        return Vec::new();
    }
    match answer {
        Ok(Kept { intent, backup, unwritten }) => {
            submission.journaled.clone_from(&intent);
            (submission.intent, submission.before) = (intent, backup);
            submission.unwritten = unwritten;
        }
        Err(why) => return stop(model, Stop::NotKept(why)),
    }
    if let Some(why) = refusal {
        return stop(model, Stop::NotAllowed(why));
    }
    if model.closing.is_some_and(|closing| closing.how != How::Gone) {
        return stop(model, Stop::NotAllowed(closing::UNSENT.into()));
    }
    match std::mem::replace(&mut submission.phase, Phase::Sending { ticket: next }) {
        Phase::Keeping { update, .. } => vec![Effect::Put(next, update)],
        // It was just seen to be keeping.
        other => {
            submission.phase = other;
            Vec::new()
        }
    }
}

/// Somebody changed the keystore. Where the two changes don't touch, the edits are put on top of
/// what is stored now; they are to be confirmed anew all the same.
fn changed(model: &mut Model, differences: Vec<Difference>, theirs: Arc<Keystore>) -> Vec<Effect> {
    let Some(submission) = &model.submission else { return Vec::new() };
    let (project, name) = (submission.project.clone(), submission.keystore.clone());
    let is_stored = |earlier: &Expectation| matches!(earlier.verify(&theirs), Verified::Equal { .. });
    let own = submission.earlier.as_ref().is_some_and(is_stored);
    let merge = Merge::new(submission.draft.clone(), Arc::clone(&theirs));
    model.catalog.put_keystore(&project, &name, theirs);
    if let Some(draft) = merge.draft() {
        take_merged(model, draft);
    }
    stop(model, Stop::Changed { differences, merge: Box::new(merge), own })
}

/// Nothing was sent, or the server said no: the edits are where they were.
pub fn stop(model: &mut Model, stop: Stop) -> Vec<Effect> {
    let now = model.now;
    let error = match &stop {
        Stop::NotChecked(error) | Stop::NotSent(error) | Stop::Refused(error) => Some(error.clone()),
        Stop::Changed { .. } | Stop::NotAllowed(_) | Stop::NotKept(_) => None,
    };
    if let Some(submission) = &mut model.submission {
        submission.phase = Phase::Stopped(stop);
        submission.ended = Some(now);
    }
    edits::lock_form(model, false);
    edits::put_aside(model);
    ended(model);
    let effects = keeping::conclude(model);
    if let Some(error) = error.filter(Error::is_token_refused) {
        dialog::token::ask(model, Parked::Review, &error);
    }
    effects
}

/// The server has answered, or it never will.
pub fn updated(model: &mut Model, ticket: Ticket, answer: Result<Answer, NotUpdated>) -> Vec<Effect> {
    let now = model.now;
    let Some(submission) = &mut model.submission else { return Vec::new() };
    if !matches!(submission.phase, Phase::Sending { ticket: waiting } if waiting == ticket) {
        return Vec::new();
    }
    match answer {
        Ok(answer) => submission.answer = Some(answer),
        Err(NotUpdated::NotSent(error)) => return stop(model, Stop::NotSent(error)),
        Err(NotUpdated::Refused(error)) => return stop(model, Stop::Refused(error)),
        Err(NotUpdated::Unknown(error)) => submission.unknown = Some((error, now)),
    }
    submission.sent_at.get_or_insert(now);
    look(model)
}

/// It is over.
fn ended(model: &mut Model) {
    drop_question(model);
    announce(model);
}

/// A question whether to quit all the same is about something else from now on.
fn drop_question(model: &mut Model) {
    model
        .dialogs
        .retain(|dialog| !matches!(dialog, Dialog::Confirm(confirm) if confirm.question.is_of_submission()));
}

/// Says how it ended, where the deployment isn't on the screen.
fn announce(model: &mut Model) {
    let in_sight = matches!(model.screens.last(), Some(Screen::Deployment(_)));
    if let Some(submission) = &mut model.submission {
        submission.seen = in_sight;
    }
    if in_sight && model.dialogs.is_empty() {
        return;
    }
    if let Some((tone, headline)) = model.submission.as_ref().map(Submission::headline) {
        model.say(tone, format!("{headline}; F2 shows it"));
    }
}

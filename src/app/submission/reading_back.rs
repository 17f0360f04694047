//! What is stored is read back after an update was sent: until it is known what came of it, or for so long as the
//! session has for it.

use std::{sync::Arc, time::Duration};

use super::{Phase, drop_question, edits, ended, keystore_came};
use crate::{
    api::error::Error,
    app::{
        dialog,
        effect::{Effect, Read},
        keeping,
        model::{Model, Parked},
        remote::Ticket,
        screen,
    },
    domain::{deployment::Verified, draft::Draft, keystore::Keystore},
};

/// An unknown outcome is read back so often, while the session's time for it lasts. Only then is "not applied" said.
const ASK_AGAIN: Duration = Duration::from_secs(5);

/// A read of the submission's went out with a token that has been replaced since: what is read
/// back is read again; a check that failed ends it, as any does.
pub fn of_old_token(model: &mut Model, ticket: Ticket, error: Error) -> Vec<Effect> {
    match model.submission.as_ref().map(|submission| &submission.phase) {
        Some(Phase::ReadingBack { ticket: waiting }) if *waiting == ticket => look(model),
        _ => keystore_came(model, ticket, Err(error)),
    }
}

/// Reads back what is stored: under the new name, or the old one where that isn't there.
pub fn look(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    edits::lock_form(model, true);
    let Some(submission) = &mut model.submission else { return Vec::new() };
    submission.phase = Phase::ReadingBack { ticket };
    let old = submission.under_old_name.is_some();
    let name = if old { &submission.keystore } else { submission.expectation.name() };
    let read = Read::Keystore { project: submission.project.clone(), keystore: name.to_owned() };
    vec![Effect::Read(ticket, read)]
}

/// Reads back once more, since a look from elsewhere told what is stored: that told the operator, too.
pub fn look_again(model: &mut Model) -> Vec<Effect> {
    if let Some(submission) = &mut model.submission {
        submission.told_elsewhere = true;
    }
    look(model)
}

/// The rest between two looks is over.
pub fn rested(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    match model.submission.as_ref().map(|submission| &submission.phase) {
        Some(Phase::Resting { ticket: waiting }) if *waiting == ticket => look(model),
        _ => Vec::new(),
    }
}

pub(super) fn read_back(model: &mut Model, answer: Result<Arc<Keystore>, Error>) -> Vec<Effect> {
    let (now, for_long) = (model.now, model.session.read_back);
    let ticket = model.ticket();
    let Some(submission) = &mut model.submission else { return Vec::new() };
    let mut settled = false;
    let verified = match &answer {
        Ok(stored) => match submission.expectation.verify(stored) {
            Verified::Equal { .. } if submission.unknown.is_some() && !submission.can_tell() => {
                let why =
                    "what is stored reads the same with and without this update (passwords aren't shown)";
                settled = true;
                Verified::Unreadable(why.into())
            }
            verified => verified,
        },
        Err(error) if error.is_token_refused() => {
            let error = error.clone();
            submission.verified = Some(Verified::Unreadable(error.to_string()));
            submission.phase = Phase::Over;
            submission.ended = Some(now);
            settle_form(model, None);
            drop_question(model);
            // Nobody is there to give another token: what is known is written down.
            if model.closing.is_some() {
                return keeping::conclude(model);
            }
            dialog::token::ask(model, Parked::ReadBack, &error);
            return Vec::new();
        }
        Err(error) => Verified::Unreadable(error.to_string()),
    };
    let equal = matches!(verified, Verified::Equal { .. });
    let renamed = submission.expectation.name() != submission.keystore;
    if renamed && !equal && !settled && submission.under_old_name.is_none() {
        submission.verified = Some(verified);
        submission.under_old_name = Some(answer.ok());
        return look(model);
    }
    // Gone under its old name: then what stands under the new one is this keystore.
    let (verified, stored) = match (submission.under_old_name.take(), answer) {
        (Some(Some(under_new)), Err(Error::NotFound(_) | Error::Invalid(_))) => {
            (submission.verified.take().unwrap_or(verified), Some(under_new))
        }
        (_, answer) => (verified, answer.ok()),
    };
    settled |= equal;
    submission.verified = Some(verified);
    submission.found.clone_from(&stored);
    if let Some((_, since)) = &submission.unknown
        && !settled
    {
        let left = for_long.saturating_sub(now.duration_since(*since).unsigned_abs());
        if !left.is_zero() {
            submission.phase = Phase::Resting { ticket };
            return vec![Effect::Rest(ticket, left.min(ASK_AGAIN))];
        }
    }
    submission.phase = Phase::Over;
    submission.ended = Some(now);
    let was_told = std::mem::take(&mut submission.told_elsewhere);
    settle_form(model, stored);
    if was_told {
        drop_question(model);
    } else {
        ended(model);
    }
    keeping::conclude(model)
}

/// Nobody waits any longer for what is stored to be read back: what was answered is written down. Without an
/// answer nothing is: the update stays unknown, and is looked for at the next start.
pub fn break_off(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    match &mut model.submission {
        Some(submission) if submission.has_been_sent() && submission.answer.is_some() => {
            submission.phase = Phase::Over;
            submission.ended = Some(now);
            keeping::conclude(model)
        }
        _ => Vec::new(),
    }
}

/// After an update that was sent, the form holds what is stored now. Without any "but" the edits
/// are done; else they stay, on top of what is stored.
fn settle_form(model: &mut Model, stored: Option<Arc<Keystore>>) {
    let Some(submission) = &mut model.submission else { return };
    let done = matches!(submission.verified, Some(Verified::Equal { .. }));
    let (project, old_name) = (submission.project.clone(), submission.keystore.clone());
    edits::take_kept(model, &project, &old_name);
    let own = edits::own_form(model).is_some();
    let Some(submission) = &mut model.submission else { return };
    if let Some(stored) = &stored {
        submission.draft = submission.draft.rebase(Arc::clone(stored));
        stored.name().clone_into(&mut submission.keystore);
    }
    // Nothing is left to do with its passwords and files.
    if submission.standing().is_some_and(|standing| standing.is_success()) {
        submission.draft.revert();
    }
    let draft = submission.draft.clone();
    let nameless = stored.is_none();
    if let Some(stored) = stored {
        let name = stored.name().to_owned();
        model.catalog.put_keystore(&project, &old_name, stored);
        screen::browse::renamed(model, &project, &old_name, &name);
    }
    if !own {
        if !done || nameless {
            edits::put_aside(model);
        }
    } else if let Some(form) = model.form_mut() {
        form.submitted = false;
        form.editing = None;
        form.draft = if done { Draft::new(Arc::clone(draft.base()), draft.type_field()) } else { draft };
    }
}

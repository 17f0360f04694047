//! Taking the form's entry over into the draft.

use std::time::Duration;

use super::{FileState, FormField, Remark, Target, form_mut, looking};
use crate::{
    app::{
        dialog::Dialog,
        effect::Effect,
        judgement::{self, Judgement},
        keymap::Action,
        model::Model,
        remote::Ticket,
    },
    domain::{draft::Draft, text},
    judge::Grade,
};

/// What no one gets past, of what the rules say of the form so far, with how to mend it.
fn blocked(model: &Model) -> Option<String> {
    let form = model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Environment(form) => Some(form),
        _ => None,
    })?;
    let judgement = judgement::of_form(model.form()?, form).judgement(model);
    let finding = judgement.of_grade(Grade::Blocks).next()?;
    Some(format!("{}: {}", finding.says, finding.mend))
}

/// How long Done waits for the file to be looked at and opened. One that takes longer is taken over as it is, and judged later.
const PATIENCE: Duration = Duration::from_secs(2);

/// Done was pressed. The file is looked at once more, and opened first, so that what follows from it (its only alias) doesn't depend on how
/// fast one types.
pub(super) fn done(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = form_mut(model) else { return Vec::new() };
    form.remark = None;
    form.taking = Some(ticket);
    let mut effects = form.settle();
    effects.push(Effect::Rest(ticket, PATIENCE));
    effects.extend(looking::look(model));
    effects
}

/// The wait for the file is over.
pub(super) fn rested(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    let Some(form) = form_mut(model).filter(|form| form.taking == Some(ticket)) else { return Vec::new() };
    let given_up = form.stop_looking();
    finish(model);
    given_up.into_iter().collect()
}

/// Takes the entry over once its file is open, and judged. Called after every message.
pub fn take_when_open(model: &mut Model) {
    let Some(Dialog::Environment(form)) = model.dialogs.last() else { return };
    if !form.is_taking() || form.is_looking() || matches!(form.file, FileState::Reading(_)) {
        return;
    }
    let judgement = model.form().map(|screen| judgement::of_form(screen, form).judgement(model));
    let is_open = !matches!(judgement, Some(Judgement::Typing | Judgement::Opening(_)));
    // Of a file that can't be sent anyway nothing more is waited for.
    if !is_open && form.obstacle().is_none() {
        return;
    }
    finish(model);
}

fn finish(model: &mut Model) {
    if let Some(form) = form_mut(model) {
        form.taking = None;
    }
    take_over(model);
    if matches!(model.dialogs.last(), Some(Dialog::Environment(_))) {
        super::ahead::drop_held(model);
    }
}

/// Takes the entry over into the draft, where nothing stands against it.
fn take_over(model: &mut Model) {
    let blocked = blocked(model);
    let Some(form) = form_mut(model) else { return };
    if let Some(obstacle) = form.obstacle().or(blocked) {
        let is_without_file = matches!(form.file, FileState::Untouched) && form.stored.file.is_none();
        if is_without_file || matches!(form.file, FileState::Reading(_) | FileState::Bad(_)) {
            form.focus = FormField::File;
        }
        form.remark = Some(Remark::Refusal(obstacle));
        return;
    }
    let (target, edits, environment) = (form.target.clone(), form.edits(), form.environment.clone());
    // The keystore may have been read anew meanwhile, with its entries in another order.
    let target = match target {
        Target::Entry(index) => {
            match model.form().and_then(|screen| entry_of(&screen.draft, index, &environment)) {
                Some(index) => Target::Entry(index),
                None => {
                    let environment = text::shown(&environment);
                    if let Some(form) = form_mut(model) {
                        form.complain(format!("{environment} is no longer in the keystore as it is stored"));
                    }
                    return;
                }
            }
        }
        new => new,
    };
    model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Environment(_)));
    let Some(screen) = model.form_mut() else { return };
    let index = match target {
        Target::Entry(index) => {
            screen.draft.edit(index, edits);
            index
        }
        Target::New(environment) => screen.draft.add(&environment, edits),
    };
    screen.environments.step(Action::First, screen.draft.entries().len());
    for _ in 0..index {
        screen.environments.step(Action::Down, screen.draft.entries().len());
    }
}

/// Takes what is entered over as it is, whatever stands against it: the program ends, and only what is kept on
/// this machine is made of it. Nothing that was taken over before is lost by it.
pub fn keep(model: &mut Model) {
    let draft = model.form().map(|screen| &screen.draft);
    let form = model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Environment(form) if form.is_changed() => Some(form),
        _ => None,
    });
    let Some((draft, form)) = draft.zip(form) else { return };
    let place = form.place(draft);
    let before = place.and_then(|index| draft.entries().get(index)).map(|entry| &entry.edits);
    let edits = before.map_or_else(|| form.edits(), |before| form.edits_to_keep(before));
    let (target, environment) = (form.target.clone(), form.environment.clone());
    let Some(screen) = model.form_mut() else { return };
    match (target, place) {
        (Target::New(_), _) => drop(screen.draft.add(&environment, edits)),
        (Target::Entry(_), Some(index)) => screen.draft.edit(index, edits),
        (Target::Entry(_), None) => {}
    }
}

/// Where the entry of an environment is now that was at an index.
pub(super) fn entry_of(draft: &Draft, index: usize, environment: &str) -> Option<usize> {
    let is =
        |index: &usize| draft.entries().get(*index).is_some_and(|entry| draft.label(entry) == environment);
    Some(index).filter(is).or_else(|| (0..draft.entries().len()).find(is))
}

//! The file of the form: read once its path rests.

use std::time::Duration;

use super::{EnvironmentForm, FileState, FormField, form_mut, looking, pasted, taking, typing::Typed};
use crate::{
    app::{effect::Effect, message::FileProblem, model::Model, remote::Ticket},
    domain::file::{Content, NewFile},
};

/// How long typing rests before the file is read.
const REST: Duration = Duration::from_millis(200);

/// The file browser chose a file: it is read at once.
pub fn choose_file(model: &mut Model, path: &str) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = form_mut(model) else { return Vec::new() };
    form.path.set(path);
    form.touched = true;
    form.offers.clear();
    form.meant = None;
    form.file = FileState::Reading(ticket);
    form.focus = FormField::File;
    vec![Effect::ReadFile(ticket, path.to_owned())]
}

/// The path was edited: the file is read once typing rests.
pub(super) fn path_changed(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = form_mut(model) else { return Vec::new() };
    form.touched = true;
    form.meant = None;
    form.offers.clear();
    // A completion asked for another path means nothing for this one.
    let mut effects: Vec<Effect> = form.completing.take().map(Effect::Cancel).into_iter().collect();
    if let FileState::Reading(before) = form.file {
        effects.push(Effect::Cancel(before));
    }
    if form.path.text().trim().is_empty() {
        form.file = form.without_path();
    } else {
        form.file = FileState::Reading(ticket);
        effects.push(Effect::Rest(ticket, REST));
    }
    effects
}

/// Typing has rested.
pub fn rested(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    let mut effects = taking::rested(model, ticket);
    effects.extend(typing_rested(model, ticket));
    effects
}

fn typing_rested(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    match form_mut(model) {
        Some(form) if matches!(form.typed, Typed::Still(waiting) if waiting == ticket) => {
            form.settle();
            Vec::new()
        }
        Some(form) if matches!(form.file, FileState::Reading(waiting) if waiting == ticket) => {
            vec![Effect::ReadFile(ticket, form.path.text().trim().to_owned())]
        }
        _ => Vec::new(),
    }
}

/// The file has been read, or can't be.
pub fn file_came(model: &mut Model, ticket: Ticket, answer: Result<Content, FileProblem>) -> Vec<Effect> {
    let next = model.ticket();
    let Some(form) = form_mut(model) else { return Vec::new() };
    let is_read = matches!(form.file, FileState::Reading(waiting) if waiting == ticket);
    if !is_read && !form.looks_with(ticket) {
        return Vec::new();
    }
    if let Some(meant) = form.other_meaning(&answer) {
        if is_read {
            form.file = FileState::Reading(next);
        } else {
            form.looks_on_with(next);
        }
        return vec![Effect::ReadFile(next, meant)];
    }
    if !is_read {
        looking::came(model, answer);
        return Vec::new();
    }
    form.file = match answer {
        Ok(content) => FileState::Ready(NewFile::new(form.path.text().trim().to_owned(), content)),
        Err(problem) => FileState::Bad(problem),
    };
    Vec::new()
}

impl EnvironmentForm {
    /// Where there is no file under the path as it stands there: the path that may be meant by it, once. What is
    /// found under that stands in the field from then on.
    fn other_meaning(&mut self, answer: &Result<Content, FileProblem>) -> Option<String> {
        match (self.meant.take(), answer) {
            (Some(meant), Ok(_)) => self.path.set(&meant),
            (None, Err(FileProblem::NotFound)) if !matches!(self.file, FileState::Ready(_)) => {
                self.meant = pasted::meant(self.path.text().trim());
            }
            _ => {}
        }
        self.meant.clone()
    }
}

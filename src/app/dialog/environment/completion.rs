//! Completing the path of the form's file: Tab lists the directory, and what begins as typed is offered.

use super::{FileState, form_mut, path::path_changed};
use crate::{
    app::{
        dialog::completion::{self, Completed, For},
        effect::Effect,
        message::{DirectoryEntry, FileProblem},
        model::Model,
        remote::Ticket,
    },
    domain::text,
};

/// Tab in the path: on a file that is there, to the next field; else it completes.
pub(super) fn complete(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = form_mut(model) else { return Vec::new() };
    let path = form.path.text();
    if matches!(form.file, FileState::Ready(_)) || path.is_empty() {
        form.focus = form.focus.moved(1);
        return Vec::new();
    }
    if path == "~" {
        form.path.set("~/");
        return path_changed(model);
    }
    let directory = completion::directory(&path).to_owned();
    let before = form.completing.replace(ticket);
    before.map(Effect::Cancel).into_iter().chain([Effect::ListDirectory(ticket, directory)]).collect()
}

/// The directory to complete in has been listed.
pub fn listed(
    model: &mut Model,
    ticket: Ticket,
    answer: &Result<Vec<DirectoryEntry>, FileProblem>,
) -> Vec<Effect> {
    let Some(form) = form_mut(model).filter(|form| form.completing == Some(ticket)) else {
        return Vec::new();
    };
    form.completing = None;
    let path = form.path.text();
    let entries = match answer {
        Ok(entries) => entries,
        Err(problem) => {
            form.complain(format!("{}: {problem}", text::shown(completion::directory(&path))));
            return Vec::new();
        }
    };
    let Some(Completed { path: completed, offers }) = completion::complete(&path, entries, For::Keystore)
    else {
        form.complain("nothing begins so");
        return Vec::new();
    };
    if completed == path {
        // On a file that is there, to the next field, though it hasn't been read yet.
        if offers.is_empty() && !path.ends_with('/') {
            form.focus = form.focus.moved(1);
        }
        // It is there by now.
        let effects = if matches!(form.file, FileState::Bad(_)) { path_changed(model) } else { Vec::new() };
        if let Some(form) = form_mut(model) {
            form.offers = offers;
        }
        return effects;
    }
    form.path.set(&completed);
    let effects = path_changed(model);
    if let Some(form) = form_mut(model) {
        form.offers = offers;
    }
    effects
}

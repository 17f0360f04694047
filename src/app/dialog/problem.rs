//! An error, until it has been read: what failed, the server's words, what they mean, what to do.

use super::Dialog;
use crate::{
    api::error::Error,
    app::{effect::Effect, keymap::Action, model::Model},
};

/// A message that stays until it is closed.
#[derive(Debug)]
pub struct Problem {
    /// What failed.
    pub title: String,
    /// The server's or the system's own words; may be hostile.
    pub words: Option<String>,
    /// What they mean.
    pub meaning: String,
    /// What to do.
    pub next_step: String,
}

impl Problem {
    /// What an error of the API says.
    pub fn of(title: impl Into<String>, error: &Error) -> Self {
        Self {
            title: title.into(),
            words: error.words().map(str::to_owned),
            meaning: error.meaning(),
            next_step: error.next_step(),
        }
    }
}

/// Shows one, in place of another with the same title.
pub fn show(model: &mut Model, problem: Problem) {
    model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Problem(other) if other.title == problem.title));
    model.dialogs.push(Dialog::Problem(problem));
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Back && matches!(model.dialogs.last(), Some(Dialog::Problem(_))) {
        model.dialogs.pop();
    }
    Vec::new()
}

//! A question with two answers; the harmless one has the focus.

use super::Dialog;
use crate::app::{effect::Effect, keymap::Action, model::Model, rollback, screen::keystore};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Leave the keystore and lose the changes.
    DropChanges,
    /// Close the environment's form and lose what was entered.
    DropEntry,
    /// Undo every change.
    RevertAll,
    /// Roll the keystore back, and lose the changes.
    RollBack,
    /// Write over a file of this machine.
    ReplaceFile,
    /// Quit and lose the changes.
    QuitWithChanges,
    /// Quit while an update is under way.
    QuitWhileSubmitting,
}

impl Question {
    /// The question, and what a yes means.
    pub fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::DropChanges => ("Leave without submitting?", "The changes to this keystore will be lost."),
            Self::DropEntry => {
                ("Close without taking it over?", "What was entered for this environment will be lost.")
            }
            Self::RevertAll => ("Undo every change?", "The form goes back to what is stored."),
            Self::RollBack => (
                "Roll back without submitting?",
                "The form has changes: they will be lost, and those that lead back take their place.",
            ),
            Self::ReplaceFile => {
                ("Replace the file?", "A file of this name is there. What it holds will be lost.")
            }
            Self::QuitWithChanges => {
                ("Quit without submitting?", "The changes to this keystore will be lost.")
            }
            Self::QuitWhileSubmitting => (
                "Quit while the update is under way?",
                "What has been sent can't be taken back, and its outcome won't be shown: look at the keystore again later. What hasn't been sent is lost.",
            ),
        }
    }

    /// The buttons: no, yes.
    pub fn buttons(self) -> (&'static str, &'static str) {
        match self {
            Self::DropChanges => ("Stay", "Leave"),
            Self::DropEntry => ("Stay", "Close"),
            Self::RevertAll => ("Keep", "Undo all"),
            Self::RollBack => ("Keep them", "Roll back"),
            Self::ReplaceFile => ("Keep it", "Replace it"),
            Self::QuitWithChanges | Self::QuitWhileSubmitting => ("Stay", "Quit"),
        }
    }
}

/// The question, and which button has the focus.
#[derive(Debug)]
pub struct Confirm {
    pub question: Question,
    /// What it is about, where the question doesn't say: a path. May be hostile.
    pub about: Option<String>,
    pub yes: bool,
}

impl From<Question> for Confirm {
    fn from(question: Question) -> Self {
        Self { question, about: None, yes: false }
    }
}

/// Ctrl-C and q: quits, asking first when something would be lost. A second Ctrl-C is an answer.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let question = if model.is_submitting() {
        Question::QuitWhileSubmitting
    } else if model.has_changes() {
        Question::QuitWithChanges
    } else {
        return vec![Effect::Quit];
    };
    let asked = model
        .dialogs
        .iter()
        .any(|dialog| matches!(dialog, Dialog::Confirm(confirm) if confirm.question == question));
    if asked {
        return yes(model, question);
    }
    model.dialogs.push(Dialog::Confirm(question.into()));
    Vec::new()
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Confirm(confirm)) = model.dialogs.last_mut() else { return Vec::new() };
    let question = confirm.question;
    match action {
        Action::Left | Action::Right | Action::Next | Action::Up | Action::Down => {
            confirm.yes = !confirm.yes;
            return Vec::new();
        }
        Action::Accept if !confirm.yes => drop(model.dialogs.pop()),
        Action::No => drop(model.dialogs.pop()),
        Action::Accept | Action::Yes => {
            model.dialogs.pop();
            return yes(model, question);
        }
        _ => {}
    }
    Vec::new()
}

fn yes(model: &mut Model, question: Question) -> Vec<Effect> {
    match question {
        Question::DropChanges => return keystore::close(model),
        Question::DropEntry => drop(model.dialogs.pop()),
        Question::RevertAll => {
            if let Some(form) = model.form_mut() {
                form.draft.revert();
            }
        }
        Question::RollBack => return rollback::open(model),
        Question::ReplaceFile => return super::save::write(model, true),
        // Something else is edited meanwhile: that was not asked yet.
        Question::QuitWhileSubmitting if model.has_changes() => {
            model.dialogs.push(Dialog::Confirm(Question::QuitWithChanges.into()));
        }
        Question::QuitWithChanges | Question::QuitWhileSubmitting => return vec![Effect::Quit],
    }
    Vec::new()
}

//! A question with two answers; the harmless one has the focus.

use super::Dialog;
use crate::app::{
    closing::{self, How},
    effect::Effect,
    keymap::Action,
    model::Model,
    rollback,
    screen::keystore,
};

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
    /// Quit while an update is under way of which nothing has been sent.
    QuitBeforeSending,
    /// Quit while an update is under way that was sent.
    QuitWhileSubmitting,
    /// The same, where it isn't in the journal.
    QuitUnjournaled,
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
                "Roll back, and lose the edits?",
                "There are edits that weren't submitted. They will be lost, and those that lead back take their place.",
            ),
            Self::ReplaceFile => {
                ("Replace the file?", "A file of this name is there. What it holds will be lost.")
            }
            Self::QuitWithChanges => {
                ("Quit without submitting?", "The changes to this keystore will be lost.")
            }
            Self::QuitBeforeSending => (
                "Leave before the update is sent?",
                "Nothing has been sent yet. Left now, it isn't sent, and the changes are lost.",
            ),
            Self::QuitWhileSubmitting => (
                "Leave while the update is under way?",
                "What has been sent goes on at the gateway. Its outcome is unknown then: keywright shows it first at its next start, and looks at what is stored when you say so.",
            ),
            Self::QuitUnjournaled => (
                "Leave while the update is under way?",
                "What has been sent goes on at the gateway, and its outcome won't be shown. It isn't in the journal: look at the keystore again by yourself later.",
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
            Self::QuitWithChanges => ("Stay", "Quit"),
            Self::QuitBeforeSending | Self::QuitWhileSubmitting | Self::QuitUnjournaled => ("Wait", "Leave"),
        }
    }

    /// Whether it is about the update under way.
    pub fn is_of_submission(self) -> bool {
        matches!(self, Self::QuitBeforeSending | Self::QuitWhileSubmitting | Self::QuitUnjournaled)
    }

    /// What is to be asked while an update is under way; `None`: none is.
    fn of_submission(model: &Model) -> Option<Self> {
        let submission = model.submission.as_ref().filter(|submission| submission.is_under_way())?;
        Some(match (submission.has_been_sent(), &submission.intent) {
            (false, _) => Self::QuitBeforeSending,
            (true, Some(_)) => Self::QuitWhileSubmitting,
            (true, None) => Self::QuitUnjournaled,
        })
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
    let question = if let Some(question) = Question::of_submission(model) {
        question
    } else if model.has_changes() {
        Question::QuitWithChanges
    } else {
        return quit(model);
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

/// A question about the update under way says what holds by now: it was sent meanwhile. What was answered
/// before doesn't count for it.
pub fn follow(model: &mut Model) {
    let Some(question) = Question::of_submission(model) else { return };
    for dialog in &mut model.dialogs {
        if let Dialog::Confirm(confirm) = dialog
            && confirm.question.is_of_submission()
            && confirm.question != question
        {
            *confirm = question.into();
        }
    }
}

/// The program ends, as the operator wants it.
pub fn quit(model: &mut Model) -> Vec<Effect> {
    let mut effects = closing::begin(model, How::Left);
    effects.push(Effect::Quit);
    effects
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
        Action::Accept if !confirm.yes => return no(model, question),
        Action::No => return no(model, question),
        Action::Accept | Action::Yes => {
            model.dialogs.pop();
            return yes(model, question);
        }
        _ => {}
    }
    Vec::new()
}

fn no(model: &mut Model, question: Question) -> Vec<Effect> {
    model.dialogs.pop();
    match question {
        Question::RollBack => rollback::leave(model),
        _ => Vec::new(),
    }
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
        question if question.is_of_submission() && model.has_changes() => {
            model.dialogs.push(Dialog::Confirm(Question::QuitWithChanges.into()));
        }
        Question::QuitWithChanges
        | Question::QuitBeforeSending
        | Question::QuitWhileSubmitting
        | Question::QuitUnjournaled => return quit(model),
    }
    Vec::new()
}

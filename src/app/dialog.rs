//! The dialogs: what stands over a screen. A small stack, so that the help or the prompt for a
//! token can be answered without losing what is under it.

pub mod add;
pub mod completion;
pub mod confirm;
pub mod environment;
pub mod files;
pub mod findings;
pub mod help;
pub mod kept;
pub mod note;
pub mod password;
pub mod problem;
pub mod save;
pub mod submit;
pub mod token;
pub mod unknown;

use super::{effect::Effect, key::Key, keymap::Context, model::Model};

/// One dialog and its own state.
#[derive(Debug)]
pub enum Dialog {
    Add(add::AddEnvironment),
    Environment(Box<environment::EnvironmentForm>),
    Files(files::Files),
    Findings(findings::Findings),
    Submit(Box<submit::Submit>),
    Confirm(confirm::Confirm),
    Help(help::Help),
    Problem(problem::Problem),
    Note(note::Note),
    Token(token::TokenPrompt),
    Password(password::PasswordPrompt),
    Save(save::Save),
    Unknown(Box<unknown::UnknownUpdates>),
    Kept(Box<kept::Offer>),
}

impl Dialog {
    /// Where its keys belong.
    pub fn context(&self) -> Context {
        match self {
            Self::Add(_) => Context::AddEnvironment,
            Self::Environment(form) => form.context(),
            Self::Files(files) if files.picker.is_typing() => Context::Filter,
            Self::Files(_) => Context::Files,
            Self::Submit(submit) => submit.context(),
            Self::Confirm(_) => Context::Confirm,
            Self::Help(_) => Context::Help,
            Self::Problem(_) => Context::Problem,
            Self::Note(note) => note.context(),
            Self::Findings(_) => Context::Findings,
            Self::Token(_) => Context::Token,
            Self::Password(_) => Context::Password,
            Self::Save(_) => Context::Save,
            Self::Unknown(_) => Context::Unknown,
            Self::Kept(_) => Context::Kept,
        }
    }

    /// Whether it waits for something that the catalog doesn't know of.
    pub fn is_waiting(&self) -> bool {
        match self {
            Self::Password(prompt) => prompt.is_waiting(),
            Self::Save(save) => save.saving.is_some(),
            Self::Unknown(unknown) => unknown.is_waiting(),
            _ => false,
        }
    }

    /// Whether closing it without asking would lose an edit.
    pub fn holds_edits(&self) -> bool {
        matches!(self, Self::Environment(form) if form.is_changed())
    }
}

/// A key that no binding took: text for a field.
pub fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    match model.dialogs.last_mut() {
        Some(Dialog::Environment(_)) => return environment::key(model, key),
        Some(Dialog::Submit(submit)) => submit.key(key),
        Some(Dialog::Help(help)) => help.key(key),
        Some(Dialog::Token(prompt)) => prompt.key(key),
        Some(Dialog::Password(prompt)) => prompt.key(key),
        Some(Dialog::Save(save)) => save.key(key),
        Some(Dialog::Files(files)) if files.picker.is_typing() => {
            files.picker.key(key);
        }
        _ => {}
    }
    Vec::new()
}

/// Pasted text for a field.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.dialogs.last_mut() {
        Some(Dialog::Environment(_)) => return environment::paste(model, text),
        Some(Dialog::Submit(submit)) => submit.paste(text),
        Some(Dialog::Help(help)) => help.paste(text),
        Some(Dialog::Token(prompt)) => prompt.paste(text),
        Some(Dialog::Password(prompt)) => prompt.paste(text),
        Some(Dialog::Save(save)) => save.paste(text),
        Some(Dialog::Files(files)) if files.picker.is_typing() => files.picker.paste(text),
        _ => {}
    }
    Vec::new()
}

//! Something to be read before one goes on: a few sentences, each with its sign.

use super::Dialog;
use crate::app::{
    effect::Effect,
    keymap::{Action, Context},
    model::{Model, Tone},
};

/// A message that stays until it is closed.
#[derive(Debug)]
pub struct Note {
    /// What it is about; may be hostile.
    pub title: String,
    /// A paragraph each; may be hostile.
    pub said: Vec<(Tone, String)>,
    /// A command among them, which can be copied.
    pub command: Option<String>,
}

impl Note {
    /// Without a sentence yet.
    pub fn new(title: &str) -> Self {
        Self { title: title.into(), said: Vec::new(), command: None }
    }

    /// With one more paragraph.
    #[must_use]
    pub fn with(mut self, tone: Tone, words: impl Into<String>) -> Self {
        self.said.push((tone, words.into()));
        self
    }

    /// With a command as one more paragraph; it is too long to be retyped from a screen.
    #[must_use]
    pub fn with_command(mut self, command: &str) -> Self {
        self.command = Some(command.to_owned());
        self.with(Tone::Info, command)
    }

    /// Where its keys belong.
    pub fn context(&self) -> Context {
        if self.command.is_some() { Context::Command } else { Context::Problem }
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Note(note)) = model.dialogs.last() else { return Vec::new() };
    match (action, note.command.clone()) {
        (Action::Back, _) => drop(model.dialogs.pop()),
        (Action::Copy, Some(command)) => {
            model.say(Tone::Info, "copied the command, if your terminal allows it (OSC 52)");
            return vec![Effect::Copy(command)];
        }
        _ => {}
    }
    Vec::new()
}

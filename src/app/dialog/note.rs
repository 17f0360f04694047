//! Something to be read before one goes on: a few sentences, each with its sign.

use super::Dialog;
use crate::app::{
    effect::Effect,
    keymap::Action,
    model::{Model, Tone},
};

/// A message that stays until it is closed.
#[derive(Debug)]
pub struct Note {
    /// What it is about; may be hostile.
    pub title: String,
    /// A paragraph each; may be hostile.
    pub said: Vec<(Tone, String)>,
}

impl Note {
    /// Without a sentence yet.
    pub fn new(title: &str) -> Self {
        Self { title: title.into(), said: Vec::new() }
    }

    /// With one more paragraph.
    #[must_use]
    pub fn with(mut self, tone: Tone, words: impl Into<String>) -> Self {
        self.said.push((tone, words.into()));
        self
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Back && matches!(model.dialogs.last(), Some(Dialog::Note(_))) {
        model.dialogs.pop();
    }
    Vec::new()
}

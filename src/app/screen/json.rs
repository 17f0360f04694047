//! The raw JSON of a keystore, file contents folded to size and digest, secrets hidden.

use serde_json::Value;

use crate::{
    app::{effect::Effect, keymap::Action, model::Model, screen::Screen},
    domain::{document, keystore::Keystore, text},
};

/// The lines, and which one is at the top.
#[derive(Debug)]
pub struct Json {
    pub title: String,
    pub lines: Vec<String>,
    pub top: usize,
}

/// How far PgUp and PgDn go.
const PAGE: usize = 18;

impl Json {
    /// Folds and lays out the document.
    pub fn new(keystore: &Keystore) -> Self {
        let folded = document::redacted(&Value::Object(keystore.object().clone()));
        // A document of JSON values always serialises.
        let pretty = serde_json::to_string_pretty(&folded).unwrap_or_default();
        Self { title: keystore.name().into(), lines: pretty.lines().map(text::shown).collect(), top: 0 }
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Screen::Json(json)) = model.screens.last_mut() else { return Vec::new() };
    let last = json.lines.len().saturating_sub(1);
    json.top = match action {
        Action::Up => json.top.saturating_sub(1),
        Action::Down => (json.top + 1).min(last),
        Action::PageUp => json.top.saturating_sub(PAGE),
        Action::PageDown => (json.top + PAGE).min(last),
        Action::First => 0,
        Action::Last => last.saturating_sub(PAGE - 1),
        Action::Back => {
            model.screens.pop();
            return Vec::new();
        }
        _ => json.top,
    };
    Vec::new()
}

//! The raw JSON of a keystore, file contents folded to size and digest, secrets hidden.

use crate::{
    app::{effect::Effect, keymap::Action, model::Model, screen::Screen, scroll::Scroll},
    domain::{document, keystore::Keystore, text},
};

/// The lines, and how far they are scrolled.
#[derive(Debug)]
pub struct Json {
    pub title: String,
    pub lines: Vec<String>,
    pub scroll: Scroll,
}

/// How far PgUp and PgDn go.
const PAGE: usize = 18;

impl Json {
    /// Folds and lays out the document.
    pub fn new(keystore: &Keystore) -> Self {
        let folded = document::redacted_object(keystore.object());
        // A document of JSON values always serialises.
        let pretty = serde_json::to_string_pretty(&folded).unwrap_or_default();
        Self {
            title: keystore.name().into(),
            lines: pretty.lines().map(text::words).collect(),
            scroll: Scroll::default(),
        }
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Screen::Json(json)) = model.screens.last_mut() else { return Vec::new() };
    // A line is broken into a few on a narrow screen.
    let most = 4 * json.lines.len();
    if !json.scroll.step(action, PAGE, most) && action == Action::Back {
        model.screens.pop();
    }
    Vec::new()
}

//! Draws the prompt for a file's password.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::prompt::{self, Prompt};
use crate::{
    app::{
        dialog::password::{PasswordPrompt, Stage},
        model::Model,
    },
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(
    model: &Model,
    asked: &PasswordPrompt,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut above = prompt::lines(&question(asked), area, 4, Style::new());
    if let Some(others) = others(asked) {
        above.extend(prompt::lines(&others, area, 3, theme.dim()));
    }
    let (words, style) = state(model, asked, theme);
    let title = match asked.locks.len() {
        1 => "Password".to_owned(),
        len => format!("Password, file {} of {len}", asked.at + 1),
    };
    let prompt = Prompt { title, above, below: prompt::lines(&words, area, 5, style), place: 2 };
    let cursor = prompt.draw(theme, area, buffer, |buffer, line, style| {
        widget::secret_field(buffer, line, &asked.field, style)
    });
    cursor.filter(|_| !asked.is_waiting())
}

fn question(prompt: &PasswordPrompt) -> String {
    let Some(lock) = prompt.lock() else { return String::new() };
    let keystore = prompt.keystore.name();
    match lock.is_locked {
        true => format!("The password of {keystore}'s file in {}:", lock.label()),
        false => format!(
            "{keystore}'s file in {} was read without its password, and not checked. Its password:",
            lock.label()
        ),
    }
}

/// The files that it is tried on, too.
fn others(prompt: &PasswordPrompt) -> Option<String> {
    let others = prompt.locks.iter().enumerate().filter(|(at, _)| *at != prompt.at);
    let labels: Vec<String> = others.map(|(_, lock)| lock.label()).collect();
    (!labels.is_empty()).then(|| format!("If it fits, it is tried on {} too.", labels.join(", ")))
}

fn state(model: &Model, prompt: &PasswordPrompt, theme: Theme) -> (String, Style) {
    let spinner = theme.spinner(model.now);
    match (&prompt.stage, &prompt.complaint) {
        (Stage::Trying(_), _) => (format!("{spinner} opening"), Style::new()),
        (Stage::Others(_), _) => (format!("{spinner} open; trying the other files"), Style::new()),
        (Stage::Typing, Some(complaint)) => (format!("✗ {complaint}"), theme.bad()),
        (Stage::Typing, None) => {
            ("Not shown; kept in memory for this session only; sent nowhere.".into(), theme.dim())
        }
    }
}

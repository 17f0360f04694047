//! Draws the prompt for a file's password.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::Line,
};

use crate::{
    app::{
        dialog::password::{PasswordPrompt, Stage},
        model::Model,
    },
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(
    model: &Model,
    prompt: &PasswordPrompt,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let width = 72.min(area.width);
    let room = usize::from(width).saturating_sub(4);
    let lines = |words: &str, most: usize, style: Style| -> Vec<Line<'static>> {
        let lines = widget::wrap_at_most(&text::words(words), room, most);
        lines.into_iter().map(|line| Line::styled(format!(" {line}"), style)).collect()
    };
    let mut above = lines(&question(prompt), 4, Style::new());
    if let Some(others) = others(prompt) {
        above.extend(lines(&others, 3, theme.dim()));
    }
    let (words, style) = state(model, prompt, theme);
    let below = lines(&words, 5, style);
    let height = u16::try_from(above.len() + below.len().max(2) + 4).unwrap_or(u16::MAX);
    let title = match prompt.locks.len() {
        1 => "Password".to_owned(),
        len => format!("Password, file {} of {len}", prompt.at + 1),
    };
    let inner = widget::popup(buffer, area, &title, (width, height), theme);
    let row = widget::put_all(buffer, inner, 0, above) + 1;
    let y = inner.y + u16::try_from(row).unwrap_or(0);
    let field = Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: 1 };
    let style = Style::new().add_modifier(Modifier::UNDERLINED);
    let cursor = widget::secret_field(buffer, field, &prompt.field, style);
    widget::put_all(buffer, inner, row + 1, below);
    cursor.filter(|_| !prompt.is_waiting())
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

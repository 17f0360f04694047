//! Draws the path of a file to be written.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
};

use super::prompt::{self, Prompt};
use crate::{
    app::{dialog::save::Save, model::Model},
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(model: &Model, save: &Save, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let lines = |words: &str, style: Style| prompt::lines(words, area, 4, style);
    let below = match (&save.problem, &save.complaint) {
        _ if save.saving.is_some() => lines(&format!("{} writing", theme.spinner(model.now)), Style::new()),
        (Some(problem), _) => lines(&format!("✗ {problem}"), theme.bad()),
        (None, Some(complaint)) => lines(&format!("· {complaint}"), Style::new()),
        _ if !save.offers.is_empty() => offers(save, theme, prompt::room(area)),
        _ => lines("On this machine, for you alone (0600). Nothing changes on the gateway.", theme.dim()),
    };
    let above = lines(&save.what, Style::new());
    let prompt = Prompt { title: "Save as".into(), above, below, place: 2 };
    let cursor = prompt
        .draw(theme, area, buffer, |buffer, line, style| widget::line_field(buffer, line, &save.path, style));
    cursor.filter(|_| save.saving.is_none())
}

fn offers(save: &Save, theme: Theme, room: usize) -> Vec<Line<'static>> {
    let mut lines = widget::offers(&save.offers, theme, room);
    lines.iter_mut().for_each(|line| line.spans.insert(0, Span::raw(" ")));
    lines
}

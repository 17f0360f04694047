//! Draws the path of a file to be written.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::{Line, Span},
};

use crate::{
    app::{dialog::save::Save, model::Model},
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(model: &Model, save: &Save, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let width = 72.min(area.width);
    let room = usize::from(width).saturating_sub(4);
    let lines = |words: &str, style: Style| -> Vec<Line<'static>> {
        let lines = widget::wrap_at_most(&text::words(words), room, 4);
        lines.into_iter().map(|line| Line::styled(format!(" {line}"), style)).collect()
    };
    let above = lines(&save.what, Style::new());
    let below = match (&save.problem, &save.complaint) {
        _ if save.saving.is_some() => lines(&format!("{} writing", theme.spinner(model.now)), Style::new()),
        (Some(problem), _) => lines(&format!("✗ {problem}"), theme.bad()),
        (None, Some(complaint)) => lines(&format!("· {complaint}"), Style::new()),
        _ if !save.offers.is_empty() => offers(save, theme, room),
        _ => lines("On this machine, for you alone (0600). Nothing changes on the gateway.", theme.dim()),
    };
    let height = u16::try_from(above.len() + below.len().max(2) + 4).unwrap_or(u16::MAX);
    let inner = widget::popup(buffer, area, "Save as", (width, height), theme);
    let row = widget::put_all(buffer, inner, 0, above) + 1;
    let y = inner.y + u16::try_from(row).unwrap_or(0);
    let field = Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: 1 };
    let style = Style::new().add_modifier(Modifier::UNDERLINED);
    let cursor = widget::line_field(buffer, field, &save.path, style);
    widget::put_all(buffer, inner, row + 1, below);
    cursor.filter(|_| save.saving.is_none())
}

fn offers(save: &Save, theme: Theme, room: usize) -> Vec<Line<'static>> {
    let mut lines = widget::offers(&save.offers, theme, room);
    lines.iter_mut().for_each(|line| line.spans.insert(0, Span::raw(" ")));
    lines
}

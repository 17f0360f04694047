//! Draws the raw JSON.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    app::screen::json::Json,
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(json: &Json, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let title = format!("{}  line {} of {}", text::shown(&json.title), json.top + 1, json.lines.len());
    let inner = widget::framed(buffer, area, &title, true, theme);
    let room = usize::from(inner.width);
    let lines = json.lines.iter().skip(json.top).take(usize::from(inner.height));
    let wrapped = lines.flat_map(|line| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let lead = " ".repeat(indent.min(room / 2));
        let pieces = widget::wrap(line.trim_start_matches(' '), room.saturating_sub(lead.len()));
        pieces.into_iter().map(move |piece| format!("{lead}{piece}"))
    });
    widget::put_all(buffer, inner, 0, wrapped.map(Line::raw));
}

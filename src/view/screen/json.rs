//! Draws the raw JSON.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    app::screen::json::Json,
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(json: &Json, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let room = usize::from(area.width).saturating_sub(2);
    let height = usize::from(area.height).saturating_sub(2);
    let lines: Vec<String> = json.lines.iter().flat_map(|line| wrapped(line, room)).collect();
    let top = json.scroll.top(lines.len(), height);
    let title = format!("{}  line {} of {}", text::shown(&json.title), top + 1, lines.len());
    let inner = widget::framed(buffer, area, &title, true, theme);
    widget::put_all(buffer, inner, 0, lines.into_iter().skip(top).take(height).map(Line::raw));
}

/// A line broken to fit, its indentation kept.
fn wrapped(line: &str, room: usize) -> impl Iterator<Item = String> + use<> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let lead = " ".repeat(indent.min(room / 2));
    let pieces = widget::wrap(line.trim_start_matches(' '), room.saturating_sub(lead.len()));
    pieces.into_iter().map(move |piece| format!("{lead}{piece}"))
}

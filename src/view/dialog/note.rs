//! Draws what is to be read: paragraphs with their signs.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    app::{dialog::note::Note, model::Tone},
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(note: &Note, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = 72.min(area.width);
    let room = usize::from(width).saturating_sub(6);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (tone, words) in &note.said {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let sign = if *tone == Tone::Info { " " } else { theme.sign(*tone) };
        for (row, line) in widget::wrap(&text::words(words), room).into_iter().enumerate() {
            let sign = if row == 0 { sign } else { " " };
            lines.push(Line::styled(format!(" {sign} {line}"), theme.tone(*tone)));
        }
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = widget::popup(buffer, area, &text::shown(&note.title), (width, height), theme);
    widget::put_all(buffer, inner, 0, lines);
}

//! Draws the file browser.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::Line,
};

use crate::{
    app::{dialog::files::Files, model::Model},
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(model: &Model, files: &Files, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let title = match files.reading {
        Some(_) => format!("{} {}", theme.spinner(model.now), text::shown(&files.directory)),
        None => text::shown(&files.directory),
    };
    let inner = widget::popup(buffer, area, &title, (72, area.height.saturating_sub(2)), theme);
    let mut rows = inner;
    let mut cursor = None;
    if files.picker.is_typing() || files.picker.is_filtered() {
        buffer.set_line(inner.x, inner.y, &Line::styled("/", theme.accent()), inner.width);
        let field = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), height: 1, ..inner };
        let at = widget::line_field(buffer, field, files.picker.filter(), theme.accent());
        cursor = at.filter(|_| files.picker.is_typing());
        rows = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    }
    if let Some(problem) = &files.problem {
        widget::put(
            buffer,
            rows,
            0,
            &Line::styled(format!(" ✗ {}", text::shown(&problem.to_string())), theme.bad()),
        );
        return cursor;
    }
    draw_entries(files, theme, rows, buffer);
    cursor
}

fn draw_entries(files: &Files, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let hits = files.picker.hits(files.entries.iter().map(|entry| entry.name.as_str()));
    if hits.is_empty() {
        let words = match files.reading {
            Some(_) => " reading the directory",
            None if files.picker.is_filtered() => " nothing matches the filter",
            None => " nothing here",
        };
        return widget::put(buffer, area, 0, &Line::styled(words, theme.dim()));
    }
    let page = usize::from(area.height);
    let cursor = files.picker.cursor().min(hits.len().saturating_sub(1));
    let start = widget::page_start(cursor, page);
    for (row, (at, hit)) in hits.iter().enumerate().skip(start).take(page).enumerate() {
        let entry = &files.entries[hit.index];
        let (slash, size) = if entry.directory { ("/", String::new()) } else { ("", text::size(entry.size)) };
        let mark = if at == cursor { "▸" } else { " " };
        let name = widget::cell(
            &format!("{}{slash}", text::shown(&entry.name)),
            usize::from(area.width).saturating_sub(14),
        );
        let style = match (at == cursor, entry.directory || entry.looks_like_keystore()) {
            (true, _) => theme.row(true, true),
            (false, true) => Style::new(),
            (false, false) => theme.dim(),
        };
        let line = widget::cell(&format!("{mark}{name} {size:>11}"), usize::from(area.width));
        widget::put(buffer, area, row, &Line::styled(line, style));
    }
}

//! Draws the help.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    app::dialog::help::{Help, Line as HelpLine},
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(help: &Help, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let inner = widget::popup(buffer, area, "Help: type to search", (76, area.height), theme);
    buffer.set_line(inner.x + 1, inner.y, &Line::styled("/", theme.accent()), inner.width);
    let field = Rect { x: inner.x + 2, y: inner.y, width: inner.width.saturating_sub(3), height: 1 };
    let cursor = widget::line_field(buffer, field, &help.search, theme.accent());
    let rows = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let room = usize::from(rows.width).saturating_sub(KEYS + 5);
    let lines: Vec<Line<'static>> =
        help.lines().into_iter().flat_map(|line| drawn(line, room, theme)).collect();
    if lines.is_empty() {
        widget::put(buffer, rows, 0, &Line::styled(" no key does that", theme.dim()));
    }
    let top = help.scroll.top(lines.len(), usize::from(rows.height));
    let below = lines.len().saturating_sub(top + usize::from(rows.height));
    widget::put_all(buffer, rows, 0, lines.into_iter().skip(top));
    if below > 0 {
        let note = format!(" {below} more: PgDn ");
        let y = inner.y + inner.height;
        buffer.set_line(inner.x + 1, y, &Line::styled(note, theme.bold()), inner.width.saturating_sub(2));
    }
    cursor
}

/// Columns for the keys.
const KEYS: usize = 16;

fn drawn(line: HelpLine, room: usize, theme: Theme) -> Vec<Line<'static>> {
    match line {
        HelpLine::Title(title) => vec![Line::styled(format!(" {title}"), theme.accent())],
        HelpLine::Binding { keys, help, danger } => {
            let row = |(at, words): (usize, String)| {
                let (mark, keys) =
                    if at == 0 { (if danger { "!" } else { " " }, keys.as_str()) } else { (" ", "") };
                Line::from(vec![
                    Span::styled(format!(" {mark} "), theme.warning()),
                    Span::styled(widget::cell(&theme.key(keys), KEYS), theme.bold()),
                    Span::raw(format!(" {words}")),
                ])
            };
            widget::wrap(help, room).into_iter().enumerate().map(row).collect()
        }
    }
}

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
    let lines = help.lines();
    if lines.is_empty() {
        widget::put(buffer, rows, 0, &Line::styled(" no key does that", theme.dim()));
    }
    let top = help.top.min(lines.len().saturating_sub(usize::from(rows.height)));
    let below = lines.len().saturating_sub(top + usize::from(rows.height));
    widget::put_all(buffer, rows, 0, lines.into_iter().skip(top).map(|line| drawn(line, theme)));
    if below > 0 {
        let note = format!(" {below} more: PgDn ");
        let y = inner.y + inner.height;
        buffer.set_line(inner.x + 1, y, &Line::styled(note, theme.bold()), inner.width.saturating_sub(2));
    }
    cursor
}

fn drawn(line: HelpLine, theme: Theme) -> Line<'static> {
    match line {
        HelpLine::Title(title) => Line::styled(format!(" {title}"), theme.accent()),
        HelpLine::Binding { keys, help, danger } => {
            let mark = if danger { "!" } else { " " };
            Line::from(vec![
                Span::styled(format!(" {mark} "), theme.warning()),
                Span::styled(widget::cell(&keys, 16), theme.bold()),
                Span::raw(format!(" {help}")),
            ])
        }
    }
}

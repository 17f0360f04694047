//! Draws an error: what failed, the server's words, what they mean, what to do.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Line};

use crate::{
    app::dialog::problem::Problem,
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(problem: &Problem, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = 70.min(area.width);
    let room = usize::from(width).saturating_sub(4);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut say = |words: &str, style: Style| {
        lines.extend(
            widget::wrap(words, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)),
        );
    };
    if let Some(words) = &problem.words {
        say("The server says:", theme.dim());
        for line in text::shown_lines(words, 8) {
            say(&line, theme.bold());
        }
        say("", Style::new());
    }
    say(&text::shown(&problem.meaning), Style::new());
    say("", Style::new());
    say(&text::shown(&problem.next_step), Style::new());
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = widget::popup(buffer, area, &text::shown(&problem.title), (width, height), theme);
    widget::put_all(buffer, inner, 0, lines);
}

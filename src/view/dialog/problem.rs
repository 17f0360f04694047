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
    let styled = |words: &str, style: Style| {
        let lines = widget::wrap(words, room).into_iter();
        lines.map(|line| Line::styled(format!(" {line}"), style)).collect::<Vec<Line<'static>>>()
    };
    let mut explained = styled(&text::words(&problem.meaning), Style::new());
    explained.push(Line::default());
    explained.extend(styled(&text::words(&problem.next_step), Style::new()));
    let mut lines = Vec::new();
    if let Some(words) = &problem.words {
        // What they mean and what to do stays in sight: the border, a heading and a blank line are as well.
        let most = usize::from(area.height).saturating_sub(4 + explained.len()).max(1);
        let words = text::shown_lines(words, most).join("\n");
        lines.extend(styled("The server says:", theme.dim()));
        lines.extend(styled(&widget::wrap_at_most(&words, room, most).join("\n"), theme.bold()));
        lines.push(Line::default());
    }
    lines.extend(explained);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = widget::popup(buffer, area, &text::shown(&problem.title), (width, height), theme);
    widget::put_all(buffer, inner, 0, lines);
}

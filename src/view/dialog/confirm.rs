//! Draws a question.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    app::dialog::confirm::Confirm,
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(confirm: &Confirm, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let (question, meaning) = confirm.question.text();
    let (no, yes) = confirm.question.buttons();
    let about = confirm.about.as_deref().map(text::words);
    let mut lines = about.map(|about| widget::wrap_at_most(&about, 54, 4)).unwrap_or_default();
    lines.extend(widget::wrap(meaning, 54));
    let height = u16::try_from(lines.len()).unwrap_or(1) + 4;
    let inner = widget::popup(buffer, area, question, (60, height), theme);
    let row = widget::put_all(buffer, inner, 0, lines.into_iter().map(|line| Line::raw(format!(" {line}"))));
    let buttons = Line::from(vec![
        Span::raw(" "),
        Span::styled(format!("[ {no} ]"), theme.button(!confirm.yes)),
        Span::raw("  "),
        Span::styled(format!("[ {yes} ]"), theme.button(confirm.yes)),
    ]);
    widget::put(buffer, inner, row + 1, &buttons);
}

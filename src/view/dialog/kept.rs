//! Draws edits that were kept from before, and what may become of them.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use crate::{
    app::dialog::kept::{Focus, Offer},
    domain::text,
    view::{theme::Theme, widget},
};

/// The most changes that are listed.
const MOST: usize = 8;

/// Draws it.
pub fn draw(offer: &Offer, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = 76.min(area.width);
    let room = usize::from(width).saturating_sub(4);
    let wrapped = |words: &str, style: Style| {
        let lines = widget::wrap(words, room).into_iter();
        lines.map(|line| Line::styled(format!(" {line}"), style)).collect::<Vec<Line<'static>>>()
    };
    let at = offer.kept.at.strftime("%Y-%m-%d %H:%M");
    let mut lines = wrapped(&format!("Of {at} UTC by {}:", offer.kept.who), Style::new());
    for change in offer.changes.iter().take(MOST) {
        lines.push(Line::raw(format!("   {}", widget::cut(change, room.saturating_sub(2)))));
    }
    if offer.changes.len() > MOST {
        let more = offer.changes.len() - MOST;
        lines.push(Line::raw(format!("   and {}", text::count(more, "more change", "more changes"))));
    }
    lines.push(Line::default());
    if offer.began_elsewhere {
        lines.extend(wrapped(
            "What is stored was changed since they began: taken up, the two are compared.",
            theme.warning(),
        ));
    }
    if offer.kept.draft.entries.iter().any(|entry| entry.password) {
        lines.extend(wrapped("Passwords aren't kept: they are to be typed again.", Style::new()));
    }
    lines.extend(wrapped("Nothing is sent by taking them up.", theme.dim()));
    lines.push(Line::default());
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(3);
    let inner = widget::popup(buffer, area, "Edits kept from before", (width, height), theme);
    let row = widget::put_all(buffer, inner, 0, lines);
    let buttons = Focus::ALL.into_iter().flat_map(|focus| {
        [
            Span::raw(" "),
            Span::styled(format!("[ {} ]", focus.word()), theme.button(offer.focus == focus)),
            Span::raw(" "),
        ]
    });
    widget::put(buffer, inner, row, &Line::from_iter(buttons));
}

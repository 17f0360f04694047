//! A prompt: words, one field, and more words below.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::Line,
};

use crate::{
    domain::text,
    view::{theme::Theme, widget},
};

/// The rows that aren't words: the border, a blank line, and the field.
pub(super) const ROWS: usize = 4;

/// The words of a prompt.
pub(super) struct Prompt {
    pub title: String,
    pub above: Vec<Line<'static>>,
    pub below: Vec<Line<'static>>,
    /// How many lines below have their place, be there fewer: the prompt isn't to change its height with a key.
    pub place: usize,
}

/// How many columns a prompt's words have.
pub(super) fn room(area: Rect) -> usize {
    usize::from(width(area)).saturating_sub(4)
}

fn width(area: Rect) -> u16 {
    72.min(area.width)
}

/// Words in lines of a prompt's width, `most` at most; made harmless.
pub(super) fn lines(words: &str, area: Rect, most: usize, style: Style) -> Vec<Line<'static>> {
    let lines = widget::wrap_at_most(&text::words(words), room(area), most);
    lines.into_iter().map(|line| Line::styled(format!(" {line}"), style)).collect()
}

impl Prompt {
    /// Draws it; `field` draws the field, and tells where its cursor is.
    pub fn draw(
        self,
        theme: Theme,
        area: Rect,
        buffer: &mut Buffer,
        field: impl FnOnce(&mut Buffer, Rect, Style) -> Option<Position>,
    ) -> Option<Position> {
        let Self { title, above, below, place } = self;
        let height = u16::try_from(above.len() + below.len().max(place) + ROWS).unwrap_or(u16::MAX);
        let inner = widget::popup(buffer, area, &title, (width(area), height), theme);
        let row = widget::put_all(buffer, inner, 0, above) + 1;
        let y = inner.y + u16::try_from(row).unwrap_or(0);
        let line = Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: 1 };
        let cursor = field(buffer, line, Style::new().add_modifier(Modifier::UNDERLINED));
        widget::put_all(buffer, inner, row + 1, below);
        cursor
    }
}

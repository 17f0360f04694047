//! What every screen is made of: frames, cut text, fields, tables' cells.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
    widgets::{Block, Borders, Clear, Widget},
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::theme::Theme;
use crate::app::{
    field::{SecretField, TextField},
    message::DirectoryEntry,
};
use crate::domain::text;

pub use crate::domain::text::columns::{cell, cut, wrap, wrap_at_most, wrap_at_most_or};

/// A bordered box. Returns what is inside.
pub fn framed(buffer: &mut Buffer, area: Rect, title: &str, focused: bool, theme: Theme) -> Rect {
    let (border, title_style) =
        if focused { (theme.accent(), theme.bold()) } else { (theme.dim(), Style::new()) };
    let room = usize::from(area.width).saturating_sub(4);
    let block = Block::new()
        .borders(Borders::ALL)
        .border_style(border)
        .title(Span::styled(padded(&cut(title, room)), title_style));
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

fn padded(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" {title} ") }
}

/// A box over whatever is drawn already, in the middle of the screen. Returns what is inside.
pub fn popup(buffer: &mut Buffer, screen: Rect, title: &str, size: (u16, u16), theme: Theme) -> Rect {
    let (width, height) = (size.0.min(screen.width), size.1.min(screen.height));
    let area = Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 2,
        width,
        height,
    };
    Clear.render(area, buffer);
    framed(buffer, area, title, true, theme)
}

/// Writes a line at a row of an area; what doesn't fit is cut. Below the area: nothing.
pub fn put(buffer: &mut Buffer, area: Rect, row: usize, line: &Line<'_>) {
    let Ok(row) = u16::try_from(row) else { return };
    if row < area.height {
        buffer.set_line(area.x, area.y + row, line, area.width);
    }
}

/// Writes lines from a row on; what doesn't fit is cut. Returns the row after the last.
pub fn put_all<'a>(
    buffer: &mut Buffer,
    area: Rect,
    row: usize,
    lines: impl IntoIterator<Item = Line<'a>>,
) -> usize {
    let mut next = row;
    for line in lines {
        put(buffer, area, next, &line);
        next += 1;
    }
    next
}

/// What a Tab offered: the first few, and how many more there are.
pub fn offers(offers: &[DirectoryEntry], theme: Theme, width: usize) -> Vec<Line<'static>> {
    const SHOWN: usize = 4;
    let name = |entry: &DirectoryEntry| {
        let slash = if entry.directory { "/" } else { "" };
        Line::raw(cut(&format!("{}{slash}", text::shown(&entry.name)), width))
    };
    let mut lines: Vec<Line<'static>> = offers.iter().take(SHOWN).map(name).collect();
    if offers.len() > SHOWN {
        lines.push(Line::styled(format!("and {} more", offers.len() - SHOWN), theme.dim()));
    }
    lines
}

/// The first index to show so that the cursor is on the page: pages, not a sliding window, so
/// that a step within a page repaints two rows and nothing more.
pub fn page_start(cursor: usize, height: usize) -> usize {
    cursor.checked_div(height).unwrap_or(0) * height
}

/// Draws a field of one line, scrolled so that the cursor is seen. Returns where the cursor is.
pub fn line_field(buffer: &mut Buffer, area: Rect, field: &TextField, style: Style) -> Option<Position> {
    let (_, column) = field.cursor();
    let text = field.lines().first().map_or("", String::as_str);
    draw_edited(buffer, area, text, column, style)
}

/// Draws a field of several lines. Returns where the cursor is.
pub fn lines_field(buffer: &mut Buffer, area: Rect, field: &TextField, style: Style) -> Option<Position> {
    let (row, column) = field.cursor();
    let top = (row + 1).saturating_sub(usize::from(area.height));
    let mut cursor = None;
    for (at, text) in field.lines().iter().enumerate().skip(top).take(usize::from(area.height)) {
        let line = Rect { y: area.y + u16::try_from(at - top).unwrap_or(0), height: 1, ..area };
        if at == row {
            cursor = draw_edited(buffer, line, text, column, style);
        } else {
            buffer.set_line(
                line.x,
                line.y,
                &Line::styled(cut(text, usize::from(area.width)), style),
                area.width,
            );
        }
    }
    cursor
}

fn draw_edited(buffer: &mut Buffer, area: Rect, text: &str, column: usize, style: Style) -> Option<Position> {
    let room = usize::from(area.width).max(1);
    let end = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
    let (before, after) = text.split_at(end);
    // Where more follows than the character under the cursor, the last column says so.
    let limit = room - usize::from(room > 1 && after.chars().nth(1).is_some());
    // Back from the cursor for as far as there is room, so that a long text isn't measured again and again.
    let mut columns = 0;
    let mut start = end;
    for (at, c) in before.char_indices().rev() {
        let wide = c.width().unwrap_or(0);
        if wide > 0 && columns + wide >= limit {
            break;
        }
        columns += wide;
        // What has no width goes with the character that it stands on.
        if wide > 0 || at == 0 {
            start = at;
        }
    }
    let before = marked_as_cut(before, start);
    let shown = cut(&format!("{before}{}", cut_off(after, room)), room);
    let fill = " ".repeat(room.saturating_sub(shown.width()));
    buffer.set_line(area.x, area.y, &Line::styled(format!("{shown}{fill}"), style), area.width);
    let x = area.x + u16::try_from(before.width()).unwrap_or(0);
    Some(Position { x: x.min(area.x + area.width.saturating_sub(1)), y: area.y })
}

/// A text from a place on; what is left out is `…`, in the columns of the first character.
fn marked_as_cut(text: &str, start: usize) -> String {
    let seen = text.get(start..).unwrap_or_default();
    let mut chars = seen.chars();
    match chars.next().filter(|_| start > 0) {
        Some(first) => {
            let fill = " ".repeat(first.width().unwrap_or(0).saturating_sub(1));
            let rest = chars.as_str().trim_start_matches(|c: char| c.width().unwrap_or(0) == 0);
            format!("…{fill}{rest}")
        }
        None => seen.to_owned(),
    }
}

/// What of a text may be seen in so many columns; a little more is no harm.
fn cut_off(text: &str, room: usize) -> &str {
    let mut columns = 0;
    let beyond = text.char_indices().find(|(_, c)| {
        columns += c.width().unwrap_or(0);
        columns > room
    });
    beyond.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Draws a masked field: a bullet for each character. Returns where the cursor is.
pub fn secret_field(buffer: &mut Buffer, area: Rect, field: &SecretField, style: Style) -> Option<Position> {
    let masked = TextField::line(&"•".repeat(field.len().min(usize::from(area.width).saturating_sub(1))));
    line_field(buffer, area, &masked, style)
}

/// `4 s`, `3 min`, `2 h`, `5 d`.
pub fn duration(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..=119 => format!("{s} s"),
        s @ 120..=7199 => format!("{} min", s / 60),
        s @ 7200..=172_799 => format!("{} h", s / 3600),
        s => format!("{} d", s / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quickly(work: impl FnOnce() + Send + 'static) {
        let (done, is_done) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            work();
            done.send(())
        });
        assert!(is_done.recv_timeout(std::time::Duration::from_secs(3)).is_ok(), "too slow");
    }

    #[test]
    fn a_field_of_64_kib_is_drawn_quickly() {
        for text in ["x".repeat(64 * 1024), "鍵e\u{301}".repeat(10 * 1024), "\u{301}".repeat(32 * 1024)] {
            quickly(move || {
                let field = TextField::line(&text);
                let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
                for _ in 0..5 {
                    assert!(line_field(&mut buffer, Rect::new(0, 0, 40, 1), &field, Style::new()).is_some());
                }
            });
        }
    }

    #[test]
    fn the_end_of_a_long_text_is_seen_with_the_cursor_after_it() {
        let area = Rect::new(0, 0, 6, 1);
        for (text, seen, column) in [("abcdefgh", "…efgh ", 5), ("日本語鍵", "…鍵", 4), ("abc", "abc   ", 3)]
        {
            let mut buffer = Buffer::empty(area);
            let cursor = line_field(&mut buffer, area, &TextField::line(text), Style::new()).unwrap();
            let row: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
            assert_eq!((row.replace(' ', ""), cursor.x), (seen.replace(' ', ""), column), "{text}");
        }
    }

    #[test]
    fn what_has_no_room_is_said_to_be_cut() {
        assert_eq!(wrap_at_most("one two three", 7, 2), ["one two", "three"]);
        assert_eq!(wrap_at_most("one two three", 7, 1), ["one tw…"]);
        assert_eq!(wrap_at_most("one three", 7, 1), ["one…"]);
        assert_eq!(wrap_at_most("one", 7, 0), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_cell_is_wider_or_narrower_than_asked(text in "\\PC{0,40}", width in 0usize..30) {
            prop_assert!(cell(&text, width).width() == width || text.chars().any(|c| c.width() == Some(0)));
        }

        #[test]
        fn no_wrapped_line_is_too_wide(text in "[a-zé日 ]{0,60}", width in 2usize..20) {
            for line in wrap(&text, width) {
                prop_assert!(line.width() <= width, "{line:?}");
            }
        }

        #[test]
        fn nothing_is_lost_by_wrapping(text in "(\\PC|❤\u{FE0F}|👩\u{200D}👩|👍🏽|e\u{301}){0,60}", width in 1usize..20) {
            let bare = |text: String| text.replace(' ', "");
            prop_assert_eq!(bare(wrap(&text, width).concat()), bare(text));
        }

        #[test]
        fn the_cursor_stays_in_its_field(text in "[a-z日]{0,40}", width in 1u16..20) {
            let area = Rect::new(0, 0, width, 1);
            let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
            let cursor = line_field(&mut buffer, area, &TextField::line(&text), Style::new());
            prop_assert!(cursor.is_some_and(|at| at.x < width));
        }
    }
}

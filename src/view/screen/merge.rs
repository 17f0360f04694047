//! Draws the three versions of a keystore that two people changed.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use unicode_width::UnicodeWidthStr;

use crate::{
    app::{
        model::Model,
        screen::merge::MergeScreen,
        vault::{Seen, Vault},
    },
    domain::{
        merge::{Choice, Part, Place, Row, Version},
        text::{self, difference},
    },
    view::{theme::Theme, widget},
};

/// The least rows of the lower box: a line for each version, one for why there is no choice, its frame.
const DETAIL: u16 = 6;

/// Draws it.
pub fn draw(model: &Model, screen: &MergeScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let rows = screen.merge.rows();
    let height = below_height(model, rows, area);
    let below = Rect { y: area.y + area.height.saturating_sub(height), height, ..area };
    let above = Rect { height: area.height.saturating_sub(below.height), ..area };
    let name = text::shown(screen.merge.theirs().name());
    let title = match screen.merge.open() {
        0 => format!("{name}: everything is chosen"),
        open => format!("{name}: {} to choose", text::count(open, "place", "places")),
    };
    let inner = widget::framed(buffer, above, &title, true, theme);
    let lead = "Choose what you both changed; the rest goes by itself.";
    let top = widget::put_all(
        buffer,
        inner,
        0,
        widget::wrap(&format!(" {lead}"), usize::from(inner.width))
            .into_iter()
            .map(|line| Line::styled(line, theme.dim())),
    );
    let height = usize::from(inner.height).saturating_sub(top);
    let cursor = screen.rows.cursor().min(rows.len().saturating_sub(1));
    let start = widget::page_start(cursor, height);
    for (row, (at, version)) in rows.iter().enumerate().skip(start).take(height).enumerate() {
        let line = row_line(version, at == cursor, theme, usize::from(inner.width));
        widget::put(buffer, inner, top + row, &line);
    }
    if let Some(row) = rows.get(cursor) {
        let inner = widget::framed(buffer, below, &place_words(&row.place), false, theme);
        let size = (usize::from(inner.width), usize::from(inner.height));
        widget::put_all(buffer, inner, 0, detail(&model.vault, row, theme, size));
    }
}

/// The rows of the lower box: what its longest texts need, as far as the list leaves them, wherever the cursor is.
fn below_height(model: &Model, rows: &[Row], area: Rect) -> u16 {
    const FRAME: usize = 2;
    // With the line above the list.
    let list = rows.len() + FRAME + 1;
    let free = usize::from(area.height).saturating_sub(list).max(usize::from(DETAIL));
    let width = usize::from(area.width).saturating_sub(FRAME + LABEL);
    let needed = |row: &Row| {
        let texts = versions(&model.vault, row);
        let lines: usize = texts.iter().map(|text| widget::wrap(text, width).len()).sum();
        lines + usize::from(row.only_theirs.is_some()) + FRAME
    };
    let needed = rows.iter().map(needed).max().unwrap_or(0);
    u16::try_from(needed.min(free)).unwrap_or(DETAIL).max(DETAIL).min(area.height)
}

fn row_line(row: &Row, selected: bool, theme: Theme, width: usize) -> Line<'static> {
    const WORDS: usize = 18;
    let (sign, words, style) = match (row.conflict, row.choice) {
        (true, None) => ('?', "to choose", theme.warning()),
        (true, Some(Choice::Theirs)) => ('✓', "theirs", theme.good()),
        (true, Some(Choice::Mine)) => ('✓', "mine", theme.good()),
        (false, Some(Choice::Mine)) => (' ', "mine, by itself", theme.dim()),
        (false, _) => (' ', "theirs, by itself", theme.dim()),
    };
    let room = width.saturating_sub(WORDS + 4);
    let lead = format!(
        "{}{sign} {} ",
        if selected { "▸" } else { " " },
        widget::cell(&place_words(&row.place), room)
    );
    let style = if selected { theme.row(true, true) } else { style };
    Line::from(vec![Span::styled(lead, style), Span::styled(widget::cell(words, WORDS), style)])
}

/// `production ▸ file`.
fn place_words(place: &Place) -> String {
    match place {
        Place::Name => "name".into(),
        Place::Description => "description".into(),
        Place::Field(name) => text::shown(name),
        Place::Environment { environment, nth, part } => {
            let which = if *nth > 0 { format!(" ({})", nth + 1) } else { String::new() };
            let what = if *part == Part::File { "file, type, password" } else { part.word() };
            format!("{}{which} ▸ {what}", text::shown(environment))
        }
    }
}

/// Columns before a version's words.
const LABEL: usize = 10;

/// A version's words, before, theirs and mine.
fn versions(vault: &Vault, row: &Row) -> [String; 3] {
    [&row.before, &row.theirs, &row.mine].map(|version| version_words(vault, version))
}

/// The three versions in so many columns and lines. Where a text has to be cut, it is shown from shortly before the
/// place where it differs.
fn detail(vault: &Vault, row: &Row, theme: Theme, (width, height): (usize, usize)) -> Vec<Line<'static>> {
    let (mine, theirs) = (row.choice == Some(Choice::Mine), row.choice == Some(Choice::Theirs));
    let style = |taken: bool| if taken { theme.bold() } else { Style::new() };
    let texts = versions(vault, row);
    let room = width.saturating_sub(LABEL).max(1);
    let needed = texts.each_ref().map(|text| widget::wrap(text, room).len());
    let shares = shares(needed, height.saturating_sub(usize::from(row.only_theirs.is_some())));
    let windows = windows(row, &texts);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let labels =
        [("before", false, theme.dim()), ("theirs", theirs, style(theirs)), ("mine", mine, style(mine))];
    for (at, (word, taken, style)) in labels.into_iter().enumerate() {
        let share = shares[at];
        let text = if needed[at] <= share {
            texts[at].clone()
        } else {
            let (from, rest) = windows[at];
            // What wrapping at blanks leaves empty at the lines' ends.
            let columns = (room * share).saturating_sub((room / 8) * (share - 1));
            difference::around(&texts[at], from, rest, columns)
        };
        let sign = if taken { "✓" } else { " " };
        for (row, words) in widget::wrap_at_most(&text, room, share).into_iter().enumerate() {
            let label = match row {
                0 => format!("{sign} {}", widget::cell(word, LABEL - 2)),
                _ => " ".repeat(LABEL),
            };
            lines.push(Line::from(vec![Span::raw(label), Span::styled(words, style)]));
        }
    }
    if let Some(why) = row.only_theirs {
        lines.push(Line::styled(widget::cut(&format!("! {why}"), width), theme.warning()));
    }
    lines
}

/// How many lines each gets of so many, where they need so many: one at least, and nobody more than is needed.
fn shares(needed: [usize; 3], lines: usize) -> [usize; 3] {
    let mut shares = [1; 3];
    let mut left = lines.saturating_sub(shares.len());
    while left > 0 {
        let wanting = (0..shares.len()).filter(|&at| shares[at] < needed[at]);
        let Some(at) = wanting.min_by_key(|&at| shares[at]) else { break };
        shares[at] += 1;
        left -= 1;
    }
    shares
}

/// Of each version where it differs from the one before, and the most columns that any has from there on. That one
/// itself: where it differs first.
fn windows(row: &Row, texts: &[String; 3]) -> [(usize, usize); 3] {
    let is_text = |version: &Version| matches!(version, Version::Text(_));
    let [before, theirs, mine] = texts;
    let window = |version: &Version, text: &String| {
        let at = Some(text).filter(|_| is_text(version) && is_text(&row.before));
        let at = at.and_then(|text| difference::first(before, text))?;
        let rest = |text: &String| text.get(at..).unwrap_or_default().width();
        Some((at, rest(text).max(rest(before))))
    };
    let (theirs, mine) = (window(&row.theirs, theirs), window(&row.mine, mine));
    let before = theirs.into_iter().chain(mine).min();
    [before, theirs, mine].map(Option::unwrap_or_default)
}

fn version_words(vault: &Vault, version: &Version) -> String {
    match version {
        Version::Absent => "(not there)".into(),
        Version::Unchanged => "as before".into(),
        Version::Text(words) => text::words(&words.replace('\n', " / ")),
        Version::OpaqueFile => "a file that can't be read here".into(),
        Version::Hidden => "a password, not shown".into(),
        Version::Changed => "changed".into(),
        Version::Present => "(there)".into(),
        Version::Added => "added".into(),
        Version::File { size, format, digest } => {
            let facts = format!("{:6} {:9}", format.to_string(), text::size(*size));
            let inside = match vault.seen(*digest) {
                Seen::Open(store) => {
                    let chosen = store.chosen(None).or_else(|| store.entries.first());
                    chosen.and_then(|entry| entry.leaf()).map(|leaf| {
                        let subject = leaf.subject.split(", ").next().unwrap_or_default().to_owned();
                        let serial = text::short_serial(&leaf.serial.to_string());
                        format!("{}  serial {serial}", text::shown(&subject))
                    })
                }
                _ => None,
            };
            format!("{facts} {}", inside.unwrap_or_else(|| format!("sha256 {}", digest.short())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_shared_out() {
        assert_eq!(shares([1, 1, 1], 4), [1, 1, 1]);
        assert_eq!(shares([9, 1, 9], 8), [4, 1, 3]);
        assert_eq!(shares([9, 9, 2], 12), [5, 5, 2]);
        assert_eq!(shares([9, 9, 9], 2), [1, 1, 1]);
    }
}

//! Draws the three versions of a keystore that two people changed.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use crate::{
    app::{
        model::Model,
        screen::merge::MergeScreen,
        vault::{Seen, Vault},
    },
    domain::{
        merge::{Choice, Part, Place, Row, Version},
        text,
    },
    view::{theme::Theme, widget},
};

/// The rows of the lower box: a line for each version, and one for why there is no choice.
const DETAIL: u16 = 6;

/// Draws it.
pub fn draw(model: &Model, screen: &MergeScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let below =
        Rect { y: area.y + area.height.saturating_sub(DETAIL), height: DETAIL.min(area.height), ..area };
    let above = Rect { height: area.height.saturating_sub(below.height), ..area };
    let rows = screen.merge.rows();
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
        widget::put_all(buffer, inner, 0, detail(&model.vault, row, theme, usize::from(inner.width)));
    }
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

fn detail(vault: &Vault, row: &Row, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let (mine, theirs) = (row.choice == Some(Choice::Mine), row.choice == Some(Choice::Theirs));
    let style = |taken: bool| if taken { theme.bold() } else { Style::new() };
    let mut lines: Vec<Line<'static>> = [
        ("before", &row.before, theme.dim()),
        ("theirs", &row.theirs, style(theirs)),
        ("mine", &row.mine, style(mine)),
    ]
    .into_iter()
    .map(|(word, version, style)| {
        let sign = if (word == "theirs" && theirs) || (word == "mine" && mine) { "✓" } else { " " };
        let words = widget::cut(&version_words(vault, version), width.saturating_sub(11));
        Line::from(vec![Span::raw(format!("{sign} {}", widget::cell(word, 8))), Span::styled(words, style)])
    })
    .collect();
    if let Some(why) = row.only_theirs {
        lines.push(Line::styled(widget::cut(&format!("! {why}"), width), theme.warning()));
    }
    lines
}

fn version_words(vault: &Vault, version: &Version) -> String {
    match version {
        Version::Absent => "(not there)".into(),
        Version::Unchanged => "as before".into(),
        Version::Text(words) => text::words(&words.replace('\n', " / ")),
        Version::OpaqueFile => "a file that can't be read here".into(),
        Version::Hidden => "a password, not shown".into(),
        Version::Changed => "changed".into(),
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

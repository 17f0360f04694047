//! One of the lists: its title, filter, state and rows.

use jiff::Timestamp;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    app::{
        model::Model,
        picker::{Hit, Picker},
        remote::{Pending, Remote},
    },
    domain::text,
    view::{theme::Theme, widget},
};

/// One list with its title, filter, state and rows.
pub(super) struct List<'a> {
    pub(super) word: &'a str,
    pub(super) picker: &'a Picker,
    pub(super) names: Vec<&'a str>,
    /// By what it is sorted; empty for the server's own order.
    pub(super) order: &'a str,
    /// What stands at the right of a row, asked for the rows that are shown.
    pub(super) note: &'a dyn Fn(usize) -> Option<Note>,
    pub(super) focused: bool,
    /// Why it may be empty.
    pub(super) empty: &'a str,
}

/// What stands at the right of a row.
#[derive(Default)]
pub(super) struct Note {
    pub(super) plain: String,
    pub(super) loud: String,
    /// Of the loud part, except under the cursor: a colour there would cost bytes and be hard to read.
    pub(super) style: Style,
}

/// Draws it. The cursor is shown while its filter is typed.
pub(super) fn draw<T>(
    model: &Model,
    list: &List<'_>,
    remote: &Remote<T>,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let hits = list.picker.hits(list.names.iter().copied());
    let room = usize::from(area.width).saturating_sub(4);
    let title = title(list, remote, hits.len(), room, theme.spinner(model.now));
    let inner = widget::framed(buffer, area, &title, list.focused, theme);
    let filter = list.picker.is_filtered() || list.picker.is_typing();
    let rows =
        if filter { Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner } } else { inner };
    let cursor = if filter { draw_filter(list.picker, theme, inner, buffer) } else { None };
    let rows = draw_failed_refresh(remote, theme, rows, buffer);
    if remote.value().is_some() && !hits.is_empty() {
        draw_rows(list, &hits, theme, rows, buffer);
    } else {
        draw_state(list, remote, theme, rows, buffer);
    }
    if let Some(age) = age(remote, model.now) {
        note_at_bottom(buffer, area, &age, theme.dim());
    }
    cursor
}

/// Why what is shown could not be read again, below the rows. Returns what is left for them.
fn draw_failed_refresh<T>(remote: &Remote<T>, theme: Theme, area: Rect, buffer: &mut Buffer) -> Rect {
    const MOST: usize = 6;
    let (Some(error), Some(_), None) = (remote.error(), remote.value(), remote.pending()) else {
        return area;
    };
    let room = usize::from(area.width).saturating_sub(2);
    let why = text::shown_lines(&error.to_string(), MOST).join("\n");
    let mut lines = widget::wrap(&format!("✗ {why}; r retry"), room);
    if lines.len() > MOST {
        lines = widget::wrap_at_most(&format!("✗ {why}"), room, MOST - 1);
        lines.push("r retry".into());
    }
    let height = u16::try_from(lines.len()).unwrap_or(0).min(area.height);
    let rows = Rect { height: area.height - height, ..area };
    let below = Rect { y: area.y + rows.height, height, ..area };
    widget::put_all(buffer, below, 0, lines.iter().map(|line| Line::styled(format!(" {line}"), theme.bad())));
    rows
}

fn note_at_bottom(buffer: &mut Buffer, area: Rect, note: &str, style: Style) {
    let note = widget::cut(note, usize::from(area.width).saturating_sub(2));
    buffer.set_line(area.x + 1, area.y + area.height - 1, &Line::styled(note, style), area.width - 2);
}

/// What is loading says so in as many words as there is room for.
fn title<T>(list: &List<'_>, remote: &Remote<T>, hits: usize, room: usize, spinner: &str) -> String {
    let count = match (remote.value(), list.picker.is_filtered()) {
        (None, _) => String::new(),
        (Some(_), false) => format!(" {}", list.names.len()),
        (Some(_), true) => format!(" {hits} of {}", list.names.len()),
    };
    let title = format!("{}{count}", list.word);
    let fits = |words: &String| words.width() <= room;
    let Some(pending) = remote.pending() else {
        // A filter lists the best match first, whatever the order otherwise.
        if list.order.is_empty() || list.picker.is_filtered() || remote.value().is_none() {
            return title;
        }
        let short = format!("{} {}", count.trim_start(), list.order);
        return Some(format!("{title} {}", list.order)).filter(fits).unwrap_or(short);
    };
    let short = match &pending.retrying {
        None if pending.received > 0 => text::size(pending.received),
        _ => String::new(),
    };
    let titles =
        [how_far(pending), short].map(|words| format!("{title} {spinner} {words}").trim_end().to_owned());
    titles.into_iter().find(fits).unwrap_or_else(|| format!("{title} {spinner}"))
}

/// Real bytes, or the wait before another try.
fn how_far(pending: &Pending) -> String {
    if let Some(retrying) = &pending.retrying {
        return format!("retry {}/{}", retrying.attempt, retrying.of);
    }
    match (pending.received, pending.total) {
        (0, _) => "loading".into(),
        (bytes, Some(total)) if total >= bytes => format!("{} of {}", text::size(bytes), text::size(total)),
        (bytes, _) => text::size(bytes),
    }
}

fn draw_filter(picker: &Picker, theme: Theme, inner: Rect, buffer: &mut Buffer) -> Option<Position> {
    buffer.set_line(inner.x, inner.y, &Line::styled("/", theme.accent()), inner.width);
    let field = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), height: 1, ..inner };
    let at = widget::line_field(buffer, field, picker.filter(), theme.accent());
    at.filter(|_| picker.is_typing())
}

fn draw_rows(list: &List<'_>, hits: &[Hit], theme: Theme, area: Rect, buffer: &mut Buffer) {
    let height = usize::from(area.height);
    let cursor = list.picker.cursor().min(hits.len().saturating_sub(1));
    let start = widget::page_start(cursor, height);
    for (row, (at, hit)) in hits.iter().enumerate().skip(start).take(height).enumerate() {
        let selected = at == cursor;
        let note = (list.note)(hit.index).unwrap_or_default();
        let style = theme.row(selected, list.focused);
        let line =
            row_line(list.names[hit.index], &note, hit, selected, style, theme, usize::from(area.width));
        widget::put(buffer, area, row, &line);
    }
}

/// The name with its matched letters marked, and the note at the right.
fn row_line(
    name: &str,
    note: &Note,
    hit: &Hit,
    selected: bool,
    style: Style,
    theme: Theme,
    width: usize,
) -> Line<'static> {
    let note_width = match note.plain.width() + note.loud.width() {
        0 => 0,
        width => width + 1,
    };
    let room = width.saturating_sub(1 + note_width);
    let name = widget::cell(&text::shown(name), room);
    let mut spans = vec![Span::styled(if selected { "▸" } else { " " }, style)];
    if hit.matched.is_empty() {
        spans.push(Span::styled(name, style));
    } else {
        for (at, c) in name.chars().enumerate() {
            let marked = hit.matched.binary_search(&at).is_ok();
            spans.push(Span::styled(c.to_string(), if marked { style.patch(theme.accent()) } else { style }));
        }
    }
    if note_width > 0 {
        spans.push(Span::styled(format!(" {}", note.plain), style));
        spans.push(Span::styled(note.loud.clone(), if selected { style } else { style.patch(note.style) }));
    }
    Line::from(spans)
}

/// What stands in a list without rows.
fn draw_state<T>(list: &List<'_>, remote: &Remote<T>, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width).saturating_sub(1);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut say = |words: &str, style: Style| {
        for line in widget::wrap(words, width) {
            lines.push(Line::styled(format!(" {line}"), style));
        }
    };
    if let Some(pending) = remote.pending() {
        match &pending.retrying {
            Some(retrying) => {
                say(&text::words(&retrying.why), theme.warning());
                let wait = retrying.wait.as_secs_f32();
                say(&format!("try {} of {} in {wait:.1} s", retrying.attempt, retrying.of), Style::new());
            }
            None => {
                say("Loading; Esc stops it.", theme.dim());
                if pending.received > 0 {
                    say(&how_far(pending), Style::new());
                }
            }
        }
    } else if let Some(error) = remote.error() {
        let (meaning, step) =
            (format!("✗ {}", text::words(&error.meaning())), text::words(&error.next_step()));
        say(&meaning, theme.bad());
        if let Some(words) = error.words() {
            // What to do stays in sight.
            let others = widget::wrap(&meaning, width).len() + widget::wrap(&step, width).len() + 1;
            let most = usize::from(area.height).saturating_sub(others).max(1);
            let words = text::shown_lines(words, most).join("\n");
            say(&widget::wrap_at_most(&words, width, most).join("\n"), Style::new());
        }
        say(&step, Style::new());
        say("r retry", theme.bold());
    } else if let Some(bytes) = remote.stopped() {
        say(&format!("Stopped at {}.", text::size(bytes)), Style::new());
        say("r loads it again", theme.bold());
    } else if remote.value().is_some() && list.picker.is_filtered() {
        say("Nothing matches the filter; Esc drops it.", theme.dim());
    } else if remote.value().is_some() {
        say(list.empty, theme.dim());
    }
    widget::put_all(buffer, area, 0, lines);
}

/// How old what is shown is, once that is worth a word.
fn age<T>(remote: &Remote<T>, now: Timestamp) -> Option<String> {
    let seconds = now.duration_since(remote.read_at()?).as_secs();
    (seconds >= 10).then(|| format!(" read {} ago ", widget::duration(seconds)))
}

//! Draws the three columns.

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
        screen::browse::{Browse, Column},
    },
    domain::{
        jwk::MadeFrom,
        keystore::{Entry, Keystore, StoredFile},
        text,
    },
    view::{theme::Theme, widget},
};

/// Draws it. The cursor is shown while a filter is typed.
pub fn draw(
    model: &Model,
    browse: &Browse,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let [projects, keystores, preview] = columns(area);
    let a = draw_projects(model, browse, theme, projects, buffer);
    let b = draw_keystores(model, browse, theme, keystores, buffer);
    draw_preview(model, browse, theme, preview, buffer);
    a.or(b)
}

fn columns(area: Rect) -> [Rect; 3] {
    let first = (area.width / 4).clamp(16, 36);
    let second = (area.width * 9 / 25).clamp(22, 56);
    [
        Rect { width: first, ..area },
        Rect { x: area.x + first, width: second, ..area },
        Rect { x: area.x + first + second, width: area.width - first - second, ..area },
    ]
}

/// One list with its title, filter, state and rows.
struct List<'a> {
    word: &'a str,
    picker: &'a Picker,
    names: Vec<&'a str>,
    /// What stands at the right of each row.
    notes: Vec<String>,
    focused: bool,
    /// Why it may be empty.
    empty: &'a str,
}

fn draw_projects(
    model: &Model,
    browse: &Browse,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let list = List {
        word: "Projects",
        picker: &browse.projects,
        names: model.catalog.project_names().collect(),
        notes: Vec::new(),
        focused: browse.column == Column::Projects,
        empty: "No projects: this token's user is a member of none.",
    };
    draw_list(model, &list, &model.catalog.projects, theme, area, buffer)
}

fn draw_keystores(
    model: &Model,
    browse: &Browse,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let project = browse.project.as_deref().unwrap_or_default();
    let keystores = model.catalog.keystores(project);
    let list = List {
        word: "Keystores",
        picker: &browse.keystores,
        names: keystores.iter().map(|keystore| keystore.name()).collect(),
        notes: keystores.iter().map(|keystore| format!("{} env", keystore.entries().len())).collect(),
        focused: browse.column == Column::Keystores,
        empty: "No keystores: the project has none, or this token may not see them.",
    };
    let Some(data) = model.catalog.project(project) else {
        widget::framed(buffer, area, "Keystores", list.focused, theme);
        return None;
    };
    let cursor = draw_list(model, &list, &data.keystores, theme, area, buffer);
    let skipped = data.keystores.value().map_or(0, |keystores| keystores.skipped.len());
    if skipped > 0 {
        let note = format!(" ! {skipped} could not be read ");
        let y = area.y + area.height - 1;
        buffer.set_line(area.x + 1, y, &Line::styled(note, theme.warning()), area.width - 2);
    }
    cursor
}

fn draw_list<T>(
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
    let Some(pending) = remote.pending() else { return title };
    let short = match &pending.retrying {
        None if pending.received > 0 => text::size(pending.received),
        _ => String::new(),
    };
    let fits = |words: &String| words.width() <= room;
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
        let note = list.notes.get(hit.index).map_or("", String::as_str);
        let style = theme.row(selected, list.focused);
        let line =
            row_line(list.names[hit.index], note, hit, selected, style, theme, usize::from(area.width));
        widget::put(buffer, area, row, &line);
    }
}

/// The name with its matched letters marked, and the note at the right.
fn row_line(
    name: &str,
    note: &str,
    hit: &Hit,
    selected: bool,
    style: Style,
    theme: Theme,
    width: usize,
) -> Line<'static> {
    let note_width = if note.is_empty() { 0 } else { note.width() + 1 };
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
        spans.push(Span::styled(format!(" {note}"), style));
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

fn draw_preview(model: &Model, browse: &Browse, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let project = browse.project.as_deref().unwrap_or_default();
    let keystore = browse.keystore.as_deref().and_then(|name| model.catalog.keystore(project, name));
    let title = keystore.map_or_else(|| text::shown(project), |keystore| text::shown(keystore.name()));
    let inner = widget::framed(buffer, area, &title, false, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let lines = match keystore {
        Some(keystore) => keystore_lines(model, project, keystore, theme, inner),
        None => {
            let all = model.catalog.projects.value().into_iter().flatten();
            let description =
                all.filter(|known| known.name == project).map(|known| known.description.as_str());
            description.flat_map(|words| described(words, inner, usize::from(inner.height))).collect()
        }
    };
    widget::put_all(buffer, inner, 0, lines);
}

/// A description in at most so many lines; `…` says that there is more.
fn described(description: &str, area: Rect, most: usize) -> Vec<Line<'static>> {
    if description.is_empty() {
        return Vec::new();
    }
    let words = text::shown_lines(description, most).join("\n");
    widget::wrap_at_most(&words, usize::from(area.width), most).into_iter().map(Line::raw).collect()
}

fn keystore_lines(
    model: &Model,
    project: &str,
    keystore: &Keystore,
    theme: Theme,
    area: Rect,
) -> Vec<Line<'static>> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    // Most of the room is for the environments.
    let mut lines = described(keystore.description(), area, (height / 3).max(4));
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines.push(Line::styled(
        format!("{} KIND TYPE", widget::cell("ENVIRONMENT", width.saturating_sub(12))),
        theme.dim(),
    ));
    for entry in keystore.entries() {
        lines.extend(entry_lines(model, project, entry, theme, width));
    }
    if keystore.entries().is_empty() {
        lines.push(Line::raw("no environment yet"));
    }
    lines.push(Line::default());
    let made = jwks_line(model, project, keystore);
    lines.extend(widget::wrap(&made, width).into_iter().map(Line::raw));
    lines
}

fn entry_lines(
    model: &Model,
    project: &str,
    entry: &Entry,
    theme: Theme,
    width: usize,
) -> [Line<'static>; 2] {
    let environment = model.catalog.environment(project, &entry.environment);
    let name = environment.map_or(entry.environment.label(), |environment| environment.name.as_str());
    let kind = environment.map_or("?", |environment| environment.kind.short());
    let word = entry.type_word.as_deref().map_or_else(|| "?".to_owned(), text::shown);
    let first = format!(
        "{} {kind:4} {}",
        widget::cell(&text::shown(name), width.saturating_sub(12)),
        widget::cut(&word, 6)
    );
    let status = match environment {
        Some(known) => text::shown(&known.status.to_string()),
        None => unlisted_words(model, project).to_owned(),
    };
    let second = format!(" {}, {status}", file_words(&entry.file));
    [Line::raw(first), Line::styled(widget::cut(&second, width), theme.dim())]
}

/// What is known of an environment that isn't in the project's list: only a list that was read can
/// be without it.
pub fn unlisted_words(model: &Model, project: &str) -> &'static str {
    let environments = model.catalog.project(project).map(|data| &data.environments);
    match environments.map(|remote| (remote.value(), remote.pending())) {
        Some((Some(_), _)) => "not listed",
        Some((None, Some(_))) => "being read",
        Some((None, None)) | None => "not known",
    }
}

/// What an entry holds, in a few words.
pub fn file_words(file: &StoredFile) -> String {
    match file {
        StoredFile::Missing => "no file".into(),
        StoredFile::Opaque => "unreadable".into(),
        StoredFile::Readable { size, .. } => text::size(*size),
    }
}

fn jwks_line(model: &Model, project: &str, keystore: &Keystore) -> String {
    let Some(data) = model.catalog.project(project) else { return String::new() };
    match model.catalog.made_from(project, keystore) {
        Some(MadeFrom::Known(names)) if names.is_empty() => "no JWKs made from it".into(),
        Some(MadeFrom::Known(names)) => format!("{} made from it", text::count(names.len(), "JWK", "JWKs")),
        Some(MadeFrom::Unknown { candidates }) => {
            format!("JWKs made from it can't be told; {candidates} were made from some keystore")
        }
        None if data.jwks.error().is_some() => "its JWKs could not be read".into(),
        None => "reading its JWKs".into(),
    }
}

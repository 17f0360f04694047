//! Draws the keystore's form.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
};

use super::browse::{file_words, unlisted_words};
use crate::{
    app::{
        model::Model,
        screen::keystore::{Focus, KeystoreScreen},
    },
    domain::{
        draft::{DraftEntry, Mark, Origin},
        environment::Environment,
        file::{Content, Format},
        keystore::StoredFile,
        text,
    },
    view::{theme::Theme, widget},
};

/// Files up to this size are digested for the eyes whenever they are shown.
const DIGEST_MOST: u64 = 256 * 1024;
const LABEL: usize = 14;

/// Draws it. The cursor is shown while a field is edited.
pub fn draw(
    model: &Model,
    form: &KeystoreScreen,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let description = description_height(form);
    let facts = detail_lines(form, theme, usize::from(area.width).saturating_sub(4));
    let height = u16::try_from(facts.len()).unwrap_or(6).clamp(4, 6) + 2;
    let detail = Rect { y: area.y + area.height.saturating_sub(height), height, ..area };
    // The table keeps a row for the heading and one for an environment.
    let spare = area.height.saturating_sub(description + 3 + height + 4);
    let failed = failed_lines(form, area.width, spare);
    let top = Rect { height: description + 3 + u16::try_from(failed.len()).unwrap_or(0), ..area };
    let height = area.height.saturating_sub(top.height + detail.height);
    let table = Rect { y: top.y + top.height, height, ..area };
    let cursor = draw_fields(model, form, &failed, theme, top, buffer);
    draw_environments(model, form, theme, table, buffer);
    draw_detail(model, form, facts, theme, detail, buffer);
    cursor
}

/// Why the keystore could not be read again, in at most so many lines.
fn failed_lines(form: &KeystoreScreen, width: u16, most: u16) -> Vec<String> {
    let (Some(error), None) = (&form.error, form.reading) else { return Vec::new() };
    let most = usize::from(most.clamp(1, 3));
    let why = text::shown_lines(&error.to_string(), most).join("\n");
    widget::wrap_at_most(&format!("✗ {why}; r tries again"), usize::from(width).saturating_sub(4), most)
}

fn description_height(form: &KeystoreScreen) -> u16 {
    let lines = match (&form.editing, form.focus) {
        (Some(field), Focus::Description) => field.lines().len().max(3),
        _ => form.draft.description().lines().count(),
    };
    u16::try_from(lines).unwrap_or(4).clamp(1, 4)
}

fn draw_fields(
    model: &Model,
    form: &KeystoreScreen,
    failed: &[String],
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let focused = form.focus != Focus::Environments;
    let title = match (form.reading, &form.error, form.submitted) {
        (_, _, true) => "Keystore: its update is under way".to_owned(),
        (Some(_), _, _) => format!("Keystore {} reading it again", theme.spinner(model.now)),
        (None, Some(_), _) => "Keystore: could not be read again".to_owned(),
        (None, None, _) => "Keystore".to_owned(),
    };
    let whole = widget::framed(buffer, area, &title, focused, theme);
    let lines = failed.iter().map(|line| Line::styled(format!(" {line}"), theme.bad()));
    let height = whole.height.saturating_sub(u16::try_from(failed.len()).unwrap_or(0));
    widget::put_all(buffer, whole, usize::from(height), lines);
    let inner = Rect { height, ..whole };
    let name = label(buffer, inner, 0, "Name", form.draft.name_changed(), form.focus == Focus::Name, theme);
    let lines = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let changed = form.draft.description_changed();
    let description =
        label(buffer, lines, 0, "Description", changed, form.focus == Focus::Description, theme);
    let description = Rect { height: lines.height, ..description };
    match (&form.editing, form.focus) {
        (Some(field), Focus::Name) => {
            draw_description(form, description, buffer);
            widget::line_field(buffer, name, field, theme.bold())
        }
        (Some(field), _) => {
            draw_name(form, name, buffer);
            widget::lines_field(buffer, description, field, theme.bold())
        }
        (None, _) => {
            draw_name(form, name, buffer);
            draw_description(form, description, buffer);
            None
        }
    }
}

/// A label with its mark; returns where the value goes.
fn label(
    buffer: &mut Buffer,
    area: Rect,
    row: usize,
    word: &str,
    changed: bool,
    focused: bool,
    theme: Theme,
) -> Rect {
    let mark = if changed { "~" } else { " " };
    let cursor = if focused { "▸" } else { " " };
    let line = Line::from(vec![
        Span::raw(cursor),
        Span::styled(mark, theme.warning()),
        Span::styled(widget::cell(word, LABEL - 2), if focused { theme.bold() } else { theme.dim() }),
    ]);
    widget::put(buffer, area, row, &line);
    let shift = u16::try_from(LABEL).unwrap_or(0);
    Rect { x: area.x + shift, width: area.width.saturating_sub(shift + 1), height: 1, ..area }
}

fn draw_name(form: &KeystoreScreen, area: Rect, buffer: &mut Buffer) {
    let mut words = text::shown(form.draft.name());
    if form.draft.name_changed() {
        words = format!("{words}  (was {})", text::shown(form.draft.base().name()));
    }
    widget::put(buffer, area, 0, &Line::raw(widget::cut(&words, usize::from(area.width))));
}

fn draw_description(form: &KeystoreScreen, area: Rect, buffer: &mut Buffer) {
    let room = usize::from(area.width);
    let lines = text::shown_lines(form.draft.description(), usize::from(area.height).max(1));
    let mut lines = lines.into_iter().map(|line| widget::cut(&line, room)).peekable();
    if lines.peek().is_none() {
        return widget::put(buffer, area, 0, &Line::raw("(none)"));
    }
    widget::put_all(buffer, area, 0, lines.map(Line::raw));
}

fn draw_environments(model: &Model, form: &KeystoreScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let entries = form.draft.entries();
    let focused = form.focus == Focus::Environments;
    let title = format!("Environments {}", form.draft.remaining().count());
    let inner = widget::framed(buffer, area, &title, focused, theme);
    if entries.is_empty() {
        return widget::put(buffer, inner, 0, &Line::styled(" no environment yet: a adds one", theme.dim()));
    }
    let widths = Widths::of(usize::from(inner.width));
    widget::put(
        buffer,
        inner,
        0,
        &Line::styled(
            widths.row("   ", ["ENVIRONMENT", "KIND", "STATUS", "TYPE", "ALIAS", "FILE"]),
            theme.dim(),
        ),
    );
    let rows = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let cursor = form.selected().map_or(0, |(index, _)| index);
    let start = widget::page_start(cursor, usize::from(rows.height));
    for (row, (index, entry)) in
        entries.iter().enumerate().skip(start).take(usize::from(rows.height)).enumerate()
    {
        let selected = index == cursor;
        let text = environment_row(model, form, entry, selected, &widths);
        let mut style = theme.row(selected, focused);
        style = match form.draft.mark(entry) {
            Mark::Removed => style.patch(theme.bad()),
            Mark::Kept => style,
            Mark::Changed | Mark::Added => style.patch(theme.warning()),
        };
        widget::put(buffer, rows, row, &Line::styled(text, style));
    }
}

/// Column widths: what is left over goes to the names.
struct Widths([usize; 6]);

impl Widths {
    fn of(width: usize) -> Self {
        let status = if width < 70 { 10 } else { 18 };
        let fixed = 4 + status + 6 + 12;
        let left = width.saturating_sub(3 + 5 + fixed);
        let names = (left * 3 / 5).max(10);
        Self([names, 4, status, 6, left.saturating_sub(names).max(4), 12])
    }

    fn row(&self, lead: &str, cells: [&str; 6]) -> String {
        let mut row = lead.to_owned();
        for (cell, width) in cells.iter().zip(self.0) {
            row.push_str(&widget::cell(cell, width));
            row.push(' ');
        }
        row
    }
}

fn environment_row(
    model: &Model,
    form: &KeystoreScreen,
    entry: &DraftEntry,
    selected: bool,
    widths: &Widths,
) -> String {
    let draft = &form.draft;
    let known = environment_of(model, form, entry);
    let name = known.map_or_else(|| draft.label(entry), |environment| environment.name.as_str());
    let status = match known {
        Some(environment) => text::shown(&environment.status.to_string()),
        None => unlisted_words(model, &form.project).to_owned(),
    };
    let stored = stored_entry(form, entry);
    let type_word = draft
        .store_type(entry)
        .map(|known| known.word().to_owned())
        .or_else(|| stored.and_then(|stored| stored.type_word.as_deref()).map(text::shown))
        .unwrap_or_else(|| "?".into());
    let alias = entry.edits.alias.as_deref().or_else(|| stored.and_then(|stored| stored.alias.as_deref()));
    let file = match (&entry.edits.file, stored) {
        (Some(file), _) => format!("new {}", text::size(file.content.bytes().len() as u64)),
        (None, Some(stored)) => file_words(&stored.file),
        (None, None) => "no file".into(),
    };
    let lead = format!("{}{} ", if selected { "▸" } else { " " }, draft.mark(entry).sign());
    let kind = known.map_or("?", |environment| environment.kind.short());
    widths
        .row(&lead, [&text::shown(name), kind, &status, &type_word, &text::shown(alias.unwrap_or("")), &file])
}

fn environment_of<'a>(
    model: &'a Model,
    form: &KeystoreScreen,
    entry: &DraftEntry,
) -> Option<&'a Environment> {
    match &entry.origin {
        Origin::Stored(index) => {
            let stored = form.draft.base().entries().get(*index)?;
            model.catalog.environment(&form.project, &stored.environment)
        }
        Origin::Added(name) => {
            model.catalog.environments(&form.project).iter().find(|environment| environment.name == *name)
        }
    }
}

fn stored_entry<'a>(
    form: &'a KeystoreScreen,
    entry: &DraftEntry,
) -> Option<&'a crate::domain::keystore::Entry> {
    match entry.origin {
        Origin::Stored(index) => form.draft.base().entries().get(index),
        Origin::Added(_) => None,
    }
}

/// The environment under the cursor: what is stored, what would be sent, what stands against it.
fn draw_detail(
    model: &Model,
    form: &KeystoreScreen,
    facts: Vec<Line<'static>>,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let title = form.selected().map_or("", |(_, entry)| {
        let known = environment_of(model, form, entry);
        known.map_or_else(|| form.draft.label(entry), |environment| environment.name.as_str())
    });
    let title = text::shown(title);
    let inner = widget::framed(buffer, area, &title, false, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    widget::put_all(buffer, inner, 0, facts);
}

fn detail_lines(form: &KeystoreScreen, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let fact = |word, value: &str, style| fact(word, &widget::cut(value, width.saturating_sub(10)), style);
    let Some((_, entry)) = form.selected() else { return Vec::new() };
    let label = form.draft.label(entry);
    let mut lines = vec![
        fact("stored", &stored_words(form, entry), theme.dim()),
        fact("new file", &new_file_words(entry), Style::new()),
        fact("password", password_words(entry), Style::new()),
        fact("alias", &alias_words(form, entry), Style::new()),
    ];
    if entry.removed {
        lines.insert(0, Line::styled("- will lose this keystore when the update is sent", theme.bad()));
    }
    for problem in form.draft.problems().iter().filter(|problem| problem.environment() == Some(label)) {
        lines.push(Line::styled(format!("✗ {}", text::shown(&problem.explain())), theme.bad()));
    }
    lines
}

fn fact(word: &str, value: &str, style: Style) -> Line<'static> {
    Line::from(vec![Span::raw(widget::cell(word, 10)), Span::styled(value.to_owned(), style)])
}

fn stored_words(form: &KeystoreScreen, entry: &DraftEntry) -> String {
    let Origin::Stored(index) = entry.origin else { return "nothing yet".into() };
    let Some(stored) = form.draft.base().entries().get(index) else { return "nothing yet".into() };
    match &stored.file {
        StoredFile::Readable { size, format } if *size <= DIGEST_MOST => {
            let digest = form.draft.base().content(index).as_ref().map(digest).unwrap_or_default();
            file_facts(*size, *format, &digest)
        }
        StoredFile::Readable { size, format } => file_facts(*size, *format, ""),
        StoredFile::Opaque => "a file that can't be read here".into(),
        StoredFile::Missing => "no file".into(),
    }
}

fn new_file_words(entry: &DraftEntry) -> String {
    let Some(file) = &entry.edits.file else { return "none: what is stored stays".into() };
    let size = file.content.bytes().len() as u64;
    let digest = if size <= DIGEST_MOST { digest(&file.content) } else { String::new() };
    format!("{}  {}", file_facts(size, file.format, &digest), text::shown(file.file_name()))
}

/// In columns, so that the stored file and the new one stand below each other.
fn file_facts(size: u64, format: Format, digest: &str) -> String {
    format!("{:9} {:6} {digest}", text::size(size), format.to_string())
}

fn digest(content: &Content) -> String {
    format!("sha256 {}", content.digest().short())
}

fn password_words(entry: &DraftEntry) -> &'static str {
    match (&entry.edits.password, &entry.origin, &entry.edits.file) {
        (Some(_), ..) => "entered, not shown",
        (None, Origin::Added(_), _) => "none entered",
        (None, Origin::Stored(_), Some(_)) => "none entered for the new file",
        (None, Origin::Stored(_), None) => "as stored (the server never shows it)",
    }
}

fn alias_words(form: &KeystoreScreen, entry: &DraftEntry) -> String {
    let stored = stored_entry(form, entry).and_then(|stored| stored.alias.as_deref()).unwrap_or("none");
    match entry.edits.alias.as_deref() {
        Some("") => format!("none (was {})", text::shown(stored)),
        Some(alias) => format!("{} (was {})", text::shown(alias), text::shown(stored)),
        None => text::shown(stored),
    }
}

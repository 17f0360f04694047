//! Draws the keystore's form.

mod detail;
mod table;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    app::{
        model::Model,
        screen::keystore::{Focus, KeystoreScreen},
    },
    domain::{
        draft::{DraftEntry, Origin},
        environment::Environment,
        keystore::Entry,
        text,
    },
    view::{theme::Theme, widget},
};

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
    // An 80x24 screen has six rows for it; of a taller one, it and the table share what is more.
    let rows = 6 + area.height.saturating_sub(21) / 2;
    let width = usize::from(area.width).saturating_sub(4);
    let facts = detail::lines(model, form, theme, width, usize::from(rows));
    let height = u16::try_from(facts.len()).unwrap_or(rows).clamp(4, rows) + 2;
    let detail = Rect { y: area.y + area.height.saturating_sub(height), height, ..area };
    // The table keeps a row for the heading and one for an environment.
    let spare = area.height.saturating_sub(description + 3 + height + 4);
    let failed = failed_lines(form, area.width, spare);
    let top = Rect { height: description + 3 + u16::try_from(failed.len()).unwrap_or(0), ..area };
    let height = area.height.saturating_sub(top.height + detail.height);
    let table = Rect { y: top.y + top.height, height, ..area };
    let cursor = draw_fields(model, form, &failed, theme, top, buffer);
    table::draw(model, form, theme, table, buffer);
    detail::draw(model, form, facts, theme, detail, buffer);
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

fn stored_entry<'a>(form: &'a KeystoreScreen, entry: &DraftEntry) -> Option<&'a Entry> {
    match entry.origin {
        Origin::Stored(index) => form.draft.base().entries().get(index),
        Origin::Added(_) => None,
    }
}

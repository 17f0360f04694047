//! The environment under the cursor.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::{environment_of, stored_entry};
use crate::{
    app::{model::Model, screen::keystore::KeystoreScreen},
    domain::{
        draft::{DraftEntry, Origin},
        file::{FileDigest, Format},
        keystore::StoredFile,
        text,
    },
    view::{theme::Theme, widget},
};

/// The environment under the cursor: what is stored, what would be sent, what stands against it.
pub(super) fn draw(
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

/// What is to be said of it: what is stored, what would be sent, what stands against it.
pub(super) fn lines(form: &KeystoreScreen, theme: Theme, width: usize) -> Vec<Line<'static>> {
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
        StoredFile::Readable { size, format, digest } => file_facts(*size, *format, *digest),
        StoredFile::Opaque => "a file that can't be read here".into(),
        StoredFile::Missing => "no file".into(),
    }
}

fn new_file_words(entry: &DraftEntry) -> String {
    let Some(file) = &entry.edits.file else { return "none: what is stored stays".into() };
    let size = file.content.bytes().len() as u64;
    format!("{}  {}", file_facts(size, file.format, file.content.digest()), text::shown(file.file_name()))
}

/// In columns, so that the stored file and the new one stand below each other.
fn file_facts(size: u64, format: Format, digest: FileDigest) -> String {
    format!("{:9} {:6} sha256 {}", text::size(size), format.to_string(), digest.short())
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

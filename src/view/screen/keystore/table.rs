//! The table of the keystore's environments.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use super::{environment_of, stored_entry};
use crate::{
    app::{
        model::Model,
        screen::keystore::{Focus, KeystoreScreen},
    },
    domain::{
        draft::{DraftEntry, Mark},
        text,
    },
    view::{
        screen::browse::{file_words, unlisted_words},
        theme::Theme,
        widget,
    },
};

/// Draws it.
pub(super) fn draw(model: &Model, form: &KeystoreScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
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

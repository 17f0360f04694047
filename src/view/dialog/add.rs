//! Draws the choice of an environment to add.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    app::{
        dialog::add::{AddEnvironment, candidates},
        model::Model,
    },
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(model: &Model, dialog: &AddEnvironment, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let environments = candidates(model);
    let height = u16::try_from(environments.len()).unwrap_or(u16::MAX).clamp(3, 14) + 2;
    let inner = widget::popup(buffer, area, "Add an environment", (64, height), theme);
    let project = model.form().map(|form| form.project.as_str()).unwrap_or_default();
    if environments.is_empty() {
        let words = empty_words(model, project);
        let lines = widget::wrap(&words, usize::from(inner.width).saturating_sub(2));
        widget::put_all(buffer, inner, 0, lines.into_iter().map(|line| Line::raw(format!(" {line}"))));
        return;
    }
    let cursor = dialog.picker.cursor().min(environments.len() - 1);
    let page = usize::from(inner.height);
    let start = widget::page_start(cursor, page);
    for (row, (index, environment)) in environments.iter().enumerate().skip(start).take(page).enumerate() {
        let mark = if index == cursor { "▸" } else { " " };
        let name = widget::cell(&text::shown(&environment.name), 24);
        let words = format!(
            "{mark} {name} {:10} {}",
            text::shown(&environment.kind.to_string()),
            text::shown(&environment.status.to_string())
        );
        let line = widget::cell(&words, usize::from(inner.width));
        widget::put(buffer, inner, row, &Line::styled(line, theme.row(index == cursor, true)));
    }
}

fn empty_words(model: &Model, project: &str) -> String {
    let Some(data) = model.catalog.project(project) else { return String::new() };
    match (data.environments.pending(), data.environments.error()) {
        (Some(_), _) => "Reading the project's environments.".into(),
        (None, Some(error)) => {
            format!(
                "The project's environments could not be read: {}. Esc, then a tries again.",
                text::shown(&error.to_string())
            )
        }
        (None, None) => "Every environment of the project is in this keystore already.".into(),
    }
}

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

const WIDTH: u16 = 64;

/// Draws it.
pub fn draw(model: &Model, dialog: &AddEnvironment, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let environments = candidates(model);
    let project = model.form().map(|form| form.project.as_str()).unwrap_or_default();
    let lines = match environments.is_empty() {
        true => empty_lines(model, project, area),
        false => Vec::new(),
    };
    let rows = if environments.is_empty() { lines.len().max(3) } else { environments.len().clamp(3, 14) };
    let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2);
    let inner = widget::popup(buffer, area, "Add an environment", (WIDTH, height), theme);
    if environments.is_empty() {
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

/// Why there is none to choose, in no more lines than there is room for.
fn empty_lines(model: &Model, project: &str, area: Rect) -> Vec<String> {
    let room = usize::from(WIDTH.min(area.width)).saturating_sub(4);
    let most = usize::from(area.height).saturating_sub(2);
    let Some(data) = model.catalog.project(project) else { return Vec::new() };
    match (data.environments.pending(), data.environments.error()) {
        (Some(_), _) => vec!["Reading the project's environments.".into()],
        (None, Some(error)) => {
            let why = text::shown_lines(&error.to_string(), most).join("\n");
            let words = format!("The project's environments could not be read: {why}");
            let mut lines = widget::wrap_at_most(&words, room, most.saturating_sub(1));
            lines.push("Esc, then a tries again.".into());
            lines
        }
        (None, None) => widget::wrap("Every environment of the project is in this keystore already.", room),
    }
}

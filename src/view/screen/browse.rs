//! Draws the three columns.

mod list;
mod preview;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Line,
};

pub use preview::{file_words, unlisted_words};

use crate::{
    app::{
        model::Model,
        screen::browse::{self, Browse, Column},
    },
    domain::keystore::Keystore,
    view::{theme::Theme, widget},
};
use list::{List, Note};

/// Columns from which on a list of keystores also tells how many environments each has.
const ROOMY: u16 = 36;

/// The widest of the words for an expiry.
const EXPIRY: usize = 7;

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
    preview::draw(model, browse, theme, preview, buffer);
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
        order: "",
        note: &|_| None,
        focused: browse.column == Column::Projects,
        empty: "No projects: this token's user is a member of none.",
    };
    list::draw(model, &list, &model.catalog.projects, theme, area, buffer)
}

fn draw_keystores(
    model: &Model,
    browse: &Browse,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let project = browse.project.as_deref().unwrap_or_default();
    let keystores = browse::listed(model);
    let has_room = area.width >= ROOMY;
    let list = List {
        word: "Keystores",
        picker: &browse.keystores,
        names: keystores.iter().map(|keystore| keystore.name()).collect(),
        order: browse.order.sort().words(),
        note: &|at| keystores.get(at).map(|keystore| keystore_note(model, keystore, has_room, theme)),
        focused: browse.column == Column::Keystores,
        empty: "No keystores: the project has none, or this token may not see them.",
    };
    let Some(data) = model.catalog.project(project) else {
        widget::framed(buffer, area, "Keystores", list.focused, theme);
        return None;
    };
    let cursor = list::draw(model, &list, &data.keystores, theme, area, buffer);
    let skipped = data.keystores.value().map_or(0, |keystores| keystores.skipped.len());
    if skipped > 0 {
        let note = format!(" ! {skipped} could not be read ");
        let y = area.y + area.height - 1;
        buffer.set_line(area.x + 1, y, &Line::styled(note, theme.warning()), area.width - 2);
    }
    cursor
}

/// How long its worst environment is good.
fn keystore_note(model: &Model, keystore: &Keystore, has_room: bool, theme: Theme) -> Note {
    let expiry = browse::expiry(model, keystore);
    let count = if has_room { format!("{} env  ", keystore.entries().len()) } else { String::new() };
    let words = expiry.words(model.now, model.soon());
    Note {
        plain: count,
        loud: widget::cell(&words, EXPIRY),
        style: theme.tone(expiry.tone(model.now, model.soon())),
    }
}

//! Draws what is inside a file: its tree at the left, the facts of what is chosen there at the right.

pub(super) mod facts;
mod tree;

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    app::{
        model::Model,
        screen::entry::{EntryScreen, Focus, Held, Row, rows},
    },
    domain::text,
    keystore::Store,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(model: &Model, screen: &EntryScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = (area.width * 3 / 8).clamp(28, 64);
    let left = Rect { width, ..area };
    let right = Rect { x: area.x + width, width: area.width - width, ..area };
    let inner = widget::framed(buffer, left, &title(screen, width), screen.focus == Focus::Tree, theme);
    tree::draw(model, screen, theme, inner, buffer);
    let title = screen.store(&model.vault).map_or("File".to_owned(), |store| shown_title(screen, store));
    let inner = widget::framed(buffer, right, &title, screen.focus == Focus::Facts, theme);
    if let Some(place) = facts::draw(model, screen, theme, inner, buffer) {
        let line = Line::styled(place, theme.dim());
        buffer.set_line(right.x + 1, right.y + right.height - 1, &line, right.width.saturating_sub(2));
    }
}

/// Which file it is, among how many.
fn title(screen: &EntryScreen, width: u16) -> String {
    let environment = screen.held().map(environment).unwrap_or_default();
    let place = match screen.place() {
        (_, 1) => String::new(),
        (at, len) => format!(" {at} of {len}"),
    };
    let room = usize::from(width).saturating_sub(4 + place.len());
    format!("{}{place}", widget::cut(&environment, room))
}

fn environment(held: &Held) -> String {
    let name = text::shown(&held.environment);
    if held.is_new { format!("{name}, new") } else { name }
}

/// What the facts are of.
fn shown_title(screen: &EntryScreen, store: &Store) -> String {
    match rows(store).get(screen.shown(store)) {
        Some(Row::Entry(entry)) => {
            store.entries.get(*entry).map_or_else(String::new, |entry| text::shown(&entry.alias))
        }
        Some(Row::Certificate { entry, at }) => {
            let len = store.entries.get(*entry).map_or(0, |entry| entry.chain().len());
            format!("Certificate {} of {len}", at + 1)
        }
        Some(Row::Loose(_)) => "Certificate of no entry".into(),
        Some(Row::File) | None => "File".into(),
    }
}

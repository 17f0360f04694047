//! Draws the model. Changes nothing, keeps nothing.
//!
//! ```text
//! header    keywright  prod-eu ▸ Payments            READ-ONLY  ● 12 ms
//! screen    (one of view/screen, with view/dialog over it)
//! notice    ! what just happened
//! footer     ↵ open   / filter   e edit   r refresh   ? help   q quit
//! ```

mod comparison;
pub mod dialog;
mod findings;
mod footer;
mod header;
pub mod screen;
pub mod theme;
pub mod widget;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Line,
    widgets::{Clear, Widget},
};

use crate::{
    app::{
        dialog::Dialog,
        editing,
        model::{Model, SMALLEST, Tone},
    },
    domain::text,
};
use theme::Theme;

/// How the terminal likes it: settings of the whole run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Only ASCII for borders and signs.
    pub ascii: bool,
    /// No colours: bold, dim and reverse only.
    pub no_color: bool,
}

/// Draws the whole screen into a buffer of the terminal's size. Returns where the cursor is to be
/// shown; `None`: nowhere.
pub fn draw(model: &Model, look: Look, buffer: &mut Buffer) -> Option<Position> {
    let (theme, area) = (Theme::new(look), buffer.area);
    let cursor = if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(model, area, buffer);
        None
    } else {
        let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
        header::draw(model, theme, Rect { height: 1, ..area }, buffer);
        let mut cursor = screen::draw(model, theme, body, buffer);
        for dialog in &model.dialogs {
            cursor = dialog::draw(model, dialog, theme, body, buffer);
        }
        notice(model, theme, Rect { y: area.height - 2, height: 1, ..area }, buffer);
        footer::draw(model, theme, Rect { y: area.height - 1, height: 1, ..area }, buffer);
        cursor
    };
    disarm(theme, buffer);
    cursor
}

fn too_small(model: &Model, area: Rect, buffer: &mut Buffer) {
    let waits = matches!(model.dialogs.last(), Some(Dialog::Confirm(_)));
    let words = format!(
        "keywright needs {}x{}; this is {}x{}{}",
        SMALLEST.0,
        SMALLEST.1,
        area.width,
        area.height,
        if waits { "; a question waits" } else { "" }
    );
    widget::put_all(
        buffer,
        area,
        0,
        widget::wrap(&words, usize::from(area.width)).into_iter().map(Line::raw),
    );
}

/// In one row, or upwards over the screen where it is longer: it is gone with the next key. Where nothing is said,
/// what holds for as long as the keystore is edited, in one row.
fn notice(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    const MOST: usize = 8;
    let Some(notice) = &model.notice else {
        if let Some(words) = editing::unkept(model) {
            let words = widget::cut(&words, usize::from(area.width).saturating_sub(4));
            let line = format!(" {} {words}", theme.sign(Tone::Warning));
            widget::put(buffer, area, 0, &Line::styled(line, theme.warning()));
        }
        return;
    };
    let style = theme.tone(notice.tone);
    let words = text::shown_lines(&notice.text, MOST).join("\n");
    let lines = widget::wrap_at_most(&words, usize::from(area.width).saturating_sub(4), MOST);
    let height = u16::try_from(lines.len()).unwrap_or(1);
    let area = Rect { y: area.y + 1 - height, height, ..area };
    Clear.render(area, buffer);
    for (row, words) in lines.iter().enumerate() {
        let sign = if row == 0 { theme.sign(notice.tone) } else { " " };
        widget::put(buffer, area, row, &Line::styled(format!(" {sign} {words}"), style));
    }
}

/// The last gate: whatever was drawn, no cell holds a character that could change how the
/// terminal shows what stands around it.
fn disarm(theme: Theme, buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().chars().any(text::is_hostile) {
            cell.set_symbol("?");
        } else if let Some(plain) = theme.plain(cell.symbol()) {
            cell.set_symbol(plain);
        }
    }
}

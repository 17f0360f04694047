//! The screens, drawn; file names as in `app/screen`.

mod browse;
mod deployment;
mod entry;
mod history;
mod json;
mod keystore;
mod merge;
mod profiles;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::theme::Theme;
use crate::app::{model::Model, screen::Screen};

/// Draws the screen on top of the stack.
pub fn draw(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    match model.screen()? {
        Screen::Profiles(screen) => profiles::draw(model, screen, theme, area, buffer),
        Screen::Browse(browse) => return browse::draw(model, browse, theme, area, buffer),
        Screen::Keystore(form) => return keystore::draw(model, form, theme, area, buffer),
        Screen::Deployment(screen) => deployment::draw(model, screen, theme, area, buffer),
        Screen::Json(json) => json::draw(json, theme, area, buffer),
        Screen::Merge(screen) => merge::draw(model, screen, theme, area, buffer),
        Screen::History(history) => return history::draw(model, history, theme, area, buffer),
        Screen::Entry(screen) => entry::draw(model, screen, theme, area, buffer),
    }
    None
}

//! The dialogs, drawn over the screen; file names as in `app/dialog`.

mod add;
mod confirm;
mod environment;
mod files;
mod findings;
mod help;
mod kept;
mod note;
mod password;
mod problem;
mod prompt;
mod save;
mod submit;
mod token;
mod unknown;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::theme::Theme;
use crate::app::{dialog::Dialog, model::Model};

/// Draws one dialog. Returns where the cursor is to be shown.
pub fn draw(
    model: &Model,
    dialog: &Dialog,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    match dialog {
        Dialog::Add(dialog) => add::draw(model, dialog, theme, area, buffer),
        Dialog::Environment(form) => return environment::draw(model, form, theme, area, buffer),
        Dialog::Files(files) => return files::draw(model, files, theme, area, buffer),
        Dialog::Findings(findings) => findings::draw(model, findings, theme, area, buffer),
        Dialog::Submit(submit) => return submit::draw(model, submit, theme, area, buffer),
        Dialog::Confirm(confirm) => confirm::draw(confirm, theme, area, buffer),
        Dialog::Help(help) => return help::draw(help, theme, area, buffer),
        Dialog::Note(note) => note::draw(note, theme, area, buffer),
        Dialog::Problem(problem) => problem::draw(problem, theme, area, buffer),
        Dialog::Token(prompt) => return token::draw(model, prompt, theme, area, buffer),
        Dialog::Password(prompt) => return password::draw(model, prompt, theme, area, buffer),
        Dialog::Kept(offer) => kept::draw(offer, theme, area, buffer),
        Dialog::Unknown(dialog) => unknown::draw(model, dialog, theme, area, buffer),
        Dialog::Save(save) => return save::draw(model, save, theme, area, buffer),
    }
    None
}

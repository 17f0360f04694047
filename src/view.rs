//! Draws the model. Changes nothing, keeps nothing.

use ratatui::{buffer::Buffer, layout::Position};

use crate::app::model::Model;

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
pub fn draw(_model: &Model, _look: Look, _buffer: &mut Buffer) -> Option<Position> {
    None
}

//! A buffer in the form in which two of them can be compared column by column: equal columns look equal,
//! and a column under a wide character knows that it is.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

/// The symbol of a column that the wide character to its left covers.
pub(super) const COVERED: &str = "";

/// What is written.
const KNOWN: Modifier = Modifier::BOLD
    .union(Modifier::DIM)
    .union(Modifier::ITALIC)
    .union(Modifier::UNDERLINED)
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

/// What is seen where nothing is written.
const ON_BLANK: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// How a cell is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

impl Look {
    pub(super) fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// The look with all that can't be seen on a blank left out.
    pub(super) fn on_blank(self) -> Self {
        let modifier = self.modifier & ON_BLANK;
        let fg = if modifier.is_empty() { Color::Reset } else { self.fg };
        Self { fg, modifier, ..self }
    }
}

/// Rewrites every cell into the one form of what it looks like: symbols that would do something else
/// than take their width made harmless, what can't be seen left out, covered columns marked.
pub(super) fn settle(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let mut x = 0;
        while x < row.len() {
            let room = x + 1 < row.len();
            let wide = settle_cell(&mut row[x], room);
            x += 1;
            if wide {
                row[x] = covered();
                x += 1;
            }
        }
    }
}

/// Settles one cell; whether it covers the next, too.
fn settle_cell(cell: &mut Cell, room: bool) -> bool {
    let symbol = cell.symbol();
    let harmful = symbol.chars().any(char::is_control);
    let width = if harmful { 1 } else { symbol.cell_width() };
    let look = Look { modifier: cell.modifier & KNOWN, ..Look::of(cell) };
    let blank = width == 0 || symbol == " " || (width > 1 && !room) || width > 2;
    let symbol = match symbol {
        _ if blank => " ",
        _ if harmful => "\u{fffd}",
        symbol => symbol,
    };
    let look = if blank { look.on_blank() } else { look };
    let mut settled = Cell::default();
    settled.set_symbol(symbol);
    settled.fg = look.fg;
    settled.bg = look.bg;
    settled.modifier = look.modifier;
    *cell = settled;
    width == 2 && !blank
}

fn covered() -> Cell {
    let mut cell = Cell::default();
    cell.set_symbol(COVERED);
    cell
}

/// The cells of one row, counted from the buffer's top.
pub(super) fn row(buffer: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(buffer.area.width);
    let start = usize::from(y) * width;
    buffer.content.get(start..start + width).unwrap_or_default()
}

/// Puts the row of another buffer of the same size in place of a buffer's own.
pub(super) fn keep_row(buffer: &mut Buffer, other: &Buffer, y: u16) {
    let width = usize::from(buffer.area.width);
    let start = usize::from(y) * width;
    if let Some(own) = buffer.content.get_mut(start..start + width) {
        own.clone_from_slice(row(other, y));
    }
}

/// Whether the cell is shown as selected.
pub(super) fn is_reversed(cell: &Cell) -> bool {
    cell.modifier.contains(Modifier::REVERSED)
}

/// Whether the cell is as a cleared screen has it.
pub(super) fn is_clear(cell: &Cell) -> bool {
    cell.symbol() == " " && Look::of(cell) == Look::default()
}

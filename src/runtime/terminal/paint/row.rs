//! One row of a frame: which of its columns to write, and by which means.

use ratatui::buffer::Cell;

use super::grid::{self, COVERED, Look};
use super::pen::Pen;

/// Spaces that are fewer than this are written; for more, erasing and moving on is shorter.
const ERASE_FROM: usize = 10;

/// Takes the terminal's row `y` from looking like `old` to looking like `new`; both are settled.
pub(super) fn write(pen: &mut Pen, old: &[Cell], new: &[Cell], y: u16) {
    if old == new {
        return;
    }
    let clear_from = new.iter().rposition(|cell| !grid::is_clear(cell)).map_or(0, |last| last + 1);
    let mut x = 0;
    while let Some(skipped) = changed(&old[x..], &new[x..]) {
        let from = x;
        x += skipped;
        approach(pen, new, from, x, y);
        if x >= clear_from && last_changed(old, new, x, new.len()) > x + 3 {
            pen.look_blank(Look::default());
            pen.erase_line();
            return;
        }
        let run = new[x..].iter().take_while(|cell| grid::is_clear(cell)).count();
        let end = last_changed(old, new, x, x + run);
        if end > x + ERASE_FROM {
            pen.look_blank(Look::default());
            pen.erase(end - x);
            x = end;
        } else {
            x += glyph(pen, &new[x]);
        }
    }
}

fn changed(old: &[Cell], new: &[Cell]) -> Option<usize> {
    old.iter().zip(new).position(|(old, new)| old != new)
}

/// The column after the last changed one in `from..to`.
fn last_changed(old: &[Cell], new: &[Cell], from: usize, to: usize) -> usize {
    let last = (from..to).rev().find(|&x| old[x] != new[x]);
    last.map_or(from, |x| x + 1)
}

/// Brings the cursor to column `x`: by writing again what is between, where that is shorter than moving.
fn approach(pen: &mut Pen, new: &[Cell], from: usize, x: usize, y: u16) {
    let between = &new[from..x];
    let again = between.len() <= 3
        && pen.is_at(from, y)
        && between.iter().all(|cell| cell.symbol().len() == 1 && pen.would_look(cell));
    if again {
        for cell in between {
            glyph(pen, cell);
        }
    } else {
        pen.move_to(x, y);
    }
}

/// Writes one character; gives the columns that it takes.
fn glyph(pen: &mut Pen, cell: &Cell) -> usize {
    let symbol = match cell.symbol() {
        // Never comes: what covers it changes with it. A blank is at least no lie.
        COVERED => " ",
        symbol => symbol,
    };
    if symbol == " " {
        pen.look_blank(Look::of(cell));
    } else {
        pen.look(Look::of(cell));
    }
    pen.write(symbol)
}

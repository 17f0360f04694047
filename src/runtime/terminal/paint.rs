//! Frames to bytes, as few as will do: the link is slow, and a key should cost a packet.
//!
//! Not `ratatui::Terminal`, whose `clear` and start-up ask the terminal for the cursor's position, and
//! not its `CrosstermBackend`, which writes `38;5;n` colours and three resets with every frame.
//!
//! ```text
//! Buffer ──► grid: what each column shows ──► compared with the last ──► row: runs ──► pen: moves, SGR ──► one write
//! ```

mod grid;
mod pen;
mod row;

use std::io::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use pen::Pen;

/// Brings frames to the terminal, each as its difference from the one before.
///
/// A frame is one write, and an unchanged one is none. It leaves the terminal with colours and
/// attributes reset. Nothing that it writes makes a terminal answer.
#[derive(Debug)]
pub struct Painter<W> {
    out: W,
    /// What is on the screen; `None` when that isn't known.
    shown: Option<Shown>,
}

#[derive(Debug)]
struct Shown {
    buffer: Buffer,
    cursor: Option<Position>,
}

impl<W: Write> Painter<W> {
    /// A painter that knows nothing of what is on the screen.
    pub fn new(out: W) -> Self {
        Self { out, shown: None }
    }

    /// Whatever is on the screen isn't what was painted (after a suspension): the next frame
    /// clears it and is painted whole.
    pub fn invalidate(&mut self) {
        self.shown = None;
    }

    /// Writes something between two frames that changes nothing on the screen.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    /// Makes the screen show `next`, and the cursor at `cursor` or not at all. Gives the number of bytes that
    /// it took. A buffer of another size than the last, or after an error, is painted whole.
    ///
    /// With a `budget`, the frame takes about so many bytes at most: rows with what is selected, or was,
    /// come first, and what there is no room for is left as it was, for the next frame.
    pub fn paint(
        &mut self,
        mut next: Buffer,
        cursor: Option<Position>,
        budget: Option<usize>,
    ) -> io::Result<usize> {
        grid::settle(&mut next);
        let cursor = cursor.filter(|&position| next.area.contains(position));
        let mut pen = Pen::new(next.area.width);
        let (shown, budget) = match self.shown.take() {
            Some(shown) if shown.buffer.area == next.area => (shown, budget),
            _ => {
                pen.clear();
                (Shown { buffer: blank(next.area), cursor: None }, None)
            }
        };
        for y in in_order(&shown.buffer, &next, budget) {
            let before = pen.clone();
            row::write(&mut pen, grid::row(&shown.buffer, y), grid::row(&next, y), y);
            if budget.is_some_and(|budget| pen.bytes().len() + FINISH > budget)
                && !is_selected(&shown.buffer, &next, y)
            {
                pen = before;
                grid::keep_row(&mut next, &shown.buffer, y);
            }
        }
        pen.finish(shown.cursor, cursor, next.area.as_position());
        let bytes = pen.bytes();
        if !bytes.is_empty() {
            self.out.write_all(bytes)?;
            self.out.flush()?;
        }
        self.shown = Some(Shown { buffer: next, cursor });
        Ok(bytes.len())
    }
}

/// What the end of a frame takes: a reset.
const FINISH: usize = 3;

/// The rows from top to bottom; where there may not be room for all, those of the selection first.
fn in_order(old: &Buffer, new: &Buffer, budget: Option<usize>) -> Vec<u16> {
    let mut rows: Vec<u16> = (0..new.area.height).collect();
    if budget.is_some() {
        rows.sort_by_key(|&y| !is_selected(old, new, y));
    }
    rows
}

/// Whether something selected comes to a row, or leaves it.
fn is_selected(old: &Buffer, new: &Buffer, y: u16) -> bool {
    let (old, new) = (grid::row(old, y), grid::row(new, y));
    old.iter().zip(new).any(|(old, new)| grid::is_reversed(old) != grid::is_reversed(new))
}

fn blank(area: Rect) -> Buffer {
    let mut buffer = Buffer::empty(area);
    grid::settle(&mut buffer);
    buffer
}

#[cfg(test)]
mod tests;

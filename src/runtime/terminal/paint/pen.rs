//! The terminal's cursor and the look of what it writes next; every change in its shortest form.
//! What is sent for nearly every cell is encoded here, since crossterm's own forms are twice as long.

use std::io::Write;

use crossterm::cursor::{Hide, Show};
use crossterm::style::ResetColor;
use crossterm::terminal::{Clear, ClearType};
use crossterm::{Command, queue};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::grid::Look;

/// The bytes of one frame so far. A frame begins and ends with the default look, and with no
/// trust in where the cursor is: another program may have written to the terminal.
#[derive(Clone, Default)]
pub(super) struct Pen {
    out: Vec<u8>,
    look: Look,
    /// Column and row, where known.
    at: Option<(usize, u16)>,
    /// Columns of the screen. After the last one a terminal holds the cursor back, and counts steps otherwise.
    width: usize,
}

impl Pen {
    /// For a screen of so many columns.
    pub(super) fn new(width: u16) -> Self {
        Self { width: usize::from(width), ..Self::default() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.out
    }

    /// Empties the screen and hides the cursor, whatever there was.
    pub(super) fn clear(&mut self) {
        self.command(ResetColor);
        self.command(Hide);
        self.command(Clear(ClearType::All));
    }

    pub(super) fn is_at(&self, x: usize, y: u16) -> bool {
        self.at == Some((x, y))
    }

    /// Whether the cell could be written without a change of look.
    pub(super) fn would_look(&self, cell: &Cell) -> bool {
        let look = Look::of(cell);
        look == self.look || (cell.symbol() == " " && look.on_blank() == self.look.on_blank())
    }

    pub(super) fn move_to(&mut self, x: usize, y: u16) {
        if let Some(steps) = self.at.filter(|at| at.0 < self.width).and_then(|at| steps(at, (x, y))) {
            self.out.extend_from_slice(&steps);
            self.at = Some((x, y));
            return;
        }
        match self.at {
            Some((from, row)) if row == y && from == x => {}
            Some((from, row)) if row == y && from < x => self.control(&[x - from], 1, b'C'),
            Some((_, row)) if row == y && x == 0 => self.out.push(b'\r'),
            _ if x == 0 => self.control(&[usize::from(y) + 1], 1, b'H'),
            _ => self.control(&[usize::from(y) + 1, x + 1], 0, b'H'),
        }
        self.at = Some((x, y));
    }

    /// Erases to the end of the row.
    pub(super) fn erase_line(&mut self) {
        self.out.extend_from_slice(b"\x1b[K");
    }

    /// Erases so many columns, without moving.
    pub(super) fn erase(&mut self, columns: usize) {
        self.control(&[columns], 1, b'X');
    }

    /// Writes a symbol in the look at hand; gives the columns that it takes.
    pub(super) fn write(&mut self, symbol: &str) -> usize {
        let width = usize::from(symbol.cell_width());
        let trusted = is_trusted(symbol);
        if !trusted && width > 1 {
            // A terminal that takes it for narrower leaves no rest of what was there.
            self.erase(width);
        }
        self.out.extend_from_slice(symbol.as_bytes());
        self.at = self.at.filter(|_| trusted).map(|(x, y)| (x + width, y));
        width
    }

    /// Changes the look as far as a blank shows it.
    pub(super) fn look_blank(&mut self, look: Look) {
        if look.on_blank() != self.look.on_blank() {
            self.look(look);
        }
    }

    pub(super) fn look(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let change = change(self.look, look);
        let anew = codes(Look::default(), look);
        // `CSI m` resets, and with more after it `CSI 0;...m`.
        let best = if look == Look::default() {
            String::new()
        } else if change.as_ref().is_some_and(|change| change.len() <= anew.len() + 2) {
            change.unwrap_or_default()
        } else {
            format!("0;{anew}")
        };
        self.out.extend_from_slice(b"\x1b[");
        self.out.extend_from_slice(best.as_bytes());
        self.out.push(b'm');
        self.look = look;
    }

    /// Ends the frame: default look, and the cursor where it is wanted, if it isn't there yet.
    pub(super) fn finish(&mut self, was: Option<Position>, wanted: Option<Position>, origin: Position) {
        let touched = !self.out.is_empty();
        self.look(Look::default());
        if let Some(Position { x, y }) = wanted
            && (touched || was != wanted)
        {
            self.move_to(usize::from(x - origin.x), y - origin.y);
        }
        match (was, wanted) {
            (None, Some(_)) => self.command(Show),
            (Some(_), None) => self.command(Hide),
            _ => {}
        }
    }

    fn command(&mut self, command: impl Command) {
        // Into a vector: can't fail.
        let _ = queue!(self.out, command);
    }

    /// `CSI` with its numbers, the one that means the default left out.
    fn control(&mut self, numbers: &[usize], default: usize, last: u8) {
        self.out.extend_from_slice(b"\x1b[");
        for (i, number) in numbers.iter().enumerate() {
            if i > 0 {
                self.out.push(b';');
            }
            if *number != default {
                // Into a vector: can't fail.
                let _ = write!(self.out, "{number}");
            }
        }
        self.out.push(last);
    }
}

/// The way there by line feeds and backspaces, where that is shorter than an address, which takes six
/// bytes or more. Raw mode leaves a line feed in its column, and one that ends on the screen scrolls
/// nothing. `None`: another way is as good.
fn steps((from, row): (usize, u16), (x, y): (usize, u16)) -> Option<Vec<u8>> {
    const FEWER_THAN: usize = 6;
    let (down, back) = (usize::from(y.checked_sub(row)?), from.checked_sub(x)?);
    let useful = down > 0 && x > 0 && down + back < FEWER_THAN;
    useful.then(|| [vec![b'\n'; down], vec![8; back]].concat())
}

/// Whether every terminal moves on by the width that Unicode gives: single characters, and of the wide ones
/// the scripts of East Asia. Of emoji and of joined characters terminals think differently.
fn is_trusted(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return false;
    };
    symbol.cell_width() == 1 && u32::from(c) < 0x1_0000
        || matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff00..=0xff60)
}

/// The SGR codes that turn one look into another; `None` when only a reset does it.
fn change(from: Look, to: Look) -> Option<String> {
    let off = from.modifier - to.modifier;
    let bold_or_dim = Modifier::BOLD | Modifier::DIM;
    // 22 takes both away.
    if off.intersects(bold_or_dim) && to.modifier.intersects(bold_or_dim) {
        return None;
    }
    let mut list = Codes::default();
    if off.intersects(bold_or_dim) {
        list.push("22");
    }
    for (modifier, code) in [
        (Modifier::ITALIC, "23"),
        (Modifier::UNDERLINED, "24"),
        (Modifier::REVERSED, "27"),
        (Modifier::CROSSED_OUT, "29"),
    ] {
        if off.contains(modifier) {
            list.push(code);
        }
    }
    list.push(&codes(from, to));
    Some(list.0)
}

/// The SGR codes of all that `to` has and `from` hasn't.
fn codes(from: Look, to: Look) -> String {
    let mut list = Codes::default();
    for (modifier, code) in [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
        (Modifier::CROSSED_OUT, "9"),
    ] {
        if (to.modifier - from.modifier).contains(modifier) {
            list.push(code);
        }
    }
    if from.fg != to.fg {
        list.push(&colour(to.fg, 0));
    }
    if from.bg != to.bg {
        list.push(&colour(to.bg, 10));
    }
    list.0
}

#[derive(Default)]
struct Codes(String);

impl Codes {
    fn push(&mut self, code: &str) {
        if !self.0.is_empty() && !code.is_empty() {
            self.0.push(';');
        }
        self.0.push_str(code);
    }
}

/// A colour's SGR code, `ground` more for the background.
fn colour(colour: Color, ground: u8) -> String {
    let code = match colour {
        Color::Reset => 39,
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(i) => return format!("{};5;{i}", 38 + ground),
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", 38 + ground),
    };
    (code + ground).to_string()
}

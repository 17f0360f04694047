//! A drawn screen as text.

use keywright::{
    app::model::Model,
    view::{self, Look},
};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

/// Compares the picture of a stage with the one that is kept under the test's name.
macro_rules! shows {
    ($stage:expr) => {
        let stage = &$stage;
        let picture = $crate::picture::picture(&stage.model, &stage.sizes);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!(picture);
        });
    };
}

/// What is drawn at a size, and where the cursor is.
pub fn drawn(model: &Model, look: Look, size: (u16, u16)) -> (Buffer, Option<Position>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let cursor = view::draw(model, look, &mut buffer);
    (buffer, cursor)
}

/// The picture at each of the sizes: the first with its highlights, the others without the right edge of their
/// frames, which would be most of the file.
pub fn picture(model: &Model, sizes: &[(u16, u16)]) -> String {
    let mut picture = String::new();
    for (at, size) in sizes.iter().enumerate() {
        let (buffer, cursor) = drawn(model, Look::default(), *size);
        super::looks::say_the_same(model, &buffer, cursor);
        let cursor = cursor.map_or("hidden".to_owned(), |at| format!("{},{}", at.x, at.y));
        let mut rows = rows(&buffer);
        if at > 0 {
            rows.iter_mut().for_each(without_right_edge);
        }
        picture += &format!("{}x{}  cursor {cursor}\n{}", size.0, size.1, folded(&rows));
        if at == 0 {
            picture += &format!("\nhighlights\n{}\n", highlights(&buffer));
        }
    }
    picture
}

/// The text, row by row, without blanks at the ends.
pub fn rows(buffer: &Buffer) -> Vec<String> {
    let cells = |y: u16| (0..buffer.area.width).map(move |x| (x, y));
    let row = |y: u16| {
        let mut row = String::new();
        let mut hidden = 0;
        for at in cells(y) {
            // What a wide character covers isn't shown.
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            let symbol = buffer[at].symbol();
            hidden = symbol.width().saturating_sub(1);
            row += symbol;
        }
        row.trim_end().to_owned()
    };
    (0..buffer.area.height).map(row).collect()
}

fn without_right_edge(row: &mut String) {
    row.truncate(row.trim_end_matches([' ', '│', '─', '┐', '┘']).len());
}

/// Rows of which many alike follow each other are shown once.
fn folded(rows: &[String]) -> String {
    let mut text = String::new();
    for same in rows.chunk_by(|a, b| a == b) {
        match same {
            [row, _, _, ..] => text += &format!("{row}\n  ... {} more of these\n", same.len() - 1),
            rows => rows.iter().for_each(|row| text += &format!("{row}\n")),
        }
    }
    text
}

/// A letter for each cell that is highlighted: `b`old, `.` dim, `u`nderlined, `g`reen, `y`ellow, `r`ed, `c`yan;
/// in upper case where it is reversed too, `X` where it is that alone. Of frames, the corner tells.
fn highlights(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let row: String = (0..buffer.area.width).map(|x| letter(&buffer[(x, y)])).collect();
        if !row.trim_end().is_empty() {
            text += &format!("{y:2} {}\n", row.trim_end());
        }
    }
    text
}

fn letter(cell: &Cell) -> char {
    let has = |modifier| cell.modifier.contains(modifier);
    let letter = match cell.fg {
        Color::Green => 'g',
        Color::Yellow => 'y',
        Color::Red => 'r',
        Color::Cyan => 'c',
        Color::Reset if has(Modifier::BOLD) => 'b',
        Color::Reset if has(Modifier::DIM) => '.',
        Color::Reset if has(Modifier::UNDERLINED) => 'u',
        Color::Reset if has(Modifier::REVERSED) => 'x',
        Color::Reset => ' ',
        other => panic!("a colour that no theme has: {other:?}"),
    };
    match cell.symbol() {
        "│" | "─" | "┐" | "└" | "┘" => ' ',
        "┌" if letter == '.' => ' ',
        _ if has(Modifier::REVERSED) => letter.to_ascii_uppercase(),
        _ => letter,
    }
}

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::buffer::{Cell, CellWidth};
use ratatui::style::{Color, Modifier, Style};

use super::*;

const WIDTH: u16 = 24;
const HEIGHT: u16 = 5;

fn screen(width: u16, height: u16) -> vt100::Parser {
    let size = |n| NonZeroU16::new(n).unwrap();
    vt100::Parser::new(size(height), size(width), 0)
}

/// Paints, and gives the bytes.
fn paint(painter: &mut Painter<Vec<u8>>, buffer: &Buffer, cursor: Option<Position>) -> Vec<u8> {
    painter.out.clear();
    let count = painter.paint(buffer.clone(), cursor, None).unwrap();
    assert_eq!(count, painter.out.len());
    painter.out.clone()
}

fn colour(colour: Color) -> vt100::Color {
    let named = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match colour {
        Color::Reset => vt100::Color::Default,
        Color::Indexed(i) => vt100::Color::Idx(i),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        colour => vt100::Color::Idx(named.iter().position(|&c| c == colour).unwrap() as u8),
    }
}

/// The screen shows what the buffer says, as a reader of the buffer understands it (not as the painter does).
fn assert_shows(screen: &vt100::Screen, buffer: &Buffer, cursor: Option<Position>) {
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let seen = screen.cell(y, x).unwrap();
            let fits = x + cell.cell_width() <= buffer.area.width;
            let symbol = if fits { cell.symbol() } else { " " };
            let at = format!("column {x}, row {y}: {cell:?}\n{}", screen.contents());
            assert_eq!(if seen.has_contents() { seen.contents() } else { " " }, symbol, "{at}");
            assert_look(seen, cell, symbol == " ", &at);
            x += cell.cell_width().max(1);
        }
    }
    assert_eq!(screen.hide_cursor(), cursor.is_none());
    if let Some(Position { x, y }) = cursor {
        assert_eq!(screen.cursor_position(), (y, x));
    }
}

fn assert_look(seen: &vt100::Cell, cell: &Cell, blank: bool, at: &str) {
    let has = |modifier| cell.modifier.contains(modifier);
    assert_eq!(seen.inverse(), has(Modifier::REVERSED), "{at}");
    assert_eq!(seen.underline(), has(Modifier::UNDERLINED), "{at}");
    assert_eq!(seen.bgcolor(), colour(cell.bg), "{at}");
    if !blank || seen.inverse() || seen.underline() {
        assert_eq!(seen.fgcolor(), colour(cell.fg), "{at}");
    }
    if !blank {
        assert_eq!(seen.italic(), has(Modifier::ITALIC), "{at}");
        // vt100 knows one of the two at a time.
        if !(has(Modifier::BOLD) && has(Modifier::DIM)) {
            assert_eq!(seen.bold(), has(Modifier::BOLD), "{at}");
            assert_eq!(seen.dim(), has(Modifier::DIM), "{at}");
        }
    }
}

fn style() -> impl Strategy<Value = Style> {
    let colour = prop::sample::select(vec![
        Color::Reset,
        Color::Reset,
        Color::Red,
        Color::Gray,
        Color::DarkGray,
        Color::White,
        Color::Indexed(200),
        Color::Rgb(1, 2, 3),
    ]);
    let modifier = prop_oneof![
        Just(Modifier::empty()),
        any::<u16>().prop_map(|bits| {
            Modifier::from_bits_truncate(bits)
                - Modifier::SLOW_BLINK
                - Modifier::RAPID_BLINK
                - Modifier::HIDDEN
        })
    ];
    (colour.clone(), colour, modifier)
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
}

/// Some texts at some places, so that two frames have much in common.
fn texts() -> impl Strategy<Value = Vec<(u16, u16, String, Style)>> {
    let piece = prop::sample::select(vec![
        "a",
        "bc",
        " ",
        "  ",
        "            ",
        "日本",
        "é",
        "e\u{301}",
        "─",
        "keystore",
        "漢x",
        "ﾊ",
    ]);
    let text = prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat());
    prop::collection::vec((0..WIDTH, 0..HEIGHT, text, style()), 0..8)
}

/// One of few places, so that it often stays while the frame around it changes.
fn cursor() -> impl Strategy<Value = Option<Position>> {
    let places = [(0, 0), (7, 2), (WIDTH - 1, HEIGHT - 1)].map(|at| Some(Position::from(at)));
    prop::sample::select([&places[..], &[None]].concat())
}

fn frame(texts: &[(u16, u16, String, Style)]) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
    for (x, y, text, style) in texts {
        buffer.set_string(*x, *y, text, *style);
    }
    // A view may cut a wide character in two by writing over its second half: ratatui then shows the first.
    for y in 0..HEIGHT {
        for x in 1..WIDTH {
            if buffer[(x - 1, y)].cell_width() == 2 && buffer[(x, y)].cell_width() == 2 {
                buffer[(x, y)].set_symbol(" ");
            }
        }
    }
    buffer
}

proptest! {
    #[test]
    fn the_screen_always_shows_the_last_frame(
        frames in prop::collection::vec((texts(), cursor(), 0..10), 1..6),
    ) {
        let mut painter = Painter::new(Vec::new());
        let mut terminal = screen(WIDTH, HEIGHT);
        let mut seen = Vec::new();
        for (texts, cursor, again) in frames {
            // Each frame over the last, as views do, or anew.
            if again == 0 {
                seen.clear();
            }
            seen.extend(texts);
            let buffer = frame(&seen);
            terminal.process(&paint(&mut painter, &buffer, cursor));
            assert_shows(terminal.screen(), &buffer, cursor);
            prop_assert_eq!(paint(&mut painter, &buffer, cursor), b"");
        }
    }

    #[test]
    fn what_a_budget_left_out_follows(
        frames in prop::collection::vec((texts(), cursor(), 0_usize..120), 1..6), last in texts(),
    ) {
        let mut painter = Painter::new(Vec::new());
        let mut terminal = screen(WIDTH, HEIGHT);
        for (texts, cursor, budget) in frames {
            painter.out.clear();
            painter.paint(frame(&texts), cursor, Some(budget)).unwrap();
            terminal.process(&painter.out);
        }
        let buffer = frame(&last);
        terminal.process(&paint(&mut painter, &buffer, None));
        assert_shows(terminal.screen(), &buffer, None);
    }

    #[test]
    fn no_symbol_reaches_the_terminal_as_a_command(symbols in prop::collection::vec(".{0,3}|\\PC|\\p{C}", 40)) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 5));
        for (cell, symbol) in buffer.content.iter_mut().zip(&symbols) {
            cell.set_symbol(symbol);
        }
        let bytes = paint(&mut Painter::new(Vec::new()), &buffer, None);
        let text = String::from_utf8(bytes).unwrap();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(char::is_control) {
            let control = &rest[at..];
            let ours = ["\x1b[", "\r", "\n", "\x08"].iter().find_map(|ours| control.strip_prefix(ours));
            rest = ours.expect("a sequence of ours");
        }
    }
}

/// A screen as keywright's: three columns, the first a list, everything in colours.
fn list(selected: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    let edge = Style::new().fg(Color::DarkGray);
    for y in 1..22 {
        buffer.set_string(26, y, "│", edge);
        buffer.set_string(53, y, "│", edge);
        buffer.set_string(0, y, format!(" keystore-number-{y:<10}"), Style::new());
        buffer.set_string(20, y, "PROD", Style::new().fg(Color::Yellow));
        buffer.set_string(55, y, "preview of what is selected", Style::new().fg(Color::Cyan));
    }
    buffer.set_style(Rect::new(0, selected, 27, 1), Style::new().add_modifier(Modifier::REVERSED));
    buffer
}

#[test]
fn moving_in_a_list_costs_little() {
    let mut painter = Painter::new(Vec::new());
    let whole = paint(&mut painter, &list(1), None).len();
    let most = (2..21).map(|y| paint(&mut painter, &list(y), None).len()).max().unwrap();
    assert!(most <= 110, "{most} bytes a key");
    assert!(whole <= 2500, "{whole} bytes for the whole screen");
}

#[test]
fn a_new_page_shows_what_is_selected_first_and_the_rest_later() {
    let page = |first: u16, selected: u16| {
        let mut buffer = list(selected);
        for y in 1..22 {
            let name = format!(" {}", ["wholly", "different", "names"][usize::from(first + y) % 3].repeat(3));
            buffer.set_string(0, y, format!("{name:<19.19}"), Style::new());
        }
        buffer.set_style(Rect::new(0, selected, 27, 1), Style::new().add_modifier(Modifier::REVERSED));
        buffer
    };
    let mut painter = Painter::new(Vec::new());
    let mut terminal = screen(80, 24);
    terminal.process(&paint(&mut painter, &page(0, 21), None));
    painter.out.clear();
    assert!(painter.paint(page(22, 1), None, Some(150)).unwrap() <= 150);
    terminal.process(&painter.out);
    assert!(terminal.screen().cell(1, 1).unwrap().inverse());
    assert!(!terminal.screen().cell(21, 1).unwrap().inverse());
    assert!(terminal.screen().contents_between(1, 0, 1, 26).contains("namesnames"));
    let whole = page(22, 1);
    terminal.process(&paint(&mut painter, &whole, None));
    assert_shows(terminal.screen(), &whole, None);
}

#[test]
fn nothing_changed_costs_nothing() {
    let mut painter = Painter::new(Vec::new());
    paint(&mut painter, &list(1), Some(Position::new(3, 3)));
    assert_eq!(paint(&mut painter, &list(1), Some(Position::new(3, 3))), b"");
    assert_eq!(paint(&mut painter, &list(1), Some(Position::new(0, 3))), b"\x1b[4H");
    assert_eq!(paint(&mut painter, &list(1), None), b"\x1b[?25l");
    assert_eq!(paint(&mut painter, &list(1), None), b"");
}

#[test]
fn colours_that_cannot_be_seen_cost_nothing() {
    let mut painter = Painter::new(Vec::new());
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    paint(&mut painter, &buffer, None);
    buffer.set_style(buffer.area, Style::new().fg(Color::Red).add_modifier(Modifier::BOLD));
    assert_eq!(paint(&mut painter, &buffer, None), b"");
}

#[test]
fn a_typed_character_costs_a_few_bytes() {
    let mut painter = Painter::new(Vec::new());
    let mut buffer = list(1);
    paint(&mut painter, &buffer, Some(Position::new(10, 22)));
    buffer.set_string(10, 22, "x", Style::new());
    assert_eq!(paint(&mut painter, &buffer, Some(Position::new(11, 22))), b"\x1b[23;11Hx");
}

#[test]
fn another_size_or_an_invalid_screen_is_cleared_and_painted_whole() {
    let mut painter = Painter::new(Vec::new());
    let first = paint(&mut painter, &list(1), Some(Position::new(1, 1)));
    assert!(first.starts_with(b"\x1b[0m\x1b[?25l\x1b[2J"));
    assert!(first.ends_with(b"\x1b[?25h"));
    painter.invalidate();
    assert_eq!(paint(&mut painter, &list(1), Some(Position::new(1, 1))), first);
    let small = Buffer::with_lines(["small"]);
    assert_eq!(paint(&mut painter, &small, None), b"\x1b[0m\x1b[?25l\x1b[2J\x1b[Hsmall");
}

#[test]
fn a_cluster_of_disputed_width_is_cleared_under_and_its_neighbour_placed() {
    let mut painter = Painter::new(Vec::new());
    paint(&mut painter, &Buffer::with_lines(["abcdef"]), None);
    let bytes = paint(&mut painter, &Buffer::with_lines(["👨‍👩‍👧cdEF"]), None);
    assert_eq!(String::from_utf8(bytes).unwrap(), "\x1b[H\x1b[2X👨‍👩‍👧\x1b[1;5HEF");
}

#[test]
fn a_failed_write_is_followed_by_a_whole_frame() {
    struct Once(bool);
    impl Write for Once {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if std::mem::take(&mut self.0) {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut painter = Painter::new(Once(false));
    let whole = painter.paint(list(1), None, None).unwrap();
    painter.out.0 = true;
    painter.paint(list(2), None, None).unwrap_err();
    assert_eq!(painter.paint(list(1), None, None).unwrap(), whole);
}

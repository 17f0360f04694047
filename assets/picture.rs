//! Makes the README's picture: `cargo run --example picture` builds keywright, runs `keywright --demo` in a
//! pseudo-terminal of 80x24, presses keys, and writes what the terminal shows to `assets/keywright.svg`.
//!
//! The same program gives the same picture: it waits for what it expects, and leaves the latency out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program for developers, which has nothing to go on with"
)]

#[path = "../tests/support/pty.rs"]
mod pty;

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    process::Command,
};

use pty::Pty;
use vt100::{Cell, Color, Screen};

const COLUMNS: u16 = 80;
const ROWS: u16 = 24;
/// A cell, in the picture's units; the font size goes with it.
const WIDTH: f32 = 8.4;
const HEIGHT: f32 = 18.0;
const FONT: f32 = 14.0;
const MARGIN: f32 = 12.0;
/// From the sides and the top of one screen to what is next to it.
const FRAME: f32 = 10.0;
const PAPER: &str = "#0d1117";
const INK: &str = "#d6dde6";
/// The terminal's first eight colours.
const PALETTE: [&str; 8] =
    ["#484f58", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff"];

fn main() {
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let screens = act(&build());
    std::fs::write("assets/keywright.svg", picture(&screens)).unwrap();
    println!("assets/keywright.svg: {} screens of {COLUMNS}x{ROWS}", screens.len());
}

/// Builds the program as this example was built; returns where it is.
fn build() -> PathBuf {
    let examples = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let profile = examples.parent().unwrap();
    let release: &[&str] = if profile.ends_with("release") { &["--release"] } else { &[] };
    let built =
        Command::new(env!("CARGO")).args(["build", "--quiet", "--bin", "keywright"]).args(release).status();
    assert!(built.unwrap().success(), "keywright could not be built");
    profile.join("keywright")
}

/// Shows the program's main job; returns the screens worth seeing.
fn act(program: &Path) -> Vec<Screen> {
    // `env` takes away what would change the look.
    let unset =
        ["-u", "NO_COLOR", "-u", "KEYWRIGHT_ASCII", "-u", "KEYWRIGHT_READ_ONLY", "-u", "KEYWRIGHT_PROJECT"];
    // The demo keeps nothing by itself.
    let state = tempfile::tempdir().unwrap();
    let run = [program.to_str().unwrap(), "--demo", "--state-dir", state.path().to_str().unwrap()];
    let args = [&unset[..], &run].concat();
    let mut pty = Pty::spawn("env", &args, &[], COLUMNS, ROWS);
    pty.wait_text("Payments");
    pty.keys("<Enter>");
    pty.wait_text("republish required");
    pty.wait_text("2 JWKs made from it");
    pty.wait_gone("opening");
    let browse = pty.screen(Screen::clone);

    pty.keys("<Enter>");
    pty.wait_text("Ctrl-S submit");
    pty.wait_gone("reading it again");
    pty.keys("<Enter>assets/demo/submit/partner-2027.p12");
    pty.wait_text("PKCS12, locked");
    pty.keys("<Tab>changeit");
    pty.wait_text("✓ 3.4 KiB");
    pty.keys("<C-s>");
    pty.wait_text("1 change");
    pty.keys("<C-s>");
    pty.wait_text("partner-mtls-enc");
    pty.keys("<Tab><Tab><Tab><Enter>produc");
    pty.wait_for("the name half typed", |screen| screen.contents().contains("│ produc "));
    let submit = pty.screen(Screen::clone);
    vec![browse, submit]
}

/// The screens one below the other.
fn picture(screens: &[Screen]) -> String {
    let (width, height) = (f32::from(COLUMNS) * WIDTH + 2.0 * FRAME, f32::from(ROWS) * HEIGHT + 2.0 * FRAME);
    let whole = (width + 2.0 * MARGIN, screens.len() as f32 * (height + MARGIN) + MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.1} {:.1}\" font-size=\"{FONT}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\">\n\
         <title>keywright in a terminal: browsing keystores, and reviewing an update before it is sent</title>\n",
        whole.0, whole.1
    );
    for (at, screen) in screens.iter().enumerate() {
        let top = MARGIN + at as f32 * (height + MARGIN);
        let _ = writeln!(
            svg,
            "<rect x=\"{MARGIN}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"8\" fill=\"{PAPER}\" \
             stroke=\"#30363d\"/>\n<g transform=\"translate({:.1} {:.1})\">",
            MARGIN + FRAME,
            top + FRAME
        );
        for row in 0..ROWS {
            draw_row(&cells(screen, row), row, &mut svg);
        }
        svg += "</g>\n";
    }
    svg + "</svg>\n"
}

/// A cell's text and how it is drawn.
#[derive(Clone, PartialEq)]
struct Glyph {
    text: String,
    look: Look,
}

#[derive(Clone, Copy, PartialEq)]
struct Look {
    ink: &'static str,
    paper: Option<&'static str>,
    bold: bool,
    dim: bool,
    underlined: bool,
}

const BLANK: Look = Look { ink: INK, paper: None, bold: false, dim: false, underlined: false };

/// A row's cells; of the first, without the latency, which is never the same.
fn cells(screen: &Screen, row: u16) -> Vec<Glyph> {
    let glyph = |column| {
        let cell = screen.cell(row, column).expect("within the screen");
        let text = if cell.has_contents() { cell.contents().to_owned() } else { " ".to_owned() };
        Glyph { text, look: look(cell) }
    };
    let mut cells: Vec<Glyph> = (0..COLUMNS).map(glyph).collect();
    if let Some(dot) = cells.iter().position(|glyph| glyph.text == "●").filter(|_| row == 0) {
        cells.truncate(dot);
        while cells.last().is_some_and(|glyph| glyph.text == " ") {
            cells.pop();
        }
        // What stood before it goes to the edge: after the last three blanks.
        let gap =
            cells.windows(3).rposition(|three| three.iter().all(|glyph| glyph.text == " ")).unwrap_or(0);
        let blank = Glyph { text: " ".into(), look: BLANK };
        let short = usize::from(COLUMNS - 1).saturating_sub(cells.len());
        cells.splice(gap..gap, std::iter::repeat_n(blank, short));
    }
    cells
}

fn look(cell: &Cell) -> Look {
    let color = |color: Color| match color {
        Color::Idx(index) => PALETTE.get(usize::from(index % 8)).copied(),
        Color::Default | Color::Rgb(..) => None,
    };
    let (ink, paper) = (color(cell.fgcolor()).unwrap_or(INK), color(cell.bgcolor()));
    let (ink, paper) = if cell.inverse() { (paper.unwrap_or(PAPER), Some(ink)) } else { (ink, paper) };
    Look { ink, paper, bold: cell.bold(), dim: cell.dim(), underlined: cell.underline() }
}

/// A row: for each run of cells that look alike, what is behind them, their lines, their text.
fn draw_row(cells: &[Glyph], row: u16, svg: &mut String) {
    let top = f32::from(row) * HEIGHT;
    let mut at = 0;
    for run in cells.chunk_by(|a, b| a.look == b.look) {
        let look = run[0].look;
        let (left, width) = (at as f32 * WIDTH, run.len() as f32 * WIDTH);
        if let Some(paper) = look.paper {
            let _ = writeln!(
                svg,
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{paper}\"/>"
            );
        }
        draw_lines(run, at, top, svg);
        draw_text(run, at, top, svg);
        at += run.len();
    }
}

/// Frames and underlines as lines: fonts leave gaps between them.
fn draw_lines(run: &[Glyph], at: usize, top: f32, svg: &mut String) {
    let look = run[0].look;
    let mut path = String::new();
    for (offset, glyph) in run.iter().enumerate() {
        let (x, y) = ((at + offset) as f32 * WIDTH, top);
        let (middle, center) = (x + WIDTH / 2.0, y + HEIGHT / 2.0);
        let (right, bottom) = (x + WIDTH, y + HEIGHT);
        let _ = match glyph.text.as_str() {
            "─" => write!(path, "M{x:.1} {center:.1}H{right:.1}"),
            "│" => write!(path, "M{middle:.1} {y:.1}V{bottom:.1}"),
            "┌" => write!(path, "M{right:.1} {center:.1}H{middle:.1}V{bottom:.1}"),
            "┐" => write!(path, "M{x:.1} {center:.1}H{middle:.1}V{bottom:.1}"),
            "└" => write!(path, "M{right:.1} {center:.1}H{middle:.1}V{y:.1}"),
            "┘" => write!(path, "M{x:.1} {center:.1}H{middle:.1}V{y:.1}"),
            _ if look.underlined => write!(path, "M{x:.1} {:.1}H{right:.1}", bottom - 2.0),
            _ => Ok(()),
        };
    }
    if !path.is_empty() {
        let _ = writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"{}\"{}/>", look.ink, dim(look));
    }
}

/// The text, each word at its own place and of its own width, so that no font moves a column.
fn draw_text(run: &[Glyph], at: usize, top: f32, svg: &mut String) {
    let is_text = |glyph: &Glyph| !matches!(glyph.text.as_str(), " " | "─" | "│" | "┌" | "┐" | "└" | "┘");
    let (look, baseline) = (run[0].look, top + HEIGHT * 0.72);
    let bold = if look.bold { " font-weight=\"bold\"" } else { "" };
    let mut column = at;
    for word in run.chunk_by(|a, b| is_text(a) == is_text(b)) {
        if is_text(&word[0]) {
            let text: String = word.iter().map(|glyph| escaped(&glyph.text)).collect();
            let (left, width) = (column as f32 * WIDTH, word.len() as f32 * WIDTH);
            let _ = writeln!(
                svg,
                "<text x=\"{left:.1}\" y=\"{baseline:.1}\" textLength=\"{width:.1}\" fill=\"{}\"{bold}{}>{text}</text>",
                look.ink,
                dim(look)
            );
        }
        column += word.len();
    }
}

fn dim(look: Look) -> &'static str {
    if look.dim { " opacity=\"0.6\"" } else { "" }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

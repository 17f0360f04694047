//! `--ascii` and `NO_COLOR`: another look, the same words.

use keywright::{app::model::Model, view::Look};
use ratatui::{buffer::Buffer, layout::Position, style::Color};

use super::{picture::drawn, stage::Stage};

/// Without colours there are none; in ASCII there is nothing else, unless the data itself is not; and what is
/// said, and where, is the same. Checked for every picture.
pub fn say_the_same(model: &Model, usual: &Buffer, cursor: Option<Position>) {
    let size = (usual.area.width, usual.area.height);
    let (plain, at) = drawn(model, Look { ascii: false, no_color: true }, size);
    assert_eq!(at, cursor);
    for (cell, usual) in plain.content.iter().zip(&usual.content) {
        assert_eq!(cell.symbol(), usual.symbol());
        assert_eq!(cell.modifier, usual.modifier);
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{:?}", cell.symbol());
    }
    let (ascii, at) = drawn(model, Look { ascii: true, no_color: false }, size);
    assert_eq!(at, cursor);
    // The one word of ours that has another length there: such a row is compared by its words.
    let wide = usize::from(size.0.max(1));
    let row = |buffer: &Buffer, at: usize| -> String {
        buffer.content[at * wide..(at + 1) * wide].iter().map(|cell| cell.symbol()).collect()
    };
    for (index, (cell, usual_cell)) in ascii.content.iter().zip(&usual.content).enumerate() {
        let (is, was) = (row(&ascii, index / wide), row(usual, index / wide));
        if was.contains('↵') {
            let words = was.replace('↵', "Enter");
            let first = |text: &str| text.split_whitespace().find(|word| *word == "Enter").map(str::to_owned);
            assert_eq!(first(&is), first(&words), "{is}");
            continue;
        }
        let usual = usual_cell;
        assert_eq!(cell.style(), usual.style());
        if usual.symbol().is_ascii() {
            assert_eq!(cell.symbol(), usual.symbol());
        } else {
            assert_ne!(cell.symbol(), " ", "{:?} is lost", usual.symbol());
            assert!(
                cell.symbol().is_ascii() || foreign(usual.symbol()),
                "{:?} has no stand-in in ASCII",
                usual.symbol()
            );
        }
    }
}

/// What no text of ours has: letters of names in other scripts, and what hostile names become.
fn foreign(symbol: &str) -> bool {
    symbol.chars().all(|c| {
        c.is_alphabetic() || matches!(c, '・' | '\u{2400}'..='\u{2421}' | '�' | '\u{300}'..='\u{36F}')
    })
}

/// The rows in ASCII.
fn ascii(stage: &Stage) -> String {
    let (buffer, _) = drawn(&stage.model, Look { ascii: true, no_color: true }, (80, 24));
    super::picture::rows(&buffer).join("\n")
}

#[test]
fn an_ascii_screen_is_drawn_with_ascii_frames_and_signs() {
    let mut stage = Stage::keystore();
    stage.go("<Tab><Enter>2<Enter><Tab><Tab><C-s><Tab><Tab><Enter>");
    let text = ascii(&stage);
    assert!(text.is_ascii(), "{text}");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}

#[test]
fn an_ascii_outcome_is_drawn_with_ascii_signs() {
    let text = ascii(&super::outcome::ended(super::outcome::everywhere()));
    assert!(text.is_ascii(), "{text}");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}

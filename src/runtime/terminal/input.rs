//! Bytes from the terminal, told apart: keys, pastes, and what is neither. Pure.
//!
//! A decoder of our own rather than `termina::Parser` (0.4 was tried): that one takes the reply
//! `ESC [ > 0 ; 276 ; 0 c` for the beginning of a sequence that never ends, and the keyboard is dead from
//! then on; it makes keys of the rest of what it doesn't know (`ESC [ = 0 c`, `ESC _ ...`) and of the
//! second of two Escs nothing, so that `ESC ESC [ A` types `[A`; it can't be asked whether it holds
//! something; a paste is unbounded in it and copied without being wiped.
//!
//! ```text
//!            ESC           [                 final byte
//!   Ground ───────► Esc ───────► Csi ───────────────────► Ground       a key, or nothing
//!                    │ O                    200~
//!                    ├─────────► Ss3             ───────► Paste        up to ESC [ 201 ~
//!                    │ ] P _
//!                    └─────────► Text   replies, dropped up to BEL or ESC \
//! ```

mod paste;
mod sequence;

use std::time::Duration;

use zeroize::Zeroizing;

use crate::app::key::{Key, KeyCode};
use paste::Paste;
use sequence::Held;

/// How long a lone Esc is held to tell it from the beginning of a sequence: too short to be felt.
const ESC: Duration = Duration::from_millis(40);

/// How long an unfinished sequence is held. Nobody types one, so that this wait isn't felt either, while a
/// link that stalls between `ESC [` and `A` is no reason to type an `A`.
const SEQUENCE: Duration = Duration::from_secs(1);

/// What the operator did at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// A text was pasted: valid UTF-8, every kind of line end turned into `\n`, otherwise as it came (control
    /// characters included); at most [`PASTE_LIMIT`] bytes, what was beyond is gone.
    Paste(Zeroizing<String>),
}

pub use paste::LIMIT as PASTE_LIMIT;

/// Turns bytes into [`Input`], however they are cut into pieces.
///
/// Bytes that mean nothing here (answers to questions that were never asked, mouse reports that another
/// program left switched on, invalid UTF-8) are dropped whole; their rest never becomes keys.
#[derive(Default)]
pub struct Decoder {
    state: State,
}

#[derive(Default)]
enum State {
    #[default]
    Ground,
    /// Within a character of several bytes, perhaps after Esc.
    Utf8 { bytes: Held, need: usize, alt: bool },
    /// An Esc alone: the key, or the beginning of something.
    Esc,
    /// After `ESC [`.
    Csi(Held),
    /// After `ESC O`.
    Ss3(Held),
    /// The three bytes after `ESC [ M`; so many still to come.
    Mouse(u8),
    /// A reply in words (OSC, DCS, APC); whether its last byte was Esc.
    Text { esc: bool },
    /// Between the two marks of a bracketed paste.
    Paste(Paste),
}

impl Decoder {
    /// Takes what was read, and gives what it completes.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        let mut out = Vec::new();
        for &byte in bytes {
            self.step(byte, &mut out);
        }
        out
    }

    /// Whether the end of a paste is still to come.
    pub fn is_within_paste(&self) -> bool {
        matches!(self.state, State::Paste(_))
    }

    /// How long to wait for more before [`flush`](Self::flush); `None` when nothing waits for it. A
    /// paste never does: a slow link pauses in its midst.
    pub fn pending(&self) -> Option<Duration> {
        match self.state {
            State::Ground | State::Paste(_) => None,
            State::Esc => Some(ESC),
            _ => Some(SEQUENCE),
        }
    }

    /// No more came in the time that [`pending`](Self::pending) gave: an Esc was the key, an unfinished
    /// sequence is dropped. A paste in progress stays.
    pub fn flush(&mut self) -> Vec<Input> {
        match self.state {
            State::Ground | State::Paste(_) => Vec::new(),
            State::Esc => {
                self.state = State::Ground;
                vec![Input::Key(KeyCode::Esc.into())]
            }
            _ => {
                self.state = State::Ground;
                Vec::new()
            }
        }
    }

    fn step(&mut self, byte: u8, out: &mut Vec<Input>) {
        match std::mem::take(&mut self.state) {
            State::Ground => self.ground(byte, false, out),
            State::Utf8 { bytes, need, alt } => self.utf8(bytes, need, alt, byte, out),
            State::Esc => self.escape(byte, out),
            State::Csi(held) => self.csi(held, byte, out),
            State::Ss3(held) => self.ss3(held, byte, out),
            State::Mouse(left) => {
                if left > 1 {
                    self.state = State::Mouse(left - 1);
                }
            }
            State::Text { esc } => self.text(esc, byte, out),
            State::Paste(mut paste) => match paste.push(byte) {
                Some(text) => out.push(Input::Paste(text)),
                None => self.state = State::Paste(paste),
            },
        }
    }

    /// A byte that stands for itself, perhaps after Esc, which terminals send for Alt.
    fn ground(&mut self, byte: u8, alt: bool, out: &mut Vec<Input>) {
        let need = match byte {
            0x1b => {
                self.state = State::Esc;
                return;
            }
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => {
                if let Some(key) = sequence::single(byte) {
                    out.push(Input::Key(Key { alt, ..key }));
                }
                return;
            }
        };
        let bytes = Held::of(byte);
        self.state = State::Utf8 { bytes, need, alt };
    }

    fn utf8(&mut self, mut bytes: Held, need: usize, alt: bool, byte: u8, out: &mut Vec<Input>) {
        if !(0x80..=0xbf).contains(&byte) {
            return self.ground(byte, false, out);
        }
        bytes.push(byte);
        if bytes.len() < need {
            self.state = State::Utf8 { bytes, need, alt };
        } else if let Ok(text) = std::str::from_utf8(&bytes) {
            let printable = text.chars().filter(|c| !c.is_control());
            out.extend(printable.map(|c| Input::Key(Key { alt, ..Key::char(c) })));
        }
    }

    fn escape(&mut self, byte: u8, out: &mut Vec<Input>) {
        match byte {
            b'[' => self.state = State::Csi(Held::default()),
            b'O' => self.state = State::Ss3(Held::default()),
            b']' | b'P' | b'_' => self.state = State::Text { esc: false },
            // Two Escs in a row are two keys: an operator in a hurry, or a slow link that brings them together, is
            // likelier than a terminal that means Alt-Esc or writes Alt-Up as `ESC ESC [ A`.
            0x1b => {
                out.push(Input::Key(KeyCode::Esc.into()));
                self.state = State::Esc;
            }
            _ => self.ground(byte, true, out),
        }
    }

    fn csi(&mut self, mut held: Held, byte: u8, out: &mut Vec<Input>) {
        match byte {
            // The Linux console's function keys: `ESC [ [ A`.
            b'[' if held.is_empty() => {
                held.push(byte);
                self.state = State::Csi(held);
            }
            b'M' if held.is_empty() => self.state = State::Mouse(3),
            b'~' if *held == *b"200" => self.state = State::Paste(Paste::default()),
            // rxvt ends Shift-Delete and its like with a byte that elsewhere is followed by another.
            b'$' if sequence::is_number(&held) => out.extend(sequence::csi(&held, byte).map(Input::Key)),
            0x20..=0x3f => {
                held.push(byte);
                self.state = State::Csi(held);
            }
            0x40..=0x7e => out.extend(sequence::csi(&held, byte).map(Input::Key)),
            _ => self.ground(byte, false, out),
        }
    }

    fn ss3(&mut self, mut held: Held, byte: u8, out: &mut Vec<Input>) {
        match byte {
            b'0'..=b'9' | b';' => {
                held.push(byte);
                self.state = State::Ss3(held);
            }
            0x20..=0x7e => out.extend(sequence::ss3(&held, byte).map(Input::Key)),
            _ => self.ground(byte, false, out),
        }
    }

    fn text(&mut self, esc: bool, byte: u8, out: &mut Vec<Input>) {
        match (esc, byte) {
            (true, b'\\') | (false, 0x07) => {}
            (true, _) => self.escape(byte, out),
            (false, 0x1b) => self.state = State::Text { esc: true },
            // No reply holds these: they are keys, and Ctrl-C must work whatever came before it.
            (false, 0x00..=0x06 | 0x0e..=0x1f) => self.ground(byte, false, out),
            (false, _) => self.state = State::Text { esc: false },
        }
    }
}

#[cfg(test)]
mod tests;

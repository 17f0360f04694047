//! Which key a finished sequence stands for, by the habits of xterm, VTE, rxvt, PuTTY, tmux and the Linux console.

use std::ops::Deref;

use crate::app::key::{Key, KeyCode};

/// The bytes of an unfinished sequence; what doesn't fit any more makes it one that no key has.
#[derive(Default)]
pub(super) struct Held {
    bytes: [u8; 32],
    len: usize,
}

impl Held {
    pub(super) fn of(byte: u8) -> Self {
        let mut held = Self::default();
        held.push(byte);
        held
    }

    pub(super) fn push(&mut self, byte: u8) {
        match self.bytes.get_mut(self.len) {
            Some(place) => {
                *place = byte;
                self.len += 1;
            }
            // A mark of private use in front: never a key.
            None => self.bytes[0] = b'?',
        }
    }
}

impl Deref for Held {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The key of a single byte below 0x80; none for the others, which no valid character begins with.
pub(super) fn single(byte: u8) -> Option<Key> {
    Some(match byte {
        b'\r' | b'\n' => KeyCode::Enter.into(),
        b'\t' => KeyCode::Tab.into(),
        0x08 | 0x7f => KeyCode::Backspace.into(),
        0x00 => Key::ctrl(' '),
        0x1b => KeyCode::Esc.into(),
        0x01..=0x1a => Key::ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => Key::ctrl(char::from(byte + 0x40)),
        0x20..=0x7e => Key::char(char::from(byte)),
        0x80.. => return None,
    })
}

pub(super) fn is_number(held: &[u8]) -> bool {
    !held.is_empty() && held.iter().all(u8::is_ascii_digit)
}

/// The key of `ESC [`, what was held, and the final byte.
pub(super) fn csi(held: &[u8], last: u8) -> Option<Key> {
    if let Some(rest) = held.strip_prefix(b"[") {
        let f = rest.is_empty() && (b'A'..=b'E').contains(&last);
        return f.then(|| KeyCode::F(last - b'A' + 1).into());
    }
    let numbers = Numbers::read(held)?;
    let key = match last {
        b'~' if numbers.first == 27 => return scalar(numbers.third, numbers.held),
        b'u' => return scalar(numbers.first.into(), numbers.held),
        b'~' => tilde(numbers.first)?.into(),
        b'^' => Key { ctrl: true, ..tilde(numbers.first)?.into() },
        b'$' => Key { shift: true, ..tilde(numbers.first)?.into() },
        b'@' => Key { ctrl: true, shift: true, ..tilde(numbers.first)?.into() },
        b'a'..=b'd' => Key { shift: true, ..letter(last.to_ascii_uppercase())?.into() },
        b'Z' => KeyCode::BackTab.into(),
        // F3 of some terminals, but also a report of the cursor's position: dropped, F3 has other forms.
        b'R' => return None,
        _ => letter(last)?.into(),
    };
    Some(numbers.held.on(key))
}

/// The key of `ESC O`, what was held, and the final byte.
pub(super) fn ss3(held: &[u8], last: u8) -> Option<Key> {
    let mut numbers = Numbers::read(held)?;
    // The old form with the modifier alone, `ESC O 5 A`.
    if is_number(held) {
        numbers.held = Modifiers::of(numbers.first);
    }
    let key = match last {
        b'a'..=b'd' => Key { ctrl: true, ..letter(last.to_ascii_uppercase())?.into() },
        b'I' => KeyCode::Tab.into(),
        b'M' => KeyCode::Enter.into(),
        b'X' => Key::char('='),
        // The number pad in application mode.
        b'j'..=b'y' => Key::char(char::from(last - 0x40)),
        _ => letter(last)?.into(),
    };
    Some(numbers.held.on(key))
}

fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn tilde(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11 => KeyCode::F(1),
        12 => KeyCode::F(2),
        13 => KeyCode::F(3),
        14 => KeyCode::F(4),
        15 => KeyCode::F(5),
        17 => KeyCode::F(6),
        18 => KeyCode::F(7),
        19 => KeyCode::F(8),
        20 => KeyCode::F(9),
        21 => KeyCode::F(10),
        23 => KeyCode::F(11),
        24 => KeyCode::F(12),
        _ => return None,
    })
}

/// A key that is named by its character, as tmux (`extended-keys`) and xterm (`modifyOtherKeys`) write
/// keys that have no older form, when they were told to elsewhere.
fn scalar(code: u32, held: Modifiers) -> Option<Key> {
    let c = char::from_u32(code)?;
    Some(match c {
        '\t' if held.shift => held.on(KeyCode::BackTab.into()),
        '\0'..='\u{1f}' | '\u{7f}' => held.on(single(c as u8)?),
        // Kitty's numbers for keys without a character.
        '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => return None,
        c if held.ctrl => held.on(Key::char(c.to_ascii_lowercase())),
        c if held.shift => held.on(Key::char(c.to_ascii_uppercase())),
        c => held.on(Key::char(c)),
    })
}

/// The numbers between the introducer and the final byte.
struct Numbers {
    first: u16,
    third: u32,
    held: Modifiers,
}

impl Numbers {
    /// `None` when there is anything but numbers (as in replies: `? 6 2 ; c`), or a key was let go.
    fn read(held: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(held).ok()?;
        let mut parts = text.split(';');
        let mut part = |otherwise: u32| -> Option<(u32, &str)> {
            let part = parts.next().unwrap_or("");
            let (number, sub) = part.split_once(':').unwrap_or((part, ""));
            Some((if number.is_empty() { otherwise } else { number.parse().ok()? }, sub))
        };
        let (first, _) = part(1)?;
        let (modifiers, kind) = part(1)?;
        let (third, _) = part(0)?;
        Some(Self {
            first: u16::try_from(first).ok()?,
            third,
            held: Modifiers::of(u16::try_from(modifiers).ok()?),
        })
        .filter(|_| kind != "3")
    }
}

#[derive(Clone, Copy)]
struct Modifiers {
    shift: bool,
    alt: bool,
    ctrl: bool,
}

impl Modifiers {
    /// As xterm writes them: one more than the sum of 1 (Shift), 2 (Alt), 4 (Ctrl).
    fn of(number: u16) -> Self {
        let bits = number.saturating_sub(1);
        Self { shift: bits & 1 != 0, alt: bits & 2 != 0, ctrl: bits & 4 != 0 }
    }

    fn on(self, key: Key) -> Key {
        let shiftable = !matches!(key.code, KeyCode::Char(_) | KeyCode::BackTab);
        Key {
            code: key.code,
            ctrl: key.ctrl || self.ctrl,
            alt: key.alt || self.alt,
            shift: shiftable && (key.shift || self.shift),
        }
    }
}

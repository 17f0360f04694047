//! Text fields: one for what may be seen, one for what may not.

use tui_textarea::{CursorMove, TextArea};
use zeroize::Zeroizing;

use super::key::{Key, KeyCode};
use crate::domain::{secret::Secret, text};

/// The most that a field holds, in bytes; a paste beyond it is cut.
const MOST: usize = 64 * 1024;

/// A text field of one line or several: the one place that knows the editor's type. It takes
/// every printable key, moves by words, and undoes; what it shows is drawn by the view.
#[derive(Clone, Debug)]
pub struct TextField {
    area: TextArea<'static>,
    several: bool,
}

impl TextField {
    /// A field of one line; line breaks in `text` become spaces.
    pub fn line(text: &str) -> Self {
        let mut field = Self { area: TextArea::default(), several: false };
        field.paste(text);
        field
    }

    /// A field of several lines, the cursor at the end.
    pub fn lines_of(text: &str) -> Self {
        let mut field = Self { area: TextArea::default(), several: true };
        field.paste(text);
        field
    }

    /// Whether it holds several lines, so that Enter belongs to it.
    pub fn is_several(&self) -> bool {
        self.several
    }

    /// The text, lines joined by line feeds.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The lines; at least one.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Line and column (in characters) of the cursor.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Whether it holds something else than it did when it was opened on `text`: a field takes no
    /// hostile characters, so a name that has some isn't changed by opening it.
    pub fn differs_from(&self, text: &str) -> bool {
        let opened = if self.several { Self::lines_of(text) } else { Self::line(text) };
        self.lines() != opened.lines()
    }

    /// Puts another text in place, the cursor at its end.
    pub fn set(&mut self, text: &str) {
        *self = if self.several { Self::lines_of(text) } else { Self::line(text) };
    }

    /// Inserts pasted text. In a field of one line, line breaks never submit anything: those at
    /// the ends are dropped, those within become spaces.
    pub fn paste(&mut self, pasted: &str) {
        let room = MOST.saturating_sub(self.area.lines().iter().map(String::len).sum());
        let normal = pasted.replace("\r\n", "\n").replace('\r', "\n");
        let normal = if self.several { normal } else { normal.trim_matches('\n').replace('\n', " ") };
        let clean: String = normal
            .chars()
            .map(|c| if c == '\t' { ' ' } else { c })
            .filter(|&c| (c == '\n' && self.several) || !text::is_hostile(c))
            .scan(0, |taken, c| {
                *taken += c.len_utf8();
                (*taken <= room).then_some(c)
            })
            .collect();
        self.area.insert_str(clean);
    }

    /// Takes a key. Returns whether the field has a use for it.
    pub fn key(&mut self, key: Key) -> bool {
        if let Some(c) = key.printable() {
            if !text::is_hostile(c) && self.area.lines().iter().map(String::len).sum::<usize>() < MOST {
                self.area.insert_char(c);
            }
            return true;
        }
        let area = &mut self.area;
        match (key.code, key.ctrl, key.alt) {
            (KeyCode::Enter, false, false) if self.several => area.insert_newline(),
            (KeyCode::Up, false, false) if self.several => area.move_cursor(CursorMove::Up),
            (KeyCode::Down, false, false) if self.several => area.move_cursor(CursorMove::Down),
            (KeyCode::Backspace, false, false) | (KeyCode::Char('h'), true, _) => drop(area.delete_char()),
            (KeyCode::Delete, ..) | (KeyCode::Char('d'), true, _) => drop(area.delete_next_char()),
            (KeyCode::Backspace, ..) | (KeyCode::Char('w'), true, _) => drop(area.delete_word()),
            (KeyCode::Char('d'), false, true) => drop(area.delete_next_word()),
            (KeyCode::Char('u'), true, _) => drop(area.delete_line_by_head()),
            (KeyCode::Char('k'), true, _) => drop(area.delete_line_by_end()),
            (KeyCode::Left, true, _) | (KeyCode::Char('b') | KeyCode::Left, _, true) => {
                area.move_cursor(CursorMove::WordBack);
            }
            (KeyCode::Right, true, _) | (KeyCode::Char('f') | KeyCode::Right, _, true) => {
                area.move_cursor(CursorMove::WordForward);
            }
            (KeyCode::Left, ..) | (KeyCode::Char('b'), true, _) => area.move_cursor(CursorMove::Back),
            (KeyCode::Right, ..) | (KeyCode::Char('f'), true, _) => area.move_cursor(CursorMove::Forward),
            (KeyCode::Home, ..) | (KeyCode::Char('a'), true, _) => area.move_cursor(CursorMove::Head),
            (KeyCode::End, ..) | (KeyCode::Char('e'), true, _) => area.move_cursor(CursorMove::End),
            _ => return false,
        }
        true
    }
}

/// The most that a password or token is long, in bytes. Taken at once, so that no copy is left
/// behind by growing.
const LONGEST_SECRET: usize = 8 * 1024;

/// A field whose text is never shown, copied or logged, and is wiped when it goes.
pub struct SecretField(Zeroizing<String>);

impl SecretField {
    /// An empty one.
    pub fn new() -> Self {
        Self(Zeroizing::new(String::with_capacity(LONGEST_SECRET)))
    }

    /// How many characters it holds.
    pub fn len(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether nothing has been typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Wipes it.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// A copy as a [`Secret`].
    pub fn secret(&self) -> Secret {
        let mut copy = String::with_capacity(self.0.len());
        copy.push_str(&self.0);
        Secret::new(copy)
    }

    /// Inserts pasted text at the end; control characters, so line breaks too, are left out.
    pub fn paste(&mut self, pasted: &str) {
        for c in pasted.chars().filter(|c| !c.is_control()) {
            self.push(c);
        }
    }

    /// Takes a key. Returns whether the field has a use for it.
    pub fn key(&mut self, key: Key) -> bool {
        if let Some(c) = key.printable() {
            self.push(c);
            return true;
        }
        match (key.code, key.ctrl) {
            (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) => {
                self.0.pop();
            }
            (KeyCode::Char('u' | 'w'), true) => self.clear(),
            _ => return false,
        }
        true
    }

    fn push(&mut self, c: char) {
        if self.0.len() + c.len_utf8() <= LONGEST_SECRET {
            self.0.push(c);
        }
    }
}

impl Default for SecretField {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for SecretField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretField(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_paste_into_one_line_stays_one_line() {
        let mut field = TextField::line("");
        field.paste("\r\n/tmp/a\x1b[31m.p12\nrm -rf\r\n");
        assert_eq!(field.text(), "/tmp/a[31m.p12 rm -rf");
    }

    #[test]
    fn every_printable_key_is_text() {
        let mut field = TextField::line("");
        for c in ' '..='~' {
            assert!(field.key(Key::char(c)));
        }
        assert_eq!(field.text(), (' '..='~').collect::<String>());
        let mut secret = SecretField::new();
        for c in ' '..='~' {
            assert!(secret.key(Key::char(c)));
        }
        assert_eq!(secret.secret().expose(), (' '..='~').collect::<String>());
    }

    #[test]
    fn one_line_leaves_enter_and_arrows_to_the_form() {
        let mut field = TextField::line("x");
        for code in [KeyCode::Enter, KeyCode::Up, KeyCode::Down, KeyCode::Tab, KeyCode::Esc] {
            assert!(!field.key(code.into()), "{code:?}");
        }
    }

    #[test]
    fn a_secret_is_not_in_debug_output() {
        let mut field = SecretField::new();
        field.paste("hunter2\n");
        assert_eq!(field.len(), 7);
        assert!(!format!("{field:?} {:?}", field.secret()).contains("hunter2"));
    }

    proptest! {
        #[test]
        fn whatever_is_pasted_holds_nothing_hostile(pasted in "(?s).*", several: bool) {
            let mut field = if several { TextField::lines_of("") } else { TextField::line("") };
            field.paste(&pasted);
            prop_assert!(!field.text().chars().any(|c| c != '\n' && text::is_hostile(c)));
            prop_assert!(several || field.lines().len() == 1);
        }
    }
}

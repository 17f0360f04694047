//! Text from a server or a file, made harmless to show, and quantities in words.

pub mod columns;
pub mod difference;

use unicode_width::UnicodeWidthChar;

/// The widest name that is shown, in columns; what is beyond is cut with `…`.
pub const MAX_COLUMNS: usize = 200;

/// The most characters of words and messages that are shown: more than anyone reads, few enough to
/// be wrapped on every frame.
pub const MAX_WORDS: usize = 8_000;

/// Whether a character could change how the terminal shows what stands around it: control
/// characters (escape sequences begin with one), bidirectional overrides and isolates (UAX #9),
/// invisible format characters, line separators, tags, and variation selectors' odd relatives.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// One line that is safe to show: hostile characters become a visible stand-in, and what is wider
/// than [`MAX_COLUMNS`] is cut.
pub fn shown(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(4 * MAX_COLUMNS));
    let mut columns = 0;
    for c in text.chars() {
        let c = stand_in(c);
        columns += c.width().unwrap_or(0);
        if columns > MAX_COLUMNS || line.len() > 8 * MAX_COLUMNS {
            line.push('…');
            break;
        }
        line.push(c);
    }
    line
}

/// As [`shown`], but for words and messages, which are wrapped where they are drawn and not cut: up
/// to [`MAX_WORDS`] characters.
pub fn words(text: &str) -> String {
    let (kept, cut) = bounded(text);
    kept.chars().map(stand_in).chain(cut.then_some('…')).collect()
}

/// As [`words`], but line breaks stay: for a description or a server's message. At most
/// `max_lines` lines.
pub fn shown_lines(text: &str, max_lines: usize) -> Vec<String> {
    let (kept, cut) = bounded(text);
    let mut lines: Vec<String> = kept.lines().take(max_lines).map(words).collect();
    if cut || kept.lines().nth(max_lines).is_some() {
        lines.push("…".into());
    }
    lines
}

/// The beginning of a text, and whether there is more.
fn bounded(text: &str) -> (&str, bool) {
    match text.char_indices().nth(MAX_WORDS) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), true),
        None => (text, false),
    }
}

fn stand_in(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('�'),
        '\x7F' => '␡',
        c if is_hostile(c) => '�',
        c => c,
    }
}

/// A count of bytes in words: `812 B`, `3.1 KiB`, `14.2 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KiB", "MiB", "GiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// A serial number, `4A:1F`, for a line that has more to say: of one longer than four bytes the first and the last two.
/// Safe to show.
pub fn short_serial(serial: &str) -> String {
    let bytes: Vec<&str> = serial.split(':').collect();
    match bytes.as_slice() {
        [first, second, .., before, last] if bytes.len() > 4 => {
            shown(&format!("{first}:{second}…{before}:{last}"))
        }
        _ => shown(serial),
    }
}

/// `1 change`, `2 changes`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_sequences_and_overrides_become_visible() {
        assert_eq!(shown("a\x1b[31mb\u{202E}c\r\n"), "a␛[31mb�c␍␊");
        assert_eq!(shown("Müşteri 日本"), "Müşteri 日本");
    }

    #[test]
    fn of_a_long_serial_the_ends_are_shown() {
        for (serial, short) in [
            ("", ""),
            ("00", "00"),
            ("01:02:03:04", "01:02:03:04"),
            ("01:02:03:04:05", "01:02…04:05"),
            ("a\x1b:b:c:d:e", "a␛:b…d:e"),
        ] {
            assert_eq!(short_serial(serial), short);
        }
    }

    #[test]
    fn words_are_not_cut_like_names() {
        let long = "a word and ".repeat(100);
        assert_eq!(words(&long), long);
        assert_eq!(shown_lines(&format!("{long}\r\n{long}"), 2), [long.as_str(), &long]);
        assert_eq!(words("a\x1b[31m\nb\u{202E}"), "a␛[31m␊b�");
        assert_eq!(shown_lines("a\nb\nc", 2), ["a", "b", "…"]);
    }

    #[test]
    fn words_have_an_end() {
        let endless = "é".repeat(MAX_WORDS + 1);
        assert_eq!(words(&endless).chars().count(), MAX_WORDS + 1);
        assert!(words(&endless).ends_with('…'));
        assert_eq!(shown_lines(&endless, 9).len(), 2);
        assert_eq!(words(&endless[2..]).chars().count(), MAX_WORDS);
    }

    #[test]
    fn sizes() {
        assert_eq!(size(0), "0 B");
        assert_eq!(size(1023), "1023 B");
        assert_eq!(size(3174), "3.0 KiB");
        assert_eq!(size(16 * 1024 * 1024), "16.0 MiB");
        assert_eq!(size(5 << 40), "5120.0 GiB");
    }

    proptest! {
        #[test]
        fn nothing_hostile_is_left(text in "\\PC*|(?s).*") {
            let line = shown(&text);
            prop_assert!(!line.chars().any(is_hostile));
            prop_assert!(!words(&text).chars().any(is_hostile));
            prop_assert!(!shown_lines(&text, 3).concat().chars().any(is_hostile));
            prop_assert!(line.chars().filter_map(UnicodeWidthChar::width).sum::<usize>() <= MAX_COLUMNS + 1);
        }
    }
}

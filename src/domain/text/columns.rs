//! Text laid out in columns of a terminal: cut, filled up, wrapped.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cuts a text to a width in columns, with `…`; hostile characters must have gone before.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut columns = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if columns + wide + 1 > width {
            break;
        }
        columns += wide;
        kept.push(c);
    }
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// The same, filled up with spaces: a cell of a table.
pub fn cell(text: &str, width: usize) -> String {
    let mut cell = cut(text, width);
    let filled = cell.width();
    cell.extend(std::iter::repeat_n(' ', width.saturating_sub(filled)));
    cell
}

/// Breaks a text into lines of at most so many columns, at spaces where there are any.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let mut word = word;
            // What is broken off is subtracted: a long word is measured twice, not once for each line.
            let mut wide = word.width();
            let joined = if line.is_empty() { 0 } else { line.width() + 1 };
            // A word that fits on no line begins where it stands, so that a sign keeps its words.
            if wide > width && joined > 0 && joined + 2 <= width {
                let (head, tail) = split_at_width(word, width - joined);
                lines.push(format!("{line} {head}"));
                line.clear();
                (word, wide) = (tail, wide.saturating_sub(head.width()));
            } else if joined > 0 && joined + wide > width {
                lines.push(std::mem::take(&mut line));
            }
            loop {
                // A sequence that was broken is not as wide as its parts.
                wide = if wide > width && !word.is_empty() { wide } else { word.width() };
                if wide <= width {
                    break;
                }
                let (head, tail) = split_at_width(word, width);
                lines.push(head.to_owned());
                (word, wide) = (tail, wide.saturating_sub(head.width()));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// The same in at most so many lines; `…` at the end says that there is more.
pub fn wrap_at_most(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, width);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last}…"), width);
        }
    }
    lines
}

/// The same, cut after a word, and with more words behind the `…`: where the rest is to be had.
pub fn wrap_at_most_or(text: &str, width: usize, most: usize, elsewhere: &str) -> Vec<String> {
    let mut lines = wrap(text, width);
    if lines.len() > most {
        lines.truncate(most);
        let end = format!(" …{elsewhere}");
        let room = width.saturating_sub(end.width());
        if let Some(last) = lines.last_mut() {
            let line = last.trim_end();
            let whole = if line.width() <= room {
                Some(line)
            } else {
                // The last word that ends where there is still room.
                let mut ends = line.rmatch_indices(' ').filter_map(|(at, _)| line.get(..at));
                ends.find(|head| head.width() <= room)
            };
            *last = match whole.map(str::trim_end) {
                Some(words) if !words.is_empty() => format!("{words}{end}"),
                _ => cut(&format!("{line}…"), width),
            };
        }
    }
    lines
}

/// A text that is too wide, in two; a fingerprint only between its bytes, since it is compared by eye.
fn split_at_width(text: &str, width: usize) -> (&str, &str) {
    let mut columns = 0;
    for (at, c) in text.char_indices() {
        columns += c.width().unwrap_or(0);
        if columns > width && at > 0 {
            return text.split_at(between_bytes(text, at));
        }
    }
    (text, "")
}

/// The start of the byte where a place is within one of a fingerprint (`F7:A0:B4`), or right behind it; else the
/// place itself.
fn between_bytes(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let is_byte = |at: usize| hex(at) && hex(at + 1) && matches!(bytes.get(at + 2), None | Some(b':'));
    let starts = |start: &usize| {
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        let follows = before == Some(&b':') && start.checked_sub(3).is_some_and(is_byte);
        let leads = before.is_some_and(|before| before.is_ascii_punctuation()) && is_byte(start + 3);
        is_byte(*start) && (follows || leads)
    };
    (at.saturating_sub(2)..=at).rev().find(starts).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_columns() {
        assert_eq!(cut("production", 6), "produ…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cell("ab", 4), "ab  ");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn wraps_at_spaces_and_breaks_what_is_too_long() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("x abcdefgh", 5), ["x abc", "defgh"]);
    }

    #[test]
    fn a_fingerprint_is_broken_between_its_bytes() {
        for width in 12..40 {
            let print = "SHA-256=7F:A0:B4:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:01";
            let text = format!("the server's certificate is {print} and no other");
            let lines = wrap(&text, width);
            assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:?}");
            let parts = lines.iter().flat_map(|line| line.split(' ')).filter(|word| word.contains(':'));
            for part in parts {
                let bytes = part.rsplit('=').next().unwrap_or_default();
                assert!(!bytes.starts_with(':'), "{width}: {lines:?}");
                assert!(
                    bytes.trim_end_matches(':').split(':').all(|byte| byte.len() == 2),
                    "{width}: {lines:?}"
                );
            }
        }
        let broken = wrap("AA:BB:CC:DD", 7);
        assert_eq!(broken, ["AA:BB:", "CC:DD"]);
        assert_eq!(wrap("AA:BB:CC:DD", 8), ["AA:BB:", "CC:DD"], "not before a colon either");
        // What only looks so is broken where it is full.
        assert_eq!(wrap("https://host:8443/abc", 14), ["https://host:8", "443/abc"]);
        assert_eq!(wrap("a:b:c:d:e", 4), ["a:b:", "c:d:", "e"]);
    }

    #[test]
    fn what_is_cut_says_where_the_rest_is() {
        let words = "give the key the file's password: keytool -keypasswd -keystore FILE -alias ALIAS";
        let cut = wrap_at_most_or(words, 30, 2, " F3 has it");
        assert_eq!(cut, ["give the key the file's", "password: keytool … F3 has it"]);
        assert_eq!(wrap_at_most_or(words, 80, 1, " F3 has it"), [words]);
        assert_eq!(wrap_at_most_or("one two three", 7, 1, ""), ["one …"]);
        assert_eq!(wrap_at_most_or("one two three", 7, 1, " F3 has it"), ["one tw…"]);
        assert_eq!(wrap_at_most_or("one", 0, 0, ""), [""; 0]);
    }

    #[test]
    fn a_word_of_64_kib_is_wrapped_quickly() {
        let (done, is_done) = std::sync::mpsc::channel();
        std::thread::spawn(move || done.send(wrap(&"x".repeat(64 * 1024), 2).len()));
        assert_eq!(is_done.recv_timeout(std::time::Duration::from_secs(3)), Ok(32 * 1024));
    }
}

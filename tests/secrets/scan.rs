//! Looks for secrets in all that a program wrote: its files, the bytes to its terminal, and every screen that these
//! made, whole or in part, as they are or encoded.

use std::collections::HashSet;
use std::fs;
use std::num::NonZeroU16;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// Something that nobody may see, in every form of it that is looked for.
pub struct Secret {
    name: &'static str,
    /// A part of so many bytes is found.
    part: usize,
    parts: HashSet<Vec<u8>>,
}

impl Secret {
    /// A token or a password: any ten characters of it are too many.
    pub fn word(name: &'static str, secret: &str) -> Self {
        let quoted = serde_json::to_string(secret).unwrap();
        let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let forms = [secret.to_owned(), quoted.trim_matches('"').to_owned(), percent];
        Self::of(name, 10, forms.into_iter().chain(encoded(secret.as_bytes())))
    }

    /// A file or a key: so many characters in a row of any form of it.
    pub fn content(name: &'static str, content: &[u8]) -> Self {
        let mut secret = Self::of(name, 32, encoded(content));
        secret.parts.extend(content.windows(32).map(<[u8]>::to_vec));
        secret
    }

    fn of(name: &'static str, part: usize, forms: impl IntoIterator<Item = String>) -> Self {
        let forms: Vec<String> = forms.into_iter().collect();
        assert!(forms.iter().all(|form| form.len() >= part), "{name} is too short");
        let parts = forms.iter().flat_map(|form| form.as_bytes().windows(part)).map(<[u8]>::to_vec).collect();
        Self { name, part, parts }
    }

    fn is_in(&self, bytes: &[u8]) -> Option<String> {
        let found = bytes.windows(self.part).find(|window| self.parts.contains(*window))?;
        Some(String::from_utf8_lossy(found).into_owned())
    }
}

/// Hexadecimal in both cases, base64 in both alphabets wherever it may begin.
fn encoded(bytes: &[u8]) -> Vec<String> {
    let lower: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let upper = lower.to_uppercase();
    let shifted = (0..3).flat_map(|skipped| {
        let rest = &bytes[skipped..];
        let whole = &rest[..rest.len() - rest.len() % 3];
        [STANDARD.encode(whole), URL_SAFE.encode(whole)]
    });
    [lower, upper].into_iter().chain(shifted).collect()
}

/// Fails where any of them is in a text that the program wrote.
#[track_caller]
pub fn assert_absent(secrets: &[Secret], place: &str, bytes: &[u8]) {
    for secret in secrets {
        if let Some(part) = secret.is_in(bytes) {
            panic!("{} is in {place}: {part:?}", secret.name);
        }
    }
}

/// Looks through every file below a directory; gives how many there are.
#[track_caller]
pub fn assert_absent_below(secrets: &[Secret], directory: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        assert_absent(secrets, "a file's name", entry.file_name().as_encoded_bytes());
        if entry.file_type().unwrap().is_dir() {
            count += assert_absent_below(secrets, &path);
        } else {
            assert_absent(secrets, &path.display().to_string(), &fs::read(&path).unwrap());
            count += 1;
        }
    }
    count
}

/// Looks at the bytes, and at each screen that they make on the way: a frame writes only what changed, so that what
/// stands on a screen was perhaps never written in one piece. Wrapped words are looked at as one, too.
#[track_caller]
pub fn assert_absent_on_screen(secrets: &[Secret], raw: &[u8], (columns, rows): (u16, u16)) {
    assert_absent(secrets, "the bytes to the terminal", raw);
    let size = |n| NonZeroU16::new(n).unwrap();
    let mut terminal = vt100::Parser::new(size(rows), size(columns), 0);
    let mut last = String::new();
    for chunk in raw.chunks(256) {
        terminal.process(chunk);
        let screen = terminal.screen().contents();
        if screen != last {
            assert_absent(secrets, "a screen", screen.as_bytes());
            let of_secrets = |c: &char| c.is_ascii_graphic() && *c != '|';
            let joined: String = screen.chars().filter(of_secrets).collect();
            assert_absent(secrets, "a screen's wrapped words", joined.as_bytes());
            last = screen;
        }
    }
}

#[test]
fn a_planted_secret_is_found_in_every_form() {
    let secrets = [Secret::word("word", "planted\"word-55d1"), Secret::content("file", &[7; 99])];
    let found = |text: &str| secrets.iter().any(|secret| secret.is_in(text.as_bytes()).is_some());
    for text in [
        "it is planted\"word-55d1!",
        r#"{"password":"planted\"word-55d1"}"#,
        "only lanted\"wor",
        &STANDARD.encode("x:planted\"word-55d1"),
        &"706c616e74656422776f7264".to_uppercase(),
        &STANDARD.encode([7; 40]),
        &"07".repeat(16),
    ] {
        assert!(found(text), "{text}");
    }
    for text in ["planted", "password", "", &"7".repeat(99)] {
        assert!(!found(text), "{text}");
    }
    let raw = "\x1b[3;1Hit is plan\x1b[4;1Hted\"word-55d1".as_bytes();
    let shown = std::panic::catch_unwind(|| assert_absent_on_screen(&secrets, raw, (80, 24)));
    assert!(shown.is_err());
}

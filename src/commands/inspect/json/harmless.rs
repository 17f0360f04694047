//! JSON that a terminal may be shown.

use std::fmt::Write as _;
use std::io;

use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};

use crate::domain::text;

/// Indented JSON in which no character could change how a terminal shows it: those beyond ASCII that
/// could are escaped, too. It reads back as the same document.
#[derive(Default)]
pub struct Harmless(PrettyFormatter<'static>);

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if !fragment.contains(text::is_hostile) {
            return self.0.write_string_fragment(writer, fragment);
        }
        let mut escaped = String::with_capacity(2 * fragment.len());
        for c in fragment.chars() {
            if text::is_hostile(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            } else {
                escaped.push(c);
            }
        }
        writer.write_all(escaped.as_bytes())
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        self.0.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::ser::Serializer;

    use super::*;

    fn written(value: &str) -> String {
        let mut bytes = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut bytes, Harmless::default())).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(written("a\u{9B}31m\u{202E}b\x7F\x1B"), r#""a\u009b31m\u202eb\u007f\u001b""#);
        assert_eq!(written("\u{E0041}"), r#""\udb40\udc41""#);
        assert_eq!(written("Müşteri \"x\""), "\"Müşteri \\\"x\\\"\"");
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(text in "(?s).*") {
            let json = written(&text);
            prop_assert!(!json.contains(text::is_hostile), "{json}");
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}

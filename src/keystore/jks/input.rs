//! The bytes of a file, read from front to back as Java's `DataInputStream` does. What is missing is
//! told with its place.

use crate::keystore::error::OpenError;

/// The bytes, and how far they have been read. A length in the file only ever bounds a slice of it.
pub struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The number of the entry that is being read, from 1; none before and after them.
    entry: Option<usize>,
    entries: usize,
}

impl<'a> Input<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, entry: None, entries: 0 }
    }

    /// What follows belongs to the next entry.
    pub fn next_entry(&mut self) {
        self.entries += 1;
        self.entry = Some(self.entries);
    }

    /// What follows belongs to none.
    pub fn past_entries(&mut self) {
        self.entry = None;
    }

    /// All that has been read.
    pub fn passed(&self) -> &'a [u8] {
        self.bytes.get(..self.at).unwrap_or_default()
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    /// The next so many bytes.
    pub fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8], OpenError> {
        let end = self.at.checked_add(count);
        match end.and_then(|end| self.bytes.get(self.at..end)) {
            Some(taken) => {
                self.at += count;
                Ok(taken)
            }
            None => Err(self.damaged(&format!("it is cut off within {what}"))),
        }
    }

    /// The next bytes of a fixed count.
    pub fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], OpenError> {
        let taken = self.take(N, what)?;
        taken.try_into().map_err(|_| self.damaged(what))
    }

    pub fn byte(&mut self, what: &str) -> Result<u8, OpenError> {
        Ok(u8::from_be_bytes(self.array(what)?))
    }

    pub fn short(&mut self, what: &str) -> Result<u16, OpenError> {
        Ok(u16::from_be_bytes(self.array(what)?))
    }

    pub fn number(&mut self, what: &str) -> Result<u32, OpenError> {
        Ok(u32::from_be_bytes(self.array(what)?))
    }

    /// How many of something follow. Java's numbers have a sign: of less than none, it reads none.
    pub fn count(&mut self, what: &str) -> Result<u32, OpenError> {
        Ok(u32::try_from(i32::from_be_bytes(self.array(what)?)).unwrap_or(0))
    }

    pub fn long(&mut self, what: &str) -> Result<i64, OpenError> {
        Ok(i64::from_be_bytes(self.array(what)?))
    }

    /// A count of four bytes, and as many bytes.
    pub fn counted(&mut self, what: &str) -> Result<&'a [u8], OpenError> {
        let count = self.number(what)?;
        self.take(usize::try_from(count).unwrap_or(usize::MAX), what)
    }

    /// A text of at most 65,535 bytes of modified UTF-8.
    pub fn text(&mut self, what: &str) -> Result<String, OpenError> {
        let count = self.short(what)?;
        let bytes = self.take(count.into(), what)?;
        modified_utf8(bytes).ok_or_else(|| self.damaged(&format!("{what} isn't modified UTF-8")))
    }

    /// What is wrong, with the place where it was seen.
    pub fn damaged(&self, what: &str) -> OpenError {
        let place = format!("at byte {} of {}", self.at, self.bytes.len());
        OpenError::Damaged(match self.entry {
            Some(entry) => format!("entry {entry}: {what} ({place})"),
            None => format!("{what} ({place})"),
        })
    }
}

/// Java's UTF-8 (`DataInput.readUTF`): NUL as two bytes, what is beyond the first plane as two
/// surrogates of three bytes each. A surrogate by itself, which is no character, becomes `U+FFFD`.
pub fn modified_utf8(bytes: &[u8]) -> Option<String> {
    let mut units = Vec::new();
    let mut rest = bytes;
    loop {
        let continued = |byte: u8| (byte & 0xC0 == 0x80).then_some(u16::from(byte & 0x3F));
        let (unit, after) = match rest {
            [] => break,
            [one @ 0..=0x7F, after @ ..] => (u16::from(*one), after),
            [one @ 0xC0..=0xDF, two, after @ ..] => (u16::from(one & 0x1F) << 6 | continued(*two)?, after),
            [one @ 0xE0..=0xEF, two, three, after @ ..] => {
                (u16::from(one & 0x0F) << 12 | continued(*two)? << 6 | continued(*three)?, after)
            }
            _ => return None,
        };
        units.push(unit);
        rest = after;
    }
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn javas_utf8_is_read() {
        assert_eq!(modified_utf8(b"").as_deref(), Some(""));
        assert_eq!(modified_utf8("şifre €".as_bytes()).as_deref(), Some("şifre €"));
        assert_eq!(modified_utf8(b"a\xC0\x80b").as_deref(), Some("a\0b"));
        assert_eq!(modified_utf8(b"a\0b").as_deref(), Some("a\0b"), "readUTF takes this too");
        assert_eq!(modified_utf8(b"\xED\xA0\xBD\xED\xB8\x80").as_deref(), Some("😀"));
        assert_eq!(modified_utf8(b"\xED\xA0\xBDx").as_deref(), Some("\u{FFFD}x"));
    }

    #[test]
    fn what_java_refuses_is_refused() {
        for wrong in
            [&b"\x80"[..], b"\xC3", b"\xC3x", b"\xE2\x82", b"\xE2x\xAC", b"\xE2\x82x", b"\xF0\x9F\x98\x80"]
        {
            assert_eq!(modified_utf8(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_length_beyond_the_end_is_told_with_its_place() {
        let mut input = Input::new(b"\0\0\0\x01x\xFF\xFF\xFF\xFFy");
        input.next_entry();
        assert_eq!(input.counted("its key"), Ok(&b"x"[..]));
        let Err(OpenError::Damaged(what)) = input.counted("its chain") else { panic!() };
        assert_eq!(what, "entry 1: it is cut off within its chain (at byte 9 of 10)");
    }
}

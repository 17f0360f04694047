//! A bracketed paste as it arrives: up to its end mark, bounded, wiped where it was moved from.

use zeroize::{Zeroize, Zeroizing};

/// How much of a paste is kept.
pub const LIMIT: usize = 1024 * 1024;

const END: &[u8] = b"\x1b[201~";

#[derive(Default)]
pub(super) struct Paste {
    text: Zeroizing<Vec<u8>>,
    /// How many bytes of the end mark have come.
    matched: usize,
}

impl Paste {
    /// Takes one byte; gives the text when it ends the mark.
    pub(super) fn push(&mut self, byte: u8) -> Option<Zeroizing<String>> {
        if END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            return (self.matched == END.len()).then(|| self.finish());
        }
        // The mark's first byte occurs in it only once: what matched so far was text.
        for &b in &END[..self.matched] {
            self.keep(b);
        }
        self.matched = usize::from(byte == END[0]);
        if self.matched == 0 {
            self.keep(byte);
        }
        None
    }

    fn keep(&mut self, byte: u8) {
        if self.text.len() == LIMIT {
            return;
        }
        if self.text.len() == self.text.capacity() {
            // Not left to `Vec`, which frees the old place with a password in it.
            let mut wider = Zeroizing::new(Vec::with_capacity((self.text.len() * 2).clamp(256, LIMIT)));
            wider.extend_from_slice(&self.text);
            self.text = wider;
        }
        self.text.push(byte);
    }

    fn finish(&mut self) -> Zeroizing<String> {
        let mut bytes = std::mem::take(&mut *self.text);
        if bytes.len() == LIMIT {
            bytes.truncate(whole_characters(&bytes));
        }
        unify_line_ends(&mut bytes);
        match String::from_utf8(bytes) {
            Ok(text) => Zeroizing::new(text),
            Err(error) => {
                let mut bytes = error.into_bytes();
                let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
                bytes.zeroize();
                text
            }
        }
    }
}

/// How long the text is without a character at its end that was cut.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

/// Terminals send `\r` for a line end in a paste, some `\r\n` or `\n`.
fn unify_line_ends(bytes: &mut Vec<u8>) {
    let mut before = 0;
    bytes.retain_mut(|byte| {
        let paired = before == b'\r' && *byte == b'\n';
        before = *byte;
        if *byte == b'\r' {
            *byte = b'\n';
        }
        !paired
    });
}

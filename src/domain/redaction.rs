//! What was sent and must not be shown when it comes back in a server's words: a token, passwords, keystore
//! files; whatever way it was spelled on its way back.

mod spelling;

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    ops::Range,
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{document, file::Content, keystore::Keystore, keystore::field, secret::Secret};

/// Secrets shorter than this are only found as whole words: anything else would tear every word apart that
/// has their letters in it, and so tell what they are.
const SHORT: usize = 6;

/// A file is found by pieces of this many characters of its base64. Any run of twice as many holds one.
const PIECE: usize = 16;

/// So many characters of a secret where the words were cut off are taken for its beginning.
const BEGINNING: usize = 4;

/// The secrets that a request carried. Sharing them, it costs nothing until something is to be cleaned.
#[derive(Clone, Default)]
pub struct Redaction {
    secrets: Vec<(Secret, &'static str)>,
    files: Vec<Content>,
    stored: Option<Arc<Keystore>>,
}

impl Redaction {
    /// Of a request that carries nothing else.
    pub fn of_token(token: &Secret) -> Self {
        Self::default().and_token(token)
    }

    /// And the token.
    pub fn and_token(mut self, token: &Secret) -> Self {
        self.secrets.push((token.clone(), "[token]"));
        self
    }

    /// And a password.
    pub fn and_password(mut self, password: &Secret) -> Self {
        self.secrets.push((password.clone(), "[password]"));
        self
    }

    /// And a keystore file.
    pub fn and_file(mut self, content: &Content) -> Self {
        self.files.push(content.clone());
        self
    }

    /// And all that a keystore as it was read holds of these: it is sent again.
    pub fn and_stored(mut self, keystore: &Arc<Keystore>) -> Self {
        self.stored = Some(Arc::clone(keystore));
        self
    }

    /// What takes them out of texts: made once for the many texts of an answer.
    pub fn cleaner(&self) -> Cleaner<'_> {
        let mut needles = Vec::new();
        for (secret, label) in &self.secrets {
            spelling::of(secret.expose(), label, &mut needles);
        }
        let mut files = Vec::new();
        if let Some(stored) = &self.stored {
            for (key, value) in stored.object() {
                hidden(key, value, &mut |key, text| match document::is_secret(key) {
                    true => spelling::of(text, "[hidden]", &mut needles),
                    false => files.push(text),
                });
            }
        }
        // The longest first: one may be part of another.
        needles.sort_by_key(|needle| std::cmp::Reverse(needle.text.len()));
        Cleaner { needles, files: &self.files, stored: files, pieces: None, hasher: RandomState::new() }
    }
}

/// The texts of a document that nobody shall see: secrets by their fields' names, files, and what looks like one.
fn hidden<'a>(key: &'a str, value: &'a Value, found: &mut impl FnMut(&'a str, &'a str)) {
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| hidden(key, value, found)),
        Value::Array(list) => list.iter().for_each(|value| hidden(key, value, found)),
        Value::String(text)
            if key == field::FILE || document::is_secret(key) || text.len() >= document::LONG =>
        {
            found(key, text);
        }
        _ => {}
    }
}

/// One way of writing a secret.
struct Needle {
    text: Zeroizing<String>,
    label: &'static str,
    /// Only as a whole word.
    word: bool,
}

/// Takes secrets out of texts.
pub struct Cleaner<'a> {
    needles: Vec<Needle>,
    files: &'a [Content],
    /// Files in base64, as they stand in the document.
    stored: Vec<&'a str>,
    /// Digests of the files' pieces, once a text holds what may be one.
    pieces: Option<HashSet<u64>>,
    hasher: RandomState,
}

impl Cleaner<'_> {
    /// Puts a label in the place of each secret. Of a secret that a text was cut off in (it ends with `…`), the
    /// beginning goes, too.
    pub fn clean(&mut self, text: &mut String) {
        if let Some(end) = self.cut_off(text) {
            text.truncate(end);
            text.push('…');
        }
        let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
        for needle in &self.needles {
            let places = text.match_indices(needle.text.as_str());
            let places = places.map(|(at, part)| at..at + part.len());
            let fits = |place: &Range<usize>| !needle.word || is_word(text, place);
            found.extend(places.filter(fits).map(|place| (place, needle.label)));
        }
        found.extend(self.files_in(text).into_iter().map(|place| (place, "[file]")));
        if found.is_empty() {
            return;
        }
        // Where one begins within another, what remains of it goes with that.
        found.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
        let mut clean = String::new();
        let mut done = 0;
        for (place, label) in found {
            if place.start >= done {
                clean.push_str(text.get(done..place.start).unwrap_or_default());
                clean.push_str(label);
            }
            done = done.max(place.end);
        }
        clean.push_str(text.get(done..).unwrap_or_default());
        *text = clean;
    }

    /// Where the beginning of a secret stands before the `…` that a text was cut off with.
    fn cut_off(&self, text: &str) -> Option<usize> {
        let kept = text.strip_suffix('…')?;
        let begins = |needle: &Needle| {
            let lengths = needle.text.char_indices().map(|(at, _)| at).filter(|&at| at >= BEGINNING);
            let beginnings = lengths.filter_map(|length| needle.text.get(..length));
            beginnings.filter(|beginning| kept.ends_with(*beginning)).map(str::len).next_back()
        };
        self.needles.iter().filter_map(begins).max().map(|length| kept.len() - length)
    }

    /// The runs of base64 that hold a piece of a file.
    fn files_in(&mut self, text: &str) -> Vec<Range<usize>> {
        let runs: Vec<Range<usize>> = runs(text).filter(|run| run.len() >= PIECE).collect();
        if runs.is_empty() || (self.files.is_empty() && self.stored.is_empty()) {
            return Vec::new();
        }
        let (files, stored, hasher) = (self.files, &self.stored, &self.hasher);
        let pieces = self.pieces.get_or_insert_with(|| pieces(files, stored, hasher));
        let is_piece = |bytes: &[u8]| pieces.contains(&hasher.hash_one(bytes));
        let holds_one = |run: &Range<usize>| {
            let bytes = text.as_bytes().get(run.clone()).unwrap_or_default();
            bytes.windows(PIECE).any(is_piece)
        };
        runs.into_iter().filter(holds_one).collect()
    }
}

/// Digests of the pieces of every file's base64.
fn pieces(files: &[Content], stored: &[&str], hasher: &RandomState) -> HashSet<u64> {
    let mut pieces = HashSet::new();
    for content in files {
        // Twelve bytes are sixteen characters, whatever stands before them.
        for chunk in content.bytes().chunks_exact(PIECE / 4 * 3) {
            let mut piece = [0; PIECE];
            if STANDARD.encode_slice(chunk, &mut piece).is_ok() {
                pieces.insert(hasher.hash_one(piece.as_slice()));
            }
        }
    }
    for text in stored {
        pieces.extend(text.as_bytes().chunks_exact(PIECE).map(|piece| hasher.hash_one(piece)));
    }
    pieces
}

/// The longest runs of what base64 is written in; a backslash too, which may stand before a slash.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let of_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '\\');
    let mut rest = text;
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = rest.find(of_base64)?;
        let run = rest.get(begin..)?;
        let length = run.find(|c| !of_base64(c)).unwrap_or(run.len());
        let place = at + begin..at + begin + length;
        rest = run.get(length..)?;
        at = place.end;
        Some(place)
    })
}

/// Whether no letter or digit stands on either side of a place.
fn is_word(text: &str, place: &Range<usize>) -> bool {
    let before = text.get(..place.start).and_then(|text| text.chars().next_back());
    let after = text.get(place.end..).and_then(|text| text.chars().next());
    !before.into_iter().chain(after).any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;

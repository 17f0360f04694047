//! A list with a cursor and a fuzzy filter.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use super::{field::TextField, key::Key, keymap::Action};

/// How far PgUp and PgDn go: what an 80x24 screen shows of a list.
const PAGE: usize = 16;

/// A cursor over a list that isn't held here, and what narrows it.
#[derive(Clone, Debug)]
pub struct Picker {
    cursor: usize,
    filter: TextField,
    typing: bool,
}

/// An item that the filter lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its index in the unfiltered list.
    pub index: usize,
    /// Which of its characters matched, ascending.
    pub matched: Vec<usize>,
}

impl Default for Picker {
    fn default() -> Self {
        Self { cursor: 0, filter: TextField::line(""), typing: false }
    }
}

impl Picker {
    /// The cursor among the items that the filter lets through.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The filter's field.
    pub fn filter(&self) -> &TextField {
        &self.filter
    }

    /// Whether the filter is being typed.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// Whether the filter narrows anything.
    pub fn is_filtered(&self) -> bool {
        !self.filter.lines().concat().is_empty()
    }

    /// The items that the filter lets through, best first; all of them in their order where there
    /// is no filter.
    pub fn hits<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Vec<Hit> {
        let wanted = self.filter.text();
        if wanted.is_empty() {
            let all = names.into_iter().enumerate();
            return all.map(|(index, _)| Hit { index, matched: Vec::new() }).collect();
        }
        let pattern = Pattern::parse(&wanted, CaseMatching::Smart, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let (mut buffer, mut matched) = (Vec::new(), Vec::new());
        let mut scored: Vec<(u32, Hit)> = Vec::new();
        for (index, name) in names.into_iter().enumerate() {
            matched.clear();
            let text = Utf32Str::new(name, &mut buffer);
            if let Some(score) = pattern.indices(text, &mut matcher, &mut matched) {
                let mut matched: Vec<usize> = matched.iter().map(|&at| at as usize).collect();
                matched.sort_unstable();
                matched.dedup();
                scored.push((score, Hit { index, matched }));
            }
        }
        scored.sort_by_key(|(score, hit)| (std::cmp::Reverse(*score), hit.index));
        scored.into_iter().map(|(_, hit)| hit).collect()
    }

    /// The index, in the unfiltered list, of the item under the cursor.
    pub fn chosen<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<usize> {
        let hits = self.hits(names);
        hits.get(self.cursor.min(hits.len().saturating_sub(1))).map(|hit| hit.index)
    }

    /// Moves the cursor within `len` items. Returns whether the action is a movement.
    pub fn step(&mut self, action: Action, len: usize) -> bool {
        let moved = stepped(self.cursor, action, len);
        self.cursor = moved.unwrap_or(self.cursor);
        moved.is_some()
    }

    /// Puts the cursor on the item of this name, dropping a filter that hides it.
    pub fn select<'a>(&mut self, names: impl IntoIterator<Item = &'a str> + Clone, wanted: &str) {
        let names: Vec<&str> = names.into_iter().collect();
        let position = |picker: &Self| {
            picker.hits(names.iter().copied()).iter().position(|hit| names.get(hit.index) == Some(&wanted))
        };
        if position(self).is_none() {
            self.clear();
        }
        if let Some(at) = position(self) {
            self.cursor = at;
        }
    }

    /// Begins typing the filter.
    pub fn begin(&mut self) {
        self.typing = true;
    }

    /// Ends typing; the filter stays.
    pub fn keep(&mut self) {
        self.typing = false;
    }

    /// Drops the filter.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// A key for the filter's field. Returns whether it had a use for it.
    pub fn key(&mut self, key: Key) -> bool {
        let before = self.filter.text();
        let used = self.filter.key(key);
        if self.filter.text() != before {
            self.cursor = 0;
        }
        used
    }

    /// Pasted text for the filter's field.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.cursor = 0;
    }
}

/// Where a cursor within `len` items goes; `None` where the action is no movement.
pub fn stepped(cursor: usize, action: Action, len: usize) -> Option<usize> {
    let last = len.saturating_sub(1);
    let cursor = cursor.min(last);
    Some(match action {
        Action::Up => cursor.saturating_sub(1),
        Action::Down => (cursor + 1).min(last),
        Action::PageUp => cursor.saturating_sub(PAGE),
        Action::PageDown => (cursor + PAGE).min(last),
        Action::First => 0,
        Action::Last => last,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["acquirer-signing", "partner-mtls", "sepa-qwac", "Partner-Portal"];

    fn filtered(filter: &str) -> Vec<&'static str> {
        let mut picker = Picker::default();
        picker.paste(filter);
        picker.hits(NAMES).iter().map(|hit| NAMES[hit.index]).collect()
    }

    #[test]
    fn narrows_fuzzily_best_first() {
        assert_eq!(filtered("pmtls"), ["partner-mtls"]);
        assert_eq!(filtered("partner").len(), 2);
        assert_eq!(filtered("Partner"), ["Partner-Portal"]);
        assert_eq!(filtered("zzz"), [""; 0]);
    }

    #[test]
    fn says_which_letters_matched() {
        let mut picker = Picker::default();
        picker.paste("mtls");
        assert_eq!(picker.hits(NAMES)[0].matched, [8, 9, 10, 11]);
    }

    #[test]
    fn a_selection_that_the_filter_hides_drops_the_filter() {
        let mut picker = Picker::default();
        picker.paste("mtls");
        picker.select(NAMES, "sepa-qwac");
        assert_eq!(picker.chosen(NAMES), Some(2));
        assert!(!picker.is_filtered());
    }

    #[test]
    fn the_cursor_stays_within_the_list() {
        let mut picker = Picker::default();
        picker.step(Action::Last, 4);
        picker.step(Action::Down, 4);
        assert_eq!(picker.cursor(), 3);
        assert_eq!(picker.chosen(["only"]), Some(0));
        assert_eq!(picker.chosen([]), None);
        picker.step(Action::Up, 0);
        assert_eq!(picker.cursor(), 0);
    }
}

//! Memory for secrets: pages of their own, kept out of swap as far as the system grants it, and wiped.

use std::sync::atomic::{AtomicBool, Ordering};

use region::LockGuard;
use zeroize::{Zeroize, Zeroizing};

/// All of the process's memory is kept out of swap: see [`all_are_locked`].
static ALL: AtomicBool = AtomicBool::new(false);

/// To be called once all of the process's memory is locked, now and in future. Secrets made from then on
/// lock nothing themselves: unlocking their pages at their end would open a gap for what comes to lie there.
pub fn all_are_locked() {
    ALL.store(true, Ordering::Relaxed);
}

/// A text in whole pages that hold nothing else, so that unlocking them at its end unlocks no other secret
/// (`mlock` doesn't count how often a page was locked).
///
/// Locking is best effort: Linux grants an ordinary user 8 MiB (`ulimit -l`), older kernels 64 KiB. Where it
/// isn't granted, the text is kept all the same.
pub(super) struct Pages {
    /// Never grows, so that its bytes stay where they are.
    buffer: Zeroizing<Vec<u8>>,
    start: usize,
    length: usize,
    lock: Option<LockGuard>,
}

impl Pages {
    pub fn new(text: &str) -> Self {
        let (page, length) = (region::page::size(), text.len());
        let mut pages = Self { buffer: Zeroizing::default(), start: 0, length, lock: None };
        if length == 0 {
            return pages;
        }
        // One page more than needed, since the allocator aligns to less.
        let mut buffer = Zeroizing::new(vec![0; length.next_multiple_of(page).saturating_add(page)]);
        let beyond = buffer.as_ptr().addr() % page;
        let start = if beyond == 0 { 0 } else { page - beyond };
        if let Some(place) = buffer.get_mut(start..start.saturating_add(length)) {
            // Before there is anything in it.
            if !ALL.load(Ordering::Relaxed) {
                pages.lock = region::lock(place.as_ptr(), length).ok();
            }
            place.copy_from_slice(text.as_bytes());
        }
        pages.start = start;
        pages.buffer = buffer;
        pages
    }

    pub fn text(&self) -> &str {
        let bytes = self.buffer.get(self.start..self.start.saturating_add(self.length)).unwrap_or_default();
        // It was copied from a text: never an error.
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // In this order: wiped while it can't be swapped out, unlocked while it is still ours.
        self.buffer.zeroize();
        self.lock = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_whole_pages_for_itself() {
        let page = region::page::size();
        for length in [1, 15, page - 1, page, page + 1, 3 * page] {
            let text = "x".repeat(length);
            let pages = Pages::new(&text);
            assert_eq!(pages.text(), text);
            assert_eq!(pages.text().as_ptr().addr() % page, 0);
            let rest = pages.buffer.len() - pages.start;
            assert!(rest >= length.next_multiple_of(page), "{length}: {rest}");
        }
        assert_eq!(Pages::new("").text(), "");
    }
}

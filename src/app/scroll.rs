//! How far a text is scrolled. How long it is drawn, only the view knows: so the end is a place of
//! its own, from which one goes up by lines.

use super::keymap::Action;

/// The first line that is shown, counted from the beginning or from the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// So many lines are above.
    Above(usize),
    /// So many lines are below.
    Below(usize),
}

impl Default for Scroll {
    fn default() -> Self {
        Self::Above(0)
    }
}

impl Scroll {
    /// Moves by lines and pages. `most`: more lines than the text can have. Returns whether the
    /// action is a movement.
    pub fn step(&mut self, action: Action, page: usize, most: usize) -> bool {
        *self = match action {
            Action::Up => self.moved_up(1),
            Action::PageUp => self.moved_up(page),
            Action::Down => self.moved_down(1, most),
            Action::PageDown => self.moved_down(page, most),
            Action::First => Self::Above(0),
            Action::Last => Self::Below(0),
            _ => return false,
        };
        true
    }

    fn moved_up(self, by: usize) -> Self {
        match self {
            Self::Above(lines) => Self::Above(lines.saturating_sub(by)),
            Self::Below(lines) => Self::Below(lines + by),
        }
    }

    fn moved_down(self, by: usize, most: usize) -> Self {
        match self {
            Self::Above(lines) if lines + by >= most => Self::Below(0),
            Self::Above(lines) => Self::Above(lines + by),
            Self::Below(lines) => Self::Below(lines.saturating_sub(by)),
        }
    }

    /// The index of the first line shown, of a text of `len` lines in `height` rows.
    pub fn top(self, len: usize, height: usize) -> usize {
        let last = len.saturating_sub(height);
        match self {
            Self::Above(lines) => lines.min(last),
            Self::Below(lines) => last.saturating_sub(lines),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_end_one_goes_up_at_once() {
        let mut scroll = Scroll::default();
        scroll.step(Action::Last, 10, 1000);
        assert_eq!(scroll.top(100, 20), 80);
        scroll.step(Action::Up, 10, 1000);
        assert_eq!(scroll.top(100, 20), 79);
        scroll.step(Action::PageDown, 10, 1000);
        assert_eq!(scroll.top(100, 20), 80);
        scroll.step(Action::First, 10, 1000);
        assert_eq!(scroll.top(100, 20), 0);
    }

    #[test]
    fn nothing_is_out_of_reach_and_nothing_lies_beyond() {
        let mut scroll = Scroll::default();
        for _ in 0..300 {
            scroll.step(Action::Down, 10, 200);
        }
        assert_eq!(scroll.top(150, 20), 130);
        assert_eq!(scroll.top(5, 20), 0);
        assert!(!scroll.step(Action::Accept, 10, 200));
    }
}

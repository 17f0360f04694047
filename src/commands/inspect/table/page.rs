//! Lines of at most 80 columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::text;

/// What a terminal has at least, and what a line of a mail or ticket bears.
pub const WIDTH: usize = 80;

/// The columns of a field's label.
const LABEL: usize = 9;

pub struct Page {
    text: String,
    ascii: bool,
}

impl Page {
    pub fn new(ascii: bool) -> Self {
        Self { text: String::new(), ascii }
    }

    pub fn text(self) -> String {
        self.text
    }

    /// The sign of what can't go on.
    pub fn cross(&self) -> &'static str {
        if self.ascii { "x" } else { "✗" }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A text that is harmless already; wrapped, what follows is moved a little to the right.
    pub fn line(&mut self, indent: usize, text: &str) {
        self.put(indent, "", indent + 2, text);
    }

    /// Words of a finding: made harmless here.
    pub fn words(&mut self, indent: usize, words: &str) {
        self.put(indent, "", indent, &text::words(words));
    }

    /// A label and what it says.
    pub fn field(&mut self, indent: usize, label: &str, text: &str) {
        self.put(indent, &format!("{label:<LABEL$}"), indent + LABEL, text);
    }

    /// A label and the things under it.
    pub fn list(&mut self, indent: usize, label: &str, items: impl Iterator<Item = String>) {
        self.field(indent, label, &items.collect::<Vec<_>>().join(", "));
    }

    /// A certificate of a chain, hanging from the one before.
    pub fn branch(&mut self, indent: usize, hangs: bool, text: &str) {
        let sign = match (hangs, self.ascii) {
            (false, _) => "",
            (true, false) => "└─ ",
            (true, true) => "`- ",
        };
        let indent = indent.saturating_sub(sign.width());
        self.put(indent, sign, indent + sign.width() + 2, text);
    }

    /// Writes `first`, then the text, wrapped between words where it can be, with `hanging` columns before what
    /// follows.
    fn put(&mut self, indent: usize, first: &str, hanging: usize, text: &str) {
        let mut line = format!("{}{first}", " ".repeat(indent));
        let mut columns = line.width();
        let mut is_fresh = true;
        for word in text.split(' ') {
            let space = usize::from(!is_fresh);
            if !is_fresh && columns + space + word.width() > WIDTH {
                self.end(&mut line, &mut columns, hanging);
                is_fresh = true;
            }
            if !is_fresh {
                line.push(' ');
                columns += 1;
            }
            for c in word.chars() {
                let width = c.width().unwrap_or(0);
                if columns + width > WIDTH {
                    self.end(&mut line, &mut columns, hanging);
                }
                line.push(c);
                columns += width;
            }
            is_fresh = false;
        }
        self.end(&mut line, &mut columns, hanging);
    }

    fn end(&mut self, line: &mut String, columns: &mut usize, hanging: usize) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
        *line = " ".repeat(hanging);
        *columns = hanging;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(indent: usize, hanging: usize, text: &str) -> Vec<String> {
        let mut page = Page::new(false);
        page.put(indent, "", hanging, text);
        page.text().lines().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_wrapped_and_what_has_no_spaces_is_cut() {
        let words = "twelve chars ".repeat(10);
        let lines = put(2, 4, words.trim_end());
        assert_eq!(lines.len(), 2);
        assert!(lines[1].starts_with("    ") && !lines[1].starts_with("     "));
        assert_eq!(lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "), words.trim_end());
        let long = put(0, 4, &"x".repeat(200));
        assert_eq!(long.iter().map(|line| line.len()).collect::<Vec<_>>(), [80, 80, 48]);
        assert_eq!(put(0, 0, ""), [""]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let lines = put(0, 1, &"日".repeat(60));
        assert_eq!(lines.iter().map(|line| line.width()).collect::<Vec<_>>(), [80, 41]);
    }

    #[test]
    fn chains_hang_from_their_leaf() {
        let mut page = Page::new(false);
        page.branch(2, false, "leaf");
        page.branch(5, true, "root");
        assert_eq!(page.text(), "  leaf\n  └─ root\n");
        let mut page = Page::new(true);
        page.branch(5, true, "root");
        assert_eq!(page.text(), "  `- root\n");
    }
}

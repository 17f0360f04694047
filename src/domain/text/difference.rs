//! Where two texts differ, and as much of a text around that place as there is room for.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::columns::cut;

/// Where the second text stops being as the first, in bytes of either; `None` where they are the same.
pub fn first(one: &str, other: &str) -> Option<usize> {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let at = same.map(|(c, _)| c.len_utf8()).sum();
    (at < one.len().max(other.len())).then_some(at)
}

/// A text in at most so many columns: whole, or its beginning where `at` is in that, or from shortly before `at`;
/// `…` where something is left out. `rest`: columns that are to be seen from `at` on, so that two texts with the same
/// beginning are shown from the same place on.
pub fn around(text: &str, at: usize, rest: usize, width: usize) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    if before.width() + rest.max(after.width()) <= width || before.width() <= width / 2 {
        return cut(text, width);
    }
    // A column is the mark's; what follows is seen first, then as much before it as there is room for.
    let room = width.saturating_sub(1);
    let lead = room.saturating_sub(rest.max(after.width())).max(room / 4);
    let mut columns = 0;
    let fits = before.char_indices().rev().take_while(|(_, c)| {
        columns += c.width().unwrap_or(0);
        columns <= lead
    });
    let start = fits.last().map_or(before.len(), |(start, _)| start);
    cut(&format!("…{}", text.get(start..).unwrap_or_default()), width)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_difference_is_found() {
        assert_eq!(first("abc", "abc"), None);
        assert_eq!(first("abc", "abcd"), Some(3));
        assert_eq!(first("abc", "abd"), Some(2));
        assert_eq!(first("", "x"), Some(0));
        assert_eq!(first("aé日", "aé本"), Some(3));
    }

    #[test]
    fn what_is_shown_has_the_difference_in_it() {
        let (was, is) =
            ("the certificate that partners know us by", "the certificate that partners know us by now");
        let at = first(was, is).unwrap();
        let shown = [was, is].map(|text| around(text, at, 4, 20));
        assert_eq!(shown, ["…ners know us by", "…ners know us by now"]);
        assert_eq!(around("short", 3, 2, 20), "short");
        assert_eq!(around("the difference comes early in this one", 4, 3, 20), "the difference come…");
        let long = format!("{}!{}", "a".repeat(50), "b".repeat(50));
        assert_eq!(around(&long, 50, 51, 20), "…aaaa!bbbbbbbbbbbbb…");
    }

    proptest! {
        #[test]
        fn it_is_never_too_wide_and_the_difference_is_seen(
            same in "[a-zé日 ]{0,60}", one in "[a-m]{0,30}", other in "[n-z]{1,30}", width in 8usize..60,
        ) {
            let (one, other) = (format!("{same}{one}"), format!("{same}{other}"));
            let at = first(&one, &other).unwrap();
            let rest = |text: &str| text[at..].width();
            let rest = rest(&one).max(rest(&other));
            let (one, other) = (around(&one, at, rest, width), around(&other, at, rest, width));
            prop_assert!(one.width() <= width && other.width() <= width, "{one} | {other}");
            prop_assert_ne!(one, other);
        }
    }
}

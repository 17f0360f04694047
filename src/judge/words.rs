//! How findings are worded: names that stay short, lists that have an end.

use crate::keystore::Certificate;

/// What a rule says: what is wrong, and how to mend it.
pub(super) struct Said {
    pub says: String,
    pub mend: String,
}

impl Said {
    pub fn new(says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { says: says.into(), mend: mend.into() }
    }
}

/// The most characters of a name within a sentence; a file's own may have thousands.
const LONGEST_NAME: usize = 120;

/// The most things that a sentence lists one by one.
const MOST_LISTED: usize = 5;

/// A name as a sentence has it: cut where it is long.
pub(super) fn name(text: &str) -> String {
    match text.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// An alias as a sentence has it: in quotation marks where it could be taken for part of the sentence.
pub(super) fn alias(alias: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    if !alias.is_empty() && alias.chars().all(plain) { name(alias) } else { format!("\"{}\"", name(alias)) }
}

/// Who a certificate is for, or where it came from: its name, or its serial where the name is empty.
pub(super) fn subject(certificate: &Certificate) -> String {
    match certificate.subject.as_str() {
        "" => format!("serial {}", name(&certificate.serial.to_string())),
        subject => name(subject),
    }
}

/// Who issued it.
pub(super) fn issuer(certificate: &Certificate) -> String {
    match certificate.issuer.as_str() {
        "" => "(no name)".to_owned(),
        issuer => name(issuer),
    }
}

/// `a, b and c`; of many: the first five, `and 12 more`. `None` of none.
pub(super) fn list(items: impl IntoIterator<Item = String>) -> Option<String> {
    joined(items, ", ", " and ", " and ")
}

/// The same for clauses: `a; b; and 3 more`.
pub(super) fn clauses(items: impl IntoIterator<Item = String>) -> Option<String> {
    joined(items, "; ", "; ", "; and ")
}

fn joined(items: impl IntoIterator<Item = String>, between: &str, last: &str, rest: &str) -> Option<String> {
    let mut items = items.into_iter();
    let mut first: Vec<String> = items.by_ref().take(MOST_LISTED).collect();
    let more = items.count();
    if more > 0 {
        return Some(format!("{}{rest}{more} more", first.join(between)));
    }
    let end = first.pop()?;
    Some(if first.is_empty() { end } else { format!("{}{last}{end}", first.join(between)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(n: u8) -> Vec<String> {
        (0..n).map(|n| char::from(b'a' + n).to_string()).collect()
    }

    #[test]
    fn lists_have_an_end() {
        assert_eq!(list(letters(0)), None);
        assert_eq!(list(letters(1)).unwrap(), "a");
        assert_eq!(list(letters(3)).unwrap(), "a, b and c");
        assert_eq!(list(letters(5)).unwrap(), "a, b, c, d and e");
        assert_eq!(list(letters(9)).unwrap(), "a, b, c, d, e and 4 more");
        assert_eq!(clauses(letters(2)).unwrap(), "a; b");
        assert_eq!(clauses(letters(9)).unwrap(), "a; b; c; d; e; and 4 more");
    }

    #[test]
    fn a_list_keeps_what_its_names_say() {
        let odd = ["x, and y".to_owned()].into_iter().chain(letters(8));
        assert_eq!(list(odd).unwrap(), "x, and y, a, b, c, d and 4 more");
    }

    #[test]
    fn aliases_are_told_from_the_sentence_and_cut() {
        assert_eq!(alias("Partner-2027"), "Partner-2027");
        assert_eq!(alias("müşteri_1"), "müşteri_1");
        assert_eq!(alias("a, b"), "\"a, b\"");
        assert_eq!(alias(""), "\"\"");
        assert_eq!(name(&"é".repeat(LONGEST_NAME)).chars().count(), LONGEST_NAME);
        assert_eq!(alias(&"é".repeat(10_000)).chars().count(), LONGEST_NAME + 1);
    }
}

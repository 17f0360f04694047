//! A path as a terminal pastes it when a file is dragged into it, or as it stands in a command: in quotation marks,
//! with backslashes before blanks, or as a `file:` address.

use percent_encoding::percent_decode_str;

/// The path that is meant by one under whose name there is no file; `None` where it says nothing else.
pub(super) fn meant(path: &str) -> Option<String> {
    let meant = match path.strip_prefix("file://") {
        Some(rest) => address(rest)?,
        None => shell_word(path)?,
    };
    (!meant.is_empty() && meant != path).then_some(meant)
}

/// What follows `file://` (RFC 8089): no host or this machine's, then the path, percent-encoded.
fn address(rest: &str) -> Option<String> {
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    if !path.starts_with('/') {
        return None;
    }
    percent_decode_str(path).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// One word of a shell's (POSIX, 2.2 Quoting), without its quotation marks; `None` of several.
fn shell_word(text: &str) -> Option<String> {
    let mut word = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.push(chars.next()?),
            '\'' => loop {
                match chars.next()? {
                    '\'' => break,
                    c => word.push(c),
                }
            },
            '"' => loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => match chars.next()? {
                        c @ ('"' | '\\' | '$' | '`') => word.push(c),
                        c => word.extend(['\\', c]),
                    },
                    c => word.push(c),
                }
            },
            c if c.is_whitespace() => return None,
            c => word.push(c),
        }
    }
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_it_is_meant() {
        for (pasted, path) in [
            ("'/k/with blanks.p12'", "/k/with blanks.p12"),
            ("\"/k/with blanks.p12\"", "/k/with blanks.p12"),
            (r"/k/with\ blanks\ \(2\).p12", "/k/with blanks (2).p12"),
            (r"'/k/it'\''s.p12'", "/k/it's.p12"),
            (r#""/k/a \"q\" \$HOME \x.p12""#, r#"/k/a "q" $HOME \x.p12"#),
            ("file:///k/with%20blanks.p12", "/k/with blanks.p12"),
            ("file://localhost/k/%C3%A4.p12", "/k/ä.p12"),
            ("'~/a.p12'", "~/a.p12"),
        ] {
            assert_eq!(meant(pasted).as_deref(), Some(path), "{pasted}");
        }
    }

    #[test]
    fn what_says_nothing_else_is_left() {
        for path in [
            "",
            "/k/a.p12",
            "/k/with blanks.p12",
            "/k/it's.p12",
            "'/k/a.p12' '/k/b.p12'",
            "''",
            "/k/a\\",
            "\"/k/a",
            "file://server/k/a.p12",
            "file:///%ff",
            "~/a",
        ] {
            assert_eq!(meant(path), None, "{path}");
        }
    }
}

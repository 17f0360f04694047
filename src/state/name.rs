//! Names of servers' things as names of files.

use sha2::{Digest, Sha256};

/// The most bytes of the name itself that are kept: for the eyes, since the digest tells names apart.
const READABLE: usize = 60;

/// A file name for any text: letters, digits, `.`, `-` and `_` as they are, runs of anything else as one
/// `_`, at most 60 of it, and 128 bits of the text's SHA-256. So two texts never share a name, be it on a
/// file system that ignores case; it never begins with a dot, and is at most 93 bytes long.
pub(super) fn encode(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if name.len() >= READABLE {
            break;
        }
        let plain = c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        match (plain, name.is_empty()) {
            // What a shell or `ls` takes for something else.
            (true, true) if matches!(c, '.' | '-') => name.push('_'),
            (true, _) => name.push(c),
            (false, _) if name.ends_with('_') => {}
            (false, _) => name.push('_'),
        }
    }
    let digest = Sha256::digest(text.as_bytes());
    name.push('-');
    name.extend(digest.iter().take(16).map(|byte| format!("{byte:02x}")));
    name
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stay_readable() {
        let of = |text: &str| encode(text).rsplit_once('-').unwrap().0.to_owned();
        assert_eq!(of("partner-mtls"), "partner-mtls");
        assert_eq!(of("https://gw.example.com:8443/apiops/"), "https_gw.example.com_8443_apiops_");
        assert_eq!(of("../../etc/passwd"), "_._.._etc_passwd");
        assert_eq!(of("Müşteri"), "M_teri");
        assert_eq!(of(""), "");
        assert_eq!(of(".."), "_.");
        assert_eq!(of("-rf"), "_rf");
        assert_eq!(of(&"n".repeat(10_000)).len(), 60);
    }

    #[test]
    fn names_that_differ_in_case_or_in_what_is_left_out_stay_apart() {
        let texts = ["Payments", "payments", "a/b", "a\\b", "a_b", "a\0b", "a b", ".", "..", "", " "];
        let mut seen = HashMap::new();
        for text in texts {
            let name = encode(text).to_lowercase();
            assert_eq!(seen.insert(name, text), None, "{text}");
        }
        let long = "n".repeat(10_000);
        assert_ne!(encode(&long), encode(&format!("{long}n")));
    }

    proptest! {
        #[test]
        fn any_text_is_one_safe_file_name(text in "(?s).*|\\PC{0,300}|[./\\\\]*") {
            let name = encode(&text);
            prop_assert!(name.len() <= 93);
            prop_assert!(!name.starts_with('.'));
            prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)), "{name}");
            prop_assert_eq!(std::path::Path::new(&name).components().count(), 1);
        }
    }
}

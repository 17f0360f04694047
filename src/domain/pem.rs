//! Certificates as text (RFC 7468): what openssl, keytool and browsers import.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Characters of a line: what RFC 7468 asks of those who write.
const LINE: usize = 64;

/// One certificate, of its DER.
pub fn certificate(der: &[u8]) -> String {
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    for (at, c) in STANDARD.encode(der).chars().enumerate() {
        if at > 0 && at % LINE == 0 {
            text.push('\n');
        }
        text.push(c);
    }
    text.push_str("\n-----END CERTIFICATE-----\n");
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_of_64_characters() {
        let text = certificate(&[0; 100]);
        let lines: Vec<usize> = text.lines().map(str::len).collect();
        assert_eq!(lines, [27, 64, 64, 8, 25]);
        assert!(text.ends_with("-----\n"));
        // Where the last line is full, no empty one follows.
        assert!(!certificate(&[0; 96]).contains("\n\n"));
    }

    proptest! {
        #[test]
        fn it_is_read_back(der in proptest::collection::vec(any::<u8>(), 0..500)) {
            let text = certificate(&der);
            let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
            prop_assert_eq!(STANDARD.decode(body).unwrap(), der);
        }
    }
}

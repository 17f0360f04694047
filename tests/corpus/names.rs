//! Distinguished names in one form, whichever way they are written: RFC 4514's, with backslashes, or
//! keytool's (RFC 1779), with quotes.

use std::fmt::Write;

/// Keywords of the three writers, and the types that they mean.
const KEYWORDS: &[(&str, &str)] = &[
    ("CN", "2.5.4.3"),
    ("SN", "2.5.4.4"),
    ("SURNAME", "2.5.4.4"),
    ("SERIALNUMBER", "2.5.4.5"),
    ("C", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("STREET", "2.5.4.9"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("T", "2.5.4.12"),
    ("TITLE", "2.5.4.12"),
    ("DESCRIPTION", "2.5.4.13"),
    ("BUSINESSCATEGORY", "2.5.4.15"),
    ("POSTALCODE", "2.5.4.17"),
    ("GN", "2.5.4.42"),
    ("GIVENNAME", "2.5.4.42"),
    ("INITIALS", "2.5.4.43"),
    ("GENERATIONQUALIFIER", "2.5.4.44"),
    ("DNQUALIFIER", "2.5.4.46"),
    ("ORGANIZATIONIDENTIFIER", "2.5.4.97"),
    ("EMAILADDRESS", "1.2.840.113549.1.9.1"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("JURISDICTIONL", "1.3.6.1.4.1.311.60.2.1.1"),
    ("JURISDICTIONST", "1.3.6.1.4.1.311.60.2.1.2"),
    ("JURISDICTIONC", "1.3.6.1.4.1.311.60.2.1.3"),
];

/// `2.5.4.3=api.acme.example/2.5.4.10=Acme`, most specific first; the attributes of a part sorted,
/// since they have no order.
pub fn canonical(name: &str) -> String {
    let mut parts: Vec<Vec<String>> = Vec::new();
    let mut rest = name;
    let mut joined = false;
    while !rest.trim_start().is_empty() {
        let (attribute, separator, after) = attribute(rest.trim_start());
        match parts.last_mut() {
            Some(part) if joined => part.push(attribute),
            _ => parts.push(vec![attribute]),
        }
        joined = separator == Some('+');
        rest = after;
    }
    parts.iter_mut().for_each(|part| part.sort());
    parts.iter().map(|part| part.join("+")).collect::<Vec<_>>().join("/")
}

/// `TYPE=VALUE`, what separates it from the next, and what follows.
fn attribute(text: &str) -> (String, Option<char>, &str) {
    let (keyword, value) = text.split_once('=').unwrap_or_else(|| panic!("no attribute: {text:?}"));
    let keyword = keyword.trim().to_uppercase();
    let keyword = keyword.strip_prefix("OID.").unwrap_or(&keyword);
    let oid = KEYWORDS.iter().find(|(word, _)| *word == keyword).map_or(keyword, |(_, oid)| oid);
    let (value, separator, after) = value_of(value);
    (format!("{oid}={value}"), separator, after)
}

fn value_of(text: &str) -> (String, Option<char>, &str) {
    let mut bytes: Vec<u8> = Vec::new();
    // How much of it is meant, so that only what is around is trimmed.
    let mut meant = 0;
    let mut quoted = false;
    let mut chars = text.char_indices();
    let mut end = (None, "");
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                quoted = !quoted;
                meant = bytes.len();
            }
            '\\' => {
                let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                match (hex, chars.next()) {
                    (Some(byte), _) => {
                        chars.next();
                        bytes.push(byte);
                    }
                    (None, Some((_, c))) => push(&mut bytes, c),
                    (None, None) => {}
                }
                meant = bytes.len();
            }
            ',' | '+' if !quoted => {
                end = (Some(c), &text[at + 1..]);
                break;
            }
            ' ' if !quoted => {
                if !bytes.is_empty() {
                    bytes.push(b' ');
                }
            }
            c => {
                push(&mut bytes, c);
                meant = bytes.len();
            }
        }
    }
    bytes.truncate(meant);
    let mut value = String::new();
    // Each tool has a way of its own with characters that aren't to be printed.
    for c in String::from_utf8_lossy(&bytes).chars() {
        if c.is_control() { write!(value, "<{:02X}>", u32::from(c)).unwrap() } else { value.push(c) }
    }
    (value, end.0, end.1)
}

fn push(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[test]
fn all_ways_of_writing_come_to_the_same() {
    let ours = r#"CN=back\\slash, OU=\ both ends\ +O=a\, b\+ \"c\", C=TR"#;
    let keytool = r#"CN="back\\slash", O="a, b+ \"c\"" + OU=" both ends ", C=TR"#;
    let openssl = r#"2.5.4.3=back\\slash,2.5.4.11=\ both ends\ +2.5.4.10=a\, b\+ \"c\",2.5.4.6=TR"#;
    let expected = r#"2.5.4.3=back\slash/2.5.4.10=a, b+ "c"+2.5.4.11= both ends /2.5.4.6=TR"#;
    for name in [ours, keytool, openssl] {
        assert_eq!(canonical(name), expected);
    }
    assert_eq!(canonical(""), "");
    assert_eq!(canonical(r"O=\C5\9Eirket"), canonical("O=Şirket"));
    assert_ne!(canonical("O=a,C=b"), canonical("C=b,O=a"));
}

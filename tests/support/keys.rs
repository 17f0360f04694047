//! Keys as a test writes them, and as a terminal sends them.

/// The bytes that a terminal sends for the keys.
pub fn encode(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        if let Some((name, after)) = name {
            bytes.extend(named(name));
            rest = after;
        } else {
            bytes.extend(c.to_string().bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

fn named(name: &str) -> Vec<u8> {
    let bytes: &[u8] = match name {
        "Enter" => b"\r",
        "Tab" => b"\t",
        "S-Tab" => b"\x1b[Z",
        "Esc" => b"\x1b",
        "Space" => b" ",
        "BS" => b"\x7f",
        "Up" => b"\x1b[A",
        "Down" => b"\x1b[B",
        "Right" => b"\x1b[C",
        "Left" => b"\x1b[D",
        "Home" => b"\x1b[H",
        "End" => b"\x1b[F",
        "Ins" => b"\x1b[2~",
        "Del" => b"\x1b[3~",
        "PgUp" => b"\x1b[5~",
        "PgDn" => b"\x1b[6~",
        "F1" => b"\x1bOP",
        "F2" => b"\x1bOQ",
        "F3" => b"\x1bOR",
        "F4" => b"\x1bOS",
        "F5" => b"\x1b[15~",
        "lt" => b"<",
        _ => match name.split_once('-') {
            Some(("C", c)) if c.len() == 1 => return vec![c.as_bytes()[0] & 0x1f],
            Some(("M", c)) => return format!("\x1b{c}").into_bytes(),
            _ => panic!("no key is named <{name}>"),
        },
    };
    bytes.to_vec()
}

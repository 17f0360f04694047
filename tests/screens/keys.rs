//! Keys as a test writes them: characters stand for themselves, others are named.

use keywright::app::key::{Key, KeyCode};

/// `jk<Enter><C-s>`: `<Up>`, `<S-Tab>`, `<lt>` and so on.
pub fn parse(keys: &str) -> Vec<Key> {
    let mut parsed = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let (key, after) = match name {
            Some((name, after)) => (named(name), after),
            None => (Key::char(c), &rest[c.len_utf8()..]),
        };
        parsed.push(key);
        rest = after;
    }
    parsed
}

fn named(name: &str) -> Key {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "S-Tab" => KeyCode::BackTab,
        "Esc" => KeyCode::Esc,
        "BS" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "F1" => KeyCode::F(1),
        "lt" => KeyCode::Char('<'),
        _ => match name.strip_prefix("C-").map(str::chars) {
            Some(mut c) => return Key::ctrl(c.next().unwrap()),
            None => panic!("no key is named <{name}>"),
        },
    };
    code.into()
}

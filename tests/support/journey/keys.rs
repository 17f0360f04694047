//! Keys as a test writes them, for the state: the same names as for the pseudo-terminal.

use keywright::app::key::{Key, KeyCode};

/// Characters stand for themselves, others are named: `<Up>`, `<Enter>`, `<Esc>`, `<C-c>`, `<M-x>`, `<F1>`, `<lt>`.
pub fn parse(keys: &str) -> Vec<Key> {
    let mut parsed = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        if let Some((name, after)) = name {
            parsed.push(named(name));
            rest = after;
        } else {
            parsed.push(Key::char(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    parsed
}

fn named(name: &str) -> Key {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "S-Tab" => KeyCode::BackTab,
        "Esc" => KeyCode::Esc,
        "Space" => KeyCode::Char(' '),
        "BS" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Right" => KeyCode::Right,
        "Left" => KeyCode::Left,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Ins" => KeyCode::Insert,
        "Del" => KeyCode::Delete,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "F1" => KeyCode::F(1),
        "F3" => KeyCode::F(3),
        "lt" => KeyCode::Char('<'),
        _ => match name.split_once('-') {
            Some(("C", c)) if c.len() == 1 => return Key::ctrl(c.chars().next().unwrap()),
            Some(("M", c)) if c.len() == 1 => {
                return Key { alt: true, ..Key::char(c.chars().next().unwrap()) };
            }
            _ => panic!("no key is named <{name}>"),
        },
    };
    code.into()
}

use proptest::prelude::*;

use super::*;

fn key(code: KeyCode) -> Input {
    Input::Key(code.into())
}

fn chars(text: &str) -> Vec<Input> {
    text.chars().map(|c| Input::Key(Key::char(c))).collect()
}

fn paste(text: &str) -> Input {
    Input::Paste(Zeroizing::new(text.to_owned()))
}

fn modified(code: KeyCode, modifiers: &str) -> Input {
    Input::Key(Key {
        code,
        ctrl: modifiers.contains('c'),
        alt: modifiers.contains('a'),
        shift: modifiers.contains('s'),
    })
}

/// What the bytes give, having checked that they give it however they are cut in two.
fn decode(bytes: &[u8]) -> Vec<Input> {
    let whole = Decoder::default().feed(bytes);
    for at in 0..=bytes.len() {
        let mut decoder = Decoder::default();
        let mut parts = decoder.feed(&bytes[..at]);
        parts.extend(decoder.feed(&bytes[at..]));
        assert_eq!(parts, whole, "cut at {at}");
    }
    whole
}

#[test]
fn letters_controls_and_the_named_keys() {
    assert_eq!(decode(b"aZ?~ "), chars("aZ?~ "));
    assert_eq!(decode("äß日🔑".as_bytes()), chars("äß日🔑"));
    for (bytes, expected) in [
        (&b"\r"[..], key(KeyCode::Enter)),
        (b"\n", key(KeyCode::Enter)),
        (b"\t", key(KeyCode::Tab)),
        (b"\x7f", key(KeyCode::Backspace)),
        (b"\x08", key(KeyCode::Backspace)),
        (b"\x03", Input::Key(Key::ctrl('c'))),
        (b"\x1a", Input::Key(Key::ctrl('z'))),
        (b"\0", Input::Key(Key::ctrl(' '))),
        (b"\x1c", Input::Key(Key::ctrl('\\'))),
        (b"\x1b[A", key(KeyCode::Up)),
        (b"\x1bOA", key(KeyCode::Up)),
        (b"\x1b[Z", key(KeyCode::BackTab)),
        (b"\x1b[H", key(KeyCode::Home)),
        (b"\x1bOH", key(KeyCode::Home)),
        (b"\x1b[1~", key(KeyCode::Home)),
        (b"\x1b[7~", key(KeyCode::Home)),
        (b"\x1b[F", key(KeyCode::End)),
        (b"\x1b[4~", key(KeyCode::End)),
        (b"\x1b[8~", key(KeyCode::End)),
        (b"\x1b[2~", key(KeyCode::Insert)),
        (b"\x1b[3~", key(KeyCode::Delete)),
        (b"\x1b[5~", key(KeyCode::PageUp)),
        (b"\x1b[6~", key(KeyCode::PageDown)),
        (b"\x1bOP", key(KeyCode::F(1))),
        (b"\x1bOR", key(KeyCode::F(3))),
        (b"\x1b[[E", key(KeyCode::F(5))),
        (b"\x1b[11~", key(KeyCode::F(1))),
        (b"\x1b[15~", key(KeyCode::F(5))),
        (b"\x1b[21~", key(KeyCode::F(10))),
        (b"\x1b[24~", key(KeyCode::F(12))),
        (b"\x1bOM", key(KeyCode::Enter)),
        (b"\x1bOu", Input::Key(Key::char('5'))),
    ] {
        assert_eq!(decode(bytes), [expected], "{}", bytes.escape_ascii());
    }
}

#[test]
fn modifiers() {
    for (bytes, code, modifiers) in [
        (&b"\x1b[1;2A"[..], KeyCode::Up, "s"),
        (b"\x1b[1;3B", KeyCode::Down, "a"),
        (b"\x1b[1;5C", KeyCode::Right, "c"),
        (b"\x1b[1;8D", KeyCode::Left, "sac"),
        (b"\x1bO5D", KeyCode::Left, "c"),
        (b"\x1b[3;5~", KeyCode::Delete, "c"),
        (b"\x1b[3$", KeyCode::Delete, "s"),
        (b"\x1b[3^", KeyCode::Delete, "c"),
        (b"\x1b[a", KeyCode::Up, "s"),
        (b"\x1bOb", KeyCode::Down, "c"),
        (b"\x1b[1;2P", KeyCode::F(1), "s"),
        (b"\x1bx", KeyCode::Char('x'), "a"),
        (b"\x1bX", KeyCode::Char('X'), "a"),
        (b"\x1b\r", KeyCode::Enter, "a"),
        (b"\x1b\x7f", KeyCode::Backspace, "a"),
        (b"\x1b\x01", KeyCode::Char('a'), "ca"),
        ("\x1bé".as_bytes(), KeyCode::Char('é'), "a"),
        (b"\x1b[115;5u", KeyCode::Char('s'), "c"),
        (b"\x1b[27;5;83~", KeyCode::Char('s'), "c"),
        (b"\x1b[13;2u", KeyCode::Enter, "s"),
        (b"\x1b[9;2u", KeyCode::BackTab, ""),
    ] {
        assert_eq!(decode(bytes), [modified(code, modifiers)], "{}", bytes.escape_ascii());
    }
    assert_eq!(decode(b"\x1b[115;5:3u"), [], "let go, not pressed");
}

#[test]
fn an_esc_is_the_key_once_nothing_followed() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b"), []);
    assert_eq!(decoder.pending(), Some(ESC));
    assert_eq!(decoder.flush(), [key(KeyCode::Esc)]);
    assert_eq!(decoder.pending(), None);
    assert_eq!(decoder.flush(), []);
    assert_eq!(decoder.feed(b"x"), chars("x"), "not Alt-x");
}

#[test]
fn two_escs_are_two_keys() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b\x1b"), [key(KeyCode::Esc)]);
    assert_eq!(decoder.flush(), [key(KeyCode::Esc)]);
    assert_eq!(decode(b"\x1b\x1b[A"), [key(KeyCode::Esc), key(KeyCode::Up)]);
}

#[test]
fn a_sequence_that_a_slow_link_cut_becomes_no_keys() {
    for begun in [&b"\x1b["[..], b"\x1b[1;", b"\x1bO", b"\x1b]11;rgb:", b"\x1bP", b"\x1b[M !", b"\xe6\x97"] {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(begun), []);
        assert_eq!(decoder.pending(), Some(SEQUENCE), "{}", begun.escape_ascii());
        assert_eq!(decoder.flush(), []);
        assert_eq!(decoder.feed(b"q"), chars("q"), "the keyboard works again");
    }
}

#[test]
fn answers_that_nobody_asked_for_are_no_keys() {
    for reply in [
        &b"\x1b[?62;22c"[..],
        b"\x1b[>0;276;0c",
        b"\x1b[=0c",
        b"\x1b[24;80R",
        b"\x1b[1;2R",
        b"\x1b[?1;2R",
        b"\x1b[0n",
        b"\x1b[?997;1n",
        b"\x1b[?2026;2$y",
        b"\x1b[4;2$y",
        b"\x1b[8;24;80t",
        b"\x1b[?1u",
        b"\x1b[I",
        b"\x1b[O",
        b"\x1b[201~",
        b"\x1b[M !!",
        b"\x1b[<0;10;20M",
        b"\x1b[<0;10;20m",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1b]10;rgb:ffff/ffff/ffff\x07",
        b"\x1b]l\xe6\x97\xa5\x1b\\",
        b"\x1bP>|xterm(390)\x1b\\",
        b"\x1bP1+r524742=38\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[11111111111111111111111111111111111111111111A",
        b"\x1b[99999A",
    ] {
        let bytes = [reply, b"j"].concat();
        assert_eq!(decode(&bytes), chars("j"), "{}", reply.escape_ascii());
    }
}

#[test]
fn what_interrupts_a_sequence_counts() {
    assert_eq!(decode(b"\x1b[1;\x03"), [Input::Key(Key::ctrl('c'))]);
    assert_eq!(decode(b"\x1b]11;\x03"), [Input::Key(Key::ctrl('c'))]);
    assert_eq!(decode(b"\x1b[\x1b[A"), [key(KeyCode::Up)]);
    assert_eq!(decode(b"\x1b]11;\x1b[A"), [key(KeyCode::Up)]);
}

#[test]
fn invalid_utf8_is_dropped_and_what_follows_is_kept() {
    assert_eq!(decode(b"a\xffb\xc3c\xe6\x97d\xc0\xafe\xed\xa0\x80f"), chars("abcdef"));
    assert_eq!(decode(b"\xc2\x9bA"), chars("A"), "a C1 control character");
}

#[test]
fn a_paste_is_one_event_whatever_is_in_it() {
    assert_eq!(
        decode(b"a\x1b[200~x\ry\r\nz\n\n\x1b[A \x1b\x1b[20 \x03\xff q\x1b[201~b"),
        [
            Input::Key(Key::char('a')),
            paste("x\ny\nz\n\n\x1b[A \x1b\x1b[20 \x03\u{fffd} q"),
            Input::Key(Key::char('b')),
        ]
    );
    assert_eq!(decode(b"\x1b[200~\x1b[201~"), [paste("")]);
    assert_eq!(decode(b"\x1b[200~a\x1b\x1b[201~"), [paste("a\x1b")]);
    assert_eq!(decode(b"\x1b[200~a\x1b[201\x1b[201~"), [paste("a\x1b[201")]);
}

#[test]
fn a_pause_neither_ends_a_paste_nor_lets_its_rest_become_keys() {
    let bytes = "\x1b[200~päss\rwörd\x1b[201~".as_bytes();
    for at in 6..bytes.len() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(&bytes[..at]), []);
        assert_eq!(decoder.pending(), None, "no timer runs");
        assert_eq!(decoder.flush(), []);
        assert_eq!(decoder.feed(&bytes[at..]), [paste("päss\nwörd")], "cut at {at}");
    }
}

#[test]
fn a_paste_is_bounded_and_its_rest_swallowed() {
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b[200~x");
    decoder.feed("é".repeat(LIMIT_TWICE / 2).as_bytes());
    let inputs = decoder.feed(b"\rq\x1b[201~k");
    let [Input::Paste(text), rest] = &inputs[..] else {
        panic!("{} events", inputs.len());
    };
    assert_eq!(text.len(), PASTE_LIMIT - 1, "no character is cut");
    assert!(text.ends_with('é'));
    assert_eq!(*rest, Input::Key(Key::char('k')));
}

const LIMIT_TWICE: usize = 2 * PASTE_LIMIT;

fn fragments() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        &b"\x1b"[..],
        b"\x1b[",
        b"\x1bO",
        b"\x1b]",
        b"\x1bP",
        b"\x1b\\",
        b"[A",
        b"1;5C",
        b"~",
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b[20",
        b"\x07",
        b"\r\n",
        "日é🔑".as_bytes(),
        b"q",
        b"$",
        b"M",
        b"u",
        b"\x03",
    ])
    .prop_map(<[u8]>::to_vec);
    let piece = prop_oneof![4 => known, 1 => prop::collection::vec(any::<u8>(), 0..6)];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn cutting_changes_nothing(bytes in fragments(), size in 1..9_usize) {
        let whole = Decoder::default().feed(&bytes);
        let mut decoder = Decoder::default();
        let parts: Vec<_> = bytes.chunks(size).flat_map(|chunk| decoder.feed(chunk)).collect();
        prop_assert_eq!(parts, whole);
    }

    #[test]
    fn nothing_panics_and_the_keyboard_always_comes_back(bytes in fragments(), flush in any::<bool>()) {
        let mut decoder = Decoder::default();
        for &byte in &bytes {
            decoder.feed(&[byte]);
            if flush {
                decoder.flush();
            }
        }
        decoder.feed(b"\x1b[201~");
        decoder.flush();
        prop_assert_eq!(decoder.feed(b"q"), chars("q"));
    }
}

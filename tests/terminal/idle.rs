//! An idle program: nothing written, nothing asked, nothing awake.

use std::time::Duration;

use crate::stage::{ESC, Stage, goes_on, settled};

/// Long enough for every timer that a busy screen has.
const WHILE: Duration = Duration::from_millis(1_500);

#[test]
fn an_idle_program_neither_writes_nor_wakes() {
    let stage = Stage::new();
    let pty = stage.start(&[]);
    settled(&pty);
    pty.wait_quiet(WHILE);
    let (mark, asked) = (pty.mark(), stage.gateway.requests().len());
    #[cfg(target_os = "linux")]
    let wakeups = pty.wakeups();
    // Quiet since before the mark: this waits for nothing, or for what shouldn't come.
    std::thread::park_timeout(WHILE);
    assert_eq!(pty.bytes_since(mark), b"");
    assert_eq!(stage.gateway.requests().len(), asked);
    #[cfg(target_os = "linux")]
    assert_eq!(pty.wakeups(), wakeups);
}

#[test]
fn the_terminal_is_asked_nothing_and_the_mouse_is_left_alone() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    for keys in ["l", "<Enter>", "<Enter>", "x", ESC, "n", ESC, ESC, "J", "q", "?", ESC, "/", "x", ESC] {
        assert!(goes_on(&mut pty, keys), "{keys}");
    }
    pty.resize(20, 5);
    pty.wait_text("needs");
    pty.resize(120, 40);
    settled(&pty);
    pty.signal(crate::pty::Signal::TERM);
    pty.wait_exit();
    assert_asks_nothing(&pty.raw());
}

/// Nothing that makes a terminal answer, and nothing that turns its mouse on.
fn assert_asks_nothing(written: &[u8]) {
    let mut rest = written;
    while let Some(at) = rest.iter().position(|&byte| byte == 0x1b) {
        rest = &rest[at + 1..];
        match rest.first() {
            Some(b'[') => {
                let length = rest[1..].iter().take_while(|byte| (0x20..0x40).contains(*byte)).count();
                let (parameters, end) = (&rest[1..=length], rest.get(length + 1));
                let text = String::from_utf8_lossy(parameters);
                // Device attributes, status reports, requests for modes and for the keyboard's protocol.
                assert!(!matches!(end, Some(b'c' | b'n')), "CSI {text} {end:?}");
                assert!(!parameters.contains(&b'$'), "CSI {text} {end:?}");
                assert!(end != Some(&b'u') || parameters.is_empty(), "CSI {text} u");
                if end == Some(&b'h') {
                    let known = ["?1049", "?2004", "?25"];
                    assert!(known.contains(&text.as_ref()), "CSI {text} h");
                }
            }
            // The cursor's attributes; colours, clipboard, terminfo: none of them is used.
            other => assert!(matches!(other, Some(b'(' | b'M')), "ESC {other:?}"),
        }
    }
}

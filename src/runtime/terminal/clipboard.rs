//! The clipboard of the operator's terminal, over SSH: OSC 52 (xterm's control sequences, "Manipulate
//! Selection Data"), which makes no terminal answer.
//!
//! Multiplexers stand in between, and not every one lets it through:
//!
//! | in | what is sent | when it arrives |
//! |---|---|---|
//! | no multiplexer | the sequence | the terminal allows it |
//! | tmux | for tmux to hand on, then plain | `allow-passthrough` is on (always before tmux 3.3), or `set-clipboard` is `on` |
//! | screen | for screen to hand on, in pieces | the terminal allows it |
//! | `TERM=screen...` alone, so at the other end of an SSH session | as for screen, then plain | as above: tmux drops the first, screen the second |
//!
//! Copied twice is copied once; what isn't let through is dropped without a trace on the screen.

use base64::{Engine, engine::general_purpose::STANDARD};

/// What stands between the program and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplexer {
    None,
    Tmux,
    Screen,
    /// One of the two: all that is known is `TERM`.
    TmuxOrScreen,
}

impl Multiplexer {
    /// Told by the environment: `TMUX` and `STY` are set in sessions on this machine; of one that the
    /// SSH session was begun from, only `TERM` is known.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let term = variable("TERM").unwrap_or_default();
        match (is_set("TMUX"), is_set("STY")) {
            (true, _) => Self::Tmux,
            (false, true) => Self::Screen,
            _ if term.starts_with("tmux") => Self::Tmux,
            _ if term.starts_with("screen") => Self::TmuxOrScreen,
            _ => Self::None,
        }
    }
}

/// The bytes that put a text into the clipboard.
pub fn sequence(text: &str, multiplexer: Multiplexer) -> Vec<u8> {
    // Ended by BEL, not by ST: screen would take that for the end of its own string.
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    match multiplexer {
        Multiplexer::None => plain,
        Multiplexer::Tmux => format!("{}{plain}", for_tmux(&plain)),
        Multiplexer::Screen => for_screen(&plain),
        Multiplexer::TmuxOrScreen => format!("{}{plain}", for_screen(&plain)),
    }
    .into_bytes()
}

/// What tmux hands on unread: every escape in it is doubled.
fn for_tmux(sequence: &str) -> String {
    format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"))
}

/// What screen hands on unread, piece by piece: longer strings than 256 bytes (768 since
/// 4.2.1) it cuts.
fn for_screen(sequence: &str) -> String {
    const PIECE: usize = 200;
    let chars: Vec<char> = sequence.chars().collect();
    chars.chunks(PIECE).map(|piece| format!("\x1bP{}\x1b\\", piece.iter().collect::<String>())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_by(variables: &[(&str, &str)]) -> Multiplexer {
        Multiplexer::of(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn sent(text: &str, multiplexer: Multiplexer) -> String {
        String::from_utf8(sequence(text, multiplexer)).unwrap()
    }

    #[test]
    fn the_environment_tells_what_stands_between() {
        for (variables, expected) in [
            (&[("TERM", "xterm-256color")][..], Multiplexer::None),
            (&[], Multiplexer::None),
            (&[("TERM", "screen-256color"), ("TMUX", "/tmp/tmux-0/default,1,0")], Multiplexer::Tmux),
            (&[("TERM", "tmux-256color")], Multiplexer::Tmux),
            (&[("TERM", "screen"), ("STY", "1.pts-0.host")], Multiplexer::Screen),
            (&[("TERM", "screen"), ("STY", "")], Multiplexer::TmuxOrScreen),
            (&[("TERM", "screen.xterm-256color")], Multiplexer::TmuxOrScreen),
        ] {
            assert_eq!(told_by(variables), expected, "{variables:?}");
        }
    }

    #[test]
    fn each_is_sent_what_it_hands_on() {
        let plain = "\x1b]52;c;NEE6MUY=\x07";
        assert_eq!(sent("4A:1F", Multiplexer::None), plain);
        let tmux = format!("\x1bPtmux;\x1b\x1b]52;c;NEE6MUY=\x07\x1b\\{plain}");
        assert_eq!(sent("4A:1F", Multiplexer::Tmux), tmux);
        let screen = format!("\x1bP{plain}\x1b\\");
        assert_eq!(sent("4A:1F", Multiplexer::Screen), screen);
        assert_eq!(sent("4A:1F", Multiplexer::TmuxOrScreen), format!("{screen}{plain}"));
    }

    #[test]
    fn screen_gets_no_string_that_it_would_cut() {
        let text = "x".repeat(1_000);
        let whole = sent(&text, Multiplexer::Screen);
        let pieces: Vec<&str> = whole.split("\x1b\\").filter(|piece| !piece.is_empty()).collect();
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| piece.len() < 256), "{}", pieces.len());
        let joined: String = pieces.iter().map(|piece| piece.strip_prefix("\x1bP").unwrap()).collect();
        assert_eq!(joined, sent(&text, Multiplexer::None));
    }
}

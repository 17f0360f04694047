//! Styles and signs. Only the terminal's own 16 colours, so that the operator's palette, light or
//! dark, holds; and never colour alone: a sign and a word say the same.

use jiff::Timestamp;
use ratatui::style::{Color, Modifier, Style};

use super::Look;
use crate::app::model::Tone;

/// The styles and signs of a run.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    look: Look,
}

impl Theme {
    /// Those that suit the terminal.
    pub fn new(look: Look) -> Self {
        Self { look }
    }

    fn colored(self, color: Color) -> Style {
        if self.look.no_color { Style::new() } else { Style::new().fg(color) }
    }

    pub fn bold(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What matters less: labels, what is the same as before.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    pub fn good(self) -> Style {
        self.colored(Color::Green)
    }

    pub fn warning(self) -> Style {
        self.colored(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    pub fn bad(self) -> Style {
        self.colored(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// Letters that a filter matched, the border of what has the keyboard.
    pub fn accent(self) -> Style {
        self.colored(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The row under the cursor: reversed where the keyboard is, bold elsewhere.
    pub fn row(self, selected: bool, focused: bool) -> Style {
        match (selected, focused) {
            (true, true) => Style::new().add_modifier(Modifier::REVERSED),
            (true, false) => self.bold(),
            (false, _) => Style::new(),
        }
    }

    /// A button or choice.
    pub fn button(self, focused: bool) -> Style {
        if focused { Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD) } else { Style::new() }
    }

    pub fn tone(self, tone: Tone) -> Style {
        match tone {
            Tone::Info => Style::new(),
            Tone::Good => self.good(),
            Tone::Warning => self.warning(),
            Tone::Bad => self.bad(),
        }
    }

    /// The sign of a tone.
    pub fn sign(self, tone: Tone) -> &'static str {
        match tone {
            Tone::Info => "·",
            Tone::Good => "✓",
            Tone::Warning => "!",
            Tone::Bad => "✗",
        }
    }

    /// The spinner at a moment: four steps a second, as often as the screen is drawn while
    /// something is in progress.
    pub fn spinner(self, at: Timestamp) -> &'static str {
        const STEPS: [&str; 8] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧"];
        const PLAIN: [&str; 4] = ["|", "/", "-", "\\"];
        let step = usize::try_from(at.as_millisecond().max(0) / 250).unwrap_or(0);
        if self.look.ascii { PLAIN[step % PLAIN.len()] } else { STEPS[step % STEPS.len()] }
    }

    /// A key as the footer and the help write it.
    pub fn key(self, text: &str) -> String {
        if self.look.ascii { text.replace('↵', "Enter") } else { text.to_owned() }
    }

    /// A sign of ours in ASCII, where that is wanted. Names and messages of the server stay as
    /// they are: they are data.
    pub fn plain(self, symbol: &str) -> Option<&'static str> {
        if !self.look.ascii {
            return None;
        }
        Some(match symbol {
            "│" => "|",
            "─" => "-",
            "┌" | "┐" | "└" | "┘" | "├" | "┤" | "┬" | "┴" | "┼" => "+",
            "▸" => ">",
            "✓" => "+",
            "✗" => "x",
            "●" | "•" | "·" => "*",
            "…" => "~",
            "↵" => "E",
            "↑" => "^",
            "↓" => "v",
            "←" => "<",
            "→" => ">",
            "█" => "#",
            "“" | "”" => "\"",
            _ => return None,
        })
    }
}

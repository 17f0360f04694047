//! Asks for a password in one line of the terminal, without a screen and without showing it.
//!
//! Keys are read as the screen reads them, in raw mode: so no signal of a key's can end the program while the
//! terminal is changed, what a terminal sends beside characters isn't taken for a part of the
//! password, and what was typed is wiped.

use std::fs::File;
use std::io::{self, IsTerminal, Write};

use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};
use tokio::runtime::{Builder, Runtime};
use zeroize::Zeroizing;

use super::device;
use super::events::{Event, Events, Signal};
use super::input::Input;
use crate::app::key::{Key, KeyCode};
use crate::commands::inspect::Asked;
use crate::domain::secret::Secret;

/// The longest password that is taken: longer than any that is typed or pasted.
const LONGEST: usize = 4096;

/// Asks at the terminal, as often as is needed; where standard input is none, nobody is asked.
#[derive(Default)]
pub struct Prompt {
    /// Begun with the first question, and kept: two that read the same terminal would each get a part.
    reading: Option<(Runtime, Events)>,
}

impl Prompt {
    /// Asks, and waits for Enter. The question is one line that is safe to show.
    ///
    /// # Errors
    /// The terminal can't be read or written.
    pub fn ask(&mut self, question: &str) -> io::Result<Asked> {
        if !io::stdin().is_terminal() {
            return Ok(Asked::Nothing);
        }
        let unseen = Unseen::take()?;
        let (tokio, events) = match &mut self.reading {
            Some(reading) => reading,
            none => {
                let tokio = Builder::new_current_thread().enable_all().build()?;
                let events = tokio.block_on(async { Events::listen() })?;
                none.insert((tokio, events))
            }
        };
        tokio.block_on(answer(question, events, unseen))
    }
}

async fn answer(question: &str, events: &mut Events, mut unseen: Unseen) -> io::Result<Asked> {
    unseen.write(question)?;
    let mut line = Line::default();
    loop {
        let step = match events.next().await {
            Event::Input(Input::Key(key)) => line.key(key),
            Event::Input(Input::Paste(text)) => {
                text.chars().for_each(|c| line.push(c));
                Step::More
            }
            Event::Hangup => Step::Ended(Signal::Hangup),
            Event::Terminate(signal) => Step::Ended(signal),
            Event::Continue => {
                // Whoever stopped us may have left the terminal as it was.
                unseen.again()?;
                unseen.write(&format!("\r\n{question}"))?;
                Step::More
            }
            Event::Resize { .. } | Event::Suspend => Step::More,
        };
        match step {
            Step::More => {}
            Step::Done => {
                unseen.write("\r\n")?;
                return Ok(if line.0.is_empty() { Asked::Nothing } else { Asked::Password(line.secret()) });
            }
            Step::Ended(signal) => {
                // The terminal may be gone.
                let _ = unseen.write("\r\n");
                return Ok(Asked::Ended(signal.exit_code()));
            }
        }
    }
}

enum Step {
    More,
    Done,
    Ended(Signal),
}

/// What was typed so far; never longer than the room it was given, so that nothing is copied and left.
struct Line(Zeroizing<String>);

impl Default for Line {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(LONGEST)))
    }
}

impl Line {
    fn key(&mut self, key: Key) -> Step {
        match key {
            Key { code: KeyCode::Enter, .. } => return Step::Done,
            Key { code: KeyCode::Backspace, .. } => drop(self.0.pop()),
            key if key == Key::ctrl('c') => return Step::Ended(Signal::Interrupt),
            key if key == Key::ctrl('d') && self.0.is_empty() => return Step::Done,
            key if key == Key::ctrl('u') => self.0.clear(),
            key => key.printable().into_iter().for_each(|c| self.push(c)),
        }
        Step::More
    }

    fn push(&mut self, c: char) {
        if !c.is_control() && self.0.len() + c.len_utf8() <= LONGEST {
            self.0.push(c);
        }
    }

    fn secret(&self) -> Secret {
        Secret::copied(&self.0)
    }
}

/// The terminal in raw mode; given back as it was when dropped.
struct Unseen {
    input: device::Input,
    before: Termios,
    /// Where the question is shown: the terminal itself, whatever the standard streams are.
    output: Box<dyn Write>,
}

impl Unseen {
    fn take() -> io::Result<Self> {
        let input = device::input()?;
        let before = tcgetattr(&input)?;
        let output: Box<dyn Write> = match File::options().write(true).open("/dev/tty") {
            Ok(terminal) => Box::new(terminal),
            Err(_) => Box::new(io::stderr()),
        };
        let unseen = Self { input, before, output };
        unseen.again()?;
        Ok(unseen)
    }

    fn again(&self) -> io::Result<()> {
        let mut raw = self.before.clone();
        raw.make_raw();
        Ok(tcsetattr(&self.input, OptionalActions::Now, &raw)?)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.output.write_all(text.as_bytes())?;
        self.output.flush()
    }
}

impl Drop for Unseen {
    /// Errors are of no use: the terminal is gone.
    fn drop(&mut self) {
        // What was pasted after a line's end is not for the shell.
        let _ = tcflush(&self.input, QueueSelector::IFlush);
        let _ = tcsetattr(&self.input, OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[Key]) -> (String, bool) {
        let mut line = Line::default();
        let done = keys.iter().any(|key| matches!(line.key(*key), Step::Done | Step::Ended(_)));
        (line.secret().expose().to_owned(), done)
    }

    #[test]
    fn a_line_is_edited() {
        let keys = |text: &str| text.chars().map(Key::char).collect::<Vec<_>>();
        assert_eq!(typed(&keys("pä ß")), ("pä ß".into(), false));
        assert_eq!(typed(&[keys("abc"), vec![KeyCode::Backspace.into()]].concat()).0, "ab");
        assert_eq!(typed(&[keys("abc"), vec![Key::ctrl('u')], keys("x")].concat()).0, "x");
        assert_eq!(
            typed(&[vec![KeyCode::Up.into(), KeyCode::F(1).into()], keys("x")].concat()),
            ("x".into(), false)
        );
        assert_eq!(typed(&[Key::ctrl('d')]), (String::new(), true));
        assert_eq!(typed(&[keys("a"), vec![Key::ctrl('d')]].concat()), ("a".into(), false));
        assert_eq!(typed(&[KeyCode::Backspace.into(), KeyCode::Enter.into()]), (String::new(), true));
    }

    #[test]
    fn it_never_grows_beyond_its_room() {
        let mut line = Line::default();
        let room = line.0.capacity();
        (0..10_000).for_each(|_| line.push('é'));
        assert_eq!((line.0.len(), line.0.capacity()), (LONGEST, room));
    }
}

//! The terminal's two ends: which file it is read from and written to, and how large it is.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};

use rustix::event::{PollFd, PollFlags, poll};

/// Columns and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The terminal's size, from the kernel; 80x24 where it doesn't know (a serial line, some containers).
pub fn size() -> Size {
    match rustix::termios::tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size { width: size.ws_col, height: size.ws_row },
        _ => Size { width: 80, height: 24 },
    }
}

/// Why there is no terminal to work on, in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTerminal {
    /// Standard output is a file or a pipe.
    Output,
    /// Neither is standard input a terminal, nor does the process have one.
    Input,
}

impl fmt::Display for NoTerminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Output => "standard output is not a terminal: keywright draws on one (its output can't be piped or redirected)",
            Self::Input => "no terminal to read keys from: standard input is none, and /dev/tty can't be opened",
        })
    }
}

impl std::error::Error for NoTerminal {}

/// Whether there is a terminal to draw on and to read from; to be asked before anything is written.
pub fn check() -> Result<(), NoTerminal> {
    if !io::stdout().is_terminal() {
        return Err(NoTerminal::Output);
    }
    input().map(drop).map_err(|_| NoTerminal::Input)
}

/// The terminal that is read: standard input, or where that is something else, the process's own.
pub(super) fn input() -> io::Result<Input> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        Ok(Input(stdin.as_fd().try_clone_to_owned()?.into()))
    } else {
        File::open("/dev/tty").map(Input)
    }
}

/// Where the terminal's bytes come from.
pub(super) struct Input(File);

impl Read for Input {
    /// Waits for bytes, also where another program has left the terminal in non-blocking mode.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        patiently(&self.0, PollFlags::IN, || (&self.0).read(buffer))
    }
}

impl AsFd for Input {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// The terminal as it is written to: standard output without a buffer, so that a frame is one write.
#[derive(Debug)]
pub struct Output(File);

impl Output {
    /// Standard output.
    pub fn open() -> io::Result<Self> {
        Ok(Self(io::stdout().as_fd().try_clone_to_owned()?.into()))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        patiently(&self.0, PollFlags::OUT, || (&self.0).write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Does it again when the file becomes ready, should it not block by itself.
fn patiently(file: &File, ready: PollFlags, mut act: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match act() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                match poll(&mut [PollFd::new(file, ready)], None) {
                    Ok(_) | Err(rustix::io::Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            done => return done,
        }
    }
}

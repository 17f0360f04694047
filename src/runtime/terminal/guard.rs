//! The terminal's modes: taken over, and given back on every way out.

use std::io::{self, Write};
use std::panic;
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::ResetColor;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};

use super::device::{self, Output};

/// Alternate screen, bracketed paste, no cursor. No mouse: selecting text is the terminal's own affair.
fn enter_screen() -> io::Result<()> {
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
    Output::open()?.write_all(&bytes)
}

/// The same backwards, and the colours reset.
fn leave_screen() -> io::Result<()> {
    let mut bytes = Vec::new();
    queue!(bytes, DisableBracketedPaste, ResetColor, Show, LeaveAlternateScreen)?;
    Output::open()?.write_all(&bytes)
}

/// The modes to give back, while they are ours. Global, since a panic hook has nothing else to know it from.
static TAKEN: Mutex<Option<Termios>> = Mutex::new(None);

/// Holds the terminal: raw mode, alternate screen, bracketed paste, no cursor. Dropped, or on a panic
/// of any thread, all of it is given back.
#[derive(Debug)]
#[must_use = "the terminal is restored when the guard is dropped"]
pub struct Guard(());

impl Guard {
    /// Takes the terminal. On an error it is as it was.
    pub fn enter() -> io::Result<Self> {
        restore_on_panic();
        let guard = Self(());
        take(&mut taken())?;
        Ok(guard)
    }

    /// Whether the terminal is ours: not while suspended, and not after a panic. What isn't ours is
    /// not to be painted on.
    pub fn is_active(&self) -> bool {
        taken().is_some()
    }

    /// Does something with the terminal while it is ours, and not at all when it isn't. Until it is done
    /// no panic of another thread takes the terminal away: what it wrote would land on the shell's screen.
    pub fn while_active<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let taken = taken();
        taken.is_some().then(work)
    }

    /// Gives the terminal back. Doing it twice does nothing; a terminal that is gone is no error.
    pub fn restore(&mut self) {
        give_back(&mut taken());
    }

    /// Gives the terminal back and stops the whole job, as the shell expects of Ctrl-Z. Once the job
    /// continues, [`Event::Continue`](super::Event::Continue) comes, for [`resume`](Self::resume).
    ///
    /// It may return before the process stops; until `resume` nothing must be painted. An error, when
    /// there is no shell that could continue it, or it can't be stopped: then the terminal is still ours.
    pub fn suspend(&mut self) -> io::Result<()> {
        if !has_shell() {
            let reason = "there is no shell to return to";
            return Err(io::Error::new(io::ErrorKind::Unsupported, reason));
        }
        if !self.is_active() {
            return Ok(());
        }
        self.restore();
        // To the group, for `cargo run` and a pipeline's others must stop as well. Not SIGTSTP: that
        // is what our own handler catches, and the process would be told again to suspend.
        kill_current_process_group(Signal::STOP).or_else(|error| {
            self.resume()?;
            Err(error.into())
        })
    }

    /// Takes the terminal again after the process was stopped, by [`suspend`](Self::suspend) or from outside.
    /// What is on the screen is unknown then.
    ///
    /// An error means that the terminal is gone: a hangup brings SIGCONT, too.
    pub fn resume(&mut self) -> io::Result<()> {
        take(&mut taken())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.restore();
    }
}

fn taken() -> MutexGuard<'static, Option<Termios>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(taken: &mut Option<Termios>) -> io::Result<()> {
    let input = device::input()?;
    let now = tcgetattr(&input)?;
    // Stopped from outside, the terminal was not given back: what it has now may be our own modes.
    let before = taken.get_or_insert_with(|| now.clone());
    let mut raw = before.clone();
    raw.make_raw();
    let entered =
        tcsetattr(&input, OptionalActions::Now, &raw).map_err(io::Error::from).and_then(|()| enter_screen());
    if entered.is_err() {
        give_back(taken);
    }
    entered
}

/// Errors are of no use: the terminal is gone, and nobody is there to read of it.
fn give_back(taken: &mut Option<Termios>) {
    let Some(before) = taken.take() else {
        return;
    };
    let _ = leave_screen();
    if let Ok(input) = device::input() {
        // What was typed or pasted for keywright is not for the shell.
        let _ = tcflush(&input, QueueSelector::IFlush);
        let _ = tcsetattr(&input, OptionalActions::Now, &before);
    }
}

/// Whether a shell with job control is above us. A shell gives each job a process group of its own; where ours
/// is the session's first (`ssh -t host keywright`, `xterm -e keywright`), a stop would be for good.
fn has_shell() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// How long a panic waits for a frame that is being written. Not for ever: the panic may be that frame's own.
const PATIENCE: Duration = Duration::from_millis(500);

fn give_back_within(patience: Duration) {
    let began = Instant::now();
    loop {
        match TAKEN.try_lock() {
            Ok(mut taken) => return give_back(&mut taken),
            Err(TryLockError::Poisoned(poisoned)) => return give_back(&mut poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if began.elapsed() < patience => {
                thread::sleep(Duration::from_millis(5))
            }
            Err(TryLockError::WouldBlock) => return,
        }
    }
}

/// Before a panic is reported (by whatever hook there was: message, place, and a backtrace if asked for), the
/// terminal is given back, so that the report can be read.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back_within(PATIENCE);
            report(info);
        }));
    });
}

//! All that comes from outside by way of the terminal: input, its size, its end, and the process's signals.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::thread;
use std::time::Duration;

use tokio::signal::unix::{self, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout_at};
use zeroize::{Zeroize, Zeroizing};

use super::device::{self, size};
use super::input::{Decoder, Input};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key, or a paste.
    Input(Input),
    /// The terminal has this size now; not always another than before.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal is gone; no more input comes.
    Hangup,
    /// The process was told to end.
    Terminate(Signal),
    /// The process was told to stop for a while, by a signal (the key Ctrl-Z is an [`Input`]).
    Suspend,
    /// The process was stopped and goes on: the terminal has to be taken again, and all of it painted. A
    /// [`Resize`](Self::Resize) follows: what happened to the size meanwhile, nobody was told.
    Continue,
}

/// A signal that ends the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGHUP: the terminal or the connection was closed.
    Hangup,
    /// SIGINT: `kill -INT`; in raw mode Ctrl-C is a key.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl Signal {
    /// The exit code by which shells tell a death by this signal.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Hangup => 128 + 1,
            Self::Interrupt => 128 + 2,
            Self::Terminate => 128 + 15,
        }
    }
}

/// Where [`Event`]s come from, one at a time. While nothing happens, nothing runs.
pub struct Events {
    chunks: mpsc::Receiver<Chunk>,
    /// Whether the terminal can still say something.
    open: bool,
    decoder: Decoder,
    /// When what the decoder holds is no longer waited for.
    deadline: Option<Instant>,
    ready: VecDeque<Event>,
    signals: Signals,
}

/// Bytes as they were read; among them may be a password.
type Chunk = Zeroizing<Vec<u8>>;

struct Signals {
    resize: unix::Signal,
    suspend: unix::Signal,
    resume: unix::Signal,
    hangup: unix::Signal,
    interrupt: unix::Signal,
    terminate: unix::Signal,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        // tokio has no names for these two, and their numbers differ between systems.
        let of = |signal: rustix::process::Signal| unix::signal(SignalKind::from_raw(signal.as_raw()));
        Ok(Self {
            resize: signal(SignalKind::window_change())?,
            suspend: of(rustix::process::Signal::TSTP)?,
            resume: of(rustix::process::Signal::CONT)?,
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }
}

/// What woke us.
enum Woken {
    Signal(Event),
    Chunk(Option<Chunk>),
    Timer,
}

impl Events {
    /// Listens to the terminal and to signals, from now on. Must be called within tokio's runtime.
    pub fn listen() -> io::Result<Self> {
        let signals = Signals::listen()?;
        let input = device::input()?;
        let (sender, chunks) = mpsc::channel(64);
        thread::Builder::new().name("terminal".into()).spawn(move || read(input, &sender))?;
        Ok(Self {
            chunks,
            open: true,
            decoder: Decoder::default(),
            deadline: None,
            ready: VecDeque::new(),
            signals,
        })
    }

    /// The next event. May be dropped while it waits; nothing is lost then.
    pub async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return event;
            }
            match self.wait().await {
                Woken::Signal(event) => return event,
                Woken::Chunk(Some(bytes)) => {
                    let inputs = self.decoder.feed(&bytes);
                    self.take(inputs);
                }
                Woken::Chunk(None) => {
                    self.open = false;
                    self.deadline = None;
                    return Event::Hangup;
                }
                Woken::Timer => {
                    let inputs = self.decoder.flush();
                    self.take(inputs);
                }
            }
        }
    }

    /// More input that is there already, without waiting: to be handled before the next frame is painted.
    pub fn try_next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let bytes = self.chunks.try_recv().ok()?;
            let inputs = self.decoder.feed(&bytes);
            self.take(inputs);
        }
    }

    /// Swallows the rest of a paste that is still arriving: the program ends, and the rest is not for the
    /// shell. Not for ever: until the end mark, or the link is quiet, or for two seconds.
    pub async fn swallow_paste(&mut self) {
        const QUIET: Duration = Duration::from_millis(200);
        const MOST: Duration = Duration::from_secs(2);
        let until = Instant::now() + MOST;
        while self.open && self.decoder.is_within_paste() {
            let wait = until.min(Instant::now() + QUIET);
            match timeout_at(wait, self.chunks.recv()).await {
                Ok(Some(bytes)) => drop(self.decoder.feed(&bytes)),
                Ok(None) | Err(_) => return,
            }
        }
    }

    /// From now on only signals come: what is typed is nobody's. The thread that reads ends with the next
    /// bytes.
    pub fn stop_reading(&mut self) {
        self.open = false;
        self.chunks.close();
        self.deadline = None;
        self.ready.clear();
    }

    fn take(&mut self, inputs: Vec<Input>) {
        self.ready.extend(inputs.into_iter().map(Event::Input));
        self.deadline = self.decoder.pending().map(|wait| Instant::now() + wait);
    }

    async fn wait(&mut self) -> Woken {
        let Signals { resize, suspend, resume, hangup, interrupt, terminate } = &mut self.signals;
        // In this order: the end before anything else, and bytes that are there before the
        // timer that stands for their absence.
        let event = tokio::select! {
            biased;
            _ = terminate.recv() => Event::Terminate(Signal::Terminate),
            _ = hangup.recv() => Event::Terminate(Signal::Hangup),
            _ = interrupt.recv() => Event::Terminate(Signal::Interrupt),
            _ = resume.recv() => {
                self.ready.push_back(resized());
                Event::Continue
            }
            _ = suspend.recv() => Event::Suspend,
            _ = resize.recv() => resized(),
            chunk = self.chunks.recv(), if self.open => return Woken::Chunk(chunk),
            () = expiry(self.deadline), if self.deadline.is_some() => return Woken::Timer,
        };
        Woken::Signal(event)
    }
}

fn resized() -> Event {
    let size = size();
    Event::Resize { width: size.width, height: size.height }
}

async fn expiry(deadline: Option<Instant>) {
    if let Some(deadline) = deadline {
        sleep_until(deadline).await;
    }
}

/// Reads until the terminal is gone or nobody listens any more. It ends at any error: a terminal that was
/// hung up fails at once and for ever, and asking it again would keep a processor busy.
fn read(mut input: device::Input, sender: &mpsc::Sender<Chunk>) {
    let mut buffer = Zeroizing::new([0; 4096]);
    while let Ok(count @ 1..) = input.read(&mut buffer[..]) {
        let chunk = Zeroizing::new(buffer[..count].to_vec());
        buffer[..count].zeroize();
        if sender.blocking_send(chunk).is_err() {
            return;
        }
    }
}

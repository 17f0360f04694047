//! The loop: waits for whatever comes first, lets the state take it in, does what the state wants done, and
//! paints once nothing more is waiting.
//!
//! While nothing is in progress nothing ticks: an idle program neither writes nor wakes up.

mod ending;

use std::collections::HashSet;
use std::future::poll_fn;
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use super::clock::Clock;
use super::effects;
use super::session::{self, Clients};
use super::tasks::{self, Outbox, Tasks};
use super::terminal::clipboard::{self, Multiplexer};
use super::terminal::{Event, Events, Guard, Input, Output, Painter, Signal};
use crate::app::effect::Effect;
use crate::app::local::{Ask, ReadFile};
use crate::app::message::{Message, Pasted, Reply};
use crate::app::model::Model;
use crate::app::remote::Ticket;
use crate::app::screen::{Screen, browse};
#[cfg(debug_assertions)]
use crate::app::submission::Submission;
use crate::app::update::update;
use crate::config::{Choice, Environment};
use crate::view::{self, Look};

/// How often the spinner turns and the seconds are counted, while something is in progress.
const TICK: Duration = Duration::from_millis(250);

/// How many messages are taken in before a frame at most, so that no flood hides the screen or a signal.
const BETWEEN_FRAMES: usize = 1_000;

/// How many bytes a frame takes at most while the cursor moves through a list.
const KEY_BUDGET: usize = 150;

/// How the program came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The operator quit.
    Quit,
    /// The process was told to end.
    Signal(Signal),
    /// The terminal is gone.
    Hangup,
    /// A part of the program panicked; the terminal was given back, and the panic reported on it.
    Panicked,
}

/// Which gateways can be spoken to: one, or one of several once it has been chosen.
pub struct Gateways {
    clients: Arc<OnceLock<Clients>>,
    choice: Option<Arc<Choice>>,
    env: Environment,
}

impl Gateways {
    /// The one that is known.
    pub fn one(clients: Clients, env: Environment) -> Self {
        Self { clients: Arc::new(OnceLock::from(clients)), choice: None, env }
    }

    /// None, until one is chosen.
    pub fn several(choice: Arc<Choice>, env: Environment) -> Self {
        Self { clients: Arc::default(), choice: Some(choice), env }
    }
}

/// Takes the terminal, and gives it back at the end.
///
/// # Errors
/// The terminal can't be taken.
pub async fn run(model: Model, look: Look, gateways: Gateways) -> io::Result<Ended> {
    let (tasks, messages) = Tasks::new();
    // Before the terminal is taken: a signal that comes now is no longer the end without restoring.
    let events = Events::listen()?;
    let guard = Guard::enter()?;
    let painter = Painter::new(Output::open()?);
    let (ended, words) = Runner {
        model,
        look,
        gateways,
        tasks,
        messages,
        events,
        guard,
        painter,
        next_tick: None,
        clock: Clock::start(),
        writing: HashSet::new(),
        was_terminated: false,
        is_sound: true,
    }
    .run()
    .await;
    tracing::info!(target: "keywright::start", ?ended, "ended");
    if let Some(words) = words {
        ending::say(&words);
    }
    Ok(ended)
}

struct Runner {
    model: Model,
    look: Look,
    gateways: Gateways,
    tasks: Tasks,
    messages: UnboundedReceiver<Message>,
    events: Events,
    guard: Guard,
    painter: Painter<Output>,
    /// While something is in progress.
    next_tick: Option<Instant>,
    clock: Clock,
    /// What is being written on this machine, and has to be there before the program ends.
    writing: HashSet<Ticket>,
    /// By SIGTERM.
    was_terminated: bool,
    /// Not once a message was taken in by halves, because of a panic: the state isn't touched any more then.
    is_sound: bool,
}

/// Goes on, or comes to an end.
type Flow = ControlFlow<Ended>;

/// What woke the loop.
enum Woken {
    Event(Event),
    Message(Message),
    Panic(String),
}

impl Runner {
    /// How it ended, and what is to be said then on the shell's screen.
    async fn run(mut self) -> (Ended, Option<String>) {
        let ended = match unwound(self.until_it_ends()).await {
            Ok(ended) => ended,
            Err(panic) => panicked(&tasks::words(panic.as_ref())),
        };
        self.end(ended).await
    }

    async fn until_it_ends(&mut self) -> Ended {
        let begin = match self.model.screen() {
            Some(Screen::Browse(_)) => browse::start(&mut self.model),
            _ => Vec::new(),
        };
        let mut flow = self.perform(begin);
        loop {
            if let ControlFlow::Break(ended) = flow {
                return ended;
            }
            self.paint();
            #[cfg(debug_assertions)]
            self.panic_for_a_test();
            self.set_tick();
            let woken = self.wait().await;
            flow = match self.take(woken) {
                Flow::Continue(()) => self.take_waiting(),
                end => end,
            };
        }
    }

    /// Only in builds for tests: what a panic leaves behind is seen through the real program.
    #[cfg(debug_assertions)]
    fn panic_for_a_test(&mut self) {
        let is_sent = self.model.submission.as_ref().is_some_and(Submission::has_been_sent);
        assert!(!self.test_panics("loop"), "a panic that a test asked for");
        assert!(!(is_sent && self.test_panics("sent")), "a panic that a test asked for");
        if self.test_panics("task") {
            let ticket = crate::app::remote::Ticket(u64::MAX);
            self.tasks.start(ticket, |_| async { panic!("a panic that a test asked for") });
        }
    }

    /// Whether a test asks for a panic in this place: `PLACE`, or `PLACE@COLUMNS` for when the terminal is so wide.
    #[cfg(debug_assertions)]
    fn test_panics(&self, place: &str) -> bool {
        let Ok(asked) = std::env::var("KEYWRIGHT_TEST_PANIC") else { return false };
        let (asked, columns) = asked.split_once('@').unwrap_or((&asked, ""));
        asked == place && (columns.is_empty() || columns == self.model.size.0.to_string())
    }

    async fn wait(&mut self) -> Woken {
        let tick = self.next_tick;
        tokio::select! {
            event = self.events.next() => Woken::Event(event),
            Some(message) = self.messages.recv() => Woken::Message(message),
            why = self.tasks.panicked() => Woken::Panic(why),
            () = until(tick), if tick.is_some() => {
                self.next_tick = None;
                Woken::Message(Message::Tick)
            }
        }
    }

    fn take(&mut self, woken: Woken) -> Flow {
        match woken {
            Woken::Event(event) => self.on_event(event),
            Woken::Message(message) => self.apply(message),
            Woken::Panic(why) => Flow::Break(panicked(&why)),
        }
    }

    /// Takes in what is there already: one frame shows it all.
    fn take_waiting(&mut self) -> Flow {
        for _ in 0..BETWEEN_FRAMES {
            if let Some(event) = self.events.try_next() {
                self.on_event(event)?;
            } else if let Ok(message) = self.messages.try_recv() {
                self.apply(message)?;
            } else {
                break;
            }
        }
        Flow::Continue(())
    }

    fn on_event(&mut self, event: Event) -> Flow {
        match event {
            Event::Input(Input::Key(key)) => self.apply(Message::Key(key)),
            Event::Input(Input::Paste(text)) => self.apply(Message::Paste(Pasted(text))),
            Event::Resize { width, height } => self.apply(Message::Resize { width, height }),
            Event::Suspend => self.suspend(),
            Event::Continue => match self.guard.resume() {
                Ok(()) => {
                    self.painter.invalidate();
                    Flow::Continue(())
                }
                Err(_) => Flow::Break(Ended::Hangup),
            },
            Event::Hangup => Flow::Break(Ended::Hangup),
            Event::Terminate(signal) => {
                self.was_terminated = signal == Signal::Terminate;
                Flow::Break(Ended::Signal(signal))
            }
        }
    }

    fn suspend(&mut self) -> Flow {
        match self.guard.suspend() {
            Ok(()) => Flow::Continue(()),
            Err(error) => self.apply(Message::NotSuspended(error.to_string())),
        }
    }

    fn apply(&mut self, message: Message) -> Flow {
        if !self.model.is_busy() {
            self.clock.follow();
        }
        if let Message::Replied { ticket, .. } = &message {
            self.writing.remove(ticket);
        }
        self.is_sound = false;
        #[cfg(debug_assertions)]
        assert!(!self.test_panics("update"), "a panic that a test asked for");
        let effects = update(&mut self.model, self.clock.now(), message);
        self.is_sound = true;
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Flow {
        // What is to be done beside the end is done all the same.
        let mut flow = Flow::Continue(());
        for effect in effects {
            let end = self.act(effect);
            flow = if flow.is_break() { flow } else { end };
        }
        flow
    }

    fn act(&mut self, effect: Effect) -> Flow {
        match effect {
            // Without clients nothing is chosen yet, and nothing is read.
            Effect::Read(ticket, read) => {
                if let Some(clients) = self.gateways.clients.get() {
                    let (reader, known) = (Arc::clone(&clients.reader), self.model.session.generation());
                    self.tasks.start(ticket, |outbox| effects::read(outbox, reader, read, known));
                }
            }
            Effect::Put(ticket, update) => {
                let writer = self.gateways.clients.get().and_then(|clients| clients.writer.clone());
                self.tasks.start(ticket, |outbox| effects::put(outbox, writer, update));
            }
            Effect::Keep(ticket, keep) => {
                if let Some(clients) = self.gateways.clients.get() {
                    let keeper = Arc::clone(&clients.keeper);
                    self.writing.insert(ticket);
                    self.tasks.start(ticket, |outbox| effects::keep(outbox, keeper, keep));
                }
            }
            Effect::Conclude(ticket, of, outcome) => {
                if let Some(clients) = self.gateways.clients.get() {
                    let keeper = Arc::clone(&clients.keeper);
                    self.writing.insert(ticket);
                    self.tasks.start(ticket, |outbox| effects::conclude(outbox, keeper, of, outcome));
                }
            }
            Effect::Local(ticket, mut ask) => {
                if let Ask::Restore(restoring) = &mut ask {
                    restoring.read = Some(self.file_reader());
                }
                if let Some(clients) = self.gateways.clients.get() {
                    let keeper = Arc::clone(&clients.keeper);
                    if ask.writes() {
                        self.writing.insert(ticket);
                    }
                    self.tasks.start(ticket, |outbox| effects::local(outbox, keeper, ask));
                }
            }
            Effect::Cancel(ticket) => self.tasks.cancel(ticket),
            Effect::Rest(ticket, time) => self.tasks.start(ticket, |outbox| effects::rest(outbox, time)),
            Effect::ReadFile(ticket, path) => {
                let path = self.path(&path);
                self.tasks.start(ticket, |outbox| effects::read_file(outbox, path));
            }
            Effect::Open(ticket, files) => self.tasks.start(ticket, |outbox| effects::open(outbox, files)),
            Effect::Judge(ticket, briefs) => {
                self.tasks.start(ticket, |outbox| effects::judge(outbox, briefs))
            }
            Effect::ListDirectory(ticket, path) => {
                let path = self.path(&path);
                self.tasks.start(ticket, |outbox| effects::list_directory(outbox, path));
            }
            Effect::Save(ticket, saving) => {
                let path = self.path(&saving.path);
                self.tasks.start(ticket, |outbox| effects::save(outbox, path, saving));
            }
            Effect::Check(ticket, checking) => {
                self.tasks.start(ticket, |outbox| effects::check(outbox, checking));
            }
            Effect::Copy(text) => self.copy(&text),
            Effect::UseToken(token) => {
                if let Some(clients) = self.gateways.clients.get() {
                    clients.token.set(token);
                }
            }
            Effect::Connect(ticket, profile) => {
                if let Some(choice) = self.gateways.choice.clone() {
                    let (clients, env) = (Arc::clone(&self.gateways.clients), self.gateways.env.clone());
                    self.tasks.start(ticket, |outbox| connect(outbox, choice, profile, env, clients));
                }
            }
            Effect::Suspend => return self.suspend(),
            Effect::Redraw => self.painter.invalidate(),
            Effect::Quit => return Flow::Break(Ended::Quit),
        }
        Flow::Continue(())
    }

    /// Into the clipboard of the terminal, where that is ours.
    fn copy(&mut self, text: &str) {
        let variable = |name: &str| self.gateways.env.var(name)?.into_string().ok();
        let bytes = clipboard::sequence(text, Multiplexer::of(variable));
        let painter = &mut self.painter;
        // An error means that the terminal is gone, which is heard from where it is read.
        let _ = self.guard.while_active(|| painter.send(&bytes));
    }

    /// Reads files by paths as the operator writes them.
    fn file_reader(&self) -> ReadFile {
        let env = self.gateways.env.clone();
        Box::new(move |path| {
            let path = env.expand(Path::new(path), Path::new(""));
            super::files::read(&path).map_err(|problem| problem.to_string())
        })
    }

    /// A path as the operator writes it: `~` is the home directory.
    fn path(&self, text: &str) -> PathBuf {
        self.gateways.env.expand(Path::new(text), Path::new(""))
    }

    /// Brings the state to the screen, where the screen is ours.
    fn paint(&mut self) {
        if !self.guard.is_active() {
            return;
        }
        let (width, height) = self.model.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let cursor = view::draw(&self.model, self.look, &mut buffer);
        // A key that moves through a list costs a packet; the rest of a new page follows with the preview.
        let budget = self.model.is_moving().then_some(KEY_BUDGET);
        let painter = &mut self.painter;
        // An error means that the terminal is gone, which is heard from where it is read.
        let _ = self.guard.while_active(|| painter.paint(buffer, cursor, budget));
    }

    /// Ticks only while something is in progress.
    fn set_tick(&mut self) {
        if !self.model.is_busy() {
            self.next_tick = None;
        } else if self.next_tick.is_none() {
            self.next_tick = Some(Instant::now() + TICK);
        }
    }
}

/// Does it, and gives the panic where it panics, instead of passing it on.
async fn unwound<T>(work: impl Future<Output = T>) -> thread::Result<T> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// The terminal was given back and the panic reported by the hook; what is left is to see to the end.
fn panicked(why: &str) -> Ended {
    tracing::error!(target: "keywright::start", why, "panicked");
    Ended::Panicked
}

async fn until(tick: Option<Instant>) {
    if let Some(tick) = tick {
        sleep_until(tick).await;
    }
}

/// A profile was chosen: its clients are put where the effects find them, before the state hears of it.
async fn connect(
    outbox: Outbox,
    choice: Arc<Choice>,
    profile: String,
    env: Environment,
    clients: Arc<OnceLock<Clients>>,
) {
    let connected = match choice.choose(&profile) {
        Ok(settings) => session::connect(settings, &env).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let answer = connected.and_then(|(session, built)| match clients.set(built) {
        Ok(()) => Ok(Box::new(session)),
        Err(_) => Err("another profile is in use already".to_owned()),
    });
    outbox.reply(Reply::Connected(answer));
}

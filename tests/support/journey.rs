//! The pure state, driven as an operator drives the program: keys in, effects out. Included by tests as a
//! module: `#[path = "support/journey.rs"] mod journey;`.
//!
//! Nothing is answered by itself: [`Journey::keys`] presses, [`Journey::settle`] lets the server of the test
//! answer what was asked, and [`Journey::go`] does both. An update is only ever answered by the test.
//!
//! After every message two rules are checked: there is a screen, and no update goes out but one for each time
//! that somebody pressed the button of the submit dialog with a cascade chosen, every stake typed, every file
//! judged, nothing blocked and every warning ticked; none at all in a session that may not write.
#![allow(dead_code, reason = "each test uses a part of it")]

#[path = "journey/keys.rs"]
mod keys;
#[path = "local.rs"]
pub mod local;
#[path = "journey/server.rs"]
mod server;
#[path = "journey/states.rs"]
mod states;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use keywright::api::{
    client::NotUpdated,
    error::Error,
    generation::{Evidence, Generation},
};
use keywright::app::{
    dialog::{Dialog, submit},
    effect::{Effect, Read},
    judgement::{Judgement, Review},
    key::{Key, KeyCode},
    message::{Message, Pasted, Reply},
    model::Model,
    remote::Ticket,
    screen::{Screen, browse},
    session::{Access, Session},
    submission::Phase,
    update::update,
};
use keywright::domain::timeouts::Timeouts;
use keywright::domain::{
    backup::{Keeping, Policy},
    deployment::Answer,
    update::Update,
};
use zeroize::Zeroizing;

pub use server::{JKS, P12, STORED, Server};

/// Rests shorter than this are over as soon as the test lets things settle.
const SHORT: Duration = Duration::from_secs(1);

/// One session, the server that it talks to, and a clock.
pub struct Journey {
    pub model: Model,
    pub server: Server,
    /// What was asked for and hasn't been answered.
    pub outstanding: Vec<Effect>,
    /// Every effect but reads and rests, in order, as its `Debug` has it.
    pub log: Vec<String>,
    /// The updates that went out and weren't answered.
    pub puts: Vec<(Ticket, Update)>,
    /// How many updates went out.
    pub put_count: usize,
    /// How often the button of the submit dialog was pressed and began something.
    pub confirmations: usize,
    /// Whether the program has ended.
    pub quit: bool,
    rests: Vec<(Ticket, Timestamp)>,
    clock: Timestamp,
}

/// A session that may edit, with a server of the first generation.
pub fn session() -> Session {
    Session {
        label: "test".into(),
        base: "http://127.0.0.1:1/apiops/".parse().unwrap(),
        demo: false,
        plain_http: false,
        access: Access::Edit,
        project: None,
        generation: Some(Generation::First),
        evidence: Evidence::none(),
        soon: SignedDuration::from_hours(30 * 24),
        backup: Policy::On(Keeping::default()),
        read_back: Timeouts::default().read_back,
        java: None,
        wants_token: false,
    }
}

impl Journey {
    /// A session at its start: the first requests are out.
    pub fn begin(session: Session) -> Self {
        let clock: Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
        let model = Model::new(session, Screen::Browse(Box::default()), (80, 24), clock);
        let mut journey = Self::with(model, clock);
        let effects = browse::start(&mut journey.model);
        journey.take(effects);
        journey
    }

    /// A state made by the test.
    pub fn with(model: Model, clock: Timestamp) -> Self {
        Self {
            model,
            server: Server::new(),
            outstanding: Vec::new(),
            log: Vec::new(),
            puts: Vec::new(),
            put_count: 0,
            confirmations: 0,
            quit: false,
            rests: Vec::new(),
            clock,
        }
    }

    /// Presses keys, written as `jk<Enter><C-s>`; nothing is answered.
    pub fn keys(&mut self, keys: &str) {
        for key in keys::parse(keys) {
            self.press(key);
        }
    }

    /// Presses keys one after another, and lets the server answer after each.
    pub fn go(&mut self, keys: &str) {
        for key in keys::parse(keys) {
            self.press(key);
            self.settle();
        }
    }

    /// Presses one key.
    pub fn press(&mut self, key: Key) {
        self.send(Message::Key(key));
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) {
        self.send(Message::Paste(Pasted(Zeroizing::new(text.to_owned()))));
    }

    /// Sends any message, and checks what holds after every one.
    pub fn send(&mut self, message: Message) {
        let pressed = matches!(&message, Message::Key(Key { code: KeyCode::Enter | KeyCode::Char(' '), .. }));
        let at_button = pressed
            && matches!(self.model.dialog(), Some(Dialog::Submit(submit))
                if submit.focus == submit::Focus::Confirm
                    && submit.cascade.is_some()
                    && submit.next_stake(&submit::at_stake(&self.model)).is_none()
                    && self.is_judged_and_read(submit));
        let effects = update(&mut self.model, self.clock, message);
        let begun = matches!(
            self.model.submission.as_ref().map(|submission| &submission.phase),
            Some(Phase::Checking { .. })
        );
        if at_button && begun && effects.iter().any(|effect| matches!(effect, Effect::Read(..))) {
            self.confirmations += 1;
        }
        self.take(effects);
        assert!(!self.model.screens.is_empty(), "no screen is left");
        assert!(self.put_count <= self.confirmations, "an update that nobody confirmed");
        assert!(
            self.put_count == 0 || self.model.session.access == Access::Edit,
            "an update in a read-only session"
        );
    }

    /// Whether everything that is edited was judged, nothing blocks it, and its warnings were ticked as read.
    fn is_judged_and_read(&self, submit: &submit::Submit) -> bool {
        let review = Review::of(&self.model);
        let judged =
            |judgement: &Judgement<'_>| matches!(judgement, Judgement::Judged(_) | Judgement::Nothing);
        review.entries.iter().all(|(_, judgement)| judged(judgement))
            && review.block().is_none()
            && submit.has_read(&review)
    }

    /// Takes effects in, as the runtime would.
    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Put(ticket, update) => {
                    self.log.push(format!("{update:?}"));
                    self.put_count += 1;
                    self.puts.push((ticket, update));
                }
                Effect::Cancel(ticket) => {
                    self.outstanding.retain(|effect| ticket_of(effect) != Some(ticket));
                    self.rests.retain(|(resting, _)| *resting != ticket);
                    self.log.push("Cancel".into());
                }
                Effect::Rest(ticket, rest) => {
                    let due = self.clock + SignedDuration::try_from(rest).unwrap();
                    self.rests.push((ticket, due));
                }
                Effect::Conclude(_, ref id, ref outcome) => {
                    self.server.local.conclude(id, outcome);
                    self.log.push(format!("{effect:?}"));
                }
                Effect::Quit => {
                    self.log.push("Quit".into());
                    self.quit = true;
                }
                effect if ticket_of(&effect).is_some() => self.outstanding.push(effect),
                effect => self.log.push(format!("{effect:?}")),
            }
        }
    }

    /// Lets short rests pass and the server answer, until nothing is left but updates and long rests.
    pub fn settle(&mut self) {
        loop {
            let soon = self.clock + SignedDuration::try_from(SHORT).unwrap();
            if let Some(at) = self.rests.iter().position(|(_, due)| *due < soon) {
                let (ticket, due) = self.rests.remove(at);
                self.clock = self.clock.max(due);
                self.send(Message::Rested(ticket));
            } else if self.outstanding.is_empty() {
                return;
            } else {
                self.answer_next();
            }
        }
    }

    /// The server answers the oldest question.
    pub fn answer_next(&mut self) {
        self.answer_nth(0);
    }

    /// The server answers one of the open questions.
    pub fn answer_nth(&mut self, index: usize) {
        let effect = self.outstanding.remove(index);
        if let Some((ticket, reply)) = self.server.answer(&effect) {
            self.reply(ticket, reply);
        }
    }

    /// Brings an answer.
    pub fn reply(&mut self, ticket: Ticket, reply: Reply) {
        self.send(Message::Replied { ticket, took: Duration::from_millis(12), reply });
    }

    /// The update is applied by the server, which answers so.
    pub fn stored(&mut self, answer: Answer) {
        let (ticket, update) = self.puts.remove(0);
        self.server.apply(&update);
        self.reply(ticket, Reply::Updated(Ok(answer)));
    }

    /// The update is answered, and nothing is stored.
    pub fn not_stored(&mut self, answer: Result<Answer, NotUpdated>) {
        let (ticket, _) = self.puts.remove(0);
        self.reply(ticket, Reply::Updated(answer));
    }

    /// The update is applied, but no answer ever comes.
    pub fn stored_without_a_word(&mut self, error: Error) {
        let (ticket, update) = self.puts.remove(0);
        self.server.apply(&update);
        self.reply(ticket, Reply::Updated(Err(NotUpdated::Unknown(error))));
    }

    /// Time passes; rests that are over are said to be.
    pub fn pass(&mut self, time: Duration) {
        self.clock += SignedDuration::try_from(time).unwrap();
        while let Some(at) = self.rests.iter().position(|(_, due)| *due <= self.clock) {
            let (ticket, _) = self.rests.remove(at);
            self.send(Message::Rested(ticket));
        }
    }

    /// The rests that aren't over, in seconds from now.
    pub fn resting(&self) -> Vec<i64> {
        self.rests.iter().map(|(_, due)| due.duration_since(self.clock).as_secs()).collect()
    }

    /// One of the rests is over, out of turn.
    pub fn wake(&mut self, index: usize) {
        if let Some((ticket, _)) = self.rests.get(index).copied() {
            self.rests.remove(index);
            self.send(Message::Rested(ticket));
        }
    }

    /// The reads that weren't answered.
    pub fn asked(&self) -> Vec<Read> {
        let read = |effect: &Effect| match effect {
            Effect::Read(_, read) => Some(read.clone()),
            _ => None,
        };
        self.outstanding.iter().filter_map(read).collect()
    }

    /// Takes an open question away, to be answered by the test.
    #[track_caller]
    pub fn take_read(&mut self, wanted: &Read) -> Ticket {
        let is = |effect: &Effect| matches!(effect, Effect::Read(_, read) if read == wanted);
        let at = self.outstanding.iter().position(is);
        let at = at.unwrap_or_else(|| panic!("not asked: {wanted:?}, but {:?}", self.outstanding));
        ticket_of(&self.outstanding.remove(at)).unwrap()
    }
}

/// What names a question's answer; `None` for what isn't a question.
fn ticket_of(effect: &Effect) -> Option<Ticket> {
    match effect {
        Effect::Read(ticket, _)
        | Effect::ReadFile(ticket, _)
        | Effect::Open(ticket, _)
        | Effect::Keep(ticket, _)
        | Effect::Local(ticket, _)
        | Effect::Judge(ticket, _)
        | Effect::ListDirectory(ticket, _)
        | Effect::Save(ticket, _)
        | Effect::Check(ticket, _)
        | Effect::Connect(ticket, _) => Some(*ticket),
        _ => None,
    }
}

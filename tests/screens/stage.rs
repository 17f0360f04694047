//! A session to be drawn: the pure state, driven by keys, and a world that answers only when it is let.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use keywright::{
    api::{
        error::{Error, Said},
        generation::{Evidence, Generation},
    },
    app::{
        effect::{Effect, Read},
        message::{Message, Pasted, Reply},
        model::Model,
        remote::Ticket,
        screen::{Screen, browse},
        session::{Access, Session},
        update::update,
    },
    domain::{
        backup::{Keeping, Policy},
        timeouts::Timeouts,
        transfer::Progress,
        update::Update,
    },
};
use zeroize::Zeroizing;

use super::{keys, world::World};

/// The sizes of a picture, unless it says others.
const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// The state, what it waits for, and a clock that only tests move.
pub struct Stage {
    pub model: Model,
    pub world: World,
    pub sizes: Vec<(u16, u16)>,
    /// Questions that weren't answered.
    pub asked: Vec<Effect>,
    /// Updates that weren't answered.
    pub puts: Vec<(Ticket, Update)>,
    rests: Vec<(Ticket, Timestamp)>,
    clock: Timestamp,
}

/// A session that may edit.
pub fn session() -> Session {
    Session {
        label: "prod-eu".into(),
        base: "https://apinizer.example/apiops/".parse().unwrap(),
        demo: false,
        plain_http: false,
        access: Access::Edit,
        project: Some("Payments".into()),
        generation: Some(Generation::First),
        evidence: Evidence::none(),
        soon: SignedDuration::from_hours(30 * 24),
        backup: Policy::On(Keeping::default()),
        read_back: Timeouts::default().read_back,
        java: None,
        wants_token: false,
    }
}

/// A server's no in its own words.
pub fn said(status: u16, words: &str) -> Said {
    Said::new(status, Some(words), Vec::new())
}

/// No connection.
pub fn unreachable() -> Error {
    Error::Unreachable { server: "apinizer.example:443".into(), why: "connection refused".into() }
}

impl Stage {
    /// A session at its start: the first questions are out.
    pub fn start(session: Session) -> Self {
        let mut stage = Self::of(Screen::Browse(Box::default()), session);
        let effects = browse::start(&mut stage.model);
        stage.take(effects);
        stage
    }

    /// A session with this screen, which has asked for nothing.
    pub fn of(screen: Screen, session: Session) -> Self {
        let clock: Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
        Self {
            model: Model::new(session, screen, SIZES[0], clock),
            world: World::new(),
            sizes: SIZES.into(),
            asked: Vec::new(),
            puts: Vec::new(),
            rests: Vec::new(),
            clock,
        }
    }

    /// Payments' keystores, the cursor on partner-mtls.
    pub fn browse() -> Self {
        Self::browse_in(session(), World::new())
    }

    /// The same, in another session or world.
    pub fn browse_in(session: Session, world: World) -> Self {
        let mut stage = Self::start(session);
        stage.world = world;
        stage.settle();
        stage.go("<Enter>");
        stage
    }

    /// The first keystore of the list, opened: partner-mtls.
    pub fn keystore() -> Self {
        Self::keystore_in(World::new())
    }

    /// The same, in another world.
    pub fn keystore_in(world: World) -> Self {
        let mut stage = Self::browse_in(session(), world);
        stage.go("<Enter>");
        stage
    }

    /// partner-mtls with another description, and the submit dialog over it.
    pub fn submit() -> Self {
        let mut stage = Self::keystore();
        stage.describe();
        stage.go("<C-s>");
        stage
    }

    /// The same, confirmed: the keystore is being read again.
    pub fn checking() -> Self {
        let mut stage = Self::submit();
        stage.confirm("production");
        stage
    }

    /// The same, checked: the update has gone out.
    pub fn sending() -> Self {
        let mut stage = Self::checking();
        stage.settle();
        assert_eq!(stage.puts.len(), 1);
        stage
    }

    /// Gives the opened keystore another description; the focus is then on the environments.
    pub fn describe(&mut self) {
        self.keys("<Tab><Tab><Enter><C-u>Ask the partner desk first.<C-s><Tab>");
    }

    /// In the fresh submit dialog: leaves the JWKs, types the phrase, presses the button.
    pub fn confirm(&mut self, phrase: &str) {
        self.keys("<Tab><Tab><Enter>");
        if !phrase.is_empty() {
            self.keys(&format!("{phrase}<Enter><Tab>"));
        }
        self.keys("<Enter>");
    }

    /// Presses keys; nothing is answered.
    pub fn keys(&mut self, keys: &str) {
        for key in keys::parse(keys) {
            self.send(Message::Key(key));
        }
    }

    /// Presses keys, and lets the world answer after each.
    pub fn go(&mut self, keys: &str) {
        for key in keys::parse(keys) {
            self.send(Message::Key(key));
            self.settle();
        }
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) {
        self.send(Message::Paste(Pasted(Zeroizing::new(text.to_owned()))));
    }

    /// Sends any message.
    pub fn send(&mut self, message: Message) {
        let effects = update(&mut self.model, self.clock, message);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Put(ticket, update) => self.puts.push((ticket, update)),
                Effect::Rest(ticket, rest) => {
                    self.rests.push((ticket, self.clock + SignedDuration::try_from(rest).unwrap()));
                }
                Effect::Cancel(ticket) => {
                    self.asked.retain(|effect| ticket_of(effect) != Some(ticket));
                    self.rests.retain(|(resting, _)| *resting != ticket);
                }
                effect if ticket_of(&effect).is_some() => self.asked.push(effect),
                _ => {}
            }
        }
    }

    /// Short rests pass and the world answers, until only updates and long rests are left.
    pub fn settle(&mut self) {
        loop {
            let soon = self.clock + SignedDuration::from_secs(1);
            if let Some(at) = self.rests.iter().position(|(_, due)| *due < soon) {
                let (ticket, due) = self.rests.remove(at);
                self.clock = self.clock.max(due);
                self.send(Message::Rested(ticket));
            } else if self.asked.is_empty() {
                return;
            } else {
                let effect = self.asked.remove(0);
                if let Some((ticket, reply)) = self.world.answer(&effect) {
                    self.reply(ticket, reply);
                }
            }
        }
    }

    /// Brings an answer.
    pub fn reply(&mut self, ticket: Ticket, reply: Reply) {
        self.send(Message::Replied { ticket, took: Duration::from_millis(12), reply });
    }

    /// Tells how far the oldest of the open questions that `is` has got.
    pub fn progress(&mut self, is: impl Fn(&Read) -> bool, progress: Progress) {
        let read = |effect: &Effect| match effect {
            Effect::Read(ticket, read) if is(read) => Some(*ticket),
            _ => None,
        };
        let ticket = self.asked.iter().find_map(read).expect("asked");
        self.send(Message::Progress(ticket, progress));
    }

    /// Tells how far the update has got.
    pub fn sent(&mut self, bytes: u64, total: u64) {
        let ticket = self.puts[0].0;
        self.send(Message::Progress(ticket, Progress::Sent { bytes, total }));
    }

    /// Seconds pass; rests that are over are said to be.
    pub fn pass(&mut self, seconds: i64) {
        self.clock += SignedDuration::from_secs(seconds);
        self.send(Message::Tick);
        while let Some(at) = self.rests.iter().position(|(_, due)| *due <= self.clock) {
            let (ticket, _) = self.rests.remove(at);
            self.send(Message::Rested(ticket));
        }
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

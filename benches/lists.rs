//! How long a key takes in a list of 10,000 keystores, each with three environments whose files are open: taking it
//! in and drawing the screen, without a terminal. `cargo bench --bench lists`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use keywright::{
    api::generation::{Evidence, Generation},
    app::{
        effect::{Effect, Opening, Read},
        key::{Key, KeyCode},
        message::{Keystores, Message, Reply},
        model::Model,
        remote::Ticket,
        screen::{Screen, browse},
        session::{Access, Session},
        update::update,
        vault::Outcome,
    },
    domain::{keystore::Keystore, project::Project, timeouts::Timeouts},
    keystore::{self, EntryKind, Store},
    view::{self, Look},
};
use ratatui::{buffer::Buffer, layout::Rect};
use serde_json::json;

const KEYSTORES: usize = 10_000;

/// What a key may take: a frame at 60 Hz.
const BUDGET: Duration = Duration::from_millis(16);

/// How many files are told of at once, as the runtime does while it opens them.
const BATCH: usize = 200;

fn main() {
    let (mut model, openings) = listed();
    println!("keywright {}, {KEYSTORES} keystores of 3 environments, 80x24", env!("CARGO_PKG_VERSION"));
    println!("{:<44} {:>9} {:>9} {:>9}", "ms", "min", "median", "max");
    press(&mut model, Key::plain(KeyCode::Enter));
    row("j, files not open yet", moving(&mut model), BUDGET);
    press(&mut model, Key::char('s'));
    let mut batches = openings.into_iter().peekable();
    let mut times = Vec::new();
    while batches.peek().is_some() {
        let (ticket, _) = *batches.peek().unwrap();
        let outcomes: Vec<Outcome> = batches.by_ref().take(BATCH).map(|(_, outcome)| outcome).collect();
        times.push(timed(
            &mut model,
            Message::Replied { ticket, took: Duration::from_millis(100), reply: Reply::Opened(outcomes) },
        ));
    }
    // Ten a second at most.
    row("200 files opened, sorted by expiry", times, 4 * BUDGET);
    row("j, sorted by expiry", moving(&mut model), BUDGET);
    let sorting = (0..20).map(|_| timed(&mut model, Message::Key(Key::char('s')))).collect();
    row("s", sorting, 4 * BUDGET);
    press(&mut model, Key::char('/'));
    row("a filter being typed", typing(&mut model), 2 * BUDGET);
}

/// The list, and what came of each file, with the ticket that asked for it.
fn listed() -> (Model, Vec<(Ticket, Outcome)>) {
    let session = Session {
        label: "bench".into(),
        base: "http://127.0.0.1:1/apiops/".parse().unwrap(),
        demo: false,
        plain_http: false,
        access: Access::Edit,
        project: None,
        generation: Some(Generation::First),
        evidence: Evidence::none(),
        wants_token: false,
        backup: keywright::domain::backup::Policy::On(Default::default()),
        soon: jiff::SignedDuration::from_hours(30 * 24),
        read_back: Timeouts::default().read_back,
        java: None,
    };
    let mut model = Model::new(session, Screen::Browse(Box::default()), (80, 24), now());
    let mut asked = browse::start(&mut model);
    let mut opened = Vec::new();
    while let Some(effect) = asked.pop() {
        let (ticket, reply) = match effect {
            Effect::Read(ticket, Read::Projects) => {
                let project = Project { name: "all".into(), description: String::new() };
                (ticket, Reply::Projects(Ok(vec![project])))
            }
            Effect::Read(ticket, Read::Keystores { .. }) => (ticket, Reply::Keystores(Ok(keystores()))),
            Effect::Open(ticket, files) => {
                opened = outcomes(ticket, files);
                continue;
            }
            _ => continue,
        };
        asked.extend(update(&mut model, now(), Message::Replied { ticket, took: Duration::ZERO, reply }));
    }
    assert_eq!(opened.len(), 3 * KEYSTORES);
    (model, opened)
}

fn now() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

/// Every file is another one.
fn keystores() -> Keystores {
    let file =
        |number: usize| STANDARD.encode([b"\xFE\xED\xFE\xED".as_slice(), &number.to_be_bytes()].concat());
    let entry = |number: usize, environment: &str| json!({"environmentName": environment, "type": "JKS", "file": file(number)});
    let keystore = |n: usize| {
        let entries = ["production", "staging", "sandbox"];
        let entries: Vec<_> =
            entries.iter().enumerate().map(|(at, environment)| entry(3 * n + at, environment)).collect();
        let name = format!("service-{:05}-{}", (n * 7_919) % KEYSTORES, ["mtls", "signing", "tls"][n % 3]);
        json!({"name": name, "keyStoreEnvironmentList": entries})
    };
    let keystores = (0..KEYSTORES).map(|n| Arc::new(Keystore::from_value(keystore(n)).unwrap())).collect();
    Keystores { keystores, skipped: Vec::new() }
}

/// As if each had been opened: stores with ends of their own.
fn outcomes(ticket: Ticket, files: Vec<Opening>) -> Vec<(Ticket, Outcome)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/stores/partner-production.jks");
    let store = keystore::open(&std::fs::read(path).unwrap(), None).unwrap();
    let opened = files.into_iter().enumerate().map(|(number, file)| {
        let days = i64::try_from(number * 31 % 1_500).unwrap() - 100;
        let store = Arc::new(ending(store.clone(), now() + SignedDuration::from_hours(24 * days)));
        (ticket, Outcome { file: file.file, password: None, opened: Ok(store) })
    });
    opened.collect()
}

fn ending(mut store: Store, end: Timestamp) -> Store {
    for entry in &mut store.entries {
        if let EntryKind::PrivateKey { chain, .. } = &mut entry.kind {
            chain[0].not_after = end;
        }
    }
    store
}

fn press(model: &mut Model, key: Key) {
    let effects = update(model, now(), Message::Key(key));
    // The cursor rests at once.
    for effect in effects {
        if let Effect::Rest(ticket, _) = effect {
            update(model, now(), Message::Rested(ticket));
        }
    }
}

/// Takes a message in and draws.
fn timed(model: &mut Model, message: Message) -> Duration {
    let began = Instant::now();
    update(model, now(), message);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    view::draw(model, Look::default(), &mut buffer);
    began.elapsed()
}

fn moving(model: &mut Model) -> Vec<Duration> {
    (0..200).map(|_| timed(model, Message::Key(Key::char('j')))).collect()
}

fn typing(model: &mut Model) -> Vec<Duration> {
    "svc12mtls".chars().map(|c| timed(model, Message::Key(Key::char(c)))).collect()
}

fn row(what: &str, mut times: Vec<Duration>, budget: Duration) {
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let (first, middle, last) = (times[0], times[times.len() / 2], times[times.len() - 1]);
    println!("{what:<44} {:>9.2} {:>9.2} {:>9.2}", ms(first), ms(middle), ms(last));
    assert!(middle <= budget, "{what}: {middle:?}, more than {budget:?}");
}

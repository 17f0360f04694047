//! Whatever state the keys lead to, at whatever size: drawing holds.

use keywright::{
    api::{client::NotUpdated, error::Error, generation::Generation},
    app::{
        message::Reply,
        session::{Access, Session},
    },
    domain::text,
    view::Look,
};
use proptest::prelude::*;

use super::{
    hostile::{EVIL, world_of},
    outcome,
    picture::drawn,
    stage::{Stage, said, session},
};

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    Keys(&'static str),
    Typed(char),
    Paste,
    Settle,
    Pass(i64),
    /// Everything that was asked for fails.
    Fail,
    /// The update is answered.
    Stored,
    Refused,
    CutOff,
}

const KEYS: &[&str] = &[
    "<Enter>",
    "<Enter>",
    "<Enter>",
    "<Esc>",
    "<Tab>",
    "<S-Tab>",
    "<Up>",
    "<Down>",
    "<Left>",
    "<Right>",
    "<PgUp>",
    "<PgDn>",
    "<Home>",
    "<End>",
    "<BS>",
    "<F1>",
    "<C-s>",
    "<C-s>",
    "<C-r>",
    "<C-o>",
    "<C-c>",
    "<C-u>",
    "?",
    "/",
    "J",
    "D",
    "R",
    "U",
    "j",
    "k",
    "h",
    "l",
    "g",
    "G",
    "e",
    "a",
    "x",
    "u",
    "r",
    "q",
    "y",
    "Y",
    "s",
    "v",
    "p",
    "w",
    "H",
    "B",
    "pchangeit<Enter>",
    "n",
    "<C-s><Tab><Tab><Enter>",
    "production<Enter>",
    "/x/<Tab>",
    "/home/op/keys/partner-2027.p12<C-s>",
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => proptest::sample::select(KEYS).prop_map(Step::Keys),
        2 => any::<char>().prop_map(Step::Typed),
        1 => Just(Step::Paste),
        6 => Just(Step::Settle),
        1 => (0..100i64).prop_map(Step::Pass),
        1 => Just(Step::Fail),
        1 => Just(Step::Stored),
        1 => Just(Step::Refused),
        1 => Just(Step::CutOff),
    ]
}

fn take(stage: &mut Stage, step: Step) {
    match step {
        Step::Keys(keys) => stage.keys(keys),
        Step::Typed(c) => {
            stage.send(keywright::app::message::Message::Key(keywright::app::key::Key::char(c)))
        }
        Step::Paste => stage.paste(EVIL),
        Step::Settle => stage.settle(),
        Step::Pass(seconds) => stage.pass(seconds),
        Step::Fail => fail(stage),
        Step::Stored => answer(stage, Ok(hostile_answer())),
        Step::Refused => answer(stage, Err(NotUpdated::Refused(error()))),
        Step::CutOff => answer(stage, Err(NotUpdated::Unknown(Error::CutOff { why: EVIL.into() }))),
    }
}

fn error() -> Error {
    Error::Invalid(said(400, &format!("{EVIL}\n{EVIL}")))
}

fn fail(stage: &mut Stage) {
    for effect in std::mem::take(&mut stage.asked) {
        let Some((ticket, reply)) = stage.world.answer(&effect) else { continue };
        let failed = match reply {
            Reply::Projects(_) => Reply::Projects(Err(error())),
            Reply::Keystores(_) => Reply::Keystores(Err(error())),
            Reply::Keystore(_) => Reply::Keystore(Err(error())),
            Reply::Environments(_) => Reply::Environments(Err(error())),
            Reply::Jwks(_) => Reply::Jwks(Err(error())),
            other => other,
        };
        stage.reply(ticket, failed);
    }
}

fn hostile_answer() -> keywright::domain::deployment::Answer {
    let mut answer = outcome::everywhere();
    answer.message = Some(EVIL.into());
    for row in &mut answer.report.rows {
        row.pod = Some(EVIL.into());
        row.detail = EVIL.into();
    }
    answer
}

fn answer(stage: &mut Stage, answer: Result<keywright::domain::deployment::Answer, NotUpdated>) {
    if let Some((ticket, _)) = stage.puts.pop() {
        stage.reply(ticket, Reply::Updated(answer));
    }
}

fn check(stage: &Stage, look: Look, size: (u16, u16)) -> Result<(), TestCaseError> {
    let (buffer, cursor) = drawn(&stage.model, look, size);
    for cell in &buffer.content {
        prop_assert!(!cell.symbol().chars().any(text::is_hostile), "{:?}", cell.symbol());
    }
    if let Some(at) = cursor {
        prop_assert!(at.x < size.0 && at.y < size.1, "the cursor is at {at:?}");
    }
    prop_assert_eq!((buffer, cursor), drawn(&stage.model, look, size));
    Ok(())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(EVIL.to_owned()),
        Just("long-name-".repeat(30)),
        Just("証明書の鍵ストア・決済".to_owned()),
        "\\PC{1,20}",
        "(?s).{1,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_state_is_drawn_at_any_size_without_harm(
        text in text(),
        (edit, generation) in (prop::bool::weighted(0.9), prop::bool::weighted(0.9)),
        steps in proptest::collection::vec((step(), 1u16..=150, 1u16..=50), 1..60),
        (ascii, no_color) in any::<(bool, bool)>(),
    ) {
        let access = if edit { Access::Edit } else { Access::ReadOnly { why: EVIL.into() } };
        let generation = Some(if generation { Generation::First } else { Generation::Second });
        let session = Session { label: text.clone(), access, generation, ..session() };
        let mut stage = Stage::start(session);
        stage.world = world_of(&text);
        for (step, width, height) in steps {
            take(&mut stage, step);
            check(&stage, Look { ascii, no_color }, (width, height))?;
            check(&stage, Look { ascii, no_color }, (80, 24))?;
        }
    }
}

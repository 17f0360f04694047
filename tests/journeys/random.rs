//! Whatever is pressed and answered, in whatever order: no update without a confirmation, no panic, a way back.
//! The driver checks after every message that there is a screen and that nothing went out unconfirmed.

use keywright::api::client::NotUpdated;
use keywright::app::{
    dialog::Dialog,
    effect::{Effect, Read},
    key::{Key, KeyCode},
    keymap::{BINDINGS, Context},
    message::{Message, Reply},
    screen::Screen,
    session::{Access, Session},
};
use keywright::view::{Look, draw};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    answers::{deployed, every_error},
    journey::{Journey, session},
};

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    Key(Key),
    /// Words that mean something in the submit dialog and the forms.
    Words(&'static str),
    Paste(String),
    /// The server answers one of the open questions.
    Answer(usize),
    /// The same, with an error.
    Fail(usize, usize),
    /// The update comes to an end: stored or not, and how.
    Put(u8, usize),
    Wake(usize),
    Pass(u8),
    Resize(u16, u16),
}

fn any_key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = BINDINGS.iter().flat_map(|row| row.keys.iter().copied()).collect();
    let quit = [Key::ctrl('c')];
    let bound: Vec<Key> = bound.into_iter().filter(|key| !quit.contains(key)).collect();
    prop_oneof![
        6 => proptest::sample::select(bound),
        3 => Just(Key::plain(KeyCode::Enter)),
        2 => Just(Key::plain(KeyCode::Tab)),
        1 => any::<char>().prop_map(Key::char),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let words = vec![
        "production",
        "3 production",
        "all projects",
        "remove sandbox",
        "/k/new.p12",
        "/k/new.jks",
        "/f/over.p12",
        "/f/other.p12",
        "/f/damaged.p12",
        "changeit",
        "anyway",
        "<Esc>y",
        "<C-s>",
    ];
    prop_oneof![
        12 => any_key().prop_map(Step::Key),
        3 => proptest::sample::select(words).prop_map(Step::Words),
        1 => ".{0,12}".prop_map(Step::Paste),
        6 => any::<usize>().prop_map(Step::Answer),
        1 => any::<(usize, usize)>().prop_map(|(index, error)| Step::Fail(index, error)),
        2 => any::<(u8, usize)>().prop_map(|(how, error)| Step::Put(how, error)),
        2 => any::<usize>().prop_map(Step::Wake),
        1 => any::<u8>().prop_map(Step::Pass),
        1 => any::<(u16, u16)>().prop_map(|(width, height)| Step::Resize(width, height)),
    ]
}

fn take(journey: &mut Journey, step: Step) {
    let errors = every_error();
    match step {
        Step::Key(key) => journey.press(key),
        Step::Words(words) => journey.keys(words),
        Step::Paste(text) => journey.paste(&text),
        Step::Answer(index) if !journey.outstanding.is_empty() => {
            journey.answer_nth(index % journey.outstanding.len());
        }
        Step::Fail(index, error) if !journey.outstanding.is_empty() => {
            let effect = journey.outstanding.remove(index % journey.outstanding.len());
            let error = errors[error % errors.len()].clone();
            if let Some((ticket, reply)) = failed(effect, error) {
                journey.reply(ticket, reply);
            }
        }
        Step::Put(how, error) if !journey.puts.is_empty() => {
            let error = errors[error % errors.len()].clone();
            match how % 6 {
                0 | 1 => journey.stored(deployed(&["production", "staging", "sandbox"])),
                2 => journey.not_stored(Ok(deployed(&[]))),
                3 => journey.not_stored(Err(NotUpdated::Refused(error))),
                4 => journey.not_stored(Err(NotUpdated::NotSent(error))),
                _ => journey.stored_without_a_word(error),
            }
        }
        Step::Wake(index) if !journey.resting().is_empty() => {
            let rests = journey.resting().len();
            journey.wake(index % rests);
        }
        Step::Pass(seconds) => journey.pass(std::time::Duration::from_secs(seconds.into())),
        Step::Resize(width, height) => journey.send(Message::Resize { width, height }),
        _ => {}
    }
}

/// Drawn at its size, which may be any, and in the smallest usable one.
fn is_drawn(journey: &Journey) -> Result<(), TestCaseError> {
    let (width, height) = journey.model.size;
    for (width, height) in [(width % 200, height % 60), (80, 24)] {
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width, height });
        draw(&journey.model, Look::default(), &mut buffer);
        let drawn = buffer.content().iter().any(|cell| !cell.symbol().trim().is_empty());
        prop_assert!(drawn || width < 20 || height < 5, "nothing is drawn at {width}x{height}");
    }
    Ok(())
}

fn failed(
    effect: Effect,
    error: keywright::api::error::Error,
) -> Option<(keywright::app::remote::Ticket, Reply)> {
    let Effect::Read(ticket, read) = effect else { return None };
    Some((
        ticket,
        match read {
            Read::Projects => Reply::Projects(Err(error)),
            Read::Keystores { .. } => Reply::Keystores(Err(error)),
            Read::Keystore { .. } => Reply::Keystore(Err(error)),
            Read::Environments { .. } => Reply::Environments(Err(error)),
            Read::Jwks { .. } => Reply::Jwks(Err(error)),
            Read::Generation => Reply::Description(Ok(())),
        },
    ))
}

/// Where it begins: deep states, so that chance needs only the last few steps.
fn start(which: usize) -> Journey {
    let mut journey = match which % 6 {
        0 => Journey::begin(session()),
        1 => Journey::browsing(),
        2 => Journey::changed(),
        3 => {
            let mut journey = Journey::reviewing();
            journey.keys("<Tab><Tab><Enter>");
            journey.type_phrases(&["production"]);
            journey
        }
        4 => Journey::submitting(),
        _ => Journey::sent(),
    };
    // What is sent from here is in the history, and can be rolled back.
    journey.server.keeps = true;
    journey
}

/// With questions answered no and Esc pressed, the browse screen or a question comes back.
fn leads_back(journey: &mut Journey) -> Result<(), TestCaseError> {
    journey.send(Message::Resize { width: 80, height: 24 });
    for _ in 0..12 {
        let question = matches!(journey.model.dialog(), Some(Dialog::Confirm(_)));
        journey.keys(if question { "y" } else { "<Esc>" });
    }
    prop_assert!(journey.quit || journey.model.dialogs.is_empty(), "{:?}", journey.model.dialogs);
    prop_assert!(
        journey.quit || matches!(journey.model.screens.as_slice(), [Screen::Browse(_)]),
        "{:?}",
        journey.model.screens
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_update_goes_out_that_nobody_confirmed(which in any::<usize>(), steps in proptest::collection::vec(any_step(), 1..80)) {
        let mut journey = start(which);
        for step in steps {
            if journey.quit {
                break;
            }
            take(&mut journey, step);
            let checking = journey.model.is_submitting();
            prop_assert!(journey.put_count <= journey.confirmations);
            prop_assert!(journey.puts.len() <= 1, "two updates under way at once");
            prop_assert!(journey.puts.is_empty() || checking, "an update under way that the state forgot");
        }
        is_drawn(&journey)?;
    }

    #[test]
    fn esc_leads_back_from_wherever_keys_lead(which in any::<usize>(), steps in proptest::collection::vec(any_step(), 1..60)) {
        let mut journey = start(which);
        for step in steps {
            take(&mut journey, step);
        }
        if !journey.quit {
            leads_back(&mut journey)?;
        }
    }

    #[test]
    fn read_only_no_key_leads_to_an_update_or_an_edit(steps in proptest::collection::vec(any_step(), 1..80)) {
        let access = Access::ReadOnly { why: "--read-only".into() };
        let mut journey = Journey::browsing_in(Session { access, ..session() });
        journey.go("j<Enter>");
        for step in steps {
            take(&mut journey, step);
            prop_assert_eq!(journey.put_count, 0);
            prop_assert!(!journey.model.has_changes());
            prop_assert!(!matches!(journey.context(), Context::Submit | Context::Line | Context::Lines | Context::FormPath));
        }
    }

    #[test]
    fn an_edit_is_never_lost_without_a_question(steps in proptest::collection::vec(any_step(), 1..60)) {
        let mut journey = Journey::changed();
        for step in steps {
            // What undoes, answers a question, or edits the description on purpose.
            let forgets = matches!(journey.model.dialog(), Some(Dialog::Confirm(_)))
                || matches!(journey.context(), Context::KeystoreField | Context::Lines);
            if forgets || matches!(step, Step::Words("<Esc>y")) || matches!(step, Step::Put(..)) {
                continue;
            }
            take(&mut journey, step);
            let edited = journey.model.form().is_some_and(|form| form.draft.description() == "changed");
            prop_assert!(edited || journey.quit, "the description is {:?}", journey.model.form().map(|form| form.draft.description().to_owned()));
        }
    }
}

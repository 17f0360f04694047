//! Sessions in which nothing may be edited: read-only, second generation, generation unknown.

use keywright::api::generation::{Evidence, Generation, Sign};
use keywright::app::{
    key::Key,
    keymap::{BINDINGS, Context, Needs},
    message::{Message, Reply},
    model::Tone,
    remote::Ticket,
    session::{Access, Session},
};

use crate::journey::{Journey, session};

fn read_only() -> Session {
    Session { access: Access::ReadOnly { why: "--read-only".into() }, ..session() }
}

/// partner-mtls opened in another session.
fn opened(session: Session) -> Journey {
    let mut journey = Journey::browsing_in(session);
    journey.go("j<Enter>");
    assert_eq!(journey.context(), Context::Keystore);
    journey
}

/// Every key that is bound to something that edits, in the contexts that can be reached.
fn keys_that_edit(context: Context) -> Vec<Key> {
    let edits = BINDINGS.iter().filter(|row| row.needs == Needs::Edit && row.contexts.contains(&context));
    let keys: Vec<Key> = edits.flat_map(|row| row.keys.iter().copied()).collect();
    assert!(!keys.is_empty(), "{context:?}");
    keys
}

#[test]
fn read_only_every_key_that_edits_says_why_and_changes_nothing() {
    for (way, context) in
        [("", Context::Keystore), ("<Tab>", Context::KeystoreField), ("<Esc>", Context::Browse)]
    {
        for key in keys_that_edit(context) {
            let mut journey = opened(read_only());
            journey.go(way);
            assert_eq!(journey.context(), context);
            let before = format!("{:?} {:?}", journey.model.screens, journey.model.dialogs);
            journey.press(key);
            let notice = journey.model.notice.clone().unwrap();
            assert_eq!(notice.tone, Tone::Warning);
            assert!(
                notice.text.contains("READ-ONLY") && notice.text.contains("--read-only"),
                "{key}: {notice:?}"
            );
            assert_eq!(before, format!("{:?} {:?}", journey.model.screens, journey.model.dialogs), "{key}");
            assert!(journey.outstanding.is_empty(), "{key}");
        }
    }
}

#[test]
fn read_only_everything_can_be_looked_at() {
    let mut journey = opened(read_only());
    journey.go("J");
    assert_eq!(journey.context(), Context::Json);
    journey.go("q?");
    assert_eq!(journey.context(), Context::Help);
    journey.go("<Esc>r<Esc>");
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn the_second_generation_is_browsed_and_not_edited() {
    for (generation, words) in [(Some(Generation::Second), "second generation"), (None, "--api 1")] {
        let session = || Session { generation, ..session() };
        for (way, context) in [("", Context::Keystore), ("<Tab>", Context::KeystoreField)] {
            for key in keys_that_edit(context) {
                let mut journey = opened(session());
                journey.go(way);
                journey.press(key);
                assert!(journey.notice().contains(words), "{key}: {}", journey.notice());
                assert!(!journey.notice().contains('\n'), "one line");
                assert!(journey.model.dialogs.is_empty() && journey.form().editing.is_none(), "{key}");
                assert!(!journey.model.has_changes(), "{key}");
            }
        }
        let mut journey = Journey::browsing_in(session());
        journey.go("je");
        assert_eq!(journey.context(), Context::Keystore, "it is opened to be looked at");
        assert!(journey.notice().contains(words), "{}", journey.notice());
    }
}

#[test]
fn what_is_learned_of_the_generation_opens_and_closes_the_form() {
    let mut journey = opened(Session { generation: None, ..session() });
    let learn = |journey: &mut Journey, sign: Sign| {
        journey.reply(Ticket(u64::MAX), Reply::Evidence(Evidence::from(sign)));
    };
    learn(&mut journey, Sign::EntryWithPlainFile);
    journey.go("x");
    assert_eq!(journey.marks(), "-production staging sandbox");
    learn(&mut journey, Sign::ExportsFiles);
    journey.go("u");
    assert_eq!(journey.marks(), "-production staging sandbox");
    assert!(journey.notice().contains("second generation"));
}

#[test]
fn a_generation_learned_while_the_submit_dialog_is_open_stops_the_update() {
    let mut journey = opened(Session { generation: None, ..session() });
    journey.reply(Ticket(u64::MAX), Reply::Evidence(Evidence::from(Sign::EntryWithPlainFile)));
    journey.describe("changed");
    journey.go("<C-s>");
    journey.keys("<Tab><Tab><Enter>");
    journey.type_phrases(&["production"]);
    journey.reply(Ticket(u64::MAX), Reply::Evidence(Evidence::from(Sign::TakesJwkUpdateAction)));
    journey.go("<Enter>");
    assert_eq!((journey.put_count, journey.model.is_submitting()), (0, false));
    assert!(journey.submit().complaint.as_deref().unwrap_or_default().contains("second generation"));
}

#[test]
fn a_generation_learned_while_it_is_checked_stops_the_update() {
    let mut journey = Journey::submitting();
    journey.model.session.generation = None;
    journey.reply(Ticket(u64::MAX), Reply::Evidence(Evidence::from(Sign::TakesJwkUpdateAction)));
    journey.settle();
    assert_eq!(journey.put_count, 0);
    assert!(!journey.model.is_submitting());
    assert_eq!(journey.form().draft.description(), "changed");
}

#[test]
fn entries_that_name_their_environment_by_id_are_not_edited() {
    let mut journey = Journey::browsing();
    let entry = &mut journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0];
    let entry = entry.as_object_mut().unwrap();
    entry.remove("environmentName");
    entry.insert("environmentId".into(), "65f0".into());
    journey.go("rj<Enter>x");
    assert!(journey.notice().contains("by id"), "{}", journey.notice());
    assert!(!journey.model.has_changes());
}

#[test]
fn resizing_and_ticking_change_nothing_but_the_size() {
    let mut journey = Journey::reviewing();
    let before = format!("{:?} {:?}", journey.model.screens, journey.model.dialogs);
    for (width, height) in [(20, 5), (1, 1), (0, 0), (300, 100)] {
        journey.send(Message::Resize { width, height });
        journey.send(Message::Tick);
        assert_eq!(journey.model.size, (width, height));
    }
    assert_eq!(before, format!("{:?} {:?}", journey.model.screens, journey.model.dialogs));
}

#[test]
fn what_is_not_seen_is_not_answered() {
    // All but the button: one Enter sends it.
    let mut journey = Journey::reviewing();
    journey.keys("<Tab><Tab><Enter>");
    journey.type_phrases(&["production"]);
    journey.tick_warnings();
    journey.send(Message::Resize { width: 59, height: 20 });
    let before = format!("{:?} {:?}", journey.model.screens, journey.model.dialogs);
    journey.keys("<Enter> y<Esc>q<Tab><F1>");
    journey.paste("production");
    assert_eq!(before, format!("{:?} {:?}", journey.model.screens, journey.model.dialogs));
    assert!(!journey.model.is_submitting());
    // Quitting asks, and only the same key again is an answer to what can't be read.
    journey.keys("<C-c>y<Enter>");
    assert!(!journey.quit);
    journey.send(Message::Resize { width: 60, height: 20 });
    journey.keys("n<Enter>");
    assert!(journey.model.is_submitting());

    let mut journey = Journey::changed();
    journey.send(Message::Resize { width: 60, height: 19 });
    journey.keys("<C-c><C-c>");
    assert!(journey.quit);
}

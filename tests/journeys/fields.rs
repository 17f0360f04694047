//! Text fields: every printable key is text, a paste submits nothing, a secret is never shown.

use keywright::app::{dialog::Dialog, keymap::Context};

use crate::journey::{Journey, session};
use keywright::app::session::Session;

/// Every field: the keys that lead to it, where it is, and what it holds then.
type Field = (&'static str, Context, fn(&Journey) -> String);

const FIELDS: [Field; 8] = [
    ("/", Context::Filter, |journey| journey.browse().picker().filter().text()),
    ("<Enter><Tab><Enter><C-u>", Context::Line, |journey| journey.form().editing.as_ref().unwrap().text()),
    ("<Enter><Tab><Tab><Enter><C-u>", Context::Lines, |journey| {
        journey.form().editing.as_ref().unwrap().text()
    }),
    ("<Enter><Enter>", Context::FormPath, |journey| journey.entry_form().path.text()),
    ("<Enter><Enter><Tab>", Context::FormText, |journey| {
        journey.entry_form().password.secret().expose().to_owned()
    }),
    ("<Enter><Enter><Tab><Tab><Tab>", Context::FormAlias, |journey| journey.entry_form().alias.text()),
    ("<Enter>x<C-s><Tab><Tab><Enter>", Context::SubmitTyping, |journey| journey.submit().typed.text()),
    ("?", Context::Help, |journey| match journey.model.dialog() {
        Some(Dialog::Help(help)) => help.search.text(),
        other => panic!("{other:?}"),
    }),
];

fn at((keys, context, _): Field) -> Journey {
    let mut journey = Journey::browsing();
    journey.go("j");
    journey.go(keys);
    assert_eq!(journey.context(), context, "after {keys}");
    journey
}

#[test]
fn every_printable_key_is_text_in_every_field() {
    let all: String = (' '..='~').chain("äß中🔑".chars()).collect();
    for field in FIELDS {
        let mut journey = at(field);
        journey.keys(&all.replace('<', "<lt>"));
        assert_eq!(field.2(&journey), all, "{:?}", field.1);
        assert_eq!(journey.context(), field.1);
    }
    let mut journey = Journey::begin(Session { wants_token: true, ..session() });
    journey.keys("qjk?");
    let Some(Dialog::Token(prompt)) = journey.model.dialog() else { panic!() };
    assert_eq!(prompt.field.secret().expose(), "qjk?");
}

#[test]
fn a_paste_with_line_breaks_stays_in_its_field_and_submits_nothing() {
    for field in FIELDS {
        let mut journey = at(field);
        let (screens, dialogs) = (journey.model.screens.len(), journey.model.dialogs.len());
        journey.paste("one\r\ntwo\rq\n\x1b[31m\n");
        let text = field.2(&journey);
        assert!(text.starts_with("one") && text.contains("two"), "{:?}: {text:?}", field.1);
        assert!(!text.contains(['\r', '\x1b']), "{:?}: {text:?}", field.1);
        assert_eq!(text.contains('\n'), field.1 == Context::Lines, "{:?}: {text:?}", field.1);
        assert_eq!(journey.context(), field.1);
        assert_eq!((journey.model.screens.len(), journey.model.dialogs.len()), (screens, dialogs));
        assert!(!journey.quit && journey.put_count == 0 && journey.model.submission.is_none());
    }
}

#[test]
fn a_paste_where_there_is_no_field_does_nothing_and_says_so() {
    for keys in ["", "<Enter>", "<Enter><Tab>", "<Enter>a", "<Enter><Enter><Tab><Tab>", "<Enter>x<C-s>", "J"]
    {
        let mut journey = Journey::browsing();
        journey.go("j");
        journey.go(keys);
        let before = format!("{:?} {:?}", journey.model.screens, journey.model.dialogs);
        journey.paste("qUxa\n\n");
        assert_eq!(before, format!("{:?} {:?}", journey.model.screens, journey.model.dialogs), "{keys}");
        assert!(journey.notice().contains("nothing here takes"), "{keys}");
    }
}

#[test]
fn the_description_takes_several_lines() {
    let mut journey = Journey::editing();
    journey.keys("<Tab><Tab><Enter><C-u>one<Enter>two<C-s>");
    assert_eq!(journey.form().draft.description(), "one\ntwo");
    assert_eq!(journey.context(), Context::KeystoreField, "Ctrl-S ends the field, it doesn't submit");
}

#[test]
fn a_password_is_nowhere_in_the_state_or_the_effects() {
    let mut journey = Journey::editing();
    journey.keys("<Enter><Tab>");
    journey.paste("changeit");
    assert!(!format!("{:?}", journey.model).contains("changeit"), "while it is typed");
    journey.wake(0);
    let opening = format!("{:?}", journey.outstanding);
    assert!(
        opening.contains("Open(") && !opening.contains("changeit"),
        "while the file is opened: {opening}"
    );
    journey.go("<C-s>");
    assert!(!format!("{:?} {:#?}", journey.model, journey.model).contains("changeit"), "in the draft");
    journey.go("<Enter><Esc><C-s>");
    journey.confirm(&["production"]);
    assert!(!format!("{:?}", journey.model).contains("changeit"), "while it is checked");
    journey.settle();
    let body = String::from_utf8_lossy(journey.puts[0].1.body()).into_owned();
    assert!(body.contains("changeit"), "it is sent");
    assert!(
        !format!("{:?} {:?} {:?}", journey.model, journey.log, journey.puts).contains("changeit"),
        "in the effect"
    );
}

#[test]
fn a_stored_password_is_nowhere_in_the_state() {
    let mut journey = Journey::browsing();
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["password"] = "hunter2".into();
    journey.go("rj<Enter>J");
    assert!(!format!("{:?}", journey.model).contains("hunter2"));
}

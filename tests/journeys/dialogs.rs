//! Help, messages, profiles: dialogs and screens beside the main path.

use keywright::app::{
    dialog::{Dialog, help::Line},
    effect::Effect,
    keymap::Context,
    message::Reply,
    model::Model,
    screen::{
        Screen,
        profiles::{ProfileSummary, Profiles},
    },
};

use crate::{
    answers::cut_off,
    journey::{Journey, session},
};

#[test]
fn help_opens_over_everything_and_closes_to_where_it_was() {
    for keys in [
        "",
        "/",
        "<Enter>",
        "<Enter><Tab><Enter>",
        "<Enter><Enter>",
        "<Enter><Enter><Tab>",
        "<Enter>a",
        "<Enter>x<C-s>",
        "<Enter>x<Esc>",
        "J",
    ] {
        let mut journey = Journey::browsing();
        journey.go("j");
        journey.go(keys);
        let before = journey.context();
        for close in ["<Esc>", "<Enter>"] {
            journey.go("<F1>");
            let Some(Dialog::Help(help)) = journey.model.dialog() else { panic!("no help after {keys}") };
            assert_eq!(help.context, before);
            let Line::Title(first) = help.lines()[0].clone() else { panic!() };
            assert_eq!(first, before.title(), "what can be pressed here comes first");
            journey.go(close);
            assert_eq!(journey.context(), before, "{keys}");
        }
    }
}

#[test]
fn help_is_searched() {
    let mut journey = Journey::browsing();
    journey.go("?cascade-nothing");
    let Some(Dialog::Help(help)) = journey.model.dialog() else { panic!() };
    assert!(help.lines().is_empty());
    journey.go("<C-u>fuzzily");
    let Some(Dialog::Help(help)) = journey.model.dialog() else { panic!() };
    assert!(help.lines().iter().any(|line| matches!(line, Line::Binding { keys, .. } if keys == "/")));
    journey.go("<Down><Down><Down><PgDn><PgUp><Up>");
    assert_eq!(journey.context(), Context::Help);
}

#[test]
fn a_message_is_closed_by_each_of_its_keys() {
    for key in ["<Enter>", "<Esc>", "q"] {
        let mut journey = Journey::begin(session());
        journey.server.fail(keywright::app::effect::Read::Projects, &cut_off());
        journey.settle();
        assert_eq!(journey.context(), Context::Problem);
        journey.go(key);
        assert_eq!(journey.context(), Context::Browse);
        assert!(!journey.quit);
    }
}

/// Two profiles to choose from.
fn choosing() -> Journey {
    let profile =
        |name: &str| ProfileSummary { name: name.into(), server: "https://h".into(), read_only: false };
    let profiles = Profiles::new(vec![profile("prod"), profile("test")]);
    let now = "2026-11-23T03:00:00Z".parse().unwrap();
    Journey::with(Model::new(session(), Screen::Profiles(Box::new(profiles)), (80, 24), now), now)
}

#[test]
fn a_profile_is_chosen_and_its_session_begins() {
    let mut journey = choosing();
    journey.keys("j<Enter><Enter>");
    let [Effect::Connect(ticket, name)] = journey.outstanding.as_slice() else {
        panic!("asked once: {:?}", journey.outstanding)
    };
    let ticket = *ticket;
    assert_eq!(name, "test");
    journey.outstanding.clear();
    journey.reply(ticket, Reply::Connected(Err("pass: not found".into())));
    assert_eq!(journey.context(), Context::Profiles);
    let Some(Screen::Profiles(profiles)) = journey.model.screen() else { panic!() };
    assert!(profiles.error.as_deref().is_some_and(|error| error.contains("pass: not found")));
    journey.keys("<Enter>");
    let Some(Effect::Connect(ticket, _)) = journey.outstanding.pop() else { panic!() };
    journey.reply(ticket, Reply::Connected(Ok(Box::new(session()))));
    journey.settle();
    assert_eq!(journey.context(), Context::Browse);
    assert_eq!(journey.model.catalog.project_names().count(), 3);
}

#[test]
fn choosing_a_profile_can_be_left() {
    for key in ["q", "<C-c>"] {
        let mut journey = choosing();
        journey.keys(key);
        assert!(journey.quit);
    }
}

#[test]
fn a_key_that_means_nothing_says_where_help_is() {
    let mut journey = Journey::browsing();
    journey.go("%");
    assert!(journey.notice().contains("? shows the keys"));
    journey.go("k");
    assert_eq!(journey.notice(), "", "a notice goes with the next key");
}

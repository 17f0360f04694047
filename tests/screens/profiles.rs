//! Choosing a profile.

use keywright::app::{
    message::Reply,
    remote::Ticket,
    screen::{
        Screen,
        profiles::{ProfileSummary, Profiles},
    },
    session::Session,
};

use super::stage::{Stage, session};

fn profiles() -> Stage {
    let profile = |(name, server, read_only): (&str, &str, bool)| ProfileSummary {
        name: name.into(),
        server: server.into(),
        read_only,
    };
    let list = [
        ("prod-eu", "https://apinizer.example", false),
        ("prod-us", "https://apinizer.us.example:8443", true),
        (
            "staging",
            "https://a-long-name-of-a-server-in-the-third-data-centre.stg.internal.example:32080",
            true,
        ),
    ];
    let screen = Profiles::new(list.map(profile).into());
    Stage::of(Screen::Profiles(Box::new(screen)), Session { label: String::new(), ..session() })
}

#[test]
fn profiles_are_chosen_from_a_list() {
    let mut stage = profiles();
    stage.keys("j");
    shows!(stage);
}

#[test]
fn a_profile_that_is_made_ready_says_so() {
    let mut stage = profiles();
    stage.keys("<Enter>");
    shows!(stage);
}

#[test]
fn a_profile_that_fails_says_why() {
    let mut stage = profiles();
    stage.keys("jj<Enter>");
    let why = "the token command of profile staging failed (exit status 1): pass: staging/gateway is not in the password store\nit was: pass show staging/gateway";
    stage.reply(Ticket(3), Reply::Connected(Err(why.into())));
    shows!(stage);
}

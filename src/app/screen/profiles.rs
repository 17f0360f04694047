//! Choosing a profile, where there are several and none was named.
//!
//! ```text
//! ┌ Profiles 3 ──────────────────────────────────┐
//! │▸prod-eu   https://apinizer.example           │
//! │ staging   https://stg.example      read-only │
//! └──────────────────────────────────────────────┘
//! ```

use crate::app::{
    dialog,
    effect::Effect,
    keymap::Action,
    model::Model,
    picker::Picker,
    remote::Ticket,
    screen::{Screen, browse},
    session::Session,
};

/// A profile, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSummary {
    pub name: String,
    pub server: String,
    pub read_only: bool,
}

/// The picker's state.
#[derive(Debug)]
pub struct Profiles {
    pub profiles: Vec<ProfileSummary>,
    pub picker: Picker,
    /// The profile chosen is being made ready (its token command may take a while).
    pub connecting: Option<Ticket>,
    /// Why the last choice came to nothing.
    pub error: Option<String>,
}

impl Profiles {
    /// A picker over these.
    pub fn new(profiles: Vec<ProfileSummary>) -> Self {
        Self { profiles, picker: Picker::default(), connecting: None, error: None }
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(Screen::Profiles(screen)) = model.screens.last_mut() else { return Vec::new() };
    if screen.picker.step(action, screen.profiles.len()) {
        return Vec::new();
    }
    match action {
        Action::Accept if screen.connecting.is_none() => {
            let Some(profile) = screen.profiles.get(screen.picker.cursor()) else { return Vec::new() };
            screen.connecting = Some(ticket);
            screen.error = None;
            vec![Effect::Connect(ticket, profile.name.clone())]
        }
        Action::Quit => dialog::confirm::quit(model),
        _ => Vec::new(),
    }
}

/// The session of the profile chosen is there, or it isn't.
pub fn connected(model: &mut Model, ticket: Ticket, answer: Result<Box<Session>, String>) -> Vec<Effect> {
    let Some(Screen::Profiles(screen)) = model.screens.last_mut() else { return Vec::new() };
    if screen.connecting != Some(ticket) {
        return Vec::new();
    }
    screen.connecting = None;
    match answer {
        Ok(session) => {
            model.session = *session;
            model.screens = vec![Screen::Browse(Box::default())];
            browse::start(model)
        }
        Err(why) => {
            screen.error = Some(why);
            Vec::new()
        }
    }
}

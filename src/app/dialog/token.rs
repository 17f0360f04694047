//! The prompt for a token: masked, and never shown again.

use super::Dialog;
use crate::{
    api::error::Error,
    app::{
        effect::Effect,
        field::SecretField,
        keeping,
        key::Key,
        keymap::{Action, Context},
        model::{Model, Parked, Tone},
        rollback,
        screen::keystore,
        submission,
    },
};

/// The field, and why it is asked.
#[derive(Debug)]
pub struct TokenPrompt {
    pub field: SecretField,
    /// The server's words about the token before; may be hostile.
    pub words: Option<String>,
    /// There was none before.
    pub is_first: bool,
    /// What is wrong with what was entered.
    pub complaint: Option<&'static str>,
    /// What was entered is being tried. The prompt stays until an answer tells, so that what is
    /// typed meanwhile doesn't land on the screen below.
    pub trying: bool,
}

impl TokenPrompt {
    /// Asks because there is none.
    pub fn first() -> Self {
        Self { field: SecretField::new(), words: None, is_first: true, complaint: None, trying: false }
    }

    /// Takes pasted text for the field.
    pub fn paste(&mut self, text: &str) {
        self.complaint = None;
        if !self.trying {
            self.field.paste(text);
        }
    }

    /// Takes a key for the field.
    pub fn key(&mut self, key: Key) {
        self.complaint = None;
        if !self.trying {
            self.field.key(key);
        }
    }
}

/// The server refused the token: asks for another, and parks what is to go on with it.
pub fn ask(model: &mut Model, parked: Parked, error: &Error) {
    model.parked.push(parked);
    let words = error.words().map(str::to_owned);
    // One that is tried goes, and comes again on top; one that is being typed into stays.
    accepted(model);
    if model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Token(_))) {
        return;
    }
    model.dialogs.push(Dialog::Token(TokenPrompt { words, is_first: false, ..TokenPrompt::first() }));
}

/// An answer showed that the server takes the token: the prompt that waited for it goes.
pub fn accepted(model: &mut Model) {
    model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Token(prompt) if prompt.trying));
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Token(prompt)) = model.dialogs.last_mut() else { return Vec::new() };
    match action {
        Action::Back => {
            model.dialogs.pop();
            let parked = std::mem::take(&mut model.parked);
            let again = asks_again(model.context(), &parked);
            model.say(Tone::Warning, format!("without a token the server refuses every request; {again}"));
            // An update that was to be read back with it isn't any more.
            keeping::conclude(model)
        }
        Action::Accept if prompt.trying => Vec::new(),
        Action::Accept if prompt.field.is_empty() => {
            prompt.complaint = Some("paste or type the token first");
            Vec::new()
        }
        // A header takes visible ASCII only (RFC 9110, 5.5; RFC 6750, 2.1 is narrower still).
        Action::Accept if !prompt.field.secret().expose().bytes().all(|byte| byte.is_ascii_graphic()) => {
            prompt.complaint = Some("a token has no spaces and only ASCII characters: paste it again");
            prompt.field.clear();
            Vec::new()
        }
        Action::Accept => {
            let token = prompt.field.secret();
            prompt.field.clear();
            prompt.trying = true;
            model.session.wants_token = false;
            model.renew_token();
            let mut effects = vec![Effect::UseToken(token)];
            effects.extend(go_on(model));
            effects
        }
        _ => Vec::new(),
    }
}

/// What asks for a token again, where the prompt was left.
fn asks_again(context: Context, parked: &[Parked]) -> &'static str {
    let waited = |of: fn(&Parked) -> bool| parked.iter().any(of);
    match context {
        Context::Browse | Context::Keystore => "r asks again",
        Context::Unknown => "Enter asks again",
        Context::Deployment if waited(|item| matches!(item, Parked::Review)) => {
            "the update wasn't stored, and R reviews it again"
        }
        Context::Deployment | Context::History | Context::Record
            if waited(|item| matches!(item, Parked::RollBack)) =>
        {
            "B asks again"
        }
        _ => "the next one asks again",
    }
}

/// Goes on with what waited. Only reads go on by themselves; an update is confirmed again.
fn go_on(model: &mut Model) -> Vec<Effect> {
    let parked = std::mem::take(&mut model.parked);
    // The review wants the keyboard; and without a read no answer would ever tell.
    if parked.is_empty() || parked.iter().any(|item| matches!(item, Parked::Review)) {
        accepted(model);
    }
    let mut effects = Vec::new();
    for item in parked {
        effects.extend(match item {
            Parked::Read(read) => model.read(read),
            Parked::RefreshForm => keystore::refresh(model),
            Parked::ReadBack => submission::look(model),
            Parked::Look(id) => super::unknown::look(model, &id),
            Parked::Review => super::submit::review_again(model),
            Parked::RollBack => rollback::read_again(model),
        });
    }
    effects
}

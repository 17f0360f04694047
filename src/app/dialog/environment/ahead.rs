//! Typing ahead of the form: whoever types the path, Tab, the password and Ctrl-S doesn't wait for the directory to be
//! listed or for the file to be opened, and a password must not end up in the path, where it is shown.

use zeroize::Zeroizing;

use super::EnvironmentForm;
use crate::app::{
    dialog::Dialog,
    key::Key,
    message::{Message, Pasted},
    model::{Model, Tone},
};

/// How much is held: nobody types more meanwhile, and what is held never moves in memory.
const MOST: usize = 256;

/// What was typed or pasted.
pub enum Ahead {
    Key(Zeroizing<Key>),
    Paste(Zeroizing<String>),
}

/// What is held while the form waits; wiped when it is dropped.
#[derive(Default)]
pub struct Held(Vec<Ahead>);

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Held({})", self.0.len())
    }
}

impl From<Ahead> for Message {
    fn from(ahead: Ahead) -> Self {
        match ahead {
            Ahead::Key(key) => Self::Key(*key),
            Ahead::Paste(text) => Self::Paste(Pasted(text)),
        }
    }
}

/// Holds it, where the form has the keyboard and waits.
pub fn hold(model: &mut Model, ahead: impl FnOnce() -> Ahead) -> bool {
    if !is_waited_for(model) {
        return false;
    }
    let held = &mut model.ahead.0;
    if held.is_empty() {
        held.reserve_exact(MOST);
    }
    if held.len() < MOST {
        held.push(ahead());
    } else {
        model.say(Tone::Warning, "what was typed before is still waited for; Esc leaves the form");
    }
    true
}

/// What was held, once nothing is waited for any more.
pub fn release(model: &mut Model) -> Vec<Ahead> {
    if is_waited_for(model) { Vec::new() } else { std::mem::take(&mut model.ahead).0 }
}

/// What was held was meant for something that doesn't come.
pub fn drop_held(model: &mut Model) {
    model.ahead = Held::default();
}

fn is_waited_for(model: &Model) -> bool {
    matches!(model.dialogs.last(), Some(Dialog::Environment(form)) if form.is_waiting())
}

impl EnvironmentForm {
    /// Whether a directory is listed to complete the path, the file looked at once more, or opened before it is taken
    /// over.
    fn is_waiting(&self) -> bool {
        self.completing.is_some() || self.is_looking() || self.is_taking()
    }

    /// Whether it is taken over as soon as its file is open.
    pub fn is_taking(&self) -> bool {
        self.taking.is_some()
    }
}

//! Typing ahead of a completion: whoever types the path, Tab, and the password doesn't wait for the directory to be
//! listed, and a password must not end up in the path, where it is shown.

use zeroize::Zeroizing;

use super::form_mut;
use crate::app::{
    dialog::Dialog,
    key::Key,
    model::{Model, Tone},
};

/// How much is held: nobody types more while a directory is listed, and what is held never moves in memory.
const MOST: usize = 256;

/// What was typed or pasted.
pub enum Ahead {
    Key(Zeroizing<Key>),
    Paste(Zeroizing<String>),
}

/// What is held until the directory has been listed; wiped when it is dropped.
#[derive(Default)]
pub struct Held(Vec<Ahead>);

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Held({})", self.0.len())
    }
}

/// Holds it, where a completion is awaited in the form that has the keyboard.
pub fn hold(model: &mut Model, ahead: impl FnOnce() -> Ahead) -> bool {
    let Some(Dialog::Environment(form)) = model.dialogs.last_mut() else { return false };
    if form.completing.is_none() {
        return false;
    }
    let held = &mut form.ahead.0;
    if held.is_empty() {
        held.reserve_exact(MOST);
    }
    if held.len() < MOST {
        held.push(ahead());
    } else {
        model.say(Tone::Warning, "the directory is still being listed; Esc leaves the form");
    }
    true
}

/// What was held, once nothing is awaited any more.
pub fn release(model: &mut Model) -> Vec<Ahead> {
    match form_mut(model) {
        Some(form) if form.completing.is_none() => std::mem::take(&mut form.ahead).0,
        _ => Vec::new(),
    }
}

//! Edits that were kept from before a crash, a hangup, or by whoever edited the keystore then. They weren't
//! submitted, or nobody knows what came of the update that they were made into. They are taken up, or dropped, or left for later.

use std::sync::Arc;

use super::Dialog;
use crate::{
    app::{
        editing,
        effect::Effect,
        keymap::Action,
        model::{Model, Tone},
    },
    domain::{kept::KeptEdits, keystore::Keystore},
};

/// What is offered, and which button has the focus.
#[derive(Debug)]
pub struct Offer {
    pub kept: KeptEdits,
    /// What they would change, a line each.
    pub changes: Vec<String>,
    /// What is stored isn't what they began from.
    pub began_elsewhere: bool,
    /// What is stored, as far as is known.
    stored: Arc<Keystore>,
    pub focus: Focus,
}

/// A button; the harmless one is the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    #[default]
    Later,
    TakeUp,
    Drop,
}

impl Focus {
    /// In their order.
    pub const ALL: [Self; 3] = [Self::Later, Self::TakeUp, Self::Drop];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Later => "Later",
            Self::TakeUp => "Take them up",
            Self::Drop => "Drop them",
        }
    }

    fn moved(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|focus| *focus == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

impl Offer {
    /// Offers edits of a keystore that is stored so.
    pub fn new(kept: KeptEdits, stored: &Arc<Keystore>) -> Self {
        let (changes, began_elsewhere) = (kept.draft.says(), kept.draft.began_elsewhere(stored));
        Self { kept, changes, began_elsewhere, stored: Arc::clone(stored), focus: Focus::default() }
    }

    /// Compares with what is stored now, where that was read anew.
    pub fn compare(&mut self, stored: &Arc<Keystore>) {
        if !Arc::ptr_eq(stored, &self.stored) {
            self.began_elsewhere = self.kept.draft.began_elsewhere(stored);
            self.stored = Arc::clone(stored);
        }
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Kept(offer)) = model.dialogs.last_mut() else { return Vec::new() };
    let chosen = match action {
        Action::Next | Action::Right | Action::Down => {
            offer.focus = offer.focus.moved(1);
            return Vec::new();
        }
        Action::Previous | Action::Left | Action::Up => {
            offer.focus = offer.focus.moved(Focus::ALL.len() - 1);
            return Vec::new();
        }
        Action::Accept => offer.focus,
        Action::TakeUp => Focus::TakeUp,
        Action::Remove => Focus::Drop,
        Action::Back => Focus::Later,
        _ => return Vec::new(),
    };
    model.dialogs.pop();
    match chosen {
        Focus::TakeUp => editing::restore(model),
        Focus::Drop => editing::drop_kept(model),
        Focus::Later => {
            model.say(Tone::Info, "they stay as they are; e asks about them again before anything is edited");
            Vec::new()
        }
    }
}

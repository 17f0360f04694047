//! The updates of which nobody knows what came, shown first in a session: whoever sent them went down in the
//! middle, or no answer told. A look at what is stored tells of each, and is written down.
//!
//! ```text
//! ┌ 2 updates whose outcome is unknown ──────────────────────────────┐
//! │▸2026-11-23 02:14  Payments ▸ partner-mtls   not looked at        │
//! │ 2026-11-22 18:05  Payments ▸ sepa-qwac      ✓ applied            │
//! │                                                                  │
//! │ by ops@jump-1 (process 4711)                                     │
//! │ ~ production 4A:1F → 7F:02, password; JWKs of this project       │
//! └──────────────────────────────────────────────────────────────────┘
//! ```

use std::sync::Arc;

use super::{Dialog, token};
use crate::{
    api::error::Error,
    app::{
        effect::{Effect, Read},
        keymap::Action,
        local::{Ask, Resolved, Resolving, Told},
        model::{Model, Parked, Tone},
        picker::Picker,
        remote::Ticket,
        screen::history,
        submission::{self, Submission},
    },
    domain::{
        document::digest,
        journal::{Id, Record},
        keystore::Keystore,
        text,
    },
};

/// The updates, and how far one has looked.
#[derive(Debug)]
pub struct UnknownUpdates {
    pub updates: Vec<Update>,
    pub picker: Picker,
    /// How many there are of other gateways.
    pub elsewhere: usize,
}

/// One of them.
#[derive(Debug)]
pub struct Update {
    pub record: Record,
    pub look: Look,
}

/// What is known of an update by now.
#[derive(Debug)]
pub enum Look {
    /// Nobody looked in this session.
    NotYet,
    /// What is stored is being read.
    Reading { ticket: Ticket, name: Name },
    /// It is compared, and what that shows written down.
    Comparing { ticket: Ticket },
    /// This was found.
    Told(Resolved),
    /// It couldn't be read.
    Failed(Error),
}

/// Under which name it is read.
#[derive(Debug)]
pub enum Name {
    /// The name that it should have after the update.
    After,
    /// The name before, since what stands under the new one, given here, isn't what was sent: somebody
    /// else's, perhaps.
    Before(Option<Arc<Keystore>>),
}

impl Update {
    /// Whether a look told for good what came of it.
    pub fn is_resolved(&self) -> bool {
        matches!(&self.look, Look::Told(resolved) if resolved.is_final)
    }
}

impl UnknownUpdates {
    /// Whether something is being looked at.
    pub fn is_waiting(&self) -> bool {
        self.updates.iter().any(|update| matches!(update.look, Look::Reading { .. } | Look::Comparing { .. }))
    }

    /// What a key does, where that isn't to look or to leave some for later.
    pub fn label(&self, action: Action) -> Option<&'static str> {
        let left = self.updates.iter().filter(|update| !update.is_resolved()).count();
        match action {
            Action::Back if left == 0 => Some("close"),
            Action::Accept if left == 0 => Some("close"),
            Action::Accept if self.selected().is_some_and(Update::is_resolved) => Some("next"),
            _ => None,
        }
    }

    /// The update under the cursor.
    pub fn selected(&self) -> Option<&Update> {
        self.updates.get(self.picker.cursor())
    }
}

/// Asks which they are.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    vec![asked(model, ticket)]
}

/// Asks on request, also where there may be none; the cursor is to be on the update of this id.
pub fn reopen(model: &mut Model, id: Option<Id>) -> Vec<Effect> {
    let ticket = model.ticket();
    model.outcomes_wanted = Some((ticket, id));
    vec![asked(model, ticket)]
}

fn asked(model: &Model, ticket: Ticket) -> Effect {
    Effect::Local(ticket, Ask::Unknown { gateway: model.session.base.as_str().to_owned() })
}

/// Takes in what the state directory told of them.
pub fn told(model: &mut Model, ticket: Ticket, told: Told) -> Vec<Effect> {
    let wanted = model.outcomes_wanted.take_if(|(wanted, _)| *wanted == ticket);
    match told {
        Told::Unknown(Ok(unknown))
            if wanted.is_some() && unknown.updates.is_empty() && unknown.elsewhere == 0 =>
        {
            model.say(Tone::Info, "there is no update whose outcome is unknown");
        }
        Told::Unknown(Ok(unknown)) => show(model, unknown, wanted.and_then(|(_, id)| id)),
        Told::Unknown(Err(why)) => {
            let words = format!("it can't be told whether an update's outcome is unknown: {why}");
            model.say(Tone::Warning, text::words(&words));
        }
        Told::Resolved(resolved) => {
            let comparing = |update: &&mut Update| matches!(update.look, Look::Comparing { ticket: waiting } if waiting == ticket);
            let waiting = dialog_mut(model).and_then(|dialog| dialog.updates.iter_mut().find(comparing));
            if let Some(update) = waiting {
                update.look = Look::Told(resolved);
                let id = update.record.intent.id.clone();
                let mut effects = show_there_too(model, &id);
                effects.extend(history::written(model));
                return effects;
            }
        }
        _ => {}
    }
    Vec::new()
}

/// The deployment screen of the update that was looked at shows what is stored, too.
fn show_there_too(model: &mut Model, id: &Id) -> Vec<Effect> {
    let is_its =
        |submission: &Submission| submission.journaled.as_ref() == Some(id) && submission.is_unknown();
    if model.submission.as_ref().is_some_and(is_its) { submission::look_again(model) } else { Vec::new() }
}

fn show(model: &mut Model, unknown: crate::app::local::Unknown, at: Option<Id>) {
    let elsewhere = unknown.elsewhere;
    if unknown.updates.is_empty() {
        if elsewhere > 0 {
            model.say(Tone::Info, self::elsewhere(elsewhere));
        }
        return;
    }
    let updates = unknown.updates.into_iter().map(|record| Update { record, look: Look::NotYet });
    let updates: Vec<Update> = updates.collect();
    let mut picker = Picker::default();
    let at = at.and_then(|id| updates.iter().position(|update| update.record.intent.id == id));
    for _ in 0..at.unwrap_or(0) {
        picker.step(Action::Down, updates.len());
    }
    let dialog = UnknownUpdates { updates, picker, elsewhere };
    // Below a prompt that is being typed into, so that it doesn't take the letters.
    model.dialogs.insert(0, Dialog::Unknown(Box::new(dialog)));
}

/// That there are some at other gateways; not more than that, since they can't be looked at from here.
pub fn elsewhere(count: usize) -> String {
    let updates = text::count(count, "update at another gateway has", "updates at other gateways have");
    format!("{updates} an unknown outcome: H, then a, shows them")
}

fn dialog_mut(model: &mut Model) -> Option<&mut UnknownUpdates> {
    model.dialogs.iter_mut().find_map(|dialog| match dialog {
        Dialog::Unknown(dialog) => Some(dialog.as_mut()),
        _ => None,
    })
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Unknown(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    let len = dialog.updates.len();
    if dialog.picker.step(action, len) {
        return Vec::new();
    }
    match action {
        Action::Back => close(model),
        Action::Accept => match dialog.selected() {
            Some(update) if update.is_resolved() => {
                next(model);
                Vec::new()
            }
            Some(update) => {
                let id = update.record.intent.id.clone();
                look(model, &id)
            }
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// On to the next one that isn't resolved; where there is none, that was all.
fn next(model: &mut Model) {
    let Some(Dialog::Unknown(dialog)) = model.dialogs.last_mut() else { return };
    let (at, len) = (dialog.picker.cursor(), dialog.updates.len());
    let after = (1..len)
        .map(|by| (at + by) % len)
        .find(|&index| dialog.updates.get(index).is_some_and(|update| !update.is_resolved()));
    let Some(after) = after else { return drop(model.dialogs.pop()) };
    let (action, steps) = if after > at { (Action::Down, after - at) } else { (Action::Up, at - after) };
    for _ in 0..steps {
        dialog.picker.step(action, len);
    }
}

/// It goes; what isn't resolved is shown again at the next start.
fn close(model: &mut Model) -> Vec<Effect> {
    let Some(Dialog::Unknown(dialog)) = model.dialogs.pop() else { return Vec::new() };
    let left = dialog.updates.iter().filter(|update| !update.is_resolved()).count();
    if left > 0 {
        let stay = text::count(left, "update stays unknown, and is", "updates stay unknown, and are");
        model.say(Tone::Warning, format!("{stay} shown again at the next start"));
    }
    let reading = dialog.updates.iter().filter_map(|update| match update.look {
        Look::Reading { ticket, .. } => Some(Effect::Cancel(ticket)),
        _ => None,
    });
    reading.collect()
}

/// Reads what is stored, to tell what came of an update: under the name that it should have first.
pub fn look(model: &mut Model, id: &Id) -> Vec<Effect> {
    read(model, id, Name::After)
}

fn read(model: &mut Model, id: &Id, name: Name) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(update) = dialog_mut(model)
        .and_then(|dialog| dialog.updates.iter_mut().find(|update| update.record.intent.id == *id))
    else {
        return Vec::new();
    };
    if matches!(update.look, Look::Comparing { .. } | Look::Reading { .. }) {
        return Vec::new();
    }
    let plan = &update.record.intent.plan;
    let keystore = match (&name, &plan.new_name) {
        (Name::After, Some(new_name)) => new_name.clone(),
        _ => plan.place.keystore.clone(),
    };
    let project = plan.place.project.clone();
    update.look = Look::Reading { ticket, name };
    vec![Effect::Read(ticket, Read::Keystore { project, keystore })]
}

/// What is stored has come in, or why it can't be read.
pub fn came(model: &mut Model, ticket: Ticket, answer: Result<Arc<Keystore>, Error>) -> Vec<Effect> {
    let old_token = model.is_of_old_token(ticket);
    let next_ticket = model.ticket();
    let Some(update) = dialog_mut(model).and_then(|dialog| {
        let reading = |update: &&mut Update| matches!(update.look, Look::Reading { ticket: waiting, .. } if waiting == ticket);
        dialog.updates.iter_mut().find(reading)
    }) else {
        return Vec::new();
    };
    let (id, plan) = (update.record.intent.id.clone(), update.record.intent.plan.clone());
    let sent = update.record.intent.at;
    let Look::Reading { name, .. } = std::mem::replace(&mut update.look, Look::NotYet) else {
        return Vec::new();
    };
    let is_renamed = plan.new_name.is_some();
    let stored = match (answer, name) {
        (Err(error), _) if error.is_token_refused() && old_token => return look(model, &id),
        (Err(error), _) if error.is_token_refused() => {
            token::ask(model, Parked::Look(id), &error);
            return Vec::new();
        }
        // Less than all of it tells nothing yet: another keystore may have that name.
        (Ok(stored), Name::After) if is_renamed && digest::of(stored.object()) != plan.after => {
            return read(model, &id, Name::Before(Some(stored)));
        }
        (Err(Error::NotFound(_) | Error::Invalid(_)), Name::After) if is_renamed => {
            return read(model, &id, Name::Before(None));
        }
        // That there is none is an answer, too.
        (Err(Error::NotFound(_)), Name::After) => None,
        // Gone under its old name: then what stands under the new one is this keystore.
        (Err(Error::NotFound(_) | Error::Invalid(_)), Name::Before(under_new)) => under_new,
        (Ok(stored), _) => Some(stored),
        (Err(error), _) => {
            update.look = Look::Failed(error);
            return Vec::new();
        }
    };
    update.look = Look::Comparing { ticket: next_ticket };
    vec![Effect::Local(next_ticket, Ask::Resolve(Box::new(Resolving { id, plan, sent, stored })))]
}

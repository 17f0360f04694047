//! The right to edit a keystore, and its edits kept on this machine while they are made.
//!
//! ```text
//! a keystore is opened ─► Peek: who edits it, which edits of it are kept ─► they are offered
//! the first edit begins ─► Lock ─► each change: KeepDraft ─► submitted or dropped: ForgetDraft, Unlock
//! ```
//!
//! Only whoever edits holds the lock: looking is for everybody. An edit may begin before the lock is had, which
//! takes milliseconds; where another keywright has it, what was opened for the edit is closed again. Of each
//! keystore one thing at a time is asked for, so that nothing that is written overtakes anything else.
//! Read-only sessions ask for nothing here.

mod offered;

use std::sync::Arc;

use super::{
    dialog::{self, Dialog, problem::Problem},
    effect::Effect,
    local::{Ask, NotLocked, Told},
    model::{Model, Tone},
    remote::Ticket,
    screen::{
        Screen,
        keystore::{self, KeystoreScreen},
    },
    session::Access,
};
use crate::domain::{
    draft::Draft,
    holder::Holder,
    kept::{Edited, KeptEdits},
    place::Place,
    text,
};

pub use offered::{drop_kept, restore};
use offered::{offer, peeked, take_up};

/// What is edited in this session, and what of it is kept.
#[derive(Debug, Default)]
pub struct Editing {
    /// Of the opened keystore.
    form: Option<OfForm>,
    holds: Vec<Hold>,
    /// It was said that edits can't be kept.
    told: bool,
}

/// What is known of the opened keystore.
#[derive(Debug)]
struct OfForm {
    place: Place,
    kept: Kept,
    /// Another keywright edits it; who, where that is known.
    held: Option<Option<Box<Holder>>>,
}

/// The edits of it that are kept from before.
#[derive(Debug)]
enum Kept {
    NotAsked,
    Asked(Ticket),
    /// There are some, and it isn't decided what becomes of them.
    Offered(Box<KeptEdits>),
    /// They are being made anew, on top of this.
    Restoring(Ticket, Arc<crate::domain::keystore::Keystore>),
    /// They can't be read, and why: they aren't written over either.
    Unreadable(String),
    /// There are none, or it is decided.
    Settled,
}

/// A keystore that is edited.
#[derive(Debug)]
struct Hold {
    place: Place,
    lock: Lock,
    /// What is kept of its edits by now.
    kept: Option<Edited>,
    /// What is being written: edits in place of those, or none.
    writing: Option<(Ticket, Option<Edited>)>,
    /// Why nothing can be kept.
    broken: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    Asked(Ticket),
    Held,
    /// Another keywright has it; the edits stay, and can't be sent.
    Refused,
    LettingGo(Ticket),
}

fn place(model: &Model, project: &str, keystore: &str) -> Place {
    Place::new(model.session.base.as_str(), project, keystore)
}

fn place_of_form(model: &Model) -> Option<Place> {
    let form = model.form()?;
    Some(place(model, &form.project, form.draft.base().name()))
}

/// What is edited now: the keystores, and their drafts.
fn wanted(model: &Model) -> Vec<(Place, &Draft)> {
    let mut wanted: Vec<(Place, &Draft)> = Vec::new();
    let sending = model.submission.as_ref().filter(|submission| submission.is_under_way());
    if let Some(submission) = sending {
        wanted.push((place(model, &submission.project, &submission.keystore), &submission.draft));
    }
    // Whoever leaves has been asked whether the edits are to be lost.
    if !model.closing.is_some_and(|closing| closing.drops_edits()) {
        let form = model.form().filter(|form| {
            let dialog = |dialog: &Dialog| matches!(dialog, Dialog::Environment(_) | Dialog::Add(_));
            form.draft.is_changed() || form.editing.is_some() || model.dialogs.iter().any(dialog)
        });
        let form = form.map(|form| (place(model, &form.project, form.draft.base().name()), &form.draft));
        let kept = model.kept.iter();
        let kept = kept.map(|(project, draft)| (place(model, project, draft.base().name()), draft));
        wanted.extend(form.into_iter().chain(kept));
    }
    let mut seen: Vec<Place> = Vec::new();
    wanted.retain(|(place, _)| {
        let is_new = !seen.contains(place);
        seen.extend(is_new.then(|| place.clone()));
        is_new
    });
    wanted
}

/// Asks for what is missing by now: called after every message.
pub fn keep_up(model: &mut Model) -> Vec<Effect> {
    if !matches!(model.session.access, Access::Edit) {
        return Vec::new();
    }
    let mut effects = peek(model);
    let wanted: Vec<(Place, Option<Edited>)> = wanted(model)
        .into_iter()
        .map(|(place, draft)| (place, draft.is_changed().then(|| Edited::of(draft))))
        .collect();
    for (place, _) in &wanted {
        if !model.editing.holds.iter().any(|hold| hold.place == *place) {
            let ticket = model.ticket();
            effects.push(Effect::Local(ticket, Ask::Lock(place.clone())));
            model.editing.holds.push(Hold {
                place: place.clone(),
                lock: Lock::Asked(ticket),
                kept: None,
                writing: None,
                broken: None,
            });
        }
    }
    for at in 0..model.editing.holds.len() {
        let ticket = model.ticket();
        effects.extend(write(model, at, &wanted, ticket));
    }
    model
        .editing
        .holds
        .retain(|hold| hold.lock != Lock::Refused || wanted.iter().any(|(place, _)| *place == hold.place));
    effects
}

/// What is to be written of a keystore's edits, or that it is let go.
fn write(model: &mut Model, at: usize, wanted: &[(Place, Option<Edited>)], ticket: Ticket) -> Option<Effect> {
    let undecided = model.editing.form.as_ref().filter(|form| !matches!(form.kept, Kept::Settled));
    let undecided = undecided.map(|form| form.place.clone());
    let hold = model.editing.holds.get_mut(at)?;
    if hold.lock != Lock::Held || hold.writing.is_some() {
        return None;
    }
    let place = hold.place.clone();
    let edited = wanted.iter().find(|(of, _)| *of == place).map(|(_, edited)| edited.clone());
    let is_edited = edited.is_some();
    let edited = edited.flatten();
    // Edits from before, of which nobody has decided yet, aren't written over.
    let may_write = hold.broken.is_none() && undecided.as_ref() != Some(&place);
    if may_write && edited != hold.kept {
        hold.writing = Some((ticket, edited.clone()));
        let draft = self::wanted(model).into_iter().find(|(of, _)| *of == place);
        let draft = draft.map(|(_, draft)| Box::new(draft.clone()));
        return Some(Effect::Local(
            ticket,
            match (edited, draft) {
                (Some(_), Some(draft)) => Ask::KeepDraft(place, draft),
                _ => Ask::ForgetDraft(place),
            },
        ));
    }
    if is_edited {
        return None;
    }
    hold.lock = Lock::LettingGo(ticket);
    Some(Effect::Local(ticket, Ask::Unlock(place)))
}

/// A keystore that was opened to be edited is looked after: who edits it, which edits of it are kept.
fn peek(model: &mut Model) -> Vec<Effect> {
    let Some(place) = place_of_form(model) else {
        model.editing.form = None;
        return Vec::new();
    };
    if model.editing.form.as_ref().is_none_or(|form| form.place != place) {
        model.editing.form = Some(OfForm { place: place.clone(), kept: Kept::NotAsked, held: None });
    }
    show_what_began(model);
    let may_edit = keystore::refusal(model).is_none();
    let ticket = model.ticket();
    let is_held = model.editing.holds.iter().any(|hold| hold.place == place);
    let Some(form) = &mut model.editing.form else { return Vec::new() };
    match form.kept {
        // What is kept of it is this session's own.
        Kept::NotAsked if is_held => form.kept = Kept::Settled,
        Kept::NotAsked if may_edit => {
            form.kept = Kept::Asked(ticket);
            return vec![Effect::Local(ticket, Ask::Peek(place))];
        }
        _ => {}
    }
    Vec::new()
}

/// What is offered follows what is stored, which was read anew meanwhile.
fn show_what_began(model: &mut Model) {
    let Some(base) = model.form().map(|form| Arc::clone(form.draft.base())) else { return };
    for dialog in &mut model.dialogs {
        if let Dialog::Kept(offer) = dialog {
            offer.compare(&base);
        }
    }
}

/// What comes before an edit of the opened keystore; `None` where nothing does.
pub fn before_editing(model: &mut Model) -> Option<Vec<Effect>> {
    let ticket = model.ticket();
    let form = model.editing.form.as_mut()?;
    match &form.kept {
        Kept::Offered(_) => {
            offer(model);
            return Some(Vec::new());
        }
        Kept::Restoring(..) => {
            model.say(Tone::Info, "the edits that were kept are being taken up: a moment");
            return Some(Vec::new());
        }
        _ => {}
    }
    form.held.as_ref()?;
    let place = form.place.clone();
    model.say(Tone::Info, "asking whether it is free by now");
    let holds = &mut model.editing.holds;
    holds.retain(|hold| hold.place != place || hold.lock != Lock::Refused);
    if holds.iter().any(|hold| hold.place == place) {
        return Some(Vec::new());
    }
    let ask = Ask::Lock(place.clone());
    holds.push(Hold { place, lock: Lock::Asked(ticket), kept: None, writing: None, broken: None });
    Some(vec![Effect::Local(ticket, ask)])
}

/// Takes in what the state directory told.
pub fn told(model: &mut Model, ticket: Ticket, told: Told) -> Vec<Effect> {
    match told {
        Told::Peeked(answer) => {
            peeked(model, ticket, answer);
            Vec::new()
        }
        Told::Locked(answer) => locked(model, ticket, answer),
        Told::Unlocked => {
            model.editing.holds.retain(|hold| hold.lock != Lock::LettingGo(ticket));
            Vec::new()
        }
        Told::DraftKept(answer) => {
            written(model, ticket, answer);
            Vec::new()
        }
        Told::Restored(restored) => take_up(model, ticket, *restored),
        Told::Unknown(_) | Told::Resolved(_) | Told::Journal(_) | Told::Backup(_) => Vec::new(),
    }
}

fn locked(model: &mut Model, ticket: Ticket, answer: Result<(), NotLocked>) -> Vec<Effect> {
    let asked = |hold: &Hold| hold.lock == Lock::Asked(ticket);
    let Some(at) = model.editing.holds.iter().position(asked) else { return Vec::new() };
    let Some(hold) = model.editing.holds.get_mut(at) else { return Vec::new() };
    let place = hold.place.clone();
    let is_of_form = model.editing.form.as_ref().is_some_and(|form| form.place == place);
    match answer {
        Ok(()) => {
            hold.lock = Lock::Held;
            if is_of_form { freed(model) } else { Vec::new() }
        }
        Err(NotLocked::Failed(why)) => {
            // Nobody is kept from editing it too, and what is submitted is compared all the same.
            hold.lock = Lock::Held;
            hold.broken = Some(why.clone());
            not_kept(model, &why);
            if let Some(form) = &mut model.editing.form {
                form.held = None;
            }
            Vec::new()
        }
        Err(NotLocked::Held(holder)) => {
            hold.lock = Lock::Refused;
            if is_of_form {
                refused(model, holder);
            }
            Vec::new()
        }
    }
}

/// Another keywright had it, and hasn't any more: what is stored may be another by now, and edits of its may be
/// left.
fn freed(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = model.editing.form.as_mut().filter(|form| form.held.is_some()) else {
        return Vec::new();
    };
    form.held = None;
    form.kept = Kept::Asked(ticket);
    let ask = Ask::Peek(form.place.clone());
    model.say(Tone::Good, "nobody else edits it any more: it is read again, and can be edited");
    let mut effects = keystore::refresh(model);
    effects.push(Effect::Local(ticket, ask));
    effects
}

/// Another keywright edits the opened keystore: what was opened for an edit is closed. Edits that were made
/// already stay, and can't be sent meanwhile.
fn refused(model: &mut Model, holder: Option<Box<Holder>>) {
    if let Some(form) = model.form_mut() {
        form.editing = None;
    }
    model.dialogs.retain(|dialog| {
        !matches!(
            dialog,
            Dialog::Environment(_)
                | Dialog::Add(_)
                | Dialog::Files(_)
                | Dialog::Submit(_)
                | Dialog::Findings(_)
        )
    });
    model.notice = None;
    let name = model.form().map(|form| text::shown(form.draft.base().name())).unwrap_or_default();
    let by = holder.as_ref().map_or("another keywright".to_owned(), |holder| holder.to_string());
    if let Some(form) = &mut model.editing.form {
        form.held = Some(holder);
    }
    dialog::problem::show(
        model,
        Problem {
            title: format!("{name} is being edited"),
            words: None,
            meaning: format!("By {by}."),
            next_step: "Ask them to finish, or close this and browse meanwhile: then e asks again.".into(),
        },
    );
}

/// Whether another keywright edits the opened keystore, as far as is known.
pub fn is_held_elsewhere(model: &Model) -> bool {
    model.form().is_some() && model.editing.form.as_ref().is_some_and(|form| form.held.is_some())
}

fn written(model: &mut Model, ticket: Ticket, answer: Result<(), String>) {
    let hold = model
        .editing
        .holds
        .iter_mut()
        .find(|hold| matches!(&hold.writing, Some((waiting, _)) if *waiting == ticket));
    match (hold, answer) {
        (Some(hold), Ok(())) => hold.kept = hold.writing.take().and_then(|(_, edited)| edited),
        (Some(hold), Err(why)) => {
            hold.writing = None;
            hold.broken = Some(why.clone());
            not_kept(model, &why);
        }
        // Dropped before anything was edited.
        (None, Ok(())) => {}
        (None, Err(why)) => not_kept(model, &why),
    }
}

/// Said in full once in a session, and shortly for as long as it is so ([`unkept`]); the demo keeps nothing on
/// purpose.
fn not_kept(model: &mut Model, why: &str) {
    if model.editing.told || model.session.demo {
        return;
    }
    model.editing.told = true;
    model.say(Tone::Warning, unkept_words(why));
}

/// What holds of the opened keystore's edits for as long as they can't be kept; stands where notices stand.
pub fn unkept(model: &Model) -> Option<String> {
    let is_shown = matches!(model.screens.last(), Some(Screen::Keystore(_))) && !model.session.demo;
    let form = model.editing.form.as_ref().filter(|_| is_shown)?;
    let why = match &form.kept {
        Kept::Unreadable(why) => Some(why.as_str()),
        _ => cannot_keep(model),
    };
    why.map(unkept_words)
}

/// Why nothing can be kept of the opened keystore, as far as that was tried.
pub fn cannot_keep(model: &Model) -> Option<&str> {
    let place = &model.editing.form.as_ref()?.place;
    model.editing.holds.iter().find(|hold| hold.place == *place)?.broken.as_deref()
}

fn unkept_words(why: &str) -> String {
    text::words(&format!("edits aren't kept over a crash: {why}"))
}

/// What is typed in a field or a form and not taken over yet is taken over as it is: the program ends, and
/// nothing of it is sent.
pub fn take_in(model: &mut Model) {
    dialog::environment::keep(model);
    if let Some(form) = model.form_mut() {
        KeystoreScreen::take_in(form);
    }
}

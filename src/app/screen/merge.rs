//! Somebody else changed the keystore while it was edited: what both changed is chosen, place by
//! place; the rest goes by itself. Nothing is sent from here: what comes of it goes through the
//! submit dialog.
//!
//! ```text
//! ┌ partner-mtls: 1 of 3 places to choose ─────────────┐
//! │▸? production ▸ file     to choose                  │
//! │ ✓ production ▸ alias    theirs                     │
//! │   sandbox ▸ entry       theirs, by itself          │
//! └────────────────────────────────────────────────────┘
//! ┌ production ▸ file ─────────────────────────────────┐
//! │ before   JKS     2.1 KiB  CN=...  serial 4A:1F     │
//! │ theirs   PKCS12  3.1 KiB  CN=...  serial 70:11     │
//! │ mine     PKCS12  3.1 KiB  CN=...  serial 7F:02     │
//! └────────────────────────────────────────────────────┘
//! ```

use std::sync::Arc;

use crate::{
    app::{
        dialog,
        effect::Effect,
        keymap::Action,
        model::{Model, Tone},
        picker::Picker,
        screen::Screen,
        submission::{self, Phase, Stop},
    },
    domain::merge::{Choice, Merge},
};

/// The state of the screen.
#[derive(Debug)]
pub struct MergeScreen {
    pub project: String,
    pub merge: Merge,
    pub rows: Picker,
    /// It is about the edits in the form, and not about those that were to be submitted.
    of_form: bool,
}

impl MergeScreen {
    /// Over the form: its edits began from something else than what is stored.
    pub fn of_form(project: String, merge: Merge) -> Self {
        Self { of_form: true, ..Self::new(project, merge) }
    }

    fn new(project: String, merge: Merge) -> Self {
        let first = merge.rows().iter().position(|row| row.choice.is_none()).unwrap_or(0);
        let mut rows = Picker::default();
        for _ in 0..first {
            rows.step(Action::Down, merge.rows().len());
        }
        Self { project, merge, rows, of_form: false }
    }
}

/// Opens it over a submission that found the keystore changed.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(submission) = &model.submission else { return Vec::new() };
    let Phase::Stopped(Stop::Changed { merge, .. }) = &submission.phase else {
        model.say(Tone::Info, "there is nothing to merge: nobody else changed it");
        return Vec::new();
    };
    if merge.is_clean() {
        model.say(Tone::Info, "the two changes don't touch and are merged already: R reviews them");
        return Vec::new();
    }
    // The form may have been edited since.
    let edited = model.form().filter(|form| submission.is_of(form) && form.draft.is_changed());
    let mine = edited.map_or(&submission.draft, |form| &form.draft).clone();
    let merge = Merge::new(mine, Arc::clone(merge.theirs()));
    let project = submission.project.clone();
    model.screens.push(Screen::Merge(Box::new(MergeScreen::new(project, merge))));
    Vec::new()
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Screen::Merge(screen)) = model.screens.last_mut() else { return Vec::new() };
    let len = screen.merge.rows().len();
    if screen.rows.step(action, len) {
        return Vec::new();
    }
    let choice = match action {
        Action::TakeTheirs | Action::TakeAllTheirs => Choice::Theirs,
        Action::KeepMine | Action::KeepAllMine => Choice::Mine,
        Action::Accept | Action::Review => return done(model),
        Action::Back => {
            model.screens.pop();
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    if matches!(action, Action::TakeAllTheirs | Action::KeepAllMine) {
        screen.merge.choose_all(choice);
        return Vec::new();
    }
    match screen.merge.choose(screen.rows.cursor(), choice) {
        Ok(()) => next_open(screen),
        Err(why) => model.say(Tone::Warning, why),
    }
    Vec::new()
}

/// On to the next place that is still to be chosen, where there is one below.
fn next_open(screen: &mut MergeScreen) {
    let (at, len) = (screen.rows.cursor(), screen.merge.rows().len());
    let below = screen.merge.rows().iter().skip(at).position(|row| row.choice.is_none());
    for _ in 0..below.unwrap_or(0) {
        screen.rows.step(Action::Down, len);
    }
}

/// Everything is chosen: what came of it is reviewed, with everything to be confirmed again.
fn done(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Merge(screen)) = model.screens.last() else { return Vec::new() };
    let Some(draft) = screen.merge.draft() else {
        let open = screen.merge.open();
        let places = crate::domain::text::count(open, "place is", "places are");
        model.say(Tone::Warning, format!("{places} still to be chosen: t takes theirs, m keeps mine"));
        return Vec::new();
    };
    let of_form = screen.of_form;
    model.screens.pop();
    let changed = draft.is_changed();
    if of_form {
        if let Some(form) = model.form_mut() {
            form.draft = draft;
        }
        if changed {
            return dialog::submit::open(model);
        }
        model.say(Tone::Info, "theirs is taken: nothing is left to submit");
        return Vec::new();
    }
    submission::take_merged(model, draft);
    if changed {
        return dialog::submit::review_again(model);
    }
    model.say(Tone::Info, "theirs is taken: nothing is left to submit");
    Vec::new()
}

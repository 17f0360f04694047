//! Edits that were kept from before: offered, taken up or dropped.

use std::sync::Arc;

use super::{Hold, Kept, Lock, OfForm, not_kept};
use crate::{
    app::{
        dialog::{Dialog, kept::Offer, problem::Problem},
        effect::Effect,
        local::{Ask, Peeked, Restoring},
        model::{Model, Tone},
        remote::Ticket,
        screen::{Screen, merge::MergeScreen},
    },
    domain::{
        kept::{Edited, Restored, Since},
        merge::Merge,
    },
};

pub(super) fn peeked(model: &mut Model, ticket: Ticket, answer: Result<Peeked, String>) {
    let Some(form) = &mut model.editing.form else { return };
    if !matches!(form.kept, Kept::Asked(waiting) if waiting == ticket) {
        return;
    }
    form.kept = Kept::Settled;
    match answer {
        Ok(Peeked { holder: Some(holder), .. }) => {
            let words = format!("being edited by {holder}; browse meanwhile, e asks again");
            form.held = Some(Some(Box::new(holder)));
            model.say(Tone::Warning, words);
        }
        Ok(Peeked { kept: Some(kept), .. }) => {
            form.kept = Kept::Offered(kept);
            offer(model);
        }
        Ok(_) => {}
        Err(why) => {
            form.kept = Kept::Unreadable(why.clone());
            not_kept(model, &why);
        }
    }
}

/// Shows the edits that were kept, and asks what becomes of them.
pub(super) fn offer(model: &mut Model) {
    let Some(OfForm { kept: Kept::Offered(kept), .. }) = &model.editing.form else { return };
    let Some(form) = model.form() else { return };
    if model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Kept(_))) {
        return;
    }
    let offer = Offer::new((**kept).clone(), form.draft.base());
    // Below what is being typed into, so that it doesn't take the letters.
    let at = if model.context().takes_text() { 0 } else { model.dialogs.len() };
    model.dialogs.insert(at, Dialog::Kept(Box::new(offer)));
}

/// The edits that were kept are made anew, on top of what is stored.
pub fn restore(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = model.form() else { return Vec::new() };
    let (stored, type_field) = (Arc::clone(form.draft.base()), form.draft.type_field());
    let Some(of_form) = &mut model.editing.form else { return Vec::new() };
    let place = of_form.place.clone();
    let restoring = Kept::Restoring(ticket, Arc::clone(&stored));
    match std::mem::replace(&mut of_form.kept, restoring) {
        Kept::Offered(kept) => {
            let restoring = Restoring { place, kept: kept.draft, stored, type_field, read: None };
            vec![Effect::Local(ticket, Ask::Restore(Box::new(restoring)))]
        }
        other => {
            of_form.kept = other;
            Vec::new()
        }
    }
}

/// The edits that were kept are forgotten.
pub fn drop_kept(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = model.editing.form.as_mut().filter(|form| matches!(form.kept, Kept::Offered(_))) else {
        return Vec::new();
    };
    form.kept = Kept::Settled;
    let place = form.place.clone();
    model.say(Tone::Info, "the edits that were kept are dropped");
    // What comes next of this keystore's, or nothing, is to take their place.
    let kept = Some(Edited::default());
    if let Some(hold) = model.editing.holds.iter_mut().find(|hold| hold.place == place) {
        hold.kept = kept;
        return Vec::new();
    }
    let ask = Ask::Lock(place.clone());
    model.editing.holds.push(Hold { place, lock: Lock::Asked(ticket), kept, writing: None, broken: None });
    vec![Effect::Local(ticket, ask)]
}

/// They are made anew: the form has them, and what is to be known of them is said.
pub(super) fn take_up(model: &mut Model, ticket: Ticket, restored: Restored) -> Vec<Effect> {
    let Some(of_form) = &mut model.editing.form else { return Vec::new() };
    let Kept::Restoring(waiting, stored) = &of_form.kept else { return Vec::new() };
    if *waiting != ticket {
        return Vec::new();
    }
    let stored = Arc::clone(stored);
    of_form.kept = Kept::Settled;
    let Restored { draft, since, passwords, lost } = restored;
    let is_nothing = !draft.is_changed();
    let mut notes = Vec::new();
    if !passwords.is_empty() {
        notes.push(format!("Passwords aren't kept: type them again for {}.", passwords.join(", ")));
    }
    notes.extend(lost.into_iter().map(|lost| format!("{lost}.")));
    let (draft, choosing) = match since {
        Since::Same => (draft, None),
        Since::Rebased { both } => {
            if !both.is_empty() {
                notes.push(format!(
                    "What is stored was changed since, in {} too: look at it before you submit.",
                    both.join(", ")
                ));
            }
            (draft, None)
        }
        Since::Changed => {
            let merge = Merge::new(draft.clone(), stored);
            match merge.draft() {
                Some(merged) => {
                    if !is_nothing {
                        notes.push(
                            "What is stored was changed since, elsewhere: the two changes are merged.".into(),
                        );
                    }
                    (merged, None)
                }
                None => (draft, Some(merge)),
            }
        }
    };
    let Some(form) = model.form_mut() else { return Vec::new() };
    form.editing = None;
    form.draft = draft;
    let project = form.project.clone();
    let is_choosing = choosing.is_some();
    if let Some(merge) = choosing {
        model.screens.push(Screen::Merge(Box::new(MergeScreen::of_form(project, merge))));
    }
    if is_nothing {
        // What is kept of them stays there until it is dropped.
        notes.push("So the form holds what is stored.".into());
        model.dialogs.push(Dialog::Problem(Problem {
            title: "Nothing of the edits could be taken up".into(),
            words: None,
            meaning: notes.join(" "),
            next_step: "Make the edits again. These are offered again when the keystore is opened anew, until they are dropped or others take their place.".into(),
        }));
    } else if notes.is_empty() {
        let words = if is_choosing {
            "what is stored was changed since: choose between the two"
        } else {
            "the edits are taken up again"
        };
        model.say(if is_choosing { Tone::Warning } else { Tone::Good }, words);
    } else {
        model.dialogs.push(Dialog::Problem(Problem {
            title: "The edits are taken up again".into(),
            words: None,
            meaning: notes.join(" "),
            next_step: if is_choosing {
                "What is stored was changed since, where these edits change it too: choose between the two, place by place.".into()
            } else {
                "Ctrl-S shows what an update with them would do.".into()
            },
        }));
    }
    Vec::new()
}

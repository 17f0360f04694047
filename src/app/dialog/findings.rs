//! What the rules say, in full: each finding with how to mend it.

use super::Dialog;
use crate::app::{
    effect::Effect,
    judgement::{self, Judgement, Review},
    keymap::Action,
    model::Model,
    scroll::Scroll,
};

/// What the findings are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The form of an entry, as it is filled so far.
    Form,
    /// Everything that would be sent.
    Everything,
}

/// The scope, and how far it is scrolled.
#[derive(Debug)]
pub struct Findings {
    pub scope: Scope,
    pub scroll: Scroll,
}

/// Opens it over whatever is shown.
pub fn open(model: &mut Model, scope: Scope) {
    model.dialogs.push(Dialog::Findings(Findings { scope, scroll: Scroll::default() }));
}

/// What is judged within the scope, by environment.
pub fn judged(model: &Model, scope: Scope) -> Vec<(&str, Judgement<'_>)> {
    if scope == Scope::Everything {
        return Review::of(model).entries;
    }
    let dialog = model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Environment(form) => Some(form),
        _ => None,
    });
    let of_form = model.form().zip(dialog).map(|(form, dialog)| {
        (dialog.environment.as_str(), judgement::of_form(form, dialog).judgement(model))
    });
    of_form.into_iter().collect()
}

/// How far PgUp and PgDn go.
const PAGE: usize = 10;

/// The most lines that one finding is drawn in, and a heading.
const MOST_LINES: usize = 40;

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Findings(findings)) = model.dialogs.last() else { return Vec::new() };
    let count: usize =
        judged(model, findings.scope).iter().map(|(_, judgement)| judgement.findings().len() + 1).sum();
    let Some(Dialog::Findings(findings)) = model.dialogs.last_mut() else { return Vec::new() };
    if !findings.scroll.step(action, PAGE, MOST_LINES * count) && action == Action::Back {
        model.dialogs.pop();
    }
    Vec::new()
}

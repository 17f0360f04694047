//! The alias of the form: the only one of a file is chosen by itself, of several one is offered.

use super::{EnvironmentForm, FileState, FormField, form_mut};
use crate::{
    app::{dialog::Dialog, judgement, keymap::Action, model::Model},
    judge::{near_aliases, only_alias},
    keystore::Store,
};

/// More is known of the file, or another one was chosen: the alias follows it, unless the operator has
/// typed one. Called after every message.
pub fn follow(model: &mut Model) {
    let Some(alias) = wanted(model) else { return };
    let Some(form) = form_mut(model) else { return };
    if form.alias.alias() != alias {
        form.alias.set(&alias);
        form.alias_at_rest = alias;
    }
}

/// The alias that nobody has to choose; `None` where it stays as it is.
fn wanted(model: &Model) -> Option<String> {
    let form = form(model).filter(|form| !form.is_alias_typed)?;
    match form.file {
        FileState::Ready(_) => Some(by_itself(form, store(model)?).to_owned()),
        FileState::Untouched => Some(form.stored.alias.clone()),
        FileState::Reading(_) | FileState::Bad(_) => None,
    }
}

/// What is stored, where a new file has it too; else the only one of the file.
fn by_itself<'a>(form: &'a EnvironmentForm, store: &'a Store) -> &'a str {
    let stored = form.stored.alias.as_str();
    match only_alias(store) {
        Some(only) if stored.is_empty() || store.find(stored).is_none() => only,
        _ => stored,
    }
}

fn form(model: &Model) -> Option<&EnvironmentForm> {
    model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Environment(form) => Some(form.as_ref()),
        _ => None,
    })
}

/// The file that the entry would have, where it is open.
fn store(model: &Model) -> Option<&Store> {
    let proposal = judgement::of_form(model.form()?, form(model)?);
    let side = proposal.proposed(&model.vault).or_else(|| proposal.present(&model.vault))?;
    side.store()
}

/// The aliases of a file, those of private keys first.
pub fn aliases(store: &Store) -> Vec<&str> {
    let (keys, others): (Vec<_>, Vec<_>) = store.entries.iter().partition(|entry| entry.has_key());
    keys.into_iter().chain(others).map(|entry| entry.alias.as_str()).collect()
}

/// A form that was filled before: an alias that had chosen itself goes on following its file.
pub fn recall(model: &mut Model) {
    let own = form(model).zip(store(model)).is_some_and(|(form, store)| {
        matches!(form.file, FileState::Ready(_)) && form.alias.alias() == by_itself(form, store)
    });
    if let Some(form) = form_mut(model).filter(|_| own) {
        form.is_alias_typed = false;
    }
}

/// Goes through the aliases of the file, or completes what was typed; where there is nothing to choose, on to
/// another field.
pub(super) fn act(model: &mut Model, action: Action) {
    let typed = form(model).map(|form| form.alias.alias()).unwrap_or_default();
    let found = store(model).map(|store| match action {
        Action::Complete => completed(store, &typed),
        Action::Up => next(store, &typed, true),
        _ => next(store, &typed, false),
    });
    let Some(form) = form_mut(model) else { return };
    match found {
        Some(Found::Alias(alias)) => {
            form.alias.set(&alias);
            form.is_alias_typed = true;
            form.touched = true;
            form.settle();
        }
        Some(Found::NoneLikeIt) => {
            form.complain("no alias of the file is like it; ↓ goes through them");
        }
        Some(Found::NothingToChoose) | None => {
            let by = if action == Action::Up { FormField::ORDER.len() - 1 } else { 1 };
            form.focus = form.focus.moved(by);
        }
    }
}

enum Found {
    Alias(String),
    NoneLikeIt,
    NothingToChoose,
}

/// The alias that is nearest to what was typed.
fn completed(store: &Store, typed: &str) -> Found {
    if store.find(typed).is_some() {
        return Found::NothingToChoose;
    }
    let nearest = if typed.is_empty() {
        aliases(store).first().copied()
    } else {
        near_aliases(store, typed).first().copied()
    };
    match nearest {
        Some(alias) => Found::Alias(alias.to_owned()),
        None if store.entries.is_empty() => Found::NothingToChoose,
        None => Found::NoneLikeIt,
    }
}

/// The one after what is in the field, or before it; the first where that isn't in the file.
fn next(store: &Store, typed: &str, back: bool) -> Found {
    let aliases = aliases(store);
    let at = store.find(typed).and_then(|entry| aliases.iter().position(|alias| *alias == entry.alias));
    let next = match (at, aliases.len()) {
        (_, 0) | (Some(_), 1) => return Found::NothingToChoose,
        (Some(at), count) if back => (at + count - 1) % count,
        (Some(at), count) => (at + 1) % count,
        (None, count) if back => count - 1,
        (None, _) => 0,
    };
    Found::Alias(aliases.get(next).copied().unwrap_or_default().to_owned())
}

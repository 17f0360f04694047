//! What comes in while the browse screen is there: lists, files' contents. The cursors stay on what they
//! are on.

use super::{
    Browse, Column,
    order::{Order, Sort},
};
use super::{browse_mut, keystore_at_cursor, listed, project_at_cursor};
use crate::app::{
    effect::Effect,
    model::{Model, Tone},
};

/// The list of projects has come in: the cursor stays on the project that it was on, or goes to
/// the one to begin with.
pub fn projects_came(model: &mut Model, at: Option<String>) -> Vec<Effect> {
    let Some(browse) = model.browse() else { return Vec::new() };
    let (shown, column) = (at.or_else(|| browse.project.clone()), browse.column);
    let was_shown = shown.is_some();
    let wanted = shown.or_else(|| model.session.project.take());
    if let Some(wanted) = wanted {
        let names: Vec<String> = model.catalog.project_names().map(str::to_owned).collect();
        let there = names.contains(&wanted);
        if let Some(browse) = browse_mut(model).filter(|_| there) {
            browse.projects.select(names.iter().map(String::as_str), &wanted);
        }
        if !there && (column == Column::Projects || was_shown) {
            // Another project's keystores aren't to come up under the operator's keys.
            super::left(model);
            model.say(
                Tone::Warning,
                format!(
                    "the project {} is not among those of this token's user",
                    crate::domain::text::shown(&wanted)
                ),
            );
        }
    }
    super::settle(model)
}

/// A list of keystores has come in: the cursor stays on the keystore that it was on.
pub fn keystores_came(model: &mut Model, at: Option<String>) -> Vec<Effect> {
    let Some(browse) = model.browse() else { return Vec::new() };
    let Some(project) = browse.project.as_deref() else { return Vec::new() };
    let wanted = at.or_else(|| browse.keystore.clone());
    let order = Order::of(model, project, browse.order.sort());
    if let Some(browse) = browse_mut(model) {
        browse.order = order;
    }
    if let Some(wanted) = wanted {
        point_at(model, &wanted);
    }
    preview(model);
    Vec::new()
}

/// Puts the cursor on a keystore, where it is there; else it stays where it is.
fn point_at(model: &mut Model, wanted: &str) {
    let Some(mut picker) = model.browse().map(|browse| browse.keystores.clone()) else { return };
    let names: Vec<&str> = listed(model).iter().map(|keystore| keystore.name()).collect();
    if !names.contains(&wanted) {
        return;
    }
    picker.select(names, wanted);
    if let Some(browse) = browse_mut(model) {
        browse.keystores = picker;
    }
}

/// The preview shows the keystore under the cursor.
fn preview(model: &mut Model) {
    let keystore = keystore_at_cursor(model).map(|keystore| keystore.name().to_owned());
    if let Some(browse) = browse_mut(model) {
        browse.keystore = keystore;
    }
}

/// Puts the keystores in order anew: their list, or what is known of their files, is another. The
/// cursor stays on its keystore; where it was never moved, at the top.
pub fn reorder(model: &mut Model) {
    let Some(sort) = model.browse().map(|browse| browse.order.sort()) else { return };
    self::sort(model, sort);
}

/// The same, by something else.
pub(super) fn sort(model: &mut Model, sort: Sort) {
    let Some(browse) = model.browse() else { return };
    let untouched = browse.column == Column::Projects && browse.keystores.cursor() == 0;
    let at = keystore_at_cursor(model).map(|keystore| keystore.name().to_owned());
    let order = Order::of(model, browse.project.as_deref().unwrap_or_default(), sort);
    let shows_cursors = browse.keystore == at;
    if let Some(browse) = browse_mut(model) {
        browse.order = order;
    }
    match at.filter(|_| !untouched) {
        Some(at) => point_at(model, &at),
        None if shows_cursors => preview(model),
        None => {}
    }
}

/// More is known of the files: an order by expiry follows it.
pub fn opened(model: &mut Model) {
    if model.browse().is_some_and(|browse| browse.order.sort() == Sort::Expiry) {
        reorder(model);
    }
}

/// A keystore was renamed: where the preview showed it, the cursor follows it.
pub fn renamed(model: &mut Model, project: &str, old_name: &str, name: &str) {
    let shown = |browse: &&mut Browse| {
        browse.project.as_deref() == Some(project) && browse.keystore.as_deref() == Some(old_name)
    };
    if browse_mut(model).filter(shown).is_some() {
        keystores_came(model, Some(name.to_owned()));
    }
}

/// The names under the two cursors, before a list is replaced: the cursors stay on them, whether
/// they have rested there or not.
pub fn under_cursors(model: &Model) -> (Option<String>, Option<String>) {
    (project_at_cursor(model), keystore_at_cursor(model).map(|keystore| keystore.name().to_owned()))
}

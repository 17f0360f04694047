//! Choosing which of the project's environments to add.

use super::{Dialog, environment::EnvironmentForm};
use crate::{
    app::{
        effect::Effect,
        keymap::Action,
        model::{Model, Tone},
        picker::Picker,
    },
    domain::environment::Environment,
};

/// The cursor over the environments that aren't in the keystore yet.
#[derive(Debug, Default)]
pub struct AddEnvironment {
    pub picker: Picker,
}

/// The project's environments that aren't in the draft.
pub fn candidates(model: &Model) -> Vec<&Environment> {
    let Some(form) = model.form() else { return Vec::new() };
    model
        .catalog
        .environments(&form.project)
        .iter()
        .filter(|environment| !form.draft.has(&environment.name))
        .collect()
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let len = candidates(model).len();
    let Some(Dialog::Add(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    if dialog.picker.step(action, len) {
        return Vec::new();
    }
    let cursor = dialog.picker.cursor();
    match action {
        Action::Back => drop(model.dialogs.pop()),
        Action::Accept => match candidates(model).get(cursor).copied().cloned() {
            Some(environment) => {
                let form = EnvironmentForm::of_new(&environment.name, environment.kind);
                model.dialogs.pop();
                model.dialogs.push(Dialog::Environment(Box::new(form)));
            }
            None => model.say(Tone::Info, "there is no environment to add"),
        },
        _ => {}
    }
    Vec::new()
}

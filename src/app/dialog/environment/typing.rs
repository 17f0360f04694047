//! Typing that hasn't rested: a password is tried, and an alias looked for, once it has.

use std::time::Duration;

use super::{EnvironmentForm, form_mut};
use crate::{
    app::{effect::Effect, model::Model, remote::Ticket},
    domain::secret::Secret,
};

/// How long typing rests before a file is opened with what was typed.
const REST: Duration = Duration::from_millis(300);

/// Whether the password or the alias is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Until this rest is over.
    Still(Ticket),
    Rested,
}

/// Something was typed into the password or the alias.
pub(super) fn typed(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = form_mut(model) else { return Vec::new() };
    form.touched = true;
    let before = std::mem::replace(&mut form.typed, Typed::Still(ticket));
    let mut effects = cancel(before);
    effects.push(Effect::Rest(ticket, REST));
    effects
}

fn cancel(typed: Typed) -> Vec<Effect> {
    match typed {
        Typed::Still(ticket) => vec![Effect::Cancel(ticket)],
        Typed::Rested => Vec::new(),
    }
}

impl EnvironmentForm {
    /// What has been typed is all: it counts from now on.
    pub(super) fn settle(&mut self) -> Vec<Effect> {
        self.password_at_rest = (!self.password.is_empty()).then(|| self.password.secret());
        self.alias_at_rest = self.alias.alias();
        cancel(std::mem::replace(&mut self.typed, Typed::Rested))
    }

    /// The password that the file is opened with: what was typed, or what was entered before.
    pub fn password_at_rest(&self) -> Option<&Secret> {
        self.password_at_rest.as_ref().or(self.kept_password.as_ref())
    }

    /// The alias that is looked for.
    pub fn alias_at_rest(&self) -> &str {
        &self.alias_at_rest
    }
}

//! What the rules say, in full: each finding with how to mend it.

use super::{Dialog, environment::EnvironmentForm};
use crate::app::{
    effect::Effect,
    judgement::{self, Judgement, Review},
    keymap::Action,
    message::FileProblem,
    model::{Model, Tone},
    scroll::Scroll,
};
use crate::judge::Finding;

/// What the findings are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The form of an entry, as it is filled so far.
    Form,
    /// Everything that would be sent.
    Everything,
}

/// The scope, how far it is scrolled, and which command is copied next.
#[derive(Debug)]
pub struct Findings {
    pub scope: Scope,
    pub scroll: Scroll,
    next: usize,
}

/// Opens it over whatever is shown.
pub fn open(model: &mut Model, scope: Scope) {
    model.dialogs.push(Dialog::Findings(Findings { scope, scroll: Scroll::default(), next: 0 }));
}

/// What is judged within the scope, by environment.
pub fn judged(model: &Model, scope: Scope) -> Vec<(&str, Judgement<'_>)> {
    if scope == Scope::Everything {
        return Review::of(model).entries;
    }
    let of_form = model.form().zip(form(model)).map(|(form, dialog)| {
        (dialog.environment.as_str(), judgement::of_form(form, dialog).judgement(model))
    });
    of_form.into_iter().collect()
}

fn form(model: &Model) -> Option<&EnvironmentForm> {
    model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Environment(form) => Some(form.as_ref()),
        _ => None,
    })
}

/// Why nothing of the form can be judged, and what to do about it: its file can't be read.
pub fn unreadable(model: &Model, scope: Scope) -> Option<(&FileProblem, &'static str)> {
    if scope == Scope::Form { form(model)?.unreadable() } else { None }
}

/// How far PgUp and PgDn go.
const PAGE: usize = 10;

/// The most lines that one finding is drawn in, and a heading.
const MOST_LINES: usize = 40;

/// The commands that mend something, in the order in which they are shown, each once.
fn commands(model: &Model, scope: Scope) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let judged = judged(model, scope);
    for command in judged.iter().flat_map(|(_, judgement)| judgement.findings()).flat_map(Finding::commands) {
        if !commands.iter().any(|known| known == command) {
            commands.push(command.to_owned());
        }
    }
    commands
}

/// Copies a command, the next one with each key, since they are too long to be retyped from a screen.
fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(Dialog::Findings(findings)) = model.dialogs.last() else { return Vec::new() };
    let (next, commands) = (findings.next, commands(model, findings.scope));
    let count = commands.len();
    let at = next.checked_rem(count).unwrap_or(0);
    let Some(command) = commands.into_iter().nth(at) else {
        model.say(Tone::Info, "no command is named here");
        return Vec::new();
    };
    if let Some(Dialog::Findings(findings)) = model.dialogs.last_mut() {
        findings.next = at + 1;
    }
    let which = if count > 1 { format!("command {} of {count}", at + 1) } else { "the command".into() };
    let words: String = command.split(' ').take(3).collect::<Vec<_>>().join(" ");
    model.say(Tone::Info, format!("copied {which}, {words} ..., if your terminal allows it (OSC 52)"));
    vec![Effect::Copy(command)]
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Copy {
        return copy(model);
    }
    let Some(Dialog::Findings(findings)) = model.dialogs.last() else { return Vec::new() };
    let count: usize =
        judged(model, findings.scope).iter().map(|(_, judgement)| judgement.findings().len() + 1).sum();
    let Some(Dialog::Findings(findings)) = model.dialogs.last_mut() else { return Vec::new() };
    if !findings.scroll.step(action, PAGE, MOST_LINES * count) && action == Action::Back {
        model.dialogs.pop();
    }
    Vec::new()
}

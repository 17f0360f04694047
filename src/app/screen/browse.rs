//! Three columns, left to right as the data nests.
//!
//! ```text
//! ┌ Projects 41 ─────┐┌ Keystores 5 by expiry ────┐┌ partner-mtls ──────────────┐
//! │ Billing          ││▸partner-mtls      ✗ over  ││ mTLS identity for partners │
//! │▸Payments         ││ sepa-qwac         locked  ││ ENVIRONMENT  TYPE   EXPIRES│
//! │                  ││ acquirer-signing  212 d   ││ production   PKCS12 212 d  │
//! └──────────────────┘└───────────────────────────┘└────────────────────────────┘
//! ```
//!
//! The cursor moves at once; what depends on it follows when it rests, so that going down a list
//! neither asks the server for what is passed by nor repaints its neighbours.

mod arrival;
mod order;

use std::{sync::Arc, time::Duration};

use crate::{
    app::{
        dialog::{self, Dialog},
        effect::{Effect, Read},
        key::Key,
        keymap::{Action, Context},
        model::{Model, Parked, Tone},
        picker::Picker,
        remote::Ticket,
        screen::{Screen, entry, json::Json, keystore::KeystoreScreen},
        submission,
    },
    domain::keystore::Keystore,
};

pub use arrival::{keystores_came, opened, projects_came, renamed, reorder, under_cursors};
pub use order::{Order, Sort, expiry};

/// How long the cursor rests before what depends on it is shown.
const REST: Duration = Duration::from_millis(150);

/// The column that has the keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    #[default]
    Projects,
    Keystores,
}

/// The state of the browse screen.
#[derive(Debug, Default)]
pub struct Browse {
    pub column: Column,
    pub projects: Picker,
    pub keystores: Picker,
    /// Of the keystores; no filter is typed.
    pub order: Order,
    /// The project whose keystores are shown: the cursor's, once it has rested.
    pub project: Option<String>,
    /// The keystore that the preview shows, likewise.
    pub keystore: Option<String>,
    resting: Option<Ticket>,
}

impl Browse {
    /// Where its keys belong.
    pub fn context(&self) -> Context {
        if self.picker().is_typing() { Context::Filter } else { Context::Browse }
    }

    /// Whether the cursor moves, and hasn't rested yet.
    pub fn is_moving(&self) -> bool {
        self.resting.is_some() && !self.picker().is_typing()
    }

    /// The list that has the keyboard.
    pub fn picker(&self) -> &Picker {
        match self.column {
            Column::Projects => &self.projects,
            Column::Keystores => &self.keystores,
        }
    }

    fn picker_mut(&mut self) -> &mut Picker {
        match self.column {
            Column::Projects => &mut self.projects,
            Column::Keystores => &mut self.keystores,
        }
    }
}

/// The first requests of a session: the updates of which nobody knows what came are shown first. Asks for a token first where there is none.
pub fn start(model: &mut Model) -> Vec<Effect> {
    if model.session.wants_token {
        model.parked.push(Parked::Read(Read::Generation));
        model.parked.push(Parked::Read(Read::Projects));
        model.dialogs.push(Dialog::Token(dialog::token::TokenPrompt::first()));
        return dialog::unknown::ask(model);
    }
    let mut effects = model.read(Read::Projects);
    effects.extend(model.read(Read::Generation));
    effects.extend(dialog::unknown::ask(model));
    effects
}

fn browse_mut(model: &mut Model) -> Option<&mut Browse> {
    model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Browse(browse) => Some(browse.as_mut()),
        _ => None,
    })
}

/// The project under the cursor.
fn project_at_cursor(model: &Model) -> Option<String> {
    let browse = model.browse()?;
    let index = browse.projects.chosen(model.catalog.project_names())?;
    model.catalog.projects.value()?.get(index).map(|project| project.name.clone())
}

/// The keystores of the project that is shown, in the order of the list.
pub fn listed(model: &Model) -> Vec<&Arc<Keystore>> {
    let Some(browse) = model.browse() else { return Vec::new() };
    browse.order.apply(model.catalog.keystores(browse.project.as_deref().unwrap_or_default()))
}

/// The keystore under the cursor, in the project that is shown.
pub fn keystore_at_cursor(model: &Model) -> Option<&Arc<Keystore>> {
    let keystores = listed(model);
    let index = model.browse()?.keystores.chosen(keystores.iter().map(|keystore| keystore.name()))?;
    keystores.get(index).copied()
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(effects) = step(model, action) {
        return effects;
    }
    match action {
        Action::Accept | Action::Right => forward(model, action),
        Action::Edit => {
            let effects = forward(model, Action::Accept);
            if let Some(why) = model.session.edit_refusal() {
                model.say(Tone::Warning, why);
            }
            effects
        }
        Action::Left => left(model),
        Action::Back => back(model),
        Action::Filter => {
            if let Some(browse) = browse_mut(model) {
                browse.picker_mut().begin();
            }
            Vec::new()
        }
        Action::Refresh => refresh(model),
        Action::Sort => sort(model),
        Action::View => {
            let mut effects = settle(model);
            effects.extend(entry::open_from_browse(model));
            effects
        }
        Action::Password => password(model),
        Action::Json => show_json(model),
        Action::Quit => dialog::confirm::leave(model),
        _ => Vec::new(),
    }
}

/// Moves the cursor of the focused column.
fn step(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let len = hits(model)?;
    let browse = browse_mut(model)?;
    let before = browse.picker().cursor();
    if !browse.picker_mut().step(action, len) {
        return None;
    }
    let moved = browse.picker().cursor() != before;
    Some(if moved { rest(model) } else { Vec::new() })
}

/// How many items the focused column shows.
fn hits(model: &Model) -> Option<usize> {
    let browse = model.browse()?;
    Some(match browse.column {
        Column::Projects => browse.projects.hits(model.catalog.project_names()).len(),
        Column::Keystores => {
            browse.keystores.hits(listed(model).iter().map(|keystore| keystore.name())).len()
        }
    })
}

/// Starts the rest after which what depends on the cursor follows it.
fn rest(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(browse) = browse_mut(model) else { return Vec::new() };
    let before = browse.resting.replace(ticket);
    before.map(Effect::Cancel).into_iter().chain([Effect::Rest(ticket, REST)]).collect()
}

/// The cursor has rested.
pub fn rested(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    if model.browse().is_none_or(|browse| browse.resting != Some(ticket)) {
        return Vec::new();
    }
    settle(model)
}

/// Lets what depends on the cursor follow it now.
pub fn settle(model: &mut Model) -> Vec<Effect> {
    let project = project_at_cursor(model);
    let Some(browse) = browse_mut(model) else { return Vec::new() };
    browse.resting = None;
    let mut effects = Vec::new();
    if browse.project != project {
        let left = browse.project.take();
        browse.project.clone_from(&project);
        browse.keystores.clear();
        if let Some(left) = left {
            effects.extend(model.catalog.give_up(&left).into_iter().map(Effect::Cancel));
        }
        reorder(model);
    }
    if let Some(project) = project {
        effects.extend(load(model, &project));
    }
    let keystore = keystore_at_cursor(model).map(|keystore| keystore.name().to_owned());
    if let Some(browse) = browse_mut(model) {
        browse.keystore = keystore;
    }
    effects
}

/// Asks for what isn't known of a project yet.
pub fn load(model: &mut Model, project: &str) -> Vec<Effect> {
    let data = model.catalog.project_mut(project);
    let project = || project.to_owned();
    let mut wanted = Vec::new();
    if data.keystores.is_untouched() {
        wanted.push(Read::Keystores { project: project() });
    }
    if data.environments.is_untouched() {
        wanted.push(Read::Environments { project: project() });
    }
    if data.jwks.is_untouched() {
        wanted.push(Read::Jwks { project: project() });
    }
    wanted.into_iter().flat_map(|read| model.read(read)).collect()
}

/// Into the next column, or into the keystore.
fn forward(model: &mut Model, action: Action) -> Vec<Effect> {
    let mut effects = settle(model);
    let Some(browse) = browse_mut(model) else { return effects };
    match browse.column {
        Column::Projects => {
            let Some(project) = browse.project.clone() else { return effects };
            browse.column = Column::Keystores;
            let keystores = &mut model.catalog.project_mut(&project).keystores;
            let stopped = keystores.stopped().is_some() || keystores.error().is_some();
            if stopped && keystores.pending().is_none() && keystores.value().is_none() {
                effects.extend(model.read(Read::Keystores { project }));
            }
        }
        Column::Keystores if action == Action::Accept => effects.extend(open(model)),
        Column::Keystores => {}
    }
    effects
}

/// Opens the keystore under the cursor, and reads it anew.
fn open(model: &mut Model) -> Vec<Effect> {
    let Some(project) = model.browse().and_then(|browse| browse.project.clone()) else { return Vec::new() };
    let Some(keystore) = keystore_at_cursor(model).cloned() else { return Vec::new() };
    let type_field = model.catalog.type_field(&keystore);
    let kept = submission::take_kept(model, &project, keystore.name());
    let mut form = KeystoreScreen::new(project, keystore, type_field);
    // What was submitted, or came to nothing, is still what the operator wants.
    match &model.submission {
        Some(submission) if submission.is_under_way() && submission.is_of(&form) => {
            form.draft = submission.draft.clone();
            form.submitted = true;
        }
        _ => form.draft = kept.unwrap_or(form.draft),
    }
    model.screens.push(Screen::Keystore(Box::new(form)));
    super::keystore::refresh(model)
}

fn left(model: &mut Model) -> Vec<Effect> {
    if let Some(browse) = browse_mut(model) {
        browse.column = Column::Projects;
    }
    Vec::new()
}

/// Esc: one thing at a time, the nearest first.
fn back(model: &mut Model) -> Vec<Effect> {
    let Some(browse) = browse_mut(model) else { return Vec::new() };
    if browse.picker().is_filtered() {
        let keep = match browse.column {
            Column::Projects => browse.project.clone(),
            Column::Keystores => browse.keystore.clone(),
        };
        browse.picker_mut().clear();
        select(model, keep.as_deref());
        return rest(model);
    }
    if let Some(project) = browse.project.clone()
        && let Some(ticket) = model.catalog.project_mut(&project).keystores.stop()
    {
        model.say(Tone::Info, "loading stopped; r loads it again");
        return vec![Effect::Cancel(ticket)];
    }
    if let Some(ticket) = model.catalog.projects.stop() {
        model.say(Tone::Info, "loading stopped; r loads it again");
        return vec![Effect::Cancel(ticket)];
    }
    if model.browse().is_some_and(|browse| browse.column == Column::Projects) {
        model.say(Tone::Info, "q quits");
        return Vec::new();
    }
    left(model)
}

/// Puts the cursor of the focused column on a name.
fn select(model: &mut Model, wanted: Option<&str>) {
    let Some(wanted) = wanted else { return };
    let Some(column) = model.browse().map(|browse| browse.column) else { return };
    let names: Vec<String> = match column {
        Column::Projects => model.catalog.project_names().map(str::to_owned).collect(),
        Column::Keystores => listed(model).iter().map(|keystore| keystore.name().to_owned()).collect(),
    };
    if let Some(browse) = browse_mut(model) {
        browse.picker_mut().select(names.iter().map(String::as_str), wanted);
    }
}

/// Asks for the password of the keystore's first locked file.
fn password(model: &mut Model) -> Vec<Effect> {
    let mut effects = settle(model);
    let project = model.browse().and_then(|browse| browse.project.clone());
    match (project, keystore_at_cursor(model).cloned()) {
        (Some(project), Some(keystore)) => {
            effects.extend(dialog::password::open(model, &project, &keystore, None));
        }
        _ => model.say(Tone::Info, "no keystore is chosen"),
    }
    effects
}

/// Sorts the keystores otherwise.
fn sort(model: &mut Model) -> Vec<Effect> {
    let Some(sort) = model.browse().map(|browse| browse.order.sort().next()) else { return Vec::new() };
    arrival::sort(model, sort);
    Vec::new()
}

fn refresh(model: &mut Model) -> Vec<Effect> {
    let Some(browse) = model.browse() else { return Vec::new() };
    let (column, project) = (browse.column, browse.project.clone());
    let mut wanted = Vec::new();
    if column == Column::Projects {
        wanted.push(Read::Projects);
    }
    if let Some(project) = project {
        // From the projects, what was stopped or failed beside them is tried again too.
        let keystores = &model.catalog.project_mut(&project).keystores;
        let broken =
            keystores.pending().is_none() && (keystores.stopped().is_some() || keystores.error().is_some());
        if column == Column::Keystores || broken {
            wanted.extend([
                Read::Keystores { project: project.clone() },
                Read::Environments { project: project.clone() },
                Read::Jwks { project },
            ]);
        }
    } else if column == Column::Keystores {
        wanted.push(Read::Projects);
    }
    wanted.into_iter().flat_map(|read| model.read(read)).collect()
}

fn show_json(model: &mut Model) -> Vec<Effect> {
    let effects = settle(model);
    match keystore_at_cursor(model) {
        Some(keystore) => {
            let json = Json::new(keystore);
            model.screens.push(Screen::Json(json));
        }
        None => model.say(Tone::Info, "no keystore is chosen"),
    }
    effects
}

/// A key while the filter is typed.
pub fn filter_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(browse) = browse_mut(model) else { return Vec::new() };
    if browse.picker_mut().key(key) { rest(model) } else { Vec::new() }
}

/// What a binding does while the filter is typed.
pub fn filter_act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept => {
            if let Some(browse) = browse_mut(model) {
                browse.picker_mut().keep();
            }
            settle(model)
        }
        Action::Back => {
            if let Some(browse) = browse_mut(model) {
                browse.picker_mut().keep();
            }
            back(model)
        }
        _ => step(model, action).unwrap_or_default(),
    }
}

/// Pasted text, while the filter is typed.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let Some(browse) = browse_mut(model).filter(|browse| browse.picker().is_typing()) else {
        return Vec::new();
    };
    browse.picker_mut().paste(text);
    rest(model)
}

//! One keystore as an editable form.
//!
//! ```text
//! ┌ Keystore ─────────────────────────────────────────────┐
//! │ Name         partner-mtls                             │
//! │ Description  mTLS identity for partner gateways       │
//! └───────────────────────────────────────────────────────┘
//! ┌ Environments 3 ───────────────────────────────────────┐
//! │▸~ production  PROD PKCS12 partner  CN=api.acme  397 d !│
//! └───────────────────────────────────────────────────────┘
//! ┌ production  published ────────────────────────────────┐
//! │ file  partner-2027.p12  3.1 KiB  PKCS12, opens with ..│
//! │ alias partner  private key RSA 2048, chain of 3, ..   │
//! │ now   CN=api.acme  4A:1F  expires 2026-12-22  in 29 d │
//! │ new   CN=api.acme ~7F:02 ~expires 2027-12-25  in 397 d│
//! │ ! warning SAN api-old.acme is no longer covered       │
//! └───────────────────────────────────────────────────────┘
//! ```

use std::sync::Arc;

use crate::{
    api::error::Error,
    app::{
        dialog::{self, Dialog, add::AddEnvironment, confirm::Question, environment::EnvironmentForm},
        editing,
        effect::{Effect, Read},
        field::TextField,
        key::Key,
        keymap::{Action, Context},
        model::{Model, Parked, Tone},
        picker::Picker,
        remote::Ticket,
        screen::{Screen, entry, json::Json},
    },
    domain::{
        draft::{Draft, DraftEntry, Origin},
        keystore::{Keystore, TypeField},
    },
};

/// The part of the form that has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Name,
    Description,
    Environments,
}

impl Focus {
    const ORDER: [Self; 3] = [Self::Name, Self::Description, Self::Environments];

    fn moved(self, by: usize) -> Self {
        let at = Self::ORDER.iter().position(|focus| *focus == self).unwrap_or(0);
        Self::ORDER[(at + by) % Self::ORDER.len()]
    }
}

/// The state of the form.
#[derive(Debug)]
pub struct KeystoreScreen {
    pub project: String,
    pub draft: Draft,
    pub focus: Focus,
    /// The name or the description, while it is edited.
    pub editing: Option<TextField>,
    pub environments: Picker,
    /// The keystore is being read anew.
    pub reading: Option<Ticket>,
    /// Why that failed.
    pub error: Option<Error>,
    /// Its update is under way: it is looked at, not edited.
    pub submitted: bool,
}

impl KeystoreScreen {
    /// A form over a keystore as it was read.
    pub fn new(project: String, keystore: Arc<Keystore>, type_field: TypeField) -> Self {
        Self {
            project,
            draft: Draft::new(keystore, type_field),
            focus: Focus::Environments,
            editing: None,
            environments: Picker::default(),
            reading: None,
            error: None,
            submitted: false,
        }
    }

    /// Where its keys belong.
    pub fn context(&self) -> Context {
        match (&self.editing, self.focus) {
            (Some(field), _) if field.is_several() => Context::Lines,
            (Some(_), _) => Context::Line,
            (None, Focus::Environments) => Context::Keystore,
            (None, _) => Context::KeystoreField,
        }
    }

    /// Takes over what is being typed in a field.
    pub fn take_in(&mut self) {
        let edited = self.edits_field();
        if let Some(field) = self.editing.take().filter(|_| edited) {
            match self.focus {
                Focus::Name => self.draft.set_name(&field.text()),
                Focus::Description => self.draft.set_description(&field.text()),
                Focus::Environments => {}
            }
        }
    }

    /// Whether leaving would lose something.
    pub fn is_changed(&self) -> bool {
        !self.submitted && (self.draft.is_changed() || self.edits_field())
    }

    /// Whether the field being edited differs from the draft.
    fn edits_field(&self) -> bool {
        let Some(field) = &self.editing else { return false };
        match self.focus {
            Focus::Name => field.differs_from(self.draft.name()),
            Focus::Description => field.differs_from(self.draft.description()),
            Focus::Environments => false,
        }
    }

    /// The entry under the cursor, with its index.
    pub fn selected(&self) -> Option<(usize, &DraftEntry)> {
        let entries = self.draft.entries();
        let index = self.environments.cursor().min(entries.len().checked_sub(1)?);
        Some((index, &entries[index]))
    }
}

/// Reads the opened keystore anew.
pub fn refresh(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = model.form_mut() else { return Vec::new() };
    let before = form.reading.replace(ticket);
    let read =
        Read::Keystore { project: form.project.clone(), keystore: form.draft.base().name().to_owned() };
    before.map(Effect::Cancel).into_iter().chain([Effect::Read(ticket, read)]).collect()
}

/// The keystore has been read anew. An edit that has begun keeps what it began from: what is
/// stored by then is compared before anything is sent.
pub fn came(model: &mut Model, ticket: Ticket, answer: Result<Arc<Keystore>, Error>) -> Vec<Effect> {
    // What is being confirmed doesn't change under the operator's eyes.
    let confirming = model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Submit(_)));
    let Some(form) = model.form_mut().filter(|form| form.reading == Some(ticket)) else { return Vec::new() };
    form.reading = None;
    match answer {
        Ok(keystore) => {
            form.error = None;
            let (project, name) = (form.project.clone(), form.draft.base().name().to_owned());
            if !confirming && !form.is_changed() && form.editing.is_none() && !form.submitted {
                form.draft = Draft::new(Arc::clone(&keystore), form.draft.type_field());
            }
            model.catalog.put_keystore(&project, &name, keystore);
            Vec::new()
        }
        Err(error) if error.is_token_refused() => {
            form.error = Some(error.clone());
            dialog::token::ask(model, Parked::RefreshForm, &error);
            Vec::new()
        }
        Err(error) => {
            form.error = Some(error);
            Vec::new()
        }
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match model.context() {
        Context::Line | Context::Lines => return edit_act(model, action),
        _ => {}
    }
    let Some(form) = model.form_mut() else { return Vec::new() };
    if form.focus == Focus::Environments && form.environments.step(action, form.draft.entries().len()) {
        return Vec::new();
    }
    match action {
        Action::Next => form.focus = form.focus.moved(1),
        Action::Previous => form.focus = form.focus.moved(2),
        Action::Back => return leave(model),
        Action::Refresh => return refresh(model),
        Action::Json => {
            let json = Json::new(form.draft.base());
            model.screens.push(Screen::Json(json));
        }
        Action::View => return entry::open_from_form(model),
        Action::Password => return entry::password_from_form(model),
        Action::Save => return entry::save_from_form(model),
        Action::Accept
        | Action::Add
        | Action::Remove
        | Action::Revert
        | Action::RevertAll
        | Action::Review => {
            return edit(model, action);
        }
        _ => {}
    }
    Vec::new()
}

/// What changes the draft. The keymap lets only a session that may write come here.
fn edit(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(why) = refusal(model) {
        model.say(Tone::Warning, why);
        return Vec::new();
    }
    if let Some(effects) = editing::before_editing(model) {
        return effects;
    }
    let Some(form) = model.form_mut() else { return Vec::new() };
    match (action, form.focus) {
        (Action::Accept, Focus::Name) => form.editing = Some(TextField::line(form.draft.name())),
        (Action::Accept, Focus::Description) => {
            form.editing = Some(TextField::lines_of(form.draft.description()));
        }
        (Action::Accept, Focus::Environments) => return edit_environment(model),
        (Action::Add, _) => return add(model),
        (Action::Remove, _) => remove(model),
        (Action::Revert, Focus::Name) => form.draft.revert_name(),
        (Action::Revert, Focus::Description) => form.draft.revert_description(),
        (Action::Revert, Focus::Environments) => {
            if let Some((index, _)) = form.selected() {
                form.draft.revert_entry(index);
            }
        }
        (Action::RevertAll, _) if form.draft.is_changed() => {
            model.dialogs.push(Dialog::Confirm(Question::RevertAll.into()));
        }
        (Action::Review, _) => return dialog::submit::open(model),
        _ => {}
    }
    Vec::new()
}

/// Why this keystore can't be edited now.
pub fn refusal(model: &Model) -> Option<String> {
    model.session.edit_refusal().or_else(|| {
        let form = model.form()?;
        if form.submitted {
            Some("its update is under way: wait for the outcome (F2 shows it)".into())
        } else if !form.draft.is_writable() {
            Some("its entries name environments by id (second generation of the API): keywright can't edit that yet".into())
        } else {
            None
        }
    })
}

fn edit_environment(model: &mut Model) -> Vec<Effect> {
    let Some(form) = model.form() else { return Vec::new() };
    let Some((index, entry)) = form.selected() else {
        model.say(Tone::Info, "there is no environment yet: a adds one");
        return Vec::new();
    };
    if entry.removed {
        model.say(Tone::Info, "marked for removal: u undoes that");
        return Vec::new();
    }
    let kind = model.catalog.kind(&form.project, form.draft.label(entry));
    let dialog = EnvironmentForm::of_entry(&form.draft, index, kind);
    model.dialogs.push(Dialog::Environment(Box::new(dialog)));
    dialog::environment::recall(model);
    Vec::new()
}

fn add(model: &mut Model) -> Vec<Effect> {
    let Some(project) = model.form().map(|form| form.project.clone()) else { return Vec::new() };
    model.dialogs.push(Dialog::Add(AddEnvironment::default()));
    let environments = &model.catalog.project_mut(&project).environments;
    if environments.value().is_none() && environments.pending().is_none() {
        return model.read(Read::Environments { project });
    }
    Vec::new()
}

fn remove(model: &mut Model) {
    let Some(form) = model.form_mut() else { return };
    let Some((index, entry)) = form.selected() else { return };
    let (added, label) = (matches!(entry.origin, Origin::Added(_)), form.draft.label(entry).to_owned());
    form.draft.remove(index);
    let label = crate::domain::text::shown(&label);
    let text = if added {
        format!("{label} is no longer added")
    } else {
        format!("{label} will lose this keystore; u undoes that")
    };
    model.say(Tone::Warning, text);
}

/// A binding while the name or the description is edited.
fn edit_act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(form) = model.form_mut() else { return Vec::new() };
    match action {
        Action::Done => form.take_in(),
        Action::Back => form.editing = None,
        Action::Revert => {
            let stored = match form.focus {
                Focus::Name => form.draft.base().name().to_owned(),
                _ => form.draft.base().description().to_owned(),
            };
            if let Some(field) = &mut form.editing {
                field.set(&stored);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// A key for the field being edited; elsewhere a word of help, since letters do nothing there.
pub fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(form) = model.form_mut() else { return Vec::new() };
    match &mut form.editing {
        Some(field) => {
            field.key(key);
        }
        None if form.focus != Focus::Environments && key.printable().is_some() => {
            model.say(Tone::Info, "Enter edits this field; Tab goes to the next");
        }
        None => {}
    }
    Vec::new()
}

/// Pasted text for the field being edited.
pub fn paste(model: &mut Model, text: &str) {
    if let Some(field) = model.form_mut().and_then(|form| form.editing.as_mut()) {
        field.paste(text);
    }
}

/// Back to the browse screen; asks first when there are changes.
fn leave(model: &mut Model) -> Vec<Effect> {
    if model.form().is_some_and(KeystoreScreen::is_changed) {
        model.dialogs.push(Dialog::Confirm(Question::DropChanges.into()));
        return Vec::new();
    }
    close(model)
}

/// Back to the browse screen, whatever was changed.
pub fn close(model: &mut Model) -> Vec<Effect> {
    let reading = model.form().and_then(|form| form.reading);
    model.screens.retain(|screen| !matches!(screen, Screen::Keystore(_)));
    reading.map(Effect::Cancel).into_iter().collect()
}

//! The form of one environment's entry: file, password, type, alias. What its file is found to be is in
//! `app::judgement`.

pub mod ahead;
mod alias;
mod completion;
mod exact;
mod looking;
mod pasted;
mod path;
mod remark;
mod taking;
mod typing;

pub use taking::{keep, take_when_open};

use super::{Dialog, confirm::Question, files};
use crate::{
    app::{
        effect::Effect,
        field::{SecretField, TextField},
        key::Key,
        keymap::{Action, Context},
        message::{DirectoryEntry, FileProblem},
        model::Model,
        remote::Ticket,
    },
    domain::{
        draft::{Draft, Edits, Origin},
        environment::Kind,
        file::{Format, NewFile, StoreType},
        keystore::StoredFile,
        secret::Secret,
    },
};

pub use alias::{aliases, follow, recall};
pub use completion::listed;
pub use exact::AliasField;
pub use path::{choose_file, file_came, rested};
pub use remark::Remark;
pub use typing::Typed;

/// The part of the form that has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormField {
    File,
    Password,
    Type,
    Alias,
    Cancel,
    Done,
}

impl FormField {
    const ORDER: [Self; 6] = [Self::File, Self::Password, Self::Type, Self::Alias, Self::Cancel, Self::Done];

    fn moved(self, by: usize) -> Self {
        let at = Self::ORDER.iter().position(|field| *field == self).unwrap_or(0);
        Self::ORDER[(at + by) % Self::ORDER.len()]
    }
}

/// What became of the path.
#[derive(Clone, Debug)]
pub enum FileState {
    /// No path, and no file that was put back: what is stored stays.
    Untouched,
    /// Typing rests, or the file is read.
    Reading(Ticket),
    Ready(NewFile),
    Bad(FileProblem),
}

/// Which entry of the draft is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Entry(usize),
    /// A new entry for the environment of this name.
    New(String),
}

/// The state of the form.
#[derive(Debug)]
pub struct EnvironmentForm {
    pub target: Target,
    pub environment: String,
    pub kind: Kind,
    pub focus: FormField,
    pub path: TextField,
    pub file: FileState,
    /// The file of a version before that the entry holds: no path leads to it, so it counts for as long as none
    /// is given.
    pub put_back: Option<NewFile>,
    pub password: SecretField,
    /// A password was entered before; an empty field keeps it.
    pub kept_password: Option<Secret>,
    /// The type that was chosen against, or without, the file's own.
    pub chosen_type: Option<StoreType>,
    pub alias: AliasField,
    /// The operator typed or chose it: it is changed by nobody else.
    is_alias_typed: bool,
    /// Password and alias as they were when typing rested: they are what is judged.
    pub typed: Typed,
    password_at_rest: Option<Secret>,
    alias_at_rest: String,
    /// What is stored, for the reader: type, alias, file.
    pub stored: StoredEntry,
    /// What a Tab offered, where there were several.
    pub offers: Vec<DirectoryEntry>,
    completing: Option<Ticket>,
    /// Done was pressed: it is taken over once the file is open and judged, or this rest is over.
    taking: Option<Ticket>,
    /// The file is being looked at once more.
    looking: Option<looking::Look>,
    /// There is no file under the path as it stands there: it is being read as this, which may be meant.
    meant: Option<String>,
    touched: bool,
    remark: Option<Remark>,
}

/// The entry as it is stored; empty for a new one.
#[derive(Clone, Debug, Default)]
pub struct StoredEntry {
    pub type_word: Option<String>,
    pub store_type: Option<StoreType>,
    pub alias: String,
    pub file: Option<StoredFile>,
}

impl EnvironmentForm {
    /// The form of an environment that is to be added.
    pub fn of_new(environment: &str, kind: Kind) -> Self {
        Self::new(
            Target::New(environment.into()),
            environment,
            kind,
            StoredEntry::default(),
            Edits::default(),
        )
    }

    /// The form of an entry of the draft, with the edits made so far.
    pub fn of_entry(draft: &Draft, index: usize, kind: Kind) -> Self {
        let Some(entry) = draft.entries().get(index) else { return Self::of_new("", kind) };
        let stored = match entry.origin {
            Origin::Stored(at) => draft.base().entries().get(at).map(|stored| StoredEntry {
                type_word: stored.type_word.clone(),
                store_type: stored.store_type(),
                alias: stored.alias.clone().unwrap_or_default(),
                file: Some(stored.file.clone()),
            }),
            Origin::Added(_) => None,
        };
        let label = draft.label(entry).to_owned();
        Self::new(Target::Entry(index), &label, kind, stored.unwrap_or_default(), entry.edits.clone())
    }

    fn new(target: Target, environment: &str, kind: Kind, stored: StoredEntry, edits: Edits) -> Self {
        let put_back = edits.file.clone().filter(|file| file.is_put_back);
        let path = edits.file.as_ref().filter(|file| !file.is_put_back).map_or("", |file| file.path.as_str());
        let alias = edits.alias.as_deref().unwrap_or(&stored.alias);
        Self {
            target,
            environment: environment.into(),
            kind,
            // What is missing of a file that was put back is its password; and what is typed there isn't shown.
            focus: if put_back.is_some() { FormField::Password } else { FormField::File },
            path: TextField::line(path),
            alias: AliasField::of(alias),
            is_alias_typed: edits.alias.is_some(),
            typed: Typed::Rested,
            password_at_rest: None,
            alias_at_rest: alias.to_owned(),
            file: edits.file.map_or(FileState::Untouched, FileState::Ready),
            put_back,
            password: SecretField::new(),
            kept_password: edits.password,
            chosen_type: edits.store_type,
            stored,
            offers: Vec::new(),
            completing: None,
            taking: None,
            looking: None,
            meant: None,
            touched: false,
            remark: None,
        }
    }

    /// Where its keys belong.
    pub fn context(&self) -> Context {
        match self.focus {
            FormField::File => Context::FormPath,
            FormField::Password => Context::FormText,
            FormField::Alias => Context::FormAlias,
            FormField::Type | FormField::Cancel | FormField::Done => Context::FormChoice,
        }
    }

    /// Whether a field differs from what is stored.
    pub fn differs(&self, field: FormField) -> bool {
        match field {
            FormField::File => !matches!(self.file, FileState::Untouched),
            FormField::Password => !self.password.is_empty() || self.kept_password.is_some(),
            FormField::Type => self.chosen_type.is_some(),
            FormField::Alias => self.alias.alias() != self.stored.alias,
            FormField::Cancel | FormField::Done => false,
        }
    }

    /// Whether anything was entered.
    pub fn is_changed(&self) -> bool {
        self.touched
    }

    /// Whether anything of the entry would change.
    pub fn is_edited(&self) -> bool {
        FormField::ORDER.iter().any(|field| self.differs(*field))
    }

    /// What the entry's file is where no path is given.
    fn without_path(&self) -> FileState {
        self.put_back.clone().map_or(FileState::Untouched, FileState::Ready)
    }

    /// Its place in the draft, which may have been read anew since.
    pub fn place(&self, draft: &Draft) -> Option<usize> {
        let index = match self.target {
            Target::Entry(index) => index,
            Target::New(_) => usize::MAX,
        };
        taking::entry_of(draft, index, &self.environment)
    }

    /// The type that the entry will have: chosen, or the new file's, or the stored one.
    pub fn store_type(&self) -> Option<StoreType> {
        self.chosen_type
            .or_else(|| match &self.file {
                FileState::Ready(file) => file.format.store_type(),
                _ => None,
            })
            .or(self.stored.store_type)
    }

    /// The format of the file that the entry will have.
    fn format(&self) -> Option<Format> {
        match (&self.file, &self.stored.file) {
            (FileState::Ready(file), _) => Some(file.format),
            (FileState::Untouched, Some(StoredFile::Readable { format, .. })) => Some(*format),
            _ => None,
        }
    }

    /// What to put in place of the entry's edits so far.
    fn edits(&self) -> Edits {
        let file = match &self.file {
            FileState::Ready(file) => Some(file.clone()),
            _ => None,
        };
        self.edits_with(file)
    }

    /// The same, where nobody can be asked any more: a path that leads to no file, which may be half of one or
    /// none yet, takes nothing from the edits `before`.
    fn edits_to_keep(&self, before: &Edits) -> Edits {
        if matches!(self.file, FileState::Ready(_)) || before.file.is_none() {
            return self.edits();
        }
        let edits = self.edits_with(before.file.clone());
        // An alias that chose itself is another file's by now.
        Edits { alias: if self.is_alias_typed { edits.alias } else { before.alias.clone() }, ..edits }
    }

    fn edits_with(&self, file: Option<NewFile>) -> Edits {
        let recognised = file.as_ref().and_then(|file| file.format.store_type()).or(self.stored.store_type);
        Edits {
            password: if self.password.is_empty() {
                self.kept_password.clone()
            } else {
                Some(self.password.secret())
            },
            store_type: self.chosen_type.filter(|chosen| Some(*chosen) != recognised),
            alias: self.differs(FormField::Alias).then(|| self.alias.alias()),
            file,
        }
    }
}

fn form_mut(model: &mut Model) -> Option<&mut EnvironmentForm> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Environment(form) => Some(form.as_mut()),
        _ => None,
    })
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(form) = form_mut(model) else { return Vec::new() };
    form.remark = None;
    // A key that isn't text: what was typed before is all.
    let mut effects = form.settle();
    effects.extend(act_on(model, action));
    effects
}

fn act_on(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(form) = form_mut(model) else { return Vec::new() };
    // On to the password only from a file that can be used: what is typed next isn't shown.
    if let (Action::Accept, FormField::File, FileState::Bad(_)) = (action, form.focus, &form.file) {
        return looking::look_and_go_on(model).into_iter().collect();
    }
    match (action, form.focus) {
        (Action::Down | Action::Up | Action::Complete, FormField::Alias) => {
            alias::act(model, action);
        }
        (Action::Next | Action::Down, _)
        | (Action::Accept, FormField::Password | FormField::Alias | FormField::File) => {
            form.focus = form.focus.moved(1);
        }
        (Action::Previous | Action::Up, _) => form.focus = form.focus.moved(FormField::ORDER.len() - 1),
        (Action::Left | Action::Right | Action::Accept, FormField::Type) => {
            let next =
                if form.store_type() == Some(StoreType::Jks) { StoreType::Pkcs12 } else { StoreType::Jks };
            form.chosen_type = Some(next);
            form.touched = true;
        }
        (Action::Left | Action::Right, FormField::Cancel) => form.focus = FormField::Done,
        (Action::Left | Action::Right, FormField::Done) => form.focus = FormField::Cancel,
        (Action::Complete, _) => return completion::complete(model),
        (Action::Browse, _) => {
            let path = form.path.text();
            return files::open(model, &path);
        }
        (Action::Revert, _) => return revert(model),
        (Action::Back, _) | (Action::Accept, FormField::Cancel) => return cancel(model),
        (Action::Done, _) | (Action::Accept, FormField::Done) => return taking::done(model),
        _ => {}
    }
    Vec::new()
}

/// Puts back what is stored for the focused field; for the file, what no path stands for.
fn revert(model: &mut Model) -> Vec<Effect> {
    let Some(form) = form_mut(model) else { return Vec::new() };
    match form.focus {
        FormField::File => {
            form.path.set("");
            return path::path_changed(model);
        }
        FormField::Password => {
            form.password.clear();
            form.kept_password = None;
        }
        FormField::Type => form.chosen_type = None,
        FormField::Alias => {
            form.alias.set(&form.stored.alias.clone());
            form.is_alias_typed = true;
        }
        FormField::Cancel | FormField::Done => return Vec::new(),
    }
    form.touched = true;
    form.settle()
}

fn cancel(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(form) = form_mut(model) {
        form.taking = None;
        effects.extend(form.stop_looking());
    }
    if form_mut(model).is_some_and(|form| form.is_changed()) {
        model.dialogs.push(Dialog::Confirm(Question::DropEntry.into()));
    } else {
        model.dialogs.pop();
    }
    effects
}

/// A key for the focused field.
pub fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(form) = form_mut(model) else { return Vec::new() };
    form.remark = None;
    match form.focus {
        FormField::File => {
            let before = form.path.text();
            form.path.key(key);
            if form.path.text() != before {
                return path::path_changed(model);
            }
        }
        FormField::Password => {
            let before = form.password.len();
            form.password.key(key);
            if form.password.len() != before {
                return typing::typed(model);
            }
        }
        FormField::Alias => {
            if form.alias.key(key) {
                form.is_alias_typed = true;
                return typing::typed(model);
            }
        }
        FormField::Type | FormField::Cancel | FormField::Done => {}
    }
    Vec::new()
}

/// Pasted text for the focused field.
pub fn paste(model: &mut Model, pasted: &str) -> Vec<Effect> {
    let Some(form) = form_mut(model) else { return Vec::new() };
    match form.focus {
        FormField::File => {
            form.path.paste(pasted.trim());
            return path::path_changed(model);
        }
        FormField::Password => form.password.paste(pasted),
        FormField::Alias => {
            form.alias.paste(pasted);
            form.is_alias_typed = true;
        }
        FormField::Type | FormField::Cancel | FormField::Done => return Vec::new(),
    }
    typing::typed(model)
}

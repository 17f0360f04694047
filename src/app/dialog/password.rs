//! The prompt for the password of a stored file: masked, kept for this session only, tried on the other
//! locked files of the keystore too.

use std::sync::Arc;

use super::Dialog;
use crate::{
    app::{
        effect::{Effect, FileSource},
        field::SecretField,
        key::Key,
        keymap::Action,
        model::{Model, Tone},
        vault::{self, Seen, Vault},
    },
    domain::{file::FileDigest, keystore::Keystore, secret::Secret, text},
    keystore::{
        EntryKind, Store,
        store::{Integrity, PrivateKey},
    },
};

/// The files that a password may open, and the one that it is asked for.
#[derive(Debug)]
pub struct PasswordPrompt {
    pub keystore: Arc<Keystore>,
    /// Never empty.
    pub locks: Vec<Lock>,
    /// The one that it is asked for.
    pub at: usize,
    pub field: SecretField,
    pub stage: Stage,
    /// Why the last one didn't do.
    pub complaint: Option<String>,
}

/// A file that opens further with its password.
#[derive(Debug)]
pub struct Lock {
    pub file: FileDigest,
    /// Where it is in the keystore.
    index: usize,
    /// The environments that hold it.
    pub environments: Vec<String>,
    /// It shows nothing without its password; otherwise it was read, but not checked.
    pub is_locked: bool,
}

/// How far it has got.
#[derive(Debug)]
pub enum Stage {
    Typing,
    /// The file is being opened.
    Trying(Secret),
    /// It is open; the same password is tried on the others.
    Others(Secret),
}

impl PasswordPrompt {
    /// The file that the password is asked for.
    pub fn lock(&self) -> Option<&Lock> {
        self.locks.get(self.at)
    }

    /// Whether a file is being opened.
    pub fn is_waiting(&self) -> bool {
        !matches!(self.stage, Stage::Typing)
    }

    /// Takes pasted text for the field.
    pub fn paste(&mut self, text: &str) {
        if !self.is_waiting() {
            self.complaint = None;
            self.field.paste(text);
        }
    }

    /// Takes a key for the field.
    pub fn key(&mut self, key: Key) {
        if !self.is_waiting() && self.field.key(key) {
            self.complaint = None;
        }
    }
}

impl Lock {
    /// Its environments in words.
    pub fn label(&self) -> String {
        self.environments.join(", ")
    }
}

/// Asks for the password of a keystore's file: that of the entry at `index`, or of the first that is
/// locked. Says why where there is nothing to unlock.
pub fn open(model: &mut Model, project: &str, keystore: &Arc<Keystore>, index: Option<usize>) -> Vec<Effect> {
    let locks = locks(model, project, keystore);
    let wanted = index.and_then(|index| keystore.entries().get(index));
    let at = match wanted {
        Some(entry) => locks.iter().position(|lock| Some(lock.file) == entry.digest()),
        None => locks.iter().position(|lock| lock.is_locked).or((!locks.is_empty()).then_some(0)),
    };
    match at {
        Some(at) => model.dialogs.push(Dialog::Password(PasswordPrompt {
            keystore: Arc::clone(keystore),
            locks,
            at,
            field: SecretField::new(),
            stage: Stage::Typing,
            complaint: None,
        })),
        None => {
            let why = match wanted {
                Some(entry) => entry.digest().map_or("there is no file that could be read", |file| {
                    nothing_to_unlock(model.vault.seen(file))
                }),
                None => "no file here asks for a password",
            };
            model.say(Tone::Info, why);
        }
    }
    Vec::new()
}

fn nothing_to_unlock(seen: Seen<'_>) -> &'static str {
    match seen {
        Seen::Unknown => "the file is still being opened",
        Seen::Open(_) | Seen::Locked => "the file is open: its password isn't needed",
        Seen::Failed(_) => "the file can't be read, with its password or without",
    }
}

/// The files of a keystore that open further with a password, each once.
fn locks(model: &Model, project: &str, keystore: &Arc<Keystore>) -> Vec<Lock> {
    let mut locks: Vec<Lock> = Vec::new();
    for (index, entry) in keystore.entries().iter().enumerate() {
        let Some(file) = entry.digest() else { continue };
        let known = model.catalog.environment(project, &entry.environment);
        let name = known.map_or_else(|| entry.environment.label(), |known| known.name.as_str()).to_owned();
        if let Some(lock) = locks.iter_mut().find(|lock| lock.file == file) {
            lock.environments.push(name);
        } else if let Some(is_locked) = is_locked(&model.vault, file) {
            locks.push(Lock { file, index, environments: vec![name], is_locked });
        }
    }
    locks
}

/// Whether a file is locked; `None` where its password would show nothing more.
fn is_locked(vault: &Vault, file: FileDigest) -> Option<bool> {
    match vault.seen(file) {
        Seen::Locked => Some(true),
        Seen::Open(store) if vault.password(file).is_none() && hides_something(store) => Some(false),
        Seen::Open(_) | Seen::Unknown | Seen::Failed(_) => None,
    }
}

fn hides_something(store: &Store) -> bool {
    let is_locked = |kind: &EntryKind| matches!(kind, EntryKind::PrivateKey { key: PrivateKey::Locked, .. });
    store.integrity == Integrity::NotChecked || store.entries.iter().any(|entry| is_locked(&entry.kind))
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Password(prompt)) = model.dialogs.last_mut() else { return Vec::new() };
    match action {
        Action::Back => drop(model.dialogs.pop()),
        Action::Accept if !prompt.is_waiting() => return attempt(model),
        Action::Next | Action::Previous if !prompt.is_waiting() => {
            let step = if action == Action::Next { 1 } else { prompt.locks.len() - 1 };
            prompt.at = (prompt.at + step) % prompt.locks.len().max(1);
            prompt.complaint = None;
        }
        _ => {}
    }
    Vec::new()
}

/// Has the file opened with what was typed. Nothing typed is the empty password, which some files have.
fn attempt(model: &mut Model) -> Vec<Effect> {
    let Some(Dialog::Password(prompt)) = model.dialogs.last_mut() else { return Vec::new() };
    let secret = prompt.field.secret();
    let Some(lock) = prompt.locks.get(prompt.at) else { return Vec::new() };
    let (file, source) = (lock.file, FileSource::Stored(Arc::clone(&prompt.keystore), lock.index));
    prompt.field.clear();
    prompt.complaint = None;
    prompt.stage = Stage::Trying(secret.clone());
    let mut effects = vault::open(model, file, source, Some(secret));
    // It may have been tried before: then nothing more comes.
    effects.extend(opened(model));
    effects
}

/// More is known of the files: goes on where that was waited for.
pub fn opened(model: &mut Model) -> Vec<Effect> {
    let Some(prompt) = find(&mut model.dialogs) else { return Vec::new() };
    let Stage::Trying(secret) = &prompt.stage else { return finished(model) };
    let Some(lock) = prompt.locks.get(prompt.at) else { return Vec::new() };
    match model.vault.opened(lock.file, Some(secret)) {
        None => return Vec::new(),
        Some(Err(error)) => {
            prompt.complaint = Some(format!("{error}: {}", error.next_step()));
            prompt.stage = Stage::Typing;
            return Vec::new();
        }
        Some(Ok(_)) => {}
    }
    let (secret, keystore) = (secret.clone(), Arc::clone(&prompt.keystore));
    let others = prompt.locks.iter().enumerate().filter(|(at, _)| *at != prompt.at);
    let others: Vec<_> = others.map(|(_, lock)| (lock.file, lock.index)).collect();
    prompt.stage = Stage::Others(secret.clone());
    let source = |index| FileSource::Stored(Arc::clone(&keystore), index);
    let mut effects: Vec<Effect> = Vec::new();
    for (file, index) in others {
        effects.extend(vault::open(model, file, source(index), Some(secret.clone())));
    }
    effects.extend(finished(model));
    effects
}

/// Closes the prompt once all files have been tried, and says which are open.
fn finished(model: &mut Model) -> Vec<Effect> {
    let Some(prompt) = find(&mut model.dialogs) else { return Vec::new() };
    let Stage::Others(secret) = &prompt.stage else { return Vec::new() };
    let (mut fits, mut locked) = (Vec::new(), Vec::new());
    for (at, lock) in prompt.locks.iter().enumerate() {
        match model.vault.opened(lock.file, Some(secret)) {
            None => return Vec::new(),
            Some(_) if at == prompt.at => {}
            Some(Ok(_)) => fits.push(lock.label()),
            Some(Err(_)) => locked.push(lock.label()),
        }
    }
    let mut words = prompt.lock().map(|lock| format!("{} is open", lock.label())).unwrap_or_default();
    if !fits.is_empty() {
        words = format!("{words}; the password also opens {}", fits.join(", "));
    }
    if !locked.is_empty() {
        words = format!("{words}; not {}", locked.join(", "));
    }
    model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Password(_)));
    model.say(Tone::Good, text::words(&words));
    Vec::new()
}

fn find(dialogs: &mut [Dialog]) -> Option<&mut PasswordPrompt> {
    dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Password(prompt) => Some(prompt),
        _ => None,
    })
}

//! The files that can be looked at: what each environment holds, and what it is to hold.

use std::sync::Arc;

use super::EntryScreen;
use crate::{
    app::{
        effect::{Effect, FileSource},
        expiry::Expiry,
        model::{Model, Tone},
        screen::{Screen, browse},
        vault::{Seen, Vault},
    },
    domain::{
        draft::{Draft, DraftEntry, Origin},
        file::{FileDigest, Format},
        keystore::{Entry, Keystore, StoredFile},
        secret::Secret,
    },
};

/// What an environment holds, or is to hold.
#[derive(Debug)]
pub struct Held {
    pub environment: String,
    /// Chosen in the form, and not sent yet.
    pub is_new: bool,
    alias: Option<String>,
    pub file: HeldFile,
}

/// The file itself.
#[derive(Debug)]
pub enum HeldFile {
    Missing,
    /// The server shows something that can't be read as a file.
    Opaque,
    There {
        file: FileDigest,
        source: FileSource,
        size: u64,
        format: Format,
        /// What was entered for it in the form.
        password: Option<Secret>,
        /// The path of a new file.
        path: Option<String>,
    },
}

impl Held {
    /// The alias that it serves under; `None` without one.
    pub fn alias(&self) -> Option<&str> {
        self.alias.as_deref().filter(|alias| !alias.is_empty())
    }

    /// The most that is known of the file.
    pub fn seen<'a>(&self, vault: &'a Vault) -> Seen<'a> {
        let HeldFile::There { file, password, .. } = &self.file else { return Seen::Unknown };
        let entered = password.as_ref().and_then(|password| vault.opened(*file, Some(password)));
        match entered {
            Some(Ok(store)) => Seen::Open(store),
            Some(Err(error)) => match vault.seen(*file) {
                // With another password, or without one, it shows something after all.
                Seen::Open(store) => Seen::Open(store),
                _ => Seen::Failed(error),
            },
            None => vault.seen(*file),
        }
    }
}

/// Opens the screen on the keystore under the browse screen's cursor, on its worst environment.
pub fn open_from_browse(model: &mut Model) -> Vec<Effect> {
    let Some(project) = model.browse().and_then(|browse| browse.project.clone()) else {
        return nothing(model);
    };
    let Some(keystore) = browse::keystore_at_cursor(model).cloned() else { return nothing(model) };
    let entries = keystore.entries().iter().enumerate();
    let files: Vec<Held> =
        entries.map(|(index, entry)| stored(model, &project, &keystore, index, entry)).collect();
    let rank = |entry: &Entry| Expiry::of_stored(&model.vault, entry).rank(model.now, model.soon());
    let worst = keystore.entries().iter().enumerate().min_by_key(|(_, entry)| rank(entry));
    let at = worst.map_or(0, |(index, _)| index);
    open(model, project, keystore, files, at)
}

/// Opens the screen on the environments of the opened keystore, on the one under the cursor: on its new
/// file, where there is one.
pub fn open_from_form(model: &mut Model) -> Vec<Effect> {
    let Some(form) = model.form() else { return Vec::new() };
    let Some((selected, _)) = form.selected() else { return nothing(model) };
    let (project, keystore) = (form.project.clone(), Arc::clone(form.draft.base()));
    let (mut files, mut at) = (Vec::new(), 0);
    for (index, entry) in form.draft.entries().iter().enumerate() {
        if let Origin::Stored(place) = entry.origin
            && let Some(held) = keystore.entries().get(place)
        {
            files.push(stored(model, &project, &keystore, place, held));
        }
        files.extend(new(&form.draft, entry));
        if index == selected {
            at = files.len().saturating_sub(1);
        }
    }
    open(model, project, keystore, files, at)
}

fn open(
    model: &mut Model,
    project: String,
    keystore: Arc<Keystore>,
    files: Vec<Held>,
    at: usize,
) -> Vec<Effect> {
    if files.is_empty() {
        return nothing(model);
    }
    model.screens.push(Screen::Entry(Box::new(EntryScreen::new(project, keystore, files, at))));
    super::begin(model)
}

fn nothing(model: &mut Model) -> Vec<Effect> {
    model.say(Tone::Info, "there is no environment with a file to look at");
    Vec::new()
}

fn stored(model: &Model, project: &str, keystore: &Arc<Keystore>, index: usize, entry: &Entry) -> Held {
    let known = model.catalog.environment(project, &entry.environment);
    let name = known.map_or_else(|| entry.environment.label(), |known| known.name.as_str());
    let file = match entry.file {
        StoredFile::Missing => HeldFile::Missing,
        StoredFile::Opaque => HeldFile::Opaque,
        StoredFile::Readable { size, format, digest } => HeldFile::There {
            file: digest,
            source: FileSource::Stored(Arc::clone(keystore), index),
            size,
            format,
            password: None,
            path: None,
        },
    };
    Held { environment: name.to_owned(), is_new: false, alias: entry.alias.clone(), file }
}

/// The file that was chosen for an entry of the draft.
fn new(draft: &Draft, entry: &DraftEntry) -> Option<Held> {
    let file = entry.edits.file.as_ref()?;
    let stored = match entry.origin {
        Origin::Stored(place) => draft.base().entries().get(place).and_then(|entry| entry.alias.clone()),
        Origin::Added(_) => None,
    };
    Some(Held {
        environment: draft.label(entry).to_owned(),
        is_new: true,
        alias: entry.edits.alias.clone().or(stored),
        file: HeldFile::There {
            file: file.content.digest(),
            source: FileSource::Content(file.content.clone()),
            size: file.content.bytes().len() as u64,
            format: file.format,
            password: entry.edits.password.clone(),
            path: Some(file.path.clone()),
        },
    })
}

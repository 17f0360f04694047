//! An entry as it would be after the update: what of the draft or the form is judged, and which files
//! have to be open for that.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Judgement, Wanted,
    brief::{Brief, File},
    side::Side,
};
use crate::{
    app::{
        dialog::{
            Dialog,
            environment::{EnvironmentForm, FileState, Typed},
        },
        effect::FileSource,
        model::Model,
        screen::keystore::KeystoreScreen,
        vault::{Opened, Seen, Vault},
    },
    domain::{
        draft::{Draft, DraftEntry, Origin},
        environment::Kind,
        file::{FileDigest, Format, NewFile, StoreType},
        keystore::{self, Keystore, StoredFile},
        secret::Secret,
    },
    judge,
    keystore::OpenError,
};

/// One entry of the draft, or of the form that is being filled.
#[derive(Debug)]
pub struct Proposal<'a> {
    draft: &'a Draft,
    project: &'a str,
    /// Its place in the draft; `None` for a form whose environment isn't in it.
    place: Option<usize>,
    kind: Kind,
    stored: Option<Stored<'a>>,
    file: Option<&'a NewFile>,
    /// What was entered.
    password: Option<&'a Secret>,
    store_type: Option<StoreType>,
    /// `None`, and empty: none.
    alias: Option<&'a str>,
    /// Anything of it is edited.
    is_edited: bool,
    is_typing: bool,
}

/// What is stored for the environment.
#[derive(Clone, Copy, Debug)]
struct Stored<'a> {
    keystore: &'a Arc<Keystore>,
    index: usize,
    entry: &'a keystore::Entry,
}

impl<'a> Stored<'a> {
    fn of(draft: &'a Draft, entry: &DraftEntry) -> Option<Self> {
        let Origin::Stored(index) = entry.origin else { return None };
        let keystore = draft.base();
        Some(Self { keystore, index, entry: keystore.entries().get(index)? })
    }

    /// What is known of its file; `None` where there is none.
    fn seen(self, vault: &'a Vault) -> Option<Seen<'a>> {
        match self.entry.file {
            StoredFile::Readable { digest, .. } => Some(vault.seen(digest)),
            StoredFile::Opaque => Some(Seen::Failed(&OpenError::NotShown)),
            StoredFile::Missing => None,
        }
    }
}

/// What is to be sent of the opened keystore: the entry at a place of its draft.
pub fn of_draft<'a>(model: &Model, form: &'a KeystoreScreen, place: usize) -> Option<Proposal<'a>> {
    let draft = &form.draft;
    let entry = draft.entries().get(place)?;
    let stored = Stored::of(draft, entry);
    let stored_alias = stored.and_then(|stored| stored.entry.alias.as_deref());
    Some(Proposal {
        draft,
        project: &form.project,
        place: Some(place),
        kind: model.catalog.kind(&form.project, draft.label(entry)),
        stored,
        file: entry.edits.file.as_ref(),
        password: entry.edits.password.as_ref(),
        store_type: draft.store_type(entry),
        alias: entry.edits.alias.as_deref().or(stored_alias),
        is_edited: !entry.removed && !entry.edits.is_empty(),
        is_typing: false,
    })
}

/// What the form of an entry would make of it.
pub fn of_form<'a>(form: &'a KeystoreScreen, dialog: &'a EnvironmentForm) -> Proposal<'a> {
    let draft = &form.draft;
    let place = dialog.place(draft);
    let entry = place.and_then(|place| draft.entries().get(place));
    let file = match &dialog.file {
        FileState::Ready(file) => Some(file),
        FileState::Untouched | FileState::Reading(_) | FileState::Bad(_) => None,
    };
    // Until the path leads to a file again, it isn't known what would be sent.
    let is_typing = matches!(dialog.typed, Typed::Still(_)) || matches!(dialog.file, FileState::Reading(_));
    Proposal {
        draft,
        project: &form.project,
        place,
        kind: dialog.kind.clone(),
        stored: entry.and_then(|entry| Stored::of(draft, entry)),
        file,
        password: dialog.password_at_rest(),
        store_type: dialog.store_type(),
        alias: Some(dialog.alias_at_rest()),
        is_edited: dialog.is_edited() && !matches!(dialog.file, FileState::Bad(_)),
        is_typing,
    }
}

/// Everything that is edited now.
pub(super) fn all(model: &Model) -> Vec<Proposal<'_>> {
    let Some(form) = model.form() else { return Vec::new() };
    let places = 0..form.draft.entries().len();
    let edited =
        |place: &usize| form.draft.entries().get(*place).is_some_and(|entry| !entry.edits.is_empty());
    let mut all: Vec<Proposal<'_>> =
        places.filter(edited).filter_map(|place| of_draft(model, form, place)).collect();
    all.extend(model.dialogs.iter().filter_map(|dialog| match dialog {
        Dialog::Environment(dialog) => Some(of_form(form, dialog)),
        _ => None,
    }));
    all
}

impl<'a> Proposal<'a> {
    /// What the environment holds now; `None` where it holds no file.
    pub fn present(&self, vault: &'a Vault) -> Option<Side<'a>> {
        let stored = self.stored?;
        Some(Side::new(stored.seen(vault)?, stored.entry.alias.as_deref()))
    }

    /// What it would hold; `None` where nothing of it is edited, or there is no file.
    pub fn proposed(&self, vault: &'a Vault) -> Option<Side<'a>> {
        if !self.is_edited {
            return None;
        }
        Some(Side::new(self.candidate(vault)?.2, self.alias))
    }

    /// Its file, and what came of opening it; `None` where there is no file that could be opened.
    fn candidate(&self, vault: &'a Vault) -> Option<(FileDigest, Format, Seen<'a>)> {
        let Some((digest, format)) = self.candidate_file() else {
            // Its alias, type or password may change all the same: that they can't be checked is said.
            self.stored?;
            let format = match self.store_type {
                Some(StoreType::Pkcs12) => Format::Pkcs12,
                Some(StoreType::Jks) | None => Format::Jks,
            };
            return Some((no_file(), format, Seen::Failed(&OpenError::NotShown)));
        };
        let seen = match (self.file, self.password) {
            (None, None) => vault.seen(digest),
            (_, password) => match vault.opened(digest, password) {
                None => Seen::Unknown,
                Some(Ok(store)) => Seen::Open(store),
                Some(Err(OpenError::Locked)) => Seen::Locked,
                Some(Err(error)) => Seen::Failed(error),
            },
        };
        Some((digest, format, seen))
    }

    fn candidate_file(&self) -> Option<(FileDigest, Format)> {
        match (self.file, self.stored.map(|stored| &stored.entry.file)) {
            (Some(file), _) => Some((file.content.digest(), file.format)),
            (None, Some(StoredFile::Readable { digest, format, .. })) => Some((*digest, *format)),
            (None, _) => None,
        }
    }

    /// A stored file that is locked, and the new one's password to be tried on it: mostly the two are the same.
    fn tried_on_stored(&self, vault: &Vault) -> Option<(FileDigest, &'a Secret)> {
        let digest = self.stored?.entry.digest()?;
        let password = self.password.filter(|_| self.file.is_some() && !self.is_typing)?;
        (vault.seen(digest) == Seen::Locked).then_some((digest, password))
    }

    /// The files that have to be open to judge it, and with which passwords.
    pub(super) fn wanted(&self, vault: &Vault) -> Vec<Wanted> {
        if !self.is_edited {
            return Vec::new();
        }
        let stored = self.stored.and_then(|stored| {
            let source = FileSource::Stored(Arc::clone(stored.keystore), stored.index);
            Some((stored.entry.digest()?, source))
        });
        let new = self.file.map(|file| (file.content.digest(), FileSource::Content(file.content.clone())));
        let mut wanted: Vec<Wanted> = Vec::new();
        if let Some((digest, source)) = stored.clone() {
            if let Some((_, password)) = self.tried_on_stored(vault) {
                wanted.push((digest, source.clone(), Some(password.clone())));
            }
            wanted.push((digest, source, None));
        }
        let is_password_given = self.file.is_some() || self.password.is_some();
        if !self.is_typing
            && is_password_given
            && let Some((digest, source)) = new.or(stored)
        {
            wanted.push((digest, source, self.password.cloned()));
        }
        wanted
    }

    /// Whether typing hasn't rested, or the file is still being read: what would be sent isn't known yet.
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// What is said of it.
    pub fn judgement(&self, model: &'a Model) -> Judgement<'a> {
        if self.is_typing {
            return Judgement::Typing;
        }
        match self.brief(model) {
            Ok(Some(brief)) => match model.judgements.of(&brief) {
                Some(findings) => Judgement::Judged(findings),
                None => Judgement::Opening(model.now),
            },
            Ok(None) => Judgement::Nothing,
            Err(Closed { since }) => Judgement::Opening(since),
        }
    }

    /// The whole case for the rules; `None` where there is nothing to judge.
    pub(super) fn brief(&self, model: &Model) -> Result<Option<Brief>, Closed> {
        let vault = &model.vault;
        if !self.is_edited || self.is_typing {
            return Ok(None);
        }
        let Some((digest, format, seen)) = self.candidate(vault) else { return Ok(None) };
        let closed = |digest| Closed {
            since: [self.password, None]
                .into_iter()
                .find_map(|password| vault.waiting_since(digest, password))
                .or_else(|| vault.abandoned_since())
                .unwrap_or(model.now),
        };
        let opened = opened(seen).ok_or_else(|| closed(digest))?;
        let present = match self.stored.and_then(|stored| Some((stored.entry, stored.seen(vault)?))) {
            Some((entry, seen)) => {
                let digest = entry.digest().unwrap_or_else(no_file);
                if let Some((digest, password)) = self.tried_on_stored(vault)
                    && vault.opened(digest, Some(password)).is_none()
                {
                    return Err(closed(digest));
                }
                let opened = self::opened(seen).ok_or_else(|| closed(digest))?;
                Some(File { digest, opened, alias: entry.alias.clone() })
            }
            None => None,
        };
        Ok(Some(Brief {
            candidate: File { digest, opened, alias: self.alias.map(str::to_owned) },
            stays: self.file.is_none(),
            format,
            store_type: self.store_type,
            has_odd_password: self
                .password
                .is_some_and(|password| judge::has_odd_characters(password.expose())),
            present,
            elsewhere: self.elsewhere(model, digest),
            kind: self.kind.clone(),
            now: model.now,
            soon: model.soon(),
            java: model.session.java,
        }))
    }

    /// The other entries of the draft that would hold the same file.
    fn elsewhere(&self, model: &Model, digest: FileDigest) -> Vec<(String, Kind)> {
        let entries = self.draft.entries().iter().enumerate();
        let others = entries.filter(|(place, entry)| Some(*place) != self.place && !entry.removed);
        let holds = |entry: &DraftEntry| match (&entry.edits.file, Stored::of(self.draft, entry)) {
            (Some(file), _) => file.content.digest() == digest,
            (None, Some(stored)) => stored.entry.digest() == Some(digest),
            (None, None) => false,
        };
        others
            .filter(|(_, entry)| holds(entry))
            .map(|(_, entry)| {
                let name = self.draft.label(entry);
                (name.to_owned(), model.catalog.kind(self.project, name))
            })
            .collect()
    }
}

/// Stands for the digest of what can't be read: that of nothing is no file's that could be sent.
fn no_file() -> FileDigest {
    FileDigest::of(&[])
}

/// A file that has to be open is still closed.
pub(super) struct Closed {
    /// Since when it is being opened.
    since: Timestamp,
}

/// What came of opening a file; `None` while that isn't known.
fn opened(seen: Seen<'_>) -> Option<Opened> {
    match seen {
        Seen::Unknown => None,
        Seen::Open(store) => Some(Ok(Arc::clone(store))),
        Seen::Locked => Some(Err(OpenError::Locked)),
        Seen::Failed(error) => Some(Err(error.clone())),
    }
}

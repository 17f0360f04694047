//! Rolling back: from a version before and what is stored now to the keystore's form, with edits that lead
//! back. Nothing is sent from here: the operator gives the passwords, and submits as any other edit.
//!
//! ```text
//! B ─► Effect::Local (the backup; a version of this session is known) ─► Effect::Read (what is stored now)
//!   ─► Ask::Peek (who edits it) ─► edits would be lost? asks ─► the form, and a note on what it would do
//! ```

mod words;

use std::sync::Arc;

use super::{
    dialog::{Dialog, confirm::Question, note::Note, problem::Problem},
    effect::{Effect, Read},
    keymap::Action,
    local::{Ask, Peeked},
    model::{Model, Parked, Tone},
    remote::Ticket,
    screen::{Screen, keystore},
    submission::{self, Phase, Stop},
};
use crate::{
    api::error::Error,
    domain::{
        backup::Backup,
        draft::Mark,
        file::FileDigest,
        journal::{Plan, Record, VersionBefore},
        keystore::Keystore,
        place::Place,
        rollback::{Rollback, Version},
        text,
    },
};

/// A roll back that was asked for, until the form is open.
#[derive(Debug)]
pub struct RollingBack {
    project: String,
    /// Under which names the keystore may be stored now, the likeliest first.
    names: Vec<String>,
    step: Step,
}

#[derive(Debug)]
enum Step {
    /// The backup is being read; of which update.
    Backup { ticket: Ticket, digest: FileDigest, plan: Box<Plan> },
    /// What is stored under one of the names is being read.
    Stored { ticket: Ticket, at: usize, version: Version },
    /// It is looked whether somebody else edits it.
    Peeking { ticket: Ticket, rollback: Box<Rollback>, version: Version },
    /// Whether edits that aren't submitted may be lost.
    Asking { rollback: Box<Rollback>, version: Version },
}

impl RollingBack {
    /// Whether something is being read for it.
    pub fn is_waiting(&self) -> bool {
        !matches!(self.step, Step::Asking { .. })
    }

    fn ticket(&self) -> Option<Ticket> {
        match self.step {
            Step::Backup { ticket, .. } | Step::Stored { ticket, .. } | Step::Peeking { ticket, .. } => {
                Some(ticket)
            }
            Step::Asking { .. } => None,
        }
    }
}

/// Why nothing can be rolled back now.
fn refusal(model: &Model) -> Option<String> {
    if let Some(why) = model.session.edit_refusal() {
        return Some(why);
    }
    if model.is_submitting() {
        return Some("an update is under way: wait for its outcome (F2 shows it)".into());
    }
    model
        .rolling_back
        .as_ref()
        .filter(|rolling| rolling.is_waiting())
        .map(|_| "it is being read already".into())
}

/// From the deployment screen: to the version before the last update. It is known from this session, whether or
/// not it was kept on the disk.
pub fn from_deployment(model: &mut Model) -> Vec<Effect> {
    if let Some(why) = refusal(model) {
        model.say(Tone::Warning, why);
        return Vec::new();
    }
    let Some(submission) = &model.submission else { return Vec::new() };
    if matches!(&submission.phase, Phase::Stopped(stop) if !matches!(stop, Stop::Refused(_))) {
        model.say(Tone::Info, "nothing was sent, so there is nothing to roll back");
        return Vec::new();
    }
    let version = Version::before(&submission.expectation, submission.started);
    let project = submission.project.clone();
    let mut names = vec![submission.keystore.clone()];
    push_new(&mut names, submission.expectation.name());
    push_new(&mut names, version.keystore.name());
    read_stored(model, project, names, 0, version)
}

/// From the history: to the version before the update under the cursor.
pub fn from_history(model: &mut Model) -> Vec<Effect> {
    if let Some(why) = refusal(model) {
        model.say(Tone::Warning, why);
        return Vec::new();
    }
    let Some(Screen::History(screen)) = model.screens.last() else { return Vec::new() };
    let (Some(journal), Some(update)) = (&screen.journal, screen.selected()) else {
        model.say(Tone::Info, "there is no update that could be rolled back");
        return Vec::new();
    };
    if update.under_way {
        model.say(
            Tone::Warning,
            "it is being sent just now: wait for its outcome (r reads the journal again)",
        );
        return Vec::new();
    }
    let plan = &update.record.intent.plan;
    if let Some(note) = words::unusable(plan, model.session.base.as_str(), &journal.directory) {
        model.dialogs.push(Dialog::Note(note));
        return Vec::new();
    }
    let VersionBefore::Kept { path, digest, .. } = &plan.backup else { return Vec::new() };
    let (path, digest, plan) = (path.clone(), *digest, Box::new(plan.clone()));
    let later = journal.updates.iter().map(|update| &update.record);
    let names = names_since(&update.record, later);
    let project = plan.place.project.clone();
    let ticket = model.ticket();
    model.rolling_back = Some(RollingBack { project, names, step: Step::Backup { ticket, digest, plan } });
    vec![Effect::Local(ticket, Ask::Backup(path))]
}

/// The names that a keystore may have by now, the likeliest first: the renames since are followed. `journal`:
/// the newest first.
fn names_since<'a>(record: &Record, journal: impl DoubleEndedIterator<Item = &'a Record>) -> Vec<String> {
    let place = &record.intent.plan.place;
    let mut names = vec![place.keystore.clone()];
    let since = journal.rev().skip_while(|other| other.intent.id != record.intent.id);
    for other in since.filter(|other| other.may_have_applied()) {
        let plan = &other.intent.plan;
        let is_of_it = plan.place.gateway == place.gateway
            && plan.place.project == place.project
            && names.first() == Some(&plan.place.keystore);
        if let Some(new) = plan.new_name.as_ref().filter(|_| is_of_it) {
            names.retain(|name| name != new);
            names.insert(0, new.clone());
        }
    }
    names
}

fn push_new(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// The backup has been read, or can't be.
pub fn backup_came(model: &mut Model, ticket: Ticket, answer: Result<Box<Backup>, String>) -> Vec<Effect> {
    let is_waited = |rolling: &mut RollingBack| matches!(rolling.step, Step::Backup { ticket: waiting, .. } if waiting == ticket);
    let Some(rolling) = model.rolling_back.take_if(is_waited) else { return Vec::new() };
    let Step::Backup { digest, plan, .. } = rolling.step else { return Vec::new() };
    let checked = answer.and_then(|backup| check(*backup, digest, &plan.place));
    match checked {
        Ok(backup) => {
            let version = Version::of_plan(Arc::new(backup.keystore), backup.at, &plan);
            read_stored(model, rolling.project, rolling.names, 0, version)
        }
        Err(why) => {
            let note = Note::new("Not rolled back").with(Tone::Bad, why);
            model.dialogs.push(Dialog::Note(note.with(Tone::Info, "Nothing was changed.")));
            Vec::new()
        }
    }
}

/// Whether a backup is the one that the journal tells of, and of the keystore that is to be brought back.
fn check(backup: Backup, digest: FileDigest, place: &Place) -> Result<Backup, String> {
    if backup.place != *place {
        let of = &backup.place;
        return Err(format!(
            "The backup is of {} in {} at {}, which isn't the keystore that the journal tells of: it was moved here, or altered.",
            text::shown(&of.keystore),
            text::shown(&of.project),
            text::shown(&of.gateway)
        ));
    }
    if backup.digest != digest {
        return Err("The backup isn't the one that the journal tells of: its digest is another. It was replaced, or altered.".into());
    }
    Ok(backup)
}

/// Has read what is stored now.
fn read_stored(
    model: &mut Model,
    project: String,
    names: Vec<String>,
    at: usize,
    version: Version,
) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(keystore) = names.get(at).cloned() else { return Vec::new() };
    let read = Read::Keystore { project: project.clone(), keystore };
    model.rolling_back = Some(RollingBack { project, names, step: Step::Stored { ticket, at, version } });
    vec![Effect::Read(ticket, read)]
}

/// There is a new token: what is stored is read after all.
pub fn read_again(model: &mut Model) -> Vec<Effect> {
    match model.rolling_back.take() {
        Some(RollingBack { project, names, step: Step::Stored { at, version, .. } }) => {
            read_stored(model, project, names, at, version)
        }
        other => {
            model.rolling_back = other;
            Vec::new()
        }
    }
}

/// Whether a read is waited for here.
pub fn waits_for(model: &Model, ticket: Ticket) -> bool {
    model.rolling_back.as_ref().is_some_and(|rolling| rolling.ticket() == Some(ticket))
}

/// What is stored now has been read.
pub fn keystore_came(model: &mut Model, ticket: Ticket, answer: Result<Arc<Keystore>, Error>) -> Vec<Effect> {
    let is_waited = |rolling: &mut RollingBack| matches!(rolling.step, Step::Stored { ticket: waiting, .. } if waiting == ticket);
    if let Err(error) = &answer
        && error.is_token_refused()
        && waits_for(model, ticket)
    {
        super::dialog::token::ask(model, Parked::RollBack, error);
        return Vec::new();
    }
    let Some(rolling) = model.rolling_back.take_if(is_waited) else { return Vec::new() };
    let RollingBack { project, names, step: Step::Stored { at, version, .. } } = rolling else {
        return Vec::new();
    };
    match answer {
        Ok(now) if !is_another(&version.keystore, &now) => arrived(model, project, version, now),
        // What stands under this name is somebody else's.
        Ok(_) | Err(Error::NotFound(_)) if at + 1 < names.len() => {
            read_stored(model, project, names, at + 1, version)
        }
        Ok(_) | Err(Error::NotFound(_)) => {
            let names: Vec<String> = names.iter().map(|name| text::shown(name)).collect();
            let note = Note::new("There is nothing to roll back to")
                .with(Tone::Bad, format!(
                    "No keystore is stored under {} in {}: it was deleted, or renamed elsewhere.",
                    names.join(" or "), text::shown(&project)
                ))
                .with(Tone::Info, "keywright only updates keystores. Make it anew in the gateway's console; its files are in the backup (docs/state.md, \"Restoring by hand\").");
            model.dialogs.push(Dialog::Note(note));
            Vec::new()
        }
        Err(error) => {
            let title = "Not rolled back: what is stored now could not be read";
            model.dialogs.push(Dialog::Problem(Problem::of(title, &error)));
            Vec::new()
        }
    }
}

/// Whether the server's ids tell that two keystores aren't the same.
fn is_another(then: &Keystore, now: &Keystore) -> bool {
    matches!((then.id(), now.id()), (Some(then), Some(now)) if then != now)
}

/// Both versions are there.
fn arrived(model: &mut Model, project: String, version: Version, now: Arc<Keystore>) -> Vec<Effect> {
    if is_elsewhere(model) {
        return Vec::new();
    }
    let type_field = model.catalog.type_field(&now);
    let rollback = Box::new(Rollback::new(&version, Arc::clone(&now), type_field));
    if rollback.is_nothing() {
        nothing(model, &rollback);
        return Vec::new();
    }
    if !rollback.draft.is_writable() {
        model.say(Tone::Warning, "its entries name environments by id (second generation of the API): keywright can't edit that yet");
        return Vec::new();
    }
    let place = Place::new(model.session.base.as_str(), &project, now.name());
    let ticket = model.ticket();
    let step = Step::Peeking { ticket, rollback, version };
    model.rolling_back = Some(RollingBack { project, names: Vec::new(), step });
    vec![Effect::Local(ticket, Ask::Peek(place))]
}

/// Whether something else is on the screen by now: what is typed there isn't meant for a form.
fn is_elsewhere(model: &mut Model) -> bool {
    let stays = matches!(model.screens.last(), Some(Screen::History(_) | Screen::Deployment(_)));
    if stays && model.dialogs.is_empty() {
        return false;
    }
    model.say(Tone::Info, "not rolled back, since something else is open: B does it again");
    true
}

/// It was looked whether somebody else edits the keystore.
pub fn peeked(model: &mut Model, ticket: Ticket, answer: Result<Peeked, String>) -> Vec<Effect> {
    let is_waited = |rolling: &mut RollingBack| matches!(rolling.step, Step::Peeking { ticket: waiting, .. } if waiting == ticket);
    let Some(rolling) = model.rolling_back.take_if(is_waited) else { return Vec::new() };
    let RollingBack { project, step: Step::Peeking { rollback, version, .. }, .. } = rolling else {
        return Vec::new();
    };
    if is_elsewhere(model) {
        return Vec::new();
    }
    // Where that can't be told, the form says so, as for any edit.
    // Edits that are kept from before aren't written over: the form offers them.
    if let Some(holder) = answer.unwrap_or_default().holder {
        model.say(
            Tone::Warning,
            format!("not rolled back: being edited by {holder}; browse meanwhile, or ask them to finish"),
        );
        return Vec::new();
    }
    let name = rollback.draft.base().name();
    let would_lose = model.form().is_some_and(keystore::KeystoreScreen::is_changed)
        || model.kept.iter().any(|(of, draft)| *of == project && draft.base().name() == name);
    let step = Step::Asking { rollback, version };
    model.rolling_back = Some(RollingBack { project, names: Vec::new(), step });
    if would_lose {
        model.dialogs.push(Dialog::Confirm(Question::RollBack.into()));
        return Vec::new();
    }
    open(model)
}

/// What is stored is what was before.
fn nothing(model: &mut Model, rollback: &Rollback) {
    if rollback.stays.is_empty() {
        model.say(Tone::Info, "nothing to roll back: what is stored is what was before");
        return;
    }
    let note = Note::new("Nothing to roll back")
        .with(Tone::Info, "What keywright can put back is stored as it was before.")
        .with(Tone::Warning, words::stays(rollback));
    model.dialogs.push(Dialog::Note(note));
}

/// Opens the keystore's form with the edits that lead back, and says what they would do. The changes that a
/// form held are lost: that was asked.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(RollingBack { project, step: Step::Asking { rollback, version }, .. }) =
        model.rolling_back.take()
    else {
        return Vec::new();
    };
    let Rollback { draft, .. } = *rollback.clone();
    let now = Arc::clone(draft.base());
    let name = now.name().to_owned();
    let mut effects = keystore::close(model);
    model.screens.retain(|screen| matches!(screen, Screen::Browse(_) | Screen::Profiles(_)));
    submission::take_kept(model, &project, &name);
    model.catalog.put_keystore(&project, &name, Arc::clone(&now));
    let mut form = keystore::KeystoreScreen::new(project.clone(), now, draft.type_field());
    let first = draft.entries().iter().position(|entry| {
        rollback.passwords.iter().any(|name| name == draft.label(entry)) && entry.edits.file.is_some()
    });
    let first = first.or_else(|| draft.entries().iter().position(|entry| draft.mark(entry) != Mark::Kept));
    for _ in 0..first.unwrap_or(0) {
        form.environments.step(Action::Down, draft.entries().len());
    }
    form.draft = draft;
    model.screens.push(Screen::Keystore(Box::new(form)));
    model.dialogs.push(Dialog::Note(words::note(&rollback, &version, &name)));
    let environments = &model.catalog.project_mut(&project).environments;
    if environments.value().is_none() && environments.pending().is_none() {
        effects.extend(model.read(Read::Environments { project }));
    }
    effects
}

/// The operator goes elsewhere: it is dropped.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let ticket = model.rolling_back.take().and_then(|rolling| rolling.ticket());
    ticket.map(Effect::Cancel).into_iter().collect()
}

#[cfg(test)]
mod tests;

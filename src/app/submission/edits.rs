//! Where the edits of an update are meanwhile: in the form of its keystore, or put aside.

use crate::{
    app::{model::Model, screen::keystore::KeystoreScreen},
    domain::draft::Draft,
};

/// What came of merging takes the place of the edits.
pub fn take_merged(model: &mut Model, draft: Draft) {
    if let Some(form) = own_form(model) {
        form.draft = draft.clone();
        form.editing = None;
    }
    if let Some(submission) = &mut model.submission {
        take_kept_of(&mut model.kept, &submission.project, &submission.keystore);
        submission.draft = draft;
    }
}

/// The form of the keystore that was submitted, where it is open.
pub(super) fn own_form(model: &mut Model) -> Option<&mut KeystoreScreen> {
    let own = model.submission.as_ref()?.is_of(model.form()?);
    model.form_mut().filter(|_| own)
}

pub(super) fn lock_form(model: &mut Model, locked: bool) {
    if let Some(form) = own_form(model) {
        form.submitted = locked;
    }
}

/// Where the operator went away while it was under way, and the edits came to nothing, they are
/// kept until the keystore is opened again: a form that came up by itself would take keys that
/// were meant for something else.
pub(super) fn put_aside(model: &mut Model) {
    if own_form(model).is_some() {
        return;
    }
    if let Some(submission) = &model.submission {
        let kept = (submission.project.clone(), submission.draft.clone());
        take_kept(model, &kept.0, kept.1.base().name());
        model.kept.push(kept);
    }
}

/// The edits of a keystore that were kept while no form of it was open.
pub fn take_kept(model: &mut Model, project: &str, keystore: &str) -> Option<Draft> {
    take_kept_of(&mut model.kept, project, keystore)
}

fn take_kept_of(kept: &mut Vec<(String, Draft)>, project: &str, keystore: &str) -> Option<Draft> {
    let is = |(of, draft): &(String, Draft)| of == project && draft.base().name() == keystore;
    let at = kept.iter().position(is)?;
    Some(kept.remove(at).1)
}

//! What is said of a roll back: what it would do, and why there can be none.

use crate::{
    app::{dialog::note::Note, judgement::some, model::Tone},
    domain::{
        draft::Draft,
        journal::{Plan, VersionBefore},
        moment,
        rollback::{Rollback, Version},
        text,
    },
};

/// Why a record's version before can't be gone back to, and what to do; `None` where it can. `directory`: the
/// state directory.
pub(super) fn unusable(plan: &Plan, gateway: &str, directory: &str) -> Option<Note> {
    if plan.place.gateway != gateway {
        return Some(Note::new("Another gateway").with(
            Tone::Bad,
            format!(
                "This update was of {}, and this session is with {gateway}: a backup of one gateway is never put into another.",
                text::shown(&plan.place.gateway)
            ),
        )
        .with(Tone::Info, "Start keywright with that gateway, and roll back from there."));
    }
    let none = |why: &str| {
        Note::new("No version before was kept").with(Tone::Bad, why).with(
            Tone::Info,
            "The session that sent it can roll it back from its deployment screen (F2), for as long as it is the last one there. An earlier update whose backup is kept leads back before this one, too, and before all between the two. Or give the files again in the keystore's form.",
        )
    };
    match &plan.backup {
        VersionBefore::Kept { encrypted: true, path, .. } => Some(
            Note::new("The backup is encrypted")
                .with(Tone::Bad, "Only the holder of its age identity can read it: keywright can't.")
                .with(Tone::Info, "Where the identity is (y copies it):")
                .with_command(&format!("age -d -i IDENTITY '{}/{path}' > BACKUP.json", directory.trim_end_matches('/')))
                .with(
                    Tone::Info,
                    "docs/state.md, \"Restoring by hand\", tells how a file is taken out of it, to be given in the keystore's form.",
                ),
        ),
        VersionBefore::Kept { .. } => None,
        VersionBefore::Off { why } => Some(none(&format!("Backups were off: {why}."))),
        VersionBefore::Failed { why } => Some(none(&format!("It couldn't be kept: {why}."))),
    }
}

/// The most environments that are named of those that others changed.
const MOST_OTHERS: usize = 10;

/// What the form would do.
pub(super) fn note(rollback: &Rollback, version: &Version, name: &str) -> Note {
    let mut note = Note::new(&format!("Roll back {}", text::shown(name))).with(
        Tone::Good,
        format!(
            "The form now holds what leads back to the version of {}. Environments: {}{}.",
            moment::date_time(version.at),
            text::words(&rollback.draft.summary()),
            texts(&rollback.draft)
        ),
    );
    let names = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| text::shown(name)).collect();
        some(&names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let since = &rollback.since;
    let texts = [(since.name, "the name"), (since.description, "the description")];
    let texts = texts.into_iter().filter(|(changed, _)| *changed).map(|(_, word)| word.to_owned());
    // What others did is named as far as there is room: nothing else on the screen tells it from the update's own.
    let others = since.environments.iter().take(MOST_OTHERS).map(|name| text::shown(name));
    let more = since.environments.len().saturating_sub(MOST_OTHERS);
    let more = (more > 0).then(|| format!("and {more} more"));
    let since: Vec<String> = texts.chain(others).chain(more).collect();
    if !since.is_empty() {
        let words = format!("Changed since that update, and undone as well: {}.", since.join(", "));
        note = note.with(Tone::Warning, words);
    }
    if !rollback.passwords.is_empty() {
        let words = format!(
            "No backup has passwords. Give those of the former files (Enter on the environment): {}.",
            names(&rollback.passwords)
        );
        note = note.with(Tone::Warning, words);
    }
    if !rollback.stays.is_empty() {
        note = note.with(Tone::Warning, stays(rollback));
    }
    note.with(Tone::Info, "Nothing has been sent. Ctrl-S reviews it, as any other update.")
}

/// The texts that go back, too.
fn texts(draft: &Draft) -> &'static str {
    match (draft.name_changed(), draft.description_changed()) {
        (false, false) => "",
        (true, false) => "; and the name",
        (false, true) => "; and the description",
        (true, true) => "; and name and description",
    }
}

/// What no edit brings back.
pub(super) fn stays(rollback: &Rollback) -> String {
    let places: Vec<String> = rollback.stays.iter().map(|one| text::shown(&one.place())).collect();
    let places = some(&places.iter().map(String::as_str).collect::<Vec<_>>());
    format!("Otherwise than before, and left as it is now (keywright doesn't edit it): {places}.")
}

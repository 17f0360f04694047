//! What is kept on this machine of an update: asked for before it is sent, and after its outcome is known.

use std::sync::Arc;

use super::{
    effect::Effect,
    model::{Model, Tone},
    submission::{Phase, Stop, Submission},
    vault::{Seen, Vault},
};
use crate::{
    api::generation::Generation,
    domain::{
        file::FileDigest,
        journal::{Ending, Id, Outcome, Plan, VersionBefore},
        keystore::Keystore,
        update::Update,
    },
};

/// What is to be kept before an update is sent.
#[derive(Debug)]
pub struct Keep {
    /// As it is stored now.
    pub before: Arc<Keystore>,
    pub plan: Plan,
    /// Of the API, where it is known.
    pub generation: Option<u8>,
    /// Somebody goes on though nothing could be kept before.
    pub anyway: bool,
}

/// What was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// `None`: there is no journal in this session (the demo), or somebody went on without it.
    pub intent: Option<Id>,
    /// `None`: nothing is kept in this session.
    pub backup: Option<VersionBefore>,
    /// Why the journal has no line of it, where somebody went on all the same.
    pub unwritten: Option<String>,
}

/// What to keep of an update that is about to be sent.
pub fn of(model: &Model, before: Arc<Keystore>, update: &Update) -> Option<Keep> {
    let submission = model.submission.as_ref()?;
    let serial = |file: &FileDigest, alias: Option<&str>| serial(&model.vault, *file, alias);
    let gateway = model.session.base.as_str();
    // What becomes of the version before isn't known yet: whoever keeps it says so.
    let unknown = VersionBefore::Off { why: String::new() };
    let generation = model.session.generation().map(|generation| match generation {
        Generation::First => 1,
        Generation::Second => 2,
    });
    let plan = Plan::new(gateway, &submission.draft, update, unknown, &serial);
    Some(Keep { before, plan, generation, anyway: submission.anyway })
}

/// The serial number of the certificate that a file serves with under an alias.
fn serial(vault: &Vault, file: FileDigest, alias: Option<&str>) -> Option<String> {
    match vault.seen(file) {
        Seen::Open(store) => Some(store.chosen(alias)?.leaf()?.serial.to_string()),
        _ => None,
    }
}

/// Has written down what came of the update, once that is known; an update that nobody heard of again
/// stays without a word, and is looked for at the next start.
pub fn conclude(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let now = model.now;
    let Some(submission) = &mut model.submission else { return Vec::new() };
    let Some(outcome) = outcome(submission, now) else { return Vec::new() };
    match submission.intent.take() {
        Some(id) => vec![Effect::Conclude(ticket, id, Box::new(outcome))],
        None => Vec::new(),
    }
}

fn outcome(submission: &Submission, now: jiff::Timestamp) -> Option<Outcome> {
    // A clock that was set back makes no negative time.
    let duration = now.duration_since(submission.started).unsigned_abs();
    match &submission.phase {
        Phase::Stopped(stop) => {
            let (ending, why) = match stop {
                Stop::Refused(error) => (Ending::Refused, error.to_string()),
                Stop::NotSent(error) | Stop::NotChecked(error) => (Ending::NotSent, error.to_string()),
                Stop::NotAllowed(why) | Stop::NotKept(why) => (Ending::NotSent, why.clone()),
                Stop::Changed { own: true, .. } => {
                    (Ending::NotSent, "the update before, whose outcome was unknown, is stored".into())
                }
                Stop::Changed { .. } => (Ending::NotSent, "somebody else changed it".into()),
            };
            Some(Outcome::stopped(now, duration, ending, why))
        }
        Phase::Over => {
            Some(Outcome::sent(now, duration, submission.answer.as_ref(), &submission.standing()?))
        }
        _ => None,
    }
}

/// The outcome couldn't be written down.
pub fn concluded(model: &mut Model, answer: Result<(), String>) {
    if let Err(why) = answer {
        model.say(Tone::Warning, format!("what came of the update isn't in the journal: {why}"));
    }
}

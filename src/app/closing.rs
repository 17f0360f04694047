//! The end of the program, and what is still seen to before it: an update that was confirmed, and what is
//! to be written down. Nothing new begins.

use super::{
    editing,
    effect::Effect,
    keeping,
    model::Model,
    submission::{self, Phase, Stop},
};

/// How the program comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The operator leaves. What has been sent goes on at the gateway; what hasn't been isn't sent.
    Left,
    /// The terminal is gone, or the process was told to end: an update under way is finished first.
    Gone,
    /// A part of the program panicked, or it is to end at once.
    Cut,
}

/// The program is ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    pub how: How,
    /// An update was under way when it began: what became of it is said at the end.
    pub was_submitting: bool,
}

impl Closing {
    /// Whether edits that weren't submitted are lost, as the operator was told.
    pub fn drops_edits(self) -> bool {
        self.how == How::Left
    }
}

/// From now on nothing begins any more. What has not been checked isn't sent: where the operator is gone,
/// nobody could answer what the check may find.
pub fn begin(model: &mut Model, how: How) -> Vec<Effect> {
    if model.closing.is_some() {
        return Vec::new();
    }
    model.closing = Some(Closing { how, was_submitting: model.is_submitting() });
    if how != How::Left {
        editing::take_in(model);
    }
    let mut effects = match model.submission.as_ref().map(|submission| &submission.phase) {
        Some(Phase::Checking { .. }) => submission::stop(model, Stop::NotAllowed(UNSENT.into())),
        Some(_) if how != How::Gone => submission::break_off(model),
        _ => Vec::new(),
    };
    // Of one that is over: it was to be read back once there is another token.
    effects.extend(keeping::conclude(model));
    effects
}

/// Why an update wasn't sent.
pub const UNSENT: &str = "keywright was ended before it was sent";

/// What is known by now of the update under way is all that will be.
pub fn time_is_up(model: &mut Model) -> Vec<Effect> {
    submission::break_off(model)
}

/// Whether the update under way is still waited for.
pub fn is_waiting(model: &Model) -> bool {
    model.closing.is_some_and(|closing| closing.how == How::Gone) && model.is_submitting()
}

/// What of the effects may still begin while the program ends.
pub fn sift(model: &Model, effects: Vec<Effect>) -> Vec<Effect> {
    if model.closing.is_none() {
        return effects;
    }
    let own = model.submission.as_ref().and_then(|submission| submission.ticket());
    let may_begin = |effect: &Effect| match effect {
        Effect::Local(_, ask) => ask.writes(),
        Effect::Keep(..) | Effect::Conclude(..) | Effect::Cancel(_) | Effect::Quit => true,
        _ => effect.request().is_some_and(|ticket| Some(ticket) == own),
    };
    effects.into_iter().filter(may_begin).collect()
}

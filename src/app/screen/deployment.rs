//! What is happening to an update, and what came of it. The facts are the submission's; this
//! screen only shows them.
//!
//! ```text
//! ┌ Deploying partner-mtls ───────────────── 7 s ┐
//! │ ✓ not changed on the server since it was read│
//! │ ✓ sent 14.2 KiB                              │
//! │ ⠹ waiting for the gateways                   │
//! │                                              │
//! │ ENVIRONMENT  POD          RESULT      TIME   │
//! │ production   worker-7c9f  ✓ deployed  120 ms │
//! └──────────────────────────────────────────────┘
//! ```

use crate::app::{
    dialog,
    effect::Effect,
    keymap::Action,
    model::{Model, Tone},
    rollback,
    screen::Screen,
    scroll::Scroll,
    submission::{Phase, Stop, Submission},
};

/// How far it is scrolled.
#[derive(Debug, Default)]
pub struct DeploymentScreen {
    pub scroll: Scroll,
}

/// How far PgUp and PgDn go.
const PAGE: usize = 10;

/// Shows the submission under way, or the last one.
pub fn show(model: &mut Model) {
    if model.submission.is_none() {
        model.say(Tone::Info, "nothing has been submitted in this session");
    } else if !model.screens.iter().any(|screen| matches!(screen, Screen::Deployment(_))) {
        model.screens.push(Screen::Deployment(DeploymentScreen::default()));
        if let Some(submission) = &mut model.submission {
            submission.seen = !submission.is_under_way();
        }
    }
}

/// Whether an action can do something for the update as it stands. What can't is kept out of the footer, where it would
/// promise a way that isn't there.
pub fn is_of_use(model: &Model, action: Action) -> bool {
    let phase = model.submission.as_ref().map(|submission| &submission.phase);
    match (action, phase) {
        (Action::Outcome, Some(Phase::Stopped(Stop::Changed { own, .. }))) => *own,
        (Action::Outcome, _) => model.submission.as_ref().is_some_and(Submission::is_unknown),
        // Nothing was sent, or nothing was taken.
        (Action::RollBack, Some(Phase::Stopped(_))) => false,
        (Action::Merge, Some(Phase::Stopped(Stop::Changed { merge, .. }))) => !merge.is_clean(),
        (Action::WithoutKeeping, Some(Phase::Stopped(Stop::NotKept(_)))) => true,
        (Action::Merge | Action::WithoutKeeping, _) => false,
        _ => true,
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let most = model.submission.as_ref().map_or(0, |submission| submission.most_lines());
    let under_way = model.is_submitting();
    let Some(Screen::Deployment(screen)) = model.screens.last_mut() else { return Vec::new() };
    if screen.scroll.step(action, PAGE, most) {
        return Vec::new();
    }
    match action {
        Action::Back => {
            let left = rollback::leave(model);
            model.screens.pop();
            if under_way {
                model.say(Tone::Info, "it goes on; the header shows it, F2 comes back to it");
            }
            return left;
        }
        Action::RollBack => return rollback::from_deployment(model),
        Action::Outcome => {
            let id = model.submission.as_ref().and_then(|submission| submission.journaled.clone());
            return dialog::unknown::reopen(model, id);
        }
        Action::Copy => return copy(model),
        Action::Merge => return super::merge::open(model),
        Action::WithoutKeeping => return dialog::submit::review_without_keeping(model),
        Action::ReviewAgain => return dialog::submit::review_again(model),
        _ => {}
    }
    Vec::new()
}

/// Copies what came of the update, for a ticket or a colleague.
fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(submission) = &model.submission else { return Vec::new() };
    let report = submission.report(model.session.base.as_str(), &model.vault);
    model.say(Tone::Info, "copied the report of this update, if your terminal allows it (OSC 52)");
    vec![Effect::Copy(report)]
}

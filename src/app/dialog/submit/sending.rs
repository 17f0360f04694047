//! The button of the submit dialog: the one place from which an update is sent.

use super::Focus;
use crate::{
    app::{dialog::Dialog, effect::Effect, judgement::Review, model::Model, screen::keystore, submission},
    domain::{
        stake::Stake,
        text::{self, count},
    },
};

/// What forbids sending what is judged so far, whatever else is confirmed.
fn obstacle(model: &Model) -> Option<String> {
    let review = Review::of(model);
    if let Some((name, finding)) = review.block() {
        let words = format!("{name} is blocked: {}: {}", finding.says, finding.mend);
        return Some(text::words(&words));
    }
    let (name, _) = review.opening()?;
    Some(format!("{} can't be judged yet, its file is being opened: a moment, then again", text::shown(name)))
}

/// The button: nothing is sent before a cascade is chosen, every stake is typed and every warning read.
pub(super) fn confirm(model: &mut Model, stakes: &[Stake]) -> Vec<Effect> {
    let obstacle = obstacle(model);
    let review = Review::of(model);
    let unread = match model.dialogs.last() {
        Some(Dialog::Submit(submit)) if !submit.has_read(&review) => review.warnings().len(),
        _ => 0,
    };
    let (busy, refusal, describing) =
        (model.is_submitting(), keystore::refusal(model), model.is_describing());
    let Some(Dialog::Submit(submit)) = model.dialogs.last_mut() else { return Vec::new() };
    // Learned of the server since the dialog was opened.
    if let Some(why) = refusal {
        submit.complaint = Some(why);
        return Vec::new();
    }
    if describing {
        submit.complaint =
            Some("the server is still being asked which API it speaks: a moment, then again".into());
        return Vec::new();
    }
    if obstacle.is_some() {
        submit.complaint = obstacle;
        return Vec::new();
    }
    let Some(cascade) = submit.cascade else {
        submit.complaint = Some("choose first what happens to the JWKs".into());
        return Vec::new();
    };
    if let Some(stake) = submit.next_stake(stakes) {
        submit.complaint = Some(format!("{}: type {}", text::shown(&stake.why), text::shown(&stake.phrase)));
        submit.focus = Focus::Typing;
        return Vec::new();
    }
    if unread > 0 {
        // The focus stays: an Enter that is held down must not tick them.
        let warnings = count(unread, "warning is", "warnings are");
        submit.complaint = Some(format!("{warnings} not ticked as read: ↑ to the box, then Space"));
        return Vec::new();
    }
    if busy {
        submit.complaint = Some("another update is under way: wait for its outcome".into());
        return Vec::new();
    }
    let Some(form) = model.form() else { return Vec::new() };
    let (project, draft) = (form.project.clone(), form.draft.clone());
    let anyway = matches!(model.dialogs.last(), Some(Dialog::Submit(submit)) if submit.anyway);
    match draft.confirm(&project, cascade) {
        Ok(update) => {
            model.dialogs.pop();
            submission::begin(model, project, draft, update, anyway)
        }
        Err(problems) => {
            let problem = problems.first().map(|problem| text::shown(&problem.explain()));
            if let Some(Dialog::Submit(submit)) = model.dialogs.last_mut() {
                submit.complaint = problem;
            }
            Vec::new()
        }
    }
}

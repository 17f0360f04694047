//! What will happen, before it happens: changes, cascade, stakes, the request, two buttons.
//!
//! Nothing is chosen for the operator: the focus starts on Cancel, no cascade is chosen, what is at
//! stake is typed, what stops is typed for, and warnings are ticked as read. What blocks is sent by
//! nobody. Each of these holds for what is judged now: a file that opens later asks anew.

mod sending;

use super::Dialog;
use crate::{
    app::{
        effect::{Effect, Read},
        field::TextField,
        judgement::Review,
        key::Key,
        keymap::{Action, Context},
        model::{Model, Tone},
        screen::{Screen, keystore},
        scroll::Scroll,
        submission::{self, Phase, Stop},
    },
    domain::{
        cascade::JwkCascade,
        draft::Draft,
        stake::{About, Stake, stakes},
        text,
    },
    judge::Finding,
};

/// The part of the dialog that has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Cascade(JwkCascade),
    /// The box that is ticked when the warnings have been read.
    Warnings,
    /// The line in which the next stake is typed.
    Typing,
    Cancel,
    Confirm,
}

/// The state of the dialog.
#[derive(Debug)]
pub struct Submit {
    pub focus: Focus,
    pub cascade: Option<JwkCascade>,
    pub typed: TextField,
    /// What was typed right.
    pub confirmed: Vec<Stake>,
    /// The warnings that were ticked as read.
    read: Vec<(String, Finding)>,
    /// What the form held before a review for the second time; put back when that is cancelled.
    before: Option<Box<Draft>>,
    pub complaint: Option<String>,
    /// How far the changes are scrolled, or what is read in their place.
    pub scroll: Scroll,
    /// Confirmed, it is sent though the version before can't be kept.
    pub anyway: bool,
}

impl Submit {
    fn new() -> Self {
        Self {
            focus: Focus::Cancel,
            cascade: None,
            typed: TextField::line(""),
            confirmed: Vec::new(),
            read: Vec::new(),
            before: None,
            complaint: None,
            scroll: Scroll::default(),
            anyway: false,
        }
    }

    /// Where its keys belong.
    pub fn context(&self) -> Context {
        if self.focus == Focus::Typing { Context::SubmitTyping } else { Context::Submit }
    }

    /// A key for the line that is typed.
    pub fn key(&mut self, key: Key) {
        if self.focus == Focus::Typing {
            self.complaint = None;
            self.typed.key(key);
        }
    }

    /// Pasted text for the line that is typed; a pasted line break confirms nothing.
    pub fn paste(&mut self, pasted: &str) {
        if self.focus == Focus::Typing {
            self.typed.paste(pasted);
        }
    }

    /// The first stake that hasn't been typed yet.
    pub fn next_stake<'a>(&self, stakes: &'a [Stake]) -> Option<&'a Stake> {
        stakes.iter().find(|stake| !self.confirmed.contains(stake))
    }

    /// Whether exactly these warnings were ticked as read.
    pub fn has_read(&self, review: &Review<'_>) -> bool {
        self.read == review.warnings()
    }

    /// What is shown in the upper half, to be read and scrolled.
    pub fn reading(&self, stakes: &[Stake]) -> Reading {
        match self.focus {
            Focus::Warnings => Reading::Warnings,
            Focus::Typing if self.next_stake(stakes).is_some_and(|stake| stake.about == About::Findings) => {
                Reading::Stops
            }
            _ => Reading::Changes,
        }
    }

    /// Where Tab leads that comes from elsewhere to the choice of the cascade: to what is chosen, so that Enter there
    /// changes nothing.
    fn entered(&self, to: Focus) -> Focus {
        match (self.focus, to, self.cascade) {
            (Focus::Cascade(_), ..) => to,
            (_, Focus::Cascade(_), Some(chosen)) => Focus::Cascade(chosen),
            _ => to,
        }
    }

    /// Whether something is to be typed: not for what can't be sent.
    fn can_type(&self, stakes: &[Stake], review: &Review<'_>) -> bool {
        self.cascade.is_some() && review.block().is_none() && self.next_stake(stakes).is_some()
    }

    fn order(&self, stakes: &[Stake], review: &Review<'_>) -> Vec<Focus> {
        let mut order: Vec<Focus> = JwkCascade::ALL.map(Focus::Cascade).to_vec();
        if !review.warnings().is_empty() {
            order.push(Focus::Warnings);
        }
        if self.can_type(stakes, review) {
            order.push(Focus::Typing);
        }
        order.extend([Focus::Cancel, Focus::Confirm]);
        order
    }
}

/// What is read in the upper half of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Changes,
    Warnings,
    Stops,
}

/// What is at stake in the opened draft with the cascade chosen so far.
pub fn at_stake(model: &Model) -> Vec<Stake> {
    let cascade = match model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Submit(submit) => Some(submit.cascade),
        _ => None,
    }) {
        Some(cascade) => cascade,
        None => return Vec::new(),
    };
    let Some(form) = model.form() else { return Vec::new() };
    let mut stakes = stakes(&form.draft, model.catalog.environments(&form.project), cascade);
    stakes.extend(Review::of(model).stake());
    stakes
}

/// Opens the dialog over the form, where the draft can be submitted.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(form) = model.form() else { return Vec::new() };
    if let Some(problem) = form.draft.problems().first() {
        let problem = problem.explain();
        model.say(Tone::Bad, text::words(&problem));
        return Vec::new();
    }
    if form.draft.name_changed() && model.catalog.keystore(&form.project, form.draft.name()).is_some() {
        let text = format!("{} is the name of another keystore of this project", form.draft.name());
        model.say(Tone::Bad, text::shown(&text));
        return Vec::new();
    }
    if !form.draft.is_changed() {
        model.say(Tone::Info, "nothing is changed, so there is nothing to submit");
        return Vec::new();
    }
    show(model, None)
}

/// Opens the dialog for the draft of the last submission, changed or not: an update deploys the
/// whole object again. Everything is confirmed anew.
pub fn review_again(model: &mut Model) -> Vec<Effect> {
    if let Some(why) = keystore::refusal(model) {
        model.say(Tone::Warning, why);
        return Vec::new();
    }
    let Some(submission) = &model.submission else { return Vec::new() };
    let (project, draft) = (submission.project.clone(), submission.draft.clone());
    model.screens.retain(|screen| !matches!(screen, Screen::Deployment(_) | Screen::Json(_)));
    let mut before = None;
    match model.form_mut() {
        // The form may have been edited since; then its edits are the ones to submit.
        Some(form) if form.project == project && form.draft.base().name() == draft.base().name() => {
            if !form.draft.is_changed() {
                before = Some(Box::new(std::mem::replace(&mut form.draft, draft)));
            }
        }
        Some(_) => {
            model.say(Tone::Warning, "another keystore is open: close it first");
            return Vec::new();
        }
        None => {
            submission::take_kept(model, &project, draft.base().name());
            let base = std::sync::Arc::clone(draft.base());
            let mut form = keystore::KeystoreScreen::new(project, base, draft.type_field());
            form.draft = draft;
            model.screens.push(Screen::Keystore(Box::new(form)));
        }
    }
    if let Some(problem) = model.form().and_then(|form| form.draft.problems().first().cloned()) {
        model.say(Tone::Bad, text::words(&problem.explain()));
        return Vec::new();
    }
    show(model, before)
}

/// The version before couldn't be kept: the dialog opens again, and what is confirmed in it goes out all the same.
pub fn review_without_keeping(model: &mut Model) -> Vec<Effect> {
    let not_kept = model.submission.as_ref().map(|submission| &submission.phase);
    if !matches!(not_kept, Some(Phase::Stopped(Stop::NotKept(_)))) {
        model.say(Tone::Info, "nothing stands in the way of keeping the version before");
        return Vec::new();
    }
    let effects = review_again(model);
    if let Some(Dialog::Submit(submit)) = model.dialogs.last_mut() {
        submit.anyway = true;
    }
    effects
}

/// Closes the dialog; the form is as it was before.
fn cancel(model: &mut Model) {
    if let Some(Dialog::Submit(submit)) = model.dialogs.pop()
        && let (Some(before), Some(form)) = (submit.before, model.form_mut())
    {
        form.draft = *before;
    }
}

/// Shows the dialog, and reads anew what it goes by: the JWKs, and the kinds of the environments.
fn show(model: &mut Model, before: Option<Box<Draft>>) -> Vec<Effect> {
    let Some(project) = model.form().map(|form| form.project.clone()) else { return Vec::new() };
    model.dialogs.push(Dialog::Submit(Box::new(Submit { before, ..Submit::new() })));
    let mut effects = model.read(Read::Jwks { project: project.clone() });
    effects.extend(model.read(Read::Environments { project }));
    effects
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let stakes = at_stake(model);
    let order = order(model, &stakes);
    let most = most_lines(model);
    let Some(Dialog::Submit(submit)) = model.dialogs.last_mut() else { return Vec::new() };
    submit.complaint = None;
    let reading = submit.reading(&stakes);
    let at = order.iter().position(|focus| *focus == submit.focus).unwrap_or(0);
    match action {
        Action::Next => submit.focus = submit.entered(order[(at + 1) % order.len()]),
        Action::Previous => submit.focus = submit.entered(order[(at + order.len() - 1) % order.len()]),
        Action::Down | Action::Right => submit.focus = order[(at + 1) % order.len()],
        Action::Up | Action::Left => submit.focus = order[(at + order.len() - 1) % order.len()],
        Action::PageDown | Action::PageUp => {
            submit.scroll.step(action, PAGE, most);
        }
        Action::First => submit.focus = Focus::Cascade(JwkCascade::Leave),
        Action::Last => submit.focus = Focus::Cancel,
        Action::Back => cancel(model),
        Action::Accept => return accept(model, &stakes),
        _ => {}
    }
    // Something else is read now: from its beginning.
    if let Some(Dialog::Submit(submit)) = model.dialogs.last_mut()
        && submit.reading(&stakes) != reading
    {
        submit.scroll = Scroll::default();
    }
    Vec::new()
}

/// How far PgUp and PgDn go in the upper half: what of it is seen at 80x24.
const PAGE: usize = 3;

/// More lines than a change has: a trust store's may come with twenty certificates of each kind.
const CHANGE: usize = 80;

/// More lines than the changes or the findings can have: where scrolling down ends.
fn most_lines(model: &Model) -> usize {
    let changes = model.form().map_or(0, |form| form.draft.changes().len());
    let findings: usize =
        Review::of(model).entries.iter().map(|(_, judgement)| judgement.findings().len()).sum();
    CHANGE * changes + 8 * findings
}

fn order(model: &Model, stakes: &[Stake]) -> Vec<Focus> {
    match model.dialogs.last() {
        Some(Dialog::Submit(submit)) => submit.order(stakes, &Review::of(model)),
        _ => vec![Focus::Cancel],
    }
}

fn accept(model: &mut Model, stakes: &[Stake]) -> Vec<Effect> {
    let Some(Dialog::Submit(submit)) = model.dialogs.last_mut() else { return Vec::new() };
    match submit.focus {
        Focus::Cascade(cascade) => {
            submit.cascade = Some(cascade);
            // What was typed for a wider cascade doesn't count for another one.
            submit.confirmed.retain(|stake| stake.about != About::AllProjects);
            let stakes = at_stake(model);
            let can_type = order(model, &stakes).contains(&Focus::Typing);
            // On to what is to be typed, so that it isn't typed at a button.
            if let Some(Dialog::Submit(submit)) = model.dialogs.last_mut()
                && can_type
            {
                submit.focus = Focus::Typing;
            }
        }
        Focus::Warnings => tick(model),
        Focus::Typing => type_in(submit, stakes),
        Focus::Cancel => cancel(model),
        Focus::Confirm => return sending::confirm(model, stakes),
    }
    Vec::new()
}

/// The warnings have been read, or not after all.
fn tick(model: &mut Model) {
    let review = Review::of(model);
    let warnings = review.warnings();
    let is_ticked = match model.dialogs.last() {
        Some(Dialog::Submit(submit)) => submit.has_read(&review),
        _ => false,
    };
    if let Some(Dialog::Submit(submit)) = model.dialogs.last_mut() {
        submit.read = if is_ticked { Vec::new() } else { warnings };
    }
}

/// Enter after typing: the phrase counts, or it is said what it must be.
fn type_in(submit: &mut Submit, stakes: &[Stake]) {
    let Some(stake) = submit.next_stake(stakes) else { return };
    // A name with letters that no field takes can be typed as it is shown.
    let typed = submit.typed.text();
    if typed != stake.phrase && (typed.trim().is_empty() || typed.trim() != text::shown(&stake.phrase).trim())
    {
        submit.complaint = Some(format!("that isn't it: type {}", text::shown(&stake.phrase)));
        return;
    }
    submit.confirmed.push(stake.clone());
    submit.typed.set("");
    // Not on to the button: a second Enter, or a held one, is no decision.
    if submit.next_stake(stakes).is_none() {
        submit.focus = Focus::Cancel;
    }
}

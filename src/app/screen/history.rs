//! The journal: every update of this machine's keywrights, the newest first, and all that is known of one.
//!
//! ```text
//! ┌ Updates of partner-mtls 2 ──────────────────────────────────────────────────┐
//! │/                                                                            │
//! │ TIME              OUTCOME           CHANGED                      WHO        │
//! │▸2026-11-23 21:05  ✓ done            ~production +dr-site         ops@jump-1 │
//! │ 2026-11-20 09:12  ! OUTCOME UNKNOWN ~production                  ada@jump-1 │
//! └─────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! It only reads, so it is there in a read-only session too. Which updates are shown is worked out when the
//! journal comes in, when it is widened and when the search changes, and not when it is drawn.

mod facts;

use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{Screen, browse, entry::Fact};
use crate::{
    app::{
        dialog::unknown,
        effect::Effect,
        field::TextField,
        journal::{Journal, Listed},
        key::Key,
        keymap::{Action, Context},
        local::Ask,
        model::{Model, Tone},
        picker,
        remote::Ticket,
        rollback,
        scroll::Scroll,
    },
    domain::{journal::Id, place::Place, text},
};

pub use facts::tone;

/// How long the cursor rests before a page is drawn to its end.
const REST: Duration = Duration::from_millis(150);

/// How far PgUp and PgDn go in what is known of one update.
const PAGE: usize = 16;

/// The most of a text that goes into the clipboard: terminals drop longer ones.
const MOST_COPIED: usize = 8 * 1024;

/// The state of the screen.
#[derive(Debug)]
pub struct HistoryScreen {
    /// The keystore whose updates it began with.
    pub of: Option<Place>,
    /// All updates are shown, of every keystore and gateway.
    pub all: bool,
    pub search: TextField,
    pub is_searching: bool,
    /// The journal is being read.
    pub reading: Option<Ticket>,
    pub journal: Option<Arc<Journal>>,
    /// Why it couldn't be read.
    pub error: Option<String>,
    /// The update that is looked at; `None`: the list.
    pub open: Option<Scroll>,
    cursor: usize,
    shown: Vec<usize>,
    resting: Option<Ticket>,
}

impl HistoryScreen {
    fn new(of: Option<Place>) -> Self {
        Self {
            all: of.is_none(),
            of,
            search: TextField::line(""),
            is_searching: false,
            reading: None,
            journal: None,
            error: None,
            open: None,
            cursor: 0,
            shown: Vec::new(),
            resting: None,
        }
    }

    /// Where its keys belong.
    pub fn context(&self) -> Context {
        match self.open {
            Some(_) => Context::Record,
            None if self.is_searching => Context::Filter,
            None => Context::History,
        }
    }

    /// Whether the cursor moves, and hasn't rested yet.
    pub fn is_moving(&self) -> bool {
        self.resting.is_some() && !self.is_searching
    }

    /// How many updates are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The cursor among the updates that are shown.
    pub fn cursor(&self) -> usize {
        self.cursor.min(self.shown.len().saturating_sub(1))
    }

    /// The updates that are shown, from one on.
    pub fn rows(&self, from: usize) -> impl Iterator<Item = &Listed> {
        let shown = self.shown.get(from..).unwrap_or_default();
        shown.iter().filter_map(|at| self.journal.as_ref()?.updates.get(*at))
    }

    /// The update under the cursor.
    pub fn selected(&self) -> Option<&Listed> {
        self.rows(self.cursor()).next()
    }

    /// Whether anything is searched for.
    pub fn is_searched(&self) -> bool {
        !self.search.text().trim().is_empty()
    }

    /// All that is known of the update under the cursor.
    pub fn facts(&self, now: jiff::Timestamp) -> Vec<Fact> {
        match (&self.journal, self.selected()) {
            (Some(journal), Some(update)) => facts::facts(journal, update, now),
            _ => Vec::new(),
        }
    }

    /// Works out which updates are shown; the cursor stays on the one that it was on.
    fn sift(&mut self) {
        let at = self.selected().map(|update| update.record.intent.id.clone());
        self.sift_to(at);
    }

    fn sift_to(&mut self, at: Option<Id>) {
        let Some(journal) = &self.journal else { return };
        let wanted = self.search.text().to_lowercase();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let place = self.of.as_ref().filter(|_| !self.all);
        let of_place = place.map(|place| of_keystore(journal, place));
        let is_shown = |index: &usize| {
            let update = journal.updates.get(*index);
            of_place.as_ref().is_none_or(|of| of.contains(index))
                && update.is_some_and(|update| update.has(&words))
        };
        self.shown = (0..journal.updates.len()).filter(is_shown).collect();
        let is_at =
            |index: &usize| journal.updates.get(*index).map(|update| &update.record.intent.id) == at.as_ref();
        let found = at.as_ref().and_then(|_| self.shown.iter().position(is_at));
        if found.is_none() {
            // What was looked at isn't there any more.
            self.open = None;
        }
        self.cursor = found.unwrap_or(0);
    }
}

/// The updates of a keystore, under whatever names it had: a rename that may have been applied is followed
/// back from the name that it has now.
fn of_keystore(journal: &Journal, place: &Place) -> HashSet<usize> {
    let mut names: HashSet<&str> = HashSet::from([place.keystore.as_str()]);
    let mut found = HashSet::new();
    for (index, update) in journal.updates.iter().enumerate() {
        let plan = &update.record.intent.plan;
        if plan.place.gateway != place.gateway || plan.place.project != place.project {
            continue;
        }
        let becomes = plan.new_name.as_deref().is_some_and(|name| names.contains(name));
        if becomes && update.record.may_have_applied() {
            names.insert(plan.place.keystore.as_str());
        }
        if becomes || names.contains(plan.place.keystore.as_str()) {
            found.insert(index);
        }
    }
    found
}

fn screen(model: &Model) -> Option<&HistoryScreen> {
    match model.screens.last() {
        Some(Screen::History(screen)) => Some(screen),
        _ => None,
    }
}

fn screen_mut(model: &mut Model) -> Option<&mut HistoryScreen> {
    match model.screens.last_mut() {
        Some(Screen::History(screen)) => Some(screen),
        _ => None,
    }
}

/// Opens it over whatever is shown: with the updates of the keystore that is in sight, where one is.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(Screen::Browse(_)) = model.screens.last() {
        effects.extend(browse::settle(model));
    }
    let of = in_sight(model)
        .map(|(project, keystore)| Place::new(model.session.base.as_str(), &project, &keystore));
    model.screens.push(Screen::History(Box::new(HistoryScreen::new(of))));
    effects.extend(read(model));
    effects
}

/// The keystore that is in sight.
fn in_sight(model: &Model) -> Option<(String, String)> {
    match model.screens.last()? {
        Screen::Browse(browse) if browse.column == browse::Column::Keystores => {
            let keystore = browse::keystore_at_cursor(model)?;
            Some((browse.project.clone()?, keystore.name().to_owned()))
        }
        Screen::Keystore(form) => Some((form.project.clone(), form.draft.base().name().to_owned())),
        Screen::Deployment(_) => {
            let submission = model.submission.as_ref()?;
            Some((submission.project.clone(), submission.keystore.clone()))
        }
        _ => None,
    }
}

/// Has the journal read.
fn read(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(screen) = screen_mut(model) else { return Vec::new() };
    let before = screen.reading.replace(ticket);
    before.map(Effect::Cancel).into_iter().chain([Effect::Local(ticket, Ask::Journal)]).collect()
}

/// An outcome was written down in this session: where the journal is on the screen, it is read again.
pub fn written(model: &mut Model) -> Vec<Effect> {
    read(model)
}

/// The journal has been read, or can't be; what was read before stays then.
pub fn came(model: &mut Model, ticket: Ticket, answer: Result<Arc<Journal>, String>) {
    let waiting = model.screens.iter_mut().find_map(|screen| match screen {
        Screen::History(screen) if screen.reading == Some(ticket) => Some(screen),
        _ => None,
    });
    let Some(screen) = waiting else { return };
    screen.reading = None;
    match answer {
        Ok(journal) => {
            let at = screen.selected().map(|update| update.record.intent.id.clone());
            screen.error = None;
            screen.journal = Some(journal);
            screen.sift_to(at);
        }
        Err(why) => screen.error = Some(why),
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if screen(model).is_some_and(|screen| screen.open.is_some()) {
        return act_on_record(model, action);
    }
    if let Some(effects) = step(model, action) {
        return effects;
    }
    match action {
        Action::Accept => look_at(model),
        Action::Filter => {
            if let Some(screen) = screen_mut(model) {
                screen.is_searching = true;
            }
        }
        Action::Widen => widen(model),
        Action::Back => return back(model),
        Action::Refresh => return read(model),
        Action::Outcome => return outcomes(model),
        Action::Copy => return copy(model),
        Action::RollBack => return rollback::from_history(model),
        _ => {}
    }
    Vec::new()
}

fn act_on_record(model: &mut Model, action: Action) -> Vec<Effect> {
    let now = model.now;
    let Some(screen) = screen_mut(model) else { return Vec::new() };
    let most = screen.facts(now).iter().map(Fact::most_lines).sum();
    if let Some(scroll) = &mut screen.open
        && scroll.step(action, PAGE, most)
    {
        return Vec::new();
    }
    match action {
        Action::Back => {
            screen.open = None;
            rollback::leave(model)
        }
        Action::Next | Action::Previous => {
            let to = if action == Action::Next { Action::Down } else { Action::Up };
            let before = screen.cursor();
            screen.cursor = picker::stepped(before, to, screen.len()).unwrap_or(before);
            if screen.cursor != before {
                screen.open = Some(Scroll::default());
            }
            Vec::new()
        }
        Action::Refresh => read(model),
        Action::Outcome => outcomes(model),
        Action::Copy => copy(model),
        Action::RollBack => rollback::from_history(model),
        _ => Vec::new(),
    }
}

/// Whether an action can do something for the update under the cursor; see the deployment screen's.
pub fn is_of_use(model: &Model, action: Action) -> bool {
    let Some(Screen::History(screen)) = model.screens.last() else { return true };
    action != Action::Outcome || screen.selected().is_some_and(Listed::is_unknown)
}

/// The updates of unknown outcome; the cursor on the one here, if it is one.
fn outcomes(model: &mut Model) -> Vec<Effect> {
    let selected = screen_mut(model).and_then(|screen| screen.selected());
    let id = selected.map(|update| update.record.intent.id.clone());
    unknown::reopen(model, id)
}

fn look_at(model: &mut Model) {
    let Some(screen) = screen_mut(model) else { return };
    if screen.is_empty() {
        return;
    }
    screen.resting = None;
    screen.open = Some(Scroll::default());
}

/// All updates, or those of the keystore again.
fn widen(model: &mut Model) {
    let Some(screen) = screen_mut(model) else { return };
    if screen.of.is_none() {
        model.say(Tone::Info, "all updates are shown already: H on a keystore shows its own");
        return;
    }
    screen.all = !screen.all;
    screen.sift();
}

/// Moves the cursor.
fn step(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let ticket = model.ticket();
    let screen = screen_mut(model)?;
    let before = screen.cursor();
    let after = picker::stepped(before, action, screen.len())?;
    if after == before {
        return Some(Vec::new());
    }
    screen.cursor = after;
    let earlier = screen.resting.replace(ticket);
    Some(earlier.map(Effect::Cancel).into_iter().chain([Effect::Rest(ticket, REST)]).collect())
}

/// The cursor has rested: the page is drawn to its end.
pub fn rested(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    if let Some(screen) = screen_mut(model)
        && screen.resting == Some(ticket)
    {
        screen.resting = None;
    }
    Vec::new()
}

/// Esc: the search first, then the screen.
fn back(model: &mut Model) -> Vec<Effect> {
    let mut effects = rollback::leave(model);
    let Some(screen) = screen_mut(model) else { return effects };
    if screen.is_searched() || screen.is_searching {
        screen.is_searching = false;
        screen.search.set("");
        screen.sift();
        return effects;
    }
    effects.extend(screen.reading.take().into_iter().chain(screen.resting.take()).map(Effect::Cancel));
    model.screens.pop();
    effects
}

/// The text of the update that is looked at; of the list, the id of the one under the cursor.
fn copy(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let Some(screen) = screen(model) else { return Vec::new() };
    let Some(update) = screen.selected() else {
        model.say(Tone::Info, "there is no update that could be copied");
        return Vec::new();
    };
    let (what, copied) = match screen.open {
        None => ("the update's id", text::words(&update.record.intent.id.0)),
        Some(_) => {
            let lines = screen.facts(now).into_iter();
            let lines = lines.map(|fact| format!("{:11}{}\n", fact.label, text::words(&fact.words)));
            ("what is known of the update", lines.collect())
        }
    };
    let end = copied.floor_char_boundary(MOST_COPIED);
    let cut = if end < copied.len() { ", its beginning" } else { "" };
    let copied = copied.get(..end).unwrap_or_default().to_owned();
    model.say(Tone::Info, format!("copied {what}{cut}, if your terminal allows it (OSC 52)"));
    vec![Effect::Copy(copied)]
}

/// A key while the search is typed.
pub fn search_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(screen) = screen_mut(model) else { return Vec::new() };
    let before = screen.search.text();
    screen.search.key(key);
    if screen.search.text() != before {
        screen.sift_to(None);
    }
    Vec::new()
}

/// Pasted text for the search.
pub fn search_paste(model: &mut Model, pasted: &str) {
    if let Some(screen) = screen_mut(model) {
        screen.search.paste(pasted);
        screen.sift_to(None);
    }
}

/// What a binding does while the search is typed.
pub fn search_act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept => {
            if let Some(screen) = screen_mut(model) {
                screen.is_searching = false;
            }
            Vec::new()
        }
        Action::Back => back(model),
        _ => step(model, action).unwrap_or_default(),
    }
}

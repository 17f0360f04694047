//! What is inside the files of a keystore: entries and their chains, every fact of each.
//!
//! ```text
//! ┌ production 1 of 3 ─────────┐┌ Certificate 1 of 3 ──────────────────────────────┐
//! │ PKCS12 3.1 KiB             ││ subject   CN=api.acme.example, O=Acme, C=TR      │
//! │ partner         private key││ issuer    CN=Acme Issuing CA, O=Acme, C=TR       │
//! │▸└ api.acme.example  212 d  ││ serial    4A:1F                                  │
//! │  └ Acme Issuing CA  1822 d ││ valid     2026-03-01 to 2027-06-23, 212 d left   │
//! │   └ Acme Root CA    3650 d ││ ...                                              │
//! └────────────────────────────┘└──────────────────────────────────────────────────┘
//! ```
//!
//! The cursor moves at once, what it is on is shown when it rests, as in the browse screen.

mod actions;
mod facts;
mod files;
mod tree;

use std::{collections::HashMap, sync::Arc, time::Duration};

use crate::{
    app::{
        effect::{Checked, Checking, Effect},
        keymap::Action,
        model::Model,
        picker,
        remote::Ticket,
        screen::Screen,
        scroll::Scroll,
        vault::{self, Seen, Vault},
    },
    domain::keystore::Keystore,
    keystore::{Store, link::Link},
};

pub use actions::{common_name, password_from_form, save_from_form};
pub use facts::{Fact, facts};
pub use files::{Held, HeldFile, open_from_browse, open_from_form};
pub use tree::{Row, rows};

/// How long the cursor rests before what it is on is shown.
const REST: Duration = Duration::from_millis(150);

/// How far PgUp and PgDn go in the facts.
const PAGE: usize = 16;

/// The pane that has the keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    #[default]
    Tree,
    Facts,
}

/// The state of the screen.
#[derive(Debug)]
pub struct EntryScreen {
    pub project: String,
    /// As it was read when the screen was opened.
    pub keystore: Arc<Keystore>,
    /// The files that can be looked at; never empty.
    files: Vec<Held>,
    at: usize,
    pub focus: Focus,
    /// The row under the cursor; none until it has been moved: then it is on what the environment
    /// serves with.
    cursor: Option<usize>,
    /// The row whose facts are shown, likewise.
    shown: Option<usize>,
    pub scroll: Scroll,
    resting: Option<Ticket>,
    checked: Links,
}

/// What is known of the chains of one store.
#[derive(Debug, Default)]
struct Links {
    of: Option<Arc<Store>>,
    by_entry: HashMap<usize, Option<Vec<Option<Link>>>>,
}

impl EntryScreen {
    fn new(project: String, keystore: Arc<Keystore>, files: Vec<Held>, at: usize) -> Self {
        Self {
            project,
            keystore,
            files,
            at,
            focus: Focus::default(),
            cursor: None,
            shown: None,
            scroll: Scroll::default(),
            resting: None,
            checked: Links::default(),
        }
    }

    /// The file that is looked at.
    pub fn held(&self) -> Option<&Held> {
        self.files.get(self.at)
    }

    /// Its place among all of them, from 1, and how many there are.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.files.len())
    }

    /// The file's content, where it is open.
    pub fn store<'a>(&self, vault: &'a Vault) -> Option<&'a Arc<Store>> {
        match self.held()?.seen(vault) {
            Seen::Open(store) => Some(store),
            _ => None,
        }
    }

    /// The row under the cursor.
    pub fn cursor(&self, store: &Store) -> usize {
        self.row(store, self.cursor)
    }

    /// The row whose facts are shown.
    pub fn shown(&self, store: &Store) -> usize {
        self.row(store, self.shown)
    }

    fn row(&self, store: &Store, row: Option<usize>) -> usize {
        let last = rows(store).len().saturating_sub(1);
        row.unwrap_or_else(|| tree::first(store, self.held().and_then(Held::alias))).min(last)
    }

    /// How the certificates of an entry's chain stand to their issuers; `None` until it is known.
    pub fn links(&self, store: &Arc<Store>, entry: usize) -> Option<&[Option<Link>]> {
        let of = self.checked.of.as_ref().filter(|of| Arc::ptr_eq(of, store));
        of.and_then(|_| self.checked.by_entry.get(&entry)?.as_deref())
    }
}

fn screen_mut(model: &mut Model) -> Option<&mut EntryScreen> {
    match model.screens.last_mut() {
        Some(Screen::Entry(screen)) => Some(screen),
        _ => None,
    }
}

fn screen(model: &Model) -> Option<&EntryScreen> {
    match model.screens.last() {
        Some(Screen::Entry(screen)) => Some(screen),
        _ => None,
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(screen) = screen(model) else { return Vec::new() };
    let moved = match screen.focus {
        Focus::Tree => step(model, action),
        Focus::Facts => scroll(model, action),
    };
    if let Some(effects) = moved {
        return effects;
    }
    match action {
        Action::Accept | Action::Right => focus(model, Focus::Facts),
        Action::Left => focus(model, Focus::Tree),
        Action::Back => back(model),
        Action::Next => turn(model, 1),
        Action::Previous => turn(model, -1),
        Action::Copy => actions::copy(model, actions::Digest::Sha256),
        Action::CopySha1 => actions::copy(model, actions::Digest::Sha1),
        Action::Save => actions::save(model),
        Action::Password => actions::password(model),
        _ => Vec::new(),
    }
}

/// Moves the cursor of the tree.
fn step(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let (len, before) = match screen(model)?.store(&model.vault) {
        Some(store) => (rows(store).len(), screen(model)?.cursor(store)),
        None => (0, 0),
    };
    let after = picker::stepped(before, action, len)?;
    if after == before {
        return Some(Vec::new());
    }
    let ticket = model.ticket();
    let screen = screen_mut(model)?;
    // Until it has rested, what was shown stays.
    screen.shown.get_or_insert(before);
    screen.cursor = Some(after);
    let earlier = screen.resting.replace(ticket);
    Some(earlier.map(Effect::Cancel).into_iter().chain([Effect::Rest(ticket, REST)]).collect())
}

/// The cursor has rested.
pub fn rested(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    if screen(model).is_none_or(|screen| screen.resting != Some(ticket)) {
        return Vec::new();
    }
    settle(model)
}

/// Lets the facts follow the cursor now.
fn settle(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = screen_mut(model) else { return Vec::new() };
    screen.resting = None;
    if screen.shown != screen.cursor {
        screen.shown = screen.cursor;
        screen.scroll = Scroll::default();
    }
    check(model)
}

/// Scrolls the facts.
fn scroll(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let most = facts(model, screen(model)?).iter().map(Fact::most_lines).sum();
    screen_mut(model)?.scroll.step(action, PAGE, most).then(Vec::new)
}

fn focus(model: &mut Model, focus: Focus) -> Vec<Effect> {
    let effects = settle(model);
    if let Some(screen) = screen_mut(model) {
        screen.focus = focus;
    }
    effects
}

fn back(model: &mut Model) -> Vec<Effect> {
    match screen(model).map(|screen| screen.focus) {
        Some(Focus::Facts) => focus(model, Focus::Tree),
        _ => {
            model.screens.pop();
            Vec::new()
        }
    }
}

/// To another of the files.
fn turn(model: &mut Model, by: isize) -> Vec<Effect> {
    let Some(screen) = screen_mut(model) else { return Vec::new() };
    let Some(at) = screen.at.checked_add_signed(by).filter(|at| *at < screen.files.len()) else {
        return Vec::new();
    };
    screen.at = at;
    (screen.cursor, screen.shown, screen.resting) = (None, None, None);
    screen.scroll = Scroll::default();
    begin(model)
}

/// Has the file that is looked at opened, unless it was.
fn begin(model: &mut Model) -> Vec<Effect> {
    let Some(held) = screen(model).and_then(EntryScreen::held) else { return Vec::new() };
    let mut effects = Vec::new();
    if let HeldFile::There { file, source, password, .. } = &held.file {
        let (file, source, password) = (*file, source.clone(), password.clone());
        effects.extend(vault::open(model, file, source, password));
    }
    effects.extend(check(model));
    effects
}

/// Has the chain checked that the shown row is part of, unless it was.
fn check(model: &mut Model) -> Vec<Effect> {
    let Some((store, row)) = shown_row(model) else { return Vec::new() };
    let Some(entry) = row.entry() else { return Vec::new() };
    if store.entries.get(entry).is_none_or(|entry| entry.chain().is_empty()) {
        return Vec::new();
    }
    let ticket = model.ticket();
    let Some(screen) = screen_mut(model) else { return Vec::new() };
    if screen.checked.of.as_ref().is_none_or(|of| !Arc::ptr_eq(of, &store)) {
        screen.checked = Links { of: Some(Arc::clone(&store)), by_entry: HashMap::new() };
    }
    if screen.checked.by_entry.contains_key(&entry) {
        return Vec::new();
    }
    screen.checked.by_entry.insert(entry, None);
    vec![Effect::Check(ticket, Checking { store, entry })]
}

/// The store that is looked at, and the row whose facts are shown.
fn shown_row(model: &Model) -> Option<(Arc<Store>, Row)> {
    let screen = screen(model)?;
    let store = screen.store(&model.vault)?;
    let row = rows(store).get(screen.shown(store)).copied()?;
    Some((Arc::clone(store), row))
}

/// The signatures of a chain have been checked.
pub fn checked(model: &mut Model, checked: Checked) {
    let Some(Screen::Entry(screen)) =
        model.screens.iter_mut().find(|screen| matches!(screen, Screen::Entry(_)))
    else {
        return;
    };
    if screen.checked.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &checked.store)) {
        screen.checked.by_entry.insert(checked.entry, Some(checked.links));
    }
}

/// More is known of the files: the chain that has come into sight is checked.
pub fn opened(model: &mut Model) -> Vec<Effect> {
    check(model)
}

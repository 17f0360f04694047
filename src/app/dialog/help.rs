//! Every key, searchable. What can be pressed where it was opened comes first.

use super::Dialog;
use crate::app::{
    effect::Effect,
    field::TextField,
    key::Key,
    keymap::{self, Action, Binding, Context, Needs},
    model::Model,
    scroll::Scroll,
    session::Access,
};

/// The search, and how far it is scrolled.
#[derive(Debug)]
pub struct Help {
    /// Where it was opened.
    pub context: Context,
    pub search: TextField,
    pub scroll: Scroll,
    /// Keys that edit don't exist here.
    pub read_only: bool,
}

/// One line of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Title(&'static str),
    Binding { keys: String, help: &'static str, danger: bool },
}

impl Help {
    /// What the search lets through.
    pub fn lines(&self) -> Vec<Line> {
        let wanted = self.search.text().to_lowercase();
        let others = Context::ALL.into_iter().filter(|context| *context != self.context);
        let mut lines = Vec::new();
        for context in std::iter::once(self.context).chain(others) {
            let own = |binding: &&Binding| binding.contexts.len() < Context::ALL.len();
            push(&mut lines, context.title(), keymap::of(context).filter(own), &wanted, self.read_only);
        }
        let everywhere =
            keymap::BINDINGS.iter().filter(|binding| binding.contexts.len() == Context::ALL.len());
        push(&mut lines, "Everywhere", everywhere, &wanted, self.read_only);
        lines
    }

    /// Takes a key for the search.
    pub fn key(&mut self, key: Key) {
        if self.search.key(key) {
            self.scroll = Scroll::default();
        }
    }

    /// Takes pasted text for the search.
    pub fn paste(&mut self, text: &str) {
        self.search.paste(text);
        self.scroll = Scroll::default();
    }
}

fn push(
    lines: &mut Vec<Line>,
    title: &'static str,
    bindings: impl Iterator<Item = &'static Binding>,
    wanted: &str,
    read_only: bool,
) {
    let found: Vec<Line> = bindings
        .filter(|binding| !(read_only && binding.needs == Needs::Edit))
        .filter(|binding| {
            let text = format!("{title} {} {} {}", binding.keys_text(), binding.help, binding.label);
            text.to_lowercase().contains(wanted)
        })
        .map(|binding| Line::Binding {
            keys: binding.keys_text(),
            help: binding.help,
            danger: binding.danger,
        })
        .collect();
    if !found.is_empty() {
        lines.push(Line::Title(title));
        lines.extend(found);
    }
}

/// How far PgUp and PgDn go.
const PAGE: usize = 14;

/// Opens the help over whatever is shown.
pub fn open(model: &mut Model) {
    if matches!(model.dialogs.last(), Some(Dialog::Help(_))) {
        return;
    }
    let read_only = matches!(model.session.access, Access::ReadOnly { .. });
    let help =
        Help { context: model.context(), search: TextField::line(""), scroll: Scroll::default(), read_only };
    model.dialogs.push(Dialog::Help(help));
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Help(help)) = model.dialogs.last_mut() else { return Vec::new() };
    let most = 2 * help.lines().len();
    if !help.scroll.step(action, PAGE, most) && action == Action::Back {
        model.dialogs.pop();
    }
    Vec::new()
}

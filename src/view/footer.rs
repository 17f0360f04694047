//! The last row: the keys that work now, from the keymap.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::theme::Theme;
use crate::app::{
    dialog::Dialog,
    keymap::{self, Action, Binding, Context, Needs},
    model::Model,
    screen::{deployment, history, keystore},
};

/// Columns between two keys, and at the least.
const GAP: usize = 3;
const SMALLEST_GAP: usize = 2;

/// Draws as many as fit; help and the way out are never the ones that are left out.
pub fn draw(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let edits = keystore::refusal(model).is_none();
    let is_of_use = |action| match model.context() {
        Context::Deployment => deployment::is_of_use(model, action),
        Context::History | Context::Record => history::is_of_use(model, action),
        _ => true,
    };
    let exists = |binding: &Binding| (edits || binding.needs == Needs::Nothing) && is_of_use(binding.action);
    let shown = |binding: &&Binding| !binding.label.is_empty() && exists(binding);
    let (always, mut sometimes): (Vec<&Binding>, Vec<&Binding>) =
        keymap::of(model.context()).filter(shown).partition(|binding| is_way_out(binding.action));
    let room = usize::from(area.width).saturating_sub(1);
    let width = |bindings: &[&Binding], gap: usize| {
        bindings.iter().map(|binding| item_width(binding, label(model, binding), theme) + gap).sum::<usize>()
    };
    let fitting = |gap| {
        let mut left = room.checked_sub(width(&always, gap));
        let fits = |binding: &&&Binding| {
            let width = item_width(binding, label(model, binding), theme);
            left = left.and_then(|left| left.checked_sub(width + gap));
            left.is_some()
        };
        sometimes.iter().take_while(fits).count()
    };
    // Closer together only where that shows more.
    let gap = if fitting(SMALLEST_GAP) > fitting(GAP) { SMALLEST_GAP } else { GAP };
    sometimes.truncate(fitting(gap));
    let mut spans = vec![Span::raw(" ")];
    for binding in sometimes.into_iter().chain(always) {
        spans.push(Span::styled(key(binding, theme), theme.bold()));
        spans.push(Span::styled(format!(" {}{}", label(model, binding), " ".repeat(gap)), theme.dim()));
    }
    buffer.set_line(area.x, area.y, &Line::from(spans), area.width);
}

fn is_way_out(action: Action) -> bool {
    matches!(action, Action::Help | Action::Quit | Action::Back | Action::No)
}

fn key(binding: &Binding, theme: Theme) -> String {
    theme.key(&binding.keys.first().map(ToString::to_string).unwrap_or_default())
}

fn item_width(binding: &Binding, label: &str, theme: Theme) -> usize {
    key(binding, theme).width() + 1 + label.width()
}

/// What a key does as things stand, where that isn't what it usually does.
fn label(model: &Model, binding: &Binding) -> &'static str {
    match model.dialog() {
        Some(Dialog::Unknown(dialog)) => dialog.label(binding.action).unwrap_or(binding.label),
        _ => binding.label,
    }
}

//! The facts of what is chosen in the tree: labels, and words that are wrapped.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    app::{
        model::{Model, Tone},
        screen::entry::{EntryScreen, Fact, facts},
    },
    domain::text,
    view::{theme::Theme, widget},
};

/// Columns of the labels.
const LABEL: usize = 11;

/// Draws them. Returns which lines are shown, where not all are.
pub(super) fn draw(
    model: &Model,
    screen: &EntryScreen,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<String> {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let room = usize::from(inner.width).saturating_sub(LABEL);
    let lines: Vec<Line<'static>> =
        facts(model, screen).iter().flat_map(|fact| laid_out(fact, LABEL, room, theme)).collect();
    let (len, height) = (lines.len(), usize::from(area.height));
    let top = screen.scroll.top(len, height);
    widget::put_all(buffer, inner, 0, lines.into_iter().skip(top).take(height));
    (len > height).then(|| format!(" {} to {} of {len} lines ", top + 1, (top + height).min(len)))
}

/// The label beside the first of its lines.
pub(in crate::view::screen) fn laid_out(
    fact: &Fact,
    label: usize,
    room: usize,
    theme: Theme,
) -> Vec<Line<'static>> {
    let style = match fact.tone {
        Tone::Good => ratatui::style::Style::new(),
        tone => theme.tone(tone),
    };
    let lines = broken(&text::words(&fact.words), room);
    let label = |row: usize| widget::cell(if row == 0 { fact.label } else { "" }, label);
    let rows = lines.into_iter().enumerate();
    rows.map(|(row, words)| {
        Line::from(vec![Span::styled(label(row), theme.dim()), Span::styled(words, style)])
    })
    .collect()
}

/// Wrapped; digests and serial numbers between their bytes.
fn broken(words: &str, room: usize) -> Vec<String> {
    let is_hex = words.len() > 2 && words.chars().all(|c| c == ':' || c.is_ascii_hexdigit());
    if !is_hex || !words.contains(':') {
        return widget::wrap(words, room);
    }
    let chars: Vec<char> = words.chars().collect();
    chars.chunks((room / 3 * 3).max(3)).map(|line| line.iter().collect()).collect()
}

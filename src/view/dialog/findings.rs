//! Draws what the rules say, in full.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    app::{
        dialog::findings::{Findings, judged, unreadable},
        model::Model,
    },
    domain::text,
    view::{findings, theme::Theme, widget},
};

/// Columns; a longer line is hard to read.
const WIDEST: u16 = 100;

/// Draws it.
pub fn draw(model: &Model, dialog: &Findings, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = WIDEST.min(area.width);
    let room = usize::from(width).saturating_sub(4);
    let lines = lines(model, dialog, theme, room);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = widget::popup(buffer, area, "What the rules say", (width, height), theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let top = dialog.scroll.top(lines.len(), usize::from(inner.height));
    let below = lines.len().saturating_sub(top + usize::from(inner.height));
    widget::put_all(buffer, inner, 0, lines.into_iter().skip(top));
    if below > 0 {
        let note = format!(" {}: PgDn ", text::count(below, "more line below", "more lines below"));
        let y = inner.y + inner.height;
        buffer.set_line(inner.x + 1, y, &Line::styled(note, theme.bold()), inner.width.saturating_sub(2));
    }
}

fn lines(model: &Model, dialog: &Findings, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (environment, judgement) in judged(model, dialog.scope) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(text::shown(environment), theme.bold()));
        if let Some((problem, mend)) = unreadable(model, dialog.scope) {
            let why = format!("✗ nothing is judged, because the file can't be used: {problem}");
            let mend = format!("{mend}; Done (Ctrl-S) looks at it again");
            let wrapped = |words: &str| widget::wrap(&text::words(words), width);
            lines.extend(wrapped(&why).into_iter().map(|line| Line::styled(line, theme.bad())));
            lines.extend(wrapped(&mend).into_iter().map(|line| Line::styled(line, theme.dim())));
        } else if judgement.findings().is_empty() {
            let (words, style) = findings::summed_up(judgement, model, theme)
                .unwrap_or_else(|| ("nothing is judged yet".into(), theme.dim()));
            lines.push(Line::styled(words, style));
        }
        lines
            .extend(judgement.findings().iter().flat_map(|finding| findings::in_full(finding, theme, width)));
    }
    if lines.is_empty() {
        lines.push(Line::raw("Nothing of an environment is changed, so nothing is judged."));
    }
    lines
}

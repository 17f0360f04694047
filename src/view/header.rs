//! The first row: where we are, what this session may do, what is going on.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{theme::Theme, widget};
use crate::{
    app::{
        editing,
        model::{Model, Tone},
        screen::Screen,
        session::Access,
    },
    domain::text,
};

/// Draws it.
pub fn draw(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let right = facts(model, theme);
    let right_width: usize = right.iter().map(|span| span.content.width()).sum();
    let room = usize::from(area.width).saturating_sub(right_width + 3);
    let left = Line::from(vec![
        Span::styled(" keywright  ", theme.bold()),
        Span::raw(widget::cut(&place(model).join(" ▸ "), room.saturating_sub(12))),
    ]);
    buffer.set_line(area.x, area.y, &left, area.width);
    let x = area.width.saturating_sub(u16::try_from(right_width + 1).unwrap_or(area.width));
    buffer.set_line(area.x + x, area.y, &Line::from(right), area.width - x);
}

/// From the gateway down to what is open.
fn place(model: &Model) -> Vec<String> {
    let mut place = vec![text::shown(&model.session.label)];
    match (model.screen(), model.form(), model.browse()) {
        (Some(Screen::Deployment(_)), ..) => {
            if let Some(submission) = &model.submission {
                place.extend([text::shown(&submission.project), text::shown(submission.expectation.name())]);
            }
        }
        (Some(Screen::Entry(entry)), ..) => {
            place.extend([text::shown(&entry.project), text::shown(entry.keystore.name())]);
        }
        (Some(Screen::History(history)), ..) => {
            let of = history.of.as_ref().filter(|_| !history.all);
            place.extend(of.into_iter().flat_map(|of| [text::shown(&of.project), text::shown(&of.keystore)]));
        }
        (_, Some(form), _) => {
            place.extend([text::shown(&form.project), text::shown(form.draft.base().name())]);
        }
        (_, None, Some(browse)) => place.extend(browse.project.as_deref().map(text::shown)),
        _ => {}
    }
    place.retain(|part| !part.is_empty());
    place
}

/// What the operator must not forget, then what is going on.
fn facts(model: &Model, theme: Theme) -> Vec<Span<'static>> {
    let mut facts: Vec<Span<'static>> = Vec::new();
    let mut push = |text: String, style| {
        if !facts.is_empty() {
            facts.push(Span::raw("  "));
        }
        facts.push(Span::styled(text, style));
    };
    let elsewhere = !matches!(model.screen(), Some(Screen::Deployment(_)));
    let under_way = model.submission.as_ref().filter(|submission| elsewhere && submission.is_under_way());
    if let Some(submission) = under_way {
        let seconds = model.now.duration_since(submission.started).as_secs();
        let name = widget::cut(&text::shown(submission.expectation.name()), 16);
        let doing = if submission.unknown.is_some() { "outcome unknown:" } else { "deploying" };
        push(format!("{} {doing} {name} {seconds} s", theme.spinner(model.now)), theme.tone(Tone::Warning));
    }
    // A failure that nobody has looked at yet doesn't go with the next key.
    let unseen =
        model.submission.as_ref().filter(|submission| !submission.is_under_way() && !submission.seen);
    if let Some((tone @ (Tone::Bad | Tone::Warning), _)) = unseen.map(|submission| submission.headline()) {
        push(format!("{} last update: F2", theme.sign(tone)), theme.tone(tone));
    }
    if let Some(form) = model.form() {
        let changes = form.draft.changes().len();
        if changes > 0 && !form.submitted {
            push(text::count(changes, "change", "changes"), theme.tone(Tone::Warning));
        }
    }
    if editing::is_held_elsewhere(model) {
        push(format!("{} edited elsewhere", theme.sign(Tone::Warning)), theme.tone(Tone::Warning));
    }
    if model.session.plain_http {
        push("NOT ENCRYPTED (http)".into(), theme.bad());
    }
    if model.session.demo {
        push("DEMO".into(), theme.accent());
    }
    if matches!(model.session.access, Access::ReadOnly { .. }) {
        push("READ-ONLY".into(), theme.accent());
    }
    if let Some(latency) = model.latency {
        push(format!("● {latency} ms"), theme.dim());
    }
    facts
}

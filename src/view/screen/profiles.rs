//! Draws the choice of a profile.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    app::{model::Model, screen::profiles::Profiles},
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(model: &Model, screen: &Profiles, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let title = match screen.connecting {
        Some(_) => format!("{} Getting the profile ready", theme.spinner(model.now)),
        None => format!("Profiles {}", screen.profiles.len()),
    };
    let inner = widget::framed(buffer, area, &title, true, theme);
    let wide =
        screen.profiles.iter().map(|profile| profile.name.chars().count()).max().unwrap_or(0).clamp(8, 24);
    let access_width = if screen.profiles.iter().any(|profile| profile.read_only) { 11 } else { 0 };
    let most = usize::from(inner.height / 2).max(4);
    let why = screen.error.as_deref().map(|why| text::shown_lines(why, most).join("\n"));
    let room = usize::from(inner.width).saturating_sub(1);
    let failed = why.map(|why| widget::wrap_at_most(&why, room, most)).unwrap_or_default();
    let height = usize::from(inner.height).saturating_sub(failed.len().max(4));
    let cursor = screen.picker.cursor();
    let start = widget::page_start(cursor, height);
    for (row, (index, profile)) in screen.profiles.iter().enumerate().skip(start).take(height).enumerate() {
        let access = if profile.read_only { "read-only" } else { "" };
        let mark = if index == cursor { "▸" } else { " " };
        let text = format!(
            "{mark}{}  {access:access_width$}{}",
            widget::cell(&text::shown(&profile.name), wide),
            text::shown(&profile.server)
        );
        let line =
            Line::styled(widget::cell(&text, usize::from(inner.width)), theme.row(index == cursor, true));
        widget::put(buffer, inner, row, &line);
    }
    let lines = failed.into_iter().map(|line| Line::styled(format!(" {line}"), theme.bad()));
    widget::put_all(buffer, inner, usize::from(inner.height).saturating_sub(lines.len()), lines);
}

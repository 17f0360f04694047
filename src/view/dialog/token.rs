//! Draws the prompt for a token.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::Line,
};

use crate::{
    app::{dialog::token::TokenPrompt, model::Model},
    domain::text,
    view::{theme::Theme, widget},
};

/// The rows that aren't words: the border, the field between blank lines, the note.
const BELOW: usize = 5;

/// Draws it.
pub fn draw(
    model: &Model,
    prompt: &TokenPrompt,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let width = 72.min(area.width);
    let room = usize::from(width).saturating_sub(4);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut say = |words: &str, style: Style| {
        lines.extend(
            widget::wrap(words, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)),
        );
    };
    if prompt.is_first {
        say(&format!("A personal API access token for {}:", text::shown(&gateway(model))), Style::new());
    } else {
        say("The server refused the token.", theme.bad());
        if let Some(words) = &prompt.words {
            // The first and the last line stay, and so does what is below.
            let most = usize::from(area.height).saturating_sub(2 + BELOW);
            let words = format!("It says: {}", text::shown_lines(words, most).join("\n"));
            say(&widget::wrap_at_most(&words, room, most).join("\n"), theme.bold());
        }
        say("Another token, to go on where you are:", Style::new());
    }
    let height = u16::try_from(lines.len() + BELOW).unwrap_or(u16::MAX);
    let inner = widget::popup(buffer, area, "Token", (width, height), theme);
    let row = widget::put_all(buffer, inner, 0, lines);
    let y = inner.y + u16::try_from(row).unwrap_or(0) + 1;
    let field = Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: 1 };
    let cursor =
        widget::secret_field(buffer, field, &prompt.field, Style::new().add_modifier(Modifier::UNDERLINED));
    let note = match prompt.complaint {
        _ if prompt.trying => Line::raw(format!(" {} trying it", theme.spinner(model.now))),
        Some(complaint) => Line::styled(format!(" ✗ {complaint}"), theme.bad()),
        None => Line::styled(" Not shown; kept in memory only; sent to this server only.", theme.dim()),
    };
    widget::put(buffer, inner, row + 2, &note);
    cursor
}

/// The profile's name with the host that the token goes to.
fn gateway(model: &Model) -> String {
    let (label, base) = (&model.session.label, &model.session.base);
    match base.host_str() {
        Some(host) if !label.contains(host) => format!("{label} ({host})"),
        _ => label.clone(),
    }
}

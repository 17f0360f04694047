//! Draws the prompt for a token.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::Line,
};

use super::prompt::{self, Prompt};
use crate::{
    app::{dialog::token::TokenPrompt, model::Model},
    domain::text,
    view::{theme::Theme, widget},
};

/// Draws it.
pub fn draw(
    model: &Model,
    asked: &TokenPrompt,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let room = prompt::room(area);
    let mut above: Vec<Line<'static>> = Vec::new();
    let mut say = |words: &str, style: Style| {
        above.extend(
            widget::wrap(words, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)),
        );
    };
    if asked.is_first {
        say(&format!("A personal API access token for {}:", text::shown(&gateway(model))), Style::new());
    } else {
        say("The server refused the token.", theme.bad());
        if let Some(words) = &asked.words {
            // The first and the last line stay, and so does what is below.
            let most = usize::from(area.height).saturating_sub(2 + prompt::ROWS + 1);
            let words = format!("It says: {}", text::shown_lines(words, most).join("\n"));
            say(&widget::wrap_at_most(&words, room, most).join("\n"), theme.bold());
        }
        say("Another token, to go on where you are:", Style::new());
    }
    let (words, style) = match asked.complaint {
        _ if asked.trying => (format!("{} trying it", theme.spinner(model.now)), Style::new()),
        Some(complaint) => (format!("✗ {complaint}"), theme.bad()),
        None => ("Not shown; kept in memory only; sent to this server only.".into(), theme.dim()),
    };
    let below = vec![Line::styled(format!(" {words}"), style)];
    Prompt { title: "Token".into(), above, below, place: 1 }.draw(
        theme,
        area,
        buffer,
        |buffer, line, style| widget::secret_field(buffer, line, &asked.field, style),
    )
}

/// The profile's name with the host that the token goes to.
fn gateway(model: &Model) -> String {
    let (label, base) = (&model.session.label, &model.session.base);
    match base.host_str() {
        Some(host) if !label.contains(host) => format!("{label} ({host})"),
        _ => label.clone(),
    }
}

//! Draws the submit dialog: changes, cascade, request, what is at stake, two buttons.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    api::request,
    app::{
        dialog::submit::{Focus, Submit, at_stake},
        model::Model,
        screen::keystore::KeystoreScreen,
    },
    domain::{
        cascade::JwkCascade,
        draft::{Change, Mark},
        jwk::MadeFrom,
        stake::Stake,
        text,
    },
    view::{theme::Theme, widget},
};

/// Draws it. The cursor stands where the next stake is typed.
pub fn draw(
    model: &Model,
    submit: &Submit,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let form = model.form()?;
    let title = format!("Update {} in {}", text::shown(form.draft.base().name()), text::shown(&form.project));
    let inner = widget::popup(buffer, area, &title, (100.min(area.width), area.height), theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let page = Page { model, submit, form, theme, width: usize::from(inner.width) };
    let stakes = at_stake(model);
    let bottom = page.bottom(&stakes);
    let bottom_row = usize::from(inner.height).saturating_sub(bottom.len());

    let (jwks, request) = (page.jwks(), page.request());
    // The heading, one change, the summary, and what is fixed; blank lines where there is room.
    let left = bottom_row.saturating_sub(2 + jwks.len() + request.len());
    let gap = usize::from(left >= 4);
    let row = widget::put_all(buffer, inner, 0, page.changes(left.saturating_sub(2 * gap).max(1)));
    let row = widget::put_all(buffer, inner, row + gap, jwks);
    widget::put_all(buffer, inner, row + gap, request);
    clear_rows(buffer, inner, bottom_row);
    widget::put_all(buffer, inner, bottom_row, bottom);
    page.typing_cursor(&stakes, inner, buffer)
}

/// What doesn't fit must not shine through below.
fn clear_rows(buffer: &mut Buffer, area: Rect, from: usize) {
    let blank = Line::raw(" ".repeat(usize::from(area.width)));
    for row in from..usize::from(area.height) {
        widget::put(buffer, area, row, &blank);
    }
}

struct Page<'a> {
    model: &'a Model,
    submit: &'a Submit,
    form: &'a KeystoreScreen,
    theme: Theme,
    width: usize,
}

impl Page<'_> {
    /// As many of the changes in words as there is room for, and the line that sums up the
    /// environments.
    fn changes(&self, room: usize) -> Vec<Line<'static>> {
        let changes = self.form.draft.changes();
        let top = self.submit.top.min(changes.len().saturating_sub(room));
        let heading = if changes.len() > room {
            let (first, last) = (top + 1, top + room);
            format!("Changes {first} to {last} of {}: PgDn, PgUp", changes.len())
        } else {
            "Changes".to_owned()
        };
        let mut lines = vec![Line::styled(heading, self.theme.bold())];
        if changes.is_empty() {
            lines.push(Line::raw(" none: the object is sent as it is stored, which deploys it again"));
        }
        let name_width =
            changes.iter().map(name_width).max().unwrap_or(0).clamp(12, (self.width / 3).max(12));
        for change in changes.iter().skip(top).take(room) {
            lines.push(Line::raw(widget::cut(&change_words(change, name_width), self.width)));
        }
        let removes = self.form.draft.removals().next().is_some();
        let style = if removes { self.theme.bad() } else { Style::new() };
        let summary = text::shown(&self.form.draft.summary());
        lines.push(Line::styled(widget::cut(&format!(" environments: {summary}"), self.width), style));
        lines
    }

    /// The three choices, with the JWKs that each reaches.
    fn jwks(&self) -> Vec<Line<'static>> {
        let mut lines = vec![Line::styled("JWKs made from this keystore", self.theme.bold())];
        for cascade in JwkCascade::ALL {
            let mark = if self.submit.cascade == Some(cascade) { "(•)" } else { "( )" };
            let focused = self.submit.focus == Focus::Cascade(cascade);
            let choice = format!("{mark} {}", widget::cell(cascade.label(), 28));
            let reaches = widget::cut(&self.reaches(cascade), self.width.saturating_sub(36));
            lines.push(Line::from(vec![
                Span::raw(" "),
                Span::styled(choice, self.theme.button(focused)),
                Span::raw(format!("  {reaches}")),
            ]));
        }
        lines
    }

    fn reaches(&self, cascade: JwkCascade) -> String {
        match cascade {
            JwkCascade::Leave => String::new(),
            JwkCascade::AllProjects => "in every project; not listed here".into(),
            JwkCascade::ThisProject => self.in_this_project(),
        }
    }

    fn in_this_project(&self) -> String {
        let project = &self.form.project;
        let jwks = self.model.catalog.project(project).map(|data| &data.jwks);
        match (self.model.catalog.made_from(project, self.form.draft.base()), jwks) {
            (_, Some(jwks)) if jwks.pending().is_some() => "reading them".into(),
            (_, Some(jwks)) if jwks.error().is_some() => "unknown: they could not be read".into(),
            (Some(MadeFrom::Known(names)), _) if names.is_empty() => "none".into(),
            (Some(MadeFrom::Known(names)), _) => {
                let listed = names.iter().map(|name| text::shown(name)).collect::<Vec<_>>().join(", ");
                format!("{}: {listed}", names.len())
            }
            (Some(MadeFrom::Unknown { candidates }), _) => {
                format!("unknown; {candidates} made from some keystore")
            }
            (None, _) => "unknown".into(),
        }
    }

    /// The request line, exactly.
    fn request(&self) -> Vec<Line<'static>> {
        let (project, keystore) = (&self.form.project, self.form.draft.base().name());
        let shape = self.submit.cascade.unwrap_or(JwkCascade::Leave);
        let (path, query) = match request::update(project, keystore, shape) {
            Ok(request) => (request.display_path(&self.model.session.base), request.display_query()),
            Err(error) => return vec![Line::styled(format!("✗ {error}"), self.theme.bad())],
        };
        let mut lines: Vec<Line<'static>> =
            widget::wrap(&format!("PUT {path}"), self.width).into_iter().take(3).map(Line::raw).collect();
        lines.push(match self.submit.cascade {
            Some(_) => Line::raw(format!("    {query}")),
            None => Line::styled("    (choose above what happens to the JWKs)", self.theme.dim()),
        });
        lines
    }

    /// What is to be typed, what is wrong, and the buttons.
    fn bottom(&self, stakes: &[Stake]) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let next = self.submit.next_stake(stakes);
        if let (Some(_), Some(stake)) = (self.submit.cascade, next) {
            let at = stakes.len()
                - stakes.iter().filter(|stake| !self.submit.confirmed.contains(stake)).count()
                + 1;
            let of = if stakes.len() > 1 { format!(" ({at} of {})", stakes.len()) } else { String::new() };
            // A long name isn't said twice.
            let what = match stake.why.strip_prefix(&stake.phrase) {
                Some(_) => "its name".to_owned(),
                None => format!(" {} ", text::shown(&stake.phrase)),
            };
            let words = format!("{}{of}. Type {what} to go on:", text::shown(&stake.why));
            lines.extend(
                widget::wrap(&words, self.width)
                    .into_iter()
                    .map(|line| Line::styled(line, self.theme.warning())),
            );
        } else if self.submit.cascade.is_some() && !stakes.is_empty() {
            lines.push(Line::styled("✓ everything at stake is confirmed", self.theme.good()));
        } else if let Some(stake) = stakes.first() {
            lines.push(Line::styled(
                widget::cut(&format!("{}.", text::shown(&stake.why)), self.width),
                self.theme.dim(),
            ));
        }
        // The typed line; its field is drawn over it.
        lines.push(Line::default());
        lines.push(match &self.submit.complaint {
            Some(complaint) => {
                Line::styled(widget::cut(&format!("✗ {complaint}"), self.width), self.theme.bad())
            }
            None => Line::default(),
        });
        lines.push(Line::from(vec![
            Span::styled("[ Cancel ]", self.theme.button(self.submit.focus == Focus::Cancel)),
            Span::raw("  "),
            Span::styled("[ Update, deploy ]", self.theme.button(self.submit.focus == Focus::Confirm)),
        ]));
        lines
    }

    fn typing_cursor(&self, stakes: &[Stake], inner: Rect, buffer: &mut Buffer) -> Option<Position> {
        self.submit.cascade?;
        self.submit.next_stake(stakes)?;
        let y = inner.y + inner.height.saturating_sub(3);
        let field = Rect { x: inner.x, y, width: inner.width.min(40), height: 1 };
        let style = Style::new().add_modifier(Modifier::UNDERLINED);
        let at = widget::line_field(buffer, field, &self.submit.typed, style);
        at.filter(|_| self.submit.focus == Focus::Typing)
    }
}

fn name_width(change: &Change) -> usize {
    match change {
        Change::Environment { name, .. } => text::shown(name).width(),
        Change::Name { .. } | Change::Description { .. } => 0,
    }
}

fn change_words(change: &Change, name_width: usize) -> String {
    match change {
        Change::Name { from, to } => {
            format!(" ~ {} {} → {}", widget::cell("name", name_width), text::shown(from), text::shown(to))
        }
        Change::Description { to } => {
            format!(" ~ description  {}", text::shown(to.lines().next().unwrap_or("(none)")))
        }
        Change::Environment { name, mark, what } => {
            let name = widget::cell(&text::shown(name), name_width);
            let what = match mark {
                Mark::Removed => "will lose this keystore".to_owned(),
                _ => what.iter().map(|what| text::shown(what)).collect::<Vec<_>>().join(", "),
            };
            format!(" {} {name} {what}", mark.sign())
        }
    }
}

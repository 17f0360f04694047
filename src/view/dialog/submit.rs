//! Draws the submit dialog: changes, cascade, request, what is at stake, two buttons.

mod jwks;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    api::request::{self, BadName, Request},
    app::{
        dialog::submit::{Focus, Submit, at_stake},
        model::Model,
        screen::keystore::KeystoreScreen,
    },
    domain::{
        cascade::JwkCascade,
        draft::{Change, Mark},
        stake::Stake,
        text,
    },
    view::{theme::Theme, widget},
};

/// The most lines of the JWKs' names, and of the request's path.
const MOST_NAMES: usize = 3;
const MOST_PATH: usize = 6;

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
    let width = WIDEST.min(area.width);
    let page = Page { model, submit, form, theme, width: usize::from(width).saturating_sub(4) };
    let stakes = at_stake(model);
    let bottom = page.bottom(&stakes);
    // No higher than its changes need, but of one height while the rest of it comes and goes.
    let changes = u16::try_from(form.draft.changes().len()).unwrap_or(u16::MAX);
    let height = changes.saturating_add(BESIDE_CHANGES).min(area.height);
    let inner = widget::popup(buffer, area, &title, (width, height), theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let bottom_row = usize::from(inner.height).saturating_sub(bottom.len());

    let (jwks, request) = page.fixed(bottom_row);
    // The heading, one change, the summary, and what is fixed; blank lines where there is room.
    let left = bottom_row.saturating_sub(2 + jwks.len() + request.len());
    let gap = usize::from(left >= 4);
    let row = widget::put_all(buffer, inner, 0, page.changes(left.saturating_sub(2 * gap)));
    let row = widget::put_all(buffer, inner, row + gap, jwks);
    widget::put_all(buffer, inner, row + gap, request);
    clear_rows(buffer, inner, bottom_row);
    widget::put_all(buffer, inner, bottom_row, bottom);
    page.typing_cursor(&stakes, inner, buffer)
}

/// Columns; a longer line is hard to read.
const WIDEST: u16 = 100;
/// Rows for all but the changes, with JWKs and stakes that take some lines: an 80x24 screen's whole body.
const BESIDE_CHANGES: u16 = 22;

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
    /// What doesn't scroll, the JWKs and the request, in at most so many rows and what the changes need at
    /// least: a heading, one change, the summary.
    fn fixed(&self, rows: usize) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
        const CHANGES: usize = 3;
        const CHOICES: usize = 1 + JwkCascade::ALL.len();
        const QUERY: usize = 1;
        let mut spare = rows.saturating_sub(CHANGES + CHOICES + QUERY);
        // The path has a line whatever happens, then each has some, then a long path has the rest.
        let path = self.path();
        let wanted = path.as_ref().map_or(0, |path| path.len().min(MOST_PATH));
        let mut shown = wanted.min(3).min(spare.saturating_sub(1).max(1));
        spare = spare.saturating_sub(shown);
        let names = self.names(spare.min(MOST_NAMES));
        spare = spare.saturating_sub(names.len());
        shown += (wanted - shown).min(spare);
        (self.jwks(names), self.request(path, shown))
    }

    /// As many of the changes in words as there is room for, and the line that sums up the
    /// environments.
    fn changes(&self, room: usize) -> Vec<Line<'static>> {
        let removes = self.form.draft.removals().next().is_some();
        let style = if removes { self.theme.bad() } else { Style::new() };
        let summary = text::shown(&self.form.draft.summary());
        let summary = Line::styled(widget::cut(&format!(" environments: {summary}"), self.width), style);
        if room == 0 {
            return vec![summary];
        }
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
        lines.push(summary);
        lines
    }

    fn put(&self) -> Result<Request, BadName> {
        let (project, keystore) = (&self.form.project, self.form.draft.base().name());
        request::update(project, keystore, self.submit.cascade.unwrap_or(JwkCascade::Leave))
    }

    /// The request line as far as the query.
    fn path(&self) -> Result<Vec<String>, BadName> {
        let path = self.put()?.display_path(&self.model.session.base);
        Ok(widget::wrap(&format!("PUT {path}"), self.width))
    }

    /// The request line, exactly; what is cut is said to be.
    fn request(&self, path: Result<Vec<String>, BadName>, most: usize) -> Vec<Line<'static>> {
        const CUT: &str = " (cut)";
        let (mut path, request) = match (path, self.put()) {
            (Ok(path), Ok(request)) => (path, request),
            (Err(error), _) | (_, Err(error)) => {
                return vec![Line::styled(format!("✗ {error}"), self.theme.bad())];
            }
        };
        if path.len() > most {
            path.truncate(most);
            if let Some(last) = path.last_mut() {
                *last = format!("{}{CUT}", widget::cut(last, self.width.saturating_sub(CUT.len())));
            }
        }
        let mut lines: Vec<Line<'static>> = path.into_iter().map(Line::raw).collect();
        lines.push(match self.submit.cascade {
            Some(_) => Line::raw(format!("    {}", request.display_query())),
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

//! Draws the submit dialog: changes with old beside new, cascade, request, what is at stake, what is
//! said against it, two buttons.

mod bottom;
mod jwks;
mod upper;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::Line,
};

use crate::{
    api::request::{self, BadName, Request},
    app::{
        dialog::submit::{Focus, Reading, Submit, at_stake},
        judgement::Review,
        model::Model,
        screen::keystore::KeystoreScreen,
    },
    domain::{cascade::JwkCascade, text},
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
    let review = Review::of(model);
    let page = Page { model, submit, form, review, theme, width: usize::from(width).saturating_sub(4) };
    let stakes = at_stake(model);
    let bottom = page.bottom(&stakes);
    // No higher than its changes need, but of one height while the rest of it comes and goes.
    let changes = u16::try_from(page.changes().len()).unwrap_or(u16::MAX);
    let height = changes.saturating_add(BESIDE_CHANGES).min(area.height);
    let inner = widget::popup(buffer, area, &title, (width, height), theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let bottom_row = usize::from(inner.height).saturating_sub(bottom.lines.len());
    let typing_row = bottom.typing.map(|row| bottom_row + row);

    let upper = page.upper(&stakes);
    let (mut jwks, mut request) = page.fixed(bottom_row);
    // The heading, one change, the summary, and what is fixed; blank lines where there is room.
    let mut left = bottom_row.saturating_sub(2 + jwks.len() + request.len());
    // What is to be read has the room of what isn't decided now, where it needs it.
    if submit.reading(&stakes) != Reading::Changes && left < upper.lines.len().min(SPACIOUS) {
        (jwks, request, left) = (Vec::new(), Vec::new(), bottom_row.saturating_sub(2));
    }
    let has_room = left >= upper.lines.len() + 2 || left >= SPACIOUS;
    let gap = usize::from(has_room && !request.is_empty());
    let upper = page.shown(upper, left.saturating_sub(2 * gap));
    let row = widget::put_all(buffer, inner, 0, upper);
    let row = widget::put_all(buffer, inner, row + gap, jwks);
    widget::put_all(buffer, inner, row + gap, request);
    clear_rows(buffer, inner, bottom_row);
    widget::put_all(buffer, inner, bottom_row, bottom.lines);
    page.typing_cursor(typing_row, inner, buffer)
}

/// Rows for what is read from which on two can be blank.
const SPACIOUS: usize = 10;

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
    review: Review<'a>,
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

    fn typing_cursor(&self, row: Option<usize>, inner: Rect, buffer: &mut Buffer) -> Option<Position> {
        let y = inner.y + u16::try_from(row?).ok()?;
        let field = Rect { x: inner.x, y, width: inner.width.min(40), height: 1 };
        let style = Style::new().add_modifier(Modifier::UNDERLINED);
        let at = widget::line_field(buffer, field, &self.submit.typed, style);
        at.filter(|_| self.submit.focus == Focus::Typing)
    }
}

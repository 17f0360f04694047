//! Draws the journal: a row for each update, or all that is known of one.

use jiff::tz::TimeZone;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
};

use super::entry::facts::laid_out;
use crate::{
    app::{
        journal::{Journal, Listed},
        model::{Model, Tone},
        screen::history::{HistoryScreen, tone},
        scroll::Scroll,
    },
    domain::{
        journal::Plan,
        moment,
        text::{self, shown},
    },
    view::{theme::Theme, widget},
};

/// Columns of a time, and of an outcome with its sign.
const TIME: usize = 16;
const OUTCOME: usize = 17;

/// Columns of the labels of what is known of an update.
const LABEL: usize = 12;

/// The most lines that are said above the list.
const MOST_SAID: usize = 4;

/// Draws it. The cursor is shown while the search is typed.
pub fn draw(
    model: &Model,
    screen: &HistoryScreen,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if let Some(scroll) = screen.open {
        record(model, screen, scroll, theme, area, buffer);
        return None;
    }
    let inner = widget::framed(buffer, area, &title(model, screen, theme), true, theme);
    let mut row = 0;
    let mut cursor = None;
    if screen.is_searching || screen.is_searched() {
        let field = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), height: 1, ..inner };
        buffer.set_line(inner.x, inner.y, &Line::styled("/", theme.accent()), inner.width);
        let at = widget::line_field(buffer, field, &screen.search, theme.accent());
        cursor = at.filter(|_| screen.is_searching);
        row = 1;
    }
    let width = usize::from(inner.width);
    row = widget::put_all(buffer, inner, row, said(screen, width, theme));
    match &screen.journal {
        Some(journal) if !screen.is_empty() => {
            let columns = Columns::new(screen, width);
            widget::put(buffer, inner, row, &Line::styled(columns.heading(&journal.zone), theme.dim()));
            rows(model, screen, journal, &columns, theme, row + 1, inner, buffer);
        }
        _ => drop(widget::put_all(buffer, inner, row, nothing(screen, width, theme))),
    }
    cursor
}

/// Whose updates are shown, how many, and whether they are being read.
fn title(model: &Model, screen: &HistoryScreen, theme: Theme) -> String {
    let of = match screen.of.as_ref().filter(|_| !screen.all) {
        Some(of) => format!("Updates of {}", shown(&of.keystore)),
        None => "All updates".into(),
    };
    let count = match &screen.journal {
        None => String::new(),
        Some(journal) if screen.is_searched() => format!(" {} of {}", screen.len(), journal.updates.len()),
        Some(_) => format!(" {}", screen.len()),
    };
    let busy = match (screen.reading, &model.rolling_back) {
        (Some(_), _) => format!(" {} reading", theme.spinner(model.now)),
        (_, Some(rolling)) if rolling.is_waiting() => {
            format!(" {} reading the version before", theme.spinner(model.now))
        }
        _ => String::new(),
    };
    format!("{of}{count}{busy}")
}

/// What couldn't be read, above the list.
fn said(screen: &HistoryScreen, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut say = |tone: Tone, words: &str| {
        let wrapped = widget::wrap_at_most(words, width.saturating_sub(3), MOST_SAID);
        lines.extend(wrapped.into_iter().enumerate().map(|(row, line)| {
            let sign = if row == 0 { theme.sign(tone) } else { " " };
            Line::styled(format!(" {sign} {line}"), theme.tone(tone))
        }));
    };
    if let Some(why) = &screen.error {
        say(Tone::Bad, &format!("{}; r reads it again", text::words(why)));
    }
    for words in screen.journal.iter().flat_map(|journal| journal.unread.says()) {
        say(Tone::Warning, &words);
    }
    lines
}

/// What stands in place of the rows.
fn nothing(screen: &HistoryScreen, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let words = match (&screen.journal, &screen.of) {
        (None, _) if screen.reading.is_some() => "The journal is being read.",
        (None, _) => return Vec::new(),
        (Some(_), _) if screen.is_searched() => "No update has all of these words; Esc drops the search.",
        (Some(journal), Some(_)) if !screen.all && !journal.updates.is_empty() => {
            "No update of this keystore is in the journal; a shows those of all."
        }
        (Some(_), _) => {
            "No update is in the journal: every one that is sent from here is, unless it can't be written."
        }
    };
    let wrapped = widget::wrap(words, width.saturating_sub(2)).into_iter();
    wrapped.map(|line| Line::styled(format!(" {line}"), theme.dim())).collect()
}

/// How wide the columns are; the keystore's is left out where all rows are of one.
struct Columns {
    keystore: usize,
    changed: usize,
    who: usize,
}

impl Columns {
    fn new(screen: &HistoryScreen, width: usize) -> Self {
        let room = width.saturating_sub(1 + TIME + 1 + OUTCOME + 1);
        if screen.all {
            let keystore = (room * 4 / 9).saturating_sub(1);
            let changed = (room * 3 / 9).saturating_sub(1);
            return Self { keystore, changed, who: room.saturating_sub(keystore + changed + 2) };
        }
        let who = (room / 3).min(30);
        Self { keystore: 0, changed: room.saturating_sub(who + 1), who }
    }

    fn cells(&self, keystore: &str, changed: &str, who: &str) -> String {
        let mut cells = Vec::new();
        if self.keystore > 0 {
            cells.push(widget::cell(keystore, self.keystore));
        }
        cells.extend([widget::cell(changed, self.changed), widget::cut(who, self.who)]);
        cells.join(" ")
    }

    fn heading(&self, zone: &TimeZone) -> String {
        let is_utc = *zone == TimeZone::UTC || matches!(zone.iana_name(), Some("UTC" | "Etc/UTC"));
        let time = if is_utc || zone.is_unknown() { "TIME (UTC)" } else { "TIME (local)" };
        format!(
            " {} {} {}",
            widget::cell(time, TIME),
            widget::cell("OUTCOME", OUTCOME),
            self.cells("KEYSTORE", "CHANGED", "WHO")
        )
    }
}

#[allow(clippy::too_many_arguments, reason = "where to draw, and what")]
fn rows(
    model: &Model,
    screen: &HistoryScreen,
    journal: &Journal,
    columns: &Columns,
    theme: Theme,
    top: usize,
    area: Rect,
    buffer: &mut Buffer,
) {
    let height = usize::from(area.height).saturating_sub(top);
    let start = widget::page_start(screen.cursor(), height);
    for (row, update) in screen.rows(start).take(height).enumerate() {
        let selected = start + row == screen.cursor();
        widget::put(buffer, area, top + row, &line(model, journal, columns, update, selected, theme));
    }
}

/// Under the cursor the time alone is reversed: a step costs two times, not two rows.
fn line(
    model: &Model,
    journal: &Journal,
    columns: &Columns,
    update: &Listed,
    selected: bool,
    theme: Theme,
) -> Line<'static> {
    let (intent, plan) = (&update.record.intent, &update.record.intent.plan);
    let tone = tone(update);
    let sign = if update.under_way { theme.spinner(model.now) } else { theme.sign(tone) };
    let is_elsewhere = plan.place.gateway != model.session.base.as_str();
    // What is cut off is the project.
    let place = format!("{} in {}", shown(&plan.place.keystore), shown(&plan.place.project));
    // Of another gateway, that comes first: it must not be taken for this one's.
    let place = if is_elsewhere { format!("{}: {place}", host(&plan.place.gateway)) } else { place };
    let outcome = widget::cell(&format!("{sign} {}", update.outcome()), OUTCOME);
    let rest = columns.cells(&place, &changed(plan), &intent.who.to_string());
    Line::from(vec![
        Span::styled(
            format!("{}{}", if selected { "▸" } else { " " }, moment::local(intent.at, &journal.zone)),
            theme.row(selected, true),
        ),
        Span::styled(
            format!(" {outcome} "),
            if tone == Tone::Info { Style::new() } else { theme.tone(tone) },
        ),
        Span::styled(rest, if is_elsewhere { theme.dim() } else { Style::new() }),
    ])
}

/// The host of an address; all of it where it has none.
fn host(gateway: &str) -> String {
    let host = gateway.split_once("://").map_or(gateway, |(_, rest)| rest);
    shown(host.split('/').next().unwrap_or(host))
}

/// `~production +dr-site -sandbox name`.
fn changed(plan: &Plan) -> String {
    const MOST: usize = 20;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(plan.new_name.is_some().then(|| "name".into()));
    let changes = plan.changes.iter().take(MOST);
    parts.extend(changes.map(|change| format!("{}{}", change.sign(), shown(&change.environment))));
    parts.extend(plan.description.is_some().then(|| "description".into()));
    if parts.is_empty() { "nothing".into() } else { parts.join(" ") }
}

/// All that is known of the update under the cursor.
fn record(
    model: &Model,
    screen: &HistoryScreen,
    scroll: Scroll,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let title = format!("Update {} of {}", screen.cursor() + 1, screen.len());
    let busy = model.rolling_back.as_ref().is_some_and(|rolling| rolling.is_waiting());
    let busy = if busy {
        format!(" {} reading the version before", theme.spinner(model.now))
    } else {
        String::new()
    };
    let inner = widget::framed(buffer, area, &format!("{title}{busy}"), true, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let room = usize::from(inner.width).saturating_sub(LABEL);
    let facts = screen.facts(model.now);
    let lines: Vec<Line<'static>> =
        facts.iter().flat_map(|fact| laid_out(fact, LABEL, room, theme)).collect();
    let (len, height) = (lines.len(), usize::from(inner.height));
    let top = scroll.top(len, height);
    widget::put_all(buffer, inner, 0, lines.into_iter().skip(top).take(height));
    if len > height {
        let place = format!(" {} to {} of {len} lines ", top + 1, (top + height).min(len));
        let line = Line::styled(place, theme.dim());
        buffer.set_line(area.x + 1, area.y + area.height - 1, &line, area.width.saturating_sub(2));
    }
}

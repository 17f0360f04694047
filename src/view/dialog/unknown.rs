//! Draws the updates of which nobody knows what came.

use jiff::Timestamp;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use crate::{
    app::{
        dialog::unknown::{Look, UnknownUpdates, Update, elsewhere},
        local::Resolved,
        model::{Model, Tone},
    },
    domain::{
        journal::{Found, SETTLES},
        text::{self, shown},
    },
    view::{theme::Theme, widget},
};

/// Columns; a longer line is hard to read.
const WIDEST: u16 = 100;

/// Columns for what is known of an update.
const STATE: usize = 17;

/// The most updates that are listed at once.
const MOST_ROWS: usize = 6;

/// The most lines of what an update was to change, and of what was found.
const MOST_LINES: usize = 6;

/// The most places that an earlier look is quoted with.
const MOST_PLACES: usize = 3;

/// Draws it.
pub fn draw(model: &Model, dialog: &UnknownUpdates, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let width = WIDEST.min(area.width.saturating_sub(2));
    let room = usize::from(width).saturating_sub(4);
    let below = dialog.selected().map(|update| told(update, theme, room)).unwrap_or_default();
    let elsewhere = (dialog.elsewhere > 0)
        .then(|| Line::styled(format!(" {}", elsewhere(dialog.elsewhere)), theme.dim()));
    let rows = dialog.updates.len().min(MOST_ROWS);
    let height = 2 + rows + 1 + below.len() + if elsewhere.is_some() { 2 } else { 0 };
    let height = u16::try_from(height).unwrap_or(u16::MAX);
    let count = dialog.updates.len();
    let title = format!("{} whose outcome is unknown", text::count(count, "update", "updates"));
    let inner = widget::popup(buffer, area, &title, (width, height), theme);
    let (cursor, start) = (dialog.picker.cursor(), widget::page_start(dialog.picker.cursor(), rows));
    for (row, (index, update)) in dialog.updates.iter().enumerate().skip(start).take(rows).enumerate() {
        widget::put(
            buffer,
            inner,
            row,
            &line(model, update, index == cursor, theme, usize::from(inner.width)),
        );
    }
    let row = widget::put_all(buffer, inner, rows + 1, below);
    if let Some(elsewhere) = elsewhere {
        widget::put(buffer, inner, row + 1, &elsewhere);
    }
}

/// One row of the list.
fn line(model: &Model, update: &Update, selected: bool, theme: Theme, width: usize) -> Line<'static> {
    let intent = &update.record.intent;
    let at = intent.at.strftime("%Y-%m-%d %H:%M");
    let place = &intent.plan.place;
    let keystore = format!("{} ▸ {}", shown(&place.project), shown(&place.keystore));
    let (word, style) = word(model, update, theme);
    let mark = if selected { "▸" } else { " " };
    let room = width.saturating_sub(1 + 16 + 2 + 2 + STATE);
    let left = format!("{mark}{at}  {}  ", widget::cell(&keystore, room));
    Line::from(vec![
        Span::styled(left, theme.row(selected, true)),
        Span::styled(widget::cell(&word, STATE), style),
    ])
}

/// How it stands, in a word or two.
fn word(model: &Model, update: &Update, theme: Theme) -> (String, Style) {
    match &update.look {
        Look::NotYet => match update.record.looks.last().map(|look| &look.found) {
            None => ("not looked at".into(), Style::new()),
            Some(Found::Untold) => ("! can't be told".into(), theme.warning()),
            Some(Found::Neither(_)) => ("! neither so far".into(), theme.bad()),
            Some(_) => ("! not applied yet".into(), theme.warning()),
        },
        Look::Reading { .. } | Look::Comparing { .. } => {
            (format!("{} looking", theme.spinner(model.now)), Style::new())
        }
        Look::Told(Resolved { found: Found::Applied, .. }) => {
            (format!("{} applied", theme.sign(Tone::Good)), theme.good())
        }
        Look::Told(Resolved { found: Found::NotApplied, is_final: false, .. }) => {
            ("! not applied yet".into(), theme.warning())
        }
        Look::Told(Resolved { found: Found::NotApplied, .. }) => ("! not applied".into(), theme.warning()),
        Look::Told(Resolved { found: Found::Neither(_), is_final: false, .. }) => {
            ("! neither so far".into(), theme.bad())
        }
        Look::Told(Resolved { found: Found::Neither(_), .. }) => ("! neither".into(), theme.bad()),
        Look::Told(Resolved { found: Found::Untold, .. }) => ("! can't be told".into(), theme.warning()),
        Look::Failed(_) => ("! not read".into(), theme.warning()),
    }
}

/// Who sent it, what it was to change, what was found.
fn told(update: &Update, theme: Theme, room: usize) -> Vec<Line<'static>> {
    let intent = &update.record.intent;
    let wrapped = |words: &str, style: Style| {
        let lines = widget::wrap_at_most(words, room, MOST_LINES).into_iter();
        lines.map(|line| Line::styled(format!(" {line}"), style)).collect::<Vec<_>>()
    };
    let from = intent.who.ssh_client.as_deref().map(|from| format!(" from {}", shown(from)));
    let by = format!(
        "sent by {}{} (process {}), {} UTC",
        intent.who,
        from.unwrap_or_default(),
        intent.pid,
        intent.at.strftime("%Y-%m-%d %H:%M")
    );
    let mut lines = wrapped(&by, Style::new());
    let mut changes = intent.plan.says();
    if changes.is_empty() {
        changes.push("no change: all of it was to be deployed again".into());
    }
    changes.push(intent.plan.cascade_says().to_owned());
    lines.extend(wrapped(&changes.join("; "), Style::new()));
    lines.push(Line::default());
    let (words, style) = found(update, theme);
    lines.extend(wrapped(&words, style));
    lines
}

/// What was found, in full.
fn found(update: &Update, theme: Theme) -> (String, Style) {
    match &update.look {
        Look::NotYet => {
            let before = update.record.looks.last().map(|look| {
                let (at, found) = (look.at.strftime("%Y-%m-%d %H:%M"), look.found.says(MOST_PLACES));
                format!(" {} looked at {at} UTC: {found}.", look.who)
            });
            let words = format!(
                "No answer told what came of it.{} Enter reads what is stored now, and says whether it was applied.",
                before.unwrap_or_default()
            );
            (text::words(&words), Style::new())
        }
        Look::Reading { .. } => ("Reading what is stored ...".into(), Style::new()),
        Look::Comparing { .. } => ("Comparing, and writing down what that shows ...".into(), Style::new()),
        Look::Failed(error) => (
            text::words(&format!(
                "It couldn't be read, so it stays unknown: {} {}",
                error.meaning(),
                error.next_step()
            )),
            theme.warning(),
        ),
        Look::Told(Resolved { found, is_final, unwritten }) => {
            let so_far = if *is_final { "" } else { " so far" };
            let (words, style) = match found {
                Found::Applied => ("Applied: what is stored is as it should be after the update. What the gateways made of it isn't known: a deployment's outcome is told only once.".to_owned(), theme.good()),
                Found::NotApplied => (format!("Not applied{so_far}: what is stored is as it was before the update."), theme.warning()),
                Found::Neither(places) => (format!("Neither{so_far}: what is stored is neither as before nor as sent. Stored is: {}", places.join("; ")), theme.bad()),
                Found::Untold => ("It can't be told: what is stored reads the same with and without the update, which changed passwords only. It stays unknown: see whether the gateways take the keystore. Once the passwords are submitted again, and that is done, it isn't shown any more.".to_owned(), theme.warning()),
            };
            let words = match found {
                Found::NotApplied | Found::Neither(_) if !is_final => {
                    let until = update.record.intent.at.saturating_add(SETTLES).unwrap_or(Timestamp::MAX);
                    let until = until.strftime("%H:%M");
                    format!(
                        "{words} It may still be carried out: only a look after {until} UTC settles it. Until then it stays unknown, and Enter looks again."
                    )
                }
                _ => words,
            };
            match unwritten {
                Some(why) => (text::words(&format!("{words} This isn't in the journal: {why}")), theme.bad()),
                None => (words, style),
            }
        }
    }
}

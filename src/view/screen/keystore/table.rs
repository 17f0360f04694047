//! The table of the keystore's environments.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{environment_of, stored_entry};
use crate::{
    app::{
        expiry::Expiry,
        judgement::{self, Judgement, Side},
        model::{Model, Tone},
        screen::keystore::{Focus, KeystoreScreen},
    },
    domain::{
        draft::{DraftEntry, Mark},
        text,
    },
    view::{
        comparison, findings,
        screen::browse::{file_words, unlisted_words},
        theme::Theme,
        widget,
    },
};

/// Draws it.
pub(super) fn draw(model: &Model, form: &KeystoreScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let entries = form.draft.entries();
    let focused = form.focus == Focus::Environments;
    let title = format!("Environments {}", form.draft.remaining().count());
    let inner = widget::framed(buffer, area, &title, focused, theme);
    if entries.is_empty() {
        return widget::put(buffer, inner, 0, &Line::styled(" no environment yet: a adds one", theme.dim()));
    }
    let widths = Widths::of(usize::from(inner.width));
    let heading = Cells {
        environment: "ENVIRONMENT".into(),
        kind: "KIND".into(),
        status: "STATUS".into(),
        store_type: "TYPE".into(),
        alias: "ALIAS".into(),
        certificate: "CERTIFICATE".into(),
        file: "FILE".into(),
    };
    let heading = format!("   {}EXPIRES", widths.row(&heading));
    widget::put(buffer, inner, 0, &Line::styled(heading, theme.dim()));
    let rows = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let cursor = form.selected().map_or(0, |(index, _)| index);
    let start = widget::page_start(cursor, usize::from(rows.height));
    let shown = entries.iter().enumerate().skip(start).take(usize::from(rows.height));
    for (row, (index, entry)) in shown.enumerate() {
        let selected = index == cursor;
        let line = row_of(model, form, (index, entry), selected, &widths, theme);
        let mut style = theme.row(selected, focused);
        style = match form.draft.mark(entry) {
            Mark::Removed => style.patch(theme.bad()),
            Mark::Kept => style,
            Mark::Changed | Mark::Added => style.patch(theme.warning()),
        };
        widget::put(buffer, rows, row, &line.patch_style(style));
    }
}

/// What a row shows before the expiry.
struct Cells {
    environment: String,
    kind: String,
    status: String,
    store_type: String,
    alias: String,
    certificate: String,
    file: String,
}

/// Column widths: what is left over goes to the names. Only a wide table has the status and the file.
struct Widths {
    environment: usize,
    alias: usize,
    certificate: usize,
    wide: Option<(usize, usize)>,
}

/// The widest of the words for an expiry.
const EXPIRES: usize = 7;

impl Widths {
    fn of(width: usize) -> Self {
        const LEAD: usize = 3;
        const KIND: usize = 4;
        const TYPE: usize = 6;
        const SIGN: usize = 2;
        const WIDE: usize = 98;
        const STATUS: usize = 18;
        const FILE: usize = 12;
        let wide = (width >= WIDE).then_some((STATUS, FILE));
        let beside = wide.map_or(0, |(status, file)| status + file + 2);
        let left = width.saturating_sub(LEAD + KIND + TYPE + EXPIRES + SIGN + 5 + beside);
        let environment = (left / 3).max(10);
        let alias = (left / 5).max(5);
        Self { environment, alias, certificate: left.saturating_sub(environment + alias).max(8), wide }
    }

    fn row(&self, cells: &Cells) -> String {
        let cell = |text: &str, width: usize| format!("{} ", widget::cell(text, width));
        let mut row = cell(&cells.environment, self.environment) + &cell(&cells.kind, 4);
        if let Some((status, _)) = self.wide {
            row += &cell(&cells.status, status);
        }
        row += &(cell(&cells.store_type, 6) + &cell(&cells.alias, self.alias));
        if let Some((_, file)) = self.wide {
            row += &cell(&cells.file, file);
        }
        row + &cell(&cells.certificate, self.certificate)
    }
}

fn row_of(
    model: &Model,
    form: &KeystoreScreen,
    (place, entry): (usize, &DraftEntry),
    selected: bool,
    widths: &Widths,
    theme: Theme,
) -> Line<'static> {
    let proposal = judgement::of_draft(model, form, place);
    let side = proposal.as_ref().and_then(|proposal| {
        let new = proposal.proposed(&model.vault);
        new.or_else(|| proposal.present(&model.vault))
    });
    let judgement = proposal.as_ref().map_or(Judgement::Nothing, |proposal| proposal.judgement(model));
    let expiry = side.map_or(Expiry::Nothing, |side| Expiry::of(side.seen, side.alias));
    let (words, tone) = (expiry.words(model.now, model.soon()), expiry.tone(model.now, model.soon()));
    let lead = format!("{}{} ", if selected { "▸" } else { " " }, form.draft.mark(entry).sign());
    let cells = widths.row(&cells(model, form, entry, side));
    let tone = if tone == Tone::Info { ratatui::style::Style::new() } else { theme.tone(tone) };
    let sign = findings::sign_of(judgement, model, theme);
    let loud = judgement.grade().map(|grade| findings::style(grade, theme)).unwrap_or_default();
    Line::from(vec![
        Span::raw(lead + &cells),
        Span::styled(widget::cell(&words, EXPIRES), tone),
        Span::styled(format!(" {sign}"), loud),
    ])
}

fn cells(model: &Model, form: &KeystoreScreen, entry: &DraftEntry, side: Option<Side<'_>>) -> Cells {
    let draft = &form.draft;
    let known = environment_of(model, form, entry);
    let name = known.map_or_else(|| draft.label(entry), |environment| environment.name.as_str());
    let status = match known {
        Some(environment) => text::shown(&environment.status.to_string()),
        None => unlisted_words(model, &form.project).to_owned(),
    };
    let stored = stored_entry(form, entry);
    let store_type = draft
        .store_type(entry)
        .map(|known| known.word().to_owned())
        .or_else(|| stored.and_then(|stored| stored.type_word.as_deref()).map(text::shown))
        .unwrap_or_else(|| "?".into());
    let alias = entry.edits.alias.as_deref().or_else(|| stored.and_then(|stored| stored.alias.as_deref()));
    let file = match (&entry.edits.file, stored) {
        (Some(file), _) => format!("new {}", text::size(file.content.bytes().len() as u64)),
        (None, Some(stored)) => file_words(&stored.file),
        (None, None) => "no file".into(),
    };
    Cells {
        environment: text::shown(name),
        kind: known.map_or("?", |environment| environment.kind.short()).into(),
        status,
        store_type,
        alias: text::shown(alias.unwrap_or("")),
        certificate: side.map_or_else(|| file.clone(), comparison::certificate_cell),
        file,
    }
}

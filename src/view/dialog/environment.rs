//! Draws the form of one environment's entry.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::{Clear, Widget},
};

use crate::{
    app::{
        dialog::environment::{EnvironmentForm, FileState, FormField, Remark, aliases},
        judgement::{self, Proposal, Side},
        model::Model,
        vault::Seen,
    },
    domain::{
        file::{MAX_FILE, NewFile, StoreType},
        keystore::StoredFile,
        text,
    },
    view::{
        comparison::{self, Comparison, Whose},
        findings,
        theme::Theme,
        widget,
    },
};

const LABEL: u16 = 11;
/// Columns and rows that it takes of a large terminal.
const WIDEST: u16 = 100;
const HIGHEST: u16 = 30;

/// Draws it. The cursor stands in the focused field.
pub fn draw(
    model: &Model,
    form: &EnvironmentForm,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let title = format!("{}  {}", text::shown(&form.environment), text::shown(&form.kind.to_string()));
    let inner = widget::popup(buffer, area, &title, (WIDEST, HIGHEST), theme);
    let underlined = Style::new().add_modifier(Modifier::UNDERLINED);
    let mut cursor = None;

    let file = field(form, FormField::File, "File", inner, 0, theme, buffer);
    cursor =
        cursor.or(shown_if(form, FormField::File, widget::line_field(buffer, file, &form.path, underlined)));
    let row = draw_file_state(model, form, theme, inner, 1, buffer);

    let password = field(form, FormField::Password, "Password", inner, row + 1, theme, buffer);
    cursor = cursor.or(shown_if(
        form,
        FormField::Password,
        widget::secret_field(buffer, password, &form.password, underlined),
    ));
    note(buffer, inner, row + 2, &password_note(form), theme.dim());

    let choice = field(form, FormField::Type, "Type", inner, row + 3, theme, buffer);
    draw_type(form, theme, choice, buffer);

    let alias = field(form, FormField::Alias, "Alias", inner, row + 4, theme, buffer);
    cursor = cursor.or(shown_if(
        form,
        FormField::Alias,
        widget::line_field(buffer, alias, form.alias.field(), underlined),
    ));
    let proposal = model.form().map(|screen| judgement::of_form(screen, form));
    note(buffer, inner, row + 5, &alias_note(model, form, proposal.as_ref()), theme.dim());
    let said = said(form, theme, inner);
    if let Some(proposal) = &proposal {
        let rows = u16::try_from(said.len()).unwrap_or(u16::MAX);
        draw_judgement(model, proposal, theme, inner, rows, row + 6, buffer);
    }

    draw_bottom(said, form, theme, inner, buffer);
    cursor
}

fn shown_if(form: &EnvironmentForm, field: FormField, at: Option<Position>) -> Option<Position> {
    at.filter(|_| form.focus == field)
}

/// A label; returns where the value goes.
fn field(
    form: &EnvironmentForm,
    field: FormField,
    word: &str,
    area: Rect,
    row: usize,
    theme: Theme,
    buffer: &mut Buffer,
) -> Rect {
    let focused = form.focus == field;
    let mark = if focused { "▸" } else { " " };
    let style = if focused { theme.bold() } else { theme.dim() };
    let changed = if form.differs(field) { "~" } else { " " };
    let label =
        [Span::raw(mark), Span::styled(changed, theme.warning()), Span::styled(word.to_owned(), style)];
    widget::put(buffer, area, row, &Line::from(label.to_vec()));
    let y = area.y + u16::try_from(row).unwrap_or(0);
    Rect { x: area.x + LABEL, y, width: area.width.saturating_sub(LABEL + 1), height: 1 }
}

fn note(buffer: &mut Buffer, area: Rect, row: usize, words: &str, style: Style) {
    let room = Rect { x: area.x + LABEL, width: area.width.saturating_sub(LABEL + 1), ..area };
    widget::put(buffer, room, row, &Line::styled(widget::cut(words, usize::from(room.width)), style));
}

/// What became of the path, and what a Tab offered. Returns the next free row.
fn draw_file_state(
    model: &Model,
    form: &EnvironmentForm,
    theme: Theme,
    area: Rect,
    row: usize,
    buffer: &mut Buffer,
) -> usize {
    let (words, style) = match &form.file {
        FileState::Untouched => (stored_words(model, form, theme), theme.dim()),
        FileState::Reading(_) => (format!("{} reading", theme.spinner(model.now)), Style::new()),
        FileState::Bad(problem) => (format!("✗ {}", text::shown(&problem.to_string())), theme.bad()),
        FileState::Ready(file) => match file.format.advice() {
            None => ready_words(model, form, file, theme),
            Some(_) => {
                let size = text::size(file.content.bytes().len() as u64);
                (format!("✗ {size}  {}: the gateway takes JKS and PKCS#12", file.format), theme.bad())
            }
        },
    };
    let room = usize::from(area.width.saturating_sub(LABEL + 1));
    let lines: Vec<String> = widget::wrap(&words, room).into_iter().take(2).collect();
    for (at, line) in lines.iter().enumerate() {
        note(buffer, area, row + at, line, style);
    }
    let below = Rect { x: area.x + LABEL, width: area.width.saturating_sub(LABEL + 1), ..area };
    widget::put_all(buffer, below, row + lines.len(), widget::offers(&form.offers, theme, room))
}

/// A new file: its size, its format, and what came of opening it.
fn ready_words(model: &Model, form: &EnvironmentForm, file: &NewFile, theme: Theme) -> (String, Style) {
    let size = text::size(file.content.bytes().len() as u64);
    let proposal = model.form().map(|screen| judgement::of_form(screen, form));
    let side = proposal.as_ref().filter(|proposal| !proposal.is_typing());
    let Some(side) = side.and_then(|proposal| proposal.proposed(&model.vault)) else {
        return (format!("· {size}  {}", file.format), Style::new());
    };
    let (sign, style) = match side.seen {
        Seen::Unknown | Seen::Locked => ("·", Style::new()),
        Seen::Open(_) => ("✓", theme.good()),
        Seen::Failed(_) => ("✗", theme.bad()),
    };
    let words = comparison::opened_words(side, Whose::New, theme, model.now);
    (format!("{sign} {size}  {}, {words}", file.format), style)
}

fn stored_words(model: &Model, form: &EnvironmentForm, theme: Theme) -> String {
    match &form.stored.file {
        Some(StoredFile::Readable { size, format, digest }) => {
            let side = Side::new(model.vault.seen(*digest), None);
            let words = comparison::opened_words(side, Whose::Stored, theme, model.now);
            format!("stored: {} {format}, {words}; empty keeps it", text::size(*size))
        }
        Some(StoredFile::Opaque) => "stored: a file that can't be read here; empty keeps it".into(),
        Some(StoredFile::Missing) => "stored: no file".into(),
        None => format!("JKS or PKCS#12, at most {}", text::size(MAX_FILE)),
    }
}

fn password_note(form: &EnvironmentForm) -> String {
    if !form.password.is_empty() {
        "of the file; sent to the gateway, shown nowhere".into()
    } else if form.kept_password.is_some() {
        "entered before; empty keeps that, Ctrl-R forgets it".into()
    } else {
        "of the file; empty: none is sent".into()
    }
}

/// What stands under the alias, or which ones there are to choose from.
fn alias_note(model: &Model, form: &EnvironmentForm, proposal: Option<&Proposal<'_>>) -> String {
    // What is stored has nothing to do with the file that was chosen.
    if matches!(form.file, FileState::Bad(_)) {
        return "not known, since the file can't be read".into();
    }
    let side = proposal.filter(|proposal| !proposal.is_typing());
    let side =
        side.and_then(|proposal| proposal.proposed(&model.vault).or_else(|| proposal.present(&model.vault)));
    if let Some(side) = side
        && let Some(store) = side.store()
    {
        let stored = form.stored.alias.as_str();
        let was = match form.differs(FormField::Alias) && !stored.is_empty() {
            true => format!("; was {}", text::shown(stored)),
            false => String::new(),
        };
        let serves = comparison::serves_words(side).unwrap_or_default();
        let is_there = side.entry().is_some();
        let odd = if is_there { odd_alias(&form.alias.alias()) } else { "" };
        let serves = format!("{serves}{odd}{was}");
        let count = store.entries.len();
        return match (is_there, count) {
            (true, 2..) if form.focus == FormField::Alias => format!("{serves}; one of {count}: ↓ ↑"),
            (true, _) | (false, 0) => serves,
            (false, _) => {
                let quoted = |alias: &str| format!("\"{}\"", text::shown(alias));
                let names: Vec<String> = aliases(store).into_iter().take(20).map(quoted).collect();
                format!("{serves}; ↓ chooses: {}", names.join(", "))
            }
        };
    }
    match form.stored.alias.as_str() {
        "" => "the entry to use; empty: none is named".into(),
        alias => format!("stored: {}", text::shown(alias)),
    }
}

/// What the field can't show of an alias.
fn odd_alias(alias: &str) -> &'static str {
    if alias.chars().any(text::is_hostile) {
        "; some of it can't be shown"
    } else if alias.trim() != alias {
        "; blanks at its ends"
    } else {
        ""
    }
}

fn draw_type(form: &EnvironmentForm, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let chosen = form.store_type();
    let mut spans = Vec::new();
    for kind in [StoreType::Jks, StoreType::Pkcs12] {
        let mark = if chosen == Some(kind) { "(•)" } else { "( )" };
        let focused = form.focus == FormField::Type && chosen == Some(kind);
        spans.push(Span::styled(format!("{mark} {}", kind.word()), theme.button(focused)));
        spans.push(Span::raw("  "));
    }
    let why = match (&form.file, form.chosen_type, &form.stored.type_word) {
        (_, Some(_), _) => "chosen".to_owned(),
        (FileState::Ready(file), None, _) if file.format.store_type().is_some() => {
            "recognised from the file".into()
        }
        (_, None, Some(word)) => format!("stored: {}", text::shown(word)),
        (_, None, None) => String::new(),
    };
    spans.push(Span::styled(why, theme.dim()));
    widget::put(buffer, area, 0, &Line::from(spans));
}

/// Old beside new, and what the rules say. So many rows above the buttons are for something else.
fn draw_judgement(
    model: &Model,
    proposal: &Proposal<'_>,
    theme: Theme,
    area: Rect,
    taken: u16,
    row: usize,
    buffer: &mut Buffer,
) {
    // A blank row above the buttons, and one above this where there is room.
    let room = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2).saturating_sub(taken),
        ..area
    };
    let width = usize::from(room.width);
    // How it is laid out doesn't change with what is said below.
    let height = usize::from(area.height).saturating_sub(2);
    let row = row + usize::from(height >= SPACIOUS);
    let now = proposal.present(&model.vault);
    // What doesn't open is said below its path.
    let new = proposal.proposed(&model.vault).filter(|side| !proposal.is_typing() && side.store().is_some());
    let compared = Comparison { model, theme, width, is_at_hand: false };
    let rows = height.saturating_sub(row + LEFT_FOR_FINDINGS);
    let mut lines = compared.lines_within(now, new, height > TALL, rows);
    let left = usize::from(room.height).saturating_sub(row + lines.len());
    lines.extend(findings::lines(proposal.judgement(model), model, theme, width, left));
    widget::put_all(buffer, room, row, lines);
}

/// Rows within the frame from which on there is room for blank ones, and for more facts.
const SPACIOUS: usize = 16;
const TALL: usize = 20;

/// Rows that the comparison leaves for what the rules say.
const LEFT_FOR_FINDINGS: usize = 3;

/// The two buttons, and above them what is said of the last key.
fn draw_bottom(
    above: Vec<Line<'static>>,
    form: &EnvironmentForm,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    if !above.is_empty() {
        // A blank row between them and the buttons.
        let rows = u16::try_from(above.len() + 2).unwrap_or(u16::MAX).min(area.height);
        let place = Rect { y: area.y + area.height - rows, height: rows.saturating_sub(1), ..area };
        Clear.render(place, buffer);
        widget::put_all(buffer, place, 0, above);
    }
    let buttons = Line::from(vec![
        Span::raw(" "),
        Span::styled("[ Cancel ]", theme.button(form.focus == FormField::Cancel)),
        Span::raw("  "),
        Span::styled("[ Done ]", theme.button(form.focus == FormField::Done)),
        Span::styled("   Done sends nothing yet", theme.dim()),
    ]);
    widget::put(buffer, area, usize::from(area.height).saturating_sub(1), &buttons);
}

/// Rows for what is said above the buttons, in a small and in a large terminal.
const FEW: usize = 2;
const MANY: usize = 6;

/// What is said above the buttons: why the last key couldn't be, or what is waited for.
fn said(form: &EnvironmentForm, theme: Theme, area: Rect) -> Vec<Line<'static>> {
    // A look at a file is over before anybody has read that it is waited for.
    if form.is_taking() && !form.is_looking() {
        return vec![Line::styled(" the file is opened first; then this is taken over", theme.bold())];
    }
    let Some(remark) = form.remark() else { return Vec::new() };
    let (sign, style) = match remark {
        Remark::Complaint(_) | Remark::Refusal(_) => ("✗", theme.bad()),
        Remark::Changed(_) => ("!", theme.warning()),
    };
    let elsewhere = if matches!(remark, Remark::Refusal(_)) { " F3 shows it whole" } else { "" };
    let most = if usize::from(area.height).saturating_sub(2) > TALL { MANY } else { FEW };
    let words = text::words(remark.words());
    let lines = widget::wrap_at_most_or(&words, usize::from(area.width).saturating_sub(4), most, elsewhere);
    let signs = std::iter::once(sign).chain(std::iter::repeat(" "));
    lines.into_iter().zip(signs).map(|(line, sign)| Line::styled(format!(" {sign} {line}"), style)).collect()
}

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
        dialog::environment::{EnvironmentForm, FileState, FormField},
        model::Model,
    },
    domain::{
        file::{MAX_FILE, StoreType},
        keystore::StoredFile,
        text,
    },
    view::{theme::Theme, widget},
};

const LABEL: u16 = 11;

/// Draws it. The cursor stands in the focused field.
pub fn draw(
    model: &Model,
    form: &EnvironmentForm,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let title = format!("{}  {}", text::shown(&form.environment), text::shown(&form.kind.to_string()));
    let inner = widget::popup(buffer, area, &title, (76, 19), theme);
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
        widget::line_field(buffer, alias, &form.alias, underlined),
    ));
    note(buffer, inner, row + 5, &alias_note(form), theme.dim());

    draw_bottom(form, theme, inner, buffer);
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
        FileState::Untouched => (stored_words(form), theme.dim()),
        FileState::Reading(_) => (format!("{} reading", theme.spinner(model.now)), Style::new()),
        FileState::Bad(problem) => (format!("✗ {}", text::shown(&problem.to_string())), theme.bad()),
        FileState::Ready(file) => {
            let size = text::size(file.content.bytes().len() as u64);
            match file.format.advice() {
                None => (
                    format!("✓ {size}  {}  sha256 {}", file.format, file.content.digest().short()),
                    theme.good(),
                ),
                Some(advice) => (format!("✗ {}: {advice}", file.format), theme.bad()),
            }
        }
    };
    let room = usize::from(area.width.saturating_sub(LABEL + 1));
    let lines: Vec<String> = widget::wrap(&words, room).into_iter().take(2).collect();
    for (at, line) in lines.iter().enumerate() {
        note(buffer, area, row + at, line, style);
    }
    const OFFERS: usize = 4;
    let mut next = row + lines.len();
    for entry in form.offers.iter().take(OFFERS) {
        let slash = if entry.directory { "/" } else { "" };
        note(buffer, area, next, &format!("{}{slash}", text::shown(&entry.name)), Style::new());
        next += 1;
    }
    if form.offers.len() > OFFERS {
        note(buffer, area, next, &format!("and {} more", form.offers.len() - OFFERS), theme.dim());
        next += 1;
    }
    next
}

fn stored_words(form: &EnvironmentForm) -> String {
    match &form.stored.file {
        Some(StoredFile::Readable { size, format, .. }) => {
            format!("stored: {} {format}; empty keeps it", text::size(*size))
        }
        Some(StoredFile::Opaque) => "stored: a file that can't be read here; empty keeps it".into(),
        Some(StoredFile::Missing) => "stored: no file".into(),
        None => format!("JKS or PKCS#12, at most {}", text::size(MAX_FILE)),
    }
}

fn password_note(form: &EnvironmentForm) -> String {
    if !form.password.is_ascii() {
        "! Java refuses non-ASCII passwords for modern PKCS#12".into()
    } else if !form.password.is_empty() {
        "of the file; sent to the gateway, shown nowhere".into()
    } else if form.kept_password.is_some() {
        "entered before; empty keeps that, Ctrl-R forgets it".into()
    } else {
        "of the file; empty: none is sent".into()
    }
}

fn alias_note(form: &EnvironmentForm) -> String {
    match form.stored.alias.as_str() {
        "" => "the entry to use; empty: none is named".into(),
        alias => format!("stored: {}", text::shown(alias)),
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

/// The two buttons, and above them what stands against taking the entry over.
fn draw_bottom(form: &EnvironmentForm, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let last = usize::from(area.height).saturating_sub(1);
    if let Some(complaint) = &form.complaint {
        let lines = widget::wrap(&text::shown(complaint), usize::from(area.width).saturating_sub(4));
        let lines = lines.into_iter().take(2).enumerate().map(|(at, line)| {
            Line::styled(format!(" {} {line}", if at == 0 { "✗" } else { " " }), theme.bad())
        });
        let above = Rect { y: area.y + area.height.saturating_sub(4), height: 3.min(area.height), ..area };
        Clear.render(above, buffer);
        widget::put_all(buffer, above, 0, lines);
    }
    let buttons = Line::from(vec![
        Span::raw(" "),
        Span::styled("[ Cancel ]", theme.button(form.focus == FormField::Cancel)),
        Span::raw("  "),
        Span::styled("[ Done ]", theme.button(form.focus == FormField::Done)),
        Span::styled("   Done sends nothing yet", theme.dim()),
    ]);
    widget::put(buffer, area, last, &buttons);
}

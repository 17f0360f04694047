//! What is under the cursor: a keystore's environments, or a project's description.

use std::collections::HashMap;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::EXPIRY;
use crate::{
    app::{expiry::Expiry, model::Model, screen::browse::Browse},
    domain::{
        environment::Environment,
        jwk::MadeFrom,
        keystore::{Entry, EnvironmentRef, Keystore, StoredFile},
        text,
    },
    view::{theme::Theme, widget},
};

/// Draws it.
pub(super) fn draw(model: &Model, browse: &Browse, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let project = browse.project.as_deref().unwrap_or_default();
    let keystore = browse.keystore.as_deref().and_then(|name| model.catalog.keystore(project, name));
    let title = keystore.map_or_else(|| text::shown(project), |keystore| text::shown(keystore.name()));
    let inner = widget::framed(buffer, area, &title, false, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let lines = match keystore {
        Some(keystore) => keystore_lines(model, project, keystore, theme, inner),
        None => {
            let all = model.catalog.projects.value().into_iter().flatten();
            let description =
                all.filter(|known| known.name == project).map(|known| known.description.as_str());
            description.flat_map(|words| described(words, inner, usize::from(inner.height))).collect()
        }
    };
    widget::put_all(buffer, inner, 0, lines);
}

/// A description in at most so many lines; `…` says that there is more.
fn described(description: &str, area: Rect, most: usize) -> Vec<Line<'static>> {
    if description.is_empty() {
        return Vec::new();
    }
    let words = text::shown_lines(description, most).join("\n");
    widget::wrap_at_most(&words, usize::from(area.width), most).into_iter().map(Line::raw).collect()
}

fn keystore_lines(
    model: &Model,
    project: &str,
    keystore: &Keystore,
    theme: Theme,
    area: Rect,
) -> Vec<Line<'static>> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    // Most of the room is for the environments.
    let mut lines = described(keystore.description(), area, (height / 3).max(4));
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines.push(Line::styled(row(["ENVIRONMENT", "TYPE", "EXPIRES"], width), theme.dim()));
    let made = widget::wrap(&jwks_line(model, project, keystore), width);
    // What is below the frame isn't made: a keystore may have thousands, and this is drawn with every key.
    let room = height.saturating_sub(lines.len());
    let known = Known::of(model.catalog.environments(project));
    let has_room = 2 * keystore.entries().len() + 1 + made.len() <= room;
    for entry in keystore.entries().iter().take(room) {
        let environment = known.get(&entry.environment);
        lines.push(entry_line(model, entry, environment, theme, width));
        if has_room {
            lines.push(Line::styled(details(model, project, entry, environment, width), theme.dim()));
        }
    }
    if keystore.entries().is_empty() {
        lines.push(Line::raw("no environment yet"));
    }
    lines.push(Line::default());
    lines.extend(made.into_iter().map(Line::raw));
    lines
}

/// A row of the table; the names get what the type and the expiry leave.
fn row([name, store_type, expiry]: [&str; 3], width: usize) -> String {
    const TYPE: usize = 6;
    let name = widget::cell(name, width.saturating_sub(TYPE + EXPIRY + 2));
    format!("{name} {} {expiry}", widget::cell(store_type, TYPE))
}

/// The project's environments by what an entry names them by; of two with one name the first.
struct Known<'a> {
    by_name: HashMap<&'a str, &'a Environment>,
    by_id: HashMap<&'a str, &'a Environment>,
}

impl<'a> Known<'a> {
    fn of(environments: &'a [Environment]) -> Self {
        let named = environments.iter().rev();
        let ids = environments.iter().rev().filter_map(|known| Some((known.id.as_deref()?, known)));
        Self { by_name: named.map(|known| (known.name.as_str(), known)).collect(), by_id: ids.collect() }
    }

    fn get(&self, wanted: &EnvironmentRef) -> Option<&'a Environment> {
        match wanted {
            EnvironmentRef::Name(name) => self.by_name.get(name.as_str()).copied(),
            EnvironmentRef::Id(id) => self.by_id.get(id.as_str()).copied(),
            EnvironmentRef::Missing => None,
        }
    }
}

fn entry_line(
    model: &Model,
    entry: &Entry,
    environment: Option<&Environment>,
    theme: Theme,
    width: usize,
) -> Line<'static> {
    let name = environment.map_or(entry.environment.label(), |environment| environment.name.as_str());
    let word = entry.type_word.as_deref().map_or_else(|| "?".to_owned(), text::shown);
    let expiry = Expiry::of_stored(&model.vault, entry);
    Line::from(vec![
        Span::raw(row([&text::shown(name), &word, ""], width)),
        Span::styled(expiry.words(model.now, model.soon()), theme.tone(expiry.tone(model.now, model.soon()))),
    ])
}

/// Its kind, whether it is live, and the file's size where there is room.
fn details(
    model: &Model,
    project: &str,
    entry: &Entry,
    environment: Option<&Environment>,
    width: usize,
) -> String {
    let kind = environment.map_or("?", |environment| environment.kind.short());
    let status = match environment {
        Some(known) => text::shown(&known.status.to_string()),
        None => unlisted_words(model, project).to_owned(),
    };
    let words = format!(" {kind}, {status}");
    let with_size = format!("{words}, {}", file_words(&entry.file));
    if with_size.width() <= width { with_size } else { widget::cut(&words, width) }
}

/// What is known of an environment that isn't in the project's list: only a list that was read can
/// be without it.
pub fn unlisted_words(model: &Model, project: &str) -> &'static str {
    let environments = model.catalog.project(project).map(|data| &data.environments);
    match environments.map(|remote| (remote.value(), remote.pending())) {
        Some((Some(_), _)) => "not listed",
        Some((None, Some(_))) => "being read",
        Some((None, None)) | None => "not known",
    }
}

/// What an entry holds, in a few words.
pub fn file_words(file: &StoredFile) -> String {
    match file {
        StoredFile::Missing => "no file".into(),
        StoredFile::Opaque => "unreadable".into(),
        StoredFile::Readable { size, .. } => text::size(*size),
    }
}

fn jwks_line(model: &Model, project: &str, keystore: &Keystore) -> String {
    let Some(data) = model.catalog.project(project) else { return String::new() };
    match model.catalog.made_from(project, keystore) {
        Some(MadeFrom::Known(names)) if names.is_empty() => "no JWKs made from it".into(),
        Some(MadeFrom::Known(names)) => format!("{} made from it", text::count(names.len(), "JWK", "JWKs")),
        Some(MadeFrom::Unknown { candidates }) => {
            format!("JWKs made from it can't be told; {candidates} were made from some keystore")
        }
        None if data.jwks.error().is_some() => "its JWKs could not be read".into(),
        None => "reading its JWKs".into(),
    }
}

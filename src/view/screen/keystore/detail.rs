//! The environment under the cursor: its file, what it serves with, old beside new, what is to be said.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{environment_of, stored_entry};
use crate::{
    app::{
        judgement::{self, Judgement, Side},
        model::Model,
        screen::keystore::KeystoreScreen,
    },
    domain::{
        draft::{DraftEntry, Origin},
        keystore::StoredFile,
        text,
    },
    judge::Grade,
    view::{
        comparison::{self, Comparison, Whose},
        findings,
        screen::browse::unlisted_words,
        theme::Theme,
        widget,
    },
};

/// Draws it.
pub(super) fn draw(
    model: &Model,
    form: &KeystoreScreen,
    facts: Vec<Line<'static>>,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let title = form.selected().map_or_else(String::new, |(_, entry)| title(model, form, entry));
    let inner = widget::framed(buffer, area, &title, false, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    widget::put_all(buffer, inner, 0, facts);
}

/// Its name, and whether it is live.
fn title(model: &Model, form: &KeystoreScreen, entry: &DraftEntry) -> String {
    let known = environment_of(model, form, entry);
    let name = known.map_or_else(|| form.draft.label(entry), |environment| environment.name.as_str());
    let status = match known {
        Some(environment) => text::shown(&environment.status.to_string()),
        None => unlisted_words(model, &form.project).to_owned(),
    };
    format!("{}  {status}", text::shown(name))
}

/// What is to be said of it, in at most so many rows.
pub(super) fn lines(
    model: &Model,
    form: &KeystoreScreen,
    theme: Theme,
    width: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let selected = form.selected();
    let Some((entry, proposal)) =
        selected.and_then(|(place, entry)| Some((entry, judgement::of_draft(model, form, place)?)))
    else {
        return Vec::new();
    };
    let now = proposal.present(&model.vault);
    let new = if entry.removed { None } else { proposal.proposed(&model.vault) };
    let label = form.draft.label(entry);
    let page = Page { model, form, theme, width };
    let mut lines = Vec::new();
    if entry.removed {
        lines.push(Line::styled("- will lose this keystore when the update is sent", theme.bad()));
    }
    // What is judged is said with how to mend it.
    let judgement = proposal.judgement(model);
    let is_blocked = judgement.grade() == Some(Grade::Blocks);
    let problems = form.draft.problems();
    for problem in problems.iter().filter(|problem| !is_blocked && problem.environment() == Some(label)) {
        let words = widget::cut(&text::shown(&problem.explain()), width.saturating_sub(2));
        lines.push(Line::styled(format!("✗ {words}"), theme.bad()));
    }
    lines.push(page.file(entry, now, new));
    lines.push(page.alias(entry, new.or(now)));
    let compared = Comparison { model, theme, width, is_at_hand: true };
    // What doesn't open is said in the line of the file.
    let new = new.filter(|side| side.store().is_some());
    // In a small pane what the rules say is worth more than what else differs: the review has that.
    let room = if rows > SMALL { rows.saturating_sub(lines.len() + 2) } else { 0 };
    lines.extend(compared.lines_within(now, new, rows > SMALL, room));
    let left = rows.saturating_sub(lines.len());
    lines.extend(page.judged(judgement, left));
    lines
}

/// Rows of an 80x24 screen's pane.
const SMALL: usize = 6;

const DIGEST: &str = "sha256 ";

struct Page<'a> {
    model: &'a Model,
    form: &'a KeystoreScreen,
    theme: Theme,
    width: usize,
}

impl Page<'_> {
    fn fact(&self, word: &str, parts: &[(String, Style)]) -> Line<'static> {
        let mut spans = vec![Span::styled(widget::cell(word, comparison::LABEL + 1), self.theme.dim())];
        let mut room = self.width.saturating_sub(comparison::LABEL + 1);
        for (at, (words, style)) in parts.iter().filter(|(words, _)| !words.is_empty()).enumerate() {
            let words = format!("{}{words}", if at == 0 { "" } else { "  " });
            // A part of a digest is worse than none.
            if words.width() > room && words.trim_start().starts_with(DIGEST) {
                break;
            }
            let words = widget::cut(&words, room);
            room = room.saturating_sub(words.width());
            spans.push(Span::styled(words, *style));
        }
        Line::from(spans)
    }

    /// `partner-2027.p12  3.1 KiB  PKCS12, opens with the password`.
    fn file(&self, entry: &DraftEntry, now: Option<Side<'_>>, new: Option<Side<'_>>) -> Line<'static> {
        let plain = Style::new();
        let side = new.or(now);
        let opened =
            |whose| side.map(|side| comparison::opened_words(side, whose, self.theme, self.model.now));
        let with = |format: String, whose| match opened(whose) {
            Some(words) => format!("{format}, {words}"),
            None => format,
        };
        if let Some(file) = &entry.edits.file {
            let size = text::size(file.content.bytes().len() as u64);
            return self.fact(
                "file",
                &[
                    (text::shown(file.file_name()), self.theme.bold()),
                    (size, plain),
                    (with(file.format.to_string(), Whose::New), plain),
                    (format!("{DIGEST}{}", file.content.digest().short()), self.theme.dim()),
                ],
            );
        }
        let password = if entry.edits.password.is_some() { "another password" } else { "" };
        let stored = stored_entry(self.form, entry);
        let words = match stored.map(|stored| &stored.file) {
            Some(StoredFile::Readable { size, format, digest }) => {
                let whose = match entry.edits.password {
                    Some(_) => Whose::New,
                    None => Whose::StoredAtHand,
                };
                let parts = [
                    (format!("stored, {}", text::size(*size)), plain),
                    (with(format.to_string(), whose), plain),
                    (password.to_owned(), self.theme.bold()),
                    (format!("{DIGEST}{}", digest.short()), self.theme.dim()),
                ];
                return self.fact("file", &parts);
            }
            Some(StoredFile::Opaque) => "stored, a file that can't be read here",
            Some(StoredFile::Missing) => "none is stored",
            None => "none yet",
        };
        self.fact("file", &[(words.into(), plain), (password.to_owned(), self.theme.bold())])
    }

    /// `partner (was old)  private key RSA 2048, chain of 3, complete`.
    fn alias(&self, entry: &DraftEntry, side: Option<Side<'_>>) -> Line<'static> {
        let stored =
            stored_entry(self.form, entry).and_then(|stored| stored.alias.as_deref()).unwrap_or("none");
        let was = match entry.origin {
            Origin::Stored(_) => format!("(was {})", text::shown(stored)),
            Origin::Added(_) => String::new(),
        };
        let (alias, was, style) = match entry.edits.alias.as_deref() {
            Some("") => ("none".to_owned(), was, self.theme.bold()),
            Some(alias) => (text::shown(alias), was, self.theme.bold()),
            None => (text::shown(stored), String::new(), Style::new()),
        };
        let serves = side.and_then(comparison::serves_words).unwrap_or_default();
        self.fact("alias", &[(alias, style), (was, self.theme.dim()), (serves, Style::new())])
    }

    fn judged(&self, judgement: Judgement<'_>, rows: usize) -> Vec<Line<'static>> {
        match judgement {
            Judgement::Nothing | Judgement::Typing => Vec::new(),
            judgement => findings::lines(judgement, self.model, self.theme, self.width, rows),
        }
    }
}

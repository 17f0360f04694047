//! The tree: the file, its entries, their chains.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    app::{
        expiry::Expiry,
        model::{Model, Tone},
        screen::entry::{EntryScreen, Focus, HeldFile, Row, common_name, rows},
        vault::Seen,
    },
    domain::text,
    keystore::{Certificate, Entry, EntryKind, Store, signature::Signature},
    view::{theme::Theme, widget},
};

/// From this depth on a chain is numbered rather than indented.
const DEEP: usize = 4;

/// Draws it.
pub(super) fn draw(model: &Model, screen: &EntryScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let Some(held) = screen.held() else { return };
    let focused = screen.focus == Focus::Tree;
    let store = match held.seen(&model.vault) {
        Seen::Open(store) => store,
        seen => {
            let words = match (&held.file, seen) {
                (HeldFile::Missing, _) => "no file",
                (HeldFile::Opaque, _) => "a file that can't be read here",
                (_, Seen::Locked) => "locked: p gives its password",
                (_, Seen::Failed(_)) => "✗ it can't be opened",
                (_, Seen::Unknown | Seen::Open(_)) => "opening",
            };
            let lines = widget::wrap(words, usize::from(area.width).saturating_sub(1));
            widget::put_all(buffer, area, 0, lines.into_iter().map(|line| Line::raw(format!(" {line}"))));
            return;
        }
    };
    let (rows, cursor) = (rows(store), screen.cursor(store));
    let height = usize::from(area.height);
    let start = widget::page_start(cursor, height);
    for (at, row) in rows.iter().enumerate().skip(start).take(height) {
        let selected = at == cursor;
        let links = row.entry().and_then(|entry| screen.links(store, entry));
        let is_broken = |place: usize| {
            let link = links.and_then(|links| links.get(place)).and_then(Option::as_ref);
            link.is_some_and(|link| !link.name_fits || link.signature == Signature::Wrong)
        };
        let (name, note, tone) = match row {
            Row::File => (file_words(&held.file, store), String::new(), Tone::Info),
            Row::Entry(entry) => entry_words(model, store.entries.get(*entry)),
            Row::Certificate { entry, at } => {
                let certificate = store.entries.get(*entry).and_then(|entry| entry.chain().get(*at));
                certificate_words(model, certificate, &branch(*at, is_broken(*at)))
            }
            Row::Loose(at) => certificate_words(model, store.loose.get(*at), ""),
        };
        let style = theme.row(selected, focused);
        let loud = if selected { style } else { style.patch(theme.tone(tone)) };
        let line = line(&name, &note, selected, style, loud, usize::from(area.width));
        widget::put(buffer, area, at - start, &line);
    }
}

fn line(name: &str, note: &str, selected: bool, style: Style, loud: Style, width: usize) -> Line<'static> {
    let room = width.saturating_sub(2 + note.width());
    Line::from(vec![
        Span::styled(if selected { "▸" } else { " " }, style),
        Span::styled(widget::cell(name, room), style),
        Span::styled(format!(" {note}"), loud),
    ])
}

fn file_words(file: &HeldFile, store: &Store) -> String {
    match file {
        HeldFile::There { size, .. } => format!("{} {}", store.format, text::size(*size)),
        HeldFile::Missing | HeldFile::Opaque => store.format.to_string(),
    }
}

fn entry_words(model: &Model, entry: Option<&Entry>) -> (String, String, Tone) {
    let Some(entry) = entry else { return (String::new(), String::new(), Tone::Info) };
    let alias = text::shown(&entry.alias);
    let (note, tone) = match &entry.kind {
        EntryKind::PrivateKey { .. } => ("private key".into(), Tone::Info),
        EntryKind::TrustedCertificate(certificate) => expiry_words(model, certificate),
        EntryKind::SecretKey { .. } => ("secret key".into(), Tone::Info),
        EntryKind::Unreadable(_) => ("✗ unread".into(), Tone::Bad),
    };
    (alias, note, tone)
}

fn certificate_words(
    model: &Model,
    certificate: Option<&Certificate>,
    branch: &str,
) -> (String, String, Tone) {
    let Some(certificate) = certificate else { return (String::new(), String::new(), Tone::Info) };
    let (note, tone) = expiry_words(model, certificate);
    let name = common_name(&certificate.subject).unwrap_or(&certificate.subject);
    let name = if name.is_empty() { "(no subject)" } else { name };
    (format!("{branch}{}", text::shown(name)), note, tone)
}

/// In a column of its own, as wide as any of the words.
fn expiry_words(model: &Model, certificate: &Certificate) -> (String, Tone) {
    let expiry = Expiry::Until(certificate.not_after);
    let words = expiry.words(model.now, model.soon());
    (widget::cell(&words, 7), expiry.tone(model.now, model.soon()))
}

/// Where in its chain a certificate is, and whether what links it to the next one is broken.
fn branch(at: usize, is_broken: bool) -> String {
    let sign = if is_broken { "✗" } else { "" };
    match at {
        0..DEEP => format!("{}└{sign} ", " ".repeat(at)),
        _ => format!("{:>width$}└{sign} ", at + 1, width = DEEP - 1),
    }
}

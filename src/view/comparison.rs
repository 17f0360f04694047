//! What is in an environment's file, in words, and old beside new: what is the same is dim, what differs
//! is bold and has a sign before it.
//!
//! ```text
//! now  CN=api.acme.example   33:33…A4:E1   expires 2026-12-22  in 29 d
//! new  CN=api.acme.example  ~52:0A…B3:7B  ~expires 2027-12-25  in 397 d
//! ```

use jiff::Timestamp;
use ratatui::{
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{theme::Theme, widget};
use crate::{
    app::{
        expiry::Expiry,
        judgement::{Side, short_serial},
        model::Model,
        vault::Seen,
    },
    domain::{
        moment::{date, relative},
        text,
    },
    keystore::{
        Certificate, Entry, EntryKind, OpenError, Store,
        store::{Integrity, PrivateKey},
    },
};

/// Columns of the words `now`, `new`.
pub const LABEL: usize = 5;

/// Bytes of a serial number that are shown from each end, where it is long.
const SERIAL_ENDS: usize = 2;

/// What a file is found to be: `opens with the password`, `locked (p)`.
pub fn opened_words(side: Side<'_>, is_new: bool, theme: Theme, now: Timestamp) -> String {
    match side.seen {
        Seen::Unknown => format!("{} opening", theme.spinner(now)),
        Seen::Locked if is_new => "locked: its password is wanted".into(),
        Seen::Locked => "locked (p)".into(),
        Seen::Failed(OpenError::WrongPassword) => "doesn't open with this password".into(),
        Seen::Failed(error) => text::shown(&error.to_string()),
        Seen::Open(store) => match store.integrity {
            Integrity::Checked => "opens with the password".into(),
            Integrity::NotChecked if is_new => "read without its password, which isn't checked".into(),
            Integrity::NotChecked => "read without its password (p gives it)".into(),
            Integrity::None => "opens; it has nothing to be checked by".into(),
        },
    }
}

/// What the gateway would serve with: `private key RSA 2048, chain of 3, complete`.
pub fn serves_words(side: Side<'_>) -> Option<String> {
    let store = side.store()?;
    Some(match (side.entry(), side.alias.filter(|alias| !alias.is_empty())) {
        (Some(entry), _) => entry_words(entry),
        (None, Some(_)) => "not in the file".into(),
        (None, None) => several_words(store),
    })
}

/// Without an alias: what of the file any of may serve.
fn several_words(store: &Store) -> String {
    let keys = store.private_keys().count();
    match (keys, store.entries.len()) {
        (0, 0) => "no entries".into(),
        (0, _) => text::count(store.certificates().count(), "trusted certificate", "trusted certificates"),
        (keys, _) => format!("{keys} private keys, and no alias says which"),
    }
}

fn entry_words(entry: &Entry) -> String {
    match &entry.kind {
        EntryKind::PrivateKey { key, chain } => {
            let algorithm = chain.first().map(|leaf| format!(" {}", leaf.key)).unwrap_or_default();
            let locked = match key {
                PrivateKey::OtherPassword => ", with a password of its own",
                PrivateKey::Damaged(_) => ", damaged",
                PrivateKey::Open { .. } | PrivateKey::Locked | PrivateKey::Unsupported(_) => "",
            };
            format!("private key{algorithm}{locked}, {}", chain_words(chain))
        }
        EntryKind::TrustedCertificate(certificate) => format!("trusted certificate {}", certificate.key),
        EntryKind::SecretKey { algorithm: Some(algorithm) } => {
            format!("secret key {}", text::shown(algorithm))
        }
        EntryKind::SecretKey { algorithm: None } => "secret key".into(),
        EntryKind::Unreadable(_) => "a certificate that can't be read".into(),
    }
}

/// How a chain stands, by names: its signatures are for the rules.
fn chain_words(chain: &[Certificate]) -> String {
    let is_linked = chain.windows(2).all(|pair| matches!(pair, [one, next] if one.issuer == next.subject));
    match chain {
        [] => "no certificate".into(),
        [only] if only.is_self_issued() => "self-signed".into(),
        [_] => "its certificate alone".into(),
        [.., last] => {
            let how = match (is_linked, last.is_self_issued()) {
                (false, _) => "out of order",
                (true, true) => "complete",
                (true, false) => "without the root",
            };
            format!("chain of {}, {how}", chain.len())
        }
    }
}

/// The certificate's name for a narrow column: its first part.
pub fn short_subject(certificate: &Certificate) -> String {
    let subject = certificate.subject.as_str();
    let mut is_escaped = false;
    let end = subject.find(|c| match (is_escaped, c) {
        (true, _) => {
            is_escaped = false;
            false
        }
        (false, '\\') => {
            is_escaped = true;
            false
        }
        (false, c) => matches!(c, ',' | '+'),
    });
    let first = end.and_then(|end| subject.get(..end)).unwrap_or(subject);
    if first.is_empty() { "(no name)".into() } else { text::shown(first) }
}

/// What stands in a table for the certificate that serves.
pub fn certificate_cell(side: Side<'_>) -> String {
    match (side.leaf(), side.seen) {
        (Some(leaf), _) => short_subject(leaf),
        (None, Seen::Unknown) => "opening".into(),
        (None, Seen::Locked) => "locked (p)".into(),
        (None, Seen::Failed(OpenError::WrongPassword)) => "wrong password".into(),
        (None, Seen::Failed(_)) => "can't be read".into(),
        (None, Seen::Open(_)) => serves_words(side).unwrap_or_default(),
    }
}

/// The columns of a comparison: the certificate's facts, as one line has them.
struct Facts {
    subject: String,
    serial: String,
    expires: String,
    relative: String,
}

impl Facts {
    fn of(certificate: &Certificate, now: Timestamp, is_wide: bool) -> Self {
        let end = certificate.not_after;
        let word = if end < now { "expired" } else { "expires" };
        Self {
            subject: match is_wide {
                true if !certificate.subject.is_empty() => text::shown(&certificate.subject),
                _ => short_subject(certificate),
            },
            serial: short_serial(&certificate.serial, SERIAL_ENDS),
            expires: format!("{word} {}", date(end)),
            relative: relative(end, now),
        }
    }

    /// Columns beside the subject.
    fn fixed(&self) -> usize {
        self.serial.width() + self.expires.width() + self.relative.width() + 2 + 6
    }
}

/// Old and new, one line each; a side that isn't there has none. `now` and `new` are drawn below each
/// other in columns.
pub fn lines(
    model: &Model,
    now: Option<Side<'_>>,
    new: Option<Side<'_>>,
    theme: Theme,
    width: usize,
) -> Vec<Line<'static>> {
    let room = width.saturating_sub(LABEL);
    let leaves = [now, new].map(|side| side.and_then(Side::leaf));
    let facts = |is_wide| leaves.map(|leaf| leaf.map(|leaf| Facts::of(leaf, model.now, is_wide)));
    let widest = |facts: &[Option<Facts>; 2]| {
        facts.iter().flatten().map(|facts| facts.subject.width() + facts.fixed()).max().unwrap_or(0)
    };
    let mut columns = facts(true);
    if widest(&columns) > room {
        columns = facts(false);
    }
    let fixed = columns.iter().flatten().map(Facts::fixed).max().unwrap_or(0);
    let longest = columns.iter().flatten().map(|facts| facts.subject.width()).max().unwrap_or(0);
    let subject = longest.min(room.saturating_sub(fixed).max(8));
    let [now_facts, new_facts] = columns;
    let differs = match (leaves, &now_facts, &new_facts) {
        ([Some(old), Some(new)], ..) => Differs::between(old, new),
        ([None, Some(_)], ..) if now.is_some() => Differs::ALL,
        _ => Differs::default(),
    };
    let tone = |side: Option<Side<'_>>| match side.and_then(Side::leaf) {
        Some(leaf) => theme.tone(Expiry::Until(leaf.not_after).tone(model.now, model.soon())),
        None => Style::new(),
    };
    let mut lines = Vec::new();
    if let Some(side) = now {
        let style = Old { is_alone: new.is_none() };
        lines.push(match now_facts {
            Some(facts) => style.line(facts, &differs, subject, tone(now), theme),
            None => absent("now", side, theme, model.now, room),
        });
    }
    if let Some(side) = new {
        lines.push(match new_facts {
            Some(facts) => new_line(facts, &differs, now.is_some(), subject, tone(new), theme),
            None => absent("new", side, theme, model.now, room),
        });
    }
    lines
}

/// What differs between two certificates.
#[derive(Default)]
struct Differs {
    subject: bool,
    serial: bool,
    expires: bool,
}

impl Differs {
    const ALL: Self = Self { subject: true, serial: true, expires: true };

    fn between(old: &Certificate, new: &Certificate) -> Self {
        Self {
            subject: old.subject != new.subject,
            serial: old.serial != new.serial,
            expires: old.not_after != new.not_after,
        }
    }
}

/// The line of what is there now.
struct Old {
    /// There is nothing to compare it with.
    is_alone: bool,
}

impl Old {
    fn line(
        &self,
        facts: Facts,
        differs: &Differs,
        subject: usize,
        tone: Style,
        theme: Theme,
    ) -> Line<'static> {
        let style = |differs: bool| if differs || self.is_alone { Style::new() } else { theme.dim() };
        Line::from(vec![
            Span::styled(widget::cell("now", LABEL), theme.dim()),
            Span::styled(format!(" {}", widget::cell(&facts.subject, subject)), style(differs.subject)),
            Span::styled(format!("  {}", facts.serial), style(differs.serial)),
            Span::styled(
                format!("  {}  {}", facts.expires, facts.relative),
                style(differs.expires).patch(tone),
            ),
        ])
    }
}

fn new_line(
    facts: Facts,
    differs: &Differs,
    is_compared: bool,
    subject: usize,
    tone: Style,
    theme: Theme,
) -> Line<'static> {
    let style = |differs: bool| match (is_compared, differs) {
        (true, true) => theme.bold(),
        (true, false) => theme.dim(),
        (false, _) => Style::new(),
    };
    let sign = |differs: bool| if is_compared && differs { "~" } else { " " };
    let part = |differs: bool, lead: &str, words: &str, tone: Style| {
        Span::styled(format!("{lead}{}{words}", sign(differs)), style(differs).patch(tone))
    };
    Line::from(vec![
        Span::styled(widget::cell("new", LABEL), theme.bold()),
        part(differs.subject, "", &widget::cell(&facts.subject, subject), Style::new()),
        part(differs.serial, " ", &facts.serial, Style::new()),
        part(differs.expires, " ", &format!("{}  {}", facts.expires, facts.relative), tone),
    ])
}

/// A side without a certificate to show: why.
fn absent(word: &str, side: Side<'_>, theme: Theme, now: Timestamp, room: usize) -> Line<'static> {
    let words = match serves_words(side) {
        Some(words) => words,
        None => opened_words(side, word == "new", theme, now),
    };
    Line::from(vec![
        Span::styled(widget::cell(word, LABEL), theme.dim()),
        Span::raw(format!(" {}", widget::cut(&words, room.saturating_sub(1)))),
    ])
}

/// What the lines above have no room for: who issued it, the key, the names.
pub fn more(word: &str, side: Side<'_>, theme: Theme, width: usize) -> Option<Line<'static>> {
    let leaf = side.leaf()?;
    let names: Vec<String> = leaf.names.iter().take(20).map(|name| text::shown(&name.to_string())).collect();
    let issuer = if leaf.is_self_issued() {
        "self-signed".to_owned()
    } else {
        format!("issued by {}", text::shown(&leaf.issuer))
    };
    let for_names = if names.is_empty() { String::new() } else { format!("; for {}", names.join(", ")) };
    let words = format!("{}; {issuer}{for_names}", leaf.key);
    let words = widget::cut(&words, width.saturating_sub(LABEL + 1));
    Some(Line::from(vec![
        Span::styled(widget::cell(word, LABEL), theme.dim()),
        Span::styled(format!(" {words}"), theme.dim()),
    ]))
}

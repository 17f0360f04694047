//! Old beside new: what is the same is dim, what differs is bold and has a sign before it.
//!
//! ```text
//! now  CN=api.acme.example   33:33…A4:E1   expires 2026-12-22  in 29 d
//! new  CN=api.acme.example  ~52:0A…B3:7B  ~expires 2027-12-25  in 397 d
//!     ~names  +www.acme.example
//! ```

mod changes;
mod words;

use jiff::Timestamp;
use ratatui::{
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{theme::Theme, widget};
use crate::{
    app::{expiry::Expiry, judgement::Side, model::Model},
    domain::{
        moment::{date, relative},
        text,
    },
    keystore::Certificate,
};

pub use words::{Whose, certificate_cell, opened_words, serves_words, short_subject};

/// Columns of the words `now`, `new`.
pub const LABEL: usize = 5;

/// Columns that a name has at the least, before words are left out for it.
const SHORTEST: usize = 14;

/// The columns of a comparison: the certificate's facts, as one line has them.
struct Facts {
    subject: String,
    serial: String,
    expires: String,
    relative: String,
}

/// How much room there is for them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// The whole name.
    Wide,
    /// Its first part.
    Usual,
    /// And the date without a word.
    Narrow,
}

impl Facts {
    fn of(certificate: &Certificate, now: Timestamp, room: Room) -> Self {
        let end = certificate.not_after;
        let word = if end < now { "expired" } else { "expires" };
        Self {
            subject: match room {
                Room::Wide if !certificate.subject.is_empty() => text::shown(&certificate.subject),
                _ => short_subject(certificate),
            },
            serial: text::short_serial(&certificate.serial.to_string()),
            expires: match room {
                Room::Narrow => date(end),
                Room::Wide | Room::Usual => format!("{word} {}", date(end)),
            },
            relative: relative(end, now),
        }
    }

    /// Columns beside the subject.
    fn fixed(&self) -> usize {
        self.serial.width() + self.expires.width() + self.relative.width() + 2 + 6
    }
}

/// Draws old and new below each other.
#[derive(Clone, Copy)]
pub struct Comparison<'a> {
    pub model: &'a Model,
    pub theme: Theme,
    /// Columns.
    pub width: usize,
    /// A key asks for the password of a locked file here.
    pub is_at_hand: bool,
}

impl Comparison<'_> {
    /// One line for each side that is there, and below them one for each other fact that differs; `in_full` two for
    /// each side, the second with issuer, key and names.
    pub fn lines(self, now: Option<Side<'_>>, new: Option<Side<'_>>, in_full: bool) -> Vec<Line<'static>> {
        let (mut sides, changes) = self.drawn(now, new, in_full);
        sides.extend(changes);
        sides
    }

    /// The same where there is room for so many lines; what is left out is counted, if there is room for that.
    pub fn lines_within(
        self,
        now: Option<Side<'_>>,
        new: Option<Side<'_>>,
        in_full: bool,
        rows: usize,
    ) -> Vec<Line<'static>> {
        let (mut lines, mut changes) = self.drawn(now, new, in_full);
        let room = rows.saturating_sub(lines.len());
        if room == 0 {
            return lines;
        }
        let left_out = (changes.len() > room).then(|| changes.drain(room - 1..).count());
        lines.extend(changes);
        lines.extend(left_out.map(|count| {
            let count = text::count(count, "more change", "more changes");
            changes::line(self, ' ', &format!("{count}: the review (Ctrl-S) shows them"))
        }));
        lines
    }

    /// The sides, and the lines below them.
    fn drawn(
        self,
        now: Option<Side<'_>>,
        new: Option<Side<'_>>,
        in_full: bool,
    ) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
        let room = self.width.saturating_sub(LABEL);
        let leaves = [now, new].map(|side| side.and_then(Side::leaf));
        let facts = |room| leaves.map(|leaf| leaf.map(|leaf| Facts::of(leaf, self.model.now, room)));
        let fits = |columns: &[Option<Facts>; 2], least: usize| {
            let width = |facts: &Facts| facts.subject.width().min(least) + facts.fixed();
            columns.iter().flatten().map(width).max().unwrap_or(0) <= room
        };
        let mut columns = facts(Room::Wide);
        if !fits(&columns, usize::MAX) {
            columns = facts(Room::Usual);
        }
        if !fits(&columns, SHORTEST) {
            columns = facts(Room::Narrow);
        }
        let fixed = columns.iter().flatten().map(Facts::fixed).max().unwrap_or(0);
        let longest = columns.iter().flatten().map(|facts| facts.subject.width()).max().unwrap_or(0);
        let subject = longest.min(room.saturating_sub(fixed).max(8));
        let differs = match leaves {
            [Some(old), Some(new)] => Differs::between(old, new),
            _ => Differs::default(),
        };
        let is_compared = matches!(leaves, [Some(_), Some(_)]);
        let sides =
            [("now", now), ("new", new)].into_iter().zip(columns).filter_map(|((word, side), facts)| {
                let emphasis = Emphasis { is_new: word == "new", is_compared, theme: self.theme };
                Some((word, side?, facts, emphasis))
            });
        let mut lines = Vec::new();
        for (word, side, facts, emphasis) in sides {
            let Some(facts) = facts else {
                lines.push(self.absent(word, side, room));
                continue;
            };
            lines.push(self.first(word, side, facts, &differs, emphasis, subject));
            if in_full {
                lines.extend(side.leaf().map(|leaf| self.second(leaf, &differs, emphasis)));
            }
        }
        let mut changes = match leaves {
            [Some(old), Some(new)] if !in_full => self.others(old, new, &differs),
            _ => Vec::new(),
        };
        if let (Some(old), Some(new)) = (now.and_then(Side::store), new.and_then(Side::store)) {
            changes.extend(changes::trust(self, old, new));
        }
        (lines, changes)
    }

    /// What differs beside the name, the serial number and the end: a line each.
    fn others(self, old: &Certificate, new: &Certificate, differs: &Differs) -> Vec<Line<'static>> {
        let issuer = |one: &Certificate| match one.is_self_issued() {
            true => "self-signed".to_owned(),
            false => issuer(one),
        };
        // A renewed certificate nearly always has another key: only another kind of key is worth a line.
        let (was, is) = (old.key.to_string(), new.key.to_string());
        let key = (was != is).then(|| ("key", format!("{is}, was {was}")));
        let issued = differs.issuer.then(|| ("issuer", format!("{}, was {}", issuer(new), issuer(old))));
        let names = differs.names.then(|| ("names", changes::names(old, new)));
        let lines = [key, issued, names].into_iter().flatten();
        lines.map(|(what, words)| changes::line(self, '~', &format!("{what:<7}{words}"))).collect()
    }

    fn first(
        self,
        word: &str,
        side: Side<'_>,
        facts: Facts,
        differs: &Differs,
        emphasis: Emphasis,
        subject: usize,
    ) -> Line<'static> {
        let tone = side.leaf().map_or(Style::new(), |leaf| {
            self.theme.tone(Expiry::Until(leaf.not_after).tone(self.model.now, self.model.soon()))
        });
        let expires = format!("{}  {}", facts.expires, facts.relative);
        Line::from(vec![
            Span::styled(widget::cell(word, LABEL), self.theme.dim()),
            emphasis.part("", differs.subject, &widget::cell(&facts.subject, subject)),
            emphasis.part(" ", differs.serial, &facts.serial),
            emphasis.part(" ", differs.expires, &expires).patch_style(tone),
        ])
    }

    fn second(self, leaf: &Certificate, differs: &Differs, emphasis: Emphasis) -> Line<'static> {
        const MOST_NAMES: usize = 20;
        let shown = leaf.names.iter().take(MOST_NAMES).map(|name| text::shown(&name.to_string()));
        let names = match leaf.names.len() {
            0 => "no alternative names".to_owned(),
            _ => format!("for {}", shown.collect::<Vec<_>>().join(", ")),
        };
        let issuer = if leaf.is_self_issued() {
            "self-signed".to_owned()
        } else {
            format!("issued by {}", issuer(leaf))
        };
        let parts = [(differs.key, leaf.key.to_string()), (differs.issuer, issuer), (differs.names, names)];
        let mut spans = vec![Span::raw(" ".repeat(LABEL))];
        let mut room = self.width.saturating_sub(LABEL);
        for (at, (differs, words)) in parts.into_iter().enumerate() {
            let lead = if at == 0 { "" } else { " " };
            let words = widget::cut(&words, room.saturating_sub(1 + lead.len()));
            room = room.saturating_sub(words.width() + 1 + lead.len());
            spans.push(emphasis.part(lead, differs, &words));
        }
        Line::from(spans)
    }

    /// A side without a certificate to show: why.
    fn absent(self, word: &str, side: Side<'_>, room: usize) -> Line<'static> {
        let whose = match (word, self.is_at_hand) {
            ("new", _) => Whose::New,
            (_, true) => Whose::StoredAtHand,
            (_, false) => Whose::Stored,
        };
        let words = match serves_words(side) {
            Some(words) => words,
            None => opened_words(side, whose, self.theme, self.model.now),
        };
        Line::from(vec![
            Span::styled(widget::cell(word, LABEL), self.theme.dim()),
            Span::raw(format!(" {}", widget::cut(&words, room.saturating_sub(1)))),
        ])
    }
}

fn issuer(certificate: &Certificate) -> String {
    if certificate.issuer.is_empty() { "(no name)".into() } else { text::shown(&certificate.issuer) }
}

/// What differs between two certificates.
#[derive(Default)]
struct Differs {
    subject: bool,
    serial: bool,
    expires: bool,
    key: bool,
    issuer: bool,
    names: bool,
}

impl Differs {
    fn between(old: &Certificate, new: &Certificate) -> Self {
        Self {
            subject: old.subject != new.subject,
            serial: old.serial != new.serial,
            expires: old.not_after != new.not_after,
            key: old.key.spki != new.key.spki,
            issuer: old.issuer != new.issuer,
            names: old.names != new.names,
        }
    }
}

/// How a part of a side stands out.
#[derive(Clone, Copy)]
struct Emphasis {
    is_new: bool,
    /// There is another side to compare it with.
    is_compared: bool,
    theme: Theme,
}

impl Emphasis {
    /// What is the same is dim; what differs is bold in the new side, and has a sign before it.
    fn part(self, lead: &str, differs: bool, words: &str) -> Span<'static> {
        let style = match (self.is_compared, differs) {
            (false, _) => Style::new(),
            (true, false) => self.theme.dim(),
            (true, true) if self.is_new => self.theme.bold(),
            (true, true) => Style::new(),
        };
        let sign = if self.is_compared && self.is_new && differs { "~" } else { " " };
        Span::styled(format!("{lead}{sign}{words}"), style)
    }
}

//! The upper half of the submit dialog, which is scrolled: the changes, or the findings that are to be
//! read.

use ratatui::{
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::Page;
use crate::{
    app::{
        dialog::submit::Reading,
        judgement::{self, Judgement},
    },
    domain::{
        draft::{Change, Mark},
        stake::Stake,
        text,
    },
    judge::Grade,
    view::{comparison::Comparison, findings, widget},
};

/// Columns that what belongs to a change stands in by.
const INDENT: usize = 3;

/// What is read now.
pub(super) struct Upper {
    word: &'static str,
    pub lines: Vec<Line<'static>>,
}

impl Page<'_> {
    /// What is read now, all of it.
    pub(super) fn upper(&self, stakes: &[Stake]) -> Upper {
        let (word, lines) = match self.submit.reading(stakes) {
            Reading::Changes => ("Changes", self.changes()),
            Reading::Warnings => ("Warnings", self.findings(Grade::Warning)),
            Reading::Stops => ("What stops it", self.findings(Grade::Stops)),
        };
        Upper { word, lines }
    }

    /// As much of it as there is room for, and the line that sums up the environments.
    pub(super) fn shown(&self, upper: Upper, room: usize) -> Vec<Line<'static>> {
        let Upper { word, lines } = upper;
        let removes = self.form.draft.removals().next().is_some();
        let style = if removes { self.theme.bad() } else { Style::new() };
        let summary = text::shown(&self.form.draft.summary());
        let summary = Line::styled(widget::cut(&format!(" environments: {summary}"), self.width), style);
        if room == 0 {
            return vec![summary];
        }
        let top = self.submit.scroll.top(lines.len(), room);
        let heading = if lines.len() > room {
            format!("{word}, lines {} to {} of {}: PgDn, PgUp", top + 1, top + room, lines.len())
        } else {
            word.to_owned()
        };
        let mut shown = vec![Line::styled(heading, self.theme.bold())];
        shown.extend(lines.into_iter().skip(top).take(room));
        shown.push(summary);
        shown
    }

    /// Every change in words; of an environment also old beside new, and what is said of it.
    pub(super) fn changes(&self) -> Vec<Line<'static>> {
        let changes = self.form.draft.changes();
        if changes.is_empty() {
            return vec![Line::raw(" none: the object is sent as it is stored, which deploys it again")];
        }
        let name_width =
            changes.iter().map(name_width).max().unwrap_or(0).clamp(12, (self.width / 3).max(12));
        let mut places = self.changed_places();
        let mut lines = Vec::new();
        for change in &changes {
            lines.push(Line::raw(widget::cut(&change_words(change, name_width), self.width)));
            if let Change::Environment { mark, .. } = change
                && let Some(place) = places.next()
                && *mark != Mark::Removed
            {
                lines.extend(self.compared(place));
            }
        }
        lines
    }

    /// The places of the entries that the changes are about, in their order.
    fn changed_places(&self) -> impl Iterator<Item = usize> {
        let draft = &self.form.draft;
        let entries = draft.entries().iter().enumerate();
        entries.filter(|(_, entry)| draft.mark(entry) != Mark::Kept).map(|(place, _)| place)
    }

    /// Old beside new of one environment, and how many findings there are.
    fn compared(&self, place: usize) -> Vec<Line<'static>> {
        let Some(proposal) = judgement::of_draft(self.model, self.form, place) else { return Vec::new() };
        let (now, new) = (proposal.present(&self.model.vault), proposal.proposed(&self.model.vault));
        let width = self.width.saturating_sub(INDENT);
        let compared = Comparison { model: self.model, theme: self.theme, width, is_at_hand: false };
        let mut lines = compared.lines(now, new, false);
        match proposal.judgement(self.model) {
            Judgement::Nothing | Judgement::Typing => {}
            judgement => lines.extend(
                findings::summed_up(judgement, self.model, self.theme)
                    .map(|(words, style)| Line::styled(widget::cut(&words, width), style)),
            ),
        }
        lines.into_iter().map(indented).collect()
    }

    /// The findings of one grade, each with the environments that it is about and how to mend it.
    fn findings(&self, grade: Grade) -> Vec<Line<'static>> {
        const MOST: usize = 3;
        let width = self.width.saturating_sub(INDENT);
        let mut lines = Vec::new();
        let mut about: Vec<&str> = Vec::new();
        for (names, finding) in self.review.together(grade) {
            if about != names {
                let words = names.iter().map(|name| text::shown(name)).collect::<Vec<_>>().join(", ");
                let words = widget::wrap_at_most(&words, self.width.saturating_sub(1), MOST);
                let heading =
                    words.into_iter().map(|line| Line::styled(format!(" {line}"), self.theme.bold()));
                lines.extend(heading);
                about = names;
            }
            lines.extend(findings::in_full(finding, self.theme, width).into_iter().map(indented));
        }
        lines
    }
}

fn indented(line: Line<'static>) -> Line<'static> {
    let mut spans = vec![Span::raw(" ".repeat(INDENT))];
    let style = line.style;
    spans.extend(line.spans.into_iter().map(|span| span.patch_style(style)));
    Line::from(spans)
}

fn name_width(change: &Change) -> usize {
    match change {
        Change::Environment { name, .. } => text::shown(name).width(),
        Change::Name { .. } | Change::Description { .. } => 0,
    }
}

fn change_words(change: &Change, name_width: usize) -> String {
    match change {
        Change::Name { from, to } => {
            format!(" ~ {} {} → {}", widget::cell("name", name_width), text::shown(from), text::shown(to))
        }
        Change::Description { to } => {
            format!(" ~ description  {}", text::shown(to.lines().next().unwrap_or("(none)")))
        }
        Change::Environment { name, mark, what } => {
            let name = widget::cell(&text::shown(name), name_width);
            let what = match mark {
                Mark::Removed => "will lose this keystore".to_owned(),
                _ => what.iter().map(|what| text::shown(what)).collect::<Vec<_>>().join(", "),
            };
            format!(" {} {name} {what}", mark.sign())
        }
    }
}

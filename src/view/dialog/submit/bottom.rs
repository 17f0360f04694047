//! The lower end of the submit dialog: the box for the warnings, what forbids sending or is to be typed,
//! what is wrong, the buttons.

use ratatui::text::{Line, Span};

use super::Page;
use crate::{
    app::{dialog::submit::Focus, editing, model::Tone},
    domain::{
        backup::Policy,
        stake::{About, Stake},
        text,
    },
    judge::Grade,
    view::{findings, widget},
};

/// The most lines of what stops it, of what is kept, and of what is wrong.
const MOST_STOPS: usize = 3;
const MOST_KEEPING: usize = 3;
const MOST_WRONG: usize = 2;

/// Its lines.
pub(super) struct Bottom {
    pub lines: Vec<Line<'static>>,
    /// The one that is typed in.
    pub typing: Option<usize>,
}

impl Page<'_> {
    pub(super) fn bottom(&self, stakes: &[Stake]) -> Bottom {
        let mut lines = self.keeping();
        lines.extend(self.warnings_box());
        let forbidden = self.forbidden();
        let is_blocked = self.review.block().is_some();
        lines.extend(forbidden);
        let next = self.submit.next_stake(stakes).filter(|_| !is_blocked);
        let mut typing = None;
        match (self.submit.cascade, next) {
            _ if is_blocked => {}
            (Some(_), Some(stake)) => {
                lines.extend(self.question(stakes, stake));
                typing = Some(lines.len());
            }
            (Some(_), None) if !stakes.is_empty() => {
                lines.push(Line::styled("✓ everything at stake is confirmed", self.theme.good()));
            }
            (None, _) => lines.extend(stakes.first().map(|stake| {
                Line::styled(
                    widget::cut(&format!("{}.", text::shown(&stake.why)), self.width),
                    self.theme.dim(),
                )
            })),
            (Some(_), None) => {}
        }
        // The typed line; its field is drawn over it.
        lines.push(Line::default());
        match &self.submit.complaint {
            Some(complaint) => {
                let words = widget::wrap_at_most(complaint, self.width.saturating_sub(2), MOST_WRONG);
                lines.extend(words.into_iter().enumerate().map(|(at, line)| {
                    Line::styled(format!("{} {line}", if at == 0 { "✗" } else { " " }), self.theme.bad())
                }));
            }
            None => lines.push(Line::default()),
        }
        lines.push(Line::from(vec![
            Span::styled("[ Cancel ]", self.theme.button(self.submit.focus == Focus::Cancel)),
            Span::raw("  "),
            Span::styled("[ Update, deploy ]", self.theme.button(self.submit.focus == Focus::Confirm)),
        ]));
        Bottom { lines, typing }
    }

    /// Whether there will be a version to go back to.
    fn keeping(&self) -> Vec<Line<'static>> {
        let policy = &self.model.session.backup;
        let (tone, words) = match (policy, self.submit.anyway, editing::cannot_keep(self.model)) {
            (Policy::Off { .. }, false, _) => (Tone::Warning, policy.to_string()),
            (Policy::Off { .. }, true, _) => {
                (Tone::Warning, "BACKUPS ARE OFF, and it is sent even if the journal can't be written".into())
            }
            (Policy::On(_), false, None) => (Tone::Info, policy.to_string()),
            (Policy::On(_), false, Some(why)) => {
                (Tone::Warning, format!("the version before can't be kept, as it seems: {why}"))
            }
            (Policy::On(_), true, _) => (
                Tone::Warning,
                "sent even if the version before can't be kept; then only this session rolls back".into(),
            ),
        };
        let style = if tone == Tone::Info { self.theme.dim() } else { self.theme.tone(tone) };
        let lines = widget::wrap_at_most(&text::words(&words), self.width.saturating_sub(2), MOST_KEEPING);
        let signs = std::iter::once(self.theme.sign(tone)).chain(std::iter::repeat(" "));
        lines
            .into_iter()
            .zip(signs)
            .map(|(line, sign)| Line::styled(format!("{sign} {line}"), style))
            .collect()
    }

    /// `[ ] 3 warnings read`, where there are any.
    fn warnings_box(&self) -> Option<Line<'static>> {
        let count = self.review.of_grade(Grade::Warning).count();
        if count == 0 {
            return None;
        }
        let mark = if self.submit.has_read(&self.review) { "[x]" } else { "[ ]" };
        let words = format!("{mark} {} read", text::count(count, "warning", "warnings"));
        let focused = self.submit.focus == Focus::Warnings;
        let hint = if focused { "  Space ticks it; PgDn scrolls them" } else { "" };
        Some(Line::from(vec![
            Span::styled(words, self.theme.button(focused)),
            Span::styled(hint, self.theme.dim()),
        ]))
    }

    /// Why nothing can be sent now, whatever is confirmed.
    fn forbidden(&self) -> Vec<Line<'static>> {
        if let Some((name, finding)) = self.review.block() {
            let words = format!("✗ {} is BLOCKED: {}", text::shown(name), text::words(&finding.says));
            let lines = widget::wrap_at_most(&words, self.width, MOST_STOPS);
            return lines.into_iter().map(|line| Line::styled(line, self.theme.bad())).collect();
        }
        let Some((name, since)) = self.review.opening() else { return Vec::new() };
        let seconds = since.duration_since(self.model.now).abs().as_secs();
        let spinner = self.theme.spinner(self.model.now);
        let late = if seconds < findings::LATE { String::new() } else { format!(", {seconds} s by now") };
        let words =
            format!("{spinner} {} isn't judged yet: its file is being opened{late}", text::shown(name));
        vec![Line::styled(widget::cut(&words, self.width), self.theme.warning())]
    }

    /// What is at stake, and what is to be typed for it.
    fn question(&self, stakes: &[Stake], stake: &Stake) -> Vec<Line<'static>> {
        let left = stakes.iter().filter(|stake| !self.submit.confirmed.contains(stake)).count();
        let at = stakes.len() - left + 1;
        let of = if stakes.len() > 1 { format!(" ({at} of {})", stakes.len()) } else { String::new() };
        let mut lines = Vec::new();
        // However much stops it, what to type stays in sight.
        let words = if stake.about == About::Findings {
            let why = format!("✗ {}", text::words(&stake.why));
            lines.extend(widget::wrap_at_most(&why, self.width, MOST_STOPS));
            format!("To send it all the same{of}, type  {}  here:", stake.phrase)
        } else {
            // A long name isn't said twice.
            let what = match stake.why.strip_prefix(&stake.phrase) {
                Some(_) => "its name".to_owned(),
                None => format!(" {} ", text::shown(&stake.phrase)),
            };
            format!("{}{of}. Type {what} to go on:", text::shown(&stake.why))
        };
        lines.extend(widget::wrap(&words, self.width));
        let style = if stake.about == About::Findings { self.theme.bad() } else { self.theme.warning() };
        lines.into_iter().map(|line| Line::styled(line, style)).collect()
    }
}

//! Draws what is happening to an update, and what came of it.

mod answer;

use crate::{
    api::error::Error,
    app::{
        model::{Model, Tone},
        screen::deployment::DeploymentScreen,
        submission::{
            Phase, Stop, Submission,
            words::{self, deployed_words, kept_words, stored_words, verified_words},
        },
    },
    domain::{
        deployment::{Standing, Verified},
        document::Difference,
        merge::Merge,
        text,
    },
    view::{theme::Theme, widget},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

/// Columns of the words `stored`, `deployed`, `verified`.
const LABEL: usize = 10;

/// Columns that an environment's name has at the least.
const LEAST_NAME: usize = 10;

/// The most lines of why the version before isn't kept.
const MOST_WHY: usize = 3;

/// The most lines of a server's words; the screen scrolls.
const MOST_LINES: usize = 200;

/// Draws it.
pub fn draw(model: &Model, screen: &DeploymentScreen, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let Some(submission) = &model.submission else { return };
    let until = submission.ended.unwrap_or(model.now);
    let seconds = until.duration_since(submission.started).as_secs();
    let verb = if submission.is_under_way() { "Deploying" } else { "Update of" };
    let title =
        format!("{verb} {}  {}", text::shown(submission.expectation.name()), widget::duration(seconds));
    let inner = widget::framed(buffer, area, &title, true, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let page = Page { model, submission, theme, width: usize::from(inner.width) };
    let lines = page.lines();
    let top = screen.scroll.top(lines.len(), usize::from(inner.height));
    let below = lines.len().saturating_sub(top + usize::from(inner.height));
    widget::put_all(buffer, inner, 0, lines.into_iter().skip(top));
    if below > 0 {
        let note = format!(" {}: PgDn ", text::count(below, "more line below", "more lines below"));
        buffer.set_line(
            area.x + 2,
            area.y + area.height - 1,
            &Line::styled(note, theme.bold()),
            area.width - 4,
        );
    }
}

struct Page<'a> {
    model: &'a Model,
    submission: &'a Submission,
    theme: Theme,
    width: usize,
}

impl Page<'_> {
    fn lines(&self) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if !self.submission.is_under_way() {
            let (tone, headline) = self.submission.headline();
            lines.extend(self.said(tone, &headline));
            lines.push(Line::default());
        }
        let steps = self.steps();
        let gap = !steps.is_empty();
        lines.extend(steps);
        if let Phase::Stopped(stop) = &self.submission.phase {
            lines.extend(gap.then(Line::default));
            lines.extend(self.stopped(stop));
            return lines;
        }
        if let Some((error, _)) = &self.submission.unknown {
            lines.push(Line::default());
            lines.extend(self.said_of(error));
            lines.extend(self.plain(self.unknown_step(), Style::new()));
        }
        if let Some(standing) = self.submission.standing() {
            lines.push(Line::default());
            lines.extend(self.standing(&standing));
            lines.extend(self.holdings());
            let step = words::next_step(&standing).filter(|_| self.submission.unknown.is_none());
            lines.extend(step.into_iter().flat_map(|step| self.plain(step, self.theme.bold())));
        }
        if let Some(answer) = &self.submission.answer {
            lines.extend(self.answer(answer));
        }
        if let Some(Verified::Differs(differences)) = &self.submission.verified {
            lines.push(Line::default());
            lines.push(Line::raw("What is stored differs from what was sent (sent, then stored):"));
            lines.extend(self.differences(differences));
        }
        lines
    }

    /// A signed line, wrapped.
    fn said(&self, tone: Tone, words: &str) -> Vec<Line<'static>> {
        let style = self.theme.tone(tone);
        let wrapped = widget::wrap(words, self.width.saturating_sub(2));
        wrapped
            .into_iter()
            .enumerate()
            .map(|(at, line)| {
                let sign = if at == 0 { self.theme.sign(tone) } else { " " };
                Line::styled(format!("{sign} {line}"), style)
            })
            .collect()
    }

    fn plain(&self, words: &str, style: Style) -> Vec<Line<'static>> {
        widget::wrap(words, self.width.saturating_sub(2))
            .into_iter()
            .map(|line| Line::styled(format!("  {line}"), style))
            .collect()
    }

    /// What has really happened so far; a step that hasn't begun isn't shown.
    fn steps(&self) -> Vec<Line<'static>> {
        let submission = self.submission;
        let busy = |words: String| {
            Line::from(vec![
                Span::styled(self.theme.spinner(self.model.now), self.theme.accent()),
                Span::raw(format!(" {words}")),
            ])
        };
        let done = |words: String| {
            Line::from(vec![Span::styled("✓", self.theme.good()), Span::raw(format!(" {words}"))])
        };
        let checked = done("not changed on the server since it was read".into());
        let sent = || done(format!("sent {}", text::size(submission.size)));
        let mut steps = vec![checked.clone()];
        steps.extend(self.kept());
        match &submission.phase {
            Phase::Checking { .. } => vec![busy("reading the keystore again; nothing has been sent".into())],
            Phase::Keeping { .. } => {
                vec![checked, busy("keeping the version before; nothing has been sent".into())]
            }
            Phase::Sending { .. } => {
                match submission.sent_at {
                    None => {
                        let (bytes, of) = (text::size(submission.sent), text::size(submission.size));
                        steps.push(busy(format!("sending, {bytes} of {of}")));
                    }
                    Some(at) => {
                        let waited = self.model.now.duration_since(at).as_secs();
                        steps.extend([sent(), busy(format!("waiting for the gateways, {waited} s"))]);
                    }
                }
                steps
            }
            Phase::ReadingBack { .. } => {
                steps.extend([sent(), busy("reading back what is stored".into())]);
                steps
            }
            Phase::Resting { .. } => {
                let words = "the outcome is unknown; what is stored is read back every few seconds";
                steps.extend([sent(), busy(words.into())]);
                steps
            }
            Phase::Stopped(Stop::Changed { .. } | Stop::NotChecked(_) | Stop::NotAllowed(_)) => Vec::new(),
            Phase::Stopped(Stop::NotKept(_)) => vec![checked],
            Phase::Stopped(Stop::NotSent(_)) => steps,
            Phase::Stopped(Stop::Refused(_)) | Phase::Over => {
                steps.push(sent());
                steps
            }
        }
    }

    /// What became of the version before and of the journal's line.
    fn kept(&self) -> Vec<Line<'static>> {
        let said = kept_words(self.submission.before.as_ref(), self.submission.unwritten.as_deref());
        let lines = said.into_iter().flat_map(|(tone, words)| match tone {
            Tone::Good => {
                vec![Line::from(vec![Span::styled("✓", self.theme.good()), Span::raw(format!(" {words}"))])]
            }
            tone => {
                let mut lines = self.said(tone, &words);
                lines.truncate(MOST_WHY);
                lines
            }
        });
        lines.collect()
    }

    fn stopped(&self, stop: &Stop) -> Vec<Line<'static>> {
        let mut lines = match stop {
            Stop::Changed { differences, merge, own } => {
                let words = match own {
                    true => {
                        "What is stored now is what your update before was to store, of which no answer came: it was applied (as it was read, then as it is now). What the gateways made of it isn't known. o writes it down."
                    }
                    false => {
                        "Somebody changed this keystore after it was read here (as it was read, then as it is now):"
                    }
                };
                let mut lines = self.plain(words, Style::new());
                lines.extend(self.differences(differences));
                lines.push(Line::default());
                lines.extend(self.plain(self.merge_words(merge), self.theme.bold()));
                return lines;
            }
            Stop::NotAllowed(why) => self.plain(why, Style::new()),
            Stop::NotKept(why) => {
                let mut lines = self.plain(&text::words(why), Style::new());
                lines.push(Line::default());
                let words = "Nothing was sent. Your edits are kept. R reviews them again, once that is mended; W sends them even so.";
                lines.extend(self.plain(words, self.theme.bold()));
                return lines;
            }
            Stop::NotChecked(error) | Stop::NotSent(error) | Stop::Refused(error) => self.explained(error),
        };
        lines.push(Line::default());
        let kept = match stop {
            Stop::Refused(_) => "Your edits are kept. R reviews and submits them again.",
            _ => "Nothing was sent. Your edits are kept. R reviews and submits them again.",
        };
        lines.extend(self.plain(kept, Style::new()));
        lines
    }

    fn merge_words(&self, merge: &Merge) -> &'static str {
        match (merge.is_clean(), self.submission.draft.is_changed()) {
            (false, _) => {
                "Nothing was sent. Your edits are kept. You both changed the same: m chooses, place by place."
            }
            (true, true) => {
                "Nothing was sent. The two changes don't touch and were merged: R reviews yours on top of theirs."
            }
            (true, false) => {
                "Nothing was sent. What is stored now is what you wanted: nothing is left to submit."
            }
        }
    }

    /// The server's words, what they mean, what to do.
    fn explained(&self, error: &Error) -> Vec<Line<'static>> {
        let mut lines = self.said_of(error);
        lines.extend(self.plain(&text::words(&error.next_step()), Style::new()));
        lines
    }

    /// What to do about an update of which no answer came: never just "try again".
    fn unknown_step(&self) -> &'static str {
        match &self.submission.verified {
            _ if self.submission.is_under_way() => {
                "Whether it was applied isn't known yet: wait for what is read back."
            }
            Some(Verified::Equal { .. }) => {
                "It is stored as sent; see on the gateways whether it is deployed, or review it again (R)."
            }
            Some(Verified::NotApplied) => {
                "It was not applied so far; a deployment that is still running could yet do so. o looks again, R reviews it again."
            }
            Some(Verified::Differs(_)) => "Read the differences below before anything is submitted again.",
            Some(Verified::Unreadable(_)) | None => {
                "o looks at what is stored, once the server can be reached: before anything is submitted again."
            }
        }
    }

    /// The server's words, and what they mean.
    fn said_of(&self, error: &Error) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if let Some(words) = error.words() {
            lines.push(Line::styled("  The server says:", self.theme.dim()));
            for line in text::shown_lines(words, MOST_LINES) {
                lines.extend(self.plain(&line, self.theme.bold()));
            }
        }
        lines.extend(self.plain(&text::words(&error.meaning()), Style::new()));
        lines
    }

    /// Stored, deployed, verified: three lines, never blurred.
    fn standing(&self, standing: &Standing) -> Vec<Line<'static>> {
        let (stored, deployed) = (stored_words(&standing.stored), deployed_words(&standing.deployed));
        let verified = match &standing.verified {
            None => (Tone::Info, "not read back yet".into()),
            Some(Verified::NotApplied) if self.submission.is_under_way() => (
                Tone::Warning,
                "not yet: what is stored is as before the update; it is looked at again".into(),
            ),
            Some(Verified::Differs(_)) if self.submission.is_under_way() => (
                Tone::Warning,
                "not yet: what is stored differs from what was sent; it is looked at again".into(),
            ),
            Some(verified) => verified_words(verified),
        };
        [("stored", stored), ("deployed", deployed), ("verified", verified)]
            .into_iter()
            .flat_map(|(word, (tone, words))| self.fact(word, tone, &words))
            .collect()
    }

    /// Which certificates the changed environments hold, a line for each.
    fn holdings(&self) -> Vec<Line<'static>> {
        let holdings = self.submission.holdings(&self.model.vault).into_iter();
        holdings
            .map(|(name, tone, words)| {
                // Of a long name the beginning; what is held is never cut for it.
                let room = self.width.saturating_sub(LABEL + 3 + words.width());
                let name = widget::cut(&text::shown(&name), room.max(LEAST_NAME));
                let words = widget::cut(&format!("{name} {words}"), self.width.saturating_sub(LABEL + 2));
                Line::from(vec![
                    Span::raw(" ".repeat(LABEL)),
                    Span::styled(format!("{} {words}", self.theme.sign(tone)), self.theme.tone(tone)),
                ])
            })
            .collect()
    }

    fn fact(&self, word: &str, tone: Tone, words: &str) -> Vec<Line<'static>> {
        widget::wrap(words, self.width.saturating_sub(LABEL + 2))
            .into_iter()
            .enumerate()
            .map(|(at, line)| {
                let (label, sign) = if at == 0 { (word, self.theme.sign(tone)) } else { ("", " ") };
                Line::from(vec![
                    Span::raw(widget::cell(label, LABEL)),
                    Span::styled(format!("{sign} {line}"), self.theme.tone(tone)),
                ])
            })
            .collect()
    }

    fn differences(&self, differences: &[Difference]) -> Vec<Line<'static>> {
        differences
            .iter()
            .flat_map(|difference| {
                let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "(absent)".into());
                let place = text::shown(&difference.place());
                let words = format!("{place}: {} → {}", side(&difference.before), side(&difference.after));
                self.said(Tone::Warning, &text::words(&words))
            })
            .collect()
    }
}

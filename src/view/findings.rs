//! What the rules say, drawn: a sign and a word for each finding, and how to mend it where there is room.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{theme::Theme, widget};
use crate::{
    app::{
        judgement::{Judgement, summary},
        model::Model,
    },
    domain::text,
    judge::{Finding, Grade},
};

/// Columns of the sign and the word.
const WORD: usize = 10;

/// Seconds after which it is said that a file takes long.
pub const LATE: i64 = 2;

/// The sign of a grade: `✗ blocks`, `✗ stops`, `! warning` go by one.
pub fn sign(grade: Grade) -> &'static str {
    match grade {
        Grade::Blocks | Grade::Stops => "✗",
        Grade::Warning => "!",
    }
}

/// How loud a grade is.
pub fn style(grade: Grade, theme: Theme) -> Style {
    match grade {
        Grade::Blocks | Grade::Stops => theme.bad(),
        Grade::Warning => theme.warning(),
    }
}

/// The sign of a judgement, for a column of a table.
pub fn sign_of(judgement: Judgement<'_>, model: &Model, theme: Theme) -> &'static str {
    match (judgement, judgement.grade()) {
        (Judgement::Opening(_), _) => theme.spinner(model.now),
        (_, Some(grade)) => sign(grade),
        _ => " ",
    }
}

/// `✗ 1 stops, 2 warnings`, `✓ nothing against it`; empty where nothing is judged.
pub fn summed_up(judgement: Judgement<'_>, model: &Model, theme: Theme) -> Option<(String, Style)> {
    match (judgement, judgement.grade()) {
        (Judgement::Nothing | Judgement::Typing, _) => None,
        (Judgement::Opening(since), _) => {
            Some((opening(since.duration_since(model.now).abs().as_secs(), model, theme), Style::new()))
        }
        (Judgement::Judged(findings), Some(grade)) => {
            Some((format!("{} {}", sign(grade), summary(findings)), style(grade, theme)))
        }
        (Judgement::Judged(_), None) => Some(("✓ nothing against it".into(), theme.good())),
    }
}

/// `⠋ the file is being opened`, and that it takes long where it does.
pub fn opening(seconds: i64, model: &Model, theme: Theme) -> String {
    let spinner = theme.spinner(model.now);
    if seconds < LATE {
        return format!("{spinner} the file is being opened");
    }
    format!("{spinner} the file is being opened, {seconds} s: it asks for much work")
}

/// A judgement in at most so many rows: in full where there is room, else what is wrong alone, else the
/// gravest, with the key that shows the rest.
pub fn lines(
    judgement: Judgement<'_>,
    model: &Model,
    theme: Theme,
    width: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let findings = judgement.findings();
    if findings.is_empty() {
        let words = summed_up(judgement, model, theme);
        return words.into_iter().take(rows).map(|(words, style)| Line::styled(words, style)).collect();
    }
    let all = |how: fn(&Finding, Theme, usize) -> Vec<Line<'static>>| {
        findings.iter().flat_map(|finding| how(finding, theme, width)).collect::<Vec<_>>()
    };
    let whole = all(in_full);
    if whole.len() <= rows {
        return whole;
    }
    let wrapped = all(says);
    if wrapped.len() <= rows {
        return hinted(wrapped, rows, "F3 says how to mend it", theme);
    }
    let mut cut = all(in_one_row);
    if cut.len() > rows && rows == 1 {
        let words = summed_up(judgement, model, theme).map(|(words, style)| (words + ": F3", style));
        return words.into_iter().map(|(words, style)| Line::styled(words, style)).collect();
    }
    if cut.len() > rows {
        let shown = rows.saturating_sub(1);
        let more = cut.len() - shown;
        cut.truncate(shown);
        return hinted(cut, rows, &format!("and {more} more: F3 shows them"), theme);
    }
    hinted(cut, rows, "F3 shows them in full", theme)
}

/// With a word about the key, where there is a row for it.
fn hinted(mut lines: Vec<Line<'static>>, rows: usize, hint: &str, theme: Theme) -> Vec<Line<'static>> {
    if lines.len() < rows {
        lines.push(Line::styled(format!("{}{hint}", " ".repeat(WORD)), theme.dim()));
    }
    lines
}

/// What is wrong, and below it how to mend it.
pub fn in_full(finding: &Finding, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let mut lines = says(finding, theme, width);
    lines.extend(
        wrapped(&finding.mend, width).into_iter().map(|line| Line::styled(indented(&line), theme.dim())),
    );
    lines
}

/// What is wrong.
fn says(finding: &Finding, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let lines = wrapped(&finding.says, width).into_iter().enumerate();
    lines
        .map(|(at, line)| if at == 0 { first(finding, &line, theme) } else { Line::raw(indented(&line)) })
        .collect()
}

/// The same, cut.
fn in_one_row(finding: &Finding, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let words = widget::cut(&text::words(&finding.says), width.saturating_sub(WORD));
    vec![first(finding, &words, theme)]
}

fn first(finding: &Finding, words: &str, theme: Theme) -> Line<'static> {
    let grade = finding.grade();
    let word = widget::cell(&format!("{} {}", sign(grade), grade.word()), WORD);
    Line::from(vec![Span::styled(word, style(grade, theme)), Span::raw(words.to_owned())])
}

fn wrapped(words: &str, width: usize) -> Vec<String> {
    widget::wrap(&text::words(words), width.saturating_sub(WORD))
}

fn indented(line: &str) -> String {
    format!("{}{line}", " ".repeat(WORD))
}

//! What the rules say, drawn: a sign and a word for each finding, and how to mend it where there is room.

use std::cmp::Ordering;

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
    fitted(findings, theme, width, rows)
}

/// Findings in at most so many rows; and whatever isn't said, the key that says it is.
fn fitted(findings: &[Finding], theme: Theme, width: usize, rows: usize) -> Vec<Line<'static>> {
    let whole: Vec<_> = findings.iter().flat_map(|finding| in_full(finding, theme, width)).collect();
    if whole.len() <= rows {
        return whole;
    }
    match (findings.len().cmp(&rows), rows) {
        (_, 0) => Vec::new(),
        (Ordering::Less, _) => some_of_each(findings, theme, width, rows),
        (Ordering::Equal, _) => one_row_each(findings, theme, width),
        (Ordering::Greater, 1) => {
            let grade = findings.iter().map(Finding::grade).max();
            let words = |grade| format!("{} {}: F3", sign(grade), summary(findings));
            grade.map(|grade| Line::styled(words(grade), style(grade, theme))).into_iter().collect()
        }
        (Ordering::Greater, _) => {
            let shown = findings.iter().take(rows - 1);
            let lines = shown.flat_map(|finding| says(finding, theme, width, 1)).collect();
            hinted(lines, &format!("and {} more: F3 shows them", findings.len() + 1 - rows), theme)
        }
    }
}

/// What is wrong: in full where there is room, the gravest first, a row at least of each, and one for the key.
fn some_of_each(findings: &[Finding], theme: Theme, width: usize, rows: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut is_cut = false;
    for (at, finding) in findings.iter().enumerate() {
        let most = rows.saturating_sub(lines.len() + findings.len() - at);
        is_cut |= says(finding, theme, width, usize::MAX).len() > most;
        lines.extend(says(finding, theme, width, most));
    }
    hinted(lines, if is_cut { "F3 shows them in full" } else { "F3 says how to mend it" }, theme)
}

/// What is wrong, where there is no other row for the key.
fn one_row_each(findings: &[Finding], theme: Theme, width: usize) -> Vec<Line<'static>> {
    const HINT: &str = "  F3: in full";
    let Some((last, others)) = findings.split_last() else { return Vec::new() };
    let mut lines: Vec<_> = others.iter().flat_map(|finding| says(finding, theme, width, 1)).collect();
    lines.extend(says(last, theme, width.saturating_sub(HINT.len()), 1).into_iter().map(|mut line| {
        line.push_span(Span::styled(HINT, theme.dim()));
        line
    }));
    lines
}

/// With a word about the key in a row of its own.
fn hinted(mut lines: Vec<Line<'static>>, hint: &str, theme: Theme) -> Vec<Line<'static>> {
    lines.push(Line::styled(format!("{}{hint}", " ".repeat(WORD)), theme.dim()));
    lines
}

/// What is wrong, and below it how to mend it.
pub fn in_full(finding: &Finding, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let mut lines = says(finding, theme, width, usize::MAX);
    lines.extend(
        wrapped(&finding.mend, width).into_iter().map(|line| Line::styled(indented(&line), theme.dim())),
    );
    lines
}

/// What is wrong, in at most so many rows.
fn says(finding: &Finding, theme: Theme, width: usize, most: usize) -> Vec<Line<'static>> {
    let (words, width) = (text::words(&finding.says), width.saturating_sub(WORD));
    let lines = match most {
        // A part of the next word is better than none.
        1 => vec![widget::cut(&words, width)],
        most => widget::wrap_at_most(&words, width, most),
    };
    let lines = lines.into_iter().enumerate();
    lines
        .map(|(at, line)| if at == 0 { first(finding, &line, theme) } else { Line::raw(indented(&line)) })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{judge::Rule, view::Look};

    fn findings() -> Vec<Finding> {
        let finding = |rule, says: &str| Finding { rule, says: says.into(), mend: format!("mend {says}") };
        vec![
            finding(Rule::KeyMismatch, "one that has words for two rows of so many columns"),
            finding(Rule::NotCompared, "two that has words for two rows of so many columns"),
            finding(Rule::SelfSigned, "three"),
        ]
    }

    fn text(lines: &[Line<'_>]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_left_out_is_a_key_away_in_however_few_rows() {
        let (theme, all) = (Theme::new(Look::default()), findings());
        for count in 1..=all.len() {
            let some = &all[..count];
            for width in [20, 40, 60, 100] {
                for rows in 1..20 {
                    let lines = text(&fitted(some, theme, width, rows));
                    let whole =
                        some.iter().map(|finding| in_full(finding, theme, width).len()).sum::<usize>();
                    assert!(lines.len() <= rows, "{rows}: {lines:#?}");
                    let has_key = lines.iter().any(|line| line.contains("F3"));
                    assert_eq!(has_key, whole > rows, "{count} in {rows} of {width}: {lines:#?}");
                }
            }
            assert!(fitted(some, theme, 40, 0).is_empty());
        }
    }

    #[test]
    fn rows_go_to_the_gravest_first_and_one_to_each() {
        let shown = |rows| text(&fitted(&findings(), Theme::new(Look::default()), 40, rows));
        let cut = "✗ stops   one that has words for two ro…";
        let [first, second] = ["✗ stops   one that has words for two", "          rows of so many columns"];
        assert_eq!(shown(1), ["✗ 1 stops, 2 warnings: F3"]);
        assert_eq!(shown(2), [cut, "          and 2 more: F3 shows them"]);
        assert_eq!(
            shown(3),
            [cut, "! warning two that has words for two ro…", "! warning three  F3: in full"]
        );
        let hint = "          F3 shows them in full";
        assert_eq!(shown(4), [cut, "! warning two that has words for two ro…", "! warning three", hint]);
        assert_eq!(
            shown(5),
            [first, second, "! warning two that has words for two ro…", "! warning three", hint]
        );
        assert_eq!(shown(6).last().unwrap(), "          F3 says how to mend it");
        assert_eq!(shown(6).len(), 6);
    }
}

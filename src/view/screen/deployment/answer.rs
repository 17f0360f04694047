//! What the server answered to an update: its message, and a row for each gateway.

use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::{MOST_LINES, Page};
use crate::{
    app::model::Tone,
    domain::{
        deployment::{Answer, GatewayResult, Outcome},
        text,
    },
    view::widget,
};

impl Page<'_> {
    pub(super) fn answer(&self, answer: &Answer) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for words in [&answer.message, &answer.report.message].into_iter().flatten() {
            for line in text::shown_lines(words, MOST_LINES) {
                lines.extend(self.plain(&format!("“{line}”"), self.theme.dim()));
            }
        }
        if answer.report.rows.is_empty() {
            return lines;
        }
        lines.push(Line::default());
        let columns = Columns::of(self.width, answer);
        lines.push(Line::styled(
            columns.row(["ENVIRONMENT", "POD", "RESULT", "TIME", "DETAIL"]),
            self.theme.dim(),
        ));
        for row in &answer.report.rows {
            lines.extend(self.gateway(row, &columns));
        }
        for name in answer.unmentioned(self.submission.expectation.environments()) {
            let row = columns.row([&text::shown(&name), "", "? no word", "", "not mentioned"]);
            lines.push(Line::styled(row, self.theme.tone(Tone::Warning)));
        }
        lines
    }

    fn gateway(&self, row: &GatewayResult, columns: &Columns) -> Vec<Line<'static>> {
        let (tone, result) = match row.outcome {
            Outcome::Deployed => (Tone::Good, "✓ deployed"),
            Outcome::Failed => (Tone::Bad, "✗ failed"),
            Outcome::Unknown => (Tone::Warning, "? no word"),
        };
        let pod = row.pod.as_deref().or(row.address.as_deref()).unwrap_or("");
        let time = match row.millis {
            Some(millis @ 0..=9999) => format!("{millis} ms"),
            Some(millis) => format!("{} s", millis / 1000),
            None => String::new(),
        };
        let detail = text::shown(&row.detail);
        let cells = [&*text::shown(&row.environment), &*text::shown(pod), result, &*time, &*detail];
        let mut lines = vec![Line::styled(columns.row(cells), self.theme.tone(tone))];
        // A failure's words are never cut: what doesn't fit goes on below.
        if row.outcome != Outcome::Deployed && (detail.width() > columns.0[4] || row.detail.contains('\n')) {
            for line in text::shown_lines(&row.detail, MOST_LINES) {
                lines.extend(self.plain(&line, self.theme.tone(tone)));
            }
        }
        lines
    }
}

/// Widths of the table of pods; what is left over goes to the detail.
struct Columns([usize; 5]);

impl Columns {
    fn of(width: usize, answer: &Answer) -> Self {
        let widest = |cells: &mut dyn Iterator<Item = usize>, least: usize, most: usize| {
            cells.max().unwrap_or(0).clamp(least, most)
        };
        let rows = &answer.report.rows;
        let environment = widest(&mut rows.iter().map(|row| row.environment.chars().count()), 11, 20);
        let pod = |row: &GatewayResult| {
            row.pod.as_ref().or(row.address.as_ref()).map_or(0, |pod| pod.chars().count())
        };
        const FIXED: usize = 10 + 7 + 4;
        const LEAST_DETAIL: usize = 10;
        let most = width.saturating_sub(environment + FIXED + LEAST_DETAIL).max(3);
        let pod = widest(&mut rows.iter().map(pod), 3, most);
        let detail = width.saturating_sub(environment + pod + FIXED);
        Self([environment, pod, 10, 7, detail])
    }

    fn row(&self, cells: [&str; 5]) -> String {
        let cells: Vec<String> =
            cells.iter().zip(self.0).map(|(cell, width)| widget::cell(cell, width)).collect();
        cells.join(" ").trim_end().to_owned()
    }
}

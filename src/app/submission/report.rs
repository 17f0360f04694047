//! What came of an update, as plain text: for a ticket, or for whoever comes on duty next.

use super::{
    Phase, Stop, Submission,
    words::{deployed_words, kept_words, stored_words, verified_words},
};
use crate::{
    api::error::Error,
    app::vault::Vault,
    domain::{
        deployment::{GatewayResult, Outcome},
        text,
    },
};

/// The most rows of environments and pods: terminals take a clipboard of some ten thousand bytes only.
const MOST_ROWS: usize = 100;

/// The most lines of a server's words.
const MOST_LINES: usize = 20;

impl Submission {
    /// The report; it holds no secret, and nothing that a terminal would act on where it is pasted.
    /// `gateway` is the address of the Management API.
    pub fn report(&self, gateway: &str, vault: &Vault) -> String {
        let ended = self.ended.unwrap_or(self.started);
        let seconds = ended.duration_since(self.started).as_secs();
        let mut lines = vec![
            self.headline().1,
            field("gateway", &text::shown(gateway)),
            field("keystore", &format!("{} in {}", text::shown(&self.keystore), text::shown(&self.project))),
            field("began", &format!("{:.0}, took {seconds} s", self.started)),
            field("JWKs", self.cascade.label()),
        ];
        let kept = kept_words(self.before.as_ref(), self.unwritten.as_deref());
        lines.extend(kept.iter().map(|(_, words)| field("kept", words)));
        if let Some(standing) = self.standing() {
            lines.push(field("stored", &stored_words(&standing.stored).1));
            lines.push(field("deployed", &deployed_words(&standing.deployed).1));
            let verified = standing.verified.as_ref().map(|verified| verified_words(verified).1);
            lines.push(field("verified", verified.as_deref().unwrap_or("not read back")));
        }
        for (environment, _, words) in self.holdings(vault) {
            lines.push(field("", &format!("{} {words}", text::shown(&environment))));
        }
        lines.extend(self.why());
        if let Some(answer) = &self.answer {
            for words in [&answer.message, &answer.report.message].into_iter().flatten() {
                lines.extend(text::shown_lines(words, MOST_LINES).iter().map(|line| field("said", line)));
            }
            let rows = &answer.report.rows;
            lines.extend(rows.iter().take(MOST_ROWS).map(row));
            if rows.len() > MOST_ROWS {
                lines.push(format!("  and {} more", text::count(rows.len() - MOST_ROWS, "row", "rows")));
            }
            let silent = answer.unmentioned(self.expectation.environments());
            let silent = silent.iter().take(MOST_ROWS).map(|name| text::shown(name));
            lines.extend(silent.map(|name| format!("  {name}  no word")));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// Why nothing came of it, or why nobody knows what did.
    fn why(&self) -> Vec<String> {
        match &self.phase {
            Phase::Stopped(Stop::NotAllowed(why) | Stop::NotKept(why)) => {
                vec![field("why", &text::words(why))]
            }
            Phase::Stopped(Stop::NotChecked(error) | Stop::NotSent(error) | Stop::Refused(error)) => {
                said(error)
            }
            _ => self.unknown.iter().flat_map(|(error, _)| said(error)).collect(),
        }
    }
}

fn field(name: &str, words: &str) -> String {
    format!("  {name:<9}{words}")
}

fn said(error: &Error) -> Vec<String> {
    let mut lines = vec![field("why", &text::words(&error.meaning()))];
    let words = error.words().map(|words| text::shown_lines(words, MOST_LINES)).unwrap_or_default();
    lines.extend(words.iter().map(|line| field("", line)));
    lines
}

fn row(row: &GatewayResult) -> String {
    let result = match row.outcome {
        Outcome::Deployed => "deployed",
        Outcome::Failed => "FAILED",
        Outcome::Unknown => "no word",
    };
    let pod = row.pod.as_deref().or(row.address.as_deref());
    let time = row.millis.map(|millis| format!("{millis} ms"));
    let mut cells = vec![text::shown(&row.environment)];
    cells.extend(pod.map(text::shown));
    cells.push(result.into());
    cells.extend(time);
    let detail = text::shown(&row.detail);
    cells.extend((!detail.is_empty()).then_some(detail));
    format!("  {}", cells.join("  "))
}

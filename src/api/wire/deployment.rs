//! `deploymentResult` → [`Report`], whatever its shape:
//!
//! ```text
//! {"success", "message", "environmentResults": [{"environmentName", "success", "message"}]}
//! {"success", "deploymentResults": [{"environmentName", "success", "message"}]}
//! {"success", "responseTime", "detailList": [{"envName", "podName", "podIp", "success", "detail",
//!                                             "responseTime", "detailList": [...]}]}
//! {"envName", "success", ...}                  one environment, without a list
//! ```
//!
//! Results nest. What can't be read becomes a row of unknown outcome: never lost, never a success.

use serde_json::{Map, Value};

use super::{envelope, kind, text};
use crate::{
    api::error::{MAX_HEARD, bounded},
    domain::deployment::{GatewayResult, Outcome, Report, Word},
};

/// How deep results may nest; documented are two levels.
const MAX_DEPTH: usize = 8;

/// The most rows that are kept.
const MAX_ROWS: usize = 5_000;

/// Every name that a list of results goes by.
const LISTS: [&str; 3] = ["environmentResults", "deploymentResults", "detailList"];

/// Reads the result of a deployment; absent or null is [`Report::absent`].
pub fn report(result: &Value) -> Report {
    let mut rows = Rows::default();
    let (overall, message) = match result {
        Value::Null => (Word::Unsaid, None),
        Value::Object(object) => {
            rows.node(object, "", 0, Top::Yes);
            (envelope::word(object), detail(object))
        }
        Value::Array(elements) => {
            rows.elements(elements, "", 0);
            (Word::Unsaid, None)
        }
        Value::Bool(false) => (Word::No, None),
        Value::String(words) => (Word::Unsaid, bounded(words, MAX_HEARD)),
        // `true` without a word of what succeeded is the wrong type, and says nothing.
        Value::Bool(true) | Value::Number(_) => (Word::Unsaid, None),
    };
    Report { overall, message, rows: rows.0 }
}

/// Whether a result is the outermost one, whose word is the overall word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Top {
    Yes,
    No,
}

#[derive(Default)]
struct Rows(Vec<GatewayResult>);

impl Rows {
    fn elements(&mut self, elements: &[Value], environment: &str, depth: usize) {
        for element in elements {
            match element {
                Value::Object(object) => self.node(object, environment, depth, Top::No),
                Value::String(words) => self.unreadable(environment, words),
                other => self.unreadable(environment, &format!("a result that is {}", kind(other))),
            }
        }
    }

    /// One result and those within it. A result that has pods is told by them: its own row is added
    /// only where it says more: a failure that none of them tells, or the only word on its environment.
    fn node(&mut self, object: &Map<String, Value>, inherited: &str, depth: usize, top: Top) {
        let own = text(object, &["environmentName", "envName"]);
        let environment = own.unwrap_or(inherited);
        let before = self.0.len();
        if depth < MAX_DEPTH {
            for list in LISTS.iter().filter_map(|name| object.get(*name)) {
                match list {
                    Value::Null => {}
                    Value::Array(elements) => self.elements(elements, environment, depth + 1),
                    other => self.elements(std::slice::from_ref(other), environment, depth + 1),
                }
            }
        } else if LISTS.iter().any(|name| object.contains_key(*name)) {
            self.unreadable(environment, "results nested too deeply to be read");
        }
        let within = self.0.get(before..).unwrap_or_default();
        let row = row(object, environment);
        let named = own.is_some() || row.pod.is_some();
        let adds = if within.is_empty() {
            named || top == Top::No
        } else {
            let failure_told = within.iter().any(|row| row.outcome == Outcome::Failed);
            let only_word = own.is_some() && !within.iter().any(|row| row.environment == environment);
            // The outermost failure is kept as the overall word.
            only_word || (top == Top::No && row.outcome == Outcome::Failed && !failure_told)
        };
        if adds {
            self.push(row);
        }
    }

    fn unreadable(&mut self, environment: &str, words: &str) {
        self.push(GatewayResult {
            environment: environment.into(),
            pod: None,
            address: None,
            outcome: Outcome::Unknown,
            millis: None,
            detail: bounded(words, MAX_HEARD).unwrap_or_default(),
        });
    }

    /// The last row says that there are more, with an outcome that can't be taken for a success.
    fn push(&mut self, row: GatewayResult) {
        match self.0.len() {
            length if length < MAX_ROWS => self.0.push(row),
            MAX_ROWS => self.0.push(GatewayResult {
                pod: None,
                address: None,
                outcome: Outcome::Unknown,
                millis: None,
                detail: format!("more than {MAX_ROWS} results: the rest is left out"),
                ..row
            }),
            _ => {}
        }
    }
}

fn row(object: &Map<String, Value>, environment: &str) -> GatewayResult {
    let short = |names: &[&str]| text(object, names).and_then(|text| bounded(text, MAX_HEARD));
    GatewayResult {
        environment: environment.into(),
        pod: short(&["podName"]),
        address: short(&["podIp"]),
        outcome: envelope::word(object).into(),
        millis: object.get("responseTime").and_then(Value::as_u64),
        detail: detail(object).unwrap_or_default(),
    }
}

fn detail(object: &Map<String, Value>) -> Option<String> {
    text(object, &["detail"]).or_else(|| envelope::words(object)).and_then(|words| bounded(words, MAX_HEARD))
}

#[cfg(test)]
mod tests;

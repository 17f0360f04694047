//! The fields of an outcome, and of a later look.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{cut, intent::is_zero};
use crate::{
    domain::{
        deployment::{self, GatewayResult},
        journal::{Ending, Found, Look, Outcome, ReadBack},
    },
    state::who::WhoFields,
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OutcomeFields {
    time: Timestamp,
    #[serde(default)]
    duration_ms: u64,
    outcome: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(default)]
    rows: Vec<RowFields>,
    #[serde(default, skip_serializing_if = "is_zero")]
    omitted_rows: usize,
    #[serde(default)]
    read_back: Told,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowFields {
    environment: String,
    #[serde(default)]
    pod: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    result: String,
    #[serde(default)]
    duration_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    detail: String,
}

/// A word, and what more is told with it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    result: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    omitted_places: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LookFields {
    time: Timestamp,
    #[serde(default)]
    who: WhoFields,
    found: Told,
}

impl Told {
    fn new(result: &str, places: &[String], most: usize) -> Self {
        let kept: Vec<String> = places.iter().take(most).map(|place| cut(place)).collect();
        Self { result: result.into(), omitted_places: places.len() - kept.len(), places: kept, why: None }
    }
}

fn row_word(outcome: deployment::Outcome) -> &'static str {
    match outcome {
        deployment::Outcome::Deployed => "deployed",
        deployment::Outcome::Failed => "failed",
        deployment::Outcome::Unknown => "unknown",
    }
}

impl OutcomeFields {
    /// With at most so many rows, and so many places.
    pub(super) fn new(outcome: &Outcome, most: usize) -> Self {
        let rows: Vec<RowFields> = outcome.rows.iter().take(most).map(RowFields::new).collect();
        Self {
            time: outcome.at,
            duration_ms: u64::try_from(outcome.duration.as_millis()).unwrap_or(u64::MAX),
            outcome: outcome.ending.word().to_owned(),
            message: outcome.message.as_deref().map(cut),
            omitted_rows: outcome.omitted_rows + outcome.rows.len() - rows.len(),
            rows,
            read_back: match &outcome.read_back {
                ReadBack::Never => Told::new("never", &[], most),
                ReadBack::Equal { unseen } => Told::new("equal", unseen, most),
                ReadBack::Differs(places) => Told::new("differs", places, most),
                ReadBack::AsBefore => Told::new("as-before", &[], most),
                ReadBack::Unreadable(why) => {
                    Told { why: Some(cut(why)), ..Told::new("unreadable", &[], most) }
                }
            },
        }
    }

    /// The length of the longest list in it.
    pub(super) fn listed(&self) -> usize {
        self.rows.len().max(self.read_back.places.len())
    }
}

impl From<OutcomeFields> for Outcome {
    fn from(fields: OutcomeFields) -> Self {
        let told = fields.read_back;
        Self {
            at: fields.time,
            duration: Duration::from_millis(fields.duration_ms),
            ending: Ending::parse(&fields.outcome),
            message: fields.message,
            rows: fields.rows.into_iter().map(GatewayResult::from).collect(),
            omitted_rows: fields.omitted_rows,
            read_back: match told.result.as_str() {
                "equal" => ReadBack::Equal { unseen: told.places },
                "differs" => ReadBack::Differs(told.places),
                "as-before" => ReadBack::AsBefore,
                "unreadable" => ReadBack::Unreadable(told.why.unwrap_or_default()),
                _ => ReadBack::Never,
            },
        }
    }
}

impl RowFields {
    fn new(row: &GatewayResult) -> Self {
        Self {
            environment: cut(&row.environment),
            pod: row.pod.as_deref().map(cut),
            address: row.address.as_deref().map(cut),
            result: row_word(row.outcome).to_owned(),
            duration_ms: row.millis,
            detail: cut(&row.detail),
        }
    }
}

impl From<RowFields> for GatewayResult {
    fn from(fields: RowFields) -> Self {
        use deployment::Outcome::{Deployed, Failed, Unknown};
        let outcome = [Deployed, Failed].into_iter().find(|outcome| row_word(*outcome) == fields.result);
        Self {
            environment: fields.environment,
            pod: fields.pod,
            address: fields.address,
            outcome: outcome.unwrap_or(Unknown),
            millis: fields.duration_ms,
            detail: fields.detail,
        }
    }
}

impl LookFields {
    /// With at most so many places.
    pub(super) fn new(look: &Look, most: usize) -> Self {
        Self {
            time: look.at,
            who: (&look.who).into(),
            found: match &look.found {
                Found::Applied => Told::new("applied", &[], most),
                Found::NotApplied => Told::new("not-applied", &[], most),
                Found::Neither(places) => Told::new("neither", places, most),
                Found::Untold => Told::new("untold", &[], most),
            },
        }
    }

    /// The length of the longest list in it.
    pub(super) fn listed(&self) -> usize {
        self.found.places.len()
    }
}

impl From<LookFields> for Look {
    fn from(fields: LookFields) -> Self {
        let found = match fields.found.result.as_str() {
            "applied" => Found::Applied,
            "not-applied" => Found::NotApplied,
            "neither" => Found::Neither(fields.found.places),
            // A word that isn't known here tells nothing here.
            _ => Found::Untold,
        };
        Self { at: fields.time, who: fields.who.into(), found }
    }
}

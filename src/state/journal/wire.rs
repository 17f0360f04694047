//! The journal's lines as JSON. `docs/state.md` lists the fields; a reader takes what it knows of a line
//! and leaves the rest, so that fields can be added. What changes its meaning gets a new version.

mod intent;
mod outcome;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::MAX_LINE;
use crate::{
    domain::journal::{Id, Intent, Look, Outcome, Record},
    state::json,
};

use intent::IntentFields;
use outcome::{LookFields, OutcomeFields};

/// The version of what is written here.
const VERSION: u64 = 1;

const INTENT: &str = "intent";
const OUTCOME: &str = "outcome";
const RESOLVED: &str = "resolved";

/// The most characters of a message that are written down.
const MAX_WORDS: usize = 1_000;

/// The longest id that is taken from a file.
const MAX_ID: usize = 64;

/// A line to be written.
#[derive(Debug)]
pub(super) enum NewLine<'a> {
    Intent(&'a Intent),
    Outcome(&'a Id, &'a Outcome),
    Look(&'a Id, &'a Look),
}

/// A line that was read.
#[derive(Debug)]
pub(super) enum Line {
    Intent(Box<Intent>),
    Outcome(Id, Box<Outcome>),
    Look(Id, Look),
    /// Of a kind or a version that isn't known here.
    Newer,
    Empty,
}

/// Before what its kind has.
#[derive(Serialize)]
struct Envelope<'a, T> {
    v: u64,
    kind: &'a str,
    id: &'a str,
    #[serde(flatten)]
    fields: T,
}

impl NewLine<'_> {
    /// The line with its end; `None` where it is too long though all that can be left out is.
    pub(super) fn encode(&self) -> Result<Option<String>, serde_json::Error> {
        // As many rows and changes as there is room for: all, half of them, a quarter ...
        let mut most = usize::MAX;
        loop {
            let (line, listed) = match self {
                Self::Intent(intent) => {
                    let fields = IntentFields::new(intent, most);
                    (envelope(INTENT, &intent.id, &fields)?, fields.listed())
                }
                Self::Outcome(id, outcome) => {
                    let fields = OutcomeFields::new(outcome, most);
                    (envelope(OUTCOME, id, &fields)?, fields.listed())
                }
                Self::Look(id, look) => {
                    let fields = LookFields::new(look, most);
                    (envelope(RESOLVED, id, &fields)?, fields.listed())
                }
            };
            if line.len() < MAX_LINE {
                return Ok(Some(line + "\n"));
            }
            if listed == 0 {
                return Ok(None);
            }
            most = listed / 2;
        }
    }
}

fn envelope(kind: &str, id: &Id, fields: impl Serialize) -> Result<String, serde_json::Error> {
    json::line(&Envelope { v: VERSION, kind, id: &id.0, fields })
}

/// Why a line isn't one.
#[derive(Debug)]
pub(super) struct NotALine;

impl Line {
    pub(super) fn decode(line: &[u8]) -> Result<Self, NotALine> {
        if line.trim_ascii().is_empty() {
            return Ok(Self::Empty);
        }
        let Ok(Value::Object(object)) = serde_json::from_slice(line) else { return Err(NotALine) };
        let version = object.get("v").and_then(Value::as_u64).ok_or(NotALine)?;
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let id = text("id").filter(|id| id.len() <= MAX_ID).map(|id| Id(id.to_owned()));
        let (Some(kind), Some(id)) = (text("kind").map(str::to_owned), id) else {
            return if version > VERSION { Ok(Self::Newer) } else { Err(NotALine) };
        };
        let is_newer = version > VERSION;
        match Self::of(&kind, id, object) {
            Some(line) => Ok(line),
            // What it can't be read as now, it may mean another way.
            None if is_newer => Ok(Self::Newer),
            None if [INTENT, OUTCOME, RESOLVED].contains(&kind.as_str()) => Err(NotALine),
            None => Ok(Self::Newer),
        }
    }

    fn of(kind: &str, id: Id, object: Map<String, Value>) -> Option<Self> {
        fn fields<T: for<'a> Deserialize<'a>>(object: Map<String, Value>) -> Option<T> {
            serde_json::from_value(Value::Object(object)).ok()
        }
        match kind {
            INTENT => {
                let fields: IntentFields = fields(object)?;
                fields.into_intent(id).map(|intent| Self::Intent(Box::new(intent)))
            }
            OUTCOME => {
                let fields: OutcomeFields = fields(object)?;
                Some(Self::Outcome(id, Box::new(fields.into())))
            }
            RESOLVED => Some(Self::Look(id, fields::<LookFields>(object)?.into())),
            _ => None,
        }
    }
}

/// A record as JSON for scripts: each line of it with the journal's own fields.
pub fn record(record: &Record) -> Value {
    let id = record.intent.id.0.as_str();
    let mut intent = Map::new();
    intent.insert("id".into(), id.into());
    let value = |fields: serde_json::Result<Value>| fields.unwrap_or(Value::Null);
    if let Value::Object(fields) = value(serde_json::to_value(IntentFields::new(&record.intent, usize::MAX)))
    {
        intent.extend(fields);
    }
    let outcome = record.outcome.as_ref();
    let looks =
        record.looks.iter().map(|look| value(serde_json::to_value(LookFields::new(look, usize::MAX))));
    serde_json::json!({
        "intent": intent,
        "outcome": outcome.map(|outcome| value(serde_json::to_value(OutcomeFields::new(outcome, usize::MAX)))),
        "resolved": looks.collect::<Vec<_>>(),
    })
}

/// A text's beginning, with `…` where more was there.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_WORDS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

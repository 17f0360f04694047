//! `keywright history`: the journal, as a table or as JSON.

mod table;

use std::io::Write;

use serde_json::json;

use super::CommandError;
use crate::{
    cli::{Cli, HistoryArgs, Output},
    config::{self, Environment, Program},
    domain::{
        holder::Who,
        journal::{Found, History, Record, Standing, Unread},
        text,
    },
    state::{self, State},
};

/// An update of the journal that is printed.
#[derive(Debug)]
struct Listed {
    record: Record,
    /// A keywright is sending it, or waiting for its answer.
    under_way: bool,
}

/// How the printing ended; `as u8` is its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryEnd {
    /// Of every update printed it is known what came of it.
    Known = 0,
    /// A part of the journal can't be read.
    Incomplete = 1,
    /// Of some update printed it isn't known what came of it.
    Unknown = 6,
}

/// Prints the journal, the newest first. What of it can't be read is said on `notes`.
///
/// # Errors
/// The configuration, a journal that can't be read, or an output that can't be written.
pub fn history(
    args: &HistoryArgs,
    cli: &Cli,
    env: &Environment,
    out: &mut impl Write,
    notes: &mut impl Write,
) -> Result<HistoryEnd, CommandError> {
    let path = config::state_dir(cli, env).map_err(CommandError::Config)?;
    let ascii = Program::gather(cli, env).map_err(CommandError::Config)?.ascii;
    // Nothing is written, so nobody has to be named.
    let state = State::existing(&path, Who::default()).map_err(CommandError::State)?;
    let history = match &state {
        Some(state) => state.history().map_err(CommandError::State)?,
        None => History::default(),
    };
    let unread = history.unread;
    let all = history.records.len();
    let listed = listed(history, args, state.as_ref());
    let text = match args.output {
        Output::Table if listed.is_empty() => none(&path, all, state.is_some()),
        Output::Table => table::table(&listed, ascii),
        Output::Json => {
            json(&path, &listed, &unread).map_err(|error| CommandError::Output(error.into()))? + "\n"
        }
    };
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::Output)?;
    for note in unread.says() {
        // Where even that can't be said, the exit code says it.
        let _ = writeln!(notes, "keywright: {note}");
    }
    Ok(if listed.iter().any(Listed::is_unknown) {
        HistoryEnd::Unknown
    } else if unread.is_incomplete() {
        HistoryEnd::Incomplete
    } else {
        HistoryEnd::Known
    })
}

/// Why nothing is listed: a table without rows would leave open whether it is the right place.
fn none(path: &std::path::Path, all: usize, is_there: bool) -> String {
    let path = text::shown(&path.display().to_string());
    match (is_there, all) {
        (false, _) => {
            format!("There is no journal at {path}: nothing was sent from here, or --state-dir is another.\n")
        }
        (true, 0) => format!("No updates in the journal at {path}.\n"),
        (true, _) => {
            let all = text::count(all, "update", "updates");
            format!("No such updates among the {all} in the journal at {path}.\n")
        }
    }
}

/// The updates that were asked for, the newest first.
fn listed(history: History, args: &HistoryArgs, state: Option<&State>) -> Vec<Listed> {
    let is_wanted = |record: &Record| {
        let plan = &record.intent.plan;
        let of_project = args.project.as_ref().is_none_or(|project| *project == plan.place.project);
        let of_keystore = args
            .keystore
            .as_ref()
            .is_none_or(|name| *name == plan.place.keystore || Some(name) == plan.new_name.as_ref());
        of_project && of_keystore
    };
    let wanted =
        history.records.into_iter().filter(is_wanted).take(usize::try_from(args.limit).unwrap_or(usize::MAX));
    let with_state = wanted.map(|record| {
        // A lock that can't be looked at tells of nobody.
        let holder = || state.and_then(|state| state.under_way(&record).ok().flatten());
        let under_way = record.outcome.is_none() && holder().is_some();
        Listed { record, under_way }
    });
    with_state.collect()
}

impl Listed {
    fn is_unknown(&self) -> bool {
        self.record.is_unknown() && !self.under_way
    }

    /// What is known of it, in one word for scripts.
    fn word(&self) -> &str {
        match self.record.standing() {
            _ if self.under_way => "under-way",
            Standing::Ended(ending) => ending.word(),
            Standing::Replaced => "replaced",
            Standing::Found(Found::Applied) => "applied",
            Standing::Found(Found::NotApplied) => "not-applied",
            Standing::Found(Found::Neither(_)) => "neither",
            Standing::Found(Found::Untold) | Standing::SoFar(_) | Standing::Unknown => "unknown",
        }
    }
}

fn json(path: &std::path::Path, listed: &[Listed], unread: &Unread) -> Result<String, serde_json::Error> {
    let updates = listed.iter().map(|one| {
        let mut update = state::record(&one.record);
        update["state"] = one.word().into();
        update
    });
    state::json::pretty(&json!({
        "state_directory": path.to_string_lossy(),
        "updates": updates.collect::<Vec<_>>(),
        "unread": {
            "torn": unread.torn,
            "damaged": unread.damaged,
            "newer": unread.newer,
            "strays": unread.strays,
            "skipped_bytes": unread.skipped,
        },
    }))
}

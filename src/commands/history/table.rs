//! The journal as a table of 80 columns: a row for each update, and what is to be said of it below.
//!
//! ```text
//! TIME (UTC)        OUTCOME          KEYSTORE                      WHO
//! https://gateway.example.com/apiops/
//! 2026-11-23 18:05  done             Payments ▸ partner-mtls       ops@jump-1
//!                   ~ production 4A:1F → 7F:02, password; + dr-site 7F:02
//!                   JWKs of this project; 2 of 2 deployed; read back as sent; 7.2 s
//! ```

use crate::domain::{
    deployment,
    journal::{Ending, Intent, Outcome, Plan, VersionBefore, words::listed},
    text::{
        columns::{cell, cut, wrap_at_most},
        shown, words,
    },
};

use super::Listed;

const WIDTH: usize = 80;
const TIME: usize = 16;
const OUTCOME: usize = 15;
const KEYSTORE: usize = 28;
const WHO: usize = WIDTH - TIME - OUTCOME - KEYSTORE - 6;

/// Where what is said below a row begins.
const INDENT: usize = TIME + 2;

/// The most lines that one thing said below a row takes; JSON has all of it.
const MOST_LINES: usize = 6;

/// The most rows of a deployment, and places, that are named.
const MOST_NAMED: usize = 3;

pub(super) fn table(listed: &[Listed], ascii: bool) -> String {
    let mut lines = vec![row("TIME (UTC)", "OUTCOME", "KEYSTORE", "WHO")];
    let mut gateway = None;
    for one in listed {
        let place = &one.record.intent.plan.place;
        // A heading, said again where it changes.
        if gateway != Some(&place.gateway) {
            gateway = Some(&place.gateway);
            lines.push(cut(&shown(&place.gateway), WIDTH));
        }
        let at = one.record.intent.at.strftime("%Y-%m-%d %H:%M").to_string();
        let keystore = format!("{} ▸ {}", shown(&place.project), shown(&place.keystore));
        lines.push(row(&at, &outcome_word(one), &keystore, &one.record.intent.who.to_string()));
        for said in below(one) {
            let wrapped = wrap_at_most(&said, WIDTH - INDENT, MOST_LINES);
            lines.extend(wrapped.into_iter().map(|line| format!("{:INDENT$}{line}", "")));
        }
    }
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if ascii { plain(&text) } else { text }
}

fn row(time: &str, outcome: &str, keystore: &str, who: &str) -> String {
    let cells = [cell(time, TIME), cell(outcome, OUTCOME), cell(keystore, KEYSTORE), cut(who, WHO)];
    cells.join("  ")
}

/// Signs of ours in ASCII; names and messages stay as they are.
fn plain(text: &str) -> String {
    text.replace('▸', ">").replace('→', "->").replace('…', "~")
}

/// What isn't as it should be stands out without colour.
fn outcome_word(one: &Listed) -> String {
    if one.under_way { "under way".into() } else { one.record.standing().says() }
}

/// What is to be said below a row, a paragraph each.
fn below(one: &Listed) -> Vec<String> {
    let intent = &one.record.intent;
    let mut said = vec![changes(&intent.plan)];
    said.push(facts(intent, one.record.outcome.as_ref()));
    match (&one.record.outcome, one.under_way) {
        (_, true) => said.push(format!("being sent just now by the process {}", intent.pid)),
        (None, false) => said.push(
            "no outcome was written: keywright or the machine went down, or the journal couldn't be \
             written"
                .into(),
        ),
        (Some(outcome), false) => said.extend(trouble(outcome)),
    }
    for look in &one.record.looks {
        let at = look.at.strftime("%Y-%m-%d %H:%M");
        said.push(format!("looked at {at} by {}: {}", look.who, look.found.says(MOST_NAMED)));
    }
    if one.is_unknown() {
        said.push("what came of it isn't known: look at what is stored, and at the gateways".into());
    }
    said
}

fn changes(plan: &Plan) -> String {
    let parts = plan.says();
    if parts.is_empty() { "no change".into() } else { parts.join("; ") }
}

fn facts(intent: &Intent, outcome: Option<&Outcome>) -> String {
    let mut facts = vec![intent.plan.cascade_says().to_owned()];
    if let Some(outcome) = outcome {
        if !outcome.rows.is_empty() {
            let deployed = |row: &&deployment::GatewayResult| row.outcome == deployment::Outcome::Deployed;
            let rows = outcome.rows.len() + outcome.omitted_rows;
            facts.push(format!("{} of {rows} deployed", outcome.rows.iter().filter(deployed).count()));
        }
        facts.extend(outcome.read_back.says(MOST_NAMED));
        facts.push(format!("{}.{} s", outcome.duration.as_secs(), outcome.duration.subsec_millis() / 100));
    }
    match &intent.plan.backup {
        VersionBefore::Kept { .. } => {}
        VersionBefore::Off { why } => facts.push(format!("NO BACKUP ({})", words(why))),
        VersionBefore::Failed { why } => facts.push(format!("NO BACKUP: {}", words(why))),
    }
    if let Some(from) = &intent.who.ssh_client {
        facts.push(format!("from {}", shown(from)));
    }
    facts.join("; ")
}

/// What the server said, and which environments and pods it didn't reach; nothing where all is well.
fn trouble(outcome: &Outcome) -> Vec<String> {
    if outcome.ending == Ending::Done {
        return Vec::new();
    }
    let mut said: Vec<String> = outcome.message.iter().map(|message| words(message)).collect();
    let bad = outcome.rows.iter().filter(|row| row.outcome != deployment::Outcome::Deployed);
    let rows: Vec<String> = bad
        .map(|row| {
            let pod = row.pod.as_deref().map(|pod| format!(" {}", shown(pod))).unwrap_or_default();
            let word = match row.outcome {
                deployment::Outcome::Failed => "failed",
                _ => "said nothing",
            };
            let detail =
                if row.detail.is_empty() { String::new() } else { format!(": {}", words(&row.detail)) };
            format!("{}{pod} {word}{detail}", shown(&row.environment))
        })
        .collect();
    if !rows.is_empty() {
        said.push(listed(&rows, MOST_NAMED));
    }
    said
}

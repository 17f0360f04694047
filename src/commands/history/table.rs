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
    cascade::JwkCascade,
    deployment,
    journal::{Change, Ending, Found, Held, Intent, Outcome, Plan, ReadBack, Standing, VersionBefore},
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
    if listed.is_empty() {
        return "No updates in the journal.\n".into();
    }
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
    let word = match one.record.standing() {
        _ if one.under_way => "under way",
        Standing::Unknown | Standing::Found(Found::Untold) => "OUTCOME UNKNOWN",
        Standing::Found(Found::Applied) => "applied",
        Standing::Found(Found::NotApplied) | Standing::Ended(Ending::NotApplied) => "NOT APPLIED",
        Standing::Found(Found::Neither(_)) | Standing::Ended(Ending::Differs) => "DIFFERS",
        Standing::Ended(Ending::Done) => "done",
        Standing::Ended(Ending::Stored) => "STORED, BUT ...",
        Standing::Ended(Ending::Refused) => "refused",
        Standing::Ended(Ending::NotSent) => "not sent",
        Standing::Ended(Ending::Unknown) => "OUTCOME UNKNOWN",
        Standing::Ended(Ending::Other(word)) => return shown(word),
    };
    word.to_owned()
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
        said.push(format!("looked at {at} by {}: {}", look.who, found(&look.found)));
    }
    if one.is_unknown() {
        said.push("what came of it isn't known: look at what is stored, and at the gateways".into());
    }
    said
}

fn changes(plan: &Plan) -> String {
    let mut parts = Vec::new();
    if let Some(name) = &plan.new_name {
        parts.push(format!("renamed to {}", shown(name)));
    }
    if plan.description.is_some() {
        parts.push("description".into());
    }
    parts.extend(plan.changes.iter().map(change));
    if plan.omitted_changes > 0 {
        parts.push(format!("and {} more", plan.omitted_changes));
    }
    if parts.is_empty() { "no change".into() } else { parts.join("; ") }
}

/// `~ production 4A:1F → 7F:02, password`, `+ dr-site 7F:02`, `- sandbox`.
fn change(change: &Change) -> String {
    let name = shown(&change.environment);
    let mut what = match (&change.before, &change.after) {
        (Some(_), None) => return format!("- {name}"),
        (None, Some(after)) => vec![format!("+ {name} {}", content(after))],
        (Some(before), Some(after)) => {
            let mut what = Vec::new();
            if before.file != after.file {
                what.push(format!("{} → {}", content(before), content(after)));
            }
            let texts =
                [("alias", &before.alias, &after.alias), ("type", &before.store_type, &after.store_type)];
            for (field, before, after) in texts.into_iter().filter(|(_, before, after)| before != after) {
                let text = |text: &Option<String>| text.as_deref().map_or("none".into(), shown);
                what.push(format!("{field} {} → {}", text(before), text(after)));
            }
            if what.is_empty() && !change.password {
                what.push("written again".into());
            }
            if let Some(first) = what.first_mut() {
                *first = format!("~ {name} {first}");
            } else {
                what.push(format!("~ {name} password"));
                return what.concat();
            }
            what
        }
        (None, None) => vec![format!("~ {name}")],
    };
    if change.password {
        what.push("password".into());
    }
    what.join(", ")
}

/// A file by its certificate's serial number, or by the beginning of its digest.
fn content(held: &Held) -> String {
    match (&held.serial, &held.file) {
        (Some(serial), _) => shown(serial),
        (None, Some(file)) => format!("file {}", file.short()),
        (None, None) => "no file".into(),
    }
}

fn facts(intent: &Intent, outcome: Option<&Outcome>) -> String {
    let mut facts = vec![match intent.plan.cascade {
        Some(JwkCascade::Leave) => "JWKs left".to_owned(),
        Some(JwkCascade::ThisProject) => "JWKs of this project".into(),
        Some(JwkCascade::AllProjects) => "JWKs of ALL projects".into(),
        None => "JWKs in a way that only a newer keywright knows".into(),
    }];
    if let Some(outcome) = outcome {
        if !outcome.rows.is_empty() {
            let deployed = |row: &&deployment::GatewayResult| row.outcome == deployment::Outcome::Deployed;
            let rows = outcome.rows.len() + outcome.omitted_rows;
            facts.push(format!("{} of {rows} deployed", outcome.rows.iter().filter(deployed).count()));
        }
        facts.extend(read_back(&outcome.read_back));
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

fn read_back(read_back: &ReadBack) -> Option<String> {
    match read_back {
        ReadBack::Never => None,
        ReadBack::Equal { unseen } if unseen.is_empty() => Some("read back as sent".into()),
        ReadBack::Equal { .. } => Some("read back as sent, as far as it is shown".into()),
        ReadBack::Differs(places) => Some(format!("read back otherwise than sent: {}", named(places))),
        ReadBack::AsBefore => Some("read back as it was before".into()),
        ReadBack::Unreadable(why) => Some(format!("not read back: {}", words(why))),
    }
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
        said.push(listed(&rows));
    }
    said
}

fn found(found: &Found) -> String {
    match found {
        Found::Applied => "applied".into(),
        Found::NotApplied => "not applied".into(),
        Found::Neither(places) => format!("neither: {}", named(places)),
        Found::Untold => "what is stored reads the same with and without it".into(),
    }
}

/// Places of a document, safe to show.
fn named(places: &[String]) -> String {
    listed(&places.iter().map(|place| shown(place)).collect::<Vec<_>>())
}

/// The first of a list, and how many more there are.
fn listed(list: &[String]) -> String {
    let first: Vec<&str> = list.iter().take(MOST_NAMED).map(String::as_str).collect();
    match list.len().saturating_sub(MOST_NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

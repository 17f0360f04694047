//! All that the journal says of an update, in words for the view to lay out and for the clipboard.

use jiff::Timestamp;

use crate::{
    app::{
        journal::{Journal, Listed},
        model::Tone,
        screen::entry::Fact,
    },
    domain::{
        deployment::{self, GatewayResult},
        holder::Who,
        journal::{Change, Ending, Found, Held, Intent, Outcome, ReadBack, Standing, VersionBefore},
        moment,
        text::{count, shown, words},
    },
};

/// The most of a kind that are listed; the others are counted. They are laid out with every key.
const MOST: usize = 500;

/// How an update's outcome looks.
pub fn tone(update: &Listed) -> Tone {
    match update.record.standing() {
        _ if update.under_way => Tone::Info,
        Standing::Replaced => Tone::Info,
        Standing::Ended(Ending::Done) | Standing::Found(Found::Applied) => Tone::Good,
        Standing::Ended(Ending::NotSent) | Standing::Found(Found::NotApplied) => Tone::Info,
        Standing::Ended(Ending::Stored | Ending::Refused | Ending::Other(_)) => Tone::Warning,
        Standing::Ended(Ending::NotApplied | Ending::Differs) | Standing::Found(Found::Neither(_)) => {
            Tone::Bad
        }
        Standing::Unknown
        | Standing::SoFar(_)
        | Standing::Found(Found::Untold)
        | Standing::Ended(Ending::Unknown) => Tone::Warning,
    }
}

fn fact(label: &'static str, words: impl Into<String>) -> Fact {
    Fact { label, words: words.into(), tone: Tone::Info }
}

fn said(label: &'static str, words: impl Into<String>, tone: Tone) -> Fact {
    Fact { label, words: words.into(), tone }
}

/// The facts of one update.
pub(super) fn facts(journal: &Journal, update: &Listed, now: Timestamp) -> Vec<Fact> {
    let record = &update.record;
    let (intent, plan) = (&record.intent, &record.intent.plan);
    let at =
        |at: Timestamp| format!("{}, {}", moment::local_exact(at, &journal.zone), moment::relative(at, now));
    let mut facts = vec![said("outcome", update.outcome(), tone(update)), fact("time", at(intent.at))];
    facts.push(fact("who", person(&intent.who)));
    facts.push(fact("gateway", shown(&plan.place.gateway)));
    facts.push(fact("keystore", format!("{} ▸ {}", shown(&plan.place.project), shown(&plan.place.keystore))));
    facts.extend(changes(intent));
    facts.push(fact("cascade", plan.cascade_says()));
    let environments: Vec<String> = plan.environments.iter().map(|name| shown(name)).collect();
    facts.push(fact("deploys to", crate::domain::journal::words::listed(&environments, MOST)));
    match &record.outcome {
        Some(outcome) => facts.extend(outcome_facts(outcome)),
        None if update.under_way => {
            facts.push(fact("outcome", format!("being sent just now by the process {}", intent.pid)));
        }
        None => facts.push(said(
            "answer",
            "none was written: keywright or the machine went down, or the journal couldn't be written",
            Tone::Warning,
        )),
    }
    for look in &record.looks {
        let (when, words) = (moment::local_exact(look.at, &journal.zone), look.found.says(MOST));
        facts.push(fact("looked", format!("{when} by {}: {words}", person(&look.who))));
    }
    if update.is_unknown() {
        let words = "what came of it isn't known: o looks at what is stored; see the gateways, too";
        facts.push(said("", words, Tone::Warning));
    }
    facts.extend(backup(journal, &plan.backup));
    facts.push(fact("documents", format!("{} → {}", plan.before.short(), plan.after.short())));
    facts.push(fact("process", format!("{} on {}", intent.pid, shown(&intent.who.host))));
    facts.push(fact("id", shown(&intent.id.0)));
    facts
}

/// `ops@jump-1, uid 1000, from 10.0.0.7`.
fn person(who: &Who) -> String {
    let uid = who.uid.map(|uid| format!(", uid {uid}")).unwrap_or_default();
    let from =
        who.ssh_client.as_deref().map(|from| format!(", SSH from {}", shown(from))).unwrap_or_default();
    format!("{who}{uid}{from}")
}

/// What changes, each with what was there and what was to be.
fn changes(intent: &Intent) -> Vec<Fact> {
    let plan = &intent.plan;
    let mut lines = Vec::new();
    if let Some(name) = &plan.new_name {
        lines.push(format!("~ name {} → {}", shown(&plan.place.keystore), shown(name)));
    }
    if let Some(change) = &plan.description {
        lines.push(format!("~ description, sha256 {} → {}", change.before.short(), change.after.short()));
    }
    lines.extend(plan.changes.iter().take(MOST).map(change));
    let more = plan.changes.len().saturating_sub(MOST) + plan.omitted_changes;
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    if lines.is_empty() {
        lines.push("nothing: all of it was deployed again".into());
    }
    lines.into_iter().enumerate().map(|(at, line)| fact(if at == 0 { "changes" } else { "" }, line)).collect()
}

fn change(change: &Change) -> String {
    let (sign, name) = (change.sign(), shown(&change.environment));
    let what = match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{} → {}", held(before), held(after)),
        (None, Some(one)) | (Some(one), None) => held(one),
        (None, None) => String::new(),
    };
    let password = if change.password { "; with a password" } else { "" };
    format!("{sign} {name}: {what}{password}")
}

/// `serial 4A:1F, sha256 01234567, alias partner, JKS`.
fn held(held: &Held) -> String {
    let mut parts = Vec::new();
    parts.extend(held.serial.as_deref().map(|serial| format!("serial {}", shown(serial))));
    parts.push(held.file.map_or("no file".into(), |file| format!("sha256 {}", file.short())));
    parts.extend(held.alias.as_deref().map(|alias| format!("alias {}", shown(alias))));
    parts.extend(held.store_type.as_deref().map(shown));
    parts.join(", ")
}

fn outcome_facts(outcome: &Outcome) -> Vec<Fact> {
    let mut facts = Vec::new();
    let (seconds, tenths) = (outcome.duration.as_secs(), outcome.duration.subsec_millis() / 100);
    facts.push(fact("took", format!("{seconds}.{tenths} s")));
    facts.extend(outcome.message.as_deref().map(|message| fact("answer", words(message))));
    let rows = outcome.rows.iter().take(MOST).enumerate();
    facts.extend(rows.map(|(at, row)| gateway(if at == 0 { "gateways" } else { "" }, row)));
    let more = outcome.rows.len().saturating_sub(MOST) + outcome.omitted_rows;
    if more > 0 {
        facts.push(fact("", format!("and {}", count(more, "more row", "more rows"))));
    }
    if let Some(words) = outcome.read_back.says(MOST) {
        let tone = match &outcome.read_back {
            ReadBack::Equal { .. } => Tone::Good,
            ReadBack::Differs(_) => Tone::Bad,
            _ => Tone::Warning,
        };
        facts.push(said("read back", words, tone));
    }
    if let ReadBack::Equal { unseen } = &outcome.read_back
        && !unseen.is_empty()
    {
        let unseen = crate::domain::journal::words::named(unseen, MOST);
        facts.push(fact("", format!("this server doesn't show: {unseen}")));
    }
    facts
}

fn gateway(label: &'static str, row: &GatewayResult) -> Fact {
    let (word, tone) = match row.outcome {
        deployment::Outcome::Deployed => ("✓ deployed", Tone::Good),
        deployment::Outcome::Failed => ("✗ failed", Tone::Bad),
        deployment::Outcome::Unknown => ("! said nothing", Tone::Warning),
    };
    // The word comes first, so that its sign is never parted from it.
    let mut parts = vec![word.to_owned(), shown(&row.environment)];
    parts.extend(row.pod.as_deref().map(shown));
    parts.extend(row.address.as_deref().map(shown));
    parts.extend(row.millis.map(|millis| format!("{millis} ms")));
    parts.extend(Some(words(&row.detail)).filter(|detail| !detail.is_empty()));
    said(label, parts.join("  "), tone)
}

fn backup(journal: &Journal, backup: &VersionBefore) -> Vec<Fact> {
    match backup {
        VersionBefore::Kept { path, digest, encrypted } => {
            let path = format!("{}/{}", words(journal.directory.trim_end_matches('/')), words(path));
            let how = if *encrypted { "encrypted, which keywright can't read" } else { "in clear" };
            vec![fact("backup", how), fact("", path), fact("", format!("sha256 {}", digest.hex()))]
        }
        VersionBefore::Off { why } => vec![said("backup", format!("NONE: {}", words(why)), Tone::Warning)],
        VersionBefore::Failed { why } => {
            vec![said("backup", format!("NONE, it couldn't be kept: {}", words(why)), Tone::Warning)]
        }
    }
}

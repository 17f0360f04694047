//! The journal as a screen has it: searchable, with what this machine's clocks show.

use jiff::tz::TimeZone;

use crate::domain::journal::{History, Record, Unread, VersionBefore};

/// The journal, as it was read.
#[derive(Debug)]
pub struct Journal {
    /// The newest first.
    pub updates: Vec<Listed>,
    pub unread: Unread,
    /// The state directory. May be hostile.
    pub directory: String,
    /// What the clocks of this machine show.
    pub zone: TimeZone,
}

/// An update that the journal tells of.
#[derive(Debug)]
pub struct Listed {
    pub record: Record,
    /// A keywright is sending it, or waiting for its answer.
    pub under_way: bool,
    /// Everything that it can be searched by, in small letters.
    search: String,
}

impl Journal {
    /// Makes every update searchable: for thousands of them, tens of milliseconds, so not on the screen's
    /// thread. `under_way`: whether a keywright is sending it, asked of those without an outcome.
    pub fn new(
        history: History,
        directory: String,
        zone: TimeZone,
        under_way: impl Fn(&Record) -> bool,
    ) -> Self {
        let updates = history.records.into_iter().map(|record| {
            let under_way = record.outcome.is_none() && under_way(&record);
            Listed { search: search_text(&record, under_way), record, under_way }
        });
        Self { updates: updates.collect(), unread: history.unread, directory, zone }
    }
}

impl Listed {
    /// What is known of it, in a word or two.
    pub fn outcome(&self) -> String {
        if self.under_way { "under way".into() } else { self.record.standing().says() }
    }

    /// Whether nobody knows what came of it.
    pub fn is_unknown(&self) -> bool {
        self.record.is_unknown() && !self.under_way
    }

    /// Whether every one of these words occurs in it; they are in small letters.
    pub fn has(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.search.contains(word))
    }
}

/// Names, people, addresses, serial numbers, digests, words: in small letters, a line each.
fn search_text(record: &Record, under_way: bool) -> String {
    let (intent, plan) = (&record.intent, &record.intent.plan);
    let place = &plan.place;
    let mut parts = vec![intent.id.0.clone(), place.gateway.clone(), place.project.clone()];
    parts.push(place.keystore.clone());
    parts.extend(plan.new_name.clone());
    parts.push(if under_way { "under way".into() } else { record.standing().says() });
    let people = std::iter::once(&intent.who).chain(record.looks.iter().map(|look| &look.who));
    for who in people {
        parts.extend([who.user.clone(), who.host.clone()]);
        parts.extend(who.sudo_user.clone());
        parts.extend(who.ssh_client.clone());
    }
    parts.extend(plan.environments.iter().cloned());
    parts.push(plan.cascade_says().to_owned());
    for change in &plan.changes {
        parts.push(change.environment.clone());
        for held in [&change.before, &change.after].into_iter().flatten() {
            parts.extend(
                [held.serial.clone(), held.alias.clone(), held.store_type.clone()].into_iter().flatten(),
            );
            parts.extend(held.file.map(|file| file.hex()));
        }
    }
    if let VersionBefore::Kept { path, .. } = &plan.backup {
        parts.push(path.clone());
    }
    if let Some(outcome) = &record.outcome {
        parts.push(outcome.ending.word().to_owned());
        parts.extend(outcome.message.clone());
        for row in &outcome.rows {
            parts.push(row.environment.clone());
            parts.extend(row.pod.clone());
            parts.extend(row.address.clone());
            parts.push(row.detail.clone());
        }
    }
    parts.join("\n").to_lowercase()
}

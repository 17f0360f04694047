//! The journal held against what really happened: nothing in it is untrue, nothing is missing, and what it says in the
//! end is what the gateway holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::journal::{self, Line};
use crate::world::{Event, Place, Put, World};

/// An update as the journal tells of it.
pub struct Record {
    pub intent: Line,
    pub outcome: Option<Line>,
    pub resolved: Vec<Line>,
}

/// What is known of an update by the journal alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    Applied,
    NotApplied,
    /// What is stored is something else.
    Neither,
    Unknown,
}

impl Record {
    pub fn id(&self) -> &str {
        &self.intent.id
    }

    fn place(&self) -> Place {
        (self.intent.text("project").to_owned(), self.intent.text("keystore").to_owned())
    }

    fn new_place(&self) -> Place {
        let name = self.intent.value["new_name"].as_str().unwrap_or_else(|| self.intent.text("keystore"));
        (self.intent.text("project").to_owned(), name.to_owned())
    }

    fn before(&self) -> &str {
        self.intent.value["document"]["before"].as_str().unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.intent.value["document"]["after"].as_str().unwrap_or_default()
    }

    /// The word of the outcome; empty where there is none.
    pub fn ending(&self) -> &str {
        self.outcome.as_ref().map_or("", |outcome| outcome.text("outcome"))
    }

    fn read_back(&self) -> &str {
        let outcome = self.outcome.as_ref();
        outcome.and_then(|outcome| outcome.value["read_back"]["result"].as_str()).unwrap_or("never")
    }

    /// What somebody who reads the journal knows.
    pub fn word(&self) -> Word {
        match self.ending() {
            "done" => return Word::Applied,
            "stored" if self.read_back() == "equal" => return Word::Applied,
            // Stored by the server's word, and nobody could look; it may have stored something else.
            "stored" | "differs" => return Word::Neither,
            "not-applied" | "refused" | "not-sent" => return Word::NotApplied,
            _ => {}
        }
        let looks = self.resolved.iter().rev().map(|look| look.value["found"]["result"].as_str());
        let found = looks.flatten().find(|word| *word != "untold");
        match found.unwrap_or_else(|| self.read_back()) {
            "applied" | "equal" => Word::Applied,
            "not-applied" | "as-before" => Word::NotApplied,
            "neither" | "differs" => Word::Neither,
            _ => Word::Unknown,
        }
    }
}

/// The updates of a journal, the oldest first.
pub fn records(lines: Vec<Line>) -> Result<Vec<Record>, String> {
    let mut records: Vec<Record> = Vec::new();
    for line in lines {
        if line.kind == "intent" {
            records.push(Record { intent: line, outcome: None, resolved: Vec::new() });
            continue;
        }
        let Some(record) = records.iter_mut().find(|record| record.intent.id == line.id) else {
            return Err(format!("{} of an update without an intent", line.kind));
        };
        match line.kind.as_str() {
            "outcome" if record.outcome.is_none() => record.outcome = Some(line),
            "resolved" => record.resolved.push(line),
            other => return Err(format!("another {other} of {}", line.id)),
        }
    }
    Ok(records)
}

/// The digests that were stored at a keystore's place after an event, in their order.
fn stored_since(events: &[Event], from: usize, places: &[Place], at_last: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for event in &events[from..] {
        match event {
            Event::Put(Put { place, stored: Some((_, after)), .. }) if places.contains(place) => {
                seen.insert(after.clone());
            }
            Event::Other { place, document } if places.contains(place) => {
                seen.insert(document.clone());
            }
            _ => {}
        }
    }
    seen.insert(at_last.to_owned());
    seen
}

/// What the journal says that isn't so.
pub fn untrue(world: &World, records: &[Record]) -> Vec<String> {
    let events = world.events();
    let mut wrong = Vec::new();
    for record in records {
        let mine =
            |event: &Event| matches!(event, Event::Put(put) if put.intent == record.id()).then_some(());
        let at = events.iter().position(|event| mine(event).is_some());
        let put = at.and_then(|at| match &events[at] {
            Event::Put(put) => Some(put),
            Event::Other { .. } => None,
        });
        let (old, new) = (record.place(), record.new_place());
        let mut since =
            stored_since(&events, at.unwrap_or(0), &[old.clone(), new.clone()], &world.stored(&new));
        since.insert(world.stored(&old));
        // What was there when it arrived, where nothing was stored.
        if let Some((before, _)) = put.and_then(|put| put.stored.as_ref()) {
            since.insert(before.clone());
        } else {
            since.insert(record.before().to_owned());
        }
        let was_stored = put.and_then(|put| put.stored.as_ref()).map(|(_, after)| after == record.after());
        let tells = record.before() != record.after();
        let mut say = |what: &str| wrong.push(format!("{} of {}: {what}", record.ending(), record.id()));
        match record.ending() {
            "not-sent" if put.is_some() => say("it was sent"),
            "refused" if was_stored == Some(true) && tells => say("it was stored"),
            "done" | "stored" | "differs" | "not-applied" if put.is_none() => say("it was never sent"),
            "done" if was_stored != Some(true) => say("it wasn't stored"),
            "stored" if put.is_some_and(|put| !put.passed) => say("the gateway never got it"),
            "not-applied" if !since.contains(record.before()) => say("what was there before never was"),
            "differs" if since.iter().all(|stored| stored == record.after()) => say("it was stored as sent"),
            "" if put.is_none() && !record.resolved.is_empty() && record.word() == Word::Applied && tells => {
                say("it was never sent, and is said to be applied")
            }
            _ => {}
        }
        let finds = |wrong: &mut Vec<String>, word: &str, who: &str| {
            let so = match word {
                "equal" | "applied" => since.contains(record.after()),
                "as-before" | "not-applied" => since.contains(record.before()),
                "differs" | "neither" => {
                    since.iter().any(|stored| stored != record.after() && stored != record.before())
                }
                _ => true,
            };
            if !so {
                wrong.push(format!("{who} of {} found {word}, which never was", record.id()));
            }
        };
        finds(&mut wrong, record.read_back(), "the reading back");
        // A look tells by what changes, not by the whole document: what somebody stored in between may hold the same.
        let places = [&old, &new];
        let later = events.iter().skip(at.map_or(0, |at| at + 1)).any(|event| match event {
            Event::Put(Put { place, .. }) | Event::Other { place, .. } => places.contains(&place),
        });
        for look in record.resolved.iter().filter(|_| !later) {
            finds(&mut wrong, look.value["found"]["result"].as_str().unwrap_or_default(), "a later look");
        }
    }
    wrong
}

/// What a keystore may hold, by what is known.
#[derive(Clone, Debug, Default)]
struct Holds {
    documents: BTreeSet<String>,
    anything: bool,
}

impl Holds {
    fn only(document: &str) -> Self {
        Self { documents: [document.to_owned()].into(), anything: false }
    }
}

/// The places where the gateway doesn't hold what the journal leads to, from what was there at the beginning, with
/// somebody else's changes in their order.
pub fn unlike(world: &World, at_first: &BTreeMap<Place, String>, records: &[Record]) -> Vec<String> {
    let mut holds: BTreeMap<Place, Holds> =
        at_first.iter().map(|(place, document)| (place.clone(), Holds::only(document))).collect();
    for event in world.events() {
        match event {
            Event::Other { place, document } => {
                holds.insert(place, Holds::only(&document));
            }
            Event::Put(put) => {
                let Some(record) = records.iter().find(|record| record.id() == put.intent) else { continue };
                let (old, new) = (record.place(), record.new_place());
                match record.word() {
                    Word::Applied => {
                        holds.remove(&old);
                        holds.insert(new, Holds::only(record.after()));
                    }
                    Word::NotApplied => {}
                    Word::Neither | Word::Unknown => {
                        let anything = record.word() == Word::Neither || old != new;
                        // One that the demo makes up by itself held what the update began from.
                        holds.entry(old.clone()).or_insert_with(|| Holds::only(record.before()));
                        for place in [old, new] {
                            let held = holds.entry(place).or_default();
                            held.documents.insert(record.after().to_owned());
                            held.anything |= anything;
                        }
                    }
                }
            }
        }
    }
    let unlike =
        holds.iter().filter(|(place, held)| !held.anything && !held.documents.contains(&world.stored(place)));
    unlike
        .map(|((project, name), _)| format!("{name} of {project} isn't what the journal leads to"))
        .collect()
}

/// What the journal says of all updates of a directory.
pub fn read(state_dir: &std::path::Path) -> Result<Vec<Record>, String> {
    journal::read(state_dir).and_then(records)
}

#[cfg(test)]
#[path = "ledger/tests.rs"]
mod tests;

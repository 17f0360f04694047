//! The gateway, the front before it that does harm by chance, and a record of what really happened to each keystore:
//! every update that arrived, what the gateway made of it, and what somebody else changed in between, in their
//! order.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keywright::demo::{Fault, Gateway, Options};
use keywright::domain::document::digest;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::front::{Do, Front, Seen, Warden, http};
use crate::journal::{self, Line};

/// The only token that the gateway takes.
pub const TOKEN: &str = "soak-token-5e0c41d7";

/// Project and name.
pub type Place = (String, String);

/// Something that happened to a keystore.
#[derive(Clone, Debug)]
pub enum Event {
    Put(Put),
    /// Somebody else stored a document with this digest there.
    Other {
        place: Place,
        document: String,
    },
}

/// An update that arrived at the front.
#[derive(Clone, Debug)]
pub struct Put {
    pub place: Place,
    /// The intent in the journal, at the moment of arrival.
    pub intent: String,
    /// The gateway got it.
    pub passed: bool,
    /// What was stored before and after the gateway got it, under the name that it has then.
    pub stored: Option<(String, String)>,
}

/// The gateway with all that is around it.
pub struct World {
    pub gateway: Gateway,
    state_dir: PathBuf,
    /// How often in a thousand a request meets a fault; an update half as often again.
    faults: u64,
    told: Mutex<Told>,
}

struct Told {
    dice: Dice,
    events: Vec<Event>,
    complaints: Vec<String>,
    /// The next request that is read is passed, and then nobody listens.
    closing: bool,
    /// How often which fault was met.
    met: BTreeMap<String, u32>,
}

impl World {
    pub fn start(dice: Dice, faults: u64, state_dir: &Path) -> Arc<Self> {
        let options = Options { port: 0, token: TOKEN.into(), pace: Duration::ZERO };
        let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let gateway = tokio.block_on(Gateway::start(options)).unwrap();
        let told =
            Told { dice, events: Vec::new(), complaints: Vec::new(), closing: false, met: BTreeMap::new() };
        Arc::new(Self { gateway, state_dir: state_dir.to_owned(), faults, told: Mutex::new(told) })
    }

    /// A front on an address of its own: whoever opens its door again finds it free.
    pub fn front(self: &Arc<Self>, which: u64) -> Front {
        let [a, b, c] = [which / 62_500 % 250, which / 250 % 250, which % 250].map(|part| part + 2);
        let warden: Arc<dyn Warden> = Arc::clone(self) as Arc<dyn Warden>;
        Front::watched(&format!("127.{a}.{b}.{c}:0"), &self.gateway.url(), warden)
    }

    /// What is stored there, as its digest; empty where nothing is.
    pub fn stored(&self, (project, keystore): &Place) -> String {
        self.gateway.stored(project, keystore).map_or_else(String::new, |value| document(&value))
    }

    pub fn events(&self) -> Vec<Event> {
        self.told.lock().unwrap().events.clone()
    }

    /// What was wrong the moment that it happened.
    pub fn complaints(&self) -> Vec<String> {
        self.told.lock().unwrap().complaints.clone()
    }

    pub fn met(&self) -> BTreeMap<String, u32> {
        self.told.lock().unwrap().met.clone()
    }

    /// The next read is answered, and then nobody listens any more.
    pub fn close_after_the_next_read(&self) {
        self.told.lock().unwrap().closing = true;
    }

    /// Somebody else changes one of the keystores.
    pub fn meddle(&self, dice: &mut Dice) -> String {
        const PLACES: [(&str, &str); 3] =
            [("Payments", "partner-mtls"), ("Payments", "partner-mtls"), ("Payments", "acquirer-signing")];
        let mut told = self.told.lock().unwrap();
        let (project, keystore) = PLACES[dice.count(0, PLACES.len() - 1)];
        let Some(mut object) = self.gateway.stored(project, keystore) else {
            return "nobody: it was renamed".into();
        };
        let entries = object["keyStoreEnvironmentList"].as_array().map_or(0, Vec::len);
        match dice.below(4) {
            0 if entries > 0 => {
                object["keyStoreEnvironmentList"][0]["alias"] = json!(format!("alias-{}", dice.below(90)));
            }
            1 if entries > 1 => {
                object["keyStoreEnvironmentList"].as_array_mut().unwrap().pop();
            }
            2 => object["owner"] = json!({"team": format!("team {}", dice.below(90))}),
            _ => object["description"] = json!(format!("somebody else's word {}", dice.below(90))),
        }
        self.gateway.replace(project, keystore, object);
        let place = (project.to_owned(), keystore.to_owned());
        let document = self.stored(&place);
        told.events.push(Event::Other { place, document });
        format!("of {keystore}")
    }

    /// One of the demo gateway's own faults waits for the next update.
    fn own_fault(dice: &mut Dice) -> Fault {
        match dice.below(14) {
            0 => Fault::Forbidden,
            1 => Fault::RateLimited { retry_after: 1 },
            2 => Fault::ServerError,
            3 => Fault::ProxyHtml,
            4 => Fault::CutBeforeAnswer,
            5 => Fault::CutWithoutApplying,
            6 => Fault::FailureStatus,
            7 => Fault::SavedNotDeployed,
            8 => Fault::PodFailedUnderSuccess,
            9 => Fault::NoDeploymentResult,
            10 => Fault::EmptyList,
            11 => Fault::EnvironmentResults,
            12 => Fault::NameTaken,
            _ => Fault::StoresOldData,
        }
    }
}

/// The digest of a document as the journal has it.
pub fn document(value: &Value) -> String {
    value.as_object().map_or_else(|| "no object".into(), |object| digest::of(object).hex())
}

fn json_answer(status: &str, body: &str) -> Vec<u8> {
    http(status, "application/json", body)
}

/// What an update or a read may meet from whoever stands before the gateway.
fn any_answer(dice: &mut Dice) -> Vec<u8> {
    match dice.below(6) {
        0 => json_answer("500 Internal Server Error", r#"{"error":"internal_error"}"#),
        1 => json_answer("503 Service Unavailable", ""),
        2 => http("502 Bad Gateway", "text/html", "<html><title>502 Bad Gateway</title>"),
        3 => http("200 OK", "text/html", "<html><title>Sign in</title>"),
        4 => json_answer("200 OK", r#"{"success":true,"deploymentRes"#),
        _ => json_answer("200 OK", "[[[1]]]"),
    }
}

fn any_no(dice: &mut Dice) -> Vec<u8> {
    match dice.below(5) {
        0 => json_answer("401 Unauthorized", r#"{"error_description":"Token was expired!"}"#),
        1 => json_answer("403 Forbidden", r#"{"error_description":"no role"}"#),
        2 => json_answer("409 Conflict", r#"{"error_description":"Keystore name is already in use!"}"#),
        3 => json_answer("429 Too Many Requests", r#"{"retry_after":1}"#),
        _ => json_answer("429 Too Many Requests", ""),
    }
}

fn fault_of_update(dice: &mut Dice) -> (&'static str, Do) {
    match dice.below(9) {
        0 => ("reset before the body", Do::ResetIn(0)),
        1 => ("reset in the body", Do::ResetIn(dice.count(1, 12_000))),
        2 => ("reset after the body", Do::Reset),
        3 => ("reset in the answer", Do::PassThenReset(dice.count(0, 400))),
        4 => ("stored, then nonsense", Do::PassThenAnswer(any_answer(dice))),
        5 => ("nonsense", Do::Answer(any_answer(dice))),
        6 => ("a no", Do::Answer(any_no(dice))),
        7 => ("silence", if dice.often(500) { Do::Silence } else { Do::PassThenSilence }),
        _ => ("slow", Do::PassInPieces(dice.count(2, 20), Duration::from_millis(15))),
    }
}

fn fault_of_read(dice: &mut Dice) -> (&'static str, Do) {
    match dice.below(9) {
        0 => ("read: reset", Do::Reset),
        1 | 2 => ("read: reset in the answer", Do::PassThenReset(dice.count(0, 4_000))),
        3 => ("read: nonsense", Do::Answer(any_answer(dice))),
        4 => ("read: a no", Do::Answer(any_no(dice))),
        5 => ("read: silence", Do::Silence),
        _ => ("read: slow", Do::PassInPieces(dice.count(2, 20), Duration::from_millis(15))),
    }
}

impl Warden for World {
    fn act(&self, head: &Seen) -> Do {
        let mut told = self.told.lock().unwrap();
        let is_update = head.method() == "PUT";
        if is_update && told.dice.often(self.faults) {
            let fault = Self::own_fault(&mut told.dice);
            *told.met.entry(format!("{fault:?}")).or_default() += 1;
            self.gateway.on_next_update(fault);
            return Do::Pass;
        }
        // An update comes once in many reads.
        let often = if is_update { self.faults + self.faults / 2 } else { self.faults / 8 };
        if !is_update && std::mem::take(&mut told.closing) {
            *told.met.entry("refused".into()).or_default() += 1;
            return Do::PassThenClose;
        }
        if !told.dice.often(often) {
            return Do::Pass;
        }
        let fault = if is_update { fault_of_update } else { fault_of_read };
        let (name, act) = fault(&mut told.dice);
        *told.met.entry(name.into()).or_default() += 1;
        act
    }

    fn came(&self, seen: &Seen) -> usize {
        if seen.method() != "PUT" {
            return usize::MAX;
        }
        let place = place(seen);
        let mut told = self.told.lock().unwrap();
        let lines = journal::read(&self.state_dir);
        let found = lines.and_then(|lines| journal::open_intent(&lines, &place));
        let intent = match found {
            Ok(intent) => {
                let already = |event: &Event| matches!(event, Event::Put(put) if put.intent == intent.id);
                if told.events.iter().any(already) {
                    told.complaints.push(format!("the update {} was sent twice", intent.id));
                }
                let wrong = self.differs(&intent, seen);
                told.complaints.extend(wrong);
                intent.id
            }
            Err(why) => {
                told.complaints.push(format!("an update of {place:?} arrived, but {why}"));
                String::new()
            }
        };
        told.events.push(Event::Put(Put { place, intent, passed: false, stored: None }));
        told.events.len() - 1
    }

    fn pass(&self, which: usize, pass: &mut dyn FnMut() -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
        let mut told = self.told.lock().unwrap();
        let Some(Event::Put(put)) = told.events.get(which).cloned() else {
            drop(told);
            return pass();
        };
        let before = self.stored(&put.place);
        let lines = journal::read(&self.state_dir).unwrap_or_default();
        let answer = pass();
        // Renamed, it is gone from where it was; what has its new name may also be another's.
        let new_place = journal::new_place(&lines, &put.intent).unwrap_or_else(|| put.place.clone());
        let renamed = new_place != put.place && self.stored(&put.place).is_empty();
        let after = self.stored(if renamed { &new_place } else { &put.place });
        if let Some(Event::Put(put)) = told.events.get_mut(which) {
            put.passed = true;
            put.stored = Some((before, after));
        }
        answer
    }
}

impl World {
    /// What is wrong with an intent, or with what it says is kept, beside the update that has come of it.
    fn differs(&self, intent: &Line, seen: &Seen) -> Vec<String> {
        let mut wrong = Vec::new();
        let id = &intent.id;
        if let Ok(Value::Object(body)) = serde_json::from_slice(&seen.body) {
            let sent = digest::of(&body).hex();
            if intent.value["document"]["after"] != sent.as_str() {
                wrong.push(format!("the update {id} isn't the one of its intent"));
            }
        }
        let backup = &intent.value["backup"];
        if let Some(path) = backup["path"].as_str() {
            let complaint = journal::check_backup(&self.state_dir.join(path), intent);
            wrong.extend(complaint.map(|why| format!("the backup of {id}: {why}")));
        } else if backup["off"].as_str().is_none() {
            wrong.push(format!("the update {id} was sent, and nothing was kept: {backup}"));
        }
        wrong
    }
}

/// Which keystore an update is of.
fn place(seen: &Seen) -> Place {
    let parts: Vec<String> = seen
        .path()
        .split('/')
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    match parts.as_slice() {
        [_, _, _, project, _, keystore, ..] => (project.clone(), keystore.clone()),
        _ => (String::new(), seen.path().to_owned()),
    }
}

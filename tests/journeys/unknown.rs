//! Updates of which nobody knows what came: shown first, looked at, and written down. Nothing is ever sent.

use keywright::{
    api::error::{Error, Said},
    app::{
        dialog::{Dialog, unknown::Look},
        effect::{Effect, Read},
        keymap::Context,
        local::Unknown,
        message::{Message, Reply},
        session::{Access, Session},
        submission::Phase,
    },
    domain::{
        holder::Who,
        journal::{Found, Id, Intent, Plan, Record},
        update::Update,
    },
};

use crate::{
    answers::{cut_off, token_refused},
    journey::{Journey, session},
};

/// What was written down before an update of partner-mtls was sent, and the update.
struct Sent {
    plan: Plan,
    update: Update,
}

/// Sends the edits of a journey whose submit dialog is open.
fn sent(mut journey: Journey, phrases: &[&str]) -> Sent {
    journey.confirm(phrases);
    while !matches!(journey.submission().phase, Phase::Keeping { .. }) {
        journey.answer_next();
    }
    let keep = journey.outstanding.iter().find_map(|effect| match effect {
        Effect::Keep(_, keep) => Some(keep.plan.clone()),
        _ => None,
    });
    journey.settle();
    Sent { plan: keep.unwrap(), update: journey.puts.remove(0).1 }
}

fn description() -> Sent {
    sent(Journey::reviewing(), &["production"])
}

fn name() -> Sent {
    let mut journey = Journey::editing();
    journey.go("<Tab><Enter><C-u>partner-2027<Enter><Tab><Tab><C-s>");
    sent(journey, &["production"])
}

fn password() -> Sent {
    let mut journey = Journey::editing();
    journey.go("<Enter><Tab>changeit<C-s><C-s>");
    sent(journey, &["production"])
}

fn record(id: &str, plan: &Plan) -> Record {
    let who = Who { user: "ada".into(), host: "jump-1".into(), ..Who::default() };
    let at = "2026-11-22T02:14:00Z".parse().unwrap();
    let intent = Intent { id: Id(id.into()), at, who, pid: 4711, plan: plan.clone() };
    Record { intent, outcome: None, looks: Vec::new(), replaced: false }
}

/// A session of which the journal holds these.
fn begin_in(session: Session, plans: &[&Plan]) -> Journey {
    let mut journey = Journey::begin(session);
    let updates = plans.iter().enumerate().map(|(at, plan)| record(&at.to_string(), plan)).collect();
    journey.server.local.unknown = Ok(Unknown { updates, elsewhere: 0 });
    journey.settle();
    journey
}

fn begin(plans: &[&Plan]) -> Journey {
    begin_in(session(), plans)
}

fn looks(journey: &Journey) -> Vec<String> {
    let Some(Dialog::Unknown(dialog)) =
        journey.model.dialogs.iter().find(|dialog| matches!(dialog, Dialog::Unknown(_)))
    else {
        return Vec::new();
    };
    let word = |look: &Look| match look {
        Look::NotYet => "not yet".to_owned(),
        Look::Reading { .. } => "reading".into(),
        Look::Comparing { .. } => "comparing".into(),
        Look::Told(told) => format!("{:?}", told.found),
        Look::Failed(_) => "failed".into(),
    };
    dialog.updates.iter().map(|update| word(&update.look)).collect()
}

fn found(journey: &Journey) -> Vec<Found> {
    journey.server.local.found.borrow().iter().map(|(_, found)| found.clone()).collect()
}

#[test]
fn they_are_shown_first_and_nothing_is_read_before_somebody_asks() {
    let sent = description();
    let mut journey = begin(&[&sent.plan]);
    assert_eq!(journey.context(), Context::Unknown);
    assert_eq!(looks(&journey), ["not yet"]);
    assert!(!journey.server.answered.iter().any(|read| matches!(read, Read::Keystore { .. })));
    journey.keys("<Esc>");
    assert_eq!(journey.context(), Context::Browse);
    assert_eq!(journey.notice(), "1 update stays unknown, and is shown again at the next start");
    assert_eq!(found(&journey), []);
}

#[test]
fn with_none_nothing_is_shown() {
    let journey = begin(&[]);
    assert_eq!((journey.context(), journey.notice()), (Context::Browse, ""));
}

#[test]
fn those_of_other_gateways_are_counted_and_no_more() {
    let mut journey = Journey::begin(session());
    journey.server.local.unknown = Ok(Unknown { updates: Vec::new(), elsewhere: 2 });
    journey.settle();
    assert_eq!(journey.context(), Context::Browse);
    assert_eq!(
        journey.notice(),
        "2 updates at other gateways have an unknown outcome: H, then a, shows them"
    );
}

#[test]
fn a_journal_that_cannot_be_read_is_told() {
    let mut journey = Journey::begin(session());
    journey.server.local.unknown = Err("the journal can't be read".into());
    journey.settle();
    assert!(journey.notice().contains("the journal can't be read"), "{}", journey.notice());
}

#[test]
fn a_prompt_that_is_typed_into_stays_on_top() {
    let mut journey = Journey::begin(Session { wants_token: true, ..session() });
    let plan = description().plan;
    journey.server.local.unknown = Ok(Unknown { updates: vec![record("1", &plan)], elsewhere: 0 });
    journey.settle();
    assert_eq!(journey.context(), Context::Token);
    journey.go("a-token<Enter>");
    assert_eq!(journey.context(), Context::Unknown);
}

#[test]
fn a_look_tells_what_came_of_it() {
    let sent = description();
    let mut before = begin(&[&sent.plan]);
    before.go("<Enter>");
    assert_eq!(found(&before), [Found::NotApplied]);

    let mut after = begin(&[&sent.plan]);
    after.server.apply(&sent.update);
    after.go("<Enter>");
    assert_eq!((found(&after), looks(&after)), (vec![Found::Applied], vec!["Applied".to_owned()]));
    // Once it is known, Enter closes it, and nothing is left to be said.
    after.go("<Enter>");
    assert_eq!((after.context(), after.notice()), (Context::Browse, ""));

    let mut neither = begin(&[&sent.plan]);
    neither.server.stored_mut("partner-mtls")["description"] = "somebody else's".into();
    neither.go("<Enter>");
    assert_eq!(found(&neither), [Found::Neither(vec!["description: another text".into()])]);
}

#[test]
fn what_is_stored_is_told_by_its_serial_where_it_can_be_opened() {
    let mut journey = Journey::editing();
    journey.go("<Enter>/k/new.jks<Tab>changeit<C-s><C-s>");
    let sent = sent(journey, &["production"]);
    let mut journey = begin(&[&sent.plan]);
    let other = include_bytes!("../corpus/files/jks/rsa-4096.jks");
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["file"] =
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, other).into();
    journey.go("<Enter>");
    let [Found::Neither(places)] = &found(&journey)[..] else { panic!("{:?}", found(&journey)) };
    assert!(places[0].starts_with("production: serial "), "{places:?}");
}

#[test]
fn that_there_is_no_keystore_any_more_is_an_answer() {
    let sent = description();
    let mut journey = begin(&[&sent.plan]);
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    journey.server.fail(read, &Error::NotFound(Said::nothing(404)));
    journey.go("<Enter>");
    assert_eq!(found(&journey), [Found::Neither(vec!["there is no keystore of this name".into()])]);
}

#[test]
fn a_renamed_keystore_is_looked_for_under_both_names() {
    let sent = name();
    let read = |keystore: &str| Read::Keystore { project: "Payments".into(), keystore: keystore.into() };

    let mut applied = begin(&[&sent.plan]);
    applied.server.apply(&sent.update);
    applied.server.answered.clear();
    applied.go("<Enter>");
    assert_eq!(found(&applied), [Found::Applied]);
    assert_eq!(applied.server.answered, [read("partner-2027")]);

    let mut before = begin(&[&sent.plan]);
    before.server.answered.clear();
    before.go("<Enter>");
    assert_eq!(found(&before), [Found::NotApplied]);
    assert_eq!(before.server.answered, [read("partner-2027"), read("partner-mtls")]);

    // Somebody else's keystore has the new name.
    let mut taken = begin(&[&sent.plan]);
    taken.server.add(serde_json::json!({"name": "partner-2027", "keyStoreEnvironmentList": []}));
    taken.go("<Enter>");
    assert_eq!(found(&taken), [Found::NotApplied]);

    // It has the new name, and was changed since.
    let mut changed = begin(&[&sent.plan]);
    changed.server.apply(&sent.update);
    changed.server.stored_mut("partner-2027")["description"] = "since".into();
    changed.go("<Enter>");
    assert_eq!(found(&changed), [Found::Applied]);
}

#[test]
fn what_changed_passwords_only_stays_unknown() {
    let sent = password();
    let mut journey = begin(&[&sent.plan]);
    journey.server.apply(&sent.update);
    journey.go("<Enter>");
    assert_eq!(found(&journey), [Found::Untold]);
    journey.go("<Esc>");
    assert!(journey.notice().contains("1 update stays unknown"), "{}", journey.notice());
}

#[test]
fn what_cannot_be_read_stays_unknown_and_is_looked_at_again() {
    let sent = description();
    let mut journey = begin(&[&sent.plan]);
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    for error in [cut_off(), Error::Forbidden(Said::nothing(403)), Error::Invalid(Said::nothing(400))] {
        journey.server.fail(read.clone(), &error);
        journey.go("<Enter>");
        assert_eq!((looks(&journey), found(&journey)), (vec!["failed".to_owned()], vec![]));
    }
    journey.server.mend();
    journey.go("<Enter>");
    assert_eq!(found(&journey), [Found::NotApplied]);
}

#[test]
fn a_refused_token_is_asked_for_and_the_look_goes_on() {
    let sent = description();
    let mut journey = begin(&[&sent.plan]);
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    journey.server.fail(read, &token_refused());
    journey.go("<Enter>");
    assert_eq!(journey.context(), Context::Token);
    journey.server.mend();
    journey.go("another<Enter>");
    assert_eq!((journey.context(), found(&journey)), (Context::Unknown, vec![Found::NotApplied]));
}

#[test]
fn read_only_one_looks_all_the_same() {
    let sent = description();
    let access = Access::ReadOnly { why: "--read-only".into() };
    let mut journey = begin_in(Session { access, ..session() }, &[&sent.plan]);
    journey.go("<Enter>");
    assert_eq!((found(&journey), journey.put_count), (vec![Found::NotApplied], 0));
}

#[test]
fn several_are_looked_at_one_after_the_other() {
    let (first, second) = (description(), name());
    let mut journey = begin(&[&first.plan, &second.plan]);
    journey.go("<Down><Enter><Enter><Enter>");
    assert_eq!(looks(&journey), ["NotApplied", "NotApplied"]);
    journey.go("<Enter>");
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn closed_while_it_is_read_nothing_is_written() {
    let sent = description();
    let mut journey = begin(&[&sent.plan]);
    journey.keys("<Enter><Esc>");
    journey.settle();
    assert_eq!((journey.context(), found(&journey)), (Context::Browse, vec![]));
}

#[test]
fn a_late_answer_to_another_question_changes_nothing() {
    let sent = description();
    let mut journey = begin(&[&sent.plan]);
    let ticket = journey.model.ticket();
    journey.send(Message::Replied {
        ticket,
        took: std::time::Duration::ZERO,
        reply: Reply::Keystore(Err(Error::NotFound(Said::nothing(404)))),
    });
    assert_eq!(looks(&journey), ["not yet"]);
}

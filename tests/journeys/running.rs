//! A deployment that goes on while the operator does something else.

use keywright::api::client::NotUpdated;
use keywright::app::message::Message;
use keywright::app::{
    dialog::submit::Focus, keymap::Context, model::Tone, remote::Ticket, screen::Screen, submission::Phase,
};
use keywright::domain::transfer::Progress;

use crate::{
    answers::{cut_off, deployed},
    journey::Journey,
};

const ALL: [&str; 3] = ["production", "staging", "sandbox"];

fn put_ticket(journey: &Journey) -> Ticket {
    journey.puts[0].0
}

#[test]
fn bytes_are_counted_as_they_are_handed_over() {
    let mut journey = Journey::sent();
    let ticket = put_ticket(&journey);
    let total = journey.submission().size;
    journey.send(Message::Progress(ticket, Progress::Sent { bytes: 10, total }));
    assert_eq!((journey.submission().sent, journey.submission().sent_at), (10, None));
    journey.send(Message::Progress(Ticket(u64::MAX), Progress::Sent { bytes: 99, total }));
    assert_eq!(journey.submission().sent, 10, "another request's bytes don't count");
    journey.send(Message::Progress(ticket, Progress::Sent { bytes: total, total }));
    assert!(journey.submission().sent_at.is_some());
}

#[test]
fn esc_leaves_it_running_and_d_comes_back() {
    let mut journey = Journey::sent();
    journey.keys("<Esc>");
    assert_eq!(journey.context(), Context::Keystore);
    assert!(journey.model.is_submitting() && journey.notice().contains("F2"));
    journey.keys("<Esc>");
    assert!(matches!(journey.model.screens.as_slice(), [Screen::Browse(_)]));
    assert!(journey.model.is_submitting(), "the header shows it");
    journey.keys("D");
    assert_eq!(journey.context(), Context::Deploying);
    journey.keys("<Esc>");
    journey.stored(deployed(&ALL));
    journey.settle();
    assert!(!journey.model.is_submitting());
    let notice = journey.model.notice.clone().unwrap();
    assert_eq!(notice.tone, Tone::Good);
    assert!(notice.text.contains("partner-mtls") && notice.text.contains("F2"), "{}", notice.text);
    journey.keys("D");
    assert_eq!((journey.context(), journey.headline().0), (Context::Deployment, Tone::Good));
}

#[test]
fn where_the_deployment_is_on_the_screen_no_notice_is_needed() {
    let mut journey = Journey::sent();
    journey.stored(deployed(&ALL));
    journey.settle();
    assert_eq!(journey.notice(), "");
}

#[test]
fn d_with_nothing_submitted_says_so() {
    let mut journey = Journey::browsing();
    journey.keys("D");
    assert_eq!(journey.context(), Context::Browse);
    assert!(journey.notice().contains("nothing has been submitted"));
}

#[test]
fn the_form_is_locked_while_its_update_is_under_way() {
    let mut journey = Journey::sent();
    journey.keys("<Esc>");
    for key in ["<Enter>", "e", "a", "x", "u", "U", "<C-s>", "<Tab><Enter>"] {
        journey.keys(key);
        assert!(journey.model.dialogs.is_empty() && journey.form().editing.is_none(), "{key}");
        assert!(journey.notice().contains("under way"), "{key}: {}", journey.notice());
        assert_eq!(journey.form().draft.description(), "changed");
    }
}

#[test]
fn the_form_stays_locked_when_it_is_opened_again() {
    let mut journey = Journey::sent();
    journey.go("<Esc><Esc><Enter>");
    assert_eq!(journey.form().draft.base().name(), "partner-mtls");
    journey.go("x");
    assert!(journey.notice().contains("under way"), "{}", journey.notice());
    assert_eq!(journey.form().draft.description(), "changed", "what was submitted is shown");
    journey.stored(deployed(&ALL));
    journey.settle();
    journey.go("x");
    assert_eq!(journey.marks(), "-production staging sandbox");
}

#[test]
fn an_outcome_touches_no_other_keystore_that_is_open_by_then() {
    type End = fn(&mut Journey);
    let ends: [End; 4] = [
        |journey| journey.stored(deployed(&ALL)),
        |journey| journey.not_stored(Ok(deployed(&ALL))),
        |journey| journey.not_stored(Err(NotUpdated::Refused(cut_off()))),
        |journey| journey.not_stored(Err(NotUpdated::NotSent(cut_off()))),
    ];
    for end in ends {
        let mut journey = Journey::sent();
        journey.go("<Esc><Esc>G<Enter>");
        journey.describe("of another");
        journey.keys("<S-Tab><Enter>half a line");
        end(&mut journey);
        journey.settle();
        assert!(!journey.model.is_submitting());
        let form = journey.form();
        assert_eq!((form.draft.base().name(), form.draft.description()), ("sepa-qwac", "of another"));
        assert!(form.editing.is_some(), "a line being typed stays");
        assert!(!form.submitted);
    }
}

#[test]
fn edits_that_came_to_nothing_are_not_lost_although_the_form_was_left() {
    let mut journey = Journey::sent();
    journey.keys("<Esc><Esc>");
    assert!(journey.model.form().is_none());
    journey.not_stored(Err(NotUpdated::Refused(cut_off())));
    assert!(journey.model.has_changes(), "quitting must ask");
    assert_eq!(journey.context(), Context::Browse, "nothing comes up under the operator's keys");
    let again: [fn(&mut Journey); 2] = [
        |journey| journey.go("<Enter>"),
        |journey| {
            journey.go("D");
            journey.go("R");
            assert_eq!(journey.context(), Context::Submit);
            journey.go("<Esc>");
        },
    ];
    for again in again {
        again(&mut journey);
        assert_eq!(journey.form().draft.description(), "changed");
        assert!(journey.model.has_changes());
        journey.go("<Esc>y");
        assert!(!journey.model.has_changes(), "dropped on purpose");
    }
}

#[test]
fn edits_that_came_to_nothing_survive_the_update_of_another_keystore() {
    let mut journey = Journey::sent();
    journey.go("<Esc><Esc>");
    journey.not_stored(Err(NotUpdated::Refused(cut_off())));
    journey.go("g<Enter>");
    journey.describe("of another");
    journey.go("<C-s>");
    journey.confirm(&[]);
    journey.settle();
    journey.stored(deployed(&["sandbox"]));
    journey.settle();
    assert_eq!(journey.headline().0, Tone::Good);
    journey.go("<Esc><Esc>j<Enter>");
    assert_eq!(journey.form().draft.description(), "changed");
}

#[test]
fn edits_that_came_to_nothing_survive_while_another_keystore_is_open() {
    let mut journey = Journey::sent();
    journey.go("<Esc><Esc>G<Enter>");
    journey.not_stored(Err(NotUpdated::Refused(cut_off())));
    journey.go("D");
    journey.go("R");
    assert!(journey.model.dialogs.is_empty(), "another keystore is open");
    assert!(journey.notice().contains("close it first"), "{}", journey.notice());
    journey.go("<Esc>");
    journey.go("D");
    journey.go("R");
    assert_eq!(journey.form().draft.base().name(), "partner-mtls");
    assert_eq!(journey.form().draft.description(), "changed");
    assert_eq!(journey.context(), Context::Submit);
}

#[test]
fn r_reviews_again_with_everything_to_be_confirmed() {
    let mut journey = Journey::sent();
    journey.keys("R");
    assert_eq!(journey.context(), Context::Deploying, "not while it is under way");
    journey.not_stored(Err(NotUpdated::Refused(cut_off())));
    journey.go("R");
    let submit = journey.submit();
    assert_eq!((submit.focus, submit.cascade, submit.confirmed.len()), (Focus::Cancel, None, 0));
    assert!(!journey.model.screens.iter().any(|screen| matches!(screen, Screen::Deployment(_))));
    assert_eq!(journey.put_count, 1);
    journey.confirm(&["production"]);
    journey.settle();
    journey.stored(deployed(&ALL));
    journey.settle();
    assert_eq!((journey.headline().0, journey.put_count, journey.confirmations), (Tone::Good, 2, 2));
}

#[test]
fn r_after_a_failed_deployment_deploys_the_same_object_again() {
    let mut journey = Journey::sent();
    journey.stored(deployed(&["staging", "sandbox"]));
    journey.settle();
    assert_eq!(journey.headline().0, Tone::Bad);
    journey.go("R");
    journey.confirm(&["production"]);
    journey.settle();
    let (_, update) = &journey.puts[0];
    assert!(String::from_utf8_lossy(update.body()).contains("changed"));
}

#[test]
fn late_answers_of_the_update_change_nothing() {
    let mut journey = Journey::sent();
    let ticket = put_ticket(&journey);
    journey.not_stored(Err(NotUpdated::Refused(cut_off())));
    let reply = keywright::app::message::Reply::Updated(Ok(deployed(&ALL)));
    journey.reply(ticket, reply);
    assert!(matches!(journey.submission().phase, Phase::Stopped(_)));
    assert!(journey.submission().answer.is_none());
}

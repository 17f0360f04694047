//! Going away: every question that is asked, and the ways on from it.

use keywright::app::{
    closing::How,
    dialog::{Dialog, confirm::Question},
    keeping::Kept,
    keymap::Context,
    message::Message,
    screen::Screen,
    submission::{Phase, Stop},
};
use keywright::domain::journal::Id;

use crate::{answers::deployed, journey::Journey};

fn question(journey: &Journey) -> Option<Question> {
    match journey.model.dialog() {
        Some(Dialog::Confirm(confirm)) => {
            assert!(!confirm.yes, "the harmless answer has the focus");
            Some(confirm.question)
        }
        _ => None,
    }
}

#[test]
fn with_nothing_to_lose_quitting_is_not_asked() {
    for keys in ["q", "<C-c>", "<Esc><Esc>q", "/x<C-c>", "?<C-c>"] {
        let mut journey = Journey::browsing();
        journey.keys(keys);
        assert!(journey.quit, "{keys}");
    }
    let mut journey = Journey::editing();
    journey.keys("<C-c>");
    assert!(journey.quit);
}

#[test]
fn with_changes_ctrl_c_asks_wherever_it_is_pressed() {
    for keys in ["", "<Tab>", "J", "a", "<Enter>", "<C-s>", "<C-s><Tab><Tab><Enter>x", "?"] {
        let mut journey = Journey::changed();
        journey.go(keys);
        journey.keys("<C-c>");
        assert!(!journey.quit, "{keys}");
        assert_eq!(question(&journey), Some(Question::QuitWithChanges), "{keys}");
        journey.keys("<Enter>");
        assert!(!journey.quit && question(&journey).is_none());
        assert_eq!(journey.form().draft.description(), "changed");
    }
}

#[test]
fn a_line_that_is_being_typed_is_a_change() {
    let mut journey = Journey::editing();
    journey.keys("<Tab><Enter>x<C-c>");
    assert_eq!(question(&journey), Some(Question::QuitWithChanges));
    journey.keys("n");
    assert_eq!(journey.context(), Context::Line);
}

#[test]
fn an_entry_that_is_being_typed_is_a_change() {
    let mut journey = Journey::editing();
    journey.keys("<Enter>/k<C-c>");
    assert_eq!(question(&journey), Some(Question::QuitWithChanges));
}

#[test]
fn the_second_ctrl_c_is_an_answer() {
    let mut journey = Journey::changed();
    journey.keys("<C-c><C-c>");
    assert!(journey.quit);
    let mut journey = Journey::sent();
    journey.keys("<C-c>");
    assert_eq!(question(&journey), Some(Question::QuitUnjournaled));
    journey.keys("<C-c>");
    assert!(journey.quit);
}

/// An update that has gone out, with its intent in the journal.
fn sent_and_journaled() -> Journey {
    let mut journey = Journey::submitting();
    journey.server.kept = Ok(Kept { intent: Some(Id("1".into())), backup: None, unwritten: None });
    journey.settle();
    assert_eq!(journey.puts.len(), 1);
    journey
}

#[test]
fn quitting_during_a_submission_asks_and_no_lets_it_go_on() {
    use Question::{QuitBeforeSending, QuitUnjournaled, QuitWhileSubmitting};
    for (mut journey, way, asked) in [
        (Journey::submitting(), "<C-c>", QuitBeforeSending),
        (Journey::sent(), "<C-c>", QuitUnjournaled),
        (Journey::sent(), "<Esc><Esc>q", QuitUnjournaled),
        (sent_and_journaled(), "<C-c>", QuitWhileSubmitting),
    ] {
        journey.keys(way);
        assert_eq!(question(&journey), Some(asked), "{way}");
        for no in ["<Enter>", "<Esc>", "n", "q", " <Enter>"] {
            journey.keys(no);
            assert!(!journey.quit, "{no}");
            assert!(question(&journey).is_none(), "{no}");
            journey.keys("<C-c>");
        }
        assert!(journey.model.is_submitting());
    }
}

#[test]
fn a_question_about_a_submission_goes_when_the_submission_ends() {
    let mut journey = Journey::sent();
    journey.keys("<C-c>");
    journey.not_stored(Err(keywright::api::client::NotUpdated::Refused(crate::answers::cut_off())));
    journey.keys("y");
    assert!(!journey.quit, "the edits survived, and it wasn't asked about them");
    assert_eq!(journey.form().draft.description(), "changed");
}

#[test]
fn what_is_sent_while_it_is_asked_changes_the_question_and_its_answer() {
    let mut journey = Journey::submitting();
    journey.keys("<C-c><Tab>");
    let Some(Dialog::Confirm(confirm)) = journey.model.dialog() else { panic!("no question") };
    assert!(confirm.yes && confirm.question == Question::QuitBeforeSending);
    journey.settle();
    assert_eq!(journey.puts.len(), 1);
    // With the focus on the harmless answer again.
    assert_eq!(question(&journey), Some(Question::QuitUnjournaled));
    journey.keys("<Enter>");
    assert!(!journey.quit);
}

fn is_unsent(journey: &Journey) -> bool {
    matches!(&journey.submission().phase, Phase::Stopped(Stop::NotAllowed(why)) if why.contains("before it was sent"))
}

#[test]
fn left_before_it_is_checked_nothing_is_sent() {
    let mut journey = Journey::submitting();
    journey.keys("<C-c>y");
    assert!(journey.quit && is_unsent(&journey));
    journey.settle();
    assert_eq!(journey.put_count, 0);
}

#[test]
fn left_while_it_is_written_down_it_is_not_sent_and_the_journal_says_so() {
    let mut journey = Journey::submitting();
    journey.server.kept = Ok(Kept { intent: Some(Id("1".into())), backup: None, unwritten: None });
    // The keystore is read again; then it is being written down.
    while !matches!(journey.submission().phase, Phase::Keeping { .. }) {
        journey.answer_next();
    }
    journey.keys("<C-c>y");
    assert!(journey.quit && !is_unsent(&journey));
    journey.settle();
    assert!(is_unsent(&journey));
    assert_eq!(journey.put_count, 0);
    let concluded = journey.log.iter().find(|effect| effect.starts_with("Conclude")).unwrap();
    assert!(concluded.contains("NotSent"), "{concluded}");
}

#[test]
fn when_the_terminal_is_gone_only_the_update_goes_on() {
    let mut journey = Journey::submitting();
    journey.server.kept = Ok(Kept { intent: Some(Id("1".into())), backup: None, unwritten: None });
    while !matches!(journey.submission().phase, Phase::Keeping { .. }) {
        journey.answer_next();
    }
    journey.send(Message::Close(How::Gone));
    journey.settle();
    assert_eq!(journey.put_count, 1);
    journey.server.answered.clear();
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.settle();
    assert_eq!(journey.server.answered.len(), 1, "{:?}", journey.server.answered);
    assert!(!journey.model.is_submitting());
    assert!(journey.log.iter().any(|effect| effect.starts_with("Conclude") && effect.contains("Done")));
    // Whatever comes then, nothing begins.
    journey.keys("r<C-s>jj");
    assert_eq!((journey.outstanding.len(), journey.put_count), (0, 1));
}

#[test]
fn when_time_is_up_what_was_answered_is_written_down() {
    let mut journey = sent_and_journaled();
    journey.send(Message::Close(How::Gone));
    let mut unknown = sent_and_journaled();
    unknown.send(Message::Close(How::Gone));
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.send(Message::TimeIsUp);
    assert!(journey.log.iter().any(|effect| effect.starts_with("Conclude") && effect.contains("Stored")));
    unknown.send(Message::TimeIsUp);
    assert!(!unknown.log.iter().any(|effect| effect.starts_with("Conclude")));
}

#[test]
fn edits_of_another_keystore_are_asked_about_too() {
    let mut journey = Journey::sent();
    journey.go("<Esc><Esc>G<Enter>");
    journey.describe("of another");
    journey.keys("<C-c>");
    assert_eq!(question(&journey), Some(Question::QuitUnjournaled));
    journey.keys("y");
    assert!(!journey.quit);
    assert_eq!(question(&journey), Some(Question::QuitWithChanges));
    journey.keys("<Enter>");
    assert_eq!(journey.form().draft.description(), "of another");
    journey.keys("<C-c>yy");
    assert!(journey.quit);
}

#[test]
fn yes_quits() {
    for yes in ["y", "<Tab><Enter>", "l<Enter>", "<Right><Enter>"] {
        let mut journey = Journey::changed();
        journey.keys(&format!("<C-c>{yes}"));
        assert!(journey.quit, "{yes}");
    }
}

#[test]
fn leaving_the_form_with_changes_asks() {
    for way in ["<Esc>", "q", "<Tab><Esc>"] {
        let mut journey = Journey::changed();
        journey.keys(way);
        assert_eq!(question(&journey), Some(Question::DropChanges), "{way}");
        journey.keys("<Esc>");
        assert_eq!(journey.form().draft.description(), "changed");
        journey.keys(way);
        journey.keys("y");
        assert!(matches!(journey.model.screens.as_slice(), [Screen::Browse(_)]));
        // Opened again, it is as it is stored.
        journey.go("<Enter>");
        assert_eq!(journey.form().draft.description(), "mTLS identity");
        assert!(!journey.model.has_changes());
    }
}

#[test]
fn leaving_an_unchanged_form_does_not_ask_and_stops_its_reading() {
    let mut journey = Journey::browsing();
    journey.keys("j<Enter>");
    assert_eq!(journey.asked().len(), 1);
    journey.keys("<Esc>");
    assert_eq!((journey.context(), journey.asked().len()), (Context::Browse, 0));
}

#[test]
fn leaving_the_form_while_its_update_is_under_way_asks_nothing_since_nothing_is_lost() {
    let mut journey = Journey::sent();
    journey.keys("<Esc><Esc>");
    assert_eq!(journey.context(), Context::Browse);
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.settle();
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn suspending_and_redrawing_are_for_everywhere() {
    for keys in ["", "/", "<Enter>?"] {
        let mut journey = Journey::browsing();
        journey.go(keys);
        journey.keys("<C-z><C-l>");
        assert_eq!(journey.log.last_chunk(), Some(&["Suspend".to_owned(), "Redraw".to_owned()]), "{keys}");
    }
}

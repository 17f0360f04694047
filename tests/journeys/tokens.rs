//! A token that is missing or refused: asked for, and what waited goes on. Only reads go on by themselves.

use keywright::api::client::NotUpdated;
use keywright::app::{
    dialog::{Dialog, submit::Focus},
    effect::Read,
    key::Key,
    keymap::{self, Context},
    model::Tone,
    screen::browse::Column,
    session::Session,
    submission::Phase,
};
use keywright::domain::deployment::Verified;

use crate::{
    answers::{deployed, token_refused},
    journey::{Journey, session},
};

const TOKEN: &str = "tok-s3cr3t";

fn partner() -> Read {
    Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() }
}

/// The prompt is up; the next token is good.
fn give_token(journey: &mut Journey) {
    assert_eq!(journey.context(), Context::Token);
    journey.server.mend();
    journey.keys(&format!("{TOKEN}<Enter>"));
    assert!(journey.log.iter().any(|effect| effect.starts_with("UseToken")), "{:?}", journey.log);
    assert!(journey.model.parked.is_empty());
}

#[test]
fn without_a_token_one_is_asked_for_before_anything_else() {
    let mut journey = Journey::begin(Session { wants_token: true, ..session() });
    assert_eq!((journey.context(), journey.asked()), (Context::Token, vec![]));
    journey.keys("<Enter>");
    assert_eq!(journey.context(), Context::Token, "an empty one is none");
    give_token(&mut journey);
    journey.settle();
    assert!(journey.server.answered.contains(&Read::Projects));
    assert_eq!(journey.model.catalog.project_names().count(), 3);
}

#[test]
fn without_a_token_the_prompt_can_be_left_and_r_asks_the_server() {
    let mut journey = Journey::begin(Session { wants_token: true, ..session() });
    journey.keys("<Esc>");
    assert_eq!(journey.context(), Context::Browse);
    journey.server.fail(Read::Projects, &token_refused());
    journey.go("r");
    give_token(&mut journey);
    journey.settle();
    assert_eq!(journey.model.catalog.project_names().count(), 3);
}

#[test]
fn a_token_with_spaces_or_other_letters_is_not_used() {
    for bad in ["two words", "tökén", "a\u{a0}b"] {
        let mut journey = Journey::begin(Session { wants_token: true, ..session() });
        journey.paste(bad);
        journey.keys("<Enter>");
        assert_eq!(journey.context(), Context::Token, "{bad:?}");
        assert_eq!(journey.log, [""; 0]);
    }
}

#[test]
fn a_pasted_line_break_is_no_part_of_the_token_and_does_not_send_it() {
    let mut journey = Journey::begin(Session { wants_token: true, ..session() });
    journey.paste("tok-1\r\n");
    assert_eq!(journey.context(), Context::Token);
    let Some(Dialog::Token(prompt)) = journey.model.dialog() else { panic!() };
    assert_eq!(prompt.field.len(), 5);
    journey.go("<Enter>");
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn what_is_typed_while_a_token_is_tried_lands_nowhere() {
    let mut journey = Journey::begin(Session { wants_token: true, ..session() });
    journey.paste("tok-1");
    journey.keys("<Enter>lj<Enter>q");
    journey.paste("tok-2");
    assert_eq!(journey.context(), Context::Token);
    journey.settle();
    assert_eq!(journey.context(), Context::Browse);
    assert_eq!(journey.browse().column, Column::Projects);
}

#[test]
fn every_list_that_was_refused_goes_on() {
    for read in [
        Read::Projects,
        Read::Keystores { project: "Payments".into() },
        Read::Environments { project: "Payments".into() },
        Read::Jwks { project: "Payments".into() },
    ] {
        let mut journey = Journey::begin(session());
        journey.server.fail(read.clone(), &token_refused());
        journey.settle();
        if read != Read::Projects {
            journey.go("j");
        }
        let Some(Dialog::Token(prompt)) = journey.model.dialog() else { panic!("no prompt for {read:?}") };
        assert_eq!(prompt.words.as_deref(), Some("Token was expired!"));
        give_token(&mut journey);
        assert_eq!(journey.asked(), [read]);
        journey.settle();
        assert!(journey.model.dialogs.is_empty());
    }
}

/// What is promised where the prompt is left, and whether its key does something there.
#[track_caller]
fn leave(journey: &mut Journey, key: char) {
    assert_eq!(journey.context(), Context::Token);
    journey.keys("<Esc>");
    let (said, context) = (journey.notice().to_owned(), journey.context());
    assert!(said.contains(&format!("{key} ")), "{said}");
    assert!(keymap::lookup(context, Key::char(key)).is_some(), "{key} does nothing in {context:?}");
    assert!(journey.model.parked.is_empty());
}

#[test]
fn where_the_prompt_is_left_the_key_that_is_named_does_something() {
    let mut journey = Journey::sent();
    journey.not_stored(Err(NotUpdated::Refused(token_refused())));
    leave(&mut journey, 'R');
    assert_eq!(journey.context(), Context::Deployment);
    journey.go("R");
    assert_eq!(journey.context(), Context::Submit);

    let mut journey = Journey::editing();
    journey.server.fail(partner(), &token_refused());
    journey.go("r");
    leave(&mut journey, 'r');

    let mut journey = crate::rolling_back::updated();
    journey.server.fail(partner(), &token_refused());
    journey.go("B");
    leave(&mut journey, 'B');
}

#[test]
fn several_refusals_ask_once_and_all_go_on() {
    let mut journey = Journey::browsing();
    journey.keys("r");
    let reads = journey.asked();
    assert_eq!(reads.len(), 3);
    for read in &reads {
        let ticket = journey.take_read(read);
        let error = token_refused();
        journey.reply(
            ticket,
            match read {
                Read::Keystores { .. } => keywright::app::message::Reply::Keystores(Err(error)),
                Read::Environments { .. } => keywright::app::message::Reply::Environments(Err(error)),
                _ => keywright::app::message::Reply::Jwks(Err(error)),
            },
        );
    }
    assert_eq!(journey.model.dialogs.len(), 1);
    give_token(&mut journey);
    assert_eq!(journey.asked(), reads);
}

#[test]
fn a_new_token_that_is_refused_too_is_asked_for_again() {
    let mut journey = Journey::begin(session());
    journey.server.fail(Read::Projects, &token_refused());
    journey.settle();
    journey.go("another<Enter>");
    assert_eq!((journey.context(), journey.model.dialogs.len()), (Context::Token, 1));
    assert_eq!(journey.model.parked.len(), 1);
}

#[test]
fn a_form_goes_on_being_read() {
    let mut journey = Journey::browsing();
    journey.server.fail(partner(), &token_refused());
    journey.go("j<Enter>");
    give_token(&mut journey);
    assert_eq!(journey.asked(), [partner()]);
    journey.settle();
    assert_eq!(journey.form().error, None);
}

#[test]
fn a_check_that_was_refused_opens_the_submit_dialog_again_and_sends_nothing() {
    let mut journey = Journey::submitting();
    journey.server.fail(partner(), &token_refused());
    journey.settle();
    give_token(&mut journey);
    journey.settle();
    everything_is_confirmed_again(&mut journey, 0);
}

#[test]
fn an_update_that_was_refused_opens_the_submit_dialog_again_and_sends_nothing() {
    for not_updated in [NotUpdated::NotSent(token_refused()), NotUpdated::Refused(token_refused())] {
        let mut journey = Journey::sent();
        journey.not_stored(Err(not_updated));
        give_token(&mut journey);
        journey.settle();
        everything_is_confirmed_again(&mut journey, 1);
    }
}

fn everything_is_confirmed_again(journey: &mut Journey, sent: usize) {
    assert_eq!(journey.put_count, sent, "going on never sends");
    let submit = journey.submit();
    assert_eq!((submit.focus, submit.cascade, submit.confirmed.len()), (Focus::Cancel, None, 0));
    assert_eq!(journey.form().draft.description(), "changed");
    journey.confirm(&["production"]);
    journey.settle();
    assert_eq!(journey.put_count, sent + 1);
}

#[test]
fn reading_back_goes_on_with_the_new_token_and_ends_as_it_would_have() {
    let mut journey = Journey::sent();
    journey.server.fail(partner(), &token_refused());
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.settle();
    assert_ne!(journey.headline().0, Tone::Good);
    give_token(&mut journey);
    assert_eq!(journey.asked(), [partner()]);
    assert!(journey.form().submitted, "not edited while it is looked for");
    journey.settle();
    assert_eq!((journey.headline().0, journey.put_count), (Tone::Good, 1));
    assert!(!journey.form().draft.is_changed() && !journey.form().submitted);
}

#[test]
fn reading_back_that_is_given_up_leaves_the_edits_and_no_success() {
    let mut journey = Journey::sent();
    journey.server.fail(partner(), &token_refused());
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.settle();
    journey.keys("<Esc>");
    assert!(matches!(journey.submission().phase, Phase::Over));
    assert!(matches!(journey.submission().verified, Some(Verified::Unreadable(_))));
    assert_ne!(journey.headline().0, Tone::Good);
    assert_eq!(journey.form().draft.description(), "changed");
    assert!(!journey.form().submitted && journey.model.has_changes());
}

#[test]
fn leaving_the_prompt_after_a_refused_update_sends_nothing_later() {
    let mut journey = Journey::sent();
    journey.not_stored(Err(NotUpdated::Refused(token_refused())));
    journey.keys("<Esc>");
    assert!(journey.model.parked.is_empty());
    assert_eq!(journey.form().draft.description(), "changed");
    // A token given later, for a read, opens nothing.
    journey.go("<Esc>");
    journey.server.fail(partner(), &token_refused());
    journey.go("r");
    give_token(&mut journey);
    journey.settle();
    assert!(journey.model.dialogs.is_empty());
    assert_eq!(journey.put_count, 1);
}

#[test]
fn the_token_is_nowhere_in_the_state_or_the_effects() {
    let mut journey = Journey::begin(Session { wants_token: true, ..session() });
    journey.keys(TOKEN);
    assert!(!format!("{:?}", journey.model).contains(TOKEN));
    journey.keys("<Enter>");
    assert!(!format!("{:?} {:?}", journey.model, journey.log).contains(TOKEN));
}

//! The submit dialog: nothing is chosen for the operator, and nothing goes before everything is confirmed.

use keywright::app::{
    dialog::{Dialog, submit::Focus},
    effect::Read,
    keymap::Context,
    model::Tone,
};
use keywright::domain::{cascade::JwkCascade, environment::Kind, stake::stakes};

use crate::{
    answers::{deployed, token_refused},
    journey::{Journey, session},
};

fn is_refused(journey: &Journey, complaint: &str) {
    assert_eq!((journey.put_count, journey.model.is_submitting()), (0, false));
    let said = journey.submit().complaint.clone().unwrap_or_default();
    assert!(said.contains(complaint), "{said:?} should say {complaint:?}");
}

/// sepa-qwac with another description: two productions, one unknown kind, a sandbox.
fn reviewing_sepa() -> Journey {
    let mut journey = Journey::browsing();
    journey.go("G<Enter>");
    assert_eq!(journey.form().draft.name(), "sepa-qwac");
    journey.describe("changed");
    journey
}

#[test]
fn nothing_is_chosen_beforehand_and_enter_at_once_cancels() {
    let mut journey = Journey::reviewing();
    let submit = journey.submit();
    assert_eq!((submit.focus, submit.cascade), (Focus::Cancel, None));
    assert!(submit.confirmed.is_empty() && submit.typed.text().is_empty());
    journey.keys("<Enter>");
    assert_eq!(journey.context(), Context::Keystore);
    assert_eq!((journey.put_count, journey.model.submission.is_some()), (0, false));
    assert_eq!(journey.form().draft.description(), "changed");
}

#[test]
fn the_button_refuses_before_a_cascade_is_chosen() {
    let mut journey = Journey::reviewing();
    journey.go("<Tab>");
    assert_eq!(journey.submit().focus, Focus::Confirm);
    for press in ["<Enter>", " ", "<Enter><Enter><Enter>"] {
        journey.go(press);
        is_refused(&journey, "choose first");
    }
}

#[test]
fn tab_comes_back_to_the_cascade_that_is_chosen() {
    let mut journey = Journey::reviewing();
    let chosen = Some(JwkCascade::ThisProject);
    journey.keys("<Home><Down><Enter>");
    assert_eq!(journey.submit().cascade, chosen);
    // From the line that is typed into over the buttons, and around.
    journey.keys("<Tab><Tab><Tab>");
    assert_eq!(journey.submit().focus, Focus::Cascade(JwkCascade::ThisProject));
    journey.keys("<Enter>");
    assert_eq!(journey.submit().cascade, chosen, "what is chosen is chosen again");
    journey.keys("<S-Tab>");
    assert_eq!(journey.submit().focus, Focus::Cascade(JwkCascade::ThisProject));
    // Within the choice every option is a step.
    journey.keys("<Up>");
    assert_eq!(journey.submit().focus, Focus::Cascade(JwkCascade::Leave));
    journey.keys("<Tab>");
    assert_eq!(journey.submit().focus, Focus::Cascade(JwkCascade::ThisProject));
}

#[test]
fn the_button_refuses_before_every_stake_is_typed_and_leads_to_the_line() {
    let mut journey = Journey::reviewing();
    journey.keys("<Tab><Tab><Enter><Tab><Tab>");
    assert_eq!(journey.submit().focus, Focus::Confirm);
    journey.go("<Enter>");
    is_refused(&journey, "type production");
    assert_eq!(journey.context(), Context::SubmitTyping);
}

#[test]
fn a_wrong_phrase_does_not_count() {
    let mut journey = Journey::reviewing();
    journey.keys("<Tab><Tab><Enter>");
    assert_eq!(journey.context(), Context::SubmitTyping, "choosing leads to what is to be typed");
    for wrong in ["Production", "produc", "production2", "", "1 production", "y", "yes"] {
        journey.keys(&format!("<C-u>{wrong}<Enter>"));
        is_refused(&journey, "type production");
        assert!(journey.submit().confirmed.is_empty());
    }
    // With the right words typed, but Enter not pressed, the button refuses too.
    journey.keys("<C-u>production<Tab><Tab><Enter>");
    is_refused(&journey, "type production");
    journey.keys("<Enter><Tab><Enter>");
    assert!(journey.model.is_submitting());
}

#[test]
fn pasting_the_phrase_with_a_line_break_confirms_nothing_by_itself() {
    let mut journey = Journey::reviewing();
    journey.keys("<Tab><Tab><Enter>");
    journey.paste("production\n");
    assert!(journey.submit().confirmed.is_empty());
    assert_eq!(journey.put_count, 0);
    journey.keys("<Enter>");
    let confirmed: Vec<_> = journey.submit().confirmed.iter().map(|stake| stake.phrase.as_str()).collect();
    assert_eq!(confirmed, ["production"]);
}

#[test]
fn what_was_typed_for_all_projects_is_typed_again_after_another_choice() {
    let mut journey = Journey::reviewing();
    journey.keys("<Tab><Tab><Tab><Tab><Enter>");
    assert_eq!(journey.submit().cascade, Some(JwkCascade::AllProjects));
    journey.type_phrases(&["production", "all projects"]);
    // Leave them, then all again.
    journey.keys("<Home><Enter>");
    assert_eq!(journey.submit().cascade, Some(JwkCascade::Leave));
    journey.keys("<Down><Down><Enter>");
    assert_eq!(journey.submit().cascade, Some(JwkCascade::AllProjects));
    while journey.submit().focus != Focus::Confirm {
        journey.keys("<Tab>");
    }
    journey.go("<Enter>");
    is_refused(&journey, "type all projects");
}

#[test]
fn every_production_is_counted_and_an_unknown_kind_is_one() {
    let mut journey = reviewing_sepa();
    journey.go("<C-s>");
    journey.confirm(&["3 production"]);
    assert!(journey.model.is_submitting());
}

#[test]
fn each_removal_is_typed_by_itself() {
    let mut journey = reviewing_sepa();
    journey.go("gxjx<C-s>");
    assert_eq!(journey.marks(), "-production -dr-site k8s sandbox");
    journey.confirm(&["k8s", "remove production", "remove dr-site"]);
    assert!(journey.model.is_submitting());
}

#[test]
fn with_nothing_at_stake_nothing_is_typed() {
    let mut journey = Journey::browsing();
    journey.go("g<Enter>");
    journey.describe("changed");
    journey.go("<C-s>");
    journey.confirm(&[]);
    journey.settle();
    assert_eq!(journey.put_count, 1);
}

#[test]
fn environments_that_are_not_known_count_as_production() {
    let mut journey = Journey::begin(session());
    journey.server.environments.clear();
    journey.settle();
    journey.go("j<Enter>g<Enter>");
    journey.describe("changed");
    journey.go("<C-s>");
    let form = journey.form();
    let environments = journey.model.catalog.environments("Payments");
    assert_eq!(stakes(&form.draft, environments, None)[0].phrase, "sandbox");
    journey.confirm(&["sandbox"]);
}

#[test]
fn what_was_typed_for_other_stakes_does_not_count_when_the_kinds_become_known() {
    let mut journey = reviewing_sepa();
    journey.go("<C-s>");
    journey.keys("<Tab><Tab><Enter>");
    journey.type_phrases(&["3 production"]);
    // Somebody else's refresh: the unknown kind turns out to be a test.
    let environments = journey.server.environments.get_mut("Payments").unwrap();
    environments.iter_mut().find(|environment| environment.name == "k8s").unwrap().kind = Kind::Test;
    let read = Read::Environments { project: "Payments".into() };
    let effects = journey.model.read(read);
    journey.outstanding.extend(effects);
    journey.settle();
    journey.go("<Enter>");
    is_refused(&journey, "type 2 production");
}

#[test]
fn a_draft_with_problems_or_without_changes_is_not_reviewed() {
    let mut journey = Journey::editing();
    journey.go("<C-s>");
    assert_eq!(journey.context(), Context::Keystore);
    assert!(journey.notice().contains("nothing is changed"), "{}", journey.notice());
    journey.keys("<Tab><Enter><C-u><Enter>");
    journey.go("<C-s>");
    assert!(journey.model.dialogs.is_empty());
    let notice = journey.model.notice.clone().unwrap();
    assert_eq!((notice.tone, notice.text.as_str()), (Tone::Bad, "the keystore needs a name"));
}

#[test]
fn the_dialog_reads_jwks_and_kinds_anew_and_stays_as_it_is_when_that_fails() {
    let mut journey = Journey::changed();
    journey.server.fail(Read::Jwks { project: "Payments".into() }, &token_refused());
    journey.keys("<C-s>");
    let project = || "Payments".to_owned();
    assert_eq!(
        journey.asked(),
        [Read::Jwks { project: project() }, Read::Environments { project: project() }]
    );
    journey.keys("<Tab><Tab><Enter>");
    journey.settle();
    assert_eq!(journey.context(), Context::Token);
    journey.server.mend();
    journey.go("newtoken<Enter>");
    assert_eq!(journey.submit().cascade, Some(JwkCascade::Leave));
    assert!(journey.model.parked.is_empty());
}

#[test]
fn what_is_confirmed_does_not_change_under_the_operators_eyes() {
    // The refresh is slow; by then somebody else has changed it.
    let mut journey = Journey::changed();
    journey.keys("r<C-s><Tab><Tab><Enter>");
    journey.type_phrases(&["production"]);
    journey.server.stored_mut("partner-mtls")["description"] = "theirs".into();
    journey.settle();
    assert_eq!(journey.form().draft.base().description(), "mTLS identity");
    journey.go("<Enter>");
    assert_eq!(journey.put_count, 0, "the check before sending finds it");
    assert!(journey.headline().1.contains("changed on the server"));
}

#[test]
fn nor_when_the_same_object_is_deployed_again() {
    let mut journey = Journey::sent();
    journey.stored(deployed(&["staging", "sandbox"]));
    journey.settle();
    // Nothing is left to change; a slow refresh is under way while the same object is confirmed again.
    journey.keys("<Esc>rD");
    assert!(!journey.form().draft.is_changed());
    journey.keys("R<Tab><Tab><Enter>");
    journey.type_phrases(&["production"]);
    journey.server.stored_mut("partner-mtls")["version"] = 2.into();
    journey.settle();
    journey.go("<Enter>");
    assert_eq!(journey.put_count, 1, "what somebody else stored meanwhile isn't deployed unseen");
    assert!(journey.headline().1.contains("changed on the server"));
}

#[test]
fn every_way_out_sends_nothing_and_keeps_the_edits() {
    for out in
        ["<Esc>", "q", "<Enter>", " ", "<Tab><Tab><Enter><Esc>", "<Tab><Tab><Enter>prod<Esc>", "?<Esc><Esc>"]
    {
        let mut journey = Journey::reviewing();
        journey.go(out);
        assert_eq!(journey.context(), Context::Keystore, "after {out}");
        assert_eq!((journey.put_count, journey.model.submission.is_none()), (0, true));
        assert_eq!(journey.form().draft.description(), "changed");
        // And everything is confirmed anew.
        journey.go("<C-s>");
        assert_eq!((journey.submit().cascade, journey.submit().focus), (None, Focus::Cancel));
    }
}

#[test]
fn no_second_update_is_confirmed_while_one_is_under_way() {
    let mut journey = Journey::sent();
    journey.keys("<Esc><Esc>");
    journey.go("G<Enter>");
    assert_eq!(journey.form().draft.name(), "sepa-qwac");
    journey.describe("changed");
    journey.go("<C-s>");
    journey.confirm(&["3 production"]);
    assert!(matches!(journey.model.dialog(), Some(Dialog::Submit(_))));
    assert!(journey.submit().complaint.as_deref().unwrap_or_default().contains("under way"));
    journey.settle();
    assert_eq!((journey.put_count, journey.confirmations), (1, 1));
}

#[test]
fn enter_held_down_confirms_once() {
    let mut journey = Journey::reviewing();
    journey.confirm(&["production"]);
    for _ in 0..20 {
        journey.go("<Enter>");
    }
    assert_eq!((journey.put_count, journey.confirmations), (1, 1));
}

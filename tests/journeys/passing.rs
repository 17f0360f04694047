//! Past what the rules say, in the submit dialog: blocks by nobody, stops by typing `anyway`, warnings by one
//! deliberate key; and nothing of it counts for what is found later.

use keywright::app::{
    dialog::submit::{self, Focus, Reading},
    effect::Effect,
    judgement::Review,
    keymap::Context,
    model::Tone,
};
use keywright::domain::stake::About;
use keywright::judge::Grade;

use crate::{
    answers::deployed,
    journey::{JKS, Journey},
};

/// production with this file and the password of all of them, and the submit dialog over it.
fn reviewing(file: &str) -> Journey {
    let mut journey = Journey::editing();
    journey.go(&format!("<Enter>{file}<Tab>changeit<C-s><C-s>"));
    assert_eq!(journey.context(), Context::Submit);
    journey
}

/// The same, with the cascade chosen and production typed.
fn typed(file: &str) -> Journey {
    let mut journey = reviewing(file);
    journey.keys("<Tab><Tab><Enter>production<Enter>");
    journey
}

/// Presses the button, wherever the focus is.
fn press(journey: &mut Journey) {
    for _ in 0..20 {
        if journey.submit().focus == Focus::Confirm {
            journey.keys("<Enter>");
            return;
        }
        journey.keys("<Tab>");
    }
    panic!("no button");
}

#[track_caller]
fn is_refused(journey: &Journey, words: &str) {
    assert_eq!((journey.put_count, journey.model.is_submitting()), (0, false));
    let said = journey.submit().complaint.clone().unwrap_or_default();
    assert!(said.contains(words), "{said:?} should say {words:?}");
}

/// The phrases that are still to be typed.
fn open_phrases(journey: &Journey) -> Vec<String> {
    let open = |stake: &keywright::domain::stake::Stake| !journey.submit().confirmed.contains(stake);
    submit::at_stake(&journey.model).into_iter().filter(open).map(|stake| stake.phrase).collect()
}

#[test]
fn what_stops_is_typed_for_after_everything_else() {
    let mut journey = reviewing("/f/over.p12");
    let stakes = submit::at_stake(&journey.model);
    let last = stakes.last().unwrap();
    assert_eq!((last.about, last.phrase.as_str()), (About::Findings, "anyway"));
    assert!(last.why.contains("production: the certificate is over since 2021-03-01"), "{}", last.why);
    journey.keys("<Tab><Tab><Enter>");
    assert_eq!(open_phrases(&journey), ["production", "anyway"]);
    journey.keys("anyway<Enter>");
    assert!(journey.submit().confirmed.is_empty(), "each in its turn");
    journey.keys("<C-u>production<Enter>");
    assert_eq!(journey.submit().reading(&submit::at_stake(&journey.model)), Reading::Stops);
    journey.tick_warnings_only();
    press(&mut journey);
    is_refused(&journey, "type anyway");
    journey.keys("Anyway<Enter>");
    is_refused(&journey, "that isn't it");
    journey.keys("<C-u>anyway<Enter>");
    assert_eq!(journey.submit().focus, Focus::Cancel, "not on the button by itself");
    press(&mut journey);
    assert!(journey.model.is_submitting());
    journey.settle();
    assert_eq!((journey.put_count, journey.confirmations), (1, 1));
}

#[test]
fn one_phrase_says_which_environments_and_what_for() {
    let mut journey = Journey::editing();
    journey.go("<Enter>/f/over.p12<Tab>changeit<C-s>j<Enter>/f/over.p12<Tab>changeit<C-s>");
    journey.go("j<Enter>/f/other.p12<Tab>changeit<C-s><C-s>");
    let stakes = submit::at_stake(&journey.model);
    assert_eq!(stakes.iter().filter(|stake| stake.about == About::Findings).count(), 1);
    let why = &stakes.last().unwrap().why;
    assert!(why.contains("production, staging: the certificate is over"), "{why}");
    assert!(why.contains("; sandbox: the certificate"), "{why}");
}

#[test]
fn warnings_are_ticked_by_a_key_of_their_own() {
    for key in [" ", "<Enter>"] {
        let mut journey = typed("/k/new.p12");
        press(&mut journey);
        is_refused(&journey, "1 warning is not ticked as read");
        journey.keys("<Up><Up>");
        assert_eq!(journey.submit().focus, Focus::Warnings);
        assert_eq!(journey.submit().reading(&submit::at_stake(&journey.model)), Reading::Warnings);
        // And back again.
        journey.keys(&format!("{key}{key}"));
        press(&mut journey);
        is_refused(&journey, "not ticked");
        journey.keys(&format!("<Up><Up>{key}"));
        press(&mut journey);
        assert!(journey.model.is_submitting());
    }
}

#[test]
fn an_enter_that_is_held_down_ticks_nothing() {
    let mut journey = typed("/k/new.p12");
    press(&mut journey);
    for _ in 0..30 {
        journey.keys("<Enter>");
    }
    is_refused(&journey, "not ticked");
    // Nor from the choice of the cascade on.
    let mut journey = reviewing("/k/new.p12");
    journey.keys("<Tab><Tab>");
    for _ in 0..30 {
        journey.keys("<Enter>");
    }
    assert!(!journey.submit().has_read(&Review::of(&journey.model)));
}

#[test]
fn without_findings_there_is_no_box_and_nothing_more_is_asked() {
    let mut journey = typed("/k/new.jks");
    assert!(Review::of(&journey.model).warnings().is_empty());
    press(&mut journey);
    assert!(journey.model.is_submitting());
}

#[test]
fn what_is_only_described_anew_is_not_judged() {
    let mut journey = Journey::reviewing();
    assert!(Review::of(&journey.model).entries.is_empty());
    journey.confirm(&["production"]);
    assert!(journey.model.is_submitting());
}

/// production's file was taken over while it was still being opened: the answer is outstanding.
fn while_opening(file: &str, password: &str) -> Journey {
    let mut journey = Journey::editing();
    journey.go(&format!("<Enter>{file}"));
    journey.keys(&format!("<Tab>{password}<C-s>"));
    // It takes longer than Done waits for.
    journey.pass(std::time::Duration::from_secs(2));
    assert_eq!(journey.marks(), "~production staging sandbox");
    journey.keys("<C-s>");
    assert_eq!(journey.context(), Context::Submit);
    journey
}

/// Everything but the opening is answered.
fn answer_others(journey: &mut Journey) {
    while let Some(at) = journey.outstanding.iter().position(|effect| !matches!(effect, Effect::Open(..))) {
        journey.answer_nth(at);
    }
}

#[test]
fn while_a_file_is_opened_nothing_is_confirmed() {
    let mut journey = while_opening("/k/new.jks", "changeit");
    answer_others(&mut journey);
    journey.keys("<Tab><Tab><Enter>production<Enter>");
    press(&mut journey);
    is_refused(&journey, "production can't be judged yet");
    journey.settle();
    press(&mut journey);
    assert!(journey.model.is_submitting());
}

#[test]
fn what_is_found_when_a_file_opens_late_is_asked_for_then() {
    let mut journey = while_opening("/f/over.p12", "changeit");
    answer_others(&mut journey);
    journey.keys("<Tab><Tab><Enter>production<Enter>");
    assert_eq!(open_phrases(&journey), Vec::<String>::new());
    journey.settle();
    assert_eq!(open_phrases(&journey), ["anyway"]);
    press(&mut journey);
    is_refused(&journey, "type anyway");
}

#[test]
fn what_was_confirmed_for_less_does_not_count_for_more() {
    let mut journey = Journey::editing();
    journey.go("<Enter>/f/over.p12<Tab>changeit<C-s>j<Enter>/f/other.p12");
    journey.keys("<Tab>changeit<C-s><C-s>");
    journey.pass(std::time::Duration::from_secs(2));
    answer_others(&mut journey);
    journey.keys("<Tab><Tab><Enter>production<Enter>anyway<Enter>");
    assert_eq!(open_phrases(&journey), Vec::<String>::new());
    journey.tick_warnings_only();
    journey.settle();
    assert_eq!(open_phrases(&journey), ["anyway"], "what stops staging wasn't known");
    assert!(!journey.submit().has_read(&Review::of(&journey.model)), "nor its warnings");
    press(&mut journey);
    is_refused(&journey, "type anyway");
    journey.keys("anyway<Enter>");
    press(&mut journey);
    is_refused(&journey, "not ticked");
}

#[test]
fn what_blocks_is_passed_by_nobody() {
    let mut journey = while_opening("/k/new.p12", "wrong");
    journey.settle();
    assert_eq!(Review::of(&journey.model).of_grade(Grade::Blocks).count(), 1);
    journey.keys("<Tab><Tab><Enter>");
    assert_ne!(journey.context(), Context::SubmitTyping, "there is nothing to type for it");
    for press in ["<Tab>", "<Tab>", "<Tab>", "<Tab>", "<Tab>"] {
        journey.keys(press);
        if journey.submit().focus == Focus::Confirm {
            journey.keys("<Enter> ");
            is_refused(&journey, "production is blocked: it doesn't open with this password");
        }
    }
    journey.keys("<Esc>");
    assert_eq!(journey.context(), Context::Keystore);
    assert_eq!(journey.marks(), "~production staging sandbox", "the edit is kept, to be mended");
}

#[test]
fn the_button_looks_again_at_what_was_blocked_meanwhile() {
    // Confirmed completely, as far as was known; then the file opens, and it is the wrong password.
    let mut journey = while_opening("/k/new.p12", "wrong");
    answer_others(&mut journey);
    journey.keys("<Tab><Tab><Enter>production<Enter>");
    journey.settle();
    press(&mut journey);
    is_refused(&journey, "blocked");
}

#[test]
fn confirmed_anew_after_going_back_everything_is_asked_again() {
    let mut journey = typed("/f/over.p12");
    journey.keys("anyway<Enter>");
    journey.tick_warnings_only();
    journey.keys("<Esc>");
    journey.go("<C-s><Tab><Tab><Enter>");
    assert_eq!(open_phrases(&journey), ["production", "anyway"]);
    assert!(!journey.submit().has_read(&Review::of(&journey.model)));
}

/// What the changed environments hold, after an update that was stored so.
fn holdings(file: &str, stored: impl FnOnce(&mut Journey)) -> Vec<(String, Tone, String)> {
    let mut journey = typed(file);
    if !Review::of(&journey.model).warnings().is_empty() {
        journey.tick_warnings_only();
    }
    press(&mut journey);
    journey.settle();
    let (ticket, update) = journey.puts.remove(0);
    journey.server.apply(&update);
    stored(&mut journey);
    let answer = deployed(&["production", "staging", "sandbox"]);
    journey.reply(ticket, keywright::app::message::Reply::Updated(Ok(answer)));
    journey.settle();
    assert!(!journey.model.is_submitting() && !journey.model.is_busy());
    journey.submission().holdings(&journey.model.vault)
}

#[test]
fn read_back_the_certificates_are_told() {
    let same = holdings("/k/new.p12", |_| {});
    assert_eq!(same, [("production".to_owned(), Tone::Good, "holds serial 52:0A…B3:7B, as sent".to_owned())]);
}

#[test]
fn read_back_another_certificate_is_told_with_its_serial() {
    let other = holdings("/k/new.p12", |journey| {
        let file = journey.server.stored("partner-mtls")["keyStoreEnvironmentList"][1]["file"].clone();
        journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["file"] = file;
    });
    let words = "holds serial 24:0A…15:58, NOT 52:0A…B3:7B as sent";
    assert_eq!(other, [("production".to_owned(), Tone::Bad, words.to_owned())]);
}

#[test]
fn read_back_the_same_certificate_in_other_bytes_is_told() {
    // The gateway made its own file of it: a JKS in place of the PKCS#12 that was sent.
    let mut again = holdings("/k/new.p12", |journey| {
        let file = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, JKS);
        let stored = &mut journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0];
        stored["file"] = file.into();
    });
    let (_, tone, words) = again.remove(0);
    assert_eq!(tone, Tone::Warning);
    assert!(words.ends_with(", as sent, but in another file"), "{words}");
}

#[test]
fn read_back_what_is_gone_or_unreadable_is_told() {
    for (change, words) in [
        (serde_json::json!(null), "holds no file"),
        (serde_json::json!("ZW5jcnlwdGVk"), "can't be read here"),
    ] {
        let told = holdings("/k/new.p12", |journey| {
            journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["file"] = change;
        });
        assert!(told[0].2.contains(words), "{told:?}");
    }
    let gone = holdings("/k/new.p12", |journey| {
        let list = &mut journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"];
        list.as_array_mut().unwrap().remove(0);
    });
    assert_eq!(gone, [("production".to_owned(), Tone::Bad, "isn't in it".to_owned())]);
}

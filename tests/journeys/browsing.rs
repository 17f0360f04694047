//! Projects, keystores, preview: what is asked, when, and what becomes of late answers.

use keywright::app::{
    effect::Read,
    keymap::Context,
    message::{Keystores, Message, Reply},
    model::Tone,
    screen::{Screen, browse::Column},
    session::Session,
};
use keywright::domain::transfer::Progress;

use crate::journey::{Journey, session};

fn keystores(project: &str) -> Read {
    Read::Keystores { project: project.into() }
}

#[test]
fn the_session_begins_with_the_project_that_was_asked_for() {
    let mut journey = Journey::begin(Session { project: Some("Portal".into()), ..session() });
    journey.settle();
    assert_eq!(journey.browse().project.as_deref(), Some("Portal"));
    let mut journey = Journey::begin(Session { project: Some("Nowhere".into()), ..session() });
    journey.settle();
    let notice = journey.model.notice.clone().unwrap();
    assert!(notice.tone == Tone::Warning && notice.text.contains("Nowhere"));
    assert_eq!(journey.browse().project.as_deref(), Some("Billing"));
}

#[test]
fn passing_by_a_project_asks_for_nothing_until_the_cursor_rests() {
    let mut journey = Journey::begin(session());
    journey.settle();
    let before = journey.server.answered.len();
    journey.keys("jj");
    assert_eq!(journey.asked(), []);
    journey.settle();
    assert_eq!(journey.browse().project.as_deref(), Some("Portal"));
    assert!(!journey.server.answered[before..].contains(&keystores("Payments")));
}

#[test]
fn late_answers_for_a_project_that_is_no_longer_selected_are_dropped() {
    let mut journey = Journey::begin(session());
    journey.settle();
    journey.keys("j");
    journey.wake(0);
    let late = journey.take_read(&keystores("Payments"));
    journey.keys("j");
    journey.wake(0);
    assert_eq!(journey.browse().project.as_deref(), Some("Portal"));
    journey.reply(late, Reply::Keystores(Ok(Keystores::default())));
    journey.send(Message::Progress(late, Progress::Received { bytes: 9, total: None }));
    assert!(journey.model.catalog.project("Payments").unwrap().keystores.value().is_none());
    assert_eq!(journey.asked().len(), 3, "only Portal's are waited for: {:?}", journey.asked());
    // Back there, it is asked again.
    journey.go("k");
    assert_eq!(journey.model.catalog.keystores("Payments").len(), 3);
}

#[test]
fn what_was_loaded_shows_at_once_on_return_and_nothing_is_asked() {
    let mut journey = Journey::browsing();
    journey.go("hj");
    let read_at = journey.model.catalog.project("Payments").unwrap().keystores.read_at();
    let before = journey.server.answered.len();
    journey.go("k<Enter>");
    assert_eq!(journey.server.answered.len(), before);
    assert_eq!(journey.model.catalog.keystores("Payments").len(), 3);
    assert_eq!(journey.model.catalog.project("Payments").unwrap().keystores.read_at(), read_at);
}

#[test]
fn esc_stops_loading_and_coming_back_loads() {
    for back in ["<Enter>", "r", "l", "e"] {
        let mut journey = Journey::begin(session());
        journey.settle();
        journey.keys("j<Enter>");
        let ticket = journey.model.catalog.project("Payments").unwrap().keystores.pending().unwrap().ticket;
        journey.send(Message::Progress(ticket, Progress::Received { bytes: 4096, total: None }));
        journey.keys("<Esc>");
        let data = journey.model.catalog.project("Payments").unwrap();
        assert_eq!((data.keystores.stopped(), data.keystores.pending().is_none()), (Some(4096), true));
        assert!(!journey.asked().contains(&keystores("Payments")), "the request is cancelled");
        if back != "r" {
            journey.keys("<Esc>");
            assert_eq!(journey.browse().column, Column::Projects);
        }
        journey.go(back);
        assert_eq!(journey.model.catalog.keystores("Payments").len(), 3, "{back}");
    }
}

#[test]
fn a_refresh_reads_the_focused_column_and_keeps_what_is_there() {
    let mut journey = Journey::browsing();
    journey.keys("r");
    let project = || "Payments".to_owned();
    assert_eq!(
        journey.asked(),
        [keystores("Payments"), Read::Environments { project: project() }, Read::Jwks { project: project() }]
    );
    assert_eq!(journey.model.catalog.keystores("Payments").len(), 3);
    journey.keys("r");
    assert_eq!(journey.asked().len(), 3, "the earlier ones are cancelled");
    journey.settle();
    journey.keys("hr");
    assert_eq!(journey.asked(), [Read::Projects]);
}

#[test]
fn the_cursor_stays_on_its_keystore_when_the_list_changes() {
    let mut journey = Journey::browsing();
    journey.go("j");
    assert_eq!(journey.browse().keystore.as_deref(), Some("partner-mtls"));
    journey.server.stored_mut("acquirer")["name"] = "zzz".into();
    journey.go("r");
    assert_eq!(journey.browse().keystore.as_deref(), Some("partner-mtls"));
}

#[test]
fn a_filter_narrows_the_focused_column_and_esc_drops_it_first() {
    let mut journey = Journey::browsing();
    journey.go("/mtls");
    assert_eq!(journey.context(), Context::Filter);
    assert_eq!(journey.browse().keystore.as_deref(), Some("partner-mtls"));
    journey.go("<Enter>");
    assert_eq!(journey.context(), Context::Browse);
    journey.go("<Esc>");
    assert!(!journey.browse().keystores.is_filtered());
    assert_eq!(journey.browse().column, Column::Keystores, "one thing at a time");
    assert_eq!(journey.browse().keystore.as_deref(), Some("partner-mtls"), "the cursor stays");
    journey.go("<Esc>");
    assert_eq!(journey.browse().column, Column::Projects);
}

#[test]
fn a_filter_that_nothing_passes_opens_nothing() {
    let mut journey = Journey::browsing();
    journey.go("/qqq<Enter><Enter>e");
    assert!(matches!(journey.model.screens.as_slice(), [Screen::Browse(_)]));
    journey.go("J");
    assert!(journey.notice().contains("no keystore"));
}

#[test]
fn letters_in_a_filter_are_letters() {
    let mut journey = Journey::browsing();
    journey.go("/qrejJD?hl");
    assert_eq!(journey.browse().picker().filter().text(), "qrejJD?hl");
    assert!(!journey.quit);
    journey.go("<Esc>/");
    journey.paste("mt\nls\n");
    assert_eq!(journey.browse().picker().filter().text(), "mt ls");
    assert_eq!(journey.context(), Context::Filter);
}

#[test]
fn a_project_that_vanishes_takes_nobody_into_another_ones_keystores() {
    let mut journey = Journey::browsing();
    journey.keys("hr<Enter>");
    assert_eq!(journey.browse().column, Column::Keystores);
    journey.server.projects.retain(|project| project != "Payments");
    journey.settle();
    assert_eq!(journey.browse().column, Column::Projects);
    let notice = journey.model.notice.clone().unwrap();
    assert!(notice.tone == Tone::Warning && notice.text.contains("Payments"), "{notice:?}");
}

#[test]
fn the_raw_json_has_neither_files_nor_secrets_and_can_be_left() {
    let mut journey = Journey::browsing();
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["password"] = "hunter2".into();
    journey.go("r");
    journey.go("jJ");
    let Some(Screen::Json(json)) = journey.model.screen() else { panic!() };
    let text = json.lines.join("\n");
    assert!(text.contains("12345678901234567890123") && text.contains("1.50"), "{text}");
    assert!(!text.contains("hunter2") && !text.contains("/u3+7"), "{text}");
    journey.go("jjGgq");
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn esc_and_q_lead_back_from_everywhere() {
    for keys in [
        "",
        "<Enter>",
        "<Enter><Tab><Enter>",
        "<Enter><Enter>",
        "<Enter>a",
        "<Enter>J",
        "J",
        "?",
        "/x",
        "<Enter><Enter><C-o>",
    ] {
        let mut journey = Journey::browsing();
        journey.go("j");
        journey.go(keys);
        for _ in 0..6 {
            journey.go("<Esc>");
        }
        assert_eq!((journey.context(), journey.model.dialogs.len()), (Context::Browse, 0), "{keys}");
        assert!(!journey.quit);
        journey.go("q");
        assert!(journey.quit, "{keys}");
    }
}

//! The whole main job: browse, edit, choose the cascade, confirm, deploy, see what came of it.

use base64::{Engine, engine::general_purpose::STANDARD};
use keywright::app::{
    dialog::submit::Focus, effect::Read, keymap::Context, model::Tone, screen::Screen, submission::Phase,
};
use keywright::domain::{
    cascade::JwkCascade, deployment::Verified, draft::Mark, environment::Kind, file::StoreType,
};
use serde_json::{Value, json};

use crate::{
    answers::deployed,
    journey::{JKS, Journey, P12, STORED},
};

/// production gets a new file, password and alias; dr-site is added; sandbox is removed; all renamed.
fn edited() -> Journey {
    let mut journey = Journey::browsing();
    journey.go("/mtls<Enter><Enter>");
    assert_eq!(journey.form().draft.name(), "partner-mtls");
    // production: file, password, (type: recognised), alias.
    journey.go("<Enter>/k/new.p12<Enter>changeit<Enter>");
    assert_eq!(journey.entry_form().store_type(), Some(StoreType::Pkcs12));
    assert_eq!(journey.entry_form().alias.text(), "server", "the only one is chosen by itself");
    journey.go("<C-s>");
    assert_eq!(journey.marks(), "~production staging sandbox");
    // dr-site is the first of those that aren't there yet.
    journey.go("a<Enter>");
    assert_eq!(
        (journey.entry_form().environment.as_str(), &journey.entry_form().kind),
        ("dr-site", &Kind::Production)
    );
    journey.go("/k/new.jks<Tab>changeit<C-s>");
    journey.go("gjjx");
    assert_eq!(journey.marks(), "~production staging -sandbox +dr-site");
    // The name.
    journey.go("<Tab><Enter><C-u>partner-2027<Enter><Tab><Tab>");
    assert_eq!(journey.form().draft.summary(), "changes 1, adds 1, keeps 1, REMOVES sandbox");
    journey
}

/// The body that this edit makes.
fn expected() -> Value {
    let text = r#"{"id": "ks-1", "name": "partner-2027", "description": "mTLS identity", "version": 1.50, "serial": 12345678901234567890123,
            "keyStoreEnvironmentList": [
            {"environmentName": "production", "type": "PKCS12", "file": "P12", "x-owner": {"team": "core"}, "password": "changeit", "alias": "server"},
            {"environmentName": "staging", "type": "JKS", "file": "STORED"},
            {"environmentName": "dr-site", "type": "JKS", "file": "JKS", "password": "changeit", "alias": "server"}]}"#;
    let file = |bytes| format!("\"file\": \"{}\"", STANDARD.encode(bytes));
    let text = [("P12", P12), ("STORED", STORED), ("JKS", JKS)]
        .iter()
        .fold(text.to_owned(), |text, (name, bytes)| {
            text.replace(&format!("\"file\": \"{name}\""), &file(*bytes))
        });
    serde_json::from_str(&text).unwrap()
}

#[test]
fn an_operator_edits_chooses_confirms_and_sees_it_verified_under_the_new_name() {
    let mut journey = edited();
    journey.go("<C-s>");
    assert_eq!(journey.submit().focus, Focus::Cancel);
    // Round to the cascades: this project.
    journey.keys("<Tab><Tab><Tab><Enter>");
    assert_eq!(journey.submit().cascade, Some(JwkCascade::ThisProject));
    journey.type_phrases(&["2 production", "remove sandbox"]);
    // The new PKCS#12 is warned of: older Java releases can't read it.
    journey.keys("<Enter>");
    assert!(journey.submit().complaint.as_deref().unwrap_or_default().contains("1 warning is not ticked"));
    journey.tick_warnings();
    journey.keys("<Enter>");

    // Checked before anything is sent.
    assert_eq!(journey.context(), Context::Deploying);
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    assert_eq!(journey.asked(), [read]);
    assert_eq!(journey.put_count, 0);
    journey.settle();

    let (_, update) = &journey.puts[0];
    assert_eq!((update.project(), update.keystore()), ("Payments", "partner-mtls"));
    assert_eq!(update.cascade(), JwkCascade::ThisProject);
    let body: Value = serde_json::from_slice(update.body()).unwrap();
    assert_eq!(body, expected());
    let text = String::from_utf8(update.body().to_vec()).unwrap();
    assert!(text.contains("1.50") && text.contains("12345678901234567890123"), "{text}");

    journey.stored(deployed(&["production", "staging", "dr-site"]));
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-2027".into() };
    assert_eq!(journey.asked(), [read], "read back under the new name");
    assert!(!matches!(journey.headline().0, Tone::Good), "not verified yet");
    journey.settle();
    assert!(
        matches!(journey.submission().verified, Some(Verified::Equal { .. })),
        "{:?}",
        journey.submission().verified
    );
    assert_eq!(
        journey.headline(),
        (Tone::Good, "partner-2027: stored, deployed everywhere, verified as far as it is shown".into())
    );
    assert!(matches!(journey.submission().phase, Phase::Over));
    assert_eq!((journey.put_count, journey.confirmations), (1, 1));

    // Back in the form: the new name, nothing left to submit.
    journey.keys("<Esc>");
    assert_eq!(journey.form().draft.name(), "partner-2027");
    assert!(!journey.form().draft.is_changed() && !journey.model.has_changes());
    assert_eq!(journey.form().draft.changes(), []);
    assert!(
        journey.form().draft.entries().iter().all(|entry| journey.form().draft.mark(entry) == Mark::Kept)
    );
    // And in the list, with the cursor on it.
    journey.keys("<Esc>");
    assert!(matches!(journey.model.screens.as_slice(), [Screen::Browse(_)]));
    assert_eq!(journey.browse().keystore.as_deref(), Some("partner-2027"));
    assert_eq!(browse_cursor(&journey), "partner-2027");
    journey.go("<Enter>");
    assert_eq!(journey.form().draft.name(), "partner-2027");
    assert!(
        matches!(journey.server.answered.last(), Some(Read::Keystore { keystore, .. }) if keystore == "partner-2027")
    );
}

fn browse_cursor(journey: &Journey) -> String {
    keywright::app::screen::browse::keystore_at_cursor(&journey.model).unwrap().name().to_owned()
}

#[test]
fn each_cascade_goes_out_as_it_was_chosen() {
    for (tabs, cascade, phrases) in [
        ("<Tab><Tab>", JwkCascade::Leave, vec!["production"]),
        ("<Tab><Tab><Tab>", JwkCascade::ThisProject, vec!["production"]),
        ("<Tab><Tab><Tab><Tab>", JwkCascade::AllProjects, vec!["production", "all projects"]),
    ] {
        let mut journey = Journey::reviewing();
        journey.keys(&format!("{tabs}<Enter>"));
        assert_eq!(journey.submit().cascade, Some(cascade));
        journey.type_phrases(&phrases);
        journey.go("<Enter>");
        assert_eq!(journey.puts[0].1.cascade(), cascade);
    }
}

#[test]
fn what_was_not_touched_is_sent_as_it_came() {
    let mut journey = Journey::sent();
    let (_, update) = journey.puts.remove(0);
    let mut body: Value = serde_json::from_slice(update.body()).unwrap();
    assert_eq!(body["description"], json!("changed"));
    body["description"] = json!("mTLS identity");
    assert_eq!(&body, journey.server.stored("partner-mtls"));
}

#[test]
fn a_second_update_follows_a_first_one() {
    let mut journey = Journey::sent();
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.settle();
    journey.keys("<Esc>");
    journey.describe("changed again");
    journey.go("<C-s>");
    journey.confirm(&["production"]);
    journey.settle();
    assert_eq!((journey.put_count, journey.confirmations), (2, 2));
    journey.stored(deployed(&["production", "staging", "sandbox"]));
    journey.settle();
    assert_eq!(journey.headline().0, Tone::Good);
    assert_eq!(journey.server.stored("partner-mtls")["description"], "changed again");
}

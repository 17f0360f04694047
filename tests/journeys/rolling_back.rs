//! Back to the version before an update: from the deployment screen and from the history.

use base64::{Engine, engine::general_purpose::STANDARD};
use keywright::app::{
    dialog::{
        Dialog,
        confirm::Question,
        environment::{EnvironmentForm, FileState, FormField},
        note::Note,
    },
    effect::{Effect, Read},
    keymap::Context,
    local::{Ask, Peeked},
    session::{Access, Session},
};
use keywright::domain::{
    file::FileDigest,
    holder::{Holder, Who},
    journal::{Record, VersionBefore},
};
use serde_json::{Value, json};

use crate::{
    answers::{deployed, token_refused},
    journey::{JKS, Journey, STORED, session},
};

const ALL: [&str; 3] = ["production", "staging", "sandbox"];

fn partner() -> Read {
    Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() }
}

/// production of partner-mtls got another file, which is stored and deployed; the update is on the screen.
pub fn updated() -> Journey {
    let mut journey = Journey::editing();
    journey.server.keeps = true;
    journey.go("<Enter>/k/new.jks<Tab>changeit<C-s>");
    assert_eq!(journey.marks(), "~production staging sandbox");
    submit(&mut journey, &["production"]);
    assert_eq!(file(&journey, 0), STANDARD.encode(JKS));
    journey
}

/// Reviews, confirms, and lets it be stored and deployed.
fn submit(journey: &mut Journey, phrases: &[&str]) {
    journey.go("<C-s>");
    journey.confirm(phrases);
    journey.settle();
    journey.stored(deployed(&ALL));
    journey.settle();
    assert_eq!(journey.context(), Context::Deployment);
}

/// The file that partner-mtls has stored in one of its entries.
fn file(journey: &Journey, entry: usize) -> Value {
    journey.server.stored("partner-mtls")["keyStoreEnvironmentList"][entry]["file"].clone()
}

#[track_caller]
fn note(journey: &Journey) -> String {
    match journey.model.dialog() {
        Some(Dialog::Note(Note { title, said, .. })) => {
            let said: Vec<&str> = said.iter().map(|(_, words)| words.as_str()).collect();
            format!("{title}: {}", said.join(" "))
        }
        other => panic!("no note but {other:?}, {:?}", journey.model.notice),
    }
}

/// The journal's latest record.
fn record(journey: &mut Journey) -> &mut Record {
    &mut journey.server.local.journal.as_mut().unwrap().records[0]
}

/// Where nothing may have happened: no form with edits, nothing read, nothing sent.
#[track_caller]
fn nothing_happened(journey: &Journey, puts: usize) {
    assert!(journey.outstanding.is_empty() && journey.model.rolling_back.is_none());
    assert!(!journey.model.form().is_some_and(|form| form.draft.is_changed()));
    assert_eq!(journey.put_count, puts);
}

/// From the form that leads back to the stored former file, through everything that any update goes through.
fn give_the_password_and_submit(journey: &mut Journey) {
    assert_eq!(journey.context(), Context::Problem, "a note is to be read first");
    journey.go("<Enter>");
    assert_eq!(journey.context(), Context::Keystore);
    assert_eq!(journey.marks(), "~production staging sandbox");
    journey.go("<C-s>");
    assert!(journey.notice().contains("no backup has a password"), "{}", journey.notice());
    assert!(journey.model.dialogs.is_empty());
    journey.go("<Enter>wrong<C-s>");
    assert_eq!(journey.context(), Context::FormText, "another password blocks, as anywhere");
    journey.go("<C-u>changeit");
    journey.keys("<C-s>");
    assert_eq!(journey.context(), Context::Keystore, "what stands in place of its path isn't looked for");
    journey.go("<C-s>");
    assert_eq!(journey.submit().cascade, None, "the cascade is chosen anew");
    journey.go("<Esc>");
    let before = journey.put_count;
    submit(journey, &["production"]);
    assert_eq!(journey.put_count, before + 1);
    assert_eq!(file(journey, 0), STANDARD.encode(STORED));
    assert_eq!(journey.server.stored("partner-mtls")["serial"].to_string(), "12345678901234567890123");
}

#[test]
fn from_the_history_the_former_file_is_brought_back_by_an_update_like_any_other() {
    let mut journey = updated();
    journey.go("H");
    assert_eq!(journey.context(), Context::History);
    journey.keys("B");
    assert!(
        matches!(&journey.outstanding[..], [Effect::Local(_, Ask::Backup(path))] if path == "backups/update-0.json")
    );
    journey.answer_next();
    assert_eq!(journey.asked(), [partner()], "what is stored is read now");
    journey.settle();
    let said = note(&journey);
    assert!(
        said.contains("version of 2026-11-23 03:00 UTC. Environments: changes 1, adds 0, keeps 2"),
        "{said}"
    );
    assert!(said.contains("Nothing has been sent") && said.contains("production"), "{said}");
    assert!(!said.contains("Changed since"), "{said}");
    assert_eq!(journey.put_count, 1);
    give_the_password_and_submit(&mut journey);
    // The rolling back is an update of its own, with a backup of its own.
    assert_eq!(journey.server.local.journal.as_ref().unwrap().records.len(), 2);
    assert_eq!(journey.server.local.backups.len(), 2);
}

#[test]
fn from_the_deployment_screen_the_version_of_this_session_is_brought_back() {
    let mut journey = updated();
    journey.server.local.backups.clear();
    journey.keys("B");
    assert_eq!(journey.asked(), [partner()], "no backup has to be read for it");
    journey.settle();
    give_the_password_and_submit(&mut journey);
}

#[test]
fn where_nothing_differs_there_is_nothing_to_roll_back() {
    let mut journey = updated();
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["file"] =
        STANDARD.encode(STORED).into();
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]
        .as_object_mut()
        .unwrap()
        .remove("alias");
    journey.go("B");
    assert!(
        journey.notice().contains("nothing to roll back: what is stored is what was before"),
        "{}",
        journey.notice()
    );
    assert_eq!(journey.context(), Context::Deployment);
    nothing_happened(&journey, 1);
    // Fields that no edit reaches are told.
    journey.server.stored_mut("partner-mtls")["x-note"] = "since".into();
    journey.go("B");
    assert!(note(&journey).contains("x-note"), "{}", note(&journey));
    nothing_happened(&journey, 1);
}

#[test]
fn what_was_never_sent_is_not_rolled_back() {
    let mut journey = Journey::submitting();
    journey.server.stored_mut("partner-mtls")["description"] = "theirs".into();
    journey.settle();
    assert_eq!(journey.context(), Context::Deployment);
    journey.go("B");
    assert!(journey.notice().contains("nothing was sent"), "{}", journey.notice());
    assert_eq!(journey.form().draft.description(), "changed", "the edits stay");
    assert!(journey.model.rolling_back.is_none() && journey.put_count == 0);
}

#[test]
fn what_others_changed_since_is_said_and_undone_too() {
    let mut journey = updated();
    let stored = journey.server.stored_mut("partner-mtls");
    stored["keyStoreEnvironmentList"][1]["file"] = STANDARD.encode(JKS).into();
    stored["description"] = "since".into();
    journey.go("HB");
    let said = note(&journey);
    assert!(
        said.contains("Changed since that update, and undone as well: the description, staging."),
        "{said}"
    );
    assert!(said.contains("production, staging"), "{said}");
    journey.go("<Enter>");
    assert_eq!(journey.marks(), "~production ~staging sandbox");
    assert_eq!(journey.form().draft.description(), "mTLS identity");
}

#[test]
fn what_two_others_changed_since_is_said_too() {
    // After the update of production's file an update of the description, and somebody's of staging's alias.
    let mut journey = updated();
    journey.go("<Esc>");
    journey.describe("second");
    submit(&mut journey, &["production"]);
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][1]["alias"] = "theirs".into();
    journey.go("HjB");
    let said = note(&journey);
    assert!(
        said.contains("Changed since that update, and undone as well: the description, staging."),
        "{said}"
    );
    // Of the second update the description is what it changed itself.
    journey.go("<Enter><Esc>y");
    journey.go("HB");
    let said = note(&journey);
    assert!(said.contains("Changed since that update, and undone as well: staging."), "{said}");
}

#[test]
fn of_what_many_others_changed_since_ten_are_named() {
    let mut journey = updated();
    let list = journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"].as_array_mut().unwrap();
    list.extend((0..12).map(
        |at| json!({"environmentName": format!("site-{at}"), "type": "JKS", "file": STANDARD.encode(JKS)}),
    ));
    journey.go("B");
    let said = note(&journey);
    assert!(
        said.contains("undone as well: site-0, site-1, ") && said.contains("site-9, and 2 more."),
        "{said}"
    );
}

#[test]
fn a_backup_of_another_gateway_is_refused_unread() {
    let mut journey = updated();
    record(&mut journey).intent.plan.place.gateway = "https://other.example/apiops/".into();
    journey.go("Ha");
    journey.keys("B");
    let said = note(&journey);
    assert!(
        said.contains("https://other.example/apiops/") && said.contains("http://127.0.0.1:1/apiops/"),
        "{said}"
    );
    nothing_happened(&journey, 1);
}

#[test]
fn an_encrypted_backup_is_told_to_be_opened_by_hand() {
    let mut journey = updated();
    let path = "backups/update-0.json.age".to_owned();
    record(&mut journey).intent.plan.backup =
        VersionBefore::Kept { path, digest: FileDigest::of(b"x"), encrypted: true };
    journey.go("H");
    journey.keys("B");
    let said = note(&journey);
    assert!(
        said.contains("age -d -i IDENTITY '/home/op/.local/state/keywright/backups/update-0.json.age'"),
        "{said}"
    );
    journey.keys("y");
    assert!(journey.notice().contains("copied the command"), "{}", journey.notice());
    let copied = "Copy(\"age -d -i IDENTITY '/home/op/.local/state/keywright/backups/update-0.json.age' > BACKUP.json\")";
    assert!(journey.log.iter().any(|line| line == copied), "{:?}", journey.log);
    assert_eq!(journey.context(), Context::Command, "it stays to be read");
    journey.keys("<Esc>");
    nothing_happened(&journey, 1);
}

#[test]
fn where_none_was_kept_it_is_said_why() {
    for backup in [
        VersionBefore::Off { why: "the profile prod says backup = false".into() },
        VersionBefore::Failed { why: "the disk was full".into() },
    ] {
        let mut journey = updated();
        let why = match &backup {
            VersionBefore::Off { why } | VersionBefore::Failed { why } => why.clone(),
            VersionBefore::Kept { .. } => unreachable!(),
        };
        record(&mut journey).intent.plan.backup = backup;
        journey.go("H");
        journey.keys("<Enter>B");
        assert!(note(&journey).contains(&why), "{}", note(&journey));
        assert!(note(&journey).contains("An earlier update whose backup is kept"), "{}", note(&journey));
        nothing_happened(&journey, 1);
    }
}

#[test]
fn a_backup_that_is_not_the_journals_is_refused() {
    let path = "backups/update-0.json";
    for (what, word) in [
        ("digest", "its digest is another"),
        ("place", "isn't the keystore"),
        ("gone", "isn't there any more"),
    ] {
        let mut journey = updated();
        match what {
            "digest" => journey.server.local.backups.get_mut(path).unwrap().digest = FileDigest::of(b"other"),
            "place" => {
                journey.server.local.backups.get_mut(path).unwrap().place.gateway = "https://other/".into()
            }
            _ => journey.server.local.backups.clear(),
        }
        journey.go("HB");
        assert!(note(&journey).contains(word), "{what}: {}", note(&journey));
        nothing_happened(&journey, 1);
        journey.go("<Esc>");
        assert_eq!(journey.context(), Context::History);
    }
}

#[test]
fn a_keystore_that_is_gone_is_said_to_be() {
    let mut journey = updated();
    journey.server.remove("partner-mtls");
    journey.go("HB");
    let said = note(&journey);
    assert!(said.contains("No keystore is stored under partner-mtls in Payments"), "{said}");
    nothing_happened(&journey, 1);
}

#[test]
fn a_keystore_of_the_same_name_that_is_another_is_left_alone() {
    let mut journey = updated();
    journey.server.stored_mut("partner-mtls")["id"] = "ks-2".into();
    journey.go("B");
    assert!(note(&journey).contains("No keystore is stored under partner-mtls"), "{}", note(&journey));
    nothing_happened(&journey, 1);
}

#[test]
fn a_renamed_keystore_is_found_under_its_new_name_and_gets_its_former_one() {
    let mut journey = Journey::editing();
    journey.server.keeps = true;
    journey.keys("<Tab><Enter><C-u>renamed<Enter>");
    submit(&mut journey, &["production"]);
    journey.go("H");
    journey.keys("B");
    journey.answer_next();
    let renamed = Read::Keystore { project: "Payments".into(), keystore: "renamed".into() };
    assert_eq!(journey.asked(), [renamed]);
    journey.settle();
    assert!(note(&journey).contains("keeps 3"), "{}", note(&journey));
    journey.go("<Enter>");
    let draft = &journey.form().draft;
    assert_eq!((draft.base().name(), draft.name()), ("renamed", "partner-mtls"));
    submit(&mut journey, &["production"]);
    assert_eq!(journey.server.stored("partner-mtls")["description"], json!("mTLS identity"));
    // Of a keystore that has another name by now, every update is among its own.
    journey.go("H");
    let Some(keywright::app::screen::Screen::History(history)) = journey.model.screen() else { panic!() };
    assert_eq!(history.len(), 2);
}

#[test]
fn a_keystore_that_was_renamed_by_hand_back_to_its_name_is_found_under_the_other() {
    let mut journey = Journey::editing();
    journey.server.keeps = true;
    journey.keys("<Tab><Enter><C-u>renamed<Enter>");
    submit(&mut journey, &["production"]);
    journey.server.stored_mut("renamed")["name"] = "partner-mtls".into();
    journey.server.stored_mut("partner-mtls")["description"] = "since".into();
    journey.go("HB");
    journey.go("<Enter>");
    let draft = &journey.form().draft;
    assert_eq!(
        (draft.base().name(), draft.name(), draft.description()),
        ("partner-mtls", "partner-mtls", "mTLS identity")
    );
}

#[test]
fn added_and_removed_environments_are_brought_back() {
    let mut journey = Journey::editing();
    journey.server.keeps = true;
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][2]["tags"] = json!(["lab"]);
    journey.go("r");
    journey.go("a<Enter>/k/new.jks<Tab>changeit<C-s>");
    journey.go("gjjx");
    assert_eq!(journey.marks(), "production staging -sandbox +dr-site");
    submit(&mut journey, &["2 production", "remove sandbox"]);
    journey.go("B");
    assert!(!note(&journey).contains("Otherwise than before"), "{}", note(&journey));
    journey.go("<Enter>");
    assert_eq!(journey.marks(), "production staging -dr-site +sandbox");
    assert_eq!(journey.form().selected().map(|(at, _)| at), Some(3), "the one whose password is asked for");
    journey.go("<Enter>changeit<C-s>");
    submit(&mut journey, &["production", "remove dr-site"]);
    assert_eq!(file(&journey, 2), STANDARD.encode(STORED));
    let sandbox = &journey.server.stored("partner-mtls")["keyStoreEnvironmentList"][2];
    assert_eq!(sandbox["tags"], json!(["lab"]), "what no form edits comes back with it");
}

#[test]
fn changes_of_the_form_are_not_lost_unasked() {
    let mut journey = updated();
    journey.go("<Esc>");
    journey.describe("being written");
    journey.go("HB");
    assert!(
        matches!(journey.model.dialog(), Some(Dialog::Confirm(confirm)) if confirm.question == Question::RollBack && !confirm.yes)
    );
    journey.go("n");
    assert_eq!(journey.context(), Context::History);
    assert_eq!(journey.form().draft.description(), "being written");
    journey.go("By");
    assert!(note(&journey).contains("changes 1"), "{}", note(&journey));
    journey.go("<Enter>");
    assert_eq!(journey.marks(), "~production staging sandbox");
    assert!(!journey.form().draft.description_changed());
    // And those that lead back are kept like any others: leaving asks.
    journey.go("<Esc>");
    assert!(
        matches!(journey.model.dialog(), Some(Dialog::Confirm(confirm)) if confirm.question == Question::DropChanges)
    );
}

#[test]
fn what_somebody_else_edits_is_not_rolled_back() {
    let mut journey = updated();
    let who = Who { user: "ada".into(), host: "jump-2".into(), ..Who::default() };
    let holder = Holder { who, pid: 7, since: journey.model.now };
    journey.server.local.peeked = Ok(Peeked { kept: None, holder: Some(holder) });
    journey.go("B");
    assert!(journey.notice().contains("being edited by ada@jump-2"), "{}", journey.notice());
    nothing_happened(&journey, 1);
}

#[test]
fn a_read_only_session_shows_the_history_and_rolls_nothing_back() {
    let access = Access::ReadOnly { why: "--read-only was given".into() };
    let mut journey = Journey::browsing_in(Session { access, ..session() });
    let history = updated().server.local.journal;
    journey.server.local.journal = history;
    journey.go("jH");
    assert_eq!(journey.context(), Context::History);
    for keys in ["B", "<Enter>B"] {
        journey.keys(keys);
        assert!(journey.notice().contains("READ-ONLY (--read-only was given)"), "{}", journey.notice());
        assert!(journey.outstanding.is_empty() && journey.model.dialogs.is_empty());
    }
    assert_eq!(journey.context(), Context::Record);
}

#[test]
fn an_expired_token_is_asked_for_and_the_reading_goes_on() {
    let mut journey = updated();
    journey.server.fail(partner(), &token_refused());
    journey.go("B");
    assert_eq!(journey.context(), Context::Token);
    journey.server.mend();
    journey.keys("fresh-token<Enter>");
    assert_eq!(journey.asked(), [partner()]);
    journey.settle();
    assert!(note(&journey).contains("changes 1"), "{}", note(&journey));
}

#[test]
fn what_is_stored_and_cannot_be_read_is_an_error() {
    let mut journey = updated();
    journey.server.fail(partner(), &crate::answers::cut_off());
    journey.go("B");
    assert!(
        matches!(journey.model.dialog(), Some(Dialog::Problem(problem)) if problem.title.contains("Not rolled back"))
    );
    nothing_happened(&journey, 1);
}

#[test]
fn leaving_while_it_is_read_drops_it() {
    for (keys, back) in [("B", Context::Keystore), ("HB", Context::Deployment)] {
        let mut journey = updated();
        if keys == "HB" {
            journey.go("H");
        }
        journey.keys("B");
        assert!(journey.model.is_busy());
        journey.keys("<Esc>");
        assert_eq!(journey.context(), back);
        assert!(!journey.model.is_busy() && journey.model.rolling_back.is_none());
        nothing_happened(&journey, 1);
    }
    // A dialog that was opened meanwhile keeps the keyboard.
    let mut journey = updated();
    journey.keys("B?");
    journey.settle();
    assert_eq!(journey.context(), Context::Help);
    assert!(journey.notice().contains("something else is open"), "{}", journey.notice());
    nothing_happened(&journey, 1);
}

#[test]
fn while_an_update_is_under_way_nothing_is_rolled_back() {
    let mut journey = updated();
    journey.go("<Esc>");
    journey.describe("again");
    journey.go("<C-s>");
    journey.confirm(&["production"]);
    journey.settle();
    assert_eq!(journey.context(), Context::Deploying);
    journey.go("HB");
    assert!(journey.notice().contains("under way"), "{}", journey.notice());
    assert!(journey.model.rolling_back.is_none());
}

#[test]
fn of_a_project_that_was_not_opened_the_environments_are_read() {
    let mut history = updated().server;
    let mut journey = Journey::begin(session());
    journey.settle();
    std::mem::swap(&mut journey.server, &mut history);
    // Only Billing, the first project, has been opened.
    journey.go("HB");
    assert!(note(&journey).contains("changes 1"), "{}", note(&journey));
    let environments = Read::Environments { project: "Payments".into() };
    assert!(journey.server.answered.contains(&environments));
    assert_eq!(journey.model.catalog.environments("Payments").len(), 5);
    journey.go("<Enter><Enter>changeit<C-s>");
    submit(&mut journey, &["production"]);
    assert_eq!(file(&journey, 0), STANDARD.encode(STORED));
}

/// The form that leads back, with the entry whose file was put back open in its own.
fn putting_back() -> Journey {
    let mut journey = updated();
    journey.go("B<Enter><Enter>");
    journey
}

#[track_caller]
fn entry(journey: &Journey) -> &EnvironmentForm {
    match journey.model.dialog() {
        Some(Dialog::Environment(form)) => form,
        other => panic!("no entry's form but {other:?}"),
    }
}

/// Whether the file of the form is the one that was put back.
fn is_put_back(form: &EnvironmentForm) -> bool {
    matches!(&form.file, FileState::Ready(file) if file.is_put_back && file.content.digest() == FileDigest::of(STORED))
}

#[test]
fn of_a_file_that_was_put_back_the_password_is_asked_for_first() {
    let mut journey = putting_back();
    journey.go("changeit");
    let form = entry(&journey);
    assert_eq!((form.focus, form.password.len(), form.path.text().as_str()), (FormField::Password, 8, ""));
    assert!(is_put_back(form));
    // Entered once, it is asked for there again.
    journey.go("<C-s>");
    assert_eq!(journey.context(), Context::Keystore);
    journey.go("<Enter>");
    assert_eq!(entry(&journey).focus, FormField::Password);
}

#[test]
fn a_file_that_was_put_back_is_not_lost_by_typing() {
    for keys in ["<C-r>", "<C-u>", "<C-u>x<C-r>", "<C-r><C-r><C-r>"] {
        let mut journey = putting_back();
        journey.go("<S-Tab>/k/none.jks");
        assert!(matches!(entry(&journey).file, FileState::Bad(_)), "{keys}");
        assert_eq!(entry(&journey).path.text(), "/k/none.jks");
        journey.go(keys);
        assert!(is_put_back(entry(&journey)), "{keys}");
        journey.go("<Tab>changeit<C-s>");
        assert_eq!(journey.context(), Context::Keystore, "{keys}");
        submit(&mut journey, &["production"]);
        assert_eq!(file(&journey, 0), STANDARD.encode(STORED), "{keys}");
    }
    // Pasted or browsed to, another file is chosen on purpose.
    let mut journey = putting_back();
    journey.go("<S-Tab>");
    journey.paste("/k/new.p12");
    journey.go("<Tab>changeit");
    let FileState::Ready(chosen) = &entry(&journey).file else { panic!("{:?}", entry(&journey).file) };
    assert_eq!((chosen.path.as_str(), chosen.is_put_back), ("/k/new.p12", false));
}

#[test]
fn the_browser_of_files_leaves_a_file_that_was_put_back_alone() {
    let mut journey = putting_back();
    journey.go("<S-Tab><C-o>");
    assert_eq!(journey.context(), Context::Files);
    journey.go("<Esc>");
    assert!(is_put_back(entry(&journey)));
}

//! The form of an environment's entry: path, completion, browser, files that can't be used, type.

use keywright::app::{
    dialog::{
        Dialog,
        environment::{FileState, FormField},
    },
    effect::Effect,
    keymap::Context,
    message::{FileProblem, Reply},
};
use keywright::domain::file::StoreType;

use crate::journey::{JKS, Journey, P12};

/// production's form.
fn opened() -> Journey {
    let mut journey = Journey::editing();
    journey.go("<Enter>");
    assert_eq!(journey.entry_form().environment, "production");
    journey
}

/// Ctrl-S doesn't take it over, and says why.
#[track_caller]
fn refuses(journey: &mut Journey, words: &str) {
    journey.go("<C-s>");
    let complaint = journey.entry_form().complaint().unwrap_or_default().to_owned();
    assert!(complaint.contains(words), "{complaint:?} should say {words:?}");
    assert!(!journey.form().draft.is_changed());
}

#[test]
fn a_file_is_read_once_typing_rests() {
    let mut journey = opened();
    journey.keys("/k/new.p12");
    assert!(journey.outstanding.is_empty(), "{:?}", journey.outstanding);
    journey.wake(0);
    assert!(matches!(journey.outstanding.as_slice(), [Effect::ReadFile(_, path)] if path == "/k/new.p12"));
    journey.settle();
    let FileState::Ready(file) = &journey.entry_form().file else { panic!() };
    assert_eq!(file.content.bytes(), P12);
}

#[test]
fn a_file_that_came_late_for_another_path_is_dropped() {
    let mut journey = opened();
    journey.keys("/k/new.p1");
    journey.wake(0);
    let Some(Effect::ReadFile(late, _)) = journey.outstanding.pop() else { panic!() };
    journey.keys("2");
    journey.reply(late, Reply::File(Err(FileProblem::NotFound)));
    assert!(matches!(journey.entry_form().file, FileState::Reading(_)));
    journey.settle();
    assert!(matches!(journey.entry_form().file, FileState::Ready(_)));
}

#[test]
fn what_is_done_while_the_file_is_read_is_taken_over_once_it_is_open() {
    let mut journey = opened();
    journey.keys("/k/new.p12<C-s>");
    assert!(journey.entry_form().is_taking());
    journey.settle();
    assert!(journey.entry_form().complaint().unwrap().contains("without its password"));
    assert!(!journey.entry_form().is_taking());
}

#[test]
fn a_file_that_is_never_read_cannot_be_taken_over() {
    let mut journey = opened();
    journey.keys("/k/new.p12<C-s>");
    journey.pass(std::time::Duration::from_secs(2));
    assert!(journey.entry_form().complaint().unwrap().contains("still being read"));
}

#[test]
fn every_file_that_cannot_be_used_says_so_at_once_and_is_not_taken_over() {
    for problem in [
        FileProblem::NotFound,
        FileProblem::Directory,
        FileProblem::NotADirectory,
        FileProblem::NotAFile,
        FileProblem::Denied,
        FileProblem::Empty,
        FileProblem::TooLarge(17 << 20),
        FileProblem::Other("stale NFS handle".into()),
    ] {
        let mut journey = opened();
        journey.server.files.insert("/k/bad".into(), Err(problem.clone()));
        journey.go("/k/bad");
        assert!(matches!(&journey.entry_form().file, FileState::Bad(found) if *found == problem));
        refuses(&mut journey, &problem.to_string());
    }
}

#[test]
fn a_file_that_the_gateway_does_not_take_is_not_taken_over() {
    for (bytes, words) in [
        (&b"-----BEGIN CERTIFICATE-----"[..], "PEM"),
        (b"\xCE\xCE\xCE\xCE\0\0\0\x02", "JCEKS"),
        (b"\x30\x82\x03\x00\x30\x82", "DER"),
        (b"hello", "not a keystore"),
    ] {
        let mut journey = opened();
        journey.server.files.insert("/k/bad".into(), Ok(bytes.to_vec()));
        journey.go("/k/bad");
        refuses(&mut journey, words);
    }
}

#[test]
fn a_type_that_is_not_the_files_cannot_be_taken_over() {
    let mut journey = opened();
    journey.go("/k/new.p12<Enter><Enter>");
    assert_eq!(journey.entry_form().focus, FormField::Type);
    journey.go(" ");
    assert_eq!(journey.entry_form().store_type(), Some(StoreType::Jks));
    refuses(&mut journey, "the type is JKS, but the file is PKCS12");
    journey.go("<C-r><S-Tab>changeit<C-s>");
    assert_eq!(journey.marks(), "~production staging sandbox");
    // Nor against the file that is stored.
    let mut journey = opened();
    journey.go("<Tab><Tab><Right>");
    assert_eq!(journey.entry_form().store_type(), Some(StoreType::Pkcs12));
    refuses(&mut journey, "the type is PKCS12, but the file is JKS");
}

#[test]
fn a_new_environment_needs_a_file() {
    let mut journey = Journey::editing();
    journey.go("a<Enter><Tab>pw");
    refuses(&mut journey, "choose a file");
}

#[test]
fn nothing_entered_is_nothing_changed() {
    for keys in [
        "<C-s>",
        "<Tab><Tab><Tab><Left><Right><Home><End><C-s>",
        "<Esc>",
        "<Tab><BS><Esc>",
        "<Tab><Tab><Tab><Left><Esc>",
        "<Tab><Tab>q",
        "<S-Tab><Enter>",
    ] {
        let mut journey = opened();
        journey.go(keys);
        assert!(journey.model.dialogs.is_empty(), "after {keys}: {:?}", journey.model.dialogs);
        assert_eq!(journey.marks(), "production staging sandbox", "after {keys}");
    }
}

#[test]
fn leaving_with_something_entered_asks() {
    for keys in ["/k", "<Tab>pw", "<Tab><Tab> ", "<Tab><Tab><Tab>me"] {
        let mut journey = opened();
        journey.go(keys);
        journey.go("<Esc>");
        assert_eq!(journey.context(), Context::Confirm, "{keys}");
        journey.go("<Enter>");
        assert!(matches!(journey.model.dialog(), Some(Dialog::Environment(_))));
        journey.go("<Esc>y");
        assert_eq!((journey.context(), journey.model.has_changes()), (Context::Keystore, false));
    }
}

#[test]
fn an_entry_opened_again_has_what_was_entered() {
    let mut journey = opened();
    journey.go("/k/new.p12<Enter>changeit<Tab><Tab><C-u>SERVER<C-s><Enter>");
    let form = journey.entry_form();
    assert_eq!((form.path.text(), form.alias.text()), ("/k/new.p12".into(), "SERVER".into()));
    assert!(form.kept_password.is_some() && form.password.is_empty());
    journey.go("<C-s>");
    assert!(journey.form().draft.entries()[0].edits.password.is_some(), "an empty field keeps it");
}

#[test]
fn tab_completes_the_path() {
    let mut journey = opened();
    journey.server.files.insert("~/keys/partner.p12".into(), Ok(P12.to_vec()));
    journey.server.files.insert("~/keys/partner.txt".into(), Ok(b"x".to_vec()));
    journey.go("~<Tab>");
    assert_eq!(journey.entry_form().path.text(), "~/");
    journey.go("<Tab>");
    assert_eq!(journey.entry_form().path.text(), "~/keys/");
    // Where a keystore matches, other files aren't meant.
    journey.go("p<Tab>");
    assert_eq!(journey.entry_form().path.text(), "~/keys/partner.p12");
    assert!(matches!(journey.entry_form().file, FileState::Ready(_)));
    journey.go("<Tab>");
    assert_eq!(journey.entry_form().focus, FormField::Password, "on a file that is there, to the next field");
}

#[test]
fn several_completions_are_offered() {
    let mut journey = opened();
    journey.go("/k/n<Tab>");
    assert_eq!(journey.entry_form().path.text(), "/k/new.");
    journey.go("<Tab>");
    let offers: Vec<_> = journey.entry_form().offers.iter().map(|entry| entry.name.clone()).collect();
    assert_eq!(offers, ["new.jks", "new.p12"]);
    journey.go("x");
    assert!(journey.entry_form().offers.is_empty());
    journey.go("<Tab>");
    assert_eq!(journey.entry_form().complaint(), Some("nothing begins so"));
    journey.go("<C-u>/nowhere/x<Tab>");
    assert!(journey.entry_form().complaint().unwrap().contains("/nowhere/"));
}

#[test]
fn a_password_that_is_typed_while_the_directory_is_listed_is_not_in_the_path() {
    let mut journey = opened();
    journey.keys("/k/new.p12<Tab>chang");
    journey.paste("eit");
    assert_eq!(journey.entry_form().path.text(), "/k/new.p12");
    assert!(!format!("{:?}", journey.model).contains("chang"));
    journey.settle();
    let form = journey.entry_form();
    assert_eq!(form.path.text(), "/k/new.p12");
    assert_eq!(form.password.secret().expose(), "changeit");
    journey.go("<C-s>");
    assert_eq!(journey.context(), Context::Keystore);
}

#[test]
fn however_fast_one_types_the_file_is_open_before_it_is_taken_over() {
    let mut journey = opened();
    journey.keys("/k/new.p12<Tab>changeit<C-s><C-s>");
    assert_eq!(journey.context(), Context::FormPath);
    journey.settle();
    let fast = journey.form().draft.clone();
    assert!(matches!(journey.context(), Context::Submit), "{:?}", journey.context());

    let mut journey = opened();
    journey.go("/k/new.p12<Tab>");
    journey.go("changeit");
    journey.go("<C-s>");
    assert_eq!(journey.form().draft.entries()[0].edits.alias, fast.entries()[0].edits.alias);
    assert!(fast.entries()[0].edits.alias.is_some(), "its only alias chose itself");
}

#[test]
fn keys_typed_ahead_of_what_is_refused_are_dropped() {
    let mut journey = opened();
    journey.keys("/k/new.p12<Tab>wrong<C-s>xyz");
    journey.settle();
    let form = journey.entry_form();
    assert_eq!((form.path.text().as_str(), form.password.secret().expose()), ("/k/new.p12", "wrong"));
    assert!(form.complaint().is_some());
}

#[test]
fn keys_typed_ahead_of_a_completion_follow_it() {
    let mut journey = opened();
    journey.server.files.insert("/k/sub/other.p12".into(), Ok(P12.to_vec()));
    journey.keys("/k/su<Tab>oth<Tab><Tab>pw");
    journey.settle();
    let form = journey.entry_form();
    assert_eq!((form.path.text().as_str(), form.focus), ("/k/sub/other.p12", FormField::Password));
    assert_eq!(form.password.secret().expose(), "pw");
}

#[test]
fn a_directory_that_is_never_listed_can_be_left() {
    let mut journey = opened();
    journey.keys("/k/n<Tab>");
    for _ in 0..300 {
        journey.keys("x");
    }
    assert!(journey.notice().contains("still waited for"), "{}", journey.notice());
    journey.keys("<Esc>y");
    assert_eq!(journey.context(), Context::Keystore);
}

#[test]
fn a_completion_that_comes_for_another_form_changes_nothing() {
    let mut journey = opened();
    journey.server.files.insert("/k/sub/other.p12".into(), Ok(P12.to_vec()));
    journey.keys("/k/n<Tab>");
    let at = journey.outstanding.iter().position(|effect| matches!(effect, Effect::ListDirectory(..)));
    let Effect::ListDirectory(late, directory) = journey.outstanding.remove(at.unwrap()) else { panic!() };
    assert_eq!(directory, "/k/");
    journey.keys("<Esc>y");
    journey.go("<Enter>/k/sub/");
    let reply = journey.server.answer(&Effect::ListDirectory(late, directory)).unwrap();
    journey.reply(reply.0, reply.1);
    assert_eq!(journey.entry_form().path.text(), "/k/sub/");
}

#[test]
fn the_browser_walks_chooses_and_can_be_left() {
    let mut journey = opened();
    journey.server.files.insert("/k/sub/other.p12".into(), Ok(P12.to_vec()));
    journey.go("/k/<C-o>");
    let Some(Dialog::Files(files)) = journey.model.dialog() else { panic!() };
    let names: Vec<_> = files.entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["sub", "new.jks", "new.p12", "ca.pem"], "directories, keystores, the rest");
    journey.go("<Enter>");
    let Some(Dialog::Files(files)) = journey.model.dialog() else { panic!() };
    assert_eq!(files.directory, "/k/sub/");
    journey.go("h/p12<Enter><Enter>");
    assert_eq!(journey.entry_form().path.text(), "/k/new.p12");
    assert!(matches!(journey.entry_form().file, FileState::Ready(_)));
    assert_eq!(journey.entry_form().focus, FormField::File);
    // Esc drops a filter, then leaves.
    journey.go("<C-o>/x<Enter><Esc><Esc>");
    assert_eq!(journey.context(), Context::FormPath);
    journey.go("<C-u>/nowhere/<C-o>");
    let Some(Dialog::Files(files)) = journey.model.dialog() else { panic!() };
    assert_eq!(files.problem, Some(FileProblem::NotFound));
    journey.go("jk<Enter>q");
    assert_eq!(journey.context(), Context::FormPath);
}

#[test]
fn an_entry_is_taken_over_into_its_own_environment_although_the_list_changed_meanwhile() {
    let mut journey = Journey::browsing();
    // Opened, and edited at once, while it is still being read.
    journey.keys("j<Enter>j<Enter>");
    assert_eq!(journey.entry_form().environment, "staging");
    let list = journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"].as_array_mut().unwrap();
    list.swap(0, 1);
    journey.settle();
    journey.go("/k/new.jks<C-s>");
    assert_eq!(journey.marks(), "~staging production sandbox");
}

#[test]
fn an_entry_whose_environment_is_gone_is_not_taken_over() {
    let mut journey = Journey::browsing();
    journey.keys("j<Enter>j<Enter>");
    let list = journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"].as_array_mut().unwrap();
    list.remove(1);
    journey.settle();
    refuses(&mut journey, "no longer");
}

#[test]
fn all_environments_that_are_not_there_can_be_added_and_no_others() {
    let mut journey = Journey::editing();
    journey.go("a<Enter>/k/new.jks<C-s>a<Enter>");
    assert_eq!(journey.entry_form().environment, "k8s");
    journey.go("/k/new.jks<C-s>a<Enter>");
    assert_eq!(journey.context(), Context::AddEnvironment);
    assert!(journey.notice().contains("no environment"));
    assert_eq!(journey.server.files["/k/new.jks"], Ok(JKS.to_vec()));
    journey.go("<Esc>");
    assert_eq!(journey.marks(), "production staging sandbox +dr-site +k8s");
}

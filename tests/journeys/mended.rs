//! A file that is mended, copied again or put there while the form is open: Done looks at it once more, and takes over
//! only what was judged and shown.

use keywright::app::{
    dialog::environment::{FileState, FormField, Remark},
    effect::Effect,
    keymap::Context,
    message::{FileProblem, Reply},
};
use keywright::domain::file::Content;

use crate::journey::{JKS, Journey, P12};

/// production's form.
fn opened() -> Journey {
    let mut journey = Journey::editing();
    journey.go("<Enter>");
    journey
}

/// The file at a path is other bytes from now on.
fn put(journey: &mut Journey, path: &str, bytes: &[u8]) {
    journey.server.files.insert(path.into(), Ok(bytes.to_vec()));
}

/// How many files are being read.
fn looks(journey: &Journey) -> usize {
    journey.outstanding.iter().filter(|effect| matches!(effect, Effect::ReadFile(..))).count()
}

#[track_caller]
fn is_changed(journey: &Journey, words: &str) {
    match journey.entry_form().remark() {
        Some(Remark::Changed(said)) => assert!(said.contains(words), "{said}"),
        other => panic!("{other:?}"),
    }
    assert!(!journey.form().draft.is_changed() && !journey.entry_form().is_taking());
}

/// The bytes that the draft has for production.
fn taken(journey: &Journey) -> &[u8] {
    journey.form().draft.entries()[0].edits.file.as_ref().unwrap().content.bytes()
}

#[test]
fn a_damaged_file_that_was_copied_again_is_read_again_and_shown_before_it_is_taken_over() {
    let mut journey = opened();
    journey.go("/f/damaged.p12<Tab>changeit<C-s>");
    assert!(journey.entry_form().complaint().unwrap().contains("copy it again"));
    // Done again, and nothing was done about it: the refusal stands.
    journey.go("<C-s>");
    assert!(journey.entry_form().complaint().unwrap().contains("copy it again"));
    put(&mut journey, "/f/damaged.p12", P12);
    journey.go("<C-s>");
    is_changed(&journey, "changed since it was read");
    journey.go("<C-s>");
    assert_eq!((journey.context(), taken(&journey)), (Context::Keystore, P12));
}

#[test]
fn a_sound_file_that_became_another_one_is_not_taken_over_unseen() {
    let mut journey = opened();
    journey.go("/k/new.jks<Tab>changeit");
    let other = journey.server.files["/f/damaged.p12"].clone().unwrap();
    put(&mut journey, "/k/new.jks", &other);
    journey.keys("<C-s>xyz");
    journey.settle();
    is_changed(&journey, "changed since it was read");
    assert_eq!(
        journey.entry_form().password.secret().expose(),
        "changeit",
        "what was typed ahead is dropped"
    );
    journey.go("<C-s>");
    assert!(journey.entry_form().complaint().unwrap().contains("copy it again"), "the new one was judged");
    put(&mut journey, "/k/new.jks", JKS);
    journey.go("<C-s><C-s>");
    assert_eq!(taken(&journey), JKS);
}

#[test]
fn a_file_that_is_put_there_while_the_form_is_open_is_read() {
    for problem in [FileProblem::NotFound, FileProblem::Denied, FileProblem::Empty] {
        let mut journey = opened();
        journey.server.files.insert("/k/late.jks".into(), Err(problem.clone()));
        journey.go("/k/late.jks<C-s>");
        assert!(journey.entry_form().complaint().unwrap().contains(&problem.to_string()));
        // It fails otherwise by now: that is said.
        journey.server.files.insert("/k/late.jks".into(), Err(FileProblem::Directory));
        journey.go("<C-s>");
        assert!(journey.entry_form().complaint().unwrap().contains("directory"));
        put(&mut journey, "/k/late.jks", JKS);
        journey.go("<C-s>");
        is_changed(&journey, "can be read now");
        journey.go("<C-s>");
        assert_eq!((journey.context(), taken(&journey)), (Context::Keystore, JKS));
    }
}

#[test]
fn enter_and_tab_look_again_too() {
    let mut journey = opened();
    journey.go("/k/late.p12<Enter>");
    assert!(journey.entry_form().complaint().unwrap().contains("no such file"));
    put(&mut journey, "/k/late.p12", P12);
    // What is typed next is a password: it waits for the answer.
    journey.keys("<Enter>changeit");
    assert_eq!(journey.entry_form().path.text(), "/k/late.p12");
    journey.settle();
    let form = journey.entry_form();
    assert_eq!((form.path.text().as_str(), form.focus), ("/k/late.p12", FormField::Password));
    assert_eq!(form.password.secret().expose(), "changeit");

    let mut journey = opened();
    journey.go("/k/late.p12");
    put(&mut journey, "/k/late.p12", P12);
    journey.go("<Tab>");
    assert!(matches!(journey.entry_form().file, FileState::Ready(_)));
}

#[test]
fn what_is_typed_after_enter_is_in_no_field_where_the_file_still_cannot_be_read() {
    let mut journey = opened();
    journey.go("/k/none.p12");
    journey.keys("<Enter>changeit");
    journey.settle();
    let form = journey.entry_form();
    assert_eq!((form.path.text().as_str(), form.password.len()), ("/k/none.p12", 0));
    assert!(form.complaint().is_some());
}

#[test]
fn a_file_that_is_gone_by_now_is_taken_over_as_it_was_judged_and_that_is_said() {
    let mut journey = opened();
    journey.go("/k/new.jks");
    journey.server.files.remove("/k/new.jks");
    journey.go("<C-s>");
    assert_eq!((journey.context(), taken(&journey)), (Context::Keystore, JKS));
    assert!(journey.notice().contains("can't be read any more"), "{}", journey.notice());
}

#[test]
fn a_look_that_is_never_answered_holds_nobody_up_and_its_late_answer_changes_nothing() {
    let mut journey = opened();
    journey.go("/k/new.jks");
    journey.keys("<C-s>");
    let [Effect::ReadFile(late, _)] = journey.outstanding.as_slice() else { panic!() };
    let late = *late;
    journey.pass(std::time::Duration::from_secs(2));
    assert_eq!((journey.context(), taken(&journey)), (Context::Keystore, JKS));
    assert_eq!(looks(&journey), 0, "the look is given up");
    journey.reply(late, Reply::File(Ok(Content::new(P12.to_vec()))));
    assert_eq!(taken(&journey), JKS);
}

#[test]
fn leaving_gives_the_look_up() {
    let mut journey = opened();
    journey.go("/k/new.jks");
    journey.keys("<C-s>");
    let [Effect::ReadFile(late, _)] = journey.outstanding.as_slice() else { panic!() };
    let late = *late;
    journey.keys("<Esc>");
    assert_eq!(journey.context(), Context::Confirm);
    assert_eq!(looks(&journey), 0);
    journey.keys("<Enter>");
    journey.reply(late, Reply::File(Ok(Content::new(P12.to_vec()))));
    let FileState::Ready(file) = &journey.entry_form().file else { panic!() };
    assert_eq!(file.content.bytes(), JKS);
    assert!(!journey.entry_form().is_looking() && journey.entry_form().remark().is_none());
}

#[test]
fn only_a_file_that_was_chosen_is_looked_at() {
    let mut journey = opened();
    journey.keys("<C-s>");
    assert_eq!(looks(&journey), 0, "what is stored stays");
    assert_eq!(journey.context(), Context::Keystore);
}

#[test]
fn a_path_as_a_terminal_pastes_it_is_taken_as_it_is_meant() {
    for pasted in
        ["'/k/two words.jks'", r"/k/two\ words.jks", "file:///k/two%20words.jks", "\"/k/two words.jks\" "]
    {
        let mut journey = opened();
        put(&mut journey, "/k/two words.jks", JKS);
        journey.paste(pasted);
        journey.settle();
        assert!(matches!(journey.entry_form().file, FileState::Ready(_)), "{pasted}");
        assert_eq!(journey.entry_form().path.text(), "/k/two words.jks");
        journey.go("<C-s>");
        assert_eq!(taken(&journey), JKS);
    }
    // Not where there is a file of that very name, and not in the field before it was found.
    let mut journey = opened();
    put(&mut journey, "'/k/new.jks'", P12);
    journey.go("'/k/new.jks'");
    let FileState::Ready(file) = &journey.entry_form().file else { panic!() };
    assert_eq!((file.path.as_str(), file.content.bytes()), ("'/k/new.jks'", P12));
    journey.go("<C-u>'/k/late.jks'<C-s>");
    assert_eq!(journey.entry_form().path.text(), "'/k/late.jks'");
    assert!(journey.entry_form().complaint().unwrap().contains("no such file"));
    put(&mut journey, "/k/late.jks", JKS);
    journey.go("<C-s>");
    is_changed(&journey, "can be read now");
    assert_eq!(journey.entry_form().path.text(), "/k/late.jks");
}

//! Edits that are kept while they are made, and offered again; the right to edit, which one keywright has.

use keywright::{
    app::{
        closing::How,
        dialog::{Dialog, kept::Offer},
        editing,
        keymap::Context,
        local::{NotLocked, Peeked},
        message::Message,
        screen::Screen,
        session::{Access, Session},
    },
    domain::{
        draft::Draft,
        file::FileDigest,
        holder::{Holder, Who},
        kept::{KeptDraft, KeptEdits, KeptEntry},
    },
};

use crate::{
    answers::deployed,
    journey::{JKS, Journey, STORED, session},
};

fn asked(journey: &Journey) -> Vec<&'static str> {
    std::mem::take(&mut *journey.server.local.asked.borrow_mut())
}

/// The description that is kept of partner-mtls's edits.
fn kept(journey: &Journey) -> Option<String> {
    let drafts = journey.server.local.drafts.borrow();
    let (_, draft) = drafts.iter().find(|(place, _)| place.keystore == "partner-mtls")?;
    draft.description.clone()
}

fn holder() -> Holder {
    let who = Who {
        user: "ada".into(),
        host: "jump-1".into(),
        ssh_client: Some("10.0.0.7".into()),
        ..Who::default()
    };
    Holder { who, pid: 4711, since: "2026-11-23T02:14:00Z".parse().unwrap() }
}

fn edits_of(draft: &Draft) -> Peeked {
    let kept =
        KeptEdits { draft: KeptDraft::of(draft, true).unwrap(), who: holder().who, at: holder().since };
    Peeked { kept: Some(Box::new(kept)), holder: None }
}

/// The edits of a journey, to be offered in another.
fn edits(journey: &Journey) -> Peeked {
    edits_of(&journey.form().draft)
}

/// Another description, and a new file with its password for production.
fn edited() -> Journey {
    let mut journey = Journey::changed();
    journey.go("<Home><Enter>/k/new.jks<Tab>changeit<C-s>");
    assert_eq!(journey.marks(), "~production staging sandbox");
    journey
}

/// partner-mtls opened, where these are kept.
fn offered(peeked: Peeked) -> Journey {
    let mut journey = Journey::browsing();
    journey.server.local.peeked = Ok(peeked);
    journey.go("j<Enter>");
    journey
}

fn offer(journey: &Journey) -> Option<&Offer> {
    match journey.model.dialog() {
        Some(Dialog::Kept(offer)) => Some(offer),
        _ => None,
    }
}

#[test]
fn looking_takes_no_lock_and_keeps_nothing() {
    let mut journey = Journey::editing();
    journey.go("jjJ<Esc>v<Esc><Tab><Tab><Tab><Esc>");
    assert_eq!(asked(&journey), [""; 0]);
}

#[test]
fn the_first_edit_takes_the_lock_and_each_change_is_kept() {
    let mut journey = Journey::editing();
    journey.go("<Tab><Tab><Enter>");
    assert_eq!(asked(&journey), ["lock"]);
    journey.go("<C-u>one<C-s>");
    assert_eq!((asked(&journey), kept(&journey)), (vec!["keep"], Some("one".into())));
    journey.go("<Enter><C-u>two<C-s>");
    assert_eq!((asked(&journey), kept(&journey)), (vec!["keep"], Some("two".into())));
    // Keys that change nothing write nothing.
    journey.go("<Tab>jkJ<Esc>");
    assert_eq!(asked(&journey), [""; 0]);
}

#[test]
fn an_edit_that_came_to_nothing_lets_the_lock_go() {
    let mut journey = Journey::editing();
    journey.go("<Enter><Esc>");
    assert_eq!(asked(&journey), ["lock", "unlock"]);
    journey.go("a<Esc>");
    assert_eq!(asked(&journey), ["lock", "unlock"]);
}

#[test]
fn what_changes_while_it_is_written_is_written_after_it() {
    let mut journey = Journey::changed();
    journey.settle();
    asked(&journey);
    journey.describe("one");
    journey.describe("two");
    journey.describe("three");
    journey.settle();
    assert_eq!((asked(&journey), kept(&journey)), (vec!["keep", "keep"], Some("three".into())));
}

#[test]
fn edits_that_are_undone_dropped_or_submitted_are_forgotten() {
    let ways: [fn(&mut Journey); 4] = [
        |journey| journey.go("Uy"),
        |journey| journey.go("<Esc>y"),
        |journey| {
            journey.go("<C-c>y");
            assert!(journey.quit);
        },
        |journey| {
            journey.go("<C-s>");
            journey.confirm(&["production"]);
            journey.settle();
            journey.stored(deployed(&["production", "staging", "sandbox"]));
            journey.settle();
        },
    ];
    for (at, way) in ways.into_iter().enumerate() {
        let mut journey = Journey::changed();
        journey.settle();
        assert_eq!(kept(&journey).as_deref(), Some("changed"));
        way(&mut journey);
        assert_eq!(kept(&journey), None, "{at}");
        assert_eq!(*journey.server.local.locked.borrow(), [], "{at}");
    }
}

#[test]
fn while_it_is_submitted_the_edits_stay_and_the_lock_is_held() {
    let mut journey = Journey::sent();
    assert_eq!(kept(&journey).as_deref(), Some("changed"));
    // Elsewhere meanwhile.
    journey.go("<Esc><Esc>");
    assert_eq!(journey.server.local.locked.borrow().len(), 1);
    // Left: they are offered again, should it not have been applied.
    journey.go("<C-c>y");
    assert!(journey.quit);
    assert_eq!(kept(&journey).as_deref(), Some("changed"));
}

#[test]
fn at_the_hangup_what_is_being_typed_is_kept_too() {
    let mut journey = Journey::editing();
    journey.go("<Tab><Tab><Enter><C-u>half a sent");
    assert_eq!(kept(&journey), None);
    journey.send(Message::Close(How::Gone));
    journey.settle();
    assert_eq!(kept(&journey).as_deref(), Some("half a sent"));

    // The form of an entry, incomplete as it is.
    let mut journey = Journey::editing();
    journey.go("<Enter>/k/new.jks");
    journey.send(Message::Close(How::Gone));
    journey.settle();
    let drafts = journey.server.local.drafts.borrow();
    assert_eq!(drafts[0].1.entries[0].file.as_ref().unwrap().path, "/k/new.jks");
}

/// What at the hangup is kept of an entry of partner-mtls's that is being edited.
fn kept_at_the_hangup(mut journey: Journey) -> KeptEntry {
    journey.send(Message::Close(How::Gone));
    journey.settle();
    let drafts = journey.server.local.drafts.borrow();
    let entries = &drafts.last().expect("nothing is kept").1.entries;
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries[0].clone()
}

#[test]
fn at_the_hangup_half_a_path_loses_nothing_that_was_taken_over_before() {
    for typed in ["<C-u>", "<C-u>/k/ne", "<C-u>/k/new.p", "<C-r>/", "<C-u>/k/new.p12<C-u>/k/n"] {
        let mut journey = Journey::editing();
        journey.go("<Enter>/k/new.jks<Tab>changeit<C-s><Enter>");
        journey.go(typed);
        let kept = kept_at_the_hangup(journey);
        assert_eq!(kept.file.map(|file| file.path).as_deref(), Some("/k/new.jks"), "{typed}");
        assert_eq!((kept.password, kept.alias.as_deref()), (true, Some("server")), "{typed}");
    }
    // While the path rests, and isn't read yet.
    let mut journey = Journey::editing();
    journey.go("<Enter>/k/new.jks<Tab>changeit<C-s><Enter>");
    journey.keys("<C-u>/k/new.p12");
    assert_eq!(kept_at_the_hangup(journey).file.map(|file| file.path).as_deref(), Some("/k/new.jks"));
    // Another file is one that counts, and an alias that was typed too.
    let mut journey = Journey::editing();
    journey.go("<Enter>/k/new.jks<Tab>changeit<C-s><Enter><C-u>/k/new.p12");
    assert_eq!(kept_at_the_hangup(journey).file.map(|file| file.path).as_deref(), Some("/k/new.p12"));
    let mut journey = Journey::editing();
    journey.go(
        "<Enter>/k/new.jks<Tab>changeit<C-s><Enter><Tab><Tab><Tab><C-u>typed<S-Tab><S-Tab><S-Tab><C-u>/k/n",
    );
    assert_eq!(kept_at_the_hangup(journey).alias.as_deref(), Some("typed"));
}

#[test]
fn at_the_hangup_the_file_of_a_roll_back_stays_in_its_entry() {
    let mut journey = crate::rolling_back::updated();
    journey.go("B<Enter><Enter><S-Tab>/k/ne");
    let kept = kept_at_the_hangup(journey);
    assert!(kept.file.is_some_and(|file| file.is_put_back && file.digest == FileDigest::of(STORED)));
}

#[test]
fn kept_edits_are_offered_and_taken_up() {
    let mut journey = offered(edits(&edited()));
    let offer = offer(&journey).expect("they are offered");
    assert!(!offer.began_elsewhere);
    assert_eq!(offer.changes, ["~ description", "~ production  file /k/new.jks, password, alias server"]);
    journey.go("t");
    let form = journey.form();
    assert_eq!(form.draft.description(), "changed");
    let edits = &form.draft.entries()[0].edits;
    assert_eq!(edits.file.as_ref().unwrap().content.digest(), FileDigest::of(JKS));
    assert!(edits.password.is_none());
    let Some(Dialog::Problem(note)) = journey.model.dialog() else { panic!("nothing is said") };
    assert_eq!(note.meaning, "Passwords aren't kept: type them again for production.");
    journey.go("<Esc>");
    assert_eq!((asked(&journey), kept(&journey)), (vec!["lock", "keep"], Some("changed".into())));
}

#[test]
fn a_chosen_file_that_is_another_by_now_is_told() {
    let mut journey = Journey::browsing();
    journey.server.local.peeked = Ok(edits(&edited()));
    journey.server.files.insert("/k/new.jks".into(), Ok(b"another".to_vec()));
    journey.go("j<Enter>t");
    let Some(Dialog::Problem(note)) = journey.model.dialog() else { panic!("nothing is said") };
    assert!(note.meaning.contains("/k/new.jks is no longer the file that was chosen"), "{}", note.meaning);
    assert!(journey.form().draft.entries()[0].edits.file.is_none());
}

#[test]
fn where_nothing_of_them_is_brought_back_nothing_is_promised() {
    let mut lone = Journey::editing();
    lone.go("<Enter>/k/new.jks<Tab>changeit<Tab><Tab><C-u><C-s>");
    let mut journey = Journey::browsing();
    journey.server.local.peeked = Ok(edits(&lone));
    journey.server.files.remove("/k/new.jks");
    journey.go("j<Enter>t");
    assert!(!journey.model.has_changes(), "{:?}", journey.form().draft.changes());
    let Some(Dialog::Problem(note)) = journey.model.dialog() else { panic!("nothing is said") };
    assert_eq!(note.title, "Nothing of the edits could be taken up");
    assert!(note.meaning.contains("/k/new.jks can't be read"), "{}", note.meaning);
    assert!(!note.next_step.contains("Ctrl-S"), "{}", note.next_step);
}

#[test]
fn kept_edits_are_dropped() {
    for keys in ["x", "<Tab><Tab><Enter>"] {
        let mut journey = offered(edits(&edited()));
        journey.go(keys);
        assert_eq!(journey.context(), Context::Keystore);
        assert_eq!(asked(&journey), ["lock", "forget", "unlock"]);
        assert!(!journey.model.has_changes());
        journey.go("<Enter>");
        assert_eq!(journey.context(), Context::FormPath);
    }
}

#[test]
fn left_for_later_they_are_decided_before_anything_is_edited() {
    let mut journey = offered(edits(&edited()));
    // The harmless button has the focus.
    journey.go("<Enter>");
    assert_eq!(journey.context(), Context::Keystore);
    for key in ["e", "a", "x", "<C-s>"] {
        journey.go(key);
        assert!(offer(&journey).is_some(), "{key}");
        journey.go("<Esc>");
    }
    assert_eq!((asked(&journey), journey.model.has_changes()), (vec![], false));
    journey.go("et");
    assert_eq!(journey.form().draft.description(), "changed");
}

#[test]
fn what_somebody_else_changed_meanwhile_is_merged_or_chosen() {
    let mut journey = Journey::browsing();
    journey.server.local.peeked = Ok(edits(&edited()));
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][2]["alias"] = "theirs".into();
    journey.go("j<Enter>");
    assert!(offer(&journey).unwrap().began_elsewhere);
    journey.go("t");
    let Some(Dialog::Problem(note)) = journey.model.dialog() else { panic!("nothing is said") };
    assert!(note.meaning.contains("the two changes are merged"), "{}", note.meaning);
    assert_eq!(journey.form().draft.base().entries()[2].alias.as_deref(), Some("theirs"));
    assert_eq!(journey.form().draft.description(), "changed");

    let mut journey = Journey::browsing();
    journey.server.local.peeked = Ok(edits(&Journey::changed()));
    journey.server.stored_mut("partner-mtls")["description"] = "theirs".into();
    journey.go("j<Enter>t");
    assert!(matches!(journey.model.screens.last(), Some(Screen::Merge(_))));
    journey.go("m<C-s>");
    assert_eq!(journey.context(), Context::Submit);
    assert_eq!(journey.form().draft.base().description(), "theirs");
    assert_eq!(journey.form().draft.description(), "changed");
}

#[test]
fn rolling_back_does_not_write_over_edits_that_nobody_decided_about() {
    let mut journey = crate::rolling_back::updated();
    // Back to the keystores; the form is closed.
    journey.go("<Esc><Esc>");
    asked(&journey);
    journey.server.local.peeked = Ok(edits(&edited()));
    journey.go("H");
    journey.go("B");
    assert!(journey.form().draft.is_changed());
    assert!(journey.model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Kept(_))));
    assert_eq!(asked(&journey), ["lock"]);
    while offer(&journey).is_none() {
        journey.go("<Esc>");
    }
    journey.go("x");
    assert!(journey.form().draft.is_changed());
    assert_eq!(asked(&journey), ["keep"]);
}

#[test]
fn read_only_nothing_is_offered_or_asked() {
    let access = Access::ReadOnly { why: "--read-only".into() };
    let mut journey = Journey::browsing_in(Session { access, ..session() });
    journey.server.local.peeked = Ok(edits(&edited()));
    journey.go("j<Enter>ea");
    assert!(offer(&journey).is_none());
    assert_eq!(asked(&journey), [""; 0]);
}

#[test]
fn whoever_comes_second_is_told_and_browses() {
    let mut journey = offered(Peeked { kept: None, holder: Some(holder()) });
    assert!(journey.notice().contains("being edited by ada@jump-1 from 10.0.0.7 (process 4711)"));
    journey.server.local.not_locked = Some(NotLocked::Held(Some(Box::new(holder()))));
    for key in ["e", "a", "x", "<C-s>"] {
        journey.go(key);
        assert_eq!(journey.context(), Context::Problem, "{key}");
        assert!(!journey.model.has_changes());
        journey.go("<Esc>");
        assert_eq!(journey.context(), Context::Keystore);
    }
    journey.go("J");
    assert_eq!(journey.context(), Context::Json);
    journey.go("<Esc>");

    // They have finished: what is stored is read again, and edits that they left are offered.
    journey.server.local.not_locked = None;
    journey.server.local.peeked = Ok(Peeked::default());
    journey.server.stored_mut("partner-mtls")["description"] = "theirs".into();
    journey.go("e");
    assert!(journey.notice().contains("nobody else edits it any more"), "{}", journey.notice());
    assert_eq!(journey.form().draft.description(), "theirs");
    journey.go("e");
    assert_eq!(journey.context(), Context::FormPath);
}

#[test]
fn an_edit_begun_while_another_has_the_lock_is_closed_again() {
    for keys in ["<Enter>/k/new.jks", "<Tab><Enter>x", "a"] {
        let mut journey = Journey::editing();
        journey.server.local.not_locked = Some(NotLocked::Held(None));
        journey.keys(keys);
        journey.settle();
        assert_eq!(journey.context(), Context::Problem, "{keys}");
        journey.go("<Esc>");
        assert!(!journey.model.has_changes(), "{keys}");
        assert_eq!(journey.model.dialogs.len(), 0);
    }
}

#[test]
fn edits_made_before_the_answer_came_stay_and_cannot_be_sent() {
    let mut journey = Journey::editing();
    journey.server.local.not_locked = Some(NotLocked::Held(None));
    journey.describe("mine");
    journey.settle();
    journey.go("<Esc>");
    assert_eq!(journey.form().draft.description(), "mine");
    journey.go("<C-s>");
    assert_eq!(journey.context(), Context::Problem);
    assert_eq!(kept(&journey), None);
    // Once it is free, they can.
    journey.go("<Esc>");
    journey.server.local.not_locked = None;
    journey.go("<C-s><C-s>");
    assert_eq!(journey.context(), Context::Submit);
    assert_eq!(kept(&journey).as_deref(), Some("mine"));
}

#[test]
fn where_nothing_can_be_kept_editing_goes_on_and_it_is_said_for_as_long() {
    const WORDS: &str = "edits aren't kept over a crash: no room";
    let unkept = |journey: &Journey| editing::unkept(&journey.model);
    let mut journey = Journey::editing();
    journey.server.local.not_locked = Some(NotLocked::Failed("no room".into()));
    assert_eq!(unkept(&journey), None, "nothing was tried yet");
    journey.go("x");
    assert_eq!(journey.notice(), WORDS);
    journey.go("jx");
    assert!(!journey.notice().contains("kept over a crash"), "{}", journey.notice());
    assert_eq!(journey.marks(), "-production -staging sandbox");
    assert_eq!(unkept(&journey).as_deref(), Some(WORDS), "it stands below");
    journey.go("<C-s>");
    assert_eq!(editing::cannot_keep(&journey.model), Some("no room"));
    // With the edits it goes.
    journey.go("<Esc>Uy");
    assert_eq!(unkept(&journey), None);

    // What is typed doesn't wipe it away.
    let mut journey = Journey::editing();
    journey.server.local.not_locked = Some(NotLocked::Failed("no room".into()));
    journey.go("<Tab><Tab><Enter>typed");
    assert_eq!(unkept(&journey).as_deref(), Some(WORDS));

    let mut journey = Journey::editing();
    journey.server.local.unwritten = Some("no room".into());
    journey.go("x");
    assert_eq!(journey.notice(), "edits aren't kept over a crash: no room");
}

#[test]
fn edits_that_cannot_be_read_are_not_written_over() {
    let mut journey = Journey::browsing();
    journey.server.local.peeked = Err("damaged".into());
    journey.go("j<Enter>");
    assert_eq!(journey.notice(), "edits aren't kept over a crash: damaged");
    journey.describe("changed");
    journey.settle();
    assert_eq!(editing::unkept(&journey.model).as_deref(), Some("edits aren't kept over a crash: damaged"));
    assert_eq!(editing::cannot_keep(&journey.model), None, "of a backup it tells nothing");
    assert_eq!(asked(&journey), ["lock"]);
}

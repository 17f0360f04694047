//! Undo: of a field, of an entry, of everything.

use keywright::app::keymap::Context;

use crate::journey::Journey;

#[test]
fn each_field_is_put_back_by_itself() {
    let mut journey = Journey::changed();
    journey.keys("<Tab><Enter><C-u>other<Enter>");
    assert_eq!(journey.form().draft.changes().len(), 2);
    journey.keys("<C-r>");
    assert_eq!(journey.form().draft.name(), "partner-mtls");
    assert_eq!(journey.form().draft.description(), "changed", "only the focused field");
    journey.keys("<Tab><C-r>");
    assert!(!journey.model.has_changes());
}

#[test]
fn a_field_is_put_back_while_it_is_typed() {
    let mut journey = Journey::editing();
    journey.keys("<Tab><Enter><C-u>other<C-r>");
    assert_eq!(journey.form().editing.as_ref().unwrap().text(), "partner-mtls");
    journey.keys("<C-u>x<Esc>");
    assert_eq!((journey.context(), journey.form().draft.name()), (Context::KeystoreField, "partner-mtls"));
}

#[test]
fn a_removal_is_undone_and_an_added_entry_is_gone_at_once() {
    let mut journey = Journey::editing();
    journey.go("x");
    assert_eq!(journey.marks(), "-production staging sandbox");
    assert!(journey.notice().contains("production will lose"), "{}", journey.notice());
    journey.go("<Enter>");
    assert!(journey.model.dialogs.is_empty(), "what is to be removed isn't edited");
    journey.go("u");
    assert_eq!(journey.marks(), "production staging sandbox");
    journey.go("a<Enter>/k/new.jks<C-s>");
    assert_eq!(journey.marks(), "production staging sandbox +dr-site");
    assert_eq!(journey.form().selected().unwrap().0, 3, "the cursor is on it");
    journey.go("x");
    assert_eq!(journey.marks(), "production staging sandbox");
}

#[test]
fn an_entrys_edits_are_undone_together() {
    let mut journey = Journey::editing();
    journey.go("<Enter>/k/new.p12<Enter>changeit<C-s>");
    assert_eq!(journey.marks(), "~production staging sandbox");
    journey.go("u");
    assert!(!journey.model.has_changes());
}

#[test]
fn the_fields_of_an_entry_are_put_back_one_by_one() {
    let mut journey = Journey::editing();
    journey.go("<Enter>/k/new.p12<Enter>pass<Tab><Tab>me<C-r>");
    assert_eq!(journey.entry_form().alias.text(), "");
    journey.go("<S-Tab><S-Tab><C-r>");
    assert!(journey.entry_form().password.is_empty());
    journey.go("<S-Tab><C-r><C-s>");
    assert_eq!(journey.marks(), "production staging sandbox");
}

#[test]
fn everything_is_undone_after_a_question() {
    let mut journey = Journey::changed();
    journey.go("x");
    journey.go("U");
    assert_eq!(journey.context(), Context::Confirm);
    journey.keys("<Enter>");
    assert!(journey.model.has_changes(), "Enter at once keeps");
    journey.keys("U<Esc>");
    assert!(journey.model.has_changes());
    journey.keys("Uy");
    assert!(!journey.model.has_changes());
    journey.keys("U");
    assert_eq!(journey.context(), Context::Keystore, "nothing to undo, nothing to ask");
}

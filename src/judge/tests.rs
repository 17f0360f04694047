//! What holds of every case, whatever the file holds.

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{
    finding::Grade,
    samples::{Scene, any::scene, chain, key},
    *,
};
use crate::domain::text::MAX_WORDS;

proptest! {
    #[test]
    fn any_case_is_judged(scene in scene()) {
        let findings = scene.findings();
        prop_assert!(findings.is_sorted_by(|one, next| one.rule < next.rule), "{:?}", findings);
        prop_assert!(findings.is_sorted_by(|one, next| one.grade() >= next.grade()));
        for finding in &findings {
            prop_assert!(!finding.says.is_empty() && !finding.mend.is_empty(), "{:?}", finding);
            prop_assert!(finding.says.chars().count() < MAX_WORDS, "{:?}", finding);
            prop_assert!(finding.mend.chars().count() < 1_000, "{:?}", finding);
        }
        prop_assert_eq!(&scene.findings(), &findings);
        // What can't be opened is never found sound.
        prop_assert!(scene.opened.is_ok() || !findings.is_empty());
        if let Ok(store) = &scene.opened {
            prop_assert!(near_aliases(store, "partner").len() <= 5);
            prop_assert!(only_alias(store).is_none_or(|alias| store.find(alias).is_some()));
        }
    }
}

#[test]
fn no_command_takes_a_password() {
    // Every mend that a hostile or broken file can bring out.
    let mut runner = TestRunner::deterministic();
    for _ in 0..300 {
        let scene = scene().new_tree(&mut runner).unwrap().current();
        for finding in scene.findings() {
            for word in ["storepass", "keypass ", "-passin", "-passout", "pass:"] {
                assert!(!finding.mend.contains(word), "{finding:?}");
            }
        }
    }
}

#[test]
fn an_alias_does_not_get_into_a_command() {
    let hostile = "x; rm -rf ~";
    let scene = Scene::of(vec![key(hostile, chain("a.example"))]).alias("missing");
    let commands = scene.findings().into_iter().map(|finding| finding.mend);
    // Offered, in quotation marks, outside of any command.
    assert_eq!(commands.collect::<Vec<_>>(), [format!("choose \"{hostile}\"")]);
}

#[test]
fn grades_have_an_order_and_a_word() {
    assert!(Grade::Blocks > Grade::Stops && Grade::Stops > Grade::Warning);
    assert_eq!(
        [Grade::Warning, Grade::Stops, Grade::Blocks].map(Grade::word),
        ["warning", "stops", "blocks"]
    );
}

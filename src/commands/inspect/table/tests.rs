//! The table holds its columns and shows nothing hostile, whatever the file holds.

use proptest::{prelude::*, test_runner::Config};
use unicode_width::UnicodeWidthChar;

use super::*;
use crate::commands::inspect::{File, Problem};
use crate::domain::file::{Content, FileProblem};
use crate::domain::text::is_hostile;
use crate::judge::samples::{Scene, any, at, chain, key};

fn file(path: &str, opened: Result<Store, Problem>) -> File {
    File { path: path.into(), content: Some(Content::new(b"bytes".to_vec())), opened }
}

fn report(scene: &Scene) -> Report {
    let against = scene.present.as_ref().map(|(name, opened, alias)| {
        (file(name, opened.clone().map_err(Problem::Open)), alias.map(str::to_owned))
    });
    Report {
        file: file(scene.file, scene.opened.clone().map_err(Problem::Open)),
        alias: scene.alias.map(str::to_owned),
        against,
        findings: scene.findings(),
        now: at(crate::judge::samples::NOW),
        days: 30,
        java: None,
    }
}

#[test]
fn each_verdict_is_one_line() {
    let last = |scene: &Scene| print(&report(scene), false).lines().last().unwrap().to_owned();
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    assert_eq!(last(&scene), "Verdict: sound");
    scene.leaf().has_weak_digest = true;
    assert_eq!(last(&scene), "Verdict: 1 warning");
    scene.leaf().not_after = at("2026-01-01T00:00:00Z");
    assert_eq!(last(&scene), "Verdict: not to be sent as it is: 1 stops, 1 warning");
    scene = scene.alias("b");
    assert_eq!(last(&scene), "Verdict: not to be sent: 1 blocks");
    scene.opened = Err(crate::keystore::OpenError::WrongPassword);
    assert_eq!(last(&scene), "Verdict: can't be read");
    let mut report = report(&Scene::of(vec![key("a", chain("a.example"))]));
    let gone = File { path: "old".into(), content: None, opened: Err(Problem::File(FileProblem::NotFound)) };
    report.against = Some((gone, None));
    assert!(print(&report, false).ends_with("\nVerdict: nothing to compare it with\n"));
}

#[test]
fn ascii_is_ascii() {
    let mut scene = Scene::of(vec![key("a", chain("a.example"))]);
    scene.leaf().not_after = at("2026-01-01T00:00:00Z");
    let table = print(&report(&scene), true);
    assert!(table.is_ascii(), "{table}");
    assert!(table.contains("`- CN=Acme Issuing") && table.contains("x stops    expired"), "{table}");
}

#[test]
fn only_what_differs_has_lines_of_its_own() {
    let old = chain("a.example");
    let mut new = old.clone();
    new[0].not_after = at("2029-06-01T00:00:00Z");
    let scene = Scene::of(vec![key("a", new)]).before(vec![key("a", old)]);
    let table = print(&report(&scene), false);
    let expected = "
  valid    now 2026-01-01 to 2028-01-01, over in 403 d
           new 2026-01-01 to 2029-06-01, over in 920 d
  same     alias, kind, subject, issuer, serial, names, key, signed, usage,
           chain
";
    assert!(table.contains(expected), "{table}");
}

proptest! {
    #![proptest_config(Config::with_cases(96))]

    #[test]
    fn no_line_is_too_long_and_no_character_hostile(scene in any::scene(), ascii in any::<bool>()) {
        let table = print(&report(&scene), ascii);
        for line in table.lines() {
            let columns: usize = line.chars().filter_map(UnicodeWidthChar::width).sum();
            prop_assert!(columns <= page::WIDTH, "{line:?}");
            prop_assert!(!line.contains(is_hostile), "{line:?}");
        }
    }
}

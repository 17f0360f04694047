//! The rules of the architecture that a program can check, on the source itself. Each failure says what to do.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::unwrap_used)]

#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/samples.rs"]
mod samples;
#[path = "architecture/source.rs"]
mod source;

use std::collections::BTreeSet;

use rules::{MAY_NAME, check, ends, unfinished};
use source::Source;

#[test]
fn the_source_keeps_the_rules() {
    let sources = Source::all("src");
    assert!(sources.len() > 50, "the source is not where it was: {} files", sources.len());
    let broken = check(&sources);
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn an_update_goes_out_from_one_place() {
    let sources = Source::all("src");
    let paths = sources.iter().filter(|source| source.part() == "app").flat_map(Source::paths);
    let places = paths.filter(|named| ends(&named.path, "Effect::Put")).count();
    assert_eq!(places, 1, "one line of app makes Effect::Put; a second one is a second way to deploy");
    let made =
        sources.iter().flat_map(Source::paths).filter(|named| ends(&named.path, "Update::new")).count();
    assert_eq!(made, 1, "one line makes an Update: in Draft::confirm");
}

#[test]
fn drawing_takes_the_model_by_reference() {
    let sources = Source::all("src");
    let view = sources.iter().find(|source| source.file == "src/view.rs").unwrap();
    let draw = view.sequence(&["fn", "draw"]).expect("view::draw is the way in");
    assert!(view.sequence(&["&", "Model"]).is_some_and(|line| line >= draw), "view::draw takes &Model");
}

#[test]
fn every_part_that_has_a_rule_is_there_or_is_planned() {
    let sources = Source::all("src");
    let parts: BTreeSet<&str> = sources.iter().map(Source::part).filter(|part| !part.is_empty()).collect();
    let ruled: BTreeSet<&str> = MAY_NAME.iter().map(|(part, _)| *part).collect();
    let planned = BTreeSet::from(["judge", "state"]);
    let gone: Vec<_> = ruled.difference(&parts).filter(|part| !planned.contains(*part)).collect();
    assert!(gone.is_empty(), "rules for parts that are gone: {gone:?}");
}

#[test]
fn no_test_is_unfinished() {
    let mut found = Vec::new();
    for source in Source::all("tests").iter().filter(|source| !source.file.starts_with("tests/architecture"))
    {
        unfinished(source, &mut found);
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

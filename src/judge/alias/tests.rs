//! Which alias is meant, and which are offered.

use super::*;
use crate::{
    judge::{
        Rule,
        samples::{Authority, Scene, chain, key, params, self_signed, store, trusted},
    },
    keystore::{OpenError, store::Ignored},
};

fn bare(aliases: &[&str]) -> Vec<Entry> {
    aliases.iter().map(|alias| key(alias, Vec::new())).collect()
}

#[test]
fn a_missing_alias_is_said_with_what_there_is() {
    let leaf = self_signed(&params("a"));
    let entries = vec![key("Partner-2027", vec![leaf.clone()]), trusted("ca", leaf)];
    let scene = Scene::of(entries).alias("signing");
    scene.says(Rule::AliasMissing, "the alias signing isn't in the file; it has Partner-2027 and ca");
    scene
        .clone()
        .alias("partner")
        .says(Rule::AliasMissing, "the alias partner isn't in the file; near it Partner-2027");
    assert_eq!(scene.clone().alias("partner").said(Rule::AliasMissing).unwrap().1, "choose Partner-2027");
    // Java doesn't mind the case.
    scene.clone().alias("PARTNER-2027").silent(Rule::AliasMissing);
    scene.alias("").silent(Rule::AliasMissing);
    Scene::closed(OpenError::WrongPassword).alias("a").silent(Rule::AliasMissing);
}

#[test]
fn a_missing_alias_among_many_or_none() {
    let many: Vec<String> = (0..50).map(|n| format!("entry-{n}")).collect();
    let many: Vec<&str> = many.iter().map(|alias| &**alias).collect();
    Scene::of(bare(&many)).alias("xyz").says(
        Rule::AliasMissing,
        "the alias xyz isn't in the file, and none of its 50 entries has a name like it",
    );
    let near = "the alias entry-9x isn't in the file; near it entry-9, entry-0, entry-1, entry-2 and entry-3";
    Scene::of(bare(&many)).alias("entry-9x").says(Rule::AliasMissing, near);
    Scene::of(Vec::new())
        .alias("a")
        .says(Rule::AliasMissing, "the alias a isn't in the file, which has no entries");
}

#[test]
fn an_alias_that_java_passes_over_is_not_just_missing() {
    let mut scene = Scene::of(bare(&["other"])).alias("Twice");
    scene.store().ignored = vec![Ignored { alias: Some("twice".into()), why: "another entry has its alias" }];
    scene.says(
        Rule::AliasMissing,
        "Java passes over what the file has under Twice: another entry has its alias",
    );
}

#[test]
fn near_aliases_are_near() {
    let near = |aliases: &[&str], wanted| {
        near_aliases(&store(bare(aliases)), wanted).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let many = ["partner", "portal", "acquirer", "invoice", "sepa", "archive"];
    assert_eq!(near(&many, "partnr"), ["partner"]);
    assert_eq!(near(&many, "PARTNER-2027"), ["partner"]);
    assert_eq!(near(&many, "aquirer"), ["acquirer"]);
    assert_eq!(near(&many, "zzz"), [""; 0]);
    assert_eq!(near(&many[..5], "zzz"), many[..5]);
    assert_eq!(near(&["", "a"], ""), ["", "a"]);
    // Nearest first.
    assert_eq!(
        near(&["abcdeg", "abcdef1", "abcxxf", "abcdxf"], "abcdef"),
        ["abcdeg", "abcdef1", "abcdxf", "abcxxf"]
    );
}

#[test]
fn of_equally_near_ones_those_with_keys_come_first() {
    let certificate = self_signed(&params("a"));
    let entries = vec![trusted("partner-ca", certificate), key("partner-tls", Vec::new())];
    assert_eq!(near_aliases(&store(entries), "partner"), ["partner-tls", "partner-ca"]);
}

#[test]
fn an_endless_alias_is_compared_at_once() {
    let long = "a".repeat(60_000);
    let entries: Vec<Entry> = (0..200).map(|n| key(&format!("{long}{n}"), Vec::new())).collect();
    assert_eq!(near_aliases(&store(entries), &long).len(), MOST_OFFERED);
}

#[test]
fn distances_are_those_of_the_textbook() {
    let distance =
        |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
    assert_eq!(distance("kitten", "sitting"), 3);
    assert_eq!(distance("flaw", "lawn"), 2);
    assert_eq!(distance("same", "same"), 0);
    assert_eq!(distance("a", "bcd"), 3);
}

#[test]
fn the_only_one_needs_no_choosing() {
    let certificate = self_signed(&params("a"));
    let trust = |alias: &str| trusted(alias, certificate.clone());
    let only = |entries: Vec<Entry>| only_alias(&store(entries)).map(str::to_owned);
    assert_eq!(only(vec![trust("ca"), key("tls", Vec::new()), trust("root")]).as_deref(), Some("tls"));
    assert_eq!(only(vec![trust("ca")]).as_deref(), Some("ca"));
    assert_eq!(only(vec![trust("ca"), trust("root")]), None);
    assert_eq!(only(bare(&["a", "b"])), None);
    assert_eq!(only(Vec::new()), None);
}

#[test]
fn without_an_alias_several_keys_are_ambiguous() {
    let two = vec![key("one", chain("one.example")), key("two", chain("two.example"))];
    let mut scene = Scene::of(two.clone());
    let says = "the file has 2 private keys (one and two), and no alias says which is meant";
    scene.says(Rule::AliasAmbiguous, says);
    scene = scene.before(vec![key("one", chain("one.example"))]);
    scene.says(Rule::AliasAmbiguous, &format!("{says}; so nothing is compared with what is there now"));
    scene.alias("one").silent(Rule::AliasAmbiguous);
    Scene::of(two[..1].to_vec()).silent(Rule::AliasAmbiguous);
}

#[test]
fn capitals_in_a_jks_are_not_found() {
    let mut scene = Scene::of(vec![key("Partner", chain("a.example"))]);
    scene.silent(Rule::AliasCase);
    scene.format = Format::Jks;
    scene.store().format = Format::Jks;
    scene.says(Rule::AliasCase, "Java finds no alias with capitals in a JKS, so it won't find Partner");
    scene = scene.alias("partner");
    scene.says(Rule::AliasCase, "Java finds no alias with capitals in a JKS, so it won't find Partner");
    // Where there are both, Java finds the small one.
    scene.store().entries.push(key("partner", chain("a.example")));
    scene.silent(Rule::AliasCase);
    // In a trust store, each one counts.
    let root = Authority::root("r").certificate;
    let mut trust =
        Scene::of(vec![trusted("A", root.clone()), trusted("b", root.clone()), trusted("C", root)]);
    trust.store().format = Format::Jks;
    trust.says(Rule::AliasCase, "Java finds no alias with capitals in a JKS, so it won't find A and C");
}

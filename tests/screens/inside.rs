//! What is inside the files: expiry in the lists, the entries, unlocking, saving, copying.

use std::time::{Duration, Instant};

use keywright::{
    app::{
        dialog::Dialog,
        effect::Effect,
        message::{Reply, SaveProblem},
    },
    keystore::{Entry, EntryKind, name::GeneralName},
};
use serde_json::Value;

use super::{
    files::{self, PASSWORD},
    hostile::EVIL,
    picture::{drawn, rows},
    stage::{Stage, session},
    world::World,
};

/// Payments' keystores with real files, the cursor on the first: one of each kind of expiry.
fn browse() -> Stage {
    browse_of(&[
        partner(),
        files::keystore(
            "acquirer-signing",
            &[
                files::entry("production", "assets/demo/stores/acquirer.p12", Some("signing")),
                files::entry("staging", "assets/demo/stores/acquirer-test.jks", Some("signing")),
            ],
        ),
        files::keystore(
            "invoice-signing",
            &[
                files::entry("production", "assets/demo/stores/invoice.jks", Some("invoice-2026")),
                files::entry("staging", "assets/demo/stores/invoice.jks", Some("INVOICE-NEXT")),
            ],
        ),
        files::keystore("legacy", &[files::entry("production", "certificate/date-over.p12", None)]),
        files::keystore("broken", &[files::entry("sandbox", "damaged/jks-cut-500.jks", None)]),
        files::keystore("empty", &[]),
    ])
}

fn partner() -> Value {
    let mut keystore = files::keystore(
        "partner-mtls",
        &[
            files::entry("production", "assets/demo/stores/partner-production.jks", None),
            files::entry("staging", "assets/demo/stores/partner-staging.p12", None),
            files::entry("sandbox", "assets/demo/stores/partner-sandbox.p12", None),
        ],
    );
    keystore["description"] = "Client certificate that partners' gateways know us by.".into();
    keystore
}

fn browse_of(keystores: &[Value]) -> Stage {
    let mut world = World::new();
    world.keystores.insert("Payments".into(), keystores.to_vec());
    Stage::browse_in(session(), world)
}

/// The entries of one file; its password has been given, where it is asked for.
fn entries_of(path: &str, alias: Option<&str>) -> Stage {
    let mut stage = browse_of(&[files::keystore("partner-mtls", &[files::entry("production", path, alias)])]);
    unlock(&mut stage);
    stage.go("v");
    stage
}

fn unlock(stage: &mut Stage) {
    stage.go("p");
    if stage.model.dialog().is_some() {
        stage.go(&format!("{PASSWORD}<Enter>"));
    }
    assert!(stage.model.dialog().is_none());
    stage.model.notice = None;
}

#[test]
fn every_list_says_how_long_things_are_good() {
    shows!(browse());
}

#[test]
fn sorted_by_expiry_the_worst_come_first() {
    let mut stage = browse();
    stage.go("jjj");
    unlock(&mut stage);
    stage.go("gs");
    shows!(stage);
}

#[test]
fn what_is_over_soon_says_so_with_a_sign() {
    let mut stage = Stage::start(session());
    stage.world.keystores.insert("Payments".into(), vec![partner()]);
    // The demo's certificates end in 2046.
    stage.pass(6_970 * 24 * 3_600);
    stage.settle();
    stage.go("<Enter>");
    unlock(&mut stage);
    shows!(stage);
}

#[test]
fn many_environments_have_a_row_each() {
    let path = "assets/demo/stores/partner-production.jks";
    let names = ["production", "staging", "sandbox", "dr-site", "edge"];
    let more = (1..=9).map(|n| format!("region-{n}"));
    let entries: Vec<Value> = names
        .iter()
        .map(|name| (*name).to_owned())
        .chain(more)
        .map(|name| files::entry(&name, path, None))
        .collect();
    shows!(browse_of(&[files::keystore("partner-mtls", &entries)]));
}

#[test]
fn ten_thousand_keystores_are_drawn_quickly() {
    let entry = files::entry("sandbox", "jks/empty.jks", None);
    let keystore = |n: usize| files::keystore(&format!("service-{n:05}"), std::slice::from_ref(&entry));
    let keystores: Vec<Value> = (0..10_000).map(keystore).collect();
    let mut stage = browse_of(&keystores);
    stage.go("s");
    let began = Instant::now();
    for _ in 0..10 {
        stage.keys("j");
        let (buffer, _) = drawn(&stage.model, Default::default(), (80, 24));
        assert!(rows(&buffer).concat().contains("10000 by expiry"));
    }
    // Unoptimised, and on a busy machine; benches/lists.rs has the figures.
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[test]
fn an_entry_shows_its_key_and_its_chain() {
    shows!(entries_of("assets/demo/stores/partner-staging.p12", None));
}

#[test]
fn a_certificate_shows_every_field() {
    let mut stage = entries_of("assets/demo/stores/partner-staging.p12", None);
    stage.go("j");
    shows!(stage);
}

#[test]
fn the_facts_are_scrolled_by_themselves() {
    let mut stage = entries_of("certificate/name-100-sans.p12", None);
    stage.go("jl<PgDn><PgDn>");
    shows!(stage);
}

#[test]
fn a_file_shows_what_protects_it() {
    let mut stage = entries_of("assets/demo/stores/partner-staging.p12", None);
    stage.go("k");
    shows!(stage);
}

#[test]
fn a_jks_without_its_password_is_said_to_be_unchecked() {
    let mut stage = browse_of(&[partner()]);
    stage.go("<Enter>vk");
    shows!(stage);
}

#[test]
fn a_trust_store_lists_its_certificates() {
    let mut stage = entries_of("jks/trust-20.jks", None);
    stage.go("<PgDn>");
    shows!(stage);
}

#[test]
fn a_chain_that_does_not_hold_is_marked_where_it_breaks() {
    shows!(entries_of("jks/chain-disordered.jks", None));
}

#[test]
fn a_deep_chain_is_numbered() {
    shows!(entries_of("certificate/chain-6.p12", None));
}

#[test]
fn an_alias_that_is_not_in_the_file_is_said_to_serve_nothing() {
    let mut stage = entries_of("jks/mixed.jks", Some("nobody"));
    stage.go("g");
    shows!(stage);
}

#[test]
fn certificates_of_no_entry_are_shown_apart() {
    let mut stage = entries_of("certificate/chain-gap.p12", None);
    stage.go("G");
    shows!(stage);
}

#[test]
fn hostile_subjects_are_harmless() {
    for (path, what) in
        [("certificate/subject-controls.p12", "controls"), ("certificate/subject-long.p12", "long")]
    {
        let mut stage = entries_of(path, None);
        stage.go("j");
        for size in [(60, 20), (80, 24), (200, 50)] {
            let (buffer, _) = drawn(&stage.model, Default::default(), size);
            let text = rows(&buffer).join("\n");
            assert!(!text.replace('\n', "").chars().any(keywright::domain::text::is_hostile), "{what}");
        }
    }
    let mut stage = entries_of("certificate/subject-controls.p12", None);
    stage.go("j");
    shows!(stage);
}

/// A keystore and environments that are called so, with real files.
fn hostile_names() -> Stage {
    let name = format!("k{EVIL}");
    let entries = ["partner-production.jks", "partner-staging.p12"].map(|file| {
        files::entry(&format!("{file}{EVIL}"), &format!("assets/demo/stores/{file}"), Some(EVIL))
    });
    browse_of(&[files::keystore(&name, &entries)])
}

#[test]
fn hostile_names_are_harmless_beside_their_expiry_and_in_the_prompt() {
    let mut stage = hostile_names();
    stage.go("p");
    shows!(stage);
}

#[test]
fn hostile_names_are_harmless_in_the_entries_and_in_a_files_name() {
    let mut stage = hostile_names();
    stage.go("<Enter>w");
    let Some(Dialog::Save(save)) = stage.model.dialog() else { panic!("a path is asked for") };
    assert_eq!(
        save.path.text(),
        "k-2J-0-owned-gnp.exe-root-e-31m-partner-production.jks-2J-0-owned-gnp.exe-root-e.jks"
    );
    stage.go("<Esc>vg");
    shows!(stage);
}

#[test]
fn a_locked_file_says_how_to_open_it() {
    let mut stage = browse_of(&[partner()]);
    stage.go("<Enter>jv");
    shows!(stage);
}

#[test]
fn a_file_that_can_not_be_opened_says_why() {
    let mut stage = browse_of(&[files::keystore(
        "broken",
        &[files::entry("production", "pkcs12/unknown-scheme-certificates.p12", None)],
    )]);
    stage.go("v");
    shows!(stage);
}

#[test]
fn a_password_is_asked_for_with_what_else_it_is_tried_on() {
    let mut stage = browse();
    stage.go("p<Tab>hunter2");
    shows!(stage);
}

#[test]
fn a_wrong_password_is_told_and_the_prompt_stays() {
    let mut stage = browse();
    stage.go("pwrong<Enter>");
    shows!(stage);
}

#[test]
fn a_file_that_is_being_opened_says_so() {
    let mut stage = browse();
    stage.go("p");
    stage.keys("hunter2<Enter>");
    shows!(stage);
}

#[test]
fn what_a_password_opened_is_told() {
    let mut stage = browse();
    stage.go(&format!("p{PASSWORD}<Enter>"));
    shows!(stage);
}

#[test]
fn a_file_is_saved_under_a_name_that_says_what_it_is() {
    let mut stage = browse();
    stage.go("<Enter>w");
    shows!(stage);
}

#[test]
fn a_file_that_is_there_is_asked_for() {
    let mut stage = browse();
    stage.go("<Enter>w<C-u>/home/op/keys/acquirer.p12<Enter>");
    shows!(stage);
}

#[test]
fn a_file_that_can_not_be_written_says_why() {
    let mut stage = browse();
    stage.go("<Enter>w");
    stage.keys("<Enter>");
    let Effect::Save(ticket, _) = stage.asked.remove(0) else { panic!("to be saved") };
    stage.reply(ticket, Reply::Saved(Err(SaveProblem::Denied)));
    shows!(stage);
}

#[test]
fn what_was_copied_is_told() {
    let mut stage = entries_of("assets/demo/stores/partner-staging.p12", None);
    stage.go("jy");
    shows!(stage);
}

#[test]
fn the_smallest_screen_shows_the_entries_too() {
    let mut stage = entries_of("assets/demo/stores/partner-staging.p12", None);
    stage.go("jl");
    stage.sizes = vec![(60, 20)];
    shows!(stage);
}

/// A file whose content is made up by the test, on the entries' screen.
fn entries_made_up(make: impl Fn(&mut keywright::keystore::Store)) -> Stage {
    let of = [files::entry("production", "assets/demo/stores/partner-production.jks", None)];
    let mut stage = Stage::start(session());
    stage.world.keystores.insert("Payments".into(), vec![files::keystore("partner-mtls", &of)]);
    while !stage.asked.is_empty() {
        match stage.asked.remove(0) {
            Effect::Open(ticket, files) => {
                let outcomes = files.into_iter().map(|file| {
                    let mut outcome = file.open();
                    make(std::sync::Arc::make_mut(outcome.opened.as_mut().unwrap()));
                    outcome
                });
                let outcomes = outcomes.collect();
                stage.reply(ticket, Reply::Opened(outcomes));
            }
            effect => {
                if let Some((ticket, reply)) = stage.world.answer(&effect) {
                    stage.reply(ticket, reply);
                }
            }
        }
    }
    stage.go("<Enter>v");
    stage
}

#[test]
fn deep_chains_and_thousands_of_certificates_stay_quick() {
    let stages = [
        entries_made_up(|store| {
            if let EntryKind::PrivateKey { chain, .. } = &mut store.entries[0].kind {
                *chain = chain.iter().cycle().take(100).cloned().collect();
            }
        }),
        entries_made_up(|store| {
            let certificate = store.entries[0].leaf().unwrap().clone();
            let trusted = |n: usize| Entry {
                alias: format!("ca-{n}"),
                kind: EntryKind::TrustedCertificate(Box::new(certificate.clone())),
                created: None,
            };
            store.entries = (0..5_000).map(trusted).collect();
        }),
        entries_made_up(|store| {
            if let EntryKind::PrivateKey { chain, .. } = &mut store.entries[0].kind {
                chain[0].subject = "x".repeat(100_000);
                // As many as a certificate of the largest size that is read has room for.
                chain[0].names = vec![GeneralName::Uri("y".repeat(200)); 600];
            }
            store.entries[0].alias = "z".repeat(60_000);
        }),
    ];
    for mut stage in stages {
        let began = Instant::now();
        for keys in ["j", "j", "k", "<PgDn>", "G", "l", "j", "<PgDn>", "G", "h"] {
            stage.go(keys);
            let (buffer, _) = drawn(&stage.model, Default::default(), (80, 24));
            assert!(rows(&buffer)[1].starts_with("┌ production"));
        }
        // Unoptimised, and on a busy machine: a fifth of a second for a frame is a few milliseconds otherwise.
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    }
}

//! What is inside the files: expiry in the lists, sorting, unlocking, the entry view, copying, saving.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use keywright::app::{
    dialog::{Dialog, password::Stage},
    effect::{Contents, Effect, Saving},
    expiry::Expiry,
    keymap::Context,
    message::{Reply, SaveProblem},
    screen::{
        Screen,
        browse::{self, Sort},
        entry::{self, EntryScreen, Focus, Row},
    },
    session::{Access, Session},
    vault::{Outcome, Seen},
};
use keywright::domain::{file::FileDigest, secret::Secret};
use keywright::keystore::{OpenError, signature::Signature, store::Integrity};

use crate::{
    files::{self, PASSWORD, bytes},
    journey::{Journey, session},
};

/// In production a JKS, elsewhere PKCS#12 of one password; in dr-site one of another.
fn mixed() -> serde_json::Value {
    files::keystore(
        "mixed",
        &[
            files::entry("production", "assets/demo/stores/partner-production.jks", None),
            files::entry("staging", "assets/demo/stores/partner-staging.p12", None),
            files::entry("sandbox", "assets/demo/stores/partner-sandbox.p12", None),
            files::entry("dr-site", "assets/demo/submit/other-password.p12", None),
        ],
    )
}

/// Payments with other keystores.
fn browsing(keystores: &[serde_json::Value]) -> Journey {
    browsing_in(session(), keystores)
}

fn browsing_in(session: Session, keystores: &[serde_json::Value]) -> Journey {
    let mut journey = Journey::begin(session);
    journey.server.replace_all(keystores);
    journey.settle();
    journey.go("j<Enter>");
    journey
}

fn read_only() -> Session {
    Session { access: Access::ReadOnly { why: "--read-only".into() }, ..session() }
}

/// The names in the order of the list.
fn order(journey: &Journey) -> Vec<&str> {
    browse::listed(&journey.model).iter().map(|keystore| keystore.name()).collect()
}

#[track_caller]
fn at_cursor(journey: &Journey) -> &str {
    browse::keystore_at_cursor(&journey.model).expect("a keystore is under the cursor").name()
}

/// How long each environment of a keystore is good, in words.
fn expiries(journey: &Journey, name: &str) -> Vec<String> {
    let keystore = journey.model.catalog.keystore("Payments", name).unwrap();
    let words =
        |entry| Expiry::of_stored(&journey.model.vault, entry).words(journey.model.now, journey.model.soon());
    keystore.entries().iter().map(words).collect()
}

fn worst(journey: &Journey, name: &str) -> String {
    let keystore = journey.model.catalog.keystore("Payments", name).unwrap();
    browse::expiry(&journey.model, keystore).words(journey.model.now, journey.model.soon())
}

#[track_caller]
fn screen(journey: &Journey) -> &EntryScreen {
    match journey.model.screen() {
        Some(Screen::Entry(screen)) => screen,
        other => panic!("not the entries but {other:?}"),
    }
}

/// The facts that are shown under a label.
fn facts(journey: &Journey, label: &str) -> Vec<String> {
    let facts = entry::facts(&journey.model, screen(journey));
    facts.into_iter().filter(|fact| fact.label == label).map(|fact| fact.words).collect()
}

#[track_caller]
fn fact(journey: &Journey, label: &str) -> String {
    let mut found = facts(journey, label);
    assert_eq!(found.len(), 1, "{label}: {found:?} of {:?}", entry::facts(&journey.model, screen(journey)));
    found.remove(0)
}

/// Answers every opening of a file: with what it really comes to, except for those that are given.
fn open_as(journey: &mut Journey, ends: &[(FileDigest, Timestamp)]) {
    let is_open = |effect: &Effect| matches!(effect, Effect::Open(..));
    while let Some(at) = journey.outstanding.iter().position(is_open) {
        let Effect::Open(ticket, files) = journey.outstanding.remove(at) else { unreachable!() };
        let outcomes = files.into_iter().map(|file| {
            let end = ends.iter().find(|(digest, _)| *digest == file.file).map(|(_, end)| *end);
            let mut outcome = file.open();
            if let (Some(end), Ok(store)) = (end, &mut outcome.opened) {
                let store = Arc::make_mut(store);
                for entry in &mut store.entries {
                    if let keywright::keystore::EntryKind::PrivateKey { chain, .. } = &mut entry.kind {
                        chain[0].not_after = end;
                    }
                }
            }
            outcome
        });
        journey.reply(ticket, Reply::Opened(outcomes.collect()));
    }
}

#[test]
fn each_environment_says_how_long_it_is_good_or_why_that_is_not_known() {
    let journey = browsing(&[
        mixed(),
        files::keystore(
            "gone",
            &[
                files::entry("production", "certificate/date-over.p12", None),
                files::entry("sandbox", "damaged/jks-cut-500.jks", None),
                serde_json::json!({"environmentName": "staging", "type": "JKS"}),
            ],
        ),
    ]);
    assert_eq!(expiries(&journey, "mixed"), ["6978 d", "locked", "locked", "locked"]);
    assert_eq!(worst(&journey, "mixed"), "locked", "a good date doesn't hide what isn't known");
    assert_eq!(expiries(&journey, "gone"), ["locked", "?", ""]);
}

#[test]
fn until_a_file_is_open_that_is_said() {
    let mut journey = Journey::begin(session());
    journey.server.replace_all(&[mixed()]);
    journey.settle();
    journey.keys("j");
    journey.wake(0);
    while !journey.outstanding.iter().any(|effect| matches!(effect, Effect::Open(..))) {
        journey.answer_next();
    }
    assert_eq!(expiries(&journey, "mixed"), ["opening"; 4]);
    journey.settle();
    assert_eq!(expiries(&journey, "mixed")[0], "6978 d");
}

/// Three keystores: good for 400 days, over, and for 9 days.
fn dated() -> ([serde_json::Value; 4], Vec<(FileDigest, Timestamp)>) {
    let files = [
        ("alpha", "assets/demo/stores/partner-production.jks", 400),
        ("Beta", "assets/demo/stores/invoice.jks", -3),
        ("gamma", "assets/demo/stores/acquirer-test.jks", 9),
    ];
    let now: Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
    let ends = files.map(|(_, path, days)| {
        (FileDigest::of(&bytes(path)), now + SignedDuration::from_hours(24 * days + 1))
    });
    let [alpha, beta, gamma] =
        files.map(|(name, path, _)| files::keystore(name, &[files::entry("production", path, None)]));
    let locked = files::keystore("delta", &[files::entry("staging", "assets/demo/stores/portal.p12", None)]);
    ([alpha, beta, locked, gamma], ends.into())
}

#[test]
fn sorting_by_expiry_puts_the_worst_first_and_the_cursor_stays_on_its_keystore() {
    let (keystores, ends) = dated();
    let mut journey = browsing(&[]);
    journey.server.replace_all(&keystores);
    journey.keys("r");
    while let Some(at) = journey.outstanding.iter().position(|effect| matches!(effect, Effect::Read(..))) {
        journey.answer_nth(at);
    }
    open_as(&mut journey, &ends);
    assert_eq!(order(&journey), ["alpha", "Beta", "delta", "gamma"]);
    assert_eq!(
        ["alpha", "Beta", "delta", "gamma"].map(|name| worst(&journey, name)),
        ["400 d", "✗ over", "locked", "! 9 d"]
    );
    journey.go("j");
    assert_eq!(at_cursor(&journey), "Beta");
    journey.go("s");
    assert_eq!(journey.browse().order.sort(), Sort::Expiry);
    assert_eq!(order(&journey), ["Beta", "gamma", "delta", "alpha"]);
    assert_eq!((at_cursor(&journey), journey.browse().keystores.cursor()), ("Beta", 0));
    journey.go("G");
    assert_eq!(at_cursor(&journey), "alpha");
    journey.go("s");
    assert_eq!(journey.browse().order.sort(), Sort::Name);
    assert_eq!(order(&journey), ["alpha", "Beta", "delta", "gamma"]);
    assert_eq!(at_cursor(&journey), "alpha");
    journey.go("s");
    assert_eq!(journey.browse().order.sort(), Sort::Listed, "and back to the server's own order");
    // What is opened is what is under the cursor.
    journey.go("sG<Enter>");
    assert_eq!(journey.form().draft.name(), "alpha");
}

#[test]
fn what_is_learned_later_finds_its_place_in_the_order() {
    let (keystores, _) = dated();
    let mut journey = browsing(&keystores);
    journey.go("s");
    // A locked one comes before every good date.
    assert_eq!(order(&journey)[0], "delta");
    journey.go("G");
    let stays = at_cursor(&journey).to_owned();
    journey.go("gp");
    journey.keys(PASSWORD);
    journey.go("<Enter>");
    assert_ne!(order(&journey)[0], "delta");
    assert_eq!(at_cursor(&journey), "delta", "the cursor goes with it");
    assert_ne!(stays, "delta");
}

#[test]
fn a_filter_lists_the_best_match_first_whatever_the_order() {
    let named = |name: &str| files::keystore(name, &[]);
    let mut journey = browsing(&["z-mtls-old", "mtls", "a-mtls-partner"].map(named));
    journey.go("ss");
    assert_eq!(order(&journey), ["a-mtls-partner", "mtls", "z-mtls-old"]);
    journey.go("/mtls");
    assert_eq!(at_cursor(&journey), "mtls");
    journey.go("<Esc>");
    assert_eq!(at_cursor(&journey), "mtls", "and stays there without the filter");
}

#[test]
fn a_list_that_comes_again_keeps_order_and_cursor() {
    let named = |name: &str| files::keystore(name, &[]);
    let mut journey = browsing(&["b", "c", "a"].map(named));
    journey.go("ssG");
    assert_eq!(at_cursor(&journey), "c");
    journey.server.replace_all(&["d", "c", "a", "b", "0"].map(named));
    journey.go("r");
    assert_eq!(order(&journey), ["0", "a", "b", "c", "d"]);
    assert_eq!(at_cursor(&journey), "c");
    // Another project has the same order.
    journey.go("hkl");
    assert_eq!(journey.browse().order.sort(), Sort::Name);
}

#[test]
fn a_password_opens_its_file_and_the_others_that_have_the_same() {
    for session in [session(), read_only()] {
        let mut journey = browsing_in(session, &[mixed()]);
        journey.go("p");
        assert_eq!(journey.context(), Context::Password);
        journey.keys("wrong");
        journey.go("<Enter>");
        let Some(Dialog::Password(prompt)) = journey.model.dialog() else { panic!("it stays open") };
        assert!(prompt.complaint.as_ref().unwrap().contains("doesn't open with this password"));
        assert!(prompt.field.is_empty() && matches!(prompt.stage, Stage::Typing));
        journey.keys(PASSWORD);
        journey.keys("<Enter>");
        let Some(Dialog::Password(prompt)) = journey.model.dialog() else { panic!("not open yet") };
        assert!(prompt.is_waiting() && journey.model.is_busy());
        // Nothing is typed meanwhile, and nothing is asked twice.
        let asked = journey.outstanding.len();
        journey.keys("x<Enter>");
        assert_eq!(journey.outstanding.len(), asked);
        journey.settle();
        assert_eq!(journey.model.dialogs.len(), 0);
        assert_eq!(
            journey.notice(),
            "staging is open; the password also opens production, sandbox; not dr-site"
        );
        assert_eq!(expiries(&journey, "mixed"), ["6978 d", "6978 d", "6979 d", "locked"]);
        // Next is the one that is still locked.
        journey.go("p");
        let Some(Dialog::Password(prompt)) = journey.model.dialog() else { panic!("asked again") };
        assert_eq!(prompt.locks.len(), 1);
        journey.keys("another-one");
        journey.go("<Enter>");
        assert_eq!(journey.notice(), "dr-site is open");
        journey.go("p");
        assert_eq!(
            (journey.context(), journey.notice()),
            (Context::Browse, "no file here asks for a password")
        );
        let state = format!("{:?} {:?}", journey.model, journey.log);
        assert!(!state.contains(PASSWORD) && !state.contains("another-one"));
    }
}

#[test]
fn what_is_typed_for_a_password_is_nowhere_in_what_can_be_printed() {
    let mut journey = browsing(&[mixed()]);
    journey.keys("phunter2");
    assert!(!format!("{:?}", journey.model).contains("hunter2"));
    journey.keys("<Enter>");
    assert!(!format!("{:?} {:?}", journey.model, journey.outstanding).contains("hunter2"));
}

#[test]
fn an_open_file_stays_open_when_its_keystore_is_read_again_and_another_is_locked() {
    let mut journey = browsing(&[mixed()]);
    journey.go("p");
    journey.keys(PASSWORD);
    journey.go("<Enter>r");
    assert_eq!(expiries(&journey, "mixed")[1], "6978 d");
    let other = [files::entry("production", "assets/demo/stores/portal.p12", None)];
    journey.server.replace_all(&[files::keystore("mixed", &other)]);
    journey.go("r");
    assert_eq!(expiries(&journey, "mixed"), ["locked"]);
}

#[test]
fn a_prompt_that_is_left_changes_nothing_and_its_answer_comes_all_the_same() {
    let mut journey = browsing(&[mixed()]);
    journey.go("p<Esc>");
    assert_eq!(expiries(&journey, "mixed")[1], "locked");
    journey.go("p");
    journey.keys(PASSWORD);
    journey.keys("<Enter><Esc>");
    assert_eq!(journey.context(), Context::Browse);
    journey.settle();
    assert_eq!(expiries(&journey, "mixed")[1], "6978 d");
    assert_eq!(journey.notice(), "");
}

#[test]
fn a_password_that_was_tried_before_is_told_at_once() {
    let mut journey = browsing(&[mixed()]);
    journey.go("p");
    for _ in 0..2 {
        journey.keys("wrong");
        journey.go("<Enter>");
        let Some(Dialog::Password(prompt)) = journey.model.dialog() else { panic!("it stays open") };
        assert!(prompt.complaint.is_some());
    }
}

#[test]
fn the_file_that_the_password_is_for_can_be_chosen() {
    let mut journey = browsing(&[mixed()]);
    journey.go("p<Tab><Tab>");
    let Some(Dialog::Password(prompt)) = journey.model.dialog() else { panic!("it is open") };
    assert_eq!(prompt.lock().unwrap().label(), "dr-site");
    journey.keys("another-one");
    journey.go("<Enter>");
    assert!(journey.notice().starts_with("dr-site is open; not "), "{}", journey.notice());
}

#[test]
fn one_file_in_two_environments_is_asked_for_once() {
    let path = "assets/demo/stores/sepa-qwac.p12";
    let both = [files::entry("production", path, None), files::entry("dr-site", path, None)];
    let mut journey = browsing(&[files::keystore("sepa", &both)]);
    journey.go("p");
    let Some(Dialog::Password(prompt)) = journey.model.dialog() else { panic!("it is open") };
    assert_eq!((prompt.locks.len(), prompt.lock().unwrap().label()), (1, "production, dr-site".into()));
    journey.keys(PASSWORD);
    journey.go("<Enter>");
    assert_eq!(expiries(&journey, "sepa"), ["6978 d"; 2]);
}

#[test]
fn a_jks_is_read_without_its_password_and_checked_with_it() {
    let mut journey = browsing(&[mixed()]);
    journey.go("<Enter>v");
    assert_eq!(fact(&journey, "private"), "not opened: that takes the password (p)");
    journey.go("k");
    assert!(fact(&journey, "integrity").contains("integrity not checked"), "{}", fact(&journey, "integrity"));
    journey.go("p");
    journey.keys(PASSWORD);
    journey.go("<Enter>");
    assert_eq!(fact(&journey, "integrity"), "checked with the password");
    journey.go("j");
    assert_eq!(fact(&journey, "private"), "opens; the leaf is its own");
}

#[test]
fn the_entries_are_looked_at_down_to_every_field() {
    let mut journey = browsing(&[mixed()]);
    journey.go("p");
    journey.keys(PASSWORD);
    journey.go("<Enter>");
    // The worst of them, which is the locked one.
    journey.go("v");
    assert_eq!(screen(&journey).held().unwrap().environment, "dr-site");
    assert_eq!(screen(&journey).place(), (4, 4));
    journey.go("<S-Tab><S-Tab>");
    assert_eq!(screen(&journey).held().unwrap().environment, "staging");
    let store = Arc::clone(screen(&journey).store(&journey.model.vault).unwrap());
    let expected = [
        Row::File,
        Row::Entry(0),
        Row::Certificate { entry: 0, at: 0 },
        Row::Certificate { entry: 0, at: 1 },
        Row::Certificate { entry: 0, at: 2 },
    ];
    assert_eq!(entry::rows(&store), expected);
    assert_eq!(screen(&journey).cursor(&store), 1, "on what the environment serves with");
    assert_eq!(fact(&journey, "kind"), "private key");
    assert_eq!(fact(&journey, "key"), "RSA 2048");
    let links = screen(&journey).links(&store, 0).unwrap();
    assert!(links.iter().all(|link| link.as_ref().unwrap().signature == Signature::Verified), "{links:?}");
    journey.go("j");
    assert_eq!(fact(&journey, "subject"), "CN=partner.staging.example.com, O=Keywright Demo, C=TR");
    assert_eq!(fact(&journey, "issuer"), "CN=Demo Issuing CA, O=Keywright Demo, C=TR");
    assert_eq!(fact(&journey, "until"), "2046-01-01 00:00 UTC: in 6978 d");
    assert_eq!(fact(&journey, "ext. usage"), "clientAuth, serverAuth");
    assert_eq!(fact(&journey, "signed"), "✓ by the next one, verified");
    assert_eq!(fact(&journey, "SHA-256"), store.entries[0].chain()[0].sha256.to_string());
    assert_eq!(fact(&journey, "SHA-1"), store.entries[0].chain()[0].sha1.to_string());
    journey.go("G");
    assert_eq!(fact(&journey, "signed"), "✓ by itself, verified");
    assert_eq!(fact(&journey, "authority"), "yes: it may issue certificates");
    journey.go("<Esc>");
    assert_eq!(journey.context(), Context::Browse);
}

#[test]
fn a_chain_that_does_not_hold_says_where() {
    let of = |path: &str| files::keystore("k", &[files::entry("production", path, None)]);
    let signed = |path: &str, moves: &str| {
        let mut journey = browsing(&[of(path)]);
        journey.go("p");
        journey.keys(PASSWORD);
        journey.go("<Enter>");
        journey.go(&format!("v{moves}"));
        fact(&journey, "signed")
    };
    assert_eq!(
        signed("jks/chain-forged.jks", "j"),
        "✗ by the next one, it says; the signature doesn't verify"
    );
    assert_eq!(signed("jks/chain-disordered.jks", "j"), "✗ the next one isn't its issuer");
    // Its issuer is there, but not after it.
    for out_of_order in ["jks/chain-disordered.jks", "jks/chain-reversed.jks"] {
        assert_eq!(signed(out_of_order, "G"), "✗ by one that stands before it: the chain is out of order");
    }
    assert_eq!(signed("certificate/chain-without-root.p12", "G"), "by an issuer that the chain doesn't have");
    assert_eq!(
        signed("certificate/signature-spoilt.p12", "j"),
        "✗ by itself, it says; the signature doesn't verify"
    );
}

#[test]
fn a_private_key_is_called_what_it_is_whatever_its_certificate_says() {
    let looking = |path: &str, password: bool| {
        let mut journey = browsing(&[files::keystore("k", &[files::entry("production", path, None)])]);
        if password {
            journey.go("p");
            journey.keys(PASSWORD);
            journey.go("<Enter>");
        }
        journey.go("v");
        [facts(&journey, "key"), facts(&journey, "private")].concat()
    };
    assert_eq!(
        looking("jks/chain-reversed.jks", true),
        ["RSA 2048", "✗ opens, but the leaf is another key's, EC P-256"]
    );
    // All that is known of a locked one is its certificate.
    assert_eq!(
        looking("jks/chain-reversed.jks", false),
        ["EC P-256", "not opened: that takes the password (p)"]
    );
    assert_eq!(looking("pkcs12/openssl-nocerts.p12", true), ["RSA 2048", "opens; it has no certificate"]);
}

#[test]
fn moving_through_a_tree_shows_nothing_that_is_passed_by() {
    let trust = [files::entry("production", "jks/trust-20.jks", None)];
    let mut journey = browsing(&[files::keystore("trust", &trust)]);
    journey.go("v");
    let first = facts(&journey, "SHA-256");
    journey.keys("jjj");
    assert_eq!(facts(&journey, "SHA-256"), first);
    assert_eq!(journey.resting().len(), 1);
    assert_eq!(journey.asked(), []);
    journey.settle();
    assert_ne!(facts(&journey, "SHA-256"), first);
    // The facts are scrolled by themselves.
    let here = facts(&journey, "SHA-256");
    journey.go("ljjj");
    assert_eq!((screen(&journey).focus, facts(&journey, "SHA-256")), (Focus::Facts, here));
    journey.go("<Esc>");
    assert_eq!((screen(&journey).focus, journey.context()), (Focus::Tree, Context::Entry));
}

#[test]
fn the_new_file_of_the_form_is_looked_at_beside_the_stored_one() {
    let mut journey = Journey::editing();
    journey.server.files.insert("/k/real.p12".into(), Ok(bytes("assets/demo/submit/partner-2027.p12")));
    journey.go("<Enter>");
    journey.go("/k/real.p12<Tab>changeit<C-s>");
    assert_eq!(journey.marks(), "~production staging sandbox");
    journey.go("v");
    let held = screen(&journey).held().unwrap();
    assert!(held.is_new && held.environment == "production");
    assert_eq!(screen(&journey).place(), (2, 4));
    assert_eq!(fact(&journey, "private"), "opens; the leaf is its own");
    journey.go("p");
    assert!(journey.notice().contains("in the environment's form"), "{}", journey.notice());
    journey.go("<S-Tab>");
    assert!(!screen(&journey).held().unwrap().is_new);
    journey.go("q");
    assert_eq!(journey.context(), Context::Keystore);
}

#[test]
fn the_fingerprint_under_the_cursor_is_copied() {
    let mut journey = browsing_in(read_only(), &[mixed()]);
    journey.go("<Enter>v");
    let leaf = screen(&journey).store(&journey.model.vault).unwrap().entries[0].chain()[0].clone();
    journey.go("y");
    assert_eq!(journey.log.last().unwrap(), &format!("Copy({:?})", leaf.sha256.to_string()));
    assert!(journey.notice().starts_with("copied SHA-256 "), "{}", journey.notice());
    assert!(
        journey.notice().contains("partner.example.com") && journey.notice().contains("if your terminal")
    );
    // Of what the cursor is on, though it hasn't rested.
    journey.keys("jj");
    journey.keys("Y");
    let issuer = screen(&journey).store(&journey.model.vault).unwrap().entries[0].chain()[1].clone();
    assert_eq!(journey.log.last().unwrap(), &format!("Copy({:?})", issuer.sha1.to_string()));
    let copied = journey.log.len();
    journey.settle();
    journey.go("gy");
    assert_eq!(journey.log.len(), copied, "a file has no fingerprint of a certificate");
    assert!(journey.notice().contains("no certificate here"));
}

/// What was to be saved, with its path.
#[track_caller]
fn saving(journey: &Journey) -> &Saving {
    let saving = journey.outstanding.iter().find_map(|effect| match effect {
        Effect::Save(_, saving) => Some(saving),
        _ => None,
    });
    saving.unwrap_or_else(|| panic!("nothing is to be saved: {:?}", journey.outstanding))
}

#[test]
fn a_stored_file_is_saved_as_it_is_in_read_only_mode_too() {
    for session in [session(), read_only()] {
        let mut journey = browsing_in(session, &[mixed()]);
        journey.go("<Enter>jw");
        assert_eq!(journey.context(), Context::Save);
        journey.keys("<Enter>");
        assert_eq!(saving(&journey).path, "mixed-staging.p12");
        assert!(!saving(&journey).replace && journey.model.is_busy());
        journey.settle();
        assert_eq!(journey.notice(), "saved as mixed-staging.p12, which only you may read");
        let saved = journey.server.files["mixed-staging.p12"].clone().unwrap();
        assert_eq!(saved, bytes("assets/demo/stores/partner-staging.p12"));
    }
}

#[test]
fn certificates_are_saved_as_pem_and_never_a_key() {
    let mut journey = browsing(&[mixed()]);
    journey.go("<Enter>v");
    let chain = screen(&journey).store(&journey.model.vault).unwrap().entries[0].chain().to_vec();
    for (moves, name, certificates) in [("", "partner-chain.pem", 0..3), ("jj", "Demo-Issuing-CA.pem", 1..2)]
    {
        journey.go(moves);
        journey.go("w");
        journey.keys("<Enter>");
        assert_eq!(saving(&journey).path, name);
        let Contents::Certificates(text) = saving(&journey).contents.clone() else { panic!("not PEM") };
        assert!(!text.contains("KEY"));
        let blocks: Vec<&str> = text.split_inclusive("-----END CERTIFICATE-----\n").collect();
        let expected: Vec<String> =
            chain[certificates].iter().map(|one| keywright::domain::pem::certificate(&one.der)).collect();
        assert_eq!(blocks, expected);
        journey.settle();
        assert!(journey.server.files.contains_key(name));
    }
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_that_was_asked() {
    let mut journey = browsing(&[mixed()]);
    journey.server.files.insert("mixed-production.jks".into(), Ok(b"before".to_vec()));
    journey.go("<Enter>w<Enter>");
    assert_eq!(journey.context(), Context::Confirm);
    // No is what has the focus.
    journey.go("<Enter>");
    assert_eq!(journey.server.files["mixed-production.jks"], Ok(b"before".to_vec()));
    let Some(Dialog::Save(save)) = journey.model.dialog() else { panic!("the path can be changed") };
    assert_eq!(save.problem, Some(SaveProblem::Exists));
    journey.go("<C-u>other.jks<Enter>");
    assert!(journey.server.files.contains_key("other.jks"));
    journey.go("w<Enter>y");
    assert!(journey.notice().starts_with("saved as mixed-production.jks"), "{}", journey.notice());
    let saved = journey.server.files["mixed-production.jks"].clone().unwrap();
    assert_eq!(saved, bytes("assets/demo/stores/partner-production.jks"));
}

#[test]
fn tab_completes_where_a_file_is_saved() {
    let mut journey = browsing(&[mixed()]);
    let path = |journey: &Journey| {
        let Some(Dialog::Save(save)) = journey.model.dialog() else { panic!("no dialog") };
        (save.path.text(), save.offers.len(), save.complaint.clone())
    };
    journey.go("<Enter>w<C-u>/f<Tab>");
    assert_eq!(path(&journey), ("/f/".into(), 0, None));
    journey.go("<Tab>");
    let (text, offers, _) = path(&journey);
    assert!(text == "/f/" && offers > 4, "{text} {offers}");
    journey.go("zzz");
    assert_eq!(path(&journey), ("/f/zzz".into(), 0, None));
    journey.go("<Tab>");
    assert_eq!(path(&journey), ("/f/zzz".into(), 0, Some("nothing there begins so: a new name".into())));
    journey.go("<C-u>/nowhere/x<Tab>");
    assert!(path(&journey).2.unwrap().starts_with("/nowhere/: "));
    journey.go("<C-u>~<Tab>");
    assert_eq!(path(&journey).0, "~/");
    // What comes late is nobody's.
    journey.keys("<C-u>/f<Tab>x");
    journey.settle();
    assert_eq!(path(&journey), ("/fx".into(), 0, None));
    journey.go("<C-u>/f/mine.jks<Enter>");
    assert!(journey.server.files.contains_key("/f/mine.jks"));
}

#[test]
fn what_can_not_be_saved_says_why_and_stays() {
    let mut journey = browsing(&[mixed()]);
    journey.server.save_problem = Some(SaveProblem::Full);
    journey.go("<Enter>w<Enter>");
    let Some(Dialog::Save(save)) = journey.model.dialog() else { panic!("it stays open") };
    assert_eq!((save.problem.clone(), save.saving), (Some(SaveProblem::Full), None));
    journey.go("<C-u><Enter>");
    let Some(Dialog::Save(save)) = journey.model.dialog() else { panic!("it stays open") };
    assert_eq!(save.problem, Some(SaveProblem::NoName), "nothing is asked for without a name");
    // Closed while it is written, what came of it is said all the same.
    journey.keys("x.jks<Enter><Esc>");
    assert_eq!(journey.context(), Context::Keystore);
    journey.settle();
    assert!(journey.notice().starts_with("not saved: there is no room"), "{}", journey.notice());
}

#[test]
fn a_file_that_is_locked_or_can_not_be_read_is_looked_at_too() {
    let mut journey = browsing(&[files::keystore(
        "odd",
        &[
            files::entry("production", "pkcs12/unknown-cipher-keys.p12", None),
            files::entry("staging", "damaged/jks-cut-500.jks", None),
            serde_json::json!({"environmentName": "sandbox", "type": "JKS"}),
        ],
    )]);
    journey.go("<Enter>jv");
    assert!(fact(&journey, "not open").contains("damaged"), "{}", fact(&journey, "not open"));
    journey.go("p");
    assert!(journey.notice().contains("can't be read"), "{}", journey.notice());
    journey.go("<Tab>");
    assert_eq!(fact(&journey, "file"), "! the environment has no file");
    journey.go("yw");
    assert_eq!(journey.context(), Context::Entry);
    journey.go("<Tab>");
    assert_eq!(screen(&journey).place().0, 3, "there is no other");
    journey.go("<S-Tab><S-Tab>p");
    assert_eq!(journey.context(), Context::Password);
}

#[test]
fn a_chain_is_checked_of_the_store_that_is_shown() {
    let mut journey = browsing(&[mixed()]);
    journey.go("<Enter>");
    journey.keys("v");
    let at = journey.outstanding.iter().position(|effect| matches!(effect, Effect::Check(..))).unwrap();
    let late = journey.outstanding.remove(at);
    assert_eq!(facts(&journey, "private").len(), 1);
    // Opened anew with its password, it is another store.
    journey.go("p");
    journey.keys(PASSWORD);
    journey.go("<Enter>");
    let Effect::Check(ticket, checking) = late else { unreachable!() };
    let mut checked = checking.check();
    checked.links.iter_mut().flatten().for_each(|link| link.signature = Signature::Wrong);
    journey.reply(ticket, Reply::Checked(checked));
    let store = Arc::clone(screen(&journey).store(&journey.model.vault).unwrap());
    assert_eq!(store.integrity, Integrity::Checked);
    let links = screen(&journey).links(&store, 0).expect("checked anew");
    assert!(links.iter().flatten().all(|link| link.signature == Signature::Verified));
}

#[test]
fn what_another_password_came_to_is_not_taken_for_this_one() {
    let mut journey = browsing(&[mixed()]);
    let file = FileDigest::of(&bytes("assets/demo/stores/partner-staging.p12"));
    journey.go("p");
    journey.keys(PASSWORD);
    journey.keys("<Enter>");
    let ticket = keywright::app::remote::Ticket(u64::MAX);
    let stray = Outcome { file, password: Some(Secret::copied("x")), opened: Err(OpenError::WrongPassword) };
    journey.reply(ticket, Reply::Opened(vec![stray]));
    let Some(Dialog::Password(prompt)) = journey.model.dialog() else { panic!("it waits on") };
    assert!(prompt.is_waiting() && prompt.complaint.is_none());
    journey.settle();
    assert!(matches!(journey.model.vault.seen(file), Seen::Open(_)));
}

use std::sync::Arc;

use super::{
    brief::{Brief, File, Verdict},
    *,
};
use crate::{
    domain::{
        environment::Kind,
        file::{Format, StoreType},
    },
    judge::Rule,
    keystore::{OpenError, Store, store::Integrity},
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-23T03:00:00Z")
}

/// A PKCS#12 without entries, which the rules have a word for.
fn store() -> Arc<Store> {
    Arc::new(Store {
        format: Format::Pkcs12,
        integrity: Integrity::Checked,
        entries: Vec::new(),
        protections: Vec::new(),
        loose: Vec::new(),
        ignored: Vec::new(),
        refused: Vec::new(),
    })
}

fn brief(file: &[u8], opened: Result<Arc<Store>, OpenError>) -> Brief {
    Brief {
        candidate: File { digest: FileDigest::of(file), opened, alias: None },
        stays: false,
        format: Format::Pkcs12,
        store_type: Some(StoreType::Pkcs12),
        has_odd_password: false,
        present: None,
        elsewhere: Vec::new(),
        kind: Kind::Production,
        now: now(),
        soon: SignedDuration::from_hours(30 * 24),
        java: None,
    }
}

/// Asks, and answers at once.
fn answered(judgements: &mut Judgements, briefs: &[&Brief], ticket: u64, now: Timestamp) -> usize {
    let briefs = briefs.iter().map(|brief| (*brief).clone()).collect();
    let asked = judgements.turn_to(briefs, Ticket(ticket), now);
    let count = asked.len();
    judgements.settle(Ticket(ticket), asked.into_iter().map(Brief::judge).collect());
    count
}

fn rules(judgements: &Judgements, brief: &Brief) -> Option<Vec<Rule>> {
    Some(judgements.of(brief)?.iter().map(|finding| finding.rule).collect())
}

#[test]
fn each_case_is_asked_about_once() {
    let (mut judgements, empty) = (Judgements::default(), brief(b"a", Ok(store())));
    let wrong = brief(b"b", Err(OpenError::WrongPassword));
    assert_eq!(answered(&mut judgements, &[&empty, &wrong], 1, now()), 2);
    assert_eq!(rules(&judgements, &empty), Some(vec![Rule::Empty]));
    assert_eq!(rules(&judgements, &wrong), Some(vec![Rule::WrongPassword]));
    assert_eq!(answered(&mut judgements, &[&empty, &wrong], 2, now()), 0);
}

#[test]
fn what_is_no_longer_edited_is_forgotten_and_its_answer_dropped() {
    let (mut judgements, one, other) = (
        Judgements::default(),
        brief(b"a", Err(OpenError::WrongPassword)),
        brief(b"a", Err(OpenError::Damaged("cut off".into()))),
    );
    let late = judgements.turn_to(vec![one.clone()], Ticket(1), now());
    assert_eq!(answered(&mut judgements, &[&other], 2, now()), 1);
    judgements.settle(Ticket(1), late.into_iter().map(Brief::judge).collect());
    assert_eq!((rules(&judgements, &one), rules(&judgements, &other)), (None, Some(vec![Rule::Damaged])));
}

#[test]
fn a_case_is_another_one_with_every_part_of_it() {
    let whole = brief(b"a", Ok(store()));
    let changes: [fn(&mut Brief); 9] = [
        // The same bytes opened by another attempt: another password, perhaps.
        |brief| brief.candidate.opened = Ok(store()),
        |brief| brief.candidate.digest = FileDigest::of(b"b"),
        |brief| brief.candidate.alias = Some("a".into()),
        |brief| brief.stays = true,
        |brief| brief.store_type = None,
        |brief| brief.has_odd_password = true,
        |brief| brief.present = Some(brief.candidate.clone()),
        |brief| brief.elsewhere = vec![("b".into(), Kind::Test)],
        |brief| brief.kind = Kind::Test,
    ];
    for change in changes {
        let mut other = whole.clone();
        change(&mut other);
        assert_ne!(whole, other, "{other:?}");
    }
    let mut later = whole.clone();
    later.set_now(at("2027-01-01T00:00:00Z"));
    assert_eq!(whole, later, "by another clock it is the same case");
}

#[test]
fn what_was_said_a_while_ago_holds_until_it_is_said_anew() {
    let (mut judgements, case) = (Judgements::default(), brief(b"a", Ok(store())));
    answered(&mut judgements, &[&case], 1, now());
    for (later, asked) in
        [("2026-11-23T03:09:00Z", 0), ("2026-11-23T03:11:00Z", 1), ("2026-11-23T03:12:00Z", 0)]
    {
        let again = judgements.turn_to(vec![case.clone()], Ticket(2), at(later));
        assert_eq!(again.len(), asked, "{later}");
        assert!(judgements.of(&case).is_some());
        if let [brief] = again.as_slice() {
            assert_eq!(brief.now(), at(later));
            let findings = Vec::new();
            judgements.settle(Ticket(2), vec![Verdict { brief: brief.clone(), findings }]);
            assert_eq!(judgements.of(&case), Some(&[][..]));
        }
    }
}

#[test]
fn the_worst_grade_is_that_of_all() {
    let (mut judgements, case) = (Judgements::default(), brief(b"a", Err(OpenError::WrongPassword)));
    answered(&mut judgements, &[&case], 1, now());
    let judgement = Judgement::Judged(judgements.of(&case).unwrap());
    assert_eq!(judgement.grade(), Some(Grade::Blocks));
    assert_eq!(judgement.of_grade(Grade::Warning).count(), 0);
    assert_eq!(Judgement::Opening(now()).grade(), None);
    assert_eq!(summary(judgement.findings()), "1 blocks");
    assert_eq!(summary([]), "");
}

#[test]
fn of_many_names_some_are_told() {
    assert_eq!(some(&["a", "b", "c"]), "a, b, c");
    assert_eq!(some(&["a", "b", "c", "d"]), "a, b and 2 more");
}

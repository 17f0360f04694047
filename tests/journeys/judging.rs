//! Judging while the form is filled: with exactly what was typed, off the screen's thread, whatever comes late.

use keywright::app::{
    dialog::environment::{FileState, FormField},
    effect::Effect,
    judgement::{self, Judgement},
    keymap::Context,
    vault::{self, Seen},
};
use keywright::domain::secret::Secret;
use keywright::judge::{Finding, Grade, Rule};

use crate::journey::{JKS, Journey};

/// production's form; the files are in `/f/` and `/k/`.
fn opened() -> Journey {
    let mut journey = Journey::editing();
    journey.go("<Enter>");
    journey
}

/// What is said of the form so far.
#[track_caller]
fn of_form(journey: &Journey) -> Judgement<'_> {
    judgement::of_form(journey.form(), journey.entry_form()).judgement(&journey.model)
}

/// The names of the rules that speak.
fn rules(findings: &[Finding]) -> Vec<Rule> {
    findings.iter().map(|finding| finding.rule).collect()
}

#[track_caller]
fn speaks(journey: &Journey, rule: Rule) {
    let found = rules(of_form(journey).findings());
    assert!(found.contains(&rule), "{rule:?} is silent: {found:?}, {:?}", of_form(journey));
}

/// Ctrl-S doesn't take it over, and says why; but it can be left.
#[track_caller]
fn is_blocked(journey: &mut Journey, rule: Rule, words: &str) {
    speaks(journey, rule);
    assert_eq!(rule.grade(), Grade::Blocks);
    journey.go("<C-s>");
    let complaint = journey.entry_form().complaint().unwrap_or_default().to_owned();
    assert!(complaint.contains(words), "{complaint:?} should say {words:?}");
    assert!(!journey.form().draft.is_changed());
    journey.go("<Esc>y");
    assert_eq!(journey.context(), Context::Keystore);
}

/// How many files are being opened.
fn openings(journey: &Journey) -> usize {
    let count = |effect: &Effect| match effect {
        Effect::Open(_, files) => files.len(),
        _ => 0,
    };
    journey.outstanding.iter().map(count).sum()
}

/// The place of the oldest open question of a kind.
#[track_caller]
fn place(journey: &Journey, is: impl Fn(&Effect) -> bool) -> usize {
    journey.outstanding.iter().position(is).expect("asked")
}

#[track_caller]
fn answer_opening(journey: &mut Journey) {
    journey.answer_nth(place(journey, |effect| matches!(effect, Effect::Open(..))));
}

#[test]
fn a_file_that_needs_its_password_says_so_and_opens_once_typing_rests() {
    let mut journey = opened();
    journey.go("/k/new.p12<Tab>");
    assert_eq!(journey.entry_form().focus, FormField::Password);
    speaks(&journey, Rule::NoPassword);
    journey.keys("change");
    journey.keys("it");
    assert_eq!((of_form(&journey), openings(&journey)), (Judgement::Typing, 0), "not with every letter");
    journey.wake(0);
    assert_eq!(openings(&journey), 1);
    assert!(matches!(of_form(&journey), Judgement::Opening(_)));
    journey.settle();
    assert_eq!(rules(of_form(&journey).findings()), [Rule::JavaTooOld]);
    assert_eq!(journey.entry_form().alias.text(), "server");
}

#[test]
fn what_rests_a_letter_short_is_tried_and_the_whole_password_then() {
    let mut journey = opened();
    journey.go("/k/new.p12<Tab>changei");
    speaks(&journey, Rule::WrongPassword);
    journey.go("t");
    assert_eq!(rules(of_form(&journey).findings()), [Rule::JavaTooOld]);
    journey.go("!");
    speaks(&journey, Rule::WrongPassword);
}

#[test]
fn leaving_the_field_tries_the_password_at_once() {
    let mut journey = opened();
    journey.go("/k/new.p12<Tab>");
    journey.keys("changeit<Tab>");
    assert_eq!(openings(&journey), 1);
    assert!(journey.resting().is_empty(), "nothing is waited for any more");
}

#[test]
fn what_an_older_password_came_to_is_dropped_when_it_comes_late() {
    // The older one is right, the newer one is wrong; and the other way round.
    for (typed, then, rule) in
        [("changeit", "x", Some(Rule::WrongPassword)), ("changeitx", "<BS>", Some(Rule::JavaTooOld))]
    {
        let mut journey = opened();
        journey.go("/k/new.p12<Tab>");
        journey.keys(typed);
        journey.wake(0);
        assert_eq!(openings(&journey), 1);
        journey.keys(then);
        journey.wake(0);
        assert_eq!(openings(&journey), 1, "one at a time: the older one can't be broken off");
        assert!(matches!(of_form(&journey), Judgement::Opening(_)));
        answer_opening(&mut journey);
        assert!(matches!(of_form(&journey), Judgement::Opening(_)), "not by the older password");
        assert_eq!(openings(&journey), 1, "now the newer one is tried");
        journey.settle();
        assert_eq!(of_form(&journey).findings().first().map(|finding| finding.rule), rule);
    }
}

#[test]
fn what_another_file_came_to_is_dropped_when_it_comes_late() {
    let mut journey = opened();
    journey.go("/f/over.p12<Tab>");
    journey.keys("changeit<Tab>");
    journey.keys("<S-Tab><S-Tab><C-u>/k/new.jks");
    journey.wake(0);
    let read = place(&journey, |effect| matches!(effect, Effect::ReadFile(..)));
    journey.answer_nth(read);
    assert!(matches!(journey.entry_form().file, FileState::Ready(_)));
    answer_opening(&mut journey);
    assert!(!rules(of_form(&journey).findings()).contains(&Rule::Expired));
    journey.settle();
    assert_eq!(of_form(&journey), Judgement::Judged(&[]), "nothing is to be said against it");
}

#[test]
fn while_a_file_is_opened_the_form_can_be_filled_and_left() {
    let mut journey = opened();
    journey.go("/k/new.p12<Tab>");
    journey.keys("changeit<Tab>");
    assert!(journey.model.is_busy(), "a spinner turns");
    journey.keys("<Tab>me<S-Tab>");
    assert_eq!(journey.entry_form().alias.text(), "me");
    journey.keys("<Esc>");
    assert_eq!(journey.context(), Context::Confirm);
    journey.keys("y");
    assert_eq!(journey.context(), Context::Keystore);
    journey.settle();
    assert!(!journey.model.is_busy() && !journey.model.has_changes());
}

#[test]
fn everything_that_blocks_is_refused_with_how_to_mend_it() {
    for (keys, rule, words) in [
        ("/k/new.p12", Rule::NoPassword, "give its password"),
        ("/k/new.p12<Tab>wrong", Rule::WrongPassword, "give the password that the file was made with"),
        ("/f/damaged.p12<Tab>changeit", Rule::Damaged, "copy it again"),
        ("/k/new.p12<Tab>changeit<Tab><Tab><C-u>sever", Rule::AliasMissing, "choose server"),
        // Of what is stored, where only the password or the alias changes.
        ("<Tab>wrong", Rule::WrongPassword, "give the password"),
        ("<Tab><Tab><Tab>sever", Rule::AliasMissing, "choose server"),
    ] {
        let mut journey = opened();
        journey.go(keys);
        is_blocked(&mut journey, rule, words);
    }
}

#[test]
fn what_stops_and_what_is_warned_of_is_taken_over() {
    for (keys, rule, grade) in [
        ("/f/over.p12<Tab>changeit", Rule::Expired, Grade::Stops),
        ("/f/other.p12<Tab>changeit", Rule::KeyMismatch, Grade::Stops),
        ("/f/trust.jks<Tab>changeit", Rule::NoPrivateKey, Grade::Stops),
        ("/k/new.p12<Tab>changeit", Rule::JavaTooOld, Grade::Warning),
        ("/k/new.jks", Rule::IntegrityNotChecked, Grade::Warning),
    ] {
        let mut journey = opened();
        journey.go(keys);
        speaks(&journey, rule);
        assert_eq!(of_form(&journey).grade(), Some(grade), "{rule:?}");
        journey.go("<C-s>");
        assert_eq!(journey.marks(), "~production staging sandbox", "{rule:?}");
        let form = journey.form();
        let judgement = judgement::of_draft(&journey.model, form, 0).unwrap().judgement(&journey.model);
        assert!(rules(judgement.findings()).contains(&rule), "the same is said of the draft");
    }
}

#[test]
fn the_only_alias_is_chosen_by_itself_unless_another_was_typed() {
    let mut journey = opened();
    journey.go("/k/new.p12<Tab>changeit");
    assert_eq!(journey.entry_form().alias.text(), "server");
    // Another file, which has another one.
    journey.go("<S-Tab><C-u>/k/new.jks");
    assert_eq!(journey.entry_form().alias.text(), "server");
    // Without a new file it is what is stored.
    journey.go("<C-u>");
    assert_eq!(journey.entry_form().alias.text(), "");
    // What was typed stays.
    journey.go("<Tab><Tab><Tab>mine<S-Tab><S-Tab><S-Tab>/k/new.jks");
    assert_eq!(journey.entry_form().alias.text(), "mine");
}

/// A JKS whose only alias is this, of six bytes; its digest is only checked with a password.
fn called(alias: &[u8; 6]) -> Vec<u8> {
    let mut bytes = JKS.to_vec();
    let at = bytes.windows(6).position(|window| window == b"server").unwrap();
    bytes[at..at + 6].copy_from_slice(alias);
    bytes
}

#[test]
fn an_alias_that_no_field_could_hold_is_sent_as_it_is_in_the_file() {
    for alias in ["  a b ", " \x1b\t\r\n ", " \u{202E}x ", "\u{200B}\u{200B}", "server"] {
        let mut journey = opened();
        journey.server.files.insert("/f/odd.jks".into(), Ok(called(alias.as_bytes().try_into().unwrap())));
        journey.go("/f/odd.jks");
        assert_eq!(of_form(&journey).grade(), Some(Grade::Warning), "{alias:?}: {:?}", of_form(&journey));
        assert!(!journey.entry_form().alias.text().chars().any(keywright::domain::text::is_hostile));
        // Arrows have nothing else to choose; what was typed by mistake is completed.
        journey.go("<Tab><Tab><Tab><Down>");
        assert_eq!(journey.entry_form().focus, FormField::Cancel, "{alias:?}");
        journey.go("<S-Tab><C-u><Tab>");
        assert_eq!(journey.entry_form().alias.alias(), alias);
        journey.go("<C-s>");
        assert_eq!(journey.form().draft.entries()[0].edits.alias.as_deref(), Some(alias));
        // And after the form was opened again.
        journey.go("<Enter><C-s><C-s>");
        journey.confirm(&["production"]);
        journey.settle();
        let body: serde_json::Value = serde_json::from_slice(journey.puts[0].1.body()).unwrap();
        assert_eq!(body["keyStoreEnvironmentList"][0]["alias"], alias);
    }
}

#[test]
fn a_stored_alias_that_no_field_could_hold_stays_as_it_is() {
    for alias in [" lead trail ", "\x1b[31m", "a\tb"] {
        let mut journey = Journey::browsing();
        journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["alias"] = alias.into();
        journey.go("rj<Enter><Enter><Tab>pw<Tab><Tab>x<C-r>");
        assert!(!journey.entry_form().differs(FormField::Alias), "{alias:?}");
        journey.go("x");
        assert!(journey.entry_form().differs(FormField::Alias));
    }
}

#[test]
fn blanks_typed_around_an_alias_are_not_meant() {
    let mut journey = opened();
    journey.go("/f/two.p12<Tab>changeit<Tab><Tab>  second ");
    assert_eq!(journey.entry_form().alias_at_rest(), "second");
    assert!(!rules(of_form(&journey).findings()).contains(&Rule::AliasMissing));
}

#[test]
fn the_stored_alias_stays_where_the_new_file_has_it() {
    let mut journey = Journey::browsing();
    journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["alias"] = "SECOND".into();
    journey.go("rj<Enter><Enter>/f/two.p12<Tab>changeit");
    assert_eq!(journey.entry_form().alias.text(), "SECOND", "Java compares without case");
    journey.go("<S-Tab><C-u>/k/new.p12");
    assert_eq!(journey.entry_form().alias.text(), "server", "the other file has only this one");
    journey.go("<C-s><Enter>");
    // Opened again, an alias that had chosen itself goes on following its file.
    journey.go("<C-u>/f/two.p12");
    assert_eq!(journey.entry_form().alias.text(), "SECOND");
}

#[test]
fn of_several_aliases_one_is_chosen_by_arrows_or_completed() {
    let mut journey = opened();
    journey.go("/f/two.p12<Tab>changeit<Tab><Tab>");
    assert_eq!((journey.context(), journey.entry_form().alias.text()), (Context::FormAlias, String::new()));
    speaks(&journey, Rule::AliasAmbiguous);
    for (keys, alias) in [
        ("<Down>", "first"),
        ("<Down>", "second"),
        ("<Down>", "first"),
        ("<Up>", "second"),
        ("<Up>", "first"),
    ] {
        journey.go(keys);
        assert_eq!(journey.entry_form().alias.text(), alias, "after {keys}");
    }
    assert!(!rules(of_form(&journey).findings()).contains(&Rule::AliasAmbiguous));
    // Misspelt, the nearest is offered; on one that is there Tab leads on.
    journey.go("<C-u>secnd<Tab>");
    assert_eq!(journey.entry_form().alias.text(), "second");
    journey.go("<C-u>first<Tab>");
    assert_eq!(journey.entry_form().focus, FormField::Cancel);
}

#[test]
fn of_many_aliases_none_is_offered_that_is_not_near() {
    let mut journey = opened();
    journey.go("/f/trust-20.jks<Tab>changeit<Tab><Tab>zzzzzz<Tab>");
    assert_eq!(journey.entry_form().alias.text(), "zzzzzz");
    assert!(journey.entry_form().complaint().unwrap_or_default().contains("no alias"));
    journey.go("<C-u>autority-07<Tab>");
    assert_eq!(journey.entry_form().alias.text(), "authority-07");
}

#[test]
fn with_nothing_to_choose_the_arrows_and_tab_lead_on() {
    let mut journey = opened();
    journey.go("/k/new.p12<Tab>changeit<Tab><Tab>");
    assert_eq!(journey.entry_form().focus, FormField::Alias);
    journey.go("<Down>");
    assert_eq!(journey.entry_form().focus, FormField::Cancel);
    journey.go("<S-Tab><Up>");
    assert_eq!(journey.entry_form().focus, FormField::Type);
}

#[test]
fn the_file_that_is_there_now_is_compared_once_it_can_be_opened() {
    let mut journey = opened();
    // It shows nothing without its password, and that is another than the new one's.
    let mut locked = holding(OTHER_PASSWORD);
    locked.go("rj<Enter><Enter>/k/new.p12<Tab>changeit");
    speaks(&locked, Rule::NotCompared);
    let finding = of_form(&locked).of_grade(Grade::Warning).find(|finding| finding.rule == Rule::NotCompared);
    assert!(finding.unwrap().mend.contains("press p"), "{finding:?}");
    locked.go("<C-s>");
    // Given its password, it is.
    let keystore = locked.form().draft.base().clone();
    let digest = keystore.entries()[0].digest().unwrap();
    let source = keywright::app::effect::FileSource::Stored(keystore, 0);
    let effects = vault::open(&mut locked.model, digest, source, Some(Secret::copied("another-one")));
    locked.outstanding.extend(effects);
    locked.settle();
    let judgement = judgement::of_draft(&locked.model, locked.form(), 0).unwrap().judgement(&locked.model);
    assert!(matches!(judgement, Judgement::Judged(_)), "{judgement:?}");
    assert!(!rules(judgement.findings()).contains(&Rule::NotCompared), "{judgement:?}");
    assert!(rules(judgement.findings()).contains(&Rule::NameUncovered), "{judgement:?}");
    // What opens without a password is compared at once.
    journey.go("/k/new.p12<Tab>changeit");
    assert!(!rules(of_form(&journey).findings()).contains(&Rule::NotCompared));
}

#[test]
fn the_new_files_password_is_tried_on_the_one_that_is_there_now() {
    let mut journey = holding(STORED_LOCKED);
    journey.go("rj<Enter><Enter>/k/new.p12<Tab>change");
    let digest = journey.form().draft.base().entries()[0].digest().unwrap();
    assert_eq!(journey.model.vault.seen(digest), Seen::Locked, "not with half of it");
    journey.keys("it");
    journey.wake(0);
    assert_eq!(openings(&journey), 2);
    assert!(matches!(of_form(&journey), Judgement::Opening(_)), "the comparison isn't known before");
    journey.settle();
    assert!(matches!(journey.model.vault.seen(digest), Seen::Open(_)));
    assert_eq!(rules(of_form(&journey).findings()), [] as [Rule; 0]);
    assert_eq!(openings(&journey), 0);
    // It is known for the session, as if p had asked for it.
    journey.go("<Esc>");
    assert_eq!(journey.model.vault.password(digest), Some(&Secret::copied("changeit")));
}

/// A session whose environment holds this file.
fn holding(file: &[u8]) -> Journey {
    let mut journey = Journey::browsing();
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, file);
    let entry = &mut journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0];
    entry["file"] = text.into();
    entry["type"] = "PKCS12".into();
    journey
}

const STORED_LOCKED: &[u8] = include_bytes!("../corpus/files/pair/old.p12");

/// For partner.example.com; its password is `another-one`.
const OTHER_PASSWORD: &[u8] = include_bytes!("../../assets/demo/submit/other-password.p12");

#[test]
fn the_same_file_in_an_environment_of_another_kind_is_warned_of() {
    let mut journey = Journey::editing();
    journey.go("j<Enter>/k/new.jks<Tab>changeit<C-s>");
    assert_eq!(journey.marks(), "production ~staging sandbox");
    journey.go("k<Enter>/k/new.jks<Tab>changeit");
    speaks(&journey, Rule::FileElsewhere);
    // And no longer, when the other one has another file again.
    journey.go("<C-s>ju");
    let judgement = judgement::of_draft(&journey.model, journey.form(), 0).unwrap().judgement(&journey.model);
    assert_eq!(judgement, Judgement::Judged(&[]));
}

#[test]
fn what_is_not_edited_is_not_judged() {
    let mut journey = opened();
    assert_eq!(of_form(&journey), Judgement::Nothing);
    journey.go("<Esc>");
    for place in 0..3 {
        let proposal = judgement::of_draft(&journey.model, journey.form(), place).unwrap();
        assert_eq!(proposal.judgement(&journey.model), Judgement::Nothing);
    }
    journey.go("x");
    let proposal = judgement::of_draft(&journey.model, journey.form(), 0).unwrap();
    assert_eq!(proposal.judgement(&journey.model), Judgement::Nothing, "what is removed isn't sent");
}

#[test]
fn idle_nothing_is_asked_again() {
    let mut journey = opened();
    journey.go("/k/new.p12<Tab>changeit<C-s>");
    assert!(journey.outstanding.is_empty());
    journey.keys("jkjk");
    assert!(journey.outstanding.is_empty(), "{:?}", journey.outstanding);
    // After a while the clock has moved on, and some rules go by it.
    journey.pass(std::time::Duration::from_secs(3_600));
    journey.keys("j");
    assert!(matches!(journey.outstanding.as_slice(), [Effect::Judge(_, briefs)] if briefs.len() == 1));
    let judgement = judgement::of_draft(&journey.model, journey.form(), 0).unwrap().judgement(&journey.model);
    assert!(matches!(judgement, Judgement::Judged(_)), "what was said holds until it is said anew");
}

#[test]
fn of_what_is_stored_but_not_shown_it_is_said_that_nothing_can_be_checked() {
    for stored in [serde_json::json!("no base64!"), serde_json::Value::Null] {
        let mut journey = Journey::browsing();
        journey.server.stored_mut("partner-mtls")["keyStoreEnvironmentList"][0]["file"] = stored;
        journey.go("rj<Enter><Enter>");
        assert_eq!(of_form(&journey), Judgement::Nothing, "nothing is changed yet");
        journey.go("<Tab><Tab><Tab>another");
        assert_eq!(rules(of_form(&journey).findings()), [Rule::NotChecked]);
        assert_eq!(of_form(&journey).grade(), Some(Grade::Warning));
        journey.go("<C-s>");
        let judgement =
            judgement::of_draft(&journey.model, journey.form(), 0).unwrap().judgement(&journey.model);
        assert_eq!(rules(judgement.findings()), [Rule::NotChecked]);
    }
}

#[test]
fn the_command_that_converts_a_file_is_copied_from_the_findings() {
    let mut journey = opened();
    journey.go("/f/old.jceks<Tab>changeit");
    speaks(&journey, Rule::NotAKeystore);
    journey.go("<C-s>");
    let complaint = journey.entry_form().complaint().unwrap_or_default().to_owned();
    assert!(complaint.contains("F3") && complaint.contains("JCEKS"), "{complaint}");
    journey.go("<F3>");
    assert_eq!(journey.context(), Context::Findings);
    journey.go("y");
    let command = "keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS -destkeystore NEW.p12 -deststoretype PKCS12";
    assert_eq!(journey.log.last().unwrap(), &format!("Copy({command:?})"));
    assert!(
        journey.notice().starts_with("copied the command, keytool -importkeystore"),
        "{}",
        journey.notice()
    );
    journey.go("<Esc>");
    assert_eq!(journey.context(), Context::FormText);
}

#[test]
fn of_several_commands_each_key_copies_the_next() {
    let mut journey = opened();
    // An older MAC's successor, with a password that Java doesn't take.
    journey.go("/k/new.p12<Tab>pässwörd<F3>");
    let copied = |journey: &Journey| journey.log.last().unwrap().clone();
    journey.go("y");
    let first = copied(&journey);
    assert!(first.starts_with("Copy(\"openssl pkcs12 -in FILE"), "{first}");
    assert!(journey.notice().contains("command 1 of 2"), "{}", journey.notice());
    journey.go("y");
    assert!(copied(&journey).contains("-name ALIAS"), "{}", copied(&journey));
    journey.go("y");
    assert_eq!(copied(&journey), first, "and from the beginning");
}

#[test]
fn where_no_command_mends_it_none_is_copied() {
    let mut journey = opened();
    journey.go("/k/new.p12<F3>");
    let before = journey.log.len();
    journey.go("y");
    assert_eq!((journey.log.len(), journey.notice()), (before, "no command is named here"));
}

//! A server's words and a system's: wrapped, not cut like names, and never in place of what to do.

use keywright::{
    api::{client::NotUpdated, error::Error},
    app::{
        dialog::{Dialog, problem::Problem},
        effect::Read,
        message::Reply,
        model::Tone,
    },
    domain::deployment::Outcome,
    view::Look,
};

use super::{
    picture,
    stage::{Stage, said, session},
};

const END: &str = "THE-END";

/// So many characters in words, the last of them [`END`].
fn words(length: usize) -> String {
    format!("{}{END}", "the Manager said ".repeat(length / 17))
}

/// What is drawn, without frames and blanks, so that a word is found over a line's end.
fn drawn(stage: &Stage, size: (u16, u16)) -> String {
    let (buffer, _) = picture::drawn(&stage.model, Look::default(), size);
    picture::rows(&buffer).join("\n")
}

fn refused(length: usize) -> Error {
    Error::Invalid(said(400, &words(length)))
}

fn keystores_failed(error: Error) -> Stage {
    let mut stage = Stage::start(session());
    stage.world.failing.push((Read::Keystores { project: "Payments".into() }, error));
    stage.settle();
    stage.go("<Enter>");
    stage
}

#[test]
fn a_list_that_failed_shows_all_words_once_and_what_to_do() {
    let stage = keystores_failed(refused(400));
    let shown = drawn(&stage, (120, 40));
    assert_eq!(shown.matches(END).count(), 1, "{shown}");
    assert!(shown.contains("r retry"), "{shown}");
    let several = keystores_failed(Error::Invalid(said(400, "Validation failed\nname: is required")));
    let shown = drawn(&several, (120, 40));
    assert_eq!(
        (shown.matches("Validation failed").count(), shown.matches("name: is").count()),
        (1, 1),
        "{shown}"
    );
    assert!(!shown.contains('␊'), "{shown}");
    let shown = drawn(&keystores_failed(refused(1_900)), (60, 20));
    assert!(shown.contains('…') && shown.contains("r retry"), "{shown}");
}

#[test]
fn a_refresh_that_failed_says_how_to_try_again_after_many_words() {
    let mut stage = Stage::browse();
    stage.world.failing.push((Read::Keystores { project: "Payments".into() }, refused(1_900)));
    stage.go("r");
    let shown = drawn(&stage, (80, 24));
    assert!(shown.contains('…') && shown.contains("r retry"), "{shown}");
}

#[test]
fn a_problem_shows_all_words_or_leaves_what_to_do_in_sight() {
    for (length, size, whole) in [(400, (80, 24), true), (1_600, (120, 40), true), (1_900, (60, 20), false)] {
        let mut stage = Stage::browse();
        let problem = Problem::of("Deploying", &refused(length));
        let step: String = problem.next_step.chars().take(20).collect();
        stage.model.dialogs.push(Dialog::Problem(problem));
        let shown = drawn(&stage, size);
        assert_eq!(shown.contains(END), whole, "{shown}");
        assert!(whole || shown.contains('…'), "{shown}");
        assert!(shown.contains(&step), "{shown}");
    }
}

#[test]
fn a_refused_token_shows_all_words_and_the_field() {
    for (length, size, whole) in [(400, (80, 24), true), (1_900, (60, 20), false)] {
        let mut stage = Stage::start(session());
        stage.world.failing.push((Read::Projects, Error::TokenRefused(said(401, &words(length)))));
        stage.settle();
        let shown = drawn(&stage, size);
        assert_eq!(shown.contains(END), whole, "{shown}");
        assert!(shown.contains("Another token") && shown.contains("Not shown; kept in memory"), "{shown}");
    }
}

#[test]
fn a_notice_shows_its_end() {
    let mut stage = Stage::browse();
    stage.model.say(Tone::Bad, format!("first\n{}", words(400)));
    let shown = drawn(&stage, (80, 24));
    assert!(shown.contains(END) && !shown.contains('␊'), "{shown}");
}

#[test]
fn environments_that_could_not_be_read_say_all_of_why_and_what_to_do() {
    for (length, size, whole) in [(400, (80, 24), true), (1_900, (60, 20), false)] {
        let mut stage = Stage::browse();
        stage.model.catalog.project_mut("Payments").environments = Default::default();
        stage.world.failing.push((Read::Environments { project: "Payments".into() }, refused(length)));
        stage.go("<Enter>a");
        let shown = drawn(&stage, size);
        assert_eq!(shown.contains(END), whole, "{shown}");
        assert!(shown.contains("Esc, then a tries again"), "{shown}");
    }
}

#[test]
fn a_failed_gateways_words_are_not_cut() {
    let mut answer = super::outcome::everywhere();
    answer.report.rows[1].outcome = Outcome::Failed;
    answer.report.rows[1].detail = words(600);
    answer.report.message = Some((0..12).map(|n| format!("line {n}\n")).collect::<String>() + END);
    let shown = drawn(&super::outcome::ended(answer), (120, 40));
    assert_eq!(shown.matches(END).count(), 2, "{shown}");
}

#[test]
fn a_refusals_words_and_complaints_are_not_cut() {
    let mut stage = Stage::sending();
    let ticket = stage.puts[0].0;
    let lines = format!("{}\n{}", words(400), "field: wrong\n".repeat(10) + END);
    stage.reply(ticket, Reply::Updated(Err(NotUpdated::Refused(Error::Invalid(said(400, &lines))))));
    let shown = drawn(&stage, (120, 40));
    assert_eq!(shown.matches(END).count(), 2, "{shown}");
}

#[test]
fn what_could_not_be_read_back_says_all_of_why() {
    let mut stage = Stage::sending();
    let read = Read::Keystore { project: "Payments".into(), keystore: "partner-mtls".into() };
    stage.world.failing.push((read, refused(400)));
    let ticket = stage.puts[0].0;
    stage.reply(ticket, Reply::Updated(Ok(super::outcome::everywhere())));
    stage.settle();
    let shown = drawn(&stage, (120, 40));
    assert!(shown.contains(END), "{shown}");
}

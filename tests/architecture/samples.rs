//! The check, checked: samples that break each rule, and samples that only look as if they did.

use crate::{rules::check, source::Source};

/// What is said of a file with this text; its purpose is written above it.
fn said(file: &str, code: &str) -> Vec<String> {
    check(&[Source::new(file, &format!("//! A purpose.\n{code}"))])
}

#[track_caller]
fn breaks(file: &str, code: &str, words: &str) {
    let said = said(file, code);
    assert!(said.iter().any(|line| line.contains(words)), "{code}\nshould be told {words:?}: {said:?}");
}

#[track_caller]
fn keeps(file: &str, code: &str) {
    assert_eq!(said(file, code), [""; 0], "{code}");
}

#[test]
fn imports_are_seen_however_they_are_written() {
    for code in [
        "use crate::app::model::Model;",
        "use crate::{domain::secret::Secret, app::model::Model};",
        "use crate::{\n    domain::{secret::Secret, text},\n    app::{self as state, model::{Model, Tone}},\n};",
        "fn f() { crate::app::update::update(); }",
        "fn f(model: &mut super::super::app::model::Model) {}",
        "use keywright::app;",
        "pub use crate::app::*;",
    ] {
        breaks("src/domain/draft.rs", code, "domain may not name crate::app");
    }
    keeps(
        "src/domain/draft.rs",
        "use super::secret::Secret;\nuse crate::domain::{self, text};\nuse self::inner::X;",
    );
    keeps("src/domain/draft.rs", "mod inner { use super::X; fn f() {} }\nuse super::Y;");
    breaks(
        "src/domain/draft.rs",
        "mod inner { use super::super::super::app; }",
        "domain may not name crate::app",
    );
    breaks("src/app/update.rs", "use crate::api::client::Reader;", "crate::api::client::Reader");
    breaks(
        "src/app/update.rs",
        "use crate::api::{client::{NotUpdated, Writer}, error};",
        "crate::api::client::Writer",
    );
    keeps("src/app/update.rs", "use crate::api::{client::NotUpdated, error::Error, generation, request};");
    breaks("src/demo/state.rs", "use crate::domain::secret::Secret;", "demo may not name");
    breaks("src/magic.rs", "", "magic is new");
}

#[test]
fn comments_strings_and_tests_are_not_code() {
    for code in [
        "// use crate::app::model::Model;",
        "/* tokio /* reqwest */ todo!() */",
        "const A: &str = \"crate::app::x todo!() reqwest\";",
        "const A: &str = \"a \\\" reqwest\";",
        "const A: &str = r#\"a \" reqwest\"#;\nconst B: &[u8] = b\"tokio\";",
        "const A: char = '\"';\nconst B: char = '\\'';\n// reqwest",
        "#[cfg(test)]\nmod tests { use crate::app::model::Model; fn f() { { todo!() } } }",
        "#[cfg(test)]\nmod tests;",
        "fn f<'a>(x: &'a str) -> &'a str { x }",
    ] {
        keeps("src/domain/draft.rs", code);
    }
    // What follows them is code again.
    for before in [
        "/* a */",
        "const A: &str = r#\"\"#;",
        "const A: char = '\"';",
        "#[cfg(test)]\nmod tests { fn f() {} }",
        "#[cfg(test)]\nmod tests;",
        "fn f<'a>() {}",
        "// x\n",
    ] {
        breaks("src/domain/draft.rs", &format!("{before}\nuse tokio::fs;"), "tokio");
    }
}

#[test]
fn what_is_pure_names_no_clock_file_or_terminal() {
    for (code, words) in [
        ("use std::fs;", "std::fs"),
        ("use std::{fmt, net::TcpStream};", "std::net"),
        ("use std::time::Instant;", "Instant"),
        ("use std::time::{Duration, SystemTime};", "SystemTime"),
        ("fn f() { jiff::Timestamp::now(); }", "Timestamp::now"),
        ("fn f() { Timestamp::now(); }", "Timestamp::now"),
        ("use crossterm::event::KeyCode;", "crossterm"),
        ("use ratatui::crossterm::event::KeyCode;", "crossterm"),
        ("use ratatui::style::Style;", "ratatui"),
        ("fn f() { std::env::var(\"X\"); }", "std::env"),
    ] {
        breaks("src/app/model.rs", code, words);
        breaks("src/keystore/jks.rs", code, words);
    }
    keeps("src/app/model.rs", "use std::time::Duration;\nuse jiff::Timestamp;\nfn now(now: Timestamp) {}");
    keeps("src/runtime/effects.rs", "use std::fs;\nfn f() { jiff::Timestamp::now(); }");
}

#[test]
fn names_stay_in_their_place() {
    breaks("src/runtime/effects.rs", "use reqwest::Client;", "reqwest is only for api::client");
    breaks("src/api/wire.rs", "fn f(x: reqwest::Response) {}", "reqwest is only for api::client");
    keeps("src/api/client/writer.rs", "use reqwest::Client;");
    breaks("src/view/footer.rs", "use ratatui::crossterm::style::Color;", "crossterm is only for runtime");
    breaks("src/app/dialog/help.rs", "use tui_textarea::TextArea;", "tui_textarea is only for app::field");
    keeps("src/app/field.rs", "use tui_textarea::TextArea;");
}

#[test]
fn drawing_keeps_and_changes_nothing() {
    for code in [
        "use std::cell::Cell;",
        "use std::cell::RefCell;",
        "static mut X: u8 = 0;",
        "use std::sync::Mutex;",
        "fn f(model: &mut Model) {}",
    ] {
        breaks("src/view/header.rs", code, "in view");
    }
    keeps("src/view/header.rs", "use ratatui::widgets::Cell;\nfn f(model: &Model, buffer: &mut Buffer) {}");
}

#[test]
fn updates_are_made_and_sent_in_one_place() {
    breaks("src/app/dialog/submit.rs", "fn f() { Update::new(a, b, c); }", "Draft::confirm");
    breaks("src/commands.rs", "fn f() { crate::domain::update::Update::new(a, b, c); }", "Draft::confirm");
    keeps("src/domain/draft.rs", "fn f() { Update::new(a, b, c); }");
    breaks("src/app/update.rs", "fn f() { Effect::Put(ticket, update); }", "app::submission");
    keeps("src/app/submission.rs", "fn f() { Effect::Put(ticket, update); }");
    breaks("src/domain/cascade.rs", "#[derive(Clone, Default)]\npub enum JwkCascade { A }", "no Default");
    breaks("src/domain/cascade.rs", "impl Default for JwkCascade {}", "no Default");
    keeps(
        "src/domain/cascade.rs",
        "#[derive(Default)]\nstruct Other;\n#[derive(Clone)]\npub enum JwkCascade { A }",
    );
    breaks("src/domain/update.rs", "#[derive(Clone)]\npub struct Update { x: u8 }", "no Clone");
}

#[test]
fn files_are_named_described_and_finished() {
    breaks("src/app/mod.rs", "", "foo.rs beside foo/");
    breaks("src/app/app.rs", "", "foo.rs beside foo/");
    breaks("src/app/update.rs", "fn f() { todo!() }", "todo!");
    breaks("src/app/update.rs", "fn f() { dbg!(1); }", "dbg!");
    keeps("src/app/update.rs", "fn todo() {}");
    let said = check(&[Source::new("src/app/update.rs", "fn f() {}")]);
    assert!(said[0].contains("begins with //!"), "{said:?}");
}

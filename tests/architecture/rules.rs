//! The rules, and what is said where one is broken.

use crate::source::Source;

/// What each part of the crate may name of the others. A new part needs a row here, and a reason.
pub const MAY_NAME: &[(&str, &[&str])] = &[
    ("domain", &["domain"]),
    ("keystore", &["keystore", "domain"]),
    ("judge", &["judge", "domain", "keystore"]),
    ("state", &["state", "domain", "judge"]),
    ("api", &["api", "domain", "keystore"]),
    (
        "app",
        &[
            "app",
            "domain",
            "keystore",
            "judge",
            "api::error",
            "api::generation",
            "api::request",
            // The one thing of the client's that isn't a connection.
            "api::client::NotUpdated",
        ],
    ),
    (
        "view",
        &["view", "app", "domain", "keystore", "judge", "api::error", "api::generation", "api::request"],
    ),
    ("cli", &["cli", "config", "domain"]),
    ("config", &["config", "cli", "domain", "keystore", "api::generation"]),
    (
        "commands",
        &["commands", "cli", "config", "domain", "keystore", "judge", "state", "api", "demo", "files"],
    ),
    // Reads files for whoever has some of their own to read.
    ("files", &["files", "domain"]),
    ("demo", &["demo"]),
    (
        "runtime",
        &[
            "runtime", "cli", "config", "domain", "keystore", "judge", "state", "api", "app", "view", "demo",
            "commands", "files",
        ],
    ),
];

/// Names that stay in one place: the name, where it may stand, what to do instead.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("reqwest", &["api::client"], "build a value in api::request and let api::client send it"),
    ("crossterm", &["runtime"], "use app::key::Key for keys and ratatui's types for drawing"),
    ("termina", &["runtime"], "use app::key::Key for keys"),
    ("rustix", &["runtime", "config::token", "state"], "let runtime ask the system"),
    ("axum", &["demo"], "the demo gateway is the only server"),
    ("tui_textarea", &["app::field"], "use app::field::TextField"),
];

/// The parts that have no terminal, no network, no file system, no clock.
const PURE: [&str; 4] = ["domain", "keystore", "judge", "app"];

/// Words that none of them says.
const IMPURE_WORDS: [&str; 12] = [
    "crossterm",
    "termina",
    "tokio",
    "reqwest",
    "rustls",
    "axum",
    "rustix",
    "ratatui",
    "Instant",
    "SystemTime",
    "thread_local",
    "unsafe",
];

/// Paths that none of them names.
const IMPURE_PATHS: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "std::os",
    "std::io",
    "Timestamp::now",
    "Zoned::now",
];

/// Where one of them is named all the same, and only that: threads that begin and end within a call give what one would.
const PURE_ALL_THE_SAME: [(&str, &str); 1] = [("std::thread", "keystore::parallel")];

/// Words that hold state where nobody sees it.
const HIDDEN_STATE: [&str; 9] = [
    "RefCell",
    "UnsafeCell",
    "OnceCell",
    "OnceLock",
    "LazyCell",
    "LazyLock",
    "Mutex",
    "RwLock",
    "thread_local",
];

/// Everything that breaks a rule, one line each.
pub fn check(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        imports(source, &mut found);
        places(source, &mut found);
        if PURE.contains(&source.part()) {
            purity(source, &mut found);
        }
        if source.part() == "view" {
            drawing(source, &mut found);
        }
        updates(source, &mut found);
        unfinished(source, &mut found);
        naming(source, &mut found);
    }
    found
}

fn say(found: &mut Vec<String>, source: &Source, line: usize, what: &str) {
    found.push(format!("{}:{line}: {what}", source.file));
}

/// Whether a path begins with another, written `a::b`.
fn begins(path: &[String], with: &str) -> bool {
    let with: Vec<&str> = with.split("::").collect();
    path.len() >= with.len() && path.iter().zip(with).all(|(a, b)| a == b)
}

/// Whether a path ends with another, written `a::b`.
pub fn ends(path: &[String], with: &str) -> bool {
    let with: Vec<&str> = with.split("::").collect();
    path.len() >= with.len() && path.iter().rev().zip(with.iter().rev()).all(|(a, b)| a == b)
}

fn imports(source: &Source, found: &mut Vec<String>) {
    if source.module.is_empty() {
        return;
    }
    let part = source.part();
    let Some((_, may)) = MAY_NAME.iter().find(|(name, _)| *name == part) else {
        say(
            found,
            source,
            1,
            &format!(
                "{part} is new: say in MAY_NAME of tests/architecture/rules.rs what it may name, and in ARCHITECTURE.md what it is for"
            ),
        );
        return;
    };
    for named in source.paths().iter().filter(|named| named.path[0] == "crate") {
        let path = &named.path[1..];
        // What a parent module re-exports or declares beside the part itself.
        let allowed = path.is_empty() || may.iter().any(|may| begins(path, may));
        if !allowed {
            say(
                found,
                source,
                named.line,
                &format!(
                    "{part} may not name crate::{}: move what is shared down into domain, or let runtime bring the two together",
                    path.join("::")
                ),
            );
        }
    }
}

fn places(source: &Source, found: &mut Vec<String>) {
    for (word, modules, instead) in ONLY_IN {
        if modules.iter().any(|module| source.is_in(module)) {
            continue;
        }
        if let Some(line) = source.sequence(&[word]) {
            say(found, source, line, &format!("{word} is only for {}: {instead}", modules.join(", ")));
        }
    }
}

fn purity(source: &Source, found: &mut Vec<String>) {
    for word in IMPURE_WORDS {
        if let Some(line) = source.sequence(&[word]) {
            say(
                found,
                source,
                line,
                &format!(
                    "{word} in {}, which is pure: time and answers come in with messages, what is to be done goes out as an Effect",
                    source.part()
                ),
            );
        }
    }
    for named in source.paths() {
        for path in IMPURE_PATHS {
            if PURE_ALL_THE_SAME.iter().any(|(allowed, module)| *allowed == path && source.is_in(module)) {
                continue;
            }
            // Writing JSON into memory goes through this trait; nothing is opened by it.
            let in_memory = ends(&named.path, "io::Write") || ends(&named.path, "io::Result");
            if !in_memory && (begins(&named.path, path) || ends(&named.path, path)) {
                say(
                    found,
                    source,
                    named.line,
                    &format!(
                        "{path} in {}, which is pure: let runtime do it and send a Message",
                        source.part()
                    ),
                );
            }
        }
    }
}

fn drawing(source: &Source, found: &mut Vec<String>) {
    for word in HIDDEN_STATE {
        if let Some(line) = source.sequence(&[word]) {
            say(
                found,
                source,
                line,
                &format!("{word} in view, which keeps nothing: derive it from the model, or put it there"),
            );
        }
    }
    for path in source.paths() {
        if begins(&path.path, "std::cell") || begins(&path.path, "std::sync::atomic") {
            say(
                found,
                source,
                path.line,
                "a cell in view, which keeps nothing: derive it from the model, or put it there",
            );
        }
    }
    for model in [&["&", "mut", "Model"][..], &["static", "mut"], &["unsafe"]] {
        if let Some(line) = source.sequence(model) {
            say(
                found,
                source,
                line,
                &format!("{} in view, which changes nothing: take &Model", model.join(" ")),
            );
        }
    }
}

/// Rules 5 and 6: who makes an update, and who sends it.
fn updates(source: &Source, found: &mut Vec<String>) {
    for named in source.paths() {
        if ends(&named.path, "Update::new") && source.file != "src/domain/draft.rs" {
            say(
                found,
                source,
                named.line,
                "an Update is only made by Draft::confirm, from a cascade that somebody chose",
            );
        }
        if ends(&named.path, "Effect::Put")
            && source.part() == "app"
            && source.file != "src/app/submission.rs"
        {
            say(found, source, named.line, "only app::submission sends an update, once it has been checked");
        }
    }
    for (of, words) in
        [("JwkCascade", &["Default", "for", "JwkCascade"][..]), ("Update", &["Clone", "for", "Update"])]
    {
        let derived = derives(source, of);
        let forbidden = words[0];
        if let Some(line) = source
            .sequence(words)
            .or(derived.iter().find(|(name, _)| name == forbidden).map(|(_, line)| *line))
        {
            say(
                found,
                source,
                line,
                &format!("{of} has no {forbidden}: a person chooses the cascade, and an update is sent once"),
            );
        }
    }
    if matches!(source.part(), "app" | "view")
        && let Some(line) = source.sequence(&["Writer"])
    {
        say(found, source, line, "the state knows no Writer: return an Effect::Put");
    }
}

/// What a type of this name derives, with the line.
fn derives(source: &Source, of: &str) -> Vec<(String, usize)> {
    let tokens = &source.tokens;
    let declared = |at: &usize| {
        tokens[*at].text == of && matches!(tokens[at.saturating_sub(1)].text.as_str(), "struct" | "enum")
    };
    let Some(at) = (1..tokens.len()).find(declared) else { return Vec::new() };
    // Back over visibility and attributes to what stands before them.
    let before = tokens[..at].iter().rposition(|token| matches!(token.text.as_str(), ";" | "}")).unwrap_or(0);
    tokens[before..at].iter().map(|token| (token.text.clone(), token.line)).collect()
}

pub fn unfinished(source: &Source, found: &mut Vec<String>) {
    for word in ["todo", "unimplemented", "dbg"] {
        if let Some(line) = source.sequence(&[word, "!"]) {
            say(found, source, line, &format!("{word}! is unfinished work: finish it or take it out"));
        }
    }
}

fn naming(source: &Source, found: &mut Vec<String>) {
    let stutter = source.module.last_chunk().is_some_and(|[above, own]| above == own);
    if source.file.ends_with("/mod.rs") || stutter {
        say(found, source, 1, "a module is foo.rs beside foo/: neither foo/mod.rs nor foo/foo.rs");
    }
    if !source.text.trim_start().starts_with("//!") {
        say(found, source, 1, "a file begins with //!: its purpose, and what it may touch");
    }
}

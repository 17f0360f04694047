//! Rust source as tokens, without comments, strings and test modules: enough to see what a file names.

use std::fs;
use std::path::Path;

/// One source file.
pub struct Source {
    /// From the package's root: `src/app/update.rs`.
    pub file: String,
    /// Its module: `["app", "update"]`; empty for `lib.rs` and `main.rs`.
    pub module: Vec<String>,
    pub text: String,
    pub tokens: Vec<Token>,
}

/// A word, or one other character (`::` is one).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// A path as it is named somewhere, from the crate's root where it is one of ours: then it begins with `crate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
}

impl Source {
    pub fn new(file: &str, text: &str) -> Self {
        let module = file.trim_start_matches("src/").trim_end_matches(".rs").split('/').map(str::to_owned);
        let module = if matches!(file, "src/lib.rs" | "src/main.rs") { Vec::new() } else { module.collect() };
        let tokens = without_tests(&tokens(text));
        Self { file: file.into(), module, text: text.into(), tokens }
    }

    /// Every file below a directory of the package; those that are test modules aside.
    pub fn all(directory: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        walk(root, &root.join(directory), &mut found);
        found.sort();
        let read = |file: &String| Self::new(file, &fs::read_to_string(root.join(file)).unwrap());
        found.iter().map(read).collect()
    }

    /// `app`, for a file of `src/app` and for `src/app.rs`.
    pub fn part(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    /// Whether it is `src/app/field.rs`, or below `src/app/field/`, for `app::field`.
    pub fn is_in(&self, module: &str) -> bool {
        let wanted: Vec<&str> = module.split("::").collect();
        self.module.len() >= wanted.len() && self.module.iter().zip(wanted).all(|(a, b)| a == b)
    }

    /// Whether these tokens follow each other somewhere; at which line.
    pub fn sequence(&self, wanted: &[&str]) -> Option<usize> {
        let is = |window: &[Token]| window.iter().zip(wanted).all(|(token, word)| token.text == *word);
        self.tokens.windows(wanted.len()).find(|window| is(window)).map(|window| window[0].line)
    }

    /// Every path that is named, in a `use` or in place; groups are taken apart.
    pub fn paths(&self) -> Vec<Named> {
        let mut named = Vec::new();
        let (mut depth, mut inner) = (0, Vec::new());
        let mut at = 0;
        while at < self.tokens.len() {
            match self.tokens[at].text.as_str() {
                "{" => {
                    depth += 1;
                    if let Some([keyword, name]) = self.tokens[..at].last_chunk()
                        && keyword.text == "mod"
                    {
                        inner.push((depth, name.text.clone()));
                    }
                }
                "}" => {
                    inner.retain(|(at, _)| *at != depth);
                    depth -= 1;
                }
                _ => {}
            }
            let starts = is_word(&self.tokens[at].text)
                && self.tokens.get(at + 1).is_some_and(|next| next.text == "::");
            if starts {
                let inner = inner.iter().map(|(_, name)| name.clone());
                let module = self.module.iter().cloned().chain(inner).collect::<Vec<_>>();
                at = self.path(at, &module, &[], &mut named);
            } else {
                at += 1;
            }
        }
        named
    }

    /// Reads one path, or one element of a group; returns where it goes on.
    fn path(&self, mut at: usize, module: &[String], before: &[String], named: &mut Vec<Named>) -> usize {
        let line = self.tokens.get(at).map_or(0, |token| token.line);
        let mut path = before.to_vec();
        while let Some(token) = self.tokens.get(at) {
            if token.text == "{" && !path.is_empty() {
                at += 1;
                while self.tokens.get(at).is_some_and(|token| token.text != "}") {
                    let next = self.path(at, module, &path, named);
                    at = if next > at { next } else { at + 1 };
                    if self.tokens.get(at).is_some_and(|token| token.text == "as") {
                        at += 2;
                    }
                    at += usize::from(self.tokens.get(at).is_some_and(|token| token.text == ","));
                }
                return at + 1;
            }
            if !is_word(&token.text) && token.text != "*" {
                break;
            }
            path.push(token.text.clone());
            at += 1;
            if self.tokens.get(at).is_none_or(|token| token.text != "::") {
                break;
            }
            at += 1;
        }
        named.push(Named { path: resolved(module, &path), line });
        at
    }
}

/// `super` and `self` at the beginning, from the crate's root.
fn resolved(module: &[String], path: &[String]) -> Vec<String> {
    let supers = path.iter().take_while(|word| *word == "super").count();
    let above = module.len().saturating_sub(supers);
    match path.first().map(String::as_str) {
        Some("super") => with_crate(&module[..above], &path[supers..]),
        Some("self") => with_crate(module, &path[1..]),
        Some("keywright") => with_crate(&[], &path[1..]),
        _ => path.to_vec(),
    }
}

fn with_crate(module: &[String], rest: &[String]) -> Vec<String> {
    [&["crate".to_owned()], module, rest].concat()
}

fn walk(root: &Path, directory: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(root, &path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Words and characters; comments, strings and character literals are left out.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if let Some(length) = string(rest) {
            length
        } else if c == '\'' {
            character(rest)
        } else {
            let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let length = match word {
                0 if rest.starts_with("::") => 2,
                0 => c.len_utf8(),
                word => word,
            };
            if !c.is_whitespace() {
                tokens.push(Token { text: rest[..length].into(), line });
            }
            length
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The length of a block comment; they nest.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at.min(text.len())
}

/// The length of a string literal of any kind that begins here.
fn string(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            rest.starts_with('"')
                || (prefix.ends_with('r')
                    && rest.trim_start_matches('#').starts_with('"')
                    && rest.starts_with('#'))
        })
    })?;
    let rest = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let from = hashes + 1;
        return Some(rest[from..].find(&end).map_or(text.len(), |at| prefix.len() + from + at + end.len()));
    }
    let mut escaped = false;
    let inside = |c: char| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    };
    Some(rest[1..].find(inside).map_or(text.len(), |at| prefix.len() + at + 2))
}

/// The length of a character literal; of a lifetime, only its quote.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => text[3..].find('\'').map_or(text.len(), |at| at + 4),
        Some((at, c)) if text[at + c.len_utf8()..].starts_with('\'') => at + c.len_utf8() + 1,
        _ => 1,
    }
}

/// Leaves out what stands under `#[cfg(test)]`.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_test = tokens[at..].iter().map(|token| token.text.as_str()).take(TEST.len()).eq(TEST);
        if !is_test {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0;
        for token in &tokens[at..] {
            at += 1;
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(token.text.as_str(), "}" | ";") {
                break;
            }
        }
    }
    kept
}

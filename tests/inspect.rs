//! `keywright inspect`: the real binary on real files, and what it prints against what the docs say.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "support/pty.rs"]
mod pty;

#[path = "inspect/against.rs"]
mod against;
#[path = "inspect/docs.rs"]
mod docs;
#[path = "inspect/hostile.rs"]
mod hostile;
#[path = "inspect/output.rs"]
mod output;
#[path = "inspect/passwords.rs"]
mod passwords;
#[path = "inspect/prompt.rs"]
mod prompt;
#[path = "inspect/verdicts.rs"]
mod verdicts;

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program.
const KEYWRIGHT: &str = env!("CARGO_BIN_EXE_keywright");

/// The password of nearly every file in `tests/corpus`; nothing that the program writes may hold it.
const PASSWORD: &str = "changeit";

/// A file of `tests/corpus`.
fn corpus(file: &str) -> String {
    format!("{}/tests/corpus/files/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// `keywright inspect` with these arguments, nobody at the keyboard, and the password in `PW`.
fn inspect(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(KEYWRIGHT);
    command.arg("inspect").args(args).stdin(Stdio::null()).env("PW", PASSWORD);
    for name in keywright::cli::names::ALL {
        command.env_remove(name.variable);
    }
    command
}

/// What it printed and how it ended, of a corpus file with the password in `PW`.
fn run(file: &str, args: &[&str]) -> Run {
    let output = inspect([&[&*corpus(file), "--password-env", "PW"], args].concat()).output().unwrap();
    Run::of(output)
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let run =
            Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) };
        assert!(!run.out.contains(PASSWORD) && !run.err.contains(PASSWORD), "{}{}", run.out, run.err);
        run
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// The rules that spoke, gravest first.
    fn rules(&self) -> Vec<String> {
        let json = self.json();
        let findings = json["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    }
}

//! Running the tools that keywright is compared with.

use std::{
    io::Write,
    num::NonZero,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// What a tool printed.
pub struct Printed {
    pub out: String,
    pub err: String,
    pub done: bool,
}

/// The variable that hands a tool the password: not on its command line, and in UTF-8.
pub const PASSWORD: &str = "KEYWRIGHT_CORPUS_PASSWORD";

/// A tool, in a world of which its output depends: English, UTF-8, UTC.
pub fn tool(program: &str, password: &str) -> Command {
    let mut command = Command::new(program);
    command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env(PASSWORD, password);
    command.env_remove("JAVA_TOOL_OPTIONS").env_remove("_JAVA_OPTIONS").env_remove("OPENSSL_CONF");
    command
}

/// Runs it to its end.
pub fn run(command: &mut Command, input: &[u8]) -> Printed {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        // A tool that has read enough closes its end.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().unwrap()
    });
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Printed { out: text(&output.stdout), err: text(&output.stderr), done: output.status.success() }
}

/// The first number of what the tool says of its version, where it is there, its words have `word` in them, and it is
/// new enough. Where it isn't, this is said past the harness, which swallows what a passing test prints.
pub fn version(program: &str, argument: &str, word: &str, least: u32) -> Option<u32> {
    let output = Command::new(program).arg(argument).output();
    let said = output.ok().filter(|output| output.status.success()).map(|output| {
        let text = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&text).into_owned()
    });
    let number: Option<u32> = said.as_deref().filter(|said| said.contains(word)).and_then(|said| {
        let from = said.find(|c: char| c.is_ascii_digit())?;
        let digits = said[from..].split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    });
    let fits = number.filter(|number| *number >= least);
    if fits.is_none() {
        let found = number.map_or("none".into(), |number| number.to_string());
        let skipped =
            format!("corpus: SKIPPED, the comparison needs {program} {least} or later; found: {found}\n");
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
    }
    fits
}

/// What comes of each, in their order, on every processor.
pub fn parallel<T: Sync, R: Send>(all: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(at) else { break };
                    let of_one = of(one);
                    found.lock().unwrap().push((at, of_one));
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, of_one)| of_one).collect()
}

/// Fails with everything that is wrong, if anything is.
pub fn none_wrong(wrong: impl IntoIterator<Item = Vec<String>>) {
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

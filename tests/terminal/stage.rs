//! A gateway, an empty home, and the program between them.

use std::path::Path;
use std::time::Duration;

use keywright::demo::{Gateway, LoggedRequest, Options};
use tempfile::TempDir;

use crate::pty::Pty;

/// The token that the gateway takes; nothing that the program writes may hold it.
pub const TOKEN: &str = "planted-token-7f3a91c2";

/// The password of the files in `assets/demo`; nothing that the program writes may hold it.
pub const PASSWORD: &str = "changeit";

/// A file that is no keystore's at the start.
pub const NEW_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/submit/partner-2027.p12");

/// Esc in a form that isn't the beginning of anything: another key may follow at once.
pub const ESC: &str = "\x1b[27u";

/// The program.
pub const KEYWRIGHT: &str = env!("CARGO_BIN_EXE_keywright");

/// A gateway that answers at once, and a home without any configuration.
pub struct Stage {
    pub gateway: Gateway,
    home: TempDir,
}

impl Stage {
    pub fn new() -> Self {
        Self::with_pace(Duration::ZERO)
    }

    /// A gateway that takes so long for each environment of an update.
    pub fn with_pace(pace: Duration) -> Self {
        let options = Options { port: 0, token: TOKEN.into(), pace };
        let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let gateway = tokio.block_on(Gateway::start(options)).unwrap();
        Self { gateway, home: tempfile::tempdir().unwrap() }
    }

    /// The home directory.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program at the gateway, with its token, in a terminal of 80x24.
    pub fn start(&self, options: &[&str]) -> Pty {
        self.start_with(options, &[("KEYWRIGHT_TOKEN", TOKEN)])
    }

    /// The same, with these variables and no others of ours.
    pub fn start_with(&self, options: &[&str], env: &[(&str, &str)]) -> Pty {
        let url = self.gateway.url();
        let mut args = vec!["--server", &url];
        args.extend(options);
        self.run(&args, env)
    }

    /// The program with these arguments only.
    pub fn run(&self, args: &[&str], env: &[(&str, &str)]) -> Pty {
        let home = self.home().to_str().unwrap();
        let mut all = vec![("HOME", home), ("XDG_CONFIG_HOME", home), ("NO_COLOR", "")];
        // Whoever runs the tests may have set them; an empty one counts as not set.
        let ours = keywright::cli::names::ALL.iter().map(|name| (name.variable, ""));
        all.extend(ours.chain([("KEYWRIGHT_TOKEN", ""), ("TMUX", ""), ("STY", "")]));
        all.extend(env);
        // What a test has saved is not to lie about in the sources.
        Pty::spawn_at(self.home(), KEYWRIGHT, args, &all, (80, 24))
    }

    /// The requests that changed something.
    pub fn puts(&self) -> Vec<LoggedRequest> {
        self.gateway.requests().into_iter().filter(|request| request.method != "GET").collect()
    }
}

/// Whether bytes occur in others.
pub fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// Presses keys, and waits until a text is there.
#[track_caller]
pub fn press(pty: &mut Pty, keys: &str, expected: &str) {
    pty.keys(keys);
    pty.wait_text(expected);
}

/// Until all keys so far have been taken in: the screen is painted anew, on request.
#[track_caller]
pub fn caught_up(pty: &mut Pty) {
    assert!(goes_on(pty, ""), "the program has ended");
}

/// Presses keys and waits until they have been taken in. Gives whether the program goes on.
#[track_caller]
pub fn goes_on(pty: &mut Pty, keys: &str) -> bool {
    let mark = pty.mark();
    pty.keys(&format!("{keys}<C-l>"));
    pty.wait_written("a whole frame", mark, |written| holds(written, "\x1b[2J"))
}

/// Until the first project's keystores are on the screen.
pub fn settled(pty: &Pty) {
    pty.wait_text("Payments");
    pty.wait_text("partner-mtls");
}

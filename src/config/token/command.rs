//! A token that a command prints, such as `pass show gateway`.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use zeroize::{Zeroize, Zeroizing};

use crate::domain::text;

use super::{CommandFault, LARGEST, TokenError};

/// The most that an error tells of what the command said, in characters.
const SAID_AT_MOST: usize = 400;

/// The first line that the command prints.
pub(super) async fn run(command: &str, limit: Duration) -> Result<Zeroizing<Vec<u8>>, TokenError> {
    let outcome = match tokio::time::timeout(limit, first_line(command)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(CommandFault::TimedOut(limit)),
    };
    outcome.map_err(TokenError::Command)
}

async fn first_line(command: &str) -> Result<Zeroizing<Vec<u8>>, CommandFault> {
    let mut child = start(command).map_err(CommandFault::Io)?;
    let group = Group::of(&child);
    let mut stdout = child.stdout.take();
    let mut stderr = child.stderr.take();
    let (printed, said, status) = tokio::join!(drain(stdout.as_mut()), drain(stderr.as_mut()), child.wait());
    let status = status.map_err(CommandFault::Io)?;
    let mut printed = printed.map_err(CommandFault::Io)?;
    let said = harmless(&said.map_err(CommandFault::Io)?);
    group.ended();
    if !status.success() {
        return Err(CommandFault::Failed { status: status.to_string(), stderr: said });
    }
    if let Some(end) = printed.iter().position(|byte| *byte == b'\n') {
        printed[end..].zeroize();
        printed.truncate(end);
    }
    if printed.is_empty() {
        return Err(CommandFault::Silent { stderr: said });
    }
    Ok(printed)
}

/// Starts it in a process group of its own: the terminal lets only the foreground group read, so that it
/// can't eat the keys that are meant for the screen, not even through `/dev/tty`.
fn start(command: &str) -> io::Result<Child> {
    Command::new("sh")
        .arg("-c")
        .arg(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
}

/// The command and all that it started, ended on drop unless they have [`ended`](Self::ended).
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self(id.and_then(Pid::from_raw))
    }

    /// Nothing is left to be ended, and the number may soon be another's.
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // An error means that it has ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Reads to the end and keeps at most 64 KiB and one byte, in one buffer, so that no copies are left by
/// growing.
async fn drain(pipe: Option<&mut (impl AsyncRead + Unpin)>) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut kept = Zeroizing::new(vec![0; LARGEST + 1]);
    let mut length = 0;
    if let Some(pipe) = pipe {
        let mut rest = Zeroizing::new([0; 1024]);
        loop {
            let full = length == kept.len();
            let room = if full { &mut rest[..] } else { &mut kept[length..] };
            match pipe.read(room).await? {
                0 => break,
                n if full => rest[..n].zeroize(),
                n => length += n,
            }
        }
    }
    kept.truncate(length);
    Ok(kept)
}

/// What the command said, in one line, without anything that a terminal would obey.
fn harmless(bytes: &[u8]) -> String {
    let said = String::from_utf8_lossy(bytes);
    let words: Vec<&str> = said.split_whitespace().collect();
    let mut line: String =
        words.join(" ").chars().filter(|c| !text::is_hostile(*c)).take(SAID_AT_MOST + 1).collect();
    if let Some((cut, _)) = line.char_indices().nth(SAID_AT_MOST) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_takes_too_long_is_ended_with_all_that_it_started() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pid");
        let command = format!("sleep 1000 & echo $! > '{}'; wait", file.display());
        let started = std::time::Instant::now();
        let error = run(&command, Duration::from_millis(700)).await.unwrap_err();
        assert!(matches!(error, TokenError::Command(CommandFault::TimedOut(_))), "{error}");
        assert!(started.elapsed() < Duration::from_secs(30));
        let pid: i32 = std::fs::read_to_string(&file).unwrap().trim().parse().unwrap();
        while alive(pid) {
            assert!(started.elapsed() < Duration::from_secs(30), "sleep goes on");
            tokio::task::yield_now().await;
        }
    }

    /// Neither gone nor a zombie that nobody has collected yet.
    fn alive(pid: i32) -> bool {
        let state = std::process::Command::new("ps").args(["-o", "state=", "-p", &pid.to_string()]).output();
        match state {
            Ok(output) => {
                let state = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                !state.is_empty() && !state.starts_with('Z')
            }
            Err(_) => Pid::from_raw(pid).is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok()),
        }
    }

    #[test]
    fn what_it_said_is_made_harmless_and_cut_short() {
        assert_eq!(harmless(b"  no\x1b[31m such\n\n entry\x07 "), "no[31m such entry");
        assert_eq!(harmless("a\u{202e}b".as_bytes()), "ab");
        assert_eq!(harmless("a\u{200B}b\u{E0041}\u{FEFF}\u{AD}".as_bytes()), "ab");
        let long = harmless(&[b'x'; 5000]);
        assert_eq!(long.chars().count(), SAID_AT_MOST + 1);
        assert!(long.ends_with('…'));
    }
}

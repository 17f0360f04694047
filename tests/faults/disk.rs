//! A home that can't be written to, and a disk that is full. Where root can't be told from others by permissions,
//! the kernel's own file systems stand in.
#![cfg(target_os = "linux")]

use crate::pty::Pty;
use crate::stage::{KEYWRIGHT, Stage, TOKEN, press, settled};

/// A directory that nobody can write to, not even root.
const READ_ONLY: &str = "/proc";

fn at_home(stage: &Stage, options: &[&str]) -> Pty {
    let url = stage.gateway.url();
    let mut args = vec!["--server", &url];
    args.extend(options);
    let places = ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"];
    let places = places.iter().map(|place| (*place, READ_ONLY));
    let env: Vec<_> = places.chain([("KEYWRIGHT_TOKEN", TOKEN)]).collect();
    Pty::spawn(KEYWRIGHT, &args, &env, 80, 24)
}

#[test]
fn with_a_read_only_home_it_still_browses() {
    let stage = Stage::new();
    let mut pty = at_home(&stage, &[]);
    settled(&pty);
    press(&mut pty, "l<Enter>", "Environments 3");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
}

#[test]
fn a_log_that_cannot_be_begun_is_said_before_anything_else() {
    let stage = Stage::new();
    let pty = at_home(&stage, &["--log-file", "/proc/keywright.log"]);
    assert_eq!(pty.wait_exit().exit_code(), 2);
    let text = pty.screen_text().replace('\n', "");
    assert!(text.starts_with("keywright: the log /proc/keywright.log can't be written"), "{text}");
    assert!(text.contains("--log-file"), "{text}");
    assert_eq!(stage.gateway.requests(), []);
}

#[test]
fn a_full_disk_costs_the_log_and_nothing_else() {
    let stage = Stage::new();
    let mut pty = stage.start(&["--log-file", "/dev/full"]);
    settled(&pty);
    press(&mut pty, "l<Enter>", "Environments 3");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert!(pty.is_restored());
    let left = pty.screen_text().replace('\n', "");
    assert!(left.starts_with("keywright: the log /dev/full is not complete: No space left"), "{left}");
}

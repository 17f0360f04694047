//! Another size at every moment of the main job.

use crate::main_job::{CONFIRM, EDIT, the_put};
use crate::pty::Pty;
use crate::stage::{ESC, Stage, caught_up, press, settled};

/// Down to the smallest and up to a wall of a screen, and back to where it was.
fn shake(pty: &mut Pty, expected: &str) {
    for (cols, rows) in [(20, 5), (1, 1), (200, 60), (61, 20), (59, 24), (80, 19)] {
        pty.resize(cols, rows);
        caught_up(pty);
    }
    pty.resize(20, 5);
    pty.wait_text("needs");
    pty.resize(80, 24);
    pty.wait_text(expected);
}

#[test]
fn no_moment_of_the_main_job_minds_another_size() {
    let stage = Stage::new();
    let mut pty = stage.start(&[]);
    settled(&pty);
    shake(&mut pty, "partner-mtls");
    for (keys, expected) in EDIT.into_iter().chain(CONFIRM) {
        press(&mut pty, keys, expected);
        shake(&mut pty, expected);
    }
    // What isn't seen isn't answered.
    pty.resize(20, 5);
    pty.wait_text("needs");
    pty.keys("<Tab><Enter>");
    caught_up(&mut pty);
    assert_eq!(stage.puts().len(), 0);
    pty.resize(61, 20);
    pty.wait_text("everything at stake is confirmed");
    // A size overtakes keys: first they have to be taken in.
    press(&mut pty, "<Tab><Enter>", "not changed on the server");
    pty.resize(20, 5);
    caught_up(&mut pty);
    pty.resize(80, 24);
    pty.wait_text("stored, deployed everywhere, verified");
    shake(&mut pty, "stored, deployed everywhere, verified");
    for key in ["J", "?", ESC] {
        pty.keys(key);
        pty.resize(20, 5);
        caught_up(&mut pty);
        pty.resize(80, 24);
        caught_up(&mut pty);
    }
    assert_eq!(the_put(&stage).status, Some(200));
    pty.resize(20, 5);
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert!(pty.is_restored());
}

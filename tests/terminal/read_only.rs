//! A read-only session: every key on every screen, and nothing but GET arrives.

use crate::pty::Pty;
use crate::stage::{ESC, Stage, TOKEN, caught_up, goes_on, press, settled};

/// Every key that a keyboard has and a terminal sends, but Ctrl-L, which tells that the others were taken in.
fn every_key() -> Vec<String> {
    let printable = (' '..='~').map(|c| if c == '<' { "<lt>".to_owned() } else { c.to_string() });
    let ctrl = ('a'..='z').filter(|&c| c != 'l').map(|c| format!("<C-{c}>"));
    let alt = ["e", "s", "x"].map(|c| format!("<M-{c}>"));
    let named = [
        "Enter", "Tab", "S-Tab", "BS", "Up", "Down", "Right", "Left", "Home", "End", "Ins", "Del", "PgUp",
        "PgDn", "F1", "F2", "F3", "F4", "F5",
    ];
    let named = named.map(|name| format!("<{name}>"));
    printable.chain(ctrl).chain(alt).chain(named).chain([ESC.to_owned()]).collect()
}

/// A screen, and the keys that lead to it and back to its place.
struct Reach<'a> {
    to: &'a dyn Fn(&mut Pty),
    /// Pressed after each key: where the cursor went to another column, back to this one.
    stay: &'a str,
}

/// Presses every key on a screen. Where a key leads elsewhere, two more are pressed there, before the way back.
fn press_every_key(stage: &Stage, env: &[(&str, &str)], reach: &Reach) {
    let start = || {
        let mut pty = stage.start_with(&["--read-only"], env);
        (reach.to)(&mut pty);
        caught_up(&mut pty);
        let here = footer(&pty);
        (pty, here)
    };
    let (mut pty, mut here) = start();
    for key in every_key() {
        let mut runs = goes_on(&mut pty, &key);
        if runs && footer(&pty) != here {
            runs = goes_on(&mut pty, "<Enter>s");
        }
        for _ in 0..3 {
            if runs && footer(&pty) != here {
                runs = goes_on(&mut pty, ESC);
            }
        }
        if !runs || footer(&pty) != here {
            (pty, here) = start();
        }
        assert!(goes_on(&mut pty, reach.stay));
    }
}

/// The keys that hold: it tells one screen from another.
fn footer(pty: &Pty) -> String {
    pty.screen(|screen| screen.rows(0, 80).last().unwrap())
}

#[test]
fn no_key_on_any_screen_sends_anything_but_get() {
    let stage = Stage::new();
    let token = [("KEYWRIGHT_TOKEN", TOKEN)];
    let keystore = |pty: &mut Pty| {
        settled(pty);
        press(pty, "l<Enter>", "Environments 3");
    };
    let json = |pty: &mut Pty| {
        settled(pty);
        press(pty, "J", "\"keyStoreEnvironmentList\"");
    };
    let prompt = |pty: &mut Pty| pty.wait_text("Not shown; kept in memory only");
    let then = |keys: &'static str| {
        move |pty: &mut Pty| {
            settled(pty);
            pty.keys(keys);
        }
    };
    let field = |pty: &mut Pty| {
        keystore(pty);
        pty.keys("<Tab>");
    };
    for (to, stay) in [
        (&then("") as &dyn Fn(&mut Pty), "h"),
        (&then("l"), "l"),
        (&then("/"), ""),
        (&then("?"), ""),
        (&keystore, ""),
        (&field, ""),
        (&json, ""),
    ] {
        press_every_key(&stage, &token, &Reach { to, stay });
    }
    press_every_key(&stage, &[], &Reach { to: &prompt, stay: "" });
    let requests = stage.gateway.requests();
    assert!(requests.len() > 20);
    assert_eq!(stage.puts(), []);
}

#[test]
fn it_says_that_it_is_read_only_and_why() {
    let stage = Stage::new();
    for (options, env, why) in [
        (vec!["--read-only"], vec![("KEYWRIGHT_TOKEN", TOKEN)], "--read-only"),
        (vec![], vec![("KEYWRIGHT_TOKEN", TOKEN), ("KEYWRIGHT_READ_ONLY", "1")], "KEYWRIGHT_READ_ONLY"),
    ] {
        let mut pty = stage.start_with(&options, &env);
        settled(&pty);
        pty.wait_text("READ-ONLY");
        assert!(!pty.screen_text().contains("e edit"));
        press(&mut pty, "e", why);
        press(&mut pty, "l<Enter>", "Environments 3");
        for key in ["<Enter>", "a", "x", "<C-s>"] {
            press(&mut pty, key, why);
            press(&mut pty, "j", "Environments 3");
            pty.wait_gone(why);
        }
    }
    assert_eq!(stage.puts(), []);
}

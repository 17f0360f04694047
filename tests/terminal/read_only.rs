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

/// Presses every key on each of these screens, and looks at what arrived.
fn only_gets_arrive(env: &[(&str, &str)], reaches: &[Reach]) {
    let stage = Stage::new();
    for reach in reaches {
        press_every_key(&stage, env, reach);
    }
    assert!(!stage.gateway.requests().is_empty());
    assert_eq!(stage.puts(), []);
}

const WITH_TOKEN: &[(&str, &str)] = &[("KEYWRIGHT_TOKEN", TOKEN)];

fn keystore(pty: &mut Pty) {
    settled(pty);
    press(pty, "l<Enter>", "Environments 3");
}

#[test]
fn no_key_in_the_lists_sends_anything_but_get() {
    let keystores = |pty: &mut Pty| {
        settled(pty);
        pty.keys("l");
    };
    let projects = |pty: &mut Pty| settled(pty);
    only_gets_arrive(WITH_TOKEN, &[Reach { to: &projects, stay: "h" }, Reach { to: &keystores, stay: "l" }]);
}

#[test]
fn no_key_in_a_keystore_sends_anything_but_get() {
    let field = |pty: &mut Pty| {
        keystore(pty);
        pty.keys("<Tab>");
    };
    let json = |pty: &mut Pty| {
        keystore(pty);
        press(pty, "J", "\"keyStoreEnvironmentList\"");
    };
    let entries = |pty: &mut Pty| {
        keystore(pty);
        press(pty, "v", "production 1 of 3");
    };
    let reaches = [&keystore as &dyn Fn(&mut Pty), &field, &json, &entries].map(|to| Reach { to, stay: "" });
    only_gets_arrive(WITH_TOKEN, &reaches);
}

#[test]
fn no_key_where_text_is_typed_sends_anything_but_get() {
    let filter = |pty: &mut Pty| {
        settled(pty);
        pty.keys("/");
    };
    let help = |pty: &mut Pty| {
        settled(pty);
        pty.keys("?");
    };
    let password = |pty: &mut Pty| {
        settled(pty);
        // Until its files have been opened, nothing is asked; production's is the first of them.
        pty.wait_text("locked");
        keystore(pty);
        press(pty, "p", "not checked. Its password:");
    };
    let save = |pty: &mut Pty| {
        keystore(pty);
        press(pty, "w", "as it is stored");
    };
    let reaches = [&filter as &dyn Fn(&mut Pty), &help, &password, &save].map(|to| Reach { to, stay: "" });
    only_gets_arrive(WITH_TOKEN, &reaches);
    let stage = Stage::new();
    let prompt = |pty: &mut Pty| pty.wait_text("Not shown; kept in memory only");
    press_every_key(&stage, &[], &Reach { to: &prompt, stay: "" });
    let mut pty = stage.start_with(&["--read-only"], &[]);
    prompt(&mut pty);
    press(&mut pty, "wrong-token<Enter>", "The server refused the token.");
    assert!(!stage.gateway.requests().is_empty());
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

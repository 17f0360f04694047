//! A read-only session: every key on every screen, and nothing but GET arrives.

use crate::pty::Pty;
use crate::stage::{Stage, TOKEN, caught_up, goes_on, press, settled};

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
    // Esc in the form that no other key can be taken for a part of.
    let esc = "\x1b[27u".to_owned();
    printable.chain(ctrl).chain(alt).chain(named).chain([esc]).collect()
}

/// Presses every key on the screen that `reach` leads to. Where a key leads elsewhere, two more are pressed
/// there, and then it is begun anew.
fn press_every_key(stage: &Stage, env: &[(&str, &str)], reach: &dyn Fn(&mut Pty)) {
    let start = || {
        let mut pty = stage.start_with(&["--read-only"], env);
        reach(&mut pty);
        caught_up(&mut pty);
        let here = place(&pty);
        (pty, here)
    };
    let (mut pty, mut here) = start();
    for key in every_key() {
        let runs = goes_on(&mut pty, &key);
        if runs && place(&pty) != here {
            goes_on(&mut pty, "<Enter>s");
        }
        if !runs || place(&pty) != here {
            (pty, here) = start();
        }
    }
}

/// The screen without what changes by itself: the first and the last two rows.
fn place(pty: &Pty) -> String {
    pty.screen(|screen| {
        let rows: Vec<String> = screen.rows(0, 80).collect();
        rows[1..22].join("\n")
    })
}

#[test]
fn no_key_on_any_screen_sends_anything_but_get() {
    let stage = Stage::new();
    let token = [("KEYWRIGHT_TOKEN", TOKEN)];
    let keystore = |pty: &mut Pty| {
        settled(pty);
        press(pty, "l<Enter>", "Environments 3");
    };
    let reaches: [&dyn Fn(&mut Pty); 7] = [
        &|pty| settled(pty),
        &|pty| {
            settled(pty);
            pty.keys("l");
        },
        &|pty| {
            settled(pty);
            pty.keys("/");
        },
        &|pty| keystore(pty),
        &|pty| {
            keystore(pty);
            pty.keys("<Tab>");
        },
        &|pty| {
            settled(pty);
            press(pty, "J", "\"keyStoreEnvironmentList\"");
        },
        &|pty| {
            settled(pty);
            pty.keys("?");
        },
    ];
    for reach in reaches {
        press_every_key(&stage, &token, reach);
    }
    // Without a token, the prompt for one.
    press_every_key(&stage, &[], &|pty| pty.wait_text("Not shown; kept in memory only"));
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

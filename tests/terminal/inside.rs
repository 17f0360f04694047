//! What is inside the files, through the real program: copied into the terminal's clipboard, saved on this
//! machine, opened with a password.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use keywright::keystore::{self, Certificate};

use crate::pty::Pty;
use crate::stage::{PASSWORD, Stage, TOKEN, caught_up, holds, press, settled};

/// What production holds of partner-mtls.
const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/stores/partner-production.jks");

fn chain() -> Vec<Certificate> {
    let store = keystore::open(&fs::read(STORED).unwrap(), None).unwrap();
    store.entries[0].chain().to_vec()
}

/// The entries of partner-mtls's production.
fn at_entries(stage: &Stage, options: &[&str], env: &[(&str, &str)]) -> Pty {
    let mut all = vec![("KEYWRIGHT_TOKEN", TOKEN)];
    all.extend(env);
    let mut pty = stage.start_with(options, &all);
    settled(&pty);
    press(&mut pty, "l<Enter>", "Environments 3");
    press(&mut pty, "v", "production 1 of 3");
    pty.wait_text("Demo Root CA");
    pty
}

/// All that was written from the key on until the notice of it was drawn.
fn copied(pty: &mut Pty, key: &str, word: &str) -> Vec<u8> {
    let mark = pty.mark();
    pty.keys(key);
    pty.wait_text(&format!("copied {word}"));
    caught_up(pty);
    pty.bytes_since(mark)
}

#[test]
fn a_fingerprint_is_put_into_the_clipboard_through_whatever_stands_between() {
    let stage = Stage::new();
    let leaf = &chain()[0];
    let plain = |text: &str| format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    for (env, wrapped, plain_too) in [
        (&[][..], None, true),
        (&[("TMUX", "/tmp/tmux-0/default,1,0"), ("TERM", "screen-256color")], Some("tmux;\x1b"), true),
        (&[("STY", "1.pts-0.host"), ("TERM", "screen")], Some(""), false),
    ] {
        let mut pty = at_entries(&stage, &[], env);
        for (key, word, text) in
            [("y", "SHA-256", leaf.sha256.to_string()), ("Y", "SHA-1", leaf.sha1.to_string())]
        {
            let written = copied(&mut pty, key, word);
            let plain = plain(&text);
            let sent: Vec<String> =
                wrapped.iter().map(|before| format!("\x1bP{before}{plain}\x1b\\")).collect();
            let expected = sent.concat() + if plain_too { &plain } else { "" };
            assert!(holds(&written, &expected), "{env:?}: {}", written.escape_ascii());
            // Nothing else that would set it.
            let count = String::from_utf8_lossy(&written).matches("]52;").count();
            assert_eq!(count, sent.len() + usize::from(plain_too), "{env:?}");
        }
        // It left no trace on the screen.
        let shown = pty.screen_text();
        assert!(!shown.contains("52;c") && !shown.contains("tmux;"), "{shown}");
        pty.keys("<C-c>");
        assert_eq!(pty.wait_exit().exit_code(), 0);
    }
}

#[track_caller]
fn is_for_its_owner_alone(path: &Path) {
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o7777, 0o600, "{}", path.display());
}

#[test]
fn a_stored_file_is_saved_bit_for_bit_in_a_read_only_session_too() {
    for options in [&[][..], &["--read-only"]] {
        let stage = Stage::new();
        let mut pty = stage.start(options);
        settled(&pty);
        press(&mut pty, "l<Enter>", "Environments 3");
        press(&mut pty, "w", "partner-mtls-production.jks");
        press(&mut pty, "<Enter>", "✓ saved as");
        let path = stage.home().join("partner-mtls-production.jks");
        assert!(fs::read(&path).unwrap() == fs::read(STORED).unwrap(), "not the same bytes");
        is_for_its_owner_alone(&path);
        // A second time it is asked, and no is no.
        fs::write(&path, "mine").unwrap();
        press(&mut pty, "w", "as it is stored");
        press(&mut pty, "<Enter>", "Replace the file?");
        press(&mut pty, "n", "there is a file of this name");
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        press(&mut pty, "<C-u>~/none/a.jks<Enter>", "there is no such directory");
        press(&mut pty, "<C-u>~/partner-mtls-production.jks<Enter>", "Replace the file?");
        press(&mut pty, "y", "✓ saved as");
        assert!(fs::read(&path).unwrap() == fs::read(STORED).unwrap(), "not replaced");
        is_for_its_owner_alone(&path);
        assert_eq!(fs::read_dir(stage.home()).unwrap().count(), 1, "nothing else is left");
        assert_eq!(stage.puts(), []);
    }
}

#[test]
fn a_chain_and_a_certificate_are_saved_as_pem_without_any_key() {
    let stage = Stage::new();
    let mut pty = at_entries(&stage, &["--read-only"], &[]);
    press(&mut pty, "w", "partner-chain.pem");
    press(&mut pty, "<Enter>", "✓ saved as");
    press(&mut pty, "jj", "Certificate 2 of 3");
    press(&mut pty, "w", "Demo-Issuing-CA.pem");
    press(&mut pty, "<C-u>issuer.pem<Enter>", "✓ saved as");
    let chain = chain();
    for (name, expected) in [("partner-chain.pem", &chain[..]), ("issuer.pem", &chain[1..2])] {
        let path = stage.home().join(name);
        is_for_its_owner_alone(&path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("PRIVATE"), "{text}");
        let blocks: Vec<Vec<u8>> = text
            .split("-----END CERTIFICATE-----\n")
            .filter_map(|block| block.strip_prefix("-----BEGIN CERTIFICATE-----\n"))
            .map(|body| STANDARD.decode(body.replace('\n', "")).unwrap())
            .collect();
        let expected: Vec<Vec<u8>> = expected.iter().map(|one| one.der.to_vec()).collect();
        assert_eq!(blocks, expected, "{name}");
    }
}

#[test]
fn a_password_opens_the_locked_files_and_is_never_written() {
    let stage = Stage::new();
    let mut pty = stage.start(&["--read-only"]);
    settled(&pty);
    pty.wait_text("locked");
    press(&mut pty, "l", "▸partner-mtls");
    press(&mut pty, "p", "partner-mtls's file in staging");
    press(&mut pty, "not-this-one<Enter>", "doesn't open with this password");
    pty.keys(PASSWORD);
    press(&mut pty, "<Enter>", "staging is open; the password also opens production, sandbox");
    press(&mut pty, "v", "private key");
    pty.keys("<C-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    let raw = pty.raw();
    assert!(!holds(&raw, PASSWORD) && !holds(&raw, "not-this-one"));
    assert_eq!(stage.puts(), []);
}

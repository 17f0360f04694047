//! Past what stops: through the real program, nothing but typing `anyway` sends such a file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::main_job::{the_put, walk};
use crate::stage::{ESC, Stage, caught_up, press, settled};

/// Of the test corpus, with the password `changeit`: what stops it, and how the rules say so.
const FILES: [(&str, &str); 2] = [
    ("certificate/date-over.p12", "the certificate is over since"),
    ("pkcs12/not-the-keys-certificate.p12", "belong to its private key"),
];

#[test]
fn a_file_that_stops_is_sent_only_by_typing_anyway() {
    for (file, says) in FILES {
        let path = format!("{}/tests/corpus/files/{file}", env!("CARGO_MANIFEST_DIR"));
        let stage = Stage::new();
        let mut pty = stage.start(&["--gateway-java", "17"]);
        settled(&pty);
        walk(
            &mut pty,
            &[
                ("l<Enter>", "Environments 3"),
                ("<Enter>", "stored: 2.9 KiB"),
                (&path, "KiB  PKCS12, "),
                ("<Tab>changeit", "✗ stops"),
                ("<C-s>", "1 change"),
                ("<C-s>", "partner-mtls-sig, partner-mtls-enc"),
                ("<Home><Enter>", "updateReferencedJwks=false"),
                // In its turn: production first.
                ("anyway<Enter>", "that isn't it"),
                ("<C-u>production<Enter>", "What stops it"),
                ("<F3>", "What the rules say"),
            ],
        );
        // To the box and ticked; then the button, which isn't enough.
        pty.keys(ESC);
        pty.wait_gone("What the rules say");
        press(&mut pty, "<S-Tab><Space>", "[x]");
        pty.keys("<Tab><Tab><Tab><Enter>");
        caught_up(&mut pty);
        let said = pty.screen_text().replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(": type anyway") && said.contains(says), "{said}");
        assert_eq!(stage.puts(), [], "{file}");
        press(&mut pty, "anyway!<Enter>", "that isn't it");
        assert_eq!(stage.puts(), [], "{file}");
        press(&mut pty, "<BS><Enter>", "everything at stake is confirmed");
        assert_eq!(stage.puts(), [], "the focus isn't on the button by itself");
        press(&mut pty, "<Tab><Enter>", "stored, deployed everywhere");
        let sent: Value = serde_json::from_slice(&the_put(&stage).body).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(sent["keyStoreEnvironmentList"][0]["file"], STANDARD.encode(bytes).as_str(), "{file}");
    }
}

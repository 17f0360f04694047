//! What is found and what isn't: the ways a server may repeat a secret, and the words that stay.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::json;

use super::*;

const TOKEN: &str = "t0ken/that \"nobody\" <sees>";

fn cleaned(redaction: &Redaction, text: &str) -> String {
    let mut text = text.to_owned();
    redaction.cleaner().clean(&mut text);
    text
}

fn token() -> Redaction {
    Redaction::of_token(&Secret::new(TOKEN.into()))
}

fn password(text: &str) -> Redaction {
    Redaction::default().and_password(&Secret::new(text.into()))
}

/// Bytes without a period.
fn content(length: usize) -> Content {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    Content::new((0..length).map(|_| next()).collect::<Vec<u8>>())
}

#[test]
fn a_secret_goes_whatever_way_it_is_spelled() {
    let quoted = json!({ "token": TOKEN }).to_string();
    let hex: String = TOKEN.bytes().map(|byte| format!("{byte:02X}")).collect();
    for (text, expected) in [
        (format!("Token {TOKEN} is not valid!"), "Token [token] is not valid!"),
        (quoted, r#"{"token":"[token]"}"#),
        ("?t=t0ken%2Fthat%20%22nobody%22%20%3Csees%3E&x".into(), "?t=[token]&x"),
        ("<b>t0ken/that &quot;nobody&quot; &lt;sees&gt;</b>".into(), "<b>[token]</b>"),
        (hex.to_lowercase(), "[token]"),
        (hex, "[token]"),
        (format!("{TOKEN}{TOKEN}"), "[token][token]"),
        ("nothing of it".into(), "nothing of it"),
        (String::new(), ""),
    ] {
        assert_eq!(cleaned(&token(), &text), expected, "{text}");
    }
}

#[test]
fn wherever_it_stands_in_base64_little_of_it_is_left() {
    for before in ["", "a", "ab", "abc", "abcd"] {
        let text = format!("{before}{TOKEN}{before}");
        for encoded in [STANDARD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
            let clean = cleaned(&token(), &encoded);
            // What depends on the bytes beside it stays.
            let left = clean.len() - "[token]".len() - 2 * before.len();
            assert!(clean.contains("[token]") && left <= 10, "{encoded}: {clean}");
        }
    }
}

#[test]
fn a_short_password_is_found_as_a_word_and_tears_no_other_apart() {
    let redaction = password("prod");
    assert_eq!(cleaned(&redaction, "password=prod, in production"), "password=[password], in production");
    assert_eq!(cleaned(&password("changeit"), "xchangeitx"), "x[password]x");
    assert_eq!(cleaned(&password(""), "as it is"), "as it is");
}

#[test]
fn what_a_text_was_cut_off_in_goes_too() {
    assert_eq!(cleaned(&token(), "Token t0ken/that \"no…"), "Token …");
    assert_eq!(cleaned(&token(), "Token t0k…"), "Token t0k…");
    assert_eq!(cleaned(&token(), "t0ken/that \"no"), "t0ken/that \"no");
}

#[test]
fn one_secret_within_another_leaves_nothing() {
    let redaction = password("changeit").and_password(&Secret::new("changeit-now".into()));
    assert_eq!(cleaned(&redaction, "is changeit-now"), "is [password]");
    let overlapping = password("abcdefgh").and_password(&Secret::new("efghijkl".into()));
    assert_eq!(cleaned(&overlapping, "<abcdefghijkl>"), "<[password]>");
}

#[test]
fn a_file_is_found_by_any_longer_piece_of_it() {
    let content = content(3_000);
    let redaction = Redaction::default().and_file(&content);
    let text = STANDARD.encode(content.bytes());
    for piece in [&text[..], &text[..40], &text[1..33], &text[777..850], &text[text.len() - 64..]] {
        let words = format!("can't read {{\"file\":\"{piece}\"}}: no");
        assert_eq!(cleaned(&redaction, &words), "can't read {\"file\":\"[file]\"}: no", "{piece}");
    }
    let escaped = text.replace('/', "\\/");
    assert_eq!(cleaned(&redaction, &escaped), "[file]");
    let other = STANDARD.encode([0xA5; 90]);
    assert_eq!(cleaned(&redaction, &other), other);
    let path = "/apiops/projects/Payments/keystores/partner";
    assert_eq!(cleaned(&redaction, path), path);
}

#[test]
fn what_the_keystore_held_before_is_hidden_too() {
    let file = STANDARD.encode(content(90).bytes());
    let odd = "Q".repeat(600);
    let keystore = json!({"name": "partner-mtls", "keyStoreEnvironmentList": [
        {"environmentName": "production", "file": file, "keyPassword": "hunter2!", "certificate": odd}]});
    let keystore = Arc::new(Keystore::from_value(keystore).unwrap());
    let redaction = Redaction::default().and_stored(&keystore);
    let words = format!("partner-mtls in production: {file} hunter2! {odd}");
    assert_eq!(cleaned(&redaction, &words), "partner-mtls in production: [file] [hidden] [file]");
}

proptest! {
    #[test]
    fn no_text_panics_and_none_keeps_the_secret(
        before in "\\PC*", after in "\\PC*", secret in "[a-z0-9\\\\\"&é ]{6,20}", cut in any::<bool>(),
    ) {
        let mut text = format!("{before}{secret}{after}");
        if cut {
            text.push('…');
        }
        prop_assert!(!cleaned(&password(&secret), &text).contains(&secret));
    }
}

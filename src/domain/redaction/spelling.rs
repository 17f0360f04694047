//! The ways in which a server may write a secret that it was sent: as it is, escaped, or encoded.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::{Needle, SHORT};

/// Secrets of fewer bytes aren't looked for in an encoded form: it would be too short to mean only them.
const ENCODED: usize = 9;

/// Adds each way of writing the secret once.
pub(super) fn of(secret: &str, label: &'static str, needles: &mut Vec<Needle>) {
    if secret.is_empty() {
        return;
    }
    let mut add = |text: String| {
        let text = Zeroizing::new(text);
        if !needles.iter().any(|needle| *needle.text == *text) {
            let word = text.chars().count() < SHORT;
            needles.push(Needle { text, label, word });
        }
    };
    add(secret.to_owned());
    // As it stands in a request that is quoted.
    if let Ok(quoted) = serde_json::to_string(secret) {
        let quoted = Zeroizing::new(quoted);
        add(quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned());
    }
    add(utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string());
    add(in_html(secret));
    if secret.len() >= ENCODED {
        add(hex(secret, |byte| format!("{byte:02x}")));
        add(hex(secret, |byte| format!("{byte:02X}")));
        for skipped in 0..3 {
            for whole in in_base64(secret.as_bytes(), skipped) {
                add(whole);
            }
        }
    }
}

fn in_html(secret: &str) -> String {
    let mut html = String::with_capacity(secret.len());
    for c in secret.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

fn hex(secret: &str, digits: impl Fn(u8) -> String) -> String {
    secret.bytes().map(digits).collect()
}

/// The characters of base64 that depend on nothing but the secret, where it stands after other bytes (`user:`)
/// of which `skipped` of its own complete the last group of three.
fn in_base64(secret: &[u8], skipped: usize) -> Vec<String> {
    let rest = secret.get(skipped..).unwrap_or_default();
    let whole = rest.get(..rest.len() - rest.len() % 3).unwrap_or_default();
    match whole.len() {
        0..6 => Vec::new(),
        _ => vec![STANDARD.encode(whole), URL_SAFE.encode(whole)],
    }
}

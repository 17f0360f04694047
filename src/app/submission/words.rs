//! Stored, deployed, verified: in words, and how good or bad they are.

use crate::{
    app::model::Tone,
    domain::{
        deployment::{Deployed, Standing, Stored, Verified},
        journal::VersionBefore,
        text,
    },
};

/// What became of the version before and of the journal's line, once that is known: whether there is one to go back to,
/// and whether anything will tell of the update.
pub fn kept_words(before: Option<&VersionBefore>, unwritten: Option<&str>) -> Vec<(Tone, String)> {
    let warned = |what: &str, why: &str| (Tone::Warning, format!("{what}: {}", text::words(why)));
    let mut said = match before {
        None => Vec::new(),
        Some(VersionBefore::Kept { encrypted, .. }) => {
            let how = if *encrypted { ", encrypted" } else { "" };
            vec![(Tone::Good, format!("the version before is kept{how}"))]
        }
        // One reason for both, once.
        Some(VersionBefore::Failed { why }) if unwritten == Some(why) => {
            return vec![warned("NOT KEPT, NOR IN THE JOURNAL", why)];
        }
        Some(VersionBefore::Off { why } | VersionBefore::Failed { why }) => vec![warned("NOT KEPT", why)],
    };
    said.extend(unwritten.map(|why| warned("NOT IN THE JOURNAL", why)));
    said
}

/// What is known of the keystore's being stored.
pub fn stored_words(stored: &Stored) -> (Tone, String) {
    match stored {
        Stored::Said => (Tone::Good, "the server says so".into()),
        Stored::Refused => (Tone::Bad, "the server says no".into()),
        Stored::Unknown => (Tone::Warning, "unknown: the server has not said".into()),
    }
}

/// What is known of its being deployed.
pub fn deployed_words(deployed: &Deployed) -> (Tone, String) {
    match deployed {
        Deployed::Everywhere => (Tone::Good, "on every environment, by its gateways' word".into()),
        Deployed::ByServersWord => (Tone::Warning, "the server says so, but no gateway is named".into()),
        Deployed::Failed => (Tone::Bad, "NO: the server says that the deployment failed".into()),
        Deployed::Unsaid => (Tone::Warning, "unknown: nothing was said about the deployment".into()),
        Deployed::NotEverywhere { failed, silent } => {
            let names =
                |names: &[String]| names.iter().map(|name| text::shown(name)).collect::<Vec<_>>().join(", ");
            let mut words = vec!["NOT EVERYWHERE".to_owned()];
            if !failed.is_empty() {
                words.push(format!("failed: {}", names(failed)));
            }
            if !silent.is_empty() {
                words.push(format!("no word from: {}", names(silent)));
            }
            (Tone::Bad, words.join("; "))
        }
    }
}

/// What to do about an outcome that an answer told; `None` where nothing is to be done.
pub fn next_step(standing: &Standing) -> Option<&'static str> {
    match (&standing.deployed, standing.verified.as_ref()?) {
        (_, Verified::NotApplied | Verified::Differs(_)) => {
            Some("Look first at what is stored (Esc, then J); R sends the same again.")
        }
        (Deployed::NotEverywhere { .. } | Deployed::Failed, _) => Some(
            "Where it failed, the gateways still serve what they had. Mend the cause, then R deploys it again.",
        ),
        (Deployed::Unsaid | Deployed::ByServersWord, _) => Some(
            "Look at the gateways themselves: nothing here tells that they serve it. R deploys it again.",
        ),
        (Deployed::Everywhere, Verified::Unreadable(_)) => {
            Some("Open the keystore anew to see what is stored.")
        }
        (Deployed::Everywhere, Verified::Equal { .. }) => None,
    }
}

/// What came of reading it back.
pub fn verified_words(verified: &Verified) -> (Tone, String) {
    match verified {
        Verified::Equal { unreadable } if unreadable.is_empty() => {
            (Tone::Good, "read back, equal to what was sent (passwords are never shown)".into())
        }
        Verified::Equal { unreadable } => {
            let fields = unreadable.iter().map(|field| text::shown(field)).collect::<Vec<_>>().join(", ");
            (Tone::Good, format!("read back, equal to what was sent; never shown, so not verified: {fields}"))
        }
        Verified::Differs(_) => (Tone::Bad, "NO: what is stored differs from what was sent".into()),
        Verified::NotApplied => (Tone::Bad, "NO: what is stored is still as before the update".into()),
        Verified::Unreadable(why) => {
            (Tone::Warning, format!("unknown: it could not be read back: {}", text::words(why)))
        }
    }
}

//! What is judged: one environment's entry, as it would be after the update, beside what it is now.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        environment::Kind,
        file::{FileDigest, Format, StoreType},
        java::Java,
    },
    keystore::{OpenError, Store},
};

/// One entry to be judged.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub candidate: Candidate<'a>,
    /// What the environment holds now; `None` for an environment that is added, or where there is
    /// nothing to compare with.
    pub present: Option<Present<'a>>,
    /// The same file elsewhere in this keystore: the environment's name and kind.
    pub elsewhere: Vec<(&'a str, &'a Kind)>,
    /// Of the environment that is judged.
    pub kind: Option<&'a Kind>,
    pub now: Timestamp,
    /// A certificate that is over within this time is warned of.
    pub soon: SignedDuration,
    /// The gateway's Java, where the operator said which.
    pub java: Option<Java>,
    /// How to say which, where it is shown: `--gateway-java 17`.
    pub name_java: &'a str,
}

/// The file that would be sent, or stays with another alias, type or password.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The file itself isn't exchanged. Its password may then be one that only the server knows, and
    /// that it is the present file is no finding.
    pub stays: bool,
    pub format: Format,
    pub digest: FileDigest,
    pub opened: Result<&'a Store, &'a OpenError>,
    /// The type that would be sent with it.
    pub store_type: Option<StoreType>,
    /// The alias that would be sent; `None` or empty: none.
    pub alias: Option<&'a str>,
    /// What [`has_odd_characters`] says of the password.
    pub has_odd_password: bool,
    /// What to do to open it, where it is shown: `press p and give its password`.
    pub unlock: &'a str,
}

/// The file that the environment holds now.
#[derive(Clone, Debug)]
pub struct Present<'a> {
    pub digest: FileDigest,
    pub opened: Result<&'a Store, &'a OpenError>,
    pub alias: Option<&'a str>,
    /// As for [`Candidate`].
    pub unlock: &'a str,
}

/// Whether a password has characters that Java refuses in a PKCS#12's: anything but printable ASCII,
/// U+0020 to U+007E. (Its `PBEKey` says "Password is not ASCII", and the file doesn't load; seen with
/// JDK 17, mended in part in 25, JDK-8348732. A JKS may have any.)
pub fn has_odd_characters(password: &str) -> bool {
    !password.bytes().all(|byte| matches!(byte, 0x20..=0x7E))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printable_ascii_is_usual() {
        for usual in ["", "changeit", " ~!\"\\"] {
            assert!(!has_odd_characters(usual), "{usual}");
        }
        for odd in ["pässword", "a\tb", "\u{7F}", "密"] {
            assert!(has_odd_characters(odd), "{odd:?}");
        }
    }
}

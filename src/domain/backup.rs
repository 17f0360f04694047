//! Backups: the version of a keystore before an update, kept on this machine. What is kept and how;
//! where is the state directory's matter.

use std::{fmt, num::NonZeroUsize, str::FromStr};

use jiff::Timestamp;

use super::{file::FileDigest, keystore::Keystore, place::Place};

/// How many backups of one keystore are kept where nothing else is said.
pub const KEPT: NonZeroUsize = match NonZeroUsize::new(20) {
    Some(newest) => newest,
    None => NonZeroUsize::MIN,
};

/// Characters of a recipient that are shown: `age1` and eight more.
const RECIPIENT_SHOWN: usize = 12;

/// Whether the version before an update is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It isn't: the journal says so.
    Off {
        /// Who said so, in words: `the profile prod says backup = false`.
        why: String,
    },
    On(Keeping),
}

/// How backups are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// The newest so many of each keystore.
    pub newest: NonZeroUsize,
    /// Who alone can read them; without one they are in clear, readable by their owner.
    pub recipient: Option<Recipient>,
}

impl Default for Keeping {
    /// The newest 20, in clear.
    fn default() -> Self {
        Self { newest: KEPT, recipient: None }
    }
}

impl Policy {
    /// Whether a keystore's document may lie in clear on this machine: only where backups do.
    pub fn allows_clear(&self) -> bool {
        matches!(self, Self::On(Keeping { recipient: None, .. }))
    }
}

impl fmt::Display for Policy {
    /// What becomes of the version before, in one line; of a recipient as much as tells it from others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off { why } => write!(f, "BACKUPS ARE OFF: {why}; only this session rolls back"),
            Self::On(Keeping { newest, recipient: None }) => {
                write!(f, "the version before is kept (newest {newest})")
            }
            Self::On(Keeping { newest, recipient: Some(recipient) }) => {
                let recipient: String = recipient.to_string().chars().take(RECIPIENT_SHOWN).collect();
                write!(f, "the version before is kept (newest {newest}, encrypted to {recipient}…)")
            }
        }
    }
}

/// An age recipient, `age1...`: the public half of an X25519 key (<https://age-encryption.org/v1>).
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(age::x25519::Recipient);

impl Recipient {
    /// What the encryption takes.
    pub fn key(&self) -> &age::x25519::Recipient {
        &self.0
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", self.0)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text isn't a recipient. The text itself is never repeated: it may be the secret half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotARecipient {
    /// The secret half, which doesn't belong on the machine that makes the backups.
    Identity,
    /// One for age's SSH keys or plugins, or a post-quantum one.
    OtherKind,
    /// Anything else, or mistyped: its checksum is wrong.
    Malformed,
}

impl NotARecipient {
    /// What is wrong, and what to write.
    pub fn says(self) -> &'static str {
        match self {
            Self::Identity => {
                "this is an age identity, the secret half: write its recipient, as age-keygen -y prints it, \
                 and make a new identity if others could read this one"
            }
            Self::OtherKind => {
                "only recipients of X25519 keys can be used: write age1..., as age-keygen prints it"
            }
            Self::Malformed => {
                "write an age recipient, age1... in 62 letters and digits, as age-keygen prints it"
            }
        }
    }
}

impl fmt::Display for NotARecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.says())
    }
}

impl std::error::Error for NotARecipient {}

impl FromStr for Recipient {
    type Err = NotARecipient;

    fn from_str(text: &str) -> Result<Self, NotARecipient> {
        let text = text.trim();
        if let Ok(key) = text.parse() {
            return Ok(Self(key));
        }
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("age-secret-key-") || lower.starts_with("age-plugin-") {
            return Err(NotARecipient::Identity);
        }
        // Bech32 separates the kind from the key by the last 1: `age1yubikey1...`, `age1pq1...`.
        let of_another_kind = lower.strip_prefix("age1").is_some_and(|rest| rest.contains('1'));
        if of_another_kind || lower.starts_with("ssh-") {
            return Err(NotARecipient::OtherKind);
        }
        Err(NotARecipient::Malformed)
    }
}

/// A backup, told by what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its path below the state directory.
    pub path: String,
    /// When it was made.
    pub at: Timestamp,
    /// The first digits of the document's digest, as [`FileDigest::short`] writes them.
    pub digest: String,
    /// Bytes on disk.
    pub size: u64,
    pub encrypted: bool,
}

/// A backup that was read: the version of a keystore before an update.
#[derive(Clone, Debug, PartialEq)]
pub struct Backup {
    pub place: Place,
    /// When it was made.
    pub at: Timestamp,
    /// The generation of the API that the server was known to speak, 1 or 2.
    pub generation: Option<u8>,
    /// The SHA-256 of the document, written as JSON in one line.
    pub digest: FileDigest,
    pub keystore: Keystore,
}

#[cfg(test)]
mod tests {
    use super::*;

    // The pair of the crate's own tests.
    const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
    const IDENTITY: &str = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";

    #[test]
    fn a_recipient_is_read_and_written_as_it_is() {
        let recipient: Recipient = format!(" {RECIPIENT}\n").parse().unwrap();
        assert_eq!(recipient.to_string(), RECIPIENT);
        assert_eq!(format!("{recipient:?}"), format!("Recipient({RECIPIENT})"));
    }

    #[test]
    fn what_is_no_recipient_says_why_and_is_not_repeated() {
        for (text, expected) in [
            (IDENTITY, NotARecipient::Identity),
            ("AGE-PLUGIN-YUBIKEY-1XXXX", NotARecipient::Identity),
            (
                "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
                NotARecipient::OtherKind,
            ),
            (
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
                NotARecipient::OtherKind,
            ),
            (&RECIPIENT.replace('8', "9"), NotARecipient::Malformed),
            (&RECIPIENT[..61], NotARecipient::Malformed),
            ("", NotARecipient::Malformed),
        ] {
            let error = text.parse::<Recipient>().unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(text.is_empty() || !error.to_string().contains(text));
        }
    }

    #[test]
    fn a_policy_says_what_becomes_of_the_version_before() {
        let off = Policy::Off { why: "the profile prod says backup = false".into() };
        assert_eq!(
            off.to_string(),
            "BACKUPS ARE OFF: the profile prod says backup = false; only this session rolls back"
        );
        let clear = Policy::On(Keeping::default());
        assert_eq!(clear.to_string(), "the version before is kept (newest 20)");
        let recipient = Some(RECIPIENT.parse().unwrap());
        let encrypted = Policy::On(Keeping { recipient, ..Keeping::default() });
        assert_eq!(
            encrypted.to_string(),
            "the version before is kept (newest 20, encrypted to age1t7rxyev2…)"
        );
        assert_eq!([off, clear, encrypted].map(|policy| policy.allows_clear()), [false, true, false]);
    }
}

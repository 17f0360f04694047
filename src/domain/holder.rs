//! Who runs a keywright, and which of them has a keystore's draft.

use std::fmt;

use jiff::Timestamp;

use super::text::shown;

/// The person at a keywright, as far as the system knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The local user's name; the number where it has none.
    pub user: String,
    pub uid: Option<u32>,
    /// Who became that user by `sudo`.
    pub sudo_user: Option<String>,
    /// The machine that keywright runs on.
    pub host: String,
    /// The address that the SSH session came from; in a terminal multiplexer, that of the session
    /// which started it.
    pub ssh_client: Option<String>,
}

impl fmt::Display for Who {
    /// `ops@jump-1`, `ops (sudo by ada)@jump-1`: safe to show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.user))?;
        if let Some(by) = &self.sudo_user {
            write!(f, " (sudo by {})", shown(by))?;
        }
        write!(f, "@{}", shown(&self.host))
    }
}

/// A keywright that edits a keystore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub who: Who,
    /// Its process, on its host.
    pub pid: u32,
    pub since: Timestamp,
}

impl fmt::Display for Holder {
    /// `ops@jump-1 from 10.0.0.7 (process 4711), since 2026-11-23 18:05 UTC`: safe to show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.who)?;
        if let Some(from) = &self.who.ssh_client {
            write!(f, " from {}", shown(from))?;
        }
        write!(f, " (process {}), since {}", self.pid, self.since.strftime("%Y-%m-%d %H:%M UTC"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_told_in_one_safe_line() {
        let who = Who {
            user: "ops".into(),
            uid: Some(1000),
            sudo_user: Some("ada".into()),
            host: "jump\x1b[31m".into(),
            ssh_client: Some("10.0.0.7".into()),
        };
        let holder = Holder { who, pid: 4711, since: "2026-11-23T18:05:12.5Z".parse().unwrap() };
        assert_eq!(
            holder.to_string(),
            "ops (sudo by ada)@jump␛[31m from 10.0.0.7 (process 4711), since 2026-11-23 18:05 UTC"
        );
    }
}

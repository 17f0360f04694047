//! How long is waited: settings that the configuration resolves and the client keeps to.

use std::time::Duration;

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// Without a byte of the answer, while reading.
    pub read: Duration,
    /// For an update as a whole, from the first byte sent to the last received: the answer comes
    /// when the gateways have been deployed to.
    pub update: Duration,
    /// For an update of which no answer came to show in what is stored: it is read back until then.
    pub read_back: Duration,
}

impl Timeouts {
    /// The longest that an update may take in all, until what is to be known of it is known: sent and answered or
    /// not, read back for as long as that makes sense, and a last look.
    pub fn whole_update(&self) -> Duration {
        self.update + self.read_back + self.connect + self.read
    }
}

impl Default for Timeouts {
    /// 10 s, 60 s, 180 s, since the gateways get 30 s each for a deployment, and 60 s, since one can still be running.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), read: seconds(60), update: seconds(180), read_back: seconds(60) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_over_after_five_minutes_or_so() {
        // As README and docs/faults.md say.
        assert_eq!(Timeouts::default().whole_update(), Duration::from_secs(310));
    }
}

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
}

impl Default for Timeouts {
    /// 10 s, 60 s, and 180 s: the gateways get 30 s each for a deployment.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), read: seconds(60), update: seconds(180) }
    }
}

//! When a read is tried again, and after how long. Nothing here concerns writes.

use std::time::Duration;

use crate::api::error::Error;

/// How often, and after which waits, a read that failed in passing is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backoff {
    waits: Vec<Duration>,
    patience: Duration,
}

impl Default for Backoff {
    /// After 0.5 s, 1 s, and 2 s; a server may ask for up to 60 s instead.
    fn default() -> Self {
        let waits = [500, 1_000, 2_000].map(Duration::from_millis);
        Self { waits: waits.into(), patience: Duration::from_secs(60) }
    }
}

impl Backoff {
    /// Never again.
    pub fn none() -> Self {
        Self { waits: Vec::new(), ..Self::default() }
    }

    /// `times` times, at once: for tests.
    pub fn immediate(times: usize) -> Self {
        Self { waits: vec![Duration::ZERO; times], ..Self::default() }
    }

    /// How often at most.
    pub fn times(&self) -> u32 {
        u32::try_from(self.waits.len()).unwrap_or(u32::MAX)
    }

    /// How long to wait before retry number `attempt` (from 1); `None` where there is none: the
    /// attempts are used up, the error would come again, or the server asks for too long a rest.
    pub(super) fn wait(&self, attempt: u32, error: &Error) -> Option<Duration> {
        let index = usize::try_from(attempt).ok()?.checked_sub(1)?;
        let wait = *self.waits.get(index)?;
        match error {
            Error::Unreachable { .. } | Error::CutOff { .. } => Some(wait),
            Error::TooMany { retry_after: Some(asked), .. } => (*asked <= self.patience).then_some(*asked),
            Error::TooMany { retry_after: None, .. } => Some(wait),
            Error::Proxy { said, .. } if (502..=504).contains(&said.status) => Some(wait),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::Said;

    #[test]
    fn waits_grow_and_end() {
        let cut = Error::CutOff { why: "x".into() };
        let waits = (0..5).map(|attempt| Backoff::default().wait(attempt, &cut).map(|wait| wait.as_millis()));
        assert_eq!(waits.collect::<Vec<_>>(), [None, Some(500), Some(1000), Some(2000), None]);
    }

    #[test]
    fn a_rest_that_is_asked_for_is_kept_up_to_a_minute() {
        let ask = |seconds| Error::TooMany {
            said: Said::nothing(429),
            retry_after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(Backoff::default().wait(1, &ask(60)), Some(Duration::from_secs(60)));
        assert_eq!(Backoff::default().wait(1, &ask(61)), None);
    }

    #[test]
    fn what_would_come_again_is_not_tried_again() {
        for error in [
            Error::TimedOut { after: Duration::ZERO },
            Error::ServerFault(Said::nothing(500)),
            Error::Proxy { said: Said::nothing(200), html: true },
            Error::TokenRefused(Said::nothing(401)),
            Error::TooLarge { limit: 1 },
        ] {
            assert_eq!(Backoff::default().wait(1, &error), None);
        }
    }
}

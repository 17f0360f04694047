//! What came of an update, in one line; stored, deployed and verified weighed together.

use super::{Phase, Stop, Submission};
use crate::{
    app::model::Tone,
    domain::{
        deployment::{Deployed, Standing, Stored, Verified, Word},
        text,
    },
};

impl Submission {
    /// Whether what is stored would read differently with this update than without it; an update of
    /// passwords alone doesn't.
    pub(super) fn can_tell(&self) -> bool {
        matches!(self.expectation.verify(self.draft.base()), Verified::NotApplied)
    }

    /// Stored, deployed, verified, as far as is known; `None` where nothing was sent.
    pub fn standing(&self) -> Option<Standing> {
        let verified = self.verified.clone();
        if let Some(answer) = &self.answer {
            let stored = match answer.stored {
                Word::Yes => Stored::Said,
                Word::No => Stored::Refused,
                Word::Unsaid => Stored::Unknown,
            };
            let deployed = answer.deployed(self.expectation.environments());
            return Some(Standing { stored, deployed, verified });
        }
        self.unknown.as_ref().map(|_| Standing {
            stored: Stored::Unknown,
            deployed: Deployed::Unsaid,
            verified,
        })
    }

    /// What came of it, in one line, and how good that is.
    pub fn headline(&self) -> (Tone, String) {
        let name = text::shown(self.expectation.name());
        match &self.phase {
            Phase::Stopped(Stop::Changed { own: true, .. }) => {
                (Tone::Warning, format!("{name}: your update before was applied; nothing more was sent"))
            }
            Phase::Stopped(Stop::Changed { .. }) => {
                (Tone::Bad, format!("{name}: changed on the server since it was read; nothing was sent"))
            }
            Phase::Stopped(Stop::NotChecked(_)) => {
                (Tone::Bad, format!("{name}: could not be read again; nothing was sent"))
            }
            Phase::Stopped(Stop::NotAllowed(_) | Stop::NotKept(_) | Stop::NotSent(_)) => {
                (Tone::Bad, format!("{name}: nothing was sent"))
            }
            Phase::Stopped(Stop::Refused(_)) => (Tone::Bad, format!("{name}: refused by the server")),
            Phase::Over => match self.standing() {
                Some(standing) => self.verdict(&name, &standing),
                None => (Tone::Bad, format!("{name}: outcome unknown")),
            },
            _ if self.unknown.is_some() => {
                (Tone::Warning, format!("{name}: outcome unknown; reading back what is stored"))
            }
            _ => (Tone::Info, format!("deploying {name}")),
        }
    }

    fn verdict(&self, name: &str, standing: &Standing) -> (Tone, String) {
        if standing.is_success() {
            let unseen =
                matches!(&standing.verified, Some(Verified::Equal { unreadable }) if !unreadable.is_empty());
            let but = if unseen { " as far as it is shown" } else { "" };
            return (Tone::Good, format!("{name}: stored, deployed everywhere, verified{but}"));
        }
        let said = match (&standing.stored, &standing.verified, &standing.deployed) {
            (Stored::Unknown, Some(Verified::Equal { .. }), Deployed::Unsaid) => {
                "OUTCOME UNKNOWN: it is stored, but no gateway's word came"
            }
            (Stored::Unknown, Some(Verified::Equal { .. }), Deployed::Everywhere) => {
                "the server didn't say stored, but it is, and it is deployed everywhere"
            }
            (Stored::Unknown, Some(Verified::Equal { .. }), _) => {
                "OUTCOME UNKNOWN: it is stored, but not known to be deployed everywhere"
            }
            (Stored::Unknown, Some(Verified::NotApplied), _) => {
                "OUTCOME UNKNOWN: what is stored is as before so far"
            }
            (Stored::Unknown, Some(Verified::Differs(_)), _) => {
                "OUTCOME UNKNOWN: what is stored is neither as before nor as sent"
            }
            (Stored::Unknown, ..) => "OUTCOME UNKNOWN",
            (Stored::Refused, Some(Verified::NotApplied), _) => {
                "NOT APPLIED: the server said no, and what is stored is as before"
            }
            (Stored::Refused, Some(Verified::Equal { .. }), _) => {
                "THE SERVER SAID NO, but what is stored is as sent"
            }
            (Stored::Refused, Some(Verified::Differs(_)), _) => {
                "THE SERVER SAID NO, and what is stored is neither as before nor as sent"
            }
            (Stored::Refused, ..) => "THE SERVER SAID NO, and what is stored could not be read back",
            (_, Some(Verified::NotApplied), _) => {
                "NOT APPLIED: the server said stored, but what is stored is as before"
            }
            (_, Some(Verified::Differs(_)), _) => "STORED DIFFERS from what was sent",
            (_, _, Deployed::NotEverywhere { .. } | Deployed::Failed) => {
                "stored, but NOT DEPLOYED everywhere"
            }
            (_, _, Deployed::Unsaid) => "stored; NOTHING WAS SAID about the deployment",
            (_, _, Deployed::ByServersWord) => "stored; the server says deployed, but NO GATEWAY was named",
            (..) => "stored and deployed, but it COULD NOT BE READ BACK",
        };
        let tone = match (&standing.deployed, &standing.verified) {
            _ if standing.stored == Stored::Refused => Tone::Bad,
            (
                Deployed::ByServersWord | Deployed::Everywhere,
                Some(Verified::Equal { .. } | Verified::Unreadable(_)),
            ) => Tone::Warning,
            _ => Tone::Bad,
        };
        (tone, format!("{name}: {said}"))
    }
}

//! What holds for a whole session: where it goes, and what it may do.

use std::time::Duration;

use jiff::SignedDuration;
use url::Url;

use crate::api::generation::{self, Evidence, Generation};
use crate::domain::backup::Policy;
use crate::domain::java::Java;

/// Whether this session can write. Decided once, at the start; a read-only session's runtime
/// holds nothing that could send anything but GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    Edit,
    /// Why, in words: `--read-only`, or the profile says so.
    ReadOnly {
        why: String,
    },
}

/// A session with one gateway's Manager.
#[derive(Clone, Debug)]
pub struct Session {
    /// The profile's name or the server's host.
    pub label: String,
    /// The address before every request's own path, ending in `/apiops/`.
    pub base: Url,
    pub demo: bool,
    /// Plain http to a host that isn't this machine: shown in the header.
    pub plain_http: bool,
    pub access: Access,
    /// The project to begin with.
    pub project: Option<String>,
    /// Chosen by the operator, else learned.
    pub generation: Option<Generation>,
    /// What was learned so far, where nothing was chosen.
    pub evidence: Evidence,
    /// A certificate that is over within this time is warned of.
    pub soon: SignedDuration,
    /// An update of which no answer came is looked for in what is stored so long: its deployment can still be running.
    pub read_back: Duration,
    /// Whether the version before an update is kept, and how.
    pub backup: Policy,
    /// The gateways' Java, where the operator said which.
    pub java: Option<Java>,
    /// There is no token yet: it is asked for.
    pub wants_token: bool,
}

impl Session {
    /// The generation of the API that the server speaks, as far as is known.
    pub fn generation(&self) -> Option<Generation> {
        self.generation.or_else(|| generation::decide(&self.evidence))
    }

    /// Notes what was learned.
    pub fn learn(&mut self, evidence: &Evidence) {
        self.evidence.merge(evidence);
    }

    /// Why nothing can be edited, in one line; `None` where it can.
    pub fn edit_refusal(&self) -> Option<String> {
        if let Access::ReadOnly { why } = &self.access {
            return Some(format!("READ-ONLY ({why}): nothing can be changed in this session"));
        }
        if self.generation == Some(Generation::First)
            && let Some(sign) = self.evidence.signs().find(|sign| sign.generation() == Generation::Second)
        {
            return Some(format!(
                "the first generation of the API was chosen, but the server shows the second ({sign}): an update could cut JWKs off"
            ));
        }
        match self.generation() {
            Some(Generation::First) => None,
            Some(Generation::Second) => Some(
                "this server speaks the second generation of the API, which keywright can browse but not edit yet"
                    .into(),
            ),
            None => Some(
                "it isn't known which generation of the API this server speaks: to edit, say --api 1 (or api = 1 in the profile)"
                    .into(),
            ),
        }
    }
}

//! What came of an update, as it is written down.

use std::time::Duration;

use jiff::Timestamp;

use super::found::Found;
use crate::domain::deployment::{Answer, Deployed, GatewayResult, Standing, Stored, Verified};

/// What came of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub at: Timestamp,
    /// From the intent to the last word about it.
    pub duration: Duration,
    pub ending: Ending,
    /// The server's words, or why nothing was sent; may be hostile.
    pub message: Option<String>,
    /// What each environment and pod made of it, as the server answered.
    pub rows: Vec<GatewayResult>,
    /// Rows that were left out of the journal, because the line would have been too long.
    pub omitted_rows: usize,
    pub read_back: ReadBack,
}

/// How an update ended, in one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Stored, deployed everywhere, and read back as sent.
    Done,
    /// Stored, but not known to be deployed everywhere, or to be as sent.
    Stored,
    /// What is stored is neither as before nor as sent.
    Differs,
    /// The server said stored, but what is stored is as before.
    NotApplied,
    /// The server said no.
    Refused,
    /// Nothing left this machine.
    NotSent,
    /// It was sent, and it isn't known what came of it.
    Unknown,
    /// A word that only a newer keywright knows.
    Other(String),
}

impl Ending {
    /// The word, in the journal and for scripts.
    pub fn word(&self) -> &str {
        match self {
            Self::Done => "done",
            Self::Stored => "stored",
            Self::Differs => "differs",
            Self::NotApplied => "not-applied",
            Self::Refused => "refused",
            Self::NotSent => "not-sent",
            Self::Unknown => "unknown",
            Self::Other(word) => word,
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Self {
        let known = [
            Self::Done,
            Self::Stored,
            Self::Differs,
            Self::NotApplied,
            Self::Refused,
            Self::NotSent,
            Self::Unknown,
        ];
        known.into_iter().find(|ending| ending.word() == word).unwrap_or_else(|| Self::Other(word.into()))
    }

    /// Stored, deployed and verified, weighed together.
    pub fn of(standing: &Standing) -> Self {
        if standing.is_success() {
            return Self::Done;
        }
        match (&standing.stored, &standing.verified, &standing.deployed) {
            // By the gateways' own word it is where it should be; only "stored" was never said.
            (Stored::Unknown, Some(Verified::Equal { .. }), Deployed::Everywhere) => Self::Stored,
            (Stored::Unknown, ..) => Self::Unknown,
            (_, Some(Verified::Differs(_)), _) => Self::Differs,
            (Stored::Refused, Some(Verified::Equal { .. }), _) => Self::Stored,
            (Stored::Refused, ..) => Self::Refused,
            (Stored::Said, Some(Verified::NotApplied), _) => Self::NotApplied,
            (Stored::Said, ..) => Self::Stored,
        }
    }
}

/// What reading back showed, without values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReadBack {
    /// Nobody looked.
    #[default]
    Never,
    /// As sent, but for what this server never shows.
    Equal { unseen: Vec<String> },
    /// Otherwise than sent, in these places.
    Differs(Vec<String>),
    /// As before.
    AsBefore,
    /// It couldn't be read, or told nothing; why.
    Unreadable(String),
}

impl ReadBack {
    /// What it tells of an update that nobody answered; `None` where it tells nothing.
    pub fn found(&self) -> Option<Found> {
        match self {
            Self::Never | Self::Unreadable(_) => None,
            Self::Equal { .. } => Some(Found::Applied),
            Self::AsBefore => Some(Found::NotApplied),
            Self::Differs(places) => Some(Found::Neither(places.clone())),
        }
    }
}

impl From<&Verified> for ReadBack {
    fn from(verified: &Verified) -> Self {
        match verified {
            Verified::Equal { unreadable } => Self::Equal { unseen: unreadable.clone() },
            Verified::Differs(list) => Self::Differs(list.iter().map(|one| one.place()).collect()),
            Verified::NotApplied => Self::AsBefore,
            Verified::Unreadable(why) => Self::Unreadable(why.clone()),
        }
    }
}

impl Outcome {
    /// Of an update that was sent: what was answered, if anything, and what is known by now.
    pub fn sent(at: Timestamp, duration: Duration, answer: Option<&Answer>, standing: &Standing) -> Self {
        let message = answer.and_then(|answer| answer.message.clone().or(answer.report.message.clone()));
        Self {
            at,
            duration,
            ending: Ending::of(standing),
            message,
            rows: answer.map(|answer| answer.report.rows.clone()).unwrap_or_default(),
            omitted_rows: 0,
            read_back: standing.verified.as_ref().map(ReadBack::from).unwrap_or_default(),
        }
    }

    /// Of an update that came to nothing before anything was stored: `ending` is [`Ending::NotSent`] or
    /// [`Ending::Refused`], and `why` says it in words.
    pub fn stopped(at: Timestamp, duration: Duration, ending: Ending, why: String) -> Self {
        Self {
            at,
            duration,
            ending,
            message: Some(why),
            rows: Vec::new(),
            omitted_rows: 0,
            read_back: ReadBack::Never,
        }
    }
}

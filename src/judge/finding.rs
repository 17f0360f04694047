//! A finding: what a rule says of a case.

use super::rule::Rule;

/// How far a finding stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Passed with one deliberate key.
    Warning,
    /// Passed only by typing `anyway`.
    Stops,
    /// No way past.
    Blocks,
}

impl Grade {
    /// The word for it, on the screen and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Stops => "stops",
            Self::Blocks => "blocks",
        }
    }
}

/// What a rule says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    /// What is wrong: one sentence, no secrets; names are as the file has them, so a screen shows
    /// it through `domain::text`.
    pub says: String,
    /// How to mend it.
    pub mend: String,
}

impl Finding {
    /// How far it stands in the way: a rule has one grade.
    pub fn grade(&self) -> Grade {
        self.rule.grade()
    }
}

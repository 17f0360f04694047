//! An environment: where a keystore's file is deployed to.

use std::fmt;

/// What an environment is for. An update to production is confirmed by typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Production,
    Sandbox,
    Test,
    /// A kind that the API documents elsewhere (`KUBERNETES`, `DOCKER`) or not at all; empty where
    /// the server gives none. Counts as production: better to ask once too often.
    Other(String),
}

impl Kind {
    /// Reads the server's word.
    pub fn parse(word: &str) -> Self {
        match word.trim().to_ascii_uppercase().as_str() {
            "PRODUCTION" => Self::Production,
            "SANDBOX" => Self::Sandbox,
            "TEST" => Self::Test,
            _ => Self::Other(word.trim().to_owned()),
        }
    }

    /// Whether a change here can take production down, as far as is known.
    pub fn is_production(&self) -> bool {
        !matches!(self, Self::Sandbox | Self::Test)
    }

    /// At most four letters, for a table.
    pub fn short(&self) -> &'static str {
        match self {
            Self::Production => "PROD",
            Self::Sandbox => "SAND",
            Self::Test => "TEST",
            Self::Other(_) => "?",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Production => f.write_str("PRODUCTION"),
            Self::Sandbox => f.write_str("SANDBOX"),
            Self::Test => f.write_str("TEST"),
            Self::Other(word) if word.is_empty() => f.write_str("kind unknown"),
            Self::Other(word) => f.write_str(word),
        }
    }
}

/// Whether an environment is live on its gateways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Published,
    Unpublished,
    RepublishRequired,
    Draft,
    /// A word that the API doesn't document; empty where the server gives none.
    Other(String),
}

impl Status {
    /// Reads the server's word.
    pub fn parse(word: &str) -> Self {
        match word.trim().to_ascii_uppercase().as_str() {
            "PUBLISHED" => Self::Published,
            "UNPUBLISHED" => Self::Unpublished,
            "REPUBLISH_REQUIRED" => Self::RepublishRequired,
            "DRAFT" => Self::Draft,
            _ => Self::Other(word.trim().to_owned()),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published => f.write_str("published"),
            Self::Unpublished => f.write_str("unpublished"),
            Self::RepublishRequired => f.write_str("republish required"),
            Self::Draft => f.write_str("draft"),
            Self::Other(word) if word.is_empty() => f.write_str("status unknown"),
            Self::Other(word) => f.write_str(word),
        }
    }
}

/// An environment that a project can deploy to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Case-sensitive.
    pub name: String,
    /// Only the second generation of the API gives one.
    pub id: Option<String>,
    pub description: String,
    pub kind: Kind,
    pub status: Status,
}

/// The kind of the environment named, among those of a project; unknown where it isn't listed.
pub fn kind_of(environments: &[Environment], name: &str) -> Kind {
    environments
        .iter()
        .find(|environment| environment.name == name)
        .map_or_else(|| Kind::Other(String::new()), |environment| environment.kind.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_to_be_harmless_is_production() {
        for word in ["PRODUCTION", "KUBERNETES", "DOCKER", "", "prod"] {
            assert!(Kind::parse(word).is_production(), "{word}");
        }
        for word in ["SANDBOX", "TEST", "test"] {
            assert!(!Kind::parse(word).is_production(), "{word}");
        }
        assert!(kind_of(&[], "gone").is_production());
    }
}

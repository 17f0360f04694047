//! Which of the two generations of the Management API a server speaks. Nothing says it outright: it
//! is told by what the server was seen to do.

use std::{collections::BTreeSet, fmt, sync::Arc};

use crate::domain::{
    file::Format,
    keystore::{EnvironmentRef, Keystore, StoredFile},
};

/// A generation of the Management API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Generation {
    /// A PUT replaces the whole object and leaves JWKs alone unless told otherwise.
    First,
    /// A PUT is partial and cuts JWKs off unless told otherwise; files come encrypted.
    Second,
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "first generation",
            Self::Second => "second generation",
        })
    }
}

/// One thing seen that tells the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The server's description: the PUT takes `updateReferencedJwks`.
    TakesUpdateReferencedJwks,
    /// The server's description: the PUT takes `jwkUpdateAction`.
    TakesJwkUpdateAction,
    /// The server's description has `/keystores/{keystoreName}/export-file/`.
    ExportsFiles,
    /// An entry names its environment, and its file is a keystore anyone can recognise.
    EntryWithPlainFile,
    /// An entry has an environment's id, and no name.
    EntryById,
    /// `environments/{project}` answered.
    EnvironmentsByProject,
    /// `projects/{project}/environments/` answered.
    EnvironmentsUnderProject,
}

impl Sign {
    /// The generation that it speaks for.
    pub fn generation(self) -> Generation {
        match self {
            Self::TakesUpdateReferencedJwks | Self::EntryWithPlainFile | Self::EnvironmentsByProject => {
                Generation::First
            }
            Self::TakesJwkUpdateAction
            | Self::ExportsFiles
            | Self::EntryById
            | Self::EnvironmentsUnderProject => Generation::Second,
        }
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TakesUpdateReferencedJwks => "its description lists updateReferencedJwks",
            Self::TakesJwkUpdateAction => "its description lists jwkUpdateAction",
            Self::ExportsFiles => "its description lists export-file",
            Self::EntryWithPlainFile => "a keystore's entry names its environment and holds a plain file",
            Self::EntryById => "a keystore's entry has an environmentId and no name",
            Self::EnvironmentsByProject => "environments/{project} answers",
            Self::EnvironmentsUnderProject => "projects/{project}/environments/ answers",
        })
    }
}

/// All that was seen so far; grows as the server is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence(BTreeSet<Sign>);

impl Evidence {
    /// Nothing seen.
    pub fn none() -> Self {
        Self::default()
    }

    /// What keystores show that were read.
    pub fn of_keystores(keystores: &[Arc<Keystore>]) -> Self {
        keystores
            .iter()
            .flat_map(|keystore| keystore.entries())
            .filter_map(|entry| match (&entry.environment, &entry.file) {
                (EnvironmentRef::Id(_), _) => Some(Sign::EntryById),
                // One encrypted file in some hundreds begins like ASN.1: only what a keystore must
                // begin with counts.
                (
                    EnvironmentRef::Name(_),
                    StoredFile::Readable { format: Format::Jks | Format::Jceks | Format::Pkcs12, .. },
                ) => Some(Sign::EntryWithPlainFile),
                _ => None,
            })
            .collect()
    }

    /// Adds what was seen elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// Each sign once.
    pub fn signs(&self) -> impl Iterator<Item = Sign> {
        self.0.iter().copied()
    }
}

impl FromIterator<Sign> for Evidence {
    fn from_iter<I: IntoIterator<Item = Sign>>(signs: I) -> Self {
        Self(signs.into_iter().collect())
    }
}

impl From<Sign> for Evidence {
    fn from(sign: Sign) -> Self {
        Self::from_iter([sign])
    }
}

/// The generation, by the evidence: any sign of the second wins, since its servers may keep what
/// the first had, and a mistake there costs JWKs their keystore. For the same reason a path that
/// answers isn't enough for the first. `None`: nothing tells.
pub fn decide(evidence: &Evidence) -> Option<Generation> {
    evidence.signs().filter(|sign| *sign != Sign::EnvironmentsByProject).map(Sign::generation).max()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde_json::{Value, json};

    use super::*;

    fn seen(entry: Value) -> Option<Generation> {
        let keystore = json!({"name": "k", "keyStoreEnvironmentList": [entry]});
        decide(&Evidence::of_keystores(&[Arc::new(Keystore::from_value(keystore).unwrap())]))
    }

    #[test]
    fn any_sign_of_the_second_wins() {
        let mut evidence = Evidence::from(Sign::TakesUpdateReferencedJwks);
        assert_eq!(decide(&evidence), Some(Generation::First));
        evidence.merge(&Sign::EntryById.into());
        assert_eq!(decide(&evidence), Some(Generation::Second));
        assert_eq!(decide(&Evidence::none()), None);
    }

    #[test]
    fn a_path_that_answers_is_not_enough_for_the_first() {
        assert_eq!(decide(&Sign::EnvironmentsByProject.into()), None);
        assert_eq!(decide(&Sign::EnvironmentsUnderProject.into()), Some(Generation::Second));
    }

    #[test]
    fn entries_tell() {
        let jks = STANDARD.encode(b"\xFE\xED\xFE\xED\0\0\0\x02");
        assert_eq!(seen(json!({"environmentName": "p", "file": jks})), Some(Generation::First));
        assert_eq!(seen(json!({"environmentId": "1", "file": jks})), Some(Generation::Second));
        assert_eq!(
            seen(json!({"environmentId": "1", "environmentName": "", "file": null})),
            Some(Generation::Second)
        );
        assert_eq!(seen(json!({"environmentId": "1", "environmentName": "p", "file": "c2VjcmV0"})), None);
        assert_eq!(seen(json!({"environmentName": "p"})), None);
        assert_eq!(seen(json!({"file": jks})), None);
    }
}

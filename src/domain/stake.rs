//! What is at stake in an update, and what is typed to confirm it.

use super::{
    cascade::JwkCascade,
    draft::Draft,
    environment::{Environment, kind_of},
};

/// What a stake is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Production,
    AllProjects,
    Removal,
    /// What the rules say against what is to be sent.
    Findings,
}

/// One thing that the operator confirms by typing. What it is about counts, not the phrase alone:
/// an environment may be called `all projects`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake {
    pub about: About,
    /// Why it is asked.
    pub why: String,
    /// What is to be typed, to the letter.
    pub phrase: String,
    /// All that it rests on, where `why` sums it up: resting on something else it is another stake.
    pub basis: String,
}

impl Stake {
    /// Sending what the rules say should not be sent. Typed in turn after all the others.
    pub fn anyway(why: String, basis: String) -> Self {
        Self { about: About::Findings, why, phrase: "anyway".into(), basis }
    }
}

/// Everything at stake, in the order in which it is typed. An update deploys the whole object, so
/// every production environment in it counts, touched or not. `environments`: those of the
/// project; one that isn't among them counts as production. What the rules say isn't in it.
pub fn stakes(draft: &Draft, environments: &[Environment], cascade: Option<JwkCascade>) -> Vec<Stake> {
    let production: Vec<&str> =
        draft.remaining().filter(|name| kind_of(environments, name).is_production()).collect();
    let mut stakes = Vec::new();
    match production.as_slice() {
        [] => {}
        [one] => stakes.push(Stake {
            about: About::Production,
            why: format!("{one} will be redeployed"),
            phrase: (*one).to_owned(),
            basis: String::new(),
        }),
        several => stakes.push(Stake {
            about: About::Production,
            why: format!("{} will be redeployed", several.join(", ")),
            phrase: format!("{} production", several.len()),
            basis: String::new(),
        }),
    }
    if cascade == Some(JwkCascade::AllProjects) {
        stakes.push(Stake {
            about: About::AllProjects,
            why: "JWKs of every project will be updated".into(),
            phrase: "all projects".into(),
            basis: String::new(),
        });
    }
    for name in draft.removals() {
        stakes.push(Stake {
            about: About::Removal,
            why: format!("{name} will lose this keystore"),
            phrase: format!("remove {name}"),
            basis: String::new(),
        });
    }
    stakes
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::domain::{
        environment::{Kind, Status},
        keystore::{Keystore, TypeField},
    };

    fn phrases(entries: &[&str], removed: Option<usize>, cascade: JwkCascade) -> Vec<String> {
        let list: Vec<_> = entries.iter().map(|name| json!({"environmentName": name})).collect();
        let keystore = Keystore::from_value(json!({"name": "k", "keyStoreEnvironmentList": list})).unwrap();
        let mut draft = Draft::new(Arc::new(keystore), TypeField::Type);
        if let Some(index) = removed {
            draft.remove(index);
        }
        let environments = [("prod", Kind::Production), ("dr", Kind::Production), ("test", Kind::Test)].map(
            |(name, kind)| Environment {
                name: name.into(),
                id: None,
                description: String::new(),
                kind,
                status: Status::Published,
            },
        );
        stakes(&draft, &environments, Some(cascade)).into_iter().map(|stake| stake.phrase).collect()
    }

    #[test]
    fn what_is_typed_names_what_is_at_stake() {
        assert_eq!(phrases(&["test"], None, JwkCascade::ThisProject), Vec::<String>::new());
        assert_eq!(phrases(&["prod", "test"], None, JwkCascade::Leave), ["prod"]);
        assert_eq!(phrases(&["prod", "dr"], None, JwkCascade::Leave), ["2 production"]);
        assert_eq!(
            phrases(&["prod", "test"], Some(1), JwkCascade::AllProjects),
            ["prod", "all projects", "remove test"]
        );
        assert_eq!(phrases(&["prod"], Some(0), JwkCascade::Leave), ["remove prod"]);
        assert_eq!(phrases(&["never-heard-of"], None, JwkCascade::Leave), ["never-heard-of"]);
    }
}

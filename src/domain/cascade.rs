//! How far an update reaches the JWKs that were made from the keystore.

/// What happens to the JWKs made from a keystore when the keystore is updated. There is no
/// `Default`: a person, or an explicit option, chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwkCascade {
    /// They stay as they are (`updateReferencedJwks=false`).
    Leave,
    /// Those of the keystore's own project are updated (`SAME_PROJECT`).
    ThisProject,
    /// Those of every project are updated (`ALL_PROJECTS`).
    AllProjects,
}

impl JwkCascade {
    /// Every choice, in the order in which it is offered: the narrowest first.
    pub const ALL: [Self; 3] = [Self::Leave, Self::ThisProject, Self::AllProjects];

    /// The choice in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Leave => "leave them as they are",
            Self::ThisProject => "update those in this project",
            Self::AllProjects => "update those in all projects",
        }
    }
}

//! A project: what keystores belong to.

/// A project that the token's user is a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Case-sensitive; its only identity on the first generation of the API.
    pub name: String,
    /// Empty where the server gives none.
    pub description: String,
}

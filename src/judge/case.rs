//! What is judged: one environment's entry, as it would be after the update, beside what it is now.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        environment::Kind,
        file::{FileDigest, Format, StoreType},
    },
    keystore::{OpenError, Store},
};

/// One entry to be judged.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub candidate: Candidate<'a>,
    /// What the environment holds now; `None` for an environment that is added, or where there is
    /// nothing to compare with.
    pub present: Option<Present<'a>>,
    /// The same file elsewhere in this keystore: the environment's name and kind.
    pub elsewhere: Vec<(&'a str, &'a Kind)>,
    /// Of the environment that is judged.
    pub kind: Option<&'a Kind>,
    pub now: Timestamp,
    /// A certificate that is over within this time is warned of.
    pub soon: SignedDuration,
}

/// The file that would be sent, or stays with another alias, type or password.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    pub format: Format,
    pub digest: FileDigest,
    pub opened: Result<&'a Store, &'a OpenError>,
    /// The type that would be sent with it.
    pub store_type: Option<StoreType>,
    /// The alias that would be sent; `None` or empty: none.
    pub alias: Option<&'a str>,
    /// The password has characters that aren't ASCII.
    pub has_odd_password: bool,
}

/// The file that the environment holds now.
#[derive(Clone, Debug)]
pub struct Present<'a> {
    pub digest: FileDigest,
    pub opened: Result<&'a Store, &'a OpenError>,
    pub alias: Option<&'a str>,
}

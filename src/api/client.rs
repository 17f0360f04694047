//! tmp
use super::error::Error;
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUpdated {
    NotSent(Error),
    Refused(Error),
    Unknown(Error),
}

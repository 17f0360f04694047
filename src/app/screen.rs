//! The screens: what fills the terminal. A screen that isn't on the stack can't act.

pub mod browse;
pub mod deployment;
pub mod entry;
pub mod history;
pub mod json;
pub mod keystore;
pub mod merge;
pub mod profiles;

use super::keymap::Context;

/// One screen and its own state.
#[derive(Debug)]
pub enum Screen {
    Profiles(Box<profiles::Profiles>),
    Browse(Box<browse::Browse>),
    Keystore(Box<keystore::KeystoreScreen>),
    /// Shows the model's submission.
    Deployment(deployment::DeploymentScreen),
    Json(json::Json),
    /// Two people changed the keystore.
    Merge(Box<merge::MergeScreen>),
    Entry(Box<entry::EntryScreen>),
    History(Box<history::HistoryScreen>),
}

impl Screen {
    /// Where its keys belong.
    pub fn context(&self) -> Context {
        match self {
            Self::Profiles(_) => Context::Profiles,
            Self::Browse(browse) => browse.context(),
            Self::Keystore(form) => form.context(),
            Self::Deployment(_) => Context::Deployment,
            Self::Json(_) => Context::Json,
            Self::Merge(_) => Context::Merge,
            Self::Entry(_) => Context::Entry,
            Self::History(history) => history.context(),
        }
    }

    /// Whether it waits for something that the catalog doesn't know of.
    pub fn is_waiting(&self) -> bool {
        match self {
            Self::Profiles(profiles) => profiles.connecting.is_some(),
            Self::History(history) => history.reading.is_some(),
            _ => false,
        }
    }
}

//! Reads what was kept: the journal, a version before. Writes nothing, and makes no directory.

use jiff::tz::TimeZone;

use super::Keeper;
use crate::app::journal::Journal;
use crate::domain::backup::Backup;
use crate::domain::journal::History;
use crate::state::{State, StateError};

/// The demo, and a session without a home directory.
const NOTHING_KEPT: &str = "this session keeps no journal (the demo keeps none by itself): --state-dir DIRECTORY says where one is kept";

impl Keeper {
    pub(super) fn journal(&self) -> Result<Journal, String> {
        let directory = self.directory.as_ref().ok_or(NOTHING_KEPT)?;
        let words = |error: StateError| error.to_string();
        let state = State::existing(directory, self.who.clone()).map_err(words)?;
        let history = match &state {
            Some(state) => state.history().map_err(words)?,
            None => History::default(),
        };
        // A lock that can't be looked at tells of nobody.
        let holder = |record: &_| state.as_ref().and_then(|state| state.under_way(record).ok().flatten());
        let directory = directory.to_string_lossy().into_owned();
        Ok(Journal::new(history, directory, TimeZone::system(), |record| holder(record).is_some()))
    }

    pub(super) fn backup(&self, path: &str) -> Result<Backup, String> {
        let directory = self.directory.as_ref().ok_or(NOTHING_KEPT)?;
        let words = |error: StateError| error.to_string();
        match State::existing(directory, self.who.clone()).map_err(words)? {
            Some(state) => state.read_backup(path).map_err(|error| match error.is_missing() {
                true => format!(
                    "the backup {} isn't there any more: of each keystore the newest are kept",
                    crate::domain::text::words(path)
                ),
                false => error.to_string(),
            }),
            None => Err("the state directory isn't there any more".into()),
        }
    }
}

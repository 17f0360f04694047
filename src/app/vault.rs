//! What is inside the keystore files that are known, by what they are: a file opened once serves
//! every list, form and comparison that it is in. Opening is work for another thread; the
//! passwords given for it are kept for this session only, and wiped.

use std::{collections::HashMap, fmt, sync::Arc};

use jiff::Timestamp;

use super::{
    effect::{Effect, FileSource, Opening},
    model::Model,
    remote::Ticket,
};
use crate::{
    domain::{file::FileDigest, keystore::Keystore, secret::Secret},
    keystore::{OpenError, Store},
};

/// What came of opening a file.
pub type Opened = Result<Arc<Store>, OpenError>;

/// Every file that was opened, or is to be.
#[derive(Default)]
pub struct Vault {
    files: HashMap<FileDigest, Vec<Attempt>>,
    passwords: HashMap<FileDigest, Secret>,
    /// The attempts that the edits rest on: they are kept, whatever came of them.
    held: Vec<Try>,
}

/// A file, and the password that it is opened with; `None`: with none.
pub type Try = (FileDigest, Option<Secret>);

/// One attempt at a file: with a password, or with none.
struct Attempt {
    password: Option<Secret>,
    state: State,
}

enum State {
    Waiting { ticket: Ticket, since: Timestamp },
    Done(Opened),
}

/// The most that is known of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen<'a> {
    /// Nobody asked, or the answer isn't there yet.
    Unknown,
    Open(&'a Arc<Store>),
    /// It needs a password that wasn't given yet.
    Locked,
    Failed(&'a OpenError),
}

impl Vault {
    /// What came of opening a file with exactly this password, or with none.
    pub fn opened(&self, file: FileDigest, password: Option<&Secret>) -> Option<&Opened> {
        match &self.attempt(file, password)?.state {
            State::Waiting { .. } => None,
            State::Done(opened) => Some(opened),
        }
    }

    /// Whether that is still under way.
    pub fn is_waiting(&self, file: FileDigest, password: Option<&Secret>) -> bool {
        matches!(self.attempt(file, password), Some(Attempt { state: State::Waiting { .. }, .. }))
    }

    /// Since when that has been under way.
    pub fn waiting_since(&self, file: FileDigest, password: Option<&Secret>) -> Option<Timestamp> {
        match self.attempt(file, password)?.state {
            State::Waiting { since, .. } => Some(since),
            State::Done(_) => None,
        }
    }

    /// Whether it was opened with exactly this password, or is being.
    pub fn knows(&self, file: FileDigest, password: Option<&Secret>) -> bool {
        self.attempt(file, password).is_some()
    }

    /// From now on the edits rest on these attempts.
    pub fn hold(&mut self, tries: Vec<Try>) {
        self.held = tries;
    }

    fn is_held(&self, file: FileDigest, password: Option<&Secret>) -> bool {
        self.held.iter().any(|(held, with)| *held == file && with.as_ref() == password)
    }

    /// Since when a password is tried that nobody waits for any more: it can't be broken off, so the
    /// next one has to wait for it, lest a file that asks for much work is opened many times at once.
    pub fn abandoned_since(&self) -> Option<Timestamp> {
        let abandoned = |(file, attempts): (&FileDigest, &Vec<Attempt>)| {
            let of_nobody = |attempt: &&Attempt| {
                attempt.password.is_some() && !self.is_held(*file, attempt.password.as_ref())
            };
            attempts.iter().filter(of_nobody).find_map(|attempt| match attempt.state {
                State::Waiting { since, .. } => Some(since),
                State::Done(_) => None,
            })
        };
        self.files.iter().find_map(abandoned)
    }

    /// The most that is known of a file: as the password that fits opened it, else as it reads
    /// without one.
    pub fn seen(&self, file: FileDigest) -> Seen<'_> {
        let unlocked = self.password(file).and_then(|password| self.opened(file, Some(password)));
        match unlocked.or_else(|| self.opened(file, None)) {
            None => Seen::Unknown,
            Some(Ok(store)) => Seen::Open(store),
            Some(Err(OpenError::Locked)) => Seen::Locked,
            Some(Err(error)) => Seen::Failed(error),
        }
    }

    /// The password that opened a file in this session.
    pub fn password(&self, file: FileDigest) -> Option<&Secret> {
        self.passwords.get(&file)
    }

    fn attempt(&self, file: FileDigest, password: Option<&Secret>) -> Option<&Attempt> {
        self.files.get(&file)?.iter().find(|attempt| attempt.password.as_ref() == password)
    }

    /// Notes that an attempt begins. One that was made, or is under way, isn't made again.
    fn begin(
        &mut self,
        file: FileDigest,
        password: Option<&Secret>,
        ticket: Ticket,
        since: Timestamp,
    ) -> bool {
        if self.attempt(file, password).is_some() {
            return false;
        }
        let mut attempts = self.files.remove(&file).unwrap_or_default();
        // What was typed on the way to the right password is of no use, and no business of ours.
        attempts.retain(|attempt| {
            let password = attempt.password.as_ref();
            password.is_none() || !is_wrong(attempt) || self.is_held(file, password)
        });
        attempts.push(Attempt { password: password.cloned(), state: State::Waiting { ticket, since } });
        self.files.insert(file, attempts);
        true
    }

    /// Takes in what came of an attempt.
    pub fn settle(&mut self, ticket: Ticket, outcome: Outcome) {
        let Outcome { file, password, opened } = outcome;
        let attempts = self.files.entry(file).or_default();
        let waiting = attempts.iter_mut().find(|attempt| {
            attempt.password == password
                && matches!(attempt.state, State::Waiting { ticket: waiting, .. } if waiting == ticket)
        });
        let Some(attempt) = waiting else { return };
        if let (Ok(_), Some(password)) = (&opened, password) {
            self.passwords.insert(file, password);
        }
        attempt.state = State::Done(opened);
    }
}

fn is_wrong(attempt: &Attempt) -> bool {
    matches!(attempt.state, State::Done(Err(_)))
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} files)", self.files.len())
    }
}

/// What came of one attempt, as the runtime reports it.
#[derive(Debug)]
pub struct Outcome {
    pub file: FileDigest,
    pub password: Option<Secret>,
    pub opened: Opened,
}

/// Has a file opened with a password or without, unless that was done already.
pub fn open(
    model: &mut Model,
    file: FileDigest,
    source: FileSource,
    password: Option<Secret>,
) -> Vec<Effect> {
    open_all(model, [(file, source, password)])
}

/// Has the files of keystores opened that weren't yet: without a password, and with the one that
/// was given for the file before.
pub fn open_stored<'a>(
    model: &mut Model,
    keystores: impl IntoIterator<Item = &'a Arc<Keystore>>,
) -> Vec<Effect> {
    let files: Vec<_> = keystores
        .into_iter()
        .flat_map(|keystore| {
            let entries = keystore.entries().iter().enumerate();
            entries.filter_map(|(index, entry)| {
                Some((entry.digest()?, FileSource::Stored(Arc::clone(keystore), index), None))
            })
        })
        .collect();
    open_all(model, files)
}

/// Has files opened, those that weren't yet.
pub fn open_all(
    model: &mut Model,
    files: impl IntoIterator<Item = (FileDigest, FileSource, Option<Secret>)>,
) -> Vec<Effect> {
    let (ticket, since) = (model.ticket(), model.now);
    let openings: Vec<Opening> = files
        .into_iter()
        .filter(|(file, _, password)| model.vault.begin(*file, password.as_ref(), ticket, since))
        .map(|(file, source, password)| Opening { file, source, password })
        .collect();
    if openings.is_empty() { Vec::new() } else { vec![Effect::Open(ticket, openings)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn secret(text: &str) -> Option<Secret> {
        Some(Secret::copied(text))
    }

    fn file() -> FileDigest {
        FileDigest::of(b"file")
    }

    fn settle(vault: &mut Vault, ticket: u64, password: Option<Secret>, opened: Opened) {
        vault.settle(Ticket(ticket), Outcome { file: file(), password, opened });
    }

    #[test]
    fn what_was_typed_on_the_way_is_forgotten_but_not_what_the_edits_rest_on() {
        let mut vault = Vault::default();
        let passwords = [secret("one"), secret("two"), secret("three")];
        vault.hold(vec![(file(), passwords[1].clone())]);
        for (ticket, password) in (1..).zip(&passwords) {
            assert!(vault.begin(file(), password.as_ref(), Ticket(ticket), at(0)));
            settle(&mut vault, ticket, password.clone(), Err(OpenError::WrongPassword));
        }
        let known = passwords.each_ref().map(|password| vault.knows(file(), password.as_ref()));
        assert_eq!(known, [false, true, true]);
        assert!(!vault.begin(file(), passwords[1].as_ref(), Ticket(9), at(0)), "it isn't tried again");
    }

    #[test]
    fn a_password_that_nobody_waits_for_is_abandoned_until_its_answer_is_there() {
        let mut vault = Vault::default();
        vault.hold(vec![(file(), secret("new")), (file(), None)]);
        vault.begin(file(), None, Ticket(1), at(1));
        vault.begin(file(), secret("new").as_ref(), Ticket(2), at(2));
        assert_eq!(vault.abandoned_since(), None, "both are wanted, or without a password");
        vault.begin(file(), secret("old").as_ref(), Ticket(3), at(3));
        assert_eq!(vault.abandoned_since(), Some(at(3)));
        assert_eq!(vault.waiting_since(file(), secret("new").as_ref()), Some(at(2)));
        settle(&mut vault, 3, secret("old"), Err(OpenError::WrongPassword));
        assert_eq!(vault.abandoned_since(), None);
    }
}

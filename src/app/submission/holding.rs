//! Which certificates the changed environments hold after an update: bytes may be stored another way,
//! and a serial number is what one looks for on a gateway.

use std::sync::Arc;

use super::Submission;
use crate::{
    app::{
        effect::FileSource,
        judgement::{Side, Wanted},
        model::Tone,
        vault::{Seen, Vault},
    },
    domain::{
        draft::{Draft, Origin},
        file::FileDigest,
        keystore::{Entry, StoredFile},
        text,
    },
    keystore::Certificate,
};

/// The file that an environment was to hold.
#[derive(Debug)]
pub(super) struct Sent {
    environment: String,
    file: FileDigest,
    alias: Option<String>,
}

/// The files of the environments that an update changes.
pub(super) fn sent(draft: &Draft) -> Vec<Sent> {
    let changed = draft.entries().iter().filter(|entry| !entry.removed && !entry.edits.is_empty());
    let sent = changed.filter_map(|entry| {
        let stored = match entry.origin {
            Origin::Stored(index) => draft.base().entries().get(index),
            Origin::Added(_) => None,
        };
        let new = entry.edits.file.as_ref().map(|file| file.content.digest());
        Some(Sent {
            environment: draft.label(entry).to_owned(),
            file: new.or_else(|| stored?.digest())?,
            alias: entry.edits.alias.clone().or_else(|| stored?.alias.clone()),
        })
    });
    sent.collect()
}

impl Submission {
    /// The files that are stored in place of those that were sent, to be opened with the password that
    /// was sent.
    pub(in crate::app) fn wanted(&self, vault: &Vault) -> Vec<Wanted> {
        let Some(found) = &self.found else { return Vec::new() };
        let wanted = self.files.iter().filter_map(|sent| {
            let index =
                found.entries().iter().position(|entry| entry.environment.label() == sent.environment)?;
            let file = found.entries().get(index)?.digest().filter(|file| *file != sent.file)?;
            let source = FileSource::Stored(Arc::clone(found), index);
            Some((file, source, Some(vault.password(sent.file)?.clone())))
        });
        wanted.collect()
    }

    /// What each changed environment holds: its name, and in words what: `holds serial 7F:02, as sent`.
    /// Empty before it was read back.
    pub fn holdings(&self, vault: &Vault) -> Vec<(String, Tone, String)> {
        let Some(found) = &self.found else { return Vec::new() };
        let words = self.files.iter().map(|sent| {
            let entry = found.entries().iter().find(|entry| entry.environment.label() == sent.environment);
            let (tone, words) = sent.holding(entry, vault);
            (sent.environment.clone(), tone, words)
        });
        words.collect()
    }
}

impl Sent {
    fn holding(&self, entry: Option<&Entry>, vault: &Vault) -> (Tone, String) {
        let Some(entry) = entry else { return (Tone::Bad, "isn't in it".into()) };
        let sent = self.side(vault.seen(self.file)).leaf();
        match entry.file {
            StoredFile::Missing => (Tone::Bad, "holds no file".into()),
            StoredFile::Opaque => (Tone::Info, "shows its file in a way that can't be read here".into()),
            StoredFile::Readable { digest, .. } if digest == self.file => match sent {
                Some(sent) => (Tone::Good, format!("holds serial {}, as sent", serial(sent))),
                None => (Tone::Good, "holds the file that was sent".into()),
            },
            StoredFile::Readable { digest, .. } => {
                let password = vault.password(self.file);
                if password.is_some() && vault.is_waiting(digest, password) {
                    return (Tone::Info, "holds another file than was sent: it is being opened".into());
                }
                let seen = match password.and_then(|password| vault.opened(digest, Some(password))) {
                    Some(Ok(store)) => Seen::Open(store),
                    _ => vault.seen(digest),
                };
                other(self.side(seen).leaf(), sent)
            }
        }
    }

    fn side<'a>(&'a self, seen: Seen<'a>) -> Side<'a> {
        Side::new(seen, self.alias.as_deref())
    }
}

/// What is held in other bytes than were sent.
fn other(held: Option<&Certificate>, sent: Option<&Certificate>) -> (Tone, String) {
    match (held, sent) {
        (Some(held), Some(sent)) if held.sha256 == sent.sha256 => {
            (Tone::Warning, format!("holds serial {}, as sent, but in another file", serial(held)))
        }
        (Some(held), Some(sent)) => {
            (Tone::Bad, format!("holds serial {}, NOT {} as sent", serial(held), serial(sent)))
        }
        (Some(held), None) => {
            (Tone::Bad, format!("holds serial {}, in another file than was sent", serial(held)))
        }
        (None, _) => (Tone::Bad, "holds another file than was sent, which can't be opened here".into()),
    }
}

fn serial(certificate: &Certificate) -> String {
    text::short_serial(&certificate.serial.to_string())
}

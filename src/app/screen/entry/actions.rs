//! What is done with what is looked at: copied, saved, unlocked. None of it changes anything on the
//! gateway.

use std::sync::Arc;

use super::{Row, screen, settle, shown_row};
use crate::{
    app::{
        dialog,
        effect::{Contents, Effect, FileSource},
        model::{Model, Tone},
        screen::entry::HeldFile,
    },
    domain::{
        draft::Origin,
        file::{Format, StoreType},
        keystore::{Keystore, StoredFile},
        pem, text,
    },
    keystore::{Certificate, Store},
};

/// Which fingerprint is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Sha256,
    Sha1,
}

/// Copies the fingerprint of the certificate under the cursor.
pub(super) fn copy(model: &mut Model, digest: Digest) -> Vec<Effect> {
    let mut effects = settle(model);
    let Some((certificate, _)) = certificate(model) else { return effects };
    let (word, fingerprint) = match digest {
        Digest::Sha256 => ("SHA-256", certificate.sha256.to_string()),
        Digest::Sha1 => ("SHA-1", certificate.sha1.to_string()),
    };
    let beginning: String = fingerprint.chars().take(11).collect();
    let of = text::shown(&certificate.subject);
    model.say(
        Tone::Info,
        format!("copied {word} {beginning}... of {of}, if your terminal allows it (OSC 52)"),
    );
    effects.push(Effect::Copy(fingerprint));
    effects
}

/// Asks where to save the certificate under the cursor; on a private key's entry, its whole chain.
pub(super) fn save(model: &mut Model) -> Vec<Effect> {
    let effects = settle(model);
    let Some((certificate, row)) = certificate(model) else { return effects };
    let Some((store, _)) = shown_row(model) else { return effects };
    let entry = row.entry().and_then(|entry| store.entries.get(entry));
    let (what, pem, name) = match (row, entry) {
        (Row::Entry(_), Some(entry)) if entry.has_key() => {
            let chain = entry.chain();
            let pem: String = chain.iter().map(|one| pem::certificate(&one.der)).collect();
            let count = text::count(chain.len(), "certificate", "certificates");
            let what = format!("The chain of {}: {count}, in PEM.", text::shown(&entry.alias));
            (what, pem, vec![entry.alias.clone(), "chain".into()])
        }
        (Row::Entry(_), Some(entry)) => {
            let what = format!("The certificate of {}, in PEM.", text::shown(&entry.alias));
            (what, pem::certificate(&certificate.der), vec![entry.alias.clone()])
        }
        _ => {
            let name = common_name(&certificate.subject).unwrap_or(&certificate.subject).to_owned();
            let what = format!("The certificate {}, in PEM.", text::shown(&certificate.subject));
            (what, pem::certificate(&certificate.der), vec![name])
        }
    };
    let name: Vec<&str> = name.iter().map(String::as_str).collect();
    dialog::save::open(model, what, Contents::Certificates(pem), &dialog::save::file_name(&name, "pem"));
    effects
}

/// The certificate that the shown row stands for, and the row; says so where there is none.
fn certificate(model: &mut Model) -> Option<(Certificate, Row)> {
    let found = shown_row(model)
        .and_then(|(store, row): (Arc<Store>, Row)| Some((row.certificate(&store)?.clone(), row)));
    if found.is_none() {
        model.say(Tone::Info, "there is no certificate here: go to an entry or a certificate first");
    }
    found
}

/// Asks for the password of the file that is looked at.
pub(super) fn password(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = screen(model) else { return Vec::new() };
    let (project, keystore) = (screen.project.clone(), Arc::clone(&screen.keystore));
    match screen.held().map(|held| &held.file) {
        Some(HeldFile::There { source: FileSource::Stored(_, index), .. }) => {
            let index = *index;
            dialog::password::open(model, &project, &keystore, Some(index))
        }
        Some(HeldFile::There { .. }) => {
            model.say(
                Tone::Info,
                "the password of a new file is entered where the file was chosen: in the environment's form",
            );
            Vec::new()
        }
        _ => {
            model.say(Tone::Info, "there is no file that could be opened");
            Vec::new()
        }
    }
}

/// Asks for the password of what is stored for the environment under the opened keystore's cursor.
pub fn password_from_form(model: &mut Model) -> Vec<Effect> {
    let Some((project, keystore, index)) = stored(model) else { return Vec::new() };
    dialog::password::open(model, &project, &keystore, Some(index))
}

/// Asks where to save what is stored for the environment under the opened keystore's cursor, as it is.
pub fn save_from_form(model: &mut Model) -> Vec<Effect> {
    let Some((project, keystore, index)) = stored(model) else { return Vec::new() };
    let Some(entry) = keystore.entries().get(index) else { return Vec::new() };
    let StoredFile::Readable { format, .. } = entry.file else {
        model.say(Tone::Info, "nothing is stored for this environment that could be saved as a file");
        return Vec::new();
    };
    let known = model.catalog.environment(&project, &entry.environment);
    let environment = known.map_or_else(|| entry.environment.label(), |known| known.name.as_str());
    let name = dialog::save::file_name(&[keystore.name(), environment], extension(format));
    let what = format!("The file of {}, as it is stored.", text::shown(environment));
    let contents = Contents::Keystore(FileSource::Stored(Arc::clone(&keystore), index));
    dialog::save::open(model, what, contents, &name);
    Vec::new()
}

/// The stored entry under the opened keystore's cursor; says so where nothing is stored yet.
fn stored(model: &mut Model) -> Option<(String, Arc<Keystore>, usize)> {
    let form = model.form()?;
    let (_, entry) = form.selected()?;
    match entry.origin {
        Origin::Stored(index) => Some((form.project.clone(), Arc::clone(form.draft.base()), index)),
        Origin::Added(_) => {
            model.say(Tone::Info, "nothing is stored for this environment yet");
            None
        }
    }
}

fn extension(format: Format) -> &'static str {
    match (format, format.store_type()) {
        (_, Some(StoreType::Jks)) => "jks",
        (_, Some(StoreType::Pkcs12)) => "p12",
        (Format::Jceks, None) => "jceks",
        (Format::Bks, None) => "bks",
        (Format::Pem(_), None) => "pem",
        (Format::Der(_), None) => "der",
        (_, None) => "bin",
    }
}

/// The common name at the beginning of a name in RFC 4514's form, as it stands there.
pub fn common_name(subject: &str) -> Option<&str> {
    let rest = subject.strip_prefix("CN=")?;
    let mut escaped = false;
    let end = rest.char_indices().find(|(_, c)| {
        let ends = !escaped && matches!(c, ',' | '+');
        escaped = !escaped && *c == '\\';
        ends
    });
    rest.get(..end.map_or(rest.len(), |(at, _)| at)).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_name_ends_at_the_next_part() {
        assert_eq!(common_name("CN=api.acme.example, O=Acme, C=TR"), Some("api.acme.example"));
        assert_eq!(common_name("CN=Acme\\, Inc., C=TR"), Some("Acme\\, Inc."));
        assert_eq!(common_name("CN=a\\\\,O=b"), Some("a\\\\"));
        assert_eq!(common_name("CN=a+UID=7"), Some("a"));
        assert_eq!(common_name("CN=alone"), Some("alone"));
        assert_eq!(common_name("O=Acme, CN=x"), None);
        assert_eq!(common_name("CN="), None);
    }
}

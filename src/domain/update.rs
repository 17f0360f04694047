//! An update that somebody confirmed: the exact body that is sent, and what is to be found when
//! the keystore is read back.

use std::{fmt, sync::Arc};

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    cascade::JwkCascade,
    deployment::Verified,
    document::{self, Difference},
    draft::{Draft, DraftEntry, Edits, Origin},
    file::StoreType,
    keystore::{Entry, Keystore, Object, TypeField, field},
    redaction::Redaction,
    secret::Secret,
};

/// A confirmed update. Not `Clone`: it is sent once. Made only by [`Draft::confirm`].
pub struct Update {
    project: String,
    keystore: String,
    cascade: JwkCascade,
    body: Zeroizing<Vec<u8>>,
    expectation: Expectation,
    redaction: Redaction,
}

impl Update {
    /// `None` where the document can't be written as JSON; one that was read always can.
    pub(super) fn new(draft: &Draft, project: &str, cascade: JwkCascade) -> Option<Self> {
        let whole = Document { draft, secrets: true };
        // Counted first, so that the buffer never grows and leaves copies of passwords behind.
        let mut counter = Counter(0);
        serde_json::to_writer(&mut counter, &whole).ok()?;
        let mut body = Zeroizing::new(Vec::with_capacity(counter.0));
        serde_json::to_writer(&mut *body, &whole).ok()?;
        Some(Self {
            project: project.into(),
            keystore: draft.base().name().into(),
            cascade,
            body,
            expectation: Expectation::new(draft)?,
            redaction: redaction(draft),
        })
    }

    /// The project that the keystore belongs to.
    pub fn project(&self) -> &str {
        &self.project
    }

    /// The name under which the keystore is stored now; a rename is in the body.
    pub fn keystore(&self) -> &str {
        &self.keystore
    }

    /// How far the update reaches JWKs; somebody chose it.
    pub fn cascade(&self) -> JwkCascade {
        self.cascade
    }

    /// The complete object as JSON, passwords included: for the request only.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, taken out for sending; wiped when dropped.
    pub fn into_body(self) -> Zeroizing<Vec<u8>> {
        self.body
    }

    /// What of it must not be shown when the server repeats it.
    pub fn redaction(&self) -> &Redaction {
        &self.redaction
    }

    /// What is to be found when the keystore is read back.
    pub fn expectation(&self) -> &Expectation {
        &self.expectation
    }
}

/// Every secret of the object that is sent: those of the edits, and what was stored with it.
fn redaction(draft: &Draft) -> Redaction {
    let sent = draft.entries().iter().filter(|entry| !entry.removed);
    sent.fold(Redaction::default().and_stored(draft.base()), |mut redaction, entry| {
        if let Some(password) = &entry.edits.password {
            redaction = redaction.and_password(password);
        }
        if let Some(file) = &entry.edits.file {
            redaction = redaction.and_file(&file.content);
        }
        redaction
    })
}

impl fmt::Debug for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update")
            .field("project", &self.project)
            .field("keystore", &self.keystore)
            .field("cascade", &self.cascade)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// What the server should store after an update, passwords aside.
#[derive(Clone)]
pub struct Expectation {
    base: Arc<Keystore>,
    object: Arc<Object>,
    name: String,
    environments: Vec<String>,
    /// Environments whose password was sent: no server shows one.
    passwords: Vec<String>,
}

impl Expectation {
    fn new(draft: &Draft) -> Option<Self> {
        let object = applied(draft)?;
        Some(Self {
            base: Arc::clone(draft.base()),
            object: Arc::new(object),
            name: draft.name().into(),
            environments: draft.remaining().map(str::to_owned).collect(),
            passwords: draft
                .entries()
                .iter()
                .filter(|entry| !entry.removed && entry.edits.password.is_some())
                .map(|entry| draft.label(entry).to_owned())
                .collect(),
        })
    }

    /// The keystore's name after the update.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The keystore as it was stored before.
    pub fn before(&self) -> &Arc<Keystore> {
        &self.base
    }

    /// The environments of the object sent.
    pub fn environments(&self) -> &[String] {
        &self.environments
    }

    /// The object that should be stored.
    pub fn object(&self) -> &Object {
        &self.object
    }

    /// Compares what is stored with what was sent. What was sent and isn't shown, a password above
    /// all, can't be verified, and is named.
    pub fn verify(&self, stored: &Keystore) -> Verified {
        // A server may show what it doesn't hold as null, and may leave it out.
        let found = document::without_nulls(stored.object());
        let (unreadable, differences): (Vec<Difference>, Vec<Difference>) =
            document::differences(&document::without_nulls(&self.object), &found)
                .into_iter()
                .filter(|difference| !self.is_sent_password(difference))
                .partition(|difference| difference.after.is_none() && self.is_write_only(difference));
        if differences.is_empty() {
            let passwords = self.passwords.iter().map(|name| format!("{name} ▸ {}", field::PASSWORD));
            let unreadable = unreadable.iter().map(Difference::place).chain(passwords).collect();
            return Verified::Equal { unreadable };
        }
        if document::differences(&document::without_nulls(self.base.object()), &found).is_empty() {
            return Verified::NotApplied;
        }
        Verified::Differs(differences)
    }

    /// What a server shows in place of a password that was sent (nothing, null, something
    /// encrypted) tells nothing.
    fn is_sent_password(&self, difference: &Difference) -> bool {
        matches!(difference.place.as_slice(), [environment, last]
            if last == field::PASSWORD && self.passwords.contains(environment))
    }

    /// Whether a field that is missing was sent to a server that never shows it: the first
    /// generation's pages show only `environmentName`, `type` and `file` of an entry. What the
    /// entry showed before the update, and doesn't now, is a difference.
    fn is_write_only(&self, difference: &Difference) -> bool {
        let [environment, last] = difference.place.as_slice() else { return false };
        [field::ALIAS, field::KEYSTORE_TYPE, field::TYPE].contains(&last.as_str())
            && self.environments.contains(environment)
            && !self.was_shown(environment, last)
    }

    /// Whether the keystore as it was read shows a field of an environment's entry; for an
    /// environment that wasn't in it, whether any entry shows it.
    fn was_shown(&self, environment: &str, field: &str) -> bool {
        let entries = || self.base.entries().iter().zip(self.base.raw_entries());
        let own = |entry: &Entry| entry.environment.label() == environment;
        let is_new = !entries().any(|(entry, _)| own(entry));
        entries().any(|(entry, raw)| {
            (is_new || own(entry)) && raw.get(field).is_some_and(|value| !value.is_null())
        })
    }
}

impl fmt::Debug for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expectation")
            .field("name", &self.name)
            .field("environments", &self.environments)
            .finish()
    }
}

/// The document with the edits of a draft applied, passwords aside; `None` where it can't be written as JSON.
pub(super) fn applied(draft: &Draft) -> Option<Object> {
    match serde_json::to_value(Document { draft, secrets: false }) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The document with the edits applied, written straight from where the parts lie: no copy of a
/// password is made but the one in the body.
struct Document<'a> {
    draft: &'a Draft,
    secrets: bool,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { draft, .. } = self;
        let object = draft.base().object();
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in object {
            match key.as_str() {
                field::NAME if draft.name_changed() => map.serialize_entry(key, draft.name())?,
                field::DESCRIPTION if draft.description_changed() => {
                    map.serialize_entry(key, draft.description())?
                }
                field::ENVIRONMENTS if self.entries_changed() => map.serialize_entry(key, &Entries(self))?,
                _ => map.serialize_entry(key, value)?,
            }
        }
        if draft.description_changed() && !object.contains_key(field::DESCRIPTION) {
            map.serialize_entry(field::DESCRIPTION, draft.description())?;
        }
        if !object.contains_key(field::ENVIRONMENTS) && !draft.entries().is_empty() {
            map.serialize_entry(field::ENVIRONMENTS, &Entries(self))?;
        }
        map.end()
    }
}

impl Document<'_> {
    /// An absent or null list stays so unless an environment is added.
    fn entries_changed(&self) -> bool {
        self.draft.entries().iter().any(|entry| self.draft.mark(entry) != super::draft::Mark::Kept)
    }
}

struct Entries<'a>(&'a Document<'a>);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = self.0;
        let mut list = serializer.serialize_seq(None)?;
        for entry in document.draft.entries().iter().filter(|entry| !entry.removed) {
            match &entry.origin {
                Origin::Stored(index) => {
                    let raw = document.draft.base().raw_entries().get(*index).unwrap_or(&Value::Null);
                    match raw {
                        Value::Object(raw) if !entry.edits.is_empty() => {
                            list.serialize_element(&EntryBody { document, entry, raw: Some(raw) })?;
                        }
                        untouched => list.serialize_element(untouched)?,
                    }
                }
                Origin::Added(_) => {
                    list.serialize_element(&EntryBody { document, entry, raw: Some(entry.others.fields()) })?;
                }
            }
        }
        list.end()
    }
}

struct EntryBody<'a> {
    document: &'a Document<'a>,
    entry: &'a DraftEntry,
    raw: Option<&'a Object>,
}

impl Serialize for EntryBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let overrides = self.overrides();
        let mut map = serializer.serialize_map(None)?;
        if let Origin::Added(name) = &self.entry.origin {
            map.serialize_entry(field::ENVIRONMENT_NAME, name)?;
        }
        for (key, value) in self.raw.into_iter().flatten() {
            match overrides.iter().find(|(name, _)| name == key) {
                Some((_, Field::Absent)) => {}
                Some((_, new)) => map.serialize_entry(key, new)?,
                None => map.serialize_entry(key, value)?,
            }
        }
        for (key, new) in overrides {
            let there = self.raw.is_some_and(|raw| raw.contains_key(key));
            if !there && !matches!(new, Field::Absent) {
                map.serialize_entry(key, &new)?;
            }
        }
        map.end()
    }
}

impl EntryBody<'_> {
    /// The fields to put in place of what is stored.
    fn overrides(&self) -> Vec<(&'static str, Field<'_>)> {
        let Edits { file, password, alias, .. } = &self.entry.edits;
        let mut fields = Vec::new();
        let new_type = self.new_type();
        if let Some(store_type) = new_type {
            let own = self.raw.and_then(TypeField::of);
            for name in own.unwrap_or(self.document.draft.type_field()).names() {
                fields.push((*name, Field::Text(store_type.word())));
            }
        }
        if let Some(file) = file {
            fields.push((field::FILE, Field::Base64(file.content.bytes())));
        }
        match password {
            Some(password) if self.document.secrets => {
                fields.push((field::PASSWORD, Field::Secret(password)))
            }
            // Not to be found when read back: what stood there before no longer holds.
            Some(_) => fields.push((field::PASSWORD, Field::Absent)),
            None => {}
        }
        match alias.as_deref() {
            Some("") => fields.push((field::ALIAS, Field::Absent)),
            Some(alias) => fields.push((field::ALIAS, Field::Text(alias))),
            None => {}
        }
        fields
    }

    /// The type to write: where it was chosen, or a new file is of another type than the stored
    /// word says. A word that means the same is left as it is.
    fn new_type(&self) -> Option<StoreType> {
        let wanted = self.document.draft.store_type(self.entry)?;
        let word = self.raw.and_then(|raw| {
            [field::KEYSTORE_TYPE, field::TYPE].iter().find_map(|key| raw.get(*key)?.as_str())
        });
        (word.and_then(StoreType::parse) != Some(wanted)).then_some(wanted)
    }
}

enum Field<'a> {
    Text(&'a str),
    Base64(&'a [u8]),
    Secret(&'a Secret),
    Absent,
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Base64(bytes) => serializer.collect_str(&Base64Display::new(bytes, &STANDARD)),
            Self::Secret(secret) => serializer.serialize_str(secret.expose()),
            Self::Absent => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests;

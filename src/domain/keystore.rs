//! A keystore as the server stores it: one JSON document, kept whole, with what keywright
//! understands of it read out.

use std::{borrow::Cow, fmt};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::file::{Content, FileDigest, Format, StoreType};

/// A JSON object whose numbers keep their digits and whose keys keep their order.
pub type Object = Map<String, Value>;

/// The names of the document's fields, of both generations of the API.
pub mod field {
    pub const NAME: &str = "name";
    pub const DESCRIPTION: &str = "description";
    pub const ID: &str = "id";
    pub const ENVIRONMENTS: &str = "keyStoreEnvironmentList";
    pub const ENVIRONMENT_NAME: &str = "environmentName";
    /// Second generation.
    pub const ENVIRONMENT_ID: &str = "environmentId";
    pub const FILE: &str = "file";
    pub const PASSWORD: &str = "password";
    pub const ALIAS: &str = "alias";
    /// First generation's word for the type of an entry's file.
    pub const TYPE: &str = "type";
    /// The other word for it.
    pub const KEYSTORE_TYPE: &str = "keyStoreType";
}

/// A keystore as it was read.
#[derive(Clone, PartialEq)]
pub struct Keystore {
    object: Object,
    name: String,
    entries: Vec<Entry>,
}

/// Why a value isn't a keystore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAKeystore(pub &'static str);

/// Which environment an entry belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EnvironmentRef {
    Name(String),
    /// Second generation: an id, to be resolved through the project's environments.
    Id(String),
    /// The entry names none.
    Missing,
}

impl EnvironmentRef {
    /// The name, or what stands in for it.
    pub fn label(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Id(id) => id,
            Self::Missing => "(no environment)",
        }
    }
}

/// What an entry holds as its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredFile {
    Missing,
    /// Base64 of something that was recognised by its first bytes; size and digest are those of
    /// the file itself.
    Readable {
        size: u64,
        format: Format,
        digest: FileDigest,
    },
    /// Something else: encrypted by the server (second generation), or not base64 at all.
    Opaque,
}

/// One environment's entry, as read. The document keeps what isn't understood here.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub environment: EnvironmentRef,
    /// The type's word, as the server has it; not always a documented one.
    pub type_word: Option<String>,
    pub alias: Option<String>,
    pub file: StoredFile,
}

/// Under which name a server has the type of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeField {
    Type,
    KeyStoreType,
    /// Nothing to learn it from, or entries that have both.
    Both,
}

impl TypeField {
    /// The fields that a type is written to.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Type => &[field::TYPE],
            Self::KeyStoreType => &[field::KEYSTORE_TYPE],
            Self::Both => &[field::TYPE, field::KEYSTORE_TYPE],
        }
    }

    /// What one entry shows; `None` where it has no type.
    pub fn of(entry: &Object) -> Option<Self> {
        match (entry.contains_key(field::TYPE), entry.contains_key(field::KEYSTORE_TYPE)) {
            (true, false) => Some(Self::Type),
            (false, true) => Some(Self::KeyStoreType),
            (true, true) => Some(Self::Both),
            (false, false) => None,
        }
    }

    /// What a server's keystores show: the first entry that has a type decides.
    pub fn learn<'a>(keystores: impl IntoIterator<Item = &'a Keystore>) -> Self {
        keystores
            .into_iter()
            .flat_map(|keystore| keystore.raw_entries())
            .find_map(|entry| entry.as_object().and_then(Self::of))
            .unwrap_or(Self::Both)
    }
}

impl Keystore {
    /// Reads what keywright understands out of the document, and keeps all of it.
    ///
    /// # Errors
    /// Where it isn't an object with a `name`, or its environment list isn't a list.
    pub fn from_value(value: Value) -> Result<Self, NotAKeystore> {
        let Value::Object(object) = value else {
            return Err(NotAKeystore("a keystore is not a JSON object"));
        };
        let name = match object.get(field::NAME) {
            Some(Value::String(name)) if !name.is_empty() => name.clone(),
            _ => return Err(NotAKeystore("a keystore has no name")),
        };
        let entries = match object.get(field::ENVIRONMENTS) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(list)) => list.iter().map(Entry::read).collect(),
            Some(_) => return Err(NotAKeystore("a keystore's keyStoreEnvironmentList is not a list")),
        };
        Ok(Self { object, name, entries })
    }

    /// Case-sensitive; its only identity on the first generation of the API.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Empty where the server gives none.
    pub fn description(&self) -> &str {
        self.object.get(field::DESCRIPTION).and_then(Value::as_str).unwrap_or_default()
    }

    /// The server's id, a number as its digits; the first generation doesn't always give one.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        match self.object.get(field::ID)? {
            Value::String(id) if !id.is_empty() => Some(Cow::Borrowed(id)),
            Value::Number(id) => Some(Cow::Owned(id.to_string())),
            _ => None,
        }
    }

    /// One per environment, in the server's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The complete document, as read.
    pub fn object(&self) -> &Object {
        &self.object
    }

    /// The entries as they stand in the document.
    pub fn raw_entries(&self) -> &[Value] {
        match self.object.get(field::ENVIRONMENTS) {
            Some(Value::Array(list)) => list,
            _ => &[],
        }
    }

    /// The file of the entry at `index`, decoded; `None` where there is none that can be read.
    pub fn content(&self, index: usize) -> Option<Content> {
        let text = self.raw_entries().get(index)?.get(field::FILE)?.as_str()?;
        decode(text).map(Content::new)
    }
}

impl fmt::Debug for Keystore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keystore").field("name", &self.name).field("entries", &self.entries).finish()
    }
}

impl Entry {
    /// Reads what keywright understands of an entry; anything that isn't one has nothing of it.
    pub fn read(value: &Value) -> Self {
        let text = |key: &str| {
            value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let environment = match (text(field::ENVIRONMENT_NAME), text(field::ENVIRONMENT_ID)) {
            (Some(name), _) => EnvironmentRef::Name(name),
            (None, Some(id)) => EnvironmentRef::Id(id),
            (None, None) => EnvironmentRef::Missing,
        };
        Self {
            environment,
            type_word: text(field::KEYSTORE_TYPE).or_else(|| text(field::TYPE)),
            alias: text(field::ALIAS),
            file: value.get(field::FILE).and_then(Value::as_str).map_or(StoredFile::Missing, stored_file),
        }
    }

    /// Which file it holds, where that can be read.
    pub fn digest(&self) -> Option<FileDigest> {
        match self.file {
            StoredFile::Readable { digest, .. } => Some(digest),
            StoredFile::Missing | StoredFile::Opaque => None,
        }
    }

    /// The type under which the gateway holds the file, where it is a documented one.
    pub fn store_type(&self) -> Option<StoreType> {
        self.type_word.as_deref().and_then(StoreType::parse)
    }
}

/// Base64, also in lines as MIME has it (RFC 2045, 6.8).
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    match STANDARD.decode(text) {
        Ok(bytes) => Some(bytes.into()),
        Err(_) if text.contains(|c: char| c.is_ascii_whitespace()) => {
            let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
            STANDARD.decode(text).ok().map(Zeroizing::new)
        }
        Err(_) => None,
    }
}

/// Decodes and digests the whole file: reading a list is the work of a task of its own.
fn stored_file(text: &str) -> StoredFile {
    if text.is_empty() {
        return StoredFile::Missing;
    }
    let Some(bytes) = decode(text) else { return StoredFile::Opaque };
    match Format::of(&bytes) {
        Format::Unknown => StoredFile::Opaque,
        format => StoredFile::Readable { size: bytes.len() as u64, format, digest: FileDigest::of(&bytes) },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn both_shapes_of_an_entry_are_read() {
        let jks = STANDARD.encode(b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0");
        let keystore = Keystore::from_value(json!({
            "name": "k", "description": null,
            "keyStoreEnvironmentList": [
                {"environmentName": "production", "type": "JKS", "file": jks},
                {"environmentId": "65f0", "keyStoreType": "PKCS12", "alias": "a", "file": "c2VjcmV0IHN0dWZm"},
                17
            ]
        }))
        .unwrap();
        let entries = keystore.entries();
        let digest = FileDigest::of(b"\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\0");
        assert_eq!(entries[0].file, StoredFile::Readable { size: 12, format: Format::Jks, digest });
        assert_eq!(entries[0].store_type(), Some(StoreType::Jks));
        assert_eq!(entries[1].environment, EnvironmentRef::Id("65f0".into()));
        assert_eq!(entries[1].file, StoredFile::Opaque);
        assert_eq!(entries[2].environment, EnvironmentRef::Missing);
        assert_eq!(keystore.content(0).unwrap().bytes().len(), 12);
        assert_eq!(TypeField::learn([&keystore]), TypeField::Type);
    }

    #[test]
    fn what_is_no_keystore_says_why() {
        assert!(Keystore::from_value(json!([])).is_err());
        assert!(Keystore::from_value(json!({"name": 7})).is_err());
        assert!(Keystore::from_value(json!({"name": "k", "keyStoreEnvironmentList": "x"})).is_err());
    }

    proptest! {
        #[test]
        fn the_size_is_that_of_the_decoded_file(tail in proptest::collection::vec(any::<u8>(), 60..200)) {
            let bytes = [b"\xFE\xED\xFE\xED".as_slice(), &tail].concat();
            let (text, digest) = (STANDARD.encode(&bytes), FileDigest::of(&bytes));
            let expected = StoredFile::Readable { size: bytes.len() as u64, format: Format::Jks, digest };
            prop_assert_eq!(&stored_file(&text), &expected);
            let lines: Vec<&str> = text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
            prop_assert_eq!(&stored_file(&lines.join("\r\n")), &expected);
        }

        #[test]
        fn any_text_in_place_of_a_file_is_harmless(text in "(?s).*") {
            let _ = stored_file(&text);
        }
    }
}

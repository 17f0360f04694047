//! An update as it was asked for, and everything that can be wrong with it.

use std::collections::HashSet;

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::form_urlencoded;

use super::refusal::Refusal;
use super::world::{Cascade, ENTRIES, Keystore, Object, Project, text};

/// A PUT's query and body.
pub(super) struct Update {
    pub(super) cascade: Cascade,
    pub(super) object: Object,
}

impl Update {
    /// Reads a request; what is in the world doesn't matter yet.
    pub(super) fn read(headers: &HeaderMap, query: Option<&str>, body: &[u8]) -> Result<Update, Refusal> {
        require_json(headers)?;
        let cascade = cascade(query.unwrap_or_default())?;
        let object = serde_json::from_slice(body)
            .map_err(|error| Refusal::bad_request(format!("Invalid JSON: {error}")))?;
        match object {
            Value::Object(object) => Ok(Update { cascade, object }),
            _ => Err(Refusal::bad_request("The body is not a keystore object")),
        }
    }

    /// Checks the object against the project, and against the keystore that it is to replace.
    ///
    /// An entry that comes back as it was is never refused: stored keystores have environments and types that
    /// nobody could add today.
    pub(super) fn check(&self, project: &Project, old: &Keystore) -> Result<(), Refusal> {
        self.check_name(project, old)?;
        optional_text(&self.object, "description")?;
        let entries = match self.object.get(ENTRIES) {
            None => return Ok(()),
            Some(Value::Array(entries)) => entries,
            Some(_) => return Err(Refusal::bad_request(format!("{ENTRIES} is not a list"))),
        };
        let mut seen = HashSet::new();
        for entry in entries {
            let entry = entry
                .as_object()
                .ok_or_else(|| Refusal::bad_request(format!("{ENTRIES} holds what is no object")))?;
            let environment = text(entry, "environmentName");
            if environment.is_empty() {
                return Err(Refusal::bad_request("environmentName must not be empty!"));
            }
            if !seen.insert(environment) {
                return Err(Refusal::bad_request(format!(
                    "Environment (name: {environment}) is given twice!"
                )));
            }
            check_entry(entry, environment, project, old.entry(environment))?;
        }
        Ok(())
    }

    /// Puts the old file back into the first entry that brings another one.
    pub(super) fn keep_an_old_file(&mut self, old: &Keystore) {
        let list = self.object.get_mut(ENTRIES).and_then(Value::as_array_mut);
        for entry in list.into_iter().flatten().filter_map(Value::as_object_mut) {
            let before = old.entry(text(entry, "environmentName")).and_then(|entry| entry.get("file"));
            if let Some(before) = before.filter(|&before| entry.get("file") != Some(before)) {
                entry.insert("file".to_owned(), before.clone());
                return;
            }
        }
    }

    fn check_name(&self, project: &Project, old: &Keystore) -> Result<(), Refusal> {
        let name = text(&self.object, "name");
        if name.is_empty() {
            return Err(Refusal::bad_request("Keystore name must not be empty!"));
        }
        if name != old.name() && project.keystore(name).is_ok() {
            return Err(Refusal::bad_request(format!("Keystore (name: {name}) is already exist!")));
        }
        Ok(())
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let description = format!("Content type '{sent}' is not supported");
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", description))
}

/// Reads how far the update reaches JWKs. Parameters of the API's other generation are ignored.
fn cascade(query: &str) -> Result<Cascade, Refusal> {
    let (mut update, mut scope) = (None, None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match &*name {
            "updateReferencedJwks" => &mut update,
            "updateScope" => &mut scope,
            _ => continue,
        };
        if place.replace(value).is_some() {
            return Err(Refusal::bad_request(format!("{name} is given twice!")));
        }
    }
    let scope = match scope.as_deref() {
        None => None,
        Some("SAME_PROJECT") => Some(Cascade::SameProject),
        Some("ALL_PROJECTS") => Some(Cascade::AllProjects),
        Some(_) => return Err(Refusal::bad_request("updateScope must be SAME_PROJECT or ALL_PROJECTS!")),
    };
    match update.as_deref() {
        None | Some("false") => Ok(Cascade::Nothing),
        Some("true") => scope.ok_or_else(|| {
            Refusal::bad_request("updateScope is required when updateReferencedJwks is true!")
        }),
        Some(_) => Err(Refusal::bad_request("updateReferencedJwks must be true or false!")),
    }
}

fn check_entry(
    entry: &Object,
    environment: &str,
    project: &Project,
    old: Option<&Object>,
) -> Result<(), Refusal> {
    optional_text(entry, "password")?;
    optional_text(entry, "alias")?;
    if old.is_none() && !project.environments.iter().any(|known| known == environment) {
        return Err(Refusal::bad_request(format!("Environment (name: {environment}) is not found!")));
    }
    let untouched =
        |old: &Object| ["file", "type", "keyStoreType"].iter().all(|key| old.get(*key) == entry.get(*key));
    if old.is_some_and(untouched) {
        return Ok(());
    }
    let wrong =
        |what: &str| Refusal::bad_request(format!("Keystore file of environment {environment} {what}"));
    let file = text(entry, "file");
    if file.is_empty() {
        return Err(wrong("is missing!"));
    }
    let bytes = STANDARD.decode(file).map_err(|_| wrong("is not base64!"))?;
    let found = kind(&bytes).ok_or_else(|| wrong("is neither JKS nor PKCS12!"))?;
    for key in ["type", "keyStoreType"] {
        match entry.get(key).map(|declared| declared.as_str()) {
            None => {}
            Some(Some(declared)) if declared == found => {}
            Some(_) => return Err(wrong(&format!("is {found}, which its {key} does not say!"))),
        }
    }
    Ok(())
}

/// What a file is, by its first bytes.
fn kind(file: &[u8]) -> Option<&'static str> {
    /// A PKCS#12 file begins with its version, 3, after the header of a DER sequence of any length.
    const PFX_VERSION: &[u8] = &[0x02, 0x01, 0x03];
    match file {
        [0xFE, 0xED, 0xFE, 0xED, ..] => Some("JKS"),
        [0x30, length, rest @ ..] => {
            let long = if *length < 0x80 { 0 } else { usize::from(*length & 0x7F) };
            rest.get(long..).is_some_and(|content| content.starts_with(PFX_VERSION)).then_some("PKCS12")
        }
        _ => None,
    }
}

fn optional_text(object: &Object, key: &str) -> Result<(), Refusal> {
    match object.get(key) {
        None | Some(Value::Null | Value::String(_)) => Ok(()),
        Some(_) => Err(Refusal::bad_request(format!("{key} is not a text"))),
    }
}

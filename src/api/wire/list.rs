//! Lists → domain. An element that can't be read is left out and told of; the rest stands.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{envelope, identifier, kind, parse, text};
use crate::{
    api::error::{Error, bounded},
    domain::{
        environment::{Environment, Kind, Status},
        jwk::Jwk,
        keystore::Keystore,
        project::Project,
        text::shown,
    },
};

/// The most elements that are read; a server has some hundreds.
const MAX_ELEMENTS: usize = 100_000;

/// The most elements left out of which each is told why.
const MAX_TOLD: usize = 50;

/// What could be read of a list, and why the rest couldn't: one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    pub items: Vec<T>,
    pub skipped: Vec<String>,
}

/// Projects.
///
/// # Errors
/// The server's no, or what isn't a list; likewise below.
pub fn projects(status: u16, body: &[u8]) -> Result<Listed<Project>, Error> {
    read(status, body, |value| {
        let object = object(&value)?;
        Ok(Project { name: name(object)?, description: description(object) })
    })
}

/// Keystores, complete.
///
/// # Errors
/// As [`projects`].
pub fn keystores(status: u16, body: &[u8]) -> Result<Listed<Arc<Keystore>>, Error> {
    read(status, body, |value| Keystore::from_value(value).map(Arc::new).map_err(|why| why.0.into()))
}

/// The one keystore of that name.
///
/// # Errors
/// As [`projects`]; [`Error::NotFound`] where the list is empty; [`Error::Unreadable`] where it
/// holds something else only.
pub fn keystore(status: u16, body: &[u8], wanted: &str) -> Result<Arc<Keystore>, Error> {
    let Listed { items, skipped } = keystores(status, body)?;
    if let Some(found) = items.iter().find(|keystore| keystore.name() == wanted) {
        return Ok(Arc::clone(found));
    }
    let why = match (items.first(), skipped.into_iter().next()) {
        (Some(other), _) => {
            format!("{:?} was asked for, and {:?} came", shown(wanted), shown(other.name()))
        }
        (None, Some(why)) => why,
        (None, None) => return Err(Error::NotFound(crate::api::error::Said::nothing(status))),
    };
    Err(Error::Unreadable { why })
}

/// A project's environments, in either generation's shape.
///
/// # Errors
/// As [`projects`].
pub fn environments(status: u16, body: &[u8]) -> Result<Listed<Environment>, Error> {
    read(status, body, |value| {
        let object = object(&value)?;
        Ok(Environment {
            name: name(object)?,
            id: identifier(object, "id"),
            description: description(object),
            kind: Kind::parse(text(object, &["type"]).unwrap_or_default()),
            status: Status::parse(text(object, &["status"]).unwrap_or_default()),
        })
    })
}

/// A project's JWKs. One without a name is kept: leaving it out could hide that it hangs on a keystore.
///
/// # Errors
/// As [`projects`].
pub fn jwks(status: u16, body: &[u8]) -> Result<Listed<Jwk>, Error> {
    read(status, body, |value| {
        let object = object(&value)?;
        Ok(Jwk {
            name: text(object, &["name"]).unwrap_or("(no name)").into(),
            source_type: text(object, &["sourceType"]).unwrap_or_default().into(),
            source_id: identifier(object, "sourceId"),
            kid: text(object, &["kid"]).map(str::to_owned),
        })
    })
}

fn read<T>(
    status: u16,
    body: &[u8],
    mut element: impl FnMut(Value) -> Result<T, String>,
) -> Result<Listed<T>, Error> {
    let elements = envelope::elements(status, parse(body)?)?;
    let mut listed = Listed { items: Vec::new(), skipped: Vec::new() };
    let (mut left_out, whole) = (0, elements.len());
    for (index, value) in elements.into_iter().take(MAX_ELEMENTS).enumerate() {
        let called = value.get("name").and_then(Value::as_str).and_then(|name| bounded(name, 100));
        match element(value) {
            Ok(item) => listed.items.push(item),
            Err(_) if listed.skipped.len() >= MAX_TOLD => left_out += 1,
            Err(why) => listed.skipped.push(match called {
                Some(name) => format!("element {} ({name}): {why}", index + 1),
                None => format!("element {}: {why}", index + 1),
            }),
        }
    }
    left_out += whole.saturating_sub(MAX_ELEMENTS);
    if left_out > 0 {
        listed.skipped.push(format!("{left_out} more elements were left out"));
    }
    Ok(listed)
}

fn object(value: &Value) -> Result<&Map<String, Value>, String> {
    value.as_object().ok_or_else(|| format!("it is {}, not an object", kind(value)))
}

/// A name as it stands, spaces and all: it is an identity.
fn name(object: &Map<String, Value>) -> Result<String, String> {
    match object.get("name") {
        Some(Value::String(name)) if !name.is_empty() => Ok(name.clone()),
        _ => Err("it has no name".into()),
    }
}

fn description(object: &Map<String, Value>) -> String {
    object.get("description").and_then(Value::as_str).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bytes(value: &Value) -> Vec<u8> {
        value.to_string().into_bytes()
    }

    #[test]
    fn one_bad_element_does_not_lose_the_rest() {
        let list = br#"{"success": true, "resultList": [{"name": "a"}, 7,
            {"name": "b", "keyStoreEnvironmentList": "x"}, {"name": "c", "x": 1.50}]}"#;
        let listed = keystores(200, list).unwrap();
        assert_eq!(listed.items.iter().map(|k| k.name()).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(listed.items[1].object()["x"].to_string(), "1.50");
        assert_eq!(listed.skipped.len(), 2);
        assert!(listed.skipped[0].starts_with("element 2: "));
        assert!(listed.skipped[1].starts_with("element 3 (b): "));
    }

    #[test]
    fn what_is_left_out_is_told_within_bounds() {
        let listed = projects(200, &bytes(&json!(vec![0; 500]))).unwrap();
        assert_eq!(listed.skipped.len(), MAX_TOLD + 1);
        assert_eq!(listed.skipped[MAX_TOLD], "450 more elements were left out");
    }

    #[test]
    fn a_keystore_must_have_the_name_that_was_asked_for() {
        let body = bytes(&json!({"status": "SUCCESS", "resultList": [{"name": "other"}, {"name": "k"}]}));
        assert_eq!(keystore(200, &body, "k").unwrap().name(), "k");
        assert!(matches!(keystore(200, &body, "K"), Err(Error::Unreadable { .. })));
        let broken = bytes(&json!([{"name": "k", "keyStoreEnvironmentList": 1}]));
        assert!(matches!(keystore(200, &broken, "k"), Err(Error::Unreadable { .. })));
        let none = bytes(&json!({"success": true, "resultList": []}));
        assert!(matches!(keystore(200, &none, "k"), Err(Error::NotFound(_))));
    }

    #[test]
    fn environments_of_either_generation() {
        let body = bytes(&json!({"resultList": [
            {"id": "65f", "name": "p", "type": "PRODUCTION", "status": "PUBLISHED", "description": null},
            {"id": 7, "name": " q ", "type": 3}]}));
        let Listed { items, .. } = environments(200, &body).unwrap();
        assert_eq!((items[0].id.as_deref(), &items[0].kind), (Some("65f"), &Kind::Production));
        assert_eq!(items[0].status, Status::Published);
        assert_eq!((items[1].name.as_str(), items[1].id.as_deref()), (" q ", Some("7")));
        assert!(items[1].kind.is_production());
    }

    #[test]
    fn jwks_without_a_name_are_kept() {
        let body = bytes(&json!({"success": true, "resultList":
            [{"sourceType": "KEYSTORE", "sourceId": "7"}, {"name": "j", "kid": "k1", "sourceId": null}, 1]}));
        let Listed { items, skipped } = jwks(200, &body).unwrap();
        assert_eq!((items.len(), skipped.len()), (2, 1));
        assert_eq!(items[0].source_id.as_deref(), Some("7"));
        assert_eq!((items[1].kid.as_deref(), items[1].source_id.as_deref()), (Some("k1"), None));
    }
}

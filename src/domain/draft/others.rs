//! The fields of an entry that no form edits, brought back with an environment of a version before.

use std::{fmt, sync::Arc};

use serde_json::Value;

use crate::domain::{
    document,
    keystore::{Object, field},
};

/// The fields that keywright edits, and the server's own: not among the others.
const OWN: [&str; 8] = [
    field::ID,
    field::ENVIRONMENT_NAME,
    field::ENVIRONMENT_ID,
    field::FILE,
    field::PASSWORD,
    field::ALIAS,
    field::TYPE,
    field::KEYSTORE_TYPE,
];

/// What an entry has beside what is edited, without secrets. `Debug` shows names only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OtherFields(Arc<Object>);

impl OtherFields {
    /// Those of an entry as it was read. What is secret stays behind, since what a server shows of it need not be
    /// what it takes; so does its id, since the server gives a new one.
    pub fn of(raw: &Value) -> Self {
        let fields = raw.as_object().into_iter().flatten();
        let others = fields.filter(|(name, value)| {
            !OWN.contains(&name.as_str()) && !value.is_null() && !holds_secret(name, value)
        });
        Self(Arc::new(others.map(|(name, value)| (name.clone(), value.clone())).collect()))
    }

    /// As they were kept: a null stands for a value that may not lie on this machine.
    pub fn kept(fields: Object) -> Self {
        Self(Arc::new(fields))
    }

    /// With their names alone.
    #[must_use]
    pub fn without_values(&self) -> Self {
        Self(Arc::new(self.0.keys().map(|name| (name.clone(), Value::Null)).collect()))
    }

    /// The fields in their order.
    pub fn fields(&self) -> &Object {
        &self.0
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Those that are known, and the names of those whose values weren't kept.
    pub fn split(&self) -> (Self, Vec<&str>) {
        let known = self.0.iter().filter(|(_, value)| !value.is_null());
        let known = known.map(|(name, value)| (name.clone(), value.clone())).collect();
        let lost = self.0.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.as_str());
        (Self(Arc::new(known)), lost.collect())
    }
}

impl fmt::Debug for OtherFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

fn holds_secret(name: &str, value: &Value) -> bool {
    document::is_secret(name)
        || match value {
            Value::Object(fields) => fields.iter().any(|(name, value)| holds_secret(name, value)),
            Value::Array(values) => values.iter().any(|value| holds_secret("", value)),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_edited_secret_or_the_servers_own_is_not_among_them() {
        let others = OtherFields::of(&json!({
            "id": "7", "environmentName": "sandbox", "type": "JKS", "alias": "a", "file": "AAAA", "password": "hunter2",
            "tags": ["lab"], "x-note": null, "vault": {"owner": "lab", "keys": [{"password": "hunter3"}]}, "x-owner": 7,
        }));
        assert_eq!(others.names().collect::<Vec<_>>(), ["tags", "x-owner"]);
        assert_eq!(format!("{others:?}"), "{\"tags\", \"x-owner\"}");
        assert_eq!(others.split(), (others.clone(), vec![]));
        assert_eq!(others.without_values().split(), (OtherFields::default(), vec!["tags", "x-owner"]));
    }
}

//! JWKs, as far as an update of a keystore concerns them.

use super::keystore::Keystore;

/// A JSON Web Key of a project, without its key material.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    pub name: String,
    /// What it was made from: `KEYSTORE`, `CERTIFICATE`, `URL`, ...
    pub source_type: String,
    /// The id of the object that it was made from.
    pub source_id: Option<String>,
    pub kid: Option<String>,
}

/// Which of a project's JWKs were made from one keystore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeFrom {
    /// Matched by id: these, perhaps none.
    Known(Vec<String>),
    /// It can't be known: the keystore has no id (first generation), or a JWK names no source.
    /// `candidates` were made from *some* keystore.
    Unknown { candidates: usize },
}

/// The JWKs among `jwks` that were made from `keystore`.
pub fn made_from(keystore: &Keystore, jwks: &[Jwk]) -> MadeFrom {
    let candidates: Vec<&Jwk> =
        jwks.iter().filter(|jwk| jwk.source_type.eq_ignore_ascii_case("KEYSTORE")).collect();
    let matchable = candidates.iter().all(|jwk| jwk.source_id.is_some());
    match keystore.id() {
        Some(id) if matchable => MadeFrom::Known(
            candidates
                .iter()
                .filter(|jwk| jwk.source_id.as_deref() == Some(&*id))
                .map(|jwk| jwk.name.clone())
                .collect(),
        ),
        _ if candidates.is_empty() => MadeFrom::Known(Vec::new()),
        _ => MadeFrom::Unknown { candidates: candidates.len() },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keystore(id: Option<&str>) -> Keystore {
        let mut object = json!({"name": "k"});
        if let Some(id) = id {
            object["id"] = json!(id);
        }
        Keystore::from_value(object).unwrap()
    }

    fn jwk(name: &str, source_type: &str, source_id: Option<&str>) -> Jwk {
        Jwk {
            name: name.into(),
            source_type: source_type.into(),
            source_id: source_id.map(Into::into),
            kid: None,
        }
    }

    #[test]
    fn matched_by_id_where_both_have_one() {
        let jwks =
            [jwk("a", "KEYSTORE", Some("7")), jwk("b", "KEYSTORE", Some("8")), jwk("c", "URL", Some("7"))];
        assert_eq!(made_from(&keystore(Some("7")), &jwks), MadeFrom::Known(vec!["a".into()]));
    }

    #[test]
    fn an_id_that_is_a_number_is_its_digits() {
        for digits in ["7", "12345678901234567890123"] {
            let keystore = format!(r#"{{"name": "k", "id": {digits}}}"#);
            let keystore = Keystore::from_value(serde_json::from_str(&keystore).unwrap()).unwrap();
            let jwks = [jwk("a", "KEYSTORE", Some(digits)), jwk("b", "KEYSTORE", Some("8"))];
            assert_eq!(made_from(&keystore, &jwks), MadeFrom::Known(vec!["a".into()]));
        }
        assert_eq!(
            made_from(&keystore(Some("")), &[jwk("a", "KEYSTORE", Some("7"))]),
            MadeFrom::Unknown { candidates: 1 }
        );
    }

    #[test]
    fn without_ids_it_is_said_to_be_unknown() {
        let jwks = [jwk("a", "KEYSTORE", Some("7")), jwk("b", "GENERATE", None)];
        assert_eq!(made_from(&keystore(None), &jwks), MadeFrom::Unknown { candidates: 1 });
        let nameless = [jwk("a", "KEYSTORE", None)];
        assert_eq!(made_from(&keystore(Some("7")), &nameless), MadeFrom::Unknown { candidates: 1 });
    }

    #[test]
    fn no_jwk_from_any_keystore_is_known_to_be_none() {
        assert_eq!(made_from(&keystore(None), &[jwk("a", "URL", None)]), MadeFrom::Known(vec![]));
    }
}

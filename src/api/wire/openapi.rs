//! A server's own description → what it tells of its generation.

use serde_json::Value;

use crate::api::generation::{Evidence, Sign};

/// The signs in an OpenAPI document (2 or 3, JSON). What isn't one has none.
pub fn evidence(document: &Value) -> Evidence {
    let Some(paths) = document.get("paths").and_then(Value::as_object) else { return Evidence::none() };
    let mut signs = Vec::new();
    for (path, item) in paths {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            [.., "keystores", name, "export-file"] if is_variable(name) => signs.push(Sign::ExportsFiles),
            [.., "keystores", name] if is_variable(name) => {
                for name in query_names(document, item) {
                    match name {
                        "jwkUpdateAction" => signs.push(Sign::TakesJwkUpdateAction),
                        "updateReferencedJwks" => signs.push(Sign::TakesUpdateReferencedJwks),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    signs.into_iter().collect()
}

fn is_variable(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// The names of the query parameters of a path's PUT, those of the whole path among them.
fn query_names<'a>(document: &'a Value, item: &'a Value) -> impl Iterator<Item = &'a str> {
    let of = |holder: Option<&'a Value>| holder.and_then(|holder| holder.get("parameters")?.as_array());
    let put = item.get("put");
    put.into_iter()
        .flat_map(move |put| [of(Some(put)), of(Some(item))])
        .flatten()
        .flatten()
        .map(|parameter| resolved(document, parameter))
        .filter(|parameter| parameter.get("in").and_then(Value::as_str) == Some("query"))
        .filter_map(|parameter| parameter.get("name")?.as_str())
}

/// A parameter, or the one within the document that it refers to.
fn resolved<'a>(document: &'a Value, parameter: &'a Value) -> &'a Value {
    parameter
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| document.pointer(reference.strip_prefix('#')?))
        .unwrap_or(parameter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::generation::{Generation, decide};

    const KEYSTORE: &str = "/apiops/projects/{projectName}/keystores/{keystoreName}/";

    fn generation(document: Value) -> Option<Generation> {
        decide(&evidence(&document))
    }

    #[test]
    fn the_puts_parameters_tell() {
        let parameters = |name: &str| json!([{"in": "query", "name": name}]);
        let with = |name| json!({"paths": {KEYSTORE: {"put": {"parameters": parameters(name)}}}});
        assert_eq!(generation(with("updateReferencedJwks")), Some(Generation::First));
        assert_eq!(generation(with("jwkUpdateAction")), Some(Generation::Second));
        assert_eq!(generation(with("updateScope")), None);
        let referred = json!({
            "paths": {KEYSTORE: {"put": {"parameters": [{"$ref": "#/components/parameters/J"}]}}},
            "components": {"parameters": {"J": {"in": "query", "name": "jwkUpdateAction"}}}});
        assert_eq!(generation(referred), Some(Generation::Second));
        let shared = json!({"paths": {KEYSTORE: {"put": {}, "parameters": parameters("jwkUpdateAction")}}});
        assert_eq!(generation(shared), Some(Generation::Second));
        let delete = json!({"parameters": parameters("jwkUpdateAction")});
        let elsewhere = json!({"paths": {KEYSTORE: {"delete": delete}}});
        assert_eq!(generation(elsewhere), None);
    }

    #[test]
    fn the_export_of_files_tells() {
        let path = format!("{KEYSTORE}export-file/");
        assert_eq!(generation(json!({"paths": {path: {"get": {}}}})), Some(Generation::Second));
        assert_eq!(
            generation(json!({"paths": {"/keystores/{k}/export-file": null}})),
            Some(Generation::Second)
        );
    }

    #[test]
    fn anything_else_tells_nothing() {
        for document in [
            json!(null),
            json!([]),
            json!({"paths": 7}),
            json!({"paths": {KEYSTORE: {"put": {"parameters": [7, {"$ref": "#x"}, {"$ref": 1}]}}}}),
        ] {
            assert_eq!(generation(document), None);
        }
    }
}

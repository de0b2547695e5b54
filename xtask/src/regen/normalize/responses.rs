//! An operation responds with one schema.

use serde_json::{Value, json};

use crate::regen::document::{children, resolve};

/// Gives an operation whose successful responses have different schemas a union of these in each,
/// and makes `default` a success where nothing else is one.
pub(super) fn unify(document: &mut Value) {
    let operations: Vec<_> = children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .collect();
    for operation in operations {
        let pointer = format!("{operation}/responses");
        let Some(responses) = document
            .pointer_mut(&pointer)
            .and_then(Value::as_object_mut)
        else {
            continue;
        };
        if !responses.keys().any(|status| status.starts_with('2'))
            && let Some(response) = responses.remove("default")
        {
            responses.insert("2XX".into(), response);
        }
        let places = schemas(document, &pointer);
        let mut different: Vec<Value> = Vec::new();
        for schema in places
            .iter()
            .filter_map(|(_, schema)| document.pointer(schema))
        {
            if !different.contains(schema) {
                different.push(schema.clone());
            }
        }
        if different.len() < 2 {
            continue;
        }
        for (response, schema) in places {
            let media_type = schema.rsplit('/').nth(1).unwrap_or_default();
            let media_type = media_type.replace("~1", "/").replace("~0", "~");
            let schema = json!({ "schema": { "oneOf": different } });
            if let Some(response) = document.pointer_mut(&response) {
                *response = json!({ "content": { media_type: schema } });
            }
        }
    }
}

/// JSON pointers to the successful responses that are JSON, each with that to its schema.
fn schemas(document: &Value, responses: &str) -> Vec<(String, String)> {
    let mut places = Vec::new();
    for response in children(document, responses) {
        let status = response.rsplit('/').next();
        if !status.is_some_and(|status| status.starts_with('2')) {
            continue;
        }
        let target = resolve(document, response.clone());
        let schemas = children(document, &format!("{target}/content"))
            .filter(|media_type| media_type.ends_with("json"))
            .map(|media_type| format!("{media_type}/schema"))
            .filter(|schema| document.pointer(schema).is_some());
        // Where a response has several media types, none of them is the operation's.
        if let [schema] = schemas.collect::<Vec<_>>().as_slice() {
            places.push((response, schema.clone()));
        }
    }
    places
}

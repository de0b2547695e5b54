//! An operation responds with one schema.

use serde_json::{Map, Value, json};

use crate::regen::document::{children, resolve};

/// Gives an operation whose successful responses have different schemas a union of these in each,
/// and makes `default` a success where nothing else is one.
pub(super) fn unify(document: &mut Value) {
    let operations: Vec<_> = children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .collect();
    for operation in operations {
        let pointer = format!("{operation}/responses");
        let Some(responses) = document.pointer_mut(&pointer).and_then(Value::as_object_mut) else {
            continue;
        };
        if !responses.keys().any(|status| status.starts_with('2'))
            && let Some(response) = responses.remove("default")
        {
            responses.insert("2XX".into(), response);
        }
        let places = schemas(document, &pointer);
        let mut different: Vec<Value> = Vec::new();
        for schema in places.iter().filter_map(|place| document.pointer(place)) {
            if !different.contains(schema) {
                different.push(schema.clone());
            }
        }
        if different.len() < 2 {
            continue;
        }
        for place in places {
            if let Some(schema) = document.pointer_mut(&place) {
                *schema = json!({ "oneOf": different });
            }
        }
    }
}

/// JSON pointers to the schemas of the successful responses that are JSON. What the operations share
/// becomes their own.
fn schemas(document: &mut Value, responses: &str) -> Vec<String> {
    let mut places = Vec::new();
    for response in children(document, responses) {
        if !response.rsplit('/').next().is_some_and(|it| it.starts_with('2')) {
            continue;
        }
        let target = resolve(document, response.clone());
        if target != response
            && let Some(shared) = document.pointer(&target).cloned()
            && let Some(own) = document.pointer_mut(&response)
        {
            *own = shared;
        }
        let content = document.pointer(&format!("{response}/content"));
        for (media_type, value) in content.and_then(Value::as_object).into_iter().flat_map(Map::iter) {
            if media_type.ends_with("json") && value.get("schema").is_some() {
                let media_type = media_type.replace('~', "~0").replace('/', "~1");
                places.push(format!("{response}/content/{media_type}/schema"));
            }
        }
    }
    places
}

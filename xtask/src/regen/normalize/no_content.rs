//! A 204 response has no schema.

use serde_json::{Map, Value};

use crate::regen::document::{children, resolve};

/// Removes the schema from every 204 response. Such a response has no body (RFC 9110, section
/// 15.3.5), but older upstream documents give it a placeholder schema. A component that has one may
/// be another status's response as well, so the reference to it is replaced.
pub(super) fn remove_schemas(document: &mut Value) {
    let responses: Vec<_> = children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .map(|operation| format!("{operation}/responses/204"))
        .collect();
    for response in responses {
        let target = document.pointer(&resolve(document, response.clone()));
        let Some(mut target) = target.cloned() else {
            continue;
        };
        let has_schema = remove_schemas_of(&mut target);
        if let Some(response) = document.pointer_mut(&response).filter(|_| has_schema) {
            *response = target;
        }
    }
}

/// Removes the schemas of one response, and returns whether it had any.
fn remove_schemas_of(response: &mut Value) -> bool {
    let content = response.get_mut("content").and_then(Value::as_object_mut);
    let media_types = content.into_iter().flat_map(Map::values_mut);
    let schemas = media_types.filter_map(|it| it.as_object_mut()?.remove("schema"));
    schemas.count() > 0
}

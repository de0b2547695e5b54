//! A `type` beside every `nullable`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::regen::document::{referenced_schema, schemas, visit_objects};

/// States the type of what a nullable reference refers to beside the `nullable`, which means
/// nothing without one in OpenAPI 3.0.3. A number's format belongs to its type.
pub(super) fn state(document: &mut Value) {
    let types: BTreeMap<String, Map<String, Value>> = schemas(document)
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| Some((name.clone(), type_of(schema)?)))
        .collect();
    visit_objects(document, &mut |object| {
        if object.get("nullable") == Some(&json!(true))
            && !object.contains_key("type")
            && let Some(kind) = target(object).and_then(|name| types.get(name))
        {
            object.extend(kind.clone());
        }
    });
}

/// The component that a schema refers to in an `allOf`.
fn target(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("allOf")?.as_array()?.as_slice() {
        [reference] => referenced_schema(reference),
        _ => None,
    }
}

/// The type of a component, with its format; a union is one of objects.
fn type_of(schema: &Value) -> Option<Map<String, Value>> {
    let is_union = schema.get("discriminator").is_some();
    let kind = schema.get("type").cloned();
    let kind = kind.or_else(|| is_union.then(|| json!("object")))?;
    let format = schema.get("format").cloned();
    let format = format.map(|format| ("format".to_owned(), format));
    Some(
        [("type".to_owned(), kind)]
            .into_iter()
            .chain(format)
            .collect(),
    )
}

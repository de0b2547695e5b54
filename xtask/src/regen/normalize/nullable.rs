//! `nullable` is on properties, never on components.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::regen::document::{schemas, visit_schemas};

/// Moves `nullable` from components to the properties that refer to them, and adds it to optional
/// arrays and maps, where absent and empty would otherwise become the same value.
pub(super) fn mark(document: &mut Value) {
    let nullable = take_from_components(document);
    visit_schemas(document, &mut |schema| mark_properties(schema, &nullable));
}

/// Removes `nullable` from the component schemas, and returns references to those that had it.
fn take_from_components(document: &mut Value) -> BTreeSet<String> {
    schemas(document)
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| {
            let nullable = schema.as_object_mut()?.remove("nullable")? == json!(true);
            nullable.then(|| format!("#/components/schemas/{name}"))
        })
        .collect()
}

fn mark_properties(schema: &mut Map<String, Value>, nullable: &BTreeSet<String>) {
    for keyword in ["items", "additionalProperties"] {
        if let Some(element) = schema.get_mut(keyword)
            && element["$ref"]
                .as_str()
                .is_some_and(|it| nullable.contains(it))
        {
            wrap_reference(element, nullable);
        }
    }
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| {
        required
            .as_array()
            .is_some_and(|required| required.iter().any(|required| required == name))
    };
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    for (name, property) in properties {
        wrap_reference(property, nullable);
        if !is_required(name) && is_collection(property) {
            property["nullable"] = json!(true);
        }
    }
}

/// Wraps a property's `$ref` in an `allOf`: OpenAPI 3.0 ignores whatever is beside a bare
/// `$ref`, such as `nullable` or a description.
fn wrap_reference(property: &mut Value, nullable: &BTreeSet<String>) {
    let Some(reference) = property.get("$ref").cloned() else {
        return;
    };
    let is_nullable = reference
        .as_str()
        .is_some_and(|reference| nullable.contains(reference));
    *property = json!({ "allOf": [{ "$ref": reference }] });
    if is_nullable {
        property["nullable"] = json!(true);
    }
}

/// Whether the property is an array or a map.
fn is_collection(property: &Value) -> bool {
    property["type"] == "array"
        || property["type"] == "object" && property.get("properties").is_none()
}

//! `nullable` is on properties, never on components.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::regen::document::{referenced_schema, schemas, visit_schemas};

/// Moves `nullable` from components to the properties that refer to them, and adds it to optional
/// arrays and maps, where absent and empty would otherwise become the same value.
pub(super) fn mark(document: &mut Value) {
    let nullable = take_from_components(document);
    visit_schemas(document, &mut |schema| mark_properties(schema, &nullable));
}

/// Removes `nullable` from the component schemas, and returns the names of those that had it, and of
/// those that stand for one of them.
fn take_from_components(document: &mut Value) -> BTreeSet<String> {
    let Some(schemas) = schemas(document) else {
        return BTreeSet::new();
    };
    let had = |schema: &mut Value| schema.as_object_mut()?.remove("nullable");
    let mut nullable: BTreeSet<String> = schemas
        .iter_mut()
        .filter_map(|(name, schema)| (had(schema)? == true).then(|| name.clone()))
        .collect();
    // No specification has long chains of names.
    for _ in 0..16 {
        let stands_for_one =
            |schema| referenced_schema(schema).is_some_and(|it| nullable.contains(it));
        let names = schemas.iter().filter(|(_, schema)| stands_for_one(schema));
        let names: Vec<_> = names.map(|(name, _)| name.clone()).collect();
        nullable.extend(names);
    }
    nullable
}

fn mark_properties(schema: &mut Map<String, Value>, nullable: &BTreeSet<String>) {
    for keyword in ["items", "additionalProperties"] {
        if let Some(element) = schema.get_mut(keyword)
            && referenced_schema(element).is_some_and(|it| nullable.contains(it))
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
    let is_nullable = referenced_schema(property).is_some_and(|it| nullable.contains(it));
    if let Some(reference) = property.get("$ref") {
        *property = json!({ "allOf": [{ "$ref": reference }] });
    }
    if is_nullable {
        property["nullable"] = json!(true);
    }
}

/// Whether the property is an array or a map.
fn is_collection(property: &Value) -> bool {
    property["type"] == "array"
        || property["type"] == "object" && property.get("properties").is_none()
}

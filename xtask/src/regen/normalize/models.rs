//! Models say nothing about a value beyond its type.

use serde_json::{Map, Value, json};

use super::enumerations;
use crate::regen::document::{visit_objects, visit_schemas};

/// The keywords that narrow a type or supply a value.
pub(super) const CONSTRAINTS: [&str; 15] = [
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "uniqueItems",
];

/// Removes constraints and defaults, widens numbers and opens objects. Anything a model says about
/// a value beyond its type is a promise that the server does not keep: it redacts keys, adds fields
/// and leaves fields out.
pub(super) fn relax(document: &mut Value) {
    visit_schemas(document, &mut relax_object);
}

/// Does so for one schema and everything in it.
pub(super) fn relax_schema(schema: &mut Value) {
    visit_objects(schema, &mut relax_object);
}

fn relax_object(schema: &mut Map<String, Value>) {
    schema.retain(|keyword, _| !CONSTRAINTS.contains(&keyword.as_str()));
    if schema.contains_key("properties") {
        schema.insert("type".into(), json!("object"));
    }
    enumerations::open(schema);
    widen(schema);
}

fn widen(schema: &mut Map<String, Value>) {
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => {
            schema.insert("format".into(), json!("int64"));
        }
        Some("number") => {
            schema.insert("format".into(), json!("double"));
        }
        Some("string") if schema.get("format").is_some_and(|it| it != "password") => {
            schema.remove("format");
        }
        Some("object") if schema.contains_key("properties") => {
            schema.insert("additionalProperties".into(), json!({}));
        }
        // Upstream writes a bare `type: object` for "any value at all".
        Some("object") if !schema.contains_key("additionalProperties") => {
            schema.remove("type");
        }
        _ => {}
    }
}

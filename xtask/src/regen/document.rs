//! What an OpenAPI document is made of: references, and maps whose keys are names.

use serde_json::{Map, Value};

/// Keywords whose value maps names of somebody's choosing to objects: a property may well be
/// called `description` or `example`.
const NAME_MAPS: [&str; 14] = [
    "callbacks",
    "content",
    "encoding",
    "headers",
    "mapping",
    "parameters",
    "paths",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
];

/// Calls `visit` on every object of the document that stands where OpenAPI has an object with
/// keywords (not on maps from names to objects), parents first.
pub(super) fn visit_objects(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            for (keyword, child) in object.iter_mut() {
                match child {
                    Value::Object(named) if NAME_MAPS.contains(&keyword.as_str()) => named
                        .values_mut()
                        .for_each(|value| visit_objects(value, visit)),
                    // What an enumeration or an example holds is data, not a part of the document.
                    _ if matches!(
                        keyword.as_str(),
                        "enum" | "default" | "example" | "examples"
                    ) => {}
                    _ => visit_objects(child, visit),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| visit_objects(item, visit)),
        _ => {}
    }
}

/// The `#/…` places that `value` refers to, with `$ref` and with `discriminator.mapping`.
pub(super) fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    // `visit_objects` wants to write; what is looked at here is small.
    visit_objects(&mut value.clone(), &mut |object| {
        if let Some(Value::String(place)) = object.get("$ref") {
            found.push(place.clone());
        }
        if let Some(Value::Object(mapping)) = object
            .get("discriminator")
            .and_then(|discriminator| discriminator.get("mapping"))
        {
            found.extend(
                mapping
                    .values()
                    .filter_map(Value::as_str)
                    .map(schema_reference),
            );
        }
    });
    found
}

/// A mapping's target as a reference; OpenAPI allows a bare schema name there.
pub(super) fn schema_reference(target: &str) -> String {
    if target.contains('#') || target.contains('/') {
        target.to_owned()
    } else {
        format!("#/components/schemas/{target}")
    }
}

/// The kind and name of `#/components/<kind>/<name>`.
pub(super) fn component(reference: &str) -> Option<(&str, &str)> {
    reference
        .strip_prefix("#/components/")?
        .split_once('/')
        .filter(|(_, name)| !name.contains('/'))
}

/// The component schemas of `document`.
pub(super) fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.pointer_mut("/components/schemas")?.as_object_mut()
}

/// Sorts every object by key, and the arrays whose order means nothing.
pub(super) fn sort(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (keyword, child) in object.iter_mut() {
                sort(child);
                if let Value::Array(items) = child {
                    match keyword.as_str() {
                        "required" => items.sort_by_key(Value::to_string),
                        "parameters" => items.sort_by_key(parameter_key),
                        _ => {}
                    }
                }
            }
            object.sort_keys();
        }
        Value::Array(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}

fn parameter_key(parameter: &Value) -> String {
    let text = |key| {
        parameter
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    format!("{} {} {}", text("$ref"), text("in"), text("name"))
}

/// The text of the document as it is committed: sorted, two spaces, one newline at the end.
pub(super) fn to_text(document: &Value) -> String {
    let mut document = document.clone();
    sort(&mut document);
    format!("{document:#}\n")
}

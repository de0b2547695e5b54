//! Whether the document is documented throughout, and whether all of the overlay applies to it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::document::{referenced_schema, schemas, visit_objects};
use super::overlay::Overlay;

/// Describes every component schema that has no description, but is the type of exactly one
/// property or parameter, as that place is described.
pub(super) fn inherit_descriptions(document: &mut Value) {
    let mut places: BTreeMap<String, Vec<Option<Value>>> = BTreeMap::new();
    visit_objects(document, &mut |object| {
        for (schema, description) in described_schemas(object) {
            if let Some(name) = schema_of_elements(schema) {
                let places = places.entry(name.to_owned()).or_default();
                places.push(description.cloned());
            }
        }
    });
    for (name, schema) in schemas(document).into_iter().flatten() {
        if let Some([Some(description)]) = places.get(name).map(Vec::as_slice)
            && schema.get("description").is_none()
        {
            schema["description"] = json!(description);
        }
    }
}

/// The schemas of the properties of `object`, or of the parameter that it is, each with the
/// description of the property or the parameter.
fn described_schemas(object: &Map<String, Value>) -> Vec<(&Value, Option<&Value>)> {
    let properties = object.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flat_map(Map::values);
    let parameter = object.get("in").and(object.get("schema"));
    properties
        .map(|property| (property, property.get("description")))
        .chain(parameter.map(|schema| (schema, object.get("description"))))
        .collect()
}

/// The component that `schema`, or the schema of its elements, refers to.
fn schema_of_elements(schema: &Value) -> Option<&str> {
    referenced_schema(schema).or_else(|| {
        ["items", "additionalProperties"]
            .iter()
            .find_map(|keyword| schema_of_elements(schema.get(keyword)?))
    })
}

/// The parts of `document` that have no documentation: operations, parameters, response headers,
/// schemas and properties.
pub(super) fn undocumented(document: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    if !has_text(&document["info"], "title") || !has_text(&document["info"], "description") {
        missing.push("the document itself".to_owned());
    }
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            undocumented_in_operation(&format!("{method} {path}"), operation, &mut missing);
        }
    }
    for kind in ["headers", "parameters", "responses", "schemas"] {
        let components = document["components"][kind].as_object();
        for (name, component) in components.into_iter().flatten() {
            if !is_documented(component) {
                missing.push(format!("{kind}/{name}"));
            }
            if kind == "schemas" {
                undocumented_properties(name, component, &mut missing);
            }
        }
    }
    missing
}

fn undocumented_in_operation(name: &str, operation: &Value, missing: &mut Vec<String>) {
    if !has_text(operation, "summary") || !has_text(operation, "description") {
        missing.push(format!("the operation {name}"));
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        if !is_documented(parameter) {
            missing.push(format!("the parameter {} of {name}", parameter["name"]));
        }
    }
}

fn undocumented_properties(path: &str, schema: &Value, missing: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        if !has_text(property, "description") {
            missing.push(format!("schemas/{path}"));
        }
        undocumented_properties(&path, property, missing);
        undocumented_properties(&path, &property["items"], missing);
    }
}

/// Whether `value` is described, either here or where its `$ref` leads.
fn is_documented(value: &Value) -> bool {
    value.get("$ref").is_some() || has_text(value, "description")
}

fn has_text(value: &Value, keyword: &str) -> bool {
    value[keyword]
        .as_str()
        .is_some_and(|text| !text.trim().is_empty())
}

/// The targets of the overlay that select nothing in `document`, the document that it was applied
/// to.
pub(super) fn unmatched_targets(document: &Value, overlay: &Overlay) -> Vec<String> {
    let mut document = document.clone();
    match overlay.apply(&mut document) {
        Ok(targets) => targets
            .into_iter()
            .map(|target| format!("openapi/overlay.yaml: {target} selects nothing"))
            .collect(),
        Err(error) => vec![format!("openapi/overlay.yaml: {error:#}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_of_one_place_is_described_as_the_place_is() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let property = |name: &str, description: &str| json!({ "allOf": [reference(name)], "description": description });
        let mut document = json!({
            "paths": { "/a": { "get": {
                "parameters": [
                    { "in": "path", "name": "p", "schema": reference("P"), "description": "of p" },
                    { "in": "path", "name": "s", "schema": reference("S"), "description": "of s" },
                ],
                "responses": { "200": { "content": { "m": { "schema": reference("A") } } } },
            } } },
            "components": { "schemas": {
                "A": { "properties": {
                    "b": property("B", "of b"),
                    "c": { "type": "array", "description": "of c", "items": {
                        "additionalProperties": reference("C"),
                    } },
                    "ours": property("Ours", "of ours"),
                    "twice": property("Twice", "of twice"), "again": property("Twice", "of again"),
                    "s": property("S", "of another s"),
                    "silent": { "allOf": [reference("Silent")] },
                } },
                "B": {}, "C": {}, "P": {}, "S": {}, "Twice": {}, "Silent": {},
                "Ours": { "description": "ours" },
            } },
        });
        inherit_descriptions(&mut document);
        let described: BTreeMap<_, _> = document["components"]["schemas"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| Some((name.as_str(), schema["description"].as_str()?)))
            .collect();
        let expected = [
            ("B", "of b"),
            ("C", "of c"),
            ("Ours", "ours"),
            ("P", "of p"),
        ];
        assert_eq!(described, BTreeMap::from(expected));
    }
}

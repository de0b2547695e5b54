//! Whether the document is documented throughout, and whether all of the overlay applies to it.

use serde_json::Value;

use super::overlay::Overlay;

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

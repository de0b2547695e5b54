//! What the committed document promises to build.rs and to its readers, and whether it keeps it.

use serde_json::Value;

use super::document::{references, to_text, visit_objects};
use super::operations::Operations;
use super::overlay::Overlay;
use super::prose::{EXTENSIONS, WORDS};
use super::select::{date, prune};

/// The sentences that name each breach.
pub(super) fn breaches(text: &str, document: &Value, operations: &Operations) -> Vec<String> {
    let mut breaches = Vec::new();
    if document["openapi"] != "3.0.3" {
        breaches.push(format!("it is OpenAPI {}, not 3.0.3", document["openapi"]));
    }
    if document["info"]["version"] != operations.api_date.as_str() {
        breaches.push("its version is not the api_date of openapi/operations.toml".into());
    }
    if to_text(document) != text {
        breaches.push("it is not sorted and formatted as regen writes it".into());
    }
    for reference in references(document) {
        let found = reference
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer));
        if found.is_none() {
            breaches.push(format!("`$ref: {reference}` leads nowhere"));
        }
    }
    let mut pruned = document.clone();
    if prune(&mut pruned).is_ok() && pruned != *document {
        breaches.push("it has components that nothing refers to".into());
    }
    breaches.extend(wrong_operations(document, operations));
    visit_objects(&mut document.clone(), &mut |object| {
        for keyword in object.keys() {
            let ours = ["description", "summary", "title"].contains(&keyword.as_str());
            if WORDS.contains(&keyword.as_str()) && !ours
                || keyword.starts_with("x-") && !EXTENSIONS.contains(&keyword.as_str())
            {
                breaches.push(format!("it has a `{keyword}`, which only upstream writes"));
            }
        }
        for media_type in object
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|content| content.keys())
        {
            if date(media_type).is_some_and(|date| date > operations.api_date.as_str()) {
                breaches.push(format!("{media_type} is newer than the api_date"));
            }
        }
    });
    breaches.sort();
    breaches.dedup();
    breaches
}

fn wrong_operations(document: &Value, operations: &Operations) -> Vec<String> {
    let mut present: Vec<(String, String, String)> = document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            item.as_object()
                .into_iter()
                .flatten()
                .map(|(method, operation)| {
                    let name = operation["operationId"].as_str().unwrap_or_default();
                    (name.to_owned(), method.clone(), path.clone())
                })
        })
        .collect();
    let mut wanted: Vec<_> = operations
        .list
        .iter()
        .map(|operation| {
            (
                operation.name.clone(),
                operation.method.clone(),
                operation.path.clone(),
            )
        })
        .collect();
    present.sort();
    wanted.sort();
    let missing = wanted.iter().filter(|wanted| !present.contains(wanted));
    let stray = present.iter().filter(|present| !wanted.contains(present));
    missing
        .map(|(name, ..)| format!("it lacks the operation {name} of openapi/operations.toml"))
        .chain(stray.map(|(name, ..)| {
            format!("it has the operation {name}, which openapi/operations.toml does not want")
        }))
        .collect()
}

/// The places of `document` that have no words of ours: operations, parameters, response headers,
/// schemas and properties.
pub(super) fn undocumented(document: &Value) -> Vec<String> {
    let mut bare = Vec::new();
    let has_words = |value: &Value, keyword: &str| {
        value.get("$ref").is_some()
            || value[keyword]
                .as_str()
                .is_some_and(|words| !words.trim().is_empty())
    };
    if !has_words(&document["info"], "title") || !has_words(&document["info"], "description") {
        bare.push("the document itself".to_owned());
    }
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !has_words(operation, "summary") || !has_words(operation, "description") {
                bare.push(format!("the operation {method} {path}"));
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if !has_words(parameter, "description") {
                    bare.push(format!(
                        "the parameter {} of {method} {path}",
                        parameter["name"]
                    ));
                }
            }
        }
    }
    for kind in ["headers", "parameters", "responses", "schemas"] {
        for (name, value) in document["components"][kind]
            .as_object()
            .into_iter()
            .flatten()
        {
            if !has_words(value, "description") {
                bare.push(format!("{kind}/{name}"));
            }
            if kind == "schemas" {
                bare_properties(name, value, &mut bare);
            }
        }
    }
    bare
}

fn bare_properties(place: &str, schema: &Value, bare: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}.{name}");
        if property["description"].as_str().is_none_or(str::is_empty) {
            bare.push(format!("schemas/{place}"));
        }
        bare_properties(&place, property, bare);
        bare_properties(&place, &property["items"], bare);
    }
}

/// The targets of the overlay that select nothing in the document that it has made.
pub(super) fn idle_targets(document: &Value, overlay: &Overlay) -> Vec<String> {
    let mut document = document.clone();
    overlay.apply(&mut document).map_or_else(
        |error| vec![format!("openapi/overlay.yaml: {error:#}")],
        |targets| {
            targets
                .into_iter()
                .map(|target| format!("openapi/overlay.yaml: {target} selects nothing"))
                .collect()
        },
    )
}

//! Whether the committed document has the properties that build.rs and its readers rely on.

use serde_json::{Map, Value};

use super::closure::prune;
use super::document::{references, to_text, visit_objects};
use super::normalize::marks;
use super::operations::Operations;
use super::strip::{PROSE, UPSTREAM_OPERATION_ID};
use super::versions::version_date;

/// Our own extensions, the only ones that the committed document has.
const EXTENSIONS: [&str; 7] = [
    UPSTREAM_OPERATION_ID,
    marks::LIST,
    marks::BOX,
    marks::KEYS,
    marks::REQUEST,
    marks::TAG,
    marks::TAG_ENUMERATION,
];

/// Checks `document`, whose text is `text`, and returns one sentence for each violation.
pub(super) fn validate(text: &str, document: &Value, operations: &Operations) -> Vec<String> {
    let mut violations = metadata(document, operations);
    if to_text(document) != text {
        violations.push("it is not sorted and formatted as regen writes it".into());
    }
    violations.extend(unresolved_references(document));
    if has_unused_components(document) {
        violations.push("it has unused components".into());
    }
    violations.extend(operation_differences(document, operations));
    violations.extend(marks::violations(document));
    visit_objects(&mut document.clone(), &mut |object| {
        violations.extend(upstream_keywords(object));
        violations.extend(newer_versions(object, &operations.api_date));
    });
    violations.sort();
    violations.dedup();
    violations
}

fn metadata(document: &Value, operations: &Operations) -> Vec<String> {
    let mut violations = Vec::new();
    if document["openapi"] != "3.0.3" {
        violations.push(format!("it is OpenAPI {}, not 3.0.3", document["openapi"]));
    }
    if document["info"]["version"] != operations.api_date.as_str() {
        violations.push("its version is not the api_date in openapi/operations.toml".into());
    }
    violations
}

fn unresolved_references(document: &Value) -> impl Iterator<Item = String> {
    references(document)
        .into_iter()
        .filter(|reference| {
            reference
                .strip_prefix('#')
                .and_then(|pointer| document.pointer(pointer))
                .is_none()
        })
        .map(|reference| format!("`$ref: {reference}` does not resolve"))
}

fn has_unused_components(document: &Value) -> bool {
    let mut pruned = document.clone();
    // Pruning fails on an unresolved reference, which is a violation of its own.
    prune(&mut pruned).is_ok() && pruned != *document
}

fn operation_differences(document: &Value, operations: &Operations) -> Vec<String> {
    let mut present: Vec<(&str, &str, &str)> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let name = operation["operationId"].as_str().unwrap_or_default();
            present.push((name, method, path));
        }
    }
    let mut listed: Vec<(&str, &str, &str)> = operations
        .list
        .iter()
        .map(|operation| (&*operation.name, &*operation.method, &*operation.path))
        .collect();
    present.sort_unstable();
    listed.sort_unstable();
    let missing = listed.iter().filter(|key| !present.contains(key));
    let unlisted = present.iter().filter(|key| !listed.contains(key));
    missing
        .map(|(name, ..)| {
            format!("it lacks the operation {name}, which openapi/operations.toml lists")
        })
        .chain(unlisted.map(|(name, ..)| {
            format!("it has the operation {name}, which openapi/operations.toml does not list")
        }))
        .collect()
}

fn upstream_keywords(object: &Map<String, Value>) -> Vec<String> {
    object
        .keys()
        .map(String::as_str)
        .filter(|keyword| {
            // The overlay writes these three, so finding one says nothing about its origin.
            let from_overlay = ["description", "summary", "title"].contains(keyword);
            PROSE.contains(keyword) && !from_overlay
                || keyword.starts_with("x-") && !EXTENSIONS.contains(keyword)
        })
        .map(|keyword| format!("it has a `{keyword}`, which only upstream writes"))
        .collect()
}

fn newer_versions(object: &Map<String, Value>, api_date: &str) -> Vec<String> {
    object
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
        .filter(|media_type| version_date(media_type).is_some_and(|date| date > api_date))
        .map(|media_type| format!("{media_type} is newer than the api_date"))
        .collect()
}

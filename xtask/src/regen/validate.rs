//! Whether the committed document has the properties that build.rs and its readers rely on.

use serde_json::{Map, Value};

use super::closure::prune;
use super::document::{references, to_text, visit_objects};
use super::normalize::marks;
use super::operations::Operations;
use super::strip::{PROSE, UPSTREAM_OPERATION_ID};
use super::versions::version_date;

/// Our own extensions, the only ones that the committed document has.
const EXTENSIONS: [&str; 9] = [
    UPSTREAM_OPERATION_ID,
    marks::LIST,
    marks::BOX,
    marks::KEYS,
    marks::REQUEST,
    marks::TAG,
    marks::TAG_ENUMERATION,
    marks::TEMPLATE,
    marks::WITHHELD,
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

pub(super) fn operation_differences(document: &Value, operations: &Operations) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn operations() -> Operations {
        Operations::parse(
            "api_date = '2025-03-12'\n\
             [[operation]]\nname = 'get_a'\nmethod = 'get'\npath = '/a'\n",
        )
        .expect("operations")
    }

    fn document() -> Value {
        json!({
            "openapi": "3.0.3",
            "info": { "title": "ours", "version": "2025-03-12" },
            "paths": { "/a": { "get": {
                "operationId": "get_a",
                "x-upstream-operation-id": "getA",
                "responses": { "200": { "description": "OK", "content": {
                    "application/vnd.atlas.2023-01-01+json": {
                        "schema": { "$ref": "#/components/schemas/A" },
                    },
                } } },
            } } },
            "components": { "schemas": { "A": { "type": "string" } } },
        })
    }

    fn violations(document: &Value) -> Vec<String> {
        validate(&to_text(document), document, &operations())
    }

    /// What is said of a document in which the value at `pointer` is another.
    fn edited(pointer: &str, value: Value) -> Vec<String> {
        let mut document = document();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = document.pointer_mut(parent).expect("a parent");
        parent[key.replace("~1", "/")] = value;
        violations(&document)
    }

    #[test]
    fn a_valid_document_has_no_violations() {
        assert_eq!(violations(&document()), Vec::<String>::new());
    }

    #[test]
    fn every_violation_is_named() {
        let operation = json!({ "operationId": "get_b" });
        for (pointer, value, expected) in [
            (
                "/openapi",
                json!("3.0.1"),
                "it is OpenAPI \"3.0.1\", not 3.0.3",
            ),
            (
                "/info/version",
                json!("2025-03-11"),
                "its version is not the api_date in openapi/operations.toml",
            ),
            (
                "/components/schemas/A",
                json!({ "allOf": [{ "$ref": "#/components/schemas/B" }] }),
                "`$ref: #/components/schemas/B` does not resolve",
            ),
            (
                "/components/schemas/B",
                json!({}),
                "it has unused components",
            ),
            (
                "/paths/~1a/put",
                operation,
                "it has the operation get_b, which openapi/operations.toml does not list",
            ),
            (
                "/paths/~1a/get/x-list",
                json!(true),
                "the operation get_a has the mark `x-list`, but it does not return pages",
            ),
            (
                "/components/schemas/A/x-tag",
                json!("b"),
                "the schema A has the mark `x-tag: \"b\"`, which is none of its properties",
            ),
            (
                "/components/schemas/A/x-tag-enumeration",
                json!("B"),
                "the schema A has the mark `x-tag-enumeration: \"B\"`, which is no enumeration",
            ),
            (
                "/components/schemas/A/example",
                json!("theirs"),
                "it has a `example`, which only upstream writes",
            ),
            (
                "/components/schemas/A/x-xgen-owner",
                json!("theirs"),
                "it has a `x-xgen-owner`, which only upstream writes",
            ),
            (
                "/paths/~1a/get/responses/404",
                json!({ "content": { "application/vnd.atlas.2025-03-13+json": {} } }),
                "application/vnd.atlas.2025-03-13+json is newer than the api_date",
            ),
        ] {
            assert_eq!(edited(pointer, value), [expected], "{pointer}");
        }
    }

    #[test]
    fn an_operation_with_another_name_is_both_missing_and_unlisted() {
        assert_eq!(
            edited("/paths/~1a/get/operationId", json!("get_b")),
            [
                "it has the operation get_b, which openapi/operations.toml does not list",
                "it lacks the operation get_a, which openapi/operations.toml lists",
            ]
        );
    }

    #[test]
    fn another_text_is_no_violation_of_the_document_but_of_its_format() {
        let document = document();
        let compact = document.to_string();
        let expected = ["it is not sorted and formatted as regen writes it"];
        assert_eq!(validate(&compact, &document, &operations()), expected);
    }

    #[test]
    fn our_own_documentation_and_marks_are_no_violations() {
        for (pointer, value) in [
            ("/info/description", json!("ours")),
            ("/paths/~1a/get/summary", json!("ours")),
            ("/components/schemas/A/description", json!("ours")),
        ] {
            assert_eq!(edited(pointer, value), Vec::<String>::new(), "{pointer}");
        }
    }
}

//! Removes upstream's prose, which is under a license that this project cannot adopt.

use serde_json::{Value, json};

use super::document::visit_objects;

/// The keywords that hold prose or examples, never structure.
pub(super) const PROSE: [&str; 6] = [
    "description",
    "example",
    "examples",
    "externalDocs",
    "summary",
    "title",
];

/// Our extension that records upstream's name for an operation, which `select` adds.
pub(super) const UPSTREAM_OPERATION_ID: &str = "x-upstream-operation-id";

/// Removes all of upstream's prose and extensions.
pub(super) fn strip(document: &mut Value) {
    visit_objects(document, &mut |object| {
        object.retain(|keyword, _| {
            let extension = keyword.starts_with("x-") && keyword != UPSTREAM_OPERATION_ID;
            !extension && !PROSE.contains(&keyword.as_str())
        });
    });
    // OpenAPI requires a title; the overlay supplies ours.
    document["info"]["title"] = json!("");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_removed_and_names_are_kept() {
        let mut document = json!({
            "info": { "title": "Theirs", "description": "theirs" },
            "paths": { "/example": { "get": {
                "summary": "theirs", "tags": ["T"], "x-xgen-owner": "theirs", "x-list": "theirs",
                "deprecated": true,
            } } },
            "components": { "schemas": { "title": {
                "title": "theirs",
                "example": { "description": "theirs" },
                "externalDocs": { "description": "theirs" },
                "properties": { "description": {
                    "description": "theirs", "type": "string", "deprecated": true,
                } },
                "required": ["description"],
            } } },
        });
        strip(&mut document);
        assert!(!document.to_string().contains("theirs"), "{document:#}");
        let schema = &document["components"]["schemas"]["title"];
        assert_eq!(schema["properties"]["description"]["type"], "string");
        assert_eq!(schema["properties"]["description"]["deprecated"], true);
        assert_eq!(document["paths"]["/example"]["get"]["deprecated"], true);
        assert_eq!(schema["required"][0], "description");
    }
}

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
        // OAuth's scopes are a map from their names to their descriptions.
        if let Some(Value::Object(scopes)) = object.get_mut("scopes") {
            scopes.values_mut().for_each(|prose| *prose = json!(""));
        }
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
            "servers": [{
                "url": "https://{host}", "description": "theirs", "x-theirs": {},
                "variables": { "host": {
                    "default": "a.example", "enum": ["a.example"], "description": "theirs",
                } },
            }],
            "security": [{ "title": ["description"] }],
            "tags": [{
                "name": "T", "description": "theirs", "externalDocs": { "url": "theirs" },
            }],
            "paths": { "/example": { "get": {
                "summary": "theirs", "tags": ["T"], "x-xgen-owner": "theirs", "x-list": "theirs",
                "deprecated": true,
            } } },
            "components": { "securitySchemes": { "title": {
                "type": "oauth2", "description": "theirs", "flows": { "clientCredentials": {
                    "tokenUrl": "https://a.example/token", "scopes": { "description": "theirs" },
                    "x-theirs": {},
                } },
            } }, "schemas": { "title": {
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
        assert_eq!(
            document["servers"],
            json!([{
                "url": "https://{host}",
                "variables": { "host": { "default": "a.example", "enum": ["a.example"] } },
            }])
        );
        assert_eq!(document["security"], json!([{ "title": ["description"] }]));
        assert_eq!(document["tags"], json!([{ "name": "T" }]));
        assert_eq!(
            document["components"]["securitySchemes"],
            json!({ "title": { "type": "oauth2", "flows": { "clientCredentials": {
                "tokenUrl": "https://a.example/token", "scopes": { "description": "" },
            } } } })
        );
    }
}

//! Upstream's words stay out: they are under a licence that this project cannot carry.

use serde_json::{Value, json};

use super::document::{component, visit_objects};

/// The keywords that hold words or examples, never structure.
pub(super) const WORDS: [&str; 6] = [
    "description",
    "example",
    "examples",
    "externalDocs",
    "summary",
    "title",
];

/// Our own extensions, the only ones that a cut document has.
pub(super) const EXTENSIONS: [&str; 1] = ["x-upstream-operation-id"];

/// Removes every word of upstream's, and its extensions.
pub(super) fn strip(document: &mut Value) {
    visit_objects(document, &mut |object| {
        object.retain(|keyword, _| {
            let extension = keyword.starts_with("x-") && !EXTENSIONS.contains(&keyword.as_str());
            !extension && !WORDS.contains(&keyword.as_str())
        });
    });
    // OpenAPI demands a title; the overlay gives ours.
    document["info"]["title"] = json!("");
}

/// Gives every response that has no description, which OpenAPI demands, its status code's reason
/// phrase (RFC 9110, section 15).
pub(super) fn describe_responses(document: &mut Value) {
    let mut phrases = Vec::new();
    let operations = document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut());
    for responses in operations.filter_map(|operation| operation["responses"].as_object_mut()) {
        for (code, response) in responses {
            let phrase = code
                .parse()
                .ok()
                .and_then(|code: u16| ureq::http::StatusCode::from_u16(code).ok())
                .and_then(|code| code.canonical_reason())
                .unwrap_or("Any other answer");
            match response
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(component)
            {
                Some((_, name)) => phrases.push((name.to_owned(), phrase)),
                None => describe(response, phrase),
            }
        }
    }
    for (name, phrase) in phrases {
        if let Some(response) = document["components"]["responses"].get_mut(&name) {
            describe(response, phrase);
        }
    }
}

fn describe(response: &mut Value, phrase: &str) {
    if let Some(response) = response.as_object_mut() {
        response
            .entry("description")
            .or_insert_with(|| json!(phrase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_and_names_stay() {
        let mut document = json!({
            "info": { "title": "Theirs", "description": "theirs" },
            "paths": { "/example": { "get": { "summary": "theirs", "tags": ["T"], "x-xgen-owner": "theirs" } } },
            "components": { "schemas": { "title": {
                "title": "theirs",
                "example": { "description": "theirs" },
                "externalDocs": { "description": "theirs" },
                "properties": { "description": { "description": "theirs", "type": "string" } },
                "required": ["description"],
            } } },
        });
        strip(&mut document);
        assert!(!document.to_string().contains("theirs"), "{document:#}");
        let schema = &document["components"]["schemas"]["title"];
        assert_eq!(schema["properties"]["description"]["type"], "string");
        assert_eq!(schema["required"][0], "description");
    }

    #[test]
    fn responses_get_their_reason_phrase_unless_described() {
        let mut document = json!({
            "paths": { "/a": { "get": { "responses": {
                "200": {}, "204": { "description": "ours" },
                "404": { "$ref": "#/components/responses/gone" }, "default": {},
            } } } },
            "components": { "responses": { "gone": {} } },
        });
        describe_responses(&mut document);
        let responses = &document["paths"]["/a"]["get"]["responses"];
        assert_eq!(responses["200"]["description"], "OK");
        assert_eq!(responses["204"]["description"], "ours");
        assert_eq!(responses["default"]["description"], "Any other answer");
        assert_eq!(
            document["components"]["responses"]["gone"]["description"],
            "Not Found"
        );
    }
}

//! Descriptions of responses, which OpenAPI requires.

use serde_json::{Map, Value, json};

use super::document::component;

/// Describes every response that has no description by its status code's reason phrase (RFC 9110,
/// section 15).
pub(super) fn describe_responses(document: &mut Value) {
    let mut shared = Vec::new();
    let operations = document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut);
    for responses in operations.filter_map(|operation| operation["responses"].as_object_mut()) {
        for (code, response) in responses {
            let phrase = reason_phrase(code);
            match response["$ref"].as_str().and_then(component) {
                Some((_, name)) => shared.push((name.to_owned(), phrase)),
                None => describe(response, phrase),
            }
        }
    }
    for (name, phrase) in shared {
        if let Some(response) = document["components"]["responses"].get_mut(&name) {
            describe(response, phrase);
        }
    }
}

fn reason_phrase(code: &str) -> &'static str {
    code.parse()
        .ok()
        .and_then(|code: u16| ureq::http::StatusCode::from_u16(code).ok())
        .and_then(|code| code.canonical_reason())
        .unwrap_or("Any other response")
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
        assert_eq!(responses["default"]["description"], "Any other response");
        assert_eq!(
            document["components"]["responses"]["gone"]["description"],
            "Not Found"
        );
    }
}

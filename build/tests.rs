//! What a document leads to, and what a broken one is answered with.

mod broken;
mod builders;
mod operations;
mod types;

use serde_json::{Value, json};

use super::{Code, render};

/// A small document of the form that regen writes.
fn document() -> Value {
    let thing = reference("Thing");
    let content = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let response = |schema: &Value| json!({ "description": "OK", "content": content(schema) });
    let kind_of = json!({
        "in": "path", "name": "kindOf", "required": true, "description": "The kind.",
        "schema": reference("Kind"),
    });
    let page_num = json!({
        "in": "query", "name": "pageNum", "description": "The page.",
        "schema": { "type": "integer", "format": "int64", "minimum": 1, "default": 1 },
    });
    let member = |tag: &str| {
        json!({
            "type": "object", "description": "One service.", "additionalProperties": {},
            "x-tag": "type", "required": ["apiKey", "type"],
            "properties": {
                "type": { "type": "string", "enum": [tag], "description": "The service." },
                "apiKey": { "type": "string", "format": "password", "description": "A key." },
                "port": { "type": "integer", "format": "int64", "description": "A port." },
            },
        })
    };
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "2025-03-12" },
        "paths": {
            "/a": { "get": {
                "operationId": "list_things", "summary": "Lists the things.", "x-list": true,
                "parameters": [page_num],
                "responses": {
                    "200": response(&reference("Page")),
                    "404": { "$ref": "#/components/responses/gone" },
                },
            } },
            "/a/{kindOf}": {
                "delete": {
                    "operationId": "delete_thing", "summary": "Deletes a thing.",
                    "parameters": [{ "$ref": "#/components/parameters/kindOf" }],
                    "responses": { "204": { "description": "No Content", "content": {
                        "application/json": {},
                    } } },
                },
                "put": {
                    "operationId": "put_thing", "summary": "Puts a thing.",
                    "description": "At length.", "x-upstream-operation-id": "updateThing",
                    "parameters": [{ "$ref": "#/components/parameters/kindOf" }],
                    "requestBody": { "required": true, "content": content(&thing) },
                    "responses": {
                        "200": response(&thing), "201": response(&thing),
                        "404": { "$ref": "#/components/responses/gone" },
                    },
                },
            },
        },
        "components": {
            "parameters": { "kindOf": kind_of },
            "responses": { "gone": response(&reference("ApiError")) },
            "schemas": {
                "ApiError": {
                    "type": "object", "description": "An error.", "additionalProperties": {},
                    "properties": { "error": { "type": "integer", "description": "The status." } },
                },
                "Kind": { "type": "string", "enum": ["AN_A", "A_B"], "description": "A kind." },
                "Page": {
                    "type": "object", "description": "A page.", "additionalProperties": {},
                    "required": ["results"],
                    "properties": { "results": {
                        "type": "array", "description": "Its elements.", "items": thing,
                    } },
                },
                "A": member("AN_A"),
                "B": member("A_B"),
                "Thing": {
                    "description": "A or B.", "x-tag-enumeration": "Kind",
                    "oneOf": [reference("A"), reference("B")],
                    "discriminator": { "propertyName": "type", "mapping": {
                        "AN_A": "#/components/schemas/A", "A_B": "#/components/schemas/B",
                    } },
                },
            },
        },
    })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// What the document becomes after a change.
fn rendered(change: impl FnOnce(&mut Value)) -> Result<Code, String> {
    let mut document = document();
    change(&mut document);
    render(&document.to_string())
}

/// The value at `pointer`, which must be there.
fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document.pointer_mut(pointer).expect(pointer)
}

fn remove(document: &mut Value, object: &str, name: &str) {
    let removed = at(document, object)
        .as_object_mut()
        .and_then(|object| object.remove(name));
    removed.expect("was there");
}

/// Code without what the formatter puts in where it breaks a line.
fn squeezed(code: &str) -> String {
    let text: String = code.split_whitespace().collect();
    text.replace(",)", ")")
        .replace(",}", "}")
        .replace(",]", "]")
}

/// Asserts that `code` has all of `parts` in it, however they are formatted.
fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        let found = squeezed(code).contains(&squeezed(part));
        assert!(found, "missing: {part}\nin:\n{code}");
    }
}

/// Asserts that `code` has none of `parts` in it.
fn assert_lacks(code: &str, parts: &[&str]) {
    for part in parts {
        let found = squeezed(code).contains(&squeezed(part));
        assert!(!found, "there is: {part}\nin:\n{code}");
    }
}

#[test]
fn the_same_document_gives_the_same_text() {
    let render = || files(&rendered(|_| {}).expect("renders"));
    assert_eq!(render(), render());
}

#[test]
fn the_code_parses_and_is_formatted_and_never_panics() {
    let committed = include_str!("../openapi/atlas-integrations.json");
    for document in [document().to_string(), committed.to_owned()] {
        let code = render(&document).expect("renders");
        for text in [code.types, code.operations] {
            let file = syn::parse_file(&text).expect("parses");
            assert_eq!(prettyplease::unparse(&file), text);
            let banned = ["progenitor_client", "unwrap(", "expect(", "panic!("];
            assert_lacks(&text, &banned);
        }
    }
}

/// Both files of a client.
fn files(code: &Code) -> String {
    format!("{}{}", code.types, code.operations)
}

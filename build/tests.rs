//! What a document leads to, and what a broken one is answered with.

use serde_json::{Value, json};

use super::render;

/// A small document of the form that regen writes.
fn document() -> Value {
    let integration = |tag: &str| {
        json!({
            "type": "object",
            "description": "One service.",
            "properties": {
                "type": { "type": "string", "enum": [tag], "description": "The service." },
                "apiKey": { "type": "string", "format": "password", "description": "A key." },
                "port": { "type": "integer", "format": "int64", "description": "A port." },
            },
            "required": ["apiKey"],
            "additionalProperties": {},
        })
    };
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "2025-03-12" },
        "paths": { "/a/{kindOf}": { "put": {
            "operationId": "put_thing",
            "summary": "Puts a thing.",
            "description": "At length.",
            "x-upstream-operation-id": "updateThing",
            "parameters": [{
                "in": "path", "name": "kindOf", "required": true, "description": "The kind.",
                "schema": { "type": "string", "maxLength": 40, "minLength": 1 },
            }, {
                "in": "query", "name": "pageNum", "description": "The page.",
                "schema": { "type": "integer", "minimum": 1, "default": 1 },
            }],
            "requestBody": { "required": true, "content": {
                "application/vnd.atlas.2023-01-01+json": {
                    "schema": { "$ref": "#/components/schemas/Thing" },
                },
            } },
            "responses": {
                "200": { "description": "OK", "content": {
                    "application/vnd.atlas.2023-01-01+json": {
                        "schema": { "$ref": "#/components/schemas/Thing" },
                    },
                } },
                "404": { "$ref": "#/components/responses/gone" },
            },
        } } },
        "components": {
            "responses": { "gone": { "description": "Not Found", "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/ApiError" } },
            } } },
            "schemas": {
                "ApiError": {
                    "type": "object", "description": "An error.", "additionalProperties": {},
                    "properties": { "error": { "type": "integer", "description": "The status." } },
                },
                "Page": {
                    "type": "object", "description": "A page.", "additionalProperties": {},
                    "required": ["results"],
                    "properties": { "results": {
                        "type": "array", "description": "Its elements.",
                        "items": { "$ref": "#/components/schemas/Thing" },
                    } },
                },
                "A": integration("AN_A"),
                "B": integration("A_B"),
                "Thing": {
                    "description": "A or B.",
                    "oneOf": [
                        { "$ref": "#/components/schemas/A" },
                        { "$ref": "#/components/schemas/B" },
                    ],
                    "discriminator": { "propertyName": "type", "mapping": {
                        "AN_A": "#/components/schemas/A",
                        "A_B": "#/components/schemas/B",
                    } },
                },
            },
        },
    })
}

fn rendered(document: &Value) -> String {
    squeezed(&render(&document.to_string()).expect("renders"))
}

/// Code without what the formatter puts in where it breaks a line.
fn squeezed(code: &str) -> String {
    let text: String = code.split_whitespace().collect();
    text.replace(",)", ")")
        .replace(",}", "}")
        .replace(",]", "]")
}

fn complaint(change: impl FnOnce(&mut Value)) -> String {
    let mut document = document();
    change(&mut document);
    render(&document.to_string()).expect_err("must be refused")
}

#[test]
fn the_text_follows_the_document() {
    let text = rendered(&document());
    for part in [
        "#[doc(alias = \"updateThing\")] pub fn put_thing(&self)",
        "/// Puts a thing. ///",
        "`PUT /a/{kindOf}`, which Atlas calls `updateThing` at present",
        "path_template: \"/a/{kindOf}\", content_type: Some(\"application/vnd.atlas.2023-01-01+json\")",
        "crate::runtime::check_path_segment( \"kind_of\", &kind_of.to_string(), 40u64, )?;",
        "crate::runtime::check_range( \"page_num\", page_num, 1i64..=9223372036854775807i64, )?;",
        "crate::change::check(&body, &[(\"kind_of\", kind_of.to_string())])?;",
        "page_num: Result<Option<i64>, String>",
        "secrets { required api_key = \"apiKey\"; }",
        "pub results: crate::Results<crate::types::Thing>",
        "Result<ResponseValue<crate::types::Thing>, crate::Error>",
        "pub api_key: crate::Secret",
        "pub extra: crate::UnknownFields",
        "pub enum Thing { /// `AN_A` A(::std::boxed::Box<A>),",
        "Unknown(::std::string::String)",
        "map_err(|cause| format!(\"invalid kind_of: {cause}\"))",
        "kind_of is missing: call `.kind_of(…)` before `.send()`",
    ] {
        assert!(text.contains(&squeezed(part)), "{part}\n{text}");
    }
    for part in [
        "progenitor_client",
        "serde(untagged)",
        "pub fn new(",
        "was not initialized",
        "map_err(|_|",
    ] {
        assert!(!text.contains(&squeezed(part)), "{part}\n{text}");
    }
}

#[test]
fn the_same_document_gives_the_same_text() {
    assert_eq!(rendered(&document()), rendered(&document()));
}

#[test]
fn a_broken_document_is_answered_with_a_sentence() {
    assert_eq!(
        render("{\n\"openapi\": }").expect_err("must be refused"),
        "it is not valid JSON: expected value at line 2 column 12"
    );
    for (sentence, complaint) in [
        (
            "it has no `paths`",
            complaint(|document| document["paths"] = json!([])),
        ),
        (
            "put /a/{kindOf} has no `operationId`",
            complaint(|document| document["paths"]["/a/{kindOf}"]["put"]["operationId"] = json!(1)),
        ),
        (
            "the discriminator of Thing maps A_B to no schema",
            complaint(|document| {
                let schemas = document["components"]["schemas"].as_object_mut();
                schemas.map(|schemas| schemas.remove("B"));
            }),
        ),
        (
            "the discriminator of Thing has no `propertyName`",
            complaint(|document| {
                document["components"]["schemas"]["Thing"]["discriminator"]["propertyName"] =
                    json!(1);
            }),
        ),
        (
            "put /a/{kindOf}: `$ref: #/components/responses/gone` leads nowhere",
            complaint(|document| document["components"]["responses"] = json!({})),
        ),
        (
            "put /a/{kindOf}: the status default is neither success nor error",
            complaint(|document| {
                document["paths"]["/a/{kindOf}"]["put"]["responses"]["default"] = json!({});
            }),
        ),
        (
            "put /a/{kindOf}: no answer is a success",
            complaint(|document| document["paths"]["/a/{kindOf}"]["put"]["responses"] = json!({})),
        ),
        (
            "put /a/{kindOf}: the body of a 404 is not #/components/schemas/ApiError",
            complaint(|document| {
                document["components"]["responses"]["gone"]["content"]["application/json"]["schema"] =
                    json!({ "type": "string" });
            }),
        ),
        (
            "put /a/{kindOf}: the media type text/csv is not JSON",
            complaint(|document| {
                document["paths"]["/a/{kindOf}"]["put"]["requestBody"]["content"] =
                    json!({ "text/csv": { "schema": { "type": "string" } } });
            }),
        ),
        (
            "the schema A has no `additionalProperties`",
            complaint(|document| {
                let schema = document["components"]["schemas"]["A"].as_object_mut();
                schema.map(|schema| schema.remove("additionalProperties"));
            }),
        ),
        (
            "A has a value that would be called `Unknown`",
            complaint(|document| {
                document["components"]["schemas"]["A"]["properties"]["mode"] =
                    json!({ "type": "string", "enum": ["UNKNOWN"], "description": "A mode." });
            })
            .replace("the enumeration AMode", "A"),
        ),
        (
            "it is not an OpenAPI 3.0 document: ",
            complaint(|document| document["info"] = json!(5)),
        ),
        (
            "progenitor cannot generate from it: ",
            complaint(|document| {
                document["components"]["schemas"]["A"]["properties"]["port"] =
                    json!({ "$ref": "#/components/schemas/Gone" });
            }),
        ),
    ] {
        assert!(complaint.contains(sentence), "{complaint}, not {sentence}");
    }
}

#[test]
fn names_that_would_become_one_are_refused() {
    let clash = complaint(|document| {
        document["components"]["schemas"]["AType"] =
            json!({ "type": "string", "description": "A." });
    });
    assert_eq!(
        clash,
        "the type of the property type of A and the schema AType would have the same name in Rust"
    );
    let clash = complaint(|document| {
        document["components"]["schemas"]["A"]["properties"]["api_key"] =
            json!({ "type": "string" });
    });
    assert_eq!(
        clash,
        "the property apiKey of A and the property api_key of A would have the same name in Rust"
    );
}

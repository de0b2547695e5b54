use serde_json::{Map, Value, json};

use super::normalize;

fn normalized(schemas: Value) -> Value {
    let mut document = json!({ "paths": {}, "components": { "schemas": schemas } });
    normalize(&mut document).expect("normalizes");
    document["components"]["schemas"].take()
}

fn rejection(schemas: Value) -> String {
    let mut document = json!({ "components": { "schemas": schemas } });
    normalize(&mut document)
        .expect_err("must be rejected")
        .to_string()
}

#[test]
fn a_union_depends_on_its_mapping_alone() {
    let mapping =
        json!({ "propertyName": "type", "mapping": { "B": "B", "A": "#/components/schemas/A" } });
    let member = json!({ "type": "object", "properties": { "type": { "type": "string" } } });
    let older = normalized(json!({
        "U": { "type": "object", "properties": { "type": {} }, "discriminator": mapping },
        "A": member, "B": member,
    }));
    let newer = normalized(json!({
        "U": { "oneOf": [{ "$ref": "#/components/schemas/B" }, { "$ref": "#/components/schemas/A" }],
               "type": "object", "discriminator": mapping },
        "A": member, "B": member,
    }));
    assert_eq!(older, newer);
    assert_eq!(older["U"]["oneOf"][0]["$ref"], "#/components/schemas/A");
    assert_eq!(older["U"].as_object().map(Map::len), Some(2));
}

#[test]
fn an_ambiguous_union_is_rejected() {
    let bare = rejection(json!({ "U": { "oneOf": [] } }));
    assert_eq!(bare, "the schema U is a union without a discriminator");
    let empty = rejection(json!({ "U": { "discriminator": { "propertyName": "t" } } }));
    assert_eq!(empty, "the union U has a discriminator without a mapping");
    let stray = rejection(json!({ "U": {
        "oneOf": [{ "$ref": "#/components/schemas/X" }],
        "discriminator": { "propertyName": "t", "mapping": { "A": "A" } },
    } }));
    assert!(
        stray.contains("#/components/schemas/X, which its discriminator mapping"),
        "{stray}"
    );
}

#[test]
fn all_of_is_flattened_without_following_a_union_to_its_members() {
    let schemas = normalized(json!({
        "Parent": {
            "type": "object",
            "properties": { "id": { "type": "string" }, "type": { "type": "string" } },
            "required": ["type"],
            "discriminator": { "propertyName": "type", "mapping": { "A": "Child" } },
        },
        "Child": { "allOf": [
            { "$ref": "#/components/schemas/Parent" },
            { "properties": { "type": { "type": "string", "enum": ["A"] } }, "required": ["id", "type"] },
        ] },
    }));
    let child = &schemas["Child"];
    assert_eq!(child["properties"]["id"]["type"], "string");
    assert_eq!(child["properties"]["type"]["enum"], json!(["A"]));
    assert_eq!(child["required"], json!(["type", "id"]));
    assert!(child.get("allOf").is_none());

    let cycle = rejection(json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }] } }));
    assert_eq!(cycle, "the schema A includes itself through `allOf`");
}

#[test]
fn a_response_without_a_body_has_no_schema() {
    let response = json!({ "content": { "m": { "schema": { "type": "object" } } } });
    let mut document = json!({
        "paths": { "/a": { "delete": { "responses": { "200": response, "204": response } } } },
        "components": { "schemas": {} },
    });
    normalize(&mut document).expect("normalizes");
    let responses = &document["paths"]["/a"]["delete"]["responses"];
    assert_eq!(responses["204"], json!({ "content": { "m": {} } }));
    assert_eq!(responses["200"], response);
}

#[test]
fn parameters_of_one_name_share_an_enumeration() {
    let parameter = |values: Value| {
        json!({ "get": { "parameters": [
            { "in": "path", "name": "kindOf", "schema": { "type": "string", "enum": values } },
        ] } })
    };
    let mut document = json!({
        "paths": { "/a": parameter(json!(["X"])), "/b": parameter(json!(["X"])) },
        "components": { "schemas": {} },
    });
    normalize(&mut document).expect("normalizes");
    assert_eq!(
        document["components"]["schemas"]["KindOf"]["enum"],
        json!(["X"])
    );
    let reference = &document["paths"]["/b"]["get"]["parameters"][0]["schema"]["$ref"];
    assert_eq!(reference, "#/components/schemas/KindOf");

    let mut document = json!({
        "paths": { "/a": parameter(json!(["X"])), "/b": parameter(json!(["Y"])) },
        "components": { "schemas": {} },
    });
    let error = normalize(&mut document)
        .expect_err("must be rejected")
        .to_string();
    assert_eq!(error, "two parameters named KindOf list different values");
}

#[test]
fn models_are_reduced_to_their_types() {
    let schemas = normalized(
        json!({ "A": { "type": "object", "required": ["list"], "properties": {
        "key": { "type": "string", "pattern": "^x$", "minLength": 1, "default": "d" },
        "when": { "type": "string", "format": "date-time" },
        "count": { "type": "integer", "format": "int32", "minimum": 0 },
        "share": { "type": "number", "format": "float" },
        "any": { "type": "object" },
        "list": { "type": "array", "items": { "type": "object" } },
        "some": { "type": "array", "items": {} },
        "map": { "type": "object", "additionalProperties": { "type": "string" } },
        "apiKey": { "type": "string" },
        "secret": { "type": "string" },
        "tokenCount": { "type": "integer" },
    } } }),
    );
    assert_eq!(
        schemas["A"],
        json!({ "type": "object", "required": ["list"], "properties": {
        "key": { "type": "string" },
        "when": { "type": "string" },
        "count": { "type": "integer", "format": "int64" },
        "share": { "type": "number", "format": "double" },
        "any": {},
        "list": { "type": "array", "items": {} },
        "some": { "type": "array", "items": {}, "nullable": true },
        "map": { "type": "object", "additionalProperties": { "type": "string" }, "nullable": true },
        "apiKey": { "type": "string", "format": "password" },
        "secret": { "type": "string", "format": "password" },
        "tokenCount": { "type": "integer", "format": "int64" },
    }, "additionalProperties": {} })
    );
}

#[test]
fn a_nullable_component_makes_the_properties_that_use_it_nullable() {
    let schemas = normalized(json!({
        "A": { "type": "object", "properties": { "b": { "$ref": "#/components/schemas/B" } } },
        "B": { "type": "object", "nullable": true, "properties": {} },
    }));
    let property = json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "nullable": true });
    assert_eq!(schemas["A"]["properties"]["b"], property);
    assert!(schemas["B"].get("nullable").is_none());
}

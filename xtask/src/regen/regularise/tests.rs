use super::*;

fn regular(schemas: Value) -> Value {
    let mut document = json!({ "paths": {}, "components": { "schemas": schemas } });
    regularise(&mut document).expect("regular");
    document["components"]["schemas"].take()
}

fn complaint(schemas: Value) -> String {
    let mut document = json!({ "components": { "schemas": schemas } });
    regularise(&mut document)
        .expect_err("must be refused")
        .to_string()
}

#[test]
fn a_union_is_declared_the_same_way_whatever_upstream_says_beside_the_mapping() {
    let mapping =
        json!({ "propertyName": "type", "mapping": { "B": "B", "A": "#/components/schemas/A" } });
    let member = json!({ "type": "object", "properties": { "type": { "type": "string" } } });
    let older = regular(json!({
        "U": { "type": "object", "properties": { "type": {} }, "discriminator": mapping },
        "A": member, "B": member,
    }));
    let newer = regular(json!({
        "U": { "oneOf": [{ "$ref": "#/components/schemas/B" }, { "$ref": "#/components/schemas/A" }],
               "type": "object", "discriminator": mapping },
        "A": member, "B": member,
    }));
    assert_eq!(older, newer);
    assert_eq!(older["U"]["oneOf"][0]["$ref"], "#/components/schemas/A");
    assert_eq!(older["U"].as_object().map(Map::len), Some(2));
}

#[test]
fn a_union_that_cannot_be_told_apart_is_refused() {
    let bare = complaint(json!({ "U": { "oneOf": [] } }));
    assert_eq!(bare, "the schema U is a union without a discriminator");
    let empty = complaint(json!({ "U": { "discriminator": { "propertyName": "t" } } }));
    assert_eq!(empty, "the union U has a discriminator without a mapping");
    let stray = complaint(json!({ "U": {
        "oneOf": [{ "$ref": "#/components/schemas/X" }],
        "discriminator": { "propertyName": "t", "mapping": { "A": "A" } },
    } }));
    assert!(
        stray.contains("#/components/schemas/X, which no tag"),
        "{stray}"
    );
}

#[test]
fn all_of_is_flattened_without_walking_back_into_the_union() {
    let schemas = regular(json!({
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

    let circle = complaint(json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }] } }));
    assert_eq!(circle, "the schema A is its own `allOf` parent");
}

#[test]
fn an_answer_without_a_body_has_no_schema() {
    let answer = json!({ "content": { "m": { "schema": { "type": "object" } } } });
    let mut document = json!({
        "paths": { "/a": { "delete": { "responses": { "200": answer, "204": answer } } } },
        "components": { "schemas": {} },
    });
    regularise(&mut document).expect("regular");
    let responses = &document["paths"]["/a"]["delete"]["responses"];
    assert_eq!(responses["204"], json!({ "content": { "m": {} } }));
    assert_eq!(responses["200"], answer);
}

#[test]
fn one_enumeration_serves_all_parameters_of_its_name() {
    let parameter = |values: Value| {
        json!({ "get": { "parameters": [
            { "in": "path", "name": "kindOf", "schema": { "type": "string", "enum": values } },
        ] } })
    };
    let mut document = json!({
        "paths": { "/a": parameter(json!(["X"])), "/b": parameter(json!(["X"])) },
        "components": { "schemas": {} },
    });
    regularise(&mut document).expect("regular");
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
    let error = regularise(&mut document)
        .expect_err("must be refused")
        .to_string();
    assert_eq!(
        error,
        "two parameters are called KindOf and differ in their values"
    );
}

#[test]
fn models_promise_no_more_than_their_types() {
    let schemas = regular(
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
fn a_nullable_component_makes_its_users_nullable() {
    let schemas = regular(json!({
        "A": { "type": "object", "properties": { "b": { "$ref": "#/components/schemas/B" } } },
        "B": { "type": "object", "nullable": true, "properties": {} },
    }));
    let property = json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "nullable": true });
    assert_eq!(schemas["A"]["properties"]["b"], property);
    assert!(schemas["B"].get("nullable").is_none());
}

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

/// A document with one operation that has these query parameters and returns `schema`.
fn listing(parameters: &[&str], schema: &Value, schemas: &Value) -> Value {
    let mut parameters: Vec<_> = parameters
        .iter()
        .map(|name| json!({ "in": "query", "name": name }))
        .collect();
    parameters.push(json!({ "$ref": "#/components/parameters/pageNum" }));
    json!({
        "paths": { "/a": { "get": {
            "parameters": parameters,
            "responses": {
                "200": { "$ref": "#/components/responses/page" },
                "400": { "content": { "m": { "schema": { "$ref": "#/components/schemas/Other" } } } },
            },
        } } },
        "components": {
            "parameters": { "pageNum": { "in": "query", "name": "pageNum" } },
            "responses": { "page": { "content": { "m/n": { "schema": schema } } } },
            "schemas": schemas,
        },
    })
}

#[test]
fn pages_require_their_results() {
    let page = json!({ "type": "object", "required": ["links"], "properties": {
        "links": { "type": "array", "items": {} },
        "results": { "type": "array", "items": {} },
        "totalCount": { "type": "integer" },
    } });
    let schemas = json!({
        "Page": { "allOf": [{ "$ref": "#/components/schemas/Base" }] },
        "Base": page, "Other": page,
    });
    let reference = json!({ "$ref": "#/components/schemas/Page" });

    let mut document = listing(&["itemsPerPage"], &reference, &schemas);
    normalize(&mut document).expect("normalizes");
    let after = &document["components"]["schemas"];
    assert_eq!(after["Page"]["required"], json!(["links", "results"]));
    let results = &after["Page"]["properties"]["results"];
    assert!(results.get("nullable").is_none(), "{results}");
    assert_eq!(after["Base"]["required"], json!(["links"]));
    assert_eq!(after["Other"]["required"], json!(["links"]));

    let before = document.clone();
    normalize(&mut document).expect("normalizes");
    assert_eq!(document, before);

    let mut inline = listing(&["itemsPerPage"], &page, &schemas);
    normalize(&mut inline).expect("normalizes");
    let schema = inline.pointer("/components/responses/page/content/m~1n/schema");
    let required = schema.map(|schema| &schema["required"]);
    assert_eq!(required, Some(&json!(["links", "results"])));
}

#[test]
fn only_pages_require_results() {
    let reference = json!({ "$ref": "#/components/schemas/A" });
    let object = |results: Value| {
        json!({ "A": {
            "type": "object", "properties": { "results": results },
        } })
    };
    let array = json!({ "type": "array", "items": {} });
    for (parameters, results) in [
        (&[][..], array),
        (&["itemsPerPage"], json!({ "type": "string" })),
    ] {
        let mut document = listing(parameters, &reference, &object(results));
        normalize(&mut document).expect("normalizes");
        let schema = &document["components"]["schemas"]["A"];
        assert!(schema.get("required").is_none(), "{schema}");
    }
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

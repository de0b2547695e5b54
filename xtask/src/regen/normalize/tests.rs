mod all_of;
mod for_others;
mod hoist;
mod marks;
mod rename;
mod scalars;

use serde_json::{Map, Value, json};

use super::normalize;

/// A document with these component schemas, which refers to all of them.
fn document(schemas: Value) -> Value {
    let content: Map<String, Value> = schemas
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
        .map(|name| {
            let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
            (name.clone(), json!({ "schema": schema }))
        })
        .collect();
    json!({
        "paths": { "/all": { "get": { "responses": { "200": { "content": content } } } } },
        "components": { "schemas": schemas },
    })
}

/// The component schemas after normalization.
fn normalized(schemas: Value) -> Value {
    let mut document = document(schemas);
    normalize(&mut document).expect("normalizes");
    document["components"]["schemas"].take()
}

/// The names of component schemas, sorted.
fn names(schemas: &Value) -> Vec<&str> {
    let names = schemas.as_object().into_iter().flat_map(Map::keys);
    let mut names: Vec<_> = names.map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn rejection(schemas: Value) -> String {
    normalize(&mut document(schemas))
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
    for keyword in ["oneOf", "anyOf"] {
        let stray = rejection(json!({ "U": {
            keyword: [{ "$ref": "#/components/schemas/X" }],
            "discriminator": { "propertyName": "t", "mapping": { "A": "A" } },
        } }));
        assert!(
            stray.contains("#/components/schemas/X, which its discriminator mapping"),
            "{stray}"
        );
    }
}

#[test]
fn a_response_without_a_body_has_no_schema() {
    let response = json!({ "content": { "m": { "schema": { "type": "string" } } } });
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
fn a_response_without_a_body_that_is_shared_is_one_for_others() {
    let response = json!({ "content": { "m": { "schema": { "type": "string" } } } });
    let reference = json!({ "$ref": "#/components/responses/done" });
    let mut document = json!({
        "paths": { "/a": { "delete": { "responses": { "200": reference, "204": reference } } } },
        "components": { "responses": { "done": response }, "schemas": {} },
    });
    normalize(&mut document).expect("normalizes");
    let responses = &document["paths"]["/a"]["delete"]["responses"];
    assert_eq!(responses["204"], json!({ "content": { "m": {} } }));
    assert_eq!(responses["200"], reference);
    assert_eq!(document["components"]["responses"]["done"], response);
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
                "400": { "content": { "m": { "schema": { "$ref": "#/components/schemas/Another" } } } },
                "500": { "content": { "m": { "schema": { "$ref": "#/components/schemas/Base" } } } },
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
        "Base": page, "Another": page,
    });
    let reference = json!({ "$ref": "#/components/schemas/Page" });

    let mut document = listing(&["itemsPerPage"], &reference, &schemas);
    normalize(&mut document).expect("normalizes");
    let after = &document["components"]["schemas"];
    assert_eq!(after["Page"]["required"], json!(["links", "results"]));
    let results = &after["Page"]["properties"]["results"];
    assert!(results.get("nullable").is_none(), "{results}");
    assert_eq!(after["Base"]["required"], json!(["links"]));
    assert_eq!(after["Another"]["required"], json!(["links"]));

    let before = document.clone();
    normalize(&mut document).expect("normalizes");
    assert_eq!(document, before);

    let mut inline = listing(&["itemsPerPage"], &page, &schemas);
    normalize(&mut inline).expect("normalizes");
    let required = &inline["components"]["schemas"]["PageResponse"]["required"];
    assert_eq!(*required, json!(["links", "results"]));
}

#[test]
fn only_pages_require_results() {
    let reference = json!({ "$ref": "#/components/schemas/A" });
    let object = |results: Value| {
        let schema = json!({ "type": "object", "properties": { "results": results } });
        json!({ "A": schema, "Base": {}, "Another": {} })
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
    let property = json!({
        "allOf": [{ "$ref": "#/components/schemas/B" }], "nullable": true, "type": "object",
    });
    assert_eq!(schemas["A"]["properties"]["b"], property);
    assert!(schemas["B"].get("nullable").is_none());
}

#[test]
fn what_is_only_written_is_not_required_in_a_response() {
    let header = json!({
        "type": "object",
        "required": ["name", "value"],
        "properties": {
            "name": { "type": "string" },
            "value": { "type": "string", "writeOnly": true },
        },
    });
    let holder = |name: &str| {
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "type": "object", "properties": { "headers": { "type": "array", "items": reference } } })
    };
    let content = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "content": { "application/json": { "schema": schema } } })
    };
    let mut document = json!({
        "paths": { "/a": { "post": {
            "requestBody": content("Sent"),
            "responses": { "201": content("Received") },
        } } },
        "components": { "schemas": {
            "Sent": holder("SentHeader"), "SentHeader": header,
            "Received": holder("Header"), "Header": header,
        } },
    });
    normalize(&mut document).expect("normal");
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Header"]["required"], json!(["name"]));
    assert_eq!(schemas["SentHeader"]["required"], json!(["name", "value"]));
}

#[test]
fn a_union_that_nothing_tells_apart_is_one_object() {
    let text = json!({ "type": "string" });
    let nullable = json!({ "type": "string", "nullable": true });
    let deprecated = json!({ "type": "string", "deprecated": true });
    let schemas = normalized(json!({
        "U": { "required": ["c"], "oneOf": [
            { "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" },
        ] },
        "A": { "type": "object", "required": ["a"], "properties":
            { "a": text, "b": nullable, "old": deprecated } },
        "B": { "type": "object", "required": ["a", "b"], "properties":
            { "a": text, "b": text, "c": text, "old": text } },
    }));
    let union = &schemas["U"];
    assert_eq!(union["type"], "object", "{union:#}");
    assert_eq!(names(&union["properties"]), ["a", "b", "c", "old"]);
    // What each member requires, and what the union does.
    assert_eq!(union["required"], json!(["a", "c"]));
    assert_eq!(union["properties"]["b"]["nullable"], true);
    assert_eq!(union["properties"]["old"].get("deprecated"), None);
}

#[test]
fn a_union_that_leads_back_to_itself_has_what_it_is_as_a_member() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let text = json!({ "type": "string" });
    let object = json!({ "type": "object", "properties": { "type": text, "c": text } });
    let schemas = normalized(json!({
        "U": { "oneOf": [reference("A"), reference("C")] },
        "A": {
            "type": "object", "properties": { "type": text, "a": text },
            "discriminator": { "propertyName": "type", "mapping": { "a": "A", "b": "B" } },
        },
        "B": { "allOf": [reference("A"), { "properties": { "b": text } }] },
        "C": object,
        "E": { "oneOf": [reference("E"), { "type": "string", "enum": ["e"] }] },
    }));
    assert_eq!(schemas["E"]["enum"], json!(["e"]));
    assert_eq!(
        schemas["A"]["oneOf"],
        json!([reference("AItself"), reference("B")])
    );
    let mapping = &schemas["A"]["discriminator"]["mapping"];
    assert_eq!(mapping["a"], "#/components/schemas/AItself");
    assert_eq!(names(&schemas["AItself"]["properties"]), ["a", "type"]);
    assert_eq!(names(&schemas["B"]["properties"]), ["a", "b", "type"]);
    assert_eq!(names(&schemas["U"]["properties"]), ["a", "b", "c", "type"]);
}

#[test]
fn a_member_with_several_tags_says_which_it_has() {
    let mapping =
        json!({ "B": "B", "B2": "B", "C": "C", "D": "D", "D2": "D", "E": "E", "E2": "E" });
    let union = json!({ "discriminator": { "propertyName": "kind", "mapping": mapping } });
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let inner =
        |tag: &str| json!({ "discriminator": { "propertyName": tag, "mapping": { "F": "F" } } });
    let others = json!({
        "B": object, "C": object, "D": reference("G"), "G": object, "E": inner("other"), "F": object,
    });
    let with = |name: &str, schema: Value| {
        let mut schemas = others.clone();
        schemas[name] = schema;
        normalized(schemas)
    };
    let owner = json!({ "type": "object", "properties": { "inline": union } });
    for schemas in [with("U", union.clone()), with("Owner", owner)] {
        let tags = |member: &str| {
            let tag = &schemas[member]["properties"]["kind"];
            let name = tag["allOf"][0]["$ref"]
                .as_str()
                .and_then(|it| it.rsplit('/').next());
            name.map(|name| schemas[name]["enum"].clone())
        };
        assert_eq!(tags("B"), Some(json!(["B", "B2"])), "{schemas:#}");
        assert_eq!(tags("C"), None);
        // A member that is another name, or a union of others, has none itself.
        assert_eq!(tags("G"), Some(json!(["D", "D2"])));
        assert_eq!(tags("F"), Some(json!(["E", "E2"])));
    }
    let mut written = others.clone();
    written["E"] = inner("kind");
    written["U"] = union;
    let written = normalized(written);
    assert!(written["F"]["properties"].get("kind").is_none());
}

#[test]
fn tags_of_several_unions_are_one_each() {
    let union =
        |tag: &str| json!({ "discriminator": { "propertyName": "kind", "mapping": { tag: "B" } } });
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let schemas = normalized(json!({ "U": union("B"), "V": union("B2"), "B": object }));
    assert!(schemas["B"]["properties"].get("kind").is_none());
}

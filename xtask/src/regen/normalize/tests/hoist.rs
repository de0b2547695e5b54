use serde_json::{Map, Value, json};

use super::{names, normalize, normalized};

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// What a property that refers to a schema looks like.
fn wrapped(name: &str) -> Value {
    json!({ "allOf": [reference(name)] })
}

#[test]
fn what_is_inline_in_a_schema_is_named_for_its_place() {
    let letters = json!({ "type": "string", "enum": ["A", "B"] });
    let schemas = normalized(json!({
        "Owner": { "type": "object", "properties": {
            "kind": letters,
            "kinds": { "type": "array", "items": letters },
            "byName": { "type": "object", "additionalProperties": letters },
            "grid": { "type": "array", "items": { "type": "array", "items": letters } },
            "inner": { "type": "object", "properties": { "deep": letters } },
            "merged": { "allOf": [reference("Base"), { "properties": { "own": letters } }] },
            "part": { "allOf": [letters, {}] },
            "plain": { "allOf": [{}, { "type": "boolean" }] },
            "either": { "discriminator": { "propertyName": "t", "mapping": { "B": "Base" } } },
            "text": { "type": "string" },
        } },
        "Base": { "type": "object", "properties": {
            "base": { "type": "string" }, "t": { "type": "string", "enum": ["B"] },
        } },
        "Letters": { "type": "array", "items": letters },
    }));
    assert_eq!(
        names(&schemas),
        [
            "Base",
            "Letters",
            "LettersItem",
            "Owner",
            "OwnerByName",
            "OwnerEither",
            "OwnerGrid",
            "OwnerInner",
            "OwnerInnerDeep",
            "OwnerKind",
            "OwnerKinds",
            "OwnerMerged",
            "OwnerMergedOwn",
            "OwnerMergedT",
            "OwnerPart",
        ]
    );
    let owner = &schemas["Owner"]["properties"];
    assert_eq!(owner["kind"], wrapped("OwnerKind"));
    assert_eq!(owner["kinds"]["items"], reference("OwnerKinds"));
    assert_eq!(
        owner["byName"]["additionalProperties"],
        reference("OwnerByName")
    );
    assert_eq!(owner["grid"]["items"]["items"], reference("OwnerGrid"));
    assert_eq!(owner["part"], wrapped("OwnerPart"));
    assert_eq!(owner["plain"], json!({ "type": "boolean" }));
    assert_eq!(owner["text"], json!({ "type": "string" }));
    assert_eq!(schemas["Letters"]["items"], reference("LettersItem"));
    assert_eq!(schemas["OwnerKind"], letters);
    assert_eq!(schemas["OwnerPart"], letters);
    assert_eq!(
        schemas["OwnerInner"]["properties"]["deep"],
        wrapped("OwnerInnerDeep")
    );
    let merged = &schemas["OwnerMerged"]["properties"];
    assert_eq!(merged["base"]["type"], "string");
    assert_eq!(merged["own"], wrapped("OwnerMergedOwn"));
    assert_eq!(schemas["OwnerEither"]["oneOf"], json!([reference("Base")]));
    // The tag of a union's member, even if the union is inline.
    let tag = json!({ "type": "string", "enum": ["B"] });
    assert_eq!(schemas["Base"]["properties"]["t"], tag);
}

#[test]
fn what_is_said_about_a_place_stays_there() {
    let mut place = json!({
        "type": "string", "enum": ["A"], "nullable": true, "readOnly": true, "writeOnly": false,
        "deprecated": true, "default": "A",
    });
    let schemas = normalized(json!({ "Owner": { "type": "object", "properties": {
        "kind": place, "kinds": { "type": "array", "items": { "enum": ["A"], "nullable": true } },
    } } }));
    let owner = &schemas["Owner"]["properties"];
    let place = place.as_object_mut().expect("an object");
    place.retain(|keyword, _| !["enum", "default"].contains(&keyword.as_str()));
    place.insert("allOf".into(), json!([reference("OwnerKind")]));
    assert_eq!(owner["kind"].as_object(), Some(&*place));
    let element = json!({ "allOf": [reference("OwnerKinds")], "nullable": true, "type": "string" });
    assert_eq!(owner["kinds"]["items"], element);
    assert_eq!(
        schemas["OwnerKind"],
        json!({ "type": "string", "enum": ["A"] })
    );
    assert_eq!(schemas["OwnerKinds"], schemas["OwnerKind"]);
}

#[test]
fn a_name_is_shared_by_equal_schemas_only() {
    let object = |inner: &Value| json!({ "type": "object", "properties": { "p": inner } });
    let letters = json!({ "type": "string", "enum": ["A"] });
    let digits = json!({ "type": "string", "enum": ["1"] });
    let schemas = normalized(json!({
        // Equal to what the property asks for, apart from what is hoisted from both.
        "OwnerEqual": object(&letters),
        "OwnerOther": object(&letters),
        "OwnerOther2": object(&json!({ "type": "string" })),
        "OwnerList": object(&letters),
        "Owner": { "type": "object", "properties": {
            "equal": object(&letters), "other": object(&digits),
            "list": { "type": "array", "items": digits },
        } },
        // The two ask for one name.
        "OwnerMany": { "type": "object", "properties": { "kinds": letters } },
        "OwnerManyKinds": letters,
    }));
    let owner = &schemas["Owner"]["properties"];
    assert_eq!(owner["equal"], wrapped("OwnerEqual"));
    assert_eq!(owner["other"], wrapped("OwnerOther3"));
    assert_eq!(owner["list"]["items"], reference("OwnerListItem"));
    let many = &schemas["OwnerMany"]["properties"]["kinds"];
    assert_eq!(*many, wrapped("OwnerManyKinds"));
    assert!(schemas.get("OwnerManyKinds2").is_none());
}

#[test]
fn only_strings_are_enumerated() {
    let schemas = normalized(json!({ "A": { "type": "object", "properties": {
        "number": { "type": "integer", "enum": [1, 2] },
        "flag": { "type": "boolean", "enum": [true] },
        "mixed": { "type": "string", "enum": ["a", 1] },
        "empty": { "type": "string", "enum": [] },
        "absent": { "type": "string", "enum": ["a", null] },
        "nothing": { "type": "string", "enum": [null] },
    } } }));
    assert_eq!(names(&schemas), ["A", "AAbsent"]);
    assert_eq!(
        schemas["A"]["properties"],
        json!({
            "number": { "type": "integer", "format": "int64" },
            "flag": { "type": "boolean" },
            "mixed": {},
            "empty": { "type": "string" },
            "absent": { "allOf": [reference("AAbsent")], "nullable": true, "type": "string" },
            "nothing": { "type": "string", "nullable": true },
        })
    );
    assert_eq!(
        schemas["AAbsent"],
        json!({ "type": "string", "enum": ["a"] })
    );
}

#[test]
fn a_union_of_enumerations_is_one_enumeration() {
    let schemas = normalized(json!({
        "A": { "type": "object", "properties": { "region": { "type": "object", "oneOf": [
            { "type": "string", "enum": ["X", "Y"] }, reference("Other"),
        ] } } },
        "Other": { "type": "string", "enum": ["Z", "X"] },
    }));
    assert_eq!(
        schemas["ARegion"],
        json!({ "type": "string", "enum": ["X", "Y", "Z"] })
    );

    let mixed = normalized(json!({
        "A": { "type": "object", "properties": { "b": { "anyOf": [reference("A"), {}] } } },
    }));
    assert_eq!(mixed["A"]["properties"]["b"], json!({}));
}

/// A document of GET operations, each with an id and its parameters.
fn operations(operations: &[(&str, Value)], shared: Value) -> Value {
    let paths: Map<String, Value> = operations
        .iter()
        .map(|(id, parameters)| {
            let operation = json!({ "operationId": id, "parameters": parameters });
            (format!("/{id}"), json!({ "get": operation }))
        })
        .collect();
    json!({ "paths": paths, "components": { "parameters": shared, "schemas": {} } })
}

fn parameter(values: Value) -> Value {
    json!({ "in": "path", "name": "kindOf", "schema": { "type": "string", "enum": values } })
}

fn parameter_schema<'a>(document: &'a Value, id: &str) -> &'a Value {
    &document["paths"][format!("/{id}")]["get"]["parameters"][0]["schema"]
}

#[test]
fn parameters_of_one_name_share_an_enumeration() {
    let mut document = operations(
        &[
            ("get_a", json!([parameter(json!(["X"]))])),
            ("get_b", json!([parameter(json!(["X"]))])),
        ],
        json!({}),
    );
    document["paths"]["/get_a"]["get"]["parameters"][0]["schema"]["default"] = json!("X");
    normalize(&mut document).expect("normalizes");
    assert_eq!(
        document["components"]["schemas"]["KindOf"]["enum"],
        json!(["X"])
    );
    for id in ["get_a", "get_b"] {
        assert_eq!(*parameter_schema(&document, id), reference("KindOf"));
    }
}

#[test]
fn parameters_that_list_different_values_are_named_for_their_operation() {
    let list = json!({ "in": "query", "name": "kindOf", "schema": {
        "type": "array", "items": { "type": "string", "enum": ["X", "Y"] },
    } });
    let shared = json!({ "in": "query", "name": "kindOf", "schema": { "enum": ["Z"] } });
    let mut first = operations(
        &[
            ("get_a", json!([parameter(json!(["X"]))])),
            ("get_b", json!([list])),
            ("get_c", json!([parameter(json!(["X"]))])),
            ("get_d", json!([{ "$ref": "#/components/parameters/kind" }])),
        ],
        json!({ "kind": shared }),
    );
    let mut second = first.clone();
    let paths = second["paths"].as_object_mut().expect("an object");
    *paths = std::mem::take(paths).into_iter().rev().collect();
    for document in [&mut first, &mut second] {
        normalize(document).expect("normalizes");
        let schemas = &document["components"]["schemas"];
        assert_eq!(
            names(schemas),
            ["GetAKindOf", "GetBKindOf", "GetCKindOf", "Kind"]
        );
        assert_eq!(
            *parameter_schema(document, "get_a"),
            reference("GetAKindOf")
        );
        assert_eq!(
            parameter_schema(document, "get_b")["items"],
            reference("GetBKindOf")
        );
        let shared = &document["components"]["parameters"]["kind"]["schema"];
        assert_eq!(*shared, reference("Kind"));
    }
    assert_eq!(first, second);
}

#[test]
fn bodies_are_named_for_their_operation() {
    let object =
        |name: &str| json!({ "type": "object", "properties": { name: { "enum": ["A"] } } });
    let content =
        |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let mut document = json!({
        "paths": { "/a": { "post": {
            "operationId": "create_a",
            "requestBody": content(object("a")),
            "responses": {
                "200": content(json!({ "type": "array", "items": object("b") })),
                "400": content(object("c")),
                "404": { "$ref": "#/components/responses/notFound" },
                "410": content(json!({ "type": "string", "format": "binary" })),
            },
        } } },
        "components": { "responses": { "notFound": content(object("d")) } },
    });
    normalize(&mut document).expect("normalizes");
    assert_eq!(
        names(&document["components"]["schemas"]),
        [
            "CreateARequest",
            "CreateARequestA",
            "CreateAResponse",
            "CreateAResponse2",
            "CreateAResponse2C",
            "CreateAResponseB",
            "NotFoundResponse",
            "NotFoundResponseD",
        ]
    );
    let schema = |body: &Value| body["content"]["application/json"]["schema"].clone();
    let operation = &document["paths"]["/a"]["post"];
    assert_eq!(
        schema(&operation["requestBody"]),
        reference("CreateARequest")
    );
    let responses = &operation["responses"];
    assert_eq!(
        schema(&responses["200"])["items"],
        reference("CreateAResponse")
    );
    assert_eq!(schema(&responses["400"]), reference("CreateAResponse2"));
    assert_eq!(schema(&responses["410"])["format"], "binary");
}

#[test]
fn a_reference_with_annotations_is_no_type_of_its_own() {
    for keyword in ["deprecated", "nullable", "readOnly", "writeOnly"] {
        let annotation = json!({ keyword: true });
        let schemas = normalized(json!({ "A": { "type": "object", "properties": {
            "parent": { "allOf": [annotation, reference("A"), { "minProperties": 1 }] },
        } } }));
        assert_eq!(names(&schemas), ["A"]);
        let parent = &schemas["A"]["properties"]["parent"];
        assert_eq!(parent["allOf"], json!([reference("A")]));
        assert_eq!(parent["x-box"], true);
        assert_eq!(parent[keyword], true);
    }
}

#[test]
fn a_schema_that_leads_back_to_itself_is_hoisted_once() {
    let object = |properties: Value| json!({ "type": "object", "properties": properties });
    let text = json!({ "type": "string" });
    let either = |one, other| json!({ "oneOf": [reference(one), reference(other)] });
    for (schemas, expected) in [
        (
            json!({ "A": object(json!({
                "parent": { "allOf": [reference("A"), object(json!({ "own": text }))] },
            })) }),
            vec!["A", "AParent"],
        ),
        (
            json!({ "A": object(json!({
                "items": { "type": "array", "items": { "allOf": [reference("A"), reference("A")] } },
            })) }),
            vec!["A"],
        ),
        (
            json!({ "A": object(json!({ "child": either("A", "B") })), "B": object(json!({ "b": text })) }),
            vec!["A", "AChild", "B"],
        ),
        (
            json!({
                "A": object(json!({ "child": either("A", "B") })),
                "B": object(json!({ "child": either("B", "A"), "b": text })),
            }),
            vec!["A", "AChild", "B", "BChild"],
        ),
    ] {
        let found = normalized(schemas.clone());
        assert_eq!(names(&found), expected, "{found:#}");
    }
}

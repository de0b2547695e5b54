use serde_json::{Value, json};

use super::normalize;
use crate::regen::normalize::marks::violations;

/// A list of things, each of which is one of two kinds, and an operation on one of them.
fn things() -> Value {
    let response = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "200": { "content": { "application/json": { "schema": schema } } } })
    };
    let member = |tag: &str| {
        json!({ "type": "object", "properties": {
            "kind": { "type": "string", "enum": [tag] },
        } })
    };
    let kinds = json!({ "type": "string", "enum": ["A", "B", "C"] });
    json!({
        "paths": {
            "/things": { "get": {
                "operationId": "list_things",
                "parameters": [
                    { "in": "query", "name": "pageNum" }, { "in": "query", "name": "itemsPerPage" },
                ],
                "responses": response("Page"),
            } },
            "/things/{thingKind}": { "get": {
                "operationId": "get_thing",
                "parameters": [{ "in": "path", "name": "thingKind", "schema": kinds }],
                "responses": response("Thing"),
            } },
        },
        "components": { "schemas": {
            "Page": { "type": "object", "properties": {
                "results": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } },
                "links": { "type": "array", "items": { "$ref": "#/components/schemas/Link" } },
                "next": { "$ref": "#/components/schemas/Next" },
            } },
            "Link": { "type": "object", "properties": { "rel": { "type": "string" } } },
            "Next": { "type": "object", "properties": { "kind": { "type": "string" } } },
            "Thing": { "discriminator": { "propertyName": "kind", "mapping": {
                "A": "A", "B": "B", "D": "D",
            } } },
            "A": member("A"), "B": member("B"), "D": { "type": "object", "properties": {} },
        } },
    })
}

/// The things after a change and normalization.
fn normalized(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = things();
    change(&mut document);
    normalize(&mut document).expect("normalizes");
    document
}

#[test]
fn lists_are_marked() {
    let list = |document: &Value| document["paths"]["/things"]["get"].get("x-list").cloned();
    let document = normalized(|_| {});
    assert_eq!(list(&document), Some(json!(true)));
    assert!(
        document["paths"]["/things/{thingKind}"]["get"]
            .get("x-list")
            .is_none()
    );

    for (pointer, other) in [
        ("/paths/~1things/get/parameters/0/name", json!("page")),
        ("/paths/~1things/get/parameters/1/in", json!("header")),
        (
            "/components/schemas/Page/properties/results/type",
            json!("string"),
        ),
        (
            "/components/schemas/Page/properties/links/type",
            json!("string"),
        ),
        (
            "/components/schemas/Link/properties/rel/type",
            json!("integer"),
        ),
        (
            "/components/schemas/Link",
            json!({
                "type": "object", "required": ["rel"], "properties": { "rel": { "type": "string" } },
            }),
        ),
    ] {
        let document = normalized(|document| {
            *document.pointer_mut(pointer).expect("is there") = other;
        });
        assert_eq!(list(&document), None, "{pointer}");
    }
    // What may respond with nothing has pages of which none may be there.
    let document = normalized(|document| {
        document["paths"]["/things"]["get"]["responses"]["204"] = json!({});
    });
    assert_eq!(list(&document), None);
    let document = normalized(|document| {
        let item = &mut document["paths"]["/things"];
        *item = json!({ "post": item["get"] });
    });
    assert!(document["paths"]["/things"]["post"].get("x-list").is_none());
}

#[test]
fn a_list_is_marked_whatever_of_it_is_a_component() {
    for (owner, name, keyword, value) in [
        ("Page", "results", "nullable", json!(true)),
        ("Page", "links", "nullable", json!(true)),
        ("Link", "rel", "maxLength", json!(8)),
        ("Link", "rel", "enum", json!(["next"])),
    ] {
        let document = normalized(|document| {
            let schemas = &mut document["components"]["schemas"];
            let mut part = schemas[owner]["properties"][name].take();
            part[keyword] = value;
            schemas["Part"] = part;
            schemas[owner]["properties"][name] = json!({ "$ref": "#/components/schemas/Part" });
        });
        let list = &document["paths"]["/things"]["get"]["x-list"];
        assert_eq!(*list, true, "{name}: {document:#}");
        let page = &document["components"]["schemas"]["Page"];
        let items = json!({ "$ref": "#/components/schemas/Thing" });
        let results = json!({ "type": "array", "items": items });
        assert_eq!(page["properties"]["results"], results);
    }
}

#[test]
fn the_tag_of_a_member_is_marked_if_only_unions_with_this_tag_have_the_member() {
    let tag = |document: &Value, name: &str| {
        document["components"]["schemas"][name]
            .get("x-tag")
            .cloned()
    };
    let another = |property: &str| json!({ "discriminator": { "propertyName": property, "mapping": { "X": "A" } } });
    let response = |document: &mut Value, name: &str| {
        document["paths"]["/things"]["get"]["responses"]["201"] = json!({ "content": { "m": {
            "schema": { "$ref": format!("#/components/schemas/{name}") },
        } } });
    };
    let document = normalized(|_| {});
    assert_eq!(tag(&document, "A"), Some(json!("kind")));
    assert_eq!(tag(&document, "D"), None, "it has no such property");
    assert_eq!(tag(&document, "Next"), None, "it is in no union");

    for (property, expected) in [("kind", Some(json!("kind"))), ("type", None)] {
        let document = normalized(|document| {
            document["components"]["schemas"]["Another"] = another(property);
            response(document, "Another");
        });
        assert_eq!(tag(&document, "A"), expected, "{property}");
        assert_eq!(tag(&document, "B"), Some(json!("kind")));
    }

    let document = normalized(|document| response(document, "A"));
    assert_eq!(tag(&document, "A"), None);
    assert_eq!(tag(&document, "B"), Some(json!("kind")));

    // What nothing refers to is removed, and does not count.
    let document = normalized(|document| {
        let property = json!({ "$ref": "#/components/schemas/A" });
        document["components"]["schemas"]["Unused"] = json!({ "properties": { "a": property } });
    });
    assert_eq!(tag(&document, "A"), Some(json!("kind")));
}

#[test]
fn the_enumeration_with_the_most_tags_is_marked() {
    let mark = |document: &Value| {
        document["components"]["schemas"]["Thing"]
            .get("x-tag-enumeration")
            .cloned()
    };
    let parameters = "/paths/~1things~1{thingKind}/get/parameters";
    let with = |name: &str, values: Value, place: &str| {
        normalized(|document| {
            let parameters = document.pointer_mut(parameters).expect("is there");
            let schema = json!({ "type": "string", "enum": values });
            let parameter = json!({ "in": place, "name": name, "schema": schema });
            parameters.as_array_mut().expect("an array").push(parameter);
        })
    };
    assert_eq!(mark(&normalized(|_| {})), Some(json!("ThingKind")));
    for (name, values, place, expected) in [
        ("another", json!(["A"]), "path", "ThingKind"),
        ("another", json!(["A", "D"]), "path", "Another"),
        ("unlike", json!(["A", "D"]), "path", "ThingKind"),
        ("another", json!(["A", "B", "D"]), "path", "Another"),
        ("another", json!(["A", "B", "D"]), "query", "ThingKind"),
    ] {
        let document = with(name, values.clone(), place);
        assert_eq!(
            mark(&document),
            Some(json!(expected)),
            "{name} {values} {place}"
        );
    }
    let document = normalized(|document| {
        let responses = "/paths/~1things~1{thingKind}/get/responses";
        let responses = document.pointer_mut(responses).expect("is there");
        let response = responses["200"].take();
        responses["200"] = json!({ "$ref": "#/components/responses/thing" });
        document["components"]["responses"] = json!({ "thing": response });
    });
    assert_eq!(mark(&document), Some(json!("ThingKind")));
    let document = normalized(|document| {
        let parameter = json!({ "in": "path", "name": "thingKind", "schema": { "enum": ["C"] } });
        *document.pointer_mut(parameters).expect("is there") = json!([parameter]);
    });
    assert_eq!(mark(&document), None);
}

#[test]
fn a_mark_that_is_not_so_is_a_violation() {
    let document = normalized(|_| {});
    assert_eq!(violations(&document), [""; 0]);
    for (pointer, mark, value, message) in [
        (
            "/paths/~1things~1{thingKind}/get",
            "x-list",
            json!(true),
            "the operation get_thing has the mark `x-list`, but it does not return pages",
        ),
        (
            "/components/schemas/Link",
            "x-tag",
            json!("kind"),
            "the schema Link has the mark `x-tag: \"kind\"`, which is none of its properties",
        ),
        (
            "/components/schemas/Thing",
            "x-tag-enumeration",
            json!("Gone"),
            "the schema Thing has the mark `x-tag-enumeration: \"Gone\"`, which is no enumeration",
        ),
        (
            "/components/schemas/Thing",
            "x-tag-enumeration",
            json!("Link"),
            "the schema Thing has the mark `x-tag-enumeration: \"Link\"`, which is no enumeration",
        ),
    ] {
        let mut document = document.clone();
        document.pointer_mut(pointer).expect("is there")[mark] = value;
        assert_eq!(violations(&document), [message]);
    }
}

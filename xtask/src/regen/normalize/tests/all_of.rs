//! What the parts of an `allOf` come to.

use serde_json::{Value, json};

use super::{normalized, rejection};

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn object(properties: Value) -> Value {
    json!({ "type": "object", "properties": properties })
}

/// A union of B and C, and these.
fn union() -> Value {
    let kind = |tag: &str| object(json!({ "kind": { "type": "string", "enum": [tag] } }));
    json!({
        "U": {
            "oneOf": [reference("B"), reference("C")],
            "properties": { "kind": { "type": "string" }, "size": { "type": "integer" } },
            "discriminator": { "propertyName": "kind", "mapping": { "B": "B", "C": "C" } },
        },
        "B": kind("B"), "C": kind("C"),
    })
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
    assert_eq!(child["required"], json!(["id", "type"]));
    assert!(child.get("allOf").is_none());

    let cycle = rejection(json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }] } }));
    assert_eq!(cycle, "the schema A includes itself through `allOf`");
}

#[test]
fn a_union_with_a_parent_remains_one_and_its_members_have_what_the_parent_has() {
    let mut schemas = union();
    schemas["U"]["allOf"] = json!([reference("Base")]);
    schemas["Base"] = object(json!({ "id": { "type": "string" } }));
    let normal = normalized(schemas);
    assert_eq!(
        normal["U"]["oneOf"],
        json!([reference("B"), reference("C")])
    );
    assert!(normal["U"].get("properties").is_none());
    for member in ["B", "C"] {
        let properties = &normal[member]["properties"];
        assert_eq!(properties["id"]["type"], "string", "{properties}");
        assert_eq!(properties["size"]["type"], "integer", "{properties}");
    }
}

#[test]
fn another_name_of_a_union_is_one() {
    let mut schemas = union();
    schemas["A"] = json!({ "allOf": [reference("U"), { "type": "object" }] });
    schemas["More"] = json!({ "allOf": [reference("U"), object(json!({ "more": {} }))] });
    schemas["D"] = json!({ "allOf": [reference("Bare")] });
    schemas["Bare"] = json!({ "discriminator": {
        "propertyName": "kind", "mapping": { "D": "D" },
    } });
    let normal = normalized(schemas);
    assert_eq!(normal["A"], reference("U"));
    assert_eq!(normal["More"]["oneOf"], normal["U"]["oneOf"]);
    assert!(normal["B"]["properties"].get("more").is_some());
    // A member is no union, even if its parent has nothing but members.
    assert_eq!(normal["D"]["properties"], json!({}));
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let mut schemas = union();
    let other = json!({ "oneOf": [reference("C"), reference("B")] });
    schemas["A"] = json!({ "allOf": [reference("U"), other] });
    let error = rejection(schemas);
    assert!(
        error.contains("the schema A combines two unions"),
        "{error}"
    );

    let mut schemas = union();
    let part = json!({ "allOf": [reference("U"), object(json!({ "more": {} }))] });
    schemas["Owner"] = object(json!({ "part": part }));
    let error = rejection(schemas);
    assert!(
        error.contains("with the property more, which its member B lacks"),
        "{error}"
    );
}

#[test]
fn a_child_says_more_of_its_parents_properties() {
    let schemas = normalized(json!({
        "Kind": { "type": "string", "enum": ["X", "Y"] },
        "Parent": object(json!({
            "said": { "type": "string", "readOnly": true },
            "kind": reference("Kind"),
            "own": reference("Kind"),
            "list": { "type": "array", "items": { "type": "integer" } },
            "inner": object(json!({ "a": { "type": "string" } })),
            "other": { "type": "string", "format": "password", "deprecated": true },
        })),
        "Child": { "allOf": [reference("Parent"), object(json!({
            "said": {},
            "kind": { "type": "string", "writeOnly": true },
            "own": { "type": "string", "enum": ["X"] },
            "list": { "type": "array" },
            "inner": object(json!({ "b": { "type": "string" } })),
            "other": { "type": "integer" },
        }))] },
        "Narrow": { "allOf": [{ "type": "string" }, { "enum": ["Z"] }] },
    }));
    let child = &schemas["Child"]["properties"];
    assert_eq!(child["said"], json!({ "type": "string", "readOnly": true }));
    assert_eq!(
        child["kind"],
        json!({ "allOf": [reference("Kind")], "writeOnly": true })
    );
    assert_eq!(child["own"]["allOf"], json!([reference("ChildOwn")]));
    assert_eq!(child["list"]["items"]["type"], "integer");
    let inner = &schemas["ChildInner"]["properties"];
    assert!(
        inner.get("a").is_some() && inner.get("b").is_some(),
        "{inner}"
    );
    let other = json!({ "type": "integer", "format": "int64", "deprecated": true });
    assert_eq!(child["other"], other);
    assert_eq!(
        schemas["Narrow"],
        json!({ "type": "string", "enum": ["Z"] })
    );
}

#[test]
fn what_a_part_says_of_the_place_is_said_of_the_place() {
    let part = |annotation: &str| json!({ "allOf": [reference("B"), { annotation: true }] });
    let schemas = normalized(json!({
        "B": object(json!({ "c": { "type": "string" } })),
        "Null": { "type": "string", "nullable": true },
        "Name": reference("Null"),
        "A": object(json!({
            "null": part("nullable"),
            "sent": part("writeOnly"),
            "read": { "allOf": [{ "allOf": [reference("B"), { "readOnly": true }] }] },
            "text": { "allOf": [{ "type": "string" }, { "nullable": true }] },
            "component": { "allOf": [reference("Name")] },
        })),
    }));
    let properties = &schemas["A"]["properties"];
    assert_eq!(
        properties["null"],
        json!({ "allOf": [reference("B")], "nullable": true, "type": "object" })
    );
    assert_eq!(
        properties["sent"],
        json!({ "allOf": [reference("B")], "writeOnly": true })
    );
    assert_eq!(properties["read"]["readOnly"], true);
    assert_eq!(
        properties["text"],
        json!({ "type": "string", "nullable": true })
    );
    assert_eq!(properties["component"]["nullable"], true);
}

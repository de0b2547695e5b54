//! What the client has no use for, but other readers of the document have.

use serde_json::json;

use super::super::normalize;
use super::{document, normalized};

#[test]
fn a_nullable_reference_has_the_type_of_its_target() {
    let nullable = |name: &str| json!({ "allOf": [{ "$ref": format!("#/components/schemas/{name}") }], "nullable": true });
    let schemas = normalized(json!({
        "Owner": { "type": "object", "properties": {
            "part": nullable("Part"), "side": nullable("Side"), "union": nullable("Union"),
            "any": nullable("Any"), "list": { "type": "array", "items": nullable("Part") },
            "present": { "$ref": "#/components/schemas/Part" },
        } },
        "Any": {},
        "Part": { "type": "object", "properties": { "a": { "type": "string" } } },
        "Side": { "type": "string", "enum": ["LEFT", "RIGHT"] },
        "Union": { "discriminator": { "propertyName": "t", "mapping": { "C": "C" } } },
        "C": { "type": "object", "properties": { "t": { "type": "string" } } },
    }));
    let properties = &schemas["Owner"]["properties"];
    assert_eq!(properties["part"]["type"], "object", "{properties:#}");
    assert_eq!(properties["side"]["type"], "string");
    assert_eq!(properties["union"]["type"], "object");
    assert_eq!(properties["list"]["items"]["type"], "object");
    assert_eq!(properties["any"].get("type"), None);
    assert_eq!(properties["present"].get("type"), None);
}

#[test]
fn a_member_of_unions_requires_its_tag() {
    let tagged = |required: serde_json::Value| {
        let tag = json!({ "type": "string" });
        json!({ "type": "object", "properties": { "t": tag, "a": tag }, "required": required })
    };
    let mapping = json!({ "A": "A", "B": "B", "C": "C" });
    let mut document = document(json!({
        "U": { "discriminator": { "propertyName": "t", "mapping": mapping } },
        "A": tagged(json!(["a"])),
        "B": tagged(json!(["t"])),
        "C": tagged(json!([])),
    }));
    // Nothing but the union refers to A and B; the response refers to C as well.
    let content = &mut document["paths"]["/all"]["get"]["responses"]["200"]["content"];
    if let Some(content) = content.as_object_mut() {
        content.retain(|name, _| name == "U" || name == "C");
    }
    normalize(&mut document).expect("normalizes");
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["A"]["required"], json!(["a", "t"]));
    assert_eq!(schemas["B"]["required"], json!(["t"]));
    assert_eq!(schemas["C"]["required"], json!([]));
}

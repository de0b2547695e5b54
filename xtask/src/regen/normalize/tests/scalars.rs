use serde_json::{Value, json};

use super::{document, names, normalize, normalized};

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[test]
fn a_property_that_refers_to_text_is_text() {
    let schemas = normalized(json!({
        "Owner": { "type": "object", "properties": {
            "apiKey": reference("SecretText"),
            "token": { "allOf": [reference("Alias")], "description": "Its own.", "nullable": true },
            "password": { "oneOf": [{ "type": "string", "minLength": 1 }, reference("Alias")] },
            "secret": { "allOf": [reference("Either"), { "minLength": 1 }] },
            "hidden": reference("Hidden"),
            "ports": { "type": "array", "items": reference("Port") },
            "level": reference("Level"),
            "accessToken": { "type": "array", "items": reference("Alias") },
            "licenseKey": { "type": "object", "additionalProperties": { "type": "string" } },
        } },
        "SecretText": { "type": "string", "minLength": 1, "description": "A secret." },
        "Alias": { "allOf": [reference("Another")] },
        "Another": reference("SecretText"),
        "Either": { "anyOf": [reference("SecretText"), { "type": "string" }] },
        "Hidden": { "type": "string", "format": "password", "nullable": true },
        "Port": { "type": "integer", "maximum": 65535 },
        "Level": { "type": "integer", "enum": [1, 2] },
    }));
    assert_eq!(names(&schemas), ["Owner"]);
    let secret = |description: &str| json!({ "type": "string", "format": "password", "description": description });
    let mut own = secret("Its own.");
    own["nullable"] = json!(true);
    let hidden = json!({ "type": "string", "format": "password", "nullable": true });
    let text = json!({ "type": "string", "format": "password" });
    assert_eq!(
        schemas["Owner"]["properties"],
        json!({
            "apiKey": secret("A secret."), "token": own, "password": text, "secret": text,
            "hidden": hidden,
            "ports": {
                "type": "array", "items": { "type": "integer", "format": "int64" },
                "nullable": true,
            },
            "level": { "type": "integer", "format": "int64" },
            "accessToken": { "type": "array", "items": secret("A secret."), "nullable": true },
            "licenseKey": {
                "type": "object", "additionalProperties": text, "nullable": true,
            },
        })
    );
}

#[test]
fn a_parameter_keeps_the_limits_of_the_component_that_it_refers_to() {
    let mut document = document(json!({
        "GroupId": { "type": "string", "pattern": "^[0-9a-f]{24}$", "maxLength": 24 },
        "Ids": { "type": "array", "items": reference("GroupId") },
        "Alias": { "allOf": [reference("Limit")], "description": "A limit." },
        "Limit": { "type": "integer", "minimum": 1, "maximum": 500, "default": 100 },
    }));
    document["paths"]["/all"]["get"]["parameters"] = json!([
        { "in": "query", "name": "groupId", "schema": reference("GroupId") },
        { "in": "query", "name": "limit", "schema": { "allOf": [reference("Alias")], "maximum": 50 } },
        { "$ref": "#/components/parameters/ids" },
        { "in": "query", "name": "others", "schema": reference("Ids") },
    ]);
    document["components"]["parameters"] = json!({ "ids": { "in": "query", "name": "ids", "schema":
        { "type": "array", "items": reference("GroupId") },
    } });
    normalize(&mut document).expect("normalizes");
    let id = json!({ "type": "string", "pattern": "^([a-f0-9]{24})$", "maxLength": 24 });
    let parameters = &document["paths"]["/all"]["get"]["parameters"];
    let schema = |name: &str| {
        let mut all = parameters.as_array().into_iter().flatten();
        let found = all.find(|parameter| parameter["name"] == name);
        found.expect("it is there")["schema"].clone()
    };
    assert_eq!(schema("groupId"), id);
    let limit = schema("limit");
    assert_eq!(limit["minimum"], 1, "{limit}");
    assert_eq!(limit["maximum"], 50, "{limit}");
    let shared = &document["components"]["parameters"]["ids"]["schema"];
    assert_eq!(shared["items"], id);
    assert_eq!(schema("others")["items"], id);
}

//! JSON Schema for the model.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::union::Union;

/// Any string, with the known ones named.
pub fn open_enum_schema(values: &[&str]) -> Schema {
    json_schema!({ "anyOf": [{ "type": "string", "enum": values }, { "type": "string" }] })
}

/// Each member with its tag, or an object with another tag or none.
pub fn union_schema<U: Union>(generator: &mut SchemaGenerator) -> Schema {
    let members = U::members(generator);
    let tag = U::TAG;
    let tags: Vec<_> = members.iter().map(|(value, _)| *value).collect();
    if tag.is_empty() {
        let has = |key: &str| json!({ "required": [key] });
        let keys: Vec<_> = tags.iter().map(|key| has(key)).collect();
        let mut any_of: Vec<Value> = members
            .iter()
            .map(|(key, member)| json!({ "allOf": [member, has(key)] }))
            .collect();
        any_of.push(json!({ "type": "object", "not": { "anyOf": keys } }));
        return json_schema!({ "anyOf": any_of });
    }
    let tagged = |schema: Value| json!({ "required": [tag], "properties": { tag: schema } });
    let mut any_of: Vec<Value> = members
        .iter()
        .map(|(value, member)| json!({ "allOf": [member, tagged(json!({ "const": value }))] }))
        .collect();
    any_of.push(json!({ "type": "object", "not": tagged(json!({ "enum": tags })) }));
    json_schema!({ "anyOf": any_of })
}
